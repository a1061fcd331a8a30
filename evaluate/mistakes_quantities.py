"""The mistakes of a system on quantities and claims, counted as :class:`rawi.evaluate.claims.Claims`.

The headline counts the quantities that make a claim. A claim counts as wrong because its quantity is
missed, it was not seen to be a claim, or value, unit or thing counted is wrong: the first of these, in
this order, is the decisive mistake. The others, those on quantities without a claim, and wrong spans,
kinds, statuses and speakers are told besides.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

from rawi.document import Bound, Document, Quantity, Span
from rawi.evaluate.claims import (
    ClaimSpeakers,
    align,
    amount,
    in_order,
    innermost,
    measured_in,
    same_thing,
)
from rawi.evaluate.mistakes_model import Item, Mistake, shorten
from rawi.evaluate.mistakes_quotes import speaker_item
from rawi.evaluate.mistakes_text import Place
from rawi.evaluate.ner import Boundary
from rawi.invariants import exact_value
from rawi.text import Snapper


def quantity_mistakes(
    place: Place, gold: Document, predicted: Document, *, boundary: Boundary = "word"
) -> Iterator[Mistake]:
    """The mistakes in one document, in the order of the text."""
    left, right = in_order(gold.quantities or ()), in_order(predicted.quantities or ())
    pairs = align(left, right)
    judge = _Judge(place, gold, predicted, boundary)
    for i, k in pairs:
        yield from judge.mistakes(left[i], right[k])
    for i in sorted(set(range(len(left))) - {i for i, _ in pairs}):
        decisive = left[i].claim is not None
        item = _whole(place, left[i])
        yield place.mistake("claims", "missed", item, None, decisive=decisive)
    for k in sorted(set(range(len(right))) - {k for _, k in pairs}):
        decisive = right[k].claim is not None
        item = _whole(place, right[k])
        yield place.mistake("claims", "spurious", None, item, decisive=decisive)
    for lost in predicted.unanchored:
        if lost.layer == "quantities":
            item = Item("claim" if lost.part == "claim" else "quantity", shorten(lost.text))
            decisive = lost.part == "claim"
            yield place.mistake("claims", "not-in-text", None, item, decisive=decisive)


class _Judge:
    """Tells what is wrong with a predicted quantity that is aligned with a gold one."""

    def __init__(
        self, place: Place, gold: Document, predicted: Document, boundary: Boundary
    ) -> None:
        self._place = place
        self._documents = (gold, predicted)
        self._names = [{e.id: e.name for e in document.registry} for document in self._documents]
        self._snapper = Snapper(place.text)
        self._boundary = boundary
        self._speakers = ClaimSpeakers(gold, predicted)

    def mistakes(self, gold: Quantity, predicted: Quantity) -> Iterator[Mistake]:
        """Those that can decide first; at most one of them is decisive."""
        open_claim = gold.claim is not None and predicted.claim is not None
        wholes = _whole(self._place, gold), _whole(self._place, predicted)
        if gold.claim is not None and predicted.claim is None:
            yield self._place.mistake("claims", "claim-missed", wholes[0], None, decisive=True)
        if gold.claim is None and predicted.claim is not None:
            yield self._place.mistake("claims", "claim-spurious", None, wholes[1], decisive=True)
        if amount(gold) != amount(predicted):
            yield self._about(amount_kind(gold, predicted), wholes, decisive=open_claim)
            open_claim = False
        if measured_in(gold) != measured_in(predicted):
            items = [self._place.item(unit_label(q), _unit_spans(q)) for q in (gold, predicted)]
            yield self._about("unit", items, decisive=open_claim, item=gold)
            open_claim = False
        if gold.claim is not None and predicted.claim is not None:
            if not same_thing(gold.claim, predicted.claim, self._snapper):
                items = [
                    self._place.item(amount_label(q) if of else "nothing", [of] if of else [])
                    for q, of in ((gold, gold.claim.of), (predicted, predicted.claim.of))
                ]
                yield self._about("of", items, decisive=open_claim, item=gold)
            if gold.claim.status != predicted.claim.status:
                items = [
                    self._number(q, q.claim.status if q.claim else None) for q in (gold, predicted)
                ]
                yield self._about("status", items)
        if self._bounds(gold) != self._bounds(predicted):
            yield self._about("span", wholes)
        if gold.kind != predicted.kind:
            yield self._about("kind", [self._number(q, q.kind) for q in (gold, predicted)])
        if gold.claim is not None and not self._speakers.right(gold, predicted):
            items = [self._speaker(side, q) for side, q in enumerate((gold, predicted))]
            yield self._about("speaker", items, item=gold)

    def _about(
        self,
        kind: str,
        items: Sequence[Item],
        *,
        decisive: bool = False,
        item: Quantity | None = None,
    ) -> Mistake:
        return self._place.mistake(
            "claims",
            kind,
            *items,
            decisive=decisive,
            item=[Span(item.start, item.end)] if item else (),
        )

    def _bounds(self, quantity: Quantity) -> tuple[int, int]:
        if self._boundary == "char":
            return quantity.start, quantity.end
        return self._snapper.snap(quantity.start, quantity.end)

    def _number(self, quantity: Quantity, label: str | None) -> Item:
        return self._place.item(label or "none", [Span(quantity.start, quantity.end)])

    def _speaker(self, side: int, quantity: Quantity) -> Item:
        document = self._documents[side]
        quote = innermost(document.quotes or (), Span(quantity.start, quantity.end))
        if quote is None:
            return Item("the article itself")
        return speaker_item(self._place, quote.source, self._names[side])


def amount_kind(gold: Quantity, predicted: Quantity) -> str:
    """The kind of mistake of a wrong amount: ``value-scale``, ``value`` or ``bounds``."""
    if gold.value is not None and predicted.value is not None:
        one, other = exact_value(gold.value), exact_value(predicted.value)
        if one != other:
            return "value-scale" if _power_of_ten(one, other) else "value"
    if _shape(gold) != _shape(predicted):
        return "bounds"
    changed = {
        (one, other)
        for one, other in zip(_numbers(gold), _numbers(predicted), strict=True)
        if one != other
    }
    return "value-scale" if all(_power_of_ten(*pair) for pair in changed) else "value"


def _shape(quantity: Quantity) -> tuple[object, ...]:
    """Which numbers are given, and which ends belong to the interval."""
    return (
        quantity.value is None,
        None if quantity.low is None else quantity.low.closed,
        None if quantity.high is None else quantity.high.closed,
        quantity.scale is None,
    )


def _numbers(quantity: Quantity) -> list[Fraction | None]:
    written = (
        quantity.value,
        quantity.low.value if quantity.low else None,
        quantity.high.value if quantity.high else None,
        quantity.scale,
    )
    return [None if number is None else exact_value(number) for number in written]


def _power_of_ten(one: Fraction | None, other: Fraction | None) -> bool:
    """Whether two different numbers differ by a factor of ten, or a power of it."""
    if not one or not other:
        return False
    ratio = one / other
    if ratio <= 0 or 1 not in (ratio.numerator, ratio.denominator):
        return False
    factor = max(ratio.numerator, ratio.denominator)
    # not by counting digits in writing, which Python limits; a power of ten rounds to its exponent
    power: int = 10 ** round((factor.bit_length() - 1) * math.log10(2))
    return factor == power


def _whole(place: Place, quantity: Quantity) -> Item:
    return place.item(amount_label(quantity), [Span(quantity.start, quantity.end)])


def amount_label(quantity: Quantity) -> str:
    """Value, bounds, scale and unit on one line: ``[10, 20) percent``, ``about 5000``."""
    parts: list[str] = []
    if quantity.value is not None:
        parts.append(quantity.value)
    if quantity.low is not None or quantity.high is not None:
        parts.append(f"{_end(quantity.low, '[', '(')}, {_end(quantity.high, ']', ')')}")
    if quantity.scale is not None:
        parts.append(f"scale {quantity.scale}")
    if not parts:
        parts.append("no value")
    if quantity.unit is not None:
        parts.append(unit_label(quantity))
    return shorten(" ".join(parts))


def _end(bound: Bound | None, closed: str, opened: str) -> str:
    if closed == "[":
        return "(−∞" if bound is None else (closed if bound.closed else opened) + bound.value
    return "∞)" if bound is None else bound.value + (closed if bound.closed else opened)


def unit_label(quantity: Quantity) -> str:
    """Unit and denominator, as ``kilometer per hour``."""
    unit = quantity.unit
    if unit is None:
        return "no unit"
    return " ".join(part for part in (unit.name, f"per {unit.per}" if unit.per else "") if part)


def _unit_spans(quantity: Quantity) -> list[Span]:
    spans = [Span(quantity.start, quantity.end)]
    if quantity.unit is not None and quantity.unit.span is not None:
        spans.append(quantity.unit.span)
    return spans
