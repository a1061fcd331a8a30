"""Prompts and examples: what they say agrees with the guidelines, the model, and the aligner."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest

import rawi
from rawi import document as model
from rawi.adapters import from_json
from rawi.baselines.llm import LanguageModel, examples
from rawi.baselines.llm.config import LAYERS, AnswerLayer, Config
from rawi.baselines.llm.gold_answers import answer_to, same_layer
from rawi.baselines.llm.prompts import Prompt, checksum, prompt, versions
from rawi.document import Document, Span
from rawi.errors import InputError
from rawi.labels import ANNOTATED

EVERY = [(version, layer) for version in versions() for layer in LAYERS]
#: rules that an answer has no field for: role, registry, coreference
_UNSAID = {"E-08", "E-23", "E-24"}
_PREFIX = {"entities": "E", "quotes": "Q", "quantities": "N"}


def _example(told: Prompt) -> tuple[str, str]:
    """The passage at the end of a prompt, and its answer."""
    _, _, rest = told.instructions.partition("\nExample\n")
    passage, answer = rest.strip().split("\n")
    return passage, answer


@pytest.mark.parametrize(("version", "layer"), EVERY)
def test_the_example_of_a_prompt_fits_its_schema_and_the_aligner(
    version: str, layer: AnswerLayer
) -> None:
    told = prompt(version, layer)
    passage, answer = _example(told)
    jsonschema.Draft202012Validator.check_schema(told.form())
    jsonschema.Draft202012Validator(told.form()).validate(json.loads(answer))
    read = from_json("", passage, answer, layers=[layer])
    assert read.notes == [] and read.document.unanchored == ()
    assert len(getattr(read.document, layer)) == len(json.loads(answer)[layer]) > 0


@pytest.mark.parametrize(("version", "layer"), EVERY)
def test_a_prompt_condenses_every_rule_of_its_guideline(
    version: str, layer: AnswerLayer, root: Path
) -> None:
    guideline = root / "annotation_guidelines" / f"{layer}.md"
    rules = set(re.findall(rf"\*\*({_PREFIX[layer]}-\d\d) ", guideline.read_text(encoding="utf-8")))
    told = prompt(version, layer).rules
    assert len(set(told)) == len(told)
    assert set(told) == rules - _UNSAID


@pytest.mark.parametrize("version", versions())
def test_the_words_to_choose_from_are_those_of_the_model(version: str) -> None:
    def items(layer: AnswerLayer) -> dict[str, Any]:
        found = prompt(version, layer).form()["properties"][layer]["items"]
        assert found["required"] == list(found["properties"])
        properties: dict[str, Any] = found["properties"]
        return properties

    assert items("entities")["type"]["enum"] == list(ANNOTATED)
    quote, quantity = items("quotes"), items("quantities")
    for fields, name, kinds in (
        (quote, "type", model.QuoteType),
        (quote, "act", model.Act),
        (quote, "factuality", model.Factuality),
        (quote["speaker"]["properties"], "kind", model.SourceKind),
        (quantity, "kind", model.QuantityKind),
        (quantity, "role", model.QuantityRole),
        (quantity, "direction", model.Direction),
        (quantity, "status", model.Status),
    ):
        assert [x for x in fields[name]["enum"] if x is not None] == list(get_args(kinds))


@pytest.mark.parametrize(("version", "layer"), EVERY)
def test_a_prompt_names_every_word_to_choose_from(version: str, layer: AnswerLayer) -> None:
    told = prompt(version, layer)

    def words(schema: Any) -> set[str]:
        if isinstance(schema, list):
            return set().union(*map(words, schema))
        if not isinstance(schema, dict):
            return set()
        own = {x for x in schema.get("enum", ()) if x is not None}
        return own.union(*map(words, schema.values()), schema.get("properties", ()))

    for word in words(told.form()):
        assert re.search(rf"(?<!\w){word}(?!\w)", told.instructions), word
    assert "JSON" in told.instructions, "servers with json_object ask for the word"


@pytest.mark.parametrize(("version", "layer"), EVERY)
def test_a_prompt_tells_nothing_of_what_is_scored(version: str, layer: AnswerLayer) -> None:
    instructions = prompt(version, layer).instructions
    runs = re.findall(r"[\u0600-\u06ff]+(?: [\u0600-\u06ff]+){4,}", instructions)
    assert runs
    for document in [*rawi.load("dev"), *rawi.load("test")]:
        for run in runs:
            words = run.split()
            for at in range(len(words) - 4):
                assert " ".join(words[at : at + 5]) not in (document.text or "")


def test_a_changed_prompt_is_a_changed_system(monkeypatch: pytest.MonkeyPatch) -> None:
    import dataclasses

    from rawi.baselines.llm import system

    before = LanguageModel(model="m").version
    assert before == LanguageModel(model="n", temperature=1.0).version
    assert LanguageModel(model="m", layers="quotes").version != before
    assert LanguageModel(model="m", shots=1).version.startswith(before + "-")
    assert (
        LanguageModel(model="m", shots=1).version
        != LanguageModel(model="m", shots=1, shots_seed=1).version
    )

    def changed(version: str, layer: AnswerLayer) -> Prompt:
        return dataclasses.replace(prompt(version, layer), sha256="0" * 64)

    monkeypatch.setattr(system, "prompt", changed)
    assert LanguageModel(model="m").version != before
    assert checksum([]) != checksum([prompt("1", "quotes")])


def test_settings_and_fields_are_the_same() -> None:
    import dataclasses

    fields = {f.name: f.default for f in dataclasses.fields(Config) if f.name != "model"}
    assert {s.name: s.default for s in LanguageModel.settings if s.name != "model"} == fields
    assert {s.name for s in LanguageModel.settings if s.required} == {"model"}


# Examples


@pytest.mark.parametrize("layer", LAYERS)
def test_examples_come_from_train_and_from_nowhere_else(
    layer: AnswerLayer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def load(split: str) -> list[Document]:
        asked.append(split)
        return rawi.load(split)

    monkeypatch.setattr(examples, "load", load)
    examples.examples.cache_clear()
    found = examples.examples(layer, 3)
    examples.examples.cache_clear()
    assert asked == ["train"]
    train = [d.text or "" for d in rawi.load("train")]
    scored = [d.text or "" for d in [*rawi.load("dev"), *rawi.load("test")]]
    assert len(found) >= 3 and scored
    for example in found:
        assert any(example.passage in text for text in train)
        assert not any(example.passage in text for text in scored)


@pytest.mark.parametrize("layer", LAYERS)
def test_the_answer_of_an_example_leads_to_gold_and_fits_the_schema(layer: AnswerLayer) -> None:
    form = jsonschema.Draft202012Validator(prompt("1", layer).form())
    gold = rawi.load("train")
    for passage, answer in examples.examples(layer, 0):
        form.validate(json.loads(answer))
        read = from_json("", passage, answer, layers=[layer])
        assert read.document.unanchored == ()
        (document,) = [d for d in gold if passage in (d.text or "")]
        start = (document.text or "").index(passage)
        assert same_layer(document, Span(start, start + len(passage)), read.document, layer)
        assert examples.SHORTEST <= len(passage) <= examples.LONGEST


def test_examples_depend_on_the_seed_alone() -> None:
    first = examples.examples("quotes", 1)
    examples.examples.cache_clear()
    assert examples.examples("quotes", 1) == first
    other = examples.examples("quotes", 2)
    assert other != first and sorted(other) == sorted(first)
    assert examples.checksum([first]) != examples.checksum([other])


def test_the_first_examples_are_of_different_articles() -> None:
    texts = [d.text or "" for d in rawi.load("train")]
    first = examples.examples("entities", 0)[: len(texts)]
    assert len({next(i for i, t in enumerate(texts) if e.passage in t) for e in first}) == len(
        texts
    )


def test_an_item_that_crosses_the_paragraph_makes_no_example() -> None:
    text = "في وادي\nالنيل العظيم"
    crossing = Document("a", text=text, entities=(model.Entity(3, 13, "LOC"),))
    assert answer_to(crossing, Span(0, 7), "entities") is None
    assert answer_to(crossing, Span(0, 20), "entities") == {
        "entities": [{"text": "وادي\nالنيل", "type": "LOC"}]
    }


def test_unknown_versions_are_told() -> None:
    with pytest.raises(InputError, match=r"there are no prompts '\.\./1', expected one of 1"):
        prompt("../1", "quotes")
