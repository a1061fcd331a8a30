"""Puts results side by side: ranks with the uncertainty that the data leave.

Systems are ordered by the mean of the headlines, or by the headline if there is one task. Every pair
is compared by approximate randomisation over the documents, with Holm's correction over all pairs;
the *rank interval* of a system runs from one more than the number of systems that are significantly
better to the number of systems minus those that are significantly worse. Systems that cannot be
separated share ranks. All scores and intervals are computed anew from the counts.

Systems of which only scores are known (:mod:`rawi.evaluate.entries`) stand below, without interval
and without rank.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rawi.evaluate.comparison import (
    LEVEL,
    MEAN,
    TRIALS,
    Comparison,
    Counts,
    check_comparable,
    comparisons,
)
from rawi.evaluate.entries import SCORE_ONLY, Entry, Tier
from rawi.evaluate.results import Estimate, Result, Signature

__all__ = ["LEVEL", "TRIALS", "Board", "Comparison", "Row", "board", "compare"]


@dataclass(frozen=True)
class Row:
    """A system on the board.

    Attributes:
        system: its name.
        best_rank: the best rank that it may have; 0 if it is not ranked.
        worst_rank: the worst one.
        overall: what it is ranked by.
        tasks: the headline of every task.
        signature: what was scored and how.
        tier: how far the scores can be trusted; empty if that was not asked.
        ties: how many systems cannot be told from it.
        link: an address given by others; not to be trusted.
        description: a line given by others; not to be trusted.
    """

    system: str
    best_rank: int
    worst_rank: int
    overall: Estimate
    tasks: dict[str, Estimate]
    signature: Signature
    tier: Tier | None = None
    ties: int = 0
    link: str = ""
    description: str = ""

    @property
    def ranked(self) -> bool:
        """Whether it has a rank."""
        return self.best_rank > 0


@dataclass(frozen=True)
class Board:
    """The rows, best first and those without a rank last, and the comparisons behind the ranks."""

    rows: list[Row]
    comparisons: list[Comparison]
    tasks: list[str] = field(default_factory=list)


def board(results: Sequence[Result | Entry], *, trials: int = TRIALS) -> Board:
    """Rank results that were scored alike.

    Args:
        results: results, or entries that also say how far they can be trusted.
        trials: random swaps of the randomisation test.

    Raises:
        InputError: no results, two of one system, or results of different gold or metric versions.
    """
    entries = [Entry.of(r) if isinstance(r, Result) else r for r in results]
    check_comparable(entries)
    counted = [entry.result for entry in entries if entry.result is not None]
    made = Counts(counted) if counted else None
    tested = (
        comparisons(made, [made.main], both=False, trials=trials, seed=counted[0].signature.seed)
        if made
        else []
    )
    better = {result.system: 0 for result in counted}
    worse = dict(better)
    for comparison in tested:
        if not comparison.separated:
            continue
        ahead, behind = comparison.first, comparison.second
        if comparison.difference < 0:
            ahead, behind = behind, ahead
        better[behind] += 1
        worse[ahead] += 1
    rows = []
    for entry in entries:
        estimates = (
            made.estimates(entry.result)
            if made and entry.result is not None
            else {name: Estimate(value) for name, value in entry.scores.items()}
        )
        tasks = {name: e for name, e in estimates.items() if name != MEAN}
        best = last = ties = 0
        if entry.result is not None:
            best = 1 + better[entry.system]
            last = len(counted) - worse[entry.system]
            ties = last - best
        overall = estimates.get(MEAN) or next(iter(tasks.values()))
        rows.append(
            Row(
                entry.system,
                best,
                last,
                overall,
                tasks,
                entry.signature,
                entry.tier,
                ties,
                entry.link,
                entry.description,
            )
        )
    rows.sort(key=lambda r: (r.tier == SCORE_ONLY, -(r.overall.value or 0.0), r.system))
    return Board(rows, tested, entries[0].signature.tasks)


def compare(*results: Result, trials: int = TRIALS) -> list[Comparison]:
    """Whether systems differ: every pair of results, with Holm-corrected p-values.

    Args:
        results: two or more, scored alike.
        trials: random swaps of the randomisation test, and bootstrap samples.

    Returns:
        the comparisons on the mean of the headlines, or on the one task.

    Raises:
        InputError: as :func:`board`.
    """
    counts = Counts(results)
    return comparisons(counts, [counts.main], trials=trials, seed=results[0].signature.seed)
