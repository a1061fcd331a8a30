"""``rawi cite``."""

from __future__ import annotations

import click


@click.command("cite")
def command() -> None:
    """Print how to cite Rawi, as BibTeX, with the versions that are installed."""
    import rawi
    from rawi.dataset.load import manifest

    click.echo(
        "@software{rawi,\n"
        "  title   = {Rawi: a benchmark for systems that read Arabic news},\n"
        "  author  = {{The Rawi maintainers}},\n"
        "  year    = {2026},\n"
        f"  version = {{{rawi.__version__}}},\n"
        f"  note    = {{gold set {manifest().version}}},\n"
        "}"
    )
