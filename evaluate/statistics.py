"""Intervals and tests over documents.

Documents, not items, are resampled, since items of one article are not independent.

- Intervals: percentile bootstrap (Efron 1979), documents drawn with replacement.
- Comparison: paired approximate randomisation (Noreen 1989): the outputs of two systems are swapped
  document by document at random; p is the share of swaps whose difference is at least as large as the
  observed one, with one added to both counts (Phipson and Smyth 2010), so it is never 0.
- Several comparisons: Holm's (1979) step-down correction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Score = Callable[[NDArray[np.int64]], NDArray[np.float64]]
#: rows of resampled counts that are made at once, to bound the memory
_CHUNK = 256


def resampled_totals(counts: NDArray[np.int64], resamples: int, seed: int) -> NDArray[np.int64]:
    """Summed counts of bootstrap samples of the documents.

    Args:
        counts: shape ``(documents, counters)``.
        resamples: how many samples.
        seed: of the random generator; the same seed and number of documents give the same samples.

    Returns:
        shape ``(resamples, counters)``.
    """
    documents = len(counts)
    generator = np.random.default_rng(seed)
    totals = np.empty((resamples, counts.shape[1]), dtype=np.int64)
    wide = counts.astype(np.float64)
    for start in range(0, resamples, _CHUNK):
        rows = min(_CHUNK, resamples - start)
        drawn = generator.integers(documents, size=(rows, documents))
        # how often each document is in each sample: a product of matrices then sums the counts, which
        # is several times as fast as gathering the rows
        drawn += np.arange(0, rows * documents, documents)[:, np.newaxis]
        weights = np.bincount(drawn.ravel(), minlength=rows * documents).reshape(rows, documents)
        totals[start : start + rows] = _product(weights, wide)
    return totals


def _product(left: NDArray[np.int64], right: NDArray[np.float64]) -> NDArray[np.int64]:
    """Matrix product of whole numbers.

    In floats, for which there are fast routines as there are not for integers; exact, since sums of
    counts stay far below 2**53.
    """
    return np.rint(left.astype(np.float64) @ right).astype(np.int64)


def interval(values: NDArray[np.float64], level: float = 0.95) -> tuple[float, float] | None:
    """Percentile interval of resampled scores; ``None`` where none of them is defined.

    Args:
        values: shape ``(resamples,)``; undefined ones (NaN) are left out.
        level: share of the resampled scores inside.
    """
    defined = values[~np.isnan(values)]
    if not defined.size:
        return None
    tail = 100 * (1 - level) / 2
    low, high = np.percentile(defined, [tail, 100 - tail])
    return float(low), float(high)


def randomisation_test(
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    score: Score,
    trials: int,
    seed: int,
) -> float:
    """Two-sided p-value of paired approximate randomisation over documents.

    Args:
        first: count vectors of one system, shape ``(documents, counters)``.
        second: those of the other, on the same documents in the same order.
        score: a number from summed counts, vectorised: ``(…, counters)`` to ``(…)``. Where it is
            undefined (NaN) it counts as 0.
        trials: random swaps.
        seed: of the random generator.
    """
    return randomisation_tests([first, second], [score], trials, seed)[0][0]


def randomisation_tests(
    systems: Sequence[NDArray[np.int64]], scores: Sequence[Score], trials: int, seed: int
) -> list[list[float]]:
    """:func:`randomisation_test` of every pair of systems on several scores, with the same swaps.

    The swaps are drawn, and applied to every system, once: what a pair exchanges is the difference of
    what its two systems give away.

    Args:
        systems: count vectors of each system, shape ``(documents, counters)``.
        scores: as for :func:`randomisation_test`, each.
        trials: random swaps.
        seed: of the random generator.

    Returns:
        for every score the p-values of all pairs, in the order of :func:`itertools.combinations`.
    """
    one, other, totals = _pairs(systems)
    generator = np.random.default_rng(seed)
    observed = [np.abs(_gaps(score, totals[one], totals[other])) for score in scores]
    at_least = np.zeros((len(scores), len(one)), dtype=np.int64)
    side_by_side = np.concatenate(systems, axis=1).astype(np.float64)
    for start in range(0, trials, _CHUNK):
        rows = min(_CHUNK, trials - start)
        swaps = generator.integers(0, 2, size=(rows, len(systems[0])), dtype=np.int64)
        given = _product(swaps, side_by_side).reshape(rows, *totals.shape)
        moved = given[:, other] - given[:, one]
        for i, score in enumerate(scores):
            gaps = np.abs(_gaps(score, totals[one] + moved, totals[other] - moved))
            # what is equal up to rounding counts as equal
            at_least[i] += (gaps >= observed[i] - 1e-12).sum(axis=0)
    return ((at_least + 1) / (trials + 1)).tolist()  # type: ignore[no-any-return]


def _pairs(
    systems: Sequence[NDArray[np.int64]],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """First and second of every pair of systems, and the summed counts of each system."""
    if any(system.shape != systems[0].shape for system in systems):
        raise ValueError("the two systems were not scored on the same documents")
    pairs = np.array(list(combinations(range(len(systems)), 2)), dtype=np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1], np.stack([system.sum(axis=0) for system in systems])


def _gaps(score: Score, one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.float64]:
    """Differences of scores; undefined scores are 0."""
    return np.asarray(np.nan_to_num(score(one), nan=0.0) - np.nan_to_num(score(other), nan=0.0))


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's adjusted p-values, in the order given, capped at 1."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    for place, i in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - place) * p_values[i]))
        adjusted[i] = highest
    return adjusted


def paired_bootstrap_test(
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    score: Score,
    trials: int,
    seed: int,
) -> tuple[float, tuple[float, float] | None]:
    """Two-sided p-value of the paired bootstrap, and the 95% interval of the difference.

    Both systems are scored on the same samples of documents (Koehn 2004). The differences are
    shifted to mean 0, so that they stand for a world without a difference, as sacrebleu does after
    Riezler and Maxwell (2005); p is the share of them that is at least as large as the observed one,
    with one added to both counts. With few documents the samples vary too little, and p is too
    small; of a single document nothing can be told, and p is 1.

    Args:
        first: as for :func:`randomisation_test`.
        second: as for :func:`randomisation_test`.
        score: as for :func:`randomisation_test`.
        trials: bootstrap samples.
        seed: of the random generator.

    Returns:
        p, and the percentile interval of ``first`` minus ``second``; ``None`` for the interval where
        there are no samples or only one document.
    """
    return paired_bootstrap_tests([first, second], [score], trials, seed)[0][0]


def paired_bootstrap_tests(
    systems: Sequence[NDArray[np.int64]], scores: Sequence[Score], trials: int, seed: int
) -> list[list[tuple[float, tuple[float, float] | None]]]:
    """:func:`paired_bootstrap_test` of every pair of systems on several scores, on the same samples.

    Args:
        systems: count vectors of each system, shape ``(documents, counters)``.
        scores: as for :func:`randomisation_test`, each.
        trials: bootstrap samples.
        seed: of the random generator.

    Returns:
        for every score the results of all pairs, in the order of :func:`itertools.combinations`.
    """
    ones, others, totals = _pairs(systems)
    if len(systems[0]) < 2 or not trials:
        return [[(1.0, None)] * len(ones) for _ in scores]
    drawn = resampled_totals(np.concatenate(systems, axis=1), trials, seed)
    drawn = drawn.reshape(trials, *totals.shape)
    found = []
    for score in scores:
        tested: list[tuple[float, tuple[float, float] | None]] = []
        for one, other in zip(ones, others, strict=True):
            observed = abs(float(_gaps(score, totals[one], totals[other])))
            gaps = _gaps(score, drawn[:, one], drawn[:, other])
            at_least = int((np.abs(gaps - gaps.mean()) >= observed - 1e-12).sum())
            tested.append(((at_least + 1) / (trials + 1), interval(gaps)))
        found.append(tested)
    return found
