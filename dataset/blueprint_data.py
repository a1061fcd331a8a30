"""The vocabulary that blueprints are drawn from, as it stood for a given block.

Files under ``data/blueprints`` may grow and be corrected without changing what was drawn from them:

- an entry of a list with ``since`` is there from that block on, one with ``until`` up to that block;
- a mapping with ``later`` has other values from a block on: a list of mappings, each with ``since``
  and the keys that it replaces or adds.

Blocks are counted from 0. What has none of the three holds for every block.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

_FOLDER = "data/blueprints"


def as_of(value: Any, block: int) -> Any:
    """A JSON value as it stood for a block, without the keys that say since when."""
    if isinstance(value, list):
        return [as_of(entry, block) for entry in value if _stands(entry, block)]
    if not isinstance(value, dict):
        return value
    found = {k: v for k, v in value.items() if k not in ("since", "until", "later")}
    for change in value.get("later", ()):
        if _stands(change, block):
            found |= {k: v for k, v in change.items() if k not in ("since", "until")}
    return {key: as_of(inner, block) for key, inner in found.items()}


def _stands(entry: Any, block: int) -> bool:
    if not isinstance(entry, Mapping):
        return True
    return bool(entry.get("since", 0) <= block <= entry.get("until", block))


@cache
def _file(name: str) -> Any:
    return json.loads(files("rawi.dataset").joinpath(_FOLDER, f"{name}.json").read_text("utf-8"))


@cache
def vocabulary(name: str, block: int = 0) -> Any:
    """The data file of that name, as it stood for a block."""
    return as_of(_file(name), block)


@cache
def kernels(block: int = 0) -> tuple[dict[str, Any], ...]:
    """All situations that a story of a block can be about, with their topics."""
    folder = files("rawi.dataset").joinpath(_FOLDER)
    names = sorted(path.name for path in folder.iterdir())
    found: list[dict[str, Any]] = []
    for name in names:
        if name.startswith("kernels-") and name.endswith(".json"):
            data = vocabulary(name.removesuffix(".json"), block)
            found += [{"topic": data["topic"], **kernel} for kernel in data["kernels"]]
    return tuple(found)
