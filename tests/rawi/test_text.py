from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rawi.text import (
    Snapper,
    bare,
    fold,
    paragraphs,
    proclitics,
    sentences,
    visible_before,
    word_bounds,
    words,
)

ARABIC = st.text(alphabet='وفبلكسالمنت أإآةىيًٌَّـ"«»،.؟!\n 0123456789٠١٢٣٫٬/:%', max_size=60)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قال للناتو", ["قال", "للناتو"]),
        ("و1,250 شخصًا", ["و1,250", "شخصًا"]),
        ("٣٫٥٪ أو 3.5%", ["٣٫٥", "٪", "أو", "3.5", "%"]),
        ("في 2022/2023، ثم", ["في", "2022/2023", "،", "ثم"]),
        ('بـ"الاستفزاز".', ["بـ", '"', "الاستفزاز", '"', "."]),
        ("يونيو/ حزيران", ["يونيو", "/", "حزيران"]),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in words(text)] == expected


@given(ARABIC)
def test_words_cover_everything_visible(text: str) -> None:
    bounds = words(text)
    inside = {i for start, end in bounds for i in range(start, end)}
    assert all((i in inside) == (not text[i].isspace()) for i in range(len(text)))
    assert all(a[1] <= b[0] for a, b in pairwise(bounds))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قال. ثم سكت؟ نعم!", ["قال.", "ثم سكت؟", "نعم!"]),
        ('وأضاف: "لن نعود." ثم خرج.', ['وأضاف: "لن نعود."', "ثم خرج."]),
        ("كتب ج. ك. رولينغ رواية.", ["كتب ج. ك. رولينغ رواية."]),
        ("ارتفع 3.5 في المئة. وبلغ 7.", ["ارتفع 3.5 في المئة.", "وبلغ 7."]),
        ("عنوان\nنص. نص", ["عنوان", "نص.", "نص"]),
        ("اتهمها عمدًا. ثم عاد.", ["اتهمها عمدًا.", "ثم عاد."]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == expected


@given(ARABIC)
def test_sentences_divide_paragraphs(text: str) -> None:
    parts = sentences(text)
    whole = paragraphs(text)
    for start, end in parts:
        assert text[start:end].strip() == text[start:end] != ""
        assert any(p[0] <= start and end <= p[1] for p in whole)
    inside = {i for start, end in parts for i in range(start, end)}
    assert all(i in inside for i in range(len(text)) if not text[i].isspace())


@given(ARABIC, st.integers(0, 60), st.integers(1, 20))
def test_snapping_widens_to_words_and_is_stable(text: str, start: int, length: int) -> None:
    end = min(start + length, len(text))
    if start >= end:
        return
    snapper = Snapper(text)
    wide = snapper.snap(start, end)
    assert snapper.snap(*wide) == wide
    if text[start:end].strip():
        visible = [i for i in range(start, end) if not text[i].isspace()]
        assert wide[0] <= visible[0] and visible[-1] < wide[1]
        edges = {edge for bounds in words(text) for edge in bounds}
        assert set(wide) <= edges


def test_snapping_settles_clitic_conventions() -> None:
    text = "انضم للناتو وروسيا"
    snapper = Snapper(text)
    assert snapper.snap(6, 11) == snapper.snap(5, 11) == (5, 11)
    assert snapper.snap(13, 18) == (12, 18)


@pytest.mark.parametrize(
    ("word", "cuts"),
    [("وبالناتو", [0, 1, 2]), ("للناتو", [0, 1]), ("واشنطن", [0, 1]), ("ب", [0]), ("قال", [0])],
)
def test_proclitics(word: str, cuts: list[int]) -> None:
    assert list(proclitics(word)) == cuts


def test_folding() -> None:
    assert fold("الأُمَّة") == fold("الامه")
    assert fold("مستشفى") == fold("مستشفي")
    assert bare("مــصـر\u200f") == "مصر"


HARD = st.text(alphabet="اب ت.,:/٫٬،1٣²½\u064b\u0640\n«»-😀𝟗\u001c\u00a0_\ud800", max_size=20)


@given(st.one_of(HARD, ARABIC, st.text(max_size=30)))
def test_word_bounds_are_the_bounds_of_words(text: str) -> None:
    starts, ends = word_bounds(text)
    assert tuple(zip(starts.tolist(), ends.tolist(), strict=True)) == words(text)


@given(st.one_of(HARD, st.text(max_size=30)))
def test_visible_before_counts_what_is_no_space(text: str) -> None:
    expected = [sum(not c.isspace() for c in text[:end]) for end in range(len(text) + 1)]
    assert visible_before(text).tolist() == expected
