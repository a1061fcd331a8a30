"""Rawi (راوي): the benchmark for systems that read Arabic news.

``load`` and ``load_dataset`` give the gold set, ``score`` and ``compare`` judge predictions. They are
imported when they are first used, so that ``import rawi`` is quick.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version as _version
from typing import TYPE_CHECKING, Any

from rawi.document import (
    Bound,
    Claim,
    Document,
    Entity,
    Mark,
    Quantity,
    Quote,
    RegistryEntry,
    Source,
    Span,
    Unit,
)
from rawi.errors import InputError, RawiError

if TYPE_CHECKING:
    from rawi.dataset.load import load, load_dataset
    from rawi.evaluate.leaderboard import compare
    from rawi.evaluate.mistakes import find_mistakes
    from rawi.evaluate.score import score
    from rawi.jsonl import read_documents, write_documents

__version__ = _version("rawi")

__all__ = [
    "Bound",
    "Claim",
    "Document",
    "Entity",
    "InputError",
    "Mark",
    "Quantity",
    "Quote",
    "RawiError",
    "RegistryEntry",
    "Source",
    "Span",
    "Unit",
    "__version__",
    "compare",
    "find_mistakes",
    "load",
    "load_dataset",
    "read_documents",
    "score",
    "write_documents",
]

_HOMES = {
    "load": "rawi.dataset.load",
    "load_dataset": "rawi.dataset.load",
    "score": "rawi.evaluate.score",
    "compare": "rawi.evaluate.leaderboard",
    "find_mistakes": "rawi.evaluate.mistakes",
    "read_documents": "rawi.jsonl",
    "write_documents": "rawi.jsonl",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'rawi' has no attribute {name!r}")
