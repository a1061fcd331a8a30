from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from rawi.evaluate.statistics import holm, interval, randomisation_test, resampled_totals


def f1(totals: np.ndarray) -> np.ndarray:
    totals = totals.astype(float)
    return 2 * totals[..., 0] / (totals[..., 1] + totals[..., 2])


def sample(seed: int, documents: int, skill: float) -> np.ndarray:
    """Counts of a system that finds a share of 20 items a document, with documents of one difficulty."""
    generator = np.random.default_rng(seed)
    gold = np.full(documents, 20)
    difficulty = np.random.default_rng(1).uniform(0.6, 1.0, documents)
    correct = generator.binomial(gold, skill * difficulty)
    return np.stack([correct, gold, np.full(documents, 18)], axis=1)


def test_resampling_is_reproducible_and_has_the_right_mean() -> None:
    counts = sample(2, 30, 0.8)
    once, again = resampled_totals(counts, 500, 7), resampled_totals(counts, 500, 7)
    assert np.array_equal(once, again)
    assert not np.array_equal(once, resampled_totals(counts, 500, 8))
    assert np.allclose(once[:, 1], counts[:, 1].sum())
    assert once[:, 0].mean() == pytest.approx(counts[:, 0].sum(), rel=0.01)


def test_interval_agrees_with_scipy() -> None:
    counts = sample(3, 60, 0.7)
    mine = interval(f1(resampled_totals(counts, 4000, 11)))
    theirs = stats.bootstrap(
        (np.arange(60),),
        lambda index, axis=-1: f1(counts[index].sum(axis=axis if axis >= 0 else index.ndim - 1)),
        n_resamples=4000,
        method="percentile",
        rng=np.random.default_rng(5),
        vectorized=True,
    ).confidence_interval
    assert mine == pytest.approx((theirs.low, theirs.high), abs=0.006)


def test_interval_leaves_undefined_samples_out() -> None:
    values = np.array([np.nan, 0.2, 0.4, np.nan])
    assert interval(values, level=0.5) == pytest.approx((0.25, 0.35))
    assert interval(np.array([np.nan])) is None


@pytest.mark.parametrize("skill", [0.70, 0.74, 0.8])
def test_p_value_agrees_with_scipy(skill: float) -> None:
    one, other = sample(4, 40, 0.7), sample(5, 40, skill)

    # scipy exchanges the numbers of documents between the two samples, pair by pair
    both = np.concatenate([one, other])

    def difference(x: np.ndarray, y: np.ndarray) -> float:
        return float(abs(f1(both[x].sum(axis=0)) - f1(both[y].sum(axis=0))))

    theirs = stats.permutation_test(
        (np.arange(40), np.arange(40, 80)),
        difference,
        permutation_type="samples",
        vectorized=False,
        n_resamples=3000,
        alternative="greater",
        rng=np.random.default_rng(6),
    ).pvalue
    mine = randomisation_test(one, other, f1, 6000, 12)
    assert mine == pytest.approx(theirs, abs=0.025)


def test_a_system_is_no_better_than_itself() -> None:
    counts = sample(8, 20, 0.7)
    assert randomisation_test(counts, counts, f1, 500, 1) == 1


def test_p_is_never_zero_and_shrinks_with_the_difference() -> None:
    weak, strong = sample(9, 30, 0.3), sample(10, 30, 0.95)
    p = randomisation_test(weak, strong, f1, 999, 1)
    assert p == 1 / 1000
    assert randomisation_test(strong, weak, f1, 999, 1) == p


def test_other_documents_are_refused() -> None:
    with pytest.raises(ValueError, match="same documents"):
        randomisation_test(sample(1, 5, 0.5), sample(1, 6, 0.5), f1, 10, 1)


@pytest.mark.parametrize(
    ("p_values", "adjusted"),
    [
        ([0.01, 0.04, 0.03], [0.03, 0.06, 0.06]),
        ([0.5, 0.6], [1.0, 1.0]),
        ([0.02], [0.02]),
        ([], []),
    ],
)
def test_holm(p_values: list[float], adjusted: list[float]) -> None:
    assert holm(p_values) == pytest.approx(adjusted)
