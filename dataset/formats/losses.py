"""What a format cannot hold, told where documents are written as it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rawi.document import Document


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
        absent = [
            n for n in ("entities", "quotes", "marks", "quantities") if is_absent(document, n)
        ]
        if absent and not layers:
            self.add("that a layer was not annotated", "it is read as empty")
        if document.unanchored and not names:
            self.add("predictions without a place")

    def found(self) -> tuple[Loss, ...]:
        """All of them, in the order in which they were first met."""
        return tuple(Loss(what, count, why) for (what, why), count in self._counts.items())


def is_absent(document: Document, layer: str) -> bool:
    """Whether a layer was not annotated, which is something else than empty."""
    return getattr(document, layer) is None


def refuse_names(documents: Sequence[Document]) -> Iterable[str]:
    """Ids of documents that cannot be names of files, or that are given twice."""
    seen: set[str] = set()
    for document in documents:
        name = document.id
        if not name or name in seen or name in (".", "..") or set(name) & set('/\\:*?"<>|\n\t\0'):
            yield name
        seen.add(name)
