"""The components of the pipeline, and what each of them finds.

- ``contents-0``, ``contents-1`` …: contents of quotes, a recogniser for each level of nesting (no
  n-gram categoriser can look at spans of hundreds of tokens, see :mod:`.recognizer`);
- ``ner``: the outermost entities, in ``doc.ents``;
- ``spancat``: everything else that is short: entities inside others, cues, sources, marks, numbers,
  units, modifiers, things counted; in ``doc.spans["roles"]`` with labels such as
  ``attributions:cue.speech``. It looks at every run of tokens up to the length that nearly all of
  the training data keep to; longer ones are counted as lost;
- ``particles``: a tagger that says how many attached particles are outside of what begins in a token.

Each has a network of its own: hashed embeddings of the folded word, its first letter, its last three
and its shape (Miranda et al. 2022), and convolutions over its neighbours.
"""

from __future__ import annotations

from typing import Any

import msgspec

from rawi.baselines.tagging.layout import PARTICLES, Layout

NER, SPANCAT = "ner", "spancat"
#: the span group of the categoriser
ROLES = "roles"
#: layers of convolutions: a recogniser of long spans has to look farther
_DEPTH, _DEPTH_OF_CONTENTS = 4, 8


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a pipeline has.

    Attributes:
        components: in the order in which they run.
        longest: tokens of the spans that the categoriser looks at, at most.
        width: of the vectors of tokens.
    """

    components: tuple[str, ...]
    longest: int
    width: int = 96


def content_components(layout: Layout) -> dict[str, str]:
    """The component of every layer of contents, by layer."""
    return {
        layer: layer.replace("/", "-")
        for layer, group in layout.layers.items()
        if group.family == "contents"
    }


def build(plan: Plan) -> Any:
    """The pipeline, untrained."""
    import spacy

    from rawi.baselines.spacy_tagger.recognizer import FACTORY
    from rawi.baselines.spacy_tagger.words import create_words  # registers the tokenizer

    del create_words
    # a GPU would give other predictions; this is the tagger for machines without one
    spacy.require_cpu()
    nlp = spacy.blank("ar", config={"nlp": {"tokenizer": {"@tokenizers": "rawi.words.v1"}}})
    for name in plan.components:
        if name == NER:
            nlp.add_pipe("ner", name=name, config={"model": _recognizer(plan.width, _DEPTH)})
        elif name == SPANCAT:
            nlp.add_pipe("spancat", name=name, config=_spancat(plan))
        elif name == PARTICLES:
            nlp.add_pipe("tagger", name=name, config=_tagger(plan.width))
        else:
            model = _recognizer(plan.width, _DEPTH_OF_CONTENTS)
            nlp.add_pipe(FACTORY, name=name, config={"model": model, "spans_key": name})
    return nlp


def _tok2vec(width: int, depth: int) -> dict[str, Any]:
    return {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": width,
            "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
            "rows": [3000, 500, 2000, 500],
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": width,
            "depth": depth,
            "window_size": 1,
            "maxout_pieces": 3,
        },
    }


def _recognizer(width: int, depth: int) -> dict[str, Any]:
    return {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": True,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "nO": None,
        "tok2vec": _tok2vec(width, depth),
    }


def _tagger(width: int) -> dict[str, Any]:
    return {
        "overwrite": True,
        "model": {
            "@architectures": "spacy.Tagger.v2",
            "nO": None,
            "normalize": False,
            "tok2vec": _tok2vec(width, _DEPTH),
        },
    }


def _spancat(plan: Plan) -> dict[str, Any]:
    return {
        "spans_key": ROLES,
        "threshold": 0.5,
        "max_positive": None,
        "suggester": {
            "@misc": "spacy.ngram_range_suggester.v1",
            "min_size": 1,
            "max_size": plan.longest,
        },
        "model": {
            "@architectures": "spacy.SpanCategorizer.v1",
            "reducer": {"@layers": "spacy.mean_max_reducer.v1", "hidden_size": 128},
            "scorer": {"@layers": "spacy.LinearLogistic.v1", "nO": None, "nI": None},
            "tok2vec": _tok2vec(plan.width, _DEPTH),
        },
    }
