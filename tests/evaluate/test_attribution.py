"""Naming the speakers of quotes that are given."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from msgspec.structs import replace

import rawi
from rawi.cli import main
from rawi.document import Document, Quote, RegistryEntry, Source, Span, Unanchored
from rawi.errors import InputError
from rawi.evaluate.attribution import Attribution
from rawi.evaluate.measures import count_matrix, scores
from rawi.evaluate.quotes import Quotes
from rawi.evaluate.score import make_tasks
from rawi.jsonl import read_documents

TEXT = (
    "نقلت وكالة الضفة عن سامي الخوري قوله إنّ الجسر آمن. وأضاف أنّ العمل مستمر. "
    'وقالت مصادر محلية "لا جديد".'
)


def at(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


AGENCY, SAMI, LOCALS = at("وكالة الضفة"), at("سامي الخوري"), at("مصادر محلية")
FIRST, SECOND, THIRD = at("إنّ الجسر آمن"), at("أنّ العمل مستمر"), at('"لا جديد"')
GOLD = Document(
    "d",
    text=TEXT,
    registry=(
        RegistryEntry("a", "وكالة الضفة", "organization"),
        RegistryEntry("s", "سامي الخوري", "person"),
        RegistryEntry("m", "مصادر محلية", "group"),
    ),
    quotes=(
        Quote(
            (FIRST,),
            "q1",
            "indirect",
            "speech",
            source=Source((SAMI,), "s"),
            via=(Source((AGENCY,), "a"),),
        ),
        Quote((SECOND,), "q2", "indirect", "speech", source=Source((), "s")),
        Quote((THIRD,), "q3", "direct", "speech", source=Source((LOCALS,), "m", "unnamed")),
    ),
)


def f1(*quotes: Quote, gold: Document = GOLD) -> dict[str, float]:
    predicted = Document("d", text=TEXT, quotes=quotes)
    task = Attribution()
    made = scores(task, count_matrix(task, [gold], [predicted]).sum(axis=0))
    return {name: float(values["f1"]) for name, values in made.items()}


def answer(content: Span, *who: Span, via: tuple[Source, ...] = ()) -> Quote:
    return Quote((content,), source=Source(who) if who else None, via=via)


def test_accuracy_when_every_quote_is_answered() -> None:
    found = f1(answer(FIRST, SAMI), answer(SECOND, SAMI), answer(THIRD, SAMI))
    assert found["speakers"] == pytest.approx(2 / 3)
    assert found["speakers/speaker-place/dropped"] == 1
    assert found["speakers/speaker-place/mentioned"] == pytest.approx(1 / 2)
    assert found["speakers/speaker-kind/named"] == 1
    assert found["speakers/speaker-kind/unnamed"] == 0
    assert found["speakers/quote-type/indirect"] == 1
    assert found["speakers/quote-type/direct"] == 0
    assert np.isnan(found["speakers/speaker-kind/none"])


def test_unanswered_quotes_cost_recall_alone() -> None:
    task = Attribution()
    predicted = Document("d", text=TEXT, quotes=(answer(FIRST, SAMI),))
    made = scores(task, count_matrix(task, [GOLD], [predicted]).sum(axis=0))["speakers"]
    assert (made["precision"], made["recall"]) == (1, pytest.approx(1 / 3))


def test_the_agency_is_not_the_speaker_but_is_credited_as_relaying() -> None:
    assert f1(answer(FIRST, AGENCY))["speakers"] == 0
    assert f1(answer(FIRST, AGENCY))["via"] == 0
    found = f1(answer(FIRST, SAMI, via=(Source((AGENCY,)),)))
    assert (found["via"], found["speakers"]) == (1, pytest.approx(2 / 4))
    twice = f1(answer(FIRST, SAMI, via=(Source((AGENCY,)), Source((AGENCY,)))))
    assert twice["via"] == pytest.approx(2 / 3)


def test_white_space_at_the_edges_of_a_content_does_not_matter() -> None:
    wider = Span(SECOND.start - 1, SECOND.end)
    assert f1(answer(wider, SAMI))["speakers"] == pytest.approx(2 / 4)


@pytest.mark.parametrize(
    "extra",
    [
        answer(SECOND, SAMI),  # given back twice
        answer(at("العمل"), SAMI),  # not given
        answer(at("العمل")),
    ],
)
def test_more_than_was_given_is_wrong(extra: Quote) -> None:
    found = f1(answer(SECOND, SAMI), extra)
    assert found["speakers"] == pytest.approx(2 / 5)


def test_what_is_not_in_the_text_is_wrong() -> None:
    predicted = Document(
        "d",
        text=TEXT,
        quotes=(answer(SECOND, SAMI),),
        unanchored=(Unanchored("quotes", "الطقس جميل", "direct"),),
    )
    task = Attribution()
    sums = dict(
        zip(task.counters, count_matrix(task, [GOLD], [predicted]).sum(axis=0), strict=True)
    )
    assert sums["speakers.predicted"] == 2
    assert sums["speakers/quote-type/direct.predicted"] == 1
    for group in ("quote-type", "speaker-kind", "speaker-place"):
        rows = [n for n in sums if n.startswith(f"speakers/{group}/") and n.endswith(".predicted")]
        assert sum(sums[name] for name in rows) == 2


def test_rows_add_up_to_the_whole() -> None:
    task = Attribution()
    predicted = Document(
        "d", text=TEXT, quotes=(answer(FIRST, SAMI), answer(THIRD), answer(at("العمل"), SAMI))
    )
    sums = dict(
        zip(task.counters, count_matrix(task, [GOLD], [predicted]).sum(axis=0), strict=True)
    )
    for group, rows in task.groups.items():
        assert rows, group
        for side in ("correct", "gold", "predicted"):
            whole = sums[f"speakers.{side}"]
            assert sum(sums[f"{row.name}.{side}"] for row in rows) == whole


def test_gold_is_perfect_and_no_answer_is_right_where_nobody_speaks() -> None:
    task = Attribution()
    made = scores(task, count_matrix(task, [GOLD], [GOLD]).sum(axis=0))
    assert made["speakers"]["f1"] == made["via"]["f1"] == 1
    nobody = replace(GOLD, quotes=(Quote((THIRD,), source=Source(kind="none")),))
    assert f1(answer(THIRD), gold=nobody)["speakers"] == 1
    assert f1(answer(THIRD, LOCALS), gold=nobody)["speakers"] == 0


def test_relaying_sources_count_in_the_task_quotes_too() -> None:
    task = Quotes()

    def via(*quotes: Quote) -> float:
        predicted = Document("d", text=TEXT, quotes=quotes)
        made = scores(task, count_matrix(task, [GOLD], [predicted]).sum(axis=0))
        return float(made["via"]["f1"])

    relaying = (Source((AGENCY,)),)
    assert via(answer(FIRST, SAMI, via=relaying)) == 1
    assert via(answer(FIRST, SAMI)) == 0
    # a quote that is not found earns nothing for whoever relays it
    assert via(answer(at("الجسر"), SAMI, via=relaying)) == 0


def test_the_task_stands_alone() -> None:
    with pytest.raises(InputError, match="scored by itself"):
        make_tasks(["quotes", "speakers"])


def test_from_given_quotes_to_a_board(tmp_path: Path) -> None:
    run = CliRunner()
    asked = str(tmp_path)
    done = run.invoke(main, ["export", "given-quotes", "--split", "test", "-o", asked])
    assert done.exit_code == 0, done.output
    given = read_documents(tmp_path / "test.given-quotes.jsonl")
    gold = {document.id: document for document in rawi.load("test")}
    for document in given:
        assert not document.registry
        assert document.entities is None
        for quote in document.quotes or ():
            assert quote.source is None
            assert not quote.cue
            assert not quote.via
        assert [q.content for q in document.quotes or ()] == [
            q.content for q in gold[document.id].quotes or ()
        ]
    predictions = tmp_path / "p.jsonl"
    done = run.invoke(main, ["export", "jsonl", "--split", "test", "-o", asked])
    (tmp_path / "test.jsonl").rename(predictions)
    result = str(tmp_path / "r.json")
    scored = ["score", str(predictions), "--task", "speakers", "--per-type", "--slice", "topic"]
    done = run.invoke(main, [*scored, "-o", result])
    assert done.exit_code == 0, done.output
    assert "speaker of a given quote" in done.output
    assert "tasks:speakers" in done.output
    done = run.invoke(main, ["leaderboard", result])
    assert done.exit_code == 0, done.output
    done = run.invoke(main, ["score", str(predictions), "--task", "speakers", "--task", "ner"])
    assert done.exit_code == 2
    assert "run of its own" in done.output
