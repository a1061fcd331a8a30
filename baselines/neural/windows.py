"""Long texts in overlapping windows of subwords, and where each word is read.

An encoder sees a few hundred subwords at once; articles have thousands, and what a model cuts off in
silence is missed. Windows go on by whole words, and overlap: a word is read in the window in which it
stands farthest from the edges, so that it has context on both sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Window:
    """Words ``first`` up to but not including ``last``, and the ones among them that are read here.

    Attributes:
        first: index of the first word.
        last: one past the last.
        read_first: index of the first word whose tags are taken from this window.
        read_last: one past the last of these.
    """

    first: int
    last: int
    read_first: int
    read_last: int


def windows(lengths: Sequence[int], room: int, overlap: int) -> list[Window]:
    """Windows over words, so that every word is read in exactly one of them.

    Args:
        lengths: subwords of each word, at least 1; a word longer than ``room`` counts as ``room``.
        room: subwords that a window holds.
        overlap: subwords that two windows share, about; less than ``room``.

    Raises:
        ValueError: no room, or an overlap that leaves no step.
    """
    if room < 1 or not 0 <= overlap < room:
        raise ValueError(f"a window of {room} subwords cannot overlap by {overlap}")
    bounds: list[tuple[int, int]] = []
    first = 0
    while first < len(lengths):
        last, size = first, 0
        while last < len(lengths) and (last == first or size + min(lengths[last], room) <= room):
            size += min(lengths[last], room)
            last += 1
        bounds.append((first, last))
        if last == len(lengths):
            break
        following, shared = last, 0
        while following - 1 > first and shared + lengths[following - 1] <= overlap:
            following -= 1
            shared += lengths[following]
        first = following
    found = []
    for number, (first, last) in enumerate(bounds):
        before = bounds[number - 1][1] if number else first
        after = bounds[number + 1][0] if number + 1 < len(bounds) else last
        # the middle of what two windows share divides it
        read_first = first + (before - first + 1) // 2 if number else first
        read_last = after + (last - after + 1) // 2 if number + 1 < len(bounds) else last
        found.append(Window(first, last, read_first, read_last))
    return found
