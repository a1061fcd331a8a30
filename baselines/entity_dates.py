"""Dates and ordinals, which stand in closed sets of words.

Counted durations
(32 شهرًا) are no dates here; they follow from the quantity layer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from rawi.baselines.entity_lists import word_set
from rawi.baselines.lexicon import Lexicon, TokenText, folded, read_words
from rawi.text import fold

YEAR = re.compile(r"(?:1[0-9]|20|٢٠|١[٠-٩])[0-9٠-٩]{2}(?:[/-][0-9٠-٩]{2,4})?\Z")
DAY = re.compile(r"(?:[0-2٠-٢]?[0-9٠-٩]|3[01]|٣[٠١])\Z")
_NUMERIC_DATE = re.compile(r"[0-9٠-٩]{1,4}([/.-])[0-9٠-٩]{1,2}\1[0-9٠-٩]{1,4}\Z")
_DECADES = word_set("decades")


# A date in a date (أواخر صيف العام الماضي): so many levels and no more
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class _TimeWords:
    months: Lexicon[bool]
    sets: dict[str, frozenset[str]]

    def __getitem__(self, name: str) -> frozenset[str]:
        return self.sets[name]


@cache
def _time_words() -> _TimeWords:
    content = read_words("entity_times.json")
    ambiguous = folded(content["ambiguous_months"])
    months: Lexicon[bool] = Lexicon()
    for name in [*content["months"].split(), *content["hijri"].split(), *content["month_phrases"]]:
        months.add(name, fold(name) not in ambiguous)
    sets = {
        key: folded(value)
        for key, value in content.items()
        if key not in ("source", "month_phrases")
    }
    return _TimeWords(months, sets)


class DateReader:
    """Reads dates and ordinals of one text."""

    def __init__(self, page: TokenText) -> None:
        self.page = page
        self.words = _time_words()

    def date(self, at: int, key: str | None = None, depth: int = 0) -> int:
        """One past the last token of the date that begins at a token, or the token itself."""
        page, words = self.page, self.words
        if at >= len(page) or depth > _DEEPEST:
            return at
        key = page.key(at) if key is None else key
        if key in words["parts_of_year"]:
            inner = self.date(at + 1, depth=depth + 1)
            return inner if inner > at + 1 else at
        if key in words["relative_days"]:
            return self._after_day(at + 1)
        if key == "اول" and page.key(at + 1) == "امس":
            return self._after_day(at + 2)
        if key == "الاول" and page.key(at + 1) == "من" and page.key(at + 2) == "امس":
            return self._after_day(at + 3)
        if key in ("يوم", "ايام", "يومي") and at + 1 < page.stops[at]:
            inner = self.date(at + 1, depth=depth + 1)
            return inner if inner > at + 1 else at
        if key in words["weekdays"]:
            return self._after_day(at + 1)
        if key in ("هذا", "هذه") and page.key(at + 1) in words["definite_periods"]:
            return at + 2
        if key in words["centuries"]:
            return self._century(at)
        if key in words["definite_periods"]:
            return self._period(at, key)
        if key in _DECADES and page.key(at + 1) == "القرن":
            return self._century(at + 1) if self._century(at + 1) > at + 1 else at
        if key in words["period_heads"]:
            return self._years(at)
        if key in words["seasons"]:
            return self._season(at, depth)
        return self._calendar(at, key, depth)

    def _after_day(self, at: int) -> int:
        """Further parts of a date whose day is named: weekday, calendar date, relative word."""
        words, page = self.words, self.page
        if page.key(at) in words["weekdays"]:
            at += 1
        if page.key(at) in words["relative_words"]:
            at += 1
        calendar = self._calendar(at, page.key(at)) if at < len(page) else at
        return max(at, calendar) if calendar and DAY.match(page.raw(at)) else at

    def _period(self, at: int, key: str) -> int:
        following = self.page.key(at + 1)
        if following in self.words["relative_words"]:
            return at + 2
        if following and YEAR.match(self.page.raw(at + 1)):
            return at + 2
        if key == "اليوم" and following in self.words["weekdays"]:
            return at + 2
        return at

    def _century(self, at: int) -> int:
        ordinal = self.ordinal(at + 1)
        if ordinal > at + 1:
            return ordinal
        return at + 2 if self.page.key(at + 1) in self.words["relative_words"] else at

    def _years(self, at: int) -> int:
        page, last = self.page, at + 1
        if not YEAR.match(page.raw(last)) or last >= page.stops[at]:
            return at
        last += 1
        word = page.raw(last)
        if (word.startswith("و") and YEAR.match(word[1:])) or word in (
            "م",
            "هـ",
            "ميلادية",
            "هجرية",
        ):
            last += 1
        return last

    def _season(self, at: int, depth: int) -> int:
        if YEAR.match(self.page.raw(at + 1)):
            return at + 2
        inner = (
            self.date(at + 1, depth=depth + 1)
            if self.page.key(at + 1)[:1] in ("ا", "ع", "ه", "س")
            else at
        )
        return inner if inner > at + 1 else at

    def _calendar(self, at: int, key: str, depth: int = 0) -> int:
        """Numeric dates, ``14 يوليو 2026``, الأول من مايو, and months by themselves."""
        page = self.page
        raw = page.raw(at)
        if _NUMERIC_DATE.match(raw):
            return at + 1
        with_day = False
        begin = at
        if DAY.match(raw[-2:]) and raw.lstrip("وبلف").isascii() and raw.lstrip("وبلف").isdigit():
            begin = at + 1
            begin += page.key(begin) == "من"
            with_day = True
        elif key.startswith("ال") or key in ("اول",):
            begin = self.ordinal(at, key)
            if begin == at or (
                page.key(begin) not in ("من", "شهر") and not self._month(begin, True)
            ):
                return at
            begin += page.key(begin) == "من"
            with_day = True
        named = page.key(begin) == "شهر" if begin > at else key == "شهر"
        begin += named
        if begin >= len(page):
            return at
        last = self._month(begin, with_day or named, key if begin == at else None)
        if not last:
            return at
        if page.key(last) == "من" and page.key(last + 1) in self.words["definite_periods"]:
            inner = self.date(last + 1, depth=depth + 1)
            return inner if inner > last + 1 else last
        return last

    def _month(self, at: int, sure: bool, key: str | None = None) -> int:
        """One past a month name with its second name, year and relative word; 0 without one."""
        page, words = self.page, self.words
        if at >= len(page):
            return 0
        match = words.months.match(page, at, particles=key is not None and key != page.key(at))
        if not match:
            return 0
        last = match.last
        sure = sure or match.values[0]
        if page.raw(last) in ("/", "-", "(") and last + 1 < len(page):
            second = words.months.match(page, last + 1, particles=False)
            if second and page.raw(last) != "(":
                last, sure = second.last, True
        if YEAR.match(page.raw(last)):
            return last + 1
        if page.key(last) in ("عام", "سنه") and YEAR.match(page.raw(last + 1)):
            return last + 2
        if page.key(last) in words["relative_words"]:
            return last + 1
        return last if sure else 0

    def ordinal(self, at: int, key: str | None = None) -> int:
        """One past a definite ordinal (الثاني، الحادي عشر، الخامس والعشرين), or the token itself."""
        page, words = self.page, self.words
        key = page.key(at) if key is None else key
        following = page.key(at + 1)
        if key in words["ordinal_units_before_tens"]:
            if following in words["ordinal_tens"]:
                return at + 2
            if following[:1] == "و" and following[1:] in words["ordinal_round"]:
                return at + 2
        if key in words["ordinals"] or key in words["ordinal_round"]:
            return at + 1
        return at
