"""The rule baseline for quantities on hand-checked sentences, ``test_quantities_golden.txt``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rawi.baselines.quantities import read_quantities
from rawi.document import Quantity, Span

_FILE = Path(__file__).with_name("test_quantities_golden.txt")


def _examples() -> Iterator[tuple[str, list[str]]]:
    text, expected = "", list[str]()
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("\t"):
            expected.append(line[1:])
        elif not line.startswith("#"):
            if text:
                yield text, expected
            text, expected = line, []
    yield text, expected


def _amount(quantity: Quantity) -> str:
    if quantity.scale is not None:
        return "~" + quantity.scale
    low, high = quantity.low, quantity.high
    if low is None and high is None:
        return str(quantity.value)
    left = ("[" if low.closed else "(") + low.value if low else "("
    right = high.value + ("]" if high.closed else ")") if high else ")"
    return f"{left},{right}"


def _row(text: str, quantity: Quantity) -> str:
    def words(span: Span | None) -> str:
        return text[span.start : span.end] if span else "-"

    unit, claim = quantity.unit, quantity.claim
    cells = [
        text[quantity.start : quantity.end],
        quantity.kind,
        _amount(quantity),
        "-" if unit is None else unit.name + (f"/{unit.per}" if unit.per else ""),
        words(quantity.modifier),
        f"{quantity.role} {quantity.direction or ''}".strip(),
        words(claim.of) if claim else "-",
        words(claim.base) if claim else "-",
    ]
    if claim is None:
        return " | ".join([*cells, "-"])
    cue = f" {words(claim.status_cue)}" if claim.status_cue else ""
    return " | ".join([*cells, f"{claim.status}{cue}"])


_EXAMPLES = list(_examples())


@pytest.mark.parametrize(("text", "expected"), _EXAMPLES, ids=[text for text, _ in _EXAMPLES])
def test_golden(text: str, expected: list[str]) -> None:
    assert [_row(text, quantity) for quantity in read_quantities(text)] == expected


def test_golden_covers_what_there_is() -> None:
    rows = [row.split(" | ") for _, rows in _EXAMPLES for row in rows]
    assert {row[1] for row in rows} == {
        *("exact", "approximate", "bound", "range", "vague", "multiple")
    }
    assert {row[5] for row in rows} == {"level", "change up", "change down", "ratio", "rank"}
    assert {row[8].split()[0] for row in rows} - {"-"} == {
        *("asserted", "estimated", "forecast", "target", "denied", "hypothetical")
    }
    assert sum(not rows for _, rows in _EXAMPLES) >= 15
