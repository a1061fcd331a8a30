"""Training of spaCy pipelines from scratch, on the CPU.

Two blank Arabic pipelines. The first reads paragraphs: ``ner`` finds the outermost entities, and one
span categoriser for each family of short spans finds all entities (nested ones too), the cues and
sources of quotes, and the parts of quantities. A span categoriser looks at every run of a few tokens;
the contents of quotes have dozens, so the second pipeline finds these and other marked words with a
``ner`` over the whole article. What ``ner`` and the categoriser find of entities is put together.

Everything that is drawn is drawn from one seed: the same comes again on one machine.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rawi.baselines.spacy_tagger.docs import TokenSpan, make_doc, outermost, token_spans
from rawi.baselines.tagging.corpus import Corpus, corpus_roles
from rawi.baselines.tagging.layout import Family, RoleSpan
from rawi.baselines.tagging.tokens import Tokens, tokenize
from rawi.errors import Fault, InputError

#: families that a span categoriser finds, and the tokens that their spans have at most
CATEGORISED: dict[Family, int] = {"entities": 8, "attributions": 8, "quantities": 6}
#: families whose spans may be long, and so are found by the second ``ner``
LONG: tuple[Family, ...] = ("contents", "marks")
#: between the family and the label in the second pipeline
SEPARATOR = "/"


@dataclass(frozen=True, slots=True)
class Options:
    """How to train.

    Attributes:
        epochs: passes over the documents.
        batch_size: paragraphs, or articles, that are learned from at once.
        dropout: share of the features that are left out at random.
        seed: of everything that is drawn.
    """

    epochs: int = 30
    batch_size: int = 8
    dropout: float = 0.2
    seed: int = 20261123


@dataclass(frozen=True, slots=True)
class Trained:
    """The two pipelines, and the families that the training data had."""

    short: Any
    long: Any
    families: tuple[Family, ...]
    tokens: int


Example = tuple[Tokens, int, int, Mapping[Family, Sequence[TokenSpan]]]


def train(
    corpus: Corpus,
    options: Options,
    *,
    told: Callable[[int, float], None] = lambda epoch, loss: None,
) -> Trained:
    """Train both pipelines.

    Args:
        corpus: documents with texts and some of the layers, all with the same ones.
        options: how.
        told: called after every epoch with its number from 1 and the sum of the losses.

    Raises:
        InputError: nothing to train on, a document without text, or layers that only some have.
    """
    roles = corpus_roles(corpus)
    families = tuple(roles[0])
    if not any(spans for one in roles for spans in one.values()):
        raise InputError(
            Fault("holds no entities, quotes, marks or quantities to learn from", file=corpus.name)
        )
    texts = [tokenize(document.text or "") for document in corpus.documents]
    paragraphs = [
        example
        for tokens, one in zip(texts, roles, strict=True)
        for example in _examples(tokens, one, tokens.paragraphs)
    ]
    articles = [
        example
        for tokens, one in zip(texts, roles, strict=True)
        for example in _examples(tokens, one, [(0, len(tokens))])
    ]
    short = _short(families, options)
    long = _long(options)
    total: dict[int, float] = {}
    for nlp, examples, annotate in (
        (short, paragraphs, _annotate_short),
        (long, articles, _annotate_long),
    ):
        for epoch, loss in _fit(nlp, examples, annotate, options):
            total[epoch] = total.get(epoch, 0.0) + loss
    for epoch, loss in sorted(total.items()):
        told(epoch, loss)
    return Trained(short, long, families, sum(map(len, texts)))


def _examples(
    tokens: Tokens,
    roles: Mapping[Family, Sequence[RoleSpan]],
    ranges: Sequence[tuple[int, int]],
) -> Iterator[Example]:
    spans = {family: token_spans(tokens, found) for family, found in roles.items()}
    for first, last in ranges:
        if first == last:
            continue
        inside = {
            family: [
                (start - first, end - first, label)
                for start, end, label in found
                if first <= start and end <= last
            ]
            for family, found in spans.items()
        }
        yield tokens, first, last, inside


def _blank(seed: int) -> Any:
    import spacy

    spacy.util.fix_random_seed(seed)
    return spacy.blank("ar")


def _short(families: Sequence[Family], options: Options) -> Any:
    nlp = _blank(options.seed)
    if "entities" in families:
        nlp.add_pipe("ner")
    for family, longest in CATEGORISED.items():
        if family in families:
            nlp.add_pipe(
                "spancat",
                name=f"spancat_{family}",
                config={
                    "spans_key": family,
                    "threshold": 0.5,
                    "suggester": {
                        "@misc": "spacy.ngram_range_suggester.v1",
                        "min_size": 1,
                        "max_size": longest,
                    },
                },
            )
    return nlp


def _long(options: Options) -> Any:
    nlp = _blank(options.seed)
    nlp.add_pipe("ner")
    return nlp


def _annotate_short(doc: Any, spans: Mapping[Family, Sequence[TokenSpan]]) -> None:
    from spacy.tokens import Span

    doc.set_ents(
        [Span(doc, *span[:2], label=span[2]) for span in outermost(spans.get("entities", ()))]
    )
    for family, longest in CATEGORISED.items():
        doc.spans[family] = [
            Span(doc, first, last, label=label)
            for first, last, label in sorted(set(spans.get(family, ())))
            if last - first <= longest
        ]


def _annotate_long(doc: Any, spans: Mapping[Family, Sequence[TokenSpan]]) -> None:
    from spacy.tokens import Span

    every = [
        (first, last, f"{family}{SEPARATOR}{label}")
        for family in LONG
        for first, last, label in spans.get(family, ())
    ]
    doc.set_ents([Span(doc, *span[:2], label=span[2]) for span in outermost(every)])


def _fit(
    nlp: Any,
    examples: Sequence[Example],
    annotate: Callable[[Any, Mapping[Family, Sequence[TokenSpan]]], None],
    options: Options,
) -> Iterator[tuple[int, float]]:
    """Train a pipeline; the number of every epoch and the sum of its losses."""
    from spacy.training import Example as SpacyExample

    def made(one: Example) -> Any:
        tokens, first, last, spans = one
        reference = make_doc(nlp.vocab, tokens, first, last)
        annotate(reference, spans)
        return SpacyExample(make_doc(nlp.vocab, tokens, first, last), reference)

    ready = [made(one) for one in examples]
    optimizer = nlp.initialize(lambda: ready)
    generator = random.Random(options.seed)
    for epoch in range(1, options.epochs + 1):
        generator.shuffle(ready)
        losses: dict[str, float] = {}
        for start in range(0, len(ready), options.batch_size):
            nlp.update(
                ready[start : start + options.batch_size],
                sgd=optimizer,
                drop=options.dropout,
                losses=losses,
            )
        yield epoch, sum(losses.values())
