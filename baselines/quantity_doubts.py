"""What is ambiguous about a quantity, and what else it could be.

A reading is never guessed in silence: what the number reader was in doubt of
(:class:`rawi.numerals.Number`), and what only the words around the number leave open, is reported
beside the quantity, with the quantity as it would be in the other reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from typing import Final, Literal

from msgspec.structs import replace

from rawi.baselines.quantity_modifiers import Amount
from rawi.baselines.quantity_words import Page
from rawi.document import Bound, Quantity, Unit
from rawi.numerals import Flag, exact

#: Beside those of numbers: ``scale_shared``: the first number of a range lends the scale word of the
#: second (بين 3 و5 ملايين); ``multiple_ambiguous``: زاد ثلاثة أضعاف is to three times or by three
#: times as much; ``unit_missing``: نسبة without a percent sign; ``currency_open``: a currency of
#: several countries; ``nothing_counted``: neither unit nor counted thing is named.
Doubt = (
    Flag
    | Literal[
        "scale_shared", "multiple_ambiguous", "unit_missing", "currency_open", "nothing_counted"
    ]
)

_RATIO_NOUNS: Final = frozenset({"نسبه", "بنسبه", "نسبته", "نسبتها", "النسبه", "بالنسبه"})


def doubts_of(page: Page, amount: Amount, quantity: Quantity) -> frozenset[Doubt]:
    """What is ambiguous about a quantity.

    Args:
        page: the text.
        amount: the quantity as it was read.
        quantity: the same as it is reported.
    """
    found: set[Doubt] = set(amount.left.doubts)
    if amount.right is not None:
        found |= amount.right.doubts
        if amount.low != amount.left.value:
            found.add("scale_shared")
    unit, claim = quantity.unit, quantity.claim
    if quantity.kind == "multiple" and quantity.role == "change":
        found.add("multiple_ambiguous")
    if unit is not None and amount.measured.kind == "currency" and not unit.name.isascii():
        found.add("currency_open")
    left = amount.left
    bare = unit is None or not unit.name
    if bare and not left.multiple and page.key(amount.first - 1) in _RATIO_NOUNS:
        if left.multiplier == 1 and not left.fraction:
            found.add("unit_missing")
    elif bare and not left.multiple and quantity.role != "rank":
        named = claim is not None and (claim.of is not None or claim.base is not None)
        found |= set() if named else {"nothing_counted"}
    return frozenset(found)


def other_readings(
    amount: Amount, quantity: Quantity, doubts: frozenset[Doubt]
) -> tuple[Quantity, ...]:
    """The quantity as it would be in each of the other readings."""
    return tuple(_others(amount, quantity, doubts))


def _others(amount: Amount, quantity: Quantity, doubts: frozenset[Doubt]) -> Iterator[Quantity]:
    if amount.right is None:
        for value in amount.left.alternatives:
            yield _with_value(quantity, partial(_other, value))
    else:
        yield from _other_ranges(amount, quantity)
    if "multiple_ambiguous" in doubts:
        yield _with_value(quantity, lambda value: value + 1)
    if "unit_missing" in doubts:
        yield replace(quantity, unit=Unit("percent"))


def _other(value: Fraction, _: Fraction) -> Fraction:
    return value


def _other_ranges(amount: Amount, quantity: Quantity) -> Iterator[Quantity]:
    """A range with the other readings of either end, as far as it stays one."""
    assert amount.right is not None
    low, high = amount.low, amount.right.value
    if low is None or high is None or amount.left.value is None:
        return
    lows = [*amount.left.alternatives, amount.left.value]
    for left, right in [(other, high) for other in lows if other != low] + [
        (low, other) for other in amount.right.alternatives
    ]:
        if left < right:
            yield replace(quantity, low=Bound(exact(left)), high=Bound(exact(right)))


def _with_value(quantity: Quantity, change: Callable[[Fraction], Fraction]) -> Quantity:
    """A quantity of one number with another value, be it its value or its only bound."""

    def bound(old: Bound | None) -> Bound | None:
        return None if old is None else Bound(exact(change(Fraction(old.value))), old.closed)

    value = None if quantity.value is None else exact(change(Fraction(quantity.value)))
    return replace(quantity, value=value, low=bound(quantity.low), high=bound(quantity.high))
