"""``rawi stats``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rawi.cli.tables import Table, format_option, show

if TYPE_CHECKING:
    from rawi.document import Document


@click.command("stats")
@click.option("--realism", is_flag=True, help="Beside what was measured on real news.")
@click.option(
    "--by",
    metavar="FIELD",
    help="A column for every value of a key of the metadata: region, topic …",
)
@click.option("--unseen", is_flag=True, help="What of dev and test does not come in train.")
@click.option(
    "--input", "input_file", type=click.Path(), help="Annotated documents of your own instead."
)
@click.option("--svg", type=click.Path(), help="With --realism, also draw it as a chart.")
@format_option
def command(
    realism: bool, by: str | None, unseen: bool, input_file: str | None, svg: str | None, form: str
) -> None:
    """Count what is in the gold set, per split, or in documents of your own."""
    if realism + unseen + (by is not None) > 1:
        raise click.UsageError("--realism, --by and --unseen are tables of their own: give one.")
    if unseen and input_file:
        raise click.UsageError("--unseen compares the splits of the gold set; --input has none.")
    from rawi.dataset.build import SPLITS
    from rawi.dataset.load import load, manifest
    from rawi.dataset.validate import read_annotated

    if input_file:
        sides = {"all": read_annotated(input_file)}
        title = input_file
    else:
        sides = {split: list(load(split)) for split in (*SPLITS, "all")}
        title = f"Gold {manifest().version}"
    if svg:
        from rawi.files import write_text
        from rawi.hub.charts import realism_chart

        if not realism:
            raise click.UsageError("--svg draws what --realism counts.")
        write_text(svg, realism_chart(sides["all"]))
    if realism:
        table = _realism(title, sides["all"])
    elif unseen:
        table = _unseen(title, sides)
    else:
        table = _figures(title, _fields(sides["all"], by) if by else sides)
    show([table], form)


def _fields(documents: list[Document], field: str) -> dict[str, list[Document]]:
    from rawi.dataset.statistics import by_field
    from rawi.errors import Fault, InputError

    keys = sorted({key for document in documents for key in document.meta})
    if field not in keys:
        raise InputError(
            Fault(f"no document has {field!r} in its metadata", hint=f"there are {', '.join(keys)}")
        )
    return {value or "–": found for value, found in by_field(documents, field).items()}


def _unseen(title: str, sides: dict[str, list[Document]]) -> Table:
    from rawi.dataset.novelty import NOVEL, unseen

    columns = {split: unseen(sides[split], sides["train"]) for split in ("dev", "test")}

    def cell(value: float | None) -> str:
        return "" if value is None else f"{100 * value:.1f}"

    head = f"{title}: not in train, %"
    rows = [[row, *(cell(columns[s][name]) for s in columns)] for name, row in NOVEL.items()]
    return Table(head, [head, *columns], rows, columns)


def _figures(title: str, sides: dict[str, list[Document]]) -> Table:
    from rawi.dataset.statistics import FIGURES, figures

    columns = {name: figures(documents) for name, documents in sides.items()}
    rows = [[head, *(f"{columns[s][name]:g}" for s in columns)] for name, head in FIGURES.items()]
    return Table(title, [title, *columns], rows, columns)


def _realism(title: str, documents: list[Document]) -> Table:
    from rawi.dataset.realism import realism, references

    real = [d for d in documents if d.meta.get("origin") == "seed"]
    composed = [d for d in documents if d.meta.get("origin") == "composed"]
    sides = {"all": documents, "composed": composed, "real article": real}
    columns = {name: realism(side) for name, side in sides.items() if side}

    def cell(value: float | None) -> str:
        return "" if value is None else f"{value:g}"

    rows = [
        [
            known.title,
            *(cell(column[name]) for column in columns.values()),
            str(known),
            known.source,
        ]
        for name, known in references().items()
    ]
    data = {
        name: {**{side: column[name] for side, column in columns.items()}, "real news": str(known)}
        for name, known in references().items()
    }
    return Table(title, [title, *columns, "real news", "measured on"], rows, data)
