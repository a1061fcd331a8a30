"""Training the pipeline from scratch on the CPU, one component after the other.

Adam (Kingma and Ba 2015) with averaged weights, drop-out, and batches of a few paragraphs, as spaCy
trains by default. With development data the epoch with the best F1 of a component's spans is kept, and
its training stops when some epochs in a row brought nothing better; without, all epochs are run. All
that is drawn is drawn from one seed: the same documents give the same model.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from spacy.tokens import Span as SpacySpan
from spacy.training import Example
from spacy.util import fix_random_seed
from thinc.api import Adam

from rawi.baselines.spacy_tagger.pipeline import (
    NER,
    ROLES,
    SPANCAT,
    Plan,
    build,
    content_components,
)
from rawi.baselines.spacy_tagger.store import FORMAT, Component, Manifest, Settings, versions
from rawi.baselines.spacy_tagger.targets import Found, Targets, spans_in, targets
from rawi.baselines.spacy_tagger.words import document, places
from rawi.baselines.tagging.codec import Encoded, encode
from rawi.baselines.tagging.corpus import Corpus, Data, corpus_roles, data_of
from rawi.baselines.tagging.layout import PARTICLES, Layout, Roles, fit
from rawi.baselines.tagging.tokens import Tokens, tokenize
from rawi.errors import Fault, InputError

#: spans that an inner layer must have to be trained
_LEAST = 5
#: the categoriser looks at runs as long as this share of its spans are, and no longer than that
_COVERED, _LONGEST = 0.98, 12
#: tokens of a training example, unless a quote is longer
_EXAMPLE = 80


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A document ready for training."""

    tokens: Tokens
    encoded: Encoded
    targets: Targets


@dataclass(frozen=True, slots=True)
class _Part:
    """Some paragraphs of a document, with what is to be found there, counted from ``first``."""

    tokens: Tokens
    first: int
    last: int
    spans: dict[str, tuple[Found, ...]]
    particles: dict[int, str]


def train(
    corpus: Corpus,
    dev: Corpus | None,
    settings: Settings,
    *,
    told: Callable[[str, int, float, float | None], None] = lambda name, epoch, loss, f1: None,
) -> tuple[Any, Manifest]:
    """Train a pipeline.

    Args:
        corpus: documents with texts and some of the layers, all with the same ones.
        dev: development data to stop by.
        settings: how.
        told: called after every epoch of a component with its name, the number of the epoch from 1,
            the loss, and the F1 on ``dev``.

    Returns:
        the pipeline and its manifest, as :func:`rawi.baselines.spacy_tagger.store.save` takes them.

    Raises:
        InputError: nothing to train on, a document without text, or layers that only some have.
    """
    roles = corpus_roles(corpus)
    layout = fit(roles, least=_LEAST)
    if not layout.groups:
        raise InputError(
            Fault("holds no entities, quotes, marks or quantities to learn from", file=corpus.name)
        )
    prepared = _prepare(corpus, roles, layout)
    held_out = _prepare(dev, corpus_roles(dev), layout) if dev is not None else []
    plan = _plan(prepared, layout, settings)
    nlp = build(plan)
    parts = [part for one in prepared for part in _parts(one)]
    dev_parts = [part for one in held_out for part in _parts(one)]
    components = tuple(
        _train_component(nlp, name, parts, dev_parts, plan.longest, settings, told)
        for name in plan.components
    )
    data = {"train": _data(corpus, roles, prepared, plan)}
    if dev is not None:
        data["dev"] = _data(dev, corpus_roles(dev), held_out, plan)
    return nlp, Manifest(FORMAT, versions(), settings, layout, plan, components, data)


def _prepare(corpus: Corpus, roles: Sequence[Roles], layout: Layout) -> list[_Prepared]:
    found = []
    for document_, mine in zip(corpus.documents, roles, strict=True):
        tokens = tokenize(document_.text or "")
        encoded = encode(tokens, mine, layout)
        found.append(_Prepared(tokens, encoded, targets(encoded, layout)))
    return found


def _plan(prepared: Sequence[_Prepared], layout: Layout, settings: Settings) -> Plan:
    """The components that have something to learn."""
    sizes = Counter(
        span.last - span.first for one in prepared for span in one.targets.spans[SPANCAT]
    )
    longest, seen = 1, 0
    for size in sorted(sizes):
        if size > _LONGEST or seen >= _COVERED * sizes.total():
            break
        longest, seen = size, seen + sizes[size]
    components = list(content_components(layout).values())
    if any(one.targets.spans[NER] for one in prepared):
        components.append(NER)
    if any(s.last - s.first <= longest for one in prepared for s in one.targets.spans[SPANCAT]):
        components.append(SPANCAT)
    if len({tag for one in prepared for tag in one.targets.particles.values()}) > 1:
        components.append(PARTICLES)
    return Plan(tuple(components), longest, settings.width)


def _parts(one: _Prepared) -> list[_Part]:
    """The document in parts of some paragraphs, cut where no span goes on."""
    open_at = [0] * (len(one.tokens) + 1)
    for spans in one.targets.spans.values():
        for span in spans:
            open_at[span.first + 1] += 1
            open_at[span.last] -= 1
    inside = 0
    cuts = []
    ends = {end for _, end in one.tokens.paragraphs}
    last_cut = 0
    for at in range(len(one.tokens)):
        inside += open_at[at]
        if at in ends and not inside and at - last_cut >= _EXAMPLE:
            cuts.append(at)
            last_cut = at
    bounds = [0, *cuts, len(one.tokens)]
    return [
        _Part(
            one.tokens,
            first,
            last,
            {
                name: tuple(
                    Found(span.first - first, span.last - first, span.label)
                    for span in spans
                    if first <= span.first < last
                )
                for name, spans in one.targets.spans.items()
            },
            {at - first: tag for at, tag in one.targets.particles.items() if first <= at < last},
        )
        for first, last in pairwise(bounds)
        if first < last
    ]


def _example(vocab: Any, part: _Part, component: str, longest: int) -> Any:
    """A document without and one with what a component is to find in it."""
    plain, reference = (document(vocab, part.tokens, part.first, part.last) for _ in range(2))
    at = places(reference)
    if component == PARTICLES:
        for place, tag in part.particles.items():
            reference[at[place]].tag_ = tag
        return Example(plain, reference)
    spans = [
        SpacySpan(reference, at[span.first], at[span.last - 1] + 1, label=span.label)
        for span in part.spans[component]
        if component != SPANCAT or span.last - span.first <= longest
    ]
    if component == SPANCAT:
        reference.spans[ROLES] = spans
    else:
        reference.set_ents(spans, default="outside")
    return Example(plain, reference)


def _train_component(
    nlp: Any,
    name: str,
    parts: Sequence[_Part],
    dev: Sequence[_Part],
    longest: int,
    settings: Settings,
    told: Callable[[str, int, float, float | None], None],
) -> Component:
    component = nlp.get_pipe(name)
    examples = [_example(nlp.vocab, part, name, longest) for part in parts]
    generator = random.Random(settings.seed)
    fix_random_seed(settings.seed)
    component.initialize(lambda: examples, nlp=nlp)
    optimizer = Adam(
        learn_rate=settings.learning_rate,
        L2=0.01,
        L2_is_weight_decay=True,
        grad_clip=1.0,
        use_averages=True,
    )
    best: tuple[float, int, bytes] | None = None
    epoch = 0
    for epoch in range(1, settings.epochs + 1):
        generator.shuffle(examples)
        losses: dict[str, float] = {}
        for start in range(0, len(examples), settings.batch_size):
            batch = examples[start : start + settings.batch_size]
            component.update(batch, drop=settings.dropout, sgd=optimizer, losses=losses)
        f1 = None
        if dev:
            with component.model.use_params(optimizer.averages):
                f1 = _f1(nlp, component, name, dev)
                if best is None or f1 > best[0]:
                    best = f1, epoch, component.model.to_bytes()
        told(name, epoch, losses.get(name, 0.0), f1)
        if best is not None and epoch - best[1] >= settings.patience:
            break
    if best is None:
        with component.model.use_params(optimizer.averages):
            best = 0.0, epoch, component.model.to_bytes()
    component.model.from_bytes(best[2])
    return Component(name, epoch, best[1], best[0] if dev else None)


def _f1(nlp: Any, component: Any, name: str, parts: Sequence[_Part]) -> float:
    """Micro F1 of the spans of a component; of the tagger of particles the accuracy."""
    right = gold = predicted = 0
    for part in parts:
        doc = component(document(nlp.vocab, part.tokens, part.first, part.last))
        if name == PARTICLES:
            at = places(doc)
            right += sum(doc[at[place]].tag_ == tag for place, tag in part.particles.items())
            gold, predicted = gold + len(part.particles), predicted + len(part.particles)
            continue
        expected = {span[:3] for span in part.spans[name]}
        found = {span[:3] for span in spans_in(doc, name)}
        right += len(expected & found)
        gold, predicted = gold + len(expected), predicted + len(found)
    return 2 * right / (gold + predicted) if gold + predicted else 1.0


def _data(
    corpus: Corpus, roles: Sequence[Roles], prepared: Sequence[_Prepared], plan: Plan
) -> Data:
    lost: list[str] = [loss.reason for one in prepared for loss in one.encoded.lost]
    # longer than the categoriser looks at
    lost += [
        "length"
        for one in prepared
        for span in one.targets.spans[SPANCAT]
        if span.last - span.first > plan.longest
    ]
    return data_of(corpus, roles, sum(len(one.tokens) for one in prepared), lost)
