"""The benchmarks run and print their tables; what they measure is not asserted."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

TITLES = {
    "scorers": ["Named entities, from memory to scores"],
    "files": ["Entities: 20 documents", "Entities, quotes and quantities: 20 documents"],
    "significance": ["10 systems, 45 pairs"],
    "dense": ["One document, counted"],
    "startup": ["Start-up"],
    "taggers": ["Entities: made-up sentences"],
    "predict": ["Memory: the system floor", "Time: the system rules on 100 documents"],
}
SHARED = {"measuring", "synthetic"}


def test_every_benchmark_is_run_here(root: Path) -> None:
    assert {path.stem for path in (root / "benchmarks").glob("*.py")} == TITLES.keys() | SHARED


@pytest.mark.parametrize("name", TITLES)
def test_quick_run_prints_its_table(name: str, root: Path, tmp_path: Path) -> None:
    if name == "scorers" and find_spec("nervaluate") is None:
        pytest.skip("nervaluate is not installed")
    script = root / "benchmarks" / f"{name}.py"
    done = subprocess.run(
        [sys.executable, str(script), "--quick"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    for title in TITLES[name]:
        table = re.search(rf"\*\*{title}[^*\n]*\*\*\n\n((?:\|.*\|\n)+)", done.stdout)
        assert table is not None, done.stdout
        head, line, *rows = table[1].splitlines()
        assert rows
        assert {row.count("|") for row in (head, line, *rows)} == {head.count("|")}
        assert all(re.search(r"\d", row) for row in rows)
