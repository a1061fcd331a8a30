"""``rawi quantities``."""

from __future__ import annotations

import json
import sys

import click

from rawi.document import Bound, Quantity


@click.command("quantities")
@click.argument("text")
def command(text: str) -> None:
    """Read the quantities in TEXT (``-`` for standard input), one JSON object a line.

    Each has start, end, text, kind, value, low, high and unit; offsets count code points.
    """
    from rawi.baselines.quantities import read_quantities
    from rawi.files import decode

    if text == "-":
        text = decode(sys.stdin.buffer.read(), "standard input")
    for quantity in read_quantities(text):
        click.echo(json.dumps(_plain(text, quantity), ensure_ascii=False))


def _plain(text: str, quantity: Quantity) -> dict[str, object]:
    return {
        "start": quantity.start,
        "end": quantity.end,
        "text": text[quantity.start : quantity.end],
        "kind": quantity.kind,
        "value": quantity.value,
        "low": _bound(quantity.low),
        "high": _bound(quantity.high),
        "unit": quantity.unit.name if quantity.unit else None,
    }


def _bound(bound: Bound | None) -> dict[str, object] | None:
    return None if bound is None else {"value": bound.value, "closed": bound.closed}
