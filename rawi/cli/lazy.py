"""Groups whose commands are imported when they are called."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import click


class LazyGroup(click.Group):
    """A group of the commands ``command`` of the modules ``<prefix><name>``.

    Args:
        commands: name, and the line that --help prints without importing the module.
        prefix: of the modules.
        kinds: what the commands are, for the message when there is no such command.
    """

    def __init__(
        self, name: str, commands: Mapping[str, str], prefix: str, kinds: str, help: str
    ) -> None:
        super().__init__(name, help=help)
        self._commands = commands
        self._prefix = prefix
        self._kinds = kinds

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names, in the order of the list."""
        return list(self._commands)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, imported now."""
        if cmd_name not in self._commands:
            return None
        found = getattr(import_module(self._prefix + cmd_name), "command")  # noqa: B009
        assert isinstance(found, click.Command)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, from what is known without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self._commands.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As in click, with the names that there are in the message."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            known = ", ".join(self._commands)
            raise click.UsageError(f"{error.message} {self._kinds} {known}.", ctx) from None
