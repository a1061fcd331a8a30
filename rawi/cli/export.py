"""``rawi export``."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("export")
@click.argument(
    "form", metavar="FORMAT", type=click.Choice(["jsonl", "parquet", "conll", "given-quotes"])
)
@click.option(
    "--split",
    type=click.Choice(["train", "dev", "test", "all"]),
    help="One split; all three by default.",
)
@click.option(
    "--input", "input_file", type=click.Path(), help="Documents of your own (.jsonl) instead."
)
@click.option("-o", "--output", required=True, type=click.Path(), help="The folder to write into.")
def command(form: str, split: str | None, input_file: str | None, output: str) -> None:
    """Write documents as FORMAT: jsonl, parquet, conll or given-quotes.

    jsonl holds everything, parquet a folder per config, conll flat entities; given-quotes holds the
    texts and what is said in them, for systems that name the speakers (rawi score --task speakers).

    Each split becomes one file, named like the split; documents of your own are named like their file.
    """
    from rawi.cli.gold import read_gold
    from rawi.dataset.build import SPLITS
    from rawi.dataset.export import (
        export_conll,
        export_given_quotes,
        export_jsonl,
        export_parquet,
    )
    from rawi.dataset.load import load

    if split and input_file:
        raise click.UsageError("Either --split or --input, not both.")
    if input_file:
        parts = {Path(input_file).stem: read_gold(input_file, "all").documents}
    else:
        parts = {name: load(name) for name in ([split] if split else SPLITS)}
    folder = Path(output)
    if form == "parquet":
        written = export_parquet(dict(parts), folder)
    else:
        write, ending = {
            "jsonl": (export_jsonl, "jsonl"),
            "conll": (export_conll, "conll"),
            "given-quotes": (export_given_quotes, "given-quotes.jsonl"),
        }[form]
        written = [folder / f"{name}.{ending}" for name in parts]
        for path, documents in zip(written, parts.values(), strict=True):
            write(documents, path)
    for path in written:
        click.echo(str(path))
