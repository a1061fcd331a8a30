"""Gives strings their places in a text.

Convention. A string is anchored verbatim; a run of white space equals any other. An *occurrence*
begins and ends with words of the text (:func:`rawi.text.words`), particles that are attached to the
first word left out (بيروت in وبيروت); a string that never occurs so is also looked for inside
words (عراق in العراق), but never cut out of a number (3 in 2023). Occurrences of one string do not
overlap.

The mentions of a list are anchored in its order: each takes the first occurrence that begins at or
after the place where the mention before it begins, so that an inner entity may follow its outer one.
If there is none left, it takes the first one of the text that no mention of the same string has taken,
then the first that none of the same string and type has. Else it has no place.

A part of an item (cue, unit, thing counted) takes the occurrence nearest to the item.

Building costs time in the length of the text, a string that is looked for the first time one search
through the text, every further mention of it next to nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from rawi.document import Span
from rawi.text import proclitics, words


class Occurrences:
    """The occurrences of one string, in order; they do not overlap.

    Args:
        string: with single spaces.
        starts: where they begin in the text with single spaces.
        raw: where the characters of that text stand in the raw one.
    """

    def __init__(self, string: str, starts: list[int], raw: list[int]) -> None:
        self.string = string
        self._starts = starts
        self._raw = raw

    def __len__(self) -> int:
        return len(self._starts)

    def __getitem__(self, index: int) -> Span:
        start = self._starts[index]
        return Span(self._raw[start], self._raw[start + len(self.string) - 1] + 1)

    def from_offset(self, offset: int) -> int:
        """Index of the first one that begins at or after an offset of the raw text."""
        return bisect_left(self._starts, offset, key=self._raw.__getitem__)


class Places:
    """Finds strings in one text.

    Args:
        text: the raw text; spans that are returned count in it.
    """

    def __init__(self, text: str) -> None:
        self._text, self._raw = _collapsed(text)
        bounds = words(self._text)
        begins = {s + cut for s, e in bounds for cut in proclitics(self._text[s:e])}
        self._begins = sorted(begins)
        self._is_begin = begins
        self._is_end = {end for _, end in bounds}
        self._word_starts = [start for start, _ in bounds]
        self._word_ends = [end for _, end in bounds]
        self._found: dict[str, list[int]] = {}

    def occurrences(self, string: str) -> Occurrences:
        """All occurrences of a string; see the module for what counts as one."""
        wanted = " ".join(string.split())
        if wanted not in self._found:
            self._found[wanted] = self._search(wanted)
        return Occurrences(wanted, self._found[wanted], self._raw)

    def nearest(
        self, string: str, to: Span, *, inside: bool = False, before: bool = False
    ) -> Span | None:
        """The occurrence that is nearest to a span, ``None`` if there is none.

        Args:
            string: what to look for.
            to: the span.
            inside: whether one that overlaps the span is nearest of all; otherwise such a one is taken
                only if there is no other.
            before: of two that are equally near take the one before the span, not the one behind.
        """
        found = self.occurrences(string)
        # Occurrences do not overlap: only those beside the edges of the span can be nearest.
        edges = (found.from_offset(to.start), found.from_offset(to.end))
        near = {i for at in edges for i in range(at - 2, at + 2) if 0 <= i < len(found)}

        def cost(span: Span) -> tuple[bool, int, bool]:
            overlaps = span.start < to.end and to.start < span.end
            gap = max(0, to.start - span.end, span.start - to.end)
            return overlaps and not inside, gap, (span.start < to.start) is not before

        return min((found[i] for i in sorted(near)), key=cost, default=None)

    def with_marks(self, span: Span, marks: str, before: int, behind: int) -> Span:
        """A span with the quotation marks around it, up to so many on each side.

        A space between them and the span is passed over.
        """
        text = self._text
        start, end = bisect_left(self._raw, span.start), bisect_left(self._raw, span.end)
        for _ in range(before):
            at = start - 1 - (text[start - 1 : start] == " ")
            if at < 0 or text[at] not in marks:
                break
            start = at
        for _ in range(behind):
            at = end + (text[end : end + 1] == " ")
            if at >= len(text) or text[at] not in marks:
                break
            end = at + 1
        return Span(self._raw[start], self._raw[end - 1] + 1)

    def _search(self, wanted: str) -> list[int]:
        if not wanted:
            return []
        text, size = self._text, len(wanted)
        found: list[int] = []
        at = text.find(wanted)
        inside = at >= 0
        while at >= 0:
            if at in self._is_begin and at + size in self._is_end:
                found.append(at)
                at = text.find(wanted, at + size)
                continue
            following = bisect_right(self._begins, at)
            if following == len(self._begins):
                break
            # By half of its length at least, or a long string in a periodic text costs its square.
            at = text.find(wanted, max(self._begins[following], at + size // 2))
        if not found and inside:
            found = [match.start() for match in re.finditer(re.escape(wanted), text)]
            for offset, edge in ((0, wanted[0]), (size, wanted[-1])):
                if not edge.isalpha():
                    found = [at for at in found if not self._cuts_number(at + offset)]
        return found

    def _cuts_number(self, edge: int) -> bool:
        """Whether an edge lies inside a word, with a digit on one side and no letter on the other."""
        sides = self._text[max(0, edge - 1) : edge + 1]
        if not any(map(str.isdigit, sides)) or any(map(str.isalpha, sides)):
            return False
        word = bisect_right(self._word_starts, edge) - 1
        return word >= 0 and self._word_starts[word] < edge < self._word_ends[word]


def _collapsed(text: str) -> tuple[str, list[int]]:
    """A text with one space for each run of white space, and where its characters stand."""
    kept: list[str] = []
    raw: list[int] = []
    space = True  # none at the beginning
    for i, character in enumerate(text):
        if not character.isspace():
            kept.append(character)
            raw.append(i)
        elif not space:
            kept.append(" ")
            raw.append(i)
        space = character.isspace()
    return "".join(kept), raw


class _Free:
    """Which occurrences of one string nobody has taken: the next free one in nearly constant time."""

    def __init__(self) -> None:
        # from what is taken to something at or before the next free one
        self._next: dict[int, int] = {}

    def first(self, at: int) -> int:
        """The first free index at or after this one."""
        free = at
        while free in self._next:
            free = self._next[free]
        while at != free:
            self._next[at], at = free, self._next[at]
        return free

    def take(self, index: int) -> None:
        """Make an index taken."""
        self._next[index] = index + 1


class Mentions:
    """Anchors the mentions of one list, in its order; see the module for the rule.

    Args:
        places: of the text.
    """

    def __init__(self, places: Places) -> None:
        self._places = places
        self._at = 0
        self._free: dict[tuple[str, str | None], _Free] = {}

    def next(self, string: str, kind: str = "") -> Span | None:
        """The place of the next mention, ``None`` if it has none.

        Args:
            string: its words.
            kind: its type; one occurrence may be taken once for each.
        """
        found = self._places.occurrences(string)
        any_kind, this_kind = (
            self._free.setdefault((found.string, key), _Free()) for key in (None, kind)
        )
        ahead = found.from_offset(self._at)
        for free, start in ((any_kind, ahead), (any_kind, 0), (this_kind, 0)):
            index = free.first(start)
            if index < len(found):
                break
        else:
            return None
        any_kind.take(index)
        this_kind.take(index)
        span = found[index]
        self._at = span.start
        return span
