"""``rawi import``: the module has the name of the command, by which it is found."""
# ruff: noqa: N999

from __future__ import annotations

from rawi.cli.lazy import LazyGroup

#: format, and the line that --help prints without importing its module
FORMATS = {
    "conll": "Words and BIO tags in columns, in any dialect; several columns for nested entities.",
}

command = LazyGroup(
    "import",
    FORMATS,
    "rawi.cli.import_",
    "The formats are",
    "Read a corpus of another format into documents (.jsonl).",
)
