"""Puts results side by side: ranks with the uncertainty that the data leave.

Systems are ordered by the headline. Every pair is compared by approximate randomisation over the
documents, with Holm's correction over all pairs; the *rank interval* of a system runs from one more
than the number of systems that are significantly better to the number of systems minus those that
are significantly worse. Systems that cannot be separated share ranks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from rawi.errors import Fault, InputError
from rawi.evaluate.measures import Task, headline
from rawi.evaluate.results import Estimate, Result, Signature
from rawi.evaluate.score import make_tasks
from rawi.evaluate.statistics import holm, randomisation_test

#: significance level of the corrected tests
LEVEL = 0.05
TRIALS = 10_000


@dataclass(frozen=True)
class Comparison:
    """Two systems: the difference of their headlines, and its corrected p-value."""

    first: str
    second: str
    difference: float
    p_value: float


@dataclass(frozen=True)
class Row:
    """A system on the board."""

    system: str
    best_rank: int
    worst_rank: int
    overall: Estimate
    tasks: dict[str, Estimate]
    signature: Signature


@dataclass(frozen=True)
class Board:
    """The rows, best first, and the comparisons behind their ranks."""

    rows: list[Row]
    comparisons: list[Comparison]
    tasks: list[str] = field(default_factory=list)


def board(results: Sequence[Result], *, trials: int = TRIALS) -> Board:
    """Rank results that were scored alike.

    Raises:
        InputError: no results, two of one system, or results of different gold or metric versions.
    """
    _check_comparable(results)
    signature = results[0].signature
    tasks = make_tasks(signature.tasks, signature.boundary, signature.labels)
    counts = {result.system: _matrix(result, results[0]) for result in results}
    pairs = list(combinations([result.system for result in results], 2))

    def value(totals: NDArray[np.int64]) -> NDArray[np.float64]:
        return _overall(totals, tasks)

    raw = [
        randomisation_test(counts[a], counts[b], value, trials, signature.seed) for a, b in pairs
    ]
    means = {name: float(value(matrix.sum(axis=0))) for name, matrix in counts.items()}
    comparisons = [
        Comparison(a, b, means[a] - means[b], p) for (a, b), p in zip(pairs, holm(raw), strict=True)
    ]
    better = {result.system: 0 for result in results}
    worse = dict(better)
    for comparison in comparisons:
        if comparison.p_value >= LEVEL or comparison.difference == 0:
            continue
        ahead, behind = comparison.first, comparison.second
        if comparison.difference < 0:
            ahead, behind = behind, ahead
        better[behind] += 1
        worse[ahead] += 1
    rows = [
        Row(
            result.system,
            1 + better[result.system],
            len(results) - worse[result.system],
            result.rawi or next(iter(_headlines(result).values())),
            _headlines(result),
            result.signature,
        )
        for result in sorted(results, key=lambda r: (-means[r.system], r.system))
    ]
    return Board(rows, comparisons, signature.tasks)


def compare(*results: Result, trials: int = TRIALS) -> list[Comparison]:
    """Whether systems differ: every pair of results, with Holm-corrected p-values.

    Args:
        results: two or more, scored alike.
        trials: random swaps of the randomisation test.

    Raises:
        InputError: as :func:`board`.
    """
    return board(results, trials=trials).comparisons


def _headlines(result: Result) -> dict[str, Estimate]:
    signature = result.signature
    tasks = make_tasks(signature.tasks, signature.boundary, signature.labels)
    return {
        task.name: result.tasks[task.name].scores[task.measures[0].name]["f1"] for task in tasks
    }


def _check_comparable(results: Sequence[Result]) -> None:
    if not results:
        raise InputError("there are no results to compare")
    faults = [
        Fault(
            f"was not scored like {results[0].system!r}: {result.signature} "
            f"against {results[0].signature}",
            document=result.system,
            hint="score both on one gold version, with one version of rawi",
        )
        for result in results
        if result.signature.comparable != results[0].signature.comparable
    ]
    seen: set[str] = set()
    for result in results:
        if result.system in seen:
            faults.append(
                Fault(
                    f"two results of a system called {result.system!r}",
                    hint="name them with rawi score --system",
                )
            )
        seen.add(result.system)
    if faults:
        raise InputError(faults)


def _matrix(result: Result, model: Result) -> NDArray[np.int64]:
    """Count vectors of all tasks side by side, documents in the order of the model."""
    blocks = []
    for name in model.signature.tasks:
        mine, theirs = result.tasks[name], model.tasks[name]
        if set(mine.documents) != set(theirs.documents):
            raise InputError("was scored on other documents", document=result.system)
        blocks.append(np.array([mine.documents[key] for key in theirs.documents], dtype=np.int64))
    return np.concatenate(blocks, axis=1)


def _overall(totals: NDArray[np.int64], tasks: Sequence[Task]) -> NDArray[np.float64]:
    """Mean headline of the tasks whose counters stand side by side."""
    found = []
    start = 0
    for task in tasks:
        width = len(task.counters)
        found.append(np.nan_to_num(headline(task, totals[..., start : start + width]), nan=0.0))
        start += width
    return np.asarray(np.mean(found, axis=0))
