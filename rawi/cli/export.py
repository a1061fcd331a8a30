"""``rawi export``."""

from __future__ import annotations

from pathlib import Path

import click

from rawi.dataset.formats.files import FORMATS

_OWN = ("jsonl", "parquet", "given-quotes")


@click.command("export")
@click.argument("form", metavar="FORMAT", type=click.Choice([*_OWN, *FORMATS]))
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
    """Write documents as FORMAT.

    \b
    jsonl         everything, a document a line
    parquet       a folder per config, as on the Hub
    given-quotes  texts and what is said in them, to name the speakers (score --task speakers)
    conll         words and IOB2 tags of the outermost entities, after CoNLL-2003
    conll-nested  words and a column of IOB2 tags for each depth
    brat          brat standoff with its configuration
    cas-xmi       UIMA CAS as XMI (INCEpTION); needs rawi[formats]
    cas-json      UIMA CAS as JSON; needs rawi[formats]
    label-studio  tasks and labelling configuration
    spacy         DocBin with span groups; needs rawi[spacy]
    tei           TEI P5

    Each split becomes one file or folder, named like the split; documents of your own are named like
    their file. What a format cannot hold is told on stderr.
    """  # noqa: D301
    from rawi.cli.gold import read_gold
    from rawi.dataset.build import SPLITS
    from rawi.dataset.export import export_given_quotes, export_jsonl, export_parquet
    from rawi.dataset.formats.losses import Written
    from rawi.dataset.load import load

    if split and input_file:
        raise click.UsageError("Either --split or --input, not both.")
    if input_file:
        parts = {Path(input_file).stem: read_gold(input_file, "all").documents}
    else:
        parts = {name: load(name) for name in ([split] if split else SPLITS)}
    folder = Path(output)
    if form == "parquet":
        for path in export_parquet(dict(parts), folder):
            click.echo(str(path))
        return
    for name, documents in parts.items():
        if form in FORMATS:
            done = FORMATS[form].write(documents, folder / f"{name}{FORMATS[form].ending}")
        else:
            path = folder / f"{name}{'.given-quotes' if form == 'given-quotes' else ''}.jsonl"
            (export_jsonl if form == "jsonl" else export_given_quotes)(documents, path)
            done = Written((path,))
        for path in done.paths:
            click.echo(str(path))
        for loss in done.losses:
            click.echo(f"{name}: {loss}", err=True)
