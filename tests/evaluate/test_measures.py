"""Scores from counts, by hand, and what a task must give to be scored."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from rawi.document import Document, Entity
from rawi.evaluate.claims import Claims
from rawi.evaluate.measures import (
    FMeasure,
    MacroF1,
    Measure,
    Share,
    count_matrix,
    f_measure,
    headline,
    scores,
)

NAN = float("nan")


def numbers(**columns: float | list[float]) -> dict[str, np.ndarray]:
    return {name: np.array(values, dtype=np.float64) for name, values in columns.items()}


@pytest.mark.parametrize(
    ("correct", "gold", "predicted", "precision", "recall", "f1"),
    [
        (3, 4, 6, 0.5, 0.75, 0.6),
        (0, 4, 6, 0.0, 0.0, 0.0),
        (0, 4, 0, NAN, 0.0, 0.0),
        (0, 0, 6, 0.0, NAN, 0.0),
        (0, 0, 0, NAN, NAN, NAN),
        (1, 1, 1, 1.0, 1.0, 1.0),
    ],
)
def test_precision_recall_and_f1(
    correct: int, gold: int, predicted: int, precision: float, recall: float, f1: float
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # nothing is divided by 0 aloud
        found = f_measure(*(np.array(float(n)) for n in (correct, gold, predicted)))
    assert [float(v) for v in found] == pytest.approx([precision, recall, f1], nan_ok=True)


def test_where_there_is_no_whole_a_part_has_no_share() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = Share("s", "s", "right", "total").values(numbers(right=[3, 0, 2], total=[4, 0, 0]))
    assert found["share"].tolist() == pytest.approx([0.75, NAN, NAN], nan_ok=True)
    assert list(found) == ["share"]


def test_half_credits_are_halves() -> None:
    # 3 equal ones and 1 overlap are 7 halves
    measure = FMeasure("partial", "partial", "c", "g", "p", weight=2)
    found = measure.values(numbers(c=7, g=4, p=10))
    assert {name: float(v) for name, v in found.items()} == {
        "f1": 0.5,
        "precision": 0.35,
        "recall": 0.875,
    }


def test_a_right_item_is_one_and_more_is_better_unless_said_otherwise() -> None:
    assert FMeasure("m", "m", "c", "g", "p").weight == 1
    assert Share("s", "s", "right", "total").lower_is_better is False
    worse = [m.name for m in Claims().measures if isinstance(m, Share) and m.lower_is_better]
    assert worse == ["severe"]


def test_macro_is_the_mean_over_what_occurs() -> None:
    parts = tuple(FMeasure(k, k, f"{k}.c", f"{k}.g", f"{k}.p") for k in "abc")
    totals = numbers(
        **{"a.c": [2, 0, 1], "a.g": [2, 0, 1], "a.p": [2, 0, 1]},  # 1
        **{"b.c": [1, 0, 0], "b.g": [3, 0, 0], "b.p": [1, 0, 0]},  # a half
        **{"c.c": [0, 0, 0], "c.g": [0, 0, 0], "c.p": [0, 0, 0]},  # does not occur
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = MacroF1("macro", "macro", parts).values(totals)
    assert found["f1"].tolist() == pytest.approx([0.75, NAN, 1], nan_ok=True)
    only_wrong = numbers(
        **{"a.c": 2, "a.g": 2, "a.p": 2},
        **{"b.c": 0, "b.g": 0, "b.p": 5},  # occurs in the prediction: 0
        **{"c.c": 0, "c.g": 1, "c.p": 0},  # occurs in gold: 0
    )
    macro = MacroF1("macro", "macro", parts).values(only_wrong)["f1"]
    assert float(macro) == pytest.approx(1 / 3)


@dataclass(frozen=True)
class Toy:
    """Counts how many entities a side has; a right one is one of the length of both sides."""

    name: str = "toy"
    counters: Sequence[str] = ("c", "g", "p", "x")
    measures: Sequence[Measure] = (
        FMeasure("length", "length", "c", "g", "p"),
        Share("left", "left", "x", "g"),
    )

    @property
    def groups(self) -> Mapping[str, Sequence[FMeasure]]:
        return {"turned": [FMeasure("back", "back", "c", "p", "g")]}

    def count(self, gold: Document, predicted: Document) -> dict[str, int]:
        left, right = len(gold.entities or ()), len(predicted.entities or ())
        # not in the order of the counters, and not all of them
        return {"p": right, "g": left} | ({"c": min(left, right)} if left and right else {})


def having(entities: int) -> Document:
    return Document("d", text="ab", entities=(Entity(0, 1, "PERS"),) * entities)


def test_counts_are_put_into_their_columns_and_the_others_are_0() -> None:
    made = count_matrix(Toy(), [having(2), having(0)], [having(3), having(4)])
    assert made.tolist() == [[2, 2, 3, 0], [0, 0, 4, 0]]
    assert made.dtype == np.int64


def test_a_document_too_few_is_told() -> None:
    with pytest.raises(ValueError, match=r"^1 predicted documents for 2 gold documents$"):
        count_matrix(Toy(), [having(1), having(1)], [having(1)])


def test_a_task_may_count_many_at_once() -> None:
    class Many(Toy):
        def count_many(self, gold: Sequence[Document], predicted: Sequence[Document]) -> np.ndarray:
            return np.full((len(gold), 4), len(predicted))

    assert count_matrix(Many(), [having(1)] * 2, [having(1)] * 2).tolist() == [[2] * 4] * 2


def test_scores_of_all_measures_on_any_leading_axes() -> None:
    totals = np.array([[[2, 2, 6, 1], [0, 0, 0, 0]]])
    made = scores(Toy(), totals)
    assert list(made) == ["length", "left", "back"]
    assert made["length"]["f1"].shape == (1, 2)
    assert made["length"]["precision"][0, 0] == pytest.approx(1 / 3)
    assert made["length"]["recall"][0, 0] == 1
    assert made["back"]["recall"][0, 0] == pytest.approx(1 / 3)
    assert made["left"]["share"][0].tolist() == pytest.approx([0.5, NAN], nan_ok=True)
    assert headline(Toy(), totals)[0].tolist() == pytest.approx([0.5, NAN], nan_ok=True)


def test_the_headline_is_the_first_measure() -> None:
    nothing_right = FMeasure("none", "none", "x", "g", "p")
    turned = Toy(measures=(nothing_right, *Toy().measures))
    assert headline(turned, np.array([2, 2, 6, 0])) == 0
    assert headline(Toy(), np.array([2, 2, 6, 0])) == 0.5
