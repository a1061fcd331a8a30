"""What answers cost: requests, tokens, seconds.

A bill is kept with the answer. A rerun that takes the answer from the cache therefore writes the
same prediction, byte for byte, with what it cost once; what a run itself spent is in
:attr:`rawi.baselines.llm.LanguageModel.account`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from rawi.document import Document

#: begins the keys of a bill in the metadata of a prediction; no setting has a dot in its name
PREFIX = "cost."


@dataclass(frozen=True, slots=True)
class Bill:
    """A sum of costs.

    Attributes:
        requests: that were sent, failed ones included.
        retries: those among them that tried again what the server had failed on, or asked again for
            an answer that could not be read.
        prompt_tokens: as the server counts them.
        completion_tokens: as the server counts them.
        unmetered: answers for which the server told no number of tokens, so that the tokens are too
            few.
        milliseconds: of requests; those at the same time add up.
        cached: questions that were answered from the cache and cost nothing. Zero in predictions.
    """

    requests: int = 0
    retries: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    unmetered: int = 0
    milliseconds: int = 0
    cached: int = 0

    def __add__(self, other: Bill) -> Bill:
        return Bill(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Bill)))

    def meta(self) -> dict[str, str]:
        """The bill as metadata of a prediction, under keys that begin with :data:`PREFIX`."""
        return {
            f"{PREFIX}requests": str(self.requests),
            f"{PREFIX}retries": str(self.retries),
            f"{PREFIX}prompt_tokens": str(self.prompt_tokens),
            f"{PREFIX}completion_tokens": str(self.completion_tokens),
            f"{PREFIX}unmetered": str(self.unmetered),
            f"{PREFIX}seconds": f"{self.milliseconds // 1000}.{self.milliseconds % 1000:03d}",
        }


def total(bills: Iterable[Bill]) -> Bill:
    """The sum of some bills."""
    return sum(bills, Bill())


def bill_of(predictions: Iterable[Document]) -> Bill:
    """What some predictions cost, by their metadata; nothing for those that do not tell."""
    return total(_read(document.meta) for document in predictions)


def _read(meta: dict[str, str]) -> Bill:
    found = {f.name: 0 for f in fields(Bill)}
    for key, value in meta.items():
        name = key.removeprefix(PREFIX)
        if name != key and name in found and value.isdecimal():
            found[name] = int(value)
    seconds, dot, rest = meta.get(f"{PREFIX}seconds", "").partition(".")
    if dot and seconds.isdecimal() and rest.isdecimal() and len(rest) == 3:
        found["milliseconds"] = 1000 * int(seconds) + int(rest)
    return Bill(**found)
