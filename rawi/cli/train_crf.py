"""``rawi train crf``."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from rawi.cli.progress import progress
from rawi.cli.training_data import train_option, training_documents


@click.command("crf")
@train_option
@click.option(
    "--dev",
    "dev_file",
    type=click.Path(),
    help="Documents (.jsonl) by which the penalty of each layer is chosen.",
)
@click.option("-o", "--output", required=True, type=click.Path(), help="The model to write.")
@click.option(
    "--features",
    type=click.Choice(["full", "rules", "plain"]),
    default="full",
    show_default=True,
    help="full: forms, affixes, letters, shapes, lists; rules: those and what the rule baseline "
    "reads; plain: words and affixes alone.",
)
@click.option("--c1", type=click.FloatRange(0), help="Weight of the L1 penalty, with --c2.")
@click.option("--c2", type=click.FloatRange(0), help="Weight of the L2 penalty, with --c1.")
@click.option(
    "--iterations",
    type=click.IntRange(1),
    default=200,
    show_default=True,
    help="Of L-BFGS, at most.",
)
def command(
    train_file: str | None,
    dev_file: str | None,
    output: str,
    features: Any,
    c1: float | None,
    c2: float | None,
    iterations: int,
) -> None:
    """Train conditional random fields on the layers that the documents have.

    What is written is one file: weights and a manifest of data, settings and versions, no code. The
    same documents and settings give the same file. Then: rawi predict crf --model MODEL.
    """
    from rawi.baselines.crf.store import save
    from rawi.baselines.crf.training import PENALTIES, Options, train
    from rawi.baselines.tagging.corpus import Corpus

    if (c1 is None) != (c2 is None):
        raise click.UsageError("--c1 and --c2 go together.")
    if Path(output).is_dir():
        raise click.UsageError(f"-o {output}: this is a folder, a file is expected.")
    penalties = PENALTIES if c1 is None or c2 is None else ((c1, c2),)
    corpus = Corpus(*training_documents(train_file))
    dev = Corpus(*training_documents(dev_file)) if dev_file is not None else None
    bar: Any = None
    with ExitStack() as stack:

        def begin(layers: int) -> None:
            nonlocal bar
            bar = stack.enter_context(progress("layers", layers))

        model = train(
            corpus,
            dev,
            Options(features, penalties, iterations),
            begin=begin,
            advance=lambda: bar(),
        )
    save(model, output)
    data = model.manifest.data["train"]
    click.echo(
        f"{output}: {len(model.manifest.layers)} layers, learned from {data.documents} documents "
        f"with {data.tokens} tokens"
    )
    for family, labels in data.spans.items():
        click.echo(f"  {family}: " + ", ".join(f"{label} {n}" for label, n in labels.items()))
    if data.lost:
        lost = ", ".join(f"{count} ({reason})" for reason, count in data.lost.items())
        click.echo(f"  spans that tags do not hold exactly: {lost}")
    for layer in model.manifest.layers:
        if layer.f1 is not None:
            click.echo(
                f"  {layer.name}: F1 {layer.f1:.3f} on {dev_file}, c1 {layer.c1:g}, c2 {layer.c2:g}"
            )
