"""What has no place in the text counts as predicted and wrong, in every task."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from rawi.adapters import from_bio, from_json
from rawi.document import Document, Entity, Source, Unanchored, sha256_of
from rawi.evaluate.claims import Claims
from rawi.evaluate.measures import FMeasure, Task, count_matrix, scores
from rawi.evaluate.ner import Ner
from rawi.evaluate.quotes import Quotes
from rawi.evaluate.score import score

TEXT = "قال الوالي إنّ 3 آلاف جندي وصلوا إلى بيروت."
ANSWER = {
    "entities": [{"text": "بيروت", "type": "GPE"}],
    "quotes": [{"content": "إنّ 3 آلاف جندي وصلوا", "speaker": "الوالي", "cue": "قال", "type": "indirect"}],
    "quantities": [{"text": "3 آلاف", "value": 3000, "of": "جندي", "status": "asserted"}],
}  # fmt: skip
WRONG = {
    "entities": [{"text": "دمشق", "type": "GPE"}],
    "quotes": [{"content": "إنّ الطريق مغلق", "speaker": "الوالي", "cue": "قال", "type": "direct"}],
    "quantities": [{"text": "7 آلاف", "value": 7000, "of": "جندي", "status": "asserted"}],
}
_READ = from_json("d", TEXT, ANSWER).document
(_QUOTE,) = _READ.quotes or ()
# what a gold document has and a prediction need not: the registry entity of the speaker
GOLD = replace(
    _READ, quotes=(replace(_QUOTE, source=replace(_QUOTE.source or Source(), entity="w")),)
)
TASKS: list[Task] = [Ner(), Ner("char"), Quotes(), Claims()]


def with_wrong(times: int = 1) -> Document:
    both = {layer: [*items, *WRONG[layer] * times] for layer, items in ANSWER.items()}
    return from_json("d", TEXT, both).document


def counts(task: Task, predicted: Document, gold: Document = GOLD) -> dict[str, int]:
    row = count_matrix(task, [gold], [predicted])[0]
    return dict(zip(task.counters, row.tolist(), strict=True))


@pytest.mark.parametrize("task", TASKS)
def test_it_adds_to_what_is_predicted_and_to_nothing_else(task: Task) -> None:
    right, wrong = counts(task, GOLD), counts(task, with_wrong())
    changed = {name: wrong[name] - right[name] for name in right if wrong[name] != right[name]}
    assert changed
    assert all(name.endswith(".predicted") for name in changed)
    if task.name == "ner":  # the hallucinated quantity is a numeric entity too
        per_type = {"exact/GPE.predicted": 1, "exact/CARDINAL.predicted": 1}
        names = ("exact", "exact-char", "boundary", "overlap", "partial", "flat", "outer")
        assert changed == {f"{name}.predicted": 2 for name in names} | per_type
    elif task.name == "quotes":
        names = ("attribution", "found", "strict", "core", "cue", "source", "attribution/direct")
        visible = {"characters.predicted": len("إنّالطريقمغلق")}
        assert changed == {f"{name}.predicted": 1 for name in names} | visible
    else:
        names = ("span", "overlap", "claim", "claim/exact")
        assert changed == {f"{name}.predicted": 1 for name in names}


@pytest.mark.parametrize("task", TASKS)
def test_every_f_measure_falls(task: Task) -> None:
    right, wrong = (
        scores(task, count_matrix(task, [GOLD], [d]).sum(axis=0)) for d in (GOLD, with_wrong(3))
    )
    fallen = 0
    for measure in task.measures:
        if isinstance(measure, FMeasure) and not np.isnan(right[measure.name]["f1"]):
            assert right[measure.name]["f1"] == right[measure.name]["recall"] == 1
            assert wrong[measure.name]["recall"] == 1
            assert wrong[measure.name]["f1"] < 1
            fallen += 1
    assert fallen >= 3


def test_rows_of_types_add_up() -> None:
    ner = counts(Ner(), with_wrong(2))
    rows = sum(ner[f"exact/{kind}.predicted"] for kind in Ner().types)
    assert rows == ner["exact.predicted"] == 6
    assert ner["outer.predicted"] + ner["inner.predicted"] == 6
    quotes = counts(Quotes(), with_wrong(2))
    assert (
        sum(
            v for k, v in quotes.items() if k.startswith("attribution/") and k.endswith("predicted")
        )
        == 3
    )


def test_label_maps_leave_out_what_they_leave_out() -> None:
    lost = (Unanchored("entities", "x", "OCC"), Unanchored("entities", "y", "GPE"))
    predicted = Document("d", text=TEXT, entities=(), unanchored=lost)
    assert counts(Ner(), predicted)["exact.predicted"] == 2
    conll = counts(Ner("word", "conll"), predicted)
    assert conll["exact.predicted"] == conll["exact/LOC.predicted"] == 1
    unknown = Document("d", text=TEXT, unanchored=(Unanchored("entities", "x", "CITY"),))
    assert counts(Ner(), unknown)["exact.predicted"] == 1


def test_a_thing_counted_without_a_place_costs_the_claim_and_not_the_span() -> None:
    answer = ANSWER | {"quantities": [ANSWER["quantities"][0] | {"of": "جنود"}]}
    found = counts(Claims(), from_json("d", TEXT, answer).document)
    assert (found["claim.correct"], found["claim.predicted"]) == (0, 1)
    assert (found["span.correct"], found["span.predicted"]) == (1, 1)


def test_any_type_in_a_file_of_predictions_is_counted() -> None:
    lost = (
        Unanchored("quotes", "x", "free"),
        Unanchored("quantities", "y", "many", "claim"),
        Unanchored("quantities", "y"),
    )
    predicted = Document("d", text=TEXT, unanchored=lost)
    assert counts(Quotes(), predicted)["attribution/untyped.predicted"] == 1
    found = counts(Claims(), predicted)
    assert (found["claim.predicted"], found["claim/exact.predicted"], found["span.predicted"]) == (
        1,
        1,
        1,
    )


def test_answers_are_scored_end_to_end() -> None:
    gold = [
        Document(f"{i}", text=TEXT, sha256=sha256_of(TEXT), entities=GOLD.entities)
        for i in range(3)
    ]
    answers = [
        ANSWER,
        {"entities": WRONG["entities"] + ANSWER["entities"]},
        "I cannot help with that.",
    ]
    made = [from_json(d.id, TEXT, answer).document for d, answer in zip(gold, answers, strict=True)]
    result = score(gold, made, tasks=["ner"], resamples=0)
    exact = result.tasks["ner"].scores["exact"]
    # the first answer has a number too, which the gold of this test has not: 2 of 4 predictions right
    assert exact["precision"].value == pytest.approx(2 / 4)
    assert exact["recall"].value == pytest.approx(2 / 3)


def test_words_and_tags_are_scored_end_to_end() -> None:
    words = ["قال", "الوالي", "إنّ", "3", "آلاف", "جندي", "وصلوا", "إلى", "بيروت", "."]
    tags = ["O"] * 8 + ["B-LOC", "O"]
    gold = [Document("d", text=TEXT, sha256=sha256_of(TEXT), entities=(Entity(37, 42, "GPE"),))]
    made = from_bio("d", TEXT, words, tags).document
    result = score(gold, [made], tasks=["ner"], labels="conll", resamples=0)
    assert result.tasks["ner"].scores["exact"]["f1"].value == 1
