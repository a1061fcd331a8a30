"""The seam that every score goes through: integer counts per document, and scores of their sums.

A :class:`Task` turns a gold and a predicted document into a vector of integers, and declares its
measures: which of these integers make which score. Corpus score, per-document report, bootstrap,
paired test and leaderboard are all computed from the vectors by :func:`scores`, vectorised over any
leading axes, and from nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from rawi.document import Document

Counts = NDArray[np.int64]
Values = NDArray[np.float64]


def _ratio(part: Values, whole: Values) -> Values:
    """Element-wise quotient; NaN where the whole is 0, which means that there is nothing to score."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, part / whole, np.nan)


def f_measure(correct: Values, gold: Values, predicted: Values) -> tuple[Values, Values, Values]:
    """Precision, recall and F1 (van Rijsbergen 1979): ``2 correct / (gold + predicted)``.

    Precision without predictions and recall without gold are undefined (NaN). F1 is undefined only
    without both, so an empty prediction scores 0.
    """
    return (
        _ratio(correct, predicted),
        _ratio(correct, gold),
        _ratio(2 * correct, gold + predicted),
    )


@dataclass(frozen=True, slots=True)
class FMeasure:
    """Precision, recall and F1 from three counters.

    Attributes:
        name: key in results.
        title: row head in tables.
        correct: counter of right items.
        gold: counter of gold items.
        predicted: counter of predicted items.
        weight: what one right item adds to ``correct``; 2 where half credits are counted.
    """

    name: str
    title: str
    correct: str
    gold: str
    predicted: str
    weight: int = 1

    def values(self, totals: Mapping[str, Values]) -> dict[str, Values]:
        """Scores from summed counters, each of any shape."""
        precision, recall, f1 = f_measure(
            totals[self.correct] / self.weight, totals[self.gold], totals[self.predicted]
        )
        return {"f1": f1, "precision": precision, "recall": recall}


@dataclass(frozen=True, slots=True)
class Share:
    """How many of some items are right. ``lower_is_better`` for rates of errors."""

    name: str
    title: str
    right: str
    total: str
    lower_is_better: bool = False

    def values(self, totals: Mapping[str, Values]) -> dict[str, Values]:
        """Scores from summed counters, each of any shape."""
        return {"share": _ratio(totals[self.right], totals[self.total])}


@dataclass(frozen=True, slots=True)
class MacroF1:
    """Mean F1 over the kinds that occur in gold or prediction."""

    name: str
    title: str
    parts: tuple[FMeasure, ...]

    def values(self, totals: Mapping[str, Values]) -> dict[str, Values]:
        """Scores from summed counters, each of any shape."""
        each = np.stack([part.values(totals)["f1"] for part in self.parts])
        occurs = ~np.isnan(each)
        return {"f1": _ratio(np.where(occurs, each, 0.0).sum(axis=0), occurs.sum(axis=0) * 1.0)}


Measure = FMeasure | Share | MacroF1


class Task(Protocol):
    """One task: what is counted, and what is reported.

    Attributes:
        name: ``ner``, ``quotes`` or ``claims``.
        counters: names of the integers in a count vector, in order.
        measures: what is reported, the headline first.
        groups: further measures in named groups (per type), reported on request.
    """

    @property
    def name(self) -> str:
        """Its name."""
        ...

    @property
    def counters(self) -> Sequence[str]:
        """Names of the integers in a count vector, in order."""
        ...

    @property
    def measures(self) -> Sequence[Measure]:
        """What is reported, the headline first."""
        ...

    @property
    def groups(self) -> Mapping[str, Sequence[FMeasure]]:
        """Further measures in named groups."""
        ...

    def count(self, gold: Document, predicted: Document) -> dict[str, int]:
        """The counters of one document; those not mentioned are 0."""
        ...


@runtime_checkable
class CountsMany(Protocol):
    """A task that counts many documents together, faster than one after the other."""

    def count_many(self, gold: Sequence[Document], predicted: Sequence[Document]) -> Counts:
        """Count vectors of all documents, shape ``(documents, counters)``."""
        ...


def count_matrix(task: Task, gold: Sequence[Document], predicted: Sequence[Document]) -> Counts:
    """Count vectors of all documents, shape ``(documents, counters)``."""
    if len(gold) != len(predicted):
        raise ValueError(f"{len(predicted)} predicted documents for {len(gold)} gold documents")
    if isinstance(task, CountsMany):
        return task.count_many(gold, predicted)
    index = {name: i for i, name in enumerate(task.counters)}
    matrix = np.zeros((len(gold), len(index)), dtype=np.int64)
    for row, (left, right) in enumerate(zip(gold, predicted, strict=True)):
        for name, value in task.count(left, right).items():
            matrix[row, index[name]] = value
    return matrix


def scores(task: Task, totals: NDArray[np.int64]) -> dict[str, dict[str, Values]]:
    """All measures of a task, by measure name and then by value name.

    Args:
        task: the task.
        totals: summed count vectors, shape ``(..., counters)``.

    Returns:
        values of shape ``(...)``.
    """
    columns = {name: totals[..., i].astype(np.float64) for i, name in enumerate(task.counters)}
    every = [*task.measures, *(m for group in task.groups.values() for m in group)]
    return {measure.name: measure.values(columns) for measure in every}


def headline(task: Task, totals: NDArray[np.int64]) -> Values:
    """The one number of a task, shape ``(...)`` for totals of shape ``(..., counters)``."""
    columns = {name: totals[..., i].astype(np.float64) for i, name in enumerate(task.counters)}
    return task.measures[0].values(columns)["f1"]
