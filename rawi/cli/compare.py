"""``rawi compare``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rawi.cli.gold import gold_options, read_gold
from rawi.cli.scoring import boundary_option, labels_option, missing_option, read_for, with_interval
from rawi.cli.tables import Table, format_option, show

if TYPE_CHECKING:
    from rawi.evaluate.comparison import Comparison, Counts


@click.command("compare")
@click.argument("predictions", nargs=-1, required=True, type=click.Path())
@gold_options
@click.option(
    "--task",
    "tasks",
    multiple=True,
    type=click.Choice(["ner", "quotes", "claims", "speakers"]),
    help="Compare on this task only; may be given several times.",
)
@boundary_option
@labels_option
@click.option(
    "--metric",
    "test",
    type=click.Choice(["approximate-randomisation", "bootstrap"]),
    default="approximate-randomisation",
    show_default=True,
    help="Which of the two tests decides.",
)
@click.option(
    "--trials",
    type=click.IntRange(100, 1_000_000),
    default=10_000,
    show_default=True,
    help="Random swaps, and bootstrap samples.",
)
@click.option(
    "--seed", type=click.IntRange(0), default=20261123, show_default=True, help="Of both tests."
)
@missing_option
@format_option
def command(
    predictions: tuple[str, ...],
    gold_file: str | None,
    split: str,
    tasks: tuple[str, ...],
    boundary: Any,
    labels: str,
    test: Any,
    trials: int,
    seed: int,
    allow_missing: bool,
    form: str,
) -> None:
    """Test whether systems differ: PREDICTIONS of two or more, on one gold.

    Every pair on every task and on their mean: the difference with its 95% bootstrap interval, and
    the p-values of paired approximate randomisation (AR) and of the paired bootstrap (BS) over
    documents, Holm-corrected over all pairs.
    """
    from rawi.evaluate.board_page import caution
    from rawi.evaluate.comparison import Counts, comparisons, verdict
    from rawi.evaluate.score import TASKS, score

    if len(predictions) < 2:
        raise click.UsageError("Two or more files of predictions are needed to compare.")
    gold = read_gold(gold_file, split)
    results = [
        score(
            gold.documents,
            read_for(gold, path, labels, allow_missing),
            tasks=tasks or TASKS,
            boundary=boundary,
            labels=labels,
            system=Path(path).stem,
            gold_version=gold.version,
            split=gold.split,
            seed=seed,
        )
        for path in predictions
    ]
    counts = Counts(results)
    found = comparisons(counts, counts.names, test=test, trials=trials, seed=seed)
    show([_scores(counts), _pairs(found, test, trials, seed)], form)
    if form == "table":
        for comparison in found:
            if comparison.score == counts.main:
                click.echo(verdict(comparison))
        note = caution(len(gold.documents))
        if note:
            click.echo(note)


def _scores(counts: Counts) -> Table:
    """A row per system, in the order given."""
    from rawi.evaluate.board_page import bracket, percent

    rows, data = [], []
    for result in counts.results:
        made = counts.estimates(result)
        rows.append([result.system, *(f"{percent(e)} {bracket(e)}".strip() for e in made.values())])
        data.append(
            {
                "system": result.system,
                "scores": {name: with_interval(e) for name, e in made.items()},
                "signature": str(result.signature),
            }
        )
    return Table("Scores", ["system", *counts.names], rows, data)


def _pairs(found: list[Comparison], test: str, trials: int, seed: int) -> Table:
    from rawi.evaluate.comparison import LEVEL, verdict

    rows, data = [], []
    for c in found:
        interval = ""
        if c.low is not None and c.high is not None:
            interval = f"[{100 * c.low:+.1f}, {100 * c.high:+.1f}]"
        rows.append(
            [
                c.score,
                c.first,
                c.second,
                f"{100 * c.difference:+.1f}",
                interval,
                f"{c.randomisation:.4f}",
                f"{c.bootstrap:.4f}",
                "yes" if c.separated else "no",
            ]
        )
        data.append(
            {
                "score": c.score,
                "first": c.first,
                "second": c.second,
                "difference": c.difference,
                "interval": [c.low, c.high],
                "p": {"approximate-randomisation": c.randomisation, "bootstrap": c.bootstrap},
                "test": test,
                "trials": trials,
                "seed": seed,
                "separated": c.separated,
                "verdict": verdict(c),
            }
        )
    short = "AR" if test == "approximate-randomisation" else "BS"
    heads = ["on", "system", "against", "difference", "95% interval", "p (AR)", "p (BS)"]
    title = f"Comparisons, p Holm-corrected over the pairs; {test} decides"
    return Table(title, [*heads, f"{short} < {LEVEL}"], rows, data, left=3)
