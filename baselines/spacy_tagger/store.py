"""A trained pipeline as a folder: what spaCy writes, and a manifest of data, settings and versions.

The pipeline is in ``pipeline/``, as ``nlp.to_disk`` writes it (message pack and JSON, no pickle), and
can be opened by itself with ``spacy.load`` where Rawi is installed. Rawi itself makes the components
from the manifest and takes from the folder no more than words and weights, so that no function named in
its configuration is ever called. A model is opened only if no file of it was changed, none is missing
and none was added.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from rawi.baselines.spacy_tagger.pipeline import Plan, build
from rawi.baselines.tagging.layout import Layout
from rawi.errors import Fault, InputError
from rawi.files import read_bytes

#: changes whenever the form of the folder, or what the components see, does
FORMAT: Final = "rawi-spacy/1"
_MANIFEST: Final = "manifest.json"
_PIPELINE: Final = "pipeline"
_HINT: Final = "train it again with rawi train spacy, or take an undamaged copy"


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


class Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a pipeline was trained on, or stopped by.

    Attributes:
        name: of the file or split.
        sha256: of the documents, encoded as they were used.
        documents: how many.
        tokens: how many.
        spans: how many of each label, by family.
        lost: spans that cannot be told, by reason; ``length``: longer than the categoriser looks at.
    """

    name: str
    sha256: str
    documents: int
    tokens: int
    spans: dict[str, dict[str, int]]
    lost: dict[str, int] = {}


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


def versions() -> dict[str, str]:
    """Versions of the packages that make a model what it is."""
    return {name: version(name) for name in ("rawi", "spacy", "thinc")}


def check_output(path: str | os.PathLike[str]) -> None:
    """Refuse to write a model over something else.

    Raises:
        InputError: there is a file, or a folder that holds something.
    """
    folder = Path(path)
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise InputError(
            Fault(
                "is there already", file=str(path), hint="name a new or empty folder for the model"
            )
        )


def save(nlp: Any, manifest: Manifest, path: str | os.PathLike[str]) -> None:
    """Write a model, whole or not at all, into a folder that is not there or empty.

    Raises:
        InputError: the folder holds something, or cannot be written.
    """
    check_output(path)
    folder = Path(path)
    temporary: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(
            tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.", suffix=".tmp")
        )
        whole = temporary / folder.name
        whole.mkdir()
        nlp.to_disk(whole / _PIPELINE)
        files = {name: _sha256(file) for name, file in _files(whole / _PIPELINE).items()}
        text = msgspec.json.format(msgspec.json.encode(replace(manifest, files=files)), indent=1)
        (whole / _MANIFEST).write_bytes(text + b"\n")
        whole.replace(folder)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", file=str(path)) from None
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)


def _files(folder: Path) -> dict[str, Path]:
    """Every file in a folder, by its name in it."""
    found = sorted(file for file in folder.rglob("*") if not file.is_dir())
    return {file.relative_to(folder).as_posix(): file for file in found}


def _sha256(file: Path) -> str:
    return hashlib.sha256(read_bytes(file)).hexdigest()


def load(path: str | os.PathLike[str]) -> tuple[Any, Manifest]:
    """Pipeline and manifest of a folder.

    Raises:
        InputError: the folder is no model, was damaged or changed, or is of another version.
    """
    folder = Path(path)
    manifest = _manifest(folder)
    files = _files(folder / _PIPELINE)
    faults = []
    for name in sorted({*files, *manifest.files}):
        file = folder / _PIPELINE / name
        if name not in files:
            faults.append(Fault("is missing", file=str(file), hint=_HINT))
        elif name not in manifest.files:
            faults.append(Fault("does not belong to the model", file=str(file), hint=_HINT))
        elif _sha256(file) != manifest.files[name]:
            faults.append(Fault("was changed or damaged", file=str(file), hint=_HINT))
    if faults:
        raise InputError(faults)
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
                hint=_HINT,
            )
        ) from None


def _manifest(folder: Path) -> Manifest:
    file = folder / _MANIFEST
    if not file.is_file():
        raise InputError(
            Fault(
                f"is no model of rawi train spacy: it has no {_MANIFEST}",
                file=str(folder),
                hint=_HINT,
            )
        )
    raw = read_bytes(file)
    try:
        written = msgspec.json.decode(raw, type=dict[str, msgspec.Raw]).get("format")
        form = msgspec.json.decode(written, type=str) if written is not None else None
        if form == FORMAT:
            return msgspec.json.decode(raw, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(Fault(f"cannot be read: {error}", file=str(file), hint=_HINT)) from None
    raise InputError(
        Fault(f"is of the format {form}, expected {FORMAT}", file=str(file), hint=_HINT)
    )
