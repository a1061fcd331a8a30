"""Numbers in running Arabic text, read exactly.

Digits of three scripts with their separators, number words in every case and spelling, both mixed
(3 ملايين و200 ألف), duals of number words (ألفي), fractions (ثلثي, مليون ونصف المليون) and vague
amounts (عشرات الآلاف), which have a scale and no value. Values are exact fractions, never floats.
Which numbers count or measure something is not asked here.
"""

from __future__ import annotations

from fractions import Fraction

from rawi.numerals.grammar import Grammar
from rawi.numerals.number import Flag, Form, Number, exact
from rawi.numerals.tokens import tokens

__all__ = ["Flag", "Form", "Number", "exact", "read", "value_of"]


def read(text: str) -> list[Number]:
    """The numbers of a text, in order and without overlap.

    Clock times, dates and versions in digits (10:30, 2024/5/1, 1.2.3), ordinals in words, runs of
    more than 40 digits and of more than three equal scale words are no numbers. What is ambiguous
    carries a flag and, where the other reading has a value, that value (:class:`Number`).

    Takes time linear in the length of the text.

    >>> [number.exact for number in read("نحو 3 ملايين و200 ألف بينهم ثلث الأطفال")]
    ['3200000', '1/3']
    """
    return Grammar(text, list(tokens(text))).numbers()


def value_of(words: str) -> Fraction | None:
    """How much a string is that is one number and nothing else.

    Returns:
        ``None`` if the string is no number, more than one, or a vague one.

    >>> value_of("خمسة وعشرون ألفاً"), value_of("عشرات")
    (Fraction(25000, 1), None)
    """
    stripped = words.strip()
    numbers = read(stripped)
    if len(numbers) != 1 or (numbers[0].start, numbers[0].end) != (0, len(stripped)):
        return None
    return numbers[0].value
