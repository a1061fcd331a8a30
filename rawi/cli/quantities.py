"""``rawi quantities``."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from rawi.document import Bound, Quantity

if TYPE_CHECKING:
    from rawi.baselines.quantities import Reading


@click.command("quantities")
@click.argument("text")
def command(text: str) -> None:
    """Read the quantities in TEXT (``-`` for standard input), one JSON object a line.

    Each has start, end, text, kind, value, low, high, scale, unit and per; offsets count code
    points. What is ambiguous has doubts, which say why, and alternatives: what else it could be.
    """
    from rawi.baselines.quantities import readings
    from rawi.files import decode

    if text == "-":
        text = decode(sys.stdin.buffer.read(), "standard input")
    for reading in readings(text):
        click.echo(json.dumps(_plain(text, reading), ensure_ascii=False))


def _plain(text: str, reading: Reading) -> dict[str, object]:
    quantity = reading.quantity
    plain: dict[str, object] = {
        "start": quantity.start,
        "end": quantity.end,
        "text": text[quantity.start : quantity.end],
        "kind": quantity.kind,
        "value": quantity.value,
        "low": _bound(quantity.low),
        "high": _bound(quantity.high),
        "unit": (quantity.unit.name or None) if quantity.unit else None,
    }
    if quantity.scale is not None:
        plain["scale"] = quantity.scale
    if quantity.unit is not None and quantity.unit.per is not None:
        plain["per"] = quantity.unit.per
    if reading.doubts:
        plain["doubts"] = sorted(reading.doubts)
    if reading.alternatives:
        plain["alternatives"] = [_differing(quantity, other) for other in reading.alternatives]
    return plain


def _differing(quantity: Quantity, other: Quantity) -> dict[str, object]:
    """The fields in which another reading differs."""
    found: dict[str, object] = {}
    if other.value != quantity.value:
        found["value"] = other.value
    for name in ("low", "high"):
        bound: Bound | None = getattr(other, name)
        if bound != getattr(quantity, name):
            found[name] = _bound(bound)
    if other.unit != quantity.unit:
        found["unit"] = other.unit.name if other.unit else None
    return found


def _bound(bound: Bound | None) -> dict[str, object] | None:
    return None if bound is None else {"value": bound.value, "closed": bound.closed}
