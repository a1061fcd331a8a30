"""What a format cannot hold, told where documents are written as it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rawi.document import Document
from rawi.errors import Fault, InputError


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that is in documents and not in the files that were written of them.

    Attributes:
        what: in words, such as ``"the division into sentences"``.
        documents: how many documents lose it.
        why: what the format has in its place, or how to get it back.
    """

    what: str
    documents: int
    why: str = ""

    def __str__(self) -> str:
        plural = "" if self.documents == 1 else "s"
        return f"not held: {self.what} ({self.documents} document{plural})" + (
            f"; {self.why}" if self.why else ""
        )


@dataclass(frozen=True, slots=True)
class Written:
    """What an export did: the files, and what they do not hold."""

    paths: tuple[Path, ...]
    losses: tuple[Loss, ...] = ()


class Losses:
    """Counts documents by what they lose."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()

    def add(self, what: str, why: str = "") -> None:
        """One more document loses this."""
        self._counts[what, why] += 1

    def common(
        self,
        document: Document,
        *,
        meta: bool = False,
        division: bool = False,
        layers: bool = False,
        names: bool = False,
    ) -> None:
        """Counts what is not in most formats, as far as this document has it.

        Args:
            document: the one that is written.
            meta: whether the format holds its metadata.
            division: whether it holds paragraphs and sentences.
            layers: whether it tells a layer that is empty from one that was not annotated.
            names: whether it holds predictions that could not be given a place.
        """
        if document.meta and not meta:
            self.add("the metadata")
        if not division and (document.paragraphs or document.sentences):
            self.add("the division into paragraphs and sentences", "it is made again by rule")
        every = (document.entities, document.quotes, document.marks, document.quantities)
        if None in every and not layers:
            self.add("that a layer was not annotated", "it is read as empty")
        if document.unanchored and not names:
            self.add("predictions without a place")

    def found(self) -> tuple[Loss, ...]:
        """All of them, in the order in which they were first met."""
        return tuple(Loss(what, count, why) for (what, why), count in self._counts.items())


def check_names(documents: Sequence[Document]) -> None:
    """Makes sure that every document can have a file of its own, named by its id.

    Raises:
        InputError: an id that is no name of a file, or that is given twice; with all of them.
    """
    seen: set[str] = set()
    faults = []
    for document in documents:
        name = document.id
        is_name = bool(name) and name.isprintable() and not set(name) & set('/\\:*?"<>|')
        if name in seen or not is_name or name in (".", ".."):
            faults.append(
                Fault(
                    f"the id {name!r} cannot name a file of its own",
                    document=name,
                    hint="give each document another id, of letters, digits, '-' and '_'",
                )
            )
        seen.add(name)
    if faults:
        raise InputError(faults)
