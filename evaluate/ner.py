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
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Literal

from rawi.derived import all_entities
from rawi.document import Document
from rawi.evaluate.matching import best_matching, overlapping
from rawi.evaluate.measures import FMeasure, MacroF1, Measure
from rawi.iob import outermost
from rawi.labels import label_map
from rawi.text import Snapper

Boundary = Literal["word", "char"]
Typed = tuple[int, int, str]


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
        text = gold.text or ""
        snapper = Snapper(text)
        targets = label_map(self.labels).accepted
        raw = [_typed(document, targets) for document in (gold, predicted)]
        words = [
            {(*snapper.words_in(s, e), t) for s, e, t in side if text[s:e].strip()} for side in raw
        ]
        whole = [{(*snapper.snap(s, e), t) for s, e, t in side} for side in raw]
        exact = whole if self.boundary == "word" else raw
        counts: dict[str, int] = {}
        _add(counts, "exact", *exact)
        _add(counts, "exact-char", *raw)
        bounds = [Counter((s, e) for s, e, _ in side) for side in exact]
        counts["boundary.correct"] = (bounds[0] & bounds[1]).total()
        counts["boundary.gold"], counts["boundary.predicted"] = map(len, exact)
        _add(counts, "flat", *(set(outermost(side)) for side in words))
        nested = [_inner(side) for side in exact]
        _add(counts, "inner", *nested)
        _add(counts, "outer", *(side - inner for side, inner in zip(exact, nested, strict=True)))
        for kind in self.types:
            sides = [{span for span in side if span[2] == kind} for side in exact]
            _add(counts, f"exact/{kind}", *sides)
        _overlaps(counts, exact[0], exact[1])
        return counts


def _typed(document: Document, targets: Mapping[str, str]) -> set[Typed]:
    return {
        (e.start, e.end, target)
        for e in all_entities(document)
        if (target := targets.get(e.type, ""))
    }


def _add(counts: dict[str, int], name: str, gold: Set[Any], predicted: Set[Any]) -> None:
    counts[f"{name}.correct"] = len(gold & predicted)
    counts[f"{name}.gold"] = len(gold)
    counts[f"{name}.predicted"] = len(predicted)


def _inner(entities: Iterable[Typed]) -> set[Typed]:
    """The entities that stand in another one; of two types on one span neither is inner."""
    inner: set[Typed] = set()
    reach, reach_start = -1, -1  # the farthest end so far, and where the span that has it begins
    for span in sorted(entities, key=lambda s: (s[0], -s[1])):
        start, end, _ = span
        if end <= reach and (reach_start, reach) != (start, end):
            inner.add(span)
        elif end > reach:
            reach, reach_start = end, start
    return inner


def _overlaps(counts: dict[str, int], gold: set[Typed], predicted: set[Typed]) -> None:
    left, right = sorted(gold), sorted(predicted)
    pairs = list(overlapping([[span[:2]] for span in left], [[span[:2]] for span in right]))
    same_type = {pair: 1.0 for pair in pairs if left[pair[0]][2] == right[pair[1]][2]}
    credits = {(i, k): 2.0 if left[i][:2] == right[k][:2] else 1.0 for i, k in pairs}
    for name, correct in (
        ("overlap", len(best_matching(same_type))),
        ("partial", round(sum(credits[pair] for pair in best_matching(credits)))),
    ):
        counts[f"{name}.correct"] = correct
        counts[f"{name}.gold"] = len(left)
        counts[f"{name}.predicted"] = len(right)
