"""What reading an archive takes: memory while the archive grows tenfold, time on more processes, on Ray.

The archive is a Parquet file of made-up articles of about 500 words. Every run is a process of its
own. Peak memory is the largest resident set of the process that was started, and of the largest of
those it started, as the operating system counts them; it includes the interpreter and its libraries.
Time is given for the whole run, and from the first prediction to the last, without the start of
processes or of the Ray cluster. Ray is measured where it is installed, and not in a quick run.

    python benchmarks/predict.py [--quick]
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow as pa
from measuring import arguments, print_table, setting
from pyarrow import parquet
from synthetic import articles

CHILD = """
import json, resource, sys, time
from rawi.baselines.registry import spec
from rawi.baselines.run import Engine, predict_all
from rawi.baselines.texts import texts_from

if __name__ == "__main__":
    system, source, output, kind, jobs = sys.argv[1:]
    moments = [time.perf_counter()]
    engine = Engine(kind, int(jobs))
    advance = lambda: moments.append(time.perf_counter())
    predict_all(spec(system), texts_from([source]), output, engine=engine, advance=advance)
    end = time.perf_counter()
    unit = 1 if sys.platform == "darwin" else 1024
    peaks = [
        resource.getrusage(who).ru_maxrss * unit / 1e6
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    print(json.dumps({"all": end - moments[0], "work": moments[-1] - moments[1], "peaks": peaks}))
"""


def run(system: str, source: Path, kind: str, jobs: int) -> dict[str, Any]:
    """Predict in a process of its own; gives seconds and megabytes, and the bytes it wrote."""
    output = source.with_suffix(".jsonl")
    done = subprocess.run(
        [sys.executable, "-c", CHILD, system, str(source), str(output), kind, str(jobs)],
        check=True,
        stdout=subprocess.PIPE,
    )
    measured: dict[str, Any] = json.loads(done.stdout)
    measured["bytes"] = output.read_bytes()
    output.unlink()
    return measured


def archive(folder: Path, documents: int) -> Path:
    """A Parquet file of articles, written a piece at a time."""
    path = folder / f"{documents}.parquet"
    schema = pa.schema([("id", pa.string()), ("text", pa.string())])
    made = [document.text for document in articles(min(documents, 200))[0]]
    with parquet.ParquetWriter(path, schema) as writer:
        for start in range(0, documents, len(made)):
            texts = made[: documents - start]
            ids = [f"document-{start + i}" for i in range(len(texts))]
            writer.write_table(pa.table({"id": ids, "text": texts}, schema=schema))
    return path


def memory(folder: Path, sizes: tuple[int, ...]) -> None:
    """Print how peak memory follows the size of the archive."""
    rows: list[list[object]] = []
    for jobs in (1, 2):
        first: list[float] = []
        for documents in sizes:
            peaks = run("floor", archive(folder, documents), "local", jobs)["peaks"]
            first = first or peaks
            beside = peaks[1] if jobs > 1 else None
            rows.append([f"{documents:,} documents", jobs, peaks[0], peaks[0] / first[0], beside])
    heads = ["", "jobs", "peak MB", "times the smaller", "peak MB of a process beside it"]
    print_table("Memory: the system floor", heads, rows)


def time(folder: Path, documents: int, *, ray: bool) -> None:
    """Print how time follows the processes, on one machine and on Ray."""
    source = archive(folder, documents)
    ways = [("local", 1), ("local", 2)] + ([("ray", 1), ("ray", 2)] if ray else [])
    rows: list[list[object]] = []
    first: dict[str, Any] = {}
    for kind, jobs in ways:
        measured = run("rules", source, kind, jobs)
        first = first or measured
        if measured["bytes"] != first["bytes"]:
            raise SystemExit(f"{kind} with {jobs} jobs wrote other bytes")
        ratio = first["work"] / measured["work"]
        rows.append(
            [f"{kind}, {jobs} job{'s' * (jobs > 1)}", measured["all"], measured["work"], ratio]
        )
    heads = ["", "seconds", "from the first prediction to the last", "times as fast"]
    print_table(f"Time: the system rules on {documents:,} documents, the same bytes", heads, rows)


def main() -> None:
    """Print the tables."""
    options = arguments(__doc__ or "")
    print(setting("pyarrow"))
    with tempfile.TemporaryDirectory() as folder:
        memory(Path(folder), (50, 500) if options.quick else (4_000, 40_000))
        ray = not options.quick and find_spec("ray") is not None
        time(Path(folder), 100 if options.quick else 1_000, ray=ray)


if __name__ == "__main__":
    main()
