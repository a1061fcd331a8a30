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

from rawi.dataset.load import load
from rawi.evaluate.headlines import counters, counts_of, headline_of
from rawi.evaluate.headlines import value as value_of
from rawi.evaluate.measures import FMeasure
from rawi.evaluate.score import RESAMPLES, SEED
from rawi.evaluate.statistics import interval as percentiles
from rawi.evaluate.statistics import resampled_totals
from rawi.inspect.asking import read_answers

#: a multiple of the numbers up to ten: makes whole numbers of means over so many epochs
_EPOCHS = 2520


def _counts(scores: list[SampleScore], measure: FMeasure) -> np.ndarray:
    """Counters of all samples, shape ``(samples, 3)``: means over epochs, if there are several."""
    rows: list[list[float]] = []
    for one in scores:
        value: Any = one.score.value
        rows.append([float(value[name]) for name in counters(measure)])
    return np.array(rows, dtype=np.float64).reshape(-1, 3)


def _summed(task: str, name: str) -> Metric:
    _, measure = headline_of(task)

    def compute(scores: list[SampleScore]) -> Value:
        return float(value_of(_counts(scores, measure).sum(axis=0), measure, name))

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
    _, measure = headline_of(task)

    def compute(scores: list[SampleScore]) -> Value:
        # Resampling is on whole numbers, and a ratio does not mind its scale.
        counts = np.rint(_counts(scores, measure) * _EPOCHS).astype(np.int64)
        samples = value_of(resampled_totals(counts, RESAMPLES, SEED), measure, "f1")
        low, high = percentiles(samples) or (float("nan"), float("nan"))
        return {"f1_low": low, "f1_high": high}

    return compute


@metric
def failed() -> Metric:
    """How many documents had an answer that was of no use: no JSON, cut off, filtered."""

    def compute(scores: list[SampleScore]) -> Value:
        return sum(bool((one.score.metadata or {}).get("failures")) for one in scores)

    return compute


def _scorer(name: str, split: str) -> Scorer:
    task, measure = headline_of(name)
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
