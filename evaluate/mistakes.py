"""What a system gets wrong, sorted into kinds that a developer can act on.

The kinds are counted as the scores are: for every task the *right* items and the *decisive* mistakes
add up to the gold and to the predicted items of the headline. Mistakes that are not decisive are told
besides: boundaries that snapping to words forgives, and faults of items that the headline does not
look at or has counted as wrong already.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rawi.document import Document
from rawi.errors import InputError
from rawi.evaluate.measures import FMeasure, count_matrix
from rawi.evaluate.mistakes_entities import entity_mistakes
from rawi.evaluate.mistakes_model import Item, Kind, Mistake, kinds
from rawi.evaluate.mistakes_quantities import quantity_mistakes
from rawi.evaluate.mistakes_quotes import quote_mistakes
from rawi.evaluate.mistakes_text import Place
from rawi.evaluate.ner import Boundary
from rawi.evaluate.score import TASKS, make_tasks
from rawi.labels import label_map
from rawi.predictions import match_up

__all__ = ["Item", "Kind", "Mistake", "Report", "Tally", "find_mistakes", "kinds", "mistakes_in"]


@dataclass(frozen=True, slots=True)
class Tally:
    """The headline of one task in counts.

    Attributes:
        task: ``ner``, ``quotes`` or ``claims``.
        gold: gold items.
        predicted: predicted items.
        right: items that the headline counts as right.
        kinds: mistakes of each kind that occurs, in the order of :func:`kinds`.
        decisive: those of them because of which the headline counts an item as wrong.
    """

    task: str
    gold: int
    predicted: int
    right: int
    kinds: dict[str, int]
    decisive: dict[str, int]


@dataclass(frozen=True, slots=True)
class Report:
    """All mistakes of a system, and their counts by task."""

    tallies: tuple[Tally, ...]
    mistakes: tuple[Mistake, ...]

    def of(self, task: str, kind: str) -> list[Mistake]:
        """The mistakes of one kind, in the order of the documents and of the text."""
        return [m for m in self.mistakes if (m.task, m.kind) == (task, kind)]


def mistakes_in(
    gold: Document,
    predicted: Document,
    task: str,
    *,
    boundary: Boundary = "word",
    labels: str = "wojood21",
) -> list[Mistake]:
    """The mistakes in one document, in the order of the text.

    Args:
        gold: the gold document, with its text.
        predicted: what the system has for it, with offsets inside that text.
        task: ``ner``, ``quotes`` or ``claims``.
        boundary: as for the score.
        labels: name of the label map for entities.

    Raises:
        InputError: there is no such task or label map.
    """
    place = Place(gold)
    found: Iterator[Mistake]
    if task == "ner":
        found = entity_mistakes(place, gold, predicted, boundary=boundary, labels=labels)
    elif task == "quotes":
        found = quote_mistakes(place, gold, predicted, boundary=boundary)
    elif task == "claims":
        found = quantity_mistakes(place, gold, predicted, boundary=boundary)
    else:
        raise InputError(f"unknown task {task!r}, expected one of {', '.join(TASKS)}")
    return sorted(found, key=_position)


def _position(mistake: Mistake) -> tuple[int, int]:
    first = min(mistake.spans, default=mistake.sentence)
    return first.start, first.end


def find_mistakes(
    gold: Sequence[Document],
    predictions: Sequence[Document] | Mapping[str, Document],
    *,
    tasks: Sequence[str] = TASKS,
    boundary: Boundary = "word",
    labels: str = "wojood21",
    allow_missing: bool = False,
) -> Report:
    """Everything that a system gets wrong on some gold documents.

    Args:
        gold: the gold documents.
        predictions: one for each of them, by ``id``; texts may be left out.
        tasks: any of ``ner``, ``quotes``, ``claims``.
        boundary: ``word`` snaps spans to whole words on both sides, ``char`` compares raw offsets.
        labels: name of the label map for entities.
        allow_missing: count documents that were left out as empty; otherwise they are an error.

    Raises:
        InputError: the predictions do not fit the gold documents, or there are none.
    """
    if not gold:
        raise InputError("there are no gold documents to compare with")
    given = predictions.values() if isinstance(predictions, Mapping) else predictions
    joined = match_up(
        {document.id: document for document in gold},
        [(None, document) for document in given],
        types=tuple(label_map(labels).accepted),
        allow_missing=allow_missing,
    )
    ordered = [joined[document.id] for document in gold]
    tallies, every = [], []
    for task in make_tasks(tasks, boundary, labels):
        head = task.measures[0]
        assert isinstance(head, FMeasure)  # the headline of every task is one
        sums = count_matrix(task, gold, ordered).sum(axis=0)
        totals = dict(zip(task.counters, sums.tolist(), strict=True))
        found = [
            mistake
            for one, other in zip(gold, ordered, strict=True)
            for mistake in mistakes_in(one, other, task.name, boundary=boundary, labels=labels)
        ]
        all_of = Counter(mistake.kind for mistake in found)
        decisive = Counter(mistake.kind for mistake in found if mistake.decisive)
        order = [kind for kind in kinds()[task.name] if all_of[kind]]
        tallies.append(
            Tally(
                task.name,
                totals[head.gold],
                totals[head.predicted],
                totals[head.correct],
                {kind: all_of[kind] for kind in order},
                {kind: decisive[kind] for kind in order},
            )
        )
        every += found
    return Report(tuple(tallies), tuple(every))
