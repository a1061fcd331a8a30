"""How the benchmarks measure, and how they print.

A time is the median of several runs after one that is not counted; what takes minutes is run less often,
as its benchmark says. What the contenders are given is
built before and taken out of the reach of Python's garbage collector, so that none pays for the
inputs of the others. Peak memory is what a call allocates beyond its input at any one moment, by
``tracemalloc``, in a run of its own, since tracing makes a run slower.
"""

from __future__ import annotations

import argparse
import gc
import platform
import statistics
import time
import tracemalloc
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any


def seconds(call: Callable[[], Any], runs: int = 3, *, warm: bool = False) -> float:
    """Median wall-clock time of a call, in seconds; ``warm`` if it has been called before."""
    if not warm:
        call()
    gc.collect()
    gc.freeze()
    times = []
    try:
        for _ in range(runs):
            start = time.perf_counter()
            call()
            times.append(time.perf_counter() - start)
    finally:
        gc.unfreeze()
    return statistics.median(times)


def peak_megabytes(call: Callable[[], Any]) -> float:
    """Most memory that a call holds beyond what was there before, in millions of bytes."""
    gc.collect()
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def arguments(about: str) -> argparse.Namespace:
    """The options that every benchmark has."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that it runs")
    return parser.parse_args()


def print_table(title: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table in Markdown, numbers to the right."""
    print(f"\n**{title}**\n")
    print("| " + " | ".join(heads) + " |")
    right = [bool(rows) and _is_number(row) for row in zip(*rows, strict=True)]
    print("|" + "|".join(" ---: " if number else " --- " for number in right) + "|")
    for row in rows:
        print("| " + " | ".join(_shown(cell) for cell in row) + " |", flush=True)


def _is_number(column: Sequence[object]) -> bool:
    return all(cell is None or not isinstance(cell, str) for cell in column)


def _shown(cell: object) -> str:
    """Floats with three significant digits; thousands are set apart."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.3g}" if abs(cell) < 100 else f"{cell:,.0f}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def setting(*packages: str) -> str:
    """A line on what was measured where: versions and machine."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("rawi", *packages))
    return f"{versions}; Python {platform.python_version()}, {platform.machine()}"
