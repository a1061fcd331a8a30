"""Fractions in words, alone or behind a whole number: ثلثي، ثلاثة أرباع المليون، مليون ونصف المليون.

The convention: خمس before a definite noun is a fifth, as is الخمس behind a word that announces a
share (بنسبة الخمس); both could be five and are reported. A half behind a scale word is half of it
(مليار ونصف), unless another scale word says of what (مليار ونصف مليون).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from rawi.numerals.lexicon import NO_FRACTION_BEFORE, SHARE_BEFORE, Kind, key_of
from rawi.numerals.number import Flag
from rawi.numerals.parts import SCALES, Part, Tokens, distinct, has_proclitic
from rawi.numerals.tokens import Token, word_after, word_before

#: key of the fraction, which is also that of the unit
_UNIT_FRACTIONS: Final = {5: "خمس", 7: "سبع", 9: "تسع", 10: "عشر"}


def spelled_alike(word: str) -> Fraction | None:
    """The fraction that is written like a cardinal when vowels are left out.

    Args:
        word: one word, without proclitics: خمس, الخمس, خمسا.

    Returns:
        1/5 for these, ``None`` for a word that is no such fraction.
    """
    key = key_of(word).removeprefix("ال")
    for number, unit in _UNIT_FRACTIONS.items():
        if key in (unit, unit + "ا"):
            return Fraction(1, number)
    return None


class Fractions:
    """Reads the fractions of one text.

    Args:
        tokens: its tokens.
    """

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._text = tokens.text

    def first(self, i: int) -> Part | None:
        """A fraction that stands first, with the scale word it is a part of: نصف المليون."""
        fraction = self._parts(i)
        if fraction is None:
            return None
        token = self._tokens.following(fraction.following)
        if token is None or token.kind is not Kind.SCALE or has_proclitic(token):
            return fraction
        return fraction.times(token.value, fraction.following + 1, int(token.value))

    def _parts(self, i: int) -> Part | None:
        """A half, two thirds, three quarters."""
        token = self._tokens[i]
        if token.kind is Kind.FRACTION:
            if key_of(word_after(self._text, token.end)) in NO_FRACTION_BEFORE:
                return None
            return Part(token.value, i + 1)
        unit = self._unit_fraction(i, token)
        if unit is not None:
            return unit
        if token.kind not in (Kind.UNIT, Kind.DIGITS):
            return None
        follower = self._tokens.following(i + 1)
        if follower is None or follower.kind is not Kind.FRACTION_PLURAL:
            return None
        if has_proclitic(follower):
            return None
        digits = token.kind is Kind.DIGITS
        count = self._tokens.digits(i) if digits else Part(token.value, i + 1)
        if count is None or count.value.denominator != 1 or not 2 <= count.value <= 99:
            return None
        return count.times(follower.value, i + 2, 1)

    def _unit_fraction(self, i: int, token: Token) -> Part | None:
        """خمس السكان, بنسبة الخمس: written like five, and a fifth."""
        if token.kind not in (Kind.UNIT, Kind.TEN) or token.tanween:
            return None
        key = key_of(self._text[token.start : token.end])
        if _UNIT_FRACTIONS.get(int(token.value)) != key.removeprefix("ال"):
            return None
        if self._tokens.following(i + 1) is not None:
            return None
        if token.article:
            announced = key_of(word_before(self._text, token.begin)) in SHARE_BEFORE
        else:
            after = key_of(word_after(self._text, token.end))
            announced = len(after) > 3 and after.startswith("ال")
        if not announced:
            return None
        flags: frozenset[Flag] = frozenset()
        if token.kind is Kind.UNIT:
            flags = frozenset({"fraction_ambiguous"})
        return Part(1 / token.value, i + 1, flags=flags, alternatives=(token.value,))

    def behind(self, part: Part) -> Part:
        """A number with the fraction that may end it: مليون ونصف المليون, خمسة ونصف, 3 ونصف مليون."""
        token = self._tokens.following(part.following)
        if token is None or not token.conjunction or token.preposition:
            return part
        fraction = self._parts(part.following)
        if fraction is None or fraction.value >= 1:
            return part
        scale = self._tokens.following(fraction.following)
        size = part.multiplier
        if scale is not None and scale.kind in SCALES and not scale.conjunction:
            return self._of_scale(part, fraction, scale)
        if self._text[token.end : token.end + 1].isalpha():
            # نصفهم is half of somebody
            return part
        last = self._tokens[fraction.following - 1]
        after = key_of(word_after(self._text, last.end))
        if len(after) > 3 and after.startswith("ال"):
            return part
        joined = part.plus(fraction.times(Fraction(size), fraction.following, size))
        if size == 1:
            return joined
        # مليار ونصف is a milliard and a half of it; in strict grammar it could be half of one
        return joined._replace(
            flags=joined.flags | {"half_ambiguous"},
            alternatives=distinct([*joined.alternatives, part.value + fraction.value]),
        )

    def _of_scale(self, part: Part, fraction: Part, scale: Token) -> Part:
        size, following = part.multiplier, fraction.following + 1
        if size == 1:
            # 3 ونصف مليون: the scale word belongs to both
            both = part.plus(fraction)
            return both.times(scale.value, following, int(scale.value))
        if scale.value > size:
            return part
        # مليون ونصف المليون, مليار ونصف مليون
        return part.plus(fraction.times(scale.value, following, int(scale.value)))
