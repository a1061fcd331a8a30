"""The documents that a tagger is trained on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from rawi.baselines.tagging.layout import Family, RoleSpan
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


def corpus_roles(corpus: Corpus) -> list[dict[Family, tuple[RoleSpan, ...]]]:
    """The role spans of documents that all have the same layers.

    Raises:
        InputError: no documents, one without text, or layers that only some have.
    """
    if not corpus.documents:
        raise InputError(Fault("holds no documents", file=corpus.name))
    found = []
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
