from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from rawi.evaluate.statistics import (
    holm,
    interval,
    paired_bootstrap_test,
    paired_bootstrap_tests,
    randomisation_test,
    randomisation_tests,
    resampled_totals,
)


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
    told = "^the two systems were not scored on the same documents$"
    with pytest.raises(ValueError, match=told):
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


def test_resampling_follows_its_definition() -> None:
    counts = sample(2, 7, 0.8)
    drawn = np.random.default_rng(3).integers(7, size=(600, 7))
    found = resampled_totals(counts, 600, 3)
    assert np.array_equal(found, counts[drawn].sum(axis=1))
    assert found.dtype == np.int64
    assert resampled_totals(counts, 0, 3).shape == (0, 3)
    # no matter how many more are drawn
    assert np.array_equal(resampled_totals(counts, 300, 3), found[:300])


def test_scores_are_given_whole_numbers() -> None:
    seen = []

    def score(totals: np.ndarray) -> np.ndarray:
        seen.append(totals.dtype)
        return f1(totals)

    randomisation_test(sample(1, 4, 0.5), sample(2, 4, 0.9), score, 5, 1)
    paired_bootstrap_test(sample(1, 4, 0.5), sample(2, 4, 0.9), score, 5, 1)
    assert set(seen) == {np.dtype(np.int64)}


def test_tests_of_two_are_tests_of_many() -> None:
    one, other = sample(4, 12, 0.7), sample(5, 12, 0.75)
    for seed in (1, 2, 3):
        (many,) = randomisation_tests([one, other], [f1], 700, seed)
        assert randomisation_test(one, other, f1, 700, seed) == many[0]
        (bootstrapped,) = paired_bootstrap_tests([one, other], [f1], 700, seed)
        assert paired_bootstrap_test(one, other, f1, 700, seed) == bootstrapped[0]


def right(totals: np.ndarray) -> np.ndarray:
    """A score of one counter, undefined for 0."""
    totals = totals[..., 0].astype(float)
    return np.where(totals == 0, np.nan, totals)


def test_all_swaps_of_one_document_are_as_large_as_what_was_seen() -> None:
    assert randomisation_test(np.array([[5]]), np.array([[3]]), right, 50, 1) == 1
    # so large that what is allowed for rounding is lost in it
    assert randomisation_test(np.array([[90_000]]), np.array([[3]]), right, 50, 1) == 1
    # undefined is 0, and a difference of it counts
    assert randomisation_test(np.array([[5]]), np.array([[0]]), right, 50, 1) == 1


def test_p_of_the_permutation_test_by_hand() -> None:
    # Three documents with differences 1, 1, 1: only no swap and three swaps reach 3, 2 of 8.
    one, other = np.array([[2], [2], [2]]), np.array([[1], [1], [1]])
    assert randomisation_test(one, other, right, 20_000, 1) == pytest.approx(0.25, abs=0.01)
    # 2 and 1: |±2 ±1| ≥ 3 in 2 of 4
    one, other = np.array([[3], [2]]), np.array([[1], [1]])
    assert randomisation_test(one, other, right, 20_000, 1) == pytest.approx(0.5, abs=0.02)


def test_p_of_the_bootstrap_by_hand() -> None:
    # Differences 5 and -1: samples differ by 10, 4, 4 or -2, shifted 6, 0, 0 or -6; 4 was observed.
    one, other = np.array([[6], [1]]), np.array([[1], [2]])
    p, bounds = paired_bootstrap_test(one, other, right, 20_000, 1)
    assert p == pytest.approx(0.5, abs=0.02)
    assert bounds == (-2, 10)
    p, bounds = paired_bootstrap_test(other, one, right, 20_000, 1)
    assert p == pytest.approx(0.5, abs=0.02)
    assert bounds == (-10, 2)


def test_what_is_as_large_counts_among_large_numbers_too() -> None:
    # Differences 90 000 and 0. One of the two samples has the first document twice and the other the
    # second: shifted by their mean both differ by 90 000, which was observed.
    one, other = np.array([[90_003], [7]]), np.array([[3], [7]])
    assert sorted(resampled_totals(one, 2, 10)[:, 0]) == [14, 180_006]
    p, _ = paired_bootstrap_test(one, other, right, 2, 10)
    assert p == 1


def test_undefined_scores_are_0_in_both_tests() -> None:
    # The second system is undefined as a whole: the difference is all of the first.
    one, other = np.array([[3], [3]]), np.array([[0], [0]])
    assert randomisation_test(one, other, right, 20_000, 1) == pytest.approx(0.5, abs=0.02)
    assert paired_bootstrap_test(one, other, right, 100, 1) == (1 / 101, (6, 6))
    assert paired_bootstrap_test(other, one, right, 100, 1) == (1 / 101, (-6, -6))


def test_equal_systems_differ_by_nothing() -> None:
    one = sample(4, 12, 0.7)
    assert paired_bootstrap_test(one, one, f1, 100, 1) == (1, (0, 0))


def test_rounding_does_not_tell_systems_apart() -> None:
    # The same two scores in another order of summing: 0.1 + 0.2 is not 0.3 in floats.
    def score(totals: np.ndarray) -> np.ndarray:
        return totals[..., 0] * 0.1 + totals[..., 1] * 0.2 - totals[..., 2] * 0.3

    one, other = np.array([[1, 1, 0]] * 2), np.array([[0, 0, 1]] * 2)
    swapped = randomisation_test(one, other, score, 20_000, 1)
    assert swapped == pytest.approx(0.5, abs=0.02)


def test_nothing_can_be_told_of_one_document_or_no_sample() -> None:
    one, other = sample(4, 1, 0.7), sample(5, 1, 0.1)
    assert paired_bootstrap_test(one, other, f1, 100, 1) == (1.0, None)
    assert paired_bootstrap_test(sample(4, 9, 0.9), sample(5, 9, 0.1), f1, 0, 1) == (1.0, None)
    _, bounds = paired_bootstrap_test(sample(4, 2, 0.9), sample(5, 2, 0.1), f1, 100, 1)
    assert bounds is not None
    made = paired_bootstrap_tests([one, other, one], [f1, right], 100, 1)
    assert made == [[(1.0, None)] * 3] * 2


def test_the_interval_holds_95_percent_unless_said_otherwise() -> None:
    values = np.arange(1001) / 1000
    assert interval(values) == pytest.approx((0.025, 0.975))
    assert interval(values, 0.9) == pytest.approx((0.05, 0.95))
    assert interval(np.array([0.3])) == (0.3, 0.3)
    assert all(type(bound) is float for bound in interval(values) or ())


def test_holm_by_hand() -> None:
    # smallest first: 4 × 0.01, 3 × 0.02, 2 × 0.04, 1 × 0.05 (not below the one before)
    assert holm([0.04, 0.01, 0.05, 0.02]) == pytest.approx([0.08, 0.04, 0.08, 0.06])
    assert holm([0.3, 0.4, 0.01]) == pytest.approx([0.6, 0.6, 0.03])
    assert holm([0.7, 0.6]) == [1, 1]  # 2 × 0.6 is no probability
