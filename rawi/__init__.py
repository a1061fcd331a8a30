"""Rawi (راوي): the benchmark for systems that read Arabic news.

``load`` and ``load_dataset`` give the gold set, ``score`` and ``compare`` judge predictions. They are
imported when they are first used, so that ``import rawi`` is quick.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version as _version
from typing import TYPE_CHECKING, Any

from rawi.document import Document
from rawi.errors import InputError, RawiError

if TYPE_CHECKING:
    from rawi.dataset.load import load, load_dataset
    from rawi.evaluate.leaderboard import compare
    from rawi.evaluate.score import score

__version__ = _version("rawi")

__all__ = [
    "Document",
    "InputError",
    "RawiError",
    "__version__",
    "compare",
    "load",
    "load_dataset",
    "score",
]

_HOMES = {
    "load": "rawi.dataset.load",
    "load_dataset": "rawi.dataset.load",
    "score": "rawi.evaluate.score",
    "compare": "rawi.evaluate.leaderboard",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'rawi' has no attribute {name!r}")
