"""The gold that a command scores against: a split of the package, or a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from rawi.document import Document


@dataclass(frozen=True)
class Gold:
    """Gold documents, and what the signature says of them."""

    documents: list[Document]
    version: str
    split: str

    @property
    def by_id(self) -> dict[str, Document]:
        """The documents by their ids."""
        return {document.id: document for document in self.documents}


def gold_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options ``--gold`` and ``--split``."""
    function = click.option(
        "--split",
        type=click.Choice(["train", "dev", "test", "all"]),
        default="test",
        show_default=True,
        help="Split of the gold set to score against.",
    )(function)
    return click.option(
        "--gold",
        "gold_file",
        type=click.Path(),
        help="Gold of your own instead of a split: documents (.jsonl), or annotated articles (.xml, or "
        "a folder of them).",
    )(function)


def read_gold(gold_file: str | None, split: str) -> Gold:
    """The gold that was asked for.

    Raises:
        InputError: the file holds something that is not gold: no text, or broken offsets.
    """
    from rawi.dataset.build import article_files, compile_all
    from rawi.dataset.load import load, manifest
    from rawi.errors import InputError
    from rawi.invariants import faults
    from rawi.jsonl import numbered_documents
    from rawi.labels import ENTITY_TYPES

    if gold_file is None:
        return Gold(load(split), manifest().version, split)
    if Path(gold_file).is_dir() or gold_file.endswith(".xml"):
        # compiled without faults, or refused with all of them
        paths = [Path(gold_file)] if gold_file.endswith(".xml") else article_files(gold_file)
        return Gold([article.document for article in compile_all(paths)], "", "")
    numbered = numbered_documents(gold_file)
    found = [
        fault.at(file=gold_file, line=line)
        for line, document in numbered
        for fault in faults(document, ENTITY_TYPES)
    ]
    if found:
        raise InputError(found)
    return Gold([document for _, document in numbered], "", "")
