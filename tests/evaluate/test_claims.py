from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from rawi.document import Bound, Claim, Document, Quantity, Quote, RegistryEntry, Source, Span, Unit
from rawi.evaluate.claims import Claims
from rawi.evaluate.measures import count_matrix, scores

TEXT = "قال الوالي إن نحو 3 آلاف جندي كوري شمالي وصلوا، وبلغت الكلفة 1.5 مليون يورو، وارتفعت 7 في المئة."


def at(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def quantity(words: str, **fields: object) -> Quantity:
    span = at(words)
    return Quantity(span.start, span.end, **fields)  # type: ignore[arg-type]


SOLDIERS = quantity(
    "3 آلاف",
    kind="approximate",
    value="3000",
    role="level",
    claim=Claim(at("جندي كوري شمالي"), at("جندي"), status="asserted"),
)
COST = quantity(
    "1.5 مليون",
    value="1500000",
    unit=Unit("EUR", at("يورو")),
    role="level",
    claim=Claim(at("الكلفة"), at("الكلفة"), status="asserted"),
)
RISE = quantity("7", value="7", unit=Unit("percent", at("في المئة")), role="change", direction="up")
QUOTE = Quote(
    (Span(at("إن نحو").start, at("وصلوا").end),),
    "q",
    "indirect",
    source=Source((at("الوالي"),), "w"),
)
GOLD = Document(
    "d",
    text=TEXT,
    registry=(RegistryEntry("w", "الوالي", "person"),),
    quotes=(QUOTE,),
    quantities=(SOLDIERS, COST, RISE),
)


def values(*quantities: Quantity, quotes: tuple[Quote, ...] = ()) -> dict[str, float]:
    task = Claims()
    predicted = Document("d", text=TEXT, quantities=quantities, quotes=quotes)
    made = scores(task, count_matrix(task, [GOLD], [predicted]).sum(axis=0))
    return {n: float(v.get("f1", v.get("share", np.nan))) for n, v in made.items()}


def test_gold_against_itself_and_nothing() -> None:
    found = values(*GOLD.quantities or (), quotes=(QUOTE,))
    assert found["claim"] == found["span"] == found["value"] == found["speaker"] == 1
    assert found["severe"] == 0
    assert values()["claim"] == 0


def test_quantities_without_claim_do_not_count_as_claims() -> None:
    assert values(SOLDIERS, COST)["claim"] == 1
    assert values(SOLDIERS, COST)["span"] == pytest.approx(4 / 5)


@pytest.mark.parametrize(
    ("change", "claim", "value", "unit", "severe"),
    [
        ({"value": "3000.0"}, True, True, True, 0),
        ({"value": "6000/2"}, True, True, True, 0),
        ({"value": "3"}, False, False, True, 1),
        ({"value": "2999"}, False, False, True, 0),
        ({"kind": "exact"}, True, True, True, 0),
        ({"unit": Unit("person")}, False, True, False, 0),
        ({"value": None, "low": Bound("3000")}, False, False, True, None),
        ({"value": "-3000"}, False, False, True, 1),
        ({"value": "300"}, False, False, True, 0),
        ({"value": "299"}, False, False, True, 1),
    ],
)
def test_values_are_exact_numbers(
    change: dict[str, object], claim: bool, value: bool, unit: bool, severe: int | None
) -> None:
    found = values(replace(SOLDIERS, **change))
    assert found["claim"] == (pytest.approx(2 / 3) if claim else 0)
    assert (found["value"], found["unit"]) == (value, unit)
    assert found["severe"] == severe if severe is not None else np.isnan(found["severe"])


@pytest.mark.parametrize(
    ("of", "head", "right"),
    [
        ("جندي كوري شمالي", "جندي", True),
        ("جندي كوري", "جندي", True),
        ("جندي كوري شمالي", None, True),
        ("جندي", None, False),  # one word of three
        ("كوري شمالي", None, False),  # without the head
        ("جندي كوري شمالي", "شمالي", True),
        ("آلاف جندي كوري شمالي", "آلاف", False),  # its head is not in the gold span
        (None, None, False),
    ],
)
def test_the_thing_counted(of: str | None, head: str | None, right: bool) -> None:
    claim = Claim(at(of) if of else None, at(head) if head else None, status="asserted")
    found = values(replace(SOLDIERS, claim=claim))
    assert found["of"] == right
    assert found["claim"] == (pytest.approx(2 / 3) if right else 0)


def test_bounds_and_their_ends_must_agree() -> None:
    task = Claims()
    base = replace(SOLDIERS, kind="range", value=None, low=Bound("1"), high=Bound("5"))
    gold = Document("d", text=TEXT, quantities=(base,))
    for change, right in (
        ({}, 1),
        ({"high": Bound("5.0")}, 1),
        ({"high": Bound("5", closed=False)}, 0),
        ({"high": None}, 0),
        ({"low": Bound("2")}, 0),
    ):
        predicted = Document("d", text=TEXT, quantities=(replace(base, **change),))
        assert task.count(gold, predicted)["claim.correct"] == right


def test_the_speaker_of_a_claim_is_that_of_the_innermost_quote() -> None:
    narrator = values(SOLDIERS, COST)
    assert narrator["speaker"] == 0.5  # the cost is the narrator's, the soldiers are not
    assert values(SOLDIERS, COST, quotes=(QUOTE,))["speaker"] == 1


def test_touching_spans_are_not_aligned() -> None:
    span = at("3 آلاف")
    touching = Quantity(span.end, span.end + 5, value="3000", claim=SOLDIERS.claim)
    assert values(touching)["overlap"] == 0


def test_repeated_quantities_are_matched_once() -> None:
    found = values(*[SOLDIERS] * 5)
    assert found["claim"] == pytest.approx(2 / 7)
    assert found["overlap"] <= 1 and found["span"] <= 1


QUANTITIES = st.lists(
    st.builds(
        lambda start, length, value, claim: Quantity(
            start, min(len(TEXT), start + length), value=value, claim=claim
        ),
        st.integers(0, len(TEXT) - 1),
        st.integers(1, 12),
        st.sampled_from(["1", "2", "1/3", "30"]),
        st.sampled_from([None, Claim(), Claim(at("الكلفة"), at("الكلفة"))]),
    ),
    max_size=6,
).map(lambda q: Document("d", text=TEXT, quantities=tuple(q)))


@given(QUANTITIES, QUANTITIES)
def test_properties(one: Document, other: Document) -> None:
    task = Claims()
    counts, back = task.count(one, other), task.count(other, one)
    for name in ("claim", "span", "overlap"):
        assert counts[f"{name}.correct"] <= min(counts[f"{name}.gold"], counts[f"{name}.predicted"])
        assert counts[f"{name}.gold"] == back[f"{name}.predicted"]
    assert counts["span.correct"] == back["span.correct"]
    for part in ("gold", "predicted", "correct"):
        rows = sum(v for k, v in counts.items() if k.startswith("claim/") and k.endswith(part))
        assert rows == counts[f"claim.{part}"]
    turned = Document("d", text=TEXT, quantities=tuple(reversed(other.quantities or ())))
    assert task.count(one, turned) == counts
