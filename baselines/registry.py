"""Systems by name: those of this package, and those that other packages register.

A package adds a system with an entry point in the group ``rawi.systems`` that names a class without
arguments and with the attributes of :class:`~rawi.baselines.system.System`.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points

from rawi.baselines.system import System
from rawi.errors import InputError

GROUP = "rawi.systems"


def names() -> list[str]:
    """Names of all registered systems, sorted."""
    return sorted({point.name for point in entry_points(group=GROUP)})


def get(name: str) -> System:
    """The system of a name.

    Raises:
        InputError: there is none, two packages claim the name, or what is registered is no system.
    """
    points = {point.value: point for point in entry_points(group=GROUP) if point.name == name}
    if not points:
        raise InputError(f"there is no system {name!r}, expected one of {', '.join(names())}")
    if len(points) > 1:
        raise InputError(f"two packages register a system {name!r}: {', '.join(points)}")
    return _make(next(iter(points.values())))


def _make(point: EntryPoint) -> System:
    try:
        system = point.load()()
    except ImportError as error:
        raise InputError(
            f"the system {point.name!r} needs something that is not installed: {error}"
        ) from None
    if not isinstance(system, System):
        raise InputError(f"{point.value} is registered as the system {point.name!r} and is none")
    return system
