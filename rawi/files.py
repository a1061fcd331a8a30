"""Reading texts strictly and writing files whole.

A text is UTF-8 without a byte order mark and with LF line ends, because every offset in Rawi counts
code points of the stored text: a mark or a carriage return that one tool drops and another keeps
would shift them all. An output file appears under its name only once it is complete.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from rawi.errors import Fault, InputError

_BOM = b"\xef\xbb\xbf"


def read_bytes(path: str | os.PathLike[str]) -> bytes:
    """The bytes of a file.

    Raises:
        InputError: the file is missing, is a folder, or cannot be read.
    """
    try:
        return Path(path).read_bytes()
    except FileNotFoundError:
        raise InputError("there is no such file", file=str(path)) from None
    except IsADirectoryError:
        raise InputError("this is a folder, a file is expected", file=str(path)) from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file=str(path)) from None


def decode(data: bytes, file: str, *, allow_empty: bool = False) -> str:
    """Strict UTF-8 text of some bytes.

    Args:
        data: the bytes of the whole file.
        file: its name, for the message.
        allow_empty: whether a file without any character other than white space is fine.

    Raises:
        InputError: not UTF-8, a byte order mark, a carriage return, a NUL, or nothing in it.
    """
    if data.startswith(_BOM):
        raise InputError(
            Fault(
                "starts with a byte order mark (BOM), plain UTF-8 is expected",
                file=file,
                line=1,
                column=1,
                hint="save it as UTF-8 without BOM",
            )
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column = _line_and_column(data[: error.start].decode("utf-8"))
        raise InputError(
            Fault(
                f"is not UTF-8: byte 0x{data[error.start]:02x} at byte {error.start}",
                file=file,
                line=line,
                column=column,
                hint="convert it to UTF-8; windows-1256 is the usual other encoding of Arabic",
            )
        ) from None
    for character, name, hint in (
        ("\r", "a carriage return (CR)", "convert the line ends to LF"),
        ("\0", "a NUL character", "remove it"),
    ):
        at = text.find(character)
        if at >= 0:
            line, column = _line_and_column(text[:at])
            raise InputError(
                Fault(f"contains {name}", file=file, line=line, column=column, hint=hint)
            )
    if not allow_empty and not text.strip():
        raise InputError(Fault("is empty", file=file, line=1, hint="put the text into it"))
    return text


def _line_and_column(before: str) -> tuple[int, int]:
    """1-based line and column of the character that follows ``before``."""
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def read_text(path: str | os.PathLike[str]) -> str:
    """The text of a file, as :func:`decode` accepts it."""
    return decode(read_bytes(path), str(path))


@contextmanager
def whole_file(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """A file to write that takes its name only when the block ends without an error.

    Until then the bytes are in a temporary file beside it; an interrupted run leaves the old file,
    if there was one, untouched, and nothing else.

    Raises:
        InputError: the folder is missing or cannot be written.
    """
    target = Path(path)
    if target.is_dir():
        raise InputError("this is a folder, a file is expected", file=str(path))
    # mkstemp makes files that only their owner may read; an output gets the usual permissions.
    mask = os.umask(0)
    os.umask(mask)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", file=str(path)) from None
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        temporary.chmod(0o666 & ~mask)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_text(path: str | os.PathLike[str], text: str) -> None:
    """Write a UTF-8 text file whole or not at all."""
    with whole_file(path) as stream:
        stream.write(text.encode("utf-8"))
