"""The parts of numbers in a text, in order: digits and number words, with what is glued to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from rawi.numerals.digits import DIGIT, VULGAR
from rawi.numerals.lexicon import INVISIBLE, LETTERS, MARKS, Kind, Reading, classify

# Possessive quantifiers: a megabyte of digits is looked at once and not again from every place.
_WORD: Final = rf"[{LETTERS}][{LETTERS}{MARKS}{INVISIBLE}]*+"
_WIRE: Final = (
    rf"(?<![{DIGIT}])[{DIGIT}]{{1,6}}+(?: ?ر ?[{DIGIT}]{{1,6}}+){{1,2}}+(?![{DIGIT}{LETTERS}])"
)
_SPACED: Final = (
    rf"(?<![{DIGIT}])[{DIGIT}]{{1,3}}(?:[ \u00a0\u2009\u202f][{DIGIT}]{{3}}){{1,3}}"
    rf"(?![ \u00a0\u2009\u202f]?[{DIGIT}]|[.,:/٫٬،][{DIGIT}])"
)
_PLAIN: Final = rf"[{DIGIT}]++(?:[.,:/٫٬،'’][{DIGIT}]++)*+(?: ?[{VULGAR}])?|[{VULGAR}]"
_TOKEN: Final = re.compile(rf"({_WORD})|{_WIRE}|{_SPACED}|{_PLAIN}")
_BLANK: Final = re.compile(rf"[ \t\u00a0\u2009\u202f{INVISIBLE}]*+")
_NEIGHBOUR: Final = re.compile(rf"[ \t\u00a0{INVISIBLE}]*+({_WORD})")
_PERCENT: Final = re.compile(
    rf"[ \u00a0{INVISIBLE}]*+(?:[%٪]|(?:ف[يى] +ال|بال)[{MARKS}]*م[{MARKS}]*ا?[{MARKS}]*[ئيأ])"
)
_LATIN: Final = re.compile(r"[A-Za-z_@#/\\]")


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a number.

    Attributes:
        begin: where the written word begins, proclitics included.
        start: where the number begins in it: the article is inside.
        end: one past its last code point.
        kind: what it does in a number.
        value: what it is worth, for words.
        written: the digits, for digits.
        conjunction: whether و or ف comes before it, attached or as a word of its own.
        preposition: ب, ل or ك before it, or nothing.
        article: whether it has the article ال.
        tanween: whether it is written with fathatan.
        dual: whether it is the dual of a number word.
        adjacent: whether only blanks stand between it and the token before.
        glued: whether Latin letters or signs of addresses touch the digits.
    """

    begin: int
    start: int
    end: int
    kind: Kind
    value: Fraction = Fraction(0)
    written: str = ""
    conjunction: bool = False
    preposition: str = ""
    article: bool = False
    tanween: bool = False
    dual: bool = False
    adjacent: bool = False
    glued: bool = False


def _is_blank(text: str, start: int, end: int) -> bool:
    match = _BLANK.match(text, start, end)
    return match is not None and match.end() == end


def tokens(text: str) -> Iterator[Token]:
    """The parts of numbers in a text, in order; words that belong to no number are left out."""
    before = -1
    particle: Reading | None = None
    particle_at = particle_end = -1
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        word = match[1]
        reading = None
        if word is not None:
            reading = classify(word)
            if reading is None:
                continue
            if reading.entry.kind is Kind.PARTICLE:
                # two particles in a row are no proclitics of one number
                particle, particle_at, particle_end = reading, start, end
                continue
        begin = start
        conjunction, preposition, article, number_start = False, "", False, start
        if particle is not None and _is_blank(text, particle_end, start):
            begin = particle_at
            conjunction, preposition = particle.conjunction, particle.preposition
            if particle.article:
                article, number_start = True, particle_at + particle.start
        particle = None
        adjacent = before >= 0 and _is_blank(text, before, begin)
        if reading is None:
            yield Token(
                begin,
                number_start,
                end,
                Kind.DIGITS,
                written=match[0],
                conjunction=conjunction,
                preposition=preposition,
                article=article,
                adjacent=adjacent,
                glued=_is_glued(text, start, end),
            )
            before = end
            continue
        entry = reading.entry
        yield Token(
            begin,
            number_start if article else start + reading.start,
            start + reading.end,
            entry.kind,
            value=Fraction(entry.value, entry.under),
            conjunction=conjunction or reading.conjunction,
            preposition=preposition or reading.preposition,
            article=article or reading.article,
            tanween=reading.tanween,
            dual=entry.dual,
            adjacent=adjacent,
        )
        # what follows a pronoun is not part of the same number
        before = end if start + reading.end == end or not entry.enclitic else -1


def _is_glued(text: str, start: int, end: int) -> bool:
    if _LATIN.match(text, end) or (start and _LATIN.match(text, start - 1)):
        return True
    # F-16, Covid-19
    return start > 1 and text[start - 1] in "-–" and _LATIN.match(text, start - 2) is not None


def word_after(text: str, place: int) -> str:
    """The Arabic word that follows a place after nothing but blanks, or nothing."""
    match = _NEIGHBOUR.match(text, place)
    return match[1] if match else ""


def word_before(text: str, place: int) -> str:
    """The Arabic word that stands before a place with nothing but blanks between, or nothing."""
    window = text[max(0, place - 40) : place]
    found = _LAST_WORD.search(window)
    return found[1] if found else ""


_LAST_WORD: Final = re.compile(rf"({_WORD})[ \t\u00a0{INVISIBLE}]*+\Z")


def percent_follows(text: str, place: int) -> bool:
    """Whether a percent sign, or في المئة or بالمئة, comes next."""
    return _PERCENT.match(text, place) is not None
