"""Reads TEI P5, as it is written here and as others write it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

import msgspec

from rawi.dataset.formats.from_graph import document_of
from rawi.dataset.formats.graph import LABELS, MADE, Graph, Link, Node
from rawi.dataset.formats.parts import joined
from rawi.dataset.formats.tei import ALOUD, DIRECT, LABEL_OF, MARKS, NAMESPACE, XML
from rawi.dataset.safe_xml import parse_xml
from rawi.document import Document, RegistryEntry, Span
from rawi.errors import Fault, InputError
from rawi.files import read_bytes
from rawi.labels import ENTITY_TYPES
from rawi.text import paragraphs, sentences

_T: Final = f"{{{NAMESPACE}}}"
_ID: Final = f"{{{XML}}}id"
_KINDS: Final = {"person": "person", "org": "organization", "place": "place"}
_FUNCTIONS: Final = {element: function for function, element in MARKS.items()}
_TYPES: Final = {value: name for name, value in DIRECT.items()}
_ACTS: Final = {value: name for name, value in ALOUD.items()}
_LAYERS: Final = ("entities", "quotes", "marks", "quantities")


def read_tei(path: str | os.PathLike[str]) -> list[Document]:
    """The documents of a folder of ``.xml`` files, or of one.

    Read are the elements of :mod:`rawi.dataset.formats.tei` in ``text/body``, ``type`` before name; of
    other elements only the text. In files that are not Rawi's own, ``said``, ``measure`` and ``num``
    give what their attributes say.

    Raises:
        InputError: not well-formed, no TEI, or with a document type; ``prev`` or a link to an id that
            is not there; and all that :func:`document_of` refuses. With file and line.
    """
    where = Path(path)
    found = sorted(where.glob("*.xml")) if where.is_dir() else [where]
    if not found:
        raise InputError(Fault("holds no .xml file", file=str(where)))
    return [_read(file) for file in found]


def _read(path: Path) -> Document:
    file = str(path)
    root = parse_xml(read_bytes(path), file)
    body = root.find(f"{_T}text/{_T}body")
    if root.tag != f"{_T}TEI" or body is None:
        raise InputError(
            Fault(f"is no TEI with text and body: the root is {root.tag}", file=file, line=1)
        )
    reader = _Reader(file, root.get("n") or path.name.partition(".")[0])
    reader.walk(body)
    return reader.document(root)


class _Reader:
    def __init__(self, file: str, document: str) -> None:
        self._file = file
        self._id = document
        self._parts: list[str] = []
        self._at = 0
        self._faults: list[Fault] = []
        self._divisions: dict[str, list[Span]] = {"p": [], "s": []}
        #: label, features, given id, fragments, by the xml:id of the first fragment
        self._found: dict[str, tuple[str, dict[str, str], str, list[Span]]] = {}
        self._first: dict[str, str] = {}

    def _fault(self, message: str, element: Any) -> None:
        self._faults.append(
            Fault(message, file=self._file, line=element.sourceline, document=self._id)
        )

    def walk(self, element: Any) -> None:
        """Takes in the text below an element, and the spans of what is in it."""
        # an explicit stack: hostile files nest deeper than Python calls may
        stack: list[tuple[Any, int, Any]] = [(element, self._at, iter(element))]
        self._add(element.text)
        while stack:
            current, start, children = stack[-1]
            child = next(children, None)
            if child is not None:
                stack.append((child, self._at, iter(child)))
                self._add(child.text)
                continue
            stack.pop()
            if stack:
                self._element(current, Span(start, self._at))
                self._add(current.tail)

    def _add(self, text: str | None) -> None:
        if text:
            self._parts.append(text)
            self._at += len(text)

    def _element(self, element: Any, span: Span) -> None:
        tag = element.tag.removeprefix(_T)
        if tag in self._divisions:
            self._divisions[tag].append(span)
            return
        label, features = self._label(tag, element)
        if not label:
            return
        if span.start == span.end:
            self._fault(f"an empty <{tag}>", element)
            return
        name = element.get(_ID) or f"{MADE}{len(self._found) + 1}"
        before = element.get("prev", "").removeprefix("#")
        if before:
            first = self._first.get(before)
            if first is None:
                self._fault(f"prev={before!r} is no fragment that was read before", element)
                return
            self._first[name] = first
            self._found[first][3].append(span)
            return
        self._first[name] = name
        given = element.get("n") or name
        self._found[name] = (label, features, given, [span])

    def _label(self, tag: str, element: Any) -> tuple[str, dict[str, str]]:
        """What an element stands for, and what its attributes say; nothing for other elements."""
        written = element.get("type", "")
        if tag in _FUNCTIONS and (written in ("", "Mark") or tag == "soCalled"):
            return "Mark", {"function": _FUNCTIONS[tag]}
        if tag == "said":
            features = {
                "type": _TYPES.get(element.get("direct", ""), ""),
                "act": _ACTS.get(element.get("aloud", ""), ""),
                "source_entity": element.get("who", "").removeprefix("#"),
            }
            return "Quote", {name: value for name, value in features.items() if value}
        if tag in ("measure", "num"):
            features = {
                "value": element.get("quantity") or element.get("value") or "",
                "unit": element.get("unit", ""),
            }
            return "Quantity", {name: value for name, value in features.items() if value}
        if tag in ("name", "seg") or written in ENTITY_TYPES:
            known = written in ENTITY_TYPES or written in LABELS
            return (written, {}) if known else ("", {})
        return LABEL_OF.get(tag, ""), {}

    def document(self, root: Any) -> Document:
        """All that was read, with what stands beside the text.

        Raises:
            InputError: see :func:`read_tei`.
        """
        text = "".join(self._parts)
        if not text.strip():
            raise InputError(Fault("has no text in its body", file=self._file, document=self._id))
        registry = self._registry(root)
        keys = {entry_id: entry.id for entry_id, entry in registry.items()}
        described = self._described(root)
        nodes = []
        for name, (label, features, given, spans) in self._found.items():
            mine = described.get(name)
            if mine is None:
                mine = {
                    k: keys.get(v, v) if k == "source_entity" else v for k, v in features.items()
                }
            span = Span(min(s.start for s in spans), max(s.end for s in spans))
            nodes.append((name, Node(given, label, (span,), mine)))
        ids = {name: node.id for name, node in nodes}
        links = self._links(root, ids)
        if self._faults:
            raise InputError(self._faults)
        notes = root.iterfind(f"{_T}teiHeader//{_T}note")
        meta, layers = {}, frozenset(_LAYERS)
        for note in notes:
            value = "".join(note.itertext())
            if note.get("type") == "meta":
                meta[note.get("n", "")] = value
            elif note.get("type") == "layers":
                layers = frozenset(value.split())
        division = {name: tuple(sorted(spans)) for name, spans in self._divisions.items()}
        graph = Graph(
            self._id,
            text,
            tuple(node for _, node in nodes),
            tuple(links),
            tuple(registry.values()),
            meta,
            division["p"] or tuple(Span(*s) for s in paragraphs(text)),
            division["s"] or tuple(Span(*s) for s in sentences(text)),
            layers,
        )
        return document_of(joined(graph, self._file), self._file)

    def _registry(self, root: Any) -> dict[str, RegistryEntry]:
        found: list[tuple[int, str, RegistryEntry]] = []
        for tag, kind in _KINDS.items():
            for element in root.iterfind(f".//{_T}standOff//{_T}{tag}"):
                name = element.get(_ID, "")
                words = "".join(element.itertext()).strip()
                fields = {
                    "id": element.get("n") or name,
                    "name": words,
                    "kind": element.get("type") or kind,
                }
                try:
                    entry = msgspec.convert(fields, RegistryEntry)
                except msgspec.ValidationError as error:
                    self._fault(f"<{tag}>: {error}", element)
                    continue
                order = element.get("sortKey", "")
                found.append((int(order) if order.isdigit() else len(found), name, entry))
        return {name: entry for _, name, entry in sorted(found, key=lambda one: one[0])}

    def _described(self, root: Any) -> dict[str, dict[str, str]]:
        """The features of each id; an id without any is not there."""
        return {
            structure.get("corresp", "").removeprefix("#"): {
                feature.get("name", ""): "".join(feature.itertext())
                for feature in structure.iterfind(f"{_T}f")
            }
            for structure in root.iterfind(f"{_T}standOff/{_T}fs")
        }

    def _links(self, root: Any, ids: dict[str, str]) -> list[Link]:
        found = []
        for group in root.iterfind(f"{_T}standOff/{_T}linkGrp"):
            for link in group.iterfind(f"{_T}link"):
                ends = [end.removeprefix("#") for end in link.get("target", "").split()]
                if len(ends) != 2 or not all(end in ids for end in ends):
                    self._fault(f"a link to {link.get('target')!r}, which is not there", link)
                    continue
                found.append(Link(group.get("type", ""), ids[ends[0]], ids[ends[1]]))
        return found
