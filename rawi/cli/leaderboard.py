"""``rawi leaderboard``."""

from __future__ import annotations

import click

from rawi.cli.board import board_table
from rawi.cli.tables import format_option, show


@click.command("leaderboard")
@click.argument("results", nargs=-1, required=True, type=click.Path())
@click.option("--html", type=click.Path(), help="Also write the board as one self-contained page.")
@format_option
def command(results: tuple[str, ...], html: str | None, form: str) -> None:
    """Rank RESULTS (files of ``rawi score -o``) that were scored alike.

    A range of ranks means that the systems in it cannot be separated.
    """
    from rawi.evaluate.board_page import board_page, caution
    from rawi.evaluate.leaderboard import board
    from rawi.evaluate.results import read_result
    from rawi.files import write_text

    made = board([read_result(path) for path in results])
    if html:
        write_text(html, board_page(made))
    show([board_table(made)], form)
    note = caution(made.rows[0].signature.documents)
    if form == "table" and note:
        click.echo(note)
