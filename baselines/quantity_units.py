"""What a number is measured in, and per what."""

from __future__ import annotations

from typing import Final, NamedTuple

from rawi.baselines import quantity_lexicon as lexicon
from rawi.baselines.quantity_items import Item
from rawi.baselines.quantity_lexicon import Money, UnitName
from rawi.baselines.quantity_phrases import is_verb
from rawi.baselines.quantity_words import Page, cuts
from rawi.document import Span, Unit

_BEFORE: Final = {"$": "USD", "€": "EUR", "£": "GBP", "₪": "ILS", "₺": "TRY", "¥": "JPY"}
#: how far behind the unit a rate may be said: 500 ألف برميل من النفط يوميا
_RATE_WINDOW: Final = 4


class Measured(NamedTuple):
    """The unit of a number, what it measures, and the words that say it.

    ``last`` is the index of the last word of number and unit, ``first`` that of the first.
    """

    unit: Unit | None
    kind: str
    first: int
    last: int


def unit_of(page: Page, item: Item) -> Measured:
    """The unit of a number, if it has one."""
    if item.unit_span is not None and isinstance(item.unit, UnitName):
        unit = Unit(item.unit.name, item.unit_span)
        return Measured(unit, item.unit.kind, item.first, item.last)
    if item.dual:
        return _dual(page, item)
    found = _after(page, item.last + 1, item)
    if found is None:
        found = _sign_before(page, item) or _noun_before(page, item)
    if found is None:
        degrees = _degrees(page, item)
        if degrees is None:
            return Measured(None, "", item.first, item.last)
        found = degrees
    return _with_rate(page, found)


def _named(page: Page, first: int, last: int, name: str, kind: str, item: Item) -> Measured:
    span = Span(page.words[first].start, page.words[last].end)
    return Measured(Unit(name, span), kind, min(item.first, first), max(item.last, last))


def _after(page: Page, i: int, item: Item) -> Measured | None:
    if not page.together(item.last, i):
        return None
    match = lexicon.UNITS.starting(page, i)
    if match is None and page.key(i).startswith("ال") and item.scale is not None:
        # ملايين الدولارات
        key = page.key(i)[2:]
        definite = _single(key)
        match = None if definite is None else (i, definite)
    if match is None:
        return None
    last, unit = match
    if isinstance(unit, UnitName):
        if unit.name == "meter" and page.key(i) == "م" and not item.digits:
            return None
        return _named(page, i, last, unit.name, unit.kind, item)
    return _currency(page, i, last, unit, item)


def _single(key: str) -> UnitName | Money | None:
    return lexicon.SINGLE_UNITS.get(key)


def _currency(page: Page, first: int, last: int, money: Money, item: Item) -> Measured | None:
    for length in (2, 1):
        qualifier = " ".join(page.key(last + 1 + k) for k in range(length))
        code = money.codes.get(qualifier)
        if code is not None and page.together(last, last + length):
            return _named(page, first, last + length, code, "currency", item)
    if money.needs_qualifier:
        return None
    return _named(page, first, last, money.default or money.lemma, "currency", item)


def _sign_before(page: Page, item: Item) -> Measured | None:
    before = item.first - 1
    if item.lead or page.key(before) not in _BEFORE or page.words[before].end != item.start:
        return None
    return _named(page, before, before, _BEFORE[page.key(before)], "currency", item)


def _noun_before(page: Page, item: Item) -> Measured | None:
    """الأشهر الستة: a definite number behind its definite unit."""
    before = item.first - 1
    if not item.definite or not page.together(before, item.first):
        return None
    for cut in cuts(page.key(before)):
        unit = _single(cut.key) if cut.article else None
        if isinstance(unit, UnitName):
            start = page.offset(before, cut.letters - (1 if cut.preposition == "ل" else 2))
            measured = _named(page, before, before, unit.name, unit.kind, item)
            span = Span(start, page.words[before].end)
            return measured._replace(unit=Unit(unit.name, span))
    return None


def _degrees(page: Page, item: Item) -> Measured | None:
    """درجة is a unit of temperature if the sentence speaks of heat, else it is counted."""
    i = item.last + 1
    if page.key(i) not in ("درجه", "درجات") or not page.together(item.last, i):
        return None
    near = (k for k in range(i - 15, i + 10) if page.together(i, k))
    if not any("حرار" in page.key(k) for k in near):
        return None
    return _named(page, i, i, "degree_Celsius", "temperature", item)


def _dual(page: Page, item: Item) -> Measured:
    if item.unit is None:
        return Measured(None, "", item.first, item.last)
    span = Span(item.start, item.end)
    if isinstance(item.unit, Money):
        found = _currency(page, item.first, item.last, item.unit, item)
        if found is None or found.unit is None or found.unit.span is None:
            return Measured(None, "", item.first, item.last)
        span = Span(item.start, found.unit.span.end)
        return found._replace(unit=Unit(found.unit.name, span))
    last = item.last
    name = item.unit.name
    if page.key(last + 1) in ("مربعين", "مربعان", "مكعبين", "مكعبان") and page.together(
        last, last + 1
    ):
        last += 1
        name = ("square_" if page.key(last).startswith("مربع") else "cubic_") + name
        span = Span(item.start, page.words[last].end)
    return _with_rate(page, Measured(Unit(name, span), item.unit.kind, item.first, last))


def _with_rate(page: Page, measured: Measured) -> Measured:
    """The unit with its denominator: يوميا, للفرد, في الساعة."""
    unit = measured.unit
    if unit is None or measured.kind == "time":
        return measured
    per = rate_after(page, measured.last)
    return measured if per is None else measured._replace(unit=Unit(unit.name, unit.span, per))


def rate_after(page: Page, last: int) -> str | None:
    """The unit of the denominator that is named behind a number, its unit or the noun it counts.

    Args:
        page: the text.
        last: index of the last word of number and unit.
    """
    for i in range(last + 1, last + 2 + _RATE_WINDOW):
        if not page.together(last, i) or page.kind(i) in ("sign", "digits"):
            return None
        found = lexicon.PER.starting(page, i)
        if found is not None:
            return found[1]
        at_end = lexicon.PER_AT_END.starting(page, i)
        if at_end is not None and _ends_phrase(page, at_end[0]):
            return at_end[1]
        if is_verb(page.key(i)) or i in page.taken:
            # what follows a verb says how often that happens
            return None
    return None


def _ends_phrase(page: Page, i: int) -> bool:
    """Whether no adjective or number follows that would make it a date: في العام الماضي."""
    follower = page.key(i + 1)
    if not page.together(i, i + 1) or page.kind(i + 1) == "sign":
        return True
    return not follower.startswith("ال") and page.kind(i + 1) != "digits"
