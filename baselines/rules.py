"""The rule baseline: lists, context patterns and grammar of the three layers, put together."""

from __future__ import annotations

from msgspec.structs import replace

from rawi.baselines.entities import read_entities
from rawi.baselines.quantities import read_quantities
from rawi.baselines.quotes import read_quotes
from rawi.document import Document


class Rules:
    """Rules for all three layers."""

    name = "rules"
    version = "1"
    description = "word lists, context patterns, reporting cues and an exact numeral reader"
    layers = ("entities", "quotes", "marks", "quantities")

    def read(self, text: str) -> Document:
        """Everything the system finds in a text."""
        entities = read_entities(text)
        reading = read_quotes(text, entities)
        return Document(
            id="",
            registry=reading.registry,
            entities=tuple(
                replace(entity, entity=reading.mentions.get(i, entity.entity))
                for i, entity in enumerate(entities)
            ),
            quotes=reading.quotes,
            marks=reading.marks,
            quantities=read_quantities(text),
        )
