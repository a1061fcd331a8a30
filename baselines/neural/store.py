"""A model as a folder.

Configuration and tokenizer as ``transformers`` saves them, weights in safetensors, and a manifest of
data, settings and versions. No pickle; no code from elsewhere is run.
"""

from __future__ import annotations

import os
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from rawi.baselines.neural.model import MultiTagger
from rawi.baselines.tagging.corpus import Data
from rawi.baselines.tagging.folder import Kind, checksums, whole_folder
from rawi.baselines.tagging.layout import PARTICLES, Layout

#: changes whenever the form of the folder does
FORMAT: Final = "rawi-neural/1"
_WEIGHTS: Final = "weights.safetensors"
#: tags of the layer of particles
PARTICLE_TAGS: Final = ("0", "1", "2")


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


_KIND: Final = Kind("rawi train neural", FORMAT, Manifest)


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
    from safetensors.torch import save_file

    with whole_folder(path) as folder:
        model.encoder.config.save_pretrained(folder)
        tokenizer.save_pretrained(folder)
        tensors = {name: value.contiguous().cpu() for name, value in model.state_dict().items()}
        save_file(_unshared(tensors), folder / _WEIGHTS)
        _KIND.write_manifest(folder, replace(manifest, files=checksums(folder)))


def _unshared(tensors: dict[str, Any]) -> dict[str, Any]:
    """Tensors that share memory as copies, since the format holds no two names of one."""
    seen: set[int] = set()
    found = {}
    for name, tensor in tensors.items():
        found[name] = tensor.clone() if tensor.data_ptr() in seen else tensor
        seen.add(tensor.data_ptr())
    return found


def load(path: str | os.PathLike[str]) -> tuple[MultiTagger, Any, Manifest]:
    """Network, tokenizer and manifest of a folder, on the CPU and ready to read.

    Raises:
        InputError: the folder is no model, was damaged or changed, or is of another version.
    """
    from safetensors.torch import load_file
    from transformers import AutoConfig, AutoModel, AutoTokenizer

    folder = Path(path)
    manifest = _KIND.read_manifest(folder)
    _KIND.verify(folder, manifest.files)
    config = AutoConfig.from_pretrained(folder, local_files_only=True)
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = MultiTagger(AutoModel.from_config(config), tags_of(manifest.layout))
    model.load_state_dict(load_file(folder / _WEIGHTS))
    model.eval()
    return model, tokenizer, manifest
