"""Models as folders: whole or not at all, and opened only as they were written."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from rawi.baselines.tagging.folder import Kind, check_output, checksums, whole_folder
from rawi.errors import InputError


class Manifest(msgspec.Struct, frozen=True):
    format: str
    files: dict[str, str] = {}


KIND = Kind("rawi train magic", "magic/1", Manifest)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "model"
    with whole_folder(path) as folder:
        (folder / "weights").write_bytes(b"1 2 3")
        (folder / "words").mkdir()
        (folder / "words" / "list").write_bytes(b"a b c")
        KIND.write_manifest(folder, Manifest("magic/1", checksums(folder)))
    return path


def test_a_folder_comes_back(model: Path) -> None:
    manifest = KIND.read_manifest(model)
    assert set(manifest.files) == {"weights", "words/list"}
    KIND.verify(model, manifest.files)


def test_nothing_is_left_of_a_folder_that_failed(tmp_path: Path) -> None:
    full = pytest.raises(InputError, match="cannot be written: No space left")
    with full, whole_folder(tmp_path / "model") as folder:
        (folder / "weights").write_bytes(b"1 2")
        raise OSError(28, "No space left on device")
    with pytest.raises(ZeroDivisionError), whole_folder(tmp_path / "model"):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_a_model_is_not_written_over_another(model: Path) -> None:
    with pytest.raises(InputError, match="is there already"), whole_folder(model):
        pytest.fail("nothing is begun")
    (model.parent / "empty").mkdir()
    check_output(model.parent / "empty")


def test_every_change_is_told(model: Path) -> None:
    manifest = KIND.read_manifest(model)
    (model / "weights").write_bytes(b"1 2 4")
    (model / "words" / "list").unlink()
    (model / "code.py").write_text("print()")
    with pytest.raises(InputError) as caught:
        KIND.verify(model, manifest.files)
    told = {Path(fault.file).name: fault.message for fault in caught.value.faults}
    assert told == {
        "code.py": "does not belong to the model",
        "weights": "was changed or damaged",
        "list": "is missing",
    }
    assert {fault.hint for fault in caught.value.faults} == {
        "train it again with rawi train magic, or take an undamaged copy"
    }


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        (None, "is no model of rawi train magic: it has no manifest.json"),
        (b'{"format": "magic/2"}', "is of the format magic/2, expected magic/1"),
        (b"{}", "is of the format None, expected magic/1"),
        (b'{"format": "magic/1", "files": 3}', r"cannot be read: Expected `object`, got `int`"),
        (b"\xff", "cannot be read"),
    ],
)
def test_a_manifest_that_cannot_be_used(model: Path, manifest: bytes | None, message: str) -> None:
    if manifest is None:
        (model / "manifest.json").unlink()
    else:
        (model / "manifest.json").write_bytes(manifest)
    with pytest.raises(InputError, match=message):
        KIND.read_manifest(model)
