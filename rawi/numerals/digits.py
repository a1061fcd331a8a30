"""What a run of digits with separators is worth.

The convention: ``٬`` divides thousands and ``٫`` decimals. Of ``,`` ``.`` ``،`` and the apostrophe,
which the Arabic press uses both ways, the one that comes last after another kind is the decimal
sign; repeated before groups of three it divides thousands; alone before exactly three digits it
divides thousands unless a scale word or percent sign follows the number, and is reported as
ambiguous; otherwise it is a decimal sign. Wire agencies write the decimal sign as ر, and then the
fraction stands first: 5 ر 17 is 17.5.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final, NamedTuple

from rawi.numerals.number import Flag

#: ASCII, Arabic-Indic and Extended Arabic-Indic digits
DIGIT: Final = "0-9٠-٩۰-۹"
#: longer runs are serial numbers, and reading them would not be linear
MOST_DIGITS: Final = 40

_TO_ASCII: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_PARTS: Final = re.compile(r"([0-9]+)([^0-9]*)")
_SPACES: Final = " \u00a0\u2009\u202f"
_VULGAR: Final = {
    "½": Fraction(1, 2),
    "⅓": Fraction(1, 3),
    "⅔": Fraction(2, 3),
    "¼": Fraction(1, 4),
    "¾": Fraction(3, 4),
    "⅕": Fraction(1, 5),
    "⅖": Fraction(2, 5),
    "⅗": Fraction(3, 5),
    "⅘": Fraction(4, 5),
    "⅙": Fraction(1, 6),
    "⅛": Fraction(1, 8),
    "⅜": Fraction(3, 8),
    "⅝": Fraction(5, 8),
    "⅞": Fraction(7, 8),
}
VULGAR: Final = "".join(_VULGAR)


class Digits(NamedTuple):
    """How much a run of digits is, what is doubtful about it, and what else it could be."""

    value: Fraction
    flags: frozenset[Flag]
    alternatives: tuple[Fraction, ...] = ()


_NO_FLAGS: Final[frozenset[Flag]] = frozenset()


def interpret(written: str, *, scaled: bool = False) -> Digits | None:
    """Read digits with separators between them.

    Args:
        written: digits of any of the three scripts, separators, perhaps a vulgar fraction last.
        scaled: whether a scale word or a percent sign follows.

    Returns:
        ``None`` if it is no number: a clock time, a date, a version, a serial number.
    """
    written = written.translate(_TO_ASCII)
    if written.isdecimal() and written.isascii():
        return Digits(Fraction(int(written)), _NO_FLAGS) if len(written) <= MOST_DIGITS else None
    if len(written) > 2 * MOST_DIGITS:
        return None
    extra = _VULGAR.get(written[-1])
    if extra is not None:
        if len(written) == 1:
            return Digits(extra, _NO_FLAGS)
        whole = interpret(written[:-1].rstrip(_SPACES))
        if whole is None or whole.value.denominator != 1:
            return None
        return Digits(
            whole.value + extra, whole.flags, tuple(o + extra for o in whole.alternatives)
        )
    pieces = _PARTS.findall(written)
    groups = [group for group, _ in pieces]
    marks = [mark.strip(_SPACES) or " " for _, mark in pieces[:-1]]
    if sum(map(len, groups)) > MOST_DIGITS or ":" in marks:
        return None
    if "ر" in marks:
        return _wire(groups, marks)
    if "/" in marks:
        return _slash(groups, marks)
    return _separated(groups, marks, scaled)


def _wire(groups: list[str], marks: list[str]) -> Digits | None:
    """ر between fraction and whole; three groups are a time."""
    if len(groups) != 2:
        return None
    written = _decimal(groups[0], groups[1])
    return Digits(_decimal(groups[1], groups[0]), frozenset({"wire"}), (written,))


def _slash(groups: list[str], marks: list[str]) -> Digits | None:
    """A simple fraction, in whichever order it was typed: ١/٢ and ٢/١ are both a half."""
    if len(marks) != 1 or any(len(group) > 2 for group in groups):
        return None
    top, bottom = sorted((int(groups[0]), int(groups[1])))
    if not 1 <= top < bottom <= 10 or top > 4:
        return None
    # ٢/١ is a half where the line was typed from the right, and two where it was not
    others = (Fraction(bottom, top),) if int(groups[0]) == bottom else ()
    return Digits(Fraction(top, bottom), frozenset({"slash"}), others)


def _separated(groups: list[str], marks: list[str], scaled: bool) -> Digits | None:
    thousands = 1 <= len(groups[0]) <= 3 and groups[0][0] != "0"
    kinds = set(marks)
    if "٫" in kinds or len(kinds) == 2:
        # the last separator is the decimal sign, those before it divide thousands
        *whole, fraction = groups
        if len(set(marks[:-1])) > 1 or marks[-1] in marks[:-1] or marks[-1] in "٬ ":
            return None
        if len(whole) > 1 and not (thousands and all(len(group) == 3 for group in whole[1:])):
            return None
        return Digits(_decimal("".join(whole), fraction), _NO_FLAGS)
    if len(kinds) != 1:
        return None
    mark = marks[0]
    grouped = thousands and all(len(group) == 3 for group in groups[1:])
    whole_value = Fraction(int("".join(groups)))
    if mark in "٬ ":
        flags: frozenset[Flag] = frozenset({"sep_ambiguous"}) if mark == " " else _NO_FLAGS
        return Digits(whole_value, flags) if grouped else None
    if len(marks) > 1:
        return Digits(whole_value, _NO_FLAGS) if grouped else None
    decimal = _decimal(groups[0], groups[1])
    if not grouped:
        return Digits(decimal, _NO_FLAGS)
    value, other = (decimal, whole_value) if scaled else (whole_value, decimal)
    return Digits(value, frozenset({"sep_ambiguous"}), (other,))


def _decimal(whole: str, fraction: str) -> Fraction:
    return Fraction(int(whole + fraction), 10 ** len(fraction))
