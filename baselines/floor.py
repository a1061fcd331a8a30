"""A system that is meant to be beaten: digits, marks and the nearest name, and nothing it knows.

Quantities are runs of digits, without unit, thing counted or scale word. Quotes are what stands in
quotation marks, by whoever was titled last before it. Entities are the words after a handful of
titles. It shows what a score means that needs no understanding.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from rawi.document import Claim, Document, Entity, Quantity, Quote, RegistryEntry, Source, Span

_DIGITS = re.compile(r"\d+(?:[.,٫٬،]\d+)*")
_MARKED = re.compile(r'"[^"\n]+"|«[^»\n]+»|“[^”\n]+”')
_TITLED = re.compile(r"(?:الرئيس|رئيس|الوزير|وزير|الدكتور|المتحدث|المدير)\s+(\w+(?:\s+\w+)?)")
_ARABIC_DIGITS = {ord(d): str(i % 10) for i, d in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}
_SEPARATORS = str.maketrans({"٫": ".", "٬": "", ",": "", "،": ""})


class Floor:
    """Digits, marks and the nearest name."""

    name = "floor"
    version = "1"
    description = "digits, quotation marks and the nearest titled name: a floor to stand on"
    layers = ("entities", "quotes", "quantities")

    def read(self, text: str) -> Document:
        """Everything the system finds in a text."""
        entities = tuple(
            Entity(match.start(1), match.end(1), "PERS", f"e{number}")
            for number, match in enumerate(_TITLED.finditer(text), 1)
        )
        return Document(
            id="",
            registry=tuple(RegistryEntry(e.id, text[e.start : e.end], "person") for e in entities),
            entities=entities,
            quotes=tuple(_quotes(text, entities)),
            quantities=tuple(_quantities(text)),
        )


def _quotes(text: str, entities: tuple[Entity, ...]) -> list[Quote]:
    starts = [entity.start for entity in entities]
    found = []
    for number, match in enumerate(_MARKED.finditer(text), 1):
        before = bisect_left(starts, match.start())
        source = Source(kind="none")
        if before:
            speaker = entities[before - 1]
            source = Source((Span(speaker.start, speaker.end),), speaker.id)
        found.append(
            Quote(
                (Span(*match.span()),),
                f"q{number}",
                type="direct",
                act="speech",
                source=source,
                factuality="asserted",
            )
        )
    return found


def _quantities(text: str) -> list[Quantity]:
    found = []
    for number, match in enumerate(_DIGITS.finditer(text), 1):
        value = match[0].translate(_ARABIC_DIGITS).translate(_SEPARATORS)
        if value.count(".") > 1:
            value = value.replace(".", "")
        found.append(
            Quantity(
                *match.span(),
                f"n{number}",
                value=value,
                role="level",
                claim=Claim(status="asserted"),
            )
        )
    return found
