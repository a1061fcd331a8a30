"""``rawi errors``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

import rawi
from rawi.evaluate.mistakes import kinds
from rawi.evaluate.score import TASKS

Run = Callable[..., Result]


@pytest.fixture
def floor(tmp_path: Path, run: Run) -> Path:
    path = tmp_path / "floor.jsonl"
    run("predict", "floor", "--split", "test", "-o", path)
    return path


def test_counts_agree_with_the_score(tmp_path: Path, floor: Path, run: Run) -> None:
    result = run("errors", floor, "--format", "json", "--examples", "1000")
    assert result.exit_code == 0
    counts = tmp_path / "counts.jsonl"
    run("score", floor, "--per-document", counts)
    rows = [json.loads(line)["counts"] for line in counts.read_text().splitlines()]
    heads = {"ner": "exact", "quotes": "attribution", "claims": "claim"}
    data = json.loads(result.stdout)
    assert [task["task"] for task in data] == list(TASKS)
    for task in data:
        head = heads[task["task"]]
        for side, name in (("gold", "gold"), ("predicted", "predicted"), ("right", "correct")):
            assert task[side] == sum(row[task["task"]][f"{head}.{name}"] for row in rows)
        for side in ("gold", "predicted"):
            wrong = 0
            for key, kind in task["kinds"].items():
                assert kind["title"] == kinds()[task["task"]][key].title
                assert len(kind["examples"]) == kind["mistakes"]
                assert sum(e["costs"] for e in kind["examples"]) == kind["cost"]
                wrong += sum(e["costs"] and e[side] is not None for e in kind["examples"])
            assert task["right"] + wrong == task[side]


def test_offsets_point_at_the_words(floor: Path, run: Run) -> None:
    texts = {d.id: d.text or "" for d in rawi.load("test")}
    task = json.loads(run("errors", floor, "--task", "ner", "--format", "json").stdout)
    seen = 0
    for kind in task["kinds"].values():
        assert len(kind["examples"]) <= 2
        for example in kind["examples"]:
            for side in (example["gold"], example["predicted"]):
                if side is not None:
                    ((start, end),) = side["spans"]
                    assert texts[example["document"]][start:end].split() == side["words"].split()
                    seen += 1
    assert seen


def test_every_form(floor: Path, run: Run) -> None:
    table = run("errors", floor, "--split", "test").stdout
    assert "quotes: kind of mistake" in table and "wrong thing counted" in table
    assert "⟦" in table and "{" in table and "→" in table
    bare = run("errors", floor, "--examples", "0").stdout
    assert "⟦" not in bare and "ner: kind of mistake" in bare
    markdown = run("errors", floor, "--format", "markdown", "--task", "quotes").stdout
    assert markdown.startswith("| quotes: kind of mistake | mistakes | that cost |")
    latex = run("errors", floor, "--format", "latex").stdout
    assert latex.count(r"\begin{tabular}") == latex.count(r"\end{tabular}") == 6


def test_page(tmp_path: Path, floor: Path, run: Run) -> None:
    page = tmp_path / "errors.html"
    result = run("errors", floor, "--html", page, "--format", "json")
    json.loads(result.stdout)
    assert "errors.html: open it in a browser" in result.stderr
    written = page.read_text(encoding="utf-8")
    assert "Mistakes of <bdi>floor</bdi>" in written and "split test of gold" in written
    assert written.count('<li class="card') > 10
    assert sorted(p.name for p in tmp_path.iterdir()) == ["errors.html", "floor.jsonl"]


def test_gold_has_no_mistakes(tmp_path: Path, run: Run) -> None:
    run("export", "jsonl", "--split", "test", "-o", tmp_path)
    result = run(
        "errors", tmp_path / "test.jsonl", "--gold", tmp_path / "test.jsonl", "--format", "json"
    )
    assert result.exit_code == 0
    for task in json.loads(result.stdout):
        assert task["kinds"] == {} and task["right"] == task["gold"] == task["predicted"] > 0


def test_a_terminal_is_given_no_control_characters(tmp_path: Path, run: Run) -> None:
    text = "قال \u001b[31mسامي\u001b[0m\tأمس"
    gold = tmp_path / "gold.jsonl"
    entities = [{"start": 4, "end": 13, "type": "PERS"}]
    gold.write_text(json.dumps({"id": "d", "text": text, "entities": entities}), encoding="utf-8")
    predictions = tmp_path / "p.jsonl"
    predictions.write_text('{"id": "d", "entities": []}', encoding="utf-8")
    result = run("errors", predictions, "--gold", gold)
    assert result.exit_code == 0
    assert "\u001b" not in result.stdout and "␛" in result.stdout


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is not valid JSON"),
        ('{"id": "elsewhere"}', "at /id"),
        ('{"id": "rawi-0001", "entities": []}', "no prediction for rawi-0006"),
    ],
)
def test_bad_predictions_leave_nothing(
    content: str, message: str, tmp_path: Path, run: Run
) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text(content, encoding="utf-8")
    result = run("errors", path, "--html", tmp_path / "page.html")
    assert result.exit_code == 2 and message in result.stderr and result.stdout == ""
    assert [p.name for p in tmp_path.iterdir()] == ["p.jsonl"]


def test_missing_documents_count_as_empty_on_request(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text('{"id": "rawi-0001", "entities": []}', encoding="utf-8")
    result = run("errors", path, "--allow-missing", "--task", "quotes", "--format", "json")
    task = json.loads(result.stdout)
    assert task["kinds"]["missed"]["mistakes"] == task["gold"] > 0
