"""Documents as Arrow columns and Parquet files, nothing lost in either direction.

The schema follows from :class:`rawi.document.Document` field by field: a struct is a struct, a tuple a
list, ``meta`` a map. Defaults are written out, so that a query needs not know them; null means
absent: a layer that was not attempted is null, one that found nothing is an empty list.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import inspect

from rawi.document import Document
from rawi.errors import Fault, InputError
from rawi.files import whole_file
from rawi.jsonl import MOST_FAULTS, explain

#: rows that are decoded at a time when a file is read
_ROWS = 64
_BUFFER = 1 << 16


@cache
def schema() -> Any:
    """The ``pyarrow.Schema`` of documents."""
    return _schema_without(frozenset())


@cache
def prediction_schema() -> Any:
    """The same without ``text``, ``paragraphs`` and ``sentences``, which no prediction has."""
    return _schema_without(frozenset({"text", "paragraphs", "sentences"}))


def _schema_without(names: frozenset[str]) -> Any:
    import pyarrow as pa

    return pa.schema([field for field in _arrow(_model()) if field.name not in names])


def _model() -> inspect.StructType:
    found = inspect.type_info(Document)
    assert isinstance(found, inspect.StructType)
    return found


def _arrow(kind: inspect.Type) -> Any:
    """The ``pyarrow.DataType`` of a type of the model."""
    import pyarrow as pa

    match kind:
        case inspect.StructType(fields=fields):
            return pa.struct([pa.field(f.encode_name, _arrow(f.type)) for f in fields])
        case inspect.VarTupleType(item_type=item):
            return pa.list_(_arrow(item))
        case inspect.DictType(key_type=key, value_type=value):
            return pa.map_(_arrow(key), _arrow(value))
        case inspect.UnionType(types=types):
            (only,) = (one for one in types if not isinstance(one, inspect.NoneType))
            return _arrow(only)
        case inspect.StrType() | inspect.LiteralType():
            return pa.string()
        case inspect.IntType():
            return pa.int32()
        case inspect.BoolType():
            return pa.bool_()
    raise TypeError(f"there is no column for {kind}")


def to_row(document: Document) -> dict[str, Any]:
    """A document as plain values, with the fields at their default."""
    row: dict[str, Any] = _plain(document)
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, msgspec.Struct):
        return {name: _plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return list(value.items()) if isinstance(value, dict) else value


def write_parquet(
    path: str | os.PathLike[str], lines: Iterable[bytes], most_rows: int, most_bytes: int
) -> None:
    """Write predictions as Parquet, whole or not at all, one row group in memory at a time.

    Args:
        path: the file.
        lines: documents as JSON.
        most_rows: of a row group.
        most_bytes: of JSON in a row group. The same lines always give the same bytes.

    Raises:
        InputError: the file cannot be written.
    """
    import pyarrow as pa
    from pyarrow import parquet

    decoder = msgspec.json.Decoder(Document)
    with whole_file(path) as stream, parquet.ParquetWriter(stream, prediction_schema()) as writer:
        for group in _groups(lines, most_rows, most_bytes):
            rows = [to_row(decoder.decode(line)) for line in group]
            writer.write_table(pa.Table.from_pylist(rows, schema=prediction_schema()))


def _groups(lines: Iterable[bytes], most_rows: int, most_bytes: int) -> Iterator[list[bytes]]:
    group: list[bytes] = []
    size = 0
    for line in lines:
        if group and (len(group) >= most_rows or size + len(line) > most_bytes):
            yield group
            group, size = [], 0
        group.append(line)
        size += len(line)
    if group:
        yield group


def read_parquet(path: str | os.PathLike[str]) -> list[tuple[int, Document]]:
    """The documents of a Parquet file with their 1-based rows.

    Raises:
        InputError: it cannot be read, or with the row and place of everything that does not fit the
            model.
    """
    import pyarrow as pa
    from pyarrow import parquet

    if Path(path).is_dir():
        raise InputError("this is a folder, a file is expected", file=str(path))
    documents: list[tuple[int, Document]] = []
    faults: list[Fault] = []
    number = 0
    try:
        with parquet.ParquetFile(path, pre_buffer=False, buffer_size=_BUFFER) as opened:
            for batch in opened.iter_batches(_ROWS):
                for row in batch.to_pylist(maps_as_pydicts="strict"):
                    number += 1
                    try:
                        documents.append((number, msgspec.convert(_present(row), Document)))
                    except (msgspec.ValidationError, TypeError) as error:
                        if len(faults) < MOST_FAULTS:
                            faults.extend(_explained(row, error, str(path), number)[:1])
    except FileNotFoundError:
        raise InputError("there is no such file", file=str(path)) from None
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        raise InputError(f"cannot be read as Parquet: {error}", file=str(path)) from None
    if faults:
        raise InputError(faults)
    return documents


def _present(value: Any) -> Any:
    """A value without its nulls."""
    if isinstance(value, dict):
        return {name: _present(item) for name, item in value.items() if item is not None}
    return [_present(item) for item in value] if isinstance(value, list) else value


def _explained(row: Any, error: Exception, file: str, number: int) -> list[Fault]:
    line = msgspec.json.encode(_present(row), enc_hook=str)
    found = explain(line, error)
    return [fault.at(file=file, line=number) for fault in found]
