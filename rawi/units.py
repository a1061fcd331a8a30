"""Which names of units are known: those of ``pint``, ISO 4217 codes, and a short list of our own."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from pint import UnitRegistry


class _Units(msgspec.Struct, frozen=True):
    source: str
    units: frozenset[str]
    shared_currencies: frozenset[str]
    iso4217: frozenset[str]


@cache
def _own() -> _Units:
    data = files("rawi").joinpath("data/units.json").read_bytes()
    return msgspec.json.decode(data, type=_Units)


@cache
def _pint() -> UnitRegistry[Any]:
    # Building the registry takes half a second: only when a unit has to be looked up there.
    from pint import UnitRegistry

    return UnitRegistry()


def is_currency(name: str) -> bool:
    """Whether a unit name is a currency: an ISO 4217 code or a shared currency name."""
    return name in _own().shared_currencies or name in _own().iso4217


#: units of time, shortest first
_TIMES = ("second", "minute", "hour", "day", "week", "month", "year", "decade", "century")


@cache
def is_known_unit(name: str) -> bool:
    """Whether a unit name of the quantity layer is one that the guideline (N-08) allows."""
    if name in _own().units or is_currency(name) or name in _TIMES:
        return True
    return name.isascii() and name.replace("_", "").isalpha() and name in _pint()


def is_known_denominator(name: str) -> bool:
    """Whether a name can stand behind "per": a known unit, or the counted noun (N-08: لكل أسرة).

    Such a noun stands in the singular without article, which is told here by its first letters:
    a noun whose own root begins with ال would need a place on the list of units.
    """
    if is_known_unit(name):
        return True
    return name.replace(" ", "").isalpha() and not name.isascii() and not name.startswith("ال")


def time_rank(name: str) -> int | None:
    """Place of a unit of time among all, shortest first; ``None`` for other units."""
    return _TIMES.index(name) if name in _TIMES else None


#: the rank at which a duration is a DATE and no longer a TIME
DAY = _TIMES.index("day")
