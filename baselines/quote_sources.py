"""Who is named as the speaker: the noun phrase that goes with a cue.

Noun phrases are read word by word, entities in one step, up to a word that cannot belong to one
(a preposition, an adverb of time, a comma, the clause).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rawi.baselines.quote_cues import Cue
from rawi.baselines.quote_lexicon import bare_head, quote_words
from rawi.baselines.quote_page import Page
from rawi.document import Entity, Span

#: entity types that can be (part of) a speaker
SPEAKERS: Final = frozenset({"PERS", "OCC", "ORG", "NORP", "GPE", "WEBSITE", "FAC", "LOC"})
_INSIDE: Final = SPEAKERS | {"PRODUCT", "EVENT", "LAW", "LANGUAGE"}
_GOING_ON: Final = frozenset({"PERS", "NORP"})
_OCCASIONS: Final = ("حديث", "مؤتمر", "تصريح", "بيان", "مقابل", "كلمه", "خطاب", "اتصال", "لقاء")
#: words a noun phrase may have
LONGEST_PHRASE: Final = 18
#: an entity of more words than this is a mistake, and is passed over
LONGEST_NAME: Final = 30


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A noun phrase: its words, and its place without attached particles."""

    first: int
    last: int
    span: Span
    #: a pronoun that is a word of its own (هو), and stands for somebody named before
    pronoun: bool = False


class Names:
    """The entities of a text by the word they start in.

    Args:
        page: the text.
        entities: whatever the entity system found, in any order.
    """

    def __init__(self, page: Page, entities: Sequence[Entity]) -> None:
        self._page = page
        self.longest: dict[int, tuple[int, str]] = {}
        self.starts: list[int] = []
        self.dates: set[int] = set()
        self._people: list[int] = []
        for entity in entities:
            first = page.word_at(entity.start)
            last = page.word_at(entity.end - 1) + 1
            if first >= len(page.words) or not first < last <= first + LONGEST_NAME:
                continue
            if entity.type in ("DATE", "TIME"):
                self.dates.add(first)
            elif entity.type in _INSIDE:
                if self.longest.get(first, (0, ""))[0] < last:
                    self.longest[first] = (last, entity.type)
                if entity.type in SPEAKERS:
                    self.starts.append(first)
                if entity.type == "PERS":
                    self._people.append(first)
        self.starts.sort()
        self._people.sort()

    def person_in(self, first: int, stop: int) -> bool:
        """Whether the name of a person begins in a range of words."""
        at = bisect_left(self._people, first)
        return at < len(self._people) and self._people[at] < stop

    def first_between(self, start: int, stop: int) -> int | None:
        """First word in a range that a possible speaker starts in and that is not in marks."""
        at = bisect_left(self.starts, start)
        while at < len(self.starts) and self.starts[at] < stop:
            if not self._page.quoted(self.starts[at]):
                return self.starts[at]
            at += 1
            if at > bisect_left(self.starts, start) + 40:
                break
        return None


def noun_phrase(
    page: Page,
    names: Names,
    first: int,
    limit: int,
    cues_at: dict[int, Cue],
    cut: int = 0,
    subject: bool = False,
) -> NounPhrase | None:
    """The noun phrase that begins at a word, up to ``limit`` at most.

    Args:
        page: the text.
        names: its entities.
        first: the first word.
        limit: one past the last word that may belong to it.
        cues_at: every cue by its first word; a verb ends a noun phrase.
        cut: characters of the first word that do not belong to it (لـ، عن).
        subject: whether an object may follow, so that the phrase ends with the first complete one.
    """
    lists = quote_words()
    limit = min(limit, first + LONGEST_PHRASE, len(page.words))
    at = first
    # Indefinite heads go on with a prepositional phrase: مسؤول في الوزارة.
    head = page.keys[first][cut:] if first < len(page.words) else ""
    accusative = bare_head(head) != head
    indefinite = bare_head(head) in lists.unnamed_heads or head in lists.collective_heads
    # الهيئة صحة: a body with the article takes no complement without one
    closed = head.startswith("ال") and (
        head[2:] in lists.organization_heads or head[2:] in lists.documents
    )
    joined = False
    while at < limit:
        key = page.keys[at]
        if at in names.longest and (at > first or names.longest[at][0] <= limit):
            if at in cues_at and at == first and names.longest[at][0] == at + 1:
                break
            person = names.longest[at][1] == "PERS"
            at = min(names.longest[at][0], limit)
            # After the name the phrase is complete, unless another name is joined to it.
            if person and (at >= limit or not _joined(page, names, at)):
                break
            if subject and (at not in names.longest or names.longest[at][1] not in _GOING_ON):
                break
            continue
        issued = key == "عن" and page.keys[at - 1] in ("الصادر", "الصادره")
        if closed and at > first and not issued and not key.startswith(("ال", "ل", "وال")):
            break
        if subject and at > first and key.startswith("ال") and not key.endswith(("ي", "يه")):
            break
        if key in ("ب", "ل", "ك", "وب", "ول") or key in lists.complementizers:
            break
        if key[0] == "ب" and key[1:] in lists.complementizers:
            break
        if not key or not (key[0].isalnum() or key[0] == "_"):
            if page.is_mark(at) and at > first and page.pair_of[at] >= 0:
                pair = page.pairs[page.pair_of[at]]
                after = page.word_at(pair.end)
                if pair.start == page.words[at][0] and after - at <= 8 and after <= limit:
                    at = after
                    continue
            break
        if at in names.dates or ("\u064b" in page.raw(at) and not accusative):
            break
        if (
            key == "العام"
            and page.keys[at + 1 : at + 2]
            and (page.keys[at + 1] in lists.calendar_adjectives)
        ):
            break
        if at in cues_at and cues_at[at].kind != "noun" and not _nominal(page, at, first):
            break
        stop = key in lists.source_stops or (
            key[0] == "و" and len(key) > 2 and key[1:] in lists.source_stops
        )
        particle = key.startswith(("بال", "لل", "لوكال", "لقنا", "لصحيف")) and len(key) > 4
        if stop or (particle and at > first):
            # عضو في …، نواب من …; the Secretary-General *of* (للأمم) is part of a title.
            if issued and at > first:
                # البيان الصادر عن الهيئة
                at += 1
                continue
            title = key.startswith("لل") and page.keys[at - 1].startswith("ال") and at > first
            if title and key not in ("للصحفيين", "للصحافيين", "للاعلام"):
                at += 1
                continue
            near = at - first <= 3 or joined
            if (
                indefinite
                and at > first
                and near
                and ((key in lists.joining_prepositions and at + 1 < limit) or particle)
                and not (at + 1 < limit and is_occasion(page.keys[at + 1]))
            ):
                joined = True
                at += 1 if particle else 2
                continue
            named = _name_behind(page, names, at, limit, cues_at) if at > first else None
            if named is not None and key in ("في", "ب"):
                # القيادي في الحركة سالم حداد
                at = named
                continue
            break
        if key in ("وهو", "وهي", "وهم", "والذي", "والتي"):
            break
        at += 1
    at = min(at, limit)
    if at <= first:
        return None
    start = page.words[first][0] + cut
    end = page.words[at - 1][1]
    return NounPhrase(first, at, Span(start, end)) if start < end else None


def is_occasion(key: str) -> bool:
    """Whether a noun is the occasion of speaking, and so of no title: في حديث، في مؤتمر صحافي."""
    return key.startswith(_OCCASIONS)


def _name_behind(
    page: Page, names: Names, word: int, limit: int, cues_at: dict[int, Cue]
) -> int | None:
    """Where the name of a person begins behind في and a body: القيادي في الحركة سالم حداد."""
    if word + 1 >= limit or (word + 1) in names.dates:
        return None
    at = names.longest.get(word + 1, (word + 2, ""))[0]
    for begin in range(at, min(at + 2, limit)):
        if begin in names.longest and names.longest[begin][1] == "PERS":
            return begin
        key = page.keys[begin]
        if begin in cues_at or not key.startswith("ال"):
            return None
    return None


def _joined(page: Page, names: Names, word: int) -> bool:
    """Whether another speaker follows in a phrase, by itself or behind و."""
    key = page.keys[word]
    return (
        word in names.longest
        or key == "و"
        or (key[0] == "و" and key[1:] in quote_words().unnamed_heads)
    )


def _nominal(page: Page, word: int, first: int) -> bool:
    """Whether a word that looks like a cue is a noun here, by the word before it."""
    key = page.keys[word]
    lists = quote_words()
    return word > first and key in lists.homographs and not page.keys[word - 1].startswith("ال")


def can_speak(page: Page, names: Names, word: int, cut: int = 0) -> bool:
    """Whether a noun phrase that begins at a word is of somebody who can be quoted."""
    lists = quote_words()
    if word >= len(page.words):
        return False
    if word in names.longest and names.longest[word][1] in SPEAKERS:
        return True
    key = bare_head(page.keys[word][cut:])
    for head in (key, key[2:] if key.startswith("ال") else key, key[1:] if cut else key):
        if (
            head in lists.unnamed_heads
            or head in lists.collective_heads
            or head in lists.organization_heads
            or head in lists.documents
            or head in lists.media_heads
            or head in lists.name_openers
        ):
            return True
    return False
