"""The tasks for inspect-ai, run with its mock model: the scores are those of this package."""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import rawi
from rawi.adapters import from_json
from rawi.document import Document
from rawi.evaluate.score import make_tasks, score

require = runpy.run_path(str(Path(__file__).parent / "extras.py"))["require"]
inspect_ai = require("inspect", "inspect_ai")

from inspect_ai.model import ModelOutput, ModelUsage, get_model  # noqa: E402

from rawi.inspect.tasks import claims, ner, quotes  # noqa: E402

SPLIT = "train"


def _partly(document: Document) -> dict[str, Any]:
    """Answers that are right in part, different for each document, and invent something."""
    entities = [{"text": document.words_of(e), "type": e.type} for e in document.entities or ()]
    spoken = [
        {
            "content": [(document.text or "")[s.start : s.end] for s in q.content],
            "type": "direct",
            "speaker": {
                "name": next(
                    (r.name for r in document.registry if q.source and r.id == q.source.entity),
                    None,
                ),
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
    ]  # fmt: skip
    return {
        "entities": [*entities[::2], {"text": "زحلوقة", "type": "GPE"}],
        "quotes": spoken[::2],
        "quantities": [*counted[1:], {"text": "٩٩٩٩٩", "value": "99999"}],
    }


def _layer(instructions: str) -> str:
    return next(x for x in ("entities", "quotes", "quantities") if f'{{"{x}": [' in instructions)


def _run(task: Any, answer: Callable[[str, str], ModelOutput], folder: Path, **options: Any) -> Any:
    def reply(messages: Any, tools: Any, choice: Any, config: Any) -> ModelOutput:
        layer = _layer(messages[0].text)
        assert config.response_schema.name == layer and config.temperature == 0
        # without it the mock model counts tokens by a table that it takes from the network
        usage = ModelUsage(input_tokens=100, output_tokens=10, total_tokens=110)
        return answer(layer, messages[-1].text).model_copy(update={"usage": usage})

    model = get_model("mockllm/model", custom_outputs=reply)
    (log,) = inspect_ai.eval(
        task, model=model, display="none", log_dir=str(folder), log_format="json", **options
    )
    assert log.status == "success", log.error
    return log


def _values(log: Any) -> dict[str, float]:
    (found,) = log.results.scores
    return {name: metric.value for name, metric in found.metrics.items()}


@pytest.mark.parametrize(
    ("task", "name", "layers"),
    [
        (ner, "ner", ("entities", "quantities")),
        (quotes, "quotes", ("quotes",)),
        (claims, "claims", ("quantities",)),
    ],
)
def test_the_scores_are_those_of_rawi_score(
    task: Any, name: str, layers: tuple[Any, ...], tmp_path: Path
) -> None:
    gold = rawi.load(SPLIT)
    by_text = {d.text or "": _partly(d) for d in gold}

    def answer(layer: str, text: str) -> ModelOutput:
        content = json.dumps({layer: by_text[text][layer]}, ensure_ascii=False)
        return ModelOutput.from_content("mockllm", content)

    found = _values(_run(task(SPLIT), answer, tmp_path, epochs=2))
    predictions = []
    for document in gold:
        made = by_text[document.text or ""]
        wanted = {layer: made[layer] for layer in layers}
        predictions.append(
            from_json(document.id, document.text or "", wanted, layers=layers).document
        )
    result = score(gold, predictions, tasks=[name])
    (headline, expected) = next(iter(result.tasks[name].scores.items()))
    assert headline
    assert 0 < expected["f1"].value < 1
    for value in ("f1", "precision", "recall"):
        assert found[value] == pytest.approx(expected[value].value)
    assert found["f1_low"] == pytest.approx(expected["f1"].low)
    assert found["f1_high"] == pytest.approx(expected["f1"].high)
    assert found["failed"] == 0
    measure = make_tasks([name])[0].measures[0]
    columns = result.tasks[name].matrix().T.astype(float)
    counted = dict(zip(result.tasks[name].counters, columns, strict=True))
    mean = np.nanmean(measure.values(counted)["f1"])
    assert mean != pytest.approx(found["f1"]), (
        "documents that are alike would not tell the two apart"
    )


@pytest.mark.parametrize(
    "output",
    [
        ModelOutput.from_content("mockllm", "Default output"),
        ModelOutput.from_content("mockllm", '{"quotes": [{"content"', stop_reason="max_tokens"),
        ModelOutput.from_content("mockllm", "", stop_reason="content_filter"),
    ],
)
def test_answers_of_no_use_are_told_and_score_nothing(output: Any, tmp_path: Path) -> None:
    log = _run(quotes(SPLIT), lambda layer, text: output, tmp_path)
    found = _values(log)
    assert found["f1"] == 0 and found["failed"] == len(rawi.load(SPLIT))
    (told,) = log.samples[0].scores.values()
    assert told.metadata["failures"]["quotes"] and told.value["attribution.predicted"] == 0


def test_a_log_tells_what_was_asked_and_of_which_gold(tmp_path: Path) -> None:
    empty = ModelOutput.from_content("mockllm", '{"entities": [], "quantities": []}')
    log = _run(ner(SPLIT, shots=1), lambda layer, text: empty, tmp_path, limit=1)
    said = [(m.role, m.text) for m in log.samples[0].messages]
    assert [role for role, _ in said] == ["system", "user", "assistant", "user", "assistant"] * 2
    assert said[3][1] == said[8][1] == log.samples[0].input
    assert log.eval.metadata["split"] == SPLIT and len(log.eval.metadata["gold_sha256"]) == 64
    assert log.eval.task_version != quotes(SPLIT).version


MUTE = """
from inspect_ai.model import ModelAPI, ModelOutput, ModelUsage, modelapi

@modelapi(name="mute")
def mute():
    class Mute(ModelAPI):
        async def generate(self, input, tools, tool_choice, config):
            usage = ModelUsage(input_tokens=1, output_tokens=1, total_tokens=2)
            made = ModelOutput.from_content("mute", "...")
            return made.model_copy(update={"usage": usage})
    return Mute
"""


def test_inspect_finds_the_tasks_by_the_entry_point(tmp_path: Path) -> None:
    about = tmp_path / "site" / "rawi_inspect_test-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: rawi-inspect-test\nVersion: 1.0\n"
    )
    points = "[inspect_ai]\nrawi = rawi.inspect._registry\nmute = rawi_test_mute\n"
    (about / "entry_points.txt").write_text(points)
    (tmp_path / "site" / "rawi_test_mute.py").write_text(MUTE)
    command = [
        sys.executable,
        "-P",
        "-m",
        "inspect_ai",
        "eval",
        "rawi/quotes",
        "--model",
        "mute/model",
    ]
    ran = subprocess.run(
        [*command, "-T", f"split={SPLIT}", "--limit", "1", "--display", "plain", "--log-dir", str(tmp_path / "logs")],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site"), "PYTHONSAFEPATH": "1", "NO_COLOR": "1"},
        cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "score_quotes" in ran.stdout and "failed" in ran.stdout, ran.stdout
    (log,) = (tmp_path / "logs").iterdir()
    assert log.name.endswith(".eval")
