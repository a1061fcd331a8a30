"""The quantities of a text: its numbers, dual nouns (rule N-03) and multiples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from rawi.baselines import quantity_lexicon as lexicon
from rawi.baselines.quantity_filter import quantities_among
from rawi.baselines.quantity_items import Item, item_of
from rawi.baselines.quantity_lexicon import Money, UnitName
from rawi.baselines.quantity_words import Page
from rawi.document import Span
from rawi.numerals import read

#: words back from مرتين in which it may be said what is doubled
_NEAR: Final = 3


def items(page: Page) -> list[Item]:
    """The quantities of a text in order, before they are joined to ranges."""
    numbers = [item_of(page, number) for number in read(page.text)]
    found = [_as_multiple(page, item) for item in quantities_among(page, numbers)]
    taken = {i for item in numbers for i in range(item.first, item.last + 1)}
    found += [item for item in (*_duals(page), *_multiples(page)) if item.first not in taken]
    return _with_fractions(page, sorted(found, key=lambda item: item.start))


def _duals(page: Page) -> Iterator[Item]:
    for i, word in enumerate(page.words):
        if word.kind != "letters" or word.key[-1:] not in "نيا":
            continue
        cut = page.stem(i, lexicon.DUALS)
        if cut is None:
            continue
        unit = lexicon.DUALS[cut.key]
        last = i
        joined = f"{cut.key} {page.key(i + 1)}"
        if joined in lexicon.DUALS and page.together(i, i + 1):
            unit, last = lexicon.DUALS[joined], i + 1
        is_time = isinstance(unit, UnitName) and unit.kind == "time"
        if cut.article and not is_time:
            continue
        if unit is None and cut.key in lexicon.CONSTRUCT_DUALS and not _governs(page, i):
            continue
        article = (1 if cut.preposition == "ل" else 2) if cut.article else 0
        item = Item(
            page.offset(i, cut.letters - article),
            page.words[last].end,
            i,
            last,
            Fraction(2),
            lead=word.key[: cut.letters - article],
            definite=cut.article,
            dual=True,
            unit=unit,
        )
        # أكبر مرتين, مرتين أكبر, تضاعف السعر مرتين
        near = (*page.back(i, _NEAR), *page.ahead(i + 1, 1))
        is_factor = cut.key in ("مرتين", "مرتان") and any(
            page.key(k) in lexicon.COMPARATIVES for k in near
        )
        yield replace(item, multiple=True) if is_factor else item


def _governs(page: Page, i: int) -> bool:
    """Whether a name or noun follows that a construct dual can stand before."""
    follower = page.key(i + 1)
    return (
        page.together(i, i + 1)
        and page.kind(i + 1) == "letters"
        and (follower not in lexicon.STOP and follower not in lexicon.VERBS)
    )


def _multiples(page: Page) -> Iterator[Item]:
    """ضعف and ضعفي: twice as much. ضعف is also weakness, so it needs company."""
    for i, word in enumerate(page.words):
        if word.kind != "letters" or "ضعف" not in word.key:
            continue
        cut = page.stem(i, lexicon.MULTIPLE_DUAL)
        if cut is None or cut.key == "ضعفا":
            cut = page.stem(i, frozenset({"ضعف", "الضعف", "ضعفا"}))
            if cut is None or not _is_double(page, i, cut.key, cut.article):
                continue
        if cut.article:
            continue
        yield Item(
            page.offset(i, cut.letters),
            word.end,
            i,
            i,
            Fraction(2),
            lead=word.key[: cut.letters],
            multiple=True,
        )


def _is_double(page: Page, i: int, key: str, article: bool) -> bool:
    before, after = page.key(i - 1), page.key(i + 1)
    if key == "الضعف" and page.together(i - 1, i):
        return before in ("الي", "بنحو") or before in lexicon.COMPARATIVES
    if article or not page.together(i, i + 1):
        return False
    if after in lexicon.MULTIPLE_BEFORE_WORDS:
        return True
    return before in lexicon.MULTIPLE_AFTER_WORDS and before != "من" and after.startswith("ال")


def _as_multiple(page: Page, item: Item) -> Item:
    """ثلاثة أضعاف, and three times as a factor."""
    after = item.last + 1
    if not page.together(item.last, after) or item.value is None:
        return item
    key = page.key(after)
    if key in lexicon.MULTIPLE_PLURAL:
        return replace(item, multiple=True)
    if key in lexicon.TIMES:
        around = (page.key(item.first - 1), page.key(after + 1))
        return replace(item, multiple=any(word in lexicon.COMPARATIVES for word in around))
    return item


def _with_fractions(page: Page, found: Sequence[Item]) -> list[Item]:
    """The items, with fractions behind a unit added to what they belong to: عامين ونصف."""
    joined: list[Item] = []
    for item in found:
        before = joined[-1] if joined else None
        mixed = _mixed(page, before, item)
        if mixed is None:
            joined.append(item)
            continue
        if before is not None and mixed.start <= before.start:
            joined.pop()
        joined.append(mixed)
    return joined


def _mixed(page: Page, before: Item | None, half: Item) -> Item | None:
    """ثلاثة أعوام ونصف, عامين ونصف, عام ونصف العام: one number around its unit."""
    if not half.fraction or half.lead != "و" or half.value is None or half.multiplier != 1:
        return None
    at = half.first - 1
    if not page.together(at, half.first) or half.value >= 1 or half.definite:
        return None
    whole = before if before is not None and before.last in (at, at - 1) else None
    table: Mapping[str, UnitName | Money | None] = lexicon.SINGLE_UNITS
    if whole is not None and whole.dual:
        table = lexicon.DUALS
    cut = page.stem(at, table)
    if cut is None or cut.article:
        return None
    unit = table[cut.key]
    if not isinstance(unit, UnitName) or unit.kind == "percent":
        return None
    follower = page.stem(half.last + 1, lexicon.SINGLE_UNITS)
    key = page.key(half.last + 1)
    repeated = follower is not None and lexicon.SINGLE_UNITS[follower.key] == unit
    if key.startswith("ال") and page.together(half.last, half.last + 1) and not repeated:
        return None
    span = Span(page.offset(at, cut.letters), page.words[at].end)
    if whole is None:
        return replace(
            half,
            start=span.start,
            first=at,
            value=1 + half.value,
            alternatives=tuple(1 + other for other in half.alternatives),
            lead=page.key(at)[: cut.letters],
            fraction=False,
            unit=unit,
            unit_span=span,
        )
    if whole.value is None or whole.multiple or (not whole.dual and whole.last != at - 1):
        return None
    return replace(
        whole,
        end=half.end,
        last=half.last,
        value=whole.value + half.value,
        alternatives=tuple(other + half.value for other in whole.alternatives),
        dual=False,
        unit=unit,
        unit_span=span,
    )
