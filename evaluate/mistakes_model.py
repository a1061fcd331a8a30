"""What a mistake is, and what is known about every kind of mistake."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

from rawi.document import Span

#: longest run of words that a description quotes, in characters
LONGEST = 160


@dataclass(frozen=True, slots=True)
class Item:
    """One side of a mistake: what gold or the system has at issue.

    Attributes:
        label: what is said of the words: a type, a value, a status. May be empty.
        words: the words at issue, from the text or from the system; cut where they are long.
        spans: where they stand, offsets into the text of the document.
    """

    label: str
    words: str = ""
    spans: tuple[Span, ...] = ()

    def __str__(self) -> str:
        return f"{self.label} «{self.words}»".strip() if self.words else self.label


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that a system got wrong.

    Attributes:
        task: ``ner``, ``quotes`` or ``claims``.
        kind: key of the kind among those of the task.
        document: id of the document.
        spans: the whole item that it is about: an entity, the content of a quote, a number; that of
            gold, or the predicted one where gold has none.
        sentence: the sentence, or the run of sentences, that everything at issue stands in.
        gold: what is right; ``None`` for what should not have been predicted.
        predicted: what the system has; ``None`` for what it left out.
        decisive: whether the headline score counts the items as wrong because of this. Every wrong
            item has exactly one decisive mistake; the others are forgiven by the headline, or come
            on top of a decisive one.
    """

    task: str
    kind: str
    document: str
    spans: tuple[Span, ...]
    sentence: Span
    gold: Item | None
    predicted: Item | None
    decisive: bool


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of mistake: its name, what it means in one line, and what to do about it."""

    title: str
    explanation: str
    advice: str


class _Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    tasks: dict[str, dict[str, Kind]]
    titles: str
    classifiers: str


@cache
def _facts() -> _Facts:
    data = files("rawi.evaluate").joinpath("data/mistakes.json").read_bytes()
    return msgspec.json.decode(data, type=_Facts)


def kinds() -> dict[str, dict[str, Kind]]:
    """Every kind of mistake, by task and key, in the order of printing."""
    return _facts().tasks


@cache
def heads() -> frozenset[str]:
    """Titles and classifiers: nouns that stand before a name, singular and broken plurals."""
    return frozenset((*_facts().titles.split(), *_facts().classifiers.split()))


def shorten(words: str) -> str:
    """Words on one line; of more than :data:`LONGEST` characters the beginning and the end."""
    if len(words) > LONGEST:
        half = LONGEST // 2 - 2
        # whole words, where there are any
        front, back = words[:half].rpartition(" ")[0], words[-half:].partition(" ")[2]
        words = f"{front or words[:half]} … {back or words[-half:]}"
    return " ".join(words.split())
