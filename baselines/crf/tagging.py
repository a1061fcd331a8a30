"""Tags from weights: what CRFsuite says of the tokens of a text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pycrfsuite

from rawi.baselines.crf.features import Features
from rawi.baselines.crf.sequences import LONGEST, stretches
from rawi.baselines.tagging.particles import likely_particles
from rawi.baselines.tagging.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Mapping


def tag_stretches(tagger: pycrfsuite.Tagger, tokens: Tokens, found: Features) -> list[str]:
    """One tag for each token, each stretch by itself."""
    tags: list[str] = []
    for first, last in stretches(tokens):
        tags += tagger.tag(pycrfsuite.ItemSequence(found[first:last]))
    return tags


def tag_layers(
    taggers: Mapping[str, pycrfsuite.Tagger], tokens: Tokens, found: Features
) -> dict[str, list[str]]:
    """One tag for each token in each of several layers; what is common to them is done once."""
    tags: dict[str, list[str]] = {layer: [] for layer in taggers}
    for first, last in stretches(tokens):
        items = pycrfsuite.ItemSequence(found[first:last])
        for layer, tagger in taggers.items():
            tags[layer] += tagger.tag(items)
    return tags


def tag_particles(tagger: pycrfsuite.Tagger, tokens: Tokens, found: Features) -> list[str]:
    """How many particles are outside of what may begin in each token."""
    tags = ["0"] * len(tokens)
    places = [at for at, token in enumerate(tokens.items) if len(token.begins) > 1]
    items = particle_items(tokens, found, places)
    for start in range(0, len(places), LONGEST):
        # trained on single tokens it knows no transitions: a sequence is as good as one by one
        told = tagger.tag(pycrfsuite.ItemSequence(items[start : start + LONGEST]))
        for at, tag in zip(places[start : start + LONGEST], told, strict=True):
            tags[at] = tag
    return tags


def particle_items(tokens: Tokens, found: Features, places: Sequence[int]) -> Features:
    """What the classifier of particles sees of some tokens: their features, and a guess by lists."""
    guesses = likely_particles(tokens)
    return [[*found[at], f"guess={guesses[at]}"] for at in places]
