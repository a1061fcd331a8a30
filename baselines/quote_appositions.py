"""Names and titles that a comma joins to a noun phrase: الوسيط، المحامي سالم فلان.

An apposition belongs to the source (rule Q-13); a relative clause, an age or the place of the
speaking does not. It names the person where the phrase gave the title, or gives the title where the
phrase named the person, and it ends where a comma or the clause follows.
"""

from __future__ import annotations

from typing import Final

from rawi.baselines.quote_cues import Cue
from rawi.baselines.quote_lexicon import quote_words
from rawi.baselines.quote_page import Page
from rawi.baselines.quote_sources import Names, NounPhrase, is_occasion, noun_phrase
from rawi.document import Span

_COMMAS: Final = frozenset({"،", ","})
#: words by which a title, and a name, may go on behind what is known of it
_LONGEST: Final = 30
_NAME: Final = 3


def with_apposition(
    page: Page, names: Names, phrase: NounPhrase | None, limit: int, cues_at: dict[int, Cue]
) -> NounPhrase | None:
    """A noun phrase with the name or title that stands behind its comma.

    Args:
        page: the text.
        names: its entities.
        phrase: the phrase, ``None`` where none was found.
        limit: one past the last word that may belong to it: the start of the content.
        cues_at: every cue by its first word.
    """
    if phrase is None or phrase.pronoun:
        return phrase
    comma = phrase.last
    if comma + 1 >= limit or page.keys[comma] not in _COMMAS:
        return phrase
    first = comma + 1
    if not _may_join(page, names, phrase, first):
        return phrase
    added = noun_phrase(page, names, first, limit, cues_at)
    if added is None:
        return phrase
    has_name = names.person_in(phrase.first, comma)
    last = _to_the_comma(page, added.last, limit, cues_at, _LONGEST if has_name else _NAME)
    if not has_name and not _names_somebody(page, names, first, last):
        return phrase
    if last < limit and not _closes(page, last, cues_at):
        return phrase
    return NounPhrase(phrase.first, last, Span(phrase.span.start, page.words[last - 1][1]))


def _names_somebody(page: Page, names: Names, first: int, last: int) -> bool:
    """Whether an apposition holds a name: a known one, or plain words behind a title."""
    if names.person_in(first, last):
        return True
    return last - first > 1 and not page.keys[last - 1].startswith("ال")


def _may_join(page: Page, names: Names, phrase: NounPhrase, first: int) -> bool:
    """Whether a title follows a name, or a name (perhaps with a title) what is no name."""
    kind = names.longest[first][1] if first in names.longest else ""
    key = page.keys[first]
    bare = key.removeprefix("ال")
    titled = (
        kind == "OCC" or key in quote_words().unnamed_heads or bare in quote_words().unnamed_heads
    )
    if names.person_in(phrase.first, phrase.last):
        return titled
    # السوري شيركو بوظان: an adjective of a people before the name
    return titled or kind in ("PERS", "NORP") or key in quote_words().name_openers


def _to_the_comma(page: Page, last: int, limit: int, cues_at: dict[int, Cue], most: int) -> int:
    """The end of a long title, with its prepositions, if a comma or the clause ends it."""
    lists = quote_words()
    stop = min(limit, last + most)
    at = last
    while at < stop and page.keys[at] not in _COMMAS:
        key = page.keys[at]
        verb = at in cues_at and cues_at[at].kind in ("verb", "participle")
        if verb or key in lists.relatives - {"من"} or key in ("خلال", "اثناء", "عقب", "امس"):
            return last
        if not key[:1].isalnum():
            return last
        if key in ("في",) and page.keys[at + 1 : at + 2] and is_occasion(page.keys[at + 1]):
            return last
        at += 1
    return at if at < stop or stop == limit else last


def _closes(page: Page, at: int, cues_at: dict[int, Cue]) -> bool:
    """Whether the word behind an apposition ends it."""
    key = page.keys[at]
    return key in _COMMAS or key == ":" or page.is_mark(at) or at in cues_at
