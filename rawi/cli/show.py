"""``rawi show``."""

from __future__ import annotations

from pathlib import Path

import click

from rawi.cli.complete import complete_article
from rawi.cli.gold import gold_options, read_gold
from rawi.document import Document


@click.command("show")
@click.argument("document_id", metavar="[ID]", required=False, shell_complete=complete_article)
@gold_options
@click.option("--predictions", type=click.Path(), help="Show these beside the gold (.jsonl).")
@click.option(
    "--html",
    type=click.Path(),
    help="The page to write, ID.html by default; without an ID the folder, articles by default.",
)
def command(
    document_id: str | None,
    gold_file: str | None,
    split: str,
    predictions: str | None,
    html: str | None,
) -> None:
    """Show articles with their layers as HTML pages, right to left.

    With an ID that article, from whatever split; without one all of --split or --gold, a page each and
    a list in front. With --predictions gold and prediction stand side by side, with what was found,
    missed and made up. The pages need no network.
    """
    from rawi.errors import InputError
    from rawi.evaluate.viewer import page
    from rawi.evaluate.viewer_index import pages
    from rawi.files import write_text

    gold = read_gold(gold_file, "all" if document_id else split).by_id
    if document_id is not None:
        if document_id not in gold:
            raise InputError(f"there is no document {document_id!r}, there are {', '.join(gold)}")
        gold = {document_id: gold[document_id]}
    found = _beside(gold, predictions) if predictions else {}
    if document_id is None:
        title = f"Rawi: {Path(gold_file).stem if gold_file else split}"
        folder = Path(html or "articles")
        for name, text in pages(list(gold.values()), found, title).items():
            write_text(folder / name, text)
        click.echo(f"{folder / 'index.html'}: open it in a browser ({len(gold)} articles)")
        return
    document = gold[document_id]
    target = html or f"{document_id}.html"
    title = document.meta.get("title", document_id)
    write_text(target, page(document, found.get(document_id), title=title))
    click.echo(f"{target}: open it in a browser")


def _beside(gold: dict[str, Document], predictions: str) -> dict[str, Document]:
    """Predictions by id, divided like the gold.

    Raises:
        InputError: a document without a prediction, or another text; of predictions that are not asked
            for nothing is said.
    """
    from msgspec.structs import replace

    from rawi.predictions import match_up, numbered_predictions

    numbered = [(line, d) for line, d in numbered_predictions(predictions) if d.id in gold]
    matched = match_up(gold, numbered, file=predictions)
    return {
        name: replace(found, paragraphs=gold[name].paragraphs, sentences=gold[name].sentences)
        for name, found in matched.items()
    }
