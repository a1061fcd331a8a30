"""The tasks for lm-evaluation-harness, found and run by the harness: the scores are those of this package."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from rawi.adapters import from_json
from rawi.document import Document
from rawi.evaluate.score import score

require = runpy.run_path(str(Path(__file__).parent / "extras.py"))["require"]
lm_eval = require("lm-eval", "lm_eval")

from lm_eval.api.model import LM  # noqa: E402
from lm_eval.tasks import TaskManager  # noqa: E402

import rawi  # noqa: E402
from rawi.lm_eval import PATH  # noqa: E402


class Reader(LM):  # type: ignore[misc]
    """Answers by a table, and remembers what it was asked."""

    def __init__(self, answers: dict[str, dict[str, str]]) -> None:
        super().__init__()
        self._answers = answers
        self.asked: list[str] = []

    def generate_until(self, requests: Any, disable_tqdm: bool = False) -> list[str]:
        said = []
        for request in requests:
            question, settings = request.args
            assert settings["temperature"] == 0 and settings["until"] == []
            self.asked.append(question)
            text = next(text for text in self._answers if text in question)
            layer = next(
                name
                for name in ("entities", "quotes", "quantities")
                if f'"{name}"' in question.partition("JSON Schema")[2]
            )
            said.append(self._answers[text][layer])
        return said

    def loglikelihood(self, requests: Any, disable_tqdm: bool = False) -> Any:
        raise AssertionError

    loglikelihood_rolling = loglikelihood


def _partly(document: Document) -> dict[str, Any]:
    """Answers that are right in part and invent something."""
    names = {entry.id: entry.name for entry in document.registry}
    entities = [{"text": document.words_of(e), "type": e.type} for e in document.entities or ()]
    spoken = [
        {
            "content": [(document.text or "")[s.start : s.end] for s in q.content],
            "type": "direct",
            "speaker": {
                "name": names.get((q.source.entity if q.source else "") or ""),
                "kind": q.source.kind if q.source else "none",
            },
        }
        for q in document.quotes or ()
    ]
    counted = [
        {
            "text": document.words_of(q),
            "value": q.value,
            "kind": q.kind,
            "unit": q.unit.name or None if q.unit else None,
            "of": document.words_of(q.claim.of) if q.claim and q.claim.of else None,
            "status": "asserted",
        }
        for q in document.quantities or ()
    ]
    return {
        "entities": [*entities[::2], {"text": "زحلوقة", "type": "GPE"}],
        "quotes": spoken[::2],
        "quantities": [*counted[1:], {"text": "٩٩٩٩٩", "value": "99999"}],
    }


def _run(model: LM, task: str) -> dict[str, Any]:
    manager = TaskManager(include_path=PATH, include_defaults=False)
    found = lm_eval.simple_evaluate(
        model=model, tasks=[task], task_manager=manager, bootstrap_iters=0
    )
    made = found["results"][task]
    return {key.partition(",")[0]: value for key, value in made.items()}


@pytest.mark.parametrize(
    ("name", "layers"),
    [("ner", ["entities", "quantities"]), ("quotes", ["quotes"]), ("claims", ["quantities"])],
)
def test_the_harness_gives_the_scores_of_this_package(name: str, layers: list[Any]) -> None:
    gold = rawi.load("test")
    made = {document.text or "": _partly(document) for document in gold}
    answers = {
        text: {
            layer: json.dumps({layer: value}, ensure_ascii=False) for layer, value in all_.items()
        }
        for text, all_ in made.items()
    }
    model = Reader(answers)
    found = _run(model, f"rawi_{name}")
    predictions = [
        replace(
            from_json(
                document.id,
                document.text or "",
                {layer: made[document.text or ""][layer] for layer in layers},
                layers=layers,
            ).document,
            id=document.id,
        )
        for document in gold
    ]
    result = score(gold, predictions, tasks=[name], resamples=0)
    expected = next(iter(result.tasks[name].scores.values()))
    assert 0 < (expected["f1"].value or 0) < 1
    for value in ("f1", "precision", "recall"):
        assert found[value] == pytest.approx(expected[value].value)
    assert found["failed"] == 0
    assert len(model.asked) == len(gold) * len(layers)


def test_an_answer_of_no_use_counts_as_empty() -> None:
    useless = dict.fromkeys(("entities", "quotes", "quantities"), "lol")
    model = Reader({document.text or "": useless for document in rawi.load("test")})
    found = _run(model, "rawi_quotes")
    assert (found["f1"], found["recall"], found["failed"]) == (0, 0, len(rawi.load("test")))


def test_examples_are_refused_and_chats_have_their_form() -> None:
    from rawi.lm_eval.tasks import Quotes

    task = Quotes({"task": "rawi_quotes"})
    (document, *_) = task.test_docs()
    with pytest.raises(ValueError, match="no examples"):
        task.fewshot_context(document, num_fewshot=2)
    (asked,) = task.fewshot_context(
        document, apply_chat_template=True, chat_template=lambda said: json.dumps(said)
    )
    system, user = json.loads(asked)
    assert (system["role"], user) == ("system", {"role": "user", "content": document["text"]})
