"""Where a reported clause ends: the sentence, the closing mark, or the next main clause."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Final

from rawi.baselines.quote_cues import Cue
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

    def __init__(self, page: Page, cues: Iterable[Cue]) -> None:
        self._page = page
        free: list[int] = []
        quoted: list[int] = []
        for cue in cues:
            if cue.kind in _CUTTING or cue.coordinated:
                (quoted if page.quoted(cue.first) else free).append(cue.first)
        opener = {"بينما", "فيما", "كما", "علما"}
        for word in range(1, len(page.words)):
            if page.keys[word - 1] != "،":
                continue
            key = page.keys[word]
            following = page.keys[word + 1] if word + 1 < len(page.words) else ""
            if (key in opener and following not in ("ان", "لو", "يجب")) or (
                key in ("في", "وفي")
                and following in ("حين", "الوقت")
                and word + 2 < len(page.words)
            ):
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


def trimmed(page: Page, start: int, end: int) -> Span | None:
    """A stretch without the commas and full stops at its edges; nothing if nothing is left."""
    while end > start and page.text[end - 1] in _EDGE:
        end -= 1
    while start < end and page.text[start] in _EDGE:
        start += 1
    return Span(start, end) if start < end else None
