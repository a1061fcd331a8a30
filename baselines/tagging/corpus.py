"""The documents that a tagger is trained on, and what its manifest says of them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from rawi.baselines.tagging.layout import Family, Roles
from rawi.baselines.tagging.roles import roles_of
from rawi.document import Document
from rawi.errors import Fault, InputError
from rawi.jsonl import encode_document


@dataclass(frozen=True, slots=True)
class Corpus:
    """Documents with their name, for the manifest."""

    name: str
    documents: Sequence[Document]

    @property
    def sha256(self) -> str:
        """SHA-256 of the documents, encoded as they are used, in their order."""
        digest = hashlib.sha256()
        for document in self.documents:
            digest.update(encode_document(document) + b"\n")
        return digest.hexdigest()


def corpus_roles(corpus: Corpus) -> list[Roles]:
    """The role spans of documents that all have the same layers.

    Raises:
        InputError: no documents, one without text, or layers that only some have.
    """
    if not corpus.documents:
        raise InputError(Fault("holds no documents", file=corpus.name))
    found: list[Roles] = []
    faults = []
    first: set[Family] = set()
    for number, document in enumerate(corpus.documents):
        if document.text is None:
            faults.append(Fault("has no text", file=corpus.name, document=document.id))
            continue
        roles = roles_of(document)
        first = first if number else set(roles)
        if set(roles) != first:
            has, expected = ", ".join(sorted(roles)), ", ".join(sorted(first))
            faults.append(
                Fault(
                    f"has the layers {has or 'none'}, the first document has {expected or 'none'}",
                    file=corpus.name,
                    document=document.id,
                    hint="a missing layer would be learned as an empty one; take out what not all have",
                )
            )
        found.append(roles)
    if faults:
        raise InputError(faults[:20])
    return found


class Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a model was trained on, chosen or stopped by, for its manifest.

    Attributes:
        name: of the file or split.
        sha256: of the documents, encoded as they were used.
        documents: how many.
        tokens: how many.
        spans: how many of each label, by family.
        lost: spans that the tags of the model cannot hold, by reason.
    """

    name: str
    sha256: str
    documents: int
    tokens: int
    spans: dict[str, dict[str, int]] = {}
    lost: dict[str, int] = {}


def data_of(
    corpus: Corpus,
    roles: Sequence[Roles],
    tokens: int,
    lost: Iterable[str],
) -> Data:
    """What a manifest says of a corpus.

    Args:
        corpus: the documents.
        roles: their role spans, as of :func:`corpus_roles`.
        tokens: how many tokens they have.
        lost: the reason of every span that cannot be held.
    """
    spans: dict[str, Counter[str]] = {}
    for one in roles:
        for family, found in one.items():
            spans.setdefault(family, Counter()).update(span.label for span in found)
    return Data(
        name=Path(corpus.name).name,
        sha256=corpus.sha256,
        documents=len(corpus.documents),
        tokens=tokens,
        spans={family: dict(sorted(count.items())) for family, count in spans.items()},
        lost=dict(sorted(Counter(lost).items())),
    )
