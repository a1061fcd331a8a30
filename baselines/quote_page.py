"""A text laid out for reading: its words with their keys, its sentences, its quotation marks.

Everything the other quote modules look up is computed once here, in time linear in the text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Final

from rawi.baselines.quote_marks import MARKS, Pair, pair_marks
from rawi.text import Offsets, fold, paragraphs, sentences, words

#: characters of a word that are looked at; nothing that is searched for is longer
LONGEST_WORD: Final = 60


@dataclass(frozen=True, slots=True)
class Page:
    """A text and its parts, all by position.

    Attributes:
        text: the raw text.
        words: offsets of its words; a punctuation mark is a word of its own.
        keys: folded form of each word; of an endless one, that of its beginning.
        sentences: first word and one past the last word of each sentence; a sentence does not end
            inside a pair of quotation marks.
        sentence_of: number of the sentence that each word stands in.
        pairs: stretches in quotation marks, by start.
        pair_of: for each word, the position in ``pairs`` of the innermost pair around it, or -1.
    """

    text: str
    words: tuple[Offsets, ...]
    keys: tuple[str, ...]
    sentences: tuple[tuple[int, int], ...]
    sentence_of: tuple[int, ...]
    pairs: tuple[Pair, ...]
    pair_starts: tuple[int, ...]
    pair_of: tuple[int, ...]
    word_starts: tuple[int, ...]
    paragraph_starts: tuple[int, ...]

    def word_at(self, offset: int) -> int:
        """The first word that ends after an offset; the number of words if there is none."""
        at = bisect_right(self.word_starts, offset) - 1
        if at >= 0 and self.words[at][1] > offset:
            return at
        return at + 1

    def raw(self, word: int) -> str:
        """A word as it is written; of one that no language has, its beginning."""
        start, end = self.words[word]
        return self.text[start : min(end, start + LONGEST_WORD)]

    def sentence(self, word: int) -> tuple[int, int]:
        """First word and one past the last word of the sentence a word stands in."""
        return self.sentences[self.sentence_of[word]]

    def quoted(self, word: int) -> bool:
        """Whether a word stands in quotation marks (or is one of them)."""
        return self.pair_of[word] >= 0

    def first_pair(self, offset: int) -> int:
        """Position in ``pairs`` of the first pair that starts at or after an offset."""
        return bisect_left(self.pair_starts, offset)

    def starts_paragraph(self, word: int) -> bool:
        """Whether a word is the first of its paragraph."""
        start = self.words[word][0]
        at = bisect_left(self.paragraph_starts, start)
        return at < len(self.paragraph_starts) and self.paragraph_starts[at] == start

    def opens_pair(self, word: int) -> bool:
        """Whether a stretch in quotation marks of any kind, single ones too, begins at a word."""
        pair = self.pair_of[word]
        return pair >= 0 and self.pairs[pair].start == self.words[word][0]

    def is_mark(self, word: int) -> bool:
        """Whether a word is a quotation mark."""
        return self.keys[word] in MARKS


def lay_out(text: str) -> Page:
    """Read the words, sentences and quotation marks of a text."""
    bounds = words(text)
    starts = tuple(start for start, _ in bounds)
    pairs = pair_marks(text)
    pair_of = [-1] * len(bounds)
    inside: list[Offsets] = []
    for number, pair in enumerate(pairs):
        # Pairs nest at most three deep, so that this stays linear.
        first, stop = bisect_left(starts, pair.start), bisect_left(starts, pair.end)
        pair_of[first:stop] = [number] * (stop - first)
        if not inside or pair.end > inside[-1][1]:
            inside.append((pair.start, pair.end))
    found: list[tuple[int, int]] = []
    begin: int | None = None
    at = 0
    breaks = {start for start, _ in paragraphs(text)}
    cuts = sentences(text)
    for number, (start, end) in enumerate(cuts):
        begin = start if begin is None else begin
        while at < len(inside) and inside[at][1] < end:
            at += 1
        last = number + 1 == len(cuts) or cuts[number + 1][0] in breaks
        cut_inside = at < len(inside) and inside[at][0] < end < inside[at][1]
        if cut_inside and not last:
            continue
        first, stop = bisect_left(starts, begin), bisect_left(starts, end)
        if first < stop:
            found.append((first, stop))
        begin = None
    sentence_of: list[int] = [0] * len(bounds)
    for number, (first, stop) in enumerate(found):
        sentence_of[first:stop] = [number] * (stop - first)
    return Page(
        text=text,
        words=bounds,
        keys=_keys(text, bounds),
        sentences=tuple(found),
        sentence_of=tuple(sentence_of),
        pairs=pairs,
        pair_starts=tuple(pair.start for pair in pairs),
        pair_of=tuple(pair_of),
        word_starts=starts,
        paragraph_starts=tuple(sorted(breaks)),
    )


def _keys(text: str, bounds: tuple[Offsets, ...]) -> tuple[str, ...]:
    """Folded forms of words, each spelling folded once."""
    known: dict[str, str] = {}
    keys: list[str] = []
    for start, end in bounds:
        written = text[start : min(end, start + LONGEST_WORD)]
        key = known.get(written)
        if key is None:
            # A lone tatweel or vowel sign folds to nothing; it keeps itself for a key.
            key = known[written] = fold(written) or written
        keys.append(key)
    return tuple(keys)
