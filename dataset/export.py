"""Writes documents in the formats that others read: JSON Lines and Parquet; see ``formats/`` too."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from rawi.dataset.tables import CONFIGS, table
from rawi.document import Document, Quote
from rawi.files import whole_file
from rawi.jsonl import write_documents


def export_jsonl(documents: Sequence[Document], path: str | os.PathLike[str]) -> None:
    """One document a line, everything kept; ``rawi.jsonl.read_documents`` reads it back."""
    write_documents(path, documents)


def export_given_quotes(documents: Sequence[Document], path: str | os.PathLike[str]) -> None:
    """Texts with the contents and types of their quotes, and nothing of who says them.

    For systems that name the speakers of given quotes (:mod:`rawi.evaluate.attribution`).
    """
    given = [
        replace(
            document,
            registry=(),
            entities=None,
            marks=None,
            quantities=None,
            quotes=tuple(
                Quote(quote.content, quote.id, quote.type, quote.act)
                for quote in document.quotes or ()
            ),
        )
        for document in documents
    ]
    write_documents(path, given)


def export_parquet(
    splits: dict[str, Sequence[Document]],
    folder: str | os.PathLike[str],
    configs: Sequence[str] = CONFIGS,
) -> list[Path]:
    """``<config>/<split>-00000-of-00001.parquet`` for every config and split, as the Hub has it.

    Returns:
        the files written.
    """
    from pyarrow import parquet

    written = []
    for config in configs:
        for split, documents in splits.items():
            path = Path(folder) / config / f"{split}-00000-of-00001.parquet"
            with whole_file(path) as stream:
                parquet.write_table(table(config, documents), stream)
            written.append(path)
    return written
