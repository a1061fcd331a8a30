"""Runs a system over documents, and keeps what is done when a run is interrupted."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from rawi.baselines.system import System
from rawi.document import Document, sha256_of
from rawi.errors import InputError
from rawi.files import read_text
from rawi.jsonl import encode_document, read_documents, write_documents


def texts_from(paths: Sequence[str | os.PathLike[str]]) -> list[Document]:
    """Documents to read: from ``.jsonl`` files, text files, and folders of either.

    A text file becomes a document that is called like the file without its ending.

    Raises:
        InputError: nothing to read, a file that is no text, a document without text, or two
            documents of one name.
    """
    documents: list[tuple[str, Document]] = []
    for path in paths:
        for file in _files(Path(path)):
            if file.suffix == ".jsonl":
                documents += [(str(file), document) for document in read_documents(file)]
            else:
                text = read_text(file)
                documents.append(
                    (str(file), Document(file.stem, text=text, sha256=sha256_of(text)))
                )
    seen: dict[str, str] = {}
    for name, document in documents:
        if not document.text:
            raise InputError("has no text to read", file=name, document=document.id)
        if document.id in seen:
            raise InputError(
                f"{seen[document.id]} holds a document of the same name; rename one of the files",
                file=name,
                document=document.id,
            )
        seen[document.id] = name
    return [document for _, document in documents]


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(f for f in path.rglob("*") if f.is_file() and f.suffix in (".txt", ".jsonl"))
    if not found:
        raise InputError("holds no .txt or .jsonl files", file=str(path))
    return found


def predict(system: System, document: Document) -> Document:
    """What a system finds in the text of a document, under the id of that document.

    The system sees nothing of the document but its text.

    Raises:
        InputError: the document has no text.
    """
    if document.text is None:
        raise InputError("has no text to read", document=document.id)
    found = system.read(document.text)
    return replace(
        found,
        id=document.id,
        text=None,
        sha256=sha256_of(document.text),
        meta={"system": system.name, "version": system.version},
    )


def predict_all(
    system: System,
    documents: Sequence[Document],
    output: str | os.PathLike[str],
    *,
    advance: Callable[[], None] = lambda: None,
) -> int:
    """Predict on documents and write the predictions; an interrupted run goes on where it stopped.

    While it runs the predictions are added to ``<output>.partial``, one a line; the output appears
    when the last one is made. What a partial file holds from the same system, in the same version,
    on the same texts, is not computed again.

    Args:
        system: the system.
        documents: with their texts.
        output: the JSON Lines file to write.
        advance: called after each document, for progress.

    Returns:
        how many predictions were taken over from an earlier run.

    Raises:
        InputError: a document has no text, or the output cannot be written.
    """
    target = Path(output)
    if target.is_dir():
        raise InputError("this is a folder, a file is expected", file=str(output))
    partial = target.with_name(target.name + ".partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        done = _done(partial, system)
        texts = {document.id: sha256_of(document.text or "") for document in documents}
        done = {key: d for key, d in done.items() if d.sha256 == texts.get(key)}
        taken = len(done)
        with partial.open("wb") as stream:
            for prediction in done.values():
                stream.write(encode_document(prediction) + b"\n")
            for document in documents:
                if document.id not in done:
                    done[document.id] = predict(system, document)
                    stream.write(encode_document(done[document.id]) + b"\n")
                    stream.flush()
                advance()
        write_documents(target, (done[document.id] for document in documents))
        partial.unlink()
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", file=str(output)) from None
    return taken


def _done(partial: Path, system: System) -> dict[str, Document]:
    """Predictions of an interrupted run of this very system; a torn last line is left out."""
    found: dict[str, Document] = {}
    if not partial.exists():
        return found
    decoder = msgspec.json.Decoder(Document)
    for line in partial.read_bytes().split(b"\n"):
        try:
            document = decoder.decode(line)
        except msgspec.DecodeError:
            continue
        if document.meta == {"system": system.name, "version": system.version}:
            found[document.id] = document
    return found
