"""Where the speaker stands: after the verb, which is the common order, or before it."""

from __future__ import annotations

from typing import Final

from rawi.baselines.quote_cues import Cue
from rawi.baselines.quote_lexicon import bare_head, quote_words
from rawi.baselines.quote_page import Page
from rawi.baselines.quote_sources import (
    LONGEST_PHRASE,
    Names,
    NounPhrase,
    noun_phrase,
)
from rawi.document import Span

#: verbs of saying that name the hearer as an object
_TRANSITIVE: Final = frozenset({"أبلغ", "أخبر", "سأل", "خاطب", "طمأن", "اعتبر"})


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
            at in names.dates
            or (
                key.startswith("ال")
                and (
                    key in lists.source_stops
                    or (at > cue.after and key in lists.calendar_adjectives)
                )
            )
        ):
            at += 1
            while at < limit and key in ("اليوم",) and page.keys[at] in lists.source_stops:
                at += 1
        elif key.startswith("ل") and _audience(key):
            whole = at in names.longest
            at = names.longest.get(at, (at + 1, ""))[0]
            if at < limit and page.is_mark(at):
                # ل«الأفق»: the paper in its marks
                at = max(at + 1, page.word_at(page.pairs[page.pair_of[at]].end))
            elif not whole and key != "لرويترز" and (key[1:] in lists.media_heads or key == "ل"):
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


def before_cue(page: Page, names: Names, cue: Cue, cues_at: dict[int, Cue]) -> NounPhrase | None:
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
    pronoun = _pronoun_before(page, stop)
    if pronoun is not None:
        return pronoun
    relative = page.keys[stop - 1] in lists.relatives
    if relative:
        return _run_before(page, names, stop - 1, sentence, cues_at)
    begin = stop
    while begin > sentence and stop - begin < LONGEST_PHRASE:
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
    # الوزير، في حديث إلى …، قال إنّ; غير أن مصدرا، طلب كذا، قال إنّ
    while sentence < stop - 2 and page.keys[sentence].lstrip("وف") in lists.clause_openers:
        sentence += 1
    cut = _conjunction(page, names, sentence)
    if sentence in names.longest or _head(page, names, sentence, cut):
        found = noun_phrase(page, names, sentence, stop, cues_at, cut)
        if found is not None and found.last < stop and page.keys[found.last] in ("،", ","):
            between = any(
                word in cues_at and cues_at[word].kind == "verb" and not _aside(page, word)
                for word in range(found.last, min(stop, found.last + 40))
            )
            if not between and stop - found.last < 25 and page.keys[stop - 1] in ("،", ","):
                return found
    return None


def _aside(page: Page, word: int) -> bool:
    """Whether a verb belongs to a remark on the speaker: طلب عدم الكشف عن هويته."""
    return any(
        key in ("عدم", "هويته", "هويتها", "اسمه", "اسمها") for key in page.keys[word - 1 : word + 5]
    )


def _pronoun_before(page: Page, stop: int) -> NounPhrase | None:
    """هو or هي right before a verb: a source that stands for somebody named before."""
    key = page.keys[stop - 1]
    cut = int(key[:1] == "و")
    if key[cut:] not in quote_words().pronouns or (cut and len(key) == 2):
        return None
    start, end = page.words[stop - 1]
    return NounPhrase(stop - 1, stop, Span(start + cut, end), pronoun=True)


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


def _head(page: Page, names: Names, word: int, cut: int = 0) -> bool:
    """Whether a noun phrase can begin here: an entity, a definite word or a known head."""
    lists = quote_words()
    if word >= len(page.words):
        return False
    if word in names.longest:
        return True
    key = bare_head(page.keys[word][cut:])
    return (
        (key.startswith("ال") and len(key) > 3 and key not in lists.source_stops)
        or key in lists.unnamed_heads
        or key in lists.collective_heads
        or key in lists.organization_heads
        or key in lists.documents
    )
