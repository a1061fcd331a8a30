"""Words, sentences and clitics of Arabic text, all by offsets into the text as it stands.

A *word* is a longest run of letters, digits, combining marks and tatweel; separators between two
digits belong to it (``1,250``, ``٣٫٥``, ``2022/2023``); any other visible character is a word of
its own. This is what boundaries are snapped to when two systems are compared, and what IOB2 tags
are put on.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

# Arabic marks: Qur'anic signs, harakat, superscript alif, tatweel. `\w` covers none but tatweel.
_MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
_LETTER = rf"[\w{_MARKS}\u0640]"
_SEPARATOR = "[.,:/٫٬،]"
_WORD = re.compile(rf"{_LETTER}+(?:(?<=\d){_SEPARATOR}(?=\d){_LETTER}+)*|[^\w\s]")
# A sentence ends at a full stop, question or exclamation mark or ellipsis, with the closing marks
# after it, before white space; not after a single letter (initials: ج. ك. رولينغ).
_SENTENCE_END = re.compile(r"(?<!\s\w)[.!?؟…]+[\"'”’»)\]]*(?=\s)|(?<=\s[0-9٠-٩])[.](?=\s)")
_DIACRITICS = re.compile(rf"[{_MARKS}\u0640\u200c-\u200f\u202a-\u202e\u2066-\u2069\u061c]")
_FOLD = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي"}
)

Offsets = tuple[int, int]


@lru_cache(maxsize=64)
def words(text: str) -> tuple[Offsets, ...]:
    """Offsets of the words of a text, in order."""
    return tuple(match.span() for match in _WORD.finditer(text))


# What a character is, as bits.
_IN_WORD, _SPACE, _DIGIT, _SEPARATES = 1, 2, 4, 8


@cache
def _kinds() -> NDArray[np.uint8]:
    """What every code point is, taken from the expressions above so that the two always agree."""
    every = (
        np.arange(sys.maxunicode + 1, dtype="<u4").tobytes().decode("utf-32-le", "surrogatepass")
    )
    kinds = np.zeros(len(every), dtype=np.uint8)
    digits = re.compile(r"\d+")
    for run in re.finditer(f"{_LETTER}+", every):
        kinds[run.start() : run.end()] |= _IN_WORD
        for part in digits.finditer(every, *run.span()):
            kinds[part.start() : part.end()] |= _DIGIT
    # Unicode has no white space, and we have no separators, beyond the basic plane
    for pattern, bit in ((r"\s", _SPACE), (_SEPARATOR, _SEPARATES)):
        for run in re.finditer(f"{pattern}+", every[:0x10000]):
            kinds[run.start() : run.end()] |= bit
    return kinds


def _kinds_of(text: str) -> NDArray[np.uint8]:
    """What each character of a text is."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    kinds: NDArray[np.uint8] = _kinds()[codes]
    return kinds


def word_bounds(text: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Starts and ends of :func:`words`, as arrays: many times as fast on long texts."""
    kinds = _kinds_of(text)
    in_word = (kinds & _IN_WORD).astype(np.bool_)
    between = np.flatnonzero(kinds & _SEPARATES)
    between = between[(between > 0) & (between < len(kinds) - 1)]
    digits = (kinds[between - 1] & kinds[between + 1] & _DIGIT).astype(np.bool_)
    in_word[between[digits]] = True
    alone = ~in_word & (kinds & _SPACE == 0)
    first, last = in_word.copy(), in_word.copy()
    first[1:] &= ~in_word[:-1]
    last[:-1] &= ~in_word[1:]
    return np.flatnonzero(first | alone), np.flatnonzero(last | alone) + 1


def visible_before(text: str) -> NDArray[np.int64]:
    """For every offset of a text, its end included, how many characters before it are not space."""
    before = np.zeros(len(text) + 1, dtype=np.int64)
    np.cumsum(_kinds_of(text) & _SPACE == 0, out=before[1:])
    return before


def paragraphs(text: str) -> tuple[Offsets, ...]:
    """Offsets of the lines that hold more than white space, without the white space around them."""
    return tuple(match.span() for match in re.finditer(r"\S(?:[^\n]*\S)?", text))


def sentences(text: str) -> tuple[Offsets, ...]:
    """Offsets of the sentences of a text: a rule on punctuation, one paragraph at a time."""
    found: list[Offsets] = []
    for start, end in paragraphs(text):
        begin = start
        for stop in _SENTENCE_END.finditer(text, start, end):
            found.append((begin, stop.end()))
            begin = stop.end()
            while begin < end and text[begin].isspace():
                begin += 1
        if begin < end:
            found.append((begin, end))
    return tuple(found)


@lru_cache(maxsize=64)
def _bounds_as_lists(text: str) -> tuple[list[int], list[int]]:
    # lists, since looking up single offsets is several times as fast in them as in arrays
    starts, ends = word_bounds(text)
    return starts.tolist(), ends.tolist()


class Snapper:
    """Moves boundaries outward to whole words of one text.

    Args:
        text: the text that the offsets count in.
    """

    def __init__(self, text: str) -> None:
        self._starts, self._ends = _bounds_as_lists(text)

    def words_in(self, start: int, end: int) -> tuple[int, int]:
        """First word, and one past the last word, that share a character with ``[start, end)``."""
        return bisect_right(self._ends, start), bisect_left(self._starts, end)

    def snap(self, start: int, end: int) -> Offsets:
        """The smallest run of whole words that covers the span; the span itself if it has none."""
        first, last = self.words_in(start, end)
        if first >= last:
            return start, end
        return self._starts[first], self._ends[last - 1]


def bare(text: str) -> str:
    """Text without diacritics, tatweel and invisible direction marks."""
    return _DIACRITICS.sub("", text)


def fold(text: str) -> str:
    """A key under which spellings of one word meet: bare, hamza seats, ى/ي and ة/ه made one."""
    return bare(text).translate(_FOLD)


_CONJUNCTIONS = "وف"
_PREPOSITIONS = "بكلس"


def proclitics(word: str) -> Iterator[int]:
    """Ways to cut attached particles (و ف, then ب ل ك س) off a word, longest rest first.

    The article stays with the word. After the preposition ل it is written as a second ل, so that
    cutting one letter off للناتو leaves لناتو.

    Yields:
        the number of characters cut off, ``0`` first; something is always left of the word.
    """
    yield 0
    cut = 0
    for particles in (_CONJUNCTIONS, _PREPOSITIONS):
        if word[cut : cut + 1] and word[cut] in particles and cut + 1 < len(word):
            cut += 1
            yield cut
