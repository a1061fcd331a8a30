"""One run at a time onto an output.

The lock is held by the operating system for as long as the process lives: a run that is killed
leaves the file behind and no lock, so that nobody has to find out whether it is stale.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rawi.errors import InputError

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        # A byte far behind the words about the holder, which stay readable.
        os.lseek(handle, 1 << 20, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(output: Path) -> Iterator[None]:
    """Hold ``<output>.lock`` while the block runs.

    Raises:
        InputError: another run holds it, or the folder cannot be written.
    """
    path = output.with_name(output.name + ".lock")
    handle = _acquire(path, output)
    try:
        with suppress(OSError):
            os.ftruncate(handle, 0)
            os.lseek(handle, 0, os.SEEK_SET)
            os.write(handle, f"process {os.getpid()} on {platform.node()}".encode())
        yield
    finally:
        if sys.platform == "win32":  # an open file cannot be removed there
            os.close(handle)
            with suppress(OSError):
                path.unlink()
        else:
            with suppress(OSError):
                path.unlink()
            os.close(handle)


def _acquire(path: Path, output: Path) -> int:
    while True:
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror}", file=str(output)) from None
        try:
            _take(handle)
            # The holder before may have removed the file between the two calls.
            if os.path.samestat(os.fstat(handle), path.stat()):
                return handle
        except FileNotFoundError:
            pass
        except OSError:
            with suppress(OSError):
                os.lseek(handle, 0, os.SEEK_SET)
            holder = os.read(handle, 200).decode("utf-8", "replace").strip()
            os.close(handle)
            raise InputError(
                f"another run is writing it ({holder or 'just started'})",
                file=str(output),
                hint="wait for it, or write to another output",
            ) from None
        os.close(handle)
