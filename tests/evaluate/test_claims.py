from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from rawi.document import (
    Bound,
    Claim,
    Document,
    Quantity,
    Quote,
    RegistryEntry,
    Source,
    Span,
    Unanchored,
    Unit,
)
from rawi.evaluate.claims import Claims, align, in_order
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


def test_every_counter_by_hand() -> None:
    number = at("1.5")
    assert SOLDIERS.claim and COST.claim
    predicted = Document(
        "d",
        text=TEXT,
        quantities=(
            # another kind and status, and no quote around it: a right claim all the same
            replace(SOLDIERS, kind="exact", claim=replace(SOLDIERS.claim, status="denied")),
            # the number alone, and a million too small
            replace(COST, start=number.start, end=number.end, value="1.5"),
            # gold makes no claim here
            replace(RISE, claim=Claim(status="asserted")),
            # nothing is here
            quantity("الوالي", kind="vague", scale="10", claim=Claim()),
        ),
    )
    task = Claims()
    counts = task.count(GOLD, predicted)
    assert sorted(counts) == sorted(task.counters)
    assert {name: n for name, n in counts.items() if n} == {
        "claim.gold": 2,
        "claim.predicted": 4,
        "claim.correct": 1,
        "claim/approximate.gold": 1,
        "claim/approximate.predicted": 1,
        "claim/approximate.correct": 1,
        "claim/exact.gold": 1,
        "claim/exact.predicted": 2,
        "claim/vague.predicted": 1,
        "span.gold": 3,
        "span.predicted": 4,
        "span.correct": 2,
        "overlap.gold": 3,
        "overlap.predicted": 4,
        "overlap.correct": 3,
        "value.right": 2,
        "unit.right": 3,
        "kind.right": 2,
        "severe.total": 3,
        "severe.wrong": 1,
        "aligned-claims": 2,
        "of.right": 2,
        "status.right": 1,
        "speaker.right": 1,
    }
    bare = Document("d", quantities=None)
    assert not any(task.count(bare, bare).values())


def test_spans_are_compared_in_words_or_as_they_are() -> None:
    gold = Document("d", text="ب7 دنانير", quantities=(Quantity(1, 2, value="7"),))
    predicted = Document("d", text=gold.text, quantities=(Quantity(0, 2, value="7"),))
    assert Claims().count(gold, predicted)["span.correct"] == 1
    assert Claims("char").count(gold, predicted)["span.correct"] == 0
    assert Claims("char").count(gold, gold)["span.correct"] == 1
    # without a text there are no words, and spans stay as they are
    one, longer = (Document("d", quantities=(Quantity(0, end),)) for end in (1, 2))
    assert Claims().count(one, longer)["span.correct"] == 0
    assert Claims().count(one, one)["span.correct"] == 1


WIDE, HEAD, TAIL = at("جندي كوري شمالي"), at("جندي"), at("شمالي")


@pytest.mark.parametrize(
    ("gold", "predicted", "right"),
    [
        (Claim(), Claim(), 1),
        (Claim(WIDE), Claim(), 0),
        (Claim(), Claim(WIDE), 0),
        (Claim(WIDE), Claim(WIDE), 1),
        (Claim(WIDE), Claim(at("كوري شمالي")), 1),  # two of three words, and no head is known
        (Claim(WIDE, HEAD), Claim(at("كوري شمالي")), 0),  # the head of gold is missed
        (Claim(at("كوري شمالي")), Claim(WIDE, HEAD), 0),  # gold lacks the head of the prediction
        (Claim(WIDE, HEAD), Claim(at("جندي كوري"), HEAD), 1),
        (Claim(at("جندي كوري"), HEAD), Claim(WIDE, TAIL), 0),
        (Claim(WIDE, TAIL), Claim(at("جندي كوري"), HEAD), 0),
        (Claim(WIDE, TAIL), Claim(at("كوري شمالي"), TAIL), 1),
        (Claim(at("جندي كوري"), HEAD), Claim(HEAD, HEAD), 1),  # a half
        (Claim(WIDE, HEAD), Claim(HEAD, HEAD), 0),  # a third
    ],
)
def test_the_thing_counted_on_either_side(gold: Claim, predicted: Claim, right: int) -> None:
    one, other = (
        Document("d", text=TEXT, quantities=(replace(SOLDIERS, claim=claim),))
        for claim in (gold, predicted)
    )
    counts = Claims().count(one, other)
    assert counts["of.right"] == counts["claim.correct"] == right


@pytest.mark.parametrize(
    ("gold", "predicted", "right"),
    [
        ("الوالي", "الوالي", 1),
        ("الوالي", "وصلوا", 0),
        ("الوالي", None, 0),
        (None, "الوالي", 0),
        (None, None, 1),
    ],
)
def test_the_speaker_of_a_claim(gold: str | None, predicted: str | None, right: int) -> None:
    def saying(who: str | None) -> Document:
        quotes = (replace(QUOTE, source=Source((at(who),), "w")),) if who else ()
        return Document("d", text=TEXT, quotes=quotes, quantities=(SOLDIERS,))

    assert Claims().count(saying(gold), saying(predicted))["speaker.right"] == right


def test_the_speaker_of_a_claim_may_be_an_entry_of_the_prediction() -> None:
    predicted = Document(
        "d",
        text=TEXT,
        registry=(RegistryEntry("x", "الوالي", "person"),),
        quotes=(replace(QUOTE, source=Source((), "x")),),
        quantities=(SOLDIERS,),
    )
    assert Claims().count(GOLD, predicted)["speaker.right"] == 1


def test_equal_spans_are_aligned_first() -> None:
    def spans(*bounds: tuple[int, int]) -> list[Quantity]:
        return [Quantity(start, end) for start, end in bounds]

    assert align(spans((0, 10), (6, 10)), spans((0, 10), (0, 6))) == [(0, 0)]
    assert align(spans((0, 4), (4, 8)), spans((0, 5), (5, 8))) == [(0, 0), (1, 1)]
    assert align(spans((0, 4)), spans((4, 8))) == []


def test_order_depends_on_what_quantities_say_and_not_on_their_numbers() -> None:
    one, two = Quantity(0, 2, "b", value="1"), Quantity(0, 2, "a", value="2")
    assert in_order([two, one]) == in_order([one, two]) == [one, two]
    longer, later = Quantity(0, 3, "0"), Quantity(1, 2, "0")
    assert in_order([later, longer, one]) == [one, longer, later]


def test_what_is_reported_for_claims() -> None:
    task = Claims()
    assert task.name == "claims"
    assert [(m.name, m.title) for m in task.measures] == [
        ("claim", "claim (value, unit and thing counted)"),
        ("span", "quantity span, exact"),
        ("overlap", "quantity span, overlap"),
        ("value", "value, if aligned"),
        ("unit", "unit, if aligned"),
        ("kind", "kind, if aligned"),
        ("severe", "off by more than ×10"),
        ("of", "thing counted, if aligned"),
        ("status", "status, if aligned"),
        ("speaker", "speaker, if aligned"),
    ]
    kinds = ("exact", "approximate", "bound", "range", "vague", "multiple")
    rows = [(m.name, m.title) for m in task.groups["quantity-kind"]]
    assert rows == [(f"claim/{kind}", kind) for kind in kinds]


def test_shares_are_of_what_is_aligned() -> None:
    found = values(replace(SOLDIERS, kind="exact", value="5", unit=Unit("EUR"), claim=None), COST)
    assert found["value"] == found["unit"] == found["kind"] == 0.5
    assert found["of"] == found["status"] == found["speaker"] == 0.5
    assert values(replace(SOLDIERS, value="5"), COST)["severe"] == 0.5


def test_statuses_are_counted_and_not_set() -> None:
    """Of two claims the first has the wrong status: one right, not none and not two."""
    wrong = replace(SOLDIERS, claim=replace(SOLDIERS.claim, status="denied"))
    counts = Claims().count(GOLD, Document("d", text=TEXT, quantities=(wrong, COST)))
    assert counts["status.right"] == 1
    counts = Claims().count(GOLD, Document("d", text=TEXT, quantities=(SOLDIERS, COST)))
    assert counts["status.right"] == 2


def test_numbers_without_a_place_count_as_predicted() -> None:
    made = Document(
        "d",
        text=TEXT,
        quantities=(COST,),
        unanchored=(
            Unanchored("quantities", "99", "exact"),
            Unanchored("quantities", "99", "exact", "claim"),
        ),
    )
    counts = Claims().count(GOLD, made)
    assert (counts["span.correct"], counts["span.predicted"]) == (1, 2)
    assert (counts["claim.correct"], counts["claim.predicted"]) == (1, 2)
    assert counts["claim/exact.predicted"] == 2
