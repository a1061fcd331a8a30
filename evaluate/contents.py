"""What a quote says, as positions in the text, so that two quotes can be compared.

White space never counts: a content in one span over two sentences equals the same content in two.
The *core* of a content is what remains without the quotation marks and punctuation at its edges and
without the complementizer (أنّ، إنّ، أن, with a suffix pronoun), since annotators and systems differ
on whether these belong to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rawi.document import Span
from rawi.text import visible_before

_COMPLEMENTIZER = re.compile(
    r"[بل]?[أإا]ن[\u064b-\u0652]*(?:ه|ها|هم|هن|هما|نا|ني|ي|ك|كم)?[\u064b-\u0652]*(?=\s|[\"«“'])"
)
_EDGE = re.compile(r"[\s\"«»“”'‘’،؛:.,…!?؟()\[\]-]")
_EDGE_START = re.compile(f"{_EDGE.pattern}*")

Ranges = tuple[tuple[int, int], ...]


class Visible:
    """Positions of a text that are not white space, numbered.

    Ranges of these numbers stand for contents; their length counts visible characters.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._before: list[int] = visible_before(text).tolist()

    def ranges(self, spans: Sequence[Span]) -> Ranges:
        """Spans as sorted ranges of visible positions, touching ones joined."""
        return self._joined([(span.start, span.end) for span in spans])

    def core(self, spans: Sequence[Span]) -> Ranges:
        """The same without marks, punctuation and complementizer at the edges."""
        found = []
        for number, span in enumerate(sorted(spans)):
            start, end = span.start, span.end
            start = _match_end(_EDGE_START, self._text, start, end)
            if number == 0:
                start = _match_end(_COMPLEMENTIZER, self._text, start, end)
                start = _match_end(_EDGE_START, self._text, start, end)
            while end > start and _EDGE.match(self._text, end - 1):
                end -= 1
            if start < end:
                found.append((start, end))
        return self._joined(found)

    def _joined(self, spans: Sequence[tuple[int, int]]) -> Ranges:
        joined: list[tuple[int, int]] = []
        for start, end in sorted((self._before[s], self._before[e]) for s, e in spans):
            if joined and start <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(joined[-1][1], end))
            elif start < end:
                joined.append((start, end))
        return tuple(joined)


def _match_end(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    match = pattern.match(text, start, end)
    return match.end() if match else start


def size(ranges: Ranges) -> int:
    """Number of visible characters."""
    return sum(end - start for start, end in ranges)


def common(left: Ranges, right: Ranges) -> int:
    """Number of visible characters in both."""
    i = k = total = 0
    while i < len(left) and k < len(right):
        total += max(0, min(left[i][1], right[k][1]) - max(left[i][0], right[k][0]))
        if left[i][1] <= right[k][1]:
            i += 1
        else:
            k += 1
    return total


def iou(left: Ranges, right: Ranges) -> float:
    """Intersection over union in visible characters, in 0…1."""
    both = common(left, right)
    union = size(left) + size(right) - both
    return both / union if union else 0.0
