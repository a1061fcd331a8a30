"""``rawi compile``."""

from __future__ import annotations

import click


@click.command("compile")
@click.option("--articles", type=click.Path(), default="dataset/articles", show_default=True)
@click.option("-o", "--output", type=click.Path(), default="dataset/gold", show_default=True)
def command(articles: str, output: str) -> None:
    """Compile annotated articles into documents.

    Where the output ends in .jsonl, all articles go into this file: a gold set of your own, for --gold.
    Otherwise it is a folder with one file per split and a manifest of checksums; this is how the gold
    set of Rawi is made, in a checkout, after every change of an article.
    """
    from rawi.dataset.build import article_files, build, compile_all

    if output.endswith(".jsonl"):
        from rawi.jsonl import write_documents

        compiled = [article.document for article in compile_all(article_files(articles))]
        write_documents(output, compiled)
        characters = sum(len(document.text or "") for document in compiled)
        click.echo(f"{output}: {len(compiled)} documents, {characters} characters")
        return
    manifest = build(articles, output)
    for name, facts in manifest.files.items():
        click.echo(f"{output}/{name}: {facts.documents} documents, {facts.characters} characters")
