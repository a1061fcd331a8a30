"""The counts of named entities, made with arrays, against the same counts made span by span."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rawi.derived import all_entities
from rawi.document import Document, Entity, Quantity, Span, Unanchored, Unit
from rawi.evaluate import ner
from rawi.evaluate.matching import best_matching, overlapping
from rawi.evaluate.ner import Ner
from rawi.evaluate.spans import Columns, Line, ManySnapper
from rawi.iob import outermost
from rawi.labels import label_map
from rawi.text import Snapper

Typed = tuple[int, int, str]
TEXTS = (
    "زار وزير خارجية فرنسا بيروت، والتقى رئيس بلدية صور و3 نواب في 12 أيار.",
    "  قال: «لا»  1,250 و٣٫٥٪\n\nثم  ",
    "",
)


def one_by_one(task: Ner, gold: Document, predicted: Document) -> dict[str, int]:
    """The conventions of the module, one document and one span at a time."""
    text = gold.text or ""
    snapper = Snapper(text)
    targets = label_map(task.labels).accepted
    raw = [
        {(e.start, e.end, targets[e.type]) for e in all_entities(d) if targets.get(e.type)}
        for d in (gold, predicted)
    ]
    words = [
        {(*snapper.words_in(s, e), t) for s, e, t in side if text[s:e].strip()} for side in raw
    ]
    whole = [{(*snapper.snap(s, e), t) for s, e, t in side} for side in raw]
    exact = whole if task.boundary == "word" else raw
    counts: dict[str, int] = {}

    def add(name: str, *sides: set[Any]) -> None:
        counts[f"{name}.correct"] = len(sides[0] & sides[1])
        counts[f"{name}.gold"], counts[f"{name}.predicted"] = map(len, sides)

    add("exact", *exact)
    add("exact-char", *raw)
    add("flat", *(set(outermost(side)) for side in words))
    inner = [
        {
            (s, e, t)
            for s, e, t in side
            if any(b <= s and e <= f and (b, f) != (s, e) for b, f, _ in side)
        }
        for side in exact
    ]
    add("inner", *inner)
    add("outer", *(side - part for side, part in zip(exact, inner, strict=True)))
    for kind in task.types:
        add(f"exact/{kind}", *({span for span in side if span[2] == kind} for side in exact))
    bounds = [Counter(span[:2] for span in side) for side in exact]
    left, right = (sorted(side) for side in exact)
    pairs = list(overlapping([[s[:2]] for s in left], [[s[:2]] for s in right]))
    same = {(i, k): 1.0 for i, k in pairs if left[i][2] == right[k][2]}
    credits = {(i, k): 2.0 if left[i][:2] == right[k][:2] else 1.0 for i, k in pairs}
    for name, correct in (
        ("boundary", (bounds[0] & bounds[1]).total()),
        ("overlap", len(best_matching(same))),
        ("partial", round(sum(credits[pair] for pair in best_matching(credits)))),
    ):
        counts[f"{name}.correct"] = correct
        counts[f"{name}.gold"], counts[f"{name}.predicted"] = len(left), len(right)
    return counts


@st.composite
def sides(draw: st.DrawFn) -> tuple[Document, Document]:
    text = draw(st.sampled_from(TEXTS))
    if not text:
        return Document("d", text=text), Document("d", text=text, entities=())
    start = st.integers(0, len(text) - 1)
    width = st.one_of(st.integers(1, 4), st.integers(1, len(text)))
    bounds = st.tuples(start, width).map(lambda s: (s[0], min(len(text), s[0] + s[1])))
    few = st.lists(bounds, min_size=1, max_size=5).flatmap(st.sampled_from)
    kind = st.sampled_from(("PERS", "LOC", "GPE", "OCC", "MISC", "ORG", "nothing"))
    entity = st.tuples(st.one_of(bounds, few), kind).map(lambda e: Entity(*e[0], e[1]))
    quantity = st.tuples(bounds, st.sampled_from([None, Unit("EUR", Span(0, 3)), Unit("day")])).map(
        lambda q: Quantity(*q[0], value="1", unit=q[1])
    )
    gold, predicted = (
        Document(
            "d",
            text=text,
            entities=tuple(draw(st.lists(entity, max_size=12))),
            quantities=tuple(draw(st.lists(quantity, max_size=2))),
        )
        for _ in range(2)
    )
    return gold, predicted


@pytest.mark.parametrize("boundary", ["word", "char"])
@pytest.mark.parametrize("labels", ["wojood21", "conll"])
@given(pairs=st.lists(sides(), min_size=1, max_size=4))
def test_arrays_count_what_spans_count(boundary: Any, labels: str, pairs: Sequence[Any]) -> None:
    task = Ner(boundary, labels)
    gold, predicted = (list(side) for side in zip(*pairs, strict=True))
    found = task.count_many(gold, predicted)
    for row, (left, right) in zip(found.tolist(), pairs, strict=True):
        assert dict(zip(task.counters, row, strict=True)) == one_by_one(task, left, right)


@given(pairs=st.lists(sides(), min_size=1, max_size=6), batch=st.sampled_from([0, 1, 80, 200]))
def test_batches_change_nothing(pairs: Sequence[Any], batch: int) -> None:
    gold, predicted = (list(side) for side in zip(*pairs, strict=True))
    whole = Ner().count_many(gold, predicted)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ner, "_BATCH", batch)
        assert np.array_equal(Ner().count_many(gold, predicted), whole)


@given(st.lists(sides(), min_size=1, max_size=4))
def test_snapping_many_texts_is_snapping_each(pairs: Sequence[Any]) -> None:
    documents = [gold for gold, _ in pairs]
    listed = [(i, e) for i, d in enumerate(documents) for e in d.entities or ()]
    columns = Columns(
        *(
            np.array(values, dtype=np.int64)
            for values in (
                [i for i, _ in listed],
                [e.start for _, e in listed],
                [e.end for _, e in listed],
                [0 for _ in listed],
            )
        )
    )
    moved, has_words = ManySnapper([d.text or "" for d in documents]).snap(columns)
    for (i, entity), start, end, has in zip(listed, moved.start, moved.end, has_words, strict=True):
        text = documents[i].text or ""
        assert (start, end) == Snapper(text).snap(entity.start, entity.end)
        assert has == bool(text[entity.start : entity.end].strip())


def test_unchecked_offsets_stay_with_their_document() -> None:
    stray = Document("a", text="ab", entities=(Entity(-3, 40, "PERS"), Entity(1, 9, "GPE")))
    sound = Document("b", text="ab cd", entities=(Entity(0, 2, "PERS"), Entity(3, 5, "PERS")))
    found = Ner("char").count_many([stray, sound], [stray, sound])
    alone = [Ner("char").count_many([d], [d])[0] for d in (stray, sound)]
    assert np.array_equal(found, np.stack(alone))
    # the first snaps to the only word there is
    assert Ner().count(stray, stray)["boundary.correct"] == 2


def test_offsets_that_cannot_be_packed_are_refused() -> None:
    far = Columns(*(np.array([value], dtype=np.int64) for value in (0, 0, 2**40, 0)))
    with pytest.raises(ValueError, match="too large"):
        Line(1, 21, [far])


def test_unanchored_entities_are_counted_in_their_own_document() -> None:
    gold = [Document(name, text="ab", entities=(Entity(0, 2, "PERS"),)) for name in "ab"]
    made_up = Unanchored("entities", "xy", "GPE")
    predicted = [gold[0], Document("b", text="ab", entities=(), unanchored=(made_up,))]
    counts = [dict(zip(Ner().counters, r, strict=True)) for r in Ner().count_many(gold, predicted)]
    assert [c["exact.predicted"] for c in counts] == [1, 1]
    assert [c["exact.correct"] for c in counts] == [1, 0]
    assert [c["exact/GPE.predicted"] for c in counts] == [0, 1]
