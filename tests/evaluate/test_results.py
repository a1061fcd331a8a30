from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rawi.document import Document, Entity
from rawi.errors import InputError
from rawi.evaluate.board_page import board_page
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
        (lambda d: _edit(d, "tasks", "ner", "documents", "d0", 0, 3), "its counts give"),
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
    tied = next(c for c in compare(good, same, trials=500))
    assert tied.p_value == 1 and tied.difference == 0


def test_boards_do_not_mix() -> None:
    with pytest.raises(InputError, match="was not scored like"):
        board([result("a", 1), result("b", 1, gold_version="2")])
    with pytest.raises(InputError, match="two results of a system called 'a'"):
        board([result("a", 1), result("a", 2)])
    with pytest.raises(InputError, match="no results"):
        board([])


def test_the_page_escapes_what_systems_are_called() -> None:
    page = board_page(
        board([result("<script>alert(1)</script>", 2), result('"><b>', 1)], trials=50)
    )
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<b>" not in page
    assert 'dir="rtl"' in page
    assert "http" not in page.replace("http-equiv", "")


def test_missing_documents_are_an_error_or_count_as_empty() -> None:
    some = [Document(d.id, entities=d.entities) for d in GOLD[:10]]
    with pytest.raises(InputError, match="no prediction for"):
        score(GOLD, some)
    made = score(GOLD, some, tasks=["ner"], allow_missing=True, resamples=0)
    assert made.tasks["ner"].scores["exact"]["recall"].value == pytest.approx(1 / 3)
    assert made.signature.documents == 30
