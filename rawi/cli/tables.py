"""One table, four forms: for the terminal, JSON, Markdown, LaTeX."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import click

FORMATS = ("table", "json", "markdown", "latex")
_LATEX = re.compile(r"[&%$#_{}~^\\]")
#: what begins markup; a bracket only where a link would end
_MARKDOWN = re.compile(r"[\\|`*_]|\](?=[(\[])")
_LATEX_NAMES = {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\\": r"\textbackslash{}"}


@dataclass(frozen=True)
class Table:
    """Rows of text under column heads, and the same as plain data for JSON.

    Attributes:
        title: printed above it in the terminal.
        heads: column heads.
        rows: cells as text.
        data: what JSON prints: plain ints, floats, strings, lists and dicts.
        left: how many columns, from the left, are text and not numbers.
    """

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    data: Any
    left: int = 1


def format_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """The option ``--format``."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(FORMATS),
        default="table",
        show_default=True,
        help="How to print the tables.",
    )(function)


def show(tables: Sequence[Table], form: str) -> None:
    """Print tables in one of :data:`FORMATS`. JSON of several is a list."""
    if form == "json":
        data = [table.data for table in tables]
        click.echo(json.dumps(data[0] if len(data) == 1 else data, ensure_ascii=False, indent=2))
    elif form == "markdown":
        click.echo("\n\n".join(_markdown(table) for table in tables))
    elif form == "latex":
        click.echo("\n\n".join(_latex(table) for table in tables))
    else:
        for table in tables:
            _rich(table)


def _rich(table: Table) -> None:
    # Imported here: JSON does not need it.
    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    console = Console(highlight=False)
    if not console.is_terminal:
        # a file or a pipe has no width to fit into
        console.width = 200
    drawn = RichTable(title=table.title, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    for i, head in enumerate(table.heads):
        drawn.add_column(Text(head), justify="left" if i < table.left else "right")
    for row in table.rows:
        drawn.add_row(*(Text(cell) for cell in row))
    console.print(drawn)


def _markdown(table: Table) -> str:
    # names of systems are others' words: they must not become markup where the table is shown
    def cell(text: str) -> str:
        return _MARKDOWN.sub(r"\\\g<0>", escape(text, quote=False)).replace("\n", " ")

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(map(cell, cells)) + " |"

    rule = ["---" if i < table.left else "---:" for i in range(len(table.heads))]
    return "\n".join([line(table.heads), line(rule), *(line(row) for row in table.rows)])


def _latex(table: Table) -> str:
    def cell(text: str) -> str:
        return _LATEX.sub(lambda m: _LATEX_NAMES.get(m[0], "\\" + m[0]), text).replace("–", "--")

    def line(cells: Sequence[str]) -> str:
        return " & ".join(cell(text) for text in cells) + r" \\"

    columns = "".join("l" if i < table.left else "r" for i in range(len(table.heads)))
    return "\n".join(
        [
            rf"\begin{{tabular}}{{{columns}}}",
            r"\toprule",
            line(table.heads),
            r"\midrule",
            *(line(row) for row in table.rows),
            r"\bottomrule",
            r"\end{tabular}",
        ]
    )
