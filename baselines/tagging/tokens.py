"""The tokens that taggers label, and where in a token a span may begin.

A token is a word of :func:`rawi.text.words`, cut once more where digits meet letters (الـ|27, 20|ألف).
Attached particles (و ف, then ب ل ك س) are not cut off as tokens of their own: whether the و of وليد is
one depends on the context, and a cut made before tagging cannot be taken back, tears apart the words
that pretrained models know, and makes every sequence a fifth longer. Instead a token knows the offsets
at which a span may begin in it: its start, behind the first particle, behind the second. How many
particles are outside is a tag like all others, in a layer of its own
(:data:`rawi.baselines.tagging.layout.PARTICLES`). Spans end where tokens end: suffix pronouns belong to
the span (guideline N-04, Q-11).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from rawi.text import Offsets, bare, paragraphs, proclitics, sentences, words

# A run of digits keeps the separators inside it: 12,8 and 2022/2023 are one token
_DIGITS_OR_NOT = re.compile(r"\d+(?:[.,:/٫٬،]\d+)*|\D+")
#: letters of a token in which particles are looked for; nothing longer is a word
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a text.

    Attributes:
        start: first code point.
        end: one past the last.
        begins: where a span may begin in it: the start, then behind each particle that its first
            letters could be; at most three offsets, all before ``end``.
    """

    start: int
    end: int
    begins: tuple[int, ...]


@dataclass(frozen=True)
class Tokens:
    """A text as tokens.

    Attributes:
        text: the raw text.
        items: its tokens, in order.
    """

    text: str
    items: tuple[Token, ...]

    def __len__(self) -> int:
        return len(self.items)

    @cached_property
    def starts(self) -> list[int]:
        """Where each token starts."""
        return [token.start for token in self.items]

    @cached_property
    def words(self) -> list[str]:
        """The tokens as they are written."""
        return [self.text[token.start : token.end] for token in self.items]

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """First token, and one past the last, of every sentence; every token is in one of them."""
        return self._ranges(sentences(self.text))

    @cached_property
    def paragraphs(self) -> list[tuple[int, int]]:
        """First token, and one past the last, of every paragraph."""
        return self._ranges(paragraphs(self.text))

    def at(self, offset: int) -> int | None:
        """The token that holds a character, ``None`` for white space."""
        found = bisect_right(self.starts, offset) - 1
        return found if found >= 0 and offset < self.items[found].end else None

    def _ranges(self, parts: tuple[Offsets, ...]) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        at = 0
        for _, end in parts:
            first = at
            while at < len(self.items) and self.items[at].start < end:
                at += 1
            if at > first:
                found.append((first, at))
        return found


def tokenize(text: str) -> Tokens:
    """The tokens of a text, in time linear in its length.

    >>> [text[t.start : t.end] for text in ["وللناتو 12,8%، الـ27"] for t in tokenize(text).items]
    ['وللناتو', '12,8', '%', '،', 'الـ', '27']
    >>> tokenize("وللناتو").items[0].begins
    (0, 1, 2)
    """
    found: list[Token] = []
    for start, end in words(text):
        word = text[start:end]
        if word.isalpha():  # by far the most
            found.append(Token(start, end, _begins(word, start)))
            continue
        for part in _DIGITS_OR_NOT.finditer(word):
            first = start + part.start()
            found.append(Token(first, start + part.end(), _begins(part[0], first)))
    return Tokens(text, tuple(found))


def _begins(word: str, start: int) -> tuple[int, ...]:
    """Where a span may begin; vowel signs and tatweel behind a particle go with it (بـ|200)."""
    if len(word) == 1 or word[0] not in "وفبكلس":
        return (start,)
    letters: list[int] = [at for at, sign in enumerate(word[:_LONGEST]) if bare(sign)]
    plain = "".join(word[at] for at in letters)
    found = [start + (letters[cut] if cut else 0) for cut in proclitics(plain)]
    return tuple(sorted(set(found)))
