"""Runs a system over Parquet on a Ray cluster, with Ray Data.

The workers of the cluster read the texts for themselves, so the files have to be where they all see
them. Texts that are not in Parquet are first written as Parquet beside the output. What was found
comes back in the order of the texts and is kept by the process that started the run.
"""

from __future__ import annotations

import logging
import os
import pickle
import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from rawi.baselines.batches import (
    Batch,
    BatchSize,
    Found,
    found_schema,
    predict_batch,
    reason,
    rows_of,
    texts_schema,
)
from rawi.baselines.journal import key_of
from rawi.baselines.system import System
from rawi.baselines.workers import Maker, made
from rawi.document import sha256_of
from rawi.errors import InputError
from rawi.files import whole_file

#: marks the row of a batch that could not be begun, in the place of the checksum of a text
_BROKEN = ""


class _Predictor:
    """What runs in an actor: the system, made once, over batch after batch."""

    def __init__(self, order: bytes, meta: Mapping[str, str], done: frozenset[bytes]) -> None:
        self._order, self._meta, self._done = order, dict(meta), done
        self._system: System | None = None

    def __call__(self, texts: Any) -> Any:
        import pyarrow as pa

        try:
            if self._system is None:
                self._system = made(pickle.loads(self._order), self._meta)
        except Exception as error:
            # Ray would make a system that cannot be made again and again.
            row = Found("", _BROKEN, None, reason(error))
            return pa.Table.from_pylist([row._asdict()], schema=found_schema())
        if self._done:
            pairs = zip(
                texts.column("id").to_pylist(), texts.column("text").to_pylist(), strict=True
            )
            wanted = [key_of(key, sha256_of(text)) not in self._done for key, text in pairs]
            texts = texts.filter(pa.array(wanted, pa.bool_()))
        return pa.Table.from_batches([predict_batch(self._system, texts, self._meta)])


def on_cluster(
    maker: Maker,
    meta: Mapping[str, str],
    files: Sequence[Path],
    done: frozenset[bytes],
    *,
    jobs: int,
    size: BatchSize,
    address: str | None = None,
) -> Iterator[list[Found]]:
    """Predict on Parquet files with the columns ``id`` and ``text``; gives pieces, in order.

    Args:
        maker: makes the system, once in each actor.
        meta: the origin of the predictions.
        files: Parquet, where all machines of the cluster see them.
        done: :func:`rawi.baselines.journal.key_of` of the texts to leave out.
        jobs: how many actors, of one core each.
        size: of a batch; here ``texts`` alone counts.
        address: of the cluster; by default one is started on this machine, and ended afterwards.

    Raises:
        InputError: Ray is missing, the cluster cannot be reached or is too small, or the system
            cannot be made.
    """
    with _connected(address, jobs) as ray:
        context = ray.data.DataContext.get_current()
        before = context.execution_options.preserve_order, context.enable_progress_bars
        context.execution_options.preserve_order, context.enable_progress_bars = True, False
        try:
            # What cannot be read there is an error of a row, not the death of an actor.
            order = ray.cloudpickle.dumps(maker)
            places = [str(file.resolve()) for file in files]
            found = (
                ray.data.read_parquet(places, partitioning=None)
                .select_columns(["id", "text"])
                # Small blocks: what is done is kept soon, and actors have little in memory.
                .repartition(target_num_rows_per_block=size.texts)
                .map_batches(
                    _Predictor,
                    fn_constructor_args=(order, dict(meta), done),
                    batch_format="pyarrow",
                    batch_size=size.texts,
                    compute=ray.data.ActorPoolStrategy(size=jobs),
                    num_cpus=1,
                )
            )
            for table in found.iter_batches(
                batch_size=None, batch_format="pyarrow", prefetch_batches=0
            ):
                rows = list(rows_of(table))
                for row in rows:
                    if row.sha256 == _BROKEN:
                        raise InputError(row.error or "the system cannot be made")
                yield rows
        except ray.exceptions.RayError as error:
            raise InputError(f"the cluster failed: {reason(error)}") from None
        finally:
            context.execution_options.preserve_order, context.enable_progress_bars = before


def stage(path: Path, batches: Iterable[Batch]) -> None:
    """Write texts as Parquet, for a cluster to read.

    Raises:
        InputError: the file cannot be written.
    """
    import pyarrow as pa
    from pyarrow import parquet

    schema = texts_schema()
    with whole_file(path) as stream, parquet.ParquetWriter(stream, schema) as writer:
        for batch in batches:
            writer.write_batch(
                pa.RecordBatch.from_arrays(
                    [pa.array(batch.ids), pa.array(batch.texts)], schema=schema
                )
            )


@contextmanager
def _connected(address: str | None, jobs: int) -> Iterator[Any]:
    """Ray, connected; nothing is reported to anybody, and no dashboard is started."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    # What goes wrong is raised; hints to those who develop on Ray are nothing to users of this.
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    warnings.filterwarnings("ignore", category=UserWarning, module=r"ray\.data")
    try:
        ray: Any = import_module("ray")
        import_module("ray.data")
    except ImportError:
        raise InputError(
            "the engine ray needs Ray, which is not installed",
            hint="pip install 'rawi[ray]'",
        ) from None
    for name in ("ray", "ray.data"):
        logging.getLogger(name).setLevel(logging.ERROR)
    mine = not ray.is_initialized()
    if mine:
        _connect(ray, address, jobs)
    try:
        cores = int(ray.cluster_resources().get("CPU", 0))
        if cores < jobs:
            raise InputError(
                f"the cluster has {cores} cores, {jobs} jobs need one each", hint="fewer --jobs"
            )
        yield ray
    finally:
        if mine:
            ray.shutdown()


def _connect(ray: Any, address: str | None, jobs: int) -> None:
    options: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
    if address is None:
        # One core more than actors, for the tasks that read files.
        options |= {"num_cpus": jobs + 1, "include_dashboard": False}
    try:
        with _silent():
            ray.init(address or "local", **options)
    except (ConnectionError, ValueError, RuntimeError, TimeoutError) as error:
        place = f"at {address}" if address else "on this machine"
        raise InputError(f"there is no Ray cluster {place}: {reason(error)}") from None


@contextmanager
def _silent() -> Iterator[None]:
    """Without standard error, where Ray tells about its own settings from outside Python."""
    sys.stderr.flush()
    kept = os.dup(2)
    nothing = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)
