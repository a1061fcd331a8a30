"""The charts of the card: agreement, and the set beside real news."""

from __future__ import annotations

from collections.abc import Sequence

from rawi.dataset.agreement_report import Report
from rawi.dataset.realism import realism, references
from rawi.document import Document
from rawi.evaluate.charts import Row, chart


def agreement_chart(made: Report) -> str:
    """What the two passes agree on beside what was asked for, then entity types by frequency."""
    rows = [Row(gate.title, gate.value, asked=gate.least) for gate in made.gates]
    types = [f for f in made.figures if f.layer == "entities" and f.what.isupper()]
    rows += [
        Row(f"{figure.what} ({max(figure.first, figure.second)})", figure.value)
        for figure in sorted(types, key=lambda f: (-f.first, f.what))
    ]
    return chart(
        "Agreement of the two passes",
        rows,
        note=f"{made.articles} articles; {made.kind}. Line: what was asked for.",
        lowest=0.5,
        ticks=(0.5, 0.6, 0.7, 0.8, 0.9, 1.0),
    )


def realism_chart(documents: Sequence[Document]) -> str:
    """Each figure of the set divided by what was measured on real news."""
    found = realism(documents)
    rows = []
    for name, known in references().items():
        value = found[name]
        middle = known.reference
        low = high = None
        if known.low is not None and known.high is not None:
            middle = (known.low + known.high) / 2
            low, high = known.low / middle, known.high / middle
        if middle is None or value is None:
            continue
        # what is not there at all stands at the end of the axis
        ratio = max(value / middle, 0.01)
        rows.append(Row(known.title, ratio, low, high, asked=1.0, text=f"{value:g} : {known}"))
    return chart(
        "The set beside real news",
        rows,
        note="Value of the set divided by the reference: something to look at, not to reach.",
        lowest=0.25,
        highest=4.0,
        ticks=(0.25, 0.5, 1.0, 2.0, 4.0),
        percent=False,
        logarithmic=True,
    )
