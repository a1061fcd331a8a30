"""Models as files: a zip archive with a manifest and one CRFsuite model for each layer; no pickle.

The manifest states what the model was trained on (with SHA-256), how, and by which versions. A model is
opened only if nothing in it was changed, and only if this installation makes the same features as the
one that trained it: it then gives the same predictions on every machine. Equal models are equal files,
byte by byte.
"""

from __future__ import annotations

import hashlib
import io
import lzma
import os
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Final

import msgspec

from rawi.baselines.crf.features import VERSION, FeatureSet
from rawi.baselines.crf.fingerprint import fingerprint
from rawi.baselines.tagging.corpus import Data
from rawi.baselines.tagging.layout import Layout
from rawi.errors import Fault, InputError
from rawi.files import read_bytes, whole_file

#: changes whenever the form of the file does
FORMAT: Final = "rawi-crf/1"
_MANIFEST: Final = "manifest.json"
#: members have one and the same time, so that equal models are equal files
_TIME: Final = (1980, 1, 1, 0, 0, 0)
#: bytes that a manifest, and all the layers of a model, may have when unpacked
_LARGEST_MANIFEST: Final = 10_000_000
_LARGEST_MODEL: Final = 4_000_000_000
# what the zip reader raises on files that are none, or were damaged
_UNREADABLE: Final = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error,
    EOFError, KeyError, NotImplementedError, OSError, RuntimeError, ValueError,
)  # fmt: skip
_HINT: Final = "train it again with rawi train crf, or take an undamaged copy"


class LayerModel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One layer: its file, and how its weights were found.

    Attributes:
        name: of the layer.
        sha256: of the bytes of its CRFsuite model.
        c1: weight of the L1 penalty.
        c2: weight of the L2 penalty.
        iterations: of L-BFGS.
        f1: of its spans on the development data, if there were any.
    """

    name: str
    sha256: str
    c1: float
    c2: float
    iterations: int
    f1: float | None = None


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything about a model but its weights.

    Attributes:
        format: of the archive.
        versions: of the packages that trained it.
        features: the feature set.
        fingerprint: of what the feature set makes of a sample text, and of the lists it uses.
        seed: of what is drawn at random in training; null since nothing is.
        layout: the layers of tags.
        data: what it was trained on, and the development data, if any.
        layers: the models.
    """

    format: str
    versions: dict[str, str]
    features: FeatureSet
    fingerprint: str
    seed: int | None
    layout: Layout
    data: dict[str, Data]
    layers: tuple[LayerModel, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A trained model.

    Attributes:
        manifest: what it is.
        weights: the CRFsuite model of each layer.
    """

    manifest: Manifest
    weights: Mapping[str, bytes]

    @property
    def sha256(self) -> str:
        """SHA-256 of the manifest, which states those of all layers."""
        return hashlib.sha256(msgspec.json.encode(self.manifest)).hexdigest()


def versions() -> dict[str, str]:
    """Versions of the packages that make a model what it is."""
    return {name: version(name) for name in ("rawi", "python-crfsuite")}


def save(model: Model, path: str | os.PathLike[str]) -> None:
    """Write a model, whole or not at all.

    Raises:
        InputError: the file cannot be written.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        manifest = msgspec.json.format(msgspec.json.encode(model.manifest), indent=1)
        archive.writestr(_entry(_MANIFEST), manifest)
        for layer in model.manifest.layers:
            archive.writestr(_entry(member(layer.name)), model.weights[layer.name])
    with whole_file(path) as stream:
        stream.write(packed.getvalue())


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    entry.create_system = 3
    return entry


def member(layer: str) -> str:
    """Name of the file of a layer in the archive."""
    return f"layers/{layer.replace('/', '-')}.crfsuite"


def load(path: str | os.PathLike[str]) -> Model:
    """A model from its file.

    Raises:
        InputError: it is no model, was damaged or changed, or this installation would not make the
            features that it was trained with.
    """
    file = str(path)
    try:
        with zipfile.ZipFile(io.BytesIO(read_bytes(path))) as archive:
            manifest = _manifest(archive, file)
            weights = _weights(archive, manifest, file)
    except _UNREADABLE as error:
        raise InputError(
            Fault(f"is no model of rawi train crf: {error}", file=file, hint=_HINT)
        ) from None
    return Model(manifest, weights)


def _manifest(archive: zipfile.ZipFile, file: str) -> Manifest:
    if _MANIFEST not in archive.namelist():
        raise InputError(
            Fault(f"is no model of rawi train crf: it has no {_MANIFEST}", file=file, hint=_HINT)
        )
    raw = _read(archive, _MANIFEST, _LARGEST_MANIFEST, file)
    try:
        form = msgspec.json.decode(raw, type=dict[str, msgspec.Raw]).get("format")
        written = msgspec.json.decode(form, type=str) if form is not None else None
        if written == FORMAT:
            manifest = msgspec.json.decode(raw, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(
            Fault(f"its manifest cannot be read: {error}", file=file, hint=_HINT)
        ) from None
    if written != FORMAT:
        raise InputError(
            Fault(f"is of the format {written}, expected {FORMAT}", file=file, hint=_HINT)
        )
    expected = fingerprint(manifest.layout.families, manifest.features)
    if manifest.fingerprint != expected:
        by = manifest.versions.get("rawi", "an unknown version")
        raise InputError(
            Fault(
                f"was trained by rawi {by}, whose features or lists are not those of this "
                f"installation (rawi {version('rawi')}, features {VERSION})",
                file=file,
                hint="train it again, or install the version that trained it",
            )
        )
    return manifest


def _weights(archive: zipfile.ZipFile, manifest: Manifest, file: str) -> dict[str, bytes]:
    known = manifest.layout.layers
    found: dict[str, bytes] = {}
    room = _LARGEST_MODEL
    for layer in manifest.layers:
        name = member(layer.name)
        if layer.name in found or (layer.name not in known and layer.name != "particles"):
            raise InputError(
                Fault(f"its manifest names a layer {layer.name!r} wrongly", file=file, hint=_HINT)
            )
        if name not in archive.namelist():
            raise InputError(Fault(f"{name} is missing from it", file=file, hint=_HINT))
        data = _read(archive, name, room, file)
        room -= len(data)
        if hashlib.sha256(data).hexdigest() != layer.sha256 or not _is_whole(data):
            raise InputError(
                Fault(f"{name} in it is not what its manifest states", file=file, hint=_HINT)
            )
        found[layer.name] = data
    return found


def _read(archive: zipfile.ZipFile, name: str, most: int, file: str) -> bytes:
    if archive.getinfo(name).file_size > most:
        raise InputError(Fault(f"{name} in it is too large", file=file, hint=_HINT))
    return archive.read(name)


def _is_whole(data: bytes) -> bool:
    """Whether these are the bytes of a CRFsuite model, which states its own length."""
    return data[:4] == b"lCRF" and int.from_bytes(data[4:8], "little") == len(data)
