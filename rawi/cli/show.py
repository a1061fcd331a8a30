"""``rawi show``."""

from __future__ import annotations

import click

from rawi.cli.gold import gold_options, read_gold


@click.command("show")
@click.argument("document_id", metavar="ID")
@gold_options
@click.option("--predictions", type=click.Path(), help="Show these beside the gold (.jsonl).")
@click.option("--html", type=click.Path(), help="The page to write; ID.html by default.")
def command(
    document_id: str, gold_file: str | None, split: str, predictions: str | None, html: str | None
) -> None:
    """Show the article ID with its layers as one HTML page, right to left.

    Looks in all splits unless --gold names a file; with --predictions gold and prediction stand
    side by side, with what was found, missed and made up.
    """
    from msgspec.structs import replace

    from rawi.errors import InputError
    from rawi.evaluate.viewer import page
    from rawi.files import write_text
    from rawi.predictions import match_up, numbered_predictions

    gold = read_gold(gold_file, "all").by_id
    if document_id not in gold:
        raise InputError(f"there is no document {document_id!r}, there are {', '.join(gold)}")
    document = gold[document_id]
    prediction = None
    if predictions:
        one = [(line, d) for line, d in numbered_predictions(predictions) if d.id == document_id]
        prediction = match_up({document_id: document}, one, file=predictions)[document_id]
        prediction = replace(
            prediction, paragraphs=document.paragraphs, sentences=document.sentences
        )
    target = html or f"{document_id}.html"
    write_text(target, page(document, prediction, title=document.meta.get("title", document_id)))
    click.echo(f"{target}: open it in a browser")
