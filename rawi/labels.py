"""The inventory of entity types, read from ``data/entity_types.json``.

Fifteen types are annotated; six are derived from the quantity layer (:mod:`rawi.derived`), so that
the two layers can never disagree.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Final

import msgspec


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
