"""What a shell offers for arguments that have names: systems and articles."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem


def complete_system(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Names of systems, without importing one."""
    from rawi.baselines.registry import names

    return [CompletionItem(name) for name in names() if name.startswith(incomplete)]


def complete_article(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Ids of the articles of the gold set, with their titles."""
    from rawi.dataset.load import load

    return [
        CompletionItem(document.id, help=document.meta.get("title", ""))
        for document in load("all")
        if document.id.startswith(incomplete)
    ]
