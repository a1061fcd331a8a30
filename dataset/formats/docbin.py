"""spaCy's ``DocBin``: a file of ``Doc`` objects with span groups.

Tokens are cut wherever something begins or ends, so that every span is one of whole tokens: وقال is two
tokens where the cue is قال. ``doc.text`` is the text, to the sign. The outermost entities are
``doc.ents``; the span groups are ``entities`` (nested), ``quotes`` (each part of a content), ``marks``,
``quantities`` and one for what belongs to them (``cue``, ``source``, ``unit`` …). A span has its label,
and the id of its item as ``span.id_``. What spans cannot hold (features, links, registry, metadata)
stands in ``doc.user_data["rawi"]``, by these ids.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from rawi.dataset.formats.from_graph import document_of
from rawi.dataset.formats.graph import MADE, Graph, Link, Node
from rawi.dataset.formats.losses import Losses, Written
from rawi.dataset.formats.parts import in_parts, joined
from rawi.dataset.formats.to_graph import graph_of
from rawi.document import Document, RegistryEntry, Span, Unanchored
from rawi.errors import Fault, InputError
from rawi.files import read_bytes, whole_file
from rawi.text import paragraphs, sentences, words

#: the group of each label; entities are in ``entities``
GROUPS: Final = {
    "Quote": "quotes", "Mark": "marks", "Quantity": "quantities", "Cue": "cue", "Source": "source",
    "Via": "via", "Unit": "unit", "Modifier": "modifier", "Of": "of", "Head": "head", "Base": "base",
    "StatusCue": "status_cue",
}  # fmt: skip
_KEY: Final = "rawi"


class _Beside(msgspec.Struct):
    """What stands in ``user_data``."""

    id: str = ""
    meta: dict[str, str] = {}
    registry: tuple[RegistryEntry, ...] = ()
    paragraphs: tuple[Span, ...] = ()
    sentences: tuple[Span, ...] = ()
    layers: tuple[str, ...] = ("entities", "quotes", "marks", "quantities")
    unanchored: tuple[Unanchored, ...] = ()
    features: dict[str, dict[str, str]] = {}
    links: tuple[tuple[str, str, str], ...] = ()


def _spacy() -> Any:
    try:
        import spacy
        import spacy.tokens
        import spacy.util
    except ImportError:
        raise InputError(Fault("DocBin needs spaCy", hint="pip install 'rawi[spacy]'")) from None
    return spacy


def to_doc(document: Document) -> Any:
    """The ``spacy.tokens.Doc`` of a document, with the vocabulary of ``spacy.blank("ar")``.

    Raises:
        InputError: the document has no text; spaCy is not installed.
    """
    spacy = _spacy()
    graph = in_parts(graph_of(document))
    tokens, spaces, places = _tokens(graph)
    begin = {sentence.start for sentence in graph.sentences} | {0}
    doc = spacy.tokens.Doc(
        spacy.blank("ar").vocab,
        words=tokens,
        spaces=spaces,
        sent_starts=[start in begin for start in places] if graph.sentences else None,
    )
    ends = {
        start + len(token): places[start] + 1 for start, token in zip(places, tokens, strict=True)
    }
    groups: dict[str, list[Any]] = {"entities": [], **{name: [] for name in GROUPS.values()}}
    for node in graph.nodes:
        (span,) = node.spans
        groups[GROUPS.get(node.label, "entities")].append(
            spacy.tokens.Span(
                doc, places[span.start], ends[span.end], label=node.label, span_id=node.id
            )
        )
    for name, spans in groups.items():
        doc.spans[name] = spans
    doc.ents = spacy.util.filter_spans(groups["entities"])
    beside = _Beside(
        graph.id,
        dict(graph.meta),
        graph.registry,
        graph.paragraphs,
        graph.sentences,
        tuple(sorted(graph.layers)),
        graph.unanchored,
        {node.id: dict(node.features) for node in graph.nodes if node.features},
        tuple((link.label, link.start, link.end) for link in graph.links),
    )
    doc.user_data[_KEY] = msgspec.to_builtins(beside)
    return doc


def _tokens(graph: Graph) -> tuple[list[str], list[bool], dict[int, int]]:
    """Tokens that cover the text, whether a space follows each, and the number of each by its start.

    White space other than one space behind a token is a token of its own, as spaCy has it.
    """
    text = graph.text
    starts = {span.start for node in graph.nodes for span in node.spans}
    ends = {span.end for node in graph.nodes for span in node.spans}
    edges = {0, len(text)} | starts | ends | {sentence.start for sentence in graph.sentences}
    for start, end in words(text):
        edges |= {start, end}
    marks = sorted(edges)
    tokens: list[str] = []
    spaces: list[bool] = []
    places: dict[int, int] = {}
    for start, end in itertools.pairwise(marks):
        stretch = text[start:end]
        if stretch == " " and tokens and not spaces[-1] and start not in starts and end not in ends:
            spaces[-1] = True
            continue
        places[start] = len(tokens)
        tokens.append(stretch)
        spaces.append(False)
    return tokens, spaces, places


def write_docbin(documents: Sequence[Document], path: str | os.PathLike[str]) -> Written:
    """Writes one ``.spacy`` file, to be read with ``DocBin().from_disk(path)``.

    Raises:
        InputError: a document has no text; spaCy is not installed.
    """
    spacy = _spacy()
    losses = Losses()
    store = spacy.tokens.DocBin(store_user_data=True)
    for document in documents:
        losses.common(document, meta=True, division=True, layers=True, names=True)
        store.add(to_doc(document))
    data = store.to_bytes()
    with whole_file(path) as file:
        file.write(data)
    return Written((Path(path),), losses.found())


def read_docbin(path: str | os.PathLike[str]) -> list[Document]:
    """The documents of a ``.spacy`` file.

    Spans are read from the groups that :func:`write_docbin` writes. A ``Doc`` without them, as any
    pipeline of spaCy makes it, gives the entities of ``doc.ents``.

    Raises:
        InputError: the file is no ``DocBin``; labels that are no entity types; and all that
            :func:`document_of` refuses.
    """
    spacy = _spacy()
    data = read_bytes(path)
    try:
        docs = list(spacy.tokens.DocBin().from_bytes(data).get_docs(spacy.blank("ar").vocab))
    except Exception as error:  # zlib, msgpack and spaCy itself each have errors of their own
        raise InputError(
            Fault(f"is no DocBin of spaCy: {type(error).__name__}: {error}", file=str(path))
        ) from None
    return [
        from_doc(doc, f"{Path(path).stem}-{number:04}", str(path))
        for number, doc in enumerate(docs, 1)
    ]


def from_doc(doc: Any, name: str = "doc", file: str = "") -> Document:
    """The document of a ``spacy.tokens.Doc``.

    Args:
        doc: with span groups as :func:`to_doc` makes them, or with ``doc.ents`` alone.
        name: the id of the document, where the ``Doc`` has none.
        file: where it was read, for error messages.

    Raises:
        InputError: see :func:`read_docbin`.
    """
    text = doc.text
    try:
        beside = msgspec.convert(doc.user_data.get(_KEY, {}), _Beside)
    except msgspec.ValidationError as error:
        raise InputError(
            Fault(f"its user_data[{_KEY!r}] cannot be read: {error}", file=file, document=name)
        ) from None
    groups = [key for key in ("entities", *GROUPS.values()) if key in doc.spans]
    spans = [span for key in groups for span in doc.spans[key]] if groups else list(doc.ents)
    nodes = []
    for number, span in enumerate(spans, 1):
        given = span.id_ or f"{MADE}{number}"
        nodes.append(
            Node(
                given,
                span.label_,
                (Span(span.start_char, span.end_char),),
                beside.features.get(given, {}),
            )
        )
    by_rule = not beside.id
    graph = Graph(
        beside.id or name,
        text,
        tuple(nodes),
        tuple(Link(*link) for link in beside.links),
        beside.registry,
        beside.meta,
        tuple(Span(*s) for s in paragraphs(text)) if by_rule else beside.paragraphs,
        tuple(Span(*s) for s in sentences(text)) if by_rule else beside.sentences,
        frozenset(beside.layers),
        beside.unanchored,
    )
    return document_of(joined(graph, file), file)
