"""Intervals and paired tests over documents.

Ten systems on the same documents, every document with three counts (correct, gold, predicted). The
tests compare all 45 pairs on F1; the swaps and the samples are drawn once and shared by all pairs.

    python benchmarks/significance.py [--quick]
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import combinations

import numpy as np
from measuring import arguments, peak_megabytes, print_table, seconds, setting
from numpy.typing import NDArray

from rawi.evaluate.measures import f_measure
from rawi.evaluate.statistics import (
    interval,
    paired_bootstrap_tests,
    randomisation_test,
    randomisation_tests,
    resampled_totals,
)

SYSTEMS = 10
Counts = NDArray[np.int64]


def made_up(documents: int, seed: int = 1) -> list[Counts]:
    """Count vectors of systems that are right in 80% to 89% of the cases."""
    draw = np.random.default_rng(seed)
    gold = draw.poisson(20, documents)
    return [
        np.stack([correct, gold, correct + draw.poisson(3, documents)], axis=1)
        for correct in (draw.binomial(gold, 0.8 + 0.01 * i) for i in range(SYSTEMS))
    ]


def f1(totals: Counts) -> NDArray[np.float64]:
    """F1 of summed counts."""
    columns = totals.astype(np.float64)
    return f_measure(columns[..., 0], columns[..., 1], columns[..., 2])[2]


def intervals(systems: list[Counts], trials: int) -> None:
    """A bootstrap interval for every system, on the same samples."""
    totals = resampled_totals(np.concatenate(systems, axis=1), trials, 1)
    for values in f1(totals.reshape(trials, len(systems), -1)).T:
        interval(values)


def one_after_another(systems: list[Counts], trials: int) -> None:
    """The same intervals without sharing the samples, for comparison."""
    for counts in systems:
        interval(f1(resampled_totals(counts, trials, 1)))


def one_pair_after_another(systems: list[Counts], trials: int) -> None:
    """Approximate randomisation without sharing the swaps, for comparison."""
    for first, second in combinations(systems, 2):
        randomisation_test(first, second, f1, trials, 1)


def main() -> None:
    """Print the table."""
    options = arguments(__doc__ or "")
    sizes = [(100, 100)] if options.quick else [(500, 10_000), (5000, 1000), (5000, 10_000)]
    calls: dict[str, Callable[[list[Counts], int], object]] = {
        "bootstrap intervals of all": intervals,
        "the same, system by system": one_after_another,
        "approximate randomisation, all pairs": lambda s, t: randomisation_tests(s, [f1], t, 1),
        "the same, pair by pair": one_pair_after_another,
        "paired bootstrap, all pairs": lambda s, t: paired_bootstrap_tests(s, [f1], t, 1),
    }
    rows: list[list[object]] = []
    for documents, trials in sizes:
        systems = made_up(documents)
        for name, call in calls.items():
            run = partial(call, systems, trials)
            spent = seconds(run, 1, warm=trials > 1000)
            rows.append([name, documents, trials, spent, peak_megabytes(run)])
    print(setting("numpy"))
    heads = ["", "documents", "trials", "seconds", "peak MB"]
    print_table(f"{SYSTEMS} systems, {SYSTEMS * (SYSTEMS - 1) // 2} pairs", heads, rows)


if __name__ == "__main__":
    main()
