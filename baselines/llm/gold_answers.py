"""The answer that a perfect model would give to a paragraph of a gold document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from rawi.baselines.llm.config import AnswerLayer
from rawi.baselines.llm.pieces import joined
from rawi.document import Bound, Claim, Document, Entity, Quantity, Quote, Source, Span


class _OutsideError(Exception):
    """Something that an item needs is not in the paragraph."""


def answer_to(document: Document, paragraph: Span, layer: AnswerLayer) -> dict[str, Any] | None:
    """The answer for one layer, in the form that its prompt asks for.

    Args:
        document: a gold document with its text.
        paragraph: the part of it that is asked about.
        layer: that is asked for.

    Returns:
        None if an item crosses the edge of the paragraph, or lacks a field that the form requires.
    """
    writer = _Writer(document, paragraph)
    try:
        items: list[dict[str, Any]]
        if layer == "entities":
            items = [
                {"text": writer.words(e), "type": e.type} for e in _entities(document, paragraph)
            ]
        elif layer == "quotes":
            items = [writer.quote(quote) for quote in _quotes(document, paragraph)]
        else:
            items = [writer.quantity(quantity) for quantity in _quantities(document, paragraph)]
    except _OutsideError:
        return None
    return {layer: items}


def same_layer(gold: Document, paragraph: Span, read: Document, layer: AnswerLayer) -> bool:
    """Whether what was read in a paragraph is the gold layer of it.

    Ids and links are left out of account, as answers have none; of a speaker who is given by name the
    place is, too.

    Args:
        gold: the gold document.
        paragraph: a part of it.
        read: what was read in that part alone.
        layer: to compare.
    """
    moved = joined([(paragraph.start, read)])
    if layer == "entities":
        return [(e.start, e.end, e.type) for e in _entities(gold, paragraph)] == [
            (e.start, e.end, e.type) for e in moved.entities or ()
        ]
    if layer == "quotes":
        return [_bare_quote(quote) for quote in _quotes(gold, paragraph)] == [
            _bare_quote(quote) for quote in moved.quotes or ()
        ]
    return [_bare_quantity(quantity) for quantity in _quantities(gold, paragraph)] == [
        _bare_quantity(quantity) for quantity in moved.quantities or ()
    ]


def _entities(document: Document, part: Span) -> list[Entity]:
    inside = [e for e in document.entities or () if e.start < part.end and part.start < e.end]
    return sorted(inside, key=lambda e: (e.start, -e.end, e.type))


def _quotes(document: Document, part: Span) -> list[Quote]:
    inside = [
        quote
        for quote in document.quotes or ()
        if any(s.start < part.end and part.start < s.end for s in quote.content)
    ]
    return sorted(inside, key=lambda quote: (quote.content[0].start, -quote.content[-1].end))


def _quantities(document: Document, part: Span) -> list[Quantity]:
    inside = [q for q in document.quantities or () if q.start < part.end and part.start < q.end]
    return sorted(inside, key=lambda q: (q.start, q.end))


def _bare_quote(quote: Quote) -> tuple[object, ...]:
    return quote.content, quote.type, quote.act, quote.cue, quote.factuality


def _bare_quantity(quantity: Quantity) -> Quantity:
    return replace(quantity, id="")


class _Writer:
    """Writes items as a model is asked to."""

    def __init__(self, document: Document, paragraph: Span) -> None:
        self._document = document
        self._paragraph = paragraph
        self._names = {entry.id: entry.name for entry in document.registry}

    def words(self, span: Span | Entity | Quantity) -> str:
        """The words of something inside the paragraph."""
        if span.start < self._paragraph.start or span.end > self._paragraph.end:
            raise _OutsideError
        return self._document.words_of(span)

    def quote(self, quote: Quote) -> dict[str, Any]:
        """A quote."""
        if quote.type is None or quote.act is None or quote.factuality is None:
            raise _OutsideError
        source = quote.source or Source(kind="none")
        return {
            "content": self._each(quote.content),
            "type": quote.type,
            "act": quote.act,
            "cue": self._each(quote.cue),
            "speaker": {"name": self._name(source), "kind": source.kind},
            "via": [name for name in map(self._name, quote.via) if name is not None],
            "factuality": quote.factuality,
        }

    def quantity(self, quantity: Quantity) -> dict[str, Any]:
        """A quantity, with what it claims."""
        if quantity.role is None:
            raise _OutsideError
        claim = quantity.claim or Claim()
        unit = quantity.unit
        return {
            "text": self.words(quantity),
            "kind": quantity.kind,
            "value": quantity.value,
            "low": _bound(quantity.low),
            "high": _bound(quantity.high),
            "scale": quantity.scale,
            "unit": unit.name or None if unit else None,
            "unit_text": self._maybe(unit.span) if unit else None,
            "per": unit.per if unit else None,
            "modifier": self._maybe(quantity.modifier),
            "role": quantity.role,
            "direction": quantity.direction,
            "of": self._maybe(claim.of),
            "head": self._maybe(claim.head),
            "base": self._maybe(claim.base),
            "status": claim.status,
            "status_cue": self._maybe(claim.status_cue),
        }

    def _each(self, spans: Iterable[Span]) -> list[str]:
        return [self.words(span) for span in spans]

    def _maybe(self, span: Span | None) -> str | None:
        return None if span is None else self.words(span)

    def _name(self, source: Source) -> str | None:
        """A speaker as the text has it here, else the name that the article knows."""
        if source.spans:
            # of a speaker in parts the first, which has the head
            return self.words(source.spans[0])
        return None if source.entity is None else self._names.get(source.entity)


def _bound(bound: Bound | None) -> dict[str, Any] | None:
    return None if bound is None else {"value": bound.value, "closed": bound.closed}
