"""A number while it is put together, and the tokens that it is put together from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import islice, zip_longest
from typing import Final, NamedTuple

from rawi.numerals.digits import interpret
from rawi.numerals.lexicon import Kind
from rawi.numerals.number import Flag
from rawi.numerals.tokens import Token, percent_follows

SCALES: Final = (Kind.SCALE, Kind.SCALE_ALIF, Kind.SCALE_PLURAL)
#: other readings of one number that are kept; more would only come from hostile text
_MOST_ALTERNATIVES: Final = 4


class Part(NamedTuple):
    """A number read from some tokens, before it is dressed as :class:`Number`.

    ``alternatives`` are what else it could be, in the order of the words they come from.
    """

    value: Fraction
    following: int
    multiplier: int = 1
    flags: frozenset[Flag] = frozenset()
    has_digits: bool = False
    alternatives: tuple[Fraction, ...] = ()

    def times(self, factor: Fraction, following: int, multiplier: int) -> Part:
        """Multiplied by a scale word that ends before token ``following``."""
        return self._replace(
            value=self.value * factor,
            following=following,
            multiplier=multiplier,
            alternatives=tuple(other * factor for other in self.alternatives),
        )

    def plus(self, more: Part) -> Part:
        """With a smaller number that is joined to it by و."""
        others = [other + more.value for other in self.alternatives]
        others += [self.value + other for other in more.alternatives]
        return Part(
            self.value + more.value,
            more.following,
            more.multiplier,
            self.flags | more.flags,
            self.has_digits or more.has_digits,
            distinct(others),
        )


def distinct(values: Iterable[Fraction]) -> tuple[Fraction, ...]:
    """The values without repetition, the first few of them."""
    return tuple(dict.fromkeys(values))[:_MOST_ALTERNATIVES]


def has_proclitic(token: Token) -> bool:
    """Whether a conjunction or preposition comes before a token."""
    return token.conjunction or bool(token.preposition)


def _eleven(text: str, token: Token, after: Token | None) -> Token:
    """The one of eleven behind و where its hamza is not written: مئة واحد عشر."""
    if token.kind is not Kind.UNIT or token.value != 1 or token.conjunction or token.article:
        return token
    if after is None or after.kind is not Kind.TEN or not after.adjacent or has_proclitic(after):
        return token
    if token.preposition or text[token.start : token.end] != "واحد":
        return token
    return replace(token, kind=Kind.BOUND_UNIT, start=token.start + 1, conjunction=True)


class Tokens:
    """The tokens of one text, with what is asked about single ones.

    Args:
        text: the text.
        tokens: its tokens, as :func:`rawi.numerals.tokens.tokens` gives them.
    """

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text = text
        self.all = [
            _eleven(text, token, after)
            for token, after in zip_longest(tokens, islice(tokens, 1, None))
            if token is not None
        ]

    def __getitem__(self, i: int) -> Token:
        return self.all[i]

    def following(self, i: int) -> Token | None:
        """The token ``i`` if it directly follows the one before it."""
        if i < len(self.all) and self.all[i].adjacent:
            return self.all[i]
        return None

    def digits(self, i: int) -> Part | None:
        """A run of digits, with the hundred that may follow it: 3 مئة, 3 مئات."""
        token = self.all[i]
        follower = self.following(i + 1)
        scaled = (
            follower is not None
            and follower.kind in (*SCALES, Kind.FRACTION_PLURAL)
            and not follower.conjunction
        ) or percent_follows(self.text, token.end)
        digits = interpret(token.written, scaled=scaled)
        if digits is None:
            return None
        part = Part(digits.value, i + 1, 1, digits.flags, True, digits.alternatives)
        if follower is None or has_proclitic(follower) or follower.article:
            return part
        if follower.kind not in (Kind.HUNDRED, Kind.SEVERAL) or follower.value != 100:
            return part
        if digits.value.denominator != 1 or not 3 <= digits.value <= 9:
            return part
        return part._replace(value=part.value * 100, following=i + 2)
