"""The spaCy pipelines as a system: ``rawi predict spacy --model MODEL``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import ClassVar

from rawi.baselines.system import Setting
from rawi.baselines.tagging.layout import Family
from rawi.baselines.tagging.linker import link
from rawi.baselines.tagging.tokens import tokenize
from rawi.document import Document, Layer

_LAYERS: dict[Family, tuple[Layer, ...]] = {
    "entities": ("entities",),
    "contents": ("quotes", "marks"),
    "quantities": ("quantities",),
}


class Spacy:
    """Trained pipelines that read texts.

    Args:
        model: folder that ``rawi train spacy`` wrote.

    Raises:
        InputError: the folder is no model, or was changed.
    """

    name = "spacy"
    version = "1"
    description = "spaCy's named entities and span categoriser, trained by rawi train spacy"
    layers: tuple[Layer, ...] = ("entities", "quotes", "marks", "quantities")
    needs: ClassVar[dict[str, str]] = {"spacy": "rawi[spacy]"}
    settings = (Setting("model", "a folder of rawi train spacy", kind="path", required=True),)

    def __init__(self, model: str | os.PathLike[str]) -> None:
        from rawi.baselines.spacy_tagger.store import load

        self._short, self._long, self._manifest = load(model)
        self.layers = tuple(
            layer
            for family, made in _LAYERS.items()
            if family in self._manifest.families
            for layer in made
        )

    def read(self, text: str) -> Document:
        """Everything the system finds in a text."""
        from rawi.baselines.spacy_tagger.docs import TokenSpan, make_doc, roles_of_tokens
        from rawi.baselines.spacy_tagger.training import CATEGORISED, LONG, SEPARATOR

        tokens = tokenize(text)
        found: dict[Family, list[TokenSpan]] = {family: [] for family in self._manifest.families}
        for first, last in tokens.paragraphs:
            if first == last:
                continue
            doc = self._short(make_doc(self._short.vocab, tokens, first, last))
            if "entities" in found:
                found["entities"] += [(first + e.start, first + e.end, e.label_) for e in doc.ents]
            for family in CATEGORISED:
                if family in found:
                    found[family] += [
                        (first + s.start, first + s.end, s.label_)
                        for s in doc.spans.get(family, ())
                    ]
        if len(tokens):
            doc = self._long(make_doc(self._long.vocab, tokens, 0, len(tokens)))
            for entity in doc.ents:
                name, _, label = entity.label_.partition(SEPARATOR)
                for family in LONG:
                    if family == name and family in found:
                        found[family].append((entity.start, entity.end, label))
        return link(text, roles_of_tokens(tokens, found))

    def read_many(self, texts: Sequence[str]) -> list[Document]:
        """The same for several texts, in their order."""
        return [self.read(text) for text in texts]
