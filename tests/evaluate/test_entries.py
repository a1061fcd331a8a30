"""What may stand on a board, in which tier, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from rawi.document import Document, Entity, sha256_of
from rawi.errors import InputError
from rawi.evaluate.entries import RESCORED, SCORE_ONLY, SUPPLIED, GoldAtHand, read_entry
from rawi.evaluate.leaderboard import board
from rawi.evaluate.results import Result, write_result
from rawi.evaluate.score import score
from rawi.jsonl import write_documents
from rawi.predictions import match_up

TEXT = "زار الوزير بيروت ثم عمّان ثم بغداد"
GOLD = [
    Document(
        f"d{i}",
        text=TEXT,
        sha256=sha256_of(TEXT),
        entities=(Entity(4, 10, "OCC"), Entity(11, 16, "GPE"), Entity(20, 25, "GPE")),
        quotes=(),
        quantities=(),
    )
    for i in range(25)
]
HERE = GoldAtHand("1.0", ("test",), lambda split: GOLD)


def predictions(found: int) -> list[Document]:
    return [Document(d.id, entities=(d.entities or ())[:found]) for d in GOLD]


def result(system: str = "a", found: int = 2, version: str = "1.0", **options: Any) -> Result:
    """Scored as the command line does it: on predictions that are joined to their texts."""
    joined = match_up({d.id: d for d in GOLD}, [(None, p) for p in predictions(found)])
    options = {"tasks": ["ner"], "split": "test"} | options
    return score(GOLD, joined, system=system, gold_version=version, resamples=30, **options)


def saved(folder: Path, made: Result) -> Path:
    path = folder / f"{made.system}.json"
    write_result(path, made)
    return path


def test_tiers(tmp_path: Path) -> None:
    path = saved(tmp_path, result())
    assert read_entry(path, HERE).tier == SUPPLIED
    write_documents(tmp_path / "a.jsonl", predictions(2))
    assert read_entry(path, HERE).tier == RESCORED
    # the same from Python, where predictions are hashed without their texts
    raw = score(GOLD, predictions(2), system="a", gold_version="1.0", split="test", tasks=["ner"])
    write_result(path, raw)
    assert read_entry(path, HERE).tier == RESCORED
    # predictions of another system, or of none, say nothing
    write_documents(tmp_path / "a.jsonl", predictions(1))
    assert read_entry(path, HERE).tier == SUPPLIED
    (tmp_path / "a.jsonl").write_text("{}")
    assert read_entry(path, HERE).tier == SUPPLIED


def test_gold_that_is_not_at_hand_cannot_be_held_against_a_result(tmp_path: Path) -> None:
    write_documents(tmp_path / "a.jsonl", predictions(2))
    assert read_entry(saved(tmp_path, result(version="0.9")), HERE).tier == SUPPLIED
    own = saved(tmp_path, result(version="", split=""))
    assert read_entry(own, HERE).tier == SUPPLIED
    assert read_entry(own, GoldAtHand("1.0", ("test",), HERE.load, GOLD)).tier == RESCORED


def _count(made: Result, counter: str, by: int) -> Result:
    """A result that agrees with itself, with another count in one document."""
    from rawi.evaluate.measures import scores
    from rawi.evaluate.results import Estimate
    from rawi.evaluate.score import make_tasks

    task = made.tasks["ner"]
    documents = {name: list(row) for name, row in task.documents.items()}
    documents["d0"][task.counters.index(counter)] += by
    changed = replace(task, documents=documents)
    (kind,) = make_tasks(["ner"])
    follow = {
        name: {v: Estimate(None if n != n else float(n)) for v, n in values.items()}
        for name, values in scores(kind, changed.matrix().sum(axis=0)).items()
    }
    return replace(made, tasks={"ner": replace(changed, scores=follow)})


REFUSED: dict[str, tuple[Callable[[Result], Result], str]] = {
    "other gold under this version": (
        lambda r: replace(r, signature=replace(r.signature, gold_sha256="ab" * 32)),
        "was scored on gold 1.0 with the SHA-256 abababababab…, the one installed has",
    ),
    "no such split": (
        lambda r: replace(r, signature=replace(r.signature, split="nine")),
        "gold 1.0 has no split 'nine', expected one of test",
    ),
    "other documents": (
        lambda r: replace(
            r,
            tasks={
                "ner": replace(
                    r.tasks["ner"],
                    documents={f"x{k}": v for k, v in r.tasks["ner"].documents.items()},
                )
            },
        ),
        "its documents are not those of the gold",
    ),
    "fewer items in gold": (
        lambda r: _count(r, "exact.gold", -1),
        "document d0, at /tasks/ner/exact.gold: counts 2 in gold, where there are 3",
    ),
    "better than its predictions": (
        lambda r: _count(r, "exact.predicted", 1),
        "its counts are not those that its predictions give",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str, tmp_path: Path) -> None:
    change, message = REFUSED[case]
    write_documents(tmp_path / "a.jsonl", predictions(2))
    path = saved(tmp_path, change(result()))
    with pytest.raises(InputError) as refused:
        read_entry(path, HERE)
    assert message in str(refused.value)
    assert str(path) in str(refused.value)


def told(**changes: Any) -> dict[str, Any]:
    fields = {
        "format": "rawi-score/1",
        "system": "paper",
        "signature": str(result().signature),
        "scores": {"ner": 0.9},
    }
    return fields | changes


def test_a_score_alone_is_shown_and_never_ranked(tmp_path: Path) -> None:
    path = tmp_path / "paper.json"
    path.write_text(json.dumps(told(link="https://example.org", description="from a paper")))
    entry = read_entry(path, HERE)
    assert (entry.tier, entry.link) == (SCORE_ONLY, "https://example.org")
    counted = [read_entry(saved(tmp_path, result(s, n)), HERE) for s, n in (("a", 2), ("b", 1))]
    made = board([entry, *counted], trials=200)
    assert [(r.system, r.best_rank, r.worst_rank) for r in made.rows] == [
        ("a", 1, 1),
        ("b", 2, 2),
        ("paper", 0, 0),
    ]
    assert (made.rows[2].overall.low, made.rows[2].overall.value) == (None, 0.9)
    assert all("paper" not in (c.first, c.second) for c in made.comparisons)
    (alone,) = board([entry]).rows
    assert not alone.ranked


def test_the_mean_of_scores_alone_is_computed(tmp_path: Path) -> None:
    path = tmp_path / "paper.json"
    signature = str(result(tasks=["ner", "quotes", "claims"]).signature)
    scores = {"claims": 0.3, "ner": 0.9, "quotes": 0.6}
    path.write_text(json.dumps(told(signature=signature, scores=scores)))
    (row,) = board([read_entry(path, HERE)]).rows
    assert row.overall.value == pytest.approx(0.6)
    assert list(row.tasks) == ["ner", "quotes", "claims"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format": "rawi-score/0"}, "found format 'rawi-score/0', expected 'rawi-result/1'"),
        ({"scores": {"ner": 71.3}}, "at /scores/ner: found 71.3, a score lies in 0…1 (divide percents by 100)"),
        ({"scores": {"ner": -0.1}}, "a score lies in 0…1"),
        ({"scores": {"ner": "0.7"}}, "is not a result"),
        ({"scores": {}}, "found scores of none, its signature says ner"),
        ({"scores": {"ner": 0.7, "quotes": 0.7}}, "found scores of ner, quotes, its signature says ner"),
        ({"signature": "rawi:1"}, "is no signature"),
        ({"signature": str(replace(result().signature, gold_sha256="ab" * 32))}, "the one installed has"),
        ({"signature": str(replace(result().signature, gold_sha256="a"))}, "the one installed has"),
        ({"signature": str(replace(result().signature, metrics="0"))}, "version '0' of the metrics"),
        ({"signature": str(replace(result().signature, slice="topic"))}, "the scores of a slice (topic)"),
        ({"signature": str(replace(result().signature, labels="mine"))}, "there is no label map 'mine'"),
        ({"signature": str(replace(result().signature, split="nine"))}, "has no split 'nine'"),
        ({"system": ""}, "the system has no name"),
        ({"system": "a\x07b"}, "control characters"),
        ({"counts": []}, "unknown field"),
        ({"interval": [0.1, 0.2]}, "unknown field"),
    ],
)  # fmt: skip
def test_scores_alone_that_are_refused(
    changes: dict[str, Any], message: str, tmp_path: Path
) -> None:
    path = tmp_path / "paper.json"
    path.write_text(json.dumps(told(**changes)))
    with pytest.raises(InputError) as refused:
        read_entry(path, HERE)
    assert message in str(refused.value)
    assert str(path) in str(refused.value)


def test_a_score_alone_of_another_gold_does_not_mix(tmp_path: Path) -> None:
    path = tmp_path / "paper.json"
    path.write_text(json.dumps(told(signature=str(result(version="0.9").signature))))
    with pytest.raises(InputError, match="was not scored like"):
        board([read_entry(path, HERE), read_entry(saved(tmp_path, result()), HERE)])
    path.write_text(json.dumps(told(system="a")))
    with pytest.raises(InputError, match="two results of a system called 'a'"):
        board([read_entry(path, HERE), read_entry(saved(tmp_path, result()), HERE)])
