"""What must hold of every document, gold or predicted: offsets inside the text, known types.

A document that breaks one of these cannot be scored; the faults say which item it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction

from msgspec.structs import replace

from rawi.document import Document, Quantity, Quote, Span, sha256_of
from rawi.errors import Fault


def exact_value(written: str) -> Fraction | None:
    """The number that an exact decimal or rational string stands for, ``None`` if it is none.

    Only plain forms are accepted (``-12.50``, ``1/3``): no exponent, no sign but a minus, no spaces.
    """
    plain = written.removeprefix("-")
    if not plain.isascii() or not plain.replace(".", "", 1).replace("/", "", 1).isdigit():
        return None
    if "." in plain and "/" in plain:
        return None
    try:
        return Fraction(written)
    except (ValueError, ZeroDivisionError):
        return None


def spans_of(document: Document) -> Iterator[tuple[str, Span]]:
    """Every span of a document, with its JSON pointer."""
    for name in ("paragraphs", "sentences"):
        for i, span in enumerate(getattr(document, name)):
            yield f"/{name}/{i}", span
    for i, entity in enumerate(document.entities or ()):
        yield f"/entities/{i}", Span(entity.start, entity.end)
    for i, quote in enumerate(document.quotes or ()):
        yield from _quote_spans(f"/quotes/{i}", quote)
    for i, mark in enumerate(document.marks or ()):
        yield f"/marks/{i}", Span(mark.start, mark.end)
    for i, quantity in enumerate(document.quantities or ()):
        yield from _quantity_spans(f"/quantities/{i}", quantity)


def _quote_spans(at: str, quote: Quote) -> Iterator[tuple[str, Span]]:
    for k, span in enumerate(quote.content):
        yield f"{at}/content/{k}", span
    for k, span in enumerate(quote.cue):
        yield f"{at}/cue/{k}", span
    if quote.source is not None:
        for k, span in enumerate(quote.source.spans):
            yield f"{at}/source/spans/{k}", span
    for n, source in enumerate(quote.via):
        for k, span in enumerate(source.spans):
            yield f"{at}/via/{n}/spans/{k}", span


def _quantity_spans(at: str, quantity: Quantity) -> Iterator[tuple[str, Span]]:
    yield at, Span(quantity.start, quantity.end)
    if quantity.modifier is not None:
        yield f"{at}/modifier", quantity.modifier
    if quantity.unit is not None and quantity.unit.span is not None:
        yield f"{at}/unit/span", quantity.unit.span
    if quantity.claim is not None:
        for name in ("of", "head", "base", "status_cue"):
            span = getattr(quantity.claim, name)
            if span is not None:
                yield f"{at}/claim/{name}", span


def faults(document: Document, types: Collection[str]) -> Iterator[Fault]:
    """Everything that makes a document unusable.

    Args:
        document: with its text; a prediction is joined to the gold text first.
        types: the entity types that are allowed.
    """
    text = document.text
    if text is None:
        yield Fault("has no text", document=document.id, rule="offsets")
        return
    if document.sha256 is not None and document.sha256 != sha256_of(text):
        yield Fault(
            f"its text has the SHA-256 {sha256_of(text)[:12]}…, {document.sha256[:12]}… is stated",
            document=document.id,
            pointer="/sha256",
            rule="text-sha256",
            hint="the text was changed; take it again from where it came",
        )
    # Entities are by far the most: a pass without pointers tells whether any has to be named.
    entities = document.entities or ()
    if all(0 <= entity.start < entity.end <= len(text) for entity in entities):
        spans = spans_of(replace(document, entities=None))
    else:
        spans = spans_of(document)
    for at, span in spans:
        if not 0 <= span.start < span.end <= len(text):
            problem = (
                "is reversed or empty"
                if span.start >= span.end
                else f"is outside the text, which has {len(text)} characters"
            )
            yield Fault(
                f"the span [{span.start}, {span.end}) {problem}",
                document=document.id,
                pointer=at,
                rule="offsets",
                hint="offsets count Unicode code points of the raw text, end exclusive",
            )
    unknown = {entity.type for entity in entities}.difference(types)
    for i, entity in enumerate(entities if unknown else ()):
        if entity.type in unknown:
            yield Fault(
                f"unknown entity type {entity.type!r}, expected one of {', '.join(types)}",
                document=document.id,
                pointer=f"/entities/{i}/type",
                rule="entity-type",
            )
    yield from _parts_in_order(document)
    yield from _numbers(document)


def _parts_in_order(document: Document) -> Iterator[Fault]:
    for i, quote in enumerate(document.quotes or ()):
        if not quote.content:
            yield Fault(
                "a quote without content",
                document=document.id,
                pointer=f"/quotes/{i}/content",
                rule="offsets",
            )
        for k in range(1, len(quote.content)):
            if quote.content[k].start < quote.content[k - 1].end:
                yield Fault(
                    "the parts of the content overlap or are out of order",
                    document=document.id,
                    pointer=f"/quotes/{i}/content/{k}",
                    rule="offsets",
                )


def _numbers(document: Document) -> Iterator[Fault]:
    for i, quantity in enumerate(document.quantities or ()):
        written = {
            "value": quantity.value,
            "scale": quantity.scale,
            "low/value": quantity.low.value if quantity.low else None,
            "high/value": quantity.high.value if quantity.high else None,
        }
        for name, value in written.items():
            if value is not None and exact_value(value) is None:
                yield Fault(
                    f"{value!r} is no exact number",
                    document=document.id,
                    pointer=f"/quantities/{i}/{name}",
                    rule="N-06",
                    hint='write a decimal or a fraction as a string: "12000", "1.5", "1/3"',
                )
