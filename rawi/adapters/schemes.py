"""Chunks from tags: IO, IOB1, IOB2, BIOES and BILOU, read alike, with mended starts told.

Conventions. IOB1 and IOB2 after Tjong Kim Sang and Veenstra (1999, EACL); BIOES and BILOU (Ratinov and
Roth 2009) name the same five positions. A tag is a prefix, a hyphen and a type; a type alone is IO.

One lenient reading serves all of them: ``B`` and ``S``/``U`` begin a chunk, ``E``/``L`` end one, ``I``
goes on with a chunk of its type or, where there is none, begins one. That is what IOB1 and IO mean by
``I``; in the others it is a fault of the system, and is reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

#: where in a chunk a tag stands; "" for a type without prefix
Position = Literal["B", "I", "E", "S", ""]
_POSITIONS: dict[str, Position] = {
    "B": "B", "I": "I", "E": "E", "L": "E", "S": "S", "U": "S",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag that is not ``O``."""

    position: Position
    type: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """Items ``first`` up to but not including ``last``, of one type.

    Attributes:
        first: index of the first item.
        last: one past the index of the last.
        type: its type.
        mended: whether it began with a tag that goes on (``I``, ``E``).
    """

    first: int
    last: int
    type: str
    mended: bool


def parse_tag(written: str) -> Tag | None:
    """A tag, ``None`` for ``O`` and for nothing."""
    tag = written.strip()
    if tag in ("", "O"):
        return None
    position, hyphen, kind = tag.partition("-")
    if hyphen and kind and position in _POSITIONS:
        return Tag(_POSITIONS[position], kind)
    return Tag("", tag)


def chunks(tags: Sequence[Tag | None], breaks: frozenset[int] = frozenset()) -> list[Chunk]:
    """Flat chunks of a sequence of tags.

    Args:
        tags: one an item, ``None`` for ``O``.
        breaks: indices of items that do not follow the one before in the text.
    """
    found: list[Chunk] = []
    first, open_tag, mended = 0, None, False
    for i, tag in enumerate(tags):
        goes_on = (
            open_tag is not None
            and tag is not None
            and tag.type == open_tag.type
            and tag.position not in ("B", "S")
            and i not in breaks
        )
        if not goes_on:
            if open_tag is not None:
                found.append(Chunk(first, i, open_tag.type, mended))
            first, open_tag = i, tag
            mended = tag is not None and tag.position in ("I", "E")
        if tag is not None and tag.position in ("E", "S"):
            found.append(Chunk(first, i + 1, tag.type, mended))
            open_tag = None
    if open_tag is not None:
        found.append(Chunk(first, len(tags), open_tag.type, mended))
    return found


def is_iob1(tags: Sequence[Tag | None]) -> bool:
    """Whether these are IOB1 tags as far as can be told.

    In IOB1 every ``B`` stands directly behind a chunk of its own type, and everything else is ``I``.
    """
    before: Tag | None = None
    for tag in tags:
        if tag is not None:
            if tag.position not in ("B", "I"):
                return False
            if tag.position == "B" and (before is None or before.type != tag.type):
                return False
        before = tag
    return any(tag is not None for tag in tags)


def nested_chunks(words: Sequence[Iterable[Tag]]) -> list[Chunk]:
    """Nested chunks where a word has any number of tags, in any order.

    Types are read apart from one another. Of one type a word may have several tags: as many chunks
    as it has ``I`` and ``E`` go on, the outer ones, since chunks that do not cross end from the inside;
    each ``B`` and ``S`` begins one more. What this cannot tell apart is not in the tags: of two
    chunks on the same words there is one.

    Args:
        words: the tags of each word.
    """
    found: list[Chunk] = []
    # of each type the chunks that are open, outermost first: where each began, and if that was mended
    stacks: dict[str, list[tuple[int, bool]]] = {}

    def close(kind: str, keep: int, last: int) -> None:
        stack = stacks[kind]
        found.extend(Chunk(first, last, kind, mended) for first, mended in stack[keep:])
        del stack[keep:]

    for i, tags in enumerate(words):
        by_type: dict[str, list[Position]] = {}
        for tag in tags:
            by_type.setdefault(tag.type, []).append(tag.position)
        for kind in [kind for kind in stacks if kind not in by_type]:
            close(kind, 0, i)
            del stacks[kind]
        for kind, positions in by_type.items():
            stack = stacks.setdefault(kind, [])
            going_on = sum(position not in ("B", "S") for position in positions)
            close(kind, going_on, i)
            unopened = going_on - len(stack)
            stack.extend([(i, "" not in positions)] * unopened)
            # a chunk that ends here lies in those that go on, whether it began before or here
            ending = sum(position in ("E", "S") for position in positions)
            stack.extend([(i, False)] * (len(positions) - going_on))
            close(kind, len(stack) - ending, i + 1)
    if words:
        for kind in stacks:
            close(kind, 0, len(words))
    return sorted(found, key=lambda chunk: (chunk.first, -chunk.last, chunk.type))
