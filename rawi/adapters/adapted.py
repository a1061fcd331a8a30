"""What every adapter returns, and what they share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from rawi.document import Document, Entity

#: characters of a system's words that are shown in a note
_SHOWN = 60


class Adapted(NamedTuple):
    """A document made of what a system returned.

    Attributes:
        document: ready to be scored or written.
        notes: for people: what was mended, what could not be placed. Empty if all went well.
    """

    document: Document
    notes: list[str]


def shown(words: str) -> str:
    """Some words as they stand in a note: quoted, shortened, on one line."""
    line = " ".join(words[: 2 * _SHOWN].split())
    if len(line) > _SHOWN or len(words) > 2 * _SHOWN:
        line = line[:_SHOWN] + "…"
    return f"«{line}»"


def entities_of(
    spans: Iterable[tuple[int, int, str]], types: Mapping[str, str] | None
) -> tuple[Entity, ...]:
    """Entities in the order of the text, outer before inner, each span and type once.

    Args:
        spans: start, end and the label that the system gave.
        types: what labels are renamed to; a label that is renamed to nothing is left out, one that is
            not mentioned stays.
    """
    renamed = {(start, -end, (types or {}).get(kind, kind)) for start, end, kind in spans}
    return tuple(Entity(start, -end, kind) for start, end, kind in sorted(renamed) if kind)
