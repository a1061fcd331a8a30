"""Answers on disk, by what was asked.

One file for each answer, named by the SHA-256 of the question (:attr:`Question.key`): model, messages,
schema and parameters, not the address, so that an answer stays good when its server moves. A file is
written whole under another name and renamed, so that any number of processes may share a folder; of
two that ask the same at once, the later answer stays. A file tells the checksum of its content; one
that is torn, edited or of another form is no answer, and is written anew.
"""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path

import msgspec

from rawi.baselines.llm.question import Answer
from rawi.errors import InputError
from rawi.files import whole_file

FORMAT = "rawi-llm-answer/1"
# Opening a file to be renamed reads the mask of the process by setting it, which only one thread may.
_WRITING = threading.Lock()


class _Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: str
    question: str
    sha256: str
    answer: Answer


class Store:
    """Answers in a folder.

    Args:
        folder: made when the first answer is kept; None to keep nothing.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def get(self, key: str) -> Answer | None:
        """The answer to a question.

        Args:
            key: of the question.

        Returns:
            None if there is none that is whole.

        Raises:
            InputError: the file may not be read.
        """
        if self._folder is None:
            return None
        path = self._path(self._folder, key)
        try:
            data = path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}", file=str(path)) from None
        try:
            kept = msgspec.json.decode(data, type=_Kept)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        whole = kept.sha256 == _checksum(kept.answer)
        return kept.answer if whole and (kept.format, kept.question) == (FORMAT, key) else None

    def put(self, key: str, answer: Answer) -> None:
        """Keep the answer to a question.

        Raises:
            InputError: the folder cannot be written.
        """
        if self._folder is None:
            return
        path = self._path(self._folder, key)
        kept = _Kept(FORMAT, key, _checksum(answer), answer)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with _WRITING, whole_file(path) as stream:
                stream.write(msgspec.json.format(msgspec.json.encode(kept), indent=1) + b"\n")
        except OSError as error:
            raise InputError(
                f"cannot be written: {error.strerror}",
                file=str(path),
                hint="give another folder with --set cache=DIR, or --set cache=none",
            ) from None

    @staticmethod
    def _path(folder: Path, key: str) -> Path:
        return folder / key[:2] / f"{key}.json"


def _checksum(answer: Answer) -> str:
    return hashlib.sha256(msgspec.json.encode(answer)).hexdigest()
