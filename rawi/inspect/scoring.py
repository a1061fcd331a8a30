"""Scores samples of ``inspect-ai`` by the counts of this package.

The value of a sample is the three counters that the headline of its task is made of. The metrics sum
them over all documents before they make a score of them, as ``rawi score`` does.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from inspect_ai.scorer import (
    Metric,
    SampleScore,
    Score,
    Scorer,
    Target,
    Value,
    metric,
    scorer,
)
from inspect_ai.solver import TaskState
from msgspec.structs import replace

from rawi.dataset.load import load
from rawi.document import Document
from rawi.evaluate.measures import FMeasure, Task, count_matrix
from rawi.evaluate.score import RESAMPLES, SEED, make_tasks
from rawi.evaluate.statistics import interval as percentiles
from rawi.evaluate.statistics import resampled_totals
from rawi.inspect.asking import read_answers
from rawi.predictions import match_up

#: a multiple of the numbers up to ten: makes whole numbers of means over so many epochs
_EPOCHS = 2520


def _task(name: str) -> tuple[Task, FMeasure]:
    """A task and its headline."""
    (task,) = make_tasks([name])
    measure = task.measures[0]
    assert isinstance(measure, FMeasure)
    return task, measure


def _names(measure: FMeasure) -> tuple[str, str, str]:
    return measure.correct, measure.gold, measure.predicted


def _counts(scores: list[SampleScore], measure: FMeasure) -> np.ndarray:
    """Counters of all samples, shape ``(samples, 3)``: means over epochs, if there are several."""
    rows: list[list[float]] = []
    for one in scores:
        value: Any = one.score.value
        rows.append([float(value[name]) for name in _names(measure)])
    return np.array(rows, dtype=np.float64).reshape(-1, 3)


def _value(counts: np.ndarray, measure: FMeasure, name: str) -> np.ndarray:
    """A score of summed counters, shape ``(...)`` of counters of shape ``(..., 3)``."""
    totals = {counter: counts[..., i] for i, counter in enumerate(_names(measure))}
    return measure.values(totals)[name]


def _summed(task: str, name: str) -> Metric:
    _, measure = _task(task)

    def compute(scores: list[SampleScore]) -> Value:
        return float(_value(_counts(scores, measure).sum(axis=0), measure, name))

    return compute


@metric
def f1(task: str) -> Metric:
    """F1 of the counts of all documents."""
    return _summed(task, "f1")


@metric
def precision(task: str) -> Metric:
    """Precision of the counts of all documents."""
    return _summed(task, "precision")


@metric
def recall(task: str) -> Metric:
    """Recall of the counts of all documents."""
    return _summed(task, "recall")


@metric
def interval(task: str) -> Metric:
    """The 95% interval of F1: a bootstrap over documents, as ``rawi score`` does it."""
    _, measure = _task(task)

    def compute(scores: list[SampleScore]) -> Value:
        # Resampling is on whole numbers, and a ratio does not mind its scale.
        counts = np.rint(_counts(scores, measure) * _EPOCHS).astype(np.int64)
        samples = _value(resampled_totals(counts, RESAMPLES, SEED), measure, "f1")
        low, high = percentiles(samples) or (float("nan"), float("nan"))
        return {"f1_low": low, "f1_high": high}

    return compute


@metric
def failed() -> Metric:
    """How many documents had an answer that was of no use: no JSON, cut off, filtered."""

    def compute(scores: list[SampleScore]) -> Value:
        return sum(bool((one.score.metadata or {}).get("failures")) for one in scores)

    return compute


def counts_of(task: Task, measure: FMeasure, gold: Document, found: Document) -> dict[str, int]:
    """The counters of the headline of a task for one document."""
    joined = match_up({gold.id: gold}, [(None, replace(found, id=gold.id))])
    (row,) = count_matrix(task, [gold], [joined[gold.id]])
    index = {name: i for i, name in enumerate(task.counters)}
    return {name: int(row[index[name]]) for name in _names(measure)}


def _scorer(name: str, split: str) -> Scorer:
    task, measure = _task(name)
    gold = {document.id: document for document in load(split)}

    async def score(state: TaskState, target: Target) -> Score:
        document = gold[str(state.sample_id)]
        found, failures = read_answers(state)
        counts = counts_of(task, measure, document, found)
        return Score(
            value=dict(counts),
            answer=state.output.completion,
            explanation="; ".join(f"{layer}: {told}" for layer, told in failures.items()) or None,
            metadata={"failures": failures, "unanchored": [u.text for u in found.unanchored]},
        )

    return score


@scorer(metrics=[f1("ner"), precision("ner"), recall("ner"), interval("ner"), failed()])
def score_ner(split: str = "test") -> Scorer:
    """Counts of named entities.

    Args:
        split: that the samples are from.
    """
    return _scorer("ner", split)


@scorer(metrics=[f1("quotes"), precision("quotes"), recall("quotes"), interval("quotes"), failed()])
def score_quotes(split: str = "test") -> Scorer:
    """Counts of quotes with the right speaker.

    Args:
        split: that the samples are from.
    """
    return _scorer("quotes", split)


@scorer(metrics=[f1("claims"), precision("claims"), recall("claims"), interval("claims"), failed()])
def score_claims(split: str = "test") -> Scorer:
    """Counts of claims with the right value, unit and thing counted.

    Args:
        split: that the samples are from.
    """
    return _scorer("claims", split)
