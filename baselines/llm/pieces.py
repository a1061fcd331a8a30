"""Cuts a long text at the limits of its paragraphs, and puts what was found in the pieces together."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import TypeVar

from msgspec.structs import replace

from rawi.document import Claim, Document, Entity, Quantity, Quote, Source, Span, Unit
from rawi.text import Offsets, paragraphs

_Spans = TypeVar("_Spans", Span, Entity)


def pieces(text: str, most: int | None) -> list[Offsets]:
    """Runs of whole paragraphs of at most so many characters; a longer paragraph is one by itself.

    Args:
        text: the text.
        most: characters in a piece, the white space between its paragraphs counted; None for no limit.

    Returns:
        offsets of the pieces, in order; none if there is nothing to see in the text.
    """
    found: list[Offsets] = []
    if most is None:
        return [(0, len(text))] if text.strip() else []
    for start, end in paragraphs(text):
        if found and end - found[-1][0] <= most:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def joined(parts: Iterable[tuple[int, Document]]) -> Document:
    """One document of those of the pieces of a text.

    Args:
        parts: where each piece begins, and what was found in it, by offsets into the piece; each
            piece may come several times, with one layer or more.

    Returns:
        a document without id; a layer is absent if it is in all parts.
    """
    moved = [_moved(document, start) for start, document in parts]
    entities = [d.entities for d in moved if d.entities is not None]
    quotes = [d.quotes for d in moved if d.quotes is not None]
    quantities = [d.quantities for d in moved if d.quantities is not None]
    return Document(
        "",
        entities=tuple(chain(*entities)) if entities else None,
        quotes=tuple(chain(*quotes)) if quotes else None,
        quantities=tuple(chain(*quantities)) if quantities else None,
        unanchored=tuple(chain(*(d.unanchored for d in moved))),
    )


def _moved(document: Document, by: int) -> Document:
    if by == 0:
        return document
    return replace(
        document,
        entities=_each(document.entities, by),
        quotes=None
        if document.quotes is None
        else tuple(_quote(quote, by) for quote in document.quotes),
        quantities=None
        if document.quantities is None
        else tuple(_quantity(quantity, by) for quantity in document.quantities),
    )


def _by(span: _Spans, by: int) -> _Spans:
    return replace(span, start=span.start + by, end=span.end + by)


def _each(spans: tuple[_Spans, ...] | None, by: int) -> tuple[_Spans, ...] | None:
    return None if spans is None else tuple(_by(span, by) for span in spans)


def _maybe(span: Span | None, by: int) -> Span | None:
    return None if span is None else _by(span, by)


def _source(source: Source, by: int) -> Source:
    return replace(source, spans=tuple(_by(span, by) for span in source.spans))


def _quote(quote: Quote, by: int) -> Quote:
    return replace(
        quote,
        content=tuple(_by(span, by) for span in quote.content),
        cue=tuple(_by(span, by) for span in quote.cue),
        source=None if quote.source is None else _source(quote.source, by),
        via=tuple(_source(source, by) for source in quote.via),
    )


def _quantity(quantity: Quantity, by: int) -> Quantity:
    unit, claim = quantity.unit, quantity.claim
    return replace(
        quantity,
        start=quantity.start + by,
        end=quantity.end + by,
        unit=None if unit is None else Unit(unit.name, _maybe(unit.span, by), unit.per),
        modifier=_maybe(quantity.modifier, by),
        claim=None
        if claim is None
        else Claim(
            _maybe(claim.of, by),
            _maybe(claim.head, by),
            _maybe(claim.base, by),
            claim.status,
            _maybe(claim.status_cue, by),
        ),
    )
