"""The leaderboard as one self-contained HTML page.

What systems are called, and what their makers say of them, is written by others: everything is
escaped, only addresses of the web become links, and a Content-Security-Policy lets nothing run or
load but the script and the style of this module, by their checksums.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from rawi.evaluate import charts
from rawi.evaluate.entries import RESCORED, SCORE_ONLY, SUPPLIED
from rawi.evaluate.leaderboard import Board, Row
from rawi.evaluate.result_checks import DIRECTION_CONTROLS
from rawi.evaluate.results import Estimate
from rawi.evaluate.templates import render

#: below this many documents an interval says little, and the page says so
FEW_DOCUMENTS = 20
#: characters of a description that are shown
LONGEST_DESCRIPTION = 300
_TIERS = {
    RESCORED: "Its predictions were at hand and were scored on this gold when the board was made.",
    SUPPLIED: "A result with the counts of every document; its scores follow from them, and its "
    "gold items are those of this gold where it was at hand. The predictions were not seen.",
    SCORE_ONLY: "Scores and a signature, without counts: nothing could be checked, no interval and "
    "no test can be computed, and it is not ranked.",
}
_NO_CONTROLS = dict.fromkeys(map(ord, DIRECTION_CONTROLS))
_TIER_CLASSES = {RESCORED: "rescored", SUPPLIED: "supplied", SCORE_ONLY: "score"}


def rank_of(row: Row) -> str:
    """The rank, or the ranks that the data cannot tell apart; ``–`` for a row without one."""
    if not row.ranked:
        return "–"
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
    counted = "1 document was" if documents == 1 else f"{documents} documents were"
    return (
        f"Only {counted} scored: intervals and tests over so few say little, "
        "and differences should not be read as rankings."
    )


def safe_link(address: str) -> str:
    """An address if it is one of the web, else nothing.

    Scripts, data, files and relative addresses are none, nor is one with a user name before the
    host, which makes it look like another, or with characters that browsers drop or turn around.
    """
    if len(address) > 2000 or not address.isprintable() or set(address) & set(" \\\"'<>"):
        return ""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
        return ""
    return address


def board_page(board: Board) -> str:
    """The page of a board."""
    # Imported here: only pages need it.
    from markupsafe import Markup

    several = len(board.tasks) > 1
    style, script = _part("leaderboard.css"), _part("leaderboard.js")
    return render(
        "leaderboard.html.j2",
        title="Rawi leaderboard",
        policy=f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'",
        note=("The Rawi score is the mean of the three headlines. " if several else "")
        + "Micro-averaged F1 in hundredths; in brackets and drawn 95% bootstrap intervals over "
        "documents. A range of ranks means that the systems in it cannot be separated (paired "
        "approximate randomisation, Holm-corrected).",
        caution=caution(board.rows[0].signature.documents),
        heads=["Rawi", *board.tasks] if several else board.tasks,
        tiers=any(row.tier for row in board.rows),
        meanings=[
            (tier, meaning)
            for tier, meaning in _TIERS.items()
            if any(row.tier == tier for row in board.rows)
        ],
        rows=[_row(row, place, board.tasks) for place, row in enumerate(board.rows)],
        # constants of this package, and the checksums above are of them as they are
        style=Markup(style),
        script=Markup(script),
    )


def board_chart(board: Board) -> str:
    """The board as a chart (SVG): what systems are ranked by, with intervals, best first."""
    rows = [
        charts.Row(
            f"{rank_of(row)}  {row.system}" if rank_of(row) else row.system,
            row.overall.value,
            row.overall.low,
            row.overall.high,
        )
        for row in board.rows
    ]
    documents = board.rows[0].signature.documents
    return charts.chart(
        f"Rawi, mean of {', '.join(board.tasks)}"
        if len(board.tasks) > 1
        else f"Rawi, {board.tasks[0]}",
        rows,
        note=f"F1 and 95% interval over {documents} articles; a range of ranks cannot be told apart.",
    )


def _row(row: Row, place: int, tasks: list[str]) -> dict[str, Any]:
    scores = [_cell(name, row.tasks[name]) for name in tasks]
    if len(tasks) > 1:
        scores.insert(0, _cell("Rawi", row.overall))
    description = row.description.translate(_NO_CONTROLS).strip()
    if len(description) > LONGEST_DESCRIPTION:
        description = description[:LONGEST_DESCRIPTION] + "…"
    return {
        "rank": rank_of(row),
        "ranked": row.ranked,
        "place": place,
        "ties": row.ties,
        "system": row.system,
        "link": safe_link(row.link),
        "description": description,
        "scores": scores,
        "tier": row.tier or "",
        "tier_order": list(_TIERS).index(row.tier) if row.tier else len(_TIERS),
        "tier_class": _TIER_CLASSES[row.tier] if row.tier else "none",
        "signature": str(row.signature),
    }


def _cell(head: str, estimate: Estimate) -> dict[str, Any]:
    low = high = None
    if estimate.low is not None and estimate.high is not None:
        low, high = 100 * estimate.low, 100 * estimate.high
    return {
        "head": head,
        "text": percent(estimate),
        "interval": bracket(estimate),
        "value": "" if estimate.value is None else f"{estimate.value:.6f}",
        # half a unit to the left, since the mark is one unit wide; never outside of the track
        "point": None
        if estimate.value is None
        else round(min(99.0, max(0.0, 100 * estimate.value - 0.5)), 2),
        "low": None if low is None else round(low, 2),
        "width": None if low is None or high is None else round(high - low, 2),
    }


def _part(name: str) -> str:
    return files("rawi.evaluate").joinpath("templates", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """A source of a Content-Security-Policy that allows this text and no other."""
    return "sha256-" + b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
