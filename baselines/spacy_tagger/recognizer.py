"""A recogniser whose spans stand beside the entities of a document.

spaCy's ``ner`` is a transition system for spans that do not overlap; it writes what it finds to
``doc.ents``, of which there is one. Contents of quotes are such spans too, and run over hundreds of
tokens, where a categoriser of all n-grams would have to look at each n-gram: so they are recognised by
the same system, and written to a span group.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from spacy.language import Language
from spacy.pipeline import EntityRecognizer
from spacy.tokens import SpanGroup

#: name of the component in the configuration of a pipeline
FACTORY = "rawi_spans"


# spaCy has types for its users and none for those who extend it, or is not installed
class SpanRecognizer(EntityRecognizer):  # type: ignore[misc, unused-ignore]
    """A transition-based recogniser that writes to ``doc.spans[spans_key]``; entities stay as they are.

    It learns from the entities of the reference documents that it is given.
    """

    def __init__(self, *args: Any, spans_key: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.spans_key = spans_key

    def predict(self, docs: Iterable[Any]) -> Any:
        """States of the parser; entities that are there already are hidden from it."""
        self._hidden = [list(doc.ents) for doc in docs]
        for doc in docs:
            doc.set_ents([], default="missing")
        return super().predict(docs)

    def set_annotations(self, docs: Iterable[Any], states_or_beams: Any) -> None:
        """Write what was found, and put back the entities."""
        super().set_annotations(docs, states_or_beams)
        for doc, entities in zip(docs, self._hidden, strict=True):
            doc.spans[self.spans_key] = SpanGroup(doc, name=self.spans_key, spans=list(doc.ents))
            doc.set_ents(entities, default="outside" if entities else "missing")


@Language.factory(
    FACTORY,
    default_config={"spans_key": "spans", "moves": None, "update_with_oracle_cut_size": 100},
)  # type: ignore[untyped-decorator, unused-ignore]
def create_recognizer(
    nlp: Any, name: str, model: Any, moves: Any, update_with_oracle_cut_size: int, spans_key: str
) -> SpanRecognizer:
    """The component, as ``ner`` is made but for the key of its span group."""
    return SpanRecognizer(
        nlp.vocab,
        model,
        name,
        moves=moves,
        update_with_oracle_cut_size=update_with_oracle_cut_size,
        spans_key=spans_key,
    )
