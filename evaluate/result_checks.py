"""What can be checked of a result: that it follows from its counts, and its counts from the gold.

Every check is one that an honest file passes whatever the system did:

- tasks, counters and numbers of documents are those of the signature;
- no count is negative, nothing right exceeds what there was to get right or what was predicted;
- every score follows from the counts, and the mean from the headlines;
- no interval lies outside 0…1 or is turned around (boards compute intervals anew all the same);
- against the gold itself, where it is at hand: the checksum, the documents, and how many items of
  each sort gold has in each of them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

import numpy as np

from rawi.document import Document
from rawi.errors import Fault, InputError
from rawi.evaluate.measures import FMeasure, MacroF1, Share, Task, count_matrix, scores
from rawi.evaluate.results import Estimate, Result, Signature, TaskResult
from rawi.evaluate.score import METRICS_VERSION, checksum, make_tasks
from rawi.labels import label_map

#: a count above this is no count of things in an article, and would overflow when summed
MOST_COUNTED = 10**9
#: more bootstrap samples than anybody needs, and few enough to be drawn while one waits
MOST_RESAMPLES = 100_000
#: characters of a name that still fits into a table
LONGEST_NAME = 100
#: embeddings, overrides and isolates of the Unicode bidirectional algorithm (UAX 9)
DIRECTION_CONTROLS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_NAME_HINT = "name it with rawi score --system"


def name_faults(system: str) -> list[Fault]:
    """Whether a system is called something that tables and terminals can print."""
    if not system.strip():
        return [Fault("the system has no name", pointer="/system", hint=_NAME_HINT)]
    if len(system) > LONGEST_NAME:
        problem = f"the name of the system has {len(system)} characters, at most {LONGEST_NAME} fit"
        return [Fault(problem, pointer="/system", hint=_NAME_HINT)]
    # line ends and escape sequences would break tables and write to terminals, and a name with
    # direction controls can be made to look like another
    if any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in system) or set(
        system
    ) & set(DIRECTION_CONTROLS):
        problem = f"the name of the system holds control characters: {system!a}"
        return [Fault(problem, pointer="/system", hint=_NAME_HINT)]
    return []


def disagreements(result: Result) -> list[Fault]:
    """Where a result does not agree with itself; see the module."""
    signature = result.signature
    found = [*name_faults(result.system), *signature_faults(signature)]
    if sorted(signature.tasks) != sorted(result.tasks):
        found.append(Fault("its tasks are not those of its signature", pointer="/signature/tasks"))
    if found:
        return found
    tasks = make_tasks(signature.tasks, signature.boundary, signature.labels)
    for task in tasks:
        given = result.tasks[task.name]
        at = f"/tasks/{task.name}"
        wrong = list(_count_faults(task, given, signature.documents, at))
        found += wrong or _score_faults(task, given, at)
    if not found:
        found += _mean_faults(result, tasks)
    return found


def signature_faults(signature: Signature) -> list[Fault]:
    """What no result can have been scored with."""
    found = []
    if signature.metrics != METRICS_VERSION:
        found.append(
            Fault(
                f"was scored with version {signature.metrics!r} of the metrics, "
                f"this is {METRICS_VERSION!r}",
                pointer="/signature/metrics",
                hint="score the predictions again with this version of rawi",
            )
        )
    if signature.slice:
        found.append(
            Fault(
                f"holds the scores of a slice ({signature.slice}), not of everything",
                pointer="/signature/slice",
            )
        )
    for name, number, most in (
        ("resamples", signature.resamples, MOST_RESAMPLES),
        ("seed", signature.seed, 2**63),
        ("documents", signature.documents, MOST_COUNTED),
    ):
        if not 0 <= number <= most:
            found.append(Fault(f"found {number}, at most {most}", pointer=f"/signature/{name}"))
    try:
        label_map(signature.labels)
        make_tasks(signature.tasks)
    except InputError as error:
        found += [fault.at(pointer="/signature") for fault in error.faults]
    if not signature.tasks or len(set(signature.tasks)) != len(signature.tasks):
        found.append(Fault("names no task, or one twice", pointer="/signature/tasks"))
    return found


def _count_faults(task: Task, given: TaskResult, documents: int, at: str) -> Iterator[Fault]:
    if given.counters != list(task.counters):
        yield Fault("its counters are those of another version", pointer=at)
        return
    if len(given.documents) != documents or not documents:
        yield Fault(
            f"has counts of {len(given.documents)} documents, the signature says {documents}",
            pointer=at,
        )
        return
    if any(
        len(row) != len(given.counters) or min(row) < 0 or max(row) > MOST_COUNTED
        for row in given.documents.values()
    ):
        yield Fault("a count vector is too short, too long, negative or too large", pointer=at)
        return
    matrix = given.matrix()
    column = {name: matrix[:, i] for i, name in enumerate(task.counters)}
    for measure in _simple(task):
        if isinstance(measure, Share):
            limits = [(measure.right, column[measure.total])]
        else:
            limits = [
                (measure.correct, measure.weight * column[side])
                for side in (measure.gold, measure.predicted)
            ]
        for counter, limit in limits:
            for row in np.flatnonzero(column[counter] > limit)[:1]:
                yield Fault(
                    f"counts {column[counter][row]} right of {limit[row]}",
                    document=list(given.documents)[row],
                    pointer=f"{at}/{counter}",
                )


def _simple(task: Task) -> list[FMeasure | Share]:
    every = [*task.measures, *(m for group in task.groups.values() for m in group)]
    return [measure for measure in every if not isinstance(measure, MacroF1)]


def _score_faults(task: Task, given: TaskResult, at: str) -> list[Fault]:
    found = []
    for name, values in scores(task, given.matrix().sum(axis=0)).items():
        for value, number in values.items():
            stated = given.scores.get(name, {}).get(value, Estimate(None))
            found += _estimate_faults(stated, float(number), f"{at}/scores/{name}/{value}")
    return found


def _mean_faults(result: Result, tasks: Sequence[Task]) -> list[Fault]:
    """The mean is there when all tasks are, and follows from their headlines."""
    from rawi.evaluate.score import TASKS

    if len(tasks) < len(TASKS):
        return [] if result.rawi is None else [Fault("a mean of some tasks only", pointer="/rawi")]
    heads = [result.tasks[t.name].scores[t.measures[0].name]["f1"].value or 0.0 for t in tasks]
    return _estimate_faults(result.rawi or Estimate(None), sum(heads) / len(heads), "/rawi")


def _estimate_faults(stated: Estimate, number: float, pointer: str) -> list[Fault]:
    follows = None if np.isnan(number) else number
    value = stated.value
    if (value is None) != (follows is None) or (
        value is not None and follows is not None and abs(value - follows) > 1e-9
    ):
        problem = f"says {value}, its counts give {follows}"
        return [Fault(problem, pointer=pointer, hint="score the predictions again")]
    low, high = stated.low, stated.high
    if (low is None) != (high is None) or (
        low is not None and high is not None and not 0 <= low <= high <= 1
    ):
        return [Fault(f"[{low}, {high}] is no interval of a score", pointer=pointer)]
    return []


def gold_disagreements(result: Result, gold: Sequence[Document], version: str) -> list[Fault]:
    """Where a result does not fit the gold that it says it was scored on.

    Args:
        result: one that agrees with itself.
        gold: the documents of its split in the gold version that is at hand.
        version: that version. A result of another version is not looked at.

    Returns:
        nothing when all is well, or when the result is of another gold version.
    """
    signature = result.signature
    if signature.gold != version:
        return []
    stated, found = signature.gold_sha256, checksum(gold)
    if stated != found:
        return [gold_fault(signature, found)]
    faults = []
    for task in make_tasks(signature.tasks, signature.boundary, signature.labels):
        given = result.tasks[task.name].documents
        at = f"/tasks/{task.name}"
        if set(given) != {document.id for document in gold}:
            faults.append(Fault("its documents are not those of the gold", pointer=at))
            continue
        own = count_matrix(task, gold, gold)
        theirs = np.array([given[document.id] for document in gold], dtype=np.int64)
        index = {name: i for i, name in enumerate(task.counters)}
        names = [m.gold for m in _simple(task) if isinstance(m, FMeasure)]
        columns = sorted({index[name] for name in names})
        for row, column in np.argwhere(own[:, columns] != theirs[:, columns])[:1]:
            place = columns[column]
            faults.append(
                Fault(
                    f"counts {theirs[row, place]} in gold, where there are {own[row, place]}",
                    document=gold[row].id,
                    pointer=f"{at}/{task.counters[place]}",
                )
            )
    return faults


def gold_fault(signature: Signature, found: str) -> Fault:
    """The fault of a result on gold of the installed version's name with other contents."""
    return Fault(
        f"was scored on gold {signature.gold} with the SHA-256 {signature.gold_sha256[:12]}…, "
        f"the one installed has {found[:12]}…",
        pointer="/signature/gold_sha256",
        hint="score the predictions again on the installed gold",
    )
