"""Whatever is wrong with an input, the user is told where and how to mend it, and nothing is left."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

import rawi

Run = Callable[..., Result]
GOLD = rawi.load("test")
FINE = [json.dumps({"id": d.id, "entities": []}) for d in GOLD]
LENGTH = len(GOLD[0].text or "")
#: the line behind a prediction for every article
NEXT = len(GOLD) + 1


def changed(**fields: object) -> str:
    """The first prediction with other fields."""
    return json.dumps({"id": GOLD[0].id, "entities": []} | fields)


def entity(**fields: object) -> str:
    return changed(entities=[{"start": 0, "end": 5, "type": "GPE"} | fields])


PREDICTIONS: dict[str, tuple[bytes, str]] = {
    "not UTF-8": ("\n".join(FINE).encode() + "\nقال".encode("cp1256"), f":{NEXT}:1: is not UTF-8"),
    "BOM": (b"\xef\xbb\xbf" + "\n".join(FINE).encode(), ":1:1: starts with a byte order mark"),
    "CRLF": ("\r\n".join(FINE).encode(), ":1:36: contains a carriage return"),
    "empty": (b"", ":1: is empty"),
    "truncated": ("\n".join(FINE).encode()[:-9], f":{len(GOLD)}: [json] is not valid JSON"),
    "unknown id": ("\n".join([*FINE, '{"id": "elsewhere"}']).encode(), f":{NEXT}, document elsewhere, at /id"),
    "duplicate id": ("\n".join([*FINE, FINE[0]]).encode(), f":{NEXT}, document {GOLD[0].id}, at /id"),
    "missing": (FINE[1].encode(), f"no prediction for {GOLD[0].id}"),
    "outside": ("\n".join([entity(end=LENGTH + 1), FINE[1]]).encode(), f"outside the text, which has {LENGTH} characters"),
    "negative": ("\n".join([entity(start=-1), FINE[1]]).encode(), ":1, document rawi-0001, at /entities/0: [offsets]"),
    "reversed": ("\n".join([entity(start=9), FINE[1]]).encode(), "[9, 5) is reversed or empty"),
    "no integer": ("\n".join([entity(start="0"), FINE[1]]).encode(), "at /entities/0/start: [json] found '0', expected integer"),
    "half": ("\n".join([entity(start=0.5), FINE[1]]).encode(), "at /entities/0/start: [json] found 0.5, expected integer"),
    "unknown type": ("\n".join([entity(type="CITY"), FINE[1]]).encode(), "at /entities/0/type: [entity-type] unknown entity type 'CITY'"),
    "sha256": ("\n".join([changed(sha256="00" * 32), FINE[1]]).encode(), "at /sha256: [text-sha256] was made on a text"),
    "text": ("\n".join([changed(text=(GOLD[0].text or "") + " "), FINE[1]]).encode(), "at /text: [text-sha256] its text differs"),
}  # fmt: skip


@pytest.mark.parametrize("case", PREDICTIONS)
def test_score_refuses(case: str, tmp_path: Path, run: Run) -> None:
    data, message = PREDICTIONS[case]
    path = tmp_path / "preds.jsonl"
    path.write_bytes(data)
    result = run(
        "score", path, "-o", tmp_path / "result.json", "--per-document", tmp_path / "d.jsonl"
    )
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("error: ") and "Traceback" not in result.stderr
    assert str(path) in result.stderr
    assert message in result.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["preds.jsonl"]


def test_several_faults_are_reported_together(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "preds.jsonl"
    path.write_text(
        "\n".join([entity(type="CITY", end=LENGTH + 9), '{"id": "x"}']), encoding="utf-8"
    )
    result = run("score", path)
    assert result.stderr.count("error: ") == 3


TEXTS = {
    "not UTF-8": ("قال".encode("cp1256"), ":1:1: is not UTF-8"),
    "BOM": (b"\xef\xbb\xbf\xd9\x82", ":1:1: starts with a byte order mark"),
    "CRLF": ("سطر\r\nسطر".encode(), ":1:4: contains a carriage return"),
    "empty": (b"", ":1: is empty"),
    "white": (b" \n ", ":1: is empty"),
}


@pytest.mark.parametrize("case", TEXTS)
def test_predict_refuses(case: str, tmp_path: Path, run: Run) -> None:
    data, message = TEXTS[case]
    path = tmp_path / "news.txt"
    path.write_bytes(data)
    result = run("predict", "floor", "--input", path, "-o", tmp_path / "out.jsonl")
    assert result.exit_code == 2
    assert f"{path}{message}" in result.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["news.txt"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["predict", "nobody", "--split", "test", "-o", "x"], "there is no system 'nobody'"),
        (["predict", "floor", "-o", "x"], "either --split test or --input FILE"),
        (["predict", "floor", "--split", "test", "--input", "a", "-o", "x"], "either --split"),
        (["predict", "floor", "--input", "none.txt", "-o", "x"], "none.txt: there is no such file"),
        (["predict", "floor", "--split", "test", "-o", "."], "this is a folder"),
        (["predict", "floor", "--split", "test"], "Missing option '-o'"),
        (["score", "none.jsonl"], "none.jsonl: there is no such file"),
        (["score", "."], "this is a folder"),
        (["score", "x", "--task", "ner2"], "'ner2' is not one of"),
        (["compare", "one.jsonl"], "Two or more"),
        (["leaderboard", "none.json"], "none.json: there is no such file"),
        (["show", "rawi-9999"], "there is no document 'rawi-9999'"),
        (["export", "docx", "-o", "x"], "'docx' is not one of"),
        (["agree", "a", "b"], "there is no such file"),
        (["compile", "--articles", "none"], "holds no annotated articles"),
        (["quantities", "-"], "standard input:1: is empty"),
        (["nonsense"], "No such command 'nonsense'. The commands are demo"),
    ],
)  # fmt: skip
def test_usage(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    run: Run,
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*arguments, stdin=b"")
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.output
    assert list(tmp_path.iterdir()) == []


def test_gold_of_ones_own_is_checked(tmp_path: Path, run: Run) -> None:
    gold, path = tmp_path / "gold.jsonl", tmp_path / "p.jsonl"
    gold.write_text(
        '{"id": "a", "text": "كلمة", "entities": [{"start": 0, "end": 9, "type": "GPE"}]}'
    )
    path.write_text('{"id": "a", "entities": []}')
    result = run("score", path, "--gold", gold)
    assert result.exit_code == 2
    assert f"{gold}:1, document a, at /entities/0" in result.stderr


def test_two_texts_of_one_name(tmp_path: Path, run: Run) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.txt").write_text("نص", encoding="utf-8")
    result = run("predict", "floor", "--input", tmp_path, "-o", tmp_path / "out.jsonl")
    assert result.exit_code == 2
    assert "rename one of the files" in result.stderr
