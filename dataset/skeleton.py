"""Turns a raw text into a document with paragraphs and sentences and nothing marked yet."""

from __future__ import annotations

from collections.abc import Mapping

from rawi.document import Document, Span, sha256_of
from rawi.text import paragraphs, sentences


def skeleton(document_id: str, text: str, meta: Mapping[str, str] | None = None) -> Document:
    """A document that holds the text, divided by rule and ready to be annotated.

    Args:
        document_id: the id of the article.
        text: its text, stored as it is.
        meta: what is known about it.
    """
    return Document(
        id=document_id,
        text=text,
        sha256=sha256_of(text),
        meta=dict(meta or {}),
        paragraphs=tuple(Span(*span) for span in paragraphs(text)),
        sentences=tuple(Span(*span) for span in sentences(text)),
        entities=(),
        quotes=(),
        marks=(),
        quantities=(),
    )
