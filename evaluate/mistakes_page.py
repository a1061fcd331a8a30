"""The mistakes of a system as one self-contained HTML page, to be filtered by task and kind."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rawi.document import Document
from rawi.evaluate.mistakes import Report, Tally
from rawi.evaluate.mistakes_model import Item, Mistake, kinds
from rawi.evaluate.mistakes_text import Stretch, excerpt
from rawi.evaluate.templates import render
from rawi.evaluate.viewer_layout import displayable

#: how many mistakes of one kind the page shows, so that a browser can still open it
MOST = 300

#: what the items of a task are
_NOUNS = {"ner": "entities", "quotes": "quotes", "claims": "claims"}


def mistakes_page(
    report: Report,
    gold: Iterable[Document],
    *,
    system: str,
    about: str = "",
    most: int = MOST,
) -> str:
    """The page of a report.

    Args:
        report: of :func:`rawi.evaluate.mistakes.find_mistakes`.
        gold: the gold documents, for their texts.
        system: name of the system.
        about: what it was compared with, one line.
        most: how many mistakes of one kind to show; the first ones, all are counted.
    """
    texts = {document.id: document.text or "" for document in gold}
    grouped: dict[tuple[str, str], list[Mistake]] = {}
    for mistake in report.mistakes:
        grouped.setdefault((mistake.task, mistake.kind), []).append(mistake)
    numbers = {key: number for number, key in enumerate(grouped)}
    return render(
        "mistakes.html.j2",
        system=displayable(system),
        about=displayable(about),
        total=len(report.mistakes),
        decisive=sum(mistake.decisive for mistake in report.mistakes),
        tasks=[
            {
                "name": tally.task,
                "noun": _NOUNS[tally.task],
                "tally": tally,
                "count": sum(tally.kinds.values()),
                "kinds": _kinds(tally, grouped, numbers, texts, most),
            }
            for tally in report.tallies
        ],
    )


def _kinds(
    tally: Tally,
    grouped: dict[tuple[str, str], list[Mistake]],
    numbers: dict[tuple[str, str], int],
    texts: dict[str, str],
    most: int,
) -> list[dict[str, Any]]:
    widest = max(tally.kinds.values(), default=1)
    return [
        {
            "number": numbers[tally.task, kind],
            "facts": kinds()[tally.task][kind],
            "count": count,
            "decisive": tally.decisive[kind],
            "width": round(100 * count / widest, 1),
            "decisive_width": round(100 * tally.decisive[kind] / widest, 1),
            "shown": [
                _card(mistake, texts[mistake.document])
                for mistake in _first(grouped[tally.task, kind], most)
            ],
        }
        for kind, count in tally.kinds.items()
    ]


def _first(mistakes: list[Mistake], most: int) -> list[Mistake]:
    """As many as may be shown, decisive ones before others, in their order."""
    if len(mistakes) <= most:
        return mistakes
    chosen = sorted(range(len(mistakes)), key=lambda i: (not mistakes[i].decisive, i))[:most]
    return [mistakes[i] for i in sorted(chosen)]


def _card(mistake: Mistake, text: str) -> dict[str, Any]:
    return {
        "document": displayable(mistake.document),
        "decisive": mistake.decisive,
        "stretches": [
            {"text": displayable(s.text), "marks": _marks(s)} for s in excerpt(text, mistake)
        ],
        "gold": _side(mistake.gold),
        "predicted": _side(mistake.predicted),
    }


def _marks(stretch: Stretch) -> str:
    """Class names: gold and predicted, and the item where it is neither of them."""
    names = [name for name in ("gold", "predicted") if getattr(stretch, name)]
    return " ".join(names or (["item"] if stretch.item else []))


def _side(item: Item | None) -> dict[str, str] | None:
    if item is None:
        return None
    return {"label": displayable(item.label), "words": displayable(item.words)}
