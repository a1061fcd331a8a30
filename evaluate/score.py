"""Scores predictions against gold: counts, scores, intervals, and the signature of it all."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import UNSET

import rawi
from rawi.document import Document
from rawi.errors import Fault, InputError
from rawi.evaluate.attribution import Attribution
from rawi.evaluate.claims import Claims
from rawi.evaluate.costs import costs
from rawi.evaluate.measures import Task, count_matrix, headline, scores
from rawi.evaluate.ner import Boundary, Ner
from rawi.evaluate.quotes import Quotes
from rawi.evaluate.results import (
    Estimate,
    Result,
    Signature,
    TaskResult,
)
from rawi.evaluate.statistics import interval, resampled_totals
from rawi.jsonl import encode_document
from rawi.labels import label_map
from rawi.predictions import match_up

#: what is scored unless something else is asked for, and what the mean is of
TASKS = ("ner", "quotes", "claims")
#: tasks whose systems are given a part of gold, so that they are scored by themselves
GIVEN_TASKS = ("speakers",)
#: changes whenever a score of the same predictions, or what is counted for it, may change
METRICS_VERSION = "2"
RESAMPLES = 1000
SEED = 20261123


def make_tasks(
    names: Sequence[str], boundary: Boundary = "word", labels: str = "wojood21"
) -> list[Task]:
    """The tasks of these names, in the order of :data:`TASKS`, or one of :data:`GIVEN_TASKS`.

    Raises:
        InputError: a name is not one of them, there is no such label map, or a task that gives a
            part of gold away is to be scored with others.
    """
    makers: dict[str, Task] = {
        "ner": Ner(boundary, labels),
        "quotes": Quotes(boundary),
        "claims": Claims(boundary),
        "speakers": Attribution(),
    }
    for name in names:
        if name not in makers:
            raise InputError(f"unknown task {name!r}, expected one of {', '.join(makers)}")
    if len(set(names)) > 1 and (alone := set(GIVEN_TASKS).intersection(names)):
        raise InputError(
            Fault(
                f"the task {alone.pop()!r} is scored by itself: its systems are given the gold quotes",
                hint="score it in a run of its own",
            )
        )
    return [makers[name] for name in makers if name in names]


def checksum(documents: Sequence[Document]) -> str:
    """SHA-256 over documents in the order of their ids, as 64 hexadecimal digits."""
    digest = hashlib.sha256()
    for document in sorted(documents, key=lambda d: d.id):
        digest.update(encode_document(document) + b"\n")
    return digest.hexdigest()


def score(
    gold: Sequence[Document],
    predictions: Sequence[Document] | Mapping[str, Document],
    *,
    tasks: Sequence[str] = TASKS,
    boundary: Boundary = "word",
    labels: str = "wojood21",
    system: str = "",
    gold_version: str = "",
    split: str = "",
    allow_missing: bool = False,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Result:
    """Score predictions against gold documents.

    Args:
        gold: the gold documents.
        predictions: one for each of them, by ``id``; texts may be left out.
        tasks: any of ``ner``, ``quotes``, ``claims``; or ``speakers`` by itself.
        boundary: ``word`` snaps spans to whole words on both sides, ``char`` compares raw offsets.
        labels: name of the label map for entities: ``wojood21``, ``conll`` or ``ontonotes``.
        system: name of the system, for tables.
        gold_version: version of the gold set, for the signature.
        split: name of the split, for the signature.
        allow_missing: count documents that were left out as empty; otherwise they are an error.
        resamples: bootstrap samples for the intervals; 0 for none.
        seed: of the bootstrap.

    Raises:
        InputError: the predictions do not fit the gold documents, or there are none.
    """
    if not gold:
        raise InputError("there are no gold documents to score against")
    by_id = {document.id: document for document in gold}
    if len(by_id) != len(gold):
        raise InputError("two gold documents have the same id")
    given = list(predictions.values() if isinstance(predictions, Mapping) else predictions)
    joined = match_up(
        by_id,
        [(None, p) for p in given],
        types=tuple(label_map(labels).accepted),
        allow_missing=allow_missing,
    )
    ordered = [joined[document.id] for document in gold]
    chosen = make_tasks(tasks, boundary, labels)
    results: dict[str, TaskResult] = {}
    headlines: list[np.ndarray] = []
    for task in chosen:
        counts = count_matrix(task, gold, ordered)
        totals = counts.sum(axis=0, keepdims=True)
        samples = resampled_totals(counts, resamples, seed) if resamples else totals[:0]
        observed, spread = scores(task, totals), scores(task, samples)
        results[task.name] = TaskResult(
            counters=list(task.counters),
            documents={d.id: row.tolist() for d, row in zip(gold, counts, strict=True)},
            scores={
                name: {
                    value: estimate(float(numbers[0]), spread[name][value])
                    for value, numbers in values.items()
                }
                for name, values in observed.items()
            },
        )
        headlines.append(np.concatenate([headline(task, totals), headline(task, samples)]))
    overall = None
    if len(chosen) == len(TASKS):
        mean = np.mean(np.nan_to_num(np.stack(headlines), nan=0.0), axis=0)
        overall = estimate(float(mean[0]), mean[1:])
    return Result(
        system=system,
        signature=Signature(
            rawi=rawi.__version__,
            metrics=METRICS_VERSION,
            gold=gold_version or "custom",
            gold_sha256=checksum(gold),
            split=split or "custom",
            tasks=[task.name for task in chosen],
            boundary=boundary,
            labels=labels,
            documents=len(gold),
            seed=seed,
            resamples=resamples,
            predictions_sha256=checksum(given),
        ),
        rawi=overall,
        tasks=results,
        cost=costs(given) or UNSET,
    )


def estimate(value: float, samples: np.ndarray) -> Estimate:
    """A score with its bootstrap interval; undefined scores become ``None``."""
    if np.isnan(value):
        return Estimate(None)
    bounds = interval(samples) if samples.size else None
    return Estimate(value, *(bounds or (None, None)))
