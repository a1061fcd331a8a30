"""``rawi import conll``."""

from __future__ import annotations

from typing import Any

import click

from rawi.errors import Fault, InputError


@click.command("conll")
@click.argument("file", type=click.Path())
@click.option("-o", "--output", required=True, type=click.Path(), help="The .jsonl file to write.")
@click.option(
    "--words",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Column of the words, counted from 1.",
)
@click.option(
    "--tags",
    metavar="N[,N...]",
    default="",
    help="Columns of the tags, by default the last; several are layers of nested entities.",
)
@click.option(
    "--separator",
    default="",
    metavar="tab|space|SIGN",
    help="What stands between columns; by default a tab if the first line has one, else spaces.",
)
@click.option(
    "--scheme",
    type=click.Choice(["iob1", "iob2", "bioes", "bilou", "bmewo", "io"]),
    help="The dialect of the tags; by default it is found out for each column.",
)
@click.option(
    "--map",
    "mapped",
    multiple=True,
    metavar="LABEL=TYPE",
    help="What a label is; with nothing behind = its spans are left out. May be given several times.",
)
@click.option(
    "--map-file",
    type=click.Path(),
    help="A file of labels and types, one pair a line with a tab between.",
)
@click.option("--keep-labels", is_flag=True, help="Keep labels that are no entity types.")
@click.option(
    "--sentences",
    type=click.IntRange(1),
    help="Begin a new document after so many sentences, besides at -DOCSTART-.",
)
@click.option("--strict", is_flag=True, help="Refuse a file in which anything has to be mended.")
def command(
    file: str,
    output: str,
    words: int,
    tags: str,
    separator: str,
    scheme: Any,
    mapped: tuple[str, ...],
    map_file: str | None,
    keep_labels: bool,
    sentences: int | None,
    strict: bool,
) -> None:
    """Read FILE, a word and its BIO tags a line, into documents.

    A sentence ends at an empty line, a document at -DOCSTART-. The text is made by joining the words
    with spaces, a sentence a line. What had to be mended is told on stderr.
    """
    from rawi.dataset.formats.conll import read_conll
    from rawi.dataset.formats.conll_rows import Columns
    from rawi.jsonl import write_documents

    columns = Columns(
        word=words,
        tags=_columns(tags),
        separator=separator,
        scheme=scheme,
        labels=_labels(mapped, map_file),
        keep_labels=keep_labels,
        sentences=sentences or 0,
    )
    found = read_conll(file, columns)
    if strict and found.mended:
        raise InputError(
            Fault(
                f"has to be mended: {one}",
                file=file,
                line=one.lines[0],
                hint="mend it, or leave out --strict",
            )
            for one in found.mended
        )
    write_documents(output, found.documents)
    for one in found.mended:
        click.echo(f"{file}: mended {one}", err=True)
    count = sum(len(document.entities or ()) for document in found.documents)
    click.echo(
        f"{output}: {len(found.documents)} documents, {found.sentences} sentences, {found.words} "
        f"words, {count} entities; read as {', '.join(found.schemes).upper()}"
    )


def _columns(written: str) -> tuple[int, ...]:
    """Numbers of columns: 2,3."""
    found: list[int] = []
    for part in filter(None, written.split(",")):
        if not (part.isascii() and part.strip().isdigit()) or int(part) < 1:
            raise click.UsageError(f"--tags {written}: numbers of columns are expected, like 2,3.")
        if int(part) in found:
            raise click.UsageError(f"--tags {written}: column {int(part)} is there twice.")
        found.append(int(part))
    return tuple(found)


def _labels(mapped: tuple[str, ...], map_file: str | None) -> dict[str, str]:
    """Types by label; what is given on the command line goes before what is in the file."""
    from rawi.files import read_text

    found: dict[str, str] = {}
    if map_file is not None:
        for number, line in enumerate(read_text(map_file).splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            label, tab, kind = line.partition("\t")
            if not tab or not label.strip():
                raise InputError(
                    Fault(
                        f"found {line!r}, expected a label, a tab and a type",
                        file=map_file,
                        line=number,
                    )
                )
            found[label.strip()] = kind.strip()
    for one in mapped:
        label, equals, kind = one.partition("=")
        if not equals or not label:
            raise click.UsageError(f"--map {one}: LABEL=TYPE is expected.")
        found[label] = kind
    return found
