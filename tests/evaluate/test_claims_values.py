"""When the value and the unit of a quantity are right, and when a value is far off."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from rawi.document import Bound, Document, Quantity, Span, Unit
from rawi.evaluate.claims import Claims

TEXT = "وصل نحو 3 آلاف جندي، وارتفعت الكلفة 7 في المئة."


def quantity(words: str, **fields: object) -> Quantity:
    start = TEXT.index(words)
    return Quantity(start, start + len(words), **fields)  # type: ignore[arg-type]


RISE = quantity("7", value="7", unit=Unit("percent"), role="change", direction="up")


@pytest.mark.parametrize(
    ("gold", "predicted", "severe"),
    [
        ("3000", "30000", 0),
        ("3000", "30001", 1),
        ("3000", "300", 0),
        ("3000", "299", 1),
        ("-3000", "-30001", 1),
        ("-3000", "-2999", 0),
        ("2", "-2", 1),
        ("0", "5", 1),
        ("5", "0", 1),
        ("0", "0.0", 0),
    ],
)
def test_severe_is_beyond_a_factor_of_ten(gold: str, predicted: str, severe: int) -> None:
    one, other = (
        Document("d", text=TEXT, quantities=(replace(RISE, value=value),))
        for value in (gold, predicted)
    )
    counts = Claims().count(one, other)
    assert (counts["severe.total"], counts["severe.wrong"]) == (1, severe)


@pytest.mark.parametrize("side", [0, 1])
def test_severe_errors_need_a_value_on_both_sides(side: int) -> None:
    vague = replace(RISE, kind="vague", value=None, scale="10")
    pair = [Document("d", text=TEXT, quantities=(q,)) for q in (RISE, vague)]
    counts = Claims().count(pair[side], pair[1 - side])
    assert (counts["severe.total"], counts["value.right"]) == (0, 0)


@pytest.mark.parametrize(
    ("gold", "predicted", "value", "unit"),
    [
        ({"scale": "1000"}, {"scale": "1000"}, 1, 1),
        ({"scale": "1000"}, {"scale": "10000"}, 0, 1),
        ({"scale": "1000"}, {}, 0, 1),
        ({"low": Bound("5")}, {"low": Bound("5")}, 1, 1),
        ({"low": Bound("5")}, {"high": Bound("5")}, 0, 1),
        ({"low": Bound("5")}, {"low": Bound("5", closed=False)}, 0, 1),
        ({"unit": Unit("EUR")}, {"unit": Unit("EUR", Span(0, 2))}, 1, 1),
        ({"unit": Unit("EUR")}, {"unit": Unit("EUR", per="day")}, 1, 0),
        ({"unit": Unit("EUR")}, {}, 1, 0),
        ({"unit": Unit("", per="day")}, {}, 1, 0),
        ({"unit": Unit("", per="day")}, {"unit": Unit("", per="day")}, 1, 1),
        ({"unit": Unit("")}, {}, 1, 1),
        ({}, {"unit": Unit("")}, 1, 1),
    ],
)
def test_parts_of_value_and_unit(
    gold: dict[str, object], predicted: dict[str, object], value: int, unit: int
) -> None:
    one, other = (
        Document("d", text=TEXT, quantities=(quantity("3 آلاف", **fields),))
        for fields in (gold, predicted)
    )
    counts = Claims().count(one, other)
    assert (counts["value.right"], counts["unit.right"]) == (value, unit)


@pytest.mark.parametrize(
    ("gold", "predicted", "severe"),
    [
        # the product of two fractions is below 1, and the numbers are of one size
        ("0.5", "0.9", 0),
        ("1/3", "0.4", 0),
        ("0.5", "-0.5", 1),
        ("0.5", "0", 1),
        ("0", "0", 0),
        ("1", "10", 0),
        ("1", "10.1", 1),
        ("0.5", "0.049", 1),
    ],
)
def test_more_than_ten_times_off(gold: str, predicted: str, severe: int) -> None:
    number = quantity("7", value=gold)
    made = Document("d", text=TEXT, quantities=(replace(number, value=predicted),))
    counts = Claims().count(Document("d", text=TEXT, quantities=(number,)), made)
    assert (counts["severe.total"], counts["severe.wrong"]) == (1, severe)


def test_the_share_of_severe_errors_is_the_only_one_that_is_better_low() -> None:
    low = [m.name for m in Claims().measures if getattr(m, "lower_is_better", False)]
    assert low == ["severe"]
