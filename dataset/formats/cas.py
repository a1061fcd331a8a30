"""UIMA CAS as XMI or JSON, by ``dkpro-cassis``; the form that INCEpTION and UIMA pipelines exchange.

One layer holds all spans, since in INCEpTION a relation may only join spans of one layer:

- ``webanno.custom.RawiSpan``: ``label`` and the features of the
  :mod:`graph <rawi.dataset.formats.graph>`, all of them text;
- ``webanno.custom.RawiLink``: a relation (``Governor``, ``Dependent``) with ``label``;
- DKPro's ``Sentence``, ``Paragraph``, ``Token`` (words between white space) and ``DocumentMetaData``;
- ``rawi.Entry`` (the registry), ``rawi.Item`` (metadata, layers, what had no place): no annotations,
  so a tool that only keeps its own layers drops them.

Offsets are code points here and UTF-16 units in the file; ``dkpro-cassis`` converts them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from rawi.dataset.formats.from_graph import document_of
from rawi.dataset.formats.graph import FEATURES, Graph, Link, Node
from rawi.dataset.formats.losses import Losses, Written, check_names
from rawi.dataset.formats.parts import in_parts, joined
from rawi.dataset.formats.to_graph import graph_of
from rawi.document import Document, RegistryEntry, Span, Unanchored
from rawi.errors import Fault, InputError
from rawi.files import read_bytes, write_text
from rawi.text import paragraphs, sentences, words

SPAN: Final = "webanno.custom.RawiSpan"
LINK: Final = "webanno.custom.RawiLink"
_ENTRY, _ITEM = "rawi.Entry", "rawi.Item"
_SEGMENTATION: Final = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type."
_META: Final = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
_FEATURES: Final = tuple(dict.fromkeys(name for names in FEATURES.values() for name in names))
_LAYERS: Final = ("entities", "quotes", "marks", "quantities")
#: the ending of the files, by form
ENDINGS: Final = {"xmi": ".xmi", "json": ".json"}


def _cassis() -> Any:
    try:
        import cassis
    except ImportError:
        raise InputError(
            Fault("UIMA CAS needs dkpro-cassis", hint="pip install 'rawi[formats]'")
        ) from None
    return cassis


def _types() -> Any:
    """DKPro's types and those of Rawi."""
    cassis = _cassis()
    types = cassis.load_dkpro_core_typesystem()
    metadata = types.create_type(_META, "uima.tcas.DocumentAnnotation")
    for name in ("documentTitle", "documentId"):
        types.create_feature(metadata, name, "uima.cas.String")
    span = types.create_type(SPAN, "uima.tcas.Annotation")
    for name in ("label", "identifier", "more", *_FEATURES):
        types.create_feature(span, _uima(name), "uima.cas.String")
    link = types.create_type(LINK, "uima.tcas.Annotation")
    types.create_feature(link, "label", "uima.cas.String")
    types.create_feature(link, "Governor", span)
    types.create_feature(link, "Dependent", span)
    for name, features in (
        (_ENTRY, ("identifier", "name", "kind")),
        (_ITEM, ("kind", "key", "text")),
    ):
        made = types.create_type(name, "uima.cas.TOP")
        for feature in features:
            types.create_feature(made, feature, "uima.cas.String")
    return types


def _uima(feature: str) -> str:
    """``type`` is a name of Python's own in cassis, and ``source_kind`` no name in UIMA's manner."""
    first, *rest = feature.split("_")
    name = first + "".join(part.capitalize() for part in rest)
    return "kindOfQuote" if name == "type" else name


def write_cas(
    documents: Sequence[Document], folder: str | os.PathLike[str], form: str = "xmi"
) -> Written:
    """Writes a CAS for each document and, once, the type system.

    Args:
        documents: with text; each becomes ``ID.xmi`` or ``ID.json``.
        folder: made where it is missing; files of the same names are replaced.
        form: ``xmi`` (with ``TypeSystem.xml`` beside it) or ``json`` (which holds its types).

    Raises:
        InputError: an id that is no file name or is given twice; a document without text;
            ``dkpro-cassis`` is not installed.
    """
    check_names(documents)
    losses, paths, target = Losses(), [], Path(folder)
    types = _types()
    for document in documents:
        losses.common(document, meta=True, division=True, layers=True, names=True)
        cas = _cas(document, types)
        paths.append(target / f"{document.id}{ENDINGS[form]}")
        write_text(paths[-1], cas.to_json(pretty_print=True) if form == "json" else cas.to_xmi())
    if form == "xmi":
        paths.append(target / "TypeSystem.xml")
        write_text(paths[-1], types.to_xml())
    return Written(tuple(paths), losses.found())


def _cas(document: Document, types: Any) -> Any:
    cas = _cassis().Cas(typesystem=types)
    graph = in_parts(graph_of(document))
    cas.sofa_string, cas.sofa_mime = graph.text, "text/plain"

    def add(type_name: str, **features: Any) -> Any:
        made = types.get_type(type_name)(**features)
        cas.add(made)
        return made

    add(
        _META,
        begin=0,
        end=len(graph.text),
        documentId=graph.id,
        documentTitle=graph.id,
        language="ar",
    )
    for name, spans in (
        ("Paragraph", graph.paragraphs),
        ("Sentence", graph.sentences),
        ("Token", [Span(*word) for word in words(graph.text)]),
    ):
        for span in spans:
            add(_SEGMENTATION + name, begin=span.start, end=span.end)
    made = {}
    for node in graph.nodes:
        (span,) = node.spans
        known = {_uima(k): v for k, v in node.features.items() if k in _FEATURES}
        more = {k: v for k, v in node.features.items() if k not in _FEATURES}
        made[node.id] = add(
            SPAN,
            begin=span.start,
            end=span.end,
            label=node.label,
            identifier=node.id,
            more=msgspec.json.encode(more).decode() if more else None,
            **known,
        )
    for link in graph.links:
        # a relation stands where its dependent is, as in DKPro
        start, end = made[link.start], made[link.end]
        add(LINK, begin=end.begin, end=end.end, label=link.label, Governor=start, Dependent=end)
    for entry in graph.registry:
        add(_ENTRY, identifier=entry.id, name=entry.name, kind=entry.kind)
    for key, text in graph.meta.items():
        add(_ITEM, kind="meta", key=key, text=text)
    for layer in _LAYERS:
        if layer not in graph.layers:
            add(_ITEM, kind="absent", key=layer, text="")
    for one in graph.unanchored:
        add(_ITEM, kind="unanchored", key="", text=msgspec.json.encode(one).decode())
    return cas


def read_cas(path: str | os.PathLike[str]) -> list[Document]:
    """The documents of a folder or file: ``.xmi`` with ``TypeSystem.xml`` beside it, or ``.json``.

    Annotations of other layers are passed over. A file without Rawi's layer is an article with
    nothing marked.

    Raises:
        InputError: a file cannot be read as a CAS, or its type system is missing; and all that
            :func:`document_of` refuses. With the file.
    """
    where = Path(path)
    if where.is_dir():
        found = sorted(p for p in where.iterdir() if p.suffix in ENDINGS.values())
    else:
        found = [where]
    if not found:
        raise InputError(Fault("holds no .xmi and no .json file", file=str(where)))
    return [_read(file) for file in found]


def _read(path: Path) -> Document:
    cassis = _cassis()
    data = read_bytes(path)
    try:
        if path.suffix == ".json":
            cas = cassis.load_cas_from_json(data.decode("utf-8"))
        else:
            beside = path.with_name("TypeSystem.xml")
            types = cassis.load_typesystem(read_bytes(beside).decode("utf-8"))
            cas = cassis.load_cas_from_xmi(data.decode("utf-8"), typesystem=types)
    except InputError:
        raise
    except Exception as error:  # the library raises what its parsers raise
        raise InputError(
            Fault(f"cannot be read as a CAS: {type(error).__name__}: {error}", file=str(path))
        ) from None
    if not cas.sofa_string:
        raise InputError(Fault("holds no text", file=str(path)))
    return document_of(joined(_graph(cas, path), str(path)), str(path))


def _graph(cas: Any, path: Path) -> Graph:
    text = cas.sofa_string
    metadata = next(iter(_select(cas, _META)), None)
    found = list(_select(cas, SPAN))
    # two annotators of one tool may have used one id: what the file calls them is unique
    ids: dict[int, str] = {}
    taken: set[str] = set()
    for one in found:
        name = one.identifier or f"_{one.xmiID}"
        ids[id(one)] = name if name not in taken else f"_{one.xmiID}"
        taken.add(ids[id(one)])
    nodes = [
        Node(ids[id(one)], one.label or "", (Span(one.begin, one.end),), _features(one))
        for one in found
    ]
    links = [
        Link(one.label or "", ids.get(id(one.Governor), ""), ids.get(id(one.Dependent), ""))
        for one in _select(cas, LINK)
    ]
    items = [(one.kind, one.key or "", one.text or "") for one in _select(cas, _ITEM)]
    absent = {key for kind, key, _ in items if kind == "absent"}
    named = getattr(metadata, "documentId", None) if metadata is not None else None
    return Graph(
        named or path.stem,
        text,
        tuple(nodes),
        tuple(links),
        registry=tuple(
            msgspec.convert(
                {"id": one.identifier or "", "name": one.name or "", "kind": one.kind},
                RegistryEntry,
            )
            for one in _select(cas, _ENTRY)
        ),
        meta={key: text for kind, key, text in items if kind == "meta"},
        paragraphs=_division(cas, "Paragraph") or tuple(Span(*s) for s in paragraphs(text)),
        sentences=_division(cas, "Sentence") or tuple(Span(*s) for s in sentences(text)),
        layers=frozenset(set(_LAYERS) - absent),
        unanchored=tuple(
            msgspec.json.decode(text, type=Unanchored)
            for kind, _, text in items
            if kind == "unanchored"
        ),
    )


def _select(cas: Any, name: str) -> Iterator[Any]:
    if cas.typesystem.contains_type(name):
        yield from cas.select(name)


def _division(cas: Any, name: str) -> tuple[Span, ...]:
    return tuple(sorted(Span(one.begin, one.end) for one in _select(cas, _SEGMENTATION + name)))


def _features(one: Any) -> dict[str, str]:
    found = {
        name: value for name in _FEATURES if (value := getattr(one, _uima(name), None)) is not None
    }
    more = getattr(one, "more", None)
    return found | (msgspec.json.decode(more, type=dict[str, str]) if more else {})
