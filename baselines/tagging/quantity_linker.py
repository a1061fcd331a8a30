"""Which unit, modifier, thing counted and status cue go with which number.

Every part goes by nearness inside one sentence. A unit and a modifier belong to one number; a thing
that is counted or measured (``of``) may belong to several, and so may the cue of a status. Values, unit
names, role and status are read by the same code as in the rule baseline.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, cast

from msgspec.structs import replace

from rawi.baselines import quantity_lexicon as lexicon
from rawi.baselines.quantity_claims import claim_of, in_question
from rawi.baselines.quantity_items import Item
from rawi.baselines.quantity_lexicon import UnitName
from rawi.baselines.quantity_modifiers import Amount
from rawi.baselines.quantity_roles import Role, role_of
from rawi.baselines.quantity_status import status_of
from rawi.baselines.quantity_words import Page
from rawi.baselines.tagging.layout import RoleSpan
from rawi.baselines.tagging.quantity_parts import Part, Parts, span_of
from rawi.baselines.tagging.quantity_reading import Readings, low_end, measured_by, side_of
from rawi.document import Claim, Quantity, Span, Status
from rawi.numerals import exact

#: words that may stand between number and unit, and between number and modifier
_UNIT_REACH: Final = 2
_MODIFIER_REACH: Final = 4
_THING_REACH: Final = 3
_SHARED_REACH: Final = 15
#: words between a number and the cue of its status behind it, but for estimates
_CUE_REACH: Final = 6
_PARTITIVES: Final = frozenset({"من", "بين", "اصل", "جمله", "مجموع"})


def link_quantities(text: str, spans: Sequence[RoleSpan]) -> tuple[Quantity, ...]:
    """Quantities and their claims from spans with roles.

    Args:
        text: the raw text.
        spans: of the family ``quantities``; none crosses another.

    Returns:
        one quantity for every span labelled ``number``, in order, with ids ``n1``, ``n2`` …
    """
    page = Page(text)
    if not page.words:
        return ()
    return _Linker(page, spans).quantities()


class _Linker:
    def __init__(self, page: Page, spans: Sequence[RoleSpan]) -> None:
        self._page = page

        def parts(*labels: str) -> Parts:
            return Parts(page, (s for s in spans if s.label.partition(".")[0] in labels))

        self._numbers, self._units = parts("number"), parts("unit")
        self._modifiers, self._things = parts("modifier"), parts("of")
        self._bases, self._statuses = parts("base"), parts("status")
        page.taken = frozenset(
            at
            for part in (*self._numbers.items, *self._units.items)
            for at in range(part.first, part.last + 1)
        )

    def quantities(self) -> tuple[Quantity, ...]:
        readings = Readings(self._page)
        numbers = self._numbers.items
        units = self._given(self._units, self._unit_cost)
        reach = [
            max(number.last, units[at].last if at in units else -1)
            for at, number in enumerate(numbers)
        ]
        modifiers = self._given(
            self._modifiers, lambda at, part: self._modifier_cost(at, part, reach[at])
        )
        values = [readings.of(number.span) for number in numbers]
        shares = [
            left.fraction or (at in units and self._is_percent(units[at]))
            for at, (left, _) in enumerate(values)
        ]
        bases = self._given(
            self._bases, lambda at, part: self._base_cost(at, part, reach[at], shares[at])
        )
        found: list[Quantity] = []
        for at, number in enumerate(numbers):
            unit, modifier = units.get(at), modifiers.get(at)
            left, right = values[at]
            base = bases.get(at)
            if base is None and shares[at] and not left.fraction:
                base = self._base_before(number)
            thing = None if left.fraction and base else self._thing(number, unit, reach[at])
            if thing is not None and base is not None and span_of(thing) == span_of(base):
                thing = None
            behind = thing.last if thing is not None and thing.first > number.last else number.last
            measured = measured_by(
                self._page,
                right or left,
                unit.span if unit is not None else None,
                [behind] if thing is not None and behind - reach[at] < _THING_REACH + 4 else [],
            )
            before = modifier is not None and modifier.first <= number.first
            side = side_of(self._page, modifier.span, before) if modifier is not None else None
            if right is not None:
                side = None
            first = modifier.first if modifier is not None and before else left.first
            amount = Amount(
                left,
                right,
                low_end(left, right) if right is not None else left.value,
                measured,
                span_of(modifier),
                side,
                min(first, left.first),
                left.lead if not before else "",
            )
            role = role_of(self._page, amount)
            claim = self._claim(number, amount, thing, base)
            if claim is not None and thing is None and base is None:
                claim = self._overlooked(number, amount, role, claim)
            found.append(_quantity(len(found) + 1, number.span, left, amount, role, claim))
        return tuple(found)

    def _claim(
        self, number: Part, amount: Amount, thing: Part | None, base: Part | None
    ) -> Claim | None:
        page = self._page
        if in_question(page, amount.first):
            return None
        cue = self._status_cue(number)
        if cue is not None:
            status = cast("Status", cue.span.label.partition(".")[2])
            place = span_of(cue)
        else:
            status, place = status_of(page, amount)
        of = span_of(thing)
        head = None
        if thing is not None and of is not None:
            head = Span(of.start, min(of.end, page.words[thing.first].end))
        return Claim(of=of, head=head, base=span_of(base), status=status, status_cue=place)

    def _overlooked(self, number: Part, amount: Amount, role: Role, claim: Claim) -> Claim:
        """The claim with what the number counts right behind it, where the tagger found nothing.

        Only for plain counts: what a measure is the measure of may well not be said.
        """
        if amount.measured.unit is not None and amount.measured.unit.name:
            return claim
        by_rule, _ = claim_of(self._page, amount, role, None)
        of = by_rule.of
        if of is None or of.start < number.span.start or by_rule.base is not None:
            return claim
        return replace(claim, of=of, head=by_rule.head or of)

    def _given(self, parts: Parts, cost: Callable[[int, Part], float | None]) -> dict[int, Part]:
        """Parts that belong to one number each: number → part, the cheapest pairs first."""
        pairs: list[tuple[float, int, int, Part]] = []
        firsts = {part.span: at for at, part in enumerate(self._numbers.items)}
        for order, part in enumerate(parts.items):
            for number in self._numbers.near(part.first):
                if self._page.together(number.first, part.first):
                    at = firsts[number.span]
                    price = cost(at, part)
                    if price is not None:
                        pairs.append((price, order, at, part))
        found: dict[int, Part] = {}
        used: set[int] = set()
        for _, order, at, part in sorted(pairs, key=lambda pair: pair[:3]):
            if at not in found and order not in used:
                found[at] = part
                used.add(order)
        return found

    def _unit_cost(self, at: int, unit: Part) -> float | None:
        """What speaks against a unit: it stands on the number, behind it, or right before it."""
        number = self._numbers.items[at]
        if unit.first <= number.last and number.first <= unit.last:
            return 0.0
        gap = unit.first - number.last - 1
        if gap >= 0:
            other = self._numbers.between(number.last + 1, unit.first)
            return None if other or gap > _UNIT_REACH else 1.0 + gap
        gap = number.first - unit.last - 1
        return 2.5 if gap == 0 else None

    def _modifier_cost(self, at: int, modifier: Part, last: int) -> float | None:
        number = self._numbers.items[at]
        gap = number.first - modifier.last - 1
        if gap >= -1 and modifier.first <= number.first:
            other = self._numbers.between(modifier.last + 1, number.first)
            return None if other or gap > _MODIFIER_REACH else float(max(gap, 0))
        gap = modifier.first - last - 1
        other = self._numbers.between(number.last + 1, modifier.first)
        return None if other or not -1 <= gap <= _MODIFIER_REACH else 0.5 + max(gap, 0)

    def _is_percent(self, unit: Part) -> bool:
        found = lexicon.UNITS.starting(self._page, unit.first)
        return found is not None and isinstance(found[1], UnitName) and found[1].kind == "percent"

    def _base_cost(self, at: int, base: Part, last: int, share: bool) -> float | None:
        """A base stands behind its number: ثلث المساحات; before it in 72% منها."""
        number = self._numbers.items[at]
        if base.first <= number.first <= base.last:
            return None
        gap = base.first - last - 1
        other = 20.0 * (not share and self._page.key(base.first - 1) not in _PARTITIVES)
        if gap >= 0:
            return gap + 6.0 * self._numbers.between(number.last + 1, base.first) + other
        return 12.0 + (number.first - base.last) + other

    def _base_before(self, number: Part) -> Part | None:
        """The base that a percentage shares with the number before it: 8 من أصل 10، أي 80%."""
        for part in reversed(self._bases.near(number.first)):
            if part.last < number.first and self._page.together(part.first, number.first):
                return part if number.first - part.last <= _SHARED_REACH else None
        return None

    def _thing(self, number: Part, unit: Part | None, last: int) -> Part | None:
        """What is counted or measured."""
        page = self._page
        best: tuple[float, Part] | None = None
        for part in self._things.near(number.first):
            if not page.together(number.first, part.first):
                continue
            if part.first <= number.first <= part.last:
                cost = 0.0
            elif part.first > last or (part.last > last and part.first > number.last):
                gap = part.first - last - 1
                if gap > 2 * _THING_REACH:
                    continue
                gap -= sum(page.key(k) in _PARTITIVES for k in range(last + 1, part.first))
                other = self._numbers.between(number.last + 1, part.first)
                if other or gap > _THING_REACH:
                    continue
                cost = 1.0 + gap * (3 if unit is not None else 1.5)
            elif part.last < number.first:
                taken = self._counted(part)
                if taken and unit is not None and not self._is_percent(unit):
                    continue
                cost = 3.0 + (number.first - part.last) * 0.1 + 2.5 * taken
            else:
                continue
            if best is None or cost < best[0]:
                best = (cost, part)
        return best[1] if best is not None else None

    def _counted(self, thing: Part) -> bool:
        """Whether a thing is counted by a number in it or right before it."""
        before = thing.first - 1
        if self._page.key(before) in _PARTITIVES:
            before -= 1
        return any(
            before <= number.last and number.first <= thing.last
            for number in self._numbers.near(thing.first)
        )

    def _status_cue(self, number: Part) -> Part | None:
        """The nearest cue before the number in its sentence, else the nearest behind it."""
        together = [
            part
            for part in self._statuses.near(number.first)
            if self._page.together(number.first, part.first)
        ]
        before = [part for part in together if part.first <= number.first]
        if before:
            return before[-1]
        behind = (
            part
            for part in together
            if part.span.label == "status.estimated" or part.first - number.last <= _CUE_REACH
        )
        return next(behind, None)


def _quantity(
    number: int, span: RoleSpan, left: Item, amount: Amount, role: Role, claim: Claim | None
) -> Quantity:
    low, high = amount.bounds()
    kind = amount.kind
    has_value = kind in ("exact", "approximate", "multiple") and left.value is not None
    return Quantity(
        span.start,
        span.end,
        id=f"n{number}",
        kind=kind,
        value=exact(left.value) if has_value and left.value is not None else None,
        low=low,
        high=high,
        scale=str(left.scale) if kind == "vague" and left.scale is not None else None,
        unit=amount.measured.unit,
        modifier=amount.modifier,
        role=role.role,
        direction=role.direction,
        claim=claim,
    )
