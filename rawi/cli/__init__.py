"""The command line: thin commands over functions of the same names.

Commands are imported when they are called, so that ``rawi --help`` stays quick.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click
from click.shell_completion import CompletionItem

from rawi.errors import InputError

#: command, and the line that --help prints without importing its module; by what people come for
SECTIONS = {
    "Begin": {
        "demo": "Run the baselines on the test split, score them, print the board.",
        "systems": "List the systems that can be run by name.",
        "show": "Show articles with their layers, as pages.",
        "stats": "Count what is in the gold set.",
    },
    "Score a system": {
        "predict": "Run a system over a split, or over texts of your own.",
        "score": "Score predictions against gold.",
        "compare": "Test whether systems differ, on one gold.",
        "errors": "Sort the mistakes of a system into kinds, and show them.",
        "leaderboard": "Rank results that were scored alike.",
        "train": "Train a tagger on the gold set, or on documents of your own.",
        "quantities": "Read the quantities in a text, as JSON Lines.",
    },
    "Annotate articles of your own": {
        "ingest": "Make articles to be annotated of plain texts.",
        "validate": "Check articles, documents or predictions.",
        "agree": "Compare two annotations of the same articles.",
        "compile": "Compile annotated articles into documents.",
    },
    "Exchange and publish": {
        "export": "Write documents in the formats that others read.",
        "import": "Read a corpus of another format into documents.",
        "publish": "Publish the gold set on the Hugging Face Hub.",
        "publish-result": "Report a score in the repository of a model.",
        "cite": "Print how to cite Rawi.",
        "completion": "Print a script with which a shell completes what is typed.",
    },
}
COMMANDS = {name: line for part in SECTIONS.values() for name, line in part.items()}

#: what a first visitor types, shown by --help
_FIRST_STEPS = """\
rawi demo                                              the baselines, scored
rawi predict rules --split test -o preds.jsonl         a system over the test split
rawi score preds.jsonl                                 its scores, with intervals
rawi errors preds.jsonl --html errors.html             where it fails
rawi show --split test --predictions preds.jsonl       gold beside prediction"""


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"rawi.cli.{cmd_name.replace(chr(45), chr(95))}").command
        assert isinstance(command, click.Command)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        # click would import every command for its line of help
        found = [
            CompletionItem(name, help=line)
            for name, line in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return found + click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        width = max(map(len, COMMANDS))
        for title, commands in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(width), line) for name, line in commands.items()])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("First steps"):
            for line in _FIRST_STEPS.splitlines():
                formatter.write(f"{'':{formatter.current_indent}}{line}\n")
        formatter.write(
            "\nCOMMAND --help says more. Status 0 is fine, 1 means findings, 2 bad input.\n"
        )

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
)
@click.version_option(package_name="rawi", prog_name="rawi")
def main() -> None:
    """The benchmark for systems that read Arabic news: who is named, who said what, how many."""
    # Arabic is written whatever the locale says.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8")
