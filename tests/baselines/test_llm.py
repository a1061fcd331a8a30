"""A language model behind a server that misbehaves: what is read, counted, asked again, and told."""

from __future__ import annotations

import json
import logging
import runpy
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from rawi.baselines.llm import Bill, Config, LanguageModel
from rawi.baselines.llm.bill import bill_of
from rawi.baselines.llm.endpoint import Endpoint, HopelessError, UnansweredError
from rawi.baselines.registry import Spec
from rawi.baselines.run import predict_all
from rawi.document import Document, Span, sha256_of
from rawi.errors import InputError
from rawi.evaluate.score import score
from rawi.jsonl import read_documents

_HERE = Path(__file__).parent
require = runpy.run_path(str(_HERE.parent / "extras.py"))["require"]
_SERVER = runpy.run_path(str(_HERE / "llm_server.py"))
Act, serving, layer_of = _SERVER["Act"], _SERVER["serving"], _SERVER["layer_of"]
require("llm", "openai")

TEXT = "قال الوزير سامي الخالدي إن 30 جنديًا وصلوا إلى بيروت.\n\nوعاد الخالدي إلى بيروت مساء."
KEY = "sk-do-not-tell-0123456789abcdef"
ANSWERS: dict[str, Any] = {
    "entities": [
        {"text": "الوزير", "type": "OCC"},
        {"text": "سامي الخالدي", "type": "PERS"},
        {"text": "بيروت", "type": "GPE"},
        {"text": "الخالدي", "type": "PERS"},
        {"text": "بيروت", "type": "GPE"},
    ],
    "quotes": [
        {
            "content": ["إن 30 جنديًا وصلوا إلى بيروت"],
            "type": "indirect",
            "act": "speech",
            "cue": ["قال"],
            "speaker": {"name": "الوزير سامي الخالدي", "kind": "named"},
            "via": [],
            "factuality": "asserted",
        }
    ],
    "quantities": [
        {
            "text": "30",
            "kind": "exact",
            "value": "30",
            "low": None,
            "high": None,
            "scale": None,
            "unit": None,
            "unit_text": None,
            "per": None,
            "modifier": None,
            "role": "level",
            "direction": None,
            "of": "جنديًا",
            "head": None,
            "base": None,
            "status": "asserted",
            "status_cue": None,
        }
    ],
}


def right(request: dict[str, Any]) -> Any:
    layer = layer_of(request)
    return Act(content={layer: ANSWERS[layer]})


def entities(*items: tuple[str, str]) -> Any:
    return Act(content={"entities": [{"text": text, "type": kind} for text, kind in items]})


BEIRUT = entities(("بيروت", "GPE"))


@pytest.fixture(scope="session")
def few_certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reading all certificates takes a client longer than everything else that is tried here."""
    pem = Path(require("llm", "certifi").where()).read_text(encoding="utf-8")
    end = "-----END CERTIFICATE-----\n"
    path = tmp_path_factory.mktemp("certificates") / "one.pem"
    path.write_text(pem[pem.index("-----BEGIN") : pem.index(end) + len(end)], encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch, few_certificates: Path) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(few_certificates))
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def model(server: Any, **settings: Any) -> LanguageModel:
    """A model that gives up soon, keeps nothing, and does not wait between two tries."""
    given = {"cache": "none", "retries": 2, "timeout": 5.0, "workers": 1, **settings}
    config = Config("m", base_url=server.url, **given)
    return LanguageModel(config, Endpoint(config, wait=lambda seconds: None))


def only(server: Any, **settings: Any) -> LanguageModel:
    return model(server, layers="entities", **settings)


# What is asked and read


def test_all_layers_are_read_with_their_places() -> None:
    with serving(right) as server:
        found = model(server).read(TEXT)
    assert found.id == "" and found.unanchored == ()
    spans = [(TEXT[e.start : e.end], e.type) for e in found.entities or ()]
    assert spans == [(e["text"], e["type"]) for e in ANSWERS["entities"]]
    (quote,) = found.quotes or ()
    assert [TEXT[s.start : s.end] for s in quote.content] == ANSWERS["quotes"][0]["content"]
    assert quote.source is not None and quote.source.spans == (Span(4, 23),)
    (quantity,) = found.quantities or ()
    assert quantity.value == "30" and quantity.claim is not None
    assert quantity.claim.of == Span(30, 36)
    assert found.meta["cost.requests"] == "3" and found.meta["answer.model"] == "m-2026"
    assert not [key for key in found.meta if key.startswith("failed.")]


def test_the_request_has_prompt_schema_and_nothing_but_the_text() -> None:
    with serving([BEIRUT]) as server:
        only(server, temperature=0.5, seed=7, max_tokens=900).read(TEXT)
    (request,) = server.requests
    assert [m["role"] for m in request["messages"]] == ["system", "user"]
    assert request["messages"][1]["content"] == TEXT
    assert "rawi-prompt" not in request["messages"][0]["content"]
    assert request["model"] == "m"
    assert (request["temperature"], request["seed"], request["max_tokens"]) == (0.5, 7, 900)
    form = request["response_format"]["json_schema"]
    assert form["strict"] is True and form["schema"]["required"] == ["entities"]


def test_layers_that_are_not_asked_for_stay_absent() -> None:
    with serving([BEIRUT]) as server:
        system = only(server)
        found = system.read(TEXT)
    assert system.layers == ("entities",)
    assert (found.quotes, found.quantities) == (None, None)
    assert len(server.requests) == 1


@pytest.mark.parametrize("text", ["", " \n\n ", "\u200f\n"])
def test_nothing_to_see_costs_nothing_unless_there_is_a_mark(text: str) -> None:
    with serving([Act(content={"entities": []})]) as server:
        found = only(server).read(text)
    assert found.entities == ()
    assert len(server.requests) == (1 if text.strip() else 0)


def test_half_a_surrogate_pair_reaches_no_server_and_moves_no_offset() -> None:
    with serving([BEIRUT]) as server:
        found = only(server).read("\ud800 في بيروت")
    assert server.requests[0]["messages"][1]["content"] == "\ufffd في بيروت"
    assert [(e.start, e.end) for e in found.entities or ()] == [(5, 10)]


def test_invented_words_count_as_wrong() -> None:
    gold = Document("a", text=TEXT, sha256=sha256_of(TEXT), entities=(), quotes=(), quantities=())
    with serving([entities(("باريس", "GPE"), ("بيروت", "GPE"))]) as server:
        found = only(server).read(TEXT)
    assert [(u.layer, u.text, u.type) for u in found.unanchored] == [("entities", "باريس", "GPE")]
    assert found.meta["answer.notes"] == "1"
    result = score(
        [gold],
        [Document("a", entities=found.entities, unanchored=found.unanchored)],
        tasks=["ner"],
        resamples=0,
    )
    counts = dict(
        zip(result.tasks["ner"].counters, result.tasks["ner"].documents["a"], strict=True)
    )
    assert counts["exact.predicted"] == 2


# What the model fails at


@pytest.mark.parametrize(
    ("act", "kind", "requests"),
    [
        (
            Act(content='{"entities": [{"text": "بيروت", "type": "GPE"}, {"text": "ب'),
            "truncated",
            2,
        ),
        (Act(content='{"entities": [{"text": "بيروت", "ty', finish="length"), "truncated", 1),
        (Act(content='<think>{"entities": []}</think>{"entities": [{"te'), "truncated", 2),
        (Act(content='{"entities": []} and then', finish="length"), "truncated", 1),
        (Act(refusal="I cannot help with that."), "refusal", 1),
        (Act(content="", finish="content_filter"), "filtered", 1),
        (Act(content=""), "empty", 2),
        (Act(content="", finish="length"), "empty", 1),
        (Act(content="لا أستطيع المساعدة في ذلك."), "unreadable", 2),
        (Act(content={"names": ["بيروت"]}), "unreadable", 2),
        (Act(content={"entities": {"text": "بيروت"}}), "unreadable", 2),
        (Act(content={"quotes": []}), "unreadable", 2),
        (Act(content="[" * 100_000), "unreadable", 2),
    ],
)
def test_a_failure_of_the_model_is_told_and_leaves_the_layer_empty(
    act: Any, kind: str, requests: int
) -> None:
    with serving([act]) as server:
        found = only(server).read(TEXT)
    assert found.entities == () and found.unanchored == ()
    assert found.meta["failed.entities"].startswith(f"{kind}: ")
    assert len(found.meta["failed.entities"]) < 400
    assert len(server.requests) == requests == int(found.meta["cost.requests"])
    assert found.meta["cost.retries"] == str(requests - 1)


def test_an_answer_that_cannot_be_read_is_asked_for_again() -> None:
    with serving([Act(content="{"), BEIRUT]) as server:
        found = only(server).read(TEXT)
    assert len(found.entities or ()) == 1
    assert bill_of([found]).requests == 2 and bill_of([found]).prompt_tokens == 200
    with serving([Act(content="{"), BEIRUT]) as server:
        assert "failed.entities" in only(server, repeats=0).read(TEXT).meta


def test_one_layer_that_fails_leaves_the_others() -> None:
    def plan(request: dict[str, Any]) -> Any:
        return Act(refusal="no") if layer_of(request) == "quotes" else right(request)

    with serving(plan) as server:
        found = model(server, workers=3).read(TEXT)
    assert found.quotes == () and found.entities and found.quantities
    assert [key for key in found.meta if key.startswith("failed.")] == ["failed.quotes"]


@pytest.mark.parametrize(
    "content",
    [
        'هذه هي النتيجة:\n```json\n{"entities": [{"text": "بيروت", "type": "GPE"}]}\n```\nانتهى',
        '<think>{"entities": []}</think>\n{"entities": [{"text": "بيروت", "type": "GPE"}]}',
        [{"type": "text", "text": '{"entities": [{"text": "بيروت", "type": "GPE"}]}'}],
    ],
)
def test_answers_with_words_around_them_are_read(content: Any) -> None:
    body = None
    if isinstance(content, list):
        message = {"choices": [{"message": {"content": content}, "finish_reason": "stop"}]}
        body = json.dumps(message).encode()
    with serving([Act(content=content, body=body)]) as server:
        found = only(server).read(TEXT)
    assert [e.type for e in found.entities or ()] == ["GPE"]


# What the server fails at


@pytest.mark.parametrize(
    "trouble",
    [
        Act(status=500),
        Act(status=503, error={"message": None, "code": 7}),
        Act(status=429, headers={"Retry-After": "0"}),
        Act(status=408),
        Act(reset=True),
        Act(cut=True, content={"entities": []}),
        Act(body=b"<html>bad gateway</html>"),
        Act(body=b""),
        Act(body=b"\xff\xfe"),
        Act(body=b'{"choices": null}'),
        Act(body=b'{"choices": [{"message": 5}]}'),
        Act(body=b'{"error": {"message": "the model behind is gone"}}'),
    ],
)
def test_what_passes_is_tried_again(trouble: Any) -> None:
    with serving([trouble, trouble, BEIRUT]) as server:
        found = only(server).read(TEXT)
    assert len(found.entities or ()) == 1
    assert len(server.requests) == 3
    assert (found.meta["cost.requests"], found.meta["cost.retries"]) == ("3", "2")
    assert "failed.entities" not in found.meta


@pytest.mark.parametrize("trouble", [Act(hang=True), Act(trickle=True, content={"entities": []})])
def test_a_server_that_hangs_or_trickles_is_left(trouble: Any) -> None:
    with serving([trouble, BEIRUT]) as server:
        found = only(server, timeout=0.2).read(TEXT)
    assert len(found.entities or ()) == 1
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After-Ms": "1500"}, 1.5),
        ({"retry-after": "0.25"}, 0.25),
    ],
)
def test_it_waits_as_long_as_the_server_asks(headers: dict[str, str], seconds: float) -> None:
    waited: list[float] = []
    with serving([Act(status=429, headers=headers), BEIRUT]) as server:
        config = Config("m", base_url=server.url, layers="entities", cache="none")
        LanguageModel(config, Endpoint(config, wait=waited.append)).read(TEXT)
    assert waited == [seconds]


def test_a_wait_that_is_too_long_is_told_at_once() -> None:
    waited: list[float] = []
    act = Act(status=429, headers={"Retry-After": "86400"}, error="daily limit")
    with serving([act]) as server:
        config = Config("m", base_url=server.url, layers="entities", cache="none")
        with pytest.raises(UnansweredError, match="daily limit; it asks to wait 86400 s"):
            LanguageModel(config, Endpoint(config, wait=waited.append)).read(TEXT)
    assert waited == [] and len(server.requests) == 1


def test_waits_grow_and_are_the_same_in_every_run() -> None:
    runs: list[list[float]] = []
    for _ in range(2):
        waited: list[float] = []
        with serving([Act(status=500)]) as server:
            config = Config("m", base_url=server.url, layers="entities", cache="none", retries=6)
            with pytest.raises(UnansweredError, match="no answer after 7 tries: status 500"):
                LanguageModel(config, Endpoint(config, wait=waited.append)).read(TEXT)
        runs.append(waited)
    assert runs[0] == runs[1] and len(runs[0]) == 6
    for attempt, seconds in enumerate(runs[0]):
        assert 0.25 * 2**attempt <= seconds <= 0.5 * 2**attempt


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (Act(status=401, error="bad key"), "key_variable"),
        (Act(status=404, error="no model m"), "see the model's name"),
        (Act(status=403, error="not yours"), "may use this model"),
        (Act(status=429, error={"message": "pay", "code": "insufficient_quota"}), "pay"),
    ],
)
def test_what_cannot_pass_is_asked_once_for_all_texts(act: Any, words: str) -> None:
    with serving([act]) as server:
        system = only(server)
        with pytest.raises(HopelessError, match=words):
            system.read_many([TEXT, TEXT + " أ", TEXT + " ب"])
        with pytest.raises(HopelessError, match=words):
            system.read("نص آخر")
    assert len(server.requests) == 1


def test_a_server_that_is_not_there_is_asked_once_for_all_texts() -> None:
    with serving([BEIRUT]) as server:
        pass
    system = only(server)
    with pytest.raises(HopelessError, match="no answer after 3 tries: no connection"):
        system.read_many([TEXT, TEXT + " أ"])
    assert system.account.requests == 3


def test_a_server_that_falls_silent_is_given_up() -> None:
    with serving([BEIRUT, Act(status=502)]) as server:
        system = only(server, retries=0)
        system.read(TEXT)
        for number in range(30):
            with pytest.raises(InputError, match="502"):
                system.read(f"{TEXT} {number}")
    assert len(server.requests) == 11


def test_a_rejected_text_is_told_with_what_to_do() -> None:
    error = {"message": "maximum context length is 8192 tokens", "code": "context_length_exceeded"}
    with (
        serving([Act(status=400, error=error)]) as server,
        pytest.raises(UnansweredError, match="max-characters"),
    ):
        only(server).read(TEXT)
    assert len(server.requests) == 1


def test_an_outage_may_be_counted_as_a_failure() -> None:
    with serving(
        lambda r: Act(status=500) if "سيئ" in r["messages"][1]["content"] else BEIRUT
    ) as server:
        system = only(server, outage="count")
        good, bad = system.read_many([TEXT, "نص سيئ في بيروت"])
    assert good.entities and bad.entities == ()
    assert bad.meta["failed.entities"].startswith("unanswered: no answer after 3 tries: status 500")
    assert bad.meta["cost.requests"] == "3"


# What the server does not know


def _strict(*known: str) -> Callable[[dict[str, Any]], Any]:
    """A server that knows only some forms, and says so as servers do."""

    def plan(request: dict[str, Any]) -> Any:
        form = request.get("response_format", {}).get("type", "plain")
        if form not in known:
            return Act(status=400, error=f"'response_format.type' {form} is not supported")
        return right(request)

    return plan


@pytest.mark.parametrize(
    ("known", "form", "requests"),
    [
        (("json_schema",), "json_schema", 6),
        (("json_object",), "json_object", 7),
        (("plain",), "plain", 8),
    ],
)
def test_a_form_that_the_server_does_not_know_is_not_asked_for_again(
    known: tuple[str, ...], form: str, requests: int
) -> None:
    with serving(_strict(*known)) as server:
        system = model(server)
        first, second = system.read_many([TEXT, TEXT + "\n"])
    assert first.meta["answer.form"] == second.meta["answer.form"] == form
    assert first.entities == second.entities and first.entities
    assert len(server.requests) == requests


def test_a_form_may_be_weaker_from_the_start() -> None:
    with serving(_strict("plain")) as server:
        model(server, structured="plain").read(TEXT)
    assert not [r for r in server.requests if "response_format" in r]


def test_a_rejection_for_another_reason_does_not_weaken_the_form() -> None:
    with serving(
        [
            Act(status=400, error="odd"),
            Act(status=400, error="odd"),
            Act(status=400, error="odd"),
            BEIRUT,
        ]
    ) as server:
        system = only(server)
        with pytest.raises(UnansweredError, match="the server rejects it: status 400: odd"):
            system.read(TEXT)
        assert system.read(TEXT).meta["answer.form"] == "json_schema"


def test_parameters_that_the_model_does_not_take_are_left_out() -> None:
    def plan(request: dict[str, Any]) -> Any:
        if "max_tokens" in request:
            return Act(status=400, error="use 'max_completion_tokens' instead of 'max_tokens'")
        if "temperature" in request:
            return Act(status=400, error="Unsupported value: 'temperature'")
        return BEIRUT

    with serving(plan) as server:
        system = only(server, max_tokens=500)
        assert system.read(TEXT).entities and system.read(TEXT + "\n").entities
    assert len(server.requests) == 4
    assert server.requests[-1]["max_completion_tokens"] == 500
    assert server.requests[-1]["response_format"]["type"] == "json_schema"


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


# Registered


def test_it_is_made_from_settings_as_a_registered_system_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from rawi.baselines import registry
    from rawi.baselines.settings import check_settings

    monkeypatch.setattr(registry, "_factory", lambda point: LanguageModel)
    monkeypatch.setattr(registry, "_point", lambda name: None)
    given = {
        "model": "m",
        "base_url": "http://localhost:1/v1",
        "cache": str(tmp_path),
        "workers": "2",
    }
    chosen = registry.spec("llm", given)
    assert isinstance(chosen, Spec)
    meta = registry.meta(chosen)
    system = chosen.make()
    assert meta["system"] == system.name == "llm:m" and meta["version"] == system.version
    assert meta["model"] == "m" and "base_url" not in meta and "workers" not in meta
    about = check_settings("llm", LanguageModel.settings, {"model": "m"})
    assert LanguageModel(**about).config == Config("m")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"layers": "entities,names"}, "'entities,names'"),
        ({"layers": ""}, "layers"),
        ({"layers": "quotes,quotes"}, "each once"),
        ({"prompt": "99"}, "no prompts '99'"),
        ({"base_url": "localhost:8000"}, "http://HOST:PORT/v1"),
        ({"base_url": "http://[::1/v1"}, "http://HOST:PORT/v1"),
        ({"model": " "}, "'model' is empty"),
        ({"shots": 100_000}, "passages that are fit"),
    ],
)
def test_settings_that_do_not_fit_are_told(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match="(?s)" + words.replace("[", r"\[")):
        LanguageModel(**{"model": "m", **settings})


def test_long_texts_are_asked_for_in_pieces_and_the_offsets_are_right() -> None:
    def plan(request: dict[str, Any]) -> Any:
        words = request["messages"][1]["content"]
        return entities(*(("بيروت", "GPE") for _ in range(words.count("بيروت"))))

    with serving(plan) as server:
        found = only(server, max_characters=60).read(TEXT)
    assert [r["messages"][1]["content"] for r in server.requests] == TEXT.split("\n\n")
    spans = [(e.start, TEXT[e.start : e.end]) for e in found.entities or ()]
    assert spans == [(47, "بيروت"), (TEXT.rindex("بيروت"), "بيروت")]
    assert found.meta["cost.requests"] == "2"


@pytest.fixture
def pool() -> Iterator[Any]:
    from rawi.baselines.llm.examples import examples

    yield examples("entities", 0)


def test_examples_stand_before_the_text_and_never_are_part_of_it(pool: Any) -> None:
    with serving([BEIRUT]) as server:
        only(server, shots=2).read(TEXT)
        only(server, shots=2).read(f"{TEXT}\n{pool[0].passage}")
    first, second = ([m["content"] for m in r["messages"][1:-1]] for r in server.requests)
    assert first == [*pool[0], *pool[1]]
    assert second == [*pool[1], *pool[2]]
