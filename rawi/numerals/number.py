"""What a number in a text is: where it stands, and exactly how much it is."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Form = Literal["digit", "word", "mixed", "dual", "fraction"]
Flag = Literal[
    "sep_ambiguous",
    "wire",
    "slash",
    "glued",
    "definite",
    "tanween_ambiguous",
    "fraction_ambiguous",
    "half_ambiguous",
    "sign_ambiguous",
    "doubtful",
    "negative",
]


def exact(value: Fraction | int) -> str:
    """A number without loss: a plain decimal where it has an end, a rational otherwise.

    >>> exact(Fraction(3, 2)), exact(12000), exact(Fraction(1, 3))
    ('1.5', '12000', '1/3')
    """
    value = Fraction(value)
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    places = max(twos, fives)
    digits = str(abs(value.numerator) * 10**places // value.denominator).zfill(places + 1)
    sign = "-" if value < 0 else ""
    if not places:
        return sign + digits
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


@dataclass(frozen=True, slots=True)
class Number:
    """A number that a text names.

    Attributes:
        start: first code point; the article ال is inside, the proclitics و ف ب ل ك are outside.
        end: one past the last code point; no unit, no modifier.
        value: exactly how much, ``None`` for vague numbers (عشرات الآلاف).
        scale: the order of magnitude of a vague number, ``None`` for all others.
        form: written in digits, in words, in both, as the dual of a number word, or as a fraction.
        flags: what a reader may want to be warned of. ``sep_ambiguous``: the separator could also
            have been read the other way; ``wire``: the decimal sign is the letter ر; ``slash``: a
            fraction written with a slash; ``glued``: Latin letters or signs touch the digits;
            ``definite``: it carries the article; ``tanween_ambiguous``: ألفا, read as one thousand,
            could be the dual, or the other way round; ``fraction_ambiguous``: خمس, read as a fifth,
            could be five; ``half_ambiguous``: مليار ونصف, read as one and a half milliards;
            ``sign_ambiguous``: the hyphen before it at the head of a line could be a minus;
            ``doubtful``: the word has another meaning that fits here, and may be no number
            (ألف "wrote", the letter; ست "lady"; تسع "holds").
        multiplier: the scale word that the whole number is multiplied by (1000 in 5 آلاف), 1 if
            there is none; it is what a range like 3 و5 آلاف shares.
        alternatives: the values that it has in other readings of the same words, likeliest first;
            empty where no other value was considered.
    """

    start: int
    end: int
    value: Fraction | None
    scale: int | None = None
    form: Form = "digit"
    flags: frozenset[Flag] = frozenset()
    multiplier: int = 1
    alternatives: tuple[Fraction, ...] = ()

    @property
    def exact(self) -> str | None:
        """The value as an exact decimal or rational string: ``"12000"``, ``"1.5"``, ``"1/3"``."""
        return None if self.value is None else exact(self.value)
