"""What must hold of every score of every task, on random documents."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from rawi.document import (
    Claim,
    Document,
    Entity,
    Quantity,
    Quote,
    RegistryEntry,
    Source,
    Span,
    Unit,
)
from rawi.evaluate.measures import FMeasure, Task, count_matrix, scores
from rawi.evaluate.score import make_tasks

TEXT = "قال الوزير سامي إنّ 3 آلاف جندي وصلوا إلى بيروت، وأضافت ليلى أنّ 5 في المئة منهم عادوا."
WORDS = [m for m in range(len(TEXT)) if m == 0 or TEXT[m - 1] == " "]
REGISTRY = (RegistryEntry("s", "سامي", "person"), RegistryEntry("l", "ليلى", "person"))
TASKS = make_tasks(["ner", "quotes", "claims"])


def span(draw: st.DrawFn) -> tuple[int, int]:
    first = draw(st.integers(0, len(WORDS) - 1))
    last = draw(st.integers(first, min(first + 6, len(WORDS) - 1)))
    end = WORDS[last + 1] - 1 if last + 1 < len(WORDS) else len(TEXT)
    return WORDS[first], end


@st.composite
def entity(draw: st.DrawFn) -> Entity:
    return Entity(*span(draw), draw(st.sampled_from(["PERS", "GPE", "OCC"])))


@st.composite
def quote(draw: st.DrawFn) -> Quote:
    name = draw(st.sampled_from(["سامي", "ليلى"]))
    at = TEXT.index(name)
    source = draw(
        st.sampled_from(
            [
                Source((Span(at, at + len(name)),), "s" if name == "سامي" else "l"),
                Source((), "s"),
                Source(kind="none"),
            ]
        )
    )
    kind = draw(st.sampled_from(["direct", "indirect", "mixed"]))
    return Quote(
        (Span(*span(draw)),), type=kind, act="speech", source=source, factuality="asserted"
    )


@st.composite
def quantity(draw: st.DrawFn) -> Quantity:
    of = Span(*span(draw))
    return Quantity(
        *span(draw),
        value=draw(st.sampled_from(["3", "3000", "1/2"])),
        unit=draw(st.sampled_from([None, Unit("percent"), Unit("month")])),
        claim=draw(st.sampled_from([None, Claim(of, of, status="asserted")])),
    )


@st.composite
def document(draw: st.DrawFn) -> Document:
    return Document(
        "d",
        text=TEXT,
        registry=REGISTRY,
        entities=tuple(draw(st.lists(entity(), max_size=5))),
        quotes=tuple(draw(st.lists(quote(), max_size=4))),
        quantities=tuple(draw(st.lists(quantity(), max_size=4))),
    )


def headline(task: Task, gold: list[Document], predicted: list[Document]) -> float:
    made = scores(task, count_matrix(task, gold, predicted).sum(axis=0))
    return float(np.nan_to_num(made[task.measures[0].name]["f1"]))


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
class TestEveryTask:
    @given(gold=document())
    def test_gold_scores_one_and_nothing_zero(self, task: Task, gold: Document) -> None:
        best = scores(task, count_matrix(task, [gold], [gold]).sum(axis=0))
        none = Document("d", text=TEXT, entities=(), quotes=(), quantities=())
        worst = scores(task, count_matrix(task, [gold], [none]).sum(axis=0))
        for measure in task.measures:
            if isinstance(measure, FMeasure):
                assert best[measure.name]["f1"] == 1 or np.isnan(best[measure.name]["f1"])
                assert not worst[measure.name]["f1"] > 0

    @given(gold=document(), other=document())
    def test_nothing_is_above_one_or_below_zero(
        self, task: Task, gold: Document, other: Document
    ) -> None:
        made = scores(task, count_matrix(task, [gold], [other]).sum(axis=0))
        for values in made.values():
            for value in values.values():
                assert np.isnan(value) or 0 <= value <= 1

    @given(
        pairs=st.lists(st.tuples(document(), document()), min_size=1, max_size=3),
        order=st.randoms(),
    )
    def test_order_changes_nothing(self, task: Task, pairs, order) -> None:  # type: ignore[no-untyped-def]
        def shuffled(items):  # type: ignore[no-untyped-def]
            listed = list(items)
            order.shuffle(listed)
            return tuple(listed)

        gold, predicted = map(list, zip(*pairs, strict=True))
        turned = [
            replace(
                d,
                entities=shuffled(d.entities),
                quotes=shuffled(d.quotes),
                quantities=shuffled(d.quantities),
            )
            for d in predicted
        ]
        counts = count_matrix(task, gold, predicted)
        assert np.array_equal(counts, count_matrix(task, gold, turned))
        back = count_matrix(task, gold[::-1], predicted[::-1])
        assert np.array_equal(counts[::-1], back)

    @given(gold=document(), other=document())
    def test_exchange_swaps_gold_and_predicted(
        self, task: Task, gold: Document, other: Document
    ) -> None:
        there, back = task.count(gold, other), task.count(other, gold)
        for measure in task.measures:
            if isinstance(measure, FMeasure):
                assert there.get(measure.gold, 0) == back.get(measure.predicted, 0)

    @given(gold=document(), other=document(), pick=st.integers(0, 9))
    def test_mending_one_error_never_lowers_the_headline(
        self, task: Task, gold: Document, other: Document, pick: int
    ) -> None:
        layer = {"ner": "entities", "quotes": "quotes", "claims": "quantities"}[task.name]
        if task.name == "ner":
            gold, other = replace(gold, quantities=()), replace(other, quantities=())
        right, given_items = getattr(gold, layer), getattr(other, layer)
        missing = [item for item in right if item not in given_items]
        if not missing:
            return
        before = headline(task, [gold], [other])
        mended = replace(other, **{layer: (*given_items, missing[pick % len(missing)])})
        wrong = [item for item in given_items if item not in right]
        # A mended item takes the place of one that was wrong, if there is one.
        if wrong:
            at = given_items.index(wrong[pick % len(wrong)])
            fixed = list(given_items)
            fixed[at] = missing[pick % len(missing)]
            mended = replace(other, **{layer: tuple(fixed)})
            if _useful(task, gold, other, wrong[pick % len(wrong)], layer):
                return
        assert headline(task, [gold], [mended]) >= before - 1e-12


def _useful(task: Task, gold: Document, other: Document, item: object, layer: str) -> bool:
    """Whether an item that differs from gold is right all the same by the rules of the headline."""
    alone = replace(other, **{layer: (item,)})
    return headline(task, [gold], [alone]) > 0


@given(gold=document(), other=document())
def test_strict_is_at_most_exact_is_at_most_partial(gold: Document, other: Document) -> None:
    for task, chain in (
        (TASKS[0], ("exact-char", "exact", "boundary", "partial")),
        (TASKS[1], ("strict", "core", "found")),
        (TASKS[2], ("span", "overlap")),
    ):
        made = scores(task, count_matrix(task, [gold], [other]).sum(axis=0))
        values = [float(np.nan_to_num(made[name]["f1"])) for name in chain]
        assert values == sorted(values), (task.name, chain, values)


@given(gold=document(), other=document())
def test_counts_per_group_add_up_to_the_whole(gold: Document, other: Document) -> None:
    for task in TASKS:
        counts = task.count(gold, other)
        for measures in task.groups.values():
            whole = task.measures[0]
            assert isinstance(whole, FMeasure)
            for part in ("correct", "gold", "predicted"):
                total = sum(counts.get(getattr(m, part), 0) for m in measures)
                assert total == counts.get(getattr(whole, part), 0)
