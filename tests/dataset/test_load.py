from __future__ import annotations

from pathlib import Path

import datasets
import pytest
from pyarrow import parquet

import rawi
from rawi.dataset.build import SPLITS
from rawi.dataset.export import export_jsonl, export_parquet
from rawi.dataset.formats.conll_write import write_conll
from rawi.dataset.load import load, load_dataset, manifest
from rawi.dataset.tables import CONFIGS
from rawi.derived import all_entities
from rawi.errors import InputError
from rawi.jsonl import read_documents
from rawi.labels import ENTITY_TYPES


def test_splits() -> None:
    assert load("all") == [d for split in SPLITS for d in load(split)]
    assert all(load(split) for split in SPLITS)
    assert len({d.id for d in load("all")}) == len(load("all"))
    assert sum(f.documents for f in manifest().files.values()) == len(load("all"))
    with pytest.raises(InputError, match="expected one of train, dev, test, all"):
        load("validation")


def test_no_speaker_of_one_split_speaks_in_another() -> None:
    # a group of named people (الطرفان) goes by a common noun, which says nothing of who they are
    speakers = {
        split: {
            entry.name
            for document in load(split)
            for entry in document.registry
            for quote in document.quotes or ()
            if entry.kind != "group"
            and quote.source
            and quote.source.entity == entry.id
            and quote.source.kind == "named"
        }
        for split in SPLITS
    }
    assert not speakers["test"] & (speakers["train"] | speakers["dev"])
    assert not speakers["train"] & speakers["dev"]


@pytest.mark.parametrize("config", CONFIGS)
@pytest.mark.parametrize("split", [*SPLITS, "all"])
def test_datasets_have_typed_features(config: str, split: str) -> None:
    made = load_dataset(config, split)
    assert isinstance(made, datasets.Dataset)
    assert made.num_rows > 0
    assert "id" in made.features
    assert len(set(made["id"])) == made.num_rows
    assert str(made.split) == split or split == "all"
    made.features.encode_example(made[0])


def test_unknown_config() -> None:
    with pytest.raises(InputError, match="expected one of ner, quotes, claims, documents"):
        load_dataset("entities")


def test_ner_rows_agree_with_their_documents() -> None:
    documents = {d.id: d for d in load("test")}
    found: dict[str, set[tuple[int, int, str]]] = {key: set() for key in documents}
    for row in load_dataset("ner", "test"):
        text = documents[row["document"]].text or ""
        assert text[row["start"] : row["start"] + len(row["text"])] == row["text"]
        assert len(row["words"]) == len(row["tags"]) == len(row["offsets"])
        for word, span in zip(row["words"], row["offsets"], strict=True):
            assert row["text"][span["start"] : span["end"]] == word
        for tag in row["tags"]:
            assert tag == "O" or (tag[:2] in ("B-", "I-") and tag[2:] in ENTITY_TYPES)
        for entity in row["entities"]:
            start = row["start"]
            found[row["document"]].add(
                (start + entity["start"], start + entity["end"], entity["type"])
            )
    for key, document in documents.items():
        assert found[key] == {(e.start, e.end, e.type) for e in all_entities(document)}


def test_documents_survive_the_table() -> None:
    for row, document in zip(load_dataset("documents", "all"), load("all"), strict=True):
        assert row["text"] == document.text
        assert row["sha256"] == document.sha256
        assert len(row["quotes"]) == len(document.quotes or ())
        for mine, quote in zip(row["quotes"], document.quotes or (), strict=True):
            assert [(s["start"], s["end"]) for s in mine["content"]] == [
                (s.start, s.end) for s in quote.content
            ]
            assert mine["source"]["entity"] == (quote.source.entity if quote.source else None)
            assert mine["source"]["kind"] == (quote.source.kind if quote.source else None)
            assert [s["start"] for s in mine["cue"]] == [s.start for s in quote.cue]
        for item, quantity in zip(row["quantities"], document.quantities or (), strict=True):
            assert (item["kind"], item["value"]) == (quantity.kind, quantity.value)
            assert (item["claim"] is None) == (quantity.claim is None)
            assert (item["low"] is None) == (quantity.low is None)


def test_parquet_reads_back_as_the_dataset(tmp_path: Path) -> None:
    written = export_parquet({split: load(split) for split in SPLITS}, tmp_path)
    assert len(written) == len(CONFIGS) * len(SPLITS)
    for config in CONFIGS:
        path = tmp_path / config / "test-00000-of-00001.parquet"
        assert parquet.read_table(path).to_pylist() == load_dataset(config, "test").to_list()
        again = datasets.load_dataset(
            "parquet", data_files=str(path), split="train", cache_dir=str(tmp_path / "cache")
        )
        assert again.to_list() == load_dataset(config, "test").to_list()


def test_jsonl_is_lossless(tmp_path: Path) -> None:
    export_jsonl(load("all"), tmp_path / "all.jsonl")
    assert read_documents(tmp_path / "all.jsonl") == load("all")


def test_conll_has_the_tags_of_the_dataset(tmp_path: Path) -> None:
    path = tmp_path / "test.conll"
    write_conll(load("test"), path)
    blocks = path.read_text(encoding="utf-8").strip("\n").split("\n\n")
    assert blocks.count("-DOCSTART- O") == len(load("test"))
    sentences = [
        [tuple(line.rsplit(" ", 1)) for line in block.splitlines()]
        for block in blocks
        if block != "-DOCSTART- O"
    ]
    rows = [list(zip(r["words"], r["tags"], strict=True)) for r in load_dataset("ner", "test")]
    assert sentences == rows


def test_python_interface() -> None:
    gold = rawi.load()
    assert rawi.score(gold, gold, resamples=0).rawi == rawi.score(gold, gold, resamples=0).rawi
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = rawi.nothing
