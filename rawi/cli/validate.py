"""``rawi validate``."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict

import click


@click.command("validate")
@click.argument("files", nargs=-1, type=click.Path())
@click.option("--explain", is_flag=True, help="Also print what each broken rule asks for.")
@click.option("--strict", is_flag=True, help="Let warnings fail too.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@click.pass_context
def command(
    context: click.Context, files: tuple[str, ...], explain: bool, strict: bool, form: str
) -> None:
    """Check FILES: annotated articles (.xml), folders of them, documents or predictions (.jsonl).

    Without FILES the articles of the installed gold set are checked. Documents without a text are
    taken for predictions on the gold set. Status 1 if a guideline rule is broken, 2 if a file
    cannot be read as documents.
    """
    from rawi.dataset.checks import rules
    from rawi.dataset.validate import UNREADABLE, level, validate

    found, checked = validate(files)
    if form == "json":
        click.echo(json.dumps([asdict(f) for f in found], ensure_ascii=False, indent=2))
    else:
        for finding in found:
            click.echo(f"{finding.severity}: {finding}")
        if explain:
            for rule in sorted({f.rule for f in found if f.rule in rules()}):
                click.echo(f"{rule}: {rules()[rule].title}")
        counts = Counter(f.severity for f in found)
        click.echo(
            f"{checked} files checked: {counts['error']} errors, {counts['warning']} warnings",
            err=True,
        )
    errors = [f for f in found if strict or f.severity == "error"]
    if errors:
        context.exit(2 if any(level(f) in UNREADABLE for f in errors) else 1)
