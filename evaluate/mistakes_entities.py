"""The mistakes of a system on named entities, counted as :class:`rawi.evaluate.ner.Ner` counts.

Entities that are right for the score leave a mistake only where their raw boundaries differ and
snapping to words forgives it. What is left of both sides is matched one-to-one: the same span with
another type first, then the same type with any common character, then half of the characters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rawi.derived import all_entities
from rawi.document import Document, Span
from rawi.evaluate.matching import best_matching, overlapping
from rawi.evaluate.mistakes_edges import boundary_kind
from rawi.evaluate.mistakes_model import Item, Mistake, shorten
from rawi.evaluate.mistakes_text import Place
from rawi.evaluate.ner import Boundary
from rawi.evaluate.speakers import SAME, word_iou
from rawi.labels import label_map
from rawi.text import Snapper

Typed = tuple[int, int, str]
#: entities as the score sees them, with the raw ones behind each
_Side = dict[Typed, list[Typed]]


def entity_mistakes(
    place: Place,
    gold: Document,
    predicted: Document,
    *,
    boundary: Boundary = "word",
    labels: str = "wojood21",
) -> Iterator[Mistake]:
    """The mistakes in one document, in the order of the text."""
    snapper = Snapper(place.text)
    targets = label_map(labels).accepted
    left, right = (
        _side(document, targets, snapper if boundary == "word" else None)
        for document in (gold, predicted)
    )

    def mistake(kind: str, one: Typed | None, other: Typed | None, decisive: bool) -> Mistake:
        sides = [
            None if raw is None else place.item(raw[2], [Span(*raw[:2])]) for raw in (one, other)
        ]
        return place.mistake("ner", kind, *sides, decisive=decisive)

    for key in sorted(left.keys() & right.keys()):
        if not set(left[key]) & set(right[key]):
            one, other = left[key][0], right[key][0]
            kind = boundary_kind(place.text, snapper, one[:2], other[:2])
            yield mistake(kind, one, other, False)
    missed, spurious = sorted(left.keys() - right.keys()), sorted(right.keys() - left.keys())
    pairs = best_matching(_weights(missed, spurious))
    for i, k in pairs:
        one, other = left[missed[i]][0], right[spurious[k]][0]
        if missed[i][2] == spurious[k][2]:
            kind = boundary_kind(place.text, snapper, one[:2], other[:2])
        else:
            kind = "type" if missed[i][:2] == spurious[k][:2] else "type-and-boundary"
        yield mistake(kind, one, other, True)
    for i in sorted(set(range(len(missed))) - {i for i, _ in pairs}):
        yield mistake("missed", left[missed[i]][0], None, True)
    for k in sorted(set(range(len(spurious))) - {k for _, k in pairs}):
        yield mistake("spurious", None, right[spurious[k]][0], True)
    yield from _unanchored(place, predicted, targets)


def _side(document: Document, targets: Mapping[str, str], snapper: Snapper | None) -> _Side:
    side: _Side = {}
    entities = {(e.start, e.end, targets.get(e.type, "")) for e in all_entities(document)}
    for start, end, kind in sorted(entities):
        if kind:
            bounds = snapper.snap(start, end) if snapper else (start, end)
            side.setdefault((*bounds, kind), []).append((start, end, kind))
    return side


def _weights(left: Sequence[Typed], right: Sequence[Typed]) -> dict[tuple[int, int], float]:
    weights = {}
    for i, k in overlapping([[e[:2]] for e in left], [[e[:2]] for e in right]):
        one, other = left[i], right[k]
        iou = word_iou(one[:2], other[:2])
        if one[2] == other[2]:
            weights[i, k] = 2 + iou
        elif iou == 1:
            weights[i, k] = 4.0
        elif iou >= SAME:
            weights[i, k] = iou
    return weights


def _unanchored(place: Place, predicted: Document, targets: Mapping[str, str]) -> Iterator[Mistake]:
    for lost in predicted.unanchored:
        if (lost.layer, lost.part) == ("entities", "item") and targets.get(lost.type) != "":
            item = Item(targets.get(lost.type, lost.type), shorten(lost.text))
            yield place.mistake("ner", "not-in-text", None, item, decisive=True)
