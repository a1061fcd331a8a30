"""Quotes in parts, for formats whose spans have one piece: a link ``next`` leads from part to part."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from rawi.dataset.formats.graph import Graph, Link, Node
from rawi.errors import Fault, InputError

NEXT: Final = "next"


def in_parts(graph: Graph) -> Graph:
    """The graph with a node for each piece. The first piece keeps the id, features and links."""
    taken = {node.id for node in graph.nodes}
    nodes: list[Node] = []
    links = list(graph.links)
    for node in graph.nodes:
        before = node.id
        for number, span in enumerate(node.spans, 1):
            if number == 1:
                nodes.append(replace(node, spans=(span,)))
                continue
            name = f"{node.id}.{number}"
            while name in taken:
                name += "."
            taken.add(name)
            nodes.append(Node(name, node.label, (span,)))
            links.append(Link(NEXT, before, name))
            before = name
    return replace(graph, nodes=tuple(nodes), links=tuple(links))


def joined(graph: Graph, file: str = "") -> Graph:
    """The graph with the pieces of a quote in one node again.

    Raises:
        InputError: two links ``next`` from or to one piece, a circle of them, or pieces with
            different labels.
    """
    nodes = {node.id: node for node in graph.nodes}
    after: dict[str, str] = {}
    later: set[str] = set()
    faults: list[Fault] = []

    def fault(message: str, node: str) -> None:
        faults.append(Fault(message, file=file, document=graph.id, pointer=node))

    for link in graph.links:
        if link.label != NEXT:
            continue
        if link.start not in nodes or link.end not in nodes:
            fault("a link 'next' leads to nothing", link.start)
        elif nodes[link.start].label != nodes[link.end].label:
            fault(
                f"a link 'next' leads from {nodes[link.start].label} to {nodes[link.end].label}",
                link.start,
            )
        elif link.start in after or link.end in later:
            fault("two links 'next' at one piece", link.start)
        else:
            after[link.start] = link.end
            later.add(link.end)
    first_of: dict[str, str] = {}
    made: list[Node] = []
    for node in graph.nodes:
        if node.id in later:
            continue
        spans, features, at = list(node.spans), dict(node.features), node.id
        while at in after:
            at = after[at]
            first_of[at] = node.id
            spans += nodes[at].spans
            # whoever annotates may have put a feature on a later piece
            features = {**nodes[at].features, **features}
        made.append(replace(node, spans=tuple(sorted(spans)), features=features))
    for name in sorted(later - first_of.keys()):
        fault("the links 'next' run in a circle", name)
    if faults:
        raise InputError(faults)
    links = tuple(
        Link(link.label, first_of.get(link.start, link.start), first_of.get(link.end, link.end))
        for link in graph.links
        if link.label != NEXT
    )
    return replace(graph, nodes=tuple(made), links=links)
