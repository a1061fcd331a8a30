"""The headline of a task from the counts of single documents, for tools that sum them themselves."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from rawi.document import Document
from rawi.evaluate.measures import FMeasure, Task, count_matrix
from rawi.evaluate.score import make_tasks
from rawi.predictions import match_up


def headline_of(name: str) -> tuple[Task, FMeasure]:
    """A task and the measure that is its headline."""
    (task,) = make_tasks([name])
    measure = task.measures[0]
    assert isinstance(measure, FMeasure)
    return task, measure


def counters(measure: FMeasure) -> tuple[str, str, str]:
    """Names of the three counters that a measure is made of: correct, gold, predicted."""
    return measure.correct, measure.gold, measure.predicted


def value(counts: np.ndarray, measure: FMeasure, name: str) -> np.ndarray:
    """``f1``, ``precision`` or ``recall`` of summed counters.

    Args:
        counts: shape ``(..., 3)``, in the order of :func:`counters`.
        measure: of the task.
        name: which of the three.

    Returns:
        shape ``(...)``.
    """
    totals = {counter: counts[..., i] for i, counter in enumerate(counters(measure))}
    return measure.values(totals)[name]


def counts_of(task: Task, measure: FMeasure, gold: Document, found: Document) -> dict[str, int]:
    """The counters of a headline for one document, whatever id the prediction has."""
    joined = match_up({gold.id: gold}, [(None, replace(found, id=gold.id))])
    (row,) = count_matrix(task, [gold], [joined[gold.id]])
    index = {name: i for i, name in enumerate(task.counters)}
    return {name: int(row[index[name]]) for name in counters(measure)}
