"""The dialects of BIO, told apart, and what is mended in columns of tags.

IOB1 and IOB2 after Tjong Kim Sang and Veenstra (1999); BIOES is also written IOBES, BILOU and BMEWO are
BIOES with other letters. A tag is a letter, a hyphen or underscore, and a label; in IO the letter may be
missing. All are read alike (:mod:`rawi.adapters.schemes`); the dialect only says what is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple, get_args

from rawi.adapters.schemes import Chunk, Position, Tag, chunks, is_iob1

Scheme = Literal["iob1", "iob2", "bioes", "bilou", "bmewo", "io"]
SCHEMES: Final[tuple[Scheme, ...]] = get_args(Scheme)
#: the letters of each dialect, and the positions that they are
_LETTERS: Final[dict[Scheme, dict[str, Position]]] = {
    "iob1": {"B": "B", "I": "I"},
    "iob2": {"B": "B", "I": "I"},
    "bioes": {"B": "B", "I": "I", "E": "E", "S": "S"},
    "bilou": {"B": "B", "I": "I", "L": "E", "U": "S"},
    "bmewo": {"B": "B", "M": "I", "E": "E", "W": "S"},
    "io": {"I": ""},
}
_PREFIXED: Final = re.compile(r"([A-Z])[-_](.+)", re.DOTALL)


class Mend(NamedTuple):
    """Something in the tags that the dialect does not allow, and was read as best it could be.

    ``row`` is the index of the tag; ``kind`` is ``start`` (a span that begins with a tag that goes on)
    or ``end`` (one that does not end with the tag for that).
    """

    row: int
    kind: Literal["start", "end"]


def detect(tags: Iterable[str]) -> Scheme:
    """The dialect of a column of tags: the narrowest that has all its letters.

    Args:
        tags: of all sentences, with an ``O`` between two sentences.
    """
    column = list(tags)
    letters = {found[1] for tag in set(column) if (found := _PREFIXED.fullmatch(tag))}
    bare = any(tag != "O" and not _PREFIXED.fullmatch(tag) for tag in set(column))
    if bare or letters <= {"I"}:
        return "io"
    if letters <= {"B", "I"}:
        return (
            "iob1" if "I" in letters and is_iob1([read_tag(t, "iob1") for t in column]) else "iob2"
        )
    for scheme in ("bioes", "bilou", "bmewo"):
        if letters <= _LETTERS[scheme].keys():
            return scheme
    return "io"


def read_tag(written: str, scheme: Scheme) -> Tag | None:
    """A tag, ``None`` for ``O``.

    Raises:
        ValueError: it is none of the dialect.
    """
    if written == "O":
        return None
    found = _PREFIXED.fullmatch(written)
    letters = _LETTERS[scheme]
    if found is not None and found[1] in letters:
        return Tag(letters[found[1]], found[2])
    if scheme == "io" and written:
        return Tag("", written)
    raise ValueError(written)


def read_sentence(tags: Sequence[Tag | None], scheme: Scheme) -> tuple[list[Chunk], list[Mend]]:
    """The spans of the tags of a sentence, and what was mended."""
    found = chunks(tags)
    mends: list[Mend] = []
    for chunk in found:
        if chunk.mended and scheme in ("iob2", "bioes", "bilou", "bmewo"):
            mends.append(Mend(chunk.first, "start"))
        last = tags[chunk.last - 1]
        closing = last is not None and last.position in ("E", "S")
        if not closing and scheme in ("bioes", "bilou", "bmewo"):
            mends.append(Mend(chunk.last - 1, "end"))
    return found, mends
