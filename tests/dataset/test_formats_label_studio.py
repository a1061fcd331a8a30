"""Label Studio as people use it, what is wrong in its exports, and its own checks of ours."""

from __future__ import annotations

import json
import runpy
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from msgspec.structs import replace

from rawi.dataset.formats.label_studio import (
    labelling_config,
    read_label_studio,
    write_label_studio,
)
from rawi.dataset.skeleton import skeleton
from rawi.document import Document, Entity
from rawi.errors import InputError

require = runpy.run_path(str(Path(__file__).parents[1] / "extras.py"))["require"]


def _tasks(folder: Path, change: Callable[[dict], object]) -> Path:  # type: ignore[type-arg]
    text = "قالت ريم إنها هنا."
    document = replace(skeleton("x", text), entities=(Entity(5, 8, "PERS", "e1"),))
    write_label_studio([document], folder)
    path = folder / "tasks.json"
    tasks = json.loads(path.read_text(encoding="utf-8"))
    change(tasks[0])
    path.write_text(json.dumps(tasks), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: t["data"].pop("text"), "has no text in its data"),
        (lambda t: t["annotations"].append({"result": [], "completed_by": 7}), "2 annotations"),
        (lambda t: t["annotations"][0]["result"][0]["value"].update(text="زيد"), "are not those at"),
        (lambda t: t["annotations"][0]["result"][0]["value"].update(end=99), "is not in the text"),
        (lambda t: t["annotations"][0]["result"][0]["value"].update(labels=["A", "B"]), "one is expected"),
        (lambda t: t["annotations"][0]["result"][0].update(type="ellipse"), "'ellipse' cannot be read"),
        (lambda t: t["annotations"][0]["result"].append({"type": "choices", "id": "z", "from_name": "quote.type", "value": {"choices": ["direct"]}}), "a region without a label"),
        (lambda t: t["data"].update(registry=[{"id": 1}]), "its data cannot be read"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_label_studio_is_told(
    change: Callable[[dict], object],
    said: str,
    tmp_path: Path,  # type: ignore[type-arg]
) -> None:
    path = _tasks(tmp_path, change)
    with pytest.raises(InputError) as caught:
        read_label_studio(path)
    assert said in str(caught.value)


def test_label_studio_as_people_use_it(tmp_path: Path) -> None:
    def annotate(task: dict) -> None:  # type: ignore[type-arg]
        task["annotations"][0]["completed_by"] = {"id": 7, "email": "reem@example.org"}
        other = {"result": [], "completed_by": 8}
        task["annotations"] += [other, {"result": [], "completed_by": 9, "was_cancelled": True}]
        task["data"] = {"text": task["data"]["text"]}  # a task that was not made by Rawi

    path = _tasks(tmp_path, annotate)
    (document,) = read_label_studio(path, "reem@example.org")
    assert document.id == "task-1"
    assert [(e.start, e.end, e.type) for e in document.entities or ()] == [(5, 8, "PERS")]
    assert document.sentences
    (document,) = read_label_studio(path, "8")
    assert document.entities == ()
    with pytest.raises(InputError, match="no annotations by '9'"):
        read_label_studio(path, "9")
    path.write_text('[{"text": "x"}]', encoding="utf-8")
    with pytest.raises(InputError, match="JSON-MIN has no relations"):
        read_label_studio(path)


def test_predictions_are_marked_as_such_in_label_studio(tmp_path: Path) -> None:
    document = replace(skeleton("x", "ريم."), entities=(Entity(0, 3, "PERS"),))
    write_label_studio([document], tmp_path, model="rules")
    (task,) = json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8"))
    assert task["predictions"][0]["model_version"] == "rules" and "annotations" not in task
    assert read_label_studio(tmp_path / "tasks.json") == [document]


def test_the_labelling_configuration_and_label_studio_itself_agree(
    every_article: list[Document], hard: Document, tmp_path: Path
) -> None:
    """Label Studio's own checks of a configuration and of what is annotated under it."""
    config = labelling_config()
    root = etree.fromstring(config)
    names = [element.get("name") for element in root.iter() if element.get("name")]
    assert len(names) == len(set(names))
    interface = require("label-studio", "label_studio_sdk.label_interface").LabelInterface(config)
    interface.validate()
    write_label_studio([*every_article, hard], tmp_path, model="gold")
    for task in json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8")):
        assert interface.validate_task({"data": task["data"]})
        assert interface.validate_prediction(task["predictions"][0], return_errors=True) == []
