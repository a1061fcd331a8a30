"""Scores for named entities.

Conventions. An entity is right when start, end and type are right, after both boundaries were moved
outward to whole words (``word``) or as they are (``char``). Entities are sets: the same span with
the same type counts once however often it is given, two types on one span are two entities.
Nested entities all count. Micro-averaged over all documents.

- ``exact``: the headline, exact (start, end, type).
- ``exact-char``: the same on raw offsets.
- ``boundary``: (start, end) alone; a span with two types counts twice.
- ``overlap``: same type and at least one character in common, matched one-to-one.
- ``partial``: boundaries alone, half a credit for an overlap, after SemEval-2013 task 9.1 and MUC-5,
  with the matching of maximum credit.
- ``macro``: mean F1 of ``exact`` over the types that occur.
- ``outer``, ``inner``: entities that stand in no other entity of their side, and those that do.
- ``flat``: outermost entities only; equal to seqeval's strict IOB2 on the same words. What covers
  no visible character cannot be tagged and is left out here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

import numpy as np

from rawi.derived import given_and_derived
from rawi.document import Document
from rawi.evaluate.measures import Counts, FMeasure, MacroF1, Measure
from rawi.evaluate.spans import Columns, Integers, Line, ManySnapper, Spans
from rawi.evaluate.unanchored import add_entities
from rawi.labels import ENTITY_TYPES, label_map

Boundary = Literal["word", "char"]
#: characters of text that are counted at once
_BATCH = 2_000_000


def _measure(name: str, title: str, weight: int = 1) -> FMeasure:
    return FMeasure(name, title, f"{name}.correct", f"{name}.gold", f"{name}.predicted", weight)


@dataclass(frozen=True)
class Ner:
    """The task of named entities.

    Args:
        boundary: ``word`` to snap both sides to whole words, ``char`` to take offsets as they are.
        labels: name of the label map that both sides are projected by (:mod:`rawi.labels`).
    """

    boundary: Boundary = "word"
    labels: str = "wojood21"
    name: str = "ner"

    @property
    def types(self) -> tuple[str, ...]:
        """The types that are scored."""
        return label_map(self.labels).types

    @property
    def _per_type(self) -> tuple[FMeasure, ...]:
        return tuple(_measure(f"exact/{kind}", kind) for kind in self.types)

    @property
    def measures(self) -> Sequence[Measure]:
        """What is reported, the headline first."""
        return (
            _measure("exact", "exact, nested"),
            _measure("exact-char", "exact, raw offsets"),
            _measure("boundary", "boundary only"),
            _measure("overlap", "type, any overlap"),
            _measure("partial", "partial (MUC)", weight=2),
            MacroF1("macro", "macro over types", self._per_type),
            _measure("outer", "outer"),
            _measure("inner", "inner"),
            _measure("flat", "flat (seqeval strict IOB2)"),
        )

    @property
    def groups(self) -> dict[str, Sequence[FMeasure]]:
        """The exact score of every type."""
        return {"type": self._per_type}

    @property
    def counters(self) -> Sequence[str]:
        """Names of the integers in a count vector."""
        every = [m for m in (*self.measures, *self._per_type) if isinstance(m, FMeasure)]
        return [name for m in every for name in (m.correct, m.gold, m.predicted)]

    def count(self, gold: Document, predicted: Document) -> dict[str, int]:
        """The counters of one document; see the module for the conventions."""
        row = self.count_many([gold], [predicted])[0]
        return dict(zip(self.counters, row.tolist(), strict=True))

    def count_many(self, gold: Sequence[Document], predicted: Sequence[Document]) -> Counts:
        """The counters of many documents, shape ``(documents, counters)``."""
        counters = {name: column for column, name in enumerate(self.counters)}
        matrix = np.zeros((len(gold), len(counters)), dtype=np.int64)
        targets = label_map(self.labels).accepted
        # In the order of the inventory, other labels after it by name: of several types on one span
        # the first is the outermost (rawi.iob).
        named = sorted({target for target in targets.values() if target})
        order = list(ENTITY_TYPES)
        kinds = sorted(named, key=lambda k: order.index(k) if k in order else len(order))
        for part in _batches(gold):
            for name, values in self._count(gold[part], predicted[part], kinds, targets).items():
                matrix[part, counters[name]] = values
        for row, document in enumerate(predicted):
            if document.unanchored:
                extra: dict[str, int] = Counter()
                add_entities(extra, document, targets)
                for name, value in extra.items():
                    matrix[row, counters[name]] += value
        return matrix

    def _count(
        self,
        gold: Sequence[Document],
        predicted: Sequence[Document],
        kinds: Sequence[str],
        targets: Mapping[str, str],
    ) -> dict[str, Integers]:
        """Each counter, shape ``(documents,)``."""
        raw = [_columns(side, kinds, targets) for side in (gold, predicted)]
        snapper = ManySnapper([document.text or "" for document in gold])
        whole, has_words = zip(*map(snapper.snap, raw), strict=True)
        line = Line(len(gold), len(kinds), [*raw, *whole])
        characters = [line.put(side) for side in raw]
        words = [line.put(side) for side in whole]
        exact = words if self.boundary == "word" else characters
        # what covers no visible character cannot be tagged
        tagged = [line.put(w.where(has)) for w, has in zip(whole, has_words, strict=True)]
        untyped = [line.untyped(side) for side in exact]
        inner = [side.inner() for side in exact]
        compared = {
            "exact": exact,
            "exact-char": characters,
            "boundary": untyped,
            "flat": [side.where(side.outermost()) for side in tagged],
            "inner": [side.where(is_inner) for side, is_inner in zip(exact, inner, strict=True)],
            "outer": [side.where(~is_inner) for side, is_inner in zip(exact, inner, strict=True)],
        }
        counts: dict[str, Integers] = {}
        for name, (left, right) in compared.items():
            counts[f"{name}.correct"] = line.per_document(left.document[left.among(right)])
            counts[f"{name}.gold"] = line.per_document(left.document)
            counts[f"{name}.predicted"] = line.per_document(right.document)
        right_ones = exact[0].where(exact[0].among(exact[1]))
        for part, spans in zip(("correct", "gold", "predicted"), (right_ones, *exact), strict=True):
            per_kind = line.per_kind(spans)
            for k, kind in enumerate(kinds):
                counts[f"exact/{kind}.{part}"] = per_kind[:, k]
            if part != "correct":
                counts[f"overlap.{part}"] = counts[f"partial.{part}"] = counts[f"exact.{part}"]
        counts["overlap.correct"] = line.most_pairs(*exact, same_kind=True)
        counts["partial.correct"] = _credit(line, *untyped)
        return counts


def _credit(line: Line, gold: Spans, predicted: Spans) -> Integers:
    """The best sum of credits for each document: 2 for equal bounds, 1 for an overlap.

    Equal ones may always be matched first. Where both are matched with others, that earns at most
    1 + 1; matched with each other they earn 2.
    """
    gold, predicted = (side.where(side.end > side.start) for side in (gold, predicted))
    equal = gold.among(predicted)
    rest = gold.where(~equal), predicted.where(~predicted.among(gold))
    return 2 * line.per_document(gold.document[equal]) + line.most_pairs(*rest, same_kind=False)


def _batches(documents: Sequence[Document]) -> Iterator[slice]:
    """Stretches of documents that are counted at once, to bound the memory."""
    start = characters = 0
    for number, document in enumerate(documents):
        characters += len(document.text or "") + 1
        if characters > _BATCH:
            yield slice(start, number + 1)
            start, characters = number + 1, 0
    if start < len(documents):
        yield slice(start, len(documents))


def _columns(
    documents: Sequence[Document], kinds: Sequence[str], targets: Mapping[str, str]
) -> Columns:
    """The entities that are scored, derived ones included."""
    each = [given_and_derived(document) for document in documents]
    entities = list(chain.from_iterable(each))
    number = {kind: k for k, kind in enumerate(kinds)}
    of_label = {label: number.get(target, -1) for label, target in targets.items()}
    columns = Columns(
        np.repeat(np.arange(len(documents)), [len(found) for found in each]),
        np.array([entity.start for entity in entities], dtype=np.int64),
        np.array([entity.end for entity in entities], dtype=np.int64),
        np.array([of_label.get(entity.type, -1) for entity in entities], dtype=np.int64),
    )
    return columns.where(columns.kind >= 0)
