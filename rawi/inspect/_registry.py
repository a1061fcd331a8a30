"""What ``inspect-ai`` imports to find the tasks: everything that it registers by name."""

from __future__ import annotations

from rawi.inspect.asking import ask_layers
from rawi.inspect.scoring import (
    f1,
    failed,
    interval,
    precision,
    recall,
    score_claims,
    score_ner,
    score_quotes,
)
from rawi.inspect.tasks import claims, ner, quotes

__all__ = [
    "ask_layers",
    "claims",
    "f1",
    "failed",
    "interval",
    "ner",
    "precision",
    "quotes",
    "recall",
    "score_claims",
    "score_ner",
    "score_quotes",
]
