"""The CRF as a system: ``rawi predict crf --model MODEL``."""

from __future__ import annotations

import os

import pycrfsuite

from rawi.baselines.crf.features import features
from rawi.baselines.crf.store import Model, load
from rawi.baselines.crf.tagging import tag_layers, tag_particles
from rawi.baselines.system import Setting
from rawi.baselines.tagging.codec import decode
from rawi.baselines.tagging.layout import PARTICLES, Family
from rawi.baselines.tagging.linker import link
from rawi.baselines.tagging.tokens import tokenize
from rawi.document import Document, Layer
from rawi.errors import Fault, InputError

_LAYERS: dict[Family, tuple[Layer, ...]] = {
    "entities": ("entities",),
    "contents": ("quotes", "marks"),
    "quantities": ("quantities",),
}


class Crf:
    """A trained model that reads texts.

    Args:
        model: path of a model that ``rawi train crf`` wrote.

    Raises:
        InputError: it is none, was changed, or does not fit this installation.
    """

    name = "crf"
    version = "1"
    description = (
        "conditional random fields over words, affixes and lists, trained by rawi train crf"
    )
    layers: tuple[Layer, ...] = ("entities", "quotes", "marks", "quantities")
    settings = (Setting("model", "a model of rawi train crf", kind="path", required=True),)

    def __init__(self, model: str | os.PathLike[str]) -> None:
        self._model: Model = load(model)
        layout = self._model.manifest.layout
        self.layers = tuple(
            layer for family, made in _LAYERS.items() if family in layout.families for layer in made
        )
        self._taggers: dict[str, pycrfsuite.Tagger] = {}
        known = layout.layers
        for layer, weights in self._model.weights.items():
            tagger = pycrfsuite.Tagger()
            tagger.open_inmemory(weights)
            allowed = {"0", "1", "2"} if layer == PARTICLES else set(known[layer].tags)
            if not set(tagger.labels()) <= allowed:
                raise InputError(
                    Fault(
                        f"its layer {layer!r} has tags that its manifest does not state",
                        file=str(model),
                        hint="train it again with rawi train crf",
                    )
                )
            self._taggers[layer] = tagger
        self._particles = self._taggers.pop(PARTICLES, None)

    def read(self, text: str) -> Document:
        """Everything the system finds in a text, in time linear in its length."""
        manifest = self._model.manifest
        tokens = tokenize(text)
        found = features(tokens, manifest.layout.families, manifest.features)
        tags = tag_layers(self._taggers, tokens, found)
        if self._particles is not None:
            tags[PARTICLES] = tag_particles(self._particles, tokens, found)
        return link(text, decode(tokens, tags, manifest.layout))


def load_system(path: str | os.PathLike[str]) -> Crf:
    """The system of a model file. Raises as :class:`Crf`."""
    return Crf(path)
