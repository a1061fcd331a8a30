"""``rawi train spacy``."""

from __future__ import annotations

import click

from rawi.cli.training_data import train_option, training_documents


@click.command("spacy")
@train_option
@click.option("--dev", "dev_file", type=click.Path(), help="Documents (.jsonl) to stop by, early.")
@click.option("-o", "--output", required=True, type=click.Path(), help="The folder to write.")
@click.option(
    "--epochs",
    type=click.IntRange(1),
    default=30,
    show_default=True,
    help="Of each component; with --dev at most.",
)
@click.option(
    "--batch-size", type=click.IntRange(1), default=2, show_default=True, help="Paragraphs."
)
@click.option(
    "--learning-rate", type=click.FloatRange(0, min_open=True), default=0.003, show_default=True
)
@click.option(
    "--dropout", type=click.FloatRange(0, 1, max_open=True), default=0.2, show_default=True
)
@click.option(
    "--patience",
    type=click.IntRange(1),
    default=5,
    show_default=True,
    help="Epochs without a better F1 on --dev before a component stops.",
)
@click.option(
    "--width", type=click.IntRange(8), default=96, show_default=True, help="Of a token's vector."
)
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=20261123, show_default=True)
def command(
    train_file: str | None,
    dev_file: str | None,
    output: str,
    epochs: int,
    batch_size: int,
    learning_rate: float,
    dropout: float,
    patience: int,
    width: int,
    seed: int,
) -> None:
    """Train a spaCy pipeline from scratch on the layers that the documents have.

    It has a named entity recogniser, a span categoriser and recognisers of quotes; no GPU and no
    pretrained vectors. What is written is a folder with the pipeline and a manifest of data, settings
    and versions. The same documents and settings give the same files. Then: rawi predict spacy
    --model FOLDER.
    """
    from rawi.baselines.registry import describe
    from rawi.baselines.spacy_tagger.system import Spacy

    describe(Spacy.name)  # says which extra is missing, before anything is imported
    from rawi.baselines.spacy_tagger.store import Settings, save
    from rawi.baselines.spacy_tagger.training import train
    from rawi.baselines.tagging.corpus import Corpus
    from rawi.baselines.tagging.folder import check_output

    check_output(output)
    settings = Settings(epochs, batch_size, learning_rate, dropout, patience, width, seed)
    corpus = Corpus(*training_documents(train_file))
    dev = Corpus(*training_documents(dev_file)) if dev_file is not None else None

    def told(name: str, epoch: int, loss: float, f1: float | None) -> None:
        on_dev = "" if f1 is None else f", F1 {f1:.3f} on {dev_file}"
        click.echo(f"{name}, epoch {epoch} of {epochs}: loss {loss:.2f}{on_dev}", err=True)

    nlp, manifest = train(corpus, dev, settings, told=told)
    save(nlp, manifest, output)
    data = manifest.data["train"]
    click.echo(
        f"{output}: {len(manifest.components)} components, learned from {data.documents} documents "
        f"with {data.tokens} tokens"
    )
    for family, labels in data.spans.items():
        click.echo(f"  {family}: " + ", ".join(f"{label} {n}" for label, n in labels.items()))
    if data.lost:
        lost = ", ".join(f"{count} ({reason})" for reason, count in data.lost.items())
        click.echo(f"  spans that it cannot find exactly: {lost}")
    for one in manifest.components:
        if one.f1 is not None:
            click.echo(f"  {one.name}: F1 {one.f1:.3f} on {dev_file}, epoch {one.kept}")
