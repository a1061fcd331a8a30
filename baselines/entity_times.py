"""Dates, times of day and ordinals: the entity types that stand in closed sets of words.

Spans are half-open token ranges with the characters cut off the first token. Counted durations
(32 شهرًا) are no dates here; they follow from the quantity layer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from rawi.baselines.lexicon import Lexicon, Reading, TokenText, folded, read_words
from rawi.text import Offsets, fold

_YEAR = re.compile(r"(?:1[0-9]|20|٢٠|١[٠-٩])[0-9٠-٩]{2}(?:[/-][0-9٠-٩]{2,4})?\Z")
_DAY = re.compile(r"(?:[0-2٠-٢]?[0-9٠-٩]|3[01]|٣[٠١])\Z")
_NUMERIC_DATE = re.compile(r"[0-9٠-٩]{1,4}([/.-])[0-9٠-٩]{1,2}\1[0-9٠-٩]{1,4}\Z")
_CLOCK = re.compile(r"[0-2٠-٢]?[0-9٠-٩][:.٫][0-5٠-٥][0-9٠-٩]\Z")
_NUMBERED = re.compile("(?:ال)(ـ*)[0-9٠-٩]{1,3}\\Z")
_BEFORE_YEAR = folded("في منذ حتى بحلول عام سنة قبل بعد")
_DECADES = folded("عشرينيات ثلاثينيات أربعينيات خمسينيات ستينيات سبعينيات ثمانينيات تسعينيات عشرينات "
                  "ثلاثينات أربعينات خمسينات ستينات سبعينات ثمانينات تسعينات")


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


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A date, time or ordinal: tokens ``[first, last)``, ``cut`` characters into the first."""

    first: int
    last: int
    cut: int
    type: str

    def offsets(self, page: TokenText) -> Offsets:
        """Where it stands in the raw text."""
        return page.tokens[self.first].start + self.cut, page.tokens[self.last - 1].end


class _TimeReader:
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
        return max(at, calendar) if calendar and _DAY.match(page.raw(at)) else at

    def _period(self, at: int, key: str) -> int:
        following = self.page.key(at + 1)
        if following in self.words["relative_words"]:
            return at + 2
        if following and _YEAR.match(self.page.raw(at + 1)):
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
        if not _YEAR.match(page.raw(last)) or last >= page.stops[at]:
            return at
        last += 1
        word = page.raw(last)
        if word.startswith("و") and _YEAR.match(word[1:]):
            last += 1
        elif word in ("م", "هـ", "ميلادية", "هجرية"):
            last += 1
        return last

    def _season(self, at: int, depth: int) -> int:
        if _YEAR.match(self.page.raw(at + 1)):
            return at + 2
        inner = self.date(at + 1, depth=depth + 1) if self.page.key(at + 1)[:1] in ("ا", "ع", "ه", "س") else at
        return inner if inner > at + 1 else at

    def _calendar(self, at: int, key: str, depth: int = 0) -> int:
        """Numeric dates, ``14 يوليو 2026``, الأول من مايو, and months by themselves."""
        page = self.page
        raw = page.raw(at)
        if _NUMERIC_DATE.match(raw):
            return at + 1
        with_day = False
        begin = at
        if _DAY.match(raw[-2:]) and raw.lstrip("وبلف").isascii() and raw.lstrip("وبلف").isdigit():
            begin = at + 1
            begin += page.key(begin) == "من"
            with_day = True
        elif key.startswith("ال") or key in ("اول",):
            begin = self.ordinal(at, key)
            if begin == at or page.key(begin) not in ("من", "شهر") and not self._month(begin, True):
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
        if _YEAR.match(page.raw(last)):
            return last + 1
        if page.key(last) in ("عام", "سنه") and _YEAR.match(page.raw(last + 1)):
            return last + 2
        if page.key(last) in words["relative_words"]:
            return last + 1
        return last if sure else 0

    def time(self, at: int, key: str) -> int:
        """One past the last token of a time of day, or the token itself."""
        page, words = self.page, self.words
        if key == "الساعه":
            last = at + 1
            if _CLOCK.match(page.raw(last)) or _DAY.match(page.raw(last)):
                last += 1
            elif page.key(last) in words["hours"]:
                last += 1
                last += page.key(last) in ("عشر", "عشره")
            else:
                return at
            return self._clock_rest(last)
        if _CLOCK.match(page.raw(at)) and ":" in page.raw(at):
            return self._clock_rest(at + 1)
        if key == "الليله":
            return at + 1 + (page.key(at + 1) in words["relative_words"])
        if key in words["day_parts"] and at + 1 < page.stops[at]:
            last = self.date(at + 1)
            if last > at + 1:
                return last
            if key == "منتصف" and page.key(at + 1) == "الليل":
                return at + 2
        if key in words["day_part_adverbs"] and page.raw(at).rstrip("ًٌٍ") != "مساء":
            return at + 1 if page.raw(at)[-1:] in ("ا", "ً") else at
        if key == "مساء" and "ً" in page.raw(at):
            return at + 1
        return at

    def _clock_rest(self, at: int) -> int:
        page, words = self.page, self.words
        for _ in range(5):
            key = page.key(at)
            if key in words["clock_more"] or key in words["clock_adverbs"]:
                at += 1
            elif key == "من" and page.key(at + 1) in words["day_parts"]:
                last = self.time(at + 1, page.key(at + 1))
                return last if last > at + 1 else at
            elif key in words["day_parts"] and self.date(at + 1) > at + 1:
                return self.date(at + 1)
            elif key and page.raw(at).startswith("و") and page.raw(at)[1:].isdigit():
                at += 1
            else:
                break
        return at

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

    def rank(self, at: int, reading: Reading) -> int:
        """One past an ordinal that stands as a rank, or the token itself."""
        page, words = self.page, self.words
        if page.key(at - 1) == "الساعه":
            return at
        last = self.ordinal(at, reading.key)
        if last > at and reading.key not in words["ordinal_round"]:
            return last
        following = page.key(at + 1)
        if at + 1 >= page.stops[at] or following in words["definite_periods"]:
            following = ""
        if reading.key in words["ordinal_first"] and reading.cut != 1 or (
            reading.key in words["ordinal_first"] and page.raw(at)[0] in "كبلو"
        ):
            return at + 1 if following and following not in ("من", "امس", "بأول", "باول") else at
        if reading.key in words["ordinal_indefinite"]:
            if reading.key == "ثانيه":
                return at + 1 if page.key(at - 1) == "مره" else at
            return at + 1 if following or page.key(at - 1) == "مره" else at
        if _NUMBERED.match(page.raw(at)) and page.key(at - 1).startswith("ال"):
            return at + 1
        return at


def read_times(page: TokenText) -> list[TimeSpan]:
    """Dates, times with the dates in them, and ordinals, in order of start."""
    reader = _TimeReader(page)
    found: list[TimeSpan] = []
    at = 0
    while at < len(page):
        span = _read_at(reader, at)
        if not span:
            if _YEAR.match(page.raw(at)) and page.key(at - 1) in _BEFORE_YEAR and (
                page.stops[at] == at + 1 or page.key(at + 1)[:1] in "وفبل"
            ):
                found.append(TimeSpan(at, at + 1, 0, "DATE"))
            at += 1
            continue
        found.append(span)
        if span.type == "TIME":
            for inner in range(span.first + 1, span.last):
                if reader.date(inner) == span.last:
                    found.append(TimeSpan(inner, span.last, 0, "DATE"))
                    break
        at = span.last
    return found


def _read_at(reader: _TimeReader, at: int) -> TimeSpan | None:
    for kind in ("TIME", "DATE", "ORDINAL"):
        for reading in reader.page.tokens[at].readings:
            if kind == "TIME":
                last = reader.time(at, reading.key)
            elif kind == "DATE":
                last = reader.date(at, reading.key)
                if reading.key == "اليوم" and last == at:
                    last = at + 1
            else:
                last = reader.rank(at, reading)
            if last > at:
                return TimeSpan(at, last, reading.cut, kind)
    return None
