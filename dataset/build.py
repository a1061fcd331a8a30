"""Compiles the annotated articles into the gold files that are shipped and loaded.

``dataset/articles/*.xml`` is what people edit; ``dataset/gold/<split>.jsonl`` is what everyone loads.
A manifest beside them states version, checksums and counts, and loading verifies it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from rawi.dataset.markup import Article, read_article
from rawi.errors import Fault, InputError
from rawi.files import write_text
from rawi.jsonl import encode_document, json_schema, write_documents

SPLITS = ("train", "dev", "test")
#: version of the gold data; any corrected label is a new major version once 1.0 is out
GOLD_VERSION = "0.1.0.dev4"


class FileFacts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What must be true of a gold file."""

    sha256: str
    documents: int
    characters: int


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Version and contents of the gold files."""

    version: str
    files: dict[str, FileFacts]


def article_files(folder: str | os.PathLike[str]) -> list[Path]:
    """The annotated articles in a folder, in order of their names.

    Raises:
        InputError: there are none.
    """
    found = sorted(Path(folder).glob("*.xml"))
    if not found:
        raise InputError("holds no annotated articles (*.xml)", file=str(folder))
    return found


def compile_all(paths: Sequence[Path]) -> list[Article]:
    """Compile articles, reporting the faults of all of them together.

    Raises:
        InputError: with every fault in every file, and ids that two files share.
    """
    articles: list[Article] = []
    faults: list[Fault] = []
    seen: dict[str, str] = {}
    for path in paths:
        try:
            article = read_article(path)
        except InputError as error:
            faults.extend(error.faults)
            continue
        name = article.document.id
        if name in seen:
            faults.append(Fault(f"{seen[name]} has the same id", file=str(path), document=name))
        seen[name] = str(path)
        articles.append(article)
    if faults:
        raise InputError(faults)
    return articles


def build(articles: str | os.PathLike[str], output: str | os.PathLike[str]) -> Manifest:
    """Compile a folder of articles into one JSON Lines file per split, with a manifest.

    Raises:
        InputError: an article has faults or names no known split.
    """
    target = Path(output)
    compiled = [article.document for article in compile_all(article_files(articles))]
    for document in compiled:
        if document.meta.get("split") not in SPLITS:
            raise InputError(
                f"its split is {document.meta.get('split')!r}, expected one of {', '.join(SPLITS)}",
                document=document.id,
            )
    facts: dict[str, FileFacts] = {}
    for split in SPLITS:
        documents = sorted((d for d in compiled if d.meta["split"] == split), key=lambda d: d.id)
        name = f"{split}.jsonl"
        write_documents(target / name, documents)
        data = b"".join(encode_document(document) + b"\n" for document in documents)
        facts[name] = FileFacts(
            hashlib.sha256(data).hexdigest(),
            len(documents),
            sum(len(document.text or "") for document in documents),
        )
    manifest = Manifest(GOLD_VERSION, facts)
    write_text(
        target / "manifest.json",
        msgspec.json.format(msgspec.json.encode(manifest), indent=2).decode() + "\n",
    )
    return manifest


def write_schema(path: str | os.PathLike[str]) -> None:
    """Write the JSON Schema of a document, generated from the model."""
    write_text(
        path, msgspec.json.format(msgspec.json.encode(json_schema()), indent=2).decode() + "\n"
    )
