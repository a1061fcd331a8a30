"""``rawi import`` and ``rawi train``, from a corpus in columns to predictions."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from rawi.baselines.crf.store import load
from rawi.baselines.crf.system import Crf
from rawi.jsonl import read_documents

Run = Callable[..., Result]

ROWS = "".join(
    f"-DOCSTART- O\n\nقال O\n{name} B-PER\nفي O\n{place} B-LOC\n. O\n\n"
    for name in ("سامي", "هادي", "ليلى", "منى")
    for place in ("بيروت", "دمشق", "تونس")
)


@pytest.fixture
def corpus(tmp_path: Path, run: Run) -> Path:
    (tmp_path / "c.conll").write_text(ROWS, encoding="utf-8")
    result = run(
        "import", "conll", tmp_path / "c.conll", "-o", tmp_path / "c.jsonl", "--map", "PER=PERS"
    )
    assert result.exit_code == 0, result.output
    assert "12 documents, 12 sentences, 60 words, 24 entities; read as IOB2" in result.stdout
    return tmp_path / "c.jsonl"


def test_from_columns_to_predictions(corpus: Path, tmp_path: Path, run: Run) -> None:
    model = tmp_path / "m.crf"
    result = run("train", "crf", "--train", corpus, "-o", model, "--iterations", "40")
    assert result.exit_code == 0, result.output
    assert "learned from 12 documents with 60 tokens" in result.stdout
    assert "entities: LOC 12, PERS 12" in result.stdout
    first = read_documents(corpus)[0]
    found = Crf(model).read(first.text or "")
    assert [(e.start, e.end, e.type) for e in found.entities or ()] == [
        (e.start, e.end, e.type) for e in first.entities or ()
    ]
    again = tmp_path / "again.crf"
    run("train", "crf", "--train", corpus, "-o", again, "--iterations", "40")
    assert again.read_bytes() == model.read_bytes()


def test_development_data(corpus: Path, tmp_path: Path, run: Run) -> None:
    model = tmp_path / "m.crf"
    result = run("train", "crf", "--train", corpus, "--dev", corpus, "-o", model, "--features", "plain",
                 "--iterations", "20")  # fmt: skip
    assert result.exit_code == 0, result.output
    assert f"entities1/0: F1 1.000 on {corpus}" in result.stdout
    assert set(load(model).manifest.data) == {"train", "dev"}
    given = run("train", "crf", "--train", corpus, "-o", model, "--features", "plain", "--c1", "0",
                "--c2", "1", "--iterations", "20")  # fmt: skip
    assert given.exit_code == 0
    assert {(layer.c1, layer.c2) for layer in load(model).manifest.layers} == {(0.0, 1.0)}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--c1", "1"], "--c1 and --c2 go together"),
        (["--train", "none.jsonl"], "there is no such file"),
        (["--features", "all"], "Invalid value"),
    ],
)
def test_bad_training(options: list[str], message: str, tmp_path: Path, run: Run) -> None:
    result = run("train", "crf", "-o", tmp_path / "m", *options)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not (tmp_path / "m").exists()


def test_training_data_are_checked(tmp_path: Path, run: Run) -> None:
    line = {"id": "a", "text": "قال", "entities": [{"start": 0, "end": 9, "type": "X"}]}
    (tmp_path / "bad.jsonl").write_text(json.dumps(line), encoding="utf-8")
    result = run("train", "crf", "--train", tmp_path / "bad.jsonl", "-o", tmp_path / "m")
    assert result.exit_code == 2
    assert "bad.jsonl:1" in result.stderr and "outside the text" in result.stderr


def test_mending_is_told_or_refused(tmp_path: Path, run: Run) -> None:
    file, output = tmp_path / "c.conll", tmp_path / "c.jsonl"
    file.write_text("قال O\nسامي I-PERS\nبيروت I-GPE\n", encoding="utf-8")
    result = run("import", "conll", file, "-o", output, "--scheme", "iob2")
    assert result.exit_code == 0
    assert "mended 2 spans that begin with a tag that goes on" in result.stderr
    assert "line 2, 3" in result.stderr
    output.unlink()
    strict = run("import", "conll", file, "-o", output, "--scheme", "iob2", "--strict")
    assert strict.exit_code == 2 and not output.exists()
    assert f"{file}:2: has to be mended" in strict.stderr


def test_labels_from_a_file(tmp_path: Path, run: Run) -> None:
    file, labels = tmp_path / "c.conll", tmp_path / "labels.tsv"
    file.write_text("سامي B-Person\nبيروت B-City\nالأحد B-Day\n", encoding="utf-8")
    labels.write_text("# label\ttype\nPerson\tPERS\nCity\tLOC\nDay\t\n", encoding="utf-8")
    output = tmp_path / "c.jsonl"
    result = run("import", "conll", file, "-o", output, "--map-file", labels, "--map", "City=GPE")
    assert result.exit_code == 0, result.output
    assert [e.type for e in read_documents(output)[0].entities or ()] == ["PERS", "GPE"]
    labels.write_text("Person PERS\n", encoding="utf-8")
    bad = run("import", "conll", file, "-o", output, "--map-file", labels)
    assert bad.exit_code == 2 and f"{labels}:1" in bad.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["import", "xml"], "The formats are conll"),
        (["train", "svm"], "The kinds are"),
        (["import", "conll", "c", "-o", "x", "--tags", "a"], "numbers of columns are expected"),
        (["import", "conll", "c", "-o", "x", "--tags", "2,2"], "column 2 is there twice"),
        (["import", "conll", "c", "-o", "x", "--map", "A"], "LABEL=TYPE is expected"),
        (["import", "conll", "none.conll", "-o", "x"], "there is no such file"),
    ],
)
def test_bad_usage(arguments: list[str], message: str, run: Run) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
