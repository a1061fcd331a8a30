"""``rawi import`` for the formats that are read without further questions."""

from __future__ import annotations

from pathlib import Path

import click

from rawi.dataset.formats.files import FORMATS

#: format as it is written, and the help of the command that reads it
_READ = {
    "brat": (
        "brat",
        "Read PATH, a folder with .txt and .ann files or one .ann file, into documents.\n\n"
        "Labels, links and attributes are those that rawi export brat writes.",
    ),
    "cas": (
        "cas-xmi",
        "Read PATH, files of UIMA CAS (.xmi with TypeSystem.xml beside it, or .json) or a folder of "
        "them, into documents.\n\n"
        "Other layers than those that rawi export cas-xmi writes are passed over.",
    ),
    "label-studio": (
        "label-studio",
        "Read PATH, what Label Studio exports in the form JSON, into documents.",
    ),
    "spacy": (
        "spacy",
        "Read PATH, a .spacy file (DocBin), into documents.\n\n"
        "Without the span groups of rawi export spacy, the entities of doc.ents are read.",
    ),
    "tei": ("tei", "Read PATH, a file of TEI P5 or a folder of .xml files, into documents."),
}


def import_command(name: str) -> click.Command:
    """The command that reads one format.

    Args:
        name: of the command: ``brat``, ``cas``, ``label-studio``, ``spacy`` or ``tei``.
    """
    form, about = _READ[name]
    params: list[click.Parameter] = [
        click.Argument(["path"], type=click.Path()),
        click.Option(
            ["-o", "--output"], required=True, type=click.Path(), help="The .jsonl file to write."
        ),
    ]
    if name == "label-studio":
        params.append(
            click.Option(
                ["--annotator"],
                help="Whose annotations are read where a task has several: id or email.",
            )
        )

    def read(path: str, output: str, **options: str | None) -> None:
        from rawi.errors import InputError
        from rawi.invariants import faults
        from rawi.jsonl import write_documents
        from rawi.labels import ENTITY_TYPES

        reader = FORMATS[form].read
        assert reader is not None
        documents = reader(Path(path), **options)
        wrong = [fault for document in documents for fault in faults(document, ENTITY_TYPES)]
        if wrong:
            raise InputError(wrong)
        write_documents(output, documents)
        counts = {
            layer: sum(len(getattr(document, layer) or ()) for document in documents)
            for layer in ("entities", "quotes", "marks", "quantities")
        }
        click.echo(
            f"{output}: {len(documents)} documents, "
            + ", ".join(f"{count} {layer}" for layer, count in counts.items())
        )

    return click.Command(name, params=params, callback=read, help=about)
