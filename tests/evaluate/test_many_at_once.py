"""What is computed for many items together is what is computed for each alone."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from rawi.document import Quote, Span
from rawi.evaluate.claims import innermost, innermost_of_each
from rawi.evaluate.contents import Visible
from rawi.evaluate.statistics import (
    interval,
    paired_bootstrap_tests,
    randomisation_tests,
    resampled_totals,
)

PARTS = st.tuples(st.integers(0, 20), st.integers(1, 12)).map(lambda s: Span(s[0], s[0] + s[1]))
QUOTES = st.lists(
    st.lists(PARTS, min_size=1, max_size=2).map(lambda c: Quote(tuple(c))), max_size=8
)


@given(QUOTES, st.lists(PARTS, max_size=8))
def test_innermost_is_the_shortest_around(quotes: list[Quote], spans: list[Span]) -> None:
    found = innermost_of_each(quotes, spans)
    for span, one in zip(spans, found, strict=True):
        around = [
            quote
            for quote in quotes
            if any(part.start <= span.start and span.end <= part.end for part in quote.content)
        ]
        expected = min(
            around,
            key=lambda q: (sum(part.end - part.start for part in q.content), q.content),
            default=None,
        )
        assert one == expected == innermost(quotes, span)


def f1(totals: NDArray[np.int64]) -> NDArray[np.float64]:
    columns = totals.astype(np.float64)
    with np.errstate(invalid="ignore"):
        return np.asarray(2 * columns[..., 0] / (columns[..., 1] + columns[..., 2]))


def recall(totals: NDArray[np.int64]) -> NDArray[np.float64]:
    with np.errstate(invalid="ignore"):
        return np.asarray(totals[..., 0] / totals[..., 1])


def systems(documents: int, count: int = 4) -> list[NDArray[np.int64]]:
    draw = np.random.default_rng(documents)
    gold = draw.poisson(2, documents)
    return [
        np.stack([draw.binomial(gold, 0.5 + 0.1 * i), gold, draw.poisson(2, documents)], axis=1)
        for i in range(count)
    ]


@pytest.mark.parametrize("documents", [1, 2, 30])
def test_randomisation_follows_its_definition(documents: int) -> None:
    made, trials, seed = systems(documents), 600, 5
    found = randomisation_tests(made, [f1, recall], trials, seed)
    draw = np.random.default_rng(seed)
    # drawn in the chunks of the module
    swaps = np.concatenate(
        [
            draw.integers(0, 2, size=(min(256, trials - start), documents))
            for start in range(0, trials, 256)
        ]
    )
    for score, values in zip((f1, recall), found, strict=True):
        for (one, other), p in zip(combinations(made, 2), values, strict=True):
            first = np.where(swaps[..., None] == 1, other, one).sum(axis=1)
            second = np.where(swaps[..., None] == 1, one, other).sum(axis=1)
            gaps = np.abs(np.nan_to_num(score(first)) - np.nan_to_num(score(second)))
            observed = abs(
                float(np.nan_to_num(score(one.sum(axis=0))))
                - float(np.nan_to_num(score(other.sum(axis=0))))
            )
            assert p == (int((gaps >= observed - 1e-12).sum()) + 1) / (trials + 1)


def test_bootstrap_of_several_systems_uses_the_samples_of_each() -> None:
    made, trials, seed = systems(30), 400, 5
    alone = [resampled_totals(system, trials, seed) for system in made]
    (found,) = paired_bootstrap_tests(made, [f1], trials, seed)
    for (i, k), (p, bounds) in zip(combinations(range(4), 2), found, strict=True):
        gaps = f1(alone[i]) - f1(alone[k])
        observed = abs(float(f1(made[i].sum(axis=0)) - f1(made[k].sum(axis=0))))
        assert bounds == interval(gaps)
        assert p == ((np.abs(gaps - gaps.mean()) >= observed - 1e-12).sum() + 1) / (trials + 1)


def test_one_system_has_no_pairs() -> None:
    assert randomisation_tests(systems(5, 1), [f1], 100, 1) == [[]]
    assert paired_bootstrap_tests(systems(5, 1), [f1], 100, 1) == [[]]


def test_systems_on_other_documents_are_refused() -> None:
    with pytest.raises(ValueError, match="same documents"):
        randomisation_tests([systems(5)[0], systems(6)[0]], [f1], 100, 1)
    with pytest.raises(ValueError, match="same documents"):
        paired_bootstrap_tests([systems(5)[0], systems(6)[0]], [f1], 100, 1)


def test_core_copes_with_a_long_run_of_marks_inside() -> None:
    # a search for the closing marks from the left would look at each of them over and over
    text = "أ" + "»" * 200_000 + "ب" + "»" * 50
    assert Visible(text).core([Span(0, len(text))]) == ((0, 200_002),)
