"""Spans as tags and tags as spans, the same for every tagger.

Tags are IOB2 (``O``, ``B-PERS``, ``I-PERS``), one a token in each layer of a layout; the layer
``particles`` says for each token how many attached particles are outside of what begins in it (``0``,
``1``, ``2``). Encoding takes spans to tags and tells what the tags cannot hold; decoding takes any tags
whatever and gives spans of which none crosses another of its family. Where nothing was lost the two
are each other's inverse.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rawi.adapters.schemes import chunks, parse_tag
from rawi.baselines.tagging.layout import (
    PARTICLES,
    Family,
    Layout,
    Roles,
    RoleSpan,
    stacked,
)
from rawi.baselines.tagging.particles import likely_particles
from rawi.baselines.tagging.tokens import Tokens

#: why tags cannot hold a span: its label is not in the layout; it begins or ends inside a token;
#: another span begins in the same token behind fewer or more particles; it crosses another or is
#: nested too deep
Reason = Literal["label", "start", "end", "particles", "depth"]
Tags = Mapping[str, Sequence[str]]
#: layer, first token, one past the last → how sure the tagger is of that span
Confidence = Callable[[str, int, int], float]


@dataclass(frozen=True, slots=True)
class Lost:
    """A span that its tags do not hold as it is."""

    family: Family
    span: RoleSpan
    reason: Reason


@dataclass(frozen=True, slots=True)
class Encoded:
    """The tags of a text.

    Attributes:
        tags: for each layer one tag a token.
        beginnings: the tokens in which a span begins. Elsewhere the particles are a guess; a tagger
            that can leave tokens out of its loss learns better without them.
        lost: what the tags do not hold; such spans are rounded to whole tokens, or left out.
    """

    tags: dict[str, list[str]]
    beginnings: frozenset[int]
    lost: tuple[Lost, ...]


def encode(tokens: Tokens, roles: Roles, layout: Layout) -> Encoded:
    """The tags of role spans.

    Args:
        tokens: of the text that the spans count in.
        roles: spans by family. The layers of a family that is missing are left out.
        layout: the layers.
    """
    lost: list[Lost] = []
    particles = [str(count) for count in likely_particles(tokens)]
    begun: dict[int, int] = {}
    tags: dict[str, list[str]] = {PARTICLES: particles}
    for group in layout.groups:
        if group.family not in roles:
            continue
        labels = set(group.labels)
        for layer in group.layers:
            tags[layer] = ["O"] * len(tokens)
        placed: dict[RoleSpan, RoleSpan] = {}
        for span in roles[group.family]:
            if span.label not in labels:
                continue
            found = _in_tokens(tokens, span, begun)
            if isinstance(found, RoleSpan):
                placed.setdefault(found, span)
            else:
                lost.append(Lost(group.family, span, found[0]))
                if found[1] is not None:
                    placed.setdefault(found[1], span)
        for by_token, layer_number in stacked(placed):
            names = group.layers
            taken = layer_number >= len(names) or any(
                tag != "O" for tag in tags[names[layer_number]][by_token.start : by_token.end]
            )
            if taken:
                lost.append(Lost(group.family, placed[by_token], "depth"))
                continue
            row = tags[names[layer_number]]
            row[by_token.start] = f"B-{by_token.label}"
            for at in range(by_token.start + 1, by_token.end):
                row[at] = f"I-{by_token.label}"
    for at, count in begun.items():
        particles[at] = str(count)
    known = {(group.family, label) for group in layout.groups for label in group.labels}
    for family in layout.families:
        for span in roles.get(family, ()):
            if (family, span.label) not in known:
                lost.append(Lost(family, span, "label"))
    return Encoded(tags, frozenset(begun), tuple(lost))


def _in_tokens(
    tokens: Tokens, span: RoleSpan, begun: dict[int, int]
) -> RoleSpan | tuple[Reason, RoleSpan | None]:
    """The span counted in tokens; or why it is not whole tokens, and what comes nearest to it."""
    first = tokens.at(span.start)
    last = tokens.at(span.end - 1)
    if first is None or last is None:
        return "start" if first is None else "end", None
    rounded = RoleSpan(first, last + 1, span.label)
    begins = tokens.items[first].begins
    if span.start not in begins:
        begun.setdefault(first, 0)
        return "start", rounded
    cut = begins.index(span.start)
    if begun.setdefault(first, cut) != cut:
        return "particles", rounded
    return rounded if span.end == tokens.items[last].end else ("end", rounded)


def decode(
    tokens: Tokens, tags: Tags, layout: Layout, confidence: Confidence | None = None
) -> dict[Family, tuple[RoleSpan, ...]]:
    """The spans of any tags whatever.

    A tag that goes on with nothing begins a span. Of two spans of a family that cross, the one that the
    tagger is surer of stays, by default the longer; a content is cut off at the end of the one it
    begins in. Labels of no or another group are ``O``.

    Args:
        tokens: of the text.
        tags: one a token in each layer. Layers may be missing: without ``particles`` they are guessed.
        layout: the layers.
        confidence: how sure the tagger is of a span; only asked of spans that cross.

    Returns:
        for each family of which a layer is there its spans, by start, the longer first.

    Raises:
        ValueError: a layer has not as many tags as there are tokens.
    """
    for layer, row in tags.items():
        if len(row) != len(tokens):
            raise ValueError(f"{len(row)} tags in layer {layer} for {len(tokens)} tokens")
    begins = _begins(tokens, tags.get(PARTICLES))
    found: dict[Family, list[_Placed]] = {}
    for group in layout.groups:
        labels = set(group.labels)
        for layer in group.layers:
            if layer not in tags:
                continue
            spans = found.setdefault(group.family, [])
            meanings = {tag: parse_tag(tag) for tag in set(tags[layer])}
            parsed = [
                tag if tag is not None and tag.type in labels else None
                for tag in map(meanings.__getitem__, tags[layer])
            ]
            spans += [_Placed(c.first, c.last, c.type, layer) for c in chunks(parsed)]
    return {
        family: tuple(
            RoleSpan(begins[one.first], tokens.items[one.last - 1].end, one.label)
            for one in uncrossed(spans, confidence, clip=family == "contents")
        )
        for family, spans in found.items()
    }


def _begins(tokens: Tokens, particles: Sequence[str] | None) -> list[int]:
    """Where a span that begins in a token begins."""
    if particles is None:
        counts = likely_particles(tokens)
    else:
        counts = [int(tag) if tag in ("0", "1", "2") else 0 for tag in particles]
    return [
        token.begins[min(count, len(token.begins) - 1)]
        for token, count in zip(tokens.items, counts, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A span counted in tokens, with the layer it was read from."""

    first: int
    last: int
    label: str
    layer: str


def uncrossed(
    spans: Iterable[_Placed], confidence: Confidence | None, *, clip: bool
) -> list[_Placed]:
    """Spans of which none crosses another and none is there twice, by start, the longer first.

    Linear in the spans, since those of one layer are disjoint and layers are few.
    """
    ordered = sorted(spans, key=lambda one: (one.first, -one.last, one.label, one.layer))

    def strength(one: _Placed) -> tuple[float, int]:
        sure = confidence(one.layer, one.first, one.last) if confidence is not None else 0.0
        return sure, one.last - one.first

    dropped: set[_Placed] = set()
    kept: list[_Placed] = []
    stack: list[_Placed] = []
    for span in ordered:
        while stack and stack[-1].last <= span.first:
            stack.pop()
        stack = [one for one in stack if one not in dropped]
        crossed = [one for one in stack if span.last > one.last > span.first]
        if crossed and clip:
            span = _Placed(span.first, min(one.last for one in crossed), span.label, span.layer)
        elif crossed:
            mine = strength(span)
            if any(strength(one) >= mine for one in crossed):
                continue
            dropped.update(crossed)
            stack = [one for one in stack if one not in dropped]
        kept.append(span)
        stack.append(span)
    unique: dict[tuple[int, int, str], _Placed] = {}
    for span in kept:
        if span not in dropped:
            unique.setdefault((span.first, -span.last, span.label), span)
    return [unique[key] for key in sorted(unique)]
