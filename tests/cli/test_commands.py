"""What the commands do when all is well."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

import rawi
from rawi.cli import COMMANDS
from rawi.evaluate.results import read_result
from rawi.jsonl import read_documents

Run = Callable[..., Result]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_that_says_what_the_list_says(name: str, run: Run) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert "Usage: main" in result.output
    assert name in run("--help").output


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from rawi.cli import main; "
        "assert CliRunner().invoke(main, ['--help']).exit_code == 0; "
        "print([m for m in ('numpy', 'scipy', 'datasets', 'pyarrow', 'seqeval', 'rich', 'lxml', "
        "'pint', 'jinja2', 'torch', 'huggingface_hub') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_demo(tmp_path: Path, run: Run) -> None:
    result = run("demo", "-o", tmp_path / "demo")
    assert result.exit_code == 0
    assert {p.name for p in (tmp_path / "demo").iterdir()} == {
        "floor.json", "floor.jsonl", "leaderboard.html", "rules.json", "rules.jsonl",
    }  # fmt: skip
    rules, floor = (read_result(tmp_path / "demo" / f"{s}.json") for s in ("rules", "floor"))
    assert rules.rawi is not None and floor.rawi is not None
    assert (rules.rawi.value or 0) > (floor.rawi.value or 0) > 0
    again = run("demo", "-o", tmp_path / "again")
    assert again.stdout.replace("again", "demo") == result.stdout
    for name in ("rules.json", "rules.jsonl", "leaderboard.html"):
        assert (tmp_path / "demo" / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_predict_on_a_folder_of_texts(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "news"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.txt").write_text('قال الوزير سامي: "وصل 12 طبيبًا".', encoding="utf-8")
    (folder / "deep" / "b.txt").write_text("لا شيء هنا", encoding="utf-8")
    (folder / "ignored.md").write_text("#", encoding="utf-8")
    result = run("predict", "floor", "--input", folder, "-o", tmp_path / "out.jsonl")
    assert result.exit_code == 0
    first, second = read_documents(tmp_path / "out.jsonl")
    assert (first.id, second.id) == ("a", "b")
    assert first.quantities and first.quantities[0].value == "12"
    assert first.quotes and first.entities and second.entities == ()
    assert first.marks is None
    assert [p.name for p in tmp_path.iterdir() if "out" in p.name] == ["out.jsonl"]


def test_an_interrupted_prediction_goes_on(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rawi.baselines.floor import Floor

    calls: list[str] = []
    read = Floor.read

    def counted(self: Floor, text: str) -> rawi.Document:
        calls.append(text)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return read(self, text)

    monkeypatch.setattr(Floor, "read", counted)
    path = tmp_path / "out.jsonl"
    result = run("predict", "floor", "--split", "all", "-o", path)
    assert result.exit_code == 130
    assert "interrupted after 1 of" in result.stderr
    assert not path.exists()
    result = run("predict", "floor", "--split", "all", "-o", path)
    assert "(1 from an interrupted run)" in result.stdout
    assert len(calls) == 1 + len(rawi.load("all"))
    assert len(read_documents(path)) == len(rawi.load("all"))
    assert list(tmp_path.iterdir()) == [path]


def test_score_in_every_form(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "floor.jsonl"
    run("predict", "floor", "--split", "test", "-o", path)
    assert "rawi (mean)" in run("score", path, "--per-type").stdout
    data = json.loads(run("score", path, "--format", "json").stdout)
    assert data[0]["system"] == "floor" and data[0]["signature"].startswith("rawi:")
    assert run("score", path, "--format", "markdown").stdout.startswith("|  | F1 | 95% interval |")
    latex = run("score", path, "--format", "latex").stdout
    assert latex.count(r"\begin{tabular}") == latex.count(r"\end{tabular}") == 4
    assert r"95\% interval" in latex
    counts = tmp_path / "counts.jsonl"
    run("score", path, "--per-document", counts, "--task", "claims")
    rows = [json.loads(line) for line in counts.read_text().splitlines()]
    assert [row["id"] for row in rows] == [d.id for d in rawi.load("test")]
    assert set(rows[0]["counts"]) == {"claims"}


def test_gold_scores_one_hundred(tmp_path: Path, run: Run) -> None:
    run("export", "jsonl", "--split", "test", "-o", tmp_path)
    result = run("score", tmp_path / "test.jsonl", "--format", "json")
    data = json.loads(result.stdout)
    assert {e["value"] for e in data[0]["headlines"].values()} == {1.0}


def test_board_of_results(tmp_path: Path, run: Run) -> None:
    run("export", "jsonl", "--split", "test", "-o", tmp_path)
    run("predict", "floor", "--split", "test", "-o", tmp_path / "floor.jsonl")
    for name in ("test", "floor"):
        run("score", tmp_path / f"{name}.jsonl", "--system", name, "-o", tmp_path / f"{name}.json")
    result = run(
        "leaderboard",
        tmp_path / "floor.json",
        tmp_path / "test.json",
        "--html",
        tmp_path / "b.html",
    )
    lines = [line.split() for line in result.stdout.splitlines() if len(line.split()) > 1]
    assert [line[1] for line in lines if line[1] in ("test", "floor")] == ["test", "floor"]
    assert "<table>" in (tmp_path / "b.html").read_text(encoding="utf-8")


def test_quantities_from_the_command_line_and_standard_input(run: Run) -> None:
    text = "وصل نحو 3 ملايين و200 ألف شخص"
    (line,) = run("quantities", text).stdout.splitlines()
    found = json.loads(line)
    assert text[found["start"] : found["end"]] == found["text"] == "3 ملايين و200 ألف"
    assert (found["kind"], found["value"], found["unit"]) == ("approximate", "3200000", None)
    assert run("quantities", "-", stdin=text.encode()).stdout.splitlines() == [line]


def test_show(tmp_path: Path, run: Run) -> None:
    run("predict", "floor", "--split", "test", "-o", tmp_path / "p.jsonl")
    path = tmp_path / "page.html"
    result = run("show", "rawi-0001", "--predictions", tmp_path / "p.jsonl", "--html", path)
    assert result.exit_code == 0
    assert 'dir="rtl"' in path.read_text(encoding="utf-8")


def test_systems_and_cite(run: Run) -> None:
    names = {system["name"] for system in json.loads(run("systems", "--format", "json").stdout)}
    assert {"rules", "floor"} <= names
    assert run("cite").stdout.startswith("@software{rawi,")
