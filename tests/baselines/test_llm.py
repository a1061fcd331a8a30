"""A language model as a system: what is asked and read, what it fails at, how it is set."""

from __future__ import annotations

import json
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rawi.baselines.llm import Config, LanguageModel
from rawi.baselines.llm.bill import bill_of
from rawi.baselines.registry import Spec
from rawi.document import Document, Span, sha256_of
from rawi.errors import InputError
from rawi.evaluate.score import score

_ASKING = runpy.run_path(str(Path(__file__).parent / "llm_asking.py"))
few_certificates, no_keys = _ASKING["few_certificates"], _ASKING["no_keys"]
Act = _ASKING["Act"]
serving = _ASKING["serving"]
layer_of = _ASKING["layer_of"]
TEXT = _ASKING["TEXT"]
ANSWERS = _ASKING["ANSWERS"]
right = _ASKING["right"]
entities = _ASKING["entities"]
BEIRUT = _ASKING["BEIRUT"]
model = _ASKING["model"]
only = _ASKING["only"]


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
