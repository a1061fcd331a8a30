"""Training: fine-tuning an encoder for all layers of tags at once.

AdamW (Loshchilov and Hutter 2019) with a linear warm-up and decay, gradients clipped at norm 1, the
linear layers at a higher rate than the encoder. With development data the epoch with the best F1 of
their spans is kept, and training stops when some epochs in a row brought nothing better; without, the
last epoch is. Everything that is drawn is drawn from one seed: on one machine and CPU the same comes
again.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from rawi.adapters.schemes import chunks, parse_tag
from rawi.baselines.neural.model import IGNORED, MultiTagger, loss
from rawi.baselines.neural.reading import mixed_precision, padded, read_tags
from rawi.baselines.neural.store import FORMAT, Manifest, Settings, tags_of, versions
from rawi.baselines.neural.subwords import Piece, Subwords
from rawi.baselines.tagging.codec import Encoded, encode
from rawi.baselines.tagging.corpus import Corpus, Data, corpus_roles, data_of
from rawi.baselines.tagging.layout import PARTICLES, Layout, Roles, fit
from rawi.baselines.tagging.tokens import Tokens, tokenize
from rawi.errors import Fault, InputError

#: spans that an inner layer must have to be trained
_LEAST = 5
_MOST_NORM = 1.0


@dataclass(frozen=True, slots=True)
class Trained:
    """What training gives: all that :func:`rawi.baselines.neural.store.save` takes."""

    model: MultiTagger
    tokenizer: Any
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class _Prepared:
    tokens: Tokens
    encoded: Encoded


def train(
    corpus: Corpus,
    dev: Corpus | None,
    settings: Settings,
    device: Any,
    *,
    told: Callable[[int, float, float | None], None] = lambda epoch, loss, f1: None,
) -> Trained:
    """Fine-tune an encoder.

    Args:
        corpus: documents with texts and some of the layers, all with the same ones.
        dev: development data to stop by.
        settings: the encoder (a name on the Hub, or a folder) and how to train.
        device: of ``torch``.
        told: called after every epoch with its number from 1, the mean loss, and the F1 on ``dev``.

    Raises:
        InputError: nothing to train on, an encoder that is not there or has no fast tokenizer,
            windows that overlap by more than half, or a loss that is no number.
    """
    roles = corpus_roles(corpus)
    layout = fit(roles, least=_LEAST)
    if not layout.groups:
        raise InputError(
            Fault("holds no entities, quotes, marks or quantities to learn from", file=corpus.name)
        )
    tags = tags_of(layout)
    _seed(settings.seed)
    encoder, tokenizer = load_encoder(settings.encoder)
    # what is cut off would be missed, so windows are never wider than the encoder
    room = min(settings.window, _widest(encoder))
    if settings.overlap > room // 2:
        raise InputError(
            Fault(
                f"windows of {room} subwords cannot overlap by {settings.overlap}",
                hint=f"give an overlap of {room // 2} at most, or wider windows if the encoder "
                "takes them",
            )
        )
    subwords = Subwords(tokenizer, room, settings.overlap)
    model = MultiTagger(encoder, tags).to(device)
    prepared = _prepare(corpus, roles, layout)
    held_out = _prepare(dev, corpus_roles(dev), layout) if dev else []
    pieces = [
        (number, piece)
        for number, one in enumerate(prepared)
        for piece in subwords.pieces(one.tokens.words)
    ]
    steps = settings.epochs * max(1, -(-len(pieces) // settings.batch_size))
    optimizer, schedule = _optimizer(model, settings, steps)
    scaler = torch.amp.GradScaler(enabled=_halves(device))
    generator = random.Random(settings.seed)
    padding = tokenizer.pad_token_id or 0
    best: tuple[float, int, dict[str, Any]] | None = None
    epoch = 0
    for epoch in range(1, settings.epochs + 1):
        generator.shuffle(pieces)
        spent = 0.0
        model.train()
        starts = range(0, len(pieces), settings.batch_size)
        for start in starts:
            batch = pieces[start : start + settings.batch_size]
            ids, mask = padded([piece for _, piece in batch], padding, device)
            targets = _targets(batch, prepared, tags, ids.shape[1], device)
            with mixed_precision(device):
                value = loss(model(ids, mask), targets)
            if not torch.isfinite(value):
                raise InputError(
                    Fault(
                        f"the loss is {float(value.detach())} in epoch {epoch}",
                        hint="train with a lower learning rate",
                    )
                )
            optimizer.zero_grad()
            scaler.scale(value).backward()
            scaler.unscale_(optimizer)
            torch.nn.utils.clip_grad_norm_(model.parameters(), _MOST_NORM)
            scaler.step(optimizer)
            scaler.update()
            schedule.step()
            spent += float(value.detach())
        model.eval()
        f1 = None
        if held_out:
            f1 = _f1(model, subwords, padding, tags, held_out, settings.batch_size)
            if best is None or f1 > best[0]:
                best = f1, epoch, copy.deepcopy(model.state_dict())
        told(epoch, spent / len(starts), f1)
        if best is not None and epoch - best[1] >= settings.patience:
            break
    kept = epoch
    if best is not None:
        kept = best[1]
        model.load_state_dict(best[2])
    model.eval()
    data = {"train": _data(corpus, roles, prepared)}
    if dev:
        data["dev"] = _data(dev, corpus_roles(dev), held_out)
    used = _used(settings, room)
    manifest = Manifest(FORMAT, versions(), used, layout, data, {"run": epoch, "kept": kept})
    return Trained(model.cpu(), tokenizer, manifest)


def _used(settings: Settings, room: int) -> Settings:
    """The settings as they were applied; of a folder the name alone, which says nothing of a machine."""
    from msgspec.structs import replace

    name = settings.encoder
    return replace(
        settings,
        encoder=Path(name).name if Path(name).is_dir() else name,
        window=room,
    )


def load_encoder(name: str) -> tuple[Any, Any]:
    """Encoder and tokenizer of a name on the Hub or a folder.

    Raises:
        InputError: there is none, it needs code of its own, or its tokenizer is no fast one.
    """
    from transformers import AutoModel, AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(name, use_fast=True, add_prefix_space=True)
        encoder = AutoModel.from_pretrained(name)
    except (OSError, ValueError) as error:
        raise InputError(
            Fault(
                f"cannot be loaded as an encoder: {str(error).splitlines()[0]}",
                file=name,
                hint="give a folder with config.json, weights and tokenizer, or a name on the Hub",
            )
        ) from None
    if not tokenizer.is_fast or tokenizer.unk_token_id is None:
        raise InputError(
            Fault("its tokenizer is no fast one with a token for the unknown", file=name)
        )
    return encoder, tokenizer


def _widest(encoder: Any) -> int:
    """Subwords that an encoder can take; those of the kind of RoBERTa lose two places to padding."""
    places = getattr(encoder.config, "max_position_embeddings", None)
    if not places or places < 0:
        return 512
    offset = encoder.config.pad_token_id or 0
    roberta = "roberta" in encoder.config.model_type or encoder.config.model_type == "camembert"
    return int(places) - (offset + 1 if roberta else 0)


def _halves(device: Any) -> bool:
    """Whether gradients are scaled: with half floats, whose range is small."""
    return device.type == "cuda" and not torch.cuda.is_bf16_supported()


def _seed(seed: int) -> None:
    random.seed(seed)
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True, warn_only=True)


def _prepare(corpus: Corpus, roles: Sequence[Any], layout: Layout) -> list[_Prepared]:
    found = []
    for document, mine in zip(corpus.documents, roles, strict=True):
        tokens = tokenize(document.text or "")
        found.append(_Prepared(tokens, encode(tokens, mine, layout)))
    return found


def _optimizer(model: MultiTagger, settings: Settings, steps: int) -> tuple[Any, Any]:
    heads = [p for name, p in model.named_parameters() if name.startswith("heads.")]
    rest = [p for name, p in model.named_parameters() if not name.startswith("heads.")]
    optimizer = torch.optim.AdamW(
        [
            {"params": rest, "lr": settings.learning_rate},
            {"params": heads, "lr": settings.head_learning_rate},
        ],
        weight_decay=settings.weight_decay,
    )
    warm = max(1, int(settings.warm_up * steps))

    def factor(step: int) -> float:
        return min((step + 1) / warm, max(0.0, (steps - step) / max(1, steps - warm)))

    return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


def _targets(
    batch: Sequence[tuple[int, Piece]],
    prepared: Sequence[_Prepared],
    tags: Mapping[str, Sequence[str]],
    width: int,
    device: Any,
) -> dict[str, Any]:
    """Indices of tags at the first subword of every word, for each layer."""
    found = {}
    for layer, names in tags.items():
        index = {name: i for i, name in enumerate(names)}
        rows = torch.full((len(batch), width), IGNORED, dtype=torch.long)
        for row, (number, piece) in enumerate(batch):
            encoded = prepared[number].encoded
            column = encoded.tags.get(layer, [])
            for word in range(piece.window.first, piece.window.last):
                # particles are only known where a span begins
                if layer == PARTICLES and word not in encoded.beginnings:
                    continue
                rows[row, piece.at[word - piece.window.first]] = index[column[word]]
        found[layer] = rows.to(device)
    return found


def _f1(
    model: MultiTagger,
    subwords: Subwords,
    padding: int,
    tags: Mapping[str, Sequence[str]],
    held_out: Sequence[_Prepared],
    batch_size: int,
) -> float:
    """Micro F1 of the spans of all layers on development data."""
    words = [one.tokens.words for one in held_out]
    told = read_tags(model, subwords, padding, tags, words, batch_size)
    right = gold = found = 0
    for one, mine in zip(held_out, told, strict=True):
        for layer, row in one.encoded.tags.items():
            if layer == PARTICLES:
                continue
            expected, predicted = (
                {(c.first, c.last, c.type) for c in chunks([parse_tag(tag) for tag in side])}
                for side in (row, mine[layer])
            )
            right += len(expected & predicted)
            gold, found = gold + len(expected), found + len(predicted)
    return 2 * right / (gold + found) if gold + found else 1.0


def _data(corpus: Corpus, roles: Sequence[Roles], prepared: Sequence[_Prepared]) -> Data:
    lost = (loss.reason for one in prepared for loss in one.encoded.lost)
    return data_of(corpus, roles, sum(len(one.tokens) for one in prepared), lost)
