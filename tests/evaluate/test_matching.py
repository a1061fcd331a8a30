from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rawi.evaluate import matching
from rawi.evaluate.matching import best_matching, equal_first, overlapping

SPANS = st.lists(
    st.lists(
        st.tuples(st.integers(0, 12), st.integers(1, 5)).map(lambda s: (s[0], s[0] + s[1])),
        min_size=1,
        max_size=2,
    ),
    max_size=6,
)
WEIGHTS = st.dictionaries(
    st.tuples(st.integers(0, 4), st.integers(0, 4)), st.integers(1, 9).map(float), max_size=12
)


@given(SPANS, SPANS)
def test_overlapping_pairs_are_those_with_a_common_position(left, right) -> None:  # type: ignore[no-untyped-def]
    def positions(spans: list[tuple[int, int]]) -> set[int]:
        return {i for start, end in spans for i in range(start, end)}

    expected = {
        (i, k)
        for i, one in enumerate(left)
        for k, other in enumerate(right)
        if positions(one) & positions(other)
    }
    found = list(overlapping(left, right))
    assert len(found) == len(set(found))
    assert set(found) == expected


def test_adjacent_spans_do_not_overlap() -> None:
    assert list(overlapping([[(0, 5)]], [[(5, 9)]])) == []
    assert list(overlapping([[(5, 9)]], [[(0, 5)]])) == []


@given(WEIGHTS)
def test_matching_is_one_to_one_and_the_best_of_all(weights: dict[tuple[int, int], float]) -> None:
    found = best_matching(weights)
    assert len({i for i, _ in found}) == len({k for _, k in found}) == len(found)
    best = max(
        sum(weights.get((i, k), 0.0) for i, k in enumerate(order))
        for order in permutations(range(5))
    )
    assert sum(weights[pair] for pair in found) == best
    assert best_matching(dict(reversed(weights.items()))) == found


@given(WEIGHTS)
def test_large_components_are_solved_as_small_ones(weights: dict[tuple[int, int], float]) -> None:
    expected = best_matching(weights)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching, "_LARGE", 0)
        found = best_matching(weights)
    assert len({i for i, _ in found}) == len({k for _, k in found}) == len(found)
    assert sum(map(weights.__getitem__, found)) == sum(map(weights.__getitem__, expected))


def test_one_item_may_touch_thousands() -> None:
    items = [[(10 * i, 10 * i + 10)] for i in range(3000)]
    pairs = overlapping(items, [*items, [(0, 30_000)]])
    weights = {(i, k): 1.0 if i == k else 0.1 for i, k in pairs}
    assert best_matching(weights) == [(i, i) for i in range(3000)]


def test_greedy_would_lose_here() -> None:
    # taking the heaviest pair first (0, 0) leaves nothing for the second item
    weights = {(0, 0): 3.0, (0, 1): 2.0, (1, 0): 2.0}
    assert best_matching(weights) == [(0, 1), (1, 0)]


def test_an_empty_span_overlaps_nothing() -> None:
    assert list(overlapping([[(5, 5)]], [[(0, 9)]])) == []
    assert list(overlapping([[(5, 5), (2, 3)]], [[(0, 9)]])) == [(0, 0)]


def test_equal_ones_go_first_even_where_two_halves_weigh_more() -> None:
    weights = {(0, 0): 1.0, (0, 1): 0.6, (1, 0): 0.6}
    assert best_matching(weights) == [(0, 1), (1, 0)]
    assert equal_first(weights, 2) == {(0, 0): 3.0, (0, 1): 0.6, (1, 0): 0.6}
    assert best_matching(equal_first(weights, 2)) == [(0, 0)]


def test_what_is_not_connected_is_solved_apart() -> None:
    # 0 and 1 share the column 7; 2 has a column for itself, although it bears the number of a row
    components = list(matching._components([(2, 0), (1, 7), (0, 7), (0, 9)]))
    assert components == [[(0, 7), (0, 9), (1, 7)], [(2, 0)]]


@pytest.mark.parametrize(
    ("rows", "columns", "solver"),
    [(2, 2, "_solved_sparse"), (3, 2, "_solved_sparse"), (3, 1, "_solved")],
)
def test_matrices_of_many_cells_are_not_written_out(
    rows: int, columns: int, solver: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = []
    for name in ("_solved", "_solved_sparse"):
        original = getattr(matching, name)
        monkeypatch.setattr(
            matching, name, lambda *a, name=name, solve=original: used.append(name) or solve(*a)
        )
    monkeypatch.setattr(matching, "_LARGE", 4)
    weights = {(i, k): 2.0 if i == k else 1.0 for i in range(rows) for k in range(columns)}
    assert best_matching(weights) == [(i, i) for i in range(min(rows, columns))]
    assert used == [solver]
