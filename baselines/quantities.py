"""The rule baseline for quantities and the claims they make.

Numbers are read by :mod:`rawi.numerals`; rules on the words around them tell which of them count or
measure something (:mod:`rawi.baselines.quantity_filter`), in what unit, how exactly, and of what.
The rules are those of ``annotation_guidelines/quantities.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rawi.baselines.quantity_claims import Said, claim_of, in_question
from rawi.baselines.quantity_doubts import Doubt, doubts_of, other_readings
from rawi.baselines.quantity_duals import items
from rawi.baselines.quantity_modifiers import Amount, amounts
from rawi.baselines.quantity_roles import Role, role_of
from rawi.baselines.quantity_units import rate_after
from rawi.baselines.quantity_words import Page
from rawi.document import Claim, Quantity, Unit
from rawi.numerals import exact


@dataclass(frozen=True, slots=True)
class Reading:
    """A quantity, and how sure its reading is.

    Attributes:
        quantity: as it is read.
        doubts: what is ambiguous about it, see :data:`rawi.baselines.quantity_doubts.Doubt`.
        alternatives: the same quantity in its other readings, likeliest first; empty where nothing
            is ambiguous, or where the other reading has no value.
    """

    quantity: Quantity
    doubts: frozenset[Doubt]
    alternatives: tuple[Quantity, ...]


def readings(text: str) -> tuple[Reading, ...]:
    """The quantities of a text, in order, with what is ambiguous about each.

    Takes time linear in the length of the text. Ids are left empty.

    >>> [(one.quantity.value, sorted(one.doubts)) for one in readings("قتل 1,500 شخص")]
    [('1500', ['sep_ambiguous'])]
    """
    page = Page(text)
    found = amounts(page, items(page))
    page.taken = frozenset(i for amount in found for i in _words(amount))
    read: list[Reading] = []
    before: Said | None = None
    for amount in found:
        role = role_of(page, amount)
        claim, before = claim_of(page, amount, role, before)
        asked = in_question(page, amount.first)
        quantity = _quantity(page, amount, role, None if asked else claim)
        doubts = doubts_of(page, amount, quantity)
        read.append(Reading(quantity, doubts, other_readings(amount, quantity, doubts)))
    return tuple(read)


def read_quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of a text, in order, each in its likeliest reading.

    Takes time linear in the length of the text. Ids are left empty.
    """
    return tuple(reading.quantity for reading in readings(text))


def _words(amount: Amount) -> Iterator[int]:
    """Indices of the words of number and unit; a counted dual is a noun all the same."""
    if amount.left.dual and amount.measured.unit is None and amount.right is None:
        return
    measured = amount.measured
    yield from range(amount.left.first, amount.last_item.last + 1)
    if measured.unit is not None and measured.first <= measured.last:
        yield from range(measured.first, measured.last + 1)


def _quantity(page: Page, amount: Amount, role: Role, claim: Claim | None) -> Quantity:
    low, high = amount.bounds()
    has_value = amount.kind in ("exact", "approximate", "multiple")
    value, scale = amount.left.value, amount.left.scale
    return Quantity(
        amount.left.start,
        amount.last_item.end,
        kind=amount.kind,
        value=exact(value) if has_value and value is not None else None,
        low=low,
        high=high,
        scale=str(scale) if amount.kind == "vague" and scale is not None else None,
        unit=amount.measured.unit or _rate(page, amount, role),
        modifier=amount.modifier,
        role=role.role,
        direction=role.direction,
        claim=claim,
    )


def _rate(page: Page, amount: Amount, role: Role) -> Unit | None:
    """The denominator of a rate of counted things, which have no unit: 300 جرعة يوميا."""
    item = amount.last_item
    if item.multiple or item.fraction or role.role in ("rank", "ratio"):
        return None
    per = rate_after(page, item.last)
    return None if per is None else Unit("", per=per)
