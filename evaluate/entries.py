"""What may stand on a board, and how far it can be trusted.

Three tiers, never mixed up:

- ``rescored here``: the predictions were at hand and were scored again on the gold at hand;
- ``predictions supplied``: a result with counts of every document, which its scores follow from
  (:mod:`rawi.evaluate.result_checks`), and whose items in gold are those of the gold at hand;
- ``score only``: somebody's word: scores and a signature, no counts. No interval and no test can be
  computed from it, so it is shown without either and is not ranked.

A score alone is a JSON object: ``{"format": "rawi-score/1", "system": …, "signature": …, "scores":
{"ner": 0.71}}``, scores in 0…1, one for each task of the signature; ``link`` and ``description`` are
optional.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import msgspec

from rawi.document import Document
from rawi.errors import Fault, InputError
from rawi.evaluate.comparison import MEAN
from rawi.evaluate.result_checks import (
    disagreements,
    gold_disagreements,
    gold_fault,
    name_faults,
    signature_faults,
)
from rawi.evaluate.results import (
    FORMAT,
    Result,
    Signature,
    decode_as,
    parse_signature,
    read_object,
)
from rawi.evaluate.score import checksum, make_tasks, score
from rawi.labels import label_map
from rawi.predictions import match_up, numbered_predictions

Tier = Literal["rescored here", "predictions supplied", "score only"]
RESCORED: Tier = "rescored here"
SUPPLIED: Tier = "predictions supplied"
SCORE_ONLY: Tier = "score only"
SCORE_FORMAT = "rawi-score/1"


class ScoreOnly(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody says that a system scored."""

    format: str
    system: str
    signature: str
    scores: dict[str, float]
    link: str = ""
    description: str = ""


@dataclass(frozen=True)
class Entry:
    """A system that may stand on a board.

    Attributes:
        system: its name.
        signature: what was scored and how.
        tier: how far it can be trusted; ``None`` if nobody looked.
        result: the counts; ``None`` where only scores are known.
        scores: what is known where there are no counts: tasks, and their mean if there are several.
        link: an address, as its makers gave it.
        description: a line, as its makers gave it.
    """

    system: str
    signature: Signature
    tier: Tier | None = None
    result: Result | None = None
    scores: Mapping[str, float] = field(default_factory=dict)
    link: str = ""
    description: str = ""

    @staticmethod
    def of(result: Result, tier: Tier | None = None) -> Entry:
        """The entry of a result."""
        return Entry(
            result.system,
            result.signature,
            tier,
            result,
            link=result.link or "",
            description=result.description or "",
        )


@dataclass(frozen=True)
class GoldAtHand:
    """The gold that results can be held against.

    Attributes:
        version: version of the installed gold set.
        splits: its splits.
        load: gives the documents of one of them.
        custom: gold of the user's own, for results that were scored on such.
    """

    version: str
    splits: Sequence[str]
    load: Callable[[str], Sequence[Document]]
    custom: Sequence[Document] | None = None

    def documents(self, signature: Signature) -> Sequence[Document] | None:
        """The gold that a signature names; ``None`` if it is not at hand.

        Raises:
            InputError: it names a split that its gold version does not have.
        """
        if signature.gold == "custom":
            return self.custom
        if signature.gold != self.version:
            return None
        if signature.split not in self.splits:
            raise InputError(
                Fault(
                    f"gold {self.version} has no split {signature.split!r}, "
                    f"expected one of {', '.join(self.splits)}",
                    pointer="/signature/split",
                )
            )
        return self.load(signature.split)


def read_entry(path: str | os.PathLike[str], gold: GoldAtHand) -> Entry:
    """A result or a score alone, checked as far as the gold at hand allows.

    A result is rescored if its predictions stand beside it under the same name with the ending
    ``.jsonl`` and hash to its signature.

    Raises:
        InputError: another format, or something that does not follow.
    """
    file = str(path)
    value = read_object(path)
    try:
        if value.get("format") == SCORE_FORMAT:
            return _score_only(decode_as(ScoreOnly, value, SCORE_FORMAT, file), gold)
        result = decode_as(Result, value, FORMAT, file)
        faults = disagreements(result)
        if faults:
            raise InputError(faults)
        documents = gold.documents(result.signature)
        if documents is None:
            return Entry.of(result, SUPPLIED)
        faults = gold_disagreements(result, documents, result.signature.gold)
        if faults:
            raise InputError(faults)
        beside = Path(path).with_suffix(".jsonl")
        rescored = beside.is_file() and _rescored(result, beside, documents)
        return Entry.of(result, RESCORED if rescored else SUPPLIED)
    except InputError as error:
        raise InputError(fault.at(file=fault.file or file) for fault in error.faults) from None


def _score_only(given: ScoreOnly, gold: GoldAtHand) -> Entry:
    signature = parse_signature(given.signature)
    faults = [*name_faults(given.system), *signature_faults(signature)]
    if set(given.scores) != set(signature.tasks):
        found, expected = ", ".join(given.scores) or "none", ", ".join(signature.tasks)
        problem = f"found scores of {found}, its signature says {expected}"
        faults.append(Fault(problem, pointer="/scores"))
    for name, number in given.scores.items():
        if not 0 <= number <= 1:
            problem = f"found {number}, a score lies in 0…1"
            faults.append(Fault(problem, pointer=f"/scores/{name}", hint="divide percents by 100"))
    if faults:
        raise InputError(faults)
    tasks = make_tasks(signature.tasks, signature.boundary, signature.labels)
    documents = gold.documents(signature)
    if documents is not None:
        found = checksum(documents)
        if len(signature.gold_sha256) < 12 or not found.startswith(signature.gold_sha256):
            raise InputError(gold_fault(signature, found))
    scores = {task.name: given.scores[task.name] for task in tasks}
    if len(scores) > 1:
        scores[MEAN] = sum(scores.values()) / len(scores)
    return Entry(
        given.system,
        signature,
        SCORE_ONLY,
        scores=scores,
        link=given.link,
        description=given.description,
    )


def _rescored(result: Result, predictions: Path, gold: Sequence[Document]) -> bool:
    """Whether a file holds the predictions of a result, which then has to follow from them."""
    signature = result.signature
    by_id = {document.id: document for document in gold}
    try:
        given = numbered_predictions(predictions)
        joined = match_up(
            by_id,
            given,
            file=str(predictions),
            types=tuple(label_map(signature.labels).accepted),
            allow_missing=True,
        )
    except InputError:
        return False  # some other file that happens to have this name
    # they are hashed as they are handed over: from the command line with their texts
    hashes = [checksum([document for _, document in given]), checksum(list(joined.values()))]
    if signature.predictions_sha256 not in hashes:
        return False
    again = score(
        gold,
        joined,
        tasks=signature.tasks,
        boundary=signature.boundary,
        labels=signature.labels,
        resamples=0,
    )
    for name, made in again.tasks.items():
        if made.documents != result.tasks[name].documents:
            raise InputError(
                Fault(
                    f"its counts are not those that its predictions give, {predictions.name}",
                    pointer=f"/tasks/{name}",
                    hint="score the predictions again",
                )
            )
    return True
