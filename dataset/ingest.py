"""Raw texts of one's own, made ready to be annotated."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Final, TypeVar

from msgspec.structs import replace

from rawi.dataset.skeleton import skeleton
from rawi.document import Document, Entity, Mark, Quantity, Quote, sha256_of
from rawi.errors import Fault, InputError
from rawi.files import read_text

_Item = TypeVar("_Item", Entity, Quote, Mark, Quantity)
#: what an id may be made of: it names files, and stands in XML and in links
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._\-]*")
#: the metadata that say where an annotation began
PRE_ANNOTATED: Final = "pre-annotated"


def text_files(paths: Sequence[str | os.PathLike[str]]) -> list[Path]:
    """The ``.txt`` files that are named, and those in folders that are named, in order.

    Raises:
        InputError: a folder without any; a file of another kind.
    """
    found: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            inside = sorted(path.rglob("*.txt"))
            if not inside:
                raise InputError(Fault("holds no .txt files", file=str(path)))
            found += inside
        elif path.suffix == ".txt":
            found.append(path)
        else:
            raise InputError(
                Fault(
                    "is no .txt file",
                    file=str(path),
                    hint="save the article as plain text in UTF-8, one paragraph a line",
                )
            )
    return found


def ingest(
    paths: Sequence[str | os.PathLike[str]],
    meta: Mapping[str, str] | None = None,
    read: Callable[[str], Document] | None = None,
    system: str = "",
) -> list[Document]:
    """Articles with paragraphs, sentences, id and checksum, and nothing marked yet.

    The text is taken as it is, to the byte. Its SHA-256 goes into the metadata, so that
    ``rawi validate`` notices when an annotator has changed a letter.

    Args:
        paths: ``.txt`` files, or folders of them. The name of a file becomes the id of the article.
        meta: more metadata, for every article.
        read: a system that annotates first; what it finds is a prediction for people to mend.
        system: its name and version, written into the metadata.

    Raises:
        InputError: a file cannot be read, its name makes no id, or two have the same; with every
            file that is at fault.
    """
    made: list[Document] = []
    faults: list[Fault] = []
    seen: dict[str, Path] = {}
    for path in text_files(paths):
        name = path.stem
        try:
            text = read_text(path)
        except InputError as error:
            faults += error.faults
            continue
        if not _ID.fullmatch(name):
            faults.append(
                Fault(
                    f"{name!r} makes no id",
                    file=str(path),
                    hint="name the file with Latin letters, digits, '-', '_' and '.' alone",
                )
            )
        elif name in seen:
            faults.append(Fault(f"{seen[name]} has the same name", file=str(path), document=name))
        else:
            seen[name] = path
            made.append(_article(name, text, path, dict(meta or {}), read, system))
    if faults:
        raise InputError(faults)
    return made


def _article(
    name: str,
    text: str,
    path: Path,
    meta: dict[str, str],
    read: Callable[[str], Document] | None,
    system: str,
) -> Document:
    known = {"origin": "own", "file": path.name, "sha256": sha256_of(text)}
    document = skeleton(name, text, known | meta)
    if read is None:
        return document
    found = read(text)
    return replace(
        document,
        meta={**document.meta, PRE_ANNOTATED: system},
        registry=found.registry,
        entities=_with_ids(found.entities or (), "e"),
        quotes=_with_ids(found.quotes or (), "q"),
        marks=_with_ids(found.marks or (), "mark"),
        quantities=_with_ids(found.quantities or (), "n"),
    )


def _with_ids(items: Sequence[_Item], letter: str) -> tuple[_Item, ...]:
    """Items with ids like those of the markup; one that a system gave stays, since links use it."""
    taken = {item.id for item in items}
    free = (name for number in count(1) if (name := f"{letter}{number}") not in taken)
    return tuple(item if item.id else replace(item, id=next(free)) for item in items)
