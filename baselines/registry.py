"""Systems by name: those of this package, and those that other packages register.

A package adds a system with an entry point in the group ``rawi.systems`` that names a class with
the attributes of :class:`~rawi.baselines.system.System`. A :class:`Spec` names a system together
with its settings; it is small and picklable, so that every process makes the system for itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from typing import Any, cast

from rawi.baselines.batches import reason
from rawi.baselines.settings import check_settings, meta_of, option_for
from rawi.baselines.system import Setting, SettingValue, System
from rawi.document import Layer
from rawi.errors import InputError

GROUP = "rawi.systems"


@dataclass(frozen=True, slots=True)
class Spec:
    """A system that can be made anywhere: its name and checked settings. :func:`spec` makes one."""

    name: str
    settings: Mapping[str, SettingValue | None] = field(default_factory=dict)

    def make(self) -> System:
        """The system, made now.

        Raises:
            InputError: what is registered is no system, needs something that is not installed, or
                does not accept its settings (a model of another kind).
        """
        return _make(_factory(_point(self.name)), self.name, self.settings)


@dataclass(frozen=True, slots=True)
class Description:
    """What is known of a system before it runs.

    Attributes:
        name: what predictions call it.
        version: of its code.
        description: one line.
        layers: those it attempts.
        settings: those it takes.
    """

    name: str
    version: str
    description: str
    layers: tuple[Layer, ...]
    settings: tuple[Setting, ...] = ()


def names() -> list[str]:
    """Names of all registered systems, sorted."""
    return sorted({point.name for point in entry_points(group=GROUP)})


def spec(name: str, settings: Mapping[str, SettingValue] | None = None) -> Spec:
    """A system with settings, checked, not yet made.

    Args:
        name: as registered.
        settings: by name; text, as from the command line, is turned into numbers and flags.

    Raises:
        InputError: there is no such system, it needs something that is not installed, it does not
            know a setting, a value does not fit, a path does not exist, or a required setting is
            missing.
    """
    declared = _declared(_factory(_point(name)))
    return Spec(name, check_settings(name, declared, settings or {}))


def get(name: str, settings: Mapping[str, SettingValue] | None = None) -> System:
    """The system of a name, made with settings. Raises as :func:`spec` and :meth:`Spec.make`."""
    return spec(name, settings).make()


def describe(name: str) -> Description:
    """What a class says of itself, without making a system where that can be avoided.

    Raises:
        InputError: there is no such system, or something that it needs is not installed.
    """
    factory = _factory(_point(name))
    declared = _declared(factory)
    version = getattr(factory, "version", None)
    if any(setting.required for setting in declared) or isinstance(version, str):
        return Description(
            name,
            version if isinstance(version, str) else "",
            str(getattr(factory, "description", "")),
            tuple(getattr(factory, "layers", ())),
            declared,
        )
    system = Spec(name, {setting.name: setting.default for setting in declared}).make()
    return Description(system.name, system.version, system.description, system.layers, declared)


def meta(chosen: Spec) -> dict[str, str]:
    """What every prediction of a system says of its origin: its name, version and settings.

    Two runs give the same predictions on the same texts if this is the same. It is taken from the
    class, and the system is made only if its name or version depend on its settings.

    Raises:
        InputError: as :meth:`Spec.make`, or a path cannot be read.
    """
    factory = _factory(_point(chosen.name))
    source: Any = factory
    if not all(isinstance(getattr(factory, part, None), str) for part in ("name", "version")):
        source = chosen.make()
    return meta_of(source.name, source.version, _declared(factory), chosen.settings)


def _point(name: str) -> EntryPoint:
    points = {point.value: point for point in entry_points(group=GROUP) if point.name == name}
    if not points:
        raise InputError(f"there is no system {name!r}, expected one of {', '.join(names())}")
    if len(points) > 1:
        raise InputError(f"two packages register a system {name!r}: {', '.join(points)}")
    return next(iter(points.values()))


def _factory(point: EntryPoint) -> Callable[..., Any]:
    try:
        factory = point.load()
    except ImportError as error:
        raise InputError(
            f"the system {point.name!r} needs something that is not installed: {error}"
        ) from None
    except AttributeError:
        factory = None
    if not callable(factory):
        raise InputError(f"{point.value} is registered as the system {point.name!r} and is none")
    for module, extra in getattr(factory, "needs", {}).items():
        if find_spec(module) is None:
            raise InputError(
                f"the system {point.name!r} needs {module}, which is not installed",
                hint=f"pip install '{extra}'",
            )
    return cast(Callable[..., Any], factory)


def _declared(factory: Callable[..., Any]) -> tuple[Setting, ...]:
    return tuple(getattr(factory, "settings", ()))


def _make(
    factory: Callable[..., Any], name: str, settings: Mapping[str, SettingValue | None]
) -> System:
    try:
        system = factory(**settings)
    except ImportError as error:
        raise InputError(
            f"the system {name!r} needs something that is not installed: {error}"
        ) from None
    except InputError:
        raise
    except Exception as error:
        raise InputError(f"the system {name!r} cannot be made: {reason(error)}") from error
    if not isinstance(system, System):
        raise InputError(f"what is registered as the system {name!r} is none")
    return system


__all__ = ["Description", "Spec", "describe", "get", "meta", "names", "option_for", "spec"]
