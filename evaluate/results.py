"""A result as a file: scores that can be checked again, long after they were made.

A result holds the count vector of every document, so that every score in it can be computed again,
and a signature that says what was scored how. :func:`read_result` does the computing: a file whose
scores do not follow from its counts is refused (:mod:`rawi.evaluate.result_checks`).
"""

from __future__ import annotations

import os
import re
from typing import Any, Literal, TypeVar
from urllib.parse import unquote

import msgspec
import numpy as np
from msgspec import UNSET, UnsetType

from rawi.errors import Fault, InputError
from rawi.files import decode, read_bytes, whole_file

#: changes whenever the form of the file does
FORMAT = "rawi-result/1"


class Estimate(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A score in 0…1 (``None`` where there was nothing to score), and its 95% interval."""

    value: float | None
    low: float | None = None
    high: float | None = None


class Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What was scored, and how; two scores may be compared when all but the predictions agree.

    ``slice`` names what scores of a part were broken down by; it is empty for scores of everything,
    which are the only ones that result files hold.
    """

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
    slice: str = ""

    def __str__(self) -> str:
        return "|".join(
            [
                f"rawi:{self.rawi}",
                f"metrics:{self.metrics}",
                f"gold:{_coded(self.gold)}@{self.gold_sha256[:12]}",
                f"split:{_coded(self.split)}",
                f"tasks:{'+'.join(self.tasks)}",
                f"boundary:{self.boundary}",
                f"labels:{self.labels}",
                f"n:{self.documents}",
                f"seed:{self.seed}",
                f"resamples:{self.resamples}",
                f"predictions:{self.predictions_sha256[:12]}",
                *([f"slice:{_coded(self.slice)}"] if self.slice else []),
            ]
        )

    @property
    def comparable(self) -> tuple[object, ...]:
        """What must be equal for two results to stand on one board.

        The checksum of the gold in the length of a written signature.
        """
        return (
            self.metrics,
            self.gold,
            self.gold_sha256[:12],
            self.split,
            tuple(self.tasks),
            self.boundary,
            self.labels,
            self.documents,
            self.slice,
        )


def _coded(name: str) -> str:
    """A name with what separates the fields of a signature percent-encoded."""
    return name.replace("%", "%25").replace("|", "%7C")


_SIGNATURE = re.compile(
    r"rawi:(?P<rawi>[^|]+)\|metrics:(?P<metrics>[^|]+)\|gold:(?P<gold>[^|]+)@(?P<gold_sha256>[0-9a-f]+)"
    r"\|split:(?P<split>[^|]+)\|tasks:(?P<tasks>[^|]+)\|boundary:(?P<boundary>word|char)"
    r"\|labels:(?P<labels>[^|]+)\|n:(?P<documents>\d+)\|seed:(?P<seed>\d+)\|resamples:(?P<resamples>\d+)"
    r"\|predictions:(?P<predictions_sha256>[0-9a-f]+)(?:\|slice:(?P<slice>[^|]+))?"
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
    for name in ("gold", "split", "slice"):
        fields[name] = unquote(fields[name] or "")
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
        link: address of a page about the system, as its makers gave it.
        description: one line on it, as its makers gave it.
        cost: what the predictions cost by their own metadata (:mod:`rawi.evaluate.costs`), summed over
            the documents: seconds, requests, tokens; absent where they do not tell.
    """

    system: str
    signature: Signature
    rawi: Estimate | None
    tasks: dict[str, TaskResult]
    format: str = FORMAT
    link: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    cost: dict[str, float] | UnsetType = UNSET


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
    from rawi.evaluate.result_checks import disagreements

    file = str(path)
    result = decode_as(Result, read_object(path), FORMAT, file)
    faults = [fault.at(file=file) for fault in disagreements(result)]
    if faults:
        raise InputError(faults)
    return result


def read_object(path: str | os.PathLike[str]) -> dict[str, Any]:
    """The JSON object in a file that is a result of some format.

    Raises:
        InputError: the file cannot be read or holds no JSON object.
    """
    file = str(path)
    data = read_bytes(path)
    decode(data, file)
    try:
        value = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError) as error:
        raise InputError(f"is not a result: {error}", file=file) from None
    return value if isinstance(value, dict) else {}


_Made = TypeVar("_Made")


def decode_as(kind: type[_Made], value: dict[str, Any], form: str, file: str) -> _Made:
    """A JSON object as a struct of one format.

    Args:
        kind: the struct.
        value: the object.
        form: what its field ``format`` must say.
        file: where it comes from, for the message.

    Raises:
        InputError: it has another format, or fields that do not fit.
    """
    found = value.get("format")
    if found != form:
        raise InputError(
            Fault(
                f"is no result of this version: found format {found!r}, expected {form!r}",
                file=file,
                hint="score the predictions again with this version of rawi",
            )
        )
    try:
        return msgspec.convert(value, type=kind)
    except msgspec.ValidationError as error:
        raise InputError(f"is not a result: {error}", file=file) from None
