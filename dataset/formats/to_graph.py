"""Documents as graphs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from rawi.dataset.formats.graph import LINKS, MADE, Graph, Link, Node
from rawi.document import Claim, Document, Entity, Mark, Quantity, Quote, Span
from rawi.errors import Fault, InputError
from rawi.intervals import write_interval


class _Builder:
    """Collects nodes and links. Equal spans with equal labels and features are one node."""

    def __init__(self, taken: Iterable[str]) -> None:
        self.nodes: list[Node] = []
        self.links: list[Link] = []
        self._shared: dict[tuple[Any, ...], str] = {}
        self._taken = set(taken)
        self._given: set[str] = set()
        self._number = 0

    def _made(self) -> str:
        while True:
            self._number += 1
            name = f"{MADE}{self._number}"
            if name not in self._taken:
                return name

    def item(self, given: str, label: str, spans: Sequence[Span], **features: str | None) -> str:
        name = given if given and given not in self._given else self._made()
        self._given.add(name)
        self.nodes.append(Node(name, label, tuple(spans), _present(features)))
        return name

    def part(self, link: str, start: str, span: Span | None, **features: str | None) -> None:
        if span is None:
            return
        label, kept = LINKS[link], _present(features)
        key = (label, span, *sorted(kept.items()))
        if key not in self._shared:
            self._shared[key] = self._made()
            self.nodes.append(Node(self._shared[key], label, (span,), kept))
        self.links.append(Link(link, start, self._shared[key]))


def _present(features: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in features.items() if value is not None}


def graph_of(document: Document) -> Graph:
    """The graph of a document.

    Raises:
        InputError: the document has no text.
    """
    if document.text is None:
        raise InputError(
            Fault("has no text", document=document.id, hint="join it to its text first")
        )
    items: list[Entity | Quote | Mark | Quantity] = [
        *(document.entities or ()),
        *(document.quotes or ()),
        *(document.marks or ()),
        *(document.quantities or ()),
    ]
    made = _Builder(item.id for item in items)
    for entity in document.entities or ():
        made.item(
            entity.id,
            entity.type,
            [Span(entity.start, entity.end)],
            entity=entity.entity,
            role=entity.role,
        )
    for quote in document.quotes or ():
        _add_quote(made, quote)
    for mark in document.marks or ():
        made.item(mark.id, "Mark", [Span(mark.start, mark.end)], function=mark.function)
    for quantity in document.quantities or ():
        _add_quantity(made, quantity)
    present = {
        name
        for name in ("entities", "quotes", "marks", "quantities")
        if getattr(document, name) is not None
    }
    return Graph(
        document.id,
        document.text,
        tuple(made.nodes),
        tuple(made.links),
        document.registry,
        document.meta,
        document.paragraphs,
        document.sentences,
        frozenset(present),
        document.unanchored,
    )


def _add_quote(made: _Builder, quote: Quote) -> None:
    source = quote.source
    spanless = {
        f"via_{order}": msgspec.json.encode(via).decode()
        for order, via in enumerate(quote.via, 1)
        if not via.spans
    }
    name = made.item(
        quote.id,
        "Quote",
        quote.content,
        type=quote.type,
        act=quote.act,
        factuality=quote.factuality,
        source_kind=source.kind if source else None,
        source_entity=source.entity if source else None,
        source_name=source.name if source else None,
        **spanless,
    )
    for span in quote.cue:
        made.part("cue", name, span)
    for span in source.spans if source else ():
        made.part("source", name, span)
    for order, via in enumerate(quote.via, 1):
        for span in via.spans:
            made.part(
                "via", name, span, order=str(order), kind=via.kind, entity=via.entity, name=via.name
            )
    if quote.parent is not None:
        made.links.append(Link("parent", name, quote.parent))


def _add_quantity(made: _Builder, quantity: Quantity) -> None:
    unit, claim = quantity.unit, quantity.claim
    name = made.item(
        quantity.id,
        "Quantity",
        [Span(quantity.start, quantity.end)],
        kind=quantity.kind,
        value=quantity.value,
        bounds=write_interval(quantity.low, quantity.high),
        scale=quantity.scale,
        unit=unit.name if unit else None,
        per=unit.per if unit else None,
        role=quantity.role,
        direction=quantity.direction,
        status=claim.status if claim else None,
        claim="yes" if claim == Claim() else None,
    )
    made.part("unit", name, unit.span if unit else None)
    made.part("modifier", name, quantity.modifier)
    if claim is not None:
        made.part("of", name, claim.of)
        made.part("head", name, claim.head)
        made.part("base", name, claim.base)
        made.part("status_cue", name, claim.status_cue)
