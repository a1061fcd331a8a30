"""A first look at all texts: what is wrong with any of them, and which are done already."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterator, Mapping

from rawi.baselines.journal import key_of
from rawi.baselines.texts import Text, Texts
from rawi.document import sha256_of
from rawi.errors import Fault, InputError
from rawi.jsonl import MOST_FAULTS


def sound(texts: Texts) -> Iterator[Text]:
    """Texts that have been looked at; raises InputError where one is not what it was."""
    faults: list[Fault] = []
    for text in texts.read(faults):
        if faults:
            break
        yield text
    if faults:
        raise InputError(faults)


def survey(texts: Texts, index: Mapping[bytes, int]) -> array[int]:
    """Go through all texts once.

    Ids are compared by a checksum of 16 bytes, so that ids of any length take the same memory; texts
    are not held.

    Args:
        texts: to look at.
        index: where the predictions of an earlier run stand, by
            :func:`~rawi.baselines.journal.key_of`.

    Returns:
        for each text that place, or -1.

    Raises:
        InputError: there are none, or with what is wrong: texts that cannot be read, ids that occur
            twice. Only the first faults are listed.
    """
    faults: list[Fault] = []
    places = array("q")
    seen: set[bytes] = set()
    for text in texts.read(faults):
        digest = hashlib.blake2b(text.id.encode("utf-8"), digest_size=16).digest()
        if digest in seen:
            faults.append(_repeated(text, texts))
        seen.add(digest)
        if len(faults) > MOST_FAULTS:
            faults = [*faults[:MOST_FAULTS], Fault("and more; the rest was not looked at")]
            break
        places.append(index.get(key_of(text.id, sha256_of(text.text)), -1) if index else -1)
    if faults:
        raise InputError(faults)
    if not places:
        raise InputError("there are no texts to read")
    return places


def _repeated(text: Text, texts: Texts) -> Fault:
    first = next(other for other in texts.read([]) if other.id == text.id)
    if first.file == text.file:
        row = f"line {first.line}" if first.line is not None else "another text"
        message, hint = f"this id is already used in {row}", "give each document an id of its own"
    else:
        message = f"{first.file} holds a document of the same name"
        hint = "rename one of the files, or one of the documents"
    return Fault(message, file=text.file, line=text.line, document=text.id, hint=hint)
