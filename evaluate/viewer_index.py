"""Several articles as pages with a list of them in front."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rawi.document import Document
from rawi.evaluate.templates import render
from rawi.evaluate.viewer import page


def pages(
    documents: Sequence[Document],
    predictions: Mapping[str, Document] | None = None,
    title: str = "",
) -> dict[str, str]:
    """A page for each article, and ``index.html`` with a list of them.

    Pages are named by their place (``001.html``), not by ids, which may be no names of files.

    Args:
        documents: what is shown.
        predictions: shown beside the gold, by id; without one, a document is shown alone.
        title: of the list.

    Returns:
        HTML by name of the file.
    """
    digits = max(3, len(str(len(documents))))
    made: dict[str, str] = {}
    rows = []
    for number, document in enumerate(documents, 1):
        name = f"{number:0{digits}}.html"
        heading = document.meta.get("title", "") or document.id
        found = (predictions or {}).get(document.id)
        made[name] = page(document, found, title=heading)
        about = [
            document.id,
            *(document.meta.get(key, "") for key in ("topic", "register", "region")),
        ]
        counts = [f"{len((document.text or '').split()):,} words"] + [
            f"{len(items):,} {layer}"
            for layer in ("entities", "quotes", "quantities")
            if (items := getattr(document, layer)) is not None
        ]
        rows.append(
            {
                "page": name,
                "title": heading,
                "about": " · ".join(filter(None, about)),
                "counts": " · ".join(counts),
            }
        )
    note = f"{len(documents)} articles" + (", gold beside prediction" if predictions else "")
    return {"index.html": render("articles.html.j2", title=title, note=note, rows=rows), **made}
