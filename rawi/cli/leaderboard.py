"""``rawi leaderboard``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rawi.cli.board import board_table
from rawi.cli.gold import Gold, gold_options, read_gold
from rawi.cli.tables import format_option, show
from rawi.errors import InputError

if TYPE_CHECKING:
    from rawi.evaluate.entries import Entry


@click.command("leaderboard")
@click.argument("results", nargs=-1, type=click.Path())
@click.option(
    "--predictions",
    multiple=True,
    type=click.Path(),
    help="Score these predictions here and now, the way RESULTS were; may be given several times.",
)
@gold_options
@click.option("--html", type=click.Path(), help="Also write the board as one self-contained page.")
@click.option("--svg", type=click.Path(), help="Also draw the board as a chart, intervals and all.")
@format_option
def command(
    results: tuple[str, ...],
    predictions: tuple[str, ...],
    gold_file: str | None,
    split: str,
    html: str | None,
    svg: str | None,
    form: str,
) -> None:
    """Rank RESULTS (files of ``rawi score -o``) that were scored alike.

    A range of ranks means that the systems in it cannot be separated. The last column says how far a
    row can be trusted: scored again here (from --predictions, or from NAME.jsonl beside NAME.json),
    checked against the counts that were supplied, or a score alone, which is not ranked.
    """
    from rawi.dataset.build import SPLITS
    from rawi.dataset.load import load, manifest
    from rawi.evaluate.board_page import board_chart, board_page, caution
    from rawi.evaluate.entries import GoldAtHand, read_entry
    from rawi.evaluate.leaderboard import board
    from rawi.files import write_text

    if not results and not predictions:
        raise click.UsageError("One result or more, or --predictions, are needed.")
    gold = read_gold(gold_file, split)
    at_hand = GoldAtHand(
        manifest().version,
        (*SPLITS, "all"),
        load,
        gold.documents if gold_file is not None else None,
    )
    entries = [read_entry(path, at_hand) for path in results]
    like: dict[str, Any] = {}
    if entries:
        signature = entries[0].signature
        like = {
            "tasks": signature.tasks,
            "boundary": signature.boundary,
            "labels": signature.labels,
        }
    entries += [_scored(path, gold, like) for path in predictions]
    made = board(entries)
    if html:
        write_text(html, board_page(made))
    if svg:
        write_text(svg, board_chart(made))
    show([board_table(made)], form)
    note = caution(made.rows[0].signature.documents)
    if form == "table" and note:
        click.echo(note)


def _scored(path: str, gold: Gold, like: dict[str, Any]) -> Entry:
    """The entry of predictions that are scored now, the way the first result was."""
    from rawi.evaluate.entries import RESCORED, Entry
    from rawi.evaluate.result_checks import name_faults
    from rawi.evaluate.score import score
    from rawi.labels import label_map
    from rawi.predictions import read_predictions

    types = tuple(label_map(like.get("labels", "wojood21")).accepted)
    read = read_predictions(path, gold.by_id, types=types)
    meta = next((d.meta for d in read.values() if "system" in d.meta), {})
    result = score(
        gold.documents,
        read,
        system=meta.get("system") or Path(path).stem,
        gold_version=gold.version,
        split=gold.split,
        **like,
    )
    faults = [fault.at(file=path) for fault in name_faults(result.system)]
    if faults:
        raise InputError(faults)
    return Entry.of(result, RESCORED)
