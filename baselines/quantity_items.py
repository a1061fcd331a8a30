"""A number as the rules for quantities see it: with its place among the words of a page."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from rawi.baselines.quantity_lexicon import Money, UnitName
from rawi.baselines.quantity_words import Page
from rawi.document import Span
from rawi.numerals import Flag, Number
from rawi.numerals.lexicon import key_of

_PARTICLES: Final = frozenset(
    {"و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "ال", "لل", "بال", "وال", "كال", "ولل", "وبال"}
)

_NO_DOUBTS: Final[frozenset[Flag]] = frozenset({"definite", "glued", "negative"})


@dataclass(frozen=True, slots=True)
class Item:
    """A number, or a dual noun, that counts or measures.

    Attributes:
        start: first code point of the number.
        end: one past its last.
        first: index of the first word of the number, with its particles.
        last: index of its last word.
        value: how much, ``None`` for vague numbers.
        scale: order of magnitude of vague numbers.
        multiplier: the scale word that the whole number is multiplied by.
        lead: the proclitics before it, as letters.
        digits: whether it is written with digits.
        fraction: whether it is a fraction.
        definite: whether it has the article.
        glued: whether Latin letters touch it.
        slash: whether it is a fraction written with a slash.
        dual: whether it is the dual of a noun.
        multiple: whether it says how many times as much.
        unit: the unit that a dual is, or that stands inside the number.
        unit_span: where that unit stands: in ثلاثة أعوام ونصف it is inside the number.
        doubts: what may be otherwise about its value (:class:`rawi.numerals.Number`, ``flags``).
        alternatives: what else its value could be.
    """

    start: int
    end: int
    first: int
    last: int
    value: Fraction | None
    scale: int | None = None
    multiplier: int = 1
    lead: str = ""
    digits: bool = False
    fraction: bool = False
    definite: bool = False
    glued: bool = False
    slash: bool = False
    dual: bool = False
    multiple: bool = False
    unit: UnitName | Money | None = None
    unit_span: Span | None = None
    doubts: frozenset[Flag] = frozenset()
    alternatives: tuple[Fraction, ...] = ()


def item_of(page: Page, number: Number) -> Item:
    """A number with its place among the words of a page."""
    first, last = page.at(number.start), page.at(number.end - 1)
    lead = key_of(page.text[page.words[first].start : number.start])
    # و 200 and بـ200 are written as two words, one number with its proclitic
    if not lead and page.key(first - 1) in _PARTICLES and page.together(first - 1, first):
        first -= 1
        lead = page.key(first)
    return Item(
        number.start,
        number.end,
        first,
        last,
        number.value,
        number.scale,
        number.multiplier,
        lead,
        number.form in ("digit", "mixed"),
        number.form == "fraction",
        "definite" in number.flags,
        "glued" in number.flags,
        "slash" in number.flags,
        doubts=number.flags - _NO_DOUBTS,
        alternatives=number.alternatives,
    )
