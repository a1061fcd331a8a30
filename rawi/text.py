"""Words, sentences and clitics of Arabic text, all by offsets into the text as it stands.

A *word* is a longest run of letters, digits, combining marks and tatweel; separators between two
digits belong to it (``1,250``, ``٣٫٥``, ``2022/2023``); any other visible character is a word of
its own. This is what boundaries are snapped to when two systems are compared, and what IOB2 tags
are put on.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache

# Arabic marks: Qur'anic signs, harakat, superscript alif, tatweel. `\w` covers none but tatweel.
_MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
_WORD = re.compile(rf"(?:[\w{_MARKS}\u0640]|(?<=\d)[.,:/٫٬،](?=\d))+|[^\w\s]")
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


class Snapper:
    """Moves boundaries outward to whole words of one text.

    Args:
        text: the text that the offsets count in.
    """

    def __init__(self, text: str) -> None:
        bounds = words(text)
        self._starts = [start for start, _ in bounds]
        self._ends = [end for _, end in bounds]

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
