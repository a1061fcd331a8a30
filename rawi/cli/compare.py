"""``rawi compare``."""

from __future__ import annotations

from pathlib import Path

import click

from rawi.cli.gold import gold_options, read_gold
from rawi.cli.tables import Table, format_option, show


@click.command("compare")
@click.argument("predictions", nargs=-1, required=True, type=click.Path())
@gold_options
@click.option(
    "--task",
    "tasks",
    multiple=True,
    type=click.Choice(["ner", "quotes", "claims"]),
    help="Compare on this task only; may be given several times.",
)
@click.option(
    "--allow-missing", is_flag=True, help="Count documents without a prediction as empty."
)
@format_option
def command(
    predictions: tuple[str, ...],
    gold_file: str | None,
    split: str,
    tasks: tuple[str, ...],
    allow_missing: bool,
    form: str,
) -> None:
    """Test whether systems differ: PREDICTIONS of two or more, on one gold.

    Paired approximate randomisation over documents; p-values are Holm-corrected over all pairs.
    """
    from rawi.evaluate.leaderboard import LEVEL, board
    from rawi.evaluate.score import TASKS, score
    from rawi.predictions import read_predictions

    if len(predictions) < 2:
        raise click.UsageError("Two or more files of predictions are needed to compare.")
    gold = read_gold(gold_file, split)
    results = [
        score(
            gold.documents,
            read_predictions(path, gold.by_id, allow_missing=allow_missing),
            tasks=tasks or TASKS,
            system=Path(path).stem,
            gold_version=gold.version,
            split=gold.split,
        )
        for path in predictions
    ]
    made = board(results)
    rows = [
        [
            c.first,
            c.second,
            f"{100 * c.difference:+.1f}",
            f"{c.p_value:.4f}",
            "yes" if c.p_value < LEVEL else "no",
        ]
        for c in made.comparisons
    ]
    data = [
        {"first": c.first, "second": c.second, "difference": c.difference, "p": c.p_value}
        for c in made.comparisons
    ]
    heads = ["system", "against", "difference", "p (Holm)", f"p < {LEVEL}"]
    from rawi.cli.board import board_table

    show([board_table(made), Table("Comparisons", heads, rows, data, left=2)], form)
