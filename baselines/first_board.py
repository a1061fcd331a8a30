"""Makes the board of the baselines again: trains, predicts, scores, and keeps what came out.

    python -m rawi.baselines.first_board baselines/board

Every baseline that can be trained without downloading anything is trained on the train split, with fixed
seeds, and run on the test split. Predictions and results are written side by side, so that ``rawi
leaderboard`` scores them anew; the table for the README is printed. The encoder and the language models
are not on it: they need weights that are not part of this package.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from rawi.baselines.registry import get
from rawi.baselines.run import predict_all
from rawi.cli.board import board_table
from rawi.cli.tables import show
from rawi.dataset.load import load, manifest
from rawi.document import Document
from rawi.errors import InputError
from rawi.evaluate.entries import RESCORED, Entry
from rawi.evaluate.leaderboard import board
from rawi.evaluate.results import Result, write_result
from rawi.evaluate.score import score
from rawi.predictions import read_predictions


def _crf(folder: Path, documents: Sequence[Document]) -> Mapping[str, str]:
    from rawi.baselines.crf.store import save
    from rawi.baselines.crf.training import train
    from rawi.baselines.tagging.corpus import Corpus

    path = folder / "model.crf"
    save(train(Corpus("train", documents)), path)
    return {"model": str(path)}


def _spacy(folder: Path, documents: Sequence[Document]) -> Mapping[str, str]:
    from rawi.baselines.spacy_tagger.store import Settings, save
    from rawi.baselines.spacy_tagger.training import train
    from rawi.baselines.tagging.corpus import Corpus

    path = folder / "spacy"
    save(*train(Corpus("train", documents), None, Settings()), path)
    return {"model": str(path)}


def _nothing(folder: Path, documents: Sequence[Document]) -> Mapping[str, str]:
    return {}


#: how the settings of each baseline come about
BASELINES: dict[str, Callable[[Path, Sequence[Document]], Mapping[str, str]]] = {
    "rules": _nothing,
    "crf": _crf,
    "spacy": _spacy,
    "floor": _nothing,
}


def make(name: str, folder: Path) -> Result:
    """Train a baseline, predict the test split into ``folder``, and score it there.

    Raises:
        InputError: the baseline needs something that is not installed.
    """
    gold = load("test")
    path = folder / f"{name}.jsonl"
    with tempfile.TemporaryDirectory() as scratch:
        settings = BASELINES[name](Path(scratch), load("train"))
        predict_all(get(name, dict(settings)), gold, path)
    result = score(
        gold,
        read_predictions(path, {document.id: document for document in gold}),
        system=name,
        gold_version=manifest().version,
        split="test",
    )
    write_result(folder / f"{name}.json", result)
    return result


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the board of all baselines, or of those that are named."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path, help="where predictions and results go")
    parser.add_argument("systems", nargs="*", metavar="SYSTEM", help="default: all")
    options = parser.parse_args(arguments)
    if unknown := set(options.systems).difference(BASELINES):
        parser.error(f"no baseline {', '.join(sorted(unknown))}; they are {', '.join(BASELINES)}")
    try:
        results = [make(name, options.folder) for name in options.systems or BASELINES]
    except InputError as error:
        raise SystemExit(f"error: {error}") from None
    show([board_table(board([Entry.of(result, RESCORED) for result in results]))], "markdown")


if __name__ == "__main__":
    main()
