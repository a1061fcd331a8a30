"""``rawi systems``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rawi.cli.tables import Table, format_option, show

if TYPE_CHECKING:
    from rawi.baselines.system import Setting


@click.command("systems")
@format_option
def command(form: str) -> None:
    """List the systems that can be run by name, with the layers that each attempts.

    What can be set is shown as rawi predict takes it, with the value where none is given.
    """
    from rawi.baselines.registry import describe, names
    from rawi.errors import InputError

    rows: list[list[str]] = []
    data: list[dict[str, object]] = []
    for name in names():
        try:
            system = describe(name)
        except InputError as error:
            # a missing extra must not hide the other systems
            rows.append([name, "", "", "", f"not available: {error}"])
            data.append({"name": name, "error": str(error)})
            continue
        layers, settings = ", ".join(system.layers), "; ".join(map(_shown, system.settings))
        rows.append([name, system.version, layers, settings, system.description])
        data.append(
            {
                "name": name,
                "version": system.version,
                "layers": list(system.layers),
                "description": system.description,
                "settings": [_plain(setting) for setting in system.settings],
            }
        )
    heads = ["name", "version", "layers", "settings", "what it is"]
    show([Table("Systems", heads, rows, data, left=5)], form)


def _shown(setting: Setting) -> str:
    from rawi.baselines.settings import option_for

    option = option_for(setting.name)
    if setting.required:
        return f"{option} (required)"
    if setting.default is None:
        return option
    default = str(setting.default)
    return option.replace("VALUE", default.lower() if setting.kind == "flag" else default)


def _plain(setting: Setting) -> dict[str, object]:
    return {
        "name": setting.name,
        "help": setting.help,
        "kind": setting.kind,
        "default": setting.default,
        "required": setting.required,
        "choices": list(setting.choices),
    }
