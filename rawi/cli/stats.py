"""``rawi stats``."""

from __future__ import annotations

import click

from rawi.cli.tables import Table, format_option, show


@click.command("stats")
@format_option
def command(form: str) -> None:
    """Count what is in the gold set, per split."""
    from rawi.dataset.build import SPLITS
    from rawi.dataset.load import load, manifest
    from rawi.dataset.statistics import FIGURES, figures

    columns = {split: figures(load(split)) for split in (*SPLITS, "all")}
    rows = [[title, *(f"{columns[s][name]:g}" for s in columns)] for name, title in FIGURES.items()]
    title = f"Gold {manifest().version}"
    show([Table(title, [title, *columns], rows, columns)], form)
