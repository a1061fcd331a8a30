"""``rawi compile``."""

from __future__ import annotations

import click


@click.command("compile")
@click.option("--articles", type=click.Path(), default="dataset/articles", show_default=True)
@click.option("-o", "--output", type=click.Path(), default="dataset/gold", show_default=True)
def command(articles: str, output: str) -> None:
    """Compile annotated articles into one file per split, with a manifest of checksums.

    For those who work on the set, in a checkout: run it after every change of an article.
    """
    from rawi.dataset.build import build

    manifest = build(articles, output)
    for name, facts in manifest.files.items():
        click.echo(f"{output}/{name}: {facts.documents} documents, {facts.characters} characters")
