"""Noun phrases around a number, by surface form: no tagger stands behind these rules.

A phrase is a noun with its adjectives and construct complements, without relative clauses and
prepositional adjuncts (rule N-12). Agreement in definiteness is what holds its words together.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from rawi.baselines import quantity_lexicon as lexicon
from rawi.baselines.quantity_words import Page, cuts
from rawi.document import Span

_MOST_WORDS: Final = 5
_ADJECTIVE_ENDINGS: Final = ("ي", "يا", "يه", "يين", "يون", "يتين", "يتان")
#: past stems VII, VIII and X (انفجر، امتنع، استقبل), which have no alif but the first
_AUGMENTED: Final = re.compile(r"(?:ان[^اوي]{3}|ا[^ا]ت[^اوي]{2}|است[^اوي]{3})ت?")
_NO_PROCLITIC: Final = ("باليست", "بالست", "بالون")
_PRESENT_NOUNS: Final = ("يهود", "يمن", "ياب", "يور", "يوم", "يد", "يسار", "يمين", "يخت", "يتيم")


class Phrase(NamedTuple):
    """Words ``first`` to ``last`` of a page; ``letters`` of proclitics are cut off the first."""

    first: int
    last: int
    letters: int = 0

    def span(self, page: Page) -> Span:
        """Where the phrase stands."""
        return Span(page.offset(self.first, self.letters), page.words[self.last].end)

    def head(self, page: Page) -> Span | None:
        """Its first noun, if it has more words than that."""
        if self.first == self.last:
            return None
        return Span(page.offset(self.first, self.letters), page.words[self.first].end)


def is_definite(key: str) -> bool:
    """Whether a word has the article, as far as spelling shows."""
    return key.startswith("ال") and len(key) > 3


def is_verb(key: str) -> bool:
    """Whether a word is a verb, as far as a list and the shape of some stems show."""
    if key in lexicon.VERBS or key in lexicon.MEASURE_VERBS:
        return True
    if _AUGMENTED.fullmatch(key):
        return True
    if key.endswith("وا") and len(key) > 3:
        return True
    return key.startswith("ي") and len(key) > 3 and not key.startswith(_PRESENT_NOUNS)


def is_noun(page: Page, i: int) -> bool:
    """Whether a word may begin a noun phrase."""
    key = page.key(i)
    if page.kind(i) != "letters" or len(key) < 2 or key in lexicon.STOP or i in page.taken:
        return False
    if is_verb(key) or key in lexicon.TIME_WORDS:
        return False
    if key.startswith(("وال", "فال", "بال", "لل", "كال")) and not key.startswith(_NO_PROCLITIC):
        return False
    if key in lexicon.CHANGE_PREPOSITIONS or is_joined(key):
        return False
    return not (key[0] == "ف" and (key[1:] in lexicon.STOP or is_verb(key[1:])))


def is_joined(key: str) -> bool:
    """Whether a word begins with the conjunction و, not with a root letter."""
    return key[:1] == "و" and not key.startswith(lexicon.WAW_NOUNS)


def _may_be_noun(page: Page, i: int) -> bool:
    """Whether a word with a proclitic may be a noun without it."""
    key = page.key(i)
    if page.kind(i) != "letters" or i in page.taken or len(key) < 4:
        return False
    return not (key[1:] in lexicon.STOP or is_verb(key[1:]) or key in lexicon.STOP)


def _is_adjective(key: str) -> bool:
    if key in lexicon.ADJECTIVES:
        return True
    return len(key) > 3 and key.endswith(_ADJECTIVE_ENDINGS) and key[0] != "و"


def phrase_from(page: Page, i: int, *, construct: bool = False) -> Phrase | None:
    """The noun phrase that begins with word ``i``.

    Args:
        page: the text.
        i: index of its first word.
        construct: whether the first word is in the construct state, so that any noun may follow.
    """
    if not is_noun(page, i):
        return None
    last = i
    accusative = page.key(i).endswith("ا") and len(page.key(i)) > 3
    definite = is_definite(page.key(i))
    while last - i + 1 < _MOST_WORDS and page.together(i, last + 1):
        key = page.key(last + 1)
        if not is_noun(page, last + 1) or page.words[last + 1].start > page.words[last].end + 2:
            break
        if is_definite(key):
            if accusative and last == i and not construct:
                break
            definite = True
        elif definite or not (_is_adjective(key) or (construct and last == i)):
            break
        last += 1
    return Phrase(i, last)


def phrase_before(page: Page, i: int) -> Phrase | None:
    """The noun phrase that ends with word ``i``."""
    first, letters = i, 0
    indefinite = False
    if page.kind(i) != "letters" or page.key(i) in lexicon.STOP or is_verb(page.key(i)):
        return None
    if i in page.taken:
        return None
    last = i
    while True:
        key = page.key(first)
        cut = next((c for c in cuts(key) if c.article and c.letters > 2), None)
        if cut is not None and key.startswith(("وال", "فال", "بال", "لل", "كال", "وبال", "ولل")):
            # the article stays, the particles before it do not
            letters = cut.letters - (1 if cut.preposition == "ل" else 2)
            break
        if is_joined(key) and len(key) > 3:
            letters = 1
            break
        if not is_definite(key):
            if indefinite and first < last and not _is_adjective(page.key(first + 1)):
                first += 1
                break
            indefinite = True
        if last - first + 1 >= _MOST_WORDS or not page.together(first - 1, i):
            break
        before = page.key(first - 1)
        joined = before.startswith(("وال", "بال", "لل", "فال")) or is_joined(before)
        if not is_noun(page, first - 1) and not (joined and _may_be_noun(page, first - 1)):
            break
        if indefinite and (is_definite(before) or before.startswith(("وال", "بال", "لل"))):
            break
        if page.stem(first - 1, lexicon.CHANGE) and not is_definite(before):
            break
        first -= 1
    if first > last:
        return None
    return Phrase(first, last, letters)
