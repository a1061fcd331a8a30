"""Does some jobs in threads, so that nothing has to wait for those that are under way.

The threads are daemons: a request that hangs does not keep a process that was interrupted from
ending, as the threads of :class:`concurrent.futures.ThreadPoolExecutor` would.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from typing import TypeVar

_Made = TypeVar("_Made")


@contextmanager
def side_by_side(
    jobs: Sequence[Callable[[], _Made]], workers: int
) -> Iterator[list[Future[_Made]]]:
    """Starts jobs in their order, so many at a time.

    Args:
        jobs: to do.
        workers: how many threads.

    Yields:
        what they give, as futures in the order of the jobs. When the block ends, no more are started.
    """
    futures: list[Future[_Made]] = [Future() for _ in jobs]
    waiting = iter(list(zip(futures, jobs, strict=True)))
    lock = threading.Lock()
    ended = threading.Event()

    def work() -> None:
        while not ended.is_set():
            with lock:
                taken = next(waiting, None)
            if taken is None:
                return
            future, job = taken
            try:
                future.set_result(job())
            except BaseException as error:
                # also what ends a thread, or the one who waits would wait forever
                future.set_exception(error)

    for _ in range(min(workers, len(jobs))):
        threading.Thread(target=work, name="rawi llm", daemon=True).start()
    try:
        yield futures
    finally:
        ended.set()
