"""What softens a number: approximators and bounds, and the ranges that two numbers make.

Rules N-05, N-06 and N-09 of the guidelines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from rawi.baselines import quantity_lexicon as lexicon
from rawi.baselines.quantity_items import Item
from rawi.baselines.quantity_lexicon import Side
from rawi.baselines.quantity_units import Measured, unit_of
from rawi.baselines.quantity_words import Page, cuts
from rawi.document import Bound, QuantityKind, Span
from rawi.numerals import exact

#: words that may stand between a number's unit and a modifier behind it
_WINDOW_AFTER: Final = 5
_WINDOW_ACROSS: Final = 4


@dataclass(frozen=True, slots=True)
class Amount:
    """One quantity: a number, or two that are the ends of a range.

    Attributes:
        left: the number, or the lower end.
        right: the upper end of a range.
        low: value of the lower end, with the scale word that the ends share.
        measured: its unit.
        modifier: the words that soften it.
        side: what they say.
        first: index of the first word of modifier and number.
        lead: proclitics before those.
    """

    left: Item
    right: Item | None
    low: Fraction | None
    measured: Measured
    modifier: Span | None
    side: Side | None
    first: int
    lead: str

    @property
    def last_item(self) -> Item:
        """The number that stands last."""
        return self.right or self.left

    @property
    def kind(self) -> QuantityKind:
        """What kind of quantity it is, by rule N-06."""
        if self.right is not None:
            return "range"
        if self.left.value is None:
            return "vague"
        if self.side is not None:
            return "approximate" if self.side == "approximate" else "bound"
        return "multiple" if self.left.multiple else "exact"

    def bounds(self) -> tuple[Bound | None, Bound | None]:
        """Both ends, as far as it has them."""
        value = self.left.value
        if self.right is not None and self.low is not None and self.right.value is not None:
            return Bound(exact(self.low)), Bound(exact(self.right.value))
        if value is None or self.side in (None, "approximate"):
            return None, None
        bound = Bound(exact(value), closed=self.side in ("at_least", "at_most"))
        return (bound, None) if self.side in ("above", "at_least") else (None, bound)


def amounts(page: Page, found: Sequence[Item]) -> list[Amount]:
    """The quantities of a text with their units and modifiers."""
    joined: list[Amount] = []
    i = 0
    while i < len(found):
        item = found[i]
        measured = unit_of(page, item)
        pair = _range(page, item, measured, found[i + 1]) if i + 1 < len(found) else None
        amount = pair or Amount(item, None, item.value, measured, None, None, item.first, item.lead)
        i += 2 if pair else 1
        limit = found[i].first if i < len(found) else len(page)
        joined.append(amount if amount.modifier else _modified(page, amount, limit))
    return joined


# Ranges


def _range(page: Page, left: Item, measured: Measured, right: Item) -> Amount | None:
    """Two numbers as one range: بين 3 و5 ملايين, من 10 إلى 15, 3-5 سنوات."""
    if left.value is None or right.value is None or left.multiple or right.multiple:
        return None
    end = max(left.last, measured.last)
    if right.first - end > 2 or not page.together(left.first, right.first):
        return None
    low = left.value
    share = right.value / right.multiplier
    if right.multiplier > 1 and left.multiplier == 1 and low < share:
        low *= right.multiplier
    if low >= right.value:
        return None
    joint = page.key(end + 1) if right.first == end + 2 else ""
    between = lexicon.BETWEEN.ending(page, left.first - 1) if not left.lead else None
    if right.first == end + 1 and right.lead == "و" and between:
        if not _same_unit(measured, unit_of(page, right)):
            return None
        return _paired(page, left, right, low, between[:2])
    if joint not in lexicon.RANGE_JOINTS or right.lead:
        return None
    if joint == "او" and measured.unit is not None and not left.dual:
        return None
    if measured.unit is not None and not _same_unit(measured, unit_of(page, right)):
        return None
    start = lexicon.FROM.ending(page, left.first - 1) if not left.lead else None
    if start is not None and _changes(page, left.first):
        return None
    marked = joint not in ("او", "-", "–", "—")
    return _paired(page, left, right, low, start[:2] if start and marked else None)


def _same_unit(left: Measured, right: Measured) -> bool:
    """Whether the second number can be in the unit of the first."""
    if left.unit is None or right.unit is None:
        return True
    return left.unit.name == right.unit.name


def _changes(page: Page, first: int) -> bool:
    """Whether a word of change stands shortly before: ارتفع من 3 إلى 5 is two levels."""
    near = (k for k in range(first - 1, first - 11, -1) if page.together(k, first))
    return any(page.stem(k, lexicon.CHANGE) for k in near)


def _paired(
    page: Page, left: Item, right: Item, low: Fraction, modifier: tuple[int, int] | None
) -> Amount:
    measured = unit_of(page, right)
    if measured.unit is None:
        own = unit_of(page, left)
        if own.unit is not None:
            measured = own._replace(last=right.last)
    if modifier is None:
        return Amount(left, right, low, measured, None, None, left.first, left.lead)
    first, letters = modifier
    span = Span(page.offset(first, letters), page.words[left.first - 1].end)
    return Amount(left, right, low, measured, span, None, first, page.key(first)[:letters])


# Modifiers


def _modified(page: Page, amount: Amount, limit: int) -> Amount:
    item = amount.left
    if amount.right is None and not item.lead:
        found = (
            lexicon.MODIFIERS.ending(page, item.first - 1)
            if page.together(item.first - 1, item.first)
            else None
        )
        if found is not None:
            first, letters, side = found
            if side == "at_most" and page.key(first)[:letters].endswith("ل"):
                # ليصل إلى 45 is a level that was reached
                return amount
            return _with(page, amount, first, letters, item.first - 1, side)
        across = _split(page, amount) or _across_noun(page, amount)
        if across is not None:
            return across
    behind = _behind(page, amount, limit)
    if behind is not None:
        side, span = behind
        return replace(amount, side=side, modifier=span)
    return amount


def _with(page: Page, amount: Amount, first: int, letters: int, last: int, side: Side) -> Amount:
    span = Span(page.offset(first, letters), page.words[last].end)
    lead = page.key(first)[:letters]
    return replace(amount, side=side, modifier=span, first=first, lead=lead)


def _split(page: Page, amount: Amount) -> Amount | None:
    """لا يقل عددهم عن 20: a noun between verb and preposition."""
    at = amount.left.first - 1
    if page.key(at) not in lexicon.SPLIT_PREPOSITIONS or not page.together(at, at + 1):
        return None
    for i in range(at - 1, at - 1 - _WINDOW_ACROSS, -1):
        if not page.together(i, at) or page.kind(i) != "letters":
            return None
        cut = next((cut for cut in cuts(page.key(i)) if cut.key in lexicon.SPLIT), None)
        if cut is None:
            continue
        side, negated = lexicon.SPLIT[cut.key]
        if page.key(i - 1) in lexicon.NEGATIONS and page.together(i - 1, i):
            first = i - 2 if page.key(i - 2) in ("ما", "بما") else i - 1
            letters = 1 if page.key(first) == "بما" else 0
            return _with(page, amount, first, letters, at, negated)
        return _with(page, amount, i, cut.letters, at, side)
    return None


def _across_noun(page: Page, amount: Amount) -> Amount | None:
    """تجاوز عددهم 3 آلاف: a verb, its subject, and the number as its object."""
    first = amount.left.first
    for i in page.back(first, _WINDOW_ACROSS):
        key = page.words[i].key
        if page.words[i].kind != "letters":
            return None
        found = lexicon.ACROSS_NOUN.ending(page, i)
        if found is not None:
            return _with(page, amount, found[0], found[1], i, found[2])
        if key in lexicon.STOP or key in lexicon.VERBS or page.stem(i, lexicon.CHANGE):
            return None
    return None


def _behind(page: Page, amount: Amount, limit: int) -> tuple[Side, Span] | None:
    """20 جنديا على الأقل."""
    start = max(amount.measured.last, amount.last_item.last) + 1
    for i in range(start, min(start + _WINDOW_AFTER, limit)):
        if not page.together(start - 1, i) or page.kind(i) in ("sign", "digits"):
            return None
        found = lexicon.MODIFIERS_AFTER.starting(page, i)
        if found is not None:
            last, side = found
            letters = 1 if page.key(i) in ("ونيف", "ونيفا") else 0
            return side, Span(page.offset(i, letters), page.words[last].end)
    return None
