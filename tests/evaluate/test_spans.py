"""The counts of named entities, made with arrays, against the same counts made span by span."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
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


def columns(*rows: tuple[int, int, int, int]) -> Columns:
    """Spans as (document, start, end, kind)."""
    return Columns(*np.array(rows, dtype=np.int64).reshape(-1, 4).T)


def test_offsets_that_cannot_be_packed_are_refused() -> None:
    told = "^the offsets are too large to be compared$"
    with pytest.raises(ValueError, match=told):
        Line(1, 21, [columns((0, 0, 2**40, 0))])
    # One span over n characters: n + 1 places times n + 1 lengths times 2 kinds is 2**63 here, …
    most = 2**31 - 1
    with pytest.raises(ValueError, match=told):
        Line(1, 2, [columns((0, 0, most, 0))])
    # … a character less is the most that is taken, and comes out as it went in.
    widest = columns((0, 0, most - 1, 1), (0, most - 2, most - 1, 0))
    packed = Line(1, 2, [widest]).put(widest)
    assert packed.start.tolist() == [0, most - 2]
    assert packed.end.tolist() == [most - 1, most - 1]
    assert packed.kind.tolist() == [1, 0]


STRAY = st.tuples(st.integers(0, 2), st.integers(-9, 9), st.integers(-9, 9), st.integers(0, 2))


@given(st.lists(STRAY, max_size=12))
def test_what_is_packed_comes_out_again(rows: list[tuple[int, int, int, int]]) -> None:
    """Whatever the offsets are: below 0, or with the end before the start."""
    stray = columns(*rows)
    line = Line(3, 3, [stray])
    # where each document begins, by an empty span at its offset 0
    zero = line.put(columns((0, 0, 0, 0), (1, 0, 0, 0), (2, 0, 0, 0))).start.tolist()
    expected = {(d, zero[d] + start, zero[d] + end, kind) for d, start, end, kind in rows}
    packed = line.put(stray)
    found = list(zip(packed.document, packed.start, packed.end, packed.kind, strict=True))
    assert found == sorted(expected, key=lambda s: (s[1], -s[2], s[3]))
    for (one, *bounds, _), (other, *later, _) in combinations(sorted(expected), 2):
        assert one == other or max(bounds) < min(later)


@pytest.mark.parametrize(
    ("rows", "inner"),
    [
        # start, end and kind, in the order of the line: by start, the longest first, then by kind
        ([(0, 5, 0), (0, 5, 1)], [False, False]),  # two kinds on one span
        ([(0, 5, 0), (2, 5, 0), (2, 5, 1)], [False, True, True]),  # the same in a third
        ([(0, 5, 0), (0, 3, 0), (0, 3, 1)], [False, True, True]),
        ([(1, 3, 0), (2, 4, 0)], [False, False]),
        ([(0, 9, 0), (2, 4, 0), (5, 9, 0)], [False, True, True]),
        ([(0, 2, 0), (2, 9, 0), (2, 9, 1), (3, 9, 0)], [False, False, False, True]),
    ],
)
def test_what_stands_in_another(rows: list[tuple[int, int, int]], inner: list[bool]) -> None:
    spans = columns(*((0, *row) for row in rows))
    line = Line(1, 2, [spans])
    assert line.put(spans).inner().tolist() == inner


def test_a_span_that_ends_before_it_starts_reaches_into_no_other_document() -> None:
    spans = columns((0, 0, 5, 0), (1, 3, -40, 0))
    assert Line(2, 1, [spans]).put(spans).inner().tolist() == [False, False]


@pytest.mark.parametrize(
    ("gold", "predicted", "both"),
    [
        # two kinds on one span are two, and one prediction is right once, also at the very start
        ([(0, 5, 0), (0, 5, 1)], [(0, 5, 2)], 1),
        ([(0, 5, 0), (0, 5, 1)], [(0, 5, 1), (0, 5, 2)], 2),
        ([(0, 5, 0), (0, 5, 1), (0, 5, 2)], [(0, 5, 1), (0, 5, 2)], 2),
        ([(0, 5, 0), (3, 5, 1), (3, 5, 2)], [(3, 5, 0)], 1),
    ],
)
def test_spans_without_kinds_are_common_as_often_as_in_both(
    gold: list[tuple[int, int, int]], predicted: list[tuple[int, int, int]], both: int
) -> None:
    sides = [columns(*((0, *row) for row in side)) for side in (gold, predicted)]
    line = Line(1, 3, sides)
    one, other = (line.untyped(line.put(side)) for side in sides)
    assert one.among(other).sum() == other.among(one).sum() == both


def test_what_covers_no_character_overlaps_nothing() -> None:
    sides = [columns((0, 2, 2, 0)), columns((0, 0, 5, 0), (0, 2, 2, 0))]
    line = Line(1, 1, sides)
    empty, wide = (line.put(side) for side in sides)
    assert line.most_pairs(empty, wide, same_kind=True).tolist() == [0]
    assert line.most_pairs(wide, empty, same_kind=False).tolist() == [0]
    # not with its equal either
    point = Document("d", text="abcde", entities=(Entity(2, 2, "PERS"),))
    counts = Ner("char").count(point, point)
    assert (counts["exact.correct"], counts["overlap.correct"]) == (1, 0)
    assert (counts["partial.correct"], counts["partial.gold"]) == (0, 1)


def test_a_span_beyond_its_text_is_not_snapped_to_words_of_others() -> None:
    stray = columns((1, -3, 40, 0), (1, 4, 7, 0), (1, -2, 1, 0), (1, 6, 9, 0))
    moved, has_words = ManySnapper(["ab cd"] * 3).snap(stray)
    assert list(zip(moved.start, moved.end, strict=True)) == [(0, 5), (3, 5), (0, 2), (6, 9)]
    assert has_words.tolist() == [True, True, True, False]


def test_a_document_without_text_has_no_words() -> None:
    bare = Document("d", entities=(Entity(0, 2, "PERS"),))
    counts = Ner().count(bare, bare)
    assert (counts["exact.correct"], counts["flat.gold"], counts["flat.correct"]) == (1, 0, 0)


def test_unanchored_entities_are_counted_in_their_own_document() -> None:
    gold = [Document(name, text="ab", entities=(Entity(0, 2, "PERS"),)) for name in "ab"]
    made_up = Unanchored("entities", "xy", "GPE")
    predicted = [gold[0], Document("b", text="ab", entities=(), unanchored=(made_up,))]
    counts = [dict(zip(Ner().counters, r, strict=True)) for r in Ner().count_many(gold, predicted)]
    assert [c["exact.predicted"] for c in counts] == [1, 1]
    assert [c["exact.correct"] for c in counts] == [1, 0]
    assert [c["exact/GPE.predicted"] for c in counts] == [0, 1]
