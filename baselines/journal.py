"""What a run has done so far, one prediction a line, so that the next run can go on.

``<output>.partial`` is JSON Lines in the order in which predictions were made. A line is whole or
does not count: a process that is killed leaves at most a torn last line, which is cut off. Every line
tells its origin (``meta``) and the checksum of its text, so the file needs no head of its own.
"""

from __future__ import annotations

import hashlib
import os
from array import array
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

import msgspec

from rawi.errors import InputError
from rawi.files import whole_file

#: rows, and bytes of JSON, of a row group of a Parquet file of predictions; the first that is full
GROUP_ROWS, GROUP_BYTES = 1000, 8_000_000


class _Head(msgspec.Struct):
    """The fields of a prediction that a run has to know; the others are skipped unread."""

    id: str
    sha256: str
    meta: dict[str, str]


def key_of(document: str, sha256: str) -> bytes:
    """Sixteen bytes for a document id and the checksum of its text."""
    return hashlib.blake2b(f"{sha256}{document}".encode(), digest_size=16).digest()


class Journal:
    """The file of a run under way. Use it as a context; lines are added and read by their place.

    Attributes:
        path: the file; it appears with the first line.
        index: where the prediction of an earlier run stands, by :func:`key_of`. Neither texts nor
            predictions are held, about 150 bytes each.
    """

    def __init__(self, output: Path, meta: Mapping[str, str], *, restart: bool = False) -> None:
        """Look at what an earlier run left.

        Args:
            output: what is to be written in the end.
            meta: the origin of the predictions of this run.
            restart: drop what there is.

        Raises:
            InputError: there are predictions of another system, version or settings.
        """
        self.path = output.with_name(output.name + ".partial")
        self.index: dict[bytes, int] = {}
        self._output = output
        self._meta = dict(meta)
        self._stream: BinaryIO | None = None
        self._end = 0
        self._count = 0
        if restart:
            self.path.unlink(missing_ok=True)
        elif self.path.exists():
            self._scan()

    def _scan(self) -> None:
        decoder = msgspec.json.Decoder(_Head)
        with self.path.open("rb") as stream:
            for line in stream:
                if not line.endswith(b"\n"):
                    break
                with suppress(msgspec.DecodeError, UnicodeDecodeError):
                    head = decoder.decode(line)
                    # keys with a dot are about the one document (rawi.baselines.batches.named)
                    origin = {name: told for name, told in head.meta.items() if "." not in name}
                    if origin != self._meta:
                        raise self._other(origin)
                    self.index[key_of(head.id, head.sha256)] = self._end
                self._end += len(line)
                self._count += 1

    def _other(self, found: Mapping[str, str]) -> InputError:
        names = [*self._meta, *(name for name in found if name not in self._meta)]
        differs = ", ".join(
            f"{name} {found.get(name, 'unset')}, now {self._meta.get(name, 'unset')}"
            for name in names
            if found.get(name) != self._meta.get(name)
        )
        return InputError(
            f"an interrupted run left predictions of another origin: {differs}",
            file=str(self.path),
            hint="go on with the same system and settings, write to another output, "
            "or drop them with --restart",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._stream is not None:
            self._stream.close()

    def _open(self) -> BinaryIO:
        if self._stream is None:
            self._stream = self.path.open("r+b" if self.path.exists() else "x+b")
            self._stream.truncate(self._end)
        return self._stream

    def add(self, line: bytes) -> int:
        """Add a prediction; gives its place. It is on its way once :meth:`flush` was called."""
        stream, place = self._open(), self._end
        stream.seek(place)
        stream.write(line + b"\n")
        self._end += len(line) + 1
        self._count += 1
        return place

    def flush(self) -> None:
        """Hand what was added to the operating system: it outlives this process."""
        if self._stream is not None:
            self._stream.flush()

    def finish(self, places: array[int]) -> None:
        """Write the output, whole, with the predictions at these places in their order.

        A ``.parquet`` output has columns (:mod:`rawi.columns`), any other one is JSON Lines.
        """
        stream = self._open()
        stream.flush()
        os.fsync(stream.fileno())
        if self._output.suffix == ".parquet":
            from rawi.columns import write_parquet

            write_parquet(self._output, self._lines(places), GROUP_ROWS, GROUP_BYTES)
        elif self._in_order(places):
            stream.close()
            self.path.replace(self._output)
            return
        else:
            with whole_file(self._output) as target:
                target.writelines(self._lines(places))
        stream.close()
        self.path.unlink()

    def _in_order(self, places: array[int]) -> bool:
        """Whether the journal is the output already: these lines, in this order, and no others."""
        return self._count == len(places) and all(a < b for a, b in pairwise(places))

    def _lines(self, places: array[int]) -> Iterator[bytes]:
        stream = self._open()
        for place in places:
            stream.seek(place)
            yield stream.readline()
