"""Tags of texts by a trained network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch

from rawi.baselines.neural.model import MultiTagger
from rawi.baselines.neural.subwords import Piece, Subwords

#: pieces of similar length are read together; at most this many subwords with their padding
_AT_ONCE = 16_384


def mixed_precision(device: Any) -> AbstractContextManager[Any]:
    """Half precision on a GPU, where it is faster and loses nothing that a tag depends on."""
    if device.type != "cuda":
        return nullcontext()
    kind = torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    half: AbstractContextManager[Any] = torch.autocast("cuda", dtype=kind)
    return half


def padded(pieces: Sequence[Piece], padding: int, device: Any) -> tuple[Any, Any]:
    """Subwords and attention mask of some pieces, both ``(pieces, subwords)``."""
    width = max(len(piece.ids) for piece in pieces)
    ids = torch.full((len(pieces), width), padding, dtype=torch.long)
    mask = torch.zeros((len(pieces), width), dtype=torch.long)
    for row, piece in enumerate(pieces):
        ids[row, : len(piece.ids)] = torch.tensor(piece.ids)
        mask[row, : len(piece.ids)] = 1
    return ids.to(device), mask.to(device)


def read_tags(
    model: MultiTagger,
    subwords: Subwords,
    padding: int,
    tags: Mapping[str, Sequence[str]],
    texts: Sequence[Sequence[str]],
    batch_size: int,
) -> list[dict[str, list[str]]]:
    """One tag a word and layer, for the words of several texts.

    Pieces are sorted by their length and read a batch at a time; the tags of a word do not depend on
    what else is in the batch, since padding is masked.
    """
    device = next(model.parameters()).device
    found = [{layer: ["O"] * len(words) for layer in tags} for words in texts]
    queue = [
        (number, piece) for number, words in enumerate(texts) for piece in subwords.pieces(words)
    ]
    queue.sort(key=lambda one: len(one[1].ids))
    start = 0
    while start < len(queue):
        stop = start + 1
        while (
            stop < len(queue)
            and stop - start < batch_size
            and len(queue[stop][1].ids) * (stop - start + 1) <= _AT_ONCE
        ):
            stop += 1
        batch = queue[start:stop]
        ids, mask = padded([piece for _, piece in batch], padding, device)
        with torch.inference_mode(), mixed_precision(device):
            scores = model(ids, mask)
        best = {layer: row.argmax(dim=-1).cpu().tolist() for layer, row in scores.items()}
        for row, (number, piece) in enumerate(batch):
            window = piece.window
            for word in range(window.read_first, window.read_last):
                place = piece.at[word - window.first]
                for layer, names in tags.items():
                    found[number][layer][word] = names[best[layer][row][place]]
        start = stop
    return found
