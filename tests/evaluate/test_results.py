from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rawi.document import Document, Entity
from rawi.errors import InputError
from rawi.evaluate.leaderboard import board, compare
from rawi.evaluate.results import (
    Result,
    Signature,
    parse_signature,
    read_result,
    write_result,
)
from rawi.evaluate.score import score

TEXT = "زار الوزير بيروت ثم عمّان ثم بغداد"
GOLD = [
    Document(
        f"d{i}",
        text=TEXT,
        entities=(Entity(4, 10, "OCC"), Entity(11, 16, "GPE"), Entity(20, 25, "GPE")),
        quotes=(),
        quantities=(),
    )
    for i in range(30)
]


def result(system: str, found: int, **options: object) -> Result:
    """A system that finds the first entities of every document."""
    predictions = [Document(d.id, entities=(d.entities or ())[:found]) for d in GOLD]
    return score(GOLD, predictions, system=system, resamples=50, **options)  # type: ignore[arg-type]


def test_scores_and_signature() -> None:
    made = result("two", 2, tasks=["ner"], gold_version="1.2", split="test")
    exact = made.tasks["ner"].scores["exact"]
    assert exact["precision"].value == 1
    assert exact["recall"].value == pytest.approx(2 / 3)
    assert exact["f1"].low == exact["f1"].value == exact["f1"].high == pytest.approx(0.8)
    assert made.rawi is None
    assert str(made.signature).startswith("rawi:")
    assert "|gold:1.2@" in str(made.signature)
    assert (
        result("again", 2, tasks=["ner"]).signature.predictions_sha256
        == made.signature.predictions_sha256
    )
    assert (
        result("other", 1, tasks=["ner"]).signature.predictions_sha256
        != made.signature.predictions_sha256
    )


def test_order_of_documents_changes_nothing() -> None:
    there = score(GOLD, [Document(d.id, entities=()) for d in GOLD], resamples=0)
    back = score(GOLD, [Document(d.id, entities=()) for d in reversed(GOLD)], resamples=0)
    assert there == back


@given(
    st.builds(
        Signature,
        rawi=st.from_regex(r"[0-9]+\.[0-9a-z.]+", fullmatch=True),
        metrics=st.just("1"),
        gold=st.from_regex(r"[0-9]+\.[0-9a-z.]+", fullmatch=True),
        gold_sha256=st.from_regex(r"[0-9a-f]{12}", fullmatch=True),
        split=st.sampled_from(["test", "dev"]),
        tasks=st.lists(st.sampled_from(["ner", "quotes", "claims"]), min_size=1, unique=True),
        boundary=st.sampled_from(["word", "char"]),
        labels=st.sampled_from(["wojood21", "conll"]),
        documents=st.integers(0, 10**6),
        seed=st.integers(0, 10**9),
        resamples=st.integers(0, 10**5),
        predictions_sha256=st.from_regex(r"[0-9a-f]{12}", fullmatch=True),
        slice=st.sampled_from(["", "topic", "quote-type", "سنة", "a|b%7C|"]),
    )
)
def test_signatures_round_trip(signature: Signature) -> None:
    assert parse_signature(str(signature)) == signature


def test_no_signature() -> None:
    with pytest.raises(InputError, match="no signature"):
        parse_signature("rawi:1|metrics")


def test_results_round_trip(tmp_path: Path) -> None:
    made = result("two", 2)
    write_result(tmp_path / "r.json", made)
    assert read_result(tmp_path / "r.json") == made


def _edit(data: dict, *path: object) -> None:  # type: ignore[type-arg]
    *head, last, value = path
    for key in head:
        data = data[key]
    data[last] = value


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda d: _edit(d, "tasks", "ner", "scores", "exact", "f1", "value", 0.99), "its counts give 0.8"),
        (lambda d: _edit(d, "tasks", "ner", "documents", "d0", 0, 3), "document d0, at /tasks/ner/exact.correct: counts 3 right of 2"),
        (lambda d: _edit(d, "tasks", "ner", "documents", "d0", 0, 1), "its counts give"),
        (lambda d: _edit(d, "tasks", "ner", "documents", "d0", 0, -1), "negative"),
        (lambda d: _edit(d, "tasks", "ner", "documents", "d0", 0, 10**12), "too large"),
        (lambda d: _edit(d, "tasks", "ner", "scores", "exact", "f1", "low", 0.9), "is no interval"),
        (lambda d: _edit(d, "tasks", "ner", "scores", "exact", "f1", "high", 1.5), "is no interval"),
        (lambda d: d["tasks"]["ner"]["scores"].pop("exact"), "says None, its counts give"),
        (lambda d: _edit(d, "rawi", {"value": 0.9}), "a mean of some tasks only"),
        (lambda d: _edit(d, "signature", "metrics", "0"), "version '0' of the metrics"),
        (lambda d: _edit(d, "signature", "slice", "topic"), "the scores of a slice"),
        (lambda d: _edit(d, "signature", "resamples", 10**9), "at most 100000"),
        (lambda d: _edit(d, "signature", "seed", -1), "found -1"),
        (lambda d: _edit(d, "signature", "labels", "mine"), "there is no label map 'mine'"),
        (lambda d: _edit(d, "signature", "tasks", []), "tasks are not those|names no task"),
        (lambda d: _edit(d, "system", " "), "has no name"),
        (lambda d: _edit(d, "system", "a\nb"), "control characters"),
        (lambda d: _edit(d, "system", "\x1b[31mred"), "control characters"),
        (lambda d: _edit(d, "system", "\u202eevil"), "control characters"),
        (lambda d: _edit(d, "system", "x" * 101), "has 101 characters"),
        (lambda d: _edit(d, "link", 1), "link"),
        (lambda d: d["tasks"]["ner"]["documents"].pop("d0"), "counts of 29 documents, the signature says 30"),
        (lambda d: _edit(d, "tasks", "ner", "documents", "d0", [1, 2]), "too short"),
        (lambda d: d["tasks"].pop("ner"), "tasks are not those"),
        (lambda d: _edit(d, "format", "rawi-result/0"), "found format 'rawi-result/0'"),
        (lambda d: d.pop("signature"), "signature"),
        (lambda d: _edit(d, "extra", 1), "extra"),
        (lambda d: _edit(d, "tasks", "ner", "counters", ["x"]), "another version"),
    ],
)  # fmt: skip
def test_tampered_results_are_refused(
    tmp_path: Path,
    edit: Callable[[dict], None],
    message: str,  # type: ignore[type-arg]
) -> None:
    path = tmp_path / "r.json"
    data = json.loads(msgspec.json.encode(result("two", 2, tasks=["ner"])))
    edit(data)
    path.write_text(json.dumps(data))
    with pytest.raises(InputError, match=message):
        read_result(path)


def test_a_mean_that_does_not_follow_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    data = json.loads(msgspec.json.encode(result("two", 2)))
    _edit(data, "rawi", "value", 0.9)
    path.write_text(json.dumps(data))
    with pytest.raises(InputError, match=r"/rawi: says 0\.9, its counts give"):
        read_result(path)


@pytest.mark.parametrize("data", ["[]", "3", '"rawi-result/1"', "{}"])
def test_other_json_is_refused(tmp_path: Path, data: str) -> None:
    path = tmp_path / "r.json"
    path.write_text(data)
    with pytest.raises(InputError, match="found format None"):
        read_result(path)


def test_deep_json_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_text("[" * 100_000)
    with pytest.raises(InputError, match="is not a result"):
        read_result(path)


def test_link_and_description_are_kept_and_left_out_when_there_are_none(tmp_path: Path) -> None:
    made = result("two", 2, tasks=["ner"])
    assert b"link" not in msgspec.json.encode(made)
    told = msgspec.structs.replace(made, link="https://example.org", description="قارئ")
    write_result(tmp_path / "r.json", told)
    assert read_result(tmp_path / "r.json") == told


def test_truncated_result(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    write_result(path, result("two", 2))
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(InputError, match="is not a result"):
        read_result(path)


def test_board_ranks_what_can_be_separated_and_ties_the_rest() -> None:
    good, same, bad = result("good", 3), result("same", 3), result("bad", 1)
    made = board([bad, same, good], trials=2000)
    assert [(r.system, r.best_rank, r.worst_rank) for r in made.rows] == [
        ("good", 1, 2),
        ("same", 1, 2),
        ("bad", 3, 3),
    ]
    assert [r.ties for r in made.rows] == [1, 1, 0]
    tied = next(c for c in compare(good, same, trials=500))
    assert tied.p_value == 1 and tied.difference == 0


def test_the_board_computes_the_same_scores_and_intervals_as_the_scorer() -> None:
    generator = np.random.default_rng(1)
    predictions = [
        Document(d.id, entities=(d.entities or ())[: generator.integers(0, 4)]) for d in GOLD
    ]
    for tasks in (["ner"], ["ner", "quotes", "claims"]):
        made = score(GOLD, predictions, system="a", resamples=200, tasks=tasks)
        (row,) = board([made]).rows
        assert row.overall == (made.rawi or made.tasks["ner"].scores["exact"]["f1"])
        assert row.tasks == {
            name: task.scores[{"ner": "exact", "quotes": "attribution", "claims": "claim"}[name]][
                "f1"
            ]
            for name, task in made.tasks.items()
        }


def test_other_counts_of_gold_are_refused() -> None:
    made = result("a", 2, tasks=["ner"])
    task = made.tasks["ner"]
    place = task.counters.index("exact.gold")
    documents = {name: list(row) for name, row in task.documents.items()}
    documents["d3"][place] -= 1
    other = msgspec.structs.replace(
        made, system="b", tasks={"ner": msgspec.structs.replace(task, documents=documents)}
    )
    with pytest.raises(InputError, match="counts of gold items differ from those of 'a'"):
        board([made, other])
    renamed = {f"x{name}": row for name, row in task.documents.items()}
    other = msgspec.structs.replace(
        made, system="b", tasks={"ner": msgspec.structs.replace(task, documents=renamed)}
    )
    with pytest.raises(InputError, match="on other documents"):
        board([made, other])


def test_boards_do_not_mix() -> None:
    with pytest.raises(InputError, match="was not scored like"):
        board([result("a", 1), result("b", 1, gold_version="2")])
    with pytest.raises(InputError, match="two results of a system called 'a'"):
        board([result("a", 1), result("a", 2)])
    with pytest.raises(InputError, match="no results"):
        board([])


def test_missing_documents_are_an_error_or_count_as_empty() -> None:
    some = [Document(d.id, entities=d.entities) for d in GOLD[:10]]
    with pytest.raises(InputError, match="no prediction for"):
        score(GOLD, some)
    made = score(GOLD, some, tasks=["ner"], allow_missing=True, resamples=0)
    assert made.tasks["ner"].scores["exact"]["recall"].value == pytest.approx(1 / 3)
    assert made.signature.documents == 30
