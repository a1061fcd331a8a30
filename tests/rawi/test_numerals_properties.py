"""What holds for :func:`rawi.numerals.read` on any text."""

from __future__ import annotations

import random
import re
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rawi.numerals import exact, read, value_of

_WORDS = [
    *("واحد", "خمسة", "ثلاث", "عشر", "عشرة", "عشرين", "مئة", "مائتان", "ثلاثمئة", "ألف", "ألفا"),
    *("ألفين", "آلاف", "مليون", "ملايين", "نصف", "ثلثي", "أرباع", "عشرات", "بضعة", "عدة", "و"),
    *("وعشرون", "ونصف", "ومئة", "وألف", "الألف", "المئة", "في", "بالمئة", "ر", "ناقص", "الثالث"),
    *("الـ", "بـ", "3", "12", "2022", "1,250", "1.5", "٣٬٥٠٠", "½", "5ر17", "10:30", "1/2", "F16"),
    *("-", ".", "،", "%", "كتاب", "\n", "\u200f", "\u064b\u0651", "\u0640"),
]
_TEXTS = st.lists(st.sampled_from(_WORDS), max_size=12).flatmap(
    lambda words: st.sampled_from([" ".join(words), "".join(words)])
)
_ANY = st.text() | st.text(alphabet="0123٤٥۶.,٫٬،:/ ر-وألفمئةن\u064b\u0640\u200f") | _TEXTS


@given(_ANY)
def test_numbers_are_ordered_apart_and_inside(text: str) -> None:
    place = 0
    for number in read(text):
        assert place <= number.start < number.end <= len(text)
        place = number.end
        assert (number.value is None) == (number.scale is not None)
        assert number.multiplier >= 1
        if number.value is None:
            assert number.exact is None
        else:
            assert Fraction(str(number.exact)) == number.value


@given(_ANY)
def test_reading_does_not_depend_on_what_was_read_before(text: str) -> None:
    assert read(text) == read(text)
    # another paragraph changes nothing
    shifted = read("عام\n" + text)
    assert [(n.start - 4, n.end - 4, n.value) for n in shifted] == [
        (n.start, n.end, n.value) for n in read(text)
    ]


@given(st.integers(min_value=0, max_value=10**39))
def test_digits_of_every_script_are_read_back(value: int) -> None:
    written = str(value)
    for digits in ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"):
        assert value_of(written.translate(str.maketrans("0123456789", digits))) == value


@given(st.integers(min_value=1000, max_value=10**15))
def test_grouped_digits_are_read_back(value: int) -> None:
    assert value_of(f"{value:,}") == value
    assert value_of(f"{value:,}".replace(",", "٬")) == value


@given(st.fractions())
def test_exact_is_lossless(value: Fraction) -> None:
    assert Fraction(exact(value)) == value


def _spelling_samples() -> list[int]:
    chosen = random.Random(20)
    spread = [chosen.randrange(10 ** chosen.randint(3, 15)) for _ in range(2500)]
    powers = [10**k + d for k in range(16) for d in (-1, 0, 1, 2, 11)]
    sparse = [a * 10**k for a in (2, 3, 11, 12, 101, 200) for k in (3, 6, 9, 12)]
    return sorted({*range(1200), *spread, *powers, *sparse} - {-1})


def _oblique(spelled: str) -> str:
    """The spelling after a preposition: ين for ون and ان, ي for the alif of a dual."""
    words = []
    for word in spelled.split(" "):
        if word.endswith(("ون", "ان")) and len(word) > 4 and not word.endswith("ليون"):
            word = word[:-2] + "ين"
        elif word in ("مئتا", "مائتا", "اثنا", "اثنتا", "إثنا", "إثنتا"):
            word = word[:-1] + "ي"
        words.append(word)
    return " ".join(words)


def test_icu_spellings_are_read_back() -> None:
    icu = pytest.importorskip("icu")
    spell = icu.RuleBasedNumberFormat(icu.URBNFRuleSetTag.SPELLOUT, icu.Locale("ar"))
    names = [spell.getRuleSetName(i) for i in range(spell.getNumberOfRuleSetNames())]
    cardinals = [name for name in names if "ordinal" not in name]
    assert any("feminine" in name for name in cardinals)
    assert any("masculine" in name for name in cardinals)
    samples = [value for value in _spelling_samples() if value <= 10**15]
    assert max(samples) == 10**15
    wrong = []
    for value in samples:
        for spelled in {spell.format(value, name) for name in cardinals}:
            respelled = _oblique(spelled).replace("ألف", "الف").replace("مائة", "مئة")
            written = (spelled, respelled.replace(" و", " و "))
            wrong += [(value, words) for words in written if value_of(words) != value]
    assert wrong == []


_NUM2WORDS = Path(__file__).with_name("test_numerals_num2words.tsv")


def _num2words_defects() -> list[tuple[re.Pattern[str], int, str]]:
    """Spellings of num2words that are no Arabic: pattern, an example of a value, what it spells."""
    rows = [
        line.split("\t")
        for line in _NUM2WORDS.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    return [(re.compile(pattern), int(value), spelled) for pattern, value, spelled, _ in rows]


def test_num2words_spellings_are_read_back() -> None:
    spell = pytest.importorskip("num2words").num2words
    defects = _num2words_defects()
    wrong, right = [], 0
    for value in _spelling_samples():
        spelled = spell(value, lang="ar")
        if any(pattern.search(spelled) for pattern, _, _ in defects):
            continue
        right += 1
        for words in (spelled, _oblique(spelled).replace(" و ", " و")):
            if value_of(words) != value:
                wrong.append((value, words))
    assert wrong == []
    assert right > 3000


def test_what_is_excluded_of_num2words_is_still_so() -> None:
    spell = pytest.importorskip("num2words").num2words
    for pattern, value, spelled in _num2words_defects():
        assert spell(value, lang="ar") == spelled
        assert pattern.search(spelled)
        assert value_of(spelled) != value


_HOSTILE = {
    "digits": "1" * 10**6,
    "waw": "و" * 10**6,
    "spaced waw": "و " * 500_000,
    "thousands": "ألف " * 6_000,
    "separators": "1," * 500_000,
    "blanks": "5" + " " * 10**6 + "5",
    "wire": "5ر" * 10_000,
    "spaced wire": "5 ر " * 20_000,
    "groups": "100 " * 6_000,
    "marks": "ا" + "\u064b" * 10**6,
    "tatweel": "خ" + "\u0640" * 10**6,
    "halves": "ونصف " * 6_000,
    "hundreds": "مئة وخمس " * 5_000,
    "direction marks": "\u200f" * 10**6,
    "rising scales": "ألف مليون مليار " * 4_000,
    "vague": "بضعة آلاف ملايين " * 4_000,
    "ordinals": "الثالث والعشرين " * 8_000,
}


@pytest.mark.parametrize("name", _HOSTILE)
def test_hostile_input(name: str) -> None:
    text = _HOSTILE[name]
    found = read(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    # twice the text holds about twice the numbers: nothing is dropped or joined across
    twice = read(text + "\n" + text)
    assert len(twice) == 2 * len(found)
