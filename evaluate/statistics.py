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
    even = np.full(documents, 1.0 / documents)
    for start in range(0, resamples, _CHUNK):
        stop = min(start + _CHUNK, resamples)
        weights = generator.multinomial(documents, even, size=stop - start)
        totals[start:stop] = weights @ counts
    return totals


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
    if first.shape != second.shape:
        raise ValueError("the two systems were not scored on the same documents")
    generator = np.random.default_rng(seed)
    total = first.sum(axis=0), second.sum(axis=0)

    def defined(totals: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.nan_to_num(score(totals), nan=0.0)

    observed = abs(float(defined(total[0]) - defined(total[1])))
    difference = second - first
    at_least = 0
    for start in range(0, trials, _CHUNK):
        rows = min(_CHUNK, trials - start)
        swaps = generator.integers(0, 2, size=(rows, len(first)), dtype=np.int64)
        moved = swaps @ difference
        gap = np.abs(defined(total[0] + moved) - defined(total[1] - moved))
        # what is equal up to rounding counts as equal
        at_least += int((gap >= observed - 1e-12).sum())
    return (at_least + 1) / (trials + 1)


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's adjusted p-values, in the order given, capped at 1."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    for place, i in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - place) * p_values[i]))
        adjusted[i] = highest
    return adjusted
