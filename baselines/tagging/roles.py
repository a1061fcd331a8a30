"""The spans with roles that the layers of a document come down to.

What is lost here is what ties spans together (which cue goes with which content); the linker
(:mod:`rawi.baselines.tagging.linker`) finds it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rawi.baselines.tagging.layout import MORE, Family, RoleSpan
from rawi.document import Document, Mark, Quantity, Quote, Span


def roles_of(document: Document) -> dict[Family, tuple[RoleSpan, ...]]:
    """The role spans of the layers that a document has.

    A span that has one role in several quotes or claims is one span. Labels by family:

    - ``entities``: the type;
    - ``contents``: the type of the quote, ``more`` on the later parts of one;
    - ``attributions``: ``cue.`` with act and, if it is not asserted, factuality; ``source.`` with the
      kind; ``via``;
    - ``marks``: the function;
    - ``quantities``: ``number``, ``unit``, ``of``, ``base``; ``modifier.`` with what it says;
      ``status.`` with the status that a cue shows.
    """
    found: dict[Family, tuple[RoleSpan, ...]] = {}
    if document.entities is not None:
        found["entities"] = _unique(RoleSpan(e.start, e.end, e.type) for e in document.entities)
    if document.quotes is not None:
        found["contents"] = _unique(s for quote in document.quotes for s in _contents(quote))
        found["attributions"] = _unique(
            s for quote in document.quotes for s in _attributions(quote)
        )
    if document.marks is not None:
        found["marks"] = _unique(_mark(mark) for mark in document.marks)
    if document.quantities is not None:
        found["quantities"] = _unique(s for one in document.quantities for s in _quantity(one))
    return found


def _unique(spans: Iterable[RoleSpan]) -> tuple[RoleSpan, ...]:
    return tuple(sorted(set(spans), key=lambda one: (one.start, -one.end, one.label)))


def _at(span: Span, label: str) -> RoleSpan:
    return RoleSpan(span.start, span.end, label)


def _contents(quote: Quote) -> Iterator[RoleSpan]:
    for number, span in enumerate(quote.content):
        yield _at(span, MORE if number else quote.type or "indirect")


def _attributions(quote: Quote) -> Iterator[RoleSpan]:
    act = quote.act or "speech"
    factuality = quote.factuality or "asserted"
    label = f"cue.{act}" + ("" if factuality == "asserted" else f".{factuality}")
    for span in quote.cue:
        yield _at(span, label)
    if quote.source is not None:
        for span in quote.source.spans:
            yield _at(span, f"source.{quote.source.kind}")
    for source in quote.via:
        for span in source.spans:
            yield _at(span, "via")


def _mark(mark: Mark) -> RoleSpan:
    return RoleSpan(mark.start, mark.end, mark.function)


def _quantity(quantity: Quantity) -> Iterator[RoleSpan]:
    yield RoleSpan(quantity.start, quantity.end, "number")
    if quantity.unit is not None and quantity.unit.span is not None:
        yield _at(quantity.unit.span, "unit")
    if quantity.modifier is not None:
        yield _at(quantity.modifier, f"modifier.{_side(quantity)}")
    claim = quantity.claim
    if claim is None:
        return
    if claim.of is not None:
        yield _at(claim.of, "of")
    if claim.base is not None:
        yield _at(claim.base, "base")
    if claim.status_cue is not None:
        yield _at(claim.status_cue, f"status.{claim.status or 'asserted'}")


def _side(quantity: Quantity) -> str:
    """What the modifier of a quantity says of its number."""
    low, high = quantity.low, quantity.high
    if low is not None and high is not None:
        return "range"
    if low is not None:
        return "at_least" if low.closed else "above"
    if high is not None:
        return "at_most" if high.closed else "below"
    return "approximate"
