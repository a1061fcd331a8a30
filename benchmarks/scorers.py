"""Rawi beside seqeval and nervaluate on the same entities, in one run.

What is timed: from what each scorer takes, in memory, to its scores. Rawi takes documents, a text and
entities by offsets, and finds the words itself; it counts all its measures (exact by words and by
characters, boundary, overlap, partial, macro, inner, outer, flat, every type) for every document.
seqeval takes IOB2 tags and makes its strict report; nervaluate takes tags too and makes its four
scenarios, over all and per type. None resamples. All three must find the same strict F1.

    python benchmarks/scorers.py [--quick]

The whole takes about ten minutes, nearly all of them in the other scorers while their memory is traced.
nervaluate is not a dependency of Rawi: pip install nervaluate.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable
from typing import Any

from measuring import arguments, peak_megabytes, print_table, seconds, setting
from synthetic import Sample, entities

from rawi.evaluate.measures import count_matrix, scores
from rawi.evaluate.ner import Ner


def rawi(sample: Sample) -> float:
    """All measures of entities; the flat one is comparable."""
    task = Ner()
    found = scores(task, count_matrix(task, sample.gold, sample.predicted).sum(axis=0))
    return float(found["flat"]["f1"])


def seqeval(sample: Sample) -> float:
    """The strict IOB2 report."""
    from seqeval.metrics import classification_report
    from seqeval.scheme import IOB2

    report = classification_report(
        sample.gold_tags, sample.predicted_tags, mode="strict", scheme=IOB2, output_dict=True
    )
    return float(report["micro avg"]["f1-score"])


def nervaluate(sample: Sample) -> float:
    """All four scenarios."""
    from nervaluate import Evaluator  # type: ignore[import-untyped]

    found = Evaluator(
        sample.gold_tags, sample.predicted_tags, tags=sample.types, loader="list"
    ).evaluate()
    return float(found["overall"]["strict"].f1)


SCORERS: dict[str, Callable[[Sample], float]] = {
    "rawi": rawi,
    "seqeval": seqeval,
    "nervaluate": nervaluate,
}


def row(sample: Sample, kinds: int) -> list[object]:
    """Times, ratios and memory of the three scorers on one sample."""
    f1 = {name: scorer(sample) for name, scorer in SCORERS.items()}
    if max(f1.values()) - min(f1.values()) > 1e-9:
        raise SystemExit(f"the scorers do not agree: {f1}")

    def call(scorer: Callable[[Sample], Any]) -> Callable[[], Any]:
        return lambda: scorer(sample)

    times = {name: seconds(call(scorer), warm=True) for name, scorer in SCORERS.items()}
    peaks = {name: peak_megabytes(call(scorer)) for name, scorer in SCORERS.items()}
    tokens = sum(map(len, sample.gold_tags))
    return [
        tokens,
        sample.entities,
        kinds,
        f1["rawi"],
        *times.values(),
        times["seqeval"] / times["rawi"],
        times["nervaluate"] / times["rawi"],
        *peaks.values(),
    ]


def main() -> None:
    """Print the table."""
    options = arguments(__doc__ or "")
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    samples = [(size, types, 0.105) for size in (10_000, 100_000, 1_000_000) for types in (4, 21)]
    # as many entities as in annotated news, where every tenth word begins one
    samples.append((1_000_000, 21, 0.2))
    if options.quick:
        samples = [(2_000, 4, 0.105)]
    rows = [row(entities(size, types, share), types) for size, types, share in samples]
    print(setting("seqeval", "nervaluate", "numpy"))
    heads = ["tokens", "entities", "types", "strict F1"]
    heads += [f"{name}, s" for name in SCORERS]
    heads += ["seqeval / rawi", "nervaluate / rawi"]
    heads += [f"{name}, peak MB" for name in SCORERS]
    print_table("Named entities, from memory to scores", heads, rows)


if __name__ == "__main__":
    main()
