"""Whether a word that is written like a cue can be one where it stands.

Arabic is written without vowels, and many participles are also nouns: مدينة is a city before it is
"condemning", ناقلة a tanker, متهما an accused man. A participle that quotes stands by itself, behind
a comma or the verb it goes with, and is followed by what it introduces; a noun stands behind the
word that governs it. Words that are mostly nouns need both signs.
"""

from __future__ import annotations

from typing import Final

from rawi.baselines.quote_lexicon import Form, quote_words
from rawi.baselines.quote_page import Page

_COMMAS: Final = frozenset({"،", ",", "-", "–", "—"})
_TANWEEN: Final = "\u064b"


def may_quote(page: Page, at: int, cut: int, form: Form, coordinated: bool) -> bool:
    """Whether a form found at a word can be a cue there.

    Args:
        page: the text.
        at: the word.
        cut: letters of particles before the form.
        form: the form.
        coordinated: whether و or ف is attached to it.
    """
    previous = page.keys[at - 1] if at else ""
    following = page.keys[at + 1] if at + 1 < len(page.keys) else ""
    if form.mood == "participle":
        return _participle(page, at, cut, coordinated, form.lemma.frame == "act")
    lists = quote_words()
    if form.lemma.frame == "stated":
        return following == "في"
    if previous == "ما" and page.keys[at] in lists.rumours and following in ("من", "عن", "حول"):
        # نفى ما يقال من أن: the denial is what introduces the clause
        return False
    if form.object and previous in lists.noun_governors:
        return False
    if form.first_person and form.mood == "past" and form.lemma.frame in ("words", "describe"):
        # أعدّت, "she prepared", is written like "I repeated"
        return page.quoted(at)
    return True


def _participle(page: Page, at: int, cut: int, coordinated: bool, transitive: bool) -> bool:
    lists = quote_words()
    previous = page.keys[at - 1] if at else ""
    following = page.keys[at + 1] if at + 1 < len(page.keys) else ""
    if previous in lists.noun_governors or previous in ("هذا", "هذه", "تلك", "ذلك"):
        return False
    if page.keys[at][cut:] not in lists.participle_homographs:
        return True
    tanween = _TANWEEN in page.raw(at)
    if not (tanween or coordinated or previous in _COMMAS):
        return False
    introduces = (
        following in lists.participle_followers
        or following in lists.complementizers
        or (following[:1] == "ب" and following[1:] in lists.complementizers)
    )
    if transitive and previous in _COMMAS and following.startswith("ال"):
        # …، متهمة المكتب بكذا
        return True
    return introduces or (tanween and at + 1 < len(page.keys) and page.is_mark(at + 1))
