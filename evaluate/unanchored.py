"""Predictions without a place in the text: each counts as predicted, and can never be correct.

A system that returns strings may name words that the text does not have. Such an item has no span to
compare (:class:`rawi.document.Unanchored`), but leaving it out would reward invention, so it raises
the number of predicted items of every measure that the item would have been in, had it a span. An
unanchored entity counts as an outer and as a flat one.
"""

from __future__ import annotations

from collections.abc import Mapping

from rawi.document import Document, Layer, Part

_ENTITY = ("exact", "exact-char", "boundary", "overlap", "partial", "outer", "flat")
_QUOTE = ("attribution", "found", "strict", "core")
_QUANTITY = ("span", "overlap")


def add_entities(counts: dict[str, int], predicted: Document, targets: Mapping[str, str]) -> None:
    """Add the unanchored entities to the counters of the task ``ner``.

    Args:
        counts: counters of one document, changed in place.
        predicted: the predicted document.
        targets: what each label is scored as. A type that is scored as nothing is left out like any
            other; one that is not among the labels counts in the totals, and in no row of a type.
    """
    for kind, _ in _of(predicted, "entities", "item"):
        target = targets.get(kind)
        if target != "":
            _add(counts, (*_ENTITY, f"exact/{target}") if target else _ENTITY)


def add_quotes(counts: dict[str, int], predicted: Document) -> None:
    """Add the unanchored quotes, cues and sources to the counters of the task ``quotes``."""
    for kind, words in _of(predicted, "quotes", "item"):
        _add(counts, (*_QUOTE, _row(counts, "attribution", kind, "untyped")))
        visible = sum(not character.isspace() for character in words)
        counts["characters.predicted"] += visible
    for part in ("cue", "source"):
        for _ in _of(predicted, "quotes", part):
            _add(counts, (part,))


def add_speakers(counts: dict[str, int], predicted: Document) -> None:
    """Add the unanchored quotes to the counters of the task ``speakers``: nobody was given these."""
    for kind, _ in _of(predicted, "quotes", "item"):
        row = _row(counts, "speakers/quote-type", kind, "untyped")
        _add(
            counts, ("speakers", row, "speakers/speaker-kind/none", "speakers/speaker-place/nobody")
        )


def add_quantities(counts: dict[str, int], predicted: Document) -> None:
    """Add the unanchored quantities and claims to the counters of the task ``claims``."""
    for _ in _of(predicted, "quantities", "item"):
        _add(counts, _QUANTITY)
    for kind, _ in _of(predicted, "quantities", "claim"):
        _add(counts, ("claim", _row(counts, "claim", kind, "exact")))


def _row(counts: dict[str, int], name: str, kind: str, otherwise: str) -> str:
    """The row of a kind; a file of predictions may state one that there is none of."""
    return f"{name}/{kind if f'{name}/{kind}.predicted' in counts else otherwise}"


def _of(predicted: Document, layer: Layer, part: Part) -> list[tuple[str, str]]:
    """Type and words of the unanchored parts of one layer."""
    return [(u.type, u.text) for u in predicted.unanchored if (u.layer, u.part) == (layer, part)]


def _add(counts: dict[str, int], names: tuple[str, ...]) -> None:
    for name in names:
        counts[f"{name}.predicted"] += 1
