"""Scores in the repository of a model, against a stand-in for the Hub."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import Result as Run
from huggingface_hub import HfApi, ModelCard, parse_eval_result_entries
from msgspec.structs import replace

from rawi.baselines.registry import get
from rawi.baselines.run import predict
from rawi.dataset.load import load, manifest
from rawi.errors import InputError
from rawi.evaluate.results import Result, read_result
from rawi.hub.push import publish
from rawi.hub.results import PATH, eval_results, model_card, numbers, propose, send
from rawi.hub.tree import publication

DATASET, MODEL = "me/rawi", "lab/reader"


@pytest.fixture
def api(hub: Any, tmp_path: Path) -> HfApi:
    found = HfApi(endpoint=hub.address, token="hf_writer")
    publish(found, DATASET, publication(DATASET))
    return found


@pytest.fixture
def result_file(run: Callable[..., Run], tmp_path: Path) -> Path:
    from rawi.jsonl import write_documents

    system = get("floor")
    write_documents(tmp_path / "floor.jsonl", [predict(system, d) for d in load("test")])
    path = tmp_path / "floor.json"
    assert run("score", tmp_path / "floor.jsonl", "-o", path).exit_code == 0
    return path


@pytest.fixture
def result(result_file: Path) -> Result:
    return read_result(result_file)


def test_one_entry_for_each_headline(result: Result) -> None:
    text = eval_results(result, DATASET, "a" * 40, "2026-11-23")
    entries = parse_eval_result_entries(yaml.safe_load(text))
    assert [entry.task_id for entry in entries] == ["rawi", "ner", "quotes", "claims"]
    assert result.rawi is not None and result.rawi.value is not None
    assert entries[0].value == round(100 * result.rawi.value, 2)
    ner = result.tasks["ner"].scores["exact"]["f1"].value
    assert ner is not None and entries[1].value == round(100 * ner, 2)
    for entry in entries:
        assert (entry.dataset_id, entry.dataset_revision) == (DATASET, "a" * 40)
        assert entry.date == "2026-11-23" and str(result.signature) in (entry.notes or "")
    assert "95% interval [" in (entries[1].notes or "")


def test_what_others_reported_stays(result: Result) -> None:
    before = (
        "- dataset: {id: other/bench, task_id: x}\n  value: 1\n"
        f"- dataset: {{id: {DATASET}, task_id: ner}}\n  value: 99\n"
    )
    entries = yaml.safe_load(eval_results(result, DATASET, None, "2026-11-23", before))
    assert [e["dataset"]["task_id"] for e in entries] == ["x", "rawi", "ner", "quotes", "claims"]
    assert entries[2]["value"] != 99
    for broken in ("a: [", "just words", "- 1"):
        with pytest.raises(InputError, match="mend or remove it"):
            eval_results(result, DATASET, None, "2026-11-23", broken)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"gold": "custom"}, "not of the gold set"),
        ({"split": "dev"}, "of the split dev"),
        ({"boundary": "char"}, "raw offsets"),
        ({"labels": "conll"}, "maps labels by conll"),
        ({"slice": "origin=seed"}, "of the slice origin=seed"),
    ],
)
def test_only_what_the_board_would_show(result: Result, change: dict[str, str], said: str) -> None:
    other = replace(result, signature=replace(result.signature, **change))
    with pytest.raises(InputError, match=said):
        numbers(other)


def test_the_rest_of_a_card_stays(result: Result) -> None:
    before = (
        "---\nlicense: mit\nmodel-index:\n- name: Reader\n  results:\n  - task:\n      type: x\n"
        "    dataset:\n      name: Other\n      type: other/bench\n    metrics:\n    - type: acc\n"
        "      value: 1\n---\n\n# Reader قارئ\n\nText.\n"
    )
    once = model_card(result, DATASET, MODEL, before)
    card = ModelCard(once)
    assert card.data.license == "mit" and card.data.model_name == "Reader"
    assert card.text.strip() == "# Reader قارئ\n\nText."
    found = {(r.dataset_type, r.metric_name or r.metric_type) for r in card.data.eval_results}
    assert found == {("other/bench", "acc")} | {
        (DATASET, name) for name in ("rawi", "ner", "quotes", "claims")
    }
    assert model_card(result, DATASET, MODEL, once) == once
    assert ModelCard(model_card(result, DATASET, MODEL, "")).data.model_name == "reader"
    with pytest.raises(InputError, match="leave out --model-index"):
        model_card(result, DATASET, MODEL, "---\nmodel-index: 1\n---\n")


def test_it_is_proposed_once_and_then_is_there(hub: Any, api: HfApi, result: Result) -> None:
    model = hub.make("model", MODEL, {"README.md": b"---\nlicense: mit\n---\n# Reader\n"})
    first = propose(api, result, MODEL, DATASET, "2026-11-23", model_index=True)
    assert set(first.files) == {PATH, "README.md"}
    where = send(api, MODEL, first, "floor", pull_request=True)
    assert where.endswith(f"/{MODEL}/discussions/1")
    assert model.refs["main"] != model.refs["refs/pr/1"]
    files = model.commits[model.refs["refs/pr/1"]]
    assert (
        yaml.safe_load(files[PATH])[0]["dataset"]["revision"]
        == (hub.repositories["dataset", DATASET].tags[f"v{manifest().version}"])
    )
    again = propose(api, result, MODEL, DATASET, "2026-11-23", model_index=True)
    assert send(api, MODEL, again, "floor", pull_request=True) == where
    assert len(model.pulls) == 1
    model.refs["main"] = model.refs["refs/pr/1"]
    assert not propose(api, result, MODEL, DATASET, "2026-11-23", model_index=True).files


def test_what_is_missing_is_told(hub: Any, api: HfApi, result: Result) -> None:
    with pytest.raises(InputError, match="no such model repository"):
        propose(api, result, "lab/none", DATASET, "2026-11-23", model_index=False)
    hub.make("model", MODEL)
    with pytest.raises(InputError, match="is not published there"):
        propose(api, result, MODEL, "me/none", "2026-11-23", model_index=False)
    proposal = propose(api, result, MODEL, DATASET, "2026-11-23", model_index=False)
    reader = HfApi(endpoint=hub.address, token="hf_reader")
    with pytest.raises(InputError, match="may not write"):
        send(reader, MODEL, proposal, "floor", pull_request=True)
    hub.before_commit = lambda repository: repository.add("main", {"x": b"quicker"})
    with pytest.raises(InputError, match="somebody else"):
        send(api, MODEL, proposal, "floor", pull_request=False)
    model = hub.repositories["model", MODEL]
    assert model.commits[model.refs["main"]] == {"x": b"quicker"}


def test_a_file_that_cannot_be_read_is_not_taken_for_none(
    hub: Any, fault: Any, api: HfApi, result: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub.utils import _http

    monkeypatch.setattr(_http.time, "sleep", lambda seconds: None)
    theirs = b"- dataset: {id: other/bench, task_id: x}\n  value: 1\n"
    hub.make("model", MODEL, {PATH: theirs})
    hub.faults = [fault(method, "/resolve/", "cut", 1_000) for method in ("GET", "HEAD")]
    with pytest.raises(InputError, match="the connection broke"):
        propose(api, result, MODEL, DATASET, "2026-11-23", model_index=False)
    hub.faults = []
    proposal = propose(api, result, MODEL, DATASET, "2026-11-23", model_index=False)
    assert yaml.safe_load(proposal.files[PATH])[0]["dataset"]["id"] == "other/bench"


def test_command(
    hub: Any,
    api: HfApi,
    run: Callable[..., Run],
    result_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_writer")
    model = hub.make("model", MODEL)
    base = ("publish-result", result_file, "--model", MODEL, "--dataset", DATASET)
    shown = run(*base, "--dry-run", tmp_path / "out", "--date", "2026-11-23")
    assert shown.stdout == f"{tmp_path / 'out' / PATH}\n" and len(model.commits) == 1
    sent = run(*base, "--date", "2026-11-23", "--commit")
    assert sent.exit_code == 0 and sent.stdout.startswith(f"committed {PATH}: ")
    assert model.commits[model.refs["main"]][PATH] == (tmp_path / "out" / PATH).read_bytes()
    assert "reports these scores already" in run(*base, "--date", "2026-11-23").stdout
    assert run(*base, "--date", "soon").exit_code == 2
    tampered = tmp_path / "tampered.json"
    tampered.write_text(
        result_file.read_text(encoding="utf-8").replace('"system": "floor"', '"system": 3'),
        encoding="utf-8",
    )
    assert run("publish-result", tampered, *base[2:]).exit_code == 2
