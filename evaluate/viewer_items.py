"""What is drawn for each entity, quote, mark and quantity, and what its tooltip says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rawi.document import Bound, Document, Entity, Mark, Quantity, Quote, Source, Span
from rawi.evaluate.viewer_compare import Status
from rawi.evaluate.viewer_layout import Drawn
from rawi.evaluate.viewer_speakers import Speaker, Speakers, words
from rawi.labels import ENTITY_TYPES

#: colours to tell speakers apart by; the number tells for sure
SPEAKER_COLOURS: Final = 8
_SIGN: Final = {"missed": " −", "spurious": " +"}
_SHOWN_WORDS: Final = 90


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two documents on the page.

    Attributes:
        name: ``gold`` or ``predicted``.
        document: with its text.
        entities: those to show: the annotated ones, or all 21 types.
        types: class number of each entity type.
        speakers: of both documents.
        quote_numbers: number of each quote; a found one has that of its partner.
        quantity_numbers: number of each quantity.
        quote_places: index of each quote by its id.
        status: of every item, by layer.
    """

    name: str
    document: Document
    entities: Sequence[Entity] | None
    types: dict[str, int]
    speakers: Speakers
    quote_numbers: Sequence[int]
    quantity_numbers: Sequence[int]
    quote_places: dict[str, int]
    status: dict[str, Sequence[Status]]

    def item(self, kind: str, index: int) -> str:
        """Name of an item, unique on the page and free of anything the document says."""
        return f"{self.name}-{kind}-{index}"

    def words(self, *spans: Span | Entity | Mark | Quantity | None) -> str:
        """The words of spans, an ellipsis between them."""
        text = self.document.text or ""
        return words(text, tuple(Span(span.start, span.end) for span in spans if span is not None))


def isolate(text: str) -> str:
    """Text that keeps its own direction inside a tooltip; long text is cut.

    By FSI and PDI (Unicode Bidirectional Algorithm, UAX 9), as attributes cannot hold elements.
    """
    cut = text if len(text) <= _SHOWN_WORDS else text[: _SHOWN_WORDS - 1] + "…"
    return f"\u2068{cut}\u2069"


def number_of(speaker: Speaker | None) -> str:
    """``S3``, or ``S?`` for nobody in particular."""
    return f"S{speaker.number}" if speaker is not None and speaker.number else "S?"


def colour_of(speaker: Speaker | None) -> str:
    """Class of the speaker's colour; ``speaker-0`` is nobody in particular."""
    if speaker is None or not speaker.number:
        return "speaker-0"
    return f"speaker-{(speaker.number - 1) % SPEAKER_COLOURS + 1}"


def bound_text(bound: Bound | None, *, low: bool) -> str:
    """An end of an interval: ``≥ 10`` if it belongs to it, ``> 10`` if not."""
    if bound is None:
        return ""
    sign = ("≥" if bound.closed else ">") if low else ("≤" if bound.closed else "<")
    return f"{sign}\u00a0{bound.value}"


def unit_text(quantity: Quantity) -> str:
    """Name of the unit, with its denominator."""
    if quantity.unit is None:
        return ""
    return quantity.unit.name + (f" per {quantity.unit.per}" if quantity.unit.per else "")


def _status(side: Side, layer: str, index: int) -> Status:
    given = side.status.get(layer, ())
    return given[index] if index < len(given) else ""


def _tip(*lines: str) -> str:
    return "\n".join(line for line in lines if line)


def entity_spans(side: Side) -> Iterator[Drawn]:
    """A line below each entity, labelled with its type."""
    names = {entry.id: entry.name for entry in side.document.registry}
    for index, entity in enumerate(side.entities or ()):
        status = _status(side, "entities", index)
        gloss = ENTITY_TYPES.get(entity.type, "not in the inventory")
        known = entity.entity and names.get(entity.entity, entity.entity)
        yield Drawn(
            entity.start,
            entity.end,
            side.item("entity", index),
            "entity",
            "below",
            entity.type[:12] + _SIGN.get(status, ""),
            _tip(
                f"{isolate(entity.type)}: {gloss}",
                isolate(side.words(entity)),
                f"mention of {isolate(known)}" if known else "",
                f"stands for: {entity.role}" if entity.role else "",
                status,
            ),
            tuple(filter(None, ("entity", f"type-{side.types.get(entity.type, 0)}", status))),
            main=True,
        )


def quote_spans(side: Side) -> Iterator[Drawn]:
    """A background for the content of each quote, a line above its cue and its sources."""
    for index, quote in enumerate(side.document.quotes or ()):
        status = _status(side, "quotes", index)
        number = f"Q{side.quote_numbers[index]}"
        speaker = side.speakers.of(quote.source, side.document)
        tip = _quote_tip(side, quote, number, speaker, status)
        item = side.item("quote", index)
        colour = (colour_of(speaker), status)
        for place, span in enumerate(quote.content):
            yield Drawn(
                span.start,
                span.end,
                item,
                "content",
                "above",
                f"{number}{_SIGN.get(status, '')}" if place == 0 else f"{number} …",
                tip,
                tuple(filter(None, ("quote", "content", *colour))),
                backdrop=True,
                main=place == 0,
            )
        for span in quote.cue:
            yield _above(span, item, "cue", f"cue {number[1:]}", tip, colour)
        if quote.source is not None:
            for span in quote.source.spans:
                label = f"{number_of(speaker)} {number}"
                yield _above(span, item, "source", label, tip, colour)
        for source in quote.via:
            relay = side.speakers.of(source, side.document)
            for span in source.spans:
                label = f"via {number_of(relay)} {number}"
                yield _above(span, item, "via", label, tip, (colour_of(relay), status))


def _above(
    span: Span, item: str, part: str, label: str, tip: str, colour: tuple[str, str]
) -> Drawn:
    classes = tuple(filter(None, ("quote", part, *colour)))
    return Drawn(span.start, span.end, item, part, "above", label, f"{part} of {tip}", classes)


def source_text(side: Side, source: Source | None) -> str:
    """The words of a source; where there are none, the name that is known."""
    if source is None:
        return ""
    if source.spans:
        return side.words(*source.spans)
    speaker = side.speakers.of(source, side.document)
    return source.name or (speaker.name if speaker else "")


def _quote_tip(
    side: Side, quote: Quote, number: str, speaker: Speaker | None, status: Status
) -> str:
    source = quote.source
    said = ", ".join(part for part in (quote.type, quote.act, quote.factuality) if part)
    lines = [f"{number}: {said}" if said else number]
    if source is not None:
        name = isolate(speaker.name if speaker else source_text(side, source))
        dropped = "" if source.spans else ", not in the text"
        lines.append(f"source {number_of(speaker)}: {name} ({source.kind}{dropped})")
    lines.extend(f"via: {isolate(source_text(side, via))}" for via in quote.via)
    if quote.cue:
        lines.append(f"cue: {isolate(side.words(*quote.cue))}")
    return _tip(*lines, status)


def mark_spans(side: Side) -> Iterator[Drawn]:
    """A dotted line above words in quotation marks that are not a quote."""
    for index, mark in enumerate(side.document.marks or ()):
        status = _status(side, "marks", index)
        yield Drawn(
            mark.start,
            mark.end,
            side.item("mark", index),
            "mark",
            "above",
            mark.function + _SIGN.get(status, ""),
            _tip(f"marked words: {mark.function}", isolate(side.words(mark)), status),
            tuple(filter(None, ("mark", status))),
            main=True,
        )


def quantity_spans(side: Side) -> Iterator[Drawn]:
    """A line above the number and above each thing that belongs to it."""
    for index, quantity in enumerate(side.document.quantities or ()):
        status = _status(side, "quantities", index)
        number = f"N{side.quantity_numbers[index]}"
        tip = _quantity_tip(side, quantity, number, status)
        item = side.item("quantity", index)
        yield Drawn(
            quantity.start,
            quantity.end,
            item,
            "number",
            "above",
            number + _SIGN.get(status, ""),
            tip,
            tuple(filter(None, ("quantity", "number", status))),
            main=True,
        )
        for part, span in _quantity_parts(quantity):
            yield Drawn(
                span.start,
                span.end,
                item,
                part,
                "" if part == "head" else "above",
                "" if part == "head" or _touches(span, quantity) else f"{part} {number}",
                f"{part} of {tip}" if part != "of" else f"counted by {tip}",
                tuple(filter(None, ("quantity", "part", part.partition(",")[0], status))),
            )


def _quantity_parts(quantity: Quantity) -> Iterator[tuple[str, Span]]:
    claim = quantity.claim
    if quantity.modifier is not None:
        yield "modifier", quantity.modifier
    if quantity.unit is not None and quantity.unit.span is not None:
        yield "unit", quantity.unit.span
    if claim is None:
        return
    if claim.of is not None:
        yield "of, base" if claim.of == claim.base else "of", claim.of
    if claim.base is not None and claim.base != claim.of:
        yield "base", claim.base
    if claim.status_cue is not None:
        yield "claim", claim.status_cue
    if claim.head is not None:
        yield "head", claim.head


def _touches(span: Span, quantity: Quantity) -> bool:
    """Whether at most a space is between the two, so that a label would only be clutter."""
    return -1 <= span.start - quantity.end <= 1 or -1 <= quantity.start - span.end <= 1


def _quantity_tip(side: Side, quantity: Quantity, number: str, status: Status) -> str:
    claim = quantity.claim
    about = (quantity.kind, quantity.role, quantity.direction)
    low, high = bound_text(quantity.low, low=True), bound_text(quantity.high, low=False)
    return _tip(
        f"{number}: {isolate(side.words(quantity))}, " + ", ".join(part for part in about if part),
        f"value {isolate(quantity.value)}" if quantity.value is not None else "",
        f"low {isolate(low)}" if low else "",
        f"high {isolate(high)}" if high else "",
        f"scale {isolate(quantity.scale)}" if quantity.scale is not None else "",
        f"unit {isolate(unit_text(quantity))}" if quantity.unit else "",
        f"of {isolate(side.words(claim.of))}" if claim and claim.of else "",
        f"base {isolate(side.words(claim.base))}" if claim and claim.base else "",
        f"claim {claim.status}" if claim and claim.status else "",
        status,
    )


def all_spans(side: Side) -> list[Drawn]:
    """Everything that is drawn in one document."""
    return [
        *entity_spans(side),
        *quote_spans(side),
        *mark_spans(side),
        *quantity_spans(side),
    ]
