"""Publishing, against a stand-in for the Hub and with the real client; and what may break on the way."""

from __future__ import annotations

import hashlib
import json
import os
import re
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import Result
from huggingface_hub import HfApi, constants

import rawi
from rawi.dataset.build import SPLITS
from rawi.dataset.load import load, load_dataset, manifest
from rawi.dataset.tables import CONFIGS
from rawi.errors import InputError
from rawi.hub.croissant import semantic
from rawi.hub.documentation import statements
from rawi.hub.papers import TASKS
from rawi.hub.push import plan, publish
from rawi.hub.remote import State
from rawi.hub.tree import MANIFEST, Publication, publication

HERE = Path(__file__).parent
require = runpy.run_path(str(HERE.parent / "extras.py"))["require"]
REPOSITORY = "me/rawi"


def _api(hub: Any, token: str | bool = "hf_writer") -> HfApi:
    return HfApi(endpoint=hub.address, token=token)


@pytest.fixture(scope="module")
def made() -> Publication:
    return publication(REPOSITORY)


# the files


def test_the_same_set_gives_the_same_bytes(made: Publication) -> None:
    assert publication(REPOSITORY) == made


def test_checksums_are_those_of_the_files(made: Publication, tmp_path: Path) -> None:
    made.write(tmp_path)
    lines = (tmp_path / "checksums.sha256").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(made.files) - 1
    for line in lines:
        digest, _, name = line.partition("  ")
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == digest


def test_the_card_says_what_the_files_hold(made: Publication) -> None:
    import datasets

    text = made.files["README.md"].decode()
    _, front, body = text.split("---\n", 2)
    data = yaml.safe_load(front)
    infos = {info["config_name"]: info for info in data["dataset_info"]}
    assert set(infos) == {c["config_name"] for c in data["configs"]} == set(CONFIGS)
    for config in CONFIGS:
        for split in infos[config]["splits"]:
            table = load_dataset(config, split["name"])
            assert split["num_examples"] == len(table)
        features = datasets.Features._from_yaml_list(infos[config]["features"])
        assert features == load_dataset(config, "test").features
    every = load("all")
    assert f"{len(every)} articles" in body
    assert f"nested named\nentities ({sum(len(d.entities or ()) for d in every):,})" in body
    assert "not agreement between people" in body and "composed by a language model" in body
    assert "{{" not in body.replace("{{The Rawi", "")


def test_the_licence_is_that_of_the_project(made: Publication, root: Path) -> None:
    whole = (root / "LICENSE-DATA.md").read_text(encoding="utf-8")
    assert whole.startswith(made.files["LICENSE.md"].decode().rstrip())


def test_eval_yaml_has_a_task_for_each_headline(made: Publication) -> None:
    data = yaml.safe_load(made.files["benchmark/eval.yaml"])
    assert [task["id"] for task in data["tasks"]] == list(TASKS)
    assert {task["config"] for task in data["tasks"]} <= set(CONFIGS)
    assert all(task["split"] == "test" for task in data["tasks"])
    # the Hub refuses a framework that is not on its list: only who asks for it risks that
    assert "eval.yaml" not in made.files
    registered = publication(REPOSITORY, registered=True).files
    assert registered["eval.yaml"] == made.files["benchmark/eval.yaml"]


def test_croissant_is_valid_and_its_records_are_read(made: Publication, tmp_path: Path) -> None:
    mlcroissant = require("croissant", "mlcroissant")
    made.write(tmp_path)
    data = json.loads(made.files["croissant.json"])
    for file in data["distribution"]:
        if file["@type"] == "cr:FileObject":
            assert hashlib.sha256(made.files[file["@id"]]).hexdigest() == file["sha256"]
            # as it will be on the Hub, but here
            file["contentUrl"] = file["@id"]
    assert data["rai:machineAnnotationTools"] and data["rai:dataLimitations"]
    here = tmp_path / "here.json"
    here.write_text(json.dumps(data), encoding="utf-8")
    dataset = mlcroissant.Dataset(jsonld=str(here))
    assert not dataset.metadata.issues.errors and not dataset.metadata.issues.warnings
    ids = [
        row[f"documents_{split}/id"]
        for split in SPLITS
        for row in dataset.records(f"documents_{split}")
    ]
    assert [name.decode() for name in ids] == [document.id for document in load("all")]


@pytest.mark.parametrize(
    ("version", "expected"),
    [("0.1.0", "0.1.0"), ("0.1.0.dev1", "0.1.0-dev.1"), ("1.0.0rc2", "1.0.0-rc.2")],
)
def test_versions_as_semver_has_them(version: str, expected: str) -> None:
    assert semantic(version) == expected


def test_documents_can_be_left_out() -> None:
    without = publication(REPOSITORY, ["rawi-0001"])
    assert b"rawi-0001" not in without.files["documents/test-00000-of-00001.parquet"]
    card = without.files["README.md"].decode()
    assert "Left out of this publication" in card and "its publisher's" not in card
    with pytest.raises(InputError, match="no document 'rawi-9'"):
        publication(REPOSITORY, ["rawi-9"])
    with pytest.raises(InputError, match="would be empty"):
        publication(REPOSITORY, [document.id for document in load("dev")])


# the way there


def test_publish_then_load_gives_what_rawi_loads(
    hub: Any, made: Publication, tmp_path: Path
) -> None:
    done = publish(_api(hub), REPOSITORY, made, private=False)
    assert done.what == f"published {made.tag}"
    repository = hub.repositories["dataset", REPOSITORY]
    assert repository.tags == {made.tag: repository.refs["main"]} == {made.tag: done.commit}
    assert repository.commits[done.commit] == {
        ".gitattributes": b"*.parquet filter=lfs\n", **made.files,
    }  # fmt: skip
    # in a process of its own, since the client reads its environment when it is imported
    code = f"""
import datasets, rawi
for config in {list(CONFIGS)!r}:
    for split in {list(SPLITS)!r}:
        there = datasets.load_dataset({REPOSITORY!r}, config, split=split, revision={made.tag!r})
        here = rawi.load_dataset(config, split)
        assert there.features == here.features, (config, there.features)
        assert there.to_list() == here.to_list(), config
        assert len(here)
print("equal")
"""
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("HF_")},
        "HF_ENDPOINT": hub.address,
        "HF_HOME": str(tmp_path / "home"),
        "HF_HUB_DISABLE_TELEMETRY": "1",
    }
    found = subprocess.run(
        [sys.executable, "-P", "-c", code],
        env=environment, capture_output=True, text=True, cwd=tmp_path, check=False,
    )  # fmt: skip
    assert found.stdout.strip().endswith("equal"), found.stderr


def test_again_does_nothing(hub: Any, made: Publication) -> None:
    publish(_api(hub), REPOSITORY, made)
    before = len(hub.repositories["dataset", REPOSITORY].commits)
    hub.log.clear()
    done = publish(_api(hub), REPOSITORY, made)
    assert done.what == f"{made.tag} is published already"
    assert len(hub.repositories["dataset", REPOSITORY].commits) == before
    assert not [line for line in hub.log if line.startswith("POST")]


def test_a_version_is_never_changed(hub: Any, made: Publication) -> None:
    publish(_api(hub), REPOSITORY, made)
    other = Publication(made.version, {**made.files, MANIFEST: b"{}", "README.md": b"other"})
    with pytest.raises(InputError, match="published there, of other gold files") as caught:
        publish(_api(hub), REPOSITORY, other)
    assert "raise GOLD_VERSION" in str(caught.value)
    repository = hub.repositories["dataset", REPOSITORY]
    assert repository.commits[repository.refs["main"]]["README.md"] == made.files["README.md"]
    assert len(repository.commits) == 2


def test_other_tools_write_other_files_of_the_same_set(hub: Any, made: Publication) -> None:
    publish(_api(hub), REPOSITORY, made)
    parquet = {name: b"PAR2" for name in made.files if name.startswith("ner/")}
    done = publish(_api(hub), REPOSITORY, Publication(made.version, {**made.files, **parquet}))
    assert done.what == (
        f"{made.tag} is published already "
        "(3 files would be written differently by these tools, and stay)"
    )
    assert len(hub.repositories["dataset", REPOSITORY].commits) == 2


def test_a_new_version_takes_away_old_data_and_keeps_what_others_put_there(
    hub: Any, made: Publication
) -> None:
    hub.make(
        "dataset",
        REPOSITORY,
        {"ner/test-00000-of-00002.parquet": b"old", "docs/help.md": b"theirs", "README.md": b"x"},
    )
    todo = plan(
        made,
        State(
            True,
            "x",
            dict.fromkeys(
                hub.repositories["dataset", REPOSITORY].commits[
                    hub.repositories["dataset", REPOSITORY].refs["main"]
                ],
                "git:0",
            ),
        ),
    )
    assert todo.removed == ("ner/test-00000-of-00002.parquet",)
    assert "docs/help.md" in todo.kept and todo.changed == ("README.md",)
    publish(_api(hub), REPOSITORY, made)
    repository = hub.repositories["dataset", REPOSITORY]
    files = repository.commits[repository.refs["main"]]
    assert "ner/test-00000-of-00002.parquet" not in files and files["docs/help.md"] == b"theirs"


def test_private_is_for_new_repositories(hub: Any, made: Publication) -> None:
    publish(_api(hub), REPOSITORY, made, private=True)
    assert hub.repositories["dataset", REPOSITORY].private
    hub.make("dataset", "me/open")
    publish(_api(hub), "me/open", made, private=True)
    assert not hub.repositories["dataset", "me/open"].private


def test_a_pull_request_waits_and_is_not_opened_twice(hub: Any, made: Publication) -> None:
    hub.make("dataset", REPOSITORY)
    repository = hub.repositories["dataset", REPOSITORY]
    before = repository.refs["main"]
    done = publish(_api(hub), REPOSITORY, made, pull_request=True)
    assert done.commit is None and done.url.endswith("/discussions/1")
    assert repository.refs["main"] == before and not repository.tags
    again = publish(_api(hub), REPOSITORY, made, pull_request=True)
    assert again.what == "a pull request with these files is open already"
    assert again.url.endswith("/discussions/1") and len(repository.pulls) == 1
    # it is merged: publishing again sets the tag and nothing else
    repository.refs["main"] = repository.refs["refs/pr/1"]
    done = publish(_api(hub), REPOSITORY, made)
    assert done.what == f"the files were there; tagged {made.tag}"
    assert repository.tags == {made.tag: repository.refs["main"]}


# what breaks


def _whole(hub: Any, made: Publication) -> None:
    """The version is there, whole and tagged."""
    repository = hub.repositories["dataset", REPOSITORY]
    files = repository.commits[repository.tags[made.tag]]
    assert {p: d for p, d in files.items() if p != ".gitattributes"} == dict(made.files)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (("GET", "/revision/", "cut"), "looking at what is there: the connection broke"),
        (("POST", "/preupload/", "cut"), "publishing the files: the connection broke"),
        (("POST", "/commit/", "cut"), "publishing the files: the connection broke"),
        (("POST", "/commit/", "cut-after"), "publishing the files: the connection broke"),
        (("POST", "/commit/", 500), "the Hub answers 500"),
        (("POST", "/commit/", 409), "somebody else published at the same time"),
        (("POST", "/commit/", 429), "the Hub asks to wait"),
        (("POST", "/tag/", "cut"), "setting the tag; the files are there: the connection broke"),
        (("POST", "/tag/", 500), "setting the tag; the files are there: the Hub answers 500"),
        (("POST", "/create", 500), "making the repository: the Hub answers 500"),
    ],
)
def test_whatever_breaks_running_it_again_finishes(
    hub: Any,
    made: Publication,
    what: tuple[str, str, Any],
    said: str,
    fault: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from huggingface_hub.utils import _http

    # the client waits and tries again by itself: here it need not wait
    monkeypatch.setattr(_http.time, "sleep", lambda seconds: None)
    hub.faults = [fault(*what, times=1_000)]
    with pytest.raises(InputError) as caught:
        publish(_api(hub), REPOSITORY, made)
    assert said in str(caught.value)
    hub.faults = []
    publish(_api(hub), REPOSITORY, made)
    _whole(hub, made)
    repository = hub.repositories["dataset", REPOSITORY]
    assert len(repository.commits) == 2, "the first commit of the repository, and one more"


def test_somebody_was_quicker(hub: Any, made: Publication) -> None:
    hub.make("dataset", REPOSITORY)
    hub.before_commit = lambda repository: repository.add("main", {"README.md": b"theirs"})
    with pytest.raises(InputError, match="somebody else published at the same time"):
        publish(_api(hub), REPOSITORY, made)
    repository = hub.repositories["dataset", REPOSITORY]
    assert repository.commits[repository.refs["main"]] == {"README.md": b"theirs"}
    assert not repository.tags


def test_tokens(hub: Any, made: Publication, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.make("dataset", REPOSITORY)
    with pytest.raises(InputError, match=r"may not write.*role \*write\*"):
        publish(_api(hub, "hf_reader"), REPOSITORY, made)
    with pytest.raises(InputError, match="the token is not accepted"):
        publish(_api(hub, "hf_wrong"), REPOSITORY, made)
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", "/nowhere/token")
    with pytest.raises(InputError, match="hf auth login, or set HF_TOKEN"):
        publish(HfApi(endpoint=hub.address), REPOSITORY, made)
    repository = hub.repositories["dataset", REPOSITORY]
    assert len(repository.commits) == 1 and not repository.tags


def test_nobody_is_there(made: Publication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    api = HfApi(endpoint="http://127.0.0.1:9", token="hf_writer")
    with pytest.raises(InputError, match="asking who you are: the connection broke"):
        publish(api, REPOSITORY, made)


def test_a_name_that_is_none(hub: Any, made: Publication) -> None:
    with pytest.raises(InputError, match="OWNER/NAME"):
        publish(_api(hub), "me/ra wi/x", made)


# the command


def test_dry_run_writes_the_very_same_files_and_says_what_would_change(
    hub: Any, made: Publication, run: Callable[..., Result], tmp_path: Path
) -> None:
    result = run("publish", REPOSITORY, "--dry-run", tmp_path / "tree")
    assert result.exit_code == 0
    written = {
        str(path.relative_to(tmp_path / "tree")): path.read_bytes()
        for path in (tmp_path / "tree").rglob("*")
        if path.is_file()
    }
    assert written == dict(made.files)
    assert "add     README.md" in result.stdout and f"tag     {made.tag}" in result.stdout
    assert not hub.repositories
    publish(_api(hub), REPOSITORY, made)
    result = run("publish", REPOSITORY, "--dry-run", tmp_path / "tree")
    assert f"same    {len(made.files)} files" in result.stdout and "add " not in result.stdout
    assert run("publish", REPOSITORY, "--dry-run", tmp_path, "--private").exit_code == 2


def test_dry_run_needs_no_network(
    run: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    result = run("publish", REPOSITORY, "--dry-run", tmp_path / "tree")
    assert result.exit_code == 0
    assert "not compared with what is there" in result.stderr
    assert (tmp_path / "tree" / "README.md").exists()


def test_command_publishes(
    hub: Any, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_writer")
    result = run("publish", REPOSITORY)
    assert result.exit_code == 0, result.output
    version = manifest().version
    assert result.stdout == f"published v{version}: {hub.address}/datasets/{REPOSITORY}\n"
    monkeypatch.setenv("HF_TOKEN", "hf_reader")
    result = run("publish", "me/other")
    assert result.exit_code == 2 and "may not write" in result.stderr
    assert "Traceback" not in result.output and "hf_reader" not in result.output


def test_the_statements_in_the_checkout_are_those_of_the_set(root: Path) -> None:
    """``python -m rawi.hub.documentation documentation`` writes them anew."""
    made = statements(manifest().version, {name: rawi.load(name) for name in SPLITS})
    kept = {path.name: path.read_text("utf-8") for path in (root / "documentation").iterdir()}
    assert kept == made
    for text in made.values():
        assert "{" not in text and "None" not in text.replace("None ", "").replace("None.", "")


def test_statements_have_the_sections_of_their_schemas(root: Path) -> None:
    sheet = (root / "documentation" / "datasheet.md").read_text("utf-8")
    assert re.findall(r"^## (.*)$", sheet, re.M) == [
        "Motivation",
        "Composition",
        "Collection",
        "Preprocessing and labelling",
        "Uses",
        "Distribution",
        "Maintenance",
    ]
    statement = (root / "documentation" / "data-statement.md").read_text("utf-8")
    assert [int(n) for n in re.findall(r"^## (\d+)\. ", statement, re.M)] == list(range(1, 18))


def test_statements_without_the_real_article() -> None:
    splits = {name: [d for d in rawi.load(name) if d.id != "rawi-0001"] for name in SPLITS}
    for text in statements("9", splits).values():
        assert "rawi-0001" not in text and "real article" not in text
