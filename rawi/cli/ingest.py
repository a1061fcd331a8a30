"""``rawi ingest``."""

from __future__ import annotations

from pathlib import Path

import click

from rawi.document import Document

#: forms in which people annotate
_FORMS = ("xml", "brat", "cas-xmi", "cas-json", "label-studio", "jsonl")


@click.command("ingest")
@click.argument("files", nargs=-1, required=True, type=click.Path())
@click.option("-o", "--output", required=True, type=click.Path(), help="The folder to write into.")
@click.option(
    "--form",
    type=click.Choice(_FORMS),
    default="xml",
    show_default=True,
    help="What to annotate in: inline XML in an editor, or the files of a tool.",
)
@click.option(
    "--pre-annotate",
    "system",
    metavar="SYSTEM",
    help="Let a system annotate first (rawi systems lists them), and say so in the metadata.",
)
@click.option("--model", help="The model of that system, if it has one: a path, or a name.")
@click.option(
    "--meta",
    "metadata",
    multiple=True,
    metavar="KEY=VALUE",
    help="Metadata for every article, such as split=test; may be given several times.",
)
@click.option("--force", is_flag=True, help="Replace articles that are there.")
def command(
    files: tuple[str, ...],
    output: str,
    form: str,
    system: str | None,
    model: str | None,
    metadata: tuple[str, ...],
    force: bool,
) -> None:
    """Make articles to be annotated of FILES: plain texts (.txt), or folders of them.

    Each gets its paragraphs, sentences, id and checksum. An article that is there is never replaced
    unasked: it may hold somebody's work.

    \b
    Next, with --form xml:
      annotate articles/*.xml            guidelines: annotation_guidelines/
      rawi validate articles/
      rawi agree articles/ of-another/
      rawi compile --articles articles/ -o mine.jsonl
      rawi score preds.jsonl --gold mine.jsonl
    """  # noqa: D301
    from rawi.dataset.checks import check
    from rawi.dataset.ingest import ingest

    meta = {}
    for pair in metadata:
        key, sign, value = pair.partition("=")
        if not sign or not key.strip():
            raise click.UsageError(f"--meta {pair}: KEY=VALUE is expected.")
        meta[key.strip()] = value
    if model is not None and system is None:
        raise click.UsageError("--model is the model of the system that --pre-annotate names.")
    read, name = None, ""
    if system is not None:
        from rawi.baselines.registry import get

        chosen = get(system, {} if model is None else {"model": model})
        read, name = chosen.read, f"{chosen.name} {chosen.version}"
    documents = ingest(files, meta, read, name)
    folder = Path(output)
    targets = {
        "xml": [folder / f"{document.id}.xml" for document in documents],
        "jsonl": [folder / "articles.jsonl"],
        "label-studio": [folder / "tasks.json"],
        "brat": [folder / f"{document.id}.ann" for document in documents],
        "cas-xmi": [folder / f"{document.id}.xmi" for document in documents],
        "cas-json": [folder / f"{document.id}.json" for document in documents],
    }[form]
    _refuse(targets, force)
    for path in _write(documents, folder, form):
        click.echo(str(path))
    texts = ("bytes-nfc", "bytes-invisible")
    for document in documents:
        for finding in check(document):
            if finding.rule in texts:
                click.echo(f"warning: {finding}", err=True)


def _refuse(targets: list[Path], force: bool) -> None:
    from rawi.errors import Fault, InputError

    there = [path for path in targets if path.exists()]
    if there and not force:
        raise InputError(
            Fault(
                "is there already",
                file=str(path),
                hint="it may hold annotations; move it away, or replace it with --force",
            )
            for path in there
        )


def _write(documents: list[Document], folder: Path, form: str) -> list[Path]:
    from rawi.dataset.formats.files import FORMATS
    from rawi.dataset.writer import write_article
    from rawi.files import whole_file
    from rawi.jsonl import write_documents

    if form == "jsonl":
        write_documents(folder / "articles.jsonl", documents)
        return [folder / "articles.jsonl"]
    if form != "xml":
        written = FORMATS[form].write(documents, folder)
        for loss in written.losses:
            click.echo(str(loss), err=True)
        return list(written.paths)
    # all of them before the first is written: what cannot be written leaves nothing behind
    bodies = [(folder / f"{document.id}.xml", write_article(document)) for document in documents]
    for path, body in bodies:
        with whole_file(path) as file:
            file.write(body)
    return [path for path, _ in bodies]
