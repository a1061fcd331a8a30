"""The spaCy pipeline as a system: ``rawi predict spacy --model MODEL``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, ClassVar

from rawi.baselines.system import Setting
from rawi.baselines.tagging.codec import decode
from rawi.baselines.tagging.layout import PARTICLES, Family
from rawi.baselines.tagging.linker import link
from rawi.baselines.tagging.tokens import tokenize
from rawi.document import Document, Layer

if TYPE_CHECKING:
    from rawi.baselines.spacy_tagger.store import Manifest
    from rawi.baselines.spacy_tagger.targets import Found

_LAYERS: dict[Family, tuple[Layer, ...]] = {
    "entities": ("entities",),
    "contents": ("quotes", "marks"),
    "quantities": ("quantities",),
}


class Spacy:
    """A trained pipeline that reads texts, on the CPU.

    A text is read by itself and never in a batch with others, so that what is found in it does not
    depend on them; a very long one in pieces of whole paragraphs (:func:`.words.pieces`).

    Args:
        model: folder that ``rawi train spacy`` wrote.

    Raises:
        InputError: the folder is no model, was changed, or does not fit this installation.
    """

    name = "spacy"
    version = "1"
    description = "recognisers and a span categoriser of spaCy, trained by rawi train spacy"
    layers: tuple[Layer, ...] = ("entities", "quotes", "marks", "quantities")
    needs: ClassVar[dict[str, str]] = {"spacy": "rawi[spacy]"}
    settings = (Setting("model", "a folder of rawi train spacy", kind="path", required=True),)

    def __init__(self, model: str | os.PathLike[str]) -> None:
        from rawi.baselines.spacy_tagger.store import load

        nlp, manifest = load(model)
        self._nlp: Any = nlp
        self._manifest: Manifest = manifest
        families = manifest.layout.families
        self.layers = tuple(
            layer for family, made in _LAYERS.items() if family in families for layer in made
        )

    def read(self, text: str) -> Document:
        """Everything the system finds in a text, in time linear in its length."""
        from rawi.baselines.spacy_tagger.targets import Found, spans_in, tags_of
        from rawi.baselines.spacy_tagger.words import document, pieces, places

        layout = self._manifest.layout
        components = self._manifest.plan.components
        tokens = tokenize(text)
        found: dict[str, list[Found]] = {name: [] for name in components}
        particles: list[str] = []
        for first, last in pieces(tokens):
            # the vocabulary forgets the words of a piece, or it would grow with every text
            with self._nlp.memory_zone():
                doc = self._nlp(document(self._nlp.vocab, tokens, first, last))
                for name in components:
                    for span in spans_in(doc, name) if name != PARTICLES else ():
                        moved = Found(span.first + first, span.last + first, span.label, span.score)
                        found[name].append(moved)
                if PARTICLES in components:
                    particles += (doc[at].tag_ for at in places(doc))
        tags, confidence = tags_of(found, layout, len(tokens))
        if particles:
            tags[PARTICLES] = particles
        return link(text, decode(tokens, tags, layout, confidence))
