"""Systems by name, and their settings."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from rawi.baselines import registry
from rawi.errors import InputError
from rawi.jsonl import read_documents

Run = Callable[..., Result]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "model.bin"
    path.write_text("كلمة", encoding="utf-8")
    return path


def test_settings_arrive_as_what_they_are(plugin: Path, model: Path) -> None:
    given = {"model": str(model), "beam": "7", "share": "0.25", "loud": "yes", "mode": "good"}
    system = registry.get("tuned", given)
    assert system.given == {  # type: ignore[attr-defined]
        "beam": 7, "share": 0.25, "loud": True, "mode": "good", "device": "cpu",
    }  # fmt: skip
    assert registry.get("tuned", {"model": model, "beam": 7}).given["beam"] == 7  # type: ignore


def test_a_relative_path_reaches_the_system_absolute(
    plugin: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(model.parent)
    chosen = registry.spec("tuned", {"model": model.name})
    assert chosen.settings["model"] == str(model.resolve())
    assert pickle.loads(pickle.dumps(chosen)) == chosen
    assert pickle.loads(pickle.dumps(chosen)).make().word == "كلمة"


@pytest.mark.parametrize(
    ("system", "settings", "message"),
    [
        ("rules", {"beam": "1"}, "the system 'rules' has no setting 'beam', it has none"),
        ("tuned", {"bean": "1"}, "has no setting 'bean', it has model, beam, share, loud, mode"),
        ("tuned", {}, "needs the setting 'model': a file with a word in it (give it with --model"),
        ("tuned", {"model": "nowhere.bin"}, "nowhere.bin: there is no such file or folder"),
        ("tuned", {"model": ""}, "there is no such file or folder"),
        ("tuned", {"beam": "wide"}, "'beam' is 'wide', expected a whole number of 1 or more"),
        ("tuned", {"beam": "0"}, "'beam' is '0', expected a whole number of 1 or more"),
        ("tuned", {"beam": "1.5"}, "expected a whole number"),
        ("tuned", {"share": "nan"}, "'share' is 'nan', expected a number"),
        ("tuned", {"loud": "maybe"}, "'loud' is 'maybe', expected true or false"),
        ("tuned", {"mode": "slow"}, "'mode' is 'slow', expected one of fast, good"),
        ("nothing", {}, "there is no system 'nothing', expected one of broken, costly"),
        ("number", {}, "os:O_RDONLY is registered as the system 'number' and is none"),
        ("gone", {}, "rawi_test_systems:Gone is registered as the system 'gone' and is none"),
        ("needy", {}, "'needy' needs no_such_module, which is not installed (pip install 'rawi[n"),
        ("costly", {}, "'costly' needs something that is not installed: a package; pip install"),
    ],
)
def test_what_does_not_fit_is_said(
    system: str, settings: dict[str, str], message: str, plugin: Path
) -> None:
    with pytest.raises(InputError) as caught:
        registry.get(system, settings)
    assert message in str(caught.value)


def test_several_faults_are_reported_together(plugin: Path) -> None:
    with pytest.raises(InputError) as caught:
        registry.spec("tuned", {"bean": "1", "beam": "x"})
    assert len(caught.value.faults) == 3


def test_meta_follows_what_predictions_depend_on(plugin: Path, model: Path) -> None:
    def made(**settings: object) -> dict[str, str]:
        return registry.meta(registry.spec("tuned", {"model": str(model), **settings}))  # type: ignore

    first = made()
    assert first | {"model": ""} == {
        "system": "tuned", "version": "1", "model": "", "beam": "3", "share": "0.5",
        "loud": "false", "mode": "fast",
    }  # fmt: skip
    assert first["model"].startswith("sha256:") and len(first["model"]) == 23
    assert made(device="cuda") == first
    assert made(beam=4) != first
    model.write_text("أخرى", encoding="utf-8")
    assert made()["model"] != first["model"]


def test_meta_of_a_folder_follows_names_and_contents(plugin: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "a").write_bytes(b"1")
    seen = set()
    for change in (
        lambda: None,
        lambda: (folder / "deep" / "a").write_bytes(b"2"),
        lambda: (folder / "deep" / "a").rename(folder / "deep" / "b"),
        lambda: (folder / "c").write_bytes(b""),
    ):
        change()
        seen.add(registry.meta(registry.spec("tuned", {"model": str(folder)}))["model"])
    assert len(seen) == 4


def test_a_name_may_follow_from_a_setting(plugin: Path) -> None:
    assert registry.meta(registry.spec("named", {"model": "small"}))["system"] == "named:small"


def test_systems_lists_settings_without_making_anything(plugin: Path, run: Run) -> None:
    result = run("systems", "--format", "json")
    assert result.exit_code == 0
    by_name = {row["name"]: row for row in json.loads(result.stdout)}
    tuned = by_name["tuned"]
    assert tuned["version"] == "1"
    assert tuned["settings"][:2] == [
        {"name": "model", "help": "a file with a word in it", "kind": "path", "default": None,
         "required": True, "choices": []},
        {"name": "beam", "help": "how wide to look", "kind": "integer", "default": 3,
         "required": False, "choices": []},
    ]  # fmt: skip
    assert by_name["rules"]["settings"] == []
    assert "is none" in by_name["number"]["error"]
    assert "no_such_module" in by_name["needy"]["error"]
    assert "costly" in by_name and "named" in by_name
    table = run("systems")
    assert "--model VALUE (required)" in table.stdout and "--set beam=3" in table.stdout


def test_settings_on_the_command_line(plugin: Path, model: Path, tmp_path: Path, run: Run) -> None:
    text = tmp_path / "a.txt"
    text.write_text("وصل الوزير", encoding="utf-8")
    out = tmp_path / "out.jsonl"
    common = ("predict", "tuned", "--input", text, "-o", out)
    result = run(*common, "--model", model, "--set", "beam=4", "--set", "loud=true")
    assert result.exit_code == 0, result.output
    (document,) = read_documents(out)
    assert document.meta["beam"] == "4" and document.meta["loud"] == "true"
    for arguments, message in (
        ((), "needs the setting 'model'"),
        (("--model", tmp_path / "no"), "there is no such file or folder"),
        (("--model", model, "--base-url", "x"), "has no setting 'base_url'"),
        (("--model", model, "--set", "beam"), "KEY=VALUE is expected"),
        (("--model", model, "--set", "=3"), "KEY=VALUE is expected"),
        (("--model", model, "--set", "model=x"), "--model: given twice"),
        (("--model", model, "--set", "beam=1", "--set", "beam=2"), "--set beam: given twice"),
    ):
        result = run(*common, *arguments)
        assert result.exit_code == 2
        assert message in result.stderr


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_model_that_is_none(
    jobs: str, plugin: Path, model: Path, tmp_path: Path, run: Run
) -> None:
    model.write_text("broken")
    (tmp_path / "a.txt").write_text("نص", encoding="utf-8")
    out = tmp_path / "out.jsonl"
    result = run(
        "predict", "tuned", "--input", tmp_path / "a.txt", "-o", out, "--model", model,
        "--jobs", jobs,
    )  # fmt: skip
    assert result.exit_code == 2
    assert f"{model}: is no model" in result.stderr
    assert not out.exists()
