"""Which quotation marks belong together.

One scan over the text, with these conventions of Arabic newspapers:

* straight marks, « », curly marks (which word processors often write reversed: ”…“) and single
  marks at word edges; one family may stand inside another;
* the side of a mark that cannot be told from its shape is told from the white space beside it;
* a mark that opens a new paragraph while one is open repeats it (one speech over several
  paragraphs); any other open mark does not outlive its paragraph by more than
  ``MAXIMUM_PARAGRAPHS``; one that is never closed ends with its paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from rawi.text import Offsets

#: characters that are quotation marks wherever they stand
MARKS: Final = frozenset('"«»“”„‟‹›')
_FAMILY: Final = {
    mark: family
    for family, marks in (
        ("straight", '"'),
        ("angle", "«»"),
        ("curly", "“”„‟"),
        ("single", "'‘’‚"),
        ("small angle", "‹›"),
    )
    for mark in marks
}
#: a run of four equal marks or more is ornament and not looked at
_SCAN: Final = re.compile("([\"«»“”„‟'‘’‚‹›])\\1{3,}+|[\"«»“”„‟'‘’‚‹›\n]")
#: how many paragraphs a stretch in marks may run over without repeating its opening mark
MAXIMUM_PARAGRAPHS: Final = 3


@dataclass(frozen=True, slots=True)
class Pair:
    """A stretch in quotation marks, the marks included.

    Attributes:
        start: offset of the opening mark.
        end: offset after the closing mark.
        parts: the stretch paragraph by paragraph, marks included.
        closed: whether there is a closing mark.
    """

    start: int
    end: int
    parts: tuple[Offsets, ...]
    closed: bool = True


@dataclass(slots=True)
class _Open:
    family: str
    start: int
    #: starts of its parts, one a paragraph
    parts: list[int]
    #: end of the text of the paragraph before each part but the first
    ends: list[int]
    paragraphs: int = 0


def pair_marks(text: str) -> tuple[Pair, ...]:
    """Pair the quotation marks of a text.

    Returns:
        the stretches in marks, by start; a stretch may lie inside another, never across it.
    """
    found: list[Pair] = []
    stack: list[_Open] = []
    for match in _SCAN.finditer(text):
        at = match.start()
        mark = match.group()
        if match[1]:
            continue
        if mark == "\n":
            stack = _end_paragraph(text, at, stack, found)
            continue
        family = _FAMILY[mark]
        side = _side(text, at, mark, family)
        if side == "none":
            continue
        if stack and stack[0].paragraphs and _first_in_paragraph(text, at):
            outer = stack[0]
            if outer.family == family and side != "close":
                outer.ends.append(_end_of_line_before(text, at))
                outer.parts.append(at)
                outer.paragraphs = 0
                continue
        held = next((n for n in range(len(stack) - 1, -1, -1) if stack[n].family == family), None)
        if held is not None and side != "open":
            # Marks opened inside and never closed are slips.
            opened = stack[held]
            del stack[held:]
            if at > opened.start + 1:
                found.append(_close(opened, at + 1))
        elif held is None and side != "close" and len(stack) < 3:
            stack.append(_Open(family, at, [at], []))
        elif (
            held is not None
            and side == "open"
            and (family in ("straight", "curly") or stack[held].paragraphs)
        ):
            # A second opening mark: the first one was never closed, or this one is misplaced.
            opened = stack[held]
            del stack[held:]
            if opened.paragraphs == 0 and _blank_before(text, at) and _blank_after(text, at):
                found.append(_close(opened, at + 1))
            else:
                stack.append(_Open(family, at, [at], []))
    _end_paragraph(text, len(text), stack, found, last=True)
    found.sort(key=lambda pair: (pair.start, -pair.end))
    return tuple(_laminar(found))


def _close(opened: _Open, end: int) -> Pair:
    ends = [*opened.ends, end]
    return Pair(opened.start, end, tuple(zip(opened.parts, ends, strict=True)))


def _end_paragraph(
    text: str, at: int, stack: list[_Open], found: list[Pair], last: bool = False
) -> list[_Open]:
    """What is still open after a paragraph; what is given up on and opened one is kept as such."""
    kept: list[_Open] = []
    for opened in stack[:1]:
        opened.paragraphs += text[at - 1 : at] != "\n"
        if not last and opened.paragraphs < MAXIMUM_PARAGRAPHS and opened.family != "single":
            kept.append(opened)
            continue
        if opened.family == "single":
            continue
        # Never closed: it ends with the paragraph its last part stands in.
        start = opened.parts[-1]
        stop = text.find("\n", start)
        end = _before_full_stop(text, start, len(text) if stop < 0 else stop)
        if end > start + 1:
            ends = [*opened.ends, end]
            parts = tuple(zip(opened.parts, ends, strict=True))
            found.append(Pair(opened.start, end, parts, closed=False))
    return kept


def _laminar(pairs: list[Pair]) -> list[Pair]:
    """Without the pairs that cross an earlier one (an unclosed one ends where the next begins)."""
    kept: list[Pair] = []
    stack: list[Pair] = []
    for pair in pairs:
        while stack and stack[-1].end <= pair.start:
            stack.pop()
        if stack and not stack[-1].closed:
            # What follows in marks of its own shows that the unclosed mark was a slip.
            slip = stack.pop()
            if kept and kept[-1] is slip:
                kept.pop()
        if stack and pair.end > stack[-1].end:
            continue
        kept.append(pair)
        stack.append(pair)
    return kept


def _side(text: str, at: int, mark: str, family: str) -> str:
    before, after = _blank_before(text, at), _blank_after(text, at)
    if family == "angle" or family == "small angle":
        return "open" if mark in "«‹" else "close"
    if family == "single":
        # Apostrophes stand inside words.
        if before and not after:
            return "open"
        return "close" if after and not before else "none"
    if before and not after:
        return "open"
    if after and not before:
        return "close"
    if before and after:
        return "either"
    return "open" if _after_particle(text, at) else "either"


def _blank_before(text: str, at: int) -> bool:
    return at == 0 or text[at - 1].isspace() or text[at - 1] in "([{-–—:،؛ـ"


def _blank_after(text: str, at: int) -> bool:
    return at + 1 >= len(text) or text[at + 1].isspace() or text[at + 1] in ")]}.,:;،؛؟!?…-–—"


def _after_particle(text: str, at: int) -> bool:
    """Whether one or two attached letters stand before the mark and nothing else: بـ", لـ", و"."""
    for length in (1, 2):
        start = at - length
        if start >= 0 and (start == 0 or text[start - 1].isspace()):
            return all(letter in "وفبكلـ" for letter in text[start:at])
    return False


def _first_in_paragraph(text: str, at: int) -> bool:
    while at > 0 and text[at - 1] in " \t\u00a0\u200f\u200e":
        at -= 1
    return at == 0 or text[at - 1] == "\n"


def _end_of_line_before(text: str, at: int) -> int:
    while at > 0 and text[at - 1].isspace():
        at -= 1
    return _before_full_stop(text, 0, at)


def _before_full_stop(text: str, start: int, end: int) -> int:
    """``end`` moved back over white space and full stops."""
    while end > start and (text[end - 1].isspace() or text[end - 1] in ".،"):
        end -= 1
    return end
