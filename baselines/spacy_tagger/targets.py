"""From the spans of a document to what each component is to find, and back.

Both ways go over the shared codec (:mod:`rawi.baselines.tagging.codec`), so that what a component can
be taught is what every other tagger can be taught.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from rawi.adapters.schemes import chunks, parse_tag
from rawi.baselines.spacy_tagger.pipeline import NER, ROLES, SPANCAT, content_components
from rawi.baselines.spacy_tagger.words import places
from rawi.baselines.tagging.codec import Encoded
from rawi.baselines.tagging.layout import PARTICLES, Family, Layout, RoleSpan, stacked


class Found(NamedTuple):
    """A span counted in tokens of ours, with its label and how sure the pipeline is of it."""

    first: int
    last: int
    label: str
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Targets:
    """What the components are to find in a text.

    Attributes:
        spans: by component, labelled as the component labels them.
        particles: the tag of every token in which a span begins.
    """

    spans: Mapping[str, tuple[Found, ...]]
    particles: Mapping[int, str]


def role_label(family: Family, label: str) -> str:
    """A label of the categoriser."""
    return f"{family}:{label}"


def targets(encoded: Encoded, layout: Layout) -> Targets:
    """What the components are to find where these are the tags."""
    by_family: dict[Family, list[RoleSpan]] = {}
    found: dict[str, list[Found]] = {NER: [], SPANCAT: []}
    contents = content_components(layout)
    for layer, group in layout.layers.items():
        row = chunks([parse_tag(tag) for tag in encoded.tags.get(layer, ())])
        spans = [RoleSpan(chunk.first, chunk.last, chunk.type) for chunk in row]
        if layer in contents:
            found[contents[layer]] = [Found(*span) for span in spans]
        else:
            by_family.setdefault(group.family, []).extend(spans)
    for family, roles in by_family.items():
        for span, depth in stacked(roles):
            if family == "entities" and depth == 0:
                found[NER].append(Found(*span))
            else:
                label = role_label(family, span.label)
                found[SPANCAT].append(Found(span.start, span.end, label))
    particles = {at: encoded.tags[PARTICLES][at] for at in sorted(encoded.beginnings)}
    return Targets({name: tuple(spans) for name, spans in found.items()}, particles)


def spans_in(doc: Any, component: str) -> list[Found]:
    """What a component found in a document, counted in tokens of ours from its first."""
    ours = {place: number for number, place in enumerate(places(doc))}
    scores: Iterable[float]
    if component == NER:
        spans = list(doc.ents)
        scores = [1.0] * len(spans)
    else:
        group = doc.spans.get(ROLES if component == SPANCAT else component, ())
        spans = list(group)
        scores = group.attrs["scores"] if component == SPANCAT and spans else [1.0] * len(spans)
    # a run that begins or ends in white space is none of ours
    return [
        Found(ours[span.start], ours[span.end - 1] + 1, span.label_, float(score))
        for span, score in zip(spans, scores, strict=True)
        if span.start in ours and span.end - 1 in ours
    ]


def tags_of(
    found: Mapping[str, Iterable[Found]], layout: Layout, length: int
) -> tuple[dict[str, list[str]], Callable[[str, int, int], float]]:
    """The tags of what the components found, and how sure they are of each span.

    An entity of the categoriser counts only inside one of the recogniser, since that is where it was
    taught to look. Of two that overlap in a layer the surer stands.
    """
    wanted: dict[tuple[Family, str], list[Found]] = {}
    covered = [0] * length  # for each token one past the last of the entity it is in
    for span in found.get(NER, ()):
        wanted.setdefault(("entities", span.label), []).append(span)
        covered[span.first : span.last] = [span.last] * (span.last - span.first)
    outermost = {(span.first, span.last, span.label) for span in found.get(NER, ())}
    for span in found.get(SPANCAT, ()):
        name, _, label = span.label.partition(":")
        if name == "entities" and (
            covered[span.first] < span.last or (span.first, span.last, label) in outermost
        ):
            continue
        # a label of the categoriser is made of a family of this package, and a type
        wanted.setdefault((cast(Family, name), label), []).append(span)
    contents = content_components(layout)
    tags = {layer: ["O"] * length for layer in layout.layers}
    sure: dict[tuple[str, int, int], float] = {}
    for group in layout.groups:
        for layer in group.layers if group.family == "contents" else ():
            for span in found.get(contents[layer], ()):
                if span.label in group.labels:
                    _write(tags[layer], span, span.label)
        rows = [] if group.family == "contents" else [(one, tags[one]) for one in group.layers]
        mine = [
            (span, label)
            for label in group.labels
            for span in wanted.get((group.family, label), ())
        ]
        for span, label in sorted(mine, key=lambda one: (-one[0].score, one[0].first, one)):
            for layer, row in rows:
                if all(tag == "O" for tag in row[span.first : span.last]):
                    _write(row, span, label)
                    sure[layer, span.first, span.last] = span.score
                    break
    return tags, lambda layer, first, last: sure.get((layer, first, last), 0.0)


def _write(row: list[str], span: Found, label: str) -> None:
    row[span.first : span.last] = [f"B-{label}", *[f"I-{label}"] * (span.last - span.first - 1)]
