"""Quantities in the JSON of a language model.

Fields: ``text`` (the number alone); ``kind``, ``value``, ``low`` and ``high`` (a number, or an object
with ``value`` and ``closed``), ``scale``; ``unit`` and ``per`` (names) and ``unit_text``, or ``unit`` as
an object with ``name``, ``per`` and ``text``; ``modifier``; ``role``, ``direction``; and of the claim,
here or in an object ``claim``: ``of``, ``head``, ``base``, ``status``, ``status_cue``. A quantity makes
a claim if it has any of these, or ``"claim": true``. All but the text are optional; without ``kind`` it
follows from what is given.

Numbers are numbers or strings in JSON. What is named by its words takes the occurrence nearest to the
number. If the thing counted has no place, the claim is wrong and counts as such, the quantity stays;
other words without a place are left out and told.
"""

from __future__ import annotations

from typing import get_args

from rawi.adapters.adapted import shown
from rawi.adapters.anchoring import Mentions, Places
from rawi.adapters.fields import Item
from rawi.derived import numeric_entities
from rawi.document import (
    Bound,
    Claim,
    Direction,
    Quantity,
    QuantityKind,
    QuantityRole,
    Span,
    Status,
    Unanchored,
    Unit,
)

_CLAIM = ("of", "head", "base", "status", "status_cue")


def read_quantity(
    item: Item, mentions: Mentions, places: Places, lost: list[Unanchored]
) -> list[Quantity]:
    """The quantity that an item describes, or nothing, with what was lost added to ``lost``."""
    words = item.string("text")
    value, scale = item.number("value"), item.number("scale")
    low, high = _bound(item, "low"), _bound(item, "high")
    kind: QuantityKind = item.choice("kind", get_args(QuantityKind)) or _kind(scale, low, high)
    if words is None:
        item.tell("has no text; counts as wrong")
        span = None
    else:
        span = mentions.next(words)
        if span is None:
            item.tell(f"{shown(words)} has no place in the text; counts as wrong")
    if span is None:
        _lose(item, words or "", kind, lost)
        return []
    return [
        Quantity(
            span.start,
            span.end,
            kind=kind,
            value=value,
            low=low,
            high=high,
            scale=scale,
            unit=_unit(item, places, span),
            modifier=_near(item, "modifier", places, span, before=True),
            role=item.choice("role", get_args(QuantityRole)),
            direction=item.choice("direction", get_args(Direction)),
            claim=_claim(item, kind, places, span, lost),
        )
    ]


def _kind(scale: str | None, low: Bound | None, high: Bound | None) -> QuantityKind:
    if scale is not None:
        return "vague"
    if low is not None and high is not None:
        return "range"
    return "bound" if low is not None or high is not None else "exact"


def _lose(item: Item, words: str, kind: QuantityKind, lost: list[Unanchored]) -> None:
    """All that a quantity without a place would have been, the entities that follow from it too."""
    lost.append(Unanchored("quantities", words, kind))
    if _claims(item):
        lost.append(Unanchored("quantities", words, kind, part="claim"))
    name, per, unit_words = _unit_fields(item)
    span = Span(1, 2) if unit_words else None
    unit = Unit(name, span, per) if name else None
    lost.extend(
        Unanchored("entities", words if entity.start == 0 else unit_words or "", entity.type)
        for entity in numeric_entities(Quantity(0, 1, unit=unit))
    )


def _bound(item: Item, name: str) -> Bound | None:
    inner = item.part(name)
    if inner is None:
        value = item.number(name)
        return Bound(value) if value is not None else None
    value = inner.number("value")
    return Bound(value, inner.value("closed") is not False) if value is not None else None


def _unit_fields(item: Item) -> tuple[str, str | None, str | None]:
    """Name of the unit, that of its denominator, and its words in the text."""
    inner = item.part("unit")
    if inner is None:
        name, per, words = item.string("unit"), item.string("per"), item.string("unit_text")
    else:
        name, per, words = inner.string("name"), inner.string("per"), inner.string("text")
    return name or "", per, words


def _unit(item: Item, places: Places, to: Span) -> Unit | None:
    name, per, words = _unit_fields(item)
    if not name and per is None:
        return None
    span = None if words is None else places.nearest(words, to, inside=True)
    if words is not None and span is None:
        item.tell(f"the unit {shown(words)} has no place in the text; it is left without one")
    return Unit(name, span, per)


def _near(
    item: Item, name: str, places: Places, to: Span, *, before: bool = False, inside: bool = False
) -> Span | None:
    words = item.string(name)
    if words is None:
        return None
    span = places.nearest(words, to, before=before, inside=inside)
    if span is None:
        item.tell(f"the {name} {shown(words)} has no place in the text; left out")
    return span


def _claims(item: Item) -> bool:
    inner = item.part("claim")
    if inner is not None or item.value("claim") is True:
        return True
    return any(item.value(name) is not None for name in _CLAIM)


def _claim(
    item: Item, kind: QuantityKind, places: Places, to: Span, lost: list[Unanchored]
) -> Claim | None:
    if not _claims(item):
        return None
    fields = item.part("claim") or item
    of = None
    words = fields.string("of")
    if words is not None:
        of = places.nearest(words, to, inside=True)
        if of is None:
            item.tell(f"the thing counted {shown(words)} has no place in the text; counts as wrong")
            lost.append(Unanchored("quantities", words, kind, part="claim"))
            return None
    return Claim(
        of,
        _near(fields, "head", places, of or to, inside=True),
        _near(fields, "base", places, to),
        fields.choice("status", get_args(Status)),
        _near(fields, "status_cue", places, to, before=True),
    )
