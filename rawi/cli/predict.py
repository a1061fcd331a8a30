"""``rawi predict``."""

from __future__ import annotations

import click

from rawi.cli.progress import progress


@click.command("predict")
@click.argument("system")
@click.option(
    "--split", type=click.Choice(["train", "dev", "test", "all"]), help="A split of the gold set."
)
@click.option(
    "--input",
    "inputs",
    multiple=True,
    type=click.Path(),
    help="A .txt or .jsonl file, or a folder of them; may be given several times.",
)
@click.option("-o", "--output", required=True, type=click.Path(), help="The .jsonl file to write.")
def command(system: str, split: str | None, inputs: tuple[str, ...], output: str) -> None:
    """Run SYSTEM over a split, or over texts of your own.

    Reads UTF-8 text files (a document each, named like the file), documents in JSON Lines, and
    folders of either. An interrupted run goes on where it stopped when it is called again.
    """
    from rawi.baselines.registry import get
    from rawi.baselines.run import predict_all, texts_from
    from rawi.dataset.load import load

    if bool(inputs) == bool(split):
        raise click.UsageError("Say what to read: either --split test or --input FILE.")
    chosen = get(system)
    documents = load(split) if split else texts_from(inputs)
    with progress(f"{chosen.name}", len(documents)) as advance:
        taken = predict_all(chosen, documents, output, advance=advance)
    earlier = f" ({taken} from an interrupted run)" if taken else ""
    click.echo(f"{output}: predictions of {chosen.name} for {len(documents)} documents{earlier}")
