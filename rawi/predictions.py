"""Joins what a system returned to the gold texts, strictly.

A prediction for an unknown document, two for one, or one that was made on another text would give a
score that means nothing, so each is an error. A document that was left out is one too, unless it is
to count as empty; it is never dropped.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from pathlib import Path

from msgspec.structs import replace

from rawi.document import Document
from rawi.errors import Fault, InputError
from rawi.invariants import faults
from rawi.jsonl import numbered_documents
from rawi.labels import ENTITY_TYPES


def join(gold: Document, prediction: Document) -> tuple[Document, list[Fault]]:
    """A prediction with the text, id and checksum of its gold document, and what is wrong with it."""
    found: list[Fault] = []
    if prediction.sha256 is not None and prediction.sha256 != gold.sha256:
        found.append(
            Fault(
                f"was made on a text with the SHA-256 {prediction.sha256[:12]}…, "
                f"the gold text has {(gold.sha256 or '')[:12]}…",
                document=gold.id,
                pointer="/sha256",
                rule="text-sha256",
                hint="predict again on the text of the gold set, byte for byte",
            )
        )
    elif prediction.text is not None and prediction.text != gold.text:
        found.append(
            Fault(
                f"its text differs from the gold text {_first_difference(gold, prediction)}",
                document=gold.id,
                pointer="/text",
                rule="text-sha256",
                hint="predict again on the text of the gold set, byte for byte",
            )
        )
    return replace(prediction, text=gold.text, sha256=gold.sha256), found


def _first_difference(gold: Document, prediction: Document) -> str:
    left, right = gold.text or "", prediction.text or ""
    for i, (a, b) in enumerate(zip(left, right, strict=False)):
        if a != b:
            return f"from offset {i}: {b!r} for {a!r}"
    return f"in length: {len(right)} for {len(left)} characters"


def match_up(
    gold: Mapping[str, Document],
    predictions: Collection[tuple[int | None, Document]],
    *,
    file: str = "",
    types: Collection[str] = tuple(ENTITY_TYPES),
    allow_missing: bool = False,
) -> dict[str, Document]:
    """Predictions by document id, in the order of the gold documents, joined to their texts.

    Args:
        gold: gold documents by id.
        predictions: documents with the line they come from, if they come from a file.
        file: name of that file, for messages.
        types: entity types that may be predicted.
        allow_missing: let a document that was left out count as empty.

    Raises:
        InputError: with every fault: unknown, repeated and missing ids, another text, offsets
            outside the text, unknown types.
    """
    found: list[Fault] = []
    joined: dict[str, Document] = {}
    for line, prediction in predictions:
        if prediction.id not in gold:
            found.append(
                Fault(
                    f"no gold document has this id; there are {_some(gold)}",
                    file=file,
                    line=line,
                    document=prediction.id,
                    pointer="/id",
                    rule="id-unknown",
                    hint="predict on the split that is scored",
                )
            )
            continue
        if prediction.id in joined:
            found.append(
                Fault(
                    "a second prediction for this document",
                    file=file,
                    line=line,
                    document=prediction.id,
                    rule="id-duplicate",
                )
            )
            continue
        document, problems = join(gold[prediction.id], prediction)
        if not problems:
            problems = list(faults(document, types))
        found.extend(fault.at(file=file, line=line) for fault in problems)
        joined[prediction.id] = document
    missing = [key for key in gold if key not in joined]
    if missing and not found and not allow_missing:
        found.append(
            Fault(
                f"no prediction for {_some(missing)}",
                file=file,
                hint="predict on every document, or pass --allow-missing to score them as empty",
            )
        )
    if found:
        raise InputError(found)
    return {
        key: joined.get(key) or Document(key, text=document.text, sha256=document.sha256)
        for key, document in gold.items()
    }


def _some(ids: Collection[str]) -> str:
    listed = sorted(ids)
    shown = ", ".join(listed[:5])
    return shown if len(listed) <= 5 else f"{shown} and {len(listed) - 5} more"


def numbered_predictions(path: str | os.PathLike[str]) -> list[tuple[int, Document]]:
    """The predictions in a file with their 1-based lines, or rows if it is called ``….parquet``.

    Raises:
        InputError: the file cannot be read, or holds something that does not fit the model.
    """
    if Path(path).suffix == ".parquet":
        from rawi.columns import read_parquet

        return read_parquet(path)
    return numbered_documents(path)


def read_predictions(
    path: str | os.PathLike[str],
    gold: Mapping[str, Document],
    *,
    types: Collection[str] = tuple(ENTITY_TYPES),
    allow_missing: bool = False,
) -> dict[str, Document]:
    """The predictions in a JSON Lines or Parquet file, joined to their gold texts.

    See :func:`match_up`.

    Raises:
        InputError: the file cannot be read, or does not fit the gold documents.
    """
    return match_up(
        gold, numbered_predictions(path), file=str(path), types=types, allow_missing=allow_missing
    )
