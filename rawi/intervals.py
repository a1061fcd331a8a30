"""Intervals as in mathematics: ``[3,9]``, ``(2000,)`` for more than 2000, ``(,50]`` for at most 50."""

from __future__ import annotations

import re
from typing import Final

from rawi.document import Bound

_WRITTEN: Final = re.compile(r"([\[(])([^,\[\]()]*),([^,\[\]()]*)([\])])")


def write_interval(low: Bound | None, high: Bound | None) -> str | None:
    """An interval in writing; ``None`` where it has no end."""
    if low is None and high is None:
        return None
    left = ("[" if low.closed else "(") + low.value if low else "("
    right = high.value + ("]" if high.closed else ")") if high else ")"
    return f"{left},{right}"


def read_interval(written: str) -> tuple[Bound | None, Bound | None]:
    """Lower and upper end of an interval; an end that is left open is ``None``.

    Raises:
        ValueError: it is no interval, or has neither end.
    """
    match = _WRITTEN.fullmatch(written.replace(" ", ""))
    if match is None or not (match[2] or match[3]):
        raise ValueError(f"{written!r} is no interval; write [3,9], (2000,), (,50] or the like")
    low = Bound(match[2], match[1] == "[") if match[2] else None
    high = Bound(match[3], match[4] == "]") if match[3] else None
    return low, high
