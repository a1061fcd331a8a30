"""Who is named as the speaker: the noun phrase that goes with a cue.

Noun phrases are read word by word, entities in one step, up to a word that cannot belong to one
(a preposition, an adverb of time, a comma, the clause). After the verb first, since that is the
common order, then before it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rawi.baselines.quote_cues import Cue
from rawi.baselines.quote_lexicon import quote_words
from rawi.baselines.quote_page import Page
from rawi.document import Entity, Span

#: entity types that can be (part of) a speaker
SPEAKERS: Final = frozenset({"PERS", "OCC", "ORG", "NORP", "GPE", "WEBSITE", "FAC", "LOC"})
_INSIDE: Final = SPEAKERS | {"PRODUCT", "EVENT", "LAW", "LANGUAGE"}
#: verbs of saying that name the hearer as an object
_TRANSITIVE: Final = frozenset({"أبلغ", "أخبر", "سأل", "خاطب", "طمأن", "اعتبر"})
_GOING_ON: Final = frozenset({"PERS", "NORP"})
_LONGEST: Final = 18


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A noun phrase: its words, and its place without attached particles."""

    first: int
    last: int
    span: Span


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
        for entity in entities:
            first = page.word_at(entity.start)
            last = page.word_at(entity.end - 1) + 1
            if first >= len(page.words) or last <= first:
                continue
            if entity.type in ("DATE", "TIME"):
                self.dates.add(first)
            elif entity.type in _INSIDE:
                if self.longest.get(first, (0, ""))[0] < last:
                    self.longest[first] = (last, entity.type)
                if entity.type in SPEAKERS:
                    self.starts.append(first)
        self.starts.sort()

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
    limit = min(limit, first + _LONGEST, len(page.words))
    at = first
    # Indefinite heads go on with a prepositional phrase: مسؤول في الوزارة.
    head = page.keys[first][cut:] if first < len(page.words) else ""
    indefinite = head in lists.unnamed_heads or head in lists.collective_heads
    joined = False
    while at < limit:
        key = page.keys[at]
        if at in names.longest and (at > first or names.longest[at][0] <= limit):
            if at in cues_at and at == first and names.longest[at][0] == at + 1:
                break
            person = names.longest[at][1] == "PERS"
            at = min(names.longest[at][0], limit)
            if person and not (at in names.longest or page.keys[at : at + 1] == ("و",)):
                # After the name the phrase is complete, unless another name is joined to it.
                if at >= limit or not (
                    page.keys[at][0] == "و" and _joined(page, names, at)
                ):
                    break
            if subject and (at not in names.longest or names.longest[at][1] not in _GOING_ON):
                break
            continue
        if subject and at > first and key.startswith("ال") and not key.endswith(("ي", "يه")):
            break
        if key in ("ب", "ل", "ك", "وب", "ول"):
            break
        if not key or not (key[0].isalnum() or key[0] == "_"):
            if page.is_mark(at) and at > first and page.pair_of[at] >= 0:
                pair = page.pairs[page.pair_of[at]]
                after = page.word_at(pair.end)
                if pair.start == page.words[at][0] and after - at <= 8 and after <= limit:
                    at = after
                    continue
            break
        if at in names.dates or "\u064b" in page.raw(at):
            break
        if at in cues_at and cues_at[at].kind != "noun" and not _nominal(page, at, first):
            break
        stop = key in lists.source_stops or (
            key[0] == "و" and len(key) > 2 and key[1:] in lists.source_stops
        )
        particle = key.startswith(("بال", "لل", "لوكال", "لقنا", "لصحيف")) and len(key) > 4
        if stop or (particle and at > first):
            # عضو في …، نواب من …; the Secretary-General *of* (للأمم) is part of a title.
            title = key.startswith("لل") and page.keys[at - 1].startswith("ال") and at > first
            if title and key not in ("للصحفيين", "للصحافيين", "للاعلام"):
                at += 1
                continue
            near = at - first <= 3 or joined
            if indefinite and at > first and near and (
                (key in lists.joining_prepositions and at + 1 < limit) or particle
            ):
                joined = True
                at += 1 if particle else 2
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


def after_cue(
    page: Page, names: Names, cue: Cue, limit: int, cues_at: dict[int, Cue]
) -> NounPhrase | None:
    """The noun phrase after a verb, a preposition or a noun like قول."""
    lists = quote_words()
    at = cue.after
    cut = 0
    if cue.kind == "preposition":
        cut = _attached_lam(page, cue, at)
        return noun_phrase(page, names, at, limit, cues_at, cut)
    for _ in range(4):
        if at >= limit:
            return None
        key = page.keys[at]
        if at in names.longest and not (key.startswith("ل") and _audience(key)):
            break
        if key in ("له", "لها", "لهم", "لنا", "لي", "لل", "ايضا", "امس", "اليوم", "لاحقا") or (
            at in names.dates or (key in lists.source_stops and key.startswith("ال"))
        ):
            at += 1
            while at < limit and key in ("اليوم",) and page.keys[at] in lists.source_stops:
                at += 1
        elif key.startswith("ل") and _audience(key):
            at += 1
            if key[1:] in lists.media_heads or key == "ل":
                at = names.longest.get(at, (at + 1, ""))[0]
        elif key in ("في", "من", "خلال") and at + 2 < limit:
            after = names.longest.get(at + 1, (at + 2, ""))[0]
            if after >= limit or not _head(page, names, after):
                return None
            at = after
        else:
            break
    if at >= limit:
        return None
    if page.keys[at] in lists.source_stops and at not in names.longest:
        return None
    transitive = cue.form is not None and (
        cue.form.lemma.frame in ("act", "words", "describe") or cue.form.lemma.name in _TRANSITIVE
    )
    return noun_phrase(page, names, at, limit, cues_at, subject=transitive)


def before_cue(
    page: Page, names: Names, cue: Cue, cues_at: dict[int, Cue]
) -> NounPhrase | None:
    """The noun phrase before a verb: الوزير قال، وكانت الوزارة قد أعلنت، مسؤول قال."""
    lists = quote_words()
    if cue.coordinated or cue.kind not in ("verb",):
        return None
    sentence, _ = page.sentence(cue.first)
    stop = cue.first
    while stop > sentence and page.keys[stop - 1] in lists.auxiliaries:
        stop -= 1
    if stop <= sentence:
        return None
    relative = page.keys[stop - 1] in lists.relatives
    if relative:
        return _run_before(page, names, stop - 1, sentence, cues_at)
    begin = stop
    while begin > sentence and stop - begin < _LONGEST:
        key = page.keys[begin - 1]
        if key in lists.clause_openers and (begin - 1) not in names.longest:
            break
        if key in ("،", ":", "؛", ",", "–", "—") or page.is_mark(begin - 1):
            break
        begin -= 1
    if begin < stop:
        cut = _conjunction(page, names, begin)
        if page.keys[begin][cut:] in ("كان", "كانت", "كانوا"):
            begin += 1
            cut = 0
        if begin < stop and _head(page, names, begin, cut):
            found = noun_phrase(page, names, begin, stop, cues_at, cut)
            if found is not None and found.last >= stop:
                return found
    # الوزير، في حديث إلى …، قال إنّ
    cut = _conjunction(page, names, sentence)
    if sentence in names.longest or _head(page, names, sentence, cut):
        found = noun_phrase(page, names, sentence, stop, cues_at, cut)
        if found is not None and found.last < stop and page.keys[found.last] in ("،", ","):
            between = any(
                word in cues_at and cues_at[word].kind == "verb"
                for word in range(found.last, min(stop, found.last + 40))
            )
            if not between and stop - found.last < 25 and page.keys[stop - 1] in ("،", ","):
                return found
    return None


def _run_before(
    page: Page, names: Names, stop: int, sentence: int, cues_at: dict[int, Cue]
) -> NounPhrase | None:
    """The phrase before a relative pronoun: the last run of definite words and names."""
    begin = stop
    for start in range(max(sentence, stop - 10), stop):
        if start in names.longest or _head(page, names, start):
            found = noun_phrase(page, names, start, stop, cues_at)
            if found is not None and found.last == stop:
                return found
    while begin > sentence and stop - begin < 4 and page.keys[begin - 1].startswith("ال"):
        begin -= 1
    if begin == stop:
        return None
    return NounPhrase(begin, stop, Span(page.words[begin][0], page.words[stop - 1][1]))


def _head(page: Page, names: Names, word: int, cut: int = 0) -> bool:
    """Whether a noun phrase can begin here: an entity, a definite word or a known head."""
    lists = quote_words()
    if word >= len(page.words):
        return False
    if word in names.longest:
        return True
    key = page.keys[word][cut:]
    return (
        (key.startswith("ال") and len(key) > 3 and key not in lists.source_stops)
        or key in lists.unnamed_heads
        or key in lists.collective_heads
        or key in lists.organization_heads
        or key in lists.documents
    )


def _conjunction(page: Page, names: Names, word: int) -> int:
    """1 if و or ف is attached to a word that could begin a noun phrase without it."""
    key = page.keys[word]
    if key[:1] not in ("و", "ف") or len(key) < 4:
        return 0
    lists = quote_words()
    rest = key[1:]
    known = (
        rest.startswith("ال")
        or rest in lists.unnamed_heads
        or rest in lists.collective_heads
        or rest in lists.organization_heads
        or rest in lists.documents
        or rest in ("كان", "كانت", "كانوا")
    )
    whole = key in lists.unnamed_heads or key in lists.organization_heads
    return int(known and not whole)


def _attached_lam(page: Page, cue: Cue, word: int) -> int:
    """Characters of ل that وفقاً needs, attached to the word after it."""
    if word >= len(page.words):
        return 0
    text = page.text[cue.span.start : cue.span.end]
    key = page.keys[word]
    if key.startswith("ل") and text.endswith(("ا", "ً", "اً")) and len(key) > 2:
        return 1
    return 0


def _audience(key: str) -> bool:
    """Whether a word with ل is one to whom words are said (للصحفيين، لوكالة)."""
    lists = quote_words()
    return (
        key == "ل"
        or key.startswith("لل")
        or key[1:] in lists.media_heads
        or key[1:] in ("بي", "سي", "cnn", "bbc")
    )


def _joined(page: Page, names: Names, word: int) -> bool:
    """Whether و joins another speaker to a phrase."""
    return word in names.longest or page.keys[word][1:] in quote_words().unnamed_heads


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
    key = page.keys[word][cut:]
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
