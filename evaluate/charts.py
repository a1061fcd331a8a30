"""Charts as SVG: a point for each row, with its interval and with what was asked for.

Drawn from a template, without a plotting library: the same figures give the same bytes, and a chart
follows the light or dark scheme of the page it stands on. Labels are escaped.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rawi.evaluate.templates import render

_LEFT, _RIGHT, _WIDTH = 330, 780, 900
_TOP, _STEP = 64, 28
_LETTERS: Final = 44


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a chart.

    Attributes:
        label: what it is.
        value: the point; ``None`` for nothing.
        low: lower end of its interval.
        high: upper end.
        asked: what was asked for, or a reference value: a mark across the row.
        text: written at the end of the row; the value by default.
    """

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    asked: float | None = None
    text: str | None = None


def chart(
    title: str,
    rows: Sequence[Row],
    *,
    note: str = "",
    lowest: float = 0.0,
    highest: float = 1.0,
    ticks: Sequence[float] = (0.0, 0.25, 0.5, 0.75, 1.0),
    percent: bool = True,
    logarithmic: bool = False,
) -> str:
    """A chart of rows, from the first at the top.

    Args:
        title: above the chart, and for those who cannot see it.
        rows: what is drawn; what is outside the axis stands at its end.
        note: a line below the title.
        lowest: left end of the axis.
        highest: right end of the axis.
        ticks: where lines are drawn.
        percent: whether numbers are written in percent.
        logarithmic: whether equal ratios are equally far apart; all numbers are above 0 then.

    Raises:
        ValueError: the axis has no length, or begins at 0 and is logarithmic.
    """
    if lowest >= highest or (logarithmic and lowest <= 0):
        raise ValueError(f"an axis from {lowest} to {highest}")

    def place(number: float | None) -> float | None:
        if number is None:
            return None
        inside = min(max(number, lowest), highest)
        if logarithmic:
            share = math.log(inside / lowest) / math.log(highest / lowest)
        else:
            share = (inside - lowest) / (highest - lowest)
        return round(_LEFT + share * (_RIGHT - _LEFT), 1)

    def written(number: float) -> str:
        return f"{100 * number:.1f}" if percent else f"{number:g}"

    drawn = []
    for number, row in enumerate(rows):
        low, high = place(row.low), place(row.high)
        has_band = low is not None and high is not None
        label = row.label if len(row.label) <= _LETTERS else row.label[: _LETTERS - 1] + "…"
        text = row.text
        if text is None:
            text = "–" if row.value is None else written(row.value)
        drawn.append(
            {
                "label": label,
                "y": _TOP + _STEP * number + _STEP // 2,
                "value": place(row.value),
                "low": low if has_band else None,
                "width": round(max(high - low, 1.0), 1)
                if high is not None and low is not None
                else 0,
                "asked": place(row.asked),
                "text": text,
            }
        )
    bottom = _TOP + _STEP * len(rows)
    return render(
        "chart.svg.j2",
        title=title,
        note=note,
        width=_WIDTH,
        height=bottom + 34,
        left=_LEFT,
        right=_RIGHT,
        top=_TOP,
        bottom=bottom,
        ticks=[{"x": place(tick), "text": written(tick).removesuffix(".0")} for tick in ticks],
        rows=drawn,
    )
