"""How the parts of a number add up: خمسة وعشرون ألفاً و750 is 25,750.

The grammar, with و for the conjunction::

    number   = group scale* (و group scale*)* (و fraction [scale])?   scales getting smaller
    group    = digits | hundred (و below)? | below
    below    = unit ten | unit و tens | unit | tens | ten
    fraction = (half | number parts) [scale]

Two numbers that do not fit together this way stay two numbers (خمسة وستة; 20 و30).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from rawi.numerals.digits import interpret
from rawi.numerals.lexicon import NO_FRACTION_BEFORE, YEAR_WORDS, Kind, key_of
from rawi.numerals.number import Flag
from rawi.numerals.tokens import Token, percent_follows, word_after, word_before

_SCALES: Final = (Kind.SCALE, Kind.SCALE_ALIF, Kind.SCALE_PLURAL)
_CONSTRUCT_FRACTIONS: Final = {5: "خمس", 7: "سبع", 9: "تسع", 10: "عشر"}


class Part(NamedTuple):
    """A number read from some tokens, before it is dressed as :class:`Number`."""

    value: Fraction
    following: int
    multiplier: int = 1
    flags: frozenset[Flag] = frozenset()
    has_digits: bool = False


def has_proclitic(token: Token) -> bool:
    """Whether a conjunction or preposition comes before a token."""
    return token.conjunction or bool(token.preposition)


class Composer:
    """Reads whole numbers and fractions from the tokens of one text.

    Args:
        text: the text.
        tokens: its tokens, as :func:`rawi.numerals.tokens.tokens` gives them.
    """

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self._text = text
        self._tokens = tokens

    def following(self, i: int) -> Token | None:
        """The token ``i`` if it directly follows the one before it."""
        if i < len(self._tokens) and self._tokens[i].adjacent:
            return self._tokens[i]
        return None

    # Fractions

    def fraction(self, i: int) -> Part | None:
        """A fraction that stands first, with the scale word it is a part of: نصف المليون."""
        fraction = self._parts(i)
        if fraction is None:
            return None
        token = self.following(fraction.following)
        if token is None or token.kind is not Kind.SCALE or has_proclitic(token):
            return fraction
        size = int(token.value)
        return fraction._replace(
            value=fraction.value * size, following=fraction.following + 1, multiplier=size
        )

    def _parts(self, i: int) -> Part | None:
        """A half, two thirds, three quarters."""
        token = self._tokens[i]
        if token.kind is Kind.FRACTION:
            if key_of(word_after(self._text, token.end)) in NO_FRACTION_BEFORE:
                return None
            return Part(token.value, i + 1)
        if token.kind in (Kind.UNIT, Kind.TEN) and not token.article and not token.tanween:
            written = key_of(self._text[token.start : token.end])
            if _CONSTRUCT_FRACTIONS.get(int(token.value)) == written:
                follower = self.following(i + 1)
                after = key_of(word_after(self._text, token.end))
                if follower is None and len(after) > 3 and after.startswith("ال"):
                    return Part(1 / token.value, i + 1)
        if token.kind not in (Kind.UNIT, Kind.DIGITS):
            return None
        follower = self.following(i + 1)
        if follower is None or follower.kind is not Kind.FRACTION_PLURAL:
            return None
        if follower.conjunction or follower.preposition:
            return None
        count = self._digits(i) if token.kind is Kind.DIGITS else Part(token.value, i + 1)
        if count is None or count.value.denominator != 1 or not 2 <= count.value <= 99:
            return None
        return count._replace(value=count.value * follower.value, following=i + 2)

    def _with_fraction(self, part: Part) -> Part:
        """مليون ونصف المليون, خمسة ونصف, 3 ونصف مليون."""
        token = self.following(part.following)
        if token is None or not token.conjunction or token.preposition:
            return part
        fraction = self._parts(part.following)
        if fraction is None or fraction.value >= 1:
            return part
        scale = self.following(fraction.following)
        size = part.multiplier
        if scale is not None and scale.kind in _SCALES and not scale.conjunction:
            if scale.value == size:
                return part._replace(
                    value=part.value + fraction.value * size, following=fraction.following + 1
                )
            if size != 1:
                return part
            # 3 ونصف مليون: the scale word belongs to both
            return part._replace(
                value=(part.value + fraction.value) * scale.value,
                following=fraction.following + 1,
                multiplier=int(scale.value),
            )
        if self._text[token.end : token.end + 1].isalpha():
            return part
        last = self._tokens[fraction.following - 1]
        after = key_of(word_after(self._text, last.end))
        if len(after) > 3 and after.startswith("ال"):
            return part
        return part._replace(value=part.value + fraction.value * size, following=fraction.following)

    # Whole numbers

    def whole(self, i: int) -> Part | None:
        """The number that begins with token ``i``, with the fraction that may end it."""
        part = self._scaled(i)
        if part is None:
            return None
        smallest = part.multiplier
        while smallest > 1:
            token = self.following(part.following)
            if token is None or not token.conjunction or token.preposition or token.article:
                break
            if token.kind is Kind.SCALE_PLURAL:
                break
            more = self._scaled(part.following)
            if more is None or more.multiplier >= smallest or more.value >= smallest:
                break
            if more.value.denominator != 1 or "wire" in more.flags:
                break
            bare_digits = more.has_digits and more.multiplier == 1
            if bare_digits and smallest > 1000 and more.value * 1000 < smallest:
                break
            smallest = more.multiplier
            part = Part(
                part.value + more.value,
                more.following,
                smallest,
                part.flags | more.flags,
                part.has_digits or more.has_digits,
            )
        part = self._with_fraction(part)
        return part._replace(multiplier=part.multiplier if self._is_product(i, part) else 1)

    def _is_product(self, i: int, part: Part) -> bool:
        """Whether the scale word multiplies all that stands before it."""
        return not any(
            token.conjunction and self._tokens[at - 1].kind in _SCALES
            for at, token in enumerate(self._tokens[i + 1 : part.following], i + 1)
        )

    def _scaled(self, i: int) -> Part | None:
        """A group and the scale words that multiply it."""
        token = self._tokens[i]
        flags: frozenset[Flag] = frozenset()
        if token.kind is Kind.SCALE_DUAL:
            part = Part(token.value, i + 1, int(token.value) // 2)
        elif token.kind is Kind.SCALE:
            part = Part(token.value, i + 1, int(token.value))
        elif token.kind is Kind.SCALE_ALIF:
            if not token.tanween:
                flags = frozenset({"tanween_ambiguous"})
            times = 2 if self.is_dual(i) else 1
            part = Part(times * token.value, i + 1, int(token.value), flags)
        else:
            group = self._group(i)
            if group is None:
                return None
            part = group
        while True:
            scale = self.following(part.following)
            if scale is None or scale.conjunction or scale.preposition:
                return part
            if scale.kind not in _SCALES or scale.value <= part.multiplier:
                return part
            if not self._may_scale(i, part, scale):
                return part
            size = part.multiplier * int(scale.value)
            part = part._replace(
                value=part.value * scale.value, following=part.following + 1, multiplier=size
            )

    def _may_scale(self, i: int, part: Part, scale: Token) -> bool:
        if not part.has_digits:
            return True
        if scale.article:
            return False
        if part.value.denominator != 1 or not 1900 <= part.value <= 2100:
            return True
        # في عام 2022 ألف: a year, and then a number
        if scale.kind is Kind.SCALE_PLURAL:
            return False
        return key_of(word_before(self._text, self._tokens[i].begin)) not in YEAR_WORDS

    def is_dual(self, i: int) -> bool:
        """Whether ألفا is two thousand: without tanween and before the noun it counts."""
        token = self._tokens[i]
        if token.kind is not Kind.SCALE_ALIF or token.tanween:
            return False
        follower = self.following(i + 1)
        if follower is not None:
            return not follower.conjunction
        after = key_of(word_after(self._text, token.end))
        return bool(after) and after not in ("من", "في", "علي", "الي", "عن") and after[0] != "و"

    def _group(self, i: int) -> Part | None:
        """A number below a thousand in words, or a run of digits."""
        token = self._tokens[i]
        if token.kind is Kind.DIGITS:
            return self._digits(i)
        if token.kind is Kind.ZERO:
            return Part(Fraction(0), i + 1)
        if token.kind is Kind.HUNDRED:
            return self._hundreds(token.value, i + 1)
        hundred = self.following(i + 1)
        if token.kind is Kind.UNIT and token.value >= 3 and hundred is not None:
            is_singular = hundred.kind is Kind.HUNDRED and hundred.value == 100
            is_plural = hundred.kind is Kind.SEVERAL and hundred.value == 100
            fits = is_singular or (is_plural and not hundred.article)
            if fits and not has_proclitic(hundred):
                return self._hundreds(token.value * 100, i + 2)
        return self._below(i)

    def _hundreds(self, value: Fraction, i: int) -> Part:
        token = self.following(i)
        if token is None or not token.conjunction or token.preposition:
            return Part(value, i)
        if token.kind is Kind.DIGITS:
            digits = self._digits(i)
            fits = digits is not None and 0 < digits.value < 100
            if digits is None or not fits or digits.value.denominator != 1:
                return Part(value, i)
            return digits._replace(value=value + digits.value)
        below = self._below(i)
        if below is None:
            return Part(value, i)
        follower = self.following(below.following)
        apart = follower is not None and follower.kind is Kind.HUNDRED
        if below.value < 10 and follower is not None and apart and not has_proclitic(follower):
            # مئة وخمس مئة is two numbers
            return Part(value, i)
        return below._replace(value=value + below.value)

    def _below(self, i: int) -> Part | None:
        """A number below a hundred in words."""
        token = self._tokens[i]
        if token.kind in (Kind.TEN, Kind.TENS):
            return Part(token.value, i + 1)
        if token.kind not in (Kind.UNIT, Kind.BOUND_UNIT):
            return None
        follower = self.following(i + 1)
        if follower is not None and not follower.preposition:
            if follower.kind is Kind.TEN and not follower.conjunction and not follower.article:
                return Part(token.value + 10, i + 2)
            agrees = token.article or not follower.article
            if follower.kind is Kind.TENS and follower.conjunction and agrees:
                return Part(token.value + follower.value, i + 2)
        return Part(token.value, i + 1) if token.kind is Kind.UNIT else None

    def _digits(self, i: int) -> Part | None:
        token = self._tokens[i]
        follower = self.following(i + 1)
        scaled = (
            follower is not None
            and follower.kind in (*_SCALES, Kind.FRACTION_PLURAL)
            and not follower.conjunction
        ) or percent_follows(self._text, token.end)
        digits = interpret(token.written, scaled=scaled)
        if digits is None:
            return None
        part = Part(digits.value, i + 1, 1, digits.flags, True)
        hundred = self.following(i + 1)
        if hundred is None or hundred.conjunction or hundred.preposition or hundred.article:
            return part
        if hundred.kind is not Kind.HUNDRED or hundred.value != 100:
            return part
        if digits.value.denominator != 1 or not 3 <= digits.value <= 9:
            return part
        return part._replace(value=part.value * 100, following=i + 2)
