"""Names that begin with a noun, offices among them, from the end of a text to its start.

وزارة الخارجية الفرنسية, مطار بيروت, رئيس مجلس إدارة شركة النورس: a head, then its complement in
construct state, adjectives, a second complement joined by و or ل. The text is read from its end to its
start, so that a complement that is a name with a head of its own has been read already.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

from rawi.baselines.entity_bodies import BodyReader
from rawi.baselines.entity_lists import Title, TitleClass, foreignness, spellings, word_set
from rawi.baselines.lexicon import Match, TokenText
from rawi.text import Offsets, bare

_NUMBER = re.compile(r"[0-9٠-٩][0-9٠-٩./]*\Z")
_MINISTRY = word_set("ministries")
_PORTFOLIO = word_set("ministry_portfolios")
# Adjectives before they are professions: بيان صحفي is no journalist
_ALSO_ADJECTIVES = word_set("also_adjectives")
# Particles that fold onto a title (إمام، والي)
_SPELLED_OTHERWISE = spellings("particles_like_heads")
_PARTICIPLES = word_set("participles")
_FROM = word_set("before_participles")
# Offices are given with ل too: انتخب رئيسا للجمهورية
_OFFICE_OF = word_set("office_of")
_COUNTING = word_set("counting")
_CABINET = word_set("cabinet")
_FLAT_OFFICE = word_set("flat_office")
LONGEST_HEADED = 14


def bare_of(key: str) -> str:
    """A folded word without its article."""
    return key.removeprefix("ال")


@dataclass(frozen=True, slots=True)
class Headed:
    """A name that begins with a noun: tokens ``[first, last)``, ``cut`` characters into the first."""

    first: int
    last: int
    cut: int
    type: str

    def offsets(self, page: TokenText) -> Offsets:
        """Where it stands in the raw text."""
        return page.tokens[self.first].start + self.cut, page.tokens[self.last - 1].end


class HeadReader(BodyReader):
    """Reads all names of one text that begin with a noun."""

    def read(self) -> list[Headed]:
        """All headed names, in order of start."""
        found: list[Headed] = []
        for at in range(len(self._page) - 1, -1, -1):
            spans = self._read_at(at)
            for span in spans:
                if span.cut == 0 and span.last > self._headed.get(at, (0, ""))[0]:
                    self._headed[at] = (span.last, span.type)
            found += spans
        found.reverse()
        return found

    def _read_at(self, at: int) -> list[Headed]:
        spans = []
        title = self._lists.titles.match(self._page, at)
        if title:
            last = self._title(title)
            if last:
                spans.append(Headed(at, last, title.cut, "OCC"))
        head = self._lists.heads.match(self._page, at)
        if head and bare(self._page.raw(at)) in _SPELLED_OTHERWISE:
            head = None
        if head and self._page.tokens[at].key in _PORTFOLIO and self._in_ministry(at):
            head = None
        if head and not any(value.type == "NONE" for value in head.values):
            longest: Headed | None = None
            for value in head.values:
                first, last = self._head(head, value)
                if last and (longest is None or last > longest.last):
                    cut = head.cut if first == at else 0
                    longest = Headed(first, last, cut, value.type)
            if longest:
                spans.append(longest)
        return spans

    def _in_ministry(self, at: int) -> bool:
        """Whether وزارة or وزير stands right before: خارجية is then no body by itself."""
        before = self._page.tokens[at - 1].readings if at else ()
        return any(reading.key in _MINISTRY for reading in before)

    def _title(self, match: Match[Title]) -> int:
        """One past the last token of an office; 0 where the word is none."""
        page = self._page
        at, stop = match.last, min(page.stops[match.first], match.first + LONGEST_HEADED)
        values = match.values
        if any(value.kind in ("person", "honorific") for value in values) and not any(
            value.kind in ("office", "profession", "rank") for value in values
        ):
            return 0
        kinds = {value.kind for value in values}
        if bare(page.raw(match.first)) in _SPELLED_OTHERWISE:
            return 0
        if (
            self._is_adjective(match)
            or self._is_participle(match)
            or (
                bare_of(page.key(match.first)) == "وزراء"
                and set(self._keys(match.first - 1)) & _CABINET
            )
        ):
            return 0
        definite = any(value.definite for value in values)
        bare_key = page.key(match.first)
        if _NUMBER.match(page.raw(match.first - 1)) or bool(
            _COUNTING & set(self._keys(match.first - 1))
        ):
            return 0
        if definite:
            last = self._title_adjectives(at, stop)
            return self._holder_of(last, stop)
        construct_only = all(value.construct for value in values)
        last = self._office_complement(at, stop, kinds)
        if last == at:
            indefinite_adjectives = self._indefinite_adjectives(at, stop)
            if construct_only or bare_key in (
                "عضو",
                "اعضاء",
                "امين",
                "ملك",
                "امام",
                "قائد",
                "حكم",
                "عالم",
            ):
                return 0
            if "rank" in kinds and "office" not in kinds and "profession" not in kinds:
                return 0
            return self._holder_of(max(indefinite_adjectives, at), stop)
        several = any(value.several for value in values)
        if several and last < stop and page.key(last).startswith("و"):
            joined = self._lists.names.match(page, last)
            if joined and joined.cut == 1 and any(v.type == "GPE" for v in joined.values):
                last = joined.last
        last = self._coordinated(last, stop)
        last = self._title_adjectives(last, stop)
        return self._holder_of(last, stop)

    def _is_participle(self, match: Match[Title]) -> bool:
        """من المقرر، من المنتج: no office."""
        return self._page.key(match.first) in _PARTICIPLES and (
            self._page.key(match.first - 1) in _FROM
        )

    def _is_adjective(self, match: Match[Title]) -> bool:
        """Whether a word like صحفي belongs to the noun before it."""
        page, before = self._page, match.first - 1
        key = page.key(match.first)
        if match.cut or bare_of(key) not in _ALSO_ADJECTIVES:
            return False
        if before < 0 or page.stops[before] <= match.first:
            return False
        words = self._lists.words
        return not (page.key(before) in words.function or page.key(before) in words.speech)

    def _office_complement(self, at: int, stop: int, kinds: Set[TitleClass]) -> int:
        page, words = self._page, self._lists.words
        if at >= stop or at in self._people:
            return at
        key = page.key(at)
        if at in self._headed and self._headed[at][0] <= stop:
            return self._headed[at][0]
        if at in self._known and self._known[at][1] in ("GPE", "ORG", "LOC", "FAC", "EVENT", "LAW"):
            return self._known[at][0]
        if key in words.function or key in words.speech or at in self._dates:
            return at
        if key.startswith("ال") and len(key) > 3:
            return at + 1 if kinds & {"office", "profession"} else at
        if key in ("عام", "تنفيذي", "اول") and at + 1 < stop:
            return max(self._office_complement(at + 1, stop, kinds), at + 1)
        if "office" in kinds:
            last, _ = self._complement(at, stop, "OCC")
            if last > at and not (last == at + 1 and foreignness(key) > 2):
                return last
        return at

    def _title_adjectives(self, at: int, stop: int) -> int:
        words = self._lists.words
        while at < stop:
            key = self._page.key(at)
            if not key.startswith("ال"):
                break
            people = key in self._lists.people_adjectives
            if (
                not people
                and key not in words.title_adjectives
                and key not in words.naming_adjectives
            ):
                break
            if at + 1 < stop and self._page.key(at + 1) == "الجنوبي" and people:
                at += 1
            at += 1
        return at

    def _indefinite_adjectives(self, at: int, stop: int) -> int:
        while at < stop and self._page.key(at) in self._lists.people_adjectives:
            if self._page.key(at).startswith("ال"):
                break
            at += 1
            if self._page.key(at) in ("شمالي", "جنوبي", "شماليه", "جنوبيه") and at < stop:
                at += 1
        return at

    def _holder_of(self, at: int, stop: int) -> int:
        """One past باسم الشرطة or للاتحاد after an office."""
        if at >= stop:
            return at
        key = self._page.key(at)
        if key in _FLAT_OFFICE:
            last, _ = self._complement(at + 1, stop, "OCC")
            if last > at + 1:
                return self._adjectives(last, stop, None)
            return at
        if key in _OFFICE_OF:
            return self._adjectives(at + 1, stop, None)
        if key.startswith("ل") and not self._lists.titles.of_key(key):
            match = self._lists.names.match(self._page, at)
            if match and match.cut == 1 and any(v.type in ("GPE", "ORG") for v in match.values):
                return match.last
            head = self._lists.heads.match(self._page, at)
            if head and head.cut == 1:
                for value in head.values:
                    first, last = self._head(head, value)
                    if last and first == at:
                        return last
        return at
