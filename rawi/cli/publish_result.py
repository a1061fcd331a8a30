"""``rawi publish-result``."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

import click


@click.command("publish-result")
@click.argument("result", type=click.Path())
@click.option("--model", required=True, metavar="OWNER/NAME", help="Repository of the model.")
@click.option(
    "--dataset", required=True, metavar="OWNER/NAME", help="Repository where the set is published."
)
@click.option(
    "--model-index",
    is_flag=True,
    help="Also put the scores into the metadata of the model's card (the older form).",
)
@click.option(
    "--date", metavar="YYYY-MM-DD", help="Day of the evaluation; that of the file by default."
)
@click.option("--commit", is_flag=True, help="Commit to the repository instead of proposing.")
@click.option(
    "--dry-run",
    "folder",
    type=click.Path(),
    metavar="FOLDER",
    help="Write the files into FOLDER and publish nothing.",
)
def command(
    result: str,
    model: str,
    dataset: str,
    model_index: bool,
    date: str | None,
    commit: bool,
    folder: str | None,
) -> None:
    """Report RESULT (a file of rawi score -o) in the repository of a model on the Hugging Face Hub.

    Writes .eval_results/rawi.yaml, an entry for each headline score, as a pull request. Only results on
    the whole test split, scored as the board is, can be reported.
    """
    from datetime import date as day
    from datetime import datetime

    from huggingface_hub import HfApi

    from rawi.evaluate.results import read_result
    from rawi.files import write_text
    from rawi.hub.results import propose, send

    read = read_result(result)
    if date is None:
        modified = Path(result).stat().st_mtime
        date = datetime.fromtimestamp(modified, tz=UTC).date().isoformat()
    else:
        try:
            date = day.fromisoformat(date).isoformat()
        except ValueError:
            raise click.UsageError(f"--date {date}: YYYY-MM-DD is expected.") from None
    api = HfApi()
    proposal = propose(api, read, model, dataset, date, model_index=model_index)
    if not proposal.files:
        click.echo(f"{model} reports these scores already")
        return
    if folder is not None:
        for path, text in proposal.files.items():
            write_text(Path(folder) / path, text)
            click.echo(str(Path(folder) / path))
        return
    where = send(api, model, proposal, read.system, pull_request=not commit)
    click.echo(f"{'committed' if commit else 'proposed'} {', '.join(proposal.files)}: {where}")
