"""Writes documents as TEI P5."""

from __future__ import annotations

import itertools
import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from rawi.dataset.formats.graph import Graph, Node
from rawi.dataset.formats.losses import Losses, Written, check_names
from rawi.dataset.formats.parts import in_parts
from rawi.dataset.formats.tei import (
    ALOUD,
    DIRECT,
    FORBIDDEN,
    NAMESPACE,
    Names,
    element_of,
)
from rawi.dataset.formats.to_graph import graph_of
from rawi.document import Document, RegistryEntry, Span
from rawi.errors import Fault, InputError
from rawi.files import write_text

#: list and entry of the registry, by kind; other kinds are organisations with a type
_LISTS: Final = {
    "person": ("listPerson", "person", "persName"),
    "organization": ("listOrg", "org", "orgName"),
    "place": ("listPlace", "place", "placeName"),
}


def write_tei(documents: Sequence[Document], folder: str | os.PathLike[str]) -> Written:
    """Writes one ``ID.tei.xml`` for each document.

    Args:
        documents: with text.
        folder: made where it is missing; files of the same names are replaced.

    Raises:
        InputError: an id that is no file name or is given twice; a document without text, or with
            characters that XML cannot hold.
    """
    check_names(documents)
    losses, paths, bodies = Losses(), [], []
    for document in documents:
        losses.common(document, meta=True, division=True, layers=True)
        found = FORBIDDEN.search(document.text or "")
        if found:
            raise InputError(
                Fault(
                    f"the character U+{ord(found.group()):04X} at {found.start()} cannot be in XML",
                    document=document.id,
                    hint="take another format, or leave the document out",
                )
            )
        paths.append(Path(folder) / f"{document.id}.tei.xml")
        bodies.append(_file(in_parts(graph_of(document)), losses))
    for path, body in zip(paths, bodies, strict=True):
        write_text(path, body)
    return Written(tuple(paths), losses.found())


def _attributes(values: Mapping[str, str | None]) -> str:
    return "".join(
        f" {name}={_quoted(value)}" for name, value in values.items() if value is not None
    )


def _quoted(value: str) -> str:
    return quoteattr(value, {"\n": "&#10;", "\t": "&#9;", "\r": "&#13;"})


def _escaped(text: str) -> str:
    return escape(text, {"\r": "&#13;"})


def _file(graph: Graph, losses: Losses) -> str:
    names = Names()
    entries = {entry.id: names.new(entry.id) for entry in graph.registry}
    ids = {node.id: names.new(node.id) for node in graph.nodes}
    title = graph.meta.get("title", graph.id)
    header = [
        "<teiHeader>",
        f"<fileDesc><titleStmt><title>{_escaped(title)}</title></titleStmt>",
        f"<publicationStmt><p>{_escaped(graph.meta.get('licence', 'Rawi'))}</p></publicationStmt>",
        "<notesStmt>",
        *(
            f"<note{_attributes({'type': 'meta', 'n': k})}>{_escaped(v)}</note>"
            for k, v in graph.meta.items()
        ),
        f'<note type="layers">{" ".join(sorted(graph.layers))}</note>',
        "</notesStmt>",
        f"<sourceDesc><p>{_escaped(graph.meta.get('origin', 'born digital'))}</p></sourceDesc>",
        "</fileDesc></teiHeader>",
    ]
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<TEI xmlns="{NAMESPACE}" n={_quoted(graph.id)}>',
            *header,
            "<standOff>",
            *_registry(graph.registry, entries),
            *_features(graph, ids),
            *_links(graph, ids),
            "</standOff>",
            f'<text xml:lang="ar"><body xml:space="preserve">{_body(graph, ids, names, entries, losses)}'
            "</body></text>",
            "</TEI>",
            "",
        ]
    )


def _registry(registry: Sequence[RegistryEntry], ids: Mapping[str, str]) -> list[str]:
    lists: dict[str, list[str]] = defaultdict(list)
    for order, entry in enumerate(registry):
        outer, inner, name = _LISTS.get(entry.kind, _LISTS["organization"])
        attributes = {
            "xml:id": ids[entry.id],
            "n": entry.id if ids[entry.id] != entry.id else None,
            "type": entry.kind if entry.kind not in _LISTS else None,
            "sortKey": str(order),
        }
        lists[outer].append(
            f"<{inner}{_attributes(attributes)}><{name}>{_escaped(entry.name)}</{name}></{inner}>"
        )
    return [
        line for outer, lines in lists.items() for line in (f"<{outer}>", *lines, f"</{outer}>")
    ]


def _features(graph: Graph, ids: Mapping[str, str]) -> list[str]:
    made = []
    for node in graph.nodes:
        features = "".join(
            f"<f{_attributes({'name': name})}><string>{_escaped(value)}</string></f>"
            for name, value in node.features.items()
        )
        if features:
            made.append(f'<fs corresp="#{ids[node.id]}">{features}</fs>')
    return made


def _links(graph: Graph, ids: Mapping[str, str]) -> list[str]:
    groups: dict[str, list[str]] = defaultdict(list)
    for link in graph.links:
        groups[link.label].append(f'<link target="#{ids[link.start]} #{ids[link.end]}"/>')
    return [
        line
        for label, lines in groups.items()
        for line in (f"<linkGrp{_attributes({'type': label})}>", *lines, "</linkGrp>")
    ]


def _opening(node: Node, names: Mapping[str, str], entries: Mapping[str, str]) -> tuple[str, str]:
    """Element and attributes of a node, without its id."""
    features = node.features
    element = element_of(node.label, features.get("function", ""))
    written: dict[str, str | None] = {"type": node.label}
    who = entries.get(features.get("source_entity", features.get("entity", "")))
    reference = f"#{who}" if who else None
    if element == "said":
        written = {
            "who": reference,
            "direct": DIRECT.get(features.get("type", "")),
            "aloud": ALOUD.get(features.get("act", "")),
        }
    elif element == "measure":
        written = {"quantity": features.get("value"), "unit": features.get("unit")}
    elif element != "seg":
        written["ref"] = reference
    original = None if names[node.id] == node.id else node.id
    return element, _attributes({**written, "n": original})


def _body(
    graph: Graph,
    ids: Mapping[str, str],
    names: Names,
    entries: Mapping[str, str],
    losses: Losses,
) -> str:
    """The text with its elements, cut at paragraphs, at sentences and where spans cross."""
    text = graph.text
    division = _division(graph, losses)
    cuts = sorted({edge for _, span in division for edge in (span.start, span.end)})
    starts: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    for rank, (element, span) in enumerate(division):
        starts[span.start].append((-span.end, -2 if element == "p" else -1, f"{element}/{rank}"))
    by_key: dict[str, Node] = {}
    for rank, node in enumerate(graph.nodes):
        by_key[str(rank)] = node
        for span in node.spans:
            edges = [span.start, *(c for c in cuts if span.start < c < span.end), span.end]
            for left, right in itertools.pairwise(edges):
                # nothing of a span stands between two sentences
                if text[left:right].strip() or len(edges) == 2:
                    starts[left].append((-right, rank, str(rank)))
    out: list[str] = []
    stack: list[tuple[int, str]] = []
    written: dict[str, str] = {}
    edges = sorted(
        {0, len(text), *starts, *(-end for some in starts.values() for end, _, _ in some)}
    )

    def open_(key: str, end: int) -> None:
        element = key.partition("/")[0]
        stack.append((end, key))
        if "/" in key:
            out.append(f"<{element}>")
            return
        node = by_key[key]
        name, attributes = _opening(node, ids, entries)
        before = written.get(key)
        written[key] = ids[node.id] if before is None else names.new(ids[node.id])
        previous = f' prev="#{before}"' if before is not None else ""
        out.append(f'<{name} xml:id="{written[key]}"{previous}{attributes}>')

    def close() -> tuple[int, str]:
        end, key = stack.pop()
        node = by_key.get(key)
        element = key.partition("/")[0] if node is None else _opening(node, ids, entries)[0]
        out.append(f"</{element}>")
        return end, key

    for at, until in zip(edges, [*edges[1:], len(text)], strict=True):
        reopened = []
        while any(end <= at for end, _ in stack):
            end, key = close()
            if end > at:
                reopened.append((end, key))
        for end, key in reversed(reopened):
            open_(key, end)
        for negative_end, _, key in sorted(starts.get(at, ())):
            open_(key, -negative_end)
        out.append(_escaped(text[at:until]))
    while stack:
        close()
    return "".join(out)


def _division(graph: Graph, losses: Losses) -> list[tuple[str, Span]]:
    """Paragraphs and sentences, where they nest and leave only white space between paragraphs."""
    paragraphs, sentences = graph.paragraphs, graph.sentences
    inside = all(any(p.start <= s.start and s.end <= p.end for p in paragraphs) for s in sentences)
    left = list(graph.text)
    for paragraph in paragraphs:
        left[paragraph.start : paragraph.end] = " " * (paragraph.end - paragraph.start)
    if not inside or "".join(left).strip():
        losses.add("the division into paragraphs and sentences", "they do not nest")
        return [("p", Span(0, len(graph.text)))] if graph.text else []
    return [("p", p) for p in paragraphs] + [("s", s) for s in sentences]
