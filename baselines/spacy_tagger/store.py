"""The pipelines as a folder, as spaCy saves them, with a manifest; nothing is pickled."""

from __future__ import annotations

import hashlib
import os
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import msgspec

from rawi.baselines.spacy_tagger.training import Options, Trained
from rawi.baselines.tagging.corpus import Corpus
from rawi.baselines.tagging.layout import Family
from rawi.errors import Fault, InputError
from rawi.files import read_bytes, write_text

#: changes whenever the form of the folder does
FORMAT: Final = "rawi-spacy/1"
_MANIFEST: Final = "manifest.json"
_HINT: Final = "train it again with rawi train spacy, or take an undamaged copy"


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything about a model but its weights.

    Attributes:
        format: of the folder.
        versions: of the packages that trained it.
        families: what it finds.
        data: name of the training data.
        sha256: of the training data.
        documents: how many.
        tokens: how many.
        epochs: passes over the data.
        seed: of everything that was drawn.
        files: SHA-256 of every file of the folder.
    """

    format: str
    versions: dict[str, str]
    families: tuple[Family, ...]
    data: str
    sha256: str
    documents: int
    tokens: int
    epochs: int
    seed: int
    files: dict[str, str] = {}


def save(
    trained: Trained, corpus: Corpus, options: Options, path: str | os.PathLike[str]
) -> Manifest:
    """Write a model into a folder that is not there or empty; the manifest comes last.

    Raises:
        InputError: the folder holds something, or cannot be written.
    """
    folder = Path(path)
    check_output(folder)
    try:
        for name, nlp in (("short", trained.short), ("long", trained.long)):
            (folder / name).mkdir(parents=True, exist_ok=True)
            nlp.to_disk(folder / name)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", file=str(path)) from None
    manifest = Manifest(
        FORMAT,
        {name: version(name) for name in ("rawi", "spacy", "thinc")},
        trained.families,
        Path(corpus.name).name,
        corpus.sha256,
        len(corpus.documents),
        trained.tokens,
        options.epochs,
        options.seed,
        {
            str(file.relative_to(folder).as_posix()): hashlib.sha256(read_bytes(file)).hexdigest()
            for file in sorted(folder.rglob("*"))
            if file.is_file() and file.stat().st_size
        },
    )
    text = msgspec.json.format(msgspec.json.encode(manifest), indent=1).decode("utf-8")
    write_text(folder / _MANIFEST, text + "\n")
    return manifest


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


def load(path: str | os.PathLike[str]) -> tuple[Any, Any, Manifest]:
    """Both pipelines and the manifest of a folder.

    Raises:
        InputError: the folder is no model, was damaged or changed, or is of another version.
    """
    import spacy

    folder = Path(path)
    file = folder / _MANIFEST
    if not file.is_file():
        raise InputError(
            Fault(
                f"is no model of rawi train spacy: it has no {_MANIFEST}",
                file=str(path),
                hint=_HINT,
            )
        )
    try:
        manifest = msgspec.json.decode(read_bytes(file), type=Manifest)
    except msgspec.DecodeError as error:
        raise InputError(Fault(f"cannot be read: {error}", file=str(file), hint=_HINT)) from None
    if manifest.format != FORMAT:
        raise InputError(
            Fault(
                f"is of the format {manifest.format}, expected {FORMAT}", file=str(file), hint=_HINT
            )
        )
    faults = []
    for name, stated in manifest.files.items():
        part = folder / name
        if not part.is_file():
            faults.append(Fault("is missing", file=str(part), hint=_HINT))
        elif hashlib.sha256(read_bytes(part)).hexdigest() != stated:
            faults.append(Fault("was changed or damaged", file=str(part), hint=_HINT))
    if faults:
        raise InputError(faults)
    return spacy.load(folder / "short"), spacy.load(folder / "long"), manifest
