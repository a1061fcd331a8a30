"""How the cost grows on a single long document with thousands of items.

Entities are nested, quotes stand in quotes, all of them have the same three speakers, and one predicted
quote and one predicted entity cover the whole text. The factor is the time over that of half as many
items: 2 is linear, 4 is quadratic.

    python benchmarks/dense.py [--quick]
"""

from __future__ import annotations

from functools import partial

from measuring import arguments, peak_megabytes, print_table, seconds, setting
from synthetic import dense

from rawi.evaluate.measures import count_matrix
from rawi.evaluate.score import TASKS, make_tasks


def main() -> None:
    """Print the table."""
    options = arguments(__doc__ or "")
    sizes = (100, 200) if options.quick else (1_000, 2_000, 4_000, 8_000)
    rows: list[list[object]] = []
    previous: dict[str, float] = {}
    for size in sizes:
        gold, predicted = dense(size)
        row: list[object] = [size]
        for task in make_tasks(TASKS):
            count = partial(count_matrix, task, [gold], [predicted])
            spent = seconds(count)
            factor = spent / previous[task.name] if task.name in previous else None
            previous[task.name] = spent
            row += [spent, factor, peak_megabytes(count)]
        rows.append(row)
    heads = ["items of each layer"]
    for name in TASKS:
        heads += [f"{name}, s", "factor", "peak MB"]
    print(setting("numpy", "scipy"))
    print_table("One document, counted", heads, rows)


if __name__ == "__main__":
    main()
