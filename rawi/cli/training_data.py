"""The documents that the commands of ``rawi train`` learn from."""

from __future__ import annotations

from collections.abc import Sequence

import click

from rawi.document import Document

train_option = click.option(
    "--train",
    "train_file",
    type=click.Path(),
    help="Documents (.jsonl) to learn from; by default the train split of the gold set.",
)


def training_documents(file: str | None) -> tuple[str, Sequence[Document]]:
    """Name and documents of a file, or of the train split of the gold set if none is given.

    Any entity types are fine: what is learned is what is there.

    Raises:
        InputError: the file holds something without text, or with broken offsets.
    """
    from rawi.dataset.load import load, manifest
    from rawi.errors import InputError
    from rawi.invariants import faults
    from rawi.jsonl import MOST_FAULTS, numbered_documents

    if file is None:
        return f"rawi {manifest().version} train", load("train")
    numbered = numbered_documents(file)
    types = {e.type for _, document in numbered for e in document.entities or ()} - {""}
    found = [
        fault.at(file=file, line=line)
        for line, document in numbered
        for fault in faults(document, types)
    ]
    if found:
        raise InputError(found[:MOST_FAULTS])
    if not numbered:
        raise InputError("holds no documents", file=file)
    return file, [document for _, document in numbered]
