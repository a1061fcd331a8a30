"""The inventory of entity types, and named projections of it onto smaller sets of labels.

Fifteen types are annotated; six are derived from the quantity layer (:mod:`rawi.derived`), so that
the two layers can never disagree.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from rawi.errors import InputError


class _Inventory(msgspec.Struct, frozen=True):
    source: str
    annotated: dict[str, str]
    derived: dict[str, str]


_INVENTORY: Final = msgspec.json.decode(
    files("rawi").joinpath("data/entity_types.json").read_bytes(), type=_Inventory
)

#: types that annotators mark, with a gloss
ANNOTATED: Final[dict[str, str]] = _INVENTORY.annotated
#: types that follow from the quantity layer, with a gloss
DERIVED: Final[dict[str, str]] = _INVENTORY.derived
#: all 21, in the order of the inventory
ENTITY_TYPES: Final[dict[str, str]] = ANNOTATED | DERIVED


class LabelMap(msgspec.Struct, frozen=True):
    """A projection of the inventory, so that a system with other labels is scored on those.

    Attributes:
        about: one line.
        targets: for each type of the inventory the label it is scored as; empty if it is left out.
        aliases: labels that systems use besides, and what they are scored as.
    """

    about: str
    targets: dict[str, str]
    aliases: dict[str, str]

    @property
    def accepted(self) -> dict[str, str]:
        """Every label that may be predicted, with what it is scored as."""
        return self.targets | self.aliases

    @property
    def types(self) -> tuple[str, ...]:
        """The labels that are scored, in the order of the inventory."""
        return tuple(dict.fromkeys(target for target in self.targets.values() if target))


class _LabelMaps(msgspec.Struct, frozen=True):
    source: str
    maps: dict[str, LabelMap]


@cache
def label_maps() -> dict[str, LabelMap]:
    """All label maps by name; ``wojood21`` changes nothing."""
    data = files("rawi").joinpath("data/label_maps.json").read_bytes()
    return msgspec.json.decode(data, type=_LabelMaps).maps


def label_map(name: str) -> LabelMap:
    """The label map of a name.

    Raises:
        InputError: there is none.
    """
    maps = label_maps()
    if name not in maps:
        raise InputError(f"there is no label map {name!r}, expected one of {', '.join(maps)}")
    return maps[name]
