"""A result as a file: scores that can be checked again, long after they were made.

A result holds the count vector of every document, so that every score in it can be computed again,
and a signature that says what was scored how. :func:`read_result` does the computing: a file whose
scores do not follow from its counts is refused.
"""

from __future__ import annotations

import os
import re
from typing import Any, Literal

import msgspec
import numpy as np

from rawi.errors import Fault, InputError
from rawi.files import decode, read_bytes, whole_file

#: changes whenever the form of the file does
FORMAT = "rawi-result/1"


class Estimate(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A score in 0…1 (``None`` where there was nothing to score), and its 95% interval."""

    value: float | None
    low: float | None = None
    high: float | None = None


class Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was scored, and how; two scores may be compared when all but the predictions agree."""

    rawi: str
    metrics: str
    gold: str
    gold_sha256: str
    split: str
    tasks: list[str]
    boundary: Literal["word", "char"]
    labels: str
    documents: int
    seed: int
    resamples: int
    predictions_sha256: str

    def __str__(self) -> str:
        return "|".join(
            [
                f"rawi:{self.rawi}",
                f"metrics:{self.metrics}",
                f"gold:{self.gold}@{self.gold_sha256[:12]}",
                f"split:{self.split}",
                f"tasks:{'+'.join(self.tasks)}",
                f"boundary:{self.boundary}",
                f"labels:{self.labels}",
                f"n:{self.documents}",
                f"seed:{self.seed}",
                f"resamples:{self.resamples}",
                f"predictions:{self.predictions_sha256[:12]}",
            ]
        )

    @property
    def comparable(self) -> tuple[object, ...]:
        """What must be equal for two results to stand on one board."""
        return (
            self.metrics,
            self.gold,
            self.gold_sha256,
            self.split,
            tuple(self.tasks),
            self.boundary,
            self.labels,
            self.documents,
        )


_SIGNATURE = re.compile(
    r"rawi:(?P<rawi>[^|]+)\|metrics:(?P<metrics>[^|]+)\|gold:(?P<gold>[^|]+)@(?P<gold_sha256>[0-9a-f]+)"
    r"\|split:(?P<split>[^|]+)\|tasks:(?P<tasks>[^|]+)\|boundary:(?P<boundary>word|char)"
    r"\|labels:(?P<labels>[^|]+)\|n:(?P<documents>\d+)\|seed:(?P<seed>\d+)\|resamples:(?P<resamples>\d+)"
    r"\|predictions:(?P<predictions_sha256>[0-9a-f]+)"
)


def parse_signature(written: str) -> Signature:
    """The signature that a string stands for; ``str`` of it gives the string back.

    The two checksums stay as short as they were written.

    Raises:
        InputError: the string is no signature.
    """
    match = _SIGNATURE.fullmatch(written.strip())
    if match is None:
        raise InputError(f"is no signature: {written!r}")
    fields: dict[str, Any] = match.groupdict()
    for name in ("documents", "seed", "resamples"):
        fields[name] = int(fields[name])
    fields["tasks"] = fields["tasks"].split("+")
    return Signature(**fields)


class TaskResult(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One task: the counts of every document, and the scores that follow from them."""

    counters: list[str]
    documents: dict[str, list[int]]
    scores: dict[str, dict[str, Estimate]]

    def matrix(self) -> np.ndarray:
        """Count vectors, shape ``(documents, counters)``, documents in the order of the file."""
        return np.array(list(self.documents.values()), dtype=np.int64)


class Result(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one system scored.

    Attributes:
        system: its name.
        signature: what was scored and how.
        rawi: mean of the three headlines, if all three tasks were scored.
        tasks: the tasks by name.
    """

    system: str
    signature: Signature
    rawi: Estimate | None
    tasks: dict[str, TaskResult]
    format: str = FORMAT


def write_result(path: str | os.PathLike[str], result: Result) -> None:
    """Write a result as JSON, whole or not at all."""
    data = msgspec.json.format(msgspec.json.encode(result), indent=1)
    with whole_file(path) as stream:
        stream.write(data + b"\n")


def read_result(path: str | os.PathLike[str]) -> Result:
    """Read a result and check that its scores follow from its counts.

    Raises:
        InputError: the file cannot be read, has another format, or does not agree with itself.
    """
    file = str(path)
    data = read_bytes(path)
    decode(data, file)
    try:
        head = msgspec.json.decode(data)
        if not isinstance(head, dict) or head.get("format") != FORMAT:
            found = head.get("format") if isinstance(head, dict) else None
            raise InputError(
                f"is no result of this version: found format {found!r}, expected {FORMAT!r}",
                file=file,
            )
        result = msgspec.json.decode(data, type=Result)
    except msgspec.DecodeError as error:
        raise InputError(f"is not a result: {error}", file=file) from None
    faults = [fault.at(file=file) for fault in disagreements(result)]
    if faults:
        raise InputError(faults)
    return result


def disagreements(result: Result) -> list[Fault]:
    """Where a result does not agree with itself: counts, scores, tasks, number of documents."""
    from rawi.evaluate.measures import scores
    from rawi.evaluate.score import make_tasks

    found: list[Fault] = []
    signature = result.signature
    if sorted(signature.tasks) != sorted(result.tasks):
        found.append(Fault("its tasks are not those of its signature", pointer="/signature/tasks"))
        return found
    for task in make_tasks(signature.tasks, signature.boundary, signature.labels):
        at = f"/tasks/{task.name}"
        given = result.tasks[task.name]
        if given.counters != list(task.counters):
            found.append(Fault("its counters are those of another version", pointer=at))
            continue
        if len(given.documents) != signature.documents:
            found.append(
                Fault(
                    f"has counts of {len(given.documents)} documents, "
                    f"the signature says {signature.documents}",
                    pointer=at,
                )
            )
            continue
        if any(len(row) != len(given.counters) or min(row) < 0 for row in given.documents.values()):
            found.append(Fault("a count vector is too short, too long or negative", pointer=at))
            continue
        for name, values in scores(task, given.matrix().sum(axis=0)).items():
            for value, number in values.items():
                stated = given.scores.get(name, {}).get(value, Estimate(None)).value
                follows = None if np.isnan(number) else float(number)
                if (stated is None) != (follows is None) or (
                    stated is not None and follows is not None and abs(stated - follows) > 1e-9
                ):
                    found.append(
                        Fault(
                            f"says {stated}, its counts give {follows}",
                            pointer=f"{at}/scores/{name}/{value}",
                            hint="score the predictions again",
                        )
                    )
    return found
