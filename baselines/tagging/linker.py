"""From spans with roles to the layers of a document, the same for every tagger."""

from __future__ import annotations

from msgspec.structs import replace

from rawi.baselines.tagging.layout import Roles
from rawi.baselines.tagging.quantity_linker import link_quantities
from rawi.baselines.tagging.quote_linker import link_quotes
from rawi.document import Document, Entity


def link(text: str, roles: Roles) -> Document:
    """The document that role spans make.

    Args:
        text: the raw text.
        roles: spans by family, as :func:`rawi.baselines.tagging.codec.decode` gives them.

    Returns:
        a document without id, with the layers whose families are there: ``entities`` as they are;
        ``quotes`` (and a registry of speakers, and links to it from the entities) from ``contents`` and
        ``attributions``; ``marks`` from ``marks``, or, where only quotes were tagged, from the quotation
        marks that no quote uses; ``quantities`` with their claims from ``quantities``.
    """
    spans = roles.get("entities")
    entities = tuple(
        Entity(span.start, span.end, span.label, id=f"e{number}")
        for number, span in enumerate(spans or (), 1)
    )
    document = Document(id="", entities=None if spans is None else entities)
    if "contents" in roles:
        reading = link_quotes(
            text,
            entities,
            roles["contents"],
            roles.get("attributions", ()),
            roles.get("marks"),
        )
        if spans is not None:
            entities = tuple(
                replace(entity, entity=reading.mentions.get(at, entity.entity))
                for at, entity in enumerate(entities)
            )
            document = replace(document, entities=entities)
        document = replace(
            document, registry=reading.registry, quotes=reading.quotes, marks=reading.marks
        )
    if "quantities" in roles:
        document = replace(document, quantities=link_quantities(text, roles["quantities"]))
    return document
