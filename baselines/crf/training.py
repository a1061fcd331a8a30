"""Training: one linear-chain CRF for each layer of tags, by L-BFGS, the same each time.

Lafferty, McCallum and Pereira (2001); the weights are found by CRFsuite with an L1 and an L2 penalty.
Nothing is drawn at random, and the data are taken in the order they come in. Attached particles are no
sequence: that layer is a classifier of the tokens in which spans begin.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pycrfsuite

from rawi.adapters.schemes import chunks, parse_tag
from rawi.baselines.crf.features import Features, FeatureSet, features
from rawi.baselines.crf.fingerprint import fingerprint
from rawi.baselines.crf.sequences import stretches
from rawi.baselines.crf.store import FORMAT, LayerModel, Manifest, Model, versions
from rawi.baselines.crf.tagging import particle_items, tag_stretches
from rawi.baselines.tagging.codec import Encoded, encode
from rawi.baselines.tagging.corpus import Corpus, Data, corpus_roles, data_of
from rawi.baselines.tagging.layout import PARTICLES, Layout, Roles, fit
from rawi.baselines.tagging.tokens import Tokens, tokenize
from rawi.document import Document
from rawi.errors import Fault, InputError

#: weights of the L1 and L2 penalties that are tried where there are development data; the first is
#: what is taken where there are none
PENALTIES: Final = ((0.1, 0.01), (0.02, 0.02), (0.5, 0.01))
#: spans that an inner layer must have to be trained
LEAST: Final = 5


@dataclass(frozen=True, slots=True)
class Options:
    """How to train.

    Attributes:
        features: the feature set.
        penalties: weights of the L1 and L2 penalties; of several the best on the development data.
        iterations: of L-BFGS, at most.
    """

    features: FeatureSet = "full"
    penalties: tuple[tuple[float, float], ...] = PENALTIES
    iterations: int = 200


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A document ready for training."""

    tokens: Tokens
    features: Features
    encoded: Encoded


def train(
    corpus: Corpus,
    dev: Corpus | None = None,
    options: Options | None = None,
    *,
    begin: Callable[[int], None] = lambda layers: None,
    advance: Callable[[], None] = lambda: None,
) -> Model:
    """Train a model.

    Args:
        corpus: documents with texts and some of the layers, all with the same ones.
        dev: development data, by which the penalty of each layer is chosen; without, or if there is
            but one penalty, the first is taken.
        options: how.
        begin: called with the number of layers before the first, for progress.
        advance: called after each layer.

    Raises:
        InputError: nothing to train on, a document without text, or layers that only some have.
    """
    chosen = options or Options()
    roles = corpus_roles(corpus)
    layout = fit(roles, least=LEAST)
    if not layout.groups:
        raise InputError(
            Fault("holds no entities, quotes, marks or quantities to learn from", file=corpus.name)
        )
    prepared = [
        _prepare(d, r, layout, chosen) for d, r in zip(corpus.documents, roles, strict=True)
    ]
    held_out = (
        [
            _prepare(d, r, layout, chosen)
            for d, r in zip(dev.documents, corpus_roles(dev), strict=True)
        ]
        if dev is not None
        else []
    )
    layers = [*layout.layers]
    if any(_ambiguous(one) for one in prepared):
        layers.insert(0, PARTICLES)
    begin(len(layers))
    models: list[LayerModel] = []
    weights: dict[str, bytes] = {}
    for layer in layers:
        model, weights[layer] = _train_layer(layer, prepared, held_out, chosen)
        models.append(model)
        advance()
    data = {"train": _data(corpus, roles, prepared)}
    if dev is not None:
        data["dev"] = _data(dev, corpus_roles(dev), held_out)
    manifest = Manifest(
        format=FORMAT,
        versions=versions(),
        features=chosen.features,
        fingerprint=fingerprint(layout.families, chosen.features),
        seed=None,
        layout=layout,
        data=data,
        layers=tuple(models),
    )
    return Model(manifest, weights)


def _prepare(
    document: Document,
    roles: Roles,
    layout: Layout,
    options: Options,
) -> _Prepared:
    tokens = tokenize(document.text or "")
    return _Prepared(
        tokens,
        features(tokens, layout.families, options.features),
        encode(tokens, roles, layout),
    )


def _ambiguous(one: _Prepared) -> list[int]:
    """The tokens in which a span begins, and could begin elsewhere."""
    return [at for at in sorted(one.encoded.beginnings) if len(one.tokens.items[at].begins) > 1]


def _train_layer(
    layer: str, prepared: Sequence[_Prepared], dev: Sequence[_Prepared], options: Options
) -> tuple[LayerModel, bytes]:
    best: tuple[float, LayerModel, bytes] | None = None
    penalties = options.penalties if dev else options.penalties[:1]
    for c1, c2 in penalties:
        data, iterations = _fit_weights(layer, prepared, c1, c2, options.iterations)
        f1 = _f1(layer, data, dev) if dev else None
        model = LayerModel(layer, hashlib.sha256(data).hexdigest(), c1, c2, iterations, f1)
        if best is None or (f1 or 0.0) > best[0]:
            best = (f1 or 0.0, model, data)
    assert best is not None
    return best[1], best[2]


def _fit_weights(
    layer: str, prepared: Sequence[_Prepared], c1: float, c2: float, most: int
) -> tuple[bytes, int]:
    """The CRFsuite model of one layer, and the iterations that it took."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({"c1": c1, "c2": c2, "max_iterations": most})
    for one in prepared:
        row = one.encoded.tags.get(layer, [])
        if layer == PARTICLES:
            places = _ambiguous(one)
            items = particle_items(one.tokens, one.features, places)
            for at, item in zip(places, items, strict=True):
                trainer.append(pycrfsuite.ItemSequence([item]), [row[at]])
            continue
        for first, last in stretches(one.tokens):
            trainer.append(pycrfsuite.ItemSequence(one.features[first:last]), row[first:last])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "model")
        trainer.train(str(file))
        return file.read_bytes(), len(trainer.logparser.iterations)


def _f1(layer: str, weights: bytes, dev: Sequence[_Prepared]) -> float:
    """F1 of the spans of one layer; of particles the share that is right."""
    tagger = pycrfsuite.Tagger()
    tagger.open_inmemory(weights)
    right = gold = found = 0
    for one in dev:
        row = one.encoded.tags[layer]
        if layer == PARTICLES:
            places = _ambiguous(one)
            items = particle_items(one.tokens, one.features, places)
            told = tagger.tag(pycrfsuite.ItemSequence(items)) if items else []
            right += sum(row[at] == tag for at, tag in zip(places, told, strict=True))
            gold, found = gold + len(places), found + len(places)
            continue
        tags = tag_stretches(tagger, one.tokens, one.features)
        expected = {(c.first, c.last, c.type) for c in chunks([parse_tag(tag) for tag in row])}
        told_spans = {(c.first, c.last, c.type) for c in chunks([parse_tag(tag) for tag in tags])}
        right += len(expected & told_spans)
        gold, found = gold + len(expected), found + len(told_spans)
    return 2 * right / (gold + found) if gold + found else 1.0


def _data(corpus: Corpus, roles: Sequence[Roles], prepared: Sequence[_Prepared]) -> Data:
    tokens = sum(len(one.tokens.items) for one in prepared)
    return data_of(
        corpus, roles, tokens, (loss.reason for p in prepared for loss in p.encoded.lost)
    )
