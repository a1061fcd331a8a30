"""Which items of two documents are the same, for marking them found, missed or spurious.

This is the plain comparison of the viewer, by exact offsets. The scores of :mod:`rawi.evaluate` are
more lenient: they snap boundaries to words and align what overlaps.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

Status = Literal["found", "missed", "spurious", ""]


@dataclass(frozen=True, slots=True)
class Pairing:
    """The items of one layer, gold against predicted.

    Attributes:
        judged: whether both documents have the layer; if not, no item has a status.
        rows: indices of the gold and the predicted item, one of them ``None`` where it is alone.
        gold: status of each gold item.
        predicted: status of each predicted item.
    """

    judged: bool
    rows: tuple[tuple[int | None, int | None], ...]
    gold: tuple[Status, ...]
    predicted: tuple[Status, ...]

    def count(self, status: Status) -> int:
        """How many items are found (pairs), missed or spurious."""
        return (self.predicted if status == "spurious" else self.gold).count(status)


def pair(gold: Sequence[Hashable] | None, predicted: Sequence[Hashable] | None) -> Pairing:
    """Pairs items with equal keys, one to one, in their order.

    Args:
        gold: keys of the gold items, ``None`` if the layer is absent.
        predicted: keys of the predicted items, ``None`` if the layer was not attempted.
    """
    judged = gold is not None and predicted is not None
    waiting: dict[Hashable, deque[int]] = defaultdict(deque)
    for index, key in enumerate(predicted or ()):
        waiting[key].append(index)
    rows: list[tuple[int | None, int | None]] = []
    taken: set[int] = set()
    gold_status: list[Status] = []
    for index, key in enumerate(gold or ()):
        partner = waiting[key].popleft() if waiting.get(key) else None
        rows.append((index, partner))
        if partner is not None:
            taken.add(partner)
        gold_status.append(("missed" if partner is None else "found") if judged else "")
    alone = [index for index in range(len(predicted or ())) if index not in taken]
    rows.extend((None, index) for index in alone)
    predicted_status: list[Status] = [
        ("found" if index in taken else "spurious") if judged else ""
        for index in range(len(predicted or ()))
    ]
    return Pairing(judged, tuple(rows), tuple(gold_status), tuple(predicted_status))
