"""What a tagged number is: its value, its unit by name, and what its modifier says."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final, cast

from rawi.baselines import quantity_lexicon as lexicon
from rawi.baselines.quantity_duals import items
from rawi.baselines.quantity_items import Item, item_of
from rawi.baselines.quantity_lexicon import Money, Side, UnitName
from rawi.baselines.quantity_units import Measured, unit_of
from rawi.baselines.quantity_words import Page
from rawi.baselines.tagging.layout import RoleSpan
from rawi.document import Span, Unit
from rawi.numerals import read
from rawi.numerals.lexicon import key_of

_DUAL_ENDINGS: Final = ("ان", "ين", "انا", "ا", "ي")
#: words that may stand between the ends of a rate: 500 ألف برميل من النفط يوميا
_RATE_REACH: Final = 5


class Readings:
    """The numbers that can be read in a text, by place.

    Args:
        page: the text.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        read_so = [item_of(page, number) for number in read(page.text)]
        # items read by the rules know more: fractions, multiples, duals
        found = {item.start: item for item in (*read_so, *items(page))}
        self._items = [found[start] for start in sorted(found)]
        self._starts = [item.start for item in self._items]

    def of(self, span: RoleSpan) -> tuple[Item, Item | None]:
        """The number that a span holds, and the upper end of the range if it holds two."""
        at = bisect_left(self._starts, span.start)
        if at and self._items[at - 1].end > span.start:
            at -= 1
        inside: list[Item] = []
        while at < len(self._items) and self._items[at].start < span.end:
            inside.append(self._items[at])
            at += 1
        if not inside:
            return self._unread(span), None
        first = replace(inside[0], start=span.start)
        if len(inside) == 1 or inside[-1].value is None or first.value is None:
            return replace(first, end=span.end), None
        return first, replace(inside[-1], end=span.end)

    def _unread(self, span: RoleSpan) -> Item:
        """Words that no reader knows as a number: a dual by its ending, else vague."""
        page = self._page
        first, last = page.at(span.start), page.at(span.end - 1)
        key = key_of(page.text[span.start : span.end])
        dual = first == last and len(key) > 4 and key.endswith(_DUAL_ENDINGS)
        return Item(
            span.start,
            span.end,
            first,
            last,
            Fraction(2) if dual else None,
            lead=key_of(page.text[page.words[first].start : span.start]),
            dual=dual,
        )


def low_end(left: Item, right: Item) -> Fraction | None:
    """The lower end of a range, with the scale word that the ends share: 3 و5 آلاف."""
    if left.value is None or right.value is None:
        return left.value
    low = left.value
    shared = right.multiplier > 1 and left.multiplier == 1
    return low * right.multiplier if shared and low < right.value / right.multiplier else low


def measured_by(page: Page, item: Item, unit: RoleSpan | None, things: Sequence[int]) -> Measured:
    """The unit of a number, named, and per what it is.

    Args:
        page: the text.
        item: the number, of a range the upper end.
        unit: the tagged unit.
        things: the last words of what is counted, behind which the denominator of a rate stands.
    """
    if unit is None:
        per = _per(page, max((item.last, *things)))
        none = Unit("", None, per) if per is not None and things else None
        return Measured(none, "", item.first, item.last)
    first, last = page.at(unit.start), page.at(unit.end - 1)
    span = Span(unit.start, unit.end)
    by_rule = unit_of(page, item)
    own = by_rule.unit
    place = own.span if own is not None and own.name else None
    if own is not None and place is not None and place.start < unit.end and unit.start < place.end:
        rate = own.per if by_rule.kind == "time" else own.per or _per(page, by_rule.last)
        return by_rule._replace(unit=Unit(own.name, span, rate))
    name, kind = _named(page, first, last, page.text[unit.start : unit.end])
    per = None if kind == "time" else _per(page, max(item.last, last))
    return Measured(Unit(name, span, per), kind, min(item.first, first), max(item.last, last))


def _named(page: Page, first: int, last: int, written: str) -> tuple[str, str]:
    """Name and kind of a unit; one that is not known keeps its surface form."""
    match = lexicon.UNITS.starting(page, first)
    unit: UnitName | Money | None = match[1] if match is not None else None
    for cut in (key_of(written), key_of(written).removeprefix("ال")):
        if unit is None:
            unit = lexicon.SINGLE_UNITS.get(cut) or lexicon.DUALS.get(cut)
    if isinstance(unit, UnitName):
        return unit.name, unit.kind
    if isinstance(unit, Money):
        for length in (2, 1):
            qualifier = " ".join(page.key(last - k) for k in reversed(range(length)))
            if qualifier in unit.codes and last - length >= first:
                return unit.codes[qualifier], "currency"
        return unit.default or unit.lemma, "currency"
    return " ".join(written.split()), ""


def _per(page: Page, last: int) -> str | None:
    """The denominator of a rate that is said right behind a word."""
    for at in range(last + 1, last + _RATE_REACH):
        if not page.together(last, at) or page.kind(at) in ("sign", "digits"):
            return None
        found = lexicon.PER.starting(page, at)
        if found is None and (at_end := lexicon.PER_AT_END.starting(page, at)) is not None:
            after = at_end[0] + 1
            ends = not page.together(at_end[0], after) or page.kind(after) == "sign"
            found = at_end if ends or not page.key(after).startswith("ال") else None
        if found is None and page.key(at) in ("في", "لكل") and page.together(at, at + 1):
            unit = lexicon.SINGLE_UNITS.get(page.key(at + 1).removeprefix("ال"))
            if isinstance(unit, UnitName) and unit.kind != "time":
                return unit.name
        if found is not None:
            return found[1]
    return None


def side_of(page: Page, modifier: RoleSpan, before: bool) -> Side | None:
    """What a modifier says: by the lists if they have it, else by its label."""
    last = page.at(modifier.end - 1)
    if before:
        found = lexicon.MODIFIERS.ending(page, last)
        listed = found[2] if found is not None else None
    else:
        match = lexicon.MODIFIERS_AFTER.starting(page, page.at(modifier.start))
        listed = match[1] if match is not None else None
    if listed is not None:
        return listed
    label = modifier.label.partition(".")[2]
    return None if label == "range" else cast("Side", label)
