"""How much of a split was not seen in another: names, pairs of surface and type, cues, units.

A system that remembers its training names does well on names that come again, so the share of those that
do not is stated with a test set (Augenstein, Derczynski and Bontcheva 2017, *Generalisation in named
entity recognition*). Surfaces are folded (:func:`rawi.text.fold`): two spellings of one name are one.
Shares are of mentions, not of different surfaces, as scores are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rawi.document import Document
from rawi.text import fold

#: types whose mentions are names; dates, times, ranks and titles come again by nature
NAMES = frozenset(
    {"PERS", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "LAW", "PRODUCT", "LANGUAGE", "WEBSITE"}
)
#: what is looked at by name, with the row head that tables print
NOVEL = {
    "names": "names (PERS, ORG, GPE, LOC, FAC, NORP, …)",
    "persons": "names of persons",
    "pairs": "surface and type, all types",
    "cues": "cues of quotes",
    "units": "units of quantities",
}


def unseen(documents: Sequence[Document], seen: Sequence[Document]) -> dict[str, float | None]:
    """Shares of mentions that the other articles do not have, by the names of :data:`NOVEL`.

    Args:
        documents: articles to look at.
        seen: articles that a system may have learned from.

    Returns:
        shares from 0 to 1; ``None`` where there is nothing to look at.
    """
    found: dict[str, float | None] = {}
    for name in NOVEL:
        known = set(_items(name, seen))
        mine = list(_items(name, documents))
        found[name] = sum(item not in known for item in mine) / len(mine) if mine else None
    return found


def _items(name: str, documents: Sequence[Document]) -> Iterator[object]:
    for document in documents:
        yield from _OF[name](document)


def _names(document: Document) -> Iterator[object]:
    return (fold(document.words_of(e)) for e in document.entities or () if e.type in NAMES)


def _persons(document: Document) -> Iterator[object]:
    return (fold(document.words_of(e)) for e in document.entities or () if e.type == "PERS")


def _pairs(document: Document) -> Iterator[object]:
    return ((fold(document.words_of(e)), e.type) for e in document.entities or ())


def _cues(document: Document) -> Iterator[object]:
    return (fold(document.words_of(cue)) for q in document.quotes or () for cue in q.cue)


def _units(document: Document) -> Iterator[object]:
    return (n.unit.name for n in document.quantities or () if n.unit is not None and n.unit.name)


_OF: dict[str, Callable[[Document], Iterator[object]]] = {
    "names": _names,
    "persons": _persons,
    "pairs": _pairs,
    "cues": _cues,
    "units": _units,
}
