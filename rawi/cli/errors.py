"""``rawi errors``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from rawi.cli.gold import gold_options, read_gold
from rawi.cli.scoring import boundary_option, labels_option, missing_option, read_for, system_of
from rawi.cli.tables import Table, format_option, show

if TYPE_CHECKING:
    from rawi.document import Span
    from rawi.evaluate.mistakes import Item, Mistake, Report, Tally

#: context of an example in the terminal, in characters around each boundary
_CONTEXT = 40


@click.command("errors")
@click.argument("predictions", metavar="PREDS", type=click.Path())
@gold_options
@click.option(
    "--task",
    "tasks",
    multiple=True,
    type=click.Choice(["ner", "quotes", "claims"]),
    help="Look at this task only; may be given several times.",
)
@click.option(
    "--examples",
    type=click.IntRange(0),
    default=2,
    show_default=True,
    help="How many mistakes of each kind to print; the page has more.",
)
@click.option("--html", type=click.Path(), help="Write them all as one self-contained page.")
@boundary_option
@labels_option
@missing_option
@format_option
def command(
    predictions: str,
    gold_file: str | None,
    split: str,
    tasks: tuple[str, ...],
    examples: int,
    html: str | None,
    boundary: Any,
    labels: str,
    allow_missing: bool,
    form: str,
) -> None:
    """Sort the mistakes in PREDS (JSON Lines) into kinds, count them, and show each in its sentence.

    A mistake costs when the headline score counts an item as wrong because of it: right items and
    mistakes that cost add up to the gold and to the predicted items of the score.
    """
    from rawi.evaluate.mistakes import find_mistakes
    from rawi.evaluate.mistakes_page import mistakes_page
    from rawi.evaluate.score import TASKS
    from rawi.files import write_text

    gold = read_gold(gold_file, split)
    read = read_for(gold, predictions, labels, allow_missing)
    report = find_mistakes(
        gold.documents, read, tasks=tasks or TASKS, boundary=boundary, labels=labels
    )
    if html:
        against = f"split {gold.split} of gold {gold.version}" if gold.split else str(gold_file)
        about = (
            f"Compared with {against}: {len(gold.documents)} documents, "
            f"{'whole words' if boundary == 'word' else 'raw offsets'}, labels {labels}."
        )
        write_text(
            html,
            mistakes_page(report, gold.documents, system=system_of(read, predictions), about=about),
        )
    texts = {document.id: document.text or "" for document in gold.documents}
    made: list[Table] = []
    for tally in report.tallies:
        made.append(_counts(tally, report, examples))
        if form != "json":
            made += _examples(tally, report, examples, texts)
    show(made, form)
    if form == "table" and examples and report.mistakes:
        click.echo("In the sentences ⟦gold⟧ and {prediction}; → means that it costs.")
    if html:
        click.echo(f"{html}: open it in a browser", err=True)


def _counts(tally: Tally, report: Report, examples: int) -> Table:
    from rawi.evaluate.mistakes import kinds

    known = kinds()[tally.task]
    rows = [
        [known[kind].title, str(count), str(tally.decisive[kind]), known[kind].explanation]
        for kind, count in tally.kinds.items()
    ]
    data = {
        "task": tally.task,
        "gold": tally.gold,
        "predicted": tally.predicted,
        "right": tally.right,
        "kinds": {
            kind: {
                "title": known[kind].title,
                "explanation": known[kind].explanation,
                "advice": known[kind].advice,
                "mistakes": count,
                "cost": tally.decisive[kind],
                "examples": [_plain(m) for m in report.of(tally.task, kind)[:examples]],
            }
            for kind, count in tally.kinds.items()
        },
    }
    title = (
        f"{tally.task}: {tally.right} right of {tally.gold} gold and {tally.predicted} predicted"
    )
    # numbers stand between the two columns of text, so that the long one is at the end
    heads = [f"{tally.task}: kind of mistake", "mistakes", "that cost", "what it means"]
    return Table(title, heads, rows, data, left=4)


def _examples(tally: Tally, report: Report, most: int, texts: dict[str, str]) -> list[Table]:
    from rawi.evaluate.mistakes import kinds

    rows = [
        [
            f"{'→' if mistake.decisive else ' '} {kinds()[tally.task][kind].title}",
            _line(mistake.document),
            _line(str(mistake.gold or "–")),
            _line(str(mistake.predicted or "–")),
            _marked(mistake, texts[mistake.document]),
        ]
        for kind in tally.kinds
        for mistake in report.of(tally.task, kind)[:most]
    ]
    heads = [f"{tally.task}: kind of mistake", "document", "gold", "predicted", "sentence"]
    return [Table(f"{tally.task}: examples", heads, rows, None, left=5)] if rows else []


def _line(words: str) -> str:
    """Words on one line, with nothing in them that a terminal would obey."""
    from rawi.evaluate.viewer_layout import displayable

    return displayable(" ".join(words.split()))


def _marked(mistake: Mistake, text: str) -> str:
    """The sentence with ⟦gold⟧ and {predicted} spans in brackets."""
    from rawi.evaluate.mistakes_text import Stretch, excerpt

    parts: list[str] = []
    before = Stretch("")
    for part in (*excerpt(text, mistake, _CONTEXT), Stretch("")):
        if before.predicted and not part.predicted:
            parts.append("}")
        if before.gold != part.gold:
            # a predicted span goes on over the boundary of a gold one: brackets need not nest
            parts.append("⟦" if part.gold else "⟧")
        if part.predicted and not before.predicted:
            parts.append("{")
        parts.append(part.text)
        before = part
    return _line("".join(parts))


def _plain(mistake: Mistake) -> dict[str, Any]:
    return {
        "document": mistake.document,
        "spans": [_offsets(span) for span in mistake.spans],
        "sentence": _offsets(mistake.sentence),
        "gold": _plain_item(mistake.gold),
        "predicted": _plain_item(mistake.predicted),
        "costs": mistake.decisive,
    }


def _plain_item(item: Item | None) -> dict[str, Any] | None:
    if item is None:
        return None
    spans = [_offsets(span) for span in item.spans]
    return {"label": item.label, "words": item.words, "spans": spans}


def _offsets(span: Span) -> list[int]:
    return [span.start, span.end]
