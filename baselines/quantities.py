"""The rule baseline for quantities and the claims they make.

Numbers are read by :mod:`rawi.numerals`; rules on the words around them tell which of them count or
measure something (:mod:`rawi.baselines.quantity_filter`), in what unit, how exactly, and of what.
The rules are those of ``annotation_guidelines/quantities.md``.
"""

from __future__ import annotations

from collections.abc import Iterator

from rawi.baselines.quantity_claims import Said, claim_of, in_question
from rawi.baselines.quantity_duals import items
from rawi.baselines.quantity_modifiers import Amount, amounts
from rawi.baselines.quantity_roles import Role, role_of
from rawi.baselines.quantity_words import Page
from rawi.document import Claim, Quantity
from rawi.numerals import exact


def read_quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of a text, in order.

    Takes time linear in the length of the text. Ids are left empty.
    """
    page = Page(text)
    found = amounts(page, items(page))
    page.taken = frozenset(i for amount in found for i in _words(amount))
    quantities: list[Quantity] = []
    before: Said | None = None
    for amount in found:
        role = role_of(page, amount)
        claim, before = claim_of(page, amount, role, before)
        asked = in_question(page, amount.first)
        quantities.append(_quantity(amount, role, None if asked else claim))
    return tuple(quantities)


def _words(amount: Amount) -> Iterator[int]:
    """Indices of the words of number and unit; a counted dual is a noun all the same."""
    if amount.left.dual and amount.measured.unit is None and amount.right is None:
        return
    measured = amount.measured
    yield from range(amount.left.first, amount.last_item.last + 1)
    if measured.unit is not None and measured.first <= measured.last:
        yield from range(measured.first, measured.last + 1)


def _quantity(amount: Amount, role: Role, claim: Claim | None) -> Quantity:
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
        unit=amount.measured.unit,
        modifier=amount.modifier,
        role=role.role,
        direction=role.direction,
        claim=claim,
    )
