"""Runs of a language model: the bill, side by side and again, and the key that is written nowhere."""

from __future__ import annotations

import json
import logging
import runpy
import threading
import traceback
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from rawi.baselines.llm import Bill, Config, LanguageModel
from rawi.baselines.llm.bill import bill_of
from rawi.baselines.llm.endpoint import HopelessError, UnansweredError
from rawi.baselines.run import predict_all
from rawi.document import Document
from rawi.errors import InputError
from rawi.evaluate.score import score
from rawi.jsonl import read_documents

_ASKING = runpy.run_path(str(Path(__file__).parent / "llm_asking.py"))
few_certificates, no_keys = _ASKING["few_certificates"], _ASKING["no_keys"]
Act = _ASKING["Act"]
serving = _ASKING["serving"]
TEXT = _ASKING["TEXT"]
KEY = _ASKING["KEY"]
right = _ASKING["right"]
entities = _ASKING["entities"]
BEIRUT = _ASKING["BEIRUT"]
model = _ASKING["model"]
only = _ASKING["only"]


# The bill


def test_the_bill_adds_up() -> None:
    with serving([Act(status=500), Act(content="{"), BEIRUT]) as server:
        system = only(server)
        found = system.read(TEXT)
    bill = bill_of([found])
    assert bill == system.account
    assert (bill.requests, bill.retries, bill.prompt_tokens, bill.completion_tokens) == (
        3,
        2,
        200,
        20,
    )
    assert bill_of([found, found]) == bill + bill
    assert bill_of([Document("a", meta={"cost.requests": "x", "cost.seconds": "1.5"})]) == Bill()


@pytest.mark.parametrize("usage", [None, "odd"])
def test_tokens_that_are_not_told_are_told_to_be_missing(usage: str | None) -> None:
    body = None
    if usage:
        message = {"role": "assistant", "content": '{"entities": []}'}
        odd = {"prompt_tokens": "12", "completion_tokens": -1}
        body = json.dumps({"choices": [{"message": message}], "usage": odd}).encode()
    with serving([Act(content={"entities": []}, usage=None, body=body)]) as server:
        found = only(server).read(TEXT)
    assert (found.meta["cost.unmetered"], found.meta["cost.prompt_tokens"]) == ("1", "0")


# Side by side, and again


def test_requests_are_at_work_at_the_same_time_and_come_in_order() -> None:
    together = threading.Barrier(3)

    def plan(request: dict[str, Any]) -> Any:
        together.wait(10)
        place = request["messages"][1]["content"].split()[-1]
        return entities((place, "GPE"))

    texts = [f"في {place}" for place in ("تونس", "بيروت", "دمشق", "عمان", "صور", "الرباط")]
    with serving(plan) as server:
        found = only(server, workers=3).read_many(texts)
    assert server.most == 3
    for text, document in zip(texts, found, strict=True):
        (entity,) = document.entities or ()
        assert text[entity.start : entity.end] == text.split()[-1]


def test_what_came_of_the_others_of_a_batch_is_not_asked_for_again() -> None:
    def plan(request: dict[str, Any]) -> Any:
        return Act(status=500) if "سيئ" in request["messages"][1]["content"] else BEIRUT

    texts = [TEXT, "سيئ", TEXT + "\n"]
    with serving(plan) as server:
        system = only(server, retries=0, workers=2)
        with pytest.raises(UnansweredError):
            system.read_many(texts)
        assert system.read(texts[0]).entities and system.read(texts[2]).entities
        with pytest.raises(UnansweredError):
            system.read(texts[1])
        assert len(server.requests) == 3
        with pytest.raises(UnansweredError):
            system.read(texts[1])
        assert len(server.requests) == 4


def test_a_rerun_is_free_and_needs_no_server(tmp_path: Path) -> None:
    with serving(right) as server:
        first = model(server, cache=str(tmp_path)).read(TEXT)
    again = model(server, cache=str(tmp_path))
    assert again.read(TEXT) == first
    assert again.account == Bill(cached=3)
    # neither is the address part of the question
    config = Config("m", cache=str(tmp_path))
    assert LanguageModel(config).read(TEXT) == first
    assert first.meta["cost.requests"] == "3"


@pytest.mark.parametrize(
    "change",
    [{"temperature": 1.0}, {"seed": 1}, {"max_tokens": 9}, {"structured": "plain"}, {"model": "n"}],
)
def test_another_question_has_another_answer(tmp_path: Path, change: dict[str, Any]) -> None:
    with serving([BEIRUT]) as server:
        settings = {"base_url": server.url, "layers": "entities", "cache": str(tmp_path)}
        LanguageModel(**{"model": "m", **settings}).read(TEXT)
        LanguageModel(**{"model": "m", **settings, **change}).read(TEXT)
    assert len(server.requests) == 2


def test_failures_of_the_model_are_kept_and_those_of_the_server_are_not(tmp_path: Path) -> None:
    with serving([Act(status=500), Act(refusal="no"), BEIRUT]) as server:
        with pytest.raises(UnansweredError):
            only(server, cache=str(tmp_path), retries=0).read(TEXT)
        for _ in range(2):
            found = only(server, cache=str(tmp_path)).read(TEXT)
            assert found.meta["failed.entities"] == "refusal: no"
        assert len(server.requests) == 2
        assert only(server, cache=str(tmp_path), retry_failed=True).read(TEXT).entities
        assert only(server, cache=str(tmp_path)).read(TEXT).entities
    assert len(server.requests) == 3


def test_an_interrupted_run_goes_on_and_pays_only_for_the_rest(tmp_path: Path) -> None:
    texts = [Document(f"d{n}", text=f"في بيروت {n}") for n in range(6)]
    broken = True

    def plan(request: dict[str, Any]) -> Any:
        bad = broken and request["messages"][1]["content"].endswith("3")
        return Act(status=500) if bad else BEIRUT

    output = tmp_path / "predictions.jsonl"
    with serving(plan) as server:
        with pytest.raises(InputError, match="predictions for 5 are kept"):
            predict_all(only(server, retries=0), texts, output)
        assert not output.exists() and len(server.requests) == 6
        broken = False
        assert predict_all(only(server), texts, output) == 5
        assert len(server.requests) == 7
    made = list(read_documents(output))
    assert [d.id for d in made] == [t.id for t in texts]
    assert all(len(d.entities or ()) == 1 for d in made)
    # the one that failed was paid for too, but by the run that was interrupted
    assert bill_of(made).requests == 6 and bill_of(made).prompt_tokens == 600
    gold = [replace(d, text=t.text) for d, t in zip(made, texts, strict=True)]
    result = score(gold, made, tasks=["ner"], resamples=0)
    assert isinstance(result.cost, dict) and result.cost["prompt_tokens"] == 600


def test_an_interrupt_ends_the_run_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = threading.Event()

    def plan(request: dict[str, Any]) -> Any:
        asked.set()
        return Act(hang=True)

    class Interrupted:
        def __init__(self, *arguments: object) -> None:
            asked.wait(10)
            raise KeyboardInterrupt

    with serving(plan) as server:
        system = only(server, workers=2)
        monkeypatch.setattr(LanguageModel, "_document", Interrupted)
        with pytest.raises(KeyboardInterrupt):
            system.read_many([f"{TEXT} {n}" for n in range(20)])
    assert len(server.requests) <= 2


# Keys


@pytest.fixture
def with_key(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("MY_KEY", KEY)
    return "MY_KEY"


def test_a_key_is_sent_where_it_is_asked_for(with_key: str) -> None:
    with serving([BEIRUT]) as server:
        only(server, key_variable=with_key).read(TEXT)
    assert server.keys == [KEY]


def test_the_key_of_openai_reaches_no_other_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with serving([BEIRUT]) as server:
        only(server).read(TEXT)
    assert KEY not in server.keys


@pytest.mark.parametrize("value", ["", "  ", "مفتاح", "a\nb"])
def test_a_key_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("MY_KEY", value)
    with serving([BEIRUT]) as server, pytest.raises(HopelessError, match="MY_KEY") as caught:
        only(server, key_variable="MY_KEY").read(TEXT)
    assert server.requests == [] and "مفتاح" not in str(caught.value)
    with pytest.raises(HopelessError, match="OPENAI_API_KEY is not set"):
        LanguageModel(model="m", cache="none").read(TEXT)


@pytest.mark.parametrize(
    "settings",
    [
        {"key_variable": KEY},
        {"base_url": f"http://user:{KEY}@localhost/v1"},
        {"base_url": f"http://localhost/v1?key={KEY}"},
        {"base_url": f"{KEY}"},
    ],
)
def test_a_key_in_the_wrong_place_is_refused_unseen(settings: dict[str, str]) -> None:
    with pytest.raises(InputError) as caught:
        LanguageModel(model="m", **settings)
    assert KEY not in str(caught.value)


def test_a_key_is_written_nowhere(
    tmp_path: Path,
    with_key: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """The server sends the key back in every place there is; everything at hand is searched for it."""
    said = {"message": "wrong key KEY", "code": "KEY", "type": "KEY"}
    plans = [
        [Act(status=401, error=said, echo_key=True)],
        [Act(status=500, error="for KEY: " + "x" * 280 + "KEY", echo_key=True)],
        [Act(status=400, error=["KEY"], echo_key=True)],
        [Act(status=429, error="KEY", echo_key=True)],
        [Act(body=b'{"error": "KEY"}', echo_key=True)],
        [Act(reset=True)],
        [Act(hang=True)],
        [Act(content="KEY", echo_key=True)],
        [Act(refusal="KEY", echo_key=True)],
        [Act(content='{"entities": [{"text": "KEY', echo_key=True)],
        [Act(content={"entities": [{"text": "KEY", "type": "KEY"}]}, echo_key=True)],
    ]
    seen: list[str] = []
    caplog.set_level(logging.DEBUG)
    for name in ("openai", "httpx", "httpcore", "httpx2", "httpcore2", "rawi"):
        caplog.set_level(logging.DEBUG, logger=name)
    texts = [Document("d", text=TEXT)]
    for number, plan in enumerate(plans):
        with serving(plan) as server:
            system = only(
                server, key_variable=with_key, cache=str(tmp_path / "cache" / str(number)),
                retries=1, timeout=0.2 if plan[0].hang else 5.0,
            )  # fmt: skip
            seen += [repr(system), repr(system.config), repr(system._endpoint), str(vars(system))]
            try:
                system.read(TEXT)
            except InputError as error:
                shown = traceback.TracebackException.from_exception(error, capture_locals=True)
                seen += [repr(error), repr(error.faults), "".join(shown.format())]
            try:
                predict_all(system, texts, tmp_path / f"{number}.jsonl")
            except InputError as error:
                seen.append(str(error))
        assert KEY in server.keys
    seen += [caplog.text, *(str(vars(record)) for record in caplog.records), *capfd.readouterr()]
    files = [path.read_text(encoding="utf-8") for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) >= 8
    for words in [*seen, *files]:
        assert KEY not in words
        assert KEY[:12] not in words
