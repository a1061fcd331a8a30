"""Slices, comparisons and boards from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

import rawi
from rawi.document import Document
from rawi.evaluate.results import parse_signature
from rawi.jsonl import write_documents

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Predictions on the test split: all of gold, a part of it, and nothing."""
    made = tmp_path_factory.mktemp("systems")
    gold = rawi.load("test")
    for name, share in (("whole", 1.0), ("part", 0.5), ("nothing", 0.0)):

        def some(items: tuple[object, ...] | None, share: float = share) -> object:
            return (items or ())[: int(len(items or ()) * share)]

        write_documents(
            made / f"{name}.jsonl",
            [
                Document(
                    d.id,
                    registry=d.registry,
                    entities=some(d.entities),  # type: ignore[arg-type]
                    quotes=some(d.quotes),  # type: ignore[arg-type]
                    quantities=some(d.quantities),  # type: ignore[arg-type]
                )
                for d in gold
            ],
        )
    return made


def test_slices_are_printed_in_every_form(folder: Path, run: Run) -> None:
    path = folder / "part.jsonl"
    arguments = ("score", path, "--slice", "topic", "--slice", "clitic", "--slice", "nested")
    table = run(*arguments).stdout
    assert "headlines by topic" in table and "recall alone" in table
    assert "|slice:topic\n" in table and "|slice:nested\n" in table
    data = json.loads(run(*arguments, "--format", "json").stdout)
    topic, clitic, nested = data[-3:]
    topics = sorted({d.meta["topic"] for d in rawi.load("test")})
    assert [row["value"] for row in topic["rows"]] == topics
    assert list(topic["rows"][0]["scores"]) == ["rawi", "ner", "quotes", "claims"]
    assert list(clitic["rows"][0]["scores"]) == ["recall"]
    assert clitic["rows"][0]["predicted"] is None
    assert list(nested["rows"][0]["scores"]) == ["precision", "recall", "f1"]
    assert parse_signature(nested["signature"]).slice == "nested"
    assert parse_signature(data[0]["signature"]).slice == ""
    assert "| courts |" in run(*arguments, "--format", "markdown").stdout
    latex = run(*arguments, "--format", "latex").stdout
    assert latex.count(r"\begin{tabular}") == latex.count(r"\end{tabular}") == 7


def test_an_unknown_slice_writes_nothing(folder: Path, tmp_path: Path, run: Run) -> None:
    result = run(
        "score", folder / "part.jsonl", "--slice", "mood", "-o", tmp_path / "r.json",
        "--per-document", tmp_path / "d.jsonl",
    )  # fmt: skip
    assert result.exit_code == 2 and result.stdout == ""
    assert "cannot be sliced by 'mood' (known fields: " in result.stderr
    assert "topic" in result.stderr and "quantity-form" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_result_file_holds_everything_whatever_is_printed(
    folder: Path, tmp_path: Path, run: Run
) -> None:
    for name, more in (("plain", ()), ("sliced", ("--slice", "topic"))):
        run("score", folder / "part.jsonl", "-o", tmp_path / f"{name}.json", *more)
    assert (tmp_path / "plain.json").read_bytes() == (tmp_path / "sliced.json").read_bytes()


def test_compare_all_pairs(folder: Path, run: Run) -> None:
    paths = [folder / f"{name}.jsonl" for name in ("whole", "part", "nothing")]
    result = run("compare", *paths, "--trials", 500)
    assert result.exit_code == 0
    scores, pairs = json.loads(run("compare", *paths, "--trials", 500, "--format", "json").stdout)
    assert [row["system"] for row in scores] == ["whole", "part", "nothing"]
    assert len(pairs) == 4 * 3
    assert [c["score"] for c in pairs[::3]] == ["ner", "quotes", "claims", "mean"]
    equal = sum(not c["separated"] for c in pairs if c["score"] == "mean")
    assert result.stdout.count("cannot tell them apart") == equal
    # of n documents there are 2**n swaps, two of which give the same difference
    least = 2 / 2 ** len(rawi.load("test"))
    for c in pairs:
        assert c["interval"][0] <= c["difference"] + 1e-9 and c["difference"] > 0
        assert 0 < c["p"]["bootstrap"] <= 1 and 0 < c["p"]["approximate-randomisation"] <= 1
        assert c["p"]["approximate-randomisation"] > least / 2
        assert not (c["separated"] and least > 0.05)
    again = json.loads(run("compare", *paths, "--trials", 500, "--format", "json").stdout)
    assert again == [scores, pairs]
    other = json.loads(
        run("compare", *paths, "--trials", 500, "--seed", 1, "--format", "json").stdout
    )
    assert other[1] != pairs


def test_compare_by_the_other_test(folder: Path, run: Run) -> None:
    paths = [folder / f"{name}.jsonl" for name in ("whole", "nothing")]
    result = run("compare", *paths, "--metric", "bootstrap", "--task", "ner", "--trials", 500)
    assert "whole is better than nothing on ner, by 100.0 points (p = 0.0020)." in result.stdout
    assert "BS < 0.05" in result.stdout
    same = run("compare", folder / "whole.jsonl", folder / "whole.jsonl")
    assert same.exit_code == 2 and "two results of a system called 'whole'" in same.stderr
    assert run("compare", *paths, "--trials", 5).exit_code == 2


def test_board_in_every_form(folder: Path, tmp_path: Path, run: Run) -> None:
    results = []
    for name in ("part", "nothing"):
        run(
            "score", folder / f"{name}.jsonl", "-o", tmp_path / f"{name}.json",
            "--link", "https://example.org", "--description", "قارئ",
        )  # fmt: skip
        results.append(tmp_path / f"{name}.json")
    data = json.loads(results[0].read_text(encoding="utf-8"))
    assert (data["link"], data["description"]) == ("https://example.org", "قارئ")
    stated = {
        "format": "rawi-score/1",
        "system": "paper",
        "scores": dict.fromkeys(data["tasks"], 0.5),
    }
    from rawi.evaluate.results import read_result

    stated["signature"] = str(read_result(results[0]).signature)
    (tmp_path / "paper.json").write_text(json.dumps(stated))
    arguments = (
        "leaderboard",
        *results,
        tmp_path / "paper.json",
        "--predictions",
        folder / "whole.jsonl",
    )
    board = json.loads(run(*arguments, "--format", "json").stdout)
    assert [(row["system"], row["tier"]) for row in board] == [
        ("whole", "rescored here"),
        ("part", "predictions supplied"),
        ("nothing", "predictions supplied"),
        ("paper", "score only"),
    ]
    assert board[3]["rank"] is None and board[3]["interval"] == [None, None]
    (tmp_path / "part.jsonl").write_bytes((folder / "part.jsonl").read_bytes())
    board = json.loads(run(*arguments, "--format", "json").stdout)
    assert board[1]["tier"] == "rescored here"
    assert run(*arguments, "--format", "markdown").stdout.count("| score only |") == 1
    assert "score only" in run(*arguments, "--format", "latex").stdout
    page = tmp_path / "b.html"
    assert run(*arguments, "--html", page).exit_code == 0
    assert 'href="https://example.org"' in page.read_text(encoding="utf-8")


def test_boards_refuse(folder: Path, tmp_path: Path, run: Run) -> None:
    path = tmp_path / "part.json"
    run("score", folder / "part.jsonl", "-o", path)
    data = json.loads(path.read_text(encoding="utf-8"))
    data["signature"]["gold_sha256"] = "ab" * 32
    path.write_text(json.dumps(data))
    result = run("leaderboard", path, "--html", tmp_path / "b.html")
    assert result.exit_code == 2 and f"error: {path}, at /signature/gold_sha256" in result.stderr
    assert not (tmp_path / "b.html").exists()
    assert run("leaderboard").exit_code == 2
    run("score", folder / "part.jsonl", "-o", path, "--task", "ner")
    mixed = run("leaderboard", path, "--predictions", folder / "whole.jsonl", "--split", "dev")
    assert mixed.exit_code == 2 and "no gold document has this id" in mixed.stderr
    again = run("leaderboard", path, "--predictions", folder / "part.jsonl")
    assert again.exit_code == 2 and "two results of a system called 'part'" in again.stderr
    bell = tmp_path / "a\x07.jsonl"
    bell.write_bytes((folder / "part.jsonl").read_bytes())
    named = run("leaderboard", "--predictions", bell)
    assert named.exit_code == 2 and "control characters" in named.stderr


def test_a_board_of_one_task_scores_predictions_alike(
    folder: Path, tmp_path: Path, run: Run
) -> None:
    path = tmp_path / "part.json"
    run("score", folder / "part.jsonl", "-o", path, "--task", "ner", "--boundary", "char")
    result = run("leaderboard", path, "--predictions", folder / "whole.jsonl", "--format", "json")
    board = json.loads(result.stdout)
    assert [list(row["tasks"]) for row in board] == [["ner"], ["ner"]]
    assert all("|boundary:char|" in row["signature"] for row in board)


def test_markdown_shows_hostile_names_as_they_are(run: Run, tmp_path: Path) -> None:
    name = "<img src=x onerror=alert(1)>|*a*[b](javascript:1)`_c_`"
    result = str(tmp_path / "r.json")
    predictions = str(tmp_path / "p.jsonl")
    run("predict", "floor", "--split", "test", "-o", predictions)
    run("score", predictions, "--system", name, "-o", result)
    line = run("leaderboard", result, "--format", "markdown").stdout
    assert "<img" not in line
    assert r"&lt;img src=x onerror=alert(1)&gt;\|\*a\*[b\](javascript:1)\`\_c\_\`" in line
