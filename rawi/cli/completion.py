"""``rawi completion``."""

from __future__ import annotations

import click

_SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(_SHELLS))
def command(shell: str) -> None:
    """Print a script that lets a shell complete commands, options, systems and articles.

    \b
    bash  rawi completion bash > ~/.local/share/bash-completion/completions/rawi
    zsh   rawi completion zsh > a file _rawi in a folder of $fpath
    fish  rawi completion fish > ~/.config/fish/completions/rawi.fish

    Then open a new shell.
    """  # noqa: D301
    from click.shell_completion import get_completion_class

    from rawi.cli import main

    made = get_completion_class(shell)
    assert made is not None
    click.echo(made(main, {}, "rawi", "_RAWI_COMPLETE").source())
