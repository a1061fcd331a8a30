"""Agreement of the two passes as a file, with the figures that were asked for beforehand.

    python -m rawi.dataset.agreement_report dataset/passes/a dataset/passes/b dataset/data/agreement.json

The file says who the annotators were: two passes of one language model measure how consistent it is with
itself, and the card and every table say so.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import msgspec

from rawi.dataset.agree import Agreement, agreement, pair_up
from rawi.dataset.validate import read_annotated
from rawi.document import Document
from rawi.files import write_text

#: what the figures are, in the words of the card
KIND = "self-consistency of a language model (two blind passes), not agreement between people"


class Gate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A figure that was asked for, before anything was annotated."""

    layer: str
    what: str
    title: str
    least: float


class _Gates(msgspec.Struct, frozen=True):
    source: str
    gates: list[Gate]


class Figure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Agreement on one thing; ``value`` is F1 of the two sides, or a share of what both marked."""

    layer: str
    what: str
    first: int
    second: int
    agreed: int
    value: float | None


class Reached(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A gate beside what was found; ``reached`` is ``None`` where there was nothing to agree on."""

    title: str
    least: float
    value: float | None
    reached: bool | None


class Report(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All figures.

    Attributes:
        kind: what they are figures of.
        articles: how many were compared.
        gates: what was asked for.
        figures: per layer, type and attribute.
    """

    kind: str
    articles: int
    gates: list[Reached]
    figures: list[Figure]


@cache
def gates() -> tuple[Gate, ...]:
    """The figures that were asked for."""
    data = files("rawi.dataset").joinpath("data/gates.json").read_bytes()
    return tuple(msgspec.json.decode(data, type=_Gates).gates)


@cache
def shipped() -> Report:
    """The figures of the gold set that is installed."""
    data = files("rawi.dataset").joinpath("data/agreement.json").read_bytes()
    return msgspec.json.decode(data, type=Report)


def against_gates(figures: Sequence[Agreement]) -> list[Reached]:
    """Each gate with its figure."""
    found = {(figure.layer, figure.what): figure.value for figure in figures}
    made = []
    for gate in gates():
        value = found.get((gate.layer, gate.what))
        reached = None if value is None else value >= gate.least
        made.append(Reached(gate.title, gate.least, _rounded(value), reached))
    return made


def report(pairs: Sequence[tuple[Document, Document]], kind: str = KIND) -> Report:
    """The report on two annotations of the same articles."""
    figures = agreement(pairs)
    return Report(
        kind,
        len(pairs),
        against_gates(figures),
        [Figure(f.layer, f.what, f.first, f.second, f.agreed, _rounded(f.value)) for f in figures],
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def main(arguments: Sequence[str]) -> None:
    """Writes the report of two folders of passes."""
    first, second, target = arguments
    made = report(pair_up(read_annotated(first), read_annotated(second)))
    write_text(target, msgspec.json.format(msgspec.json.encode(made), indent=1).decode() + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
