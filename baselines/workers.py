"""Runs a system in processes of this machine.

Each process makes the system for itself and has one batch at a time, so that a run that is killed
loses no more than a batch for each. Processes are spawned, not forked: a model that has started
threads does not survive a fork. When the process that started them dies, however it dies, they end.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, Protocol

from rawi.baselines.batches import (
    Batch,
    Found,
    predict_batch,
    reason,
    rows_of,
    texts_schema,
)
from rawi.baselines.system import System
from rawi.errors import Fault, InputError

#: seconds that a process is given to end by itself
_PATIENCE = 2.0


class Maker(Protocol):
    """Makes a system; picklable, as :class:`rawi.baselines.registry.Spec`."""

    def make(self) -> System:
        """The system."""
        ...


@dataclass
class _Worker:
    process: SpawnProcess
    connection: Connection
    batch: Batch | None = None


def in_processes(
    maker: Maker, meta: Mapping[str, str], batches: Iterator[Batch], jobs: int
) -> Generator[list[tuple[int, Found]], None, None]:
    """Predict with several processes; gives what was found batch by batch as they are done.

    There are never more batches in memory than processes and two.
    A script that calls this has to do so under ``if __name__ == "__main__":``, since the processes
    import it (see :mod:`multiprocessing`).

    Args:
        maker: makes the system, once in each process.
        meta: the origin of the predictions.
        batches: of texts; taken as they are needed.
        jobs: how many processes.

    Raises:
        InputError: the system cannot be made, or a process dies.
    """
    try:
        order = pickle.dumps((maker, dict(meta)))
    except Exception as error:
        raise InputError(
            f"this system cannot be handed to other processes: {error}",
            hint="register it, or run it with one job",
        ) from None
    workers: list[_Worker] = []
    ended = False
    try:
        ahead = next(batches, None)
        while ahead is not None and len(workers) < jobs:
            workers.append(_start(order, ahead))
            ahead = next(batches, None)
        busy = {worker.connection: worker for worker in workers}
        while busy:
            for ready in wait(list(busy)):
                assert isinstance(ready, Connection)
                worker = busy[ready]
                found = _receive(worker)
                batch = worker.batch
                assert batch is not None
                worker.batch = ahead
                if ahead is None:
                    del busy[ready]
                else:
                    _send(worker, ahead)
                    ahead = next(batches, None)
                yield list(zip(batch.positions, rows_of(found), strict=True))
        ended = True
    finally:
        _stop(workers, at_once=not ended)


def _start(order: bytes, batch: Batch) -> _Worker:
    here, there = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=_work, args=(there, order), name="rawi predict"
    )
    with _interrupts_held():
        process.start()
    there.close()
    worker = _Worker(process, here, batch)
    # The process reads it before it answers, so that neither waits for the other to read.
    _send(worker, batch)
    return worker


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Processes started here do not see Ctrl-C, which reaches the whole group; it waits for us.

    The one who started them ends them, and they have nothing to say about it.
    """
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _send(worker: _Worker, batch: Batch) -> None:
    import pyarrow as pa

    made = pa.RecordBatch.from_arrays(
        [pa.array(batch.ids, pa.string()), pa.array(batch.texts, pa.string())],
        schema=texts_schema(),
    )
    # A process that has died is found when its answer is waited for.
    with suppress(BrokenPipeError, ConnectionResetError):
        worker.connection.send_bytes(_packed(made))


def _receive(worker: _Worker) -> Any:
    try:
        kind, value = worker.connection.recv()
    except (EOFError, ConnectionResetError):
        raise _died(worker) from None
    if kind == "faults":
        raise InputError(value)
    return _unpacked(value)


def _died(worker: _Worker) -> InputError:
    worker.process.join(_PATIENCE)
    code = worker.process.exitcode
    how = f"by signal {signal.Signals(-code).name}" if code and code < 0 else f"with status {code}"
    ids = worker.batch.ids if worker.batch else []
    shown = ", ".join(ids[:5]) + (f" and {len(ids) - 5} more" if len(ids) > 5 else "")
    return InputError(
        f"a process ended {how} while it read the documents {shown}",
        hint="if memory ran out, take fewer --jobs; with --batch-texts 1 the document is named",
    )


def _stop(workers: list[_Worker], *, at_once: bool) -> None:
    for worker in workers:
        worker.connection.close()
        if at_once:
            worker.process.terminate()
    for worker in workers:
        worker.process.join(_PATIENCE)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()
        worker.process.close()


def _packed(batch: Any) -> bytes:
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    packed: bytes = sink.getvalue().to_pybytes()
    return packed


def _unpacked(data: bytes) -> Any:
    import pyarrow as pa

    return pa.ipc.open_stream(data).read_next_batch()


def _work(connection: Connection, order: bytes) -> None:
    """The life of a process: make the system, then answer batches until the connection closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    system: System | None = None
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            data = connection.recv_bytes()
            try:
                if system is None:
                    maker, meta = pickle.loads(order)
                    system = made(maker, meta)
            except InputError as error:
                connection.send(("faults", error.faults))
                return
            except Exception as error:
                fault = Fault(f"the system cannot be made: {reason(error)}")
                connection.send(("faults", (fault,)))
                return
            connection.send(("found", _packed(predict_batch(system, _unpacked(data), meta))))


def made(maker: Maker, meta: Mapping[str, str]) -> System:
    """A system made by a process that did not choose it.

    Raises:
        InputError: the system here is not the one that the run was started with.
    """
    system = maker.make()
    here = f"{system.name} {system.version}"
    there = f"{meta['system']} {meta['version']}"
    if here != there:
        raise InputError(
            f"the system of this run is {there}, where it is to work it is {here}",
            hint="install the same packages on all machines",
        )
    return system


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
