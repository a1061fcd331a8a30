"""A model as a folder.

Configuration and tokenizer as ``transformers`` saves them, weights in safetensors, and a manifest of
data, settings and versions. No pickle; no code from elsewhere is run.
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

from rawi.baselines.neural.model import MultiTagger
from rawi.baselines.tagging.layout import PARTICLES, Layout
from rawi.errors import Fault, InputError
from rawi.files import read_bytes

#: changes whenever the form of the folder does
FORMAT: Final = "rawi-neural/1"
_MANIFEST: Final = "manifest.json"
_WEIGHTS: Final = "weights.safetensors"
_HINT: Final = "train it again with rawi train neural, or take an undamaged copy"
#: tags of the layer of particles
PARTICLE_TAGS: Final = ("0", "1", "2")


class Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Documents that a model was trained on, or stopped by."""

    name: str
    sha256: str
    documents: int
    tokens: int


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a model is trained; what is not said of them is in :class:`.training.Options`."""

    encoder: str
    epochs: int = 20
    batch_size: int = 8
    learning_rate: float = 5e-5
    head_learning_rate: float = 1e-3
    weight_decay: float = 0.01
    warm_up: float = 0.1
    patience: int = 3
    window: int = 256
    overlap: int = 64
    seed: int = 20261123


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything about a model but its weights.

    Attributes:
        format: of the folder.
        versions: of the packages that trained it.
        settings: how it was trained.
        layout: the layers of tags.
        data: what it was trained on, and the development data, if any.
        epochs: how many were run, and which one was kept.
        files: SHA-256 of every file of the folder.
    """

    format: str
    versions: dict[str, str]
    settings: Settings
    layout: Layout
    data: dict[str, Data]
    epochs: dict[str, int]
    files: dict[str, str] = {}


def tags_of(layout: Layout) -> dict[str, tuple[str, ...]]:
    """The tags of every layer, the layer of particles first."""
    return {PARTICLES: PARTICLE_TAGS} | {
        layer: group.tags for layer, group in layout.layers.items()
    }


def versions() -> dict[str, str]:
    """Versions of the packages that make a model what it is."""
    return {name: version(name) for name in ("rawi", "torch", "transformers")}


def save(
    model: MultiTagger, tokenizer: Any, manifest: Manifest, path: str | os.PathLike[str]
) -> None:
    """Write a model, whole or not at all, into a folder that is not there or empty.

    Raises:
        InputError: the folder holds something, or cannot be written.
    """
    from msgspec.structs import replace
    from safetensors.torch import save_file

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
        model.encoder.config.save_pretrained(whole)
        tokenizer.save_pretrained(whole)
        tensors = {name: value.contiguous().cpu() for name, value in model.state_dict().items()}
        save_file(_unshared(tensors), whole / _WEIGHTS)
        files = {name: _sha256(file) for name, file in _files(whole).items()}
        text = msgspec.json.format(msgspec.json.encode(replace(manifest, files=files)), indent=1)
        (whole / _MANIFEST).write_bytes(text + b"\n")
        whole.replace(folder)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", file=str(path)) from None
    finally:
        if temporary is not None:
            shutil.rmtree(temporary, ignore_errors=True)


def _files(folder: Path) -> dict[str, Path]:
    """Every file in a folder but the manifest, by its name in it."""
    found = sorted(file for file in folder.rglob("*") if not file.is_dir())
    named = {file.relative_to(folder).as_posix(): file for file in found}
    return {name: file for name, file in named.items() if name != _MANIFEST}


def _unshared(tensors: dict[str, Any]) -> dict[str, Any]:
    """Tensors that share memory as copies, since the format holds no two names of one."""
    seen: set[int] = set()
    found = {}
    for name, tensor in tensors.items():
        found[name] = tensor.clone() if tensor.data_ptr() in seen else tensor
        seen.add(tensor.data_ptr())
    return found


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


def _sha256(file: Path) -> str:
    return hashlib.sha256(read_bytes(file)).hexdigest()


def load(path: str | os.PathLike[str]) -> tuple[MultiTagger, Any, Manifest]:
    """Network, tokenizer and manifest of a folder, on the CPU and ready to read.

    Raises:
        InputError: the folder is no model, was damaged or changed, or is of another version.
    """
    from safetensors.torch import load_file
    from transformers import AutoConfig, AutoModel, AutoTokenizer

    folder = Path(path)
    manifest = _manifest(folder)
    faults = []
    files = _files(folder)
    for name in sorted({*files, *manifest.files}):
        file = folder / name
        if name not in files:
            faults.append(Fault("is missing", file=str(file), hint=_HINT))
        elif name not in manifest.files:
            faults.append(Fault("does not belong to the model", file=str(file), hint=_HINT))
        elif _sha256(file) != manifest.files[name]:
            faults.append(Fault("was changed or damaged", file=str(file), hint=_HINT))
    if faults:
        raise InputError(faults)
    config = AutoConfig.from_pretrained(folder, local_files_only=True)
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = MultiTagger(AutoModel.from_config(config), tags_of(manifest.layout))
    model.load_state_dict(load_file(folder / _WEIGHTS))
    model.eval()
    return model, tokenizer, manifest


def _manifest(folder: Path) -> Manifest:
    file = folder / _MANIFEST
    if not file.is_file():
        raise InputError(
            Fault(
                f"is no model of rawi train neural: it has no {_MANIFEST}",
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
