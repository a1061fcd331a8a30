"""Numeric entity types, derived from the quantity layer.

percent → PERCENT over number and unit; currency → MONEY over both, CURR on the unit; a measure →
QUANTITY over both, UNIT on the unit; a unit of time → DATE (a day or longer) or TIME; anything else
→ CARDINAL on the number. They are never annotated, so the two layers cannot disagree.
"""

from __future__ import annotations

from collections.abc import Sequence

from rawi.document import Document, Entity, Quantity
from rawi.units import DAY, is_currency, time_rank

_RATIOS = {"percent", "percentage_point", "basis_point"}


def numeric_entities(quantity: Quantity) -> tuple[Entity, ...]:
    """The entities that follow from one quantity, without ids."""
    unit = quantity.unit
    if unit is None or not unit.name:
        return (Entity(quantity.start, quantity.end, "CARDINAL"),)
    span = unit.span
    start = quantity.start if span is None else min(quantity.start, span.start)
    end = quantity.end if span is None else max(quantity.end, span.end)
    rank = time_rank(unit.name)
    inner = ""
    if unit.name in _RATIOS:
        outer = "PERCENT"
    elif rank is not None:
        outer = "DATE" if rank >= DAY else "TIME"
    elif is_currency(unit.name):
        outer, inner = "MONEY", "CURR"
    else:
        outer, inner = "QUANTITY", "UNIT"
    found = [Entity(start, end, outer)]
    if inner and span is not None:
        found.append(Entity(span.start, span.end, inner))
    return tuple(found)


def given_and_derived(document: Document) -> Sequence[Entity]:
    """The annotated entities and those derived from the quantities, as they come, with repeats."""
    given = document.entities or ()
    if not document.quantities:
        return given
    return [*given, *(e for quantity in document.quantities for e in numeric_entities(quantity))]


def all_entities(document: Document) -> tuple[Entity, ...]:
    """The entities of all 21 types: the annotated ones and those derived from the quantities.

    The same span with the same type counts once, so that a system may give the numeric types itself
    or leave them to be derived. Sorted by start, then longest first.
    """
    found: dict[tuple[int, int, str], Entity] = {}
    for entity in given_and_derived(document):
        found.setdefault((entity.start, -entity.end, entity.type), entity)
    return tuple(found[key] for key in sorted(found))
