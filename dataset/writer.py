"""Writes a document as inline XML, in the one canonical form that the gold articles have.

``compile_article(write_article(document))`` gives the document back. Ids of helper spans (``cue1``,
``src2``) are made anew in the order of the text; ids of entities, quotes, marks and quantities stay.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape, quoteattr

from rawi.document import Document, Quantity, Quote, Source, Span
from rawi.errors import Fault, InputError
from rawi.intervals import write_interval

#: which element is outside where two have the same span
_OUTERMOST_FIRST = (
    "q", "mark", "src", "of", "base", "e", "head", "cue", "sc", "mod", "num", "unit",
)  # fmt: skip
_RANK = {tag: rank for rank, tag in enumerate(_OUTERMOST_FIRST)}
_UNCUTTABLE = {"e", "num"}


@dataclass(frozen=True, slots=True, order=True)
class _Piece:
    """An element to write, or what is left of it after a cut."""

    start: int
    minus_end: int
    rank: int
    order: int
    tag: str
    id: str
    type: str
    part: int = 0

    @property
    def end(self) -> int:
        return -self.minus_end

    @property
    def name(self) -> str:
        return self.id if self.part == 0 else self.id + _suffix(self.part)

    def opening(self) -> str:
        tag = f'<{self.tag} id="{self.name}"'
        if self.type:
            tag += f" t={quoteattr(self.type)}"
        if self.part:
            before = self.id if self.part == 1 else self.id + _suffix(self.part - 1)
            tag += f' prev="{before}"'
        return tag + ">"


def _suffix(part: int) -> str:
    """b, c, … z for the parts after the first; p26, p27, … beyond."""
    return chr(ord("a") + part) if part < 26 else f"p{part}"


class _Names:
    """Ids of helper spans: one per element and span, numbered in the order of the text."""

    def __init__(self) -> None:
        self.wanted: dict[tuple[str, Span], str] = {}

    def want(self, tag: str, spans: Iterable[Span]) -> None:
        for span in spans:
            self.wanted.setdefault((tag, span), "")

    def number(self) -> None:
        counts: dict[str, int] = {}
        for tag, span in sorted(self.wanted, key=lambda key: (key[1], key[0])):
            counts[tag] = counts.get(tag, 0) + 1
            self.wanted[tag, span] = f"{tag}{counts[tag]}"

    def of(self, tag: str, *spans: Span | None) -> str:
        return " ".join(self.wanted[tag, span] for span in spans if span is not None)


def write_article(document: Document) -> bytes:
    """The canonical inline XML of a document, as UTF-8.

    Raises:
        InputError: the document has no text, no sentences or no ids, or entities or numbers cross.
    """
    if not document.text or not document.sentences:
        raise InputError(
            "only a document with text and sentences can be written", document=document.id
        )
    names = _Names()
    for quote in document.quotes or ():
        names.want("cue", quote.cue)
        for source in (quote.source, *quote.via):
            names.want("src", source.spans if source else ())
    for quantity in document.quantities or ():
        for tag, span in _quantity_spans(quantity):
            names.want(tag, [span])
    names.number()
    lines = [f"<article id={quoteattr(document.id)}>", "<meta>"]
    lines += [
        f"<item name={quoteattr(name)}>{escape(value)}</item>"
        for name, value in document.meta.items()
    ]
    lines += ["</meta>", *_text_lines(document, _pieces(document, names))]
    lines += ["<links>", *_links(document, names), "</links>", "</article>", ""]
    return "\n".join(lines).encode("utf-8")


def _quantity_spans(quantity: Quantity) -> list[tuple[str, Span]]:
    claim = quantity.claim
    spans = [
        ("unit", quantity.unit.span if quantity.unit else None),
        ("mod", quantity.modifier),
        ("of", claim.of if claim else None),
        ("head", claim.head if claim and claim.head != claim.of else None),
        ("base", claim.base if claim else None),
        ("sc", claim.status_cue if claim else None),
    ]
    return [(tag, span) for tag, span in spans if span is not None]


def _pieces(document: Document, names: _Names) -> list[_Piece]:
    pieces: list[_Piece] = []

    def add(tag: str, span: Span, name: str, kind: str = "") -> None:
        if not name:
            raise InputError(f"a <{tag}> has no id", document=document.id)
        pieces.append(_Piece(span.start, -span.end, _RANK[tag], len(pieces), tag, name, kind))

    for entity in document.entities or ():
        add("e", Span(entity.start, entity.end), entity.id, entity.type)
    for quote in document.quotes or ():
        for span in quote.content:
            add("q", span, quote.id)
    for mark in document.marks or ():
        add("mark", Span(mark.start, mark.end), mark.id)
    for quantity in document.quantities or ():
        add("num", Span(quantity.start, quantity.end), quantity.id)
    for (tag, span), name in names.wanted.items():
        add(tag, span, name)
    return pieces


def _text_lines(document: Document, pieces: Sequence[_Piece]) -> list[str]:
    text = document.text or ""
    by_sentence = _nested(document, _at_sentences(document, pieces))
    first = document.sentences[0].start
    before = f" before={_attribute(text[:first])}" if first else ""
    lines = [f"<text{before}>"]
    number = 0
    for i, paragraph in enumerate(document.paragraphs):
        last_paragraph = i + 1 == len(document.paragraphs)
        follows = len(text) if last_paragraph else document.paragraphs[i + 1].start
        lines.append(
            f"<p{_after(text[paragraph.end : follows], '' if last_paragraph else chr(10))}>"
        )
        while number < len(document.sentences) and document.sentences[number].end <= paragraph.end:
            sentence = document.sentences[number]
            last = sentence.end == paragraph.end
            gap = "" if last else text[sentence.end : document.sentences[number + 1].start]
            inline = _inline(text, sentence, by_sentence[number])
            lines.append(f"<s{_after(gap, '' if last else ' ')}>{inline}</s>")
            number += 1
        lines.append("</p>")
    lines.append("</text>")
    return lines


def _attribute(text: str) -> str:
    return quoteattr(text, {"\n": "&#10;", "\t": "&#9;"})


def _after(gap: str, usual: str) -> str:
    return "" if gap == usual else f" after={_attribute(gap)}"


def _at_sentences(document: Document, pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """The pieces of every sentence; what runs over several is cut at their ends."""
    found: list[list[_Piece]] = [[] for _ in document.sentences]
    starts = [sentence.start for sentence in document.sentences]
    for piece in pieces:
        index = bisect_right(starts, piece.start) - 1
        start = piece.start
        while start < piece.end and index < len(starts):
            sentence = document.sentences[index]
            end = min(piece.end, sentence.end)
            if end < piece.end and piece.tag in _UNCUTTABLE:
                raise InputError(
                    f"<{piece.tag}> {piece.id} runs over the end of a sentence",
                    document=document.id,
                )
            found[index].append(replace(piece, start=start, minus_end=-end))
            index += 1
            if index < len(starts):
                start = starts[index]
    return found


def _nested(document: Document, by_sentence: list[list[_Piece]]) -> list[list[_Piece]]:
    """Cut what crosses, so that the pieces of a sentence can be written as elements."""
    parts: dict[tuple[str, str], int] = {}
    result: list[list[_Piece]] = []
    for pieces in by_sentence:
        queue = list(pieces)
        heapq.heapify(queue)
        placed: list[_Piece] = []
        open_pieces: list[_Piece] = []
        while queue:
            piece = heapq.heappop(queue)
            while open_pieces and open_pieces[-1].end <= piece.start:
                open_pieces.pop()
            if open_pieces and open_pieces[-1].end < piece.end:
                if piece.tag in _UNCUTTABLE:
                    raise InputError(
                        Fault(
                            f"<{piece.tag}> {piece.id} crosses <{open_pieces[-1].tag}> "
                            f"{open_pieces[-1].id}",
                            document=document.id,
                            rule="crossing",
                            hint="one of the two must lie inside the other",
                        )
                    )
                edge = open_pieces[-1].end
                heapq.heappush(queue, replace(piece, start=edge))
                piece = replace(piece, minus_end=-edge)
            placed.append(piece)
            open_pieces.append(piece)
        # Parts are numbered only now, since every cut shifts the numbers of those after it.
        numbered = []
        for piece in placed:
            key = (piece.tag, piece.id)
            parts[key] = parts.get(key, -1) + 1
            numbered.append(replace(piece, part=parts[key]))
        result.append(numbered)
    return result


def _inline(text: str, sentence: Span, pieces: Sequence[_Piece]) -> str:
    out: list[str] = []
    open_pieces: list[_Piece] = []
    at = sentence.start

    def close(until: int) -> None:
        nonlocal at
        while open_pieces and open_pieces[-1].end <= until:
            piece = open_pieces.pop()
            out.append(escape(text[at : piece.end]))
            out.append(f"</{piece.tag}>")
            at = piece.end

    for piece in pieces:
        close(piece.start)
        out.append(escape(text[at : piece.start]))
        at = piece.start
        out.append(piece.opening())
        open_pieces.append(piece)
    close(sentence.end)
    out.append(escape(text[at : sentence.end]))
    return "".join(out)


def _element(name: str, attributes: dict[str, str | None]) -> str:
    written = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items() if value)
    return f"<{name}{written}"


def _links(document: Document, names: _Names) -> list[str]:
    lines = []
    for entry in document.registry:
        mentions = [e.id for e in document.entities or () if e.entity == entry.id]
        lines.append(
            f"<entity id={quoteattr(entry.id)} name={quoteattr(entry.name)} "
            f'kind="{entry.kind}" mentions="{" ".join(mentions)}"/>'
        )
    lines += [
        f'<role of="{entity.id}" as="{entity.role}"/>'
        for entity in document.entities or ()
        if entity.role
    ]
    for quote in document.quotes or ():
        lines += _quote_lines(quote, names)
    lines += [f'<mark id="{m.id}" function="{m.function}"/>' for m in document.marks or ()]
    lines += [_quantity_line(quantity, names) for quantity in document.quantities or ()]
    return lines


def _source_attributes(source: Source | None, names: _Names) -> dict[str, str | None]:
    if source is None:
        return {}
    return {
        "kind": source.kind,
        "source": names.of("src", *source.spans),
        "entity": source.entity,
    }


def _quote_lines(quote: Quote, names: _Names) -> list[str]:
    head = _element(
        "quote",
        {
            "id": quote.id,
            "type": quote.type,
            "act": quote.act,
            "factuality": quote.factuality,
            "cue": names.of("cue", *quote.cue),
            **_source_attributes(quote.source, names),
            "parent": quote.parent,
        },
    )
    if not quote.via:
        return [head + "/>"]
    via = [_element("via", _source_attributes(source, names)) + "/>" for source in quote.via]
    return [head + ">", *via, "</quote>"]


def _quantity_line(quantity: Quantity, names: _Names) -> str:
    claim = quantity.claim
    unit = quantity.unit
    head = claim.head if claim and claim.head != claim.of else None
    return (
        _element(
            "quantity",
            {
                "id": quantity.id,
                "kind": quantity.kind,
                "role": quantity.role,
                "value": quantity.value,
                "bounds": write_interval(quantity.low, quantity.high),
                "scale": quantity.scale,
                "unit": unit.name if unit else None,
                "unit-span": names.of("unit", unit.span) if unit else None,
                "per": unit.per if unit else None,
                "modifier": names.of("mod", quantity.modifier),
                "direction": quantity.direction,
                "status": claim.status if claim else None,
                "of": names.of("of", claim.of) if claim else None,
                "head": names.of("head", head),
                "base": names.of("base", claim.base) if claim else None,
                "status-cue": names.of("sc", claim.status_cue) if claim else None,
            },
        )
        + "/>"
    )
