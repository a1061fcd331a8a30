"""What follows the noun a name begins with: complements, adjectives, second complements.

وزارة [الخارجية] [الفرنسية], هيئة [مكافحة الفساد], المنظمة [الدولية] [للهجرة]: each step says where
such a part ends. Every one looks at a bounded number of words.
"""

from __future__ import annotations

import re

from rawi.baselines.entity_lists import Head, Lists, Title, foreignness, word_set
from rawi.baselines.lexicon import Match, TokenText

_PLURAL_FEMININE = word_set("plural_feminine")
_TAKES_PERSON = frozenset({"FAC", "ORG"})
_RULERS = word_set("rulers")
_NUMBER = re.compile(r"[0-9٠-٩][0-9٠-٩./]*\Z")
_ACTIVITIES = word_set("activities")


class ComplementReader:
    """Reads complements in one text.

    Args:
        page: the text.
        lists: the lists.
        known: for a token, one past the last of the listed name that begins there uncut, and its type.
        people: for a token, one past the last of the personal name that begins there uncut.
        dates: for a token, one past the last of the date that begins there.
        ordinals: the same for ordinals.
    """

    def __init__(
        self,
        page: TokenText,
        lists: Lists,
        known: dict[int, tuple[int, str]],
        people: dict[int, int],
        dates: dict[int, int],
        ordinals: dict[int, int],
    ) -> None:
        self._page, self._lists = page, lists
        self._known, self._people, self._dates = known, people, dates
        self._ordinals = ordinals
        self._headed: dict[int, tuple[int, str]] = {}

    def _town(self, at: int) -> int:
        if at >= len(self._page):
            return 0
        match = self._lists.names.match(self._page, at, particles=False)
        return match.last if match and any(value.type == "GPE" for value in match.values) else 0

    def _quoted(self, at: int) -> tuple[int, int] | None:
        """Up to five words in quotation marks right after the head."""
        page = self._page
        if page.raw(at) not in ('"', "«", "“"):
            return None
        for end in range(at + 2, min(at + 7, len(page))):
            if page.raw(end) in ('"', "»", "”"):
                return at + 1, end
        return None

    def _complement(self, at: int, stop: int, kind: str) -> tuple[int, bool]:
        """One past the complement that begins at a token, and whether it is a proper name."""
        page, words = self._page, self._lists.words
        if at >= stop:
            return at, False
        for spans in (self._headed, self._known):
            if at in spans and spans[at][1] not in ("NORP", "OCC") and spans[at][0] <= stop:
                return spans[at][0], True
        key = page.key(at)
        if kind in _TAKES_PERSON and key in _RULERS and at + 1 in self._people:
            return self._people[at + 1], True
        if kind in ("FAC", "PRODUCT", "EVENT") and at in self._people:
            return self._people[at], True
        if at in self._dates or at in self._people:
            return at, False
        if key in words.complement_stop or key in words.function or not key[:1].isalpha():
            return at, False
        if key.startswith("ال") and len(key) > 3:
            return at + 1, False
        town = self._town(at) if kind in ("FAC", "GPE", "ORG") else 0
        if town:
            return town, True
        run = self._foreign_run(at, stop)
        if run > at:
            return run, True
        if key in words.common_indefinites or key in words.speech or kind in ("LOC", "GPE"):
            return at, False
        # one or two indefinite nouns on the way to a definite one: هيئة مكافحة الفساد
        for width in (1, 2):
            after = at + width
            if after >= stop or page.key(after - 1) in words.function:
                break
            if kind != "OCC" and self._lists.titles.of_key(page.key(after - 1)):
                break
            if after in self._known and self._known[after][1] in ("GPE", "LOC", "ORG"):
                return self._known[after][0], True
            if after in self._headed and self._headed[after][1] in ("GPE", "LOC", "ORG"):
                return self._headed[after][0], True
            following = page.key(after)
            if following in words.complement_stop or after in self._dates:
                break
            if following.startswith("ال") and len(following) > 3:
                if following in self._lists.people_adjectives:
                    break
                return after + 1, False
        return at, False

    def _foreign_run(self, at: int, stop: int) -> int:
        """One past the words from a token on that look like a name of another language."""
        words = self._lists.words
        begin = at
        while at < stop and at < begin + 4:
            key, raw = self._page.key(at), self._page.raw(at)
            if key in words.common_indefinites or key in words.function or key in words.speech:
                break
            if key in self._lists.people_adjectives or self._lists.titles.of_key(key):
                break
            if at in self._dates or (key.startswith("ال") and not raw.isascii()):
                break
            latin = raw.isascii() and raw[:1].isalpha()
            number = at > begin and _NUMBER.match(raw) is not None
            if not (latin or number or foreignness(key) > (2.0 if at == begin else 2.5)):
                break
            if at > begin and raw[0] in "وبل" and self._lists.names.match(self._page, at):
                break
            at += 1
        return at

    def _feminine(self, match: Match[Head] | Match[Title]) -> bool:
        key = self._page.tokens[match.first].key
        return key.endswith(("ه", "ات")) or key.removeprefix("ال") in _PLURAL_FEMININE

    def _adjectives(self, at: int, stop: int, feminine: bool | None) -> int:
        """One past the naming adjectives from a token on; peoples' must agree in gender."""
        words = self._lists.words
        while at < stop:
            key = self._page.key(at)
            is_feminine = key.endswith("ه")
            people = key in self._lists.people_adjectives and key.startswith("ال")
            if not people and key not in words.naming_adjectives:
                break
            if feminine is not None and people and is_feminine != feminine:
                break
            if at in self._people and not people:
                break
            at += 1
        return at

    def _naming(self, at: int, stop: int) -> int:
        """One past the adjectives that name and are none of a people."""
        words, people = self._lists.words, self._lists.people_adjectives
        while (
            at < stop
            and (key := self._page.key(at)) in words.naming_adjectives
            and key not in people
        ):
            at += 1
        return at

    def _relation(self, at: int, stop: int) -> int:
        """One past an adjective in ية after a definite complement (مركز الدراسات الاستراتيجية)."""
        if at >= stop or at in self._dates or at in self._known:
            return at
        key = self._page.key(at)
        words = self._lists.words
        if not key.startswith("ال") or not key.endswith("يه") or len(key) < 8:
            return at
        if key in words.complement_stop or key in words.portfolios:
            return at
        return self._adjectives(at + 1, stop, None)

    def _coordinated(self, at: int, stop: int) -> int:
        """One past والتعليم، والتنمية after a complement."""
        while at < stop:
            key = self._page.key(at)
            if key.startswith("وال") and key[1:] in self._lists.words.portfolios:
                at += 1
                if self._page.key(at) in ("العلمي", "العالي", "المستدامه", "الدولي", "الاجتماعي"):
                    at += at < stop
                continue
            if key in ("العالي", "الاجتماعيه", "العلمي", "العاليه", "المستدامه") and at < stop:
                at += 1
                continue
            break
        return at

    def _purpose(self, at: int, stop: int, *, listed: bool = False) -> int:
        """One past a second complement joined by ل (المنظمة الدولية للهجرة)."""
        if at >= stop:
            return at
        raw, key = self._page.raw(at), self._page.key(at)
        if not key.startswith("لل") or len(key) < 5 or (listed and key not in _ACTIVITIES):
            if not listed and key.startswith("ل") and at + 1 < stop:
                match = self._lists.names.match(self._page, at)
                if match and match.cut == 1 and any(v.type in ("GPE", "ORG") for v in match.values):
                    return match.last
                if key in ("لمكافحه", "لحقوق", "لشوون", "لتنميه", "لحمايه", "لكره"):
                    return at + 2
            return at
        match = self._lists.names.match(self._page, at)
        if match and match.cut and raw[0] == "ل":
            return match.last
        return self._coordinated(self._adjectives(at + 1, stop, None), stop)

    def _keys(self, at: int) -> tuple[str, ...]:
        if at < 0:
            return ()
        return tuple(reading.key for reading in self._page.tokens[at].readings)
