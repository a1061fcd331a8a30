"""What quotes say, compared by hand."""

from __future__ import annotations

import pytest

from rawi.document import Span
from rawi.evaluate.contents import Ranges, Visible, common, iou, size


def core(text: str, *spans: tuple[int, int]) -> str:
    """The visible characters of the core of a content, ``|`` between its parts."""
    seen = "".join(text.split())
    ranges = Visible(text).core([Span(*s) for s in spans or ((0, len(text)),)])
    return "|".join(seen[start:end] for start, end in ranges)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("الجسر آمن", "الجسرآمن"),
        ("إنّ الجسر آمن", "الجسرآمن"),
        ("إن الجسر آمن", "الجسرآمن"),
        ("أن الجسر آمن", "الجسرآمن"),
        ("ان الجسر آمن", "الجسرآمن"),
        ("بأنّ الجسر آمن", "الجسرآمن"),
        ("لأنّ الجسر آمن", "الجسرآمن"),
        ("إنّه آمن", "آمن"),
        ("أنّها آمنة", "آمنة"),
        ("إنّهُ آمن", "آمن"),
        ("إنّنا بخير", "بخير"),
        ("بأنهم عادوا", "عادوا"),
        ('إنّ "الجسر آمن".', "الجسرآمن"),
        ('إنّ"الجسر" آمن', 'الجسر"آمن'),  # a mark in the middle stays
        ("«إنّ الجسر آمن»", "الجسرآمن"),
        ("  «الجسر آمن»!؟ ", "الجسرآمن"),
        ("(الجسر، آمن)", "الجسر،آمن"),
        ("إنّ أنّ الجسر", "أنّالجسر"),  # one complementizer
        ("أنباء طيبة", "أنباءطيبة"),  # no complementizer: the word goes on
        ("الجسر إنّ", "الجسرإنّ"),  # nor one at the end
        ("إنّ", "إنّ"),  # nor one that nothing follows
        ('"…".', ""),
        ("«إنّ »", ""),
        ("نعم", "نعم"),
        ("؟ن؟", "ن"),
    ],
)
def test_core(content: str, expected: str) -> None:
    assert core(content) == expected
    # and the same within a text, whose other words it must not reach into
    text = f"«إنّ» {content} «إنّ»"
    assert core(text, (6, 6 + len(content))) == expected


def test_the_core_of_a_content_in_parts() -> None:
    text = '"أنّ الجسر" قال "أنّ العمل".'
    first, second = (0, 11), (16, len(text))
    for spans in ((first, second), (second, first)):
        # only the first part of a content begins with a complementizer
        assert core(text, *spans) == "الجسر|أنّالعمل"
    # a part of which nothing is left does not stand in the way
    assert core(text, (0, 1), second) == "أنّالعمل"
    assert core(text, second) == "العمل"


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([(0, 2)], ((0, 2),)),
        ([(3, 5), (0, 2)], ((0, 4),)),  # only white space between them
        ([(0, 2), (4, 5)], ((0, 2), (3, 4))),
        ([(0, 5), (1, 2)], ((0, 4),)),  # one within the other
        ([(0, 2), (1, 5)], ((0, 4),)),
        ([(2, 3)], ()),  # white space alone
        ([(2, 3), (0, 1)], ((0, 1),)),
        ([(2, 5), (2, 3)], ((2, 4),)),
        ([], ()),
        ([(8, 9), (0, 1), (4, 5)], ((0, 1), (3, 4), (6, 7))),
    ],
)
def test_ranges_count_visible_characters(spans: list[tuple[int, int]], expected: Ranges) -> None:
    # visible: 01 23 456
    found = Visible("ab cd\nefg").ranges([Span(*span) for span in spans])
    assert found == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (((0, 4),), ((2, 6),), 2),
        (((0, 4),), ((4, 6),), 0),
        (((0, 4),), ((5, 6),), 0),
        (((0, 10),), ((1, 2), (4, 6), (9, 12)), 4),
        (((0, 2), (5, 8)), ((1, 6),), 2),
        (((0, 2), (5, 8)), ((0, 2), (5, 8)), 5),
        (((0, 2), (5, 8)), ((2, 5), (8, 9)), 0),
        (((0, 2), (3, 5)), ((0, 2), (4, 5)), 3),
        ((), ((0, 2),), 0),
    ],
)
def test_common_characters(left: Ranges, right: Ranges, expected: int) -> None:
    assert common(left, right) == common(right, left) == expected


def test_size_and_intersection_over_union() -> None:
    assert size(((0, 2), (5, 8))) == 5
    assert size(()) == 0
    assert iou(((0, 4),), ((2, 6),)) == pytest.approx(2 / 6)
    assert iou(((0, 2), (5, 8)), ((0, 2), (5, 8))) == 1
    assert iou(((0, 2), (5, 8)), ((6, 16),)) == pytest.approx(2 / 13)
    assert iou(((0, 2),), ((2, 4),)) == 0
    assert iou((), ()) == 0
