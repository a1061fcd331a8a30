"""Scores for quantities and the claims they make.

Conventions. Quantities are aligned one-to-one so that the total overlap (IoU in characters) of their
spans is greatest; those without a common character are never aligned. Values are compared as exact
rational numbers: ``0.5`` is ``1/2``, ``12`` is not ``12000``.

- ``claim``: the headline, over quantities that make a claim: aligned, with the right value, unit and
  thing counted.
- ``span``: exact span of the number, snapped to words (or not, with ``char``); ``overlap``: aligned.
- ``value``, ``unit``, ``kind``: share of right values among the aligned quantities. A value is right
  when value, both bounds with their ends, and scale are all equal; a unit when name and ``per`` are.
- ``severe``: share, among aligned quantities with a point value on both sides, of values that are
  wrong by more than a factor of ten. Lower is better.
- ``of``, ``status``, ``speaker``: shares among aligned quantities where gold makes a claim.

The *thing counted* is right when both sides have none, or when the predicted span covers the head
word of the gold span (and the gold span that of the predicted one) and their words have IoU ≥ 0.5.
The *speaker* of a claim is derived: that of the innermost quote around the quantity, else the narrator.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from msgspec.structs import replace

from rawi.document import Bound, Claim, Document, Quantity, Quote, Span
from rawi.evaluate.matching import best_matching, equal_first, overlapping
from rawi.evaluate.measures import FMeasure, Measure, Share
from rawi.evaluate.ner import Boundary
from rawi.evaluate.speakers import Speakers, word_iou
from rawi.evaluate.unanchored import add_quantities
from rawi.invariants import exact_value
from rawi.text import Snapper

#: word IoU from which on two spans name the same thing
SAME_THING = 0.5
#: factor from which on a wrong value is severe
SEVERE = 10
_KINDS = ("exact", "approximate", "bound", "range", "vague", "multiple")


def _measure(name: str, title: str) -> FMeasure:
    return FMeasure(name, title, f"{name}.correct", f"{name}.gold", f"{name}.predicted")


_MEASURES: tuple[Measure, ...] = (
    _measure("claim", "claim (value, unit and thing counted)"),
    _measure("span", "quantity span, exact"),
    _measure("overlap", "quantity span, overlap"),
    Share("value", "value, if aligned", "value.right", "overlap.correct"),
    Share("unit", "unit, if aligned", "unit.right", "overlap.correct"),
    Share("kind", "kind, if aligned", "kind.right", "overlap.correct"),
    Share("severe", "off by more than ×10", "severe.wrong", "severe.total", lower_is_better=True),
    Share("of", "thing counted, if aligned", "of.right", "aligned-claims"),
    Share("status", "status, if aligned", "status.right", "aligned-claims"),
    Share("speaker", "speaker, if aligned", "speaker.right", "aligned-claims"),
)
_PER_KIND = tuple(_measure(f"claim/{kind}", kind) for kind in _KINDS)


@dataclass(frozen=True)
class Claims:
    """The task of quantities and claims.

    Args:
        boundary: ``word`` to compare spans snapped to whole words, ``char`` as they are.
    """

    boundary: Boundary = "word"
    name: str = "claims"

    @property
    def measures(self) -> Sequence[Measure]:
        """What is reported, the headline first."""
        return _MEASURES

    @property
    def groups(self) -> Mapping[str, Sequence[FMeasure]]:
        """The claim score per kind of quantity."""
        return {"quantity-kind": _PER_KIND}

    @property
    def counters(self) -> Sequence[str]:
        """Names of the integers in a count vector."""
        names = [
            name
            for m in (*_MEASURES, *_PER_KIND)
            if isinstance(m, FMeasure)
            for name in (m.correct, m.gold, m.predicted)
        ]
        shares = [m for m in _MEASURES if isinstance(m, Share)]
        return [*names, *(m.right for m in shares), "severe.total", "aligned-claims"]

    def count(self, gold: Document, predicted: Document) -> dict[str, int]:
        """The counters of one document; see the module for the conventions."""
        snapper = Snapper(gold.text or "")
        left = in_order(gold.quantities or ())
        right = in_order(predicted.quantities or ())
        pairs = align(left, right)
        counts: dict[str, int] = dict.fromkeys(self.counters, 0)
        for name in ("span", "overlap"):
            counts[f"{name}.gold"] = len(left)
            counts[f"{name}.predicted"] = len(right)
        counts["overlap.correct"] = len(pairs)
        edges = [
            Counter(
                snapper.snap(q.start, q.end) if self.boundary == "word" else (q.start, q.end)
                for q in side
            )
            for side in (left, right)
        ]
        # with multiplicity: a span that is predicted twice is wrong once
        counts["span.correct"] = (edges[0] & edges[1]).total()
        for quantity in left:
            if quantity.claim is not None:
                counts["claim.gold"] += 1
                counts[f"claim/{quantity.kind}.gold"] += 1
        aligned = {k: i for i, k in pairs}
        for k, quantity in enumerate(right):
            if quantity.claim is not None:
                counts["claim.predicted"] += 1
                kind = left[aligned[k]].kind if k in aligned else quantity.kind
                counts[f"claim/{kind}.predicted"] += 1
        speakers = ClaimSpeakers(gold, predicted)
        for i, k in pairs:
            _count_pair(counts, left[i], right[k], snapper, speakers)
        add_quantities(counts, predicted)
        return counts


def _count_pair(
    counts: dict[str, int],
    gold: Quantity,
    predicted: Quantity,
    snapper: Snapper,
    speakers: ClaimSpeakers,
) -> None:
    value = amount(gold) == amount(predicted)
    unit = measured_in(gold) == measured_in(predicted)
    counts["value.right"] += value
    counts["unit.right"] += unit
    counts["kind.right"] += gold.kind == predicted.kind
    points = [_number(q.value) for q in (gold, predicted)]
    if points[0] is not None and points[1] is not None:
        counts["severe.total"] += 1
        counts["severe.wrong"] += _severe(points[0], points[1])
    if gold.claim is None:
        return
    counts["aligned-claims"] += 1
    counts["speaker.right"] += speakers.right(gold, predicted)
    if predicted.claim is None:
        return
    of = same_thing(gold.claim, predicted.claim, snapper)
    counts["of.right"] += of
    counts["status.right"] += gold.claim.status == predicted.claim.status
    if value and unit and of:
        counts["claim.correct"] += 1
        counts[f"claim/{gold.kind}.correct"] += 1


def in_order(quantities: Iterable[Quantity]) -> list[Quantity]:
    """Quantities in an order that depends on what they say alone, so that ties are settled alike."""
    return sorted(quantities, key=lambda q: (q.start, q.end, repr(replace(q, id=""))))


def align(left: Sequence[Quantity], right: Sequence[Quantity]) -> list[tuple[int, int]]:
    """Pairs of quantities, one-to-one: equal spans first, then the greatest total IoU of spans."""
    spans = [[[(q.start, q.end)] for q in side] for side in (left, right)]
    weights = {(i, k): word_iou(spans[0][i][0], spans[1][k][0]) for i, k in overlapping(*spans)}
    return best_matching(equal_first(weights, min(len(left), len(right))))


@lru_cache(maxsize=4096)
def _number(written: str | None) -> Fraction | None:
    return None if written is None else exact_value(written)


def _bound(bound: Bound | None) -> tuple[Fraction | None, bool] | None:
    return None if bound is None else (_number(bound.value), bound.closed)


def amount(quantity: Quantity) -> tuple[object, ...]:
    """What has to be equal for a value to be right: value, bounds with their ends, scale."""
    return (
        _number(quantity.value),
        _bound(quantity.low),
        _bound(quantity.high),
        _number(quantity.scale),
    )


def measured_in(quantity: Quantity) -> tuple[str, str | None]:
    """What has to be equal for a unit to be right: its name and its denominator."""
    unit = quantity.unit
    return ("", None) if unit is None else (unit.name, unit.per)


def _severe(gold: Fraction, predicted: Fraction) -> bool:
    if gold == predicted:
        return False
    if gold * predicted <= 0:
        return True
    ratio = abs(gold / predicted)
    return ratio > SEVERE or ratio < Fraction(1, SEVERE)


def same_thing(gold: Claim, predicted: Claim, snapper: Snapper) -> bool:
    """Whether two claims are about the same thing; see the module for the rule."""
    if gold.of is None or predicted.of is None:
        return gold.of is predicted.of
    spans = [
        snapper.words_in(claim.of.start, claim.of.end) for claim in (gold, predicted) if claim.of
    ]
    heads = [
        snapper.words_in(head.start, head.end)
        for head in (gold.head or gold.of, predicted.head or predicted.of)
    ]
    given = (gold.head is not None, predicted.head is not None)
    covered = all(_covers(spans[1 - side], heads[side]) for side in (0, 1) if given[side])
    return covered and word_iou(*spans) >= SAME_THING


def _covers(span: tuple[int, int], head: tuple[int, int]) -> bool:
    return span[0] <= head[0] and head[1] <= span[1]


class ClaimSpeakers:
    """Who makes a claim: the speaker of the innermost quote around it, or the narrator."""

    def __init__(self, gold: Document, predicted: Document) -> None:
        self._speakers = Speakers(gold)
        self._around = [_quotes_around(document) for document in (gold, predicted)]
        self._names = {entry.id: entry.name for entry in predicted.registry}

    def right(self, gold: Quantity, predicted: Quantity) -> bool:
        """Whether the predicted quantity stands in a quote of the speaker that gold has."""
        one = self._around[0].get((gold.start, gold.end))
        other = self._around[1].get((predicted.start, predicted.end))
        if one is None or other is None:
            return one is other
        return self._speakers.right(one, other, self._names)


def _quotes_around(document: Document) -> dict[tuple[int, int], Quote | None]:
    """The innermost quote around every quantity of a document, by the bounds of the quantity."""
    bounds = [(quantity.start, quantity.end) for quantity in document.quantities or ()]
    found = innermost_of_each(document.quotes or (), [Span(*bound) for bound in bounds])
    return dict(zip(bounds, found, strict=True))


def innermost(quotes: Sequence[Quote], span: Span) -> Quote | None:
    """The shortest quote of which one part contains a span, ``None`` if there is none."""
    return innermost_of_each(quotes, [span])[0]


def innermost_of_each(quotes: Sequence[Quote], spans: Sequence[Span]) -> list[Quote | None]:
    """The :func:`innermost` quote around each of several spans.

    One pass over the text: the cost is that of sorting, plus a step for every quote that is open
    where a span begins.
    """
    by_length = sorted(
        quotes, key=lambda q: (sum(part.end - part.start for part in q.content), q.content)
    )
    parts = [(part.start, part.end, rank) for rank, q in enumerate(by_length) for part in q.content]
    coming = sorted(parts, reverse=True)
    open_parts: list[tuple[int, int]] = []
    found: list[Quote | None] = [None] * len(spans)
    for i in sorted(range(len(spans)), key=lambda i: spans[i].start):
        span = spans[i]
        open_parts = [part for part in open_parts if part[1] >= span.start]
        while coming and coming[-1][0] <= span.start:
            _, end, rank = coming.pop()
            if end >= span.start:
                open_parts.append((rank, end))
        rank = min((rank for rank, end in open_parts if end >= span.end), default=-1)
        if rank >= 0:
            found[i] = by_length[rank]
    return found
