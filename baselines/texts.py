"""Texts to read, a few at a time: from text files, JSON Lines and Parquet, in one fixed order.

Nothing here holds more than a piece of one file, so an archive does not have to fit in memory. The
same texts can be gone through again, from the start: once to check them all before hours are spent
on the first half, once to read them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import msgspec

from rawi.document import Document
from rawi.errors import Fault, InputError
from rawi.files import decode, read_text
from rawi.jsonl import explain

#: endings of the files that are taken from a folder
ENDINGS = (".txt", ".jsonl", ".parquet")
#: how texts are called, after the output, that are written for a cluster to read; never taken themselves
STAGED = ".partial.texts.parquet"
#: rows of a Parquet file that are decoded at a time
_ROWS = 64
#: bytes of a column of a Parquet file that are read at a time
_BUFFER = 1 << 16


class Text(NamedTuple):
    """A text with the id of its document, and where it comes from."""

    id: str
    text: str
    file: str = ""
    line: int | None = None


class Texts(Protocol):
    """Texts that can be gone through more than once.

    Attributes:
        parquet: the files, if they are nothing but Parquet; a cluster can read them for itself.
    """

    parquet: tuple[Path, ...]

    def read(self, faults: list[Fault]) -> Iterator[Text]:
        """The texts in order; what cannot be read is added to ``faults`` and left out."""
        ...


class GivenTexts:
    """The texts of documents in memory."""

    parquet: tuple[Path, ...] = ()

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents

    def read(self, faults: list[Fault]) -> Iterator[Text]:
        """The texts in order; see :class:`Texts`."""
        for document in self._documents:
            if document.text:
                yield Text(document.id, document.text)
            else:
                faults.append(_no_text(document.id))


class FileTexts:
    """Texts in ``.txt``, ``.jsonl`` and ``.parquet`` files, and in folders of them.

    A text file is a document that is called like the file without its ending; any ending that is
    not known is taken for one. A line of JSON Lines is a document. A row of Parquet is one too, with
    the columns ``id`` and ``text``; other columns are not looked at.
    """

    def __init__(self, paths: Sequence[str | os.PathLike[str]]) -> None:
        """List the files.

        Raises:
            InputError: a folder without any.
        """
        self.files = [file for path in paths for file in _files(Path(path))]
        only = all(file.suffix == ".parquet" for file in self.files)
        self.parquet = tuple(self.files) if only else ()

    def read(self, faults: list[Fault]) -> Iterator[Text]:
        """The texts in order; see :class:`Texts`."""
        readers = {".jsonl": _lines, ".parquet": _rows}
        for file in self.files:
            try:
                yield from readers.get(file.suffix, _whole)(file, faults)
            except InputError as error:
                faults.extend(error.faults)


def texts_from(paths: Sequence[str | os.PathLike[str]]) -> FileTexts:
    """The texts in files and folders; raises as :class:`FileTexts`."""
    return FileTexts(paths)


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(
        file
        for file in path.rglob("*")
        if file.is_file() and file.suffix in ENDINGS and not file.name.endswith(STAGED)
    )
    if not found:
        raise InputError(
            f"holds no {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]} files", file=str(path)
        )
    return found


def _no_text(document: str, file: str = "", line: int | None = None) -> Fault:
    return Fault("has no text to read", file=file, line=line, document=document)


def _whole(file: Path, faults: list[Fault]) -> Iterator[Text]:
    yield Text(file.stem, read_text(file), str(file))


def _lines(file: Path, faults: list[Fault]) -> Iterator[Text]:
    name, decoder, empty = str(file), msgspec.json.Decoder(Document), True
    try:
        with file.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                if not line.strip():
                    continue
                empty = False
                try:
                    decode(line.rstrip(b"\n"), name)
                    document = decoder.decode(line)
                except InputError as error:
                    faults.extend(fault.at(line=number) for fault in error.faults)
                except (msgspec.DecodeError, UnicodeDecodeError) as error:
                    faults.extend(f.at(file=name, line=number) for f in explain(line, error))
                else:
                    if document.text:
                        yield Text(document.id, document.text, name, number)
                    else:
                        faults.append(_no_text(document.id, name, number))
    except OSError as error:
        raise _unreadable(file, error) from None
    if empty:
        raise InputError("is empty", file=name, line=1, hint="put the text into it")


def _rows(file: Path, faults: list[Fault]) -> Iterator[Text]:
    name, number = str(file), 0
    for batch in parquet_batches(file, ("id", "text")):
        for key, text in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            number += 1
            if not key:
                faults.append(Fault("has no id in this row", file=name, line=number))
            elif not text:
                faults.append(_no_text(key, name, number))
            else:
                yield Text(key, text, name, number)


def parquet_ids(files: Sequence[Path]) -> Iterator[str]:
    """The ids of Parquet files; their texts are not read. Raises as :func:`parquet_batches`."""
    for file in files:
        for batch in parquet_batches(file, ("id",)):
            yield from batch.column(0).to_pylist()


def parquet_batches(file: Path, columns: Sequence[str]) -> Iterator[Any]:
    """Columns of a Parquet file as ``pyarrow.RecordBatch`` of a few rows.

    Pages are read as they are needed, so that a row group of any size takes little memory.

    Raises:
        InputError: it cannot be read, or such a column of strings is not in it.
    """
    import pyarrow as pa
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(file, pre_buffer=False, buffer_size=_BUFFER) as opened:
            schema = opened.schema_arrow
            for column in columns:
                if column not in schema.names:
                    found = ", ".join(schema.names) or "none"
                    raise InputError(
                        f"has no column {column!r}, the columns are {found}",
                        file=str(file),
                        hint="columns id and text of strings are expected",
                    )
                kind = schema.field(column).type
                if pa.types.is_dictionary(kind):
                    kind = kind.value_type
                if kind not in (pa.string(), pa.large_string(), pa.string_view()):
                    raise InputError(
                        f"the column {column!r} holds {kind}, strings are expected", file=str(file)
                    )
            for batch in opened.iter_batches(_ROWS, columns=list(columns)):
                yield batch.select(list(columns))
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise _unreadable(file, error) from None
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        raise InputError(f"cannot be read as Parquet: {error}", file=str(file)) from None


def _unreadable(file: Path, error: OSError) -> InputError:
    if isinstance(error, FileNotFoundError):
        return InputError("there is no such file", file=str(file))
    if isinstance(error, IsADirectoryError):
        return InputError("this is a folder, a file is expected", file=str(file))
    return InputError(f"cannot be read: {error.strerror}", file=str(file))
