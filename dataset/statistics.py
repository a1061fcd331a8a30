"""What is in a set of documents: counts and densities per layer."""

from __future__ import annotations

from collections.abc import Sequence

from rawi.document import Document

#: figures by name, with the row head that tables print
FIGURES = {
    "documents": "articles",
    "words": "words (white space)",
    "sentences": "sentences",
    "entities": "entities, annotated",
    "nested_percent": "entities inside another, %",
    "quotes": "quotes",
    "direct": "quotes, direct",
    "indirect": "quotes, indirect",
    "mixed": "quotes, mixed",
    "thoughts": "quotes, thoughts",
    "dropped": "quotes without a source span",
    "relayed": "quotes relayed by another",
    "nested_quotes": "quotes inside a quote",
    "marks": "marked words that are no quote",
    "quantities": "quantities",
    "claims": "quantities that claim",
    "persons": "persons named, all different",
    "speakers": "persons and bodies that speak, all different",
    "quotes_per_1000": "quotes per 1,000 words",
    "entities_per_100": "entities per 100 words",
}


def figures(documents: Sequence[Document]) -> dict[str, float]:
    """The figures of :data:`FIGURES` for some documents; densities are 0 without words."""
    words = sum(len((d.text or "").split()) for d in documents)
    entities = [(d, e) for d in documents for e in d.entities or ()]
    quotes = [q for d in documents for q in d.quotes or ()]
    quantities = [n for d in documents for n in d.quantities or ()]
    nested = sum(_inner(document) for document in documents)
    return {
        "documents": len(documents),
        "words": words,
        "sentences": sum(len(d.sentences) for d in documents),
        "entities": len(entities),
        "nested_percent": round(100 * nested / len(entities), 1) if entities else 0,
        "quotes": len(quotes),
        **{kind: sum(q.type == kind for q in quotes) for kind in ("direct", "indirect", "mixed")},
        "thoughts": sum(q.act == "thought" for q in quotes),
        "dropped": sum(q.source is None or not q.source.spans for q in quotes),
        "relayed": sum(bool(q.via) for q in quotes),
        "nested_quotes": sum(q.parent is not None for q in quotes),
        "marks": sum(len(d.marks or ()) for d in documents),
        "quantities": len(quantities),
        "claims": sum(n.claim is not None for n in quantities),
        "persons": len(_persons(documents)),
        "speakers": len(_speakers(documents)),
        "quotes_per_1000": round(1000 * len(quotes) / words, 1) if words else 0,
        "entities_per_100": round(100 * len(entities) / words, 1) if words else 0,
    }


def _inner(document: Document) -> int:
    """How many entities of a document stand in another one of it."""
    spans = sorted((e.start, -e.end) for e in document.entities or ())
    count = 0
    reach = -1
    for start, minus_end in spans:
        if -minus_end <= reach and start < reach:
            count += 1
        reach = max(reach, -minus_end)
    return count


def by_field(documents: Sequence[Document], field: str) -> dict[str, list[Document]]:
    """The documents by what they have for a key of their metadata, most first; ``""`` for nothing."""
    found: dict[str, list[Document]] = {}
    for document in documents:
        found.setdefault(document.meta.get(field, ""), []).append(document)
    return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))


def _persons(documents: Sequence[Document]) -> set[str]:
    """Names of the persons that an article names; the unnamed have no mention of type PERS."""
    named: set[str] = set()
    for document in documents:
        entries = {entry.id: entry for entry in document.registry}
        named.update(
            entries[e.entity].name
            for e in document.entities or ()
            if e.type == "PERS" and e.entity in entries
        )
    return named


def _speakers(documents: Sequence[Document]) -> set[tuple[str, str]]:
    """Who a quote is of; two with one description in two articles (مسؤول) are two."""
    named = _persons(documents)
    found = set()
    for document in documents:
        entries = {entry.id: entry for entry in document.registry}
        for quote in document.quotes or ():
            entry = entries.get(quote.source.entity or "") if quote.source else None
            if entry is not None:
                found.add((entry.name, "" if entry.name in named else document.id))
    return found
