"""From a folder of plain texts to a gold set of one's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from rawi.dataset.ingest import ingest
from rawi.dataset.markup import read_article
from rawi.errors import InputError
from rawi.jsonl import read_documents

TEXT = "قالت مديرة الميناء ريم بدر إن الحركة عادت.\nوغادر 12 سفينة.\n"


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "port-1.txt").write_text(TEXT, encoding="utf-8")
    (folder / "port-2.txt").write_text("نام الناس.\n\n\nثم قاموا!  ", encoding="utf-8")
    return folder


def test_the_text_is_kept_to_the_byte(
    texts: Path, run: Callable[..., Result], tmp_path: Path
) -> None:
    out = tmp_path / "articles"
    result = run("ingest", texts, "-o", out, "--meta", "split=test")
    assert result.exit_code == 0
    for name in ("port-1", "port-2"):
        document = read_article(out / f"{name}.xml").document
        assert (document.text or "").encode() == (texts / f"{name}.txt").read_bytes()
        assert document.meta["split"] == "test" and document.meta["origin"] == "own"
        assert document.entities == document.quotes == document.quantities == ()
    assert len(read_article(out / "port-1.xml").document.sentences) == 2
    assert run("validate", out / "port-2.xml").exit_code == 0


def test_a_changed_letter_is_noticed(
    texts: Path, run: Callable[..., Result], tmp_path: Path
) -> None:
    out = tmp_path / "articles"
    run("ingest", texts, "-o", out)
    path = out / "port-2.xml"
    path.write_text(path.read_text(encoding="utf-8").replace("نام", "قام"), encoding="utf-8")
    result = run("validate", path)
    assert result.exit_code == 2
    assert "[text-sha256] the text is not the one that was given" in result.stdout


def test_what_a_system_found_is_marked_as_such(
    texts: Path, run: Callable[..., Result], tmp_path: Path
) -> None:
    out = tmp_path / "articles"
    assert run("ingest", texts, "-o", out, "--pre-annotate", "rules").exit_code == 0
    document = read_article(out / "port-1.xml").document
    assert document.meta["pre-annotated"].startswith("rules ")
    assert [document.words_of(q) for q in document.quantities or ()] == ["12"]
    assert [document.words_of(s) for q in document.quotes or () for s in q.content]
    result = run("validate", out / "port-1.xml")
    assert "[pre-annotated] the annotation began with rules" in result.stdout
    path = out / "port-1.xml"
    read = path.read_text(encoding="utf-8").replace(
        "</meta>", '<item name="annotation">read by two people</item>\n</meta>'
    )
    path.write_text(read, encoding="utf-8")
    assert "[pre-annotated]" not in run("validate", path).stdout


def test_work_is_never_replaced_unasked(
    texts: Path, run: Callable[..., Result], tmp_path: Path
) -> None:
    out = tmp_path / "articles"
    out.mkdir()
    (out / "port-2.xml").write_text("somebody's work", encoding="utf-8")
    result = run("ingest", texts, "-o", out)
    assert result.exit_code == 2
    assert "port-2.xml: is there already" in result.stderr and "--force" in result.stderr
    assert not (out / "port-1.xml").exists()
    assert run("ingest", texts, "-o", out, "--force").exit_code == 0


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("ميناء.txt", "نص".encode(), "makes no id"),
        ("a.txt", b"", "is empty"),
        ("b.txt", b" \n ", "is empty"),
        ("c.txt", b"\xff\xfe", "UTF-8"),
        ("d.docx", b"PK", "is no .txt file"),
    ],
)
def test_what_cannot_be_taken_is_told(name: str, data: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        ingest([path])
    assert said in str(caught.value) and name in str(caught.value)


def test_every_file_at_fault_is_named_and_names_are_used_once(texts: Path, tmp_path: Path) -> None:
    (texts / "sub").mkdir()
    (texts / "sub" / "port-1.txt").write_text("نص.", encoding="utf-8")
    (texts / "bad.txt").write_bytes(b"\xff")
    with pytest.raises(InputError) as caught:
        ingest([texts])
    assert len(caught.value.faults) == 2
    assert "has the same name" in str(caught.value)
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(InputError, match=r"no \.txt files"):
        ingest([empty])


def _headlines(result: Result) -> dict[str, float]:
    one = json.loads(result.stdout)[0]
    return {name: score["value"] for name, score in one["headlines"].items()}


def test_the_whole_way_to_a_score(texts: Path, run: Callable[..., Result], tmp_path: Path) -> None:
    first, second, mine = tmp_path / "a", tmp_path / "b", tmp_path / "mine.jsonl"
    for folder in (first, second):
        assert run("ingest", texts, "-o", folder, "--pre-annotate", "rules").exit_code == 0
    result = run("agree", first, second, "--format", "json")
    figures = json.loads(result.stdout)
    assert result.exit_code == 0 and figures
    assert run("compile", "--articles", first, "-o", mine).stdout == (
        f"{mine}: 2 documents, {len(TEXT) + 24} characters\n"
    )
    assert [document.id for document in read_documents(mine)] == ["port-1", "port-2"]
    predictions = tmp_path / "preds.jsonl"
    assert run("predict", "rules", "--input", mine, "-o", predictions).exit_code == 0
    result = run("score", predictions, "--gold", mine, "--format", "json")
    assert result.exit_code == 0
    assert set(_headlines(result).values()) == {1.0}
    # a folder of articles is gold as well
    again = run("score", predictions, "--gold", first, "--format", "json")
    assert _headlines(again) == _headlines(result)


@pytest.mark.parametrize("form", ["brat", "label-studio", "jsonl"])
def test_other_forms(form: str, texts: Path, run: Callable[..., Result], tmp_path: Path) -> None:
    out = tmp_path / "tool"
    assert run("ingest", texts, "-o", out, "--form", form).exit_code == 0
    assert run("ingest", texts, "-o", out, "--form", form).exit_code == 2
    if form == "jsonl":
        documents = list(read_documents(out / "articles.jsonl"))
    else:
        back = tmp_path / "back.jsonl"
        assert run("import", form, out, "-o", back).exit_code == 0
        documents = list(read_documents(back))
    assert sorted(d.id for d in documents) == ["port-1", "port-2"]


def test_letters_that_nobody_sees_are_told(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("نص\u200f هنا.", encoding="utf-8")
    result = run("ingest", tmp_path / "x.txt", "-o", tmp_path / "out")
    assert result.exit_code == 0
    assert "[bytes-invisible] U+200F at offset 2" in result.stderr
    assert run("ingest", tmp_path / "x.txt", "-o", tmp_path, "--meta", "split").exit_code == 2


def test_label_studio_shows_what_a_system_found_as_predictions(
    texts: Path, run: Callable[..., Result], tmp_path: Path
) -> None:
    out = tmp_path / "tool"
    run("ingest", texts, "-o", out, "--form", "label-studio", "--pre-annotate", "rules")
    for task in json.loads((out / "tasks.json").read_text(encoding="utf-8")):
        assert "annotations" not in task
        assert task["predictions"][0]["model_version"].startswith("rules ")


def test_a_model_is_that_of_a_system(
    texts: Path, run: Callable[..., Result], tmp_path: Path
) -> None:
    result = run("ingest", texts, "-o", tmp_path / "o", "--model", "crf.model")
    assert result.exit_code == 2 and "--pre-annotate names" in result.stderr
    result = run(
        "ingest", texts, "-o", tmp_path / "o", "--pre-annotate", "crf", "--model", tmp_path / "no"
    )
    assert result.exit_code == 2 and not (tmp_path / "o").exists()
