"""``rawi demo``."""

from __future__ import annotations

from pathlib import Path

import click

from rawi.cli.board import board_table
from rawi.cli.progress import progress
from rawi.cli.tables import show

#: the systems that the demo runs
SYSTEMS = ("rules", "floor")


@click.command("demo")
@click.option(
    "-o",
    "--output",
    type=click.Path(),
    default="rawi-demo",
    show_default=True,
    help="The folder to write.",
)
def command(output: str) -> None:
    """Run the baselines on the test split, score them, and print the leaderboard.

    Works offline on the gold set inside the package. Leaves predictions, results and
    leaderboard.html in a folder, and a page of the first article with the best system beside gold.
    """
    from rawi.baselines.registry import get
    from rawi.baselines.run import predict_all
    from rawi.dataset.load import load, manifest
    from rawi.evaluate.board_page import board_page, caution
    from rawi.evaluate.entries import RESCORED, Entry
    from rawi.evaluate.leaderboard import board
    from rawi.evaluate.results import write_result
    from rawi.evaluate.score import score
    from rawi.files import write_text
    from rawi.predictions import read_predictions

    folder = Path(output)
    gold = load("test")
    by_id = {document.id: document for document in gold}
    results = []
    with progress("running the baselines", len(SYSTEMS) * len(gold)) as advance:
        for name in SYSTEMS:
            path = folder / f"{name}.jsonl"
            predict_all(get(name), gold, path, advance=advance)
            result = score(
                gold,
                read_predictions(path, by_id),
                system=name,
                gold_version=manifest().version,
                split="test",
            )
            write_result(folder / f"{name}.json", result)
            results.append(result)
    made = board([Entry.of(result, RESCORED) for result in results])
    write_text(folder / "leaderboard.html", board_page(made))
    show([board_table(made)], "table")
    note = caution(len(gold))
    if note:
        click.echo(note)
    click.echo(f"Predictions, results and leaderboard.html are in {folder}/.")
    click.echo(f"Score predictions of your own: rawi score {folder}/rules.jsonl --per-type")
