"""``rawi systems``."""

from __future__ import annotations

import click

from rawi.cli.tables import Table, format_option, show


@click.command("systems")
@format_option
def command(form: str) -> None:
    """List the systems that can be run by name, with the layers that each attempts."""
    from rawi.baselines.registry import get, names
    from rawi.errors import InputError

    rows: list[list[str]] = []
    data: list[dict[str, object]] = []
    for name in names():
        try:
            system = get(name)
        except InputError as error:
            # a missing extra must not hide the other systems
            rows.append([name, "", "", f"not available: {error}"])
            data.append({"name": name, "error": str(error)})
            continue
        rows.append([name, system.version, ", ".join(system.layers), system.description])
        data.append(
            {
                "name": name,
                "version": system.version,
                "layers": list(system.layers),
                "description": system.description,
            }
        )
    heads = ["name", "version", "layers", "what it is"]
    show([Table("Systems", heads, rows, data, left=4)], form)
