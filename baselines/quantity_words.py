"""The words of a text as the rules for quantities see them: keys without spelling differences."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, Generic, NamedTuple, TypeVar

from rawi.numerals.digits import DIGIT
from rawi.numerals.lexicon import INVISIBLE, LETTERS, MARKS, key_of
from rawi.text import sentences

_WORD: Final = re.compile(
    rf"(?P<letters>[{LETTERS}][{LETTERS}{MARKS}{INVISIBLE}]*+)"
    rf"|(?P<latin>[A-Za-z]++)|(?P<digits>[{DIGIT}]++(?:[.,:/٫٬،][{DIGIT}]++)*+)"
    rf"|(?P<sign>[^\s{INVISIBLE}])"
)
_MOST_LETTERS: Final = 40
Payload = TypeVar("Payload")


class Word(NamedTuple):
    """A word, a run of digits, or a sign; the key is what spellings of one word share."""

    start: int
    end: int
    key: str
    kind: str


class Cut(NamedTuple):
    """A key without proclitics: ``letters`` were taken off its front."""

    key: str
    letters: int
    conjunction: bool
    preposition: str
    article: bool


@lru_cache(maxsize=1 << 16)
def _key(word: str) -> str:
    return key_of(word)


def split(text: str) -> Iterator[Word]:
    """The words of a text, in order."""
    for match in _WORD.finditer(text):
        word, kind = match[0], match.lastgroup or "sign"
        if kind == "letters":
            key = _key(word) if len(word) <= _MOST_LETTERS else word[:_MOST_LETTERS]
        else:
            key = word if len(word) <= _MOST_LETTERS else word[:_MOST_LETTERS]
        yield Word(match.start(), match.end(), key, kind)


@lru_cache(maxsize=1 << 16)
def cuts(key: str) -> tuple[Cut, ...]:
    """Readings of a key with ever more proclitics and the article taken off, itself first."""
    found = [Cut(key, 0, False, "", False)]
    stems = [(0, False, "")]
    if len(key) > 2 and key[0] in "وف":
        stems.append((1, True, ""))
        if len(key) > 3 and key[1] in "بلك":
            stems.append((2, True, key[1]))
    if len(key) > 2 and key[0] in "بلك":
        stems.append((1, False, key[0]))
    for letters, conjunction, preposition in stems:
        rest = key[letters:]
        if letters:
            found.append(Cut(rest, letters, conjunction, preposition, False))
        # after the preposition ل the article is written as a second ل
        article = 1 if preposition == "ل" and rest[:1] == "ل" else 2 if rest[:2] == "ال" else 0
        if article and len(rest) > article + 1:
            found.append(Cut(rest[article:], letters + article, conjunction, preposition, True))
    return tuple(found)


class Phrases(Generic[Payload]):
    """Phrases of a few words, looked up by the place where they begin or end.

    Args:
        entries: phrases as written, and what each stands for.
    """

    def __init__(self, entries: Iterable[tuple[str, Payload]]) -> None:
        self._first: dict[str, list[tuple[tuple[str, ...], Payload]]] = {}
        self._last: dict[str, list[tuple[tuple[str, ...], Payload]]] = {}
        for phrase, payload in entries:
            keys = tuple(word.key for word in split(phrase))
            if keys:
                self._first.setdefault(keys[0], []).append((keys, payload))
                self._last.setdefault(keys[-1], []).append((keys, payload))
        for table in (self._first, self._last):
            for phrases in table.values():
                phrases.sort(key=lambda entry: -len(entry[0]))

    def starting(self, page: Page, i: int) -> tuple[int, Payload] | None:
        """The longest phrase that begins with word ``i``: the index of its last word."""
        for keys, payload in self._first.get(page.key(i), ()):
            found = all(page.key(i + k) == key for k, key in enumerate(keys))
            if found and page.together(i, i + len(keys) - 1):
                return i + len(keys) - 1, payload
        return None

    def ending(self, page: Page, i: int) -> tuple[int, int, Payload] | None:
        """The longest phrase that ends with word ``i``, its first word perhaps with proclitics.

        Returns:
            index of its first word, letters of proclitics on that, what it stands for.
        """
        best: tuple[int, int, Payload] | None = None
        longest = 0
        for cut in cuts(page.key(i)):
            if cut.article:
                continue
            for keys, payload in self._last.get(cut.key, ()):
                if len(keys) <= longest or (cut.letters and len(keys) > 1):
                    continue
                first = i - len(keys) + 1
                letters = _match_back(page, first, keys) if len(keys) > 1 else cut.letters
                if letters is not None and page.together(first, i):
                    best, longest = (first, letters, payload), len(keys)
        return best


def _match_back(page: Page, first: int, keys: Sequence[str]) -> int | None:
    """Letters before the phrase in its first word, if all words are there."""
    if any(page.key(first + k) != keys[k] for k in range(1, len(keys))):
        return None
    for cut in cuts(page.key(first)):
        if cut.key == keys[0] and not cut.article:
            return cut.letters
    return None


def _bounds(sentence: Sequence[int]) -> list[tuple[int, int]]:
    """For each word, the first word of its sentence and one past the last."""
    found: list[tuple[int, int]] = []
    first = 0
    for i in range(1, len(sentence) + 1):
        if i == len(sentence) or sentence[i] != sentence[first]:
            found += [(first, i)] * (i - first)
            first = i
    return found


class Page:
    """A text with its words and sentences.

    Args:
        text: the text.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = list(split(text))
        self._starts = [word.start for word in self.words]
        self._sentences = [start for start, _ in sentences(text)]
        self._sentence = [bisect_right(self._sentences, word.start) for word in self.words]
        self._bounds = _bounds(self._sentence)
        #: what :func:`~rawi.baselines.quantity_status.status_of` found at each word it looked at
        self.status_cues: dict[int, object] = {}
        #: indices of the words that are part of a number or unit, and so of no noun phrase
        self.taken: frozenset[int] = frozenset()

    def __len__(self) -> int:
        return len(self.words)

    def back(self, i: int, most: int) -> range:
        """The words before ``i`` in its sentence, nearest first, so many at most."""
        if not 0 < i <= len(self.words):
            return range(0)
        at = min(i, len(self.words) - 1)
        first = self._bounds[at][0]
        return range(i - 1, max(i - 1 - most, first - 1), -1)

    def ahead(self, i: int, most: int) -> range:
        """Word ``i`` and those behind it in its sentence, so many at most."""
        if not 0 <= i < len(self.words):
            return range(0)
        return range(i, min(i + most, self._bounds[i][1]))

    def key(self, i: int) -> str:
        """Key of word ``i``, empty outside the text."""
        return self.words[i].key if 0 <= i < len(self.words) else ""

    def kind(self, i: int) -> str:
        """Kind of word ``i``, empty outside the text."""
        return self.words[i].kind if 0 <= i < len(self.words) else ""

    def at(self, place: int) -> int:
        """Index of the word in which a place of the text is, or of the last one before it."""
        return bisect_right(self._starts, place) - 1

    def together(self, i: int, k: int) -> bool:
        """Whether two words exist and are in one sentence."""
        if not (0 <= i < len(self.words) and 0 <= k < len(self.words)):
            return False
        return self._sentence[i] == self._sentence[k]

    def starts_sentence(self, i: int) -> bool:
        """Whether word ``i`` is the first of its sentence."""
        return not self.together(i - 1, i)

    def offset(self, i: int, letters: int) -> int:
        """Where word ``i`` begins without so many letters at its front."""
        word = self.words[i]
        place = word.start
        for place in range(word.start, word.end):
            if self.text[place].isalpha() and self.text[place] != "\u0640":
                if not letters:
                    return place
                letters -= 1
        return word.start if letters else place

    def stem(self, i: int, table: Mapping[str, Payload] | frozenset[str]) -> Cut | None:
        """The first reading of word ``i`` without proclitics and article that a table has."""
        if self.kind(i) != "letters":
            return None
        return next((cut for cut in cuts(self.key(i)) if cut.key in table), None)
