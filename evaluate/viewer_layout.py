"""Where the drawings of an article go: which run of text is covered by what, and how high.

Spans may nest, share boundaries and cross; HTML elements may only nest. So the text is cut at every
boundary, and between two cuts the same spans are open. A span that crosses another one is closed
and opened again, in *pieces*, the first of which carries the label.

Lines below the text (entities) and above it (parts of quotes and quantities) are stacked: a span
gets the lowest level at which no span that it covers, and no label, is in its way.
"""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Literal

Lane = Literal["below", "above", ""]

#: how many spans may be open at one place; more could not be read, and would cost quadratic time
CROWD: Final = 32
#: width of a label's letter, in letters of the text; the narrow ones (ا ر ل) are what labels run over
_LABEL_LETTER: Final = 1.15
#: the label is positioned on the first word of its span, at most this many characters
_ANCHOR_LENGTH: Final = 40

_SPACE = re.compile(r"\s")
# C0 and C1 controls but tab, newline and carriage return, and what UTF-8 or HTML cannot hold.
_UNWRITABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def displayable(text: str) -> str:
    """The text with every character that HTML cannot hold replaced, one for one.

    Controls below U+0020 become their pictures (U+2400 and up), the others U+FFFD.
    """
    return _UNWRITABLE.sub(
        lambda match: chr(0x2400 + ord(match[0])) if match[0] < " " else "\ufffd", text
    )


@dataclass(frozen=True, slots=True)
class Drawn:
    """One span to draw.

    Attributes:
        start: first character.
        end: one past the last character.
        item: page-wide name of the quote, quantity, entity or mark that it is part of.
        part: what it is of that item (``content``, ``cue``, ``unit`` …).
        lane: where its line goes; none for a background.
        label: a word or two to stand on its line.
        tip: what is known about it, for the tooltip and for screen readers.
        classes: for the style sheet.
        backdrop: whether it is a background, that only its label needs room for.
        main: whether tables link to it and the keyboard reaches it; once for each item.
    """

    start: int
    end: int
    item: str
    part: str
    lane: Lane = ""
    label: str = ""
    tip: str = ""
    classes: tuple[str, ...] = ()
    backdrop: bool = False
    main: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """One step in writing a paragraph: open a piece, close one, or write text."""

    kind: Literal["open", "close", "text", "gap"]
    text: str = ""
    drawn: Drawn | None = None
    level: int = 0
    first: bool = False
    labels: tuple[tuple[Drawn, int], ...] = ()
    above: int = 0
    below: int = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """Paragraphs as tokens, and the spans for which there was no room or no such text."""

    paragraphs: tuple[tuple[Token, ...], ...]
    undrawn: tuple[Drawn, ...]


@dataclass(slots=True)
class _Placed:
    drawn: Drawn
    order: int
    levels: int = 0
    inside: list[_Placed] = field(default_factory=list)
    shown: bool = False


def _order(drawn: Drawn) -> tuple[int, int, bool, str, str]:
    return drawn.start, -drawn.end, not drawn.backdrop, drawn.item, drawn.part


def _uncrowded(spans: Iterable[Drawn], length: int) -> tuple[list[_Placed], list[Drawn]]:
    """The spans that can be drawn, outermost first, and those that cannot."""
    placed: list[_Placed] = []
    left_out: list[Drawn] = []
    open_ends: list[int] = []
    for drawn in sorted(spans, key=_order):
        if not 0 <= drawn.start < drawn.end <= length:
            left_out.append(drawn)
            continue
        while open_ends and open_ends[0] <= drawn.start:
            heapq.heappop(open_ends)
        if len(open_ends) >= CROWD:
            left_out.append(drawn)
            continue
        heapq.heappush(open_ends, drawn.end)
        placed.append(_Placed(drawn, len(placed)))
    return placed, left_out


def _reach(drawn: Drawn) -> int:
    """Where the room ends that a line, or its label, takes up in its lane."""
    label_end = drawn.start + math.ceil((len(drawn.label) + 1) * _LABEL_LETTER)
    return label_end if drawn.backdrop else max(drawn.end, label_end)


def _stack(placed: Sequence[_Placed], lane: Lane) -> None:
    """Sets the level of every span of a lane: 0 next to the text, covering spans further out."""
    members = [one for one in placed if one.drawn.lane == lane]
    active: list[_Placed] = []
    for one in members:
        active = [other for other in active if _reach(other.drawn) > one.drawn.start][-CROWD:]
        for other in active:
            other.inside.append(one)
        active.append(one)
    for one in reversed(members):
        one.levels = min(CROWD, 1 + max((other.levels for other in one.inside), default=-1))


def _cuts(placed: Sequence[_Placed], text: str, edges: Iterable[int]) -> list[int]:
    cuts = set(edges)
    for one in placed:
        drawn = one.drawn
        cuts.update((drawn.start, drawn.end))
        if drawn.label:
            limit = min(len(text), drawn.start + _ANCHOR_LENGTH)
            space = _SPACE.search(text, drawn.start + 1, limit)
            cuts.add(space.start() if space else limit)
    return sorted(cuts)


def whole_paragraphs(text: str, paragraphs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The given paragraphs if they are in order and inside the text, else the whole text as one."""
    kept: list[tuple[int, int]] = []
    for start, end in paragraphs:
        if not (kept[-1][1] if kept else 0) <= start < end <= len(text):
            return [(0, len(text))]
        kept.append((start, end))
    return kept or [(0, len(text))]


def lay_out(text: str, paragraphs: Iterable[tuple[int, int]], spans: Iterable[Drawn]) -> Layout:
    """Cuts a text into paragraphs and pieces.

    Joining the ``text`` of all tokens gives :func:`displayable` of the text back. The cost is that
    of sorting the spans, plus :data:`CROWD` steps at most for every span.

    Args:
        text: of the article.
        paragraphs: offsets of the paragraphs; what is between them goes to the one before.
        spans: in any order, with any overlaps. Those that are empty or outside the text, and those
            that start where :data:`CROWD` others are open, are not drawn.
    """
    placed, left_out = _uncrowded(spans, len(text))
    _stack(placed, "below")
    _stack(placed, "above")
    bounds = whole_paragraphs(text, paragraphs)
    shown = displayable(text)
    edges = {0, len(text)} | {edge for bound in bounds for edge in bound}
    cuts = _cuts(placed, text, edges)
    starting = iter(placed)
    waiting = next(starting, None)
    running: list[_Placed] = []
    result: list[tuple[Token, ...]] = []
    tokens: list[Token] = []
    stack: list[_Placed] = []
    index = 0
    for begin, stop in pairwise(cuts):
        if index + 1 < len(bounds) and begin >= bounds[index + 1][0]:
            tokens.extend(Token("close") for _ in stack)
            result.append(tuple(tokens))
            tokens, stack, index = [], [], index + 1
        running = [one for one in running if one.drawn.end > begin]
        while waiting is not None and waiting.drawn.start <= begin:
            running.append(waiting)
            waiting = next(starting, None)
        tokens.extend(_restack(stack, running))
        stack = list(running)
        inside = bounds[index][0] <= begin < bounds[index][1]
        labels = tuple(
            (one.drawn, one.levels)
            for one in running
            if one.drawn.start == begin and one.drawn.label
        )
        heights = Counter[str]()
        for one in running:
            if not one.drawn.backdrop or one.drawn.start == begin:
                heights[one.drawn.lane] = max(heights[one.drawn.lane], one.levels + 1)
        tokens.append(
            Token(
                "text" if inside else "gap",
                shown[begin:stop],
                labels=labels,
                above=heights["above"],
                below=heights["below"],
            )
        )
    tokens.extend(Token("close") for _ in stack)
    result.append(tuple(tokens))
    return Layout(tuple(result), tuple(left_out))


def _restack(old: Sequence[_Placed], new: Sequence[_Placed]) -> Iterator[Token]:
    """Closes and opens pieces so that the open ones are those of ``new``, in their order."""
    common = 0
    while common < min(len(old), len(new)) and old[common] is new[common]:
        common += 1
    for _ in range(len(old) - common):
        yield Token("close")
    for one in new[common:]:
        yield Token("open", drawn=one.drawn, level=one.levels, first=not one.shown)
        one.shown = True
