"""The board that is kept in the checkout: it holds, and comes again."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

import rawi
from rawi.baselines.first_board import BASELINES, main, make
from rawi.cli.board import board_table
from rawi.cli.tables import show
from rawi.dataset.load import manifest
from rawi.evaluate.entries import RESCORED, GoldAtHand, read_entry
from rawi.evaluate.leaderboard import board

GOLD = GoldAtHand(manifest().version, ("train", "dev", "test"), rawi.load)


@pytest.mark.parametrize("name", BASELINES)
def test_kept_results_follow_from_kept_predictions(name: str, root: Path) -> None:
    entry = read_entry(root / "baselines" / "board" / f"{name}.json", GOLD)
    assert entry.tier == RESCORED
    assert entry.signature.gold == manifest().version
    assert entry.signature.split == "test"


@pytest.mark.parametrize("name", ["rules", "crf", "floor"])
def test_the_same_predictions_come_again(name: str, root: Path, tmp_path: Path) -> None:
    make(name, tmp_path)
    kept = (root / "baselines" / "board" / f"{name}.jsonl").read_text("utf-8").splitlines()
    again = (tmp_path / f"{name}.jsonl").read_text("utf-8").splitlines()
    # what a model was trained by is in its checksum, and changes with the version of a library
    for line, other in zip(kept, again, strict=True):
        mine, theirs = json.loads(line), json.loads(other)
        mine.pop("meta"), theirs.pop("meta")
        assert mine == theirs


def test_the_readme_shows_the_board(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = root / "README.md"
    readme = path.read_text("utf-8")
    if os.environ.get("RAWI_UPDATE_README"):
        folder = root / "baselines" / "board"
        entries = [read_entry(folder / f"{name}.json", GOLD) for name in BASELINES]
        show([board_table(board(entries))], "markdown")
        table = capsys.readouterr().out.strip()
        readme = re.sub(r"^\| rank \| system \| rawi .*(\n\|.*)+", table, readme, flags=re.M)
        path.write_text(readme, "utf-8")
    for name in BASELINES:
        entry = read_entry(root / "baselines" / "board" / f"{name}.json", GOLD)
        assert entry.result is not None and entry.result.rawi is not None
        value = entry.result.rawi.value
        assert value is not None
        assert f"| {name} | {100 * value:.1f} |" in readme


def test_an_unknown_baseline_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([str(tmp_path), "magic"])
    assert "no baseline magic; they are rules" in capsys.readouterr().err
