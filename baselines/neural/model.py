"""An encoder with a linear layer for each layer of tags.

Multi-task tagging after Devlin et al. (2019): a word is read at its first subword; every layer of
:mod:`rawi.baselines.tagging` has a softmax of its own over the shared encoder, and the loss is the mean
of theirs. Entities, contents, sources and numbers so help one another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import nn

#: what is left out of the loss: subwords that are no first ones, and unknown tags
IGNORED = -100


# to mypy, what torch gives is of any type: it looks alike with the extra and without
class MultiTagger(nn.Module):  # type: ignore[misc]
    """The network.

    Args:
        encoder: a ``transformers`` encoder whose output has ``last_hidden_state``.
        tags: the tags of every layer.
        dropout: before the linear layers.
    """

    def __init__(
        self, encoder: Any, tags: Mapping[str, Sequence[str]], dropout: float = 0.1
    ) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(dropout)
        width = int(encoder.config.hidden_size)
        self.heads = nn.ModuleDict(
            {layer: nn.Linear(width, len(row)) for layer, row in tags.items()}
        )

    def forward(self, input_ids: Any, attention_mask: Any) -> dict[str, Any]:
        """Scores of the tags of every layer, each of shape ``(batch, subwords, tags)``."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        hidden = self.dropout(hidden)
        return {layer: head(hidden) for layer, head in self.heads.items()}


def loss(scores: Mapping[str, Any], targets: Mapping[str, Any]) -> Any:
    """Mean of the cross entropies of the layers that have any target.

    Args:
        scores: of every layer, ``(batch, subwords, tags)``.
        targets: indices of tags, ``(batch, subwords)``, :data:`IGNORED` where there are none.
    """
    losses = [
        nn.functional.cross_entropy(
            scores[layer].flatten(0, 1).float(), row.flatten(), ignore_index=IGNORED
        )
        for layer, row in targets.items()
        if bool((row != IGNORED).any())
    ]
    return torch.stack(losses).mean()
