"""Sets of typed spans of many documents at once, as arrays, and what is counted about them.

Scoring a large corpus span by span in Python takes seconds. Here the documents stand one after
the other on one line, so that a span is a start on that line, a length and a kind, packed into one
integer, its *key*. Equal spans have equal keys, keys in order are spans by start, then longest
first, then by kind, and a set of spans is a sorted array. Spans of different documents can never
meet, so every function works on all documents in a few array operations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from rawi.text import word_bounds

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Columns:
    """Spans as they were given: parallel arrays, in any order, repeated ones included.

    Attributes:
        document: place of the document among all.
        start: offset into its text.
        end: offset into its text.
        kind: number of the type.
    """

    document: Integers
    start: Integers
    end: Integers
    kind: Integers

    def where(self, chosen: Flags) -> Columns:
        """Some of them."""
        return Columns(
            self.document[chosen], self.start[chosen], self.end[chosen], self.kind[chosen]
        )


@dataclass(frozen=True, slots=True)
class Spans:
    """A set of spans, sorted; ``start`` and ``end`` are places on the line of all documents."""

    keys: Integers
    document: Integers
    start: Integers
    end: Integers
    kind: Integers

    def where(self, chosen: Flags) -> Spans:
        """Some of them."""
        return Spans(
            self.keys[chosen],
            self.document[chosen],
            self.start[chosen],
            self.end[chosen],
            self.kind[chosen],
        )

    def among(self, other: Spans) -> Flags:
        """Which of them are in another set on the same line."""
        if not len(other.keys):
            return np.zeros(len(self.keys), dtype=np.bool_)
        place = np.searchsorted(other.keys, self.keys)
        place[place == len(other.keys)] = 0
        found: Flags = other.keys[place] == self.keys
        return found

    def inner(self) -> Flags:
        """Which stand in another one; of two kinds on one span neither does."""
        if not len(self.keys):
            return np.zeros(0, dtype=np.bool_)
        before = _reach_before(self.end)
        # the span that has the farthest end so far: the last one that went beyond all before it
        holder = np.maximum.accumulate(np.where(self.end > before, np.arange(len(before)), 0))
        holder = np.concatenate([holder[:1], holder[:-1]])
        same = (self.start == self.start[holder]) & (self.end == before)
        found: Flags = (self.end <= before) & ~same
        return found

    def outermost(self) -> Flags:
        """Which remain when, from the left, what overlaps one that was taken before is dropped."""
        separate = np.append(self.start >= _reach_before(self.end), True)
        taken: Flags = separate[:-1] & separate[1:]
        # only spans that touch others need to be gone through one by one
        reach = -1
        for i in np.flatnonzero(~taken).tolist():
            if self.start[i] >= reach:
                taken[i] = True
                reach = self.end[i]
        return taken


class Line:
    """The line that the documents of two sides stand on.

    Args:
        documents: how many there are.
        kinds: how many kinds of spans.
        columns: all spans that will be put on the line.

    Raises:
        ValueError: the offsets are so large that keys would not fit 64 bits.
    """

    def __init__(self, documents: int, kinds: int, columns: Sequence[Columns]) -> None:
        document = np.concatenate([c.document for c in columns])
        start = np.concatenate([c.start for c in columns])
        end = np.concatenate([c.end for c in columns])
        length = end - start
        # Offsets outside the text, which only unchecked documents have, need their place too.
        self._lowest = min(0, int(start.min(initial=0)), int(end.min(initial=0)))
        room = np.zeros(documents, dtype=np.int64)
        np.maximum.at(room, document, np.maximum(start, end))
        room += 1 - self._lowest
        self._place = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(room)])
        self._longest = int(length.max(initial=0))
        self._lengths = self._longest - int(length.min(initial=0)) + 1
        self.documents, self.kinds, self.length = documents, kinds, int(self._place[-1])
        if self.length * self._lengths * kinds >= 2**63:
            raise ValueError("the offsets are too large to be compared")

    def put(self, columns: Columns) -> Spans:
        """The set of some spans, on the line."""
        place = self._place[columns.document] + columns.start - self._lowest
        shorter = self._longest - (columns.end - columns.start)
        keys = (place * self._lengths + shorter) * self.kinds + columns.kind
        keys = _distinct(np.sort(keys))
        bounds, kind = np.divmod(keys, self.kinds)
        start, shorter = np.divmod(bounds, self._lengths)
        document = np.searchsorted(self._place, start, side="right") - 1
        return Spans(keys, document, start, start + self._longest - shorter, kind)

    def untyped(self, spans: Spans) -> Spans:
        """The same spans without their kinds; those with equal bounds are numbered instead.

        So what two sides have in common is what they share as multisets of bounds.
        """
        bounds = spans.keys // self.kinds
        place = np.arange(len(bounds))
        first = np.ones(len(bounds), dtype=np.bool_)
        first[1:] = bounds[1:] != bounds[:-1]
        number = place - np.maximum.accumulate(np.where(first, place, 0))
        keys = bounds * self.kinds + number
        return Spans(keys, spans.document, spans.start, spans.end, number)

    def per_document(self, document: Integers) -> Integers:
        """How often each document is listed."""
        return np.bincount(document, minlength=self.documents)

    def per_kind(self, spans: Spans) -> Integers:
        """How many spans of each kind each document has, shape ``(documents, kinds)``."""
        counted = np.bincount(
            spans.document * self.kinds + spans.kind, minlength=self.documents * self.kinds
        )
        return counted.reshape(self.documents, self.kinds)

    def most_pairs(self, left: Spans, right: Spans, *, same_kind: bool) -> Integers:
        """Size of the largest one-to-one matching of overlapping spans, for each document.

        Args:
            left: one side.
            right: the other.
            same_kind: match spans of one kind only.
        """
        both = [side.where(side.end > side.start) for side in (left, right)]
        # a line of its own for every kind keeps kinds apart
        shifts = [side.kind * self.length if same_kind else 0 * side.kind for side in both]
        start = np.concatenate([s.start + shift for s, shift in zip(both, shifts, strict=True)])
        end = np.concatenate([s.end + shift for s, shift in zip(both, shifts, strict=True)])
        on_left = np.arange(len(start)) < len(both[0].keys)
        order = np.argsort(start, kind="stable")
        start, end, on_left = start[order], end[order], on_left[order]
        document = np.concatenate([s.document for s in both])[order]
        # Clusters are connected by overlaps. One with a single span on a side has exactly one pair,
        # since all that this span can touch, and it must touch something, is on the other side.
        opens = start >= _reach_before(end)
        cluster = np.cumsum(opens) - 1
        sizes = [np.bincount(cluster[side], minlength=opens.sum()) for side in (on_left, ~on_left)]
        pairs = np.minimum(*sizes)
        begins = np.flatnonzero(opens)
        ends = np.append(begins[1:], len(start))
        for i in np.flatnonzero(pairs > 1).tolist():
            part = slice(begins[i], ends[i])
            pairs[i] = _most_pairs(start[part].tolist(), end[part].tolist(), on_left[part].tolist())
        found = np.zeros(self.documents, dtype=np.int64)
        np.add.at(found, document[begins], pairs)
        return found


def _reach_before(end: Integers) -> Integers:
    """For sorted spans, the farthest end of those before each; -1 for the first."""
    return np.concatenate([np.full(1, -1), np.maximum.accumulate(end[:-1])])[: len(end)]


def _distinct(values: Integers) -> Integers:
    new = np.ones(len(values), dtype=np.bool_)
    new[1:] = values[1:] != values[:-1]
    return values[new]


def _most_pairs(starts: list[int], ends: list[int], on_left: list[bool]) -> int:
    """Size of the largest matching of overlapping intervals of two sides, sorted by start.

    From the interval that ends first on: it is matched with that of the other side that overlaps it
    and ends first. This is optimal. All that ends later and overlaps the first at all contains its
    last position; so in any matching, whoever has the chosen partner can change partners with the
    first and still overlap.
    """
    waiting: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
    coming: tuple[list[int], list[int]] = ([], [])
    for i in reversed(range(len(starts))):
        coming[on_left[i]].append(i)
    used = [False] * len(starts)
    pairs = 0
    for i in sorted(range(len(starts)), key=lambda i: ends[i]):
        if used[i]:
            continue
        used[i] = True  # matched now or never
        other = not on_left[i]
        heap, later = waiting[other], coming[other]
        while later and starts[later[-1]] < ends[i]:
            k = later.pop()
            heappush(heap, (ends[k], k))
        while heap and used[heap[0][1]]:
            heappop(heap)
        if heap:
            used[heappop(heap)[1]] = True
            pairs += 1
    return pairs


class ManySnapper:
    """Moves spans of many documents outward to whole words, as :class:`rawi.text.Snapper` does.

    Args:
        texts: of the documents, in order.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._lengths = np.array([len(text) for text in texts], dtype=np.int64)
        # one text of all, a line feed between two, so that no word goes from one into the next
        self._place = np.cumsum(self._lengths + 1) - (self._lengths + 1)
        self._starts, self._ends = word_bounds("\n".join(texts))

    def snap(self, columns: Columns) -> tuple[Columns, Flags]:
        """The spans in whole words, and which have any; those without stay as they are."""
        here, limit = self._place[columns.document], self._lengths[columns.document]
        left, right = (here + np.clip(edge, 0, limit) for edge in (columns.start, columns.end))
        first = np.searchsorted(self._ends, left, side="right")
        last = np.searchsorted(self._starts, right, side="left")
        has_words = first < last
        start, end = columns.start.copy(), columns.end.copy()
        start[has_words] = self._starts[first[has_words]] - here[has_words]
        end[has_words] = self._ends[last[has_words] - 1] - here[has_words]
        return Columns(columns.document, start, end, columns.kind), has_words
