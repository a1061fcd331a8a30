"""The words of Rawi as the tokens of a spaCy document.

spaCy's Arabic tokenizer cuts other words than :mod:`rawi.baselines.tagging.tokens` does, and a span
that ends inside a token is lost. So documents are made from our words; what stands between two of them,
if it is more than a space, is a token of white space, as spaCy has it, and the text of the document is
the raw text. Attached particles stay on their words; how many of them are outside of a span is told by
a component of its own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import spacy
from spacy.tokens import Doc

from rawi.baselines.tagging.tokens import Tokens, tokenize
from rawi.text import fold

#: tokens of ours in one document at most; a longer text is read in pieces
LONGEST = 1000


class Words:
    """A tokenizer for pipelines. It has no state, so that nothing of it is stored."""

    def __init__(self, vocab: Any) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Any:
        """The document of a text."""
        tokens = tokenize(text)
        return document(self.vocab, tokens, 0, len(tokens))

    def to_bytes(self, **options: Any) -> bytes:
        """Nothing."""
        return b""

    def from_bytes(self, data: bytes, **options: Any) -> Words:
        """The same tokenizer."""
        return self

    def to_disk(self, path: str | Path, **options: Any) -> None:
        """Write nothing."""

    def from_disk(self, path: str | Path, **options: Any) -> Words:
        """The same tokenizer."""
        return self


# a decorator without types
@spacy.registry.tokenizers("rawi.words.v1")  # type: ignore[untyped-decorator, unused-ignore]
def create_words() -> Any:
    """What ``@tokenizers = "rawi.words.v1"`` in the configuration of a pipeline makes."""

    def make(nlp: Any) -> Words:
        return Words(nlp.vocab)

    return make


def document(vocab: Any, tokens: Tokens, first: int, last: int) -> Any:
    """A document of tokens ``first`` up to ``last``.

    Those that are not white space are our tokens, one for one. Each has as its norm the folded word:
    without vowel signs, and with one form of alif, hamza, ya and ta marbuta.
    """
    text, items = tokens.text, tokens.items
    begin = items[first].start if first else 0
    end = items[last].start if last < len(items) else len(text)
    parts: list[str] = []
    spaces: list[bool] = []
    at = begin
    for token in items[first:last]:
        _gap(text[at : token.start], parts, spaces)
        parts.append(text[token.start : token.end])
        spaces.append(False)
        at = token.end
    _gap(text[at:end], parts, spaces)
    found = Doc(vocab, words=parts, spaces=spaces)
    for token in found:
        token.norm_ = fold(token.text) or token.text
    return found


def _gap(gap: str, parts: list[str], spaces: list[bool]) -> None:
    """Add the white space behind a token: one space belongs to the token, more is a token itself."""
    if gap.startswith(" ") and parts:
        spaces[-1] = True
        gap = gap[1:]
    if gap:
        parts.append(gap)
        spaces.append(False)


def places(doc: Any) -> list[int]:
    """For each of our tokens its index in a document."""
    return [token.i for token in doc if not token.is_space]


def pieces(tokens: Tokens, longest: int = LONGEST) -> Iterator[tuple[int, int]]:
    """First token, and one past the last, of the pieces in which a text is read.

    A text is one piece if it is not too long; otherwise it is cut where the last paragraph or else the
    last sentence that fits ends, or anywhere if none does. Together they are all tokens.
    """
    ends = [[end for _, end in parts] for parts in (tokens.paragraphs, tokens.sentences)]
    first = 0
    while len(tokens) - first > longest:
        last = first + longest
        for row in ends:
            at = bisect_right(row, last) - 1
            if at >= 0 and row[at] > first:
                last = row[at]
                break
        yield first, last
        first = last
    if first < len(tokens):
        yield first, len(tokens)
