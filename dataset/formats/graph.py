"""A document as a graph: what every tool for annotation has in common.

Tools know *spans with a label*, *features* of a span (text), and *links* between two spans. All three
layers are brought into that form here and back; a format then only has to write and read nodes and
links in its own way. Nothing is lost by the form itself: what :func:`rawi.dataset.formats.to_graph.graph_of`
makes of a document, :func:`rawi.dataset.formats.from_graph.document_of` makes into an equal one.

| node | stands for | features |
|---|---|---|
| an entity type | an entity | ``entity``, ``role`` |
| ``Quote`` | the content of a quote, one span a part | ``type``, ``act``, ``factuality``, ``source_kind``, ``source_entity``, ``source_name`` |
| ``Cue``, ``Source`` | a cue, a source | |
| ``Via`` | who passes words on | ``order``, ``kind``, ``entity``, ``name`` |
| ``Mark`` | marks that are no quote | ``function`` |
| ``Quantity`` | a number | ``kind``, ``value``, ``bounds``, ``scale``, ``unit``, ``per``, ``role``, ``direction``, ``status``, ``claim`` |
| ``Unit``, ``Modifier``, ``Of``, ``Head``, ``Base``, ``StatusCue`` | what belongs to a number | |

Links lead from the quote or the number: ``cue``, ``source``, ``via``, ``parent``, ``unit``,
``modifier``, ``of``, ``head``, ``base``, ``status_cue``.
"""  # noqa: E501

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, get_args

from rawi.document import (
    Act,
    Direction,
    Factuality,
    MarkFunction,
    QuantityKind,
    QuantityRole,
    QuoteType,
    RegistryEntry,
    Role,
    SourceKind,
    Span,
    Status,
    Unanchored,
)

#: label of the node at the end of each link
LINKS: Final[dict[str, str]] = {
    "cue": "Cue",
    "source": "Source",
    "via": "Via",
    "parent": "Quote",
    "unit": "Unit",
    "modifier": "Modifier",
    "of": "Of",
    "head": "Head",
    "base": "Base",
    "status_cue": "StatusCue",
}
#: the links that lead from a quote; the others lead from a quantity
QUOTE_LINKS: Final = ("cue", "source", "via", "parent")
#: what may stand on a node, by label; entities have those of "Entity"
FEATURES: Final[dict[str, tuple[str, ...]]] = {
    "Entity": ("entity", "role"),
    "Quote": ("type", "act", "factuality", "source_kind", "source_entity", "source_name"),
    "Via": ("order", "kind", "entity", "name"),
    "Mark": ("function",),
    "Quantity": (
        "kind", "value", "bounds", "scale", "unit", "per", "role", "direction", "status", "claim",
    ),
}  # fmt: skip
#: the values of the features that have a closed list; the others hold free text
VALUES: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("Entity", "role"): get_args(Role),
    ("Quote", "type"): get_args(QuoteType),
    ("Quote", "act"): get_args(Act),
    ("Quote", "factuality"): get_args(Factuality),
    ("Quote", "source_kind"): get_args(SourceKind),
    ("Via", "kind"): get_args(SourceKind),
    ("Mark", "function"): get_args(MarkFunction),
    ("Quantity", "kind"): get_args(QuantityKind),
    ("Quantity", "role"): get_args(QuantityRole),
    ("Quantity", "direction"): get_args(Direction),
    ("Quantity", "status"): get_args(Status),
    # for a claim of which nothing else is said
    ("Quantity", "claim"): ("yes",),
}
#: labels beside the entity types
LABELS: Final = (
    "Quote", "Cue", "Source", "Via", "Mark",
    "Quantity", "Unit", "Modifier", "Of", "Head", "Base", "StatusCue",
)  # fmt: skip
#: how the ids begin that were made because an item had none
MADE: Final = "_rawi"


@dataclass(frozen=True, slots=True)
class Node:
    """A label on one or more stretches of text, in the order of the text."""

    id: str
    label: str
    spans: tuple[Span, ...]
    features: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """A relation from one node to another."""

    label: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Graph:
    """A document as nodes and links; what is no span stands beside them."""

    id: str
    text: str
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    registry: tuple[RegistryEntry, ...] = ()
    meta: Mapping[str, str] = field(default_factory=dict)
    paragraphs: tuple[Span, ...] = ()
    sentences: tuple[Span, ...] = ()
    #: the layers that were annotated, if only with nothing
    layers: frozenset[str] = frozenset({"entities", "quotes", "marks", "quantities"})
    unanchored: tuple[Unanchored, ...] = ()


def is_via(label: str, name: str) -> bool:
    """Whether a feature of a quote (``via_1`` …) holds one who passes words on and has no span."""
    return label == "Quote" and name.startswith("via_") and name[4:].isdigit()
