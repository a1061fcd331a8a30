"""Graphs, as annotators left them, as documents."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import count
from typing import Any, Final

import msgspec

from rawi.dataset.formats.graph import (
    FEATURES,
    LABELS,
    LINKS,
    MADE,
    QUOTE_LINKS,
    Graph,
    Link,
    Node,
    is_via,
)
from rawi.document import (
    Document,
    Entity,
    Mark,
    Quantity,
    Quote,
    RegistryEntry,
    RegistryKind,
    Source,
    Span,
    sha256_of,
)
from rawi.errors import Fault, InputError
from rawi.intervals import read_interval
from rawi.labels import ENTITY_TYPES

#: the layer of the labels that stand for an item of their own
_LAYERS: Final = {"Quote": "quotes", "Mark": "marks", "Quantity": "quantities"}
#: what a name that annotators gave is, by the type of a mention
_KINDS: Final[dict[str, RegistryKind]] = {
    "PERS": "person", "OCC": "person", "NORP": "group", "ORG": "organization",
    "GPE": "place", "LOC": "place", "FAC": "place",
}  # fmt: skip
#: the same by the kind of the source, for those that have no mention
_SPEAKS: Final[dict[str, RegistryKind]] = {
    "named": "person", "unnamed": "person", "collective": "group", "document": "document",
}  # fmt: skip
#: what the key of a registry may be
_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]*")
#: the labels that stand for a part of another item
_PARTS: Final = frozenset(LABELS) - _LAYERS.keys()


def document_of(graph: Graph, file: str = "") -> Document:
    """The document of a graph, whatever tool it comes from.

    Args:
        graph: nodes and links, as annotators left them.
        file: where it was read, for error messages.

    Raises:
        InputError: a label, a link or a feature that is not known; a link to nothing, or to the wrong
            kind of node; a second unit, head … of one number; a value that is none of those allowed.
            Every fault names the document and the node.
    """
    return _Reader(graph, file).document()


class _Reader:
    def __init__(self, graph: Graph, file: str) -> None:
        self._graph = graph
        self._file = file
        self._faults: list[Fault] = []
        self._nodes = {node.id: node for node in graph.nodes}
        #: keys of the registry by the names that annotators gave
        self._keys: dict[str, str] = {}
        #: ids for quotes that have none and hold others
        self._parents: dict[str, str] = {}
        self._ends: dict[str, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))

    def _fault(self, message: str, node: str, hint: str = "") -> None:
        self._faults.append(
            Fault(message, file=self._file, document=self._graph.id, pointer=node, hint=hint)
        )

    def document(self) -> Document:
        graph = self._graph
        if len(self._nodes) != len(graph.nodes):
            seen: set[str] = set()
            for node in graph.nodes:
                if node.id in seen:
                    self._fault("its id is used twice", node.id)
                seen.add(node.id)
        for link in graph.links:
            self._link(link)
        linked = {link.end for link in graph.links}
        for node in graph.nodes:
            if node.label in _PARTS and node.id not in linked:
                self._fault(
                    f"this {node.label} belongs to nothing",
                    node.id,
                    "draw the link from its quote or number to it, or take it away",
                )
        layers: dict[str, list[Any]] = {
            name: [] for name in ("entities", "quotes", "marks", "quantities")
        }
        free = (name for number in count(1) if (name := f"q{number}") not in self._nodes)
        for link in graph.links:
            if link.label == "parent" and link.end not in self._parents:
                self._parents[link.end] = next(free)
        registry = self._registry()
        for node in graph.nodes:
            made = self._item(node)
            if made is not None:
                layers[_LAYERS.get(node.label, "entities")].append(made)
        if self._faults:
            raise InputError(self._faults)
        for name, key in (
            ("entities", lambda e: (e.start, -e.end)),
            ("quotes", lambda q: (q.content[0].start, -q.content[-1].end)),
            ("marks", lambda m: (m.start, -m.end)),
            ("quantities", lambda q: (q.start, -q.end)),
        ):
            layers[name].sort(key=key)
        return Document(
            graph.id,
            text=graph.text,
            sha256=sha256_of(graph.text),
            meta=dict(graph.meta),
            paragraphs=graph.paragraphs,
            sentences=graph.sentences,
            registry=registry,
            unanchored=graph.unanchored,
            **{
                name: tuple(found) if found or name in graph.layers else None
                for name, found in layers.items()
            },
        )

    def _registry(self) -> tuple[RegistryEntry, ...]:
        """The registry, with an entry for every name that an annotator gave and that is not in it.

        Tools have no registry: whoever annotates in one writes the same words on a speaker's quotes
        and on the names that stand for the speaker.
        """
        known = {entry.id for entry in self._graph.registry}
        kinds: dict[str, RegistryKind] = {}
        for node in self._graph.nodes:
            for feature in ("entity", "source_entity"):
                name = node.features.get(feature)
                if name and name not in known and kinds.get(name, "other") == "other":
                    spoken = node.features.get("source_kind", "")
                    kinds[name] = _KINDS.get(node.label) or _SPEAKS.get(spoken, "other")
        free = (key for number in count(1) if (key := f"s{number}") not in known)
        self._keys = {name: name if _KEY.fullmatch(name) else next(free) for name in kinds}
        made = [RegistryEntry(self._keys[name], name, kind) for name, kind in kinds.items()]
        return (*self._graph.registry, *made)

    def _keyed(self, fields: dict[str, str]) -> dict[str, str]:
        """The same with the key of the registry in place of a name that an annotator gave."""
        name = fields.get("entity")
        return fields if name is None else {**fields, "entity": self._keys.get(name, name)}

    def _link(self, link: Link) -> None:
        start, end = self._nodes.get(link.start), self._nodes.get(link.end)
        if start is None or end is None:
            gone = link.start if start is None else link.end
            self._fault(
                f"the link {link.label!r} leads to {gone!r}, which is not there", link.start
            )
            return
        if link.label not in LINKS:
            known = ", ".join(LINKS)
            self._fault(f"unknown link {link.label!r}", link.start, f"the links are {known}")
            return
        from_label = "Quote" if link.label in QUOTE_LINKS else "Quantity"
        if start.label != from_label or end.label != LINKS[link.label]:
            self._fault(
                f"the link {link.label!r} leads from {start.label} to {end.label}",
                link.start,
                f"it leads from {from_label} to {LINKS[link.label]}",
            )
            return
        self._ends[link.start][link.label].append(end)

    def _item(self, node: Node) -> Any:
        """The entity, quote, mark or number that a node stands for; ``None`` for its parts."""
        label = "Entity" if node.label in ENTITY_TYPES else node.label
        if label != "Entity" and label not in LABELS:
            self._fault(
                f"unknown label {node.label!r}",
                node.id,
                f"the labels are the entity types and {', '.join(LABELS)}",
            )
            return None
        for name in node.features:
            if name not in FEATURES.get(label, ()) and not is_via(label, name):
                self._fault(f"unknown feature {name!r} of a {node.label}", node.id)
        if not node.spans:
            self._fault("has no place in the text", node.id)
            return None
        if label in ("Entity", "Mark", "Quantity") and len(node.spans) > 1:
            self._fault(
                f"a {node.label} in {len(node.spans)} pieces", node.id, "only a quote has parts"
            )
            return None
        make = {
            "Entity": self._entity,
            "Quote": self._quote,
            "Mark": self._mark,
            "Quantity": self._quantity,
        }.get(label)
        if make is None:
            return None
        try:
            kind, fields = make(node)
            return msgspec.convert(fields, kind)
        except (msgspec.DecodeError, ValueError) as error:
            self._fault(str(error), node.id)
        return None

    def _id(self, node: Node) -> str:
        """The id of an item; empty where it was made here, unless a quote inside it needs one."""
        if not node.id.startswith(MADE):
            return node.id
        return self._parents.get(node.id, "")

    def _place(self, node: Node) -> dict[str, Any]:
        span = node.spans[0]
        return {"id": self._id(node), "start": span.start, "end": span.end}

    def _entity(self, node: Node) -> tuple[type, dict[str, Any]]:
        return Entity, {**self._place(node), "type": node.label, **self._keyed(dict(node.features))}

    def _mark(self, node: Node) -> tuple[type, dict[str, Any]]:
        return Mark, {**self._place(node), **node.features}

    def _spans(self, node: Node, link: str) -> list[dict[str, int]]:
        found = sorted(span for end in self._ends[node.id][link] for span in end.spans)
        return [_plain(span) for span in found]

    def _one(self, node: Node, link: str) -> dict[str, int] | None:
        found = self._spans(node, link)
        if len(found) > 1:
            raise ValueError(f"{len(found)} links {link!r}: only one can be")
        return found[0] if found else None

    def _quote(self, node: Node) -> tuple[type, dict[str, Any]]:
        features = node.features
        source = {
            name: features[f"source_{name}"]
            for name in ("kind", "entity", "name")
            if f"source_{name}" in features
        }
        spans = self._spans(node, "source")
        parents = [end.id for end in self._ends[node.id]["parent"]]
        if len(parents) > 1:
            raise ValueError("more than one link 'parent': only one can be")
        return Quote, {
            "id": self._id(node),
            "content": [_plain(span) for span in sorted(node.spans)],
            **{name: features[name] for name in ("type", "act", "factuality") if name in features},
            "cue": self._spans(node, "cue"),
            "source": {"spans": spans, **self._keyed(source)} if spans or source else None,
            "via": self._via(node),
            "parent": self._id(self._nodes[parents[0]]) if parents else None,
        }

    def _via(self, node: Node) -> list[dict[str, Any]]:
        found: dict[int, dict[str, Any]] = {}
        for name, value in node.features.items():
            if is_via("Quote", name):
                found[int(name.removeprefix("via_"))] = msgspec.to_builtins(
                    msgspec.json.decode(value, type=Source)
                )
        ends = self._ends[node.id]["via"]
        for number, end in enumerate(sorted(ends, key=lambda end: end.spans), 1):
            order = end.features.get("order", str(number))
            if not order.isascii() or not order.isdigit():
                raise ValueError(f"the order {order!r} of a Via is no number")
            rest = self._keyed({k: v for k, v in end.features.items() if k != "order"})
            one = found.setdefault(int(order), {"spans": [], **rest})
            one.setdefault("spans", []).extend(_plain(span) for span in end.spans)
        return [found[order] for order in sorted(found)]

    def _quantity(self, node: Node) -> tuple[type, dict[str, Any]]:
        features = dict(node.features)
        low, high = read_interval(features["bounds"]) if "bounds" in features else (None, None)
        unit_span = self._one(node, "unit")
        unit = None
        if unit_span or "unit" in features or "per" in features:
            unit = {"name": features.get("unit", ""), "span": unit_span, "per": features.get("per")}
        claim: dict[str, Any] = {
            name: self._one(node, name) for name in ("of", "head", "base", "status_cue")
        }
        claim["status"] = features.get("status")
        is_claim = "claim" in features or any(claim.values())
        return Quantity, {
            **self._place(node),
            **{
                name: features[name]
                for name in ("kind", "value", "scale", "role", "direction")
                if name in features
            },
            "low": low and msgspec.to_builtins(low),
            "high": high and msgspec.to_builtins(high),
            "unit": unit,
            "modifier": self._one(node, "modifier"),
            "claim": claim if is_claim else None,
        }


def _plain(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}
