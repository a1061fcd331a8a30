"""How the parts of a number add up: خمسة وعشرون ألفاً و750 is 25,750.

The grammar, with و for the conjunction::

    number   = group scale* (و group scale*)* (و fraction [scale])?   scales getting smaller
    group    = (digits | hundred (و below)? | below) (فاصلة zero* below)?
    below    = unit ten | unit و tens | unit | tens | ten
    fraction = (half | number parts) [scale]

Two numbers that do not fit together this way stay two numbers (خمسة وستة; 20 و30).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from rawi.numerals.lexicon import YEAR_WORDS, Kind, key_of
from rawi.numerals.parted import Fractions
from rawi.numerals.parts import SCALES, Part, Tokens, has_proclitic
from rawi.numerals.tokens import Token, word_after, word_before

#: zeros that are read out behind the decimal sign; more are no number
_MOST_ZEROS: Final = 6


class Composer:
    """Reads whole numbers and fractions from the tokens of one text.

    Args:
        tokens: its tokens.
    """

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._text = tokens.text
        self._fractions = Fractions(tokens)

    # Whole numbers

    def whole(self, i: int) -> Part | None:
        """The number that begins with token ``i``, with the fraction that may end it."""
        part = self._scaled(i)
        if part is None:
            return None
        smallest = part.multiplier
        while smallest > 1:
            token = self._tokens.following(part.following)
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
            part = part.plus(more)
        part = self._fractions.behind(part)
        return part._replace(multiplier=part.multiplier if self._is_product(i, part) else 1)

    def _is_product(self, i: int, part: Part) -> bool:
        """Whether the scale word multiplies all that stands before it."""
        return not any(
            token.conjunction and self._tokens[at - 1].kind in SCALES
            for at, token in enumerate(self._tokens.all[i + 1 : part.following], i + 1)
        )

    def _scaled(self, i: int) -> Part | None:
        """A group and the scale words that multiply it."""
        token = self._tokens[i]
        if token.kind is Kind.SCALE_DUAL:
            part = Part(token.value, i + 1, int(token.value) // 2)
        elif token.kind is Kind.SCALE:
            part = Part(token.value, i + 1, int(token.value))
        elif token.kind is Kind.SCALE_ALIF:
            times = 2 if self.is_dual(i) else 1
            part = Part(times * token.value, i + 1, int(token.value))
            if not token.tanween:
                other = (3 - times) * token.value
                part = part._replace(flags=frozenset({"tanween_ambiguous"}), alternatives=(other,))
        else:
            group = self._group(i)
            if group is None:
                return None
            part = self._with_decimals(group)
        while True:
            scale = self._tokens.following(part.following)
            if scale is None or scale.conjunction or scale.preposition:
                return part
            if scale.kind not in SCALES or scale.value <= part.multiplier:
                return part
            if not self._may_scale(i, part, scale):
                return part
            size = part.multiplier * int(scale.value)
            part = part.times(scale.value, part.following + 1, size)

    def _with_decimals(self, part: Part) -> Part:
        """ثلاثة فاصلة سبعة: the decimals as they are read out, zeros in front one by one."""
        point = self._tokens.following(part.following)
        if point is None or point.kind is not Kind.POINT or has_proclitic(point) or point.article:
            return part
        places, at = 0, part.following + 1
        while (zero := self._tokens.following(at)) is not None and zero.kind is Kind.ZERO:
            places, at = places + 1, at + 1
            if places > _MOST_ZEROS:
                return part
        first = self._tokens.following(at)
        if first is None or has_proclitic(first) or part.value.denominator != 1:
            return part
        below = self._below(at)
        if below is None:
            return part
        places += len(str(below.value))
        value = part.value + below.value / 10**places
        return Part(value, below.following, flags=part.flags, has_digits=part.has_digits)

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
        follower = self._tokens.following(i + 1)
        if follower is not None:
            return not follower.conjunction
        after = key_of(word_after(self._text, token.end))
        return bool(after) and after not in ("من", "في", "علي", "الي", "عن") and after[0] != "و"

    def _group(self, i: int) -> Part | None:
        """A number below a thousand in words, or a run of digits."""
        token = self._tokens[i]
        if token.kind is Kind.DIGITS:
            return self._tokens.digits(i)
        if token.kind is Kind.ZERO:
            return Part(Fraction(0), i + 1)
        if token.kind is Kind.HUNDRED:
            return self._hundreds(token.value, i + 1)
        hundred = self._tokens.following(i + 1)
        if token.kind is Kind.UNIT and token.value >= 3 and hundred is not None:
            is_singular = hundred.kind is Kind.HUNDRED and hundred.value == 100
            is_plural = hundred.kind is Kind.SEVERAL and hundred.value == 100
            fits = is_singular or (is_plural and not hundred.article)
            if fits and not has_proclitic(hundred):
                return self._hundreds(token.value * 100, i + 2)
        return self._below(i)

    def _hundreds(self, value: Fraction, i: int) -> Part:
        token = self._tokens.following(i)
        if token is None or not token.conjunction or token.preposition:
            return Part(value, i)
        if token.kind is Kind.DIGITS:
            digits = self._tokens.digits(i)
            fits = digits is not None and 0 < digits.value < 100
            if digits is None or not fits or digits.value.denominator != 1:
                return Part(value, i)
            return digits._replace(value=value + digits.value)
        below = self._below(i)
        if below is None:
            return Part(value, i)
        follower = self._tokens.following(below.following)
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
        follower = self._tokens.following(i + 1)
        if follower is not None and not follower.preposition:
            if follower.kind is Kind.TEN and not follower.conjunction and not follower.article:
                return Part(token.value + 10, i + 2)
            agrees = token.article or not follower.article
            if follower.kind is Kind.TENS and follower.conjunction and agrees:
                return Part(token.value + follower.value, i + 2)
        return Part(token.value, i + 1) if token.kind is Kind.UNIT else None
