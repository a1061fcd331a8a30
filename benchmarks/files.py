"""What scoring from files costs over just decoding them.

The files are JSON Lines: gold documents with text, and predictions for them. The unit is reading both
and decoding every line with ``msgspec`` into the same classes, without looking at anything.

    python benchmarks/files.py [--quick]
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from measuring import arguments, peak_megabytes, print_table, seconds, setting
from synthetic import articles, entities

from rawi.document import Document
from rawi.evaluate.measures import count_matrix, scores
from rawi.evaluate.score import TASKS, make_tasks, score
from rawi.jsonl import read_documents, write_documents
from rawi.predictions import read_predictions


def decode(*paths: Path) -> list[Document]:
    """Decode the lines of files, and nothing else."""
    decoder = msgspec.json.Decoder(Document)
    return [decoder.decode(line) for path in paths for line in path.read_bytes().splitlines()]


def read(gold: Path, predicted: Path) -> tuple[list[Document], list[Document]]:
    """Read, check and join both files."""
    documents = read_documents(gold)
    joined = read_predictions(predicted, {document.id: document for document in documents})
    return documents, list(joined.values())


def count(gold: Path, predicted: Path, tasks: tuple[str, ...]) -> None:
    """The same, and all scores."""
    sides = read(gold, predicted)
    for task in make_tasks(tasks):
        scores(task, count_matrix(task, *sides).sum(axis=0))


def score_all(gold: Path, predicted: Path, tasks: tuple[str, ...]) -> None:
    """What ``rawi score`` does: scores with 1,000 bootstrap samples, checksums and signature."""
    documents, joined = read(gold, predicted)
    score(documents, joined, tasks=tasks)


def measure(
    name: str, sides: tuple[list[Document], list[Document]], tasks: tuple[str, ...]
) -> None:
    """Print the table of one sample."""
    with tempfile.TemporaryDirectory() as folder:
        paths = Path(folder, "gold.jsonl"), Path(folder, "predicted.jsonl")
        for path, documents in zip(paths, sides, strict=True):
            write_documents(path, documents)
        megabytes = sum(path.stat().st_size for path in paths) / 1e6
        steps: dict[str, Callable[[], Any]] = {
            "msgspec decodes": lambda: decode(*paths),
            "rawi reads and checks": lambda: read(*paths),
            "… and counts and scores": lambda: count(*paths, tasks),
            "… and intervals and signature": lambda: score_all(*paths, tasks),
        }
        rows: list[list[object]] = []
        for step, call in steps.items():
            spent = seconds(call)
            unit = rows[0][1] if rows else spent
            assert isinstance(unit, float)
            rows.append([step, spent, spent / unit, peak_megabytes(call)])
    title = f"{name}: {len(sides[0]):,} documents, {megabytes:.0f} MB"
    print_table(title, ["", "seconds", "times decoding", "peak MB"], rows)


def main() -> None:
    """Print the tables."""
    options = arguments(__doc__ or "")
    documents = 20 if options.quick else 2000
    print(setting("msgspec"))
    flat = entities(documents * 500, 21, 0.105)
    measure("Entities", (flat.gold, flat.predicted), ("ner",))
    measure("Entities, quotes and quantities", articles(documents), TASKS)


if __name__ == "__main__":
    main()
