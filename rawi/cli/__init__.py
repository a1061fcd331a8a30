"""The command line: thin commands over functions of the same names.

Commands are imported when they are called, so that ``rawi --help`` stays quick.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from rawi.errors import InputError

#: command, and the line that --help prints without importing its module
COMMANDS = {
    "demo": "Run the baselines on the test split, score them, print the board.",
    "predict": "Run a system over a split, or over texts of your own.",
    "score": "Score predictions against gold.",
    "compare": "Test whether systems differ, on one gold.",
    "leaderboard": "Rank results that were scored alike.",
    "systems": "List the systems that can be run by name.",
    "quantities": "Read the quantities in a text, as JSON Lines.",
    "errors": "Sort the mistakes of a system into kinds, and show them.",
    "show": "Show an article with its layers, as a page.",
    "stats": "Count what is in the gold set.",
    "export": "Write gold in the formats that others read.",
    "import": "Read a corpus of another format into documents.",
    "train": "Train a tagger on the gold set, or on documents of your own.",
    "ingest": "Make articles to be annotated of plain texts.",
    "validate": "Check gold articles, documents or predictions.",
    "agree": "Compare two annotations of the same articles.",
    "compile": "Compile annotated articles into the gold files.",
    "publish": "Publish the gold set on the Hugging Face Hub.",
    "publish-result": "Report a score in the repository of a model.",
    "cite": "Print how to cite Rawi.",
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"rawi.cli.{cmd_name.replace(chr(45), chr(95))}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            known = ", ".join(COMMANDS)
            raise click.UsageError(f"{error.message} The commands are {known}.", ctx) from None

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except InputError as error:
            for fault in error.faults:
                click.echo(f"error: {fault}", err=True)
            ctx.exit(2)


@click.group(
    cls=_Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="First steps: rawi demo; then rawi predict rules --split test -o preds.jsonl and "
    "rawi score preds.jsonl. Status 0 is fine, 1 means findings, 2 bad input or usage.",
)
@click.version_option(package_name="rawi", prog_name="rawi")
def main() -> None:
    """The benchmark for systems that read Arabic news: who is named, who said what, how many."""
    # Arabic is written whatever the locale says.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8")
