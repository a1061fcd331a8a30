"""Runs that are killed or interrupted, for real."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from rawi.baselines.registry import spec
from rawi.baselines.run import predict_all
from rawi.document import Document
from rawi.jsonl import read_documents, write_documents

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
COUNT = 60
BATCH = 4


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    write_documents(path, [Document(f"d{i}", text=f"وصل {i}") for i in range(COUNT)])
    return path


def start(texts: Path, out: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            sys.executable, "-P", "-c", "from rawi.cli import main; main()", "predict", "slow",
            "--input", str(texts), "-o", str(out), "--batch-texts", str(BATCH), *arguments,
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
        # what runs in the background of a shell ignores it, and hands that on
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def lines(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    # one that has ended and was not waited for
    status = Path(f"/proc/{process}/stat")
    return not status.exists() or status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


@pytest.mark.parametrize(("jobs", "suffix"), [(1, "jsonl"), (2, "parquet")])
def test_killed_again_and_again_it_gets_there(
    jobs: int, suffix: str, plugin: Path, texts: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    log, out = tmp_path / "log", tmp_path / f"out.{suffix}"
    partial = out.with_name(out.name + ".partial")
    monkeypatch.setenv("READ_LOG", str(log))
    for goal in (8, 30):
        run = start(texts, out, "--jobs", str(jobs))
        wait_until(lambda goal=goal: lines(partial) >= goal)  # type: ignore[misc]
        run.kill()
        run.communicate()
        workers = {int(line) for line in log.read_text().splitlines()}
        wait_until(lambda workers=workers: not any(map(alive, workers)))  # type: ignore[misc]
        assert not out.exists()
    assert predict_all(spec("slow"), read_documents(texts), out) >= 30
    straight = tmp_path / f"straight.{suffix}"
    # each kill may lose what was being read, and a torn line; nothing else is read twice
    assert lines(log) <= COUNT + 2 * (jobs * BATCH + 1)
    predict_all(spec("slow"), read_documents(texts), straight)
    assert out.read_bytes() == straight.read_bytes()
    assert not list(tmp_path.glob("out*.*.*"))


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_interrupted_it_says_how_to_go_on(
    jobs: str, plugin: Path, texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, out = tmp_path / "log", tmp_path / "out.jsonl"
    monkeypatch.setenv("READ_LOG", str(log))
    run = start(texts, out, "--jobs", jobs)
    wait_until(lambda: lines(tmp_path / "out.jsonl.partial") >= 3)
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does: all of them get it
    stdout, stderr = run.communicate(timeout=60)
    assert run.returncode == 130
    assert stdout == ""
    (line,) = stderr.splitlines()
    kept = lines(tmp_path / "out.jsonl.partial")
    assert line == (
        f"interrupted after {kept} of {COUNT} documents; what is done is kept in {out}.partial, "
        "call it again to go on"
    )
    workers = {int(line) for line in log.read_text().splitlines()}
    assert not any(map(alive, workers))
    assert sorted(p.name for p in tmp_path.glob("out*")) == ["out.jsonl.partial"]
    again = start(texts, out, "--jobs", jobs)
    stdout, stderr = again.communicate(timeout=60)
    assert (again.returncode, stderr) == (0, "")
    assert stdout == (
        f"{out}: predictions of slow for {COUNT} documents ({kept} from an interrupted run)\n"
    )


def test_two_runs_at_once(plugin: Path, texts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    first = start(texts, out)
    wait_until(lambda: lines(tmp_path / "out.jsonl.partial") >= 1)
    second = start(texts, out)
    _, stderr = second.communicate(timeout=60)
    assert second.returncode == 2
    assert f"{out}: another run is writing it (process {first.pid} on " in stderr
    assert "Traceback" not in stderr
    first.communicate(timeout=60)
    assert first.returncode == 0
    assert len(read_documents(out)) == COUNT
