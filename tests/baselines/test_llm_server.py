"""A language model behind a server that fails, or does not know what it is asked."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rawi.baselines.llm import Config, LanguageModel
from rawi.baselines.llm.endpoint import Endpoint, HopelessError, UnansweredError
from rawi.errors import InputError

_ASKING = runpy.run_path(str(Path(__file__).parent / "llm_asking.py"))
few_certificates, no_keys = _ASKING["few_certificates"], _ASKING["no_keys"]
Act = _ASKING["Act"]
serving = _ASKING["serving"]
TEXT = _ASKING["TEXT"]
right = _ASKING["right"]
entities = _ASKING["entities"]
BEIRUT = _ASKING["BEIRUT"]
model = _ASKING["model"]
only = _ASKING["only"]


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
