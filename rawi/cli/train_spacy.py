"""``rawi train spacy``."""

from __future__ import annotations

import click

from rawi.cli.training_data import training_documents


@click.command("spacy")
@click.option(
    "--train",
    "train_file",
    type=click.Path(),
    help="Documents (.jsonl) to learn from; by default the train split of the gold set.",
)
@click.option("-o", "--output", required=True, type=click.Path(), help="The folder to write.")
@click.option("--epochs", type=click.IntRange(1), default=30, show_default=True)
@click.option(
    "--batch-size", type=click.IntRange(1), default=8, show_default=True, help="Paragraphs."
)
@click.option(
    "--dropout", type=click.FloatRange(0, 1, max_open=True), default=0.2, show_default=True
)
@click.option("--seed", type=click.IntRange(0), default=20261123, show_default=True)
def command(
    train_file: str | None,
    output: str,
    epochs: int,
    batch_size: int,
    dropout: float,
    seed: int,
) -> None:
    """Train blank spaCy pipelines from scratch, on the CPU, on the layers that the documents have.

    What is written is a folder of spaCy's, with a manifest. Then: rawi predict spacy --model FOLDER.
    """
    from rawi.baselines.registry import describe
    from rawi.baselines.spacy_tagger.system import Spacy

    describe(Spacy.name)  # says which extra is missing, before anything is imported
    from rawi.baselines.spacy_tagger.store import check_output, save
    from rawi.baselines.spacy_tagger.training import Options, train
    from rawi.baselines.tagging.corpus import Corpus

    check_output(output)
    options = Options(epochs, batch_size, dropout, seed)
    corpus = Corpus(*training_documents(train_file))

    def told(epoch: int, loss: float) -> None:
        click.echo(f"epoch {epoch}: loss {loss:.1f}", err=True)

    manifest = save(train(corpus, options, told=told), corpus, options, output)
    click.echo(
        f"{output}: {', '.join(manifest.families)}, learned from {manifest.documents} documents with "
        f"{manifest.tokens} tokens"
    )
