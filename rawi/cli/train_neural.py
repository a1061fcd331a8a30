"""``rawi train neural``."""

from __future__ import annotations

import click

from rawi.cli.training_data import train_option, training_documents


@click.command("neural")
@train_option
@click.option("--dev", "dev_file", type=click.Path(), help="Documents (.jsonl) to stop by, early.")
@click.option(
    "--encoder",
    required=True,
    metavar="NAME_OR_FOLDER",
    help="A checkpoint of transformers: a name on the Hub, or a folder.",
)
@click.option("-o", "--output", required=True, type=click.Path(), help="The folder to write.")
@click.option("--epochs", type=click.IntRange(1), default=20, show_default=True)
@click.option("--batch-size", type=click.IntRange(1), default=8, show_default=True, help="Windows.")
@click.option(
    "--learning-rate", type=click.FloatRange(0, min_open=True), default=5e-5, show_default=True
)
@click.option(
    "--head-learning-rate",
    type=click.FloatRange(0, min_open=True),
    default=1e-3,
    show_default=True,
    help="Of the linear layers.",
)
@click.option(
    "--window",
    type=click.IntRange(8),
    default=256,
    show_default=True,
    help="Subwords of a window; never more than the encoder takes.",
)
@click.option(
    "--overlap", type=click.IntRange(0), default=64, show_default=True, help="Of two windows."
)
@click.option(
    "--patience",
    type=click.IntRange(1),
    default=3,
    show_default=True,
    help="Epochs without a better F1 on --dev before it stops.",
)
@click.option("--seed", type=click.IntRange(0), default=20261123, show_default=True)
@click.option("--device", default="auto", show_default=True, help="auto, cpu, cuda …")
def command(
    train_file: str | None,
    dev_file: str | None,
    encoder: str,
    output: str,
    epochs: int,
    batch_size: int,
    learning_rate: float,
    head_learning_rate: float,
    window: int,
    overlap: int,
    patience: int,
    seed: int,
    device: str,
) -> None:
    """Fine-tune an encoder on the layers that the documents have.

    What is written is a folder: encoder, tokenizer, weights in safetensors, and a manifest of data,
    settings and versions. Then: rawi predict neural --model FOLDER.
    """
    from rawi.baselines.neural.system import Neural, chosen_device
    from rawi.baselines.registry import describe

    describe(Neural.name)  # says which extra is missing, before anything is imported
    from rawi.baselines.neural.store import Settings, save
    from rawi.baselines.neural.training import train
    from rawi.baselines.tagging.corpus import Corpus
    from rawi.baselines.tagging.folder import check_output

    check_output(output)
    settings = Settings(
        encoder=encoder,
        epochs=epochs,
        batch_size=batch_size,
        learning_rate=learning_rate,
        head_learning_rate=head_learning_rate,
        patience=patience,
        window=window,
        overlap=overlap,
        seed=seed,
    )
    corpus = Corpus(*training_documents(train_file))
    dev = Corpus(*training_documents(dev_file)) if dev_file is not None else None

    def told(epoch: int, loss: float, f1: float | None) -> None:
        on_dev = "" if f1 is None else f", F1 of spans {f1:.3f} on {dev_file}"
        click.echo(f"epoch {epoch}: loss {loss:.4f}{on_dev}", err=True)

    trained = train(corpus, dev, settings, chosen_device(device), told=told)
    save(trained.model, trained.tokenizer, trained.manifest, output)
    data = trained.manifest.data["train"]
    click.echo(
        f"{output}: {len(trained.manifest.layout.layers)} layers, learned from {data.documents} "
        f"documents with {data.tokens} tokens, epoch {trained.manifest.epochs['kept']} of "
        f"{trained.manifest.epochs['run']}"
    )
