"""``rawi score``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from rawi.cli.gold import gold_options, read_gold
from rawi.cli.scoring import (
    boundary_option,
    labels_option,
    missing_option,
    read_for,
    system_of,
    with_interval,
)
from rawi.cli.tables import Table, format_option, show

if TYPE_CHECKING:
    from rawi.evaluate.measures import Measure
    from rawi.evaluate.results import Estimate, Result
    from rawi.evaluate.slices import Slice


@click.command("score")
@click.argument("predictions", type=click.Path())
@gold_options
@click.option(
    "--task",
    "tasks",
    multiple=True,
    type=click.Choice(["ner", "quotes", "claims", "speakers"]),
    help="Score this task only; may be given several times. 'speakers' scores who says the quotes of "
    "gold, when they are given (rawi export given-quotes), and stands alone.",
)
@boundary_option
@labels_option
@click.option(
    "--per-type", is_flag=True, help="Also a row per entity type, quote type, kind of quantity."
)
@click.option(
    "--slice",
    "slices",
    multiple=True,
    metavar="FIELD",
    help="Also a row per value of FIELD: a key of the documents' metadata (origin, topic, region …), "
    "or nested, clitic, entity-length, quote-type, speaker-kind, speaker-place, quantity-kind, "
    "quantity-form; may be given several times.",
)
@click.option(
    "--per-document", type=click.Path(), help="Write the counts of every document here (.jsonl)."
)
@missing_option
@click.option(
    "--system", help="Name of the system; by default what the predictions say, or the file name."
)
@click.option("--link", help="Address of a page about the system, kept in the result.")
@click.option("--description", help="One line on the system, kept in the result.")
@click.option(
    "--resamples",
    type=click.IntRange(0),
    default=1000,
    show_default=True,
    help="Bootstrap samples.",
)
@click.option(
    "--seed", type=click.IntRange(0), default=20261123, show_default=True, help="Of the bootstrap."
)
@click.option(
    "-o", "--output", type=click.Path(), help="Write the result here (.json), for the leaderboard."
)
@format_option
def command(
    predictions: str,
    gold_file: str | None,
    split: str,
    tasks: tuple[str, ...],
    boundary: Any,
    labels: str,
    per_type: bool,
    slices: tuple[str, ...],
    per_document: str | None,
    allow_missing: bool,
    system: str | None,
    link: str | None,
    description: str | None,
    resamples: int,
    seed: int,
    output: str | None,
    form: str,
) -> None:
    """Score PREDICTIONS (JSON Lines) against a split of the gold set, or gold of your own.

    Scores are percentages, micro-averaged over documents; in brackets 95% bootstrap intervals.
    """
    from msgspec.structs import replace

    from rawi.evaluate.results import write_result
    from rawi.evaluate.score import TASKS, score
    from rawi.evaluate.slices import slice_scores

    gold = read_gold(gold_file, split)
    read = read_for(gold, predictions, labels, allow_missing)
    result = score(
        gold.documents,
        read,
        tasks=tasks or TASKS,
        boundary=boundary,
        labels=labels,
        system=system or system_of(read, predictions),
        gold_version=gold.version,
        split=gold.split,
        resamples=resamples,
        seed=seed,
    )
    # first of all, since an unknown field is an error and then nothing is written
    broken_down = [slice_scores(field, result, gold.documents, read) for field in slices]
    if link is not None:
        result = replace(result, link=link)
    if description is not None:
        result = replace(result, description=description)
    if per_document:
        _write_per_document(per_document, result)
    if output:
        write_result(output, result)
    show([*tables(result, per_type=per_type), *map(slice_table, broken_down)], form)
    if form == "table":
        _notes(result, broken_down)


def _notes(result: Result, slices: Iterable[Slice]) -> None:
    from rawi.evaluate.board_page import caution

    click.echo(str(result.signature))
    for made in slices:
        click.echo(str(made.signature))
    note = caution(result.signature.documents)
    if note:
        click.echo(note)


def tables(result: Result, *, per_type: bool = False) -> list[Table]:
    """The tables of a result: the headlines, then each task."""
    from rawi.evaluate.board_page import bracket, percent
    from rawi.evaluate.score import make_tasks

    signature = result.signature
    chosen = make_tasks(signature.tasks, signature.boundary, signature.labels)
    heads: list[tuple[str, Estimate]] = (
        [] if result.rawi is None else [("rawi (mean)", result.rawi)]
    )
    heads += [
        (f"{t.name}: {t.measures[0].title}", result.tasks[t.name].scores[t.measures[0].name]["f1"])
        for t in chosen
    ]
    made = [
        Table(
            f"{result.system}: headlines",
            ["", "F1", "95% interval"],
            [[name, percent(e), bracket(e)] for name, e in heads],
            {
                "system": result.system,
                "signature": str(result.signature),
                "headlines": {name.split(":")[0]: with_interval(e) for name, e in heads},
            },
        )
    ]
    for task in chosen:
        scores = result.tasks[task.name].scores
        made.append(_task_table(task.name, task.measures, scores))
        if per_type:
            made += [
                _task_table(f"{task.name} per {name}", measures, scores, occurring=True)
                for name, measures in task.groups.items()
            ]
    return made


def slice_table(made: Slice) -> Table:
    """The table of a slice: a row per value."""
    from rawi.evaluate.board_page import bracket, percent

    names = list(dict.fromkeys(name for row in made.rows for name in row.scores))
    if made.task:
        short = {"precision": "P", "recall": "R", "f1": "F1"}
        main = names[-1]
        counted = ["gold", "predicted"] if len(names) > 1 else ["gold"]
        heads = [made.field, "documents", *counted, *(short[n] for n in names), "95% interval"]
        title = f"{made.task} by {made.field}: {made.title}"
        if len(names) == 1:
            title += ", recall alone"
    else:
        heads = [made.field, "documents", *names]
        title = f"headlines by {made.field}"
    rows, data = [], []
    for row in made.rows:
        cells = [row.value, str(row.documents)]
        if made.task:
            cells += [str(n) for n in (row.gold, row.predicted) if n is not None]
            cells += [percent(row.scores[n]) for n in names] + [bracket(row.scores[main])]
        else:
            cells += [f"{percent(row.scores[n])} {bracket(row.scores[n])}".strip() for n in names]
        rows.append(cells)
        data.append(
            {
                "value": row.value,
                "documents": row.documents,
                **({"gold": row.gold, "predicted": row.predicted} if made.task else {}),
                "scores": {name: with_interval(e) for name, e in row.scores.items()},
            }
        )
    plain = {"slice": made.field, "task": made.task or None, "signature": str(made.signature)}
    return Table(title, heads, rows, {**plain, "rows": data})


def _task_table(
    title: str,
    measures: Iterable[Measure],
    scores: dict[str, dict[str, Estimate]],
    *,
    occurring: bool = False,
) -> Table:
    from rawi.evaluate.board_page import bracket, percent

    rows, data = [], {}
    for measure in measures:
        values = scores[measure.name]
        main = values["f1"] if "f1" in values else values["share"]
        if occurring and main.value is None:
            continue
        others = [
            percent(values[name]) if name in values else "" for name in ("precision", "recall")
        ]
        rows.append([measure.title, *others, percent(main), bracket(main)])
        data[measure.name] = {name: with_interval(value) for name, value in values.items()}
    return Table(title, [title, "P", "R", "F1 or share", "95% interval"], rows, {title: data})


def _write_per_document(path: str, result: Result) -> None:
    import msgspec

    from rawi.files import whole_file

    names = next(iter(result.tasks.values())).documents
    with whole_file(path) as stream:
        for name in names:
            counts = {
                task: dict(zip(made.counters, made.documents[name], strict=True))
                for task, made in result.tasks.items()
            }
            stream.write(msgspec.json.encode({"id": name, "counts": counts}) + b"\n")
