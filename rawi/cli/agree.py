"""``rawi agree``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from rawi.cli.tables import Table, format_option, show

if TYPE_CHECKING:
    from rawi.dataset.agree import Agreement


@click.command("agree")
@click.argument("first", type=click.Path())
@click.argument("second", type=click.Path())
@click.option("--diff", is_flag=True, help="List every difference instead, to be decided.")
@click.option("--gates", is_flag=True, help="Only the figures that were asked for beforehand.")
@click.option("--svg", type=click.Path(), help="Also draw the figures as a chart.")
@format_option
def command(first: str, second: str, diff: bool, gates: bool, svg: str | None, form: str) -> None:
    """Compare two annotations of the same articles: folders of .xml, or .jsonl files.

    Spans are compared exactly (F1); attributes on the spans that both have marked.
    """
    from rawi.dataset.agree import agreement, differences, pair_up
    from rawi.dataset.validate import read_annotated

    pairs = pair_up(read_annotated(first), read_annotated(second))
    if diff:
        listed = [d for one, other in pairs for d in differences(one, other)]
        heads = ["article", "at", "layer", "words", "what", "first", "second"]
        rows = [
            [d.document, str(d.start), d.layer, d.words, d.what, d.first, d.second] for d in listed
        ]
        data = [dict(zip(heads, row, strict=True)) for row in rows]
        show([Table(f"{len(listed)} differences", heads, rows, data, left=7)], form)
        return
    figures = agreement(pairs)
    if svg:
        from rawi.dataset.agreement_report import report
        from rawi.files import write_text
        from rawi.hub.charts import agreement_chart

        write_text(svg, agreement_chart(report(pairs, "two annotations")))
    if gates:
        _show_gates(figures, form)
        return
    rows = [
        [
            a.layer,
            a.what,
            str(a.first),
            str(a.second),
            "–" if a.value is None else f"{a.value:.3f}",
        ]
        for a in figures
    ]
    plain = [
        {
            "layer": a.layer,
            "what": a.what,
            "first": a.first,
            "second": a.second,
            "agreed": a.agreed,
            "value": a.value,
        }
        for a in figures
    ]
    columns = ["layer", "what", "first", "second", "F1 or share"]
    show([Table("Agreement", columns, rows, plain, left=2)], form)


def _show_gates(figures: Sequence[Agreement], form: str) -> None:
    """The gates as a table: what was asked for, what was found, whether it was reached."""
    from msgspec import to_builtins

    from rawi.dataset.agreement_report import against_gates

    found = against_gates(figures)
    said = {True: "yes", False: "no", None: "–"}
    rows = [
        [
            gate.title,
            f"{gate.least:.2f}",
            "–" if gate.value is None else f"{gate.value:.3f}",
            said[gate.reached],
        ]
        for gate in found
    ]
    columns = ["agreement on", "asked for", "found", "reached"]
    show([Table("Gates", columns, rows, to_builtins(found), left=1)], form)
