"""Runs on a Ray cluster, here one of two cores on this machine."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from rawi.baselines.batches import BatchSize
from rawi.baselines.registry import spec
from rawi.baselines.run import Engine, predict_all
from rawi.baselines.texts import texts_from
from rawi.document import Document
from rawi.errors import InputError

require = runpy.run_path(str(Path(__file__).parents[1] / "extras.py"))["require"]
ray = require("ray")

ENGINE = Engine("ray", jobs=1, size=BatchSize(texts=8))


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    ray.init("local", num_cpus=2, include_dashboard=False, log_to_driver=False)
    yield
    ray.shutdown()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Files of several row groups, with names that mean something to other readers."""
    folder = tmp_path / "archive"
    folder.mkdir()
    for number, name in enumerate(("b", "_a", "year=2020")):
        ids = [f"{name}{i}" for i in range(30)]
        texts = [f"قال الوزير سامي: «وصل {number * 100 + i} طبيبًا»." for i in range(30)]
        parquet.write_table(
            pa.table({"id": ids, "text": texts}), folder / f"{name}.parquet", row_group_size=9
        )
    return folder


def test_the_same_bytes_as_on_one_machine(cluster: None, archive: Path, tmp_path: Path) -> None:
    sources = [archive / "b.parquet", archive]
    with pytest.raises(InputError, match="this id is already used in line 1"):
        predict_all(spec("floor"), texts_from(sources), tmp_path / "x.jsonl", engine=ENGINE)
    sources = [archive / f"{name}.parquet" for name in ("year=2020", "b", "_a")]
    here, there = tmp_path / "here.parquet", tmp_path / "there.parquet"
    predict_all(spec("floor"), texts_from(sources), here)
    predict_all(spec("floor"), texts_from(sources), there, engine=ENGINE)
    assert there.read_bytes() == here.read_bytes()
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == ["archive", "here.parquet", "there.parquet"]
    assert ray.is_initialized()  # a cluster that was there before stays


def test_a_run_goes_on_there(cluster: None, archive: Path, tmp_path: Path) -> None:
    whole, out = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    predict_all(spec("floor"), texts_from([archive]), whole)
    lines = whole.read_bytes().splitlines(keepends=True)
    (tmp_path / "out.jsonl.partial").write_bytes(b"".join(lines[20:45]) + lines[3] + b'{"id"')
    assert predict_all(spec("floor"), texts_from([archive]), out, engine=ENGINE) == 26
    assert out.read_bytes() == whole.read_bytes()


def test_texts_in_memory_and_a_system_that_fails(cluster: None, tmp_path: Path) -> None:
    class Fussy:
        """Is handed over as it is: no package on the cluster has it."""

        name, version, description, layers = "fussy", "1", "", ("entities",)

        def __init__(self, bad: str) -> None:
            self.bad = bad

        def read(self, text: str) -> Document:
            if self.bad in text:
                raise ValueError("a bad word")
            return Document("", entities=())

    given = [Document(f"d{i}", text="سيئ" if i == 11 else f"وصل {i}") for i in range(20)]
    out = tmp_path / "out.jsonl"
    with pytest.raises(InputError) as caught:
        predict_all(Fussy("سيئ"), given, out, engine=ENGINE)
    assert "document d11: the system 'fussy' failed: ValueError: a bad word" in str(caught.value)
    assert (tmp_path / "out.jsonl.partial").read_bytes().count(b"\n") == 19
    assert predict_all(Fussy("؟"), given, out) == 19
    assert [p.name for p in tmp_path.iterdir()] == ["out.jsonl"]


def test_a_system_that_the_cluster_does_not_have(
    plugin: Path, cluster: None, tmp_path: Path
) -> None:
    given = [Document("a", text="وصل")]
    with pytest.raises(InputError, match="there is no system 'words'"):
        predict_all(spec("words"), given, tmp_path / "out.jsonl", engine=ENGINE)


def test_a_cluster_that_is_too_small(cluster: None, archive: Path, tmp_path: Path) -> None:
    engine = Engine("ray", jobs=9, size=BatchSize(texts=1))
    with pytest.raises(InputError, match="the cluster has 2 cores, 9 jobs need one each"):
        predict_all(spec("floor"), texts_from([archive]), tmp_path / "out.jsonl", engine=engine)


def test_the_command_starts_a_cluster_of_its_own(archive: Path, tmp_path: Path) -> None:
    def predict(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        code = "from rawi.cli import main; main()"
        return subprocess.run(
            [
                sys.executable, "-P", "-c", code, "predict", "floor", "--input", str(archive),
                "-o", str(tmp_path / name), *arguments,
            ],
            capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip

    done = predict("ray.jsonl", "--engine", "ray", "--jobs", "2")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{tmp_path / 'ray.jsonl'}: predictions of floor for 90 documents\n"
    predict("local.jsonl")
    assert (tmp_path / "ray.jsonl").read_bytes() == (tmp_path / "local.jsonl").read_bytes()


def test_without_ray_it_says_what_to_install(archive: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; sys.modules['ray'] = None\n"
        "from rawi.cli import main; main()"
    )
    done = subprocess.run(
        [
            sys.executable, "-P", "-c", code, "predict", "floor", "--input", str(archive),
            "-o", str(tmp_path / "x.jsonl"), "--engine", "ray",
        ],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == (
        "error: the engine ray needs Ray, which is not installed (pip install 'rawi[ray]')\n"
    )
