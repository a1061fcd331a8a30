"""``rawi import``: the module has the name of the command, by which it is found."""
# ruff: noqa: N999

from __future__ import annotations

import click

from rawi.cli.lazy import LazyGroup

#: format, and the line that --help prints without importing its module
FORMATS = {
    "conll": "Words and BIO tags in columns, in any dialect; several columns for nested entities.",
    "brat": "A folder of brat standoff, or one .ann file with its .txt.",
    "cas": "UIMA CAS, XMI or JSON, as INCEpTION exports it.",
    "label-studio": "An export of Label Studio in the form JSON.",
    "spacy": "A DocBin of spaCy.",
    "tei": "A file of TEI P5, or a folder of them.",
}


class _Formats(LazyGroup):
    """CoNLL has a command of its own with many options, the others are made from one."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a format."""
        if cmd_name == "conll" or cmd_name not in FORMATS:
            return super().get_command(ctx, cmd_name)
        from rawi.cli.import_formats import import_command

        return import_command(cmd_name)


command = _Formats(
    "import",
    FORMATS,
    "rawi.cli.import_",
    "The formats are",
    "Read a corpus of another format into documents (.jsonl).",
)
