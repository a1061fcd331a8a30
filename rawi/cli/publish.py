"""``rawi publish``."""

from __future__ import annotations

import click


@click.command("publish")
@click.argument("repository", metavar="OWNER/NAME")
@click.option(
    "--dry-run",
    "folder",
    type=click.Path(),
    metavar="FOLDER",
    help="Write the very same files into FOLDER, say what would change, and publish nothing.",
)
@click.option("--pull-request", is_flag=True, help="Propose the files instead of committing them.")
@click.option("--private", is_flag=True, help="Make a new repository private.")
@click.option(
    "--leave-out",
    multiple=True,
    metavar="ID",
    help="A document that is not published, such as rawi-0001, whose text is its publisher's.",
)
@click.option(
    "--benchmark",
    is_flag=True,
    help="Put eval.yaml at the root: only once the Hub has rawi on its list of frameworks.",
)
def command(
    repository: str,
    folder: str | None,
    pull_request: bool,
    private: bool,
    leave_out: tuple[str, ...],
    benchmark: bool,
) -> None:
    """Publish the installed gold set as a dataset on the Hugging Face Hub.

    One commit on top of the one that was looked at, then a tag with the version. A version that is
    published is never changed. Whatever breaks, run the same command again: it finishes, or does
    nothing. Needs a token that may write (hf auth login, or HF_TOKEN).
    """
    from huggingface_hub import HfApi

    from rawi.errors import InputError
    from rawi.hub.push import describe, plan, publish
    from rawi.hub.remote import State, state
    from rawi.hub.tree import publication

    made = publication(repository, leave_out, registered=benchmark)
    api = HfApi()
    if folder is not None:
        if pull_request or private:
            raise click.UsageError(
                "--dry-run publishes nothing: neither --pull-request nor --private."
            )
        written = made.write(folder)
        try:
            there = state(api, repository, "dataset")
        except InputError as error:
            click.echo(f"not compared with what is there: {error}", err=True)
            there = State(exists=False)
        for line in describe(plan(made, there), made.tag):
            click.echo(line)
        click.echo(f"{folder}: {len(written)} files; nothing was published")
        return
    done = publish(api, repository, made, pull_request=pull_request, private=private)
    click.echo(f"{done.what}: {done.url}")
