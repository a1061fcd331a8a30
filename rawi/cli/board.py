"""The table of a leaderboard, shared by the commands that print one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rawi.cli.tables import Table

if TYPE_CHECKING:
    from rawi.evaluate.leaderboard import Board


def board_table(board: Board) -> Table:
    """The rows of a board, best first; those without a rank last."""
    from rawi.evaluate.board_page import bracket, percent, rank_of

    several = len(board.tasks) > 1
    tiers = any(row.tier for row in board.rows)
    heads = ["rank", "system", "rawi" if several else board.tasks[0], "95% interval"]
    rows, data = [], []
    for row in board.rows:
        cells = [rank_of(row), row.system, percent(row.overall), bracket(row.overall)]
        if several:
            cells += [f"{percent(e)} {bracket(e)}".strip() for e in row.tasks.values()]
        if tiers:
            cells.append(row.tier or "")
        rows.append(cells)
        data.append(
            {
                "rank": [row.best_rank, row.worst_rank] if row.ranked else None,
                "system": row.system,
                "overall": row.overall.value,
                "interval": [row.overall.low, row.overall.high],
                "tasks": {name: e.value for name, e in row.tasks.items()},
                "tier": row.tier,
                "signature": str(row.signature),
            }
        )
    if several:
        heads += board.tasks
    if tiers:
        heads.append("tier")
    return Table("Leaderboard", heads, rows, data, left=2)
