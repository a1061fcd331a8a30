"""Dates, times of day and ordinals of a text, each read where it begins.

Spans are half-open token ranges with the characters cut off the first token.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rawi.baselines.entity_dates import DAY, YEAR, DateReader
from rawi.baselines.entity_lists import word_set
from rawi.baselines.lexicon import Reading, TokenText, is_word
from rawi.text import Offsets

_CLOCK = re.compile(r"[0-2٠-٢]?[0-9٠-٩][:.٫][0-5٠-٥][0-9٠-٩]\Z")
_NUMBERED = re.compile("(?:ال)(ـ*)[0-9٠-٩]{1,3}\\Z")
_BEFORE_YEAR = word_set("before_year")


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


class TimeReader(DateReader):
    """Reads times of day and ranks too."""

    def time(self, at: int, key: str) -> int:
        """One past the last token of a time of day, or the token itself."""
        page, words = self.page, self.words
        if key == "الساعه":
            last = at + 1
            if _CLOCK.match(page.raw(last)) or DAY.match(page.raw(last)):
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
        if (reading.key in words["ordinal_first"] and reading.cut != 1) or (
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
    reader = TimeReader(page)
    found: list[TimeSpan] = []
    at = 0
    while at < len(page):
        span = _read_at(reader, at)
        if not span:
            if (
                YEAR.match(page.raw(at))
                and page.key(at - 1) in _BEFORE_YEAR
                and (page.stops[at] == at + 1 or page.key(at + 1)[:1] in "وفبل")
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


def _read_at(reader: TimeReader, at: int) -> TimeSpan | None:
    if not is_word(reader.page.tokens[at]):
        return None
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
