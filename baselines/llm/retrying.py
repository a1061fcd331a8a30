"""How long to wait before the next try: what the server says, else twice as long each time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import Random

#: seconds before the second try, and before any try at most, if the server says nothing
FIRST, LONGEST = 0.5, 30.0
# headers in which a server asks to wait, and how many seconds their unit has
_WAITING = {"retry-after-ms": 0.001, "retry-after": 1.0}


def asked_wait(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds that a server asks to wait (RFC 9110 §10.2.3, and ``retry-after-ms``).

    Args:
        headers: of the response; names in lower case.
        now: the time to count a date from; by default the time it is.

    Returns:
        zero or more; None if it does not ask, or what it says cannot be read.
    """
    for name, scale in _WAITING.items():
        written = headers.get(name)
        if written is None:
            continue
        try:
            seconds = float(written) * scale
        except ValueError:
            seconds = _until(written, now or datetime.now(UTC))
        if math.isfinite(seconds) and seconds >= 0:
            return seconds
    return None


def _until(date: str, now: datetime) -> float:
    try:
        at = parsedate_to_datetime(date)
    except (ValueError, TypeError, OverflowError):
        return math.nan
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return max(0.0, (at - now).total_seconds())


def backoff(attempt: int, random: Random) -> float:
    """Seconds to wait after a failed try: exponential, with "equal jitter".

    Half of it is fixed and half left to chance, so that requests that failed together come apart.

    Args:
        attempt: tries that have failed before this one.
        random: what chance is taken from.
    """
    whole = min(LONGEST, FIRST * 2.0 ** min(attempt, 16))
    return whole / 2 + random.random() * whole / 2
