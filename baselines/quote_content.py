"""What a cue introduces: a clause behind أنّ/إنّ, words in marks, or words after a colon.

Found in two steps. :func:`find_content` looks from a cue forward to where its content begins (and
back, for marks that stand before it). Ends are settled afterwards by
:class:`~rawi.baselines.quote_clauses.Clauses`, since a
clause goes on to the end of its sentence unless another cue of the same speaker cuts it short.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from rawi.baselines.quote_cues import Cue
from rawi.baselines.quote_lexicon import quote_words
from rawi.baselines.quote_marks import Pair
from rawi.baselines.quote_page import Page

ContentKind = Literal["clause", "colon", "marks", "words"]

#: how many words may stand between a cue and what it introduces
FAR: Final = 32
NEAR: Final = 9


@dataclass(frozen=True, slots=True)
class Content:
    """Where the words of a cue stand.

    Attributes:
        kind: clause after a complementizer; colon with bare words; marks that hold a whole
            utterance; words in marks inside somebody else's sentence.
        start: offset where it begins.
        word: the first word of it, or of what stands between it and the cue's own phrase.
        pairs: the pairs of marks, for ``marks`` and ``words``.
        before: whether some of it stands before the cue.
        colon: whether a colon introduces it.
    """

    kind: ContentKind
    start: int
    word: int
    pairs: tuple[Pair, ...] = ()
    before: bool = False
    colon: bool = False


def complementizer(page: Page, word: int) -> int | None:
    """Characters of attached particles before أنّ/إنّ, if a word is one that opens a clause."""
    lists = quote_words()
    key = page.keys[word]
    if key in lists.complementizers:
        cut = 0
    elif key[:1] in ("ب", "ف") and key[1:] in lists.complementizers:
        cut = 1
    elif _negative(page, word, key):
        cut = len(key) - 3
    else:
        return None
    previous = page.keys[word - 1] if word else ""
    return None if previous.lstrip("وف") in lists.not_before_clause else cut


def _negative(page: Page, word: int, key: str) -> bool:
    """Whether a word is ألا, "that not", and not إلا: only the hamza tells."""
    if key not in ("الا", "بالا"):
        return False
    return page.raw(word).removeprefix("ب") in quote_words().negative_complementizers


def find_content(
    page: Page, cue: Cue, cues_at: dict[int, Cue], claimed: set[int]
) -> Content | None:
    """Where the content of a verb, participle or noun begins.

    Args:
        page: the text.
        cue: the cue.
        cues_at: every cue by its first word.
        claimed: words and starts of pairs that another cue has taken; added to when found.
    """
    assert cue.form is not None
    frame = cue.form.lemma.frame
    found = _forward(page, cue, cues_at, claimed)
    backward = None
    if frame in ("report", "continue", "relay", "act") and cue.kind == "verb":
        backward = _backward(page, cue, claimed)
    if backward is not None and not cue.coordinated:
        pairs = [backward]
        # "…"، قال فلان، "…": one utterance around its cue. With a colon it is a second one.
        if found is not None and found.kind in ("marks", "words") and not found.colon:
            pairs += found.pairs
        elif found is not None and found.kind == "clause":
            return found
        claimed.update(pair.start for pair in pairs)
        return Content("marks", backward.start, cue.last, tuple(pairs), before=True)
    if found is not None:
        claimed.add(found.word)
        claimed.update(pair.start for pair in found.pairs)
    return found


def _forward(page: Page, cue: Cue, cues_at: dict[int, Cue], claimed: set[int]) -> Content | None:
    assert cue.form is not None
    lists = quote_words()
    frame = cue.form.lemma.frame
    if frame == "stated" and not _has_document(page, cue):
        return None
    near = frame in ("act", "belief", "describe") or (
        cue.kind == "noun" and cue.form.lemma.name != "قال"
    )
    if cue.kind == "noun" and not cue.form.possessive and cue.form.lemma.name != "صرّح":
        near = True
    _, stop = page.sentence(cue.first)
    if stop < len(page.words) and page.keys[stop - 1] == ":" and page.is_mark(stop):
        stop += 1
    limit = min(stop, cue.after + (NEAR if near else FAR))
    says = cue.form.lemma.name == "قال"
    strict = False
    at = cue.after
    while at < limit:
        key = page.keys[at]
        if page.pair_of[at] > page.pair_of[cue.first]:
            pair = page.pairs[page.first_pair(page.words[at][0])]
            if pair.start != page.words[at][0] or pair.start in claimed:
                return None
            if frame != "belief" and not strict and _is_speech(page, cue, at, pair, limit):
                return _marked(page, cue, at, pair, claimed)
            after = page.word_at(pair.end)
            if after <= at:
                return None
            at = after
            continue
        if key == ":":
            if frame in ("belief", "words", "describe"):
                return None
            if at + 1 < len(page.words) and (page.is_mark(at + 1) or page.opens_pair(at + 1)):
                at += 1
                limit = max(limit, at + 1)
                continue
            if at + 1 >= stop or strict:
                return None
            return Content("colon", page.words[at + 1][0], at + 1, colon=True)
        if key in ("؛", ".", "؟"):
            return None
        if key == "،" and near and frame != "act":
            return None
        if at in cues_at and at > cue.after - 1:
            other = cues_at[at]
            # قال فلان الذي أعلن … إنّ: the clause of قال is told by its إنّ.
            if not says or other.kind == "participle":
                if other.kind not in ("noun", "preposition"):
                    return None
                if other.form and other.form.possessive and other.form.lemma.name == "قال":
                    # نقلت … عن … قوله إنّ
                    return None
            elif other.kind == "verb":
                # one relative clause on the way is told apart from what follows, two are not
                if other.coordinated or strict:
                    return None
                strict = True
        cut = complementizer(page, at)
        if cut is not None and at not in claimed:
            letter = page.text[page.words[at][0] + cut]
            if strict and letter != "إ":
                at += 1
                continue
            if frame == "describe" and cut and key[0] != "ب":
                return None
            if frame in ("words", "continue") or (frame == "describe" and not cut):
                return None
            return Content("clause", page.words[at][0] + cut, at)
        question = _question(page, at)
        asks = at == cue.after or cue.form.lemma.name in ("تساءل", "سأل")
        if question is not None and asks and frame in ("report", "relay", "act"):
            return Content("clause", question, at)
        if key in lists.breakers and page.keys[at - 1] == "،":
            return None
        at += 1
    return None


def _has_document(page: Page, cue: Cue) -> bool:
    """Whether a document stands behind في: جاء في البيان أنّ."""
    head = page.keys[cue.after + 1] if cue.after + 1 < len(page.keys) else ""
    return head.removeprefix("ال") in quote_words().documents


@cache
def _question_words() -> frozenset[str]:
    return frozenset(phrase[0] for phrase in quote_words().questions)


def _question(page: Page, word: int) -> int | None:
    """Offset of an indirect question that begins at a word; عمّا إذا begins at ما."""
    if page.keys[word] not in _question_words():
        return None
    for phrase in quote_words().questions:
        if page.keys[word : word + len(phrase)] == phrase:
            return page.words[word][0]
    return None


def _is_speech(page: Page, cue: Cue, at: int, pair: Pair, limit: int) -> bool:
    """Whether marks after a cue hold what it introduces, and not a name or title on the way."""
    lists = quote_words()
    assert cue.form is not None
    previous = page.keys[at - 1]
    if previous == ":" or at == cue.after:
        return True
    if cue.form.lemma.frame in ("words", "describe") and previous in ("ب", "ل", "علي", "من"):
        return True
    size = length(page, pair)
    for particles in (0, 1):
        if previous[particles:] in lists.title_heads and size <= 6:
            return False
    if size > 4:
        return True
    # A short stretch on the way to a clause is a name: المتحدث باسم "الحركة" إنّ
    after = page.word_at(pair.end)
    for word in range(after, min(limit, after + NEAR)):
        if complementizer(page, word) is not None or page.keys[word] == ":":
            return False
    return True


def _marked(page: Page, cue: Cue, at: int, pair: Pair, claimed: set[int]) -> Content:
    """The stretch in marks, with the ones that و joins to it."""
    assert cue.form is not None
    pairs = [pair]
    colon = page.keys[at - 1] == ":"
    after = page.word_at(pair.end)
    while len(pairs) < 8 and after + 1 < len(page.words):
        if page.keys[after] != "و" or not page.is_mark(after + 1):
            break
        following = page.first_pair(page.words[after + 1][0])
        if following >= len(page.pairs):
            break
        joined = page.pairs[following]
        if joined.start != page.words[after + 1][0] or joined.start in claimed:
            break
        pairs.append(joined)
        after = page.word_at(joined.end)
    whole = colon or (
        cue.form.lemma.frame not in ("words", "describe", "act")
        and page.keys[at - 1] not in ("ب", "ل")
        and (length(page, pair) > 3 or at == cue.after)
    )
    return Content("marks" if whole else "words", pair.start, at, tuple(pairs), colon=colon)


def _backward(page: Page, cue: Cue, claimed: set[int]) -> Pair | None:
    """Marks that end right before a cue: "…"، قال فلان."""
    at = cue.first - 1
    if at >= 0 and page.keys[at] in ("،", ",", "-", "–"):
        at -= 1
    if at < 0 or not page.quoted(at) or page.quoted(cue.first):
        return None
    end = page.words[at][1]
    return pair_ending(page, end, claimed)


def pair_ending(page: Page, end: int, claimed: set[int]) -> Pair | None:
    """The free pair of marks that ends at an offset."""
    position = page.first_pair(end) - 1
    for number in range(position, max(position - 4, -1), -1):
        pair = page.pairs[number]
        if pair.end == end and pair.start not in claimed:
            return pair
    return None


def length(page: Page, pair: Pair) -> int:
    """How many words a pair of marks holds, punctuation not counted; at most 50 are counted."""
    first, last = page.word_at(pair.start), page.word_at(pair.end)
    return sum(page.keys[word][0].isalnum() for word in range(first, min(last, first + 50)))
