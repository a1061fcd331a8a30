"""Whether systems differ: every pair of results, by two tests, on one gold.

The difference of every headline and of their mean, with a paired bootstrap interval and the p-values
of paired approximate randomisation and of the paired bootstrap (:mod:`rawi.evaluate.statistics`).
The p-values of one score are Holm-corrected over all pairs of systems; those of different scores
are separate questions and are not corrected against each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from rawi.errors import Fault, InputError
from rawi.evaluate.measures import FMeasure, Task
from rawi.evaluate.results import Estimate, Result, Signature
from rawi.evaluate.score import estimate, make_tasks
from rawi.evaluate.statistics import (
    Score,
    holm,
    paired_bootstrap_tests,
    randomisation_tests,
    resampled_totals,
)

Test = Literal["approximate-randomisation", "bootstrap"]
#: significance level of the corrected tests
LEVEL = 0.05
TRIALS = 10_000
#: how the mean of the headlines is called
MEAN = "mean"


@dataclass(frozen=True)
class Comparison:
    """Two systems and one score.

    Attributes:
        first: one system.
        second: the other.
        difference: score of the first minus that of the second.
        p_value: Holm-corrected p-value of the test that was asked for.
        score: a task, or :data:`MEAN`.
        low: lower end of the 95% interval of the difference.
        high: its upper end.
        randomisation: Holm-corrected p-value of approximate randomisation.
        bootstrap: Holm-corrected p-value of the paired bootstrap.
    """

    first: str
    second: str
    difference: float
    p_value: float
    score: str = MEAN
    low: float | None = None
    high: float | None = None
    randomisation: float | None = None
    bootstrap: float | None = None

    @property
    def separated(self) -> bool:
        """Whether the test tells the two apart."""
        return self.p_value < LEVEL and self.difference != 0


class Counts:
    """The counts behind the headlines of results that were scored alike, and the scores of sums.

    Args:
        results: one or more.

    Raises:
        InputError: results of different gold or metric versions or documents, or two of one system.
    """

    def __init__(self, results: Sequence[Result]) -> None:
        check_comparable(results)
        self.results = list(results)
        signature = results[0].signature
        self.tasks = make_tasks(signature.tasks, signature.boundary, signature.labels)
        self.matrices = {r.system: self._matrix(r, results[0]) for r in results}

    @property
    def names(self) -> list[str]:
        """The tasks; then the mean, if there are several."""
        return [t.name for t in self.tasks] + ([MEAN] if len(self.tasks) > 1 else [])

    @property
    def main(self) -> str:
        """The score that systems are ranked by."""
        return self.names[-1]

    def score(self, name: str) -> Score:
        """The function that turns sums of count vectors into a score; undefined ones are 0."""
        chosen = [(task, part) for task, part in self._parts() if name in (task.name, MEAN)]

        def score(totals: NDArray[np.int64]) -> NDArray[np.float64]:
            heads = [_headline(task, totals[..., part]) for task, part in chosen]
            return np.asarray(np.mean(np.nan_to_num(heads, nan=0.0), axis=0))

        return score

    def observed(self, system: str, name: str) -> float:
        """A score of a system."""
        return float(self.score(name)(self.matrices[system].sum(axis=0)))

    def estimates(self, result: Result) -> dict[str, Estimate]:
        """All scores of a result with intervals, computed from its counts and from nothing else."""
        signature = result.signature
        # the documents in the order that they were scored in: resampling depends on it
        matrix = self._matrix(result, result)
        drawn = (
            resampled_totals(matrix, signature.resamples, signature.seed)
            if signature.resamples
            else matrix[:0]
        )
        totals = np.concatenate([matrix.sum(axis=0, keepdims=True), drawn])
        values = {task.name: _headline(task, totals[:, part]) for task, part in self._parts()}
        if MEAN in self.names:
            values[MEAN] = np.mean([np.nan_to_num(v, nan=0.0) for v in values.values()], axis=0)
        return {name: estimate(float(v[0]), v[1:]) for name, v in values.items()}

    def _parts(self) -> Iterator[tuple[Task, slice]]:
        """The tasks, and where the counters of their headlines stand."""
        start = 0
        for task in self.tasks:
            width = len(_headline_counters(task))
            yield task, slice(start, start + width)
            start += width

    def _matrix(self, result: Result, model: Result) -> NDArray[np.int64]:
        """Counters of the headlines side by side, documents in the order of the model.

        The others are left out: resampling costs as much for each counter.
        """
        blocks = []
        for task in self.tasks:
            mine, theirs = result.tasks[task.name], model.tasks[task.name]
            if set(mine.documents) != set(theirs.documents):
                raise InputError("was scored on other documents", document=result.system)
            block = np.array([mine.documents[key] for key in theirs.documents], dtype=np.int64)
            if result is not model:
                golds = [i for i, n in enumerate(task.counters) if n in _gold_counters(task)]
                if (block[:, golds] != theirs.matrix()[:, golds]).any():
                    raise InputError(
                        Fault(
                            f"its counts of gold items differ from those of {model.system!r}",
                            document=result.system,
                            pointer=f"/tasks/{task.name}",
                            hint="score the predictions of both again",
                        )
                    )
            blocks.append(block[:, [task.counters.index(n) for n in _headline_counters(task)]])
        return np.concatenate(blocks, axis=1)


def _headline_counters(task: Task) -> tuple[str, ...]:
    measure = task.measures[0]
    assert isinstance(measure, FMeasure)
    return measure.correct, measure.gold, measure.predicted


def _headline(task: Task, totals: NDArray[np.int64]) -> NDArray[np.float64]:
    """The headline of a task from these counters alone, shape ``(...)`` for ``(..., 3)``."""
    named = zip(_headline_counters(task), np.moveaxis(totals, -1, 0), strict=True)
    columns = {name: column.astype(np.float64) for name, column in named}
    return task.measures[0].values(columns)["f1"]


def _gold_counters(task: Task) -> set[str]:
    every = [*task.measures, *(m for group in task.groups.values() for m in group)]
    return {measure.gold for measure in every if isinstance(measure, FMeasure)}


class Scored(Protocol):
    """Something that a system scored."""

    @property
    def system(self) -> str:
        """Name of the system."""
        ...

    @property
    def signature(self) -> Signature:
        """What was scored and how."""
        ...


def check_comparable(results: Sequence[Scored]) -> None:
    """Refuse results that may not stand side by side.

    Raises:
        InputError: none, two of one system, or different gold or metric versions.
    """
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


def comparisons(
    counts: Counts,
    names: Sequence[str],
    *,
    test: Test = "approximate-randomisation",
    both: bool = True,
    trials: int = TRIALS,
    seed: int,
) -> list[Comparison]:
    """All pairs of systems, score by score.

    Args:
        counts: of the systems.
        names: the scores, out of ``counts.names``.
        test: which test decides.
        both: run the other test too, and give intervals.
        trials: random swaps, and bootstrap samples.
        seed: of both.
    """
    found = []
    pairs = list(combinations(counts.matrices, 2))
    if not pairs:
        return []
    systems = list(counts.matrices.values())
    scores = [counts.score(name) for name in names]
    # every draw is shared by all pairs and all scores
    by_swaps = by_samples = None
    if both or test == "approximate-randomisation":
        by_swaps = randomisation_tests(systems, scores, trials, seed)
    if both or test == "bootstrap":
        by_samples = paired_bootstrap_tests(systems, scores, trials, seed)
    for place, name in enumerate(names):
        swapped: list[float] | None = None
        drawn: list[float] | None = None
        bounds: list[tuple[float, float] | None] = [None] * len(pairs)
        if by_swaps is not None:
            swapped = holm(by_swaps[place])
        if by_samples is not None:
            drawn = holm([p for p, _ in by_samples[place]])
            bounds = [bound for _, bound in by_samples[place]]
        decisive = swapped if test == "approximate-randomisation" else drawn
        assert decisive is not None
        for i, (a, b) in enumerate(pairs):
            low, high = bounds[i] or (None, None)
            found.append(
                Comparison(
                    a,
                    b,
                    counts.observed(a, name) - counts.observed(b, name),
                    decisive[i],
                    name,
                    low,
                    high,
                    swapped[i] if swapped else None,
                    drawn[i] if drawn else None,
                )
            )
    return found


def verdict(comparison: Comparison) -> str:
    """What a comparison says, in a sentence."""
    c = comparison
    by = f"by {100 * abs(c.difference):.1f} points"
    on = "on the mean" if c.score == MEAN else f"on {c.score}"
    p = f"p = {c.p_value:.4f}"
    if c.separated:
        better, worse = (c.first, c.second) if c.difference > 0 else (c.second, c.first)
        return f"{better} is better than {worse} {on}, {by} ({p})."
    if c.difference == 0:
        return f"{c.first} and {c.second} score the same {on} ({p})."
    ahead, behind = (c.first, c.second) if c.difference > 0 else (c.second, c.first)
    return f"{ahead} is ahead of {behind} {on} {by}, but the data cannot tell them apart ({p})."
