"""Which roles there are, and in which layers of tags they are laid out.

Roles come in *families*; spans of one family nest and never cross. A family has one or more *groups* of
labels that compete with each other in one layer of tags, and a group has as many layers as its spans
nest in one another: the outermost stand in the first. Entity types are grouped by what is found in the
training data, so that types which hold others (OCC, ORG) are apart from those that stand in them
(PERS, GPE), as far as needed; a flat corpus gets a single layer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, NamedTuple, get_args

import msgspec

Family = Literal["entities", "contents", "attributions", "marks", "quantities"]
FAMILIES: Final[tuple[Family, ...]] = get_args(Family)
#: the layer that says how many particles of a token are outside of the spans that begin in it
PARTICLES: Final = "particles"
#: layers that a group has at most; what is nested deeper is not told
DEEPEST: Final = 4

#: labels of the first part of the content of a quote: its type
CONTENT: Final = ("direct", "indirect", "mixed")
#: label of the later parts of a content that is not in one piece
MORE: Final = "more"

_ATTRIBUTIONS: Final = (
    *(
        f"cue.{act}{factuality}"
        for act in ("speech", "thought")
        for factuality in ("", ".negated", ".declined", ".hypothetical")
    ),
    *(f"source.{kind}" for kind in ("named", "unnamed", "collective", "document", "none")),
    "via",
)
_MODIFIERS: Final = ("approximate", "above", "at_least", "below", "at_most", "range")
_STATUSES: Final = ("asserted", "estimated", "forecast", "target", "denied", "hypothetical")
#: groups whose labels are known beforehand: name, family, labels
_FIXED: Final[tuple[tuple[str, Family, tuple[str, ...]], ...]] = (
    ("contents", "contents", (*CONTENT, MORE)),
    ("attributions", "attributions", _ATTRIBUTIONS),
    ("marks", "marks", ("scare", "title", "term")),
    ("numbers", "quantities", ("number",)),
    (
        "measures",
        "quantities",
        (
            "unit",
            *(f"modifier.{side}" for side in _MODIFIERS),
            *(f"status.{status}" for status in _STATUSES),
        ),
    ),
    ("things", "quantities", ("of", "base")),
)


class RoleSpan(NamedTuple):
    """A span with its role: offsets of code points, half-open, and a label of its family."""

    start: int
    end: int
    label: str


#: the spans of a document by family; a family that is missing was not attempted
Roles = Mapping[Family, Sequence[RoleSpan]]


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Labels of one family that share layers.

    Attributes:
        name: of the group, unique in a layout.
        family: the family its labels are of.
        labels: sorted.
        depth: how many layers it has.
    """

    name: str
    family: Family
    labels: tuple[str, ...]
    depth: int = 1

    @property
    def layers(self) -> tuple[str, ...]:
        """Names of its layers, outermost first."""
        return tuple(f"{self.name}/{number}" for number in range(self.depth))

    @property
    def tags(self) -> tuple[str, ...]:
        """Every tag of its layers, ``O`` first."""
        return ("O", *(f"{place}-{label}" for label in self.labels for place in "BI"))


class Layout(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All the groups that a tagger has, in the order in which their layers are tagged."""

    groups: tuple[Group, ...]

    @property
    def layers(self) -> dict[str, Group]:
        """Every layer of role tags, with its group; the layer of particles is not among them."""
        return {layer: group for group in self.groups for layer in group.layers}

    @property
    def families(self) -> tuple[Family, ...]:
        """The families that are attempted."""
        return tuple(dict.fromkeys(group.family for group in self.groups))


def fit(documents: Iterable[Roles], *, least: int = 1) -> Layout:
    """The layout that holds the spans of some documents.

    Args:
        documents: the roles of each (:func:`rawi.baselines.tagging.roles.roles_of`).
        least: spans that an inner layer must have to be there; fewer cannot be learned from.

    Returns:
        groups of the families that occur. Labels that do not occur are left out.
    """
    roles = list(documents)
    seen: dict[Family, list[Sequence[RoleSpan]]] = {}
    for one in roles:
        for family, spans in one.items():
            seen.setdefault(family, []).append(spans)
    groups: list[Group] = []
    if "entities" in seen:
        for number, labels in enumerate(_grouped(seen["entities"]), 1):
            groups += _group(f"entities{number}", "entities", labels, seen["entities"], least)
    for name, family, known in _FIXED:
        if family in seen:
            labels_seen = {span.label for spans in seen[family] for span in spans}
            labels = tuple(label for label in known if label in labels_seen)
            groups += _group(name, family, labels, seen[family], least)
    return Layout(tuple(groups))


def _group(
    name: str,
    family: Family,
    labels: tuple[str, ...],
    documents: Sequence[Sequence[RoleSpan]],
    least: int,
) -> list[Group]:
    """The group, with as many layers as it takes; none if it has no spans."""
    inside = set(labels)
    layers: Counter[int] = Counter()
    for spans in documents:
        mine = [span for span in spans if span.label in inside]
        layers.update(layer for _, layer in stacked(mine))
    depth = sum(1 for layer in range(DEEPEST) if layers[layer] >= (least if layer else 1))
    return [Group(name, family, tuple(sorted(labels)), depth)] if depth else []


def stacked(spans: Iterable[RoleSpan]) -> list[tuple[RoleSpan, int]]:
    """Spans by start, the longer first, each with the first layer that is free where it stands.

    Of spans that nest, each stands one layer deeper than the one around it.
    """
    found: list[tuple[RoleSpan, int]] = []
    ends: list[int] = []
    for span in sorted(set(spans), key=lambda one: (one.start, -one.end, one.label)):
        layer = next((at for at, end in enumerate(ends) if end <= span.start), len(ends))
        if layer == len(ends):
            ends.append(0)
        ends[layer] = span.end
        found.append((span, layer))
    return found


#: how large a share of a type may stand in types of its own group
_TOLERATED: Final = 0.05


def _grouped(documents: Sequence[Sequence[RoleSpan]]) -> list[tuple[str, ...]]:
    """Entity types in groups that seldom nest: the commonest first, each into the first that fits."""
    count: Counter[str] = Counter()
    nested: Counter[tuple[str, str]] = Counter()
    for spans in documents:
        unique = sorted(set(spans), key=lambda one: (one.start, -one.end, one.label))
        open_spans: list[RoleSpan] = []
        for span in unique:
            while open_spans and open_spans[-1].end <= span.start:
                open_spans.pop()
            count[span.label] += 1
            for outer in open_spans[-DEEPEST:]:
                nested[outer.label, span.label] += 1
                nested[span.label, outer.label] += 1
            open_spans.append(span)
    groups: list[list[str]] = []
    for label in sorted(count, key=lambda one: (-count[one], one)):
        for group in groups:
            touching = sum(nested[label, other] for other in group)
            if touching <= _TOLERATED * min(count[label], *(count[other] for other in group)):
                group.append(label)
                break
        else:
            groups.append([label])
    return [tuple(sorted(group)) for group in groups]
