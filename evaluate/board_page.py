"""The leaderboard as one self-contained HTML page."""

from __future__ import annotations

from typing import Any

from rawi.evaluate.leaderboard import Board, Row
from rawi.evaluate.results import Estimate
from rawi.evaluate.templates import render

#: below this many documents an interval says little, and the page says so
FEW_DOCUMENTS = 20


def rank_of(row: Row) -> str:
    """The rank, or the ranks that the data cannot tell apart."""
    if row.best_rank == row.worst_rank:
        return str(row.best_rank)
    return f"{row.best_rank}–{row.worst_rank}"


def percent(estimate: Estimate) -> str:
    """A score in hundredths with one decimal, ``–`` if there was nothing to score."""
    return "–" if estimate.value is None else f"{100 * estimate.value:.1f}"


def bracket(estimate: Estimate) -> str:
    """Its interval, empty if there is none."""
    if estimate.low is None or estimate.high is None:
        return ""
    return f"[{100 * estimate.low:.1f}, {100 * estimate.high:.1f}]"


def caution(documents: int) -> str:
    """What to tell of a board on few documents; empty if there are enough."""
    if documents >= FEW_DOCUMENTS:
        return ""
    return (
        f"Only {documents} documents were scored: intervals and tests over so few say little, "
        "and differences should not be read as rankings."
    )


def board_page(board: Board) -> str:
    """The page of a board."""
    documents = board.rows[0].signature.documents
    note = (
        "Micro-averaged F1 in hundredths; in brackets 95% bootstrap intervals over documents. "
        "A range of ranks means that the systems in it cannot be separated (paired approximate "
        f"randomisation, Holm-corrected). {caution(documents)}"
    )
    return render(
        "leaderboard.html.j2",
        title="Rawi leaderboard",
        note=note.strip(),
        overall="Rawi" if len(board.tasks) > 1 else board.tasks[0],
        tasks=board.tasks,
        rows=[
            {
                "rank": rank_of(row),
                "system": row.system,
                "overall": _cell(row.overall),
                "tasks": [_cell(row.tasks[name]) for name in board.tasks],
                "signature": str(row.signature),
            }
            for row in board.rows
        ],
    )


def _cell(estimate: Estimate) -> dict[str, Any]:
    low = high = None
    if estimate.low is not None and estimate.high is not None:
        low, high = 100 * estimate.low, 100 * estimate.high
    return {
        "text": percent(estimate),
        "interval": bracket(estimate),
        "point": None if estimate.value is None else round(100 * estimate.value, 2),
        "low": None if low is None else round(low, 2),
        "width": None if low is None or high is None else round(high - low, 2),
    }
