"""Flat entities as IOB2 tags on words, for token classifiers and for the scorers they use.

Nested entities are reduced to the outermost: taken from left to right, the longest first, each that
does not overlap one taken before. Of several types on one span the first by the inventory stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rawi.document import Entity
from rawi.labels import ENTITY_TYPES
from rawi.text import Offsets, Snapper, words

_ORDER = {name: i for i, name in enumerate(ENTITY_TYPES)}


def outermost(spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The spans that lie in no other, left to right, without overlaps."""
    taken: list[tuple[int, int, str]] = []
    order = len(_ORDER)
    for span in sorted(set(spans), key=lambda s: (s[0], -s[1], _ORDER.get(s[2], order), s[2])):
        if not taken or span[0] >= taken[-1][1]:
            taken.append(span)
    return taken


def tags(spans: Iterable[tuple[int, int, str]], length: int) -> list[str]:
    """IOB2 tags for spans of word indices that do not overlap.

    Args:
        spans: first word, one past the last word, type.
        length: number of words.
    """
    found = ["O"] * length
    for first, last, kind in spans:
        found[first] = f"B-{kind}"
        for i in range(first + 1, last):
            found[i] = f"I-{kind}"
    return found


def layers(spans: Iterable[tuple[int, int, str]]) -> list[list[tuple[int, int, str]]]:
    """Spans in layers that hold no overlaps: the outermost first, then the outermost of the rest."""
    rest = set(spans)
    found = []
    while rest:
        found.append(outermost(rest))
        rest.difference_update(found[-1])
    return found


def words_and_layers(
    text: str, entities: Sequence[Entity], start: int = 0, end: int | None = None
) -> tuple[list[Offsets], list[list[str]]]:
    """Words of a stretch of text, and IOB2 tags for each layer of nested entities.

    Args:
        text: the whole text.
        entities: with offsets into it; those outside the stretch are left out.
        start: where the stretch begins.
        end: where it ends; the end of the text by default.

    Returns:
        offsets of the words into the whole text, and for each layer one tag a word.
    """
    stop = len(text) if end is None else end
    part = text[start:stop]
    bounds = words(part)
    snapper = Snapper(part)
    spans = [
        (*snapper.words_in(entity.start - start, entity.end - start), entity.type)
        for entity in entities
        if entity.start >= start and entity.end <= stop
    ]
    found = layers(span for span in spans if span[0] < span[1])
    return (
        [(begin + start, finish + start) for begin, finish in bounds],
        [tags(layer, len(bounds)) for layer in found],
    )


def words_and_tags(
    text: str, entities: Sequence[Entity], start: int = 0, end: int | None = None
) -> tuple[list[Offsets], list[str]]:
    """Words of a stretch of text, and the IOB2 tags of its outermost entities.

    Arguments and offsets as in :func:`words_and_layers`; one tag a word.
    """
    bounds, found = words_and_layers(text, entities, start, end)
    return bounds, found[0] if found else ["O"] * len(bounds)
