"""How the parts of a number combine: خمسة وعشرون ألفاً و750 is 25,750.

The grammar, with و for the conjunction::

    number   = group scale* (و group scale*)* (و fraction [scale])?   scales getting smaller
    group    = digits | hundred (و below)? | below
    below    = unit ten | unit و tens | unit | tens | ten
    fraction = (half | number parts) [scale]
    vague    = (few | several | scales in the plural) scales in the plural*

Two numbers that do not fit together this way stay two numbers (خمسة وستة; 20 و30).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from rawi.numerals.digits import interpret
from rawi.numerals.lexicon import NO_FRACTION_BEFORE, YEAR_WORDS, Kind, key_of
from rawi.numerals.number import Flag, Form, Number
from rawi.numerals.tokens import Token, percent_follows, word_after, word_before

_SCALES: Final = (Kind.SCALE, Kind.SCALE_ALIF, Kind.SCALE_PLURAL)
_CONSTRUCT_FRACTIONS: Final = {5: "خمس", 7: "سبع", 9: "تسع", 10: "عشر"}


class _Part(NamedTuple):
    """A number read from some tokens, before it is dressed as :class:`Number`."""

    value: Fraction
    following: int
    multiplier: int = 1
    flags: frozenset[Flag] = frozenset()
    has_digits: bool = False


def _has_proclitic(token: Token) -> bool:
    return token.conjunction or bool(token.preposition)


class Grammar:
    """Reads numbers from the tokens of one text.

    Args:
        text: the text.
        tokens: its tokens, as :func:`rawi.numerals.tokens.tokens` gives them.
    """

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self._text = text
        self._tokens = tokens

    def numbers(self) -> list[Number]:
        """All numbers of the text, in order."""
        found: list[Number] = []
        i = 0
        while i < len(self._tokens):
            number, following = self._number(i)
            if number is not None:
                found.append(number)
            i = max(following, i + 1)
        return found

    def _next(self, i: int) -> Token | None:
        """The token ``i`` if it directly follows the one before it."""
        if i < len(self._tokens) and self._tokens[i].adjacent:
            return self._tokens[i]
        return None

    def _number(self, i: int) -> tuple[Number | None, int]:
        first = self._tokens[i]
        kind = first.kind
        if kind is Kind.ORDINAL:
            return None, self._after_ordinal(i)
        if kind in (Kind.FEW, Kind.SEVERAL, Kind.SCALE_PLURAL):
            return self._vague(i)
        if kind is Kind.MINUS:
            follower = self._next(i + 1)
            if follower is None or follower.conjunction or follower.preposition:
                return None, i + 1
            part = self._whole(i + 1)
            if part is None:
                return None, i + 1
            negative = part._replace(value=-part.value)
            return self._dress(i, negative, self._form(i + 1, part)), part.following
        if self._is_hundredth(i):
            return None, i + 1
        fraction = self._fraction(i)
        if fraction is not None:
            return self._dress(i, fraction, "fraction"), fraction.following
        part = self._whole(i)
        if part is None:
            return None, i + 1
        part = self._with_sign(i, part)
        return self._dress(i, part, self._form(i, part)), part.following

    def _dress(self, i: int, part: _Part, form: Form) -> Number:
        first, last = self._tokens[i], self._tokens[part.following - 1]
        flags = set(part.flags)
        if first.article:
            flags.add("definite")
        if any(token.glued for token in self._tokens[i : part.following]):
            flags.add("glued")
        start = first.start - ("negative" in flags)
        flags.discard("negative")
        return Number(start, last.end, part.value, None, form, frozenset(flags), part.multiplier)

    def _with_sign(self, i: int, part: _Part) -> _Part:
        """A minus sign that touches the digits and nothing else is theirs."""
        start = self._tokens[i].start
        if not part.has_digits or start < 2 or self._text[start - 1] not in "-−":
            return part
        if self._text[start - 2] not in " (\u00a0":
            return part
        return part._replace(value=-part.value, flags=part.flags | {"negative"})

    def _form(self, i: int, part: _Part) -> Form:
        used = self._tokens[i : part.following]
        if not part.has_digits:
            return "dual" if len(used) == 1 and (used[0].dual or self._is_dual(i)) else "word"
        return "digit" if all(token.kind is Kind.DIGITS for token in used) else "mixed"

    # What is no number of its own

    def _after_ordinal(self, i: int) -> int:
        """One past an ordinal, whose ten and tens are not cardinals: الثالث عشر."""
        i += 1
        token = self._next(i)
        if token is not None and token.kind is Kind.TEN and not token.conjunction:
            i += 1
            token = self._next(i)
        while token is not None and token.conjunction and token.article:
            if token.kind not in (Kind.TENS, Kind.HUNDRED, Kind.SCALE):
                break
            i += 1
            token = self._next(i)
        return i

    def _is_hundredth(self, i: int) -> bool:
        """Whether the token is the hundred of a percent sign in words: في المئة, بالألف."""
        token = self._tokens[i]
        if token.kind not in (Kind.HUNDRED, Kind.SCALE) or not token.article or token.conjunction:
            return False
        if token.kind is Kind.HUNDRED and token.value != 100:
            return False
        if token.preposition == "ب":
            return token.kind is Kind.HUNDRED or (i > 0 and token.adjacent)
        if token.preposition or key_of(word_before(self._text, token.begin)) != "في":
            return False
        if token.kind is Kind.HUNDRED:
            return True
        between = self._text[self._tokens[i - 1].end : token.begin] if i else ""
        return len(between) < 12 and key_of(between) == "في"

    # Vague numbers

    def _vague(self, i: int) -> tuple[Number, int]:
        first = self._tokens[i]
        size = 1 if first.kind is Kind.FEW else int(first.value)
        following = i + 1
        token = self._next(following)
        if first.kind is Kind.FEW and token is not None:
            if token.kind is Kind.SEVERAL or (token.kind is Kind.TEN and not token.conjunction):
                size, following = int(token.value), following + 1
            elif token.kind is Kind.TENS and token.conjunction:
                size, following = 10, following + 1
            token = self._next(following)
        while token is not None and not token.conjunction and not token.preposition:
            if token.kind is not Kind.SCALE_PLURAL or int(token.value) <= size % 1000:
                break
            if size >= 1000 and int(token.value) <= size:
                break
            size, following = size * int(token.value), following + 1
            token = self._next(following)
        flags: frozenset[Flag] = frozenset({"definite"}) if first.article else frozenset()
        end = self._tokens[following - 1].end
        return Number(first.start, end, None, size, "word", flags), following

    # Fractions

    def _fraction(self, i: int) -> _Part | None:
        """A fraction that stands first, with the scale word it is a part of: نصف المليون."""
        fraction = self._parts(i)
        if fraction is None:
            return None
        token = self._next(fraction.following)
        if token is None or token.kind is not Kind.SCALE or _has_proclitic(token):
            return fraction
        size = int(token.value)
        return fraction._replace(
            value=fraction.value * size, following=fraction.following + 1, multiplier=size
        )

    def _parts(self, i: int) -> _Part | None:
        """A half, two thirds, three quarters."""
        token = self._tokens[i]
        if token.kind is Kind.FRACTION:
            if key_of(word_after(self._text, token.end)) in NO_FRACTION_BEFORE:
                return None
            return _Part(token.value, i + 1)
        if token.kind in (Kind.UNIT, Kind.TEN) and not token.article and not token.tanween:
            written = key_of(self._text[token.start : token.end])
            if _CONSTRUCT_FRACTIONS.get(int(token.value)) == written:
                follower = self._next(i + 1)
                after = key_of(word_after(self._text, token.end))
                if follower is None and len(after) > 3 and after.startswith("ال"):
                    return _Part(1 / token.value, i + 1)
        if token.kind not in (Kind.UNIT, Kind.DIGITS):
            return None
        follower = self._next(i + 1)
        if follower is None or follower.kind is not Kind.FRACTION_PLURAL:
            return None
        if follower.conjunction or follower.preposition:
            return None
        count = self._digits(i) if token.kind is Kind.DIGITS else _Part(token.value, i + 1)
        if count is None or count.value.denominator != 1 or not 2 <= count.value <= 99:
            return None
        return count._replace(value=count.value * follower.value, following=i + 2)

    def _with_fraction(self, part: _Part) -> _Part:
        """مليون ونصف المليون, خمسة ونصف, 3 ونصف مليون."""
        token = self._next(part.following)
        if token is None or not token.conjunction or token.preposition:
            return part
        fraction = self._parts(part.following)
        if fraction is None or fraction.value >= 1:
            return part
        scale = self._next(fraction.following)
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

    def _whole(self, i: int) -> _Part | None:
        part = self._scaled(i)
        if part is None:
            return None
        smallest = part.multiplier
        while smallest > 1:
            token = self._next(part.following)
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
            part = _Part(
                part.value + more.value,
                more.following,
                smallest,
                part.flags | more.flags,
                part.has_digits or more.has_digits,
            )
        part = self._with_fraction(part)
        return part._replace(multiplier=part.multiplier if self._is_product(i, part) else 1)

    def _is_product(self, i: int, part: _Part) -> bool:
        """Whether the scale word multiplies all that stands before it."""
        return not any(
            token.conjunction and self._tokens[at - 1].kind in _SCALES
            for at, token in enumerate(self._tokens[i + 1 : part.following], i + 1)
        )

    def _scaled(self, i: int) -> _Part | None:
        """A group and the scale words that multiply it."""
        token = self._tokens[i]
        flags: frozenset[Flag] = frozenset()
        if token.kind is Kind.SCALE_DUAL:
            part = _Part(token.value, i + 1, int(token.value) // 2)
        elif token.kind is Kind.SCALE:
            part = _Part(token.value, i + 1, int(token.value))
        elif token.kind is Kind.SCALE_ALIF:
            if not token.tanween:
                flags = frozenset({"tanween_ambiguous"})
            times = 2 if self._is_dual(i) else 1
            part = _Part(times * token.value, i + 1, int(token.value), flags)
        else:
            group = self._group(i)
            if group is None:
                return None
            part = group
        while True:
            scale = self._next(part.following)
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

    def _may_scale(self, i: int, part: _Part, scale: Token) -> bool:
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

    def _is_dual(self, i: int) -> bool:
        """Whether ألفا is two thousand: without tanween and before the noun it counts."""
        token = self._tokens[i]
        if token.kind is not Kind.SCALE_ALIF or token.tanween:
            return False
        follower = self._next(i + 1)
        if follower is not None:
            return not follower.conjunction
        after = key_of(word_after(self._text, token.end))
        return bool(after) and after not in ("من", "في", "علي", "الي", "عن") and after[0] != "و"

    def _group(self, i: int) -> _Part | None:
        """A number below a thousand in words, or a run of digits."""
        token = self._tokens[i]
        if token.kind is Kind.DIGITS:
            return self._digits(i)
        if token.kind is Kind.ZERO:
            return _Part(Fraction(0), i + 1)
        if token.kind is Kind.HUNDRED:
            return self._hundreds(token.value, i + 1)
        hundred = self._next(i + 1)
        if token.kind is Kind.UNIT and token.value >= 3 and hundred is not None:
            is_singular = hundred.kind is Kind.HUNDRED and hundred.value == 100
            is_plural = hundred.kind is Kind.SEVERAL and hundred.value == 100
            fits = is_singular or (is_plural and not hundred.article)
            if fits and not _has_proclitic(hundred):
                return self._hundreds(token.value * 100, i + 2)
        return self._below(i)

    def _hundreds(self, value: Fraction, i: int) -> _Part:
        token = self._next(i)
        if token is None or not token.conjunction or token.preposition:
            return _Part(value, i)
        if token.kind is Kind.DIGITS:
            digits = self._digits(i)
            fits = digits is not None and 0 < digits.value < 100
            if digits is None or not fits or digits.value.denominator != 1:
                return _Part(value, i)
            return digits._replace(value=value + digits.value)
        below = self._below(i)
        if below is None:
            return _Part(value, i)
        follower = self._next(below.following)
        apart = follower is not None and follower.kind is Kind.HUNDRED
        if below.value < 10 and follower is not None and apart and not _has_proclitic(follower):
            # مئة وخمس مئة is two numbers
            return _Part(value, i)
        return below._replace(value=value + below.value)

    def _below(self, i: int) -> _Part | None:
        """A number below a hundred in words."""
        token = self._tokens[i]
        if token.kind in (Kind.TEN, Kind.TENS):
            return _Part(token.value, i + 1)
        if token.kind not in (Kind.UNIT, Kind.BOUND_UNIT):
            return None
        follower = self._next(i + 1)
        if follower is not None and not follower.preposition:
            if follower.kind is Kind.TEN and not follower.conjunction and not follower.article:
                return _Part(token.value + 10, i + 2)
            agrees = token.article or not follower.article
            if follower.kind is Kind.TENS and follower.conjunction and agrees:
                return _Part(token.value + follower.value, i + 2)
        return _Part(token.value, i + 1) if token.kind is Kind.UNIT else None

    def _digits(self, i: int) -> _Part | None:
        token = self._tokens[i]
        follower = self._next(i + 1)
        scaled = (
            follower is not None
            and follower.kind in (*_SCALES, Kind.FRACTION_PLURAL)
            and not follower.conjunction
        ) or percent_follows(self._text, token.end)
        digits = interpret(token.written, scaled=scaled)
        if digits is None:
            return None
        part = _Part(digits.value, i + 1, 1, digits.flags, True)
        hundred = self._next(i + 1)
        if hundred is None or hundred.conjunction or hundred.preposition or hundred.article:
            return part
        if hundred.kind is not Kind.HUNDRED or hundred.value != 100:
            return part
        if digits.value.denominator != 1 or not 3 <= digits.value <= 9:
            return part
        return part._replace(value=part.value * 100, following=i + 2)
