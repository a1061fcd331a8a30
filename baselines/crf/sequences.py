"""The stretches of a text that are tagged by themselves.

A stretch is a paragraph, since quotes run over sentences; one that is longer than a model should see at
once is cut where a sentence ends, or anywhere if none does.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from rawi.baselines.tagging.tokens import Tokens

#: tokens of a stretch at most
LONGEST: Final = 1000


def stretches(tokens: Tokens) -> Iterator[tuple[int, int]]:
    """First token, and one past the last, of each stretch; together they are all tokens."""
    ends = [end for _, end in tokens.sentences]
    for start, stop in tokens.paragraphs:
        first = start
        while stop - first > LONGEST:
            at = bisect_right(ends, first + LONGEST) - 1
            last = ends[at] if at >= 0 and ends[at] > first else first + LONGEST
            yield first, last
            first = last
        if first < stop:
            yield first, stop
