"""A model as a folder: its files, and a manifest that states the SHA-256 of each.

A folder appears under its name only once it is complete, and is opened only if no file of it was
changed, none is missing and none was added.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Generic, TypeVar

import msgspec

from rawi.errors import Fault, InputError
from rawi.files import read_bytes

_MANIFEST: Final = "manifest.json"
_M = TypeVar("_M", bound=msgspec.Struct)


def check_output(path: str | os.PathLike[str]) -> None:
    """Refuse to write a model over something else.

    Raises:
        InputError: there is a file, or a folder that holds something.
    """
    folder = Path(path)
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise InputError(
            Fault(
                "is there already", file=str(path), hint="name a new or empty folder for the model"
            )
        )


@contextmanager
def whole_folder(path: str | os.PathLike[str]) -> Iterator[Path]:
    """A new folder to write into, which gets its name when all is written, and never otherwise.

    Raises:
        InputError: there is something under that name, or it cannot be written.
    """
    check_output(path)
    folder = Path(path)
    temporary: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(
            tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.", suffix=".tmp")
        )
        whole = temporary / folder.name
        whole.mkdir()
        yield whole
        whole.replace(folder)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", file=str(path)) from None
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)


def checksums(folder: Path) -> dict[str, str]:
    """SHA-256 of every file in a folder but the manifest, by its name in the folder."""
    return {
        name: hashlib.sha256(read_bytes(file)).hexdigest() for name, file in _files(folder).items()
    }


def _files(folder: Path) -> dict[str, Path]:
    found = sorted(file for file in folder.rglob("*") if not file.is_dir())
    named = {file.relative_to(folder).as_posix(): file for file in found}
    return {name: file for name, file in named.items() if name != _MANIFEST}


@dataclass(frozen=True, slots=True)
class Kind(Generic[_M]):
    """A kind of model that is kept as a folder.

    Attributes:
        command: what trains such models, for messages.
        format: of the folder; the manifest states it as ``format``.
        manifest: the class of the manifest.
    """

    command: str
    format: str
    manifest: type[_M]

    @property
    def hint(self) -> str:
        """How to mend a model that cannot be read."""
        return f"train it again with {self.command}, or take an undamaged copy"

    def write_manifest(self, folder: Path, manifest: _M) -> None:
        """Write the manifest of a folder."""
        text = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
        (folder / _MANIFEST).write_bytes(text + b"\n")

    def read_manifest(self, folder: Path) -> _M:
        """The manifest of a folder.

        Raises:
            InputError: there is none, it cannot be read, or it is of another format.
        """
        file = folder / _MANIFEST
        if not file.is_file():
            raise InputError(
                Fault(
                    f"is no model of {self.command}: it has no {_MANIFEST}",
                    file=str(folder),
                    hint=self.hint,
                )
            )
        raw = read_bytes(file)
        try:
            written = msgspec.json.decode(raw, type=dict[str, msgspec.Raw]).get("format")
            form = msgspec.json.decode(written, type=str) if written is not None else None
            if form == self.format:
                return msgspec.json.decode(raw, type=self.manifest)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise InputError(
                Fault(f"cannot be read: {error}", file=str(file), hint=self.hint)
            ) from None
        raise InputError(
            Fault(
                f"is of the format {form}, expected {self.format}", file=str(file), hint=self.hint
            )
        )

    def verify(self, folder: Path, stated: Mapping[str, str]) -> None:
        """Hold the files of a folder against the checksums that its manifest states.

        Raises:
            InputError: a file is missing, was changed, or does not belong there.
        """
        files = checksums(folder)
        faults = []
        for name in sorted({*files, *stated}):
            if name not in files:
                what = "is missing"
            elif name not in stated:
                what = "does not belong to the model"
            elif files[name] != stated[name]:
                what = "was changed or damaged"
            else:
                continue
            faults.append(Fault(what, file=str(folder / name), hint=self.hint))
        if faults:
            raise InputError(faults)
