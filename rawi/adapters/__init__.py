"""From what people already have to :class:`rawi.Document`, so that it can be scored.

Every adapter takes the id of the document and its text first, imports nothing of the library whose
output it reads, and returns :class:`Adapted`: the document, and notes for people on what had to be
mended or could not be placed. What cannot be right in any reading (offsets outside the text, words of
another text) raises :class:`rawi.InputError`; what a system got wrong never does.
"""

from __future__ import annotations

from rawi.adapters.adapted import Adapted
from rawi.adapters.llm import from_json
from rawi.adapters.spacy_doc import from_spacy
from rawi.adapters.tagged_words import from_bio, from_nested_tags
from rawi.adapters.token_classification import from_token_classification

__all__ = [
    "Adapted",
    "from_bio",
    "from_json",
    "from_nested_tags",
    "from_spacy",
    "from_token_classification",
]
