"""Word lists: reading them from data files, and finding their entries in a text.

An entry is one word or several. It is found under its folded key (:func:`rawi.text.fold`), with
attached particles (و ف ب ل ك س) before it or none; a word that stands in a list as it is written
(وليد، لبنان) is preferred to the same letters read as particle and rest. Matching walks a trie of
words, so its cost is the length of the text times that of the longest entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Generic, TypeVar

import msgspec

from rawi.text import Offsets, fold, words

Value = TypeVar("Value")

_CONJUNCTIONS = "وف"
_PREPOSITIONS = "بكلس"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a written word: characters cut off its front, and the folded key of the rest.

    After the preposition ل the article is written ل (للناتو); its key has it spelled out (الناتو).
    """

    cut: int
    key: str


@lru_cache(maxsize=1 << 16)
def readings(word: str) -> tuple[Reading, ...]:
    """The word as it stands, then with one particle cut off, then with two."""
    found = [Reading(0, fold(word))]
    cut = 0
    for particles in (_CONJUNCTIONS, _PREPOSITIONS):
        if not word[cut : cut + 1] or word[cut] not in particles or len(word) - cut < 3:
            continue
        preposition = word[cut]
        cut += 1
        while cut < len(word) - 1 and not fold(word[cut]):
            cut += 1  # a vowel sign of the particle belongs to the particle
        rest = fold(word[cut:])
        if not rest:
            break
        found.append(Reading(cut, rest))
        if preposition == "ل" and rest.startswith("ل"):
            found.append(Reading(cut, "ا" + rest))
            # للغة is ل and اللغة: of three ل one is not written
            found.append(Reading(cut, "ال" + rest))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the text, with its ways to be read."""

    start: int
    end: int
    raw: str
    readings: tuple[Reading, ...]

    @property
    def key(self) -> str:
        """Folded form of the whole word."""
        return self.readings[0].key


@dataclass(frozen=True, slots=True)
class TokenText:
    """A text as tokens.

    Attributes:
        text: the raw text.
        tokens: its words; a punctuation mark is a word of its own.
        stops: for each token, one past the last token of its run of words: up to the next
            punctuation mark or line break. A mark is a run by itself.
    """

    text: str
    tokens: tuple[Token, ...]
    stops: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.tokens)

    def key(self, position: int) -> str:
        """Folded form of a token, or nothing outside the text."""
        return self.tokens[position].key if 0 <= position < len(self.tokens) else ""

    def raw(self, position: int) -> str:
        """A token as it is written, or nothing outside the text."""
        return self.tokens[position].raw if 0 <= position < len(self.tokens) else ""


# No word of a list is longer; what is, is kept whole and not folded to be looked up.
_LONGEST_WORD = 60


def is_word(token: Token) -> bool:
    """Whether a token is a word or number, and no punctuation mark."""
    return bool(token.key) and (token.key[0].isalnum() or token.key[0] == "_")


def tokenize(text: str) -> TokenText:
    """Cut a text into tokens and runs."""
    tokens = []
    for start, end in words(text):
        raw = text[start:end]
        ways = readings(raw) if end - start <= _LONGEST_WORD else (Reading(0, ""),)
        tokens.append(Token(start, end, raw, ways))
    stops = [0] * len(tokens)
    stop = len(tokens)
    for position in range(len(tokens) - 1, -1, -1):
        token = tokens[position]
        if not is_word(token):
            stop = position + 1
        elif position + 1 < len(tokens):
            after = tokens[position + 1]
            if not is_word(after) or "\n" in text[token.end : after.start]:
                stop = position + 1
        stops[position] = stop
    return TokenText(text, tuple(tokens), tuple(stops))


@dataclass(frozen=True, slots=True)
class Match(Generic[Value]):
    """An entry found in a text.

    Attributes:
        first: its first token.
        last: one past its last token.
        cut: characters of particles before it in its first token.
        values: what the lists say of it.
    """

    first: int
    last: int
    cut: int
    values: tuple[Value, ...]

    def offsets(self, page: TokenText) -> Offsets:
        """Where it stands in the raw text, particles cut off."""
        return page.tokens[self.first].start + self.cut, page.tokens[self.last - 1].end


@dataclass(slots=True)
class _Node(Generic[Value]):
    following: dict[str, _Node[Value]] = field(default_factory=dict)
    values: list[Value] = field(default_factory=list)


class Lexicon(Generic[Value]):
    """Entries of one or more words, each with one or more values."""

    def __init__(self, entries: Iterable[tuple[str, Value]] = ()) -> None:
        self._root: _Node[Value] = _Node()
        for phrase, value in entries:
            self.add(phrase, value)

    def add(self, phrase: str, value: Value) -> None:
        """Put in an entry. A value that it has already is not put in twice."""
        node = self._root
        for word in phrase.split():
            node = node.following.setdefault(fold(word), _Node())
        if node is not self._root and value not in node.values:
            node.values.append(value)

    def __contains__(self, phrase: str) -> bool:
        return bool(self.values(phrase))

    def values(self, phrase: str) -> tuple[Value, ...]:
        """What is known of exactly this phrase."""
        node: _Node[Value] | None = self._root
        for word in phrase.split():
            node = node.following.get(fold(word)) if node else None
        return tuple(node.values) if node else ()

    def of_key(self, key: str) -> tuple[Value, ...]:
        """What is known of a single word, given by its folded key."""
        node = self._root.following.get(key)
        return tuple(node.values) if node else ()

    def match(
        self, page: TokenText, position: int, *, particles: bool = True
    ) -> Match[Value] | None:
        """The longest entry that begins at a token; of equally long ones the one least cut."""
        best: Match[Value] | None = None
        stop = page.stops[position]
        for reading in page.tokens[position].readings if particles else ():
            found = self._walk(page, position, stop, reading)
            if found and (best is None or found.last > best.last):
                best = found
        if not particles:
            best = self._walk(page, position, stop, page.tokens[position].readings[0])
        return best

    def _walk(
        self, page: TokenText, position: int, stop: int, reading: Reading
    ) -> Match[Value] | None:
        node = self._root.following.get(reading.key)
        best: Match[Value] | None = None
        at = position + 1
        while node is not None:
            if node.values:
                best = Match(position, at, reading.cut, tuple(node.values))
            node = node.following.get(page.tokens[at].key) if at < stop else None
            at += 1
        return best

    def matches(self, page: TokenText) -> Iterator[Match[Value]]:
        """The longest entry at every token that begins one; they may overlap."""
        for position in range(len(page)):
            found = self.match(page, position)
            if found:
                yield found


def read_rows(name: str) -> Iterator[tuple[str, ...]]:
    """Rows of a tab-separated list in ``baselines/data``; lines that begin with # are skipped."""
    content = files("rawi.baselines").joinpath("data", name).read_text(encoding="utf-8")
    for line in content.splitlines():
        if line and not line.startswith("#"):
            yield tuple(line.split("\t"))


@cache
def read_words(name: str) -> dict[str, Any]:
    """A JSON object of lists in ``baselines/data``; a string of words is as good as a list."""
    content = files("rawi.baselines").joinpath("data", name).read_bytes()
    return msgspec.json.decode(content, type=dict[str, Any])


def folded(words_of: str | Sequence[str]) -> frozenset[str]:
    """Folded keys of a list of words."""
    return frozenset(
        fold(word) for word in (words_of.split() if isinstance(words_of, str) else words_of)
    )
