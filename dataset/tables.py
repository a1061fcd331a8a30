"""The gold set as Arrow tables, one form per config; loaders and Parquet files use the same.

- ``ner``: a row per sentence. Offsets of entities and words count in the sentence; ``start`` is
  where the sentence begins in the article. ``entities`` hold all 21 types, nested; ``tags`` are IOB2
  over ``words`` for the outermost ones.
- ``quotes``, ``claims``: a row per article, with the layer and the text.
- ``documents``: a row per article, with everything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import pyarrow as pa

from rawi.derived import all_entities
from rawi.document import Document
from rawi.errors import InputError
from rawi.iob import words_and_tags

_STRING = pa.string()
_OFFSET = pa.int32()


def _struct(**fields: Any) -> Any:
    return pa.struct([pa.field(name, kind) for name, kind in fields.items()])


_SPAN = _struct(start=_OFFSET, end=_OFFSET)
_SPANS = pa.list_(_SPAN)
_BOUND = _struct(value=_STRING, closed=pa.bool_())
_SOURCE = _struct(spans=_SPANS, entity=_STRING, kind=_STRING)
_REGISTRY = pa.list_(_struct(id=_STRING, name=_STRING, kind=_STRING))
_ENTITIES = pa.list_(
    _struct(id=_STRING, start=_OFFSET, end=_OFFSET, type=_STRING, entity=_STRING, role=_STRING)
)
_QUOTES = pa.list_(
    _struct(
        id=_STRING,
        content=_SPANS,
        type=_STRING,
        act=_STRING,
        cue=_SPANS,
        source=_SOURCE,
        via=pa.list_(_SOURCE),
        parent=_STRING,
        factuality=_STRING,
    )
)
_MARKS = pa.list_(_struct(id=_STRING, start=_OFFSET, end=_OFFSET, function=_STRING))
_QUANTITIES = pa.list_(
    _struct(
        id=_STRING,
        start=_OFFSET,
        end=_OFFSET,
        kind=_STRING,
        value=_STRING,
        low=_BOUND,
        high=_BOUND,
        scale=_STRING,
        unit=_struct(name=_STRING, span=_SPAN, per=_STRING),
        modifier=_SPAN,
        role=_STRING,
        direction=_STRING,
        claim=_struct(of=_SPAN, head=_SPAN, base=_SPAN, status=_STRING, status_cue=_SPAN),
    )
)
#: what is known of a gold article; absent ones are null
META = (
    "origin", "title", "topic", "register", "region", "country", "date", "licence", "author",
    "written", "split", "annotation", "canary",
)  # fmt: skip
_META = _struct(**dict.fromkeys(META, _STRING))

SCHEMAS = {
    "ner": pa.schema(
        {
            "id": _STRING,
            "document": _STRING,
            "start": _OFFSET,
            "text": _STRING,
            "entities": pa.list_(_struct(start=_OFFSET, end=_OFFSET, type=_STRING)),
            "words": pa.list_(_STRING),
            "offsets": _SPANS,
            "tags": pa.list_(_STRING),
        }
    ),
    "quotes": pa.schema(
        {
            "id": _STRING,
            "text": _STRING,
            "registry": _REGISTRY,
            "entities": _ENTITIES,
            "quotes": _QUOTES,
            "marks": _MARKS,
        }
    ),
    "claims": pa.schema({"id": _STRING, "text": _STRING, "quantities": _QUANTITIES}),
    "documents": pa.schema(
        {
            "id": _STRING,
            "text": _STRING,
            "sha256": _STRING,
            "meta": _META,
            "paragraphs": _SPANS,
            "sentences": _SPANS,
            "registry": _REGISTRY,
            "entities": _ENTITIES,
            "quotes": _QUOTES,
            "marks": _MARKS,
            "quantities": _QUANTITIES,
        }
    ),
}
CONFIGS = tuple(SCHEMAS)


def table(config: str, documents: Sequence[Document]) -> Any:
    """The ``pyarrow.Table`` of a config.

    Args:
        config: one of :data:`CONFIGS`.
        documents: with text and sentences.

    Raises:
        InputError: there is no such config.
    """
    if config not in SCHEMAS:
        raise InputError(f"there is no config {config!r}, expected one of {', '.join(CONFIGS)}")
    rows: Callable[[Document], list[dict[str, Any]]] = (
        _sentence_rows if config == "ner" else _document_row
    )
    return pa.Table.from_pylist(
        [row for document in documents for row in rows(document)], schema=SCHEMAS[config]
    )


def _document_row(document: Document) -> list[dict[str, Any]]:
    # The model leaves out fields at their default; a table has all of them.
    row = msgspec.to_builtins(document)
    for name in ("registry", "paragraphs", "sentences"):
        row.setdefault(name, [])
    for quote in row.get("quotes") or ():
        quote.setdefault("cue", [])
        quote.setdefault("via", [])
        for source in (quote.get("source"), *quote["via"]):
            if source is not None:
                source.setdefault("kind", "named")
                source.setdefault("spans", [])
    for quantity in row.get("quantities") or ():
        quantity.setdefault("kind", "exact")
        for end in ("low", "high"):
            if quantity.get(end):
                quantity[end].setdefault("closed", True)
    row.setdefault("meta", {})
    return [row]


def _sentence_rows(document: Document) -> list[dict[str, Any]]:
    text = document.text or ""
    entities = all_entities(document)
    rows = []
    for number, sentence in enumerate(document.sentences):
        start, end = sentence.start, sentence.end
        inside = [e for e in entities if start <= e.start and e.end <= end]
        bounds, tags = words_and_tags(text, inside, start, end)
        rows.append(
            {
                "id": f"{document.id}.s{number + 1}",
                "document": document.id,
                "start": start,
                "text": text[start:end],
                "entities": [
                    {"start": e.start - start, "end": e.end - start, "type": e.type} for e in inside
                ],
                "words": [text[s:e] for s, e in bounds],
                "offsets": [{"start": s - start, "end": e - start} for s, e in bounds],
                "tags": tags,
            }
        )
    return rows
