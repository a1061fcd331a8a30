"""Datasheet and data statement, and the facts that all prose about the set is filled with.

Facts are counted and never typed: the templates beside this module are rendered with them, for a
publication and for the copies in ``documentation/``, which

    python -m rawi.hub.documentation documentation

writes anew. Datasheet: Gebru and others (2021); data statement: Bender, Friedman and McMillan-Major,
schema version 3.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from rawi.dataset.agreement_report import shipped
from rawi.dataset.build import SPLITS
from rawi.dataset.load import load, manifest
from rawi.dataset.novelty import NOVEL, unseen
from rawi.document import Document
from rawi.files import write_text
from rawi.hub.papers import template

#: templates by the name of the file that they make
STATEMENTS: Final = {"datasheet.md": "datasheet.md", "data-statement.md": "data_statement.md"}


def render(
    name: str, version: str, splits: Mapping[str, Sequence[Document]], **more: object
) -> str:
    """A template with the facts of a set.

    Args:
        name: of the template.
        version: of the data.
        splits: the documents of all splits by name.
        more: what the template needs beside the facts.
    """
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    return environment.from_string(template(name)).render(
        version=version, agreement=shipped(), novelty=_novelty(splits), **facts(splits), **more
    )


def statements(version: str, splits: Mapping[str, Sequence[Document]]) -> dict[str, str]:
    """Datasheet and data statement by file name."""
    return {file: render(name, version, splits) for file, name in STATEMENTS.items()}


def _novelty(splits: Mapping[str, Sequence[Document]]) -> list[dict[str, str]]:
    """Shares of dev and test that train does not have, in percent."""
    found = {name: unseen(splits[name], splits["train"]) for name in ("dev", "test")}
    return [
        {"title": title}
        | {
            split: "–" if (value := shares[name]) is None else f"{100 * value:.1f}"
            for split, shares in found.items()
        }
        for name, title in NOVEL.items()
    ]


def facts(splits: Mapping[str, Sequence[Document]]) -> dict[str, Any]:
    """What the prose says in numbers, counted in the documents."""
    every = [document for documents in splits.values() for document in documents]
    return {
        "total": _counts(every),
        "splits": {name: _counts(documents) for name, documents in splits.items()},
        "origins": dict(Counter(document.meta.get("origin", "") for document in every)),
        "topics": dict(Counter(d.meta.get("topic", "") for d in every).most_common()),
        "registers": dict(Counter(d.meta.get("register", "") for d in every).most_common()),
        "regions": dict(Counter(d.meta.get("region", "") for d in every).most_common()),
        "types": dict(Counter(e.type for d in every for e in d.entities or ()).most_common()),
        "real": [document.id for document in every if document.meta.get("origin") == "seed"],
    }


def _counts(documents: Sequence[Document]) -> dict[str, int]:
    return {
        "articles": len(documents),
        "words": sum(len((document.text or "").split()) for document in documents),
        "sentences": sum(len(document.sentences) for document in documents),
        "entities": sum(len(document.entities or ()) for document in documents),
        "quotes": sum(len(document.quotes or ()) for document in documents),
        "quantities": sum(len(document.quantities or ()) for document in documents),
    }


if __name__ == "__main__":
    (folder,) = sys.argv[1:]
    for file, text in statements(manifest().version, {name: load(name) for name in SPLITS}).items():
        write_text(f"{folder}/{file}", text)
