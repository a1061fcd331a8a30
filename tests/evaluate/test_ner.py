from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from seqeval.metrics.v1 import precision_recall_fscore_support
from seqeval.scheme import IOB2

from rawi.derived import all_entities
from rawi.document import Document, Entity, Quantity, Span, Unanchored, Unit
from rawi.errors import InputError
from rawi.evaluate.measures import count_matrix, scores
from rawi.evaluate.ner import Ner
from rawi.iob import words_and_tags
from rawi.labels import ENTITY_TYPES, label_map, label_maps

TEXT = "زار وزير خارجية فرنسا بيروت، والتقى رئيس بلدية صور و3 نواب في 12 أيار للمرة الثانية."
TYPES = ("PERS", "OCC", "GPE", "ORG")


def document(*spans: tuple[int, int, str], text: str = TEXT) -> Document:
    return Document("d", text=text, entities=tuple(Entity(*span) for span in spans))


def values(gold: Document, predicted: Document, task: Ner | None = None) -> dict[str, float]:
    task = task or Ner()
    made = scores(task, count_matrix(task, [gold], [predicted]).sum(axis=0))
    return {name: float(v["f1"]) for name, v in made.items()}


SPAN = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 14), st.sampled_from(TYPES)).map(
    lambda s: (s[0], min(len(TEXT), s[0] + s[1]), s[2])
)
DOCUMENT = st.lists(SPAN, max_size=8).map(lambda spans: document(*spans))


@given(st.lists(st.tuples(DOCUMENT, DOCUMENT), min_size=1, max_size=4))
def test_flat_equals_seqeval_strict_iob2(pairs: list[tuple[Document, Document]]) -> None:
    gold, predicted = zip(*pairs, strict=True)
    task = Ner()
    mine = scores(task, count_matrix(task, gold, predicted).sum(axis=0))["flat"]
    tags = [[words_and_tags(TEXT, all_entities(d))[1] for d in side] for side in (gold, predicted)]
    if not any(tag != "O" for side in tags for row in side for tag in row):
        assert np.isnan(mine["f1"])
        return
    precision, recall, f1, _ = precision_recall_fscore_support(
        *tags, average="micro", scheme=IOB2, zero_division=0
    )
    assert float(mine["f1"]) == pytest.approx(f1)
    assert np.nan_to_num(mine["precision"]) == pytest.approx(precision)
    assert np.nan_to_num(mine["recall"]) == pytest.approx(recall)


@given(DOCUMENT)
def test_self_score_is_one_and_empty_is_zero(gold: Document) -> None:
    if not gold.entities:
        return
    assert all(v == 1 for v in values(gold, gold).values() if not np.isnan(v))
    empty = values(gold, Document("d", text=TEXT))
    assert all(v == 0 for v in empty.values() if not np.isnan(v))
    assert values(gold, gold)["exact"] == 1
    assert empty["exact"] == 0


@given(DOCUMENT, DOCUMENT, st.sampled_from(["word", "char"]))
def test_exchange_order_and_strictness(one: Document, other: Document, boundary) -> None:  # type: ignore[no-untyped-def]
    task = Ner(boundary)
    there = scores(task, count_matrix(task, [one], [other]).sum(axis=0))
    back = scores(task, count_matrix(task, [other], [one]).sum(axis=0))
    for name, found in there.items():
        assert np.array_equal(found["f1"], back[name]["f1"], equal_nan=True)
        if "precision" in found:
            assert np.array_equal(found["precision"], back[name]["recall"], equal_nan=True)
        assert not float(np.nan_to_num(found["f1"])) > 1
    turned = Document("d", text=TEXT, entities=tuple(reversed(other.entities or ())))
    again = scores(task, count_matrix(task, [one], [turned]).sum(axis=0))
    assert all(np.array_equal(again[n]["f1"], v["f1"], equal_nan=True) for n, v in there.items())
    strict = np.nan_to_num(there["exact"]["f1"])
    assert strict <= np.nan_to_num(there["overlap"]["f1"])


@given(DOCUMENT, DOCUMENT)
def test_counts_per_type_add_up(one: Document, other: Document) -> None:
    counts = Ner().count(one, other)
    for part in ("correct", "gold", "predicted"):
        whole = counts[f"exact.{part}"]
        assert sum(counts[f"exact/{kind}.{part}"] for kind in Ner().types) == whole
        if part != "correct":
            assert counts[f"outer.{part}"] + counts[f"inner.{part}"] == whole


def test_clitics_are_forgiven_by_words_and_not_by_characters() -> None:
    start = TEXT.index("بيروت")
    gold = document((start, start + 5, "GPE"))
    text = TEXT.replace(" بيروت", " لبيروت")
    gold = document((start + 1, start + 6, "GPE"), text=text)
    predicted = document((start, start + 6, "GPE"), text=text)
    found = values(gold, predicted)
    assert found["exact"] == 1
    assert found["exact-char"] == 0
    assert values(gold, predicted, Ner("char"))["exact"] == 0


def test_partial_credit_is_matched_for_the_best_total() -> None:
    # Two predictions overlap the first gold span; the exact one must get it whatever the order.
    gold = document((0, 8, "OCC"), (9, 15, "OCC"))
    for spans in ([(0, 8, "OCC"), (4, 15, "OCC")], [(4, 15, "OCC"), (0, 8, "OCC")]):
        counts = Ner("char").count(gold, document(*spans))
        assert counts["partial.correct"] == 3
        assert counts["overlap.correct"] == 2
    assert values(gold, document((0, 8, "OCC"), (4, 15, "OCC")), Ner("char"))["partial"] == 0.75


def test_nested_of_one_type_and_two_types_on_one_span_count() -> None:
    gold = document((0, 8, "ORG"), (4, 8, "ORG"), (0, 8, "FAC"))
    counts = Ner("char").count(gold, gold)
    assert counts["exact.correct"] == 3
    assert counts["inner.gold"] == 1
    assert Ner("char").count(gold, document((0, 8, "ORG")))["exact.correct"] == 1


def test_spurious_types_cost_precision() -> None:
    gold = document((0, 3, "GPE"))
    assert values(gold, document((0, 3, "GPE"), (4, 8, "LAW")))["exact"] == pytest.approx(2 / 3)


def test_repeating_a_prediction_gains_nothing() -> None:
    gold = document((0, 3, "GPE"), (9, 15, "GPE"))
    once, often = document((0, 3, "GPE")), document(*[(0, 3, "GPE")] * 10)
    assert values(gold, once) == pytest.approx(values(gold, often), nan_ok=True)


def test_numeric_types_come_from_the_quantities() -> None:
    three, date = TEXT.index("3"), TEXT.index("12")
    quantities = (
        Quantity(three, three + 1, value="3"),
        Quantity(date, date + 2, value="12", unit=Unit("EUR", Span(date + 3, date + 7))),
    )
    gold = Document("d", text=TEXT, entities=(), quantities=quantities)
    assert [(e.start, e.end, e.type) for e in all_entities(gold)] == [
        (three, three + 1, "CARDINAL"),
        (date, date + 7, "MONEY"),
        (date + 3, date + 7, "CURR"),
    ]
    tagged = document((three, three + 1, "CARDINAL"), (date, date + 7, "MONEY"))
    assert values(gold, tagged)["exact"] == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("unit", "expected"),
    [("month", ["DATE"]), ("hour", ["TIME"]), ("day", ["DATE"]), ("percent", ["PERCENT"]),
     ("kilometer", ["QUANTITY", "UNIT"]), ("دينار", ["MONEY", "CURR"])],
)  # fmt: skip
def test_derived_types(unit: str, expected: list[str]) -> None:
    quantity = Quantity(0, 2, value="1", unit=Unit(unit, Span(3, 5)))
    found = all_entities(Document("d", text=TEXT, quantities=(quantity,)))
    assert [e.type for e in found] == expected
    assert (found[0].start, found[0].end) == (0, 5)


def test_label_maps_score_a_system_on_its_own_labels() -> None:
    gold = document((4, 21, "OCC"), (16, 21, "GPE"), (22, 27, "GPE"))
    four = document((16, 21, "LOC"), (22, 27, "PER"))
    assert Ner("word", "conll").count(gold, four)["exact.gold"] == 2
    assert values(gold, four, Ner("word", "conll"))["exact"] == 0.5
    assert values(gold, gold, Ner("word", "conll"))["exact"] == 1
    art = document((4, 8, "WORK_OF_ART"))
    assert values(document((4, 8, "PRODUCT")), art, Ner("word", "ontonotes"))["exact"] == 1
    assert Ner("word", "conll").types == ("PER", "ORG", "LOC", "MISC")


def test_label_maps_cover_the_inventory() -> None:
    for name, made in label_maps().items():
        assert set(made.targets) == set(ENTITY_TYPES), name
        assert set(made.aliases.values()) <= set(made.types)
    assert label_maps()["wojood21"].types == tuple(ENTITY_TYPES)
    with pytest.raises(InputError, match="expected one of wojood21, conll, ontonotes"):
        label_map("ace")


def test_what_is_reported_by_name_and_title() -> None:
    """Names stand in results, titles in every table: neither changes unnoticed."""
    task = Ner()
    assert [(measure.name, measure.title) for measure in task.measures] == [
        ("exact", "exact, nested"),
        ("exact-char", "exact, raw offsets"),
        ("boundary", "boundary only"),
        ("overlap", "type, any overlap"),
        ("partial", "partial (MUC)"),
        ("macro", "macro over types"),
        ("outer", "outer"),
        ("inner", "inner"),
        ("flat", "flat (seqeval strict IOB2)"),
    ]
    assert list(task.groups) == ["type"]
    assert [(m.name, m.title) for m in task.groups["type"]][:2] == [
        ("exact/PERS", "PERS"), ("exact/NORP", "NORP"),
    ]  # fmt: skip


def test_of_two_types_on_one_span_the_first_of_the_inventory_is_outermost() -> None:
    # ORG stands before GPE in the inventory, behind it in the alphabet
    both = document((15, 20, "GPE"), (15, 20, "ORG"))
    assert values(both, document((15, 20, "ORG")))["flat"] == 1.0
    assert values(both, document((15, 20, "GPE")))["flat"] == 0.0


def test_what_has_no_place_is_counted_beside_what_has_one() -> None:
    gold = document((15, 20, "GPE"), (21, 26, "GPE"))
    predicted = replace(
        document((15, 20, "GPE"), (21, 26, "GPE")),
        unanchored=(Unanchored("entities", "ليس هنا", "GPE"), Unanchored("entities", "لا", "GPE")),
    )
    task = Ner()
    counts = task.count(gold, predicted)
    assert (counts["exact.correct"], counts["exact.gold"], counts["exact.predicted"]) == (2, 2, 4)
    assert counts["exact/GPE.predicted"] == 4


@pytest.mark.parametrize(
    ("most", "expected"),
    [
        # 4, 2, 1 and 6 characters with the one that ends each document; a stretch ends with the
        # document by which it has more than the most
        (100, [(0, 4)]),
        (13, [(0, 4)]),
        (12, [(0, 4)]),
        (7, [(0, 4)]),
        (6, [(0, 3), (3, 4)]),
        (5, [(0, 2), (2, 4)]),
        (4, [(0, 2), (2, 4)]),
        (3, [(0, 1), (1, 4)]),
        (2, [(0, 1), (1, 3), (3, 4)]),
        (1, [(0, 1), (1, 2), (2, 4)]),
        (0, [(0, 1), (1, 2), (2, 3), (3, 4)]),
    ],
)
def test_documents_are_counted_in_stretches(
    most: int, expected: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from rawi.evaluate import ner

    documents = [Document("d", text=text) for text in ("abc", "d", "", "efghi")]
    monkeypatch.setattr(ner, "_BATCH", most)
    found = [(part.start, part.stop) for part in ner._batches(documents)]
    assert found == expected


def test_stretches_change_no_count(monkeypatch: pytest.MonkeyPatch) -> None:
    from rawi.evaluate import ner

    pairs = [
        (document((15, 20, "GPE")), document((15, 20, "GPE"))),
        (document((4, 20, "OCC"), (15, 20, "GPE")), document((4, 20, "OCC"))),
        (document(), document((21, 26, "GPE"))),
        (document((21, 26, "GPE")), document((21, 25, "GPE"))),
    ]
    gold, predicted = zip(*pairs, strict=True)
    whole = Ner().count_many(gold, predicted)
    for most in (0, len(TEXT), 2 * len(TEXT) + 2, 3 * len(TEXT)):
        monkeypatch.setattr(ner, "_BATCH", most)
        assert (Ner().count_many(gold, predicted) == whole).all()


def test_a_span_that_begins_where_a_taken_one_ends_is_outermost_too() -> None:
    """Of three, of which the second crosses both others, the first and the third remain."""
    # a comma is a word of its own, so that words touch without a space between
    text = "أ،ب"
    crossing = document((0, 2, "OCC"), (1, 3, "ORG"), (2, 3, "GPE"), text=text)
    remain = document((0, 2, "OCC"), (2, 3, "GPE"), text=text)
    counts = Ner("char").count(remain, crossing)
    assert (counts["flat.correct"], counts["flat.gold"], counts["flat.predicted"]) == (2, 2, 2)
