"""Loads the gold set from inside the installed package: offline, from any folder, verified."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import msgspec

from rawi.dataset.build import SPLITS, Manifest
from rawi.document import Document
from rawi.errors import InputError

if TYPE_CHECKING:
    import datasets

_DECODER = msgspec.json.Decoder(Document)


@cache
def manifest() -> Manifest:
    """Version, checksums and counts of the gold files that this package ships."""
    data = files("rawi.dataset").joinpath("gold/manifest.json").read_bytes()
    return msgspec.json.decode(data, type=Manifest)


def load(split: str = "test") -> list[Document]:
    """The gold documents of a split, in the order of their ids.

    Args:
        split: ``train``, ``dev``, ``test``, or ``all``.

    Raises:
        InputError: there is no such split, or the file in the package was changed.
    """
    if split == "all":
        return [document for name in SPLITS for document in load(name)]
    if split not in SPLITS:
        raise InputError(f"there is no split {split!r}, expected one of {', '.join(SPLITS)}, all")
    name = f"{split}.jsonl"
    data = files("rawi.dataset").joinpath("gold", name).read_bytes()
    found = hashlib.sha256(data).hexdigest()
    stated = manifest().files[name].sha256
    if found != stated:
        raise InputError(
            f"its SHA-256 is {found[:12]}…, the manifest states {stated[:12]}…; "
            "the gold data of this installation was changed, install rawi again",
            file=name,
        )
    return [_DECODER.decode(line) for line in data.splitlines()]


def load_dataset(config: str, split: str = "test") -> datasets.Dataset:
    """A layer of the gold set as a ``datasets.Dataset`` with typed features.

    Args:
        config: ``ner`` (a row per sentence, with entities, words and IOB2 tags), ``quotes``,
            ``claims`` or ``documents`` (a row per article).
        split: ``train``, ``dev``, ``test``, or ``all``.

    Raises:
        InputError: there is no such config or split.
    """
    # Imported here: it takes the better part of a second.
    import datasets

    from rawi.dataset.tables import table

    made = table(config, load(split))
    features = datasets.Features.from_arrow_schema(made.schema)
    name = None if split == "all" else datasets.NamedSplit(split)
    info = datasets.DatasetInfo(
        description="Rawi, a benchmark for systems that read Arabic news",
        features=features,
        version=None,
    )
    return datasets.Dataset(made, info=info, split=name)
