"""What :func:`rawi.numerals.read` finds in written numbers, by hand-made examples."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from rawi.numerals import Number, exact, read, value_of

_FILE = Path(__file__).with_name("test_numerals_golden.tsv")
_LINES = [
    line for line in _FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")
]


def _expected(line: str) -> tuple[str, list[tuple[str, str, str, frozenset[str]]]]:
    text, *cells = line.split("\t")
    cells += [""] * (-len(cells) % 4)
    groups = [cells[i : i + 4] for i in range(0, len(cells), 4)]
    return text, [
        (words, value, form, frozenset(flags.split()))
        for words, value, form, flags in groups
        if words
    ]


def _amount(number: Number) -> str:
    if number.value is None:
        return f"~{number.scale}"
    return "|".join(map(exact, (number.value, *number.alternatives)))


def _canonical(amount: str) -> str:
    if amount.startswith("~"):
        return amount
    return "|".join(exact(Fraction(value)) for value in amount.split("|"))


@pytest.mark.parametrize("line", _LINES)
def test_golden(line: str) -> None:
    text, expected = _expected(line)
    found = [(text[n.start : n.end], _amount(n), n.form, n.flags) for n in read(text)]
    assert found == [
        (words, _canonical(value), form, flags) for words, value, form, flags in expected
    ]


def test_golden_covers_every_form_and_flag() -> None:
    rows = [row for line in _LINES for row in _expected(line)[1]]
    assert {form for _, _, form, _ in rows} == {"digit", "word", "mixed", "dual", "fraction"}
    assert frozenset().union(*(flags for _, _, _, flags in rows)) == {
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
    }
    assert len(_LINES) >= 250


def test_every_ambiguous_value_is_flagged_and_has_its_other_reading() -> None:
    for line in _LINES:
        for number in read(_expected(line)[0]):
            doubts = {flag for flag in number.flags if flag.endswith("_ambiguous")}
            wire = "wire" in number.flags
            assert bool(number.alternatives) <= bool(doubts or wire or "slash" in number.flags)
            # blanks between groups part two numbers in the other reading, which is no value
            if doubts and doubts != {"sep_ambiguous"}:
                assert number.alternatives
            assert number.value not in number.alternatives


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("واحد", 1),
        ("واحدة", 1),
        ("اثنان", 2),
        ("إثنان", 2),
        ("اثنتين", 2),
        ("ثمان", 8),
        ("تسع", 9),
        ("عشرة", 10),
        ("مائة", 100),
        ("مئةٌ", 100),
        ("مائتين", 200),
        ("ستون", 60),
    ],
)
def test_value_of_one_word(unit: str, expected: int) -> None:
    assert value_of(unit) == expected
    assert value_of(f"  {unit} ") == expected


@pytest.mark.parametrize("words", ["", "كتاب", "عشرات", "خمسة وستة", "خمسة كتب", "وخمسة"])
def test_value_of_nothing(words: str) -> None:
    assert value_of(words) is None


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Fraction(12000), "12000"),
        (Fraction(3, 2), "1.5"),
        (Fraction(1, 3), "1/3"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(1, 1000), "0.001"),
        (Fraction(0), "0"),
        (Fraction(-2, 3), "-2/3"),
        (Fraction(10**30 + 1, 10), "100000000000000000000000000000.1"),
    ],
)
def test_exact(value: Fraction, written: str) -> None:
    assert exact(value) == written
    assert Fraction(written) == value


def test_multiplier_is_the_scale_that_a_range_shares() -> None:
    assert [n.multiplier for n in read("بين 3 و5 ملايين")] == [1, 1_000_000]
    assert [n.multiplier for n in read("3 ملايين و200 ألف")] == [1]
