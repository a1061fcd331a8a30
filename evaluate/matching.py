"""One-to-one matching of what overlaps, maximum and independent of the order of its input.

The weight of a matching is its sum of pair weights. Items that are not connected cannot influence
one another, so every connected component is solved by itself with ``scipy``'s assignment solver
(Jonker–Volgenant), a large one with its variant for sparse graphs; this keeps the cost near-linear on
documents with thousands of items, even when one item touches all the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

Pair = tuple[int, int]
#: cells from which on the matrix of a component is not written out
_LARGE = 250_000


def overlapping(
    left: Sequence[Sequence[tuple[int, int]]], right: Sequence[Sequence[tuple[int, int]]]
) -> Iterator[Pair]:
    """Pairs of items, each a list of spans, that share at least one position; each pair once.

    Adjacent spans share none. A sweep over the boundaries: the cost is that of sorting, plus one
    step for every overlapping pair of spans.
    """
    events: list[tuple[int, int, int, int]] = []
    for side, items in enumerate((left, right)):
        for index, spans in enumerate(items):
            for start, end in spans:
                if start < end:
                    # at one position closings (0) come before openings (1)
                    events.append((start, 1, side, index))
                    events.append((end, 0, side, index))
    events.sort()
    open_items: tuple[dict[int, int], dict[int, int]] = ({}, {})
    seen: set[Pair] = set()
    for _, opens, side, index in events:
        mine = open_items[side]
        if not opens:
            mine[index] -= 1
            if not mine[index]:
                del mine[index]
            continue
        mine[index] = mine.get(index, 0) + 1
        for other in open_items[1 - side]:
            pair = (index, other) if side == 0 else (other, index)
            if pair not in seen:
                seen.add(pair)
                yield pair


def _components(pairs: Iterable[Pair]) -> Iterator[list[Pair]]:
    """Pairs grouped by connected component of the bipartite graph."""
    parent: dict[tuple[int, int], tuple[int, int]] = {}

    def find(node: tuple[int, int]) -> tuple[int, int]:
        parent.setdefault(node, node)
        root = node
        while parent[root] != root:
            root = parent[root]
        while parent[node] != root:
            parent[node], node = root, parent[node]
        return root

    listed = sorted(pairs)
    for left, right in listed:
        parent[find((0, left))] = find((1, right))
    groups: dict[tuple[int, int], list[Pair]] = defaultdict(list)
    for pair in listed:
        groups[find((0, pair[0]))].append(pair)
    yield from groups.values()


def equal_first(weights: Mapping[Pair, float], most: int) -> dict[Pair, float]:
    """Weights under which a pair of equal items (weight 1) goes before any others together.

    Without this an exact answer could be given away to make room for two half right ones, and mending
    an error could lower a score.

    Args:
        weights: of every pair, in 0…1.
        most: how many pairs a matching can have.
    """
    return {pair: weight + most if weight == 1 else weight for pair, weight in weights.items()}


def best_matching(weights: Mapping[Pair, float]) -> list[Pair]:
    """The one-to-one matching with the greatest sum of weights.

    Args:
        weights: weight of every pair that may be matched, greater than 0.

    Returns:
        the matched pairs, sorted. Among matchings of equal weight the choice depends on the
        indices alone: callers number their items by content, not by the order they came in.
    """
    matched: list[Pair] = []
    for pairs in _components(weights):
        if len(pairs) == 1:
            matched.append(pairs[0])
            continue
        rows = sorted({left for left, _ in pairs})
        columns = sorted({right for _, right in pairs})
        solve = _solved if len(rows) * len(columns) < _LARGE else _solved_sparse
        weighed = {pair: weights[pair] for pair in pairs}
        matched.extend((rows[i], columns[k]) for i, k in solve(rows, columns, weighed))
    return sorted(matched)


def _solved(
    rows: Sequence[int], columns: Sequence[int], weights: Mapping[Pair, float]
) -> Iterator[Pair]:
    """The best matching of one component, by places in ``rows`` and ``columns``."""
    row_of = {left: i for i, left in enumerate(rows)}
    column_of = {right: k for k, right in enumerate(columns)}
    matrix = np.zeros((len(rows), len(columns)))
    for (left, right), weight in weights.items():
        matrix[row_of[left], column_of[right]] = weight
    for i, k in zip(*linear_sum_assignment(matrix, maximize=True), strict=True):
        if matrix[i, k] > 0:
            yield int(i), int(k)


def _solved_sparse(
    rows: Sequence[int], columns: Sequence[int], weights: Mapping[Pair, float]
) -> Iterator[Pair]:
    """The same without a matrix of all pairs.

    The solver matches every row and looks for the least cost. So every row gets a column of its own,
    which stands for no match, and the cost of a pair is what it weighs less than ``none``.
    """
    # slow to import, and only the longest documents need them
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    row_of = {left: i for i, left in enumerate(rows)}
    column_of = {right: k for k, right in enumerate(columns)}
    none = max(weights.values()) + 1
    own = range(len(rows))
    graph = csr_array(
        (
            [*(none - weight for weight in weights.values()), *([none] * len(rows))],
            (
                [*(row_of[left] for left, _ in weights), *own],
                [*(column_of[right] for _, right in weights), *(len(columns) + i for i in own)],
            ),
        ),
        shape=(len(rows), len(columns) + len(rows)),
    )
    for i, k in zip(*min_weight_full_bipartite_matching(graph), strict=True):
        if k < len(columns):
            yield int(i), int(k)
