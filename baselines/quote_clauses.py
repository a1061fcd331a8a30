"""Where a reported clause ends: the sentence, the closing mark, or the next main clause."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from typing import Final

from rawi.baselines.quote_cues import Cue
from rawi.baselines.quote_lexicon import quote_words
from rawi.baselines.quote_page import Page
from rawi.document import Span

_CUTTING: Final = frozenset({"participle", "preposition", "phrase"})
_EDGE: Final = " \t\n\r\u00a0.،,؛;:-–—\u200f\u200e"


class Clauses:
    """Ends of clauses: sentence, closing mark, or the next main clause.

    Args:
        page: the text.
        cues: the cues that have a content, each with the word where it cuts what stands before.
    """

    def __init__(self, page: Page, cues: Sequence[Cue]) -> None:
        self._page = page
        free: list[int] = []
        quoted: list[int] = []
        for cue in cues:
            if cue.kind in _CUTTING or cue.coordinated:
                (quoted if page.quoted(cue.first) else free).append(cue.first)
        firsts = {cue.first for cue in cues}
        for word in range(1, len(page.words)):
            if page.keys[word - 1] == "،" and _turns_back(page, word, firsts):
                (quoted if page.quoted(word) else free).append(word)
        self._free = sorted(free)
        self._quoted = sorted(quoted)

    def end(self, word: int) -> int:
        """One past the last word of the clause that begins at a word."""
        page = self._page
        _, stop = page.sentence(word)
        breaks = self._quoted if page.quoted(word) else self._free
        at = bisect_right(breaks, word)
        if at < len(breaks):
            stop = min(stop, breaks[at])
        return stop

    def span(self, start: int, word: int) -> Span | None:
        """The clause from an offset on, without the punctuation at its end."""
        page = self._page
        stop = self.end(word)
        if page.quoted(word):
            pair = page.pairs[page.pair_of[word]]
            stop = min(stop, page.word_at(pair.end - 1 if pair.closed else pair.end))
        if stop <= word:
            return None
        return trimmed(page, start, page.words[stop - 1][1])


def _turns_back(page: Page, word: int, cues: set[int]) -> bool:
    """Whether the narrator takes the word again behind a comma (rule Q-06).

    With فيما and بينما the account goes on, unless another speaker is heard in that clause.
    """
    lists = quote_words()
    key = page.keys[word]
    if key in lists.going_on:
        return any(at in cues for at in range(word + 1, word + 5))
    if page.keys[word : word + 2] in (("كما", "ان"), ("كما", "لو"), ("كما", "يجب")):
        return False
    return any(page.keys[word : word + len(words)] == words for words in _returns().get(key, ()))


@cache
def _returns() -> dict[str, list[tuple[str, ...]]]:
    """The ways in which the narrator comes back, by their first word."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for words in quote_words().narrator_returns:
        found.setdefault(words[0], []).append(words)
    return found


def trimmed(page: Page, start: int, end: int) -> Span | None:
    """A stretch without the commas and full stops at its edges; nothing if nothing is left."""
    while end > start and page.text[end - 1] in _EDGE:
        end -= 1
    while start < end and page.text[start] in _EDGE:
        start += 1
    return Span(start, end) if start < end else None
