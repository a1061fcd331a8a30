"""The gold set: what is shipped is what was annotated, and the texts are as they were received."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from rawi.dataset.build import article_files, build, compile_all
from rawi.dataset.load import load
from rawi.dataset.validate import validate
from rawi.dataset.writer import write_article

SEED = "94e04965499d36b4bb2b6f116eab8c3f50728cb57b64a31b26007ccf1ef1899c"


@pytest.fixture(scope="module")
def articles() -> list[Path]:
    return article_files(Path(__file__).parent.parent.parent / "dataset" / "articles")


def test_the_seed_is_as_it_was_received(root: Path) -> None:
    data = (root / "seeds" / "rawi-0001.txt").read_bytes()
    assert hashlib.sha256(data).hexdigest() == SEED
    assert len(data.decode()) == 2480
    (seed,) = [d for d in load("test") if d.meta["origin"] == "seed"]
    assert seed.sha256 == SEED


def test_validation_finds_nothing(articles: list[Path], run: Callable[..., Result]) -> None:
    found, checked = validate(articles)
    assert [str(finding) for finding in found] == []
    assert checked == len(articles)
    assert run("validate").exit_code == 0


def test_articles_are_in_canonical_form(articles: list[Path]) -> None:
    for path, article in zip(articles, compile_all(articles), strict=True):
        assert path.stem == article.document.id
        assert write_article(article.document) == path.read_bytes()


def test_texts_and_metadata_are_those_of_the_seeds(root: Path) -> None:
    documents = {d.id: d for d in load("all")}
    seeds = sorted((root / "seeds").glob("*.json"))
    assert {path.stem for path in seeds} == set(documents)
    for path in seeds:
        stated = json.loads(path.read_text(encoding="utf-8"))
        data = path.with_suffix(".txt").read_bytes()
        document = documents[path.stem]
        assert document.text == data.decode()
        assert document.sha256 == stated["sha256"] == hashlib.sha256(data).hexdigest()
        assert document.meta == stated["meta"]
        assert stated["characters"] == len(document.text)
        assert "canary GUID" in document.meta["canary"]


def test_gold_files_are_what_the_articles_compile_to(root: Path, tmp_path: Path) -> None:
    build(root / "dataset" / "articles", tmp_path)
    for path in (root / "dataset" / "gold").iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def test_both_passes_are_kept_on_the_same_texts(root: Path) -> None:
    texts = {d.id: d.text for d in load("all")}
    for name in ("a", "b"):
        passes = compile_all(article_files(root / "dataset" / "passes" / name))
        assert {a.document.id: a.document.text for a in passes} == texts
