"""A trained pipeline as a folder: what spaCy writes, and a manifest of data, settings and versions.

The pipeline is in ``pipeline/``, as ``nlp.to_disk`` writes it (message pack and JSON, no pickle), and
can be opened by itself with ``spacy.load`` where Rawi is installed. Rawi itself makes the components
from the manifest and takes from the folder no more than words and weights, so that no function named in
its configuration is ever called. A model is opened only if no file of it was changed, none is missing
and none was added.
"""

from __future__ import annotations

import os
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from rawi.baselines.spacy_tagger.pipeline import Plan, build
from rawi.baselines.tagging.corpus import Data
from rawi.baselines.tagging.folder import Kind, checksums, whole_folder
from rawi.baselines.tagging.layout import Layout
from rawi.errors import Fault, InputError

#: changes whenever the form of the folder, or what the components see, does
FORMAT: Final = "rawi-spacy/1"
_PIPELINE: Final = "pipeline"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a pipeline is trained.

    Attributes:
        epochs: of each component, at most.
        batch_size: paragraphs, or small groups of them, between two steps.
        learning_rate: of Adam.
        dropout: share of the activations that is left out.
        patience: epochs without a better F1 on the development data before a component stops.
        width: of the vectors of tokens.
        seed: of everything that is drawn.
    """

    epochs: int = 30
    batch_size: int = 2
    learning_rate: float = 0.003
    dropout: float = 0.2
    patience: int = 5
    width: int = 96
    seed: int = 20261123


class Component(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the training of a component went.

    Attributes:
        name: in the pipeline.
        epochs: that were run.
        kept: the epoch whose weights were kept.
        f1: of its spans on the development data, if there were any; of particles the accuracy.
    """

    name: str
    epochs: int
    kept: int
    f1: float | None = None


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything about a model but its weights.

    Attributes:
        format: of the folder.
        versions: of the packages that trained it.
        settings: how it was trained.
        layout: the layers of tags.
        plan: the components.
        components: how the training of each went.
        data: what it was trained on, and the development data, if any.
        files: SHA-256 of every file of the pipeline.
    """

    format: str
    versions: dict[str, str]
    settings: Settings
    layout: Layout
    plan: Plan
    components: tuple[Component, ...]
    data: dict[str, Data]
    files: dict[str, str] = {}


_KIND: Final = Kind("rawi train spacy", FORMAT, Manifest)


def versions() -> dict[str, str]:
    """Versions of the packages that make a model what it is."""
    return {name: version(name) for name in ("rawi", "spacy", "thinc")}


def save(nlp: Any, manifest: Manifest, path: str | os.PathLike[str]) -> None:
    """Write a model, whole or not at all, into a folder that is not there or empty.

    Raises:
        InputError: the folder holds something, or cannot be written.
    """
    with whole_folder(path) as folder:
        nlp.to_disk(folder / _PIPELINE)
        _KIND.write_manifest(folder, replace(manifest, files=checksums(folder / _PIPELINE)))


def load(path: str | os.PathLike[str]) -> tuple[Any, Manifest]:
    """Pipeline and manifest of a folder.

    Raises:
        InputError: the folder is no model, was damaged or changed, or is of another version.
    """
    folder = Path(path)
    manifest = _KIND.read_manifest(folder)
    _KIND.verify(folder / _PIPELINE, manifest.files)
    try:
        return build(manifest.plan).from_disk(folder / _PIPELINE), manifest
    except Exception as error:
        # spaCy raises whatever the first mismatch of shapes or names leads to
        by, here = manifest.versions.get("spacy", "an unknown version"), version("spacy")
        reason = str(error).strip().splitlines()
        raise InputError(
            Fault(
                f"was trained with spaCy {by} and cannot be read by spaCy {here}: "
                f"{reason[0] if reason else type(error).__name__}",
                file=str(path),
                hint=_KIND.hint,
            )
        ) from None
