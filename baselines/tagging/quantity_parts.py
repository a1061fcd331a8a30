"""The tagged parts of quantities, by the words of a page."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from rawi.baselines.quantity_words import Page
from rawi.baselines.tagging.layout import RoleSpan
from rawi.document import Span

#: parts that are looked at in each direction from a number
_LOOKED_AT: Final = 8


class Part(NamedTuple):
    """A tagged part with its words: ``first`` and ``last`` are indices, both inside."""

    span: RoleSpan
    first: int
    last: int


class Parts:
    """The parts of one kind, by place."""

    def __init__(self, page: Page, spans: Iterable[RoleSpan]) -> None:
        self.items = [
            Part(span, page.at(span.start), page.at(span.end - 1)) for span in sorted(spans)
        ]
        self._firsts = [part.first for part in self.items]

    def near(self, word: int) -> Sequence[Part]:
        """The parts around a word, a few in each direction."""
        at = bisect_left(self._firsts, word)
        return self.items[max(0, at - _LOOKED_AT) : at + _LOOKED_AT]

    def between(self, low: int, high: int) -> int:
        """How many begin at or after word ``low`` and before word ``high``."""
        return max(0, bisect_left(self._firsts, high) - bisect_left(self._firsts, low))


def span_of(part: Part | None) -> Span | None:
    """Where a part stands."""
    return Span(part.span.start, part.span.end) if part is not None else None
