"""What the commands that hold predictions against gold have in common."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rawi.cli.gold import Gold
from rawi.document import Document

if TYPE_CHECKING:
    from rawi.evaluate.results import Estimate

boundary_option = click.option(
    "--boundary",
    type=click.Choice(["word", "char"]),
    default="word",
    show_default=True,
    help="Snap spans to whole words, or compare raw offsets.",
)
labels_option = click.option(
    "--labels",
    type=click.Choice(["wojood21", "conll", "ontonotes"]),
    default="wojood21",
    show_default=True,
    help="Compare entities on another set of labels; both sides are projected.",
)
missing_option = click.option(
    "--allow-missing", is_flag=True, help="Count documents without a prediction as empty."
)


def read_for(gold: Gold, path: str, labels: str, allow_missing: bool) -> dict[str, Document]:
    """The predictions of a file, by the ids of the gold documents.

    Raises:
        InputError: they are not sound, of other documents, or of labels that are not known.
    """
    from rawi.labels import label_map
    from rawi.predictions import read_predictions

    types = tuple(label_map(labels).accepted)
    return read_predictions(path, gold.by_id, types=types, allow_missing=allow_missing)


def system_of(read: Mapping[str, Document], path: str) -> str:
    """The name of a system: what its predictions say, else that of their file."""
    named = (document.meta["system"] for document in read.values() if "system" in document.meta)
    return next(named, Path(path).stem)


def with_interval(estimate: Estimate) -> dict[str, float | None]:
    """A score and its interval for JSON."""
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high}
