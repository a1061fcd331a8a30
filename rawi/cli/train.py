"""``rawi train``."""

from __future__ import annotations

from rawi.cli.lazy import LazyGroup

#: kind of model, and the line that --help prints without importing its module
KINDS = {
    "crf": "Conditional random fields over words, affixes and lists; quick, no GPU.",
    "neural": "An encoder of transformers with a layer of tags for every role (rawi[neural]).",
    "spacy": "spaCy's named entities and span categoriser, from scratch (rawi[spacy]).",
}

command = LazyGroup(
    "train",
    KINDS,
    "rawi.cli.train_",
    "The kinds are",
    "Train a tagger on the gold set, or on documents of your own.",
)
