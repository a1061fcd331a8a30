"""``rawi predict``."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import click

from rawi.cli.complete import complete_system
from rawi.cli.progress import progress

#: processes on one machine, for each of its cores
_MOST_PER_CORE = 4
#: of a run that the user ended, as shells have it: 128 and the number of the signal
_INTERRUPTED = 130


@click.command("predict")
@click.argument("system", shell_complete=complete_system)
@click.option(
    "--split", type=click.Choice(["train", "dev", "test", "all"]), help="A split of the gold set."
)
@click.option(
    "--input",
    "inputs",
    multiple=True,
    type=click.Path(),
    help="A .txt, .jsonl or .parquet file, or a folder of them; may be given several times.",
)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(),
    help="The file to write: Parquet if it ends in .parquet, else JSON Lines.",
)
@click.option("--model", help="The model of a system that has one: a path, or a name.")
@click.option("--base-url", help="Where the model of a system is served.")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="Another setting of the system (rawi systems lists them); may be given several times.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Processes to share the work; with --engine ray, actors of one core each.",
)
@click.option(
    "--engine",
    type=click.Choice(["local", "ray"]),
    default="local",
    show_default=True,
    help="Where to work: this machine, or a Ray cluster.",
)
@click.option(
    "--ray-address",
    metavar="ADDRESS",
    help="The Ray cluster: auto, or HOST:PORT; by default one is started on this machine.",
)
@click.option(
    "--batch-texts",
    type=click.IntRange(1),
    default=32,
    show_default=True,
    help="Texts that a process is given at once, at most.",
)
@click.option(
    "--batch-characters",
    type=click.IntRange(1),
    default=200_000,
    show_default=True,
    help="Characters that a process is given at once, at most; a longer text goes alone. Not on Ray.",
)
@click.option("--restart", is_flag=True, help="Drop what an interrupted run left.")
@click.pass_context
def command(
    context: click.Context,
    system: str,
    split: str | None,
    inputs: tuple[str, ...],
    output: str,
    model: str | None,
    base_url: str | None,
    settings: tuple[str, ...],
    jobs: int,
    engine: Any,
    ray_address: str | None,
    batch_texts: int,
    batch_characters: int,
    restart: bool,
) -> None:
    """Run SYSTEM over a split, or over texts of your own.

    Reads UTF-8 text files (a document each, named like the file), documents in JSON Lines, Parquet
    with the columns id and text, and folders of them, a piece at a time. What is written is the same
    on any number of processes and on Ray. An interrupted run goes on where it stopped when it is
    called again.
    """
    from rawi.baselines.batches import BatchSize
    from rawi.baselines.registry import spec
    from rawi.baselines.run import Engine, predict_all
    from rawi.baselines.texts import GivenTexts, texts_from
    from rawi.dataset.load import load

    if bool(inputs) == bool(split):
        raise click.UsageError("Say what to read: either --split test or --input FILE.")
    if ray_address and engine != "ray":
        raise click.UsageError("--ray-address goes with --engine ray.")
    _check_jobs(jobs, engine)
    chosen = spec(system, _settings(model, base_url, settings))
    texts = GivenTexts(load(split)) if split else texts_from(inputs)
    where = Engine(engine, jobs, BatchSize(batch_texts, batch_characters), ray_address)
    count = done = 0
    step: Callable[[], None] | None = None
    try:
        with ExitStack() as stack:

            def begin(texts: int) -> None:
                nonlocal count, step
                count = texts
                step = stack.enter_context(progress(system, texts))

            def advance() -> None:
                nonlocal done
                done += 1
                if step is not None:
                    step()

            taken = predict_all(
                chosen, texts, output, engine=where, restart=restart, begin=begin, advance=advance
            )
    except KeyboardInterrupt:
        click.echo(
            f"interrupted after {done} of {count} documents; what is done is kept in "
            f"{output}.partial, call it again to go on"
            if done
            else "interrupted before the first prediction",
            err=True,
        )
        context.exit(_INTERRUPTED)
    earlier = f" ({taken} from an interrupted run)" if taken else ""
    click.echo(f"{output}: predictions of {system} for {count} documents{earlier}")


def _check_jobs(jobs: int, engine: str) -> None:
    cores = os.cpu_count() or 1
    if engine == "local" and jobs > _MOST_PER_CORE * cores:
        raise click.UsageError(
            f"--jobs {jobs}: this machine has {cores} cores, "
            f"{_MOST_PER_CORE * cores} processes at most are of use."
        )


def _settings(
    model: str | None, base_url: str | None, settings: tuple[str, ...]
) -> dict[str, str | int | float | bool]:
    """Settings by name, as text."""
    given: dict[str, str | int | float | bool] = {}
    for one in settings:
        key, equals, value = one.partition("=")
        if not equals or not key:
            raise click.UsageError(f"--set {one}: KEY=VALUE is expected.")
        if key.replace("-", "_") in (name.replace("-", "_") for name in given):
            raise click.UsageError(f"--set {key}: given twice.")
        given[key] = value
    for key, option in (("model", model), ("base_url", base_url)):
        if option is None:
            continue
        if key in given or key.replace("_", "-") in given:
            raise click.UsageError(f"--{key.replace('_', '-')}: given twice.")
        given[key] = option
    return given
