"""Scores of parts of the data: where a system is strong, and where it fails.

Two sorts of slice, and what is printed for each:

- **Of documents**, by any key of their ``meta`` (origin, topic, register, region …): the headline of
  every task over the documents with that value, from the same counts per document as the score of
  everything. Documents without the key have a row of their own. Intervals resample the documents of
  the slice; a slice of one document has none.
- **Of items** (:data:`ITEM_SLICES`), by something that can be told of each gold item. Predictions are
  aligned with *all* of gold first, as the task aligns them; those that are aligned belong to the
  slice of their gold item, whatever they look like themselves. Then the headline of the task is
  counted over the gold items of the slice and the predictions that belong to it.

  Where an attribute can be told of a prediction too (its type, its words, whether it stands in
  another one), a prediction that is aligned with nothing belongs to the slice that it shows, and one
  whose words are not in the text to a row of its own, so the rows add up to the whole, and
  precision, recall and F1 are printed. Where it cannot, such a
  prediction belongs nowhere, and **recall** alone is printed: an attached particle is one of these,
  since a system that puts particles inside its spans has no entity that begins after one, and so
  are facts about the speaker, of whom a wrong quote has none.

Alignments of equal weight can be settled otherwise in a slice than in the whole; only in such draws
may right items of the rows not add up to those of the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from rawi.document import Document
from rawi.errors import Fault, InputError
from rawi.evaluate.item_slices import ITEM_SLICES, ItemSlice, split_document
from rawi.evaluate.measures import FMeasure, Task, count_matrix, headline, scores
from rawi.evaluate.results import Estimate, Result, Signature
from rawi.evaluate.score import estimate, make_tasks
from rawi.evaluate.statistics import resampled_totals

#: the row of documents that do not have a key
WITHOUT = "(none)"


@dataclass(frozen=True)
class SliceRow:
    """One value of a slice.

    Attributes:
        value: the value.
        documents: how many documents have it, or have a gold item that has it.
        scores: estimates by name: for slices of documents ``rawi`` and the tasks; for slices of
            items ``precision``, ``recall`` and ``f1``, or ``recall`` alone.
        gold: gold items that have it; ``None`` for slices of documents.
        predicted: predictions that belong to it; ``None`` where that cannot be told.
    """

    value: str
    documents: int
    scores: dict[str, Estimate]
    gold: int | None = None
    predicted: int | None = None


@dataclass(frozen=True)
class Slice:
    """The scores of a system, broken down.

    Attributes:
        field: the key of ``meta``, or the name of the slice of items.
        task: the task that items are of; empty for slices of documents.
        title: what is scored.
        rows: a row per value.
        signature: that of the result, with the field in it.
    """

    field: str
    task: str
    title: str
    rows: list[SliceRow]
    signature: Signature


def known_fields(gold: Sequence[Document], tasks: Sequence[str]) -> list[str]:
    """What scores of these documents and tasks can be broken down by.

    Keys of ``meta`` come first; one that has the name of a slice of items hides it.
    """
    keys = sorted({key for document in gold for key in document.meta})
    return keys + [s.name for s in ITEM_SLICES if s.task in tasks and s.name not in keys]


def slice_scores(
    field: str,
    result: Result,
    gold: Sequence[Document],
    predictions: Mapping[str, Document],
) -> Slice:
    """Break a result down.

    Args:
        field: a key of ``meta``, or a name in :data:`ITEM_SLICES`.
        result: the score of everything.
        gold: the gold documents it was scored on.
        predictions: the predictions by document id, joined to their texts.

    Raises:
        InputError: no document has the key and no task of the result the slice of items.
    """
    signature = result.signature
    known = known_fields(gold, signature.tasks)
    if field not in known:
        other = next((s for s in ITEM_SLICES if s.name == field), None)
        raise InputError(
            Fault(
                f"scores cannot be sliced by {field!r}",
                hint=f"score the task {other.task} too"
                if other is not None
                else f"known fields: {', '.join(known)}",
            )
        )
    signed = replace(signature, slice=field)
    items = next((s for s in ITEM_SLICES if s.name == field), None)
    if items is None or any(field in document.meta for document in gold):
        rows = _document_rows(field, result, gold)
        return Slice(field, "", "headlines of the tasks", rows, signed)
    (task,) = make_tasks([items.task], signature.boundary, signature.labels)
    rows = _item_rows(items, task, signature, gold, predictions)
    return Slice(field, items.task, task.measures[0].title, rows, signed)


def _document_rows(field: str, result: Result, gold: Sequence[Document]) -> list[SliceRow]:
    signature = result.signature
    tasks = make_tasks(signature.tasks, signature.boundary, signature.labels)
    by_value: dict[str, list[str]] = {}
    for document in gold:
        by_value.setdefault(document.meta.get(field, WITHOUT), []).append(document.id)
    rows = []
    for value in sorted(by_value, key=lambda v: (v == WITHOUT, v)):
        made: dict[str, Estimate] = {}
        samples = []
        for task in tasks:
            counted = result.tasks[task.name].documents
            counts = np.array([counted[name] for name in by_value[value]], dtype=np.int64)

            def score(totals: NDArray[np.int64], task: Task = task) -> NDArray[np.float64]:
                return headline(task, totals)

            observed, resampled = _resample(counts, score, signature)
            made[task.name] = estimate(float(observed), resampled)
            samples.append(np.nan_to_num(np.concatenate([[observed], resampled]), nan=0.0))
        if result.rawi is not None:
            mean = np.mean(samples, axis=0)
            made = {"rawi": estimate(float(mean[0]), mean[1:]), **made}
        rows.append(SliceRow(value, len(by_value[value]), made))
    return rows


def _item_rows(
    items: ItemSlice,
    task: Task,
    signature: Signature,
    gold: Sequence[Document],
    predictions: Mapping[str, Document],
) -> list[SliceRow]:
    parts: dict[str, list[tuple[Document, Document]]] = {}
    for document in gold:
        split = split_document(items, task, document, predictions[document.id])
        for value, pair in split.items():
            parts.setdefault(value, []).append(pair)
    measure = task.measures[0]
    assert isinstance(measure, FMeasure)
    index = {name: i for i, name in enumerate(task.counters)}
    order = {value: i for i, value in enumerate(items.values)}
    rows = []
    for value in sorted(parts, key=lambda v: (order.get(v, len(order)), v)):
        # documents without such an item weigh nothing, but they are drawn as well
        counts = np.zeros((len(gold), len(index)), dtype=np.int64)
        made = count_matrix(task, *map(list, zip(*parts[value], strict=True)))
        counts[: len(made)] = made
        totals = counts.sum(axis=0)
        support = int(totals[index[measure.gold]])
        predicted = int(totals[index[measure.predicted]])
        if not support and not (items.carried and predicted):
            continue
        estimates = {}
        for name in ("precision", "recall", "f1") if items.carried else ("recall",):

            def score(block: NDArray[np.int64], name: str = name) -> NDArray[np.float64]:
                return scores(task, block)[measure.name][name]

            observed, resampled = _resample(counts, score, signature)
            estimates[name] = estimate(float(observed), resampled)
        rows.append(
            SliceRow(
                value,
                int((made[:, index[measure.gold]] > 0).sum()),
                estimates,
                support,
                predicted if items.carried else None,
            )
        )
    return rows


def _resample(
    counts: NDArray[np.int64], score: Callable[[NDArray[np.int64]], Any], signature: Signature
) -> tuple[float, NDArray[np.float64]]:
    """A score of the sum, and of bootstrap samples; of none where one document cannot vary."""
    drawn = signature.resamples if len(counts) > 1 else 0
    samples = score(resampled_totals(counts, drawn, signature.seed)) if drawn else np.empty(0)
    return float(score(counts.sum(axis=0))), np.asarray(samples, dtype=np.float64)
