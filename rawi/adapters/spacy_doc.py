"""spaCy documents, and whatever has the same attributes. spaCy itself is not imported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from rawi.adapters.adapted import Adapted, entities_of
from rawi.document import Document
from rawi.errors import Fault, InputError


class SpanLike(Protocol):
    """What is read of a span: offsets in code points, and its label."""

    @property
    def start_char(self) -> int:
        """Offset of its first character."""
        ...

    @property
    def end_char(self) -> int:
        """Offset behind its last character."""
        ...

    @property
    def label_(self) -> str:
        """Its type."""
        ...


class DocLike(Protocol):
    """What is read of a document; ``spans`` only where a span group is asked for."""

    @property
    def text(self) -> str:
        """The text, as it was before tokenisation."""
        ...

    @property
    def ents(self) -> Iterable[Any]:
        """The flat entities."""
        ...


def from_spacy(
    document_id: str,
    doc: DocLike,
    spans_key: str | None = None,
    *,
    text: str | None = None,
    types: Mapping[str, str] | None = None,
) -> Adapted:
    """The entities of a spaCy ``Doc``, and those of one of its span groups.

    Args:
        document_id: id of the gold document.
        doc: the ``Doc``; its text must be that of the article, which the scorer checks.
        spans_key: the span group to take besides ``doc.ents``: nested entities, say
            ``"sc"`` of the span categorizer. A span that is in both counts once.
        text: the text of the article, to check it here.
        types: other names for labels, say ``{"PERSON": "PERS"}``; a label with an empty name is left
            out.

    Raises:
        InputError: another text, no such span group, or a span without a label.
    """
    if text is not None and doc.text != text:
        raise InputError(_other_text(document_id, doc.text, text))
    spans: list[SpanLike] = list(doc.ents)
    if spans_key is not None:
        groups: Mapping[str, Iterable[SpanLike]] = getattr(doc, "spans", {})
        if spans_key not in groups:
            names = ", ".join(map(repr, groups)) or "none"
            raise InputError(
                Fault(
                    f"the Doc has no span group {spans_key!r}; there are {names}",
                    document=document_id,
                    pointer="/spans",
                    hint="the spans_key of the span categorizer is in its config",
                )
            )
        spans += groups[spans_key]
    unlabelled = [span for span in spans if not span.label_]
    if unlabelled:
        raise InputError(
            Fault(
                f"the span [{span.start_char}, {span.end_char}) has no label",
                document=document_id,
                pointer="/ents",
                hint="set a label on every span, or take it out of the Doc",
            )
            for span in unlabelled
        )
    found = entities_of(((s.start_char, s.end_char, s.label_) for s in spans), types)
    return Adapted(Document(document_id, text=doc.text, entities=found), [])


def _other_text(document_id: str, found: str, expected: str) -> Fault:
    at = next(
        (i for i, (a, b) in enumerate(zip(found, expected, strict=False)) if a != b),
        min(len(found), len(expected)),
    )
    return Fault(
        f"the text of the Doc differs from that of the article from offset {at}: "
        f"{found[at : at + 20]!r} for {expected[at : at + 20]!r}",
        document=document_id,
        pointer="/text",
        hint="call nlp() on the text as it stands, without cleaning it or stripping white space",
    )
