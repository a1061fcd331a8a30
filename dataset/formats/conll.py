"""Reads corpora in columns, CoNLL 2002 and 2003 and all that came after: a word and its tags a line.

A sentence ends at an empty line, a document at ``-DOCSTART-``. The raw text is not in such files: it is
made by joining the words of a sentence with spaces, a sentence a line, so that offsets are exact in the
text that is made. Several columns of tags are layers of nested entities. What is mended is counted and
told with its line; what cannot be read is an error.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rawi.adapters.schemes import Tag
from rawi.dataset.formats.conll_rows import (
    Columns,
    Sentence,
    capped,
    rows_of,
    sentences_of,
    shape_of,
)
from rawi.dataset.formats.conll_tags import Scheme, detect, read_sentence, read_tag
from rawi.document import Document, Entity, Span, sha256_of
from rawi.errors import Fault, InputError
from rawi.files import read_bytes
from rawi.labels import ENTITY_TYPES

_MENDS: Final = {
    "start": "spans that begin with a tag that goes on, read as if it began one",
    "end": "spans that do not end with the tag for that, read as ending there",
    "line-end": "lines that end with a carriage return, which was dropped",
    "bom": "byte order mark, which was dropped",
    "comment": "comment lines, which were passed over",
}


@dataclass(frozen=True, slots=True)
class Mended:
    """One sort of thing that was mended.

    Attributes:
        kind: ``start``, ``end``, ``line-end``, ``bom`` or ``comment``.
        lines: where, 1-based.
    """

    kind: str
    lines: tuple[int, ...]

    def __str__(self) -> str:
        some = ", ".join(map(str, self.lines[:5])) + (", …" if len(self.lines) > 5 else "")
        return f"{len(self.lines)} {_MENDS[self.kind]} (line {some})"


@dataclass(frozen=True, slots=True)
class Imported:
    """What was read.

    Attributes:
        documents: with text, sentences and entities.
        schemes: the dialect of each column of tags.
        mended: what was mended, by kind.
        words: how many.
        sentences: how many.
    """

    documents: list[Document]
    schemes: tuple[Scheme, ...]
    mended: tuple[Mended, ...]
    words: int
    sentences: int


def read_conll(path: str | os.PathLike[str], columns: Columns | None = None) -> Imported:
    """The documents of a file in columns.

    Args:
        path: the file.
        columns: how to read it.

    Returns:
        documents with ids ``<name of the file>-0001`` …, and what was mended.

    Raises:
        InputError: with file and line of everything that cannot be read: bytes that are no UTF-8,
            lines with too few columns or another separator, tags that are none of the dialect, labels
            that are unknown, spans of two columns that cross.
    """
    how = columns or Columns()
    file = str(path)
    mended: dict[str, list[int]] = {}
    rows = list(rows_of(read_bytes(path), file, mended))
    separator, wanted = shape_of(rows, how, file)
    sentences = sentences_of(rows, how, separator, wanted, file)
    if not sentences:
        raise InputError(Fault("holds no words", file=file, line=1))
    schemes = tuple(
        how.scheme or detect(tag for one in sentences for tag in (*one.tags[at], "O"))
        for at in range(len(wanted))
    )
    documents = _documents(sentences, schemes, how, file, mended)
    return Imported(
        documents,
        schemes,
        tuple(Mended(kind, tuple(lines)) for kind, lines in sorted(mended.items())),
        sum(len(one.words) for one in sentences),
        len(sentences),
    )


def _documents(
    sentences: Sequence[Sentence],
    schemes: Sequence[Scheme],
    how: Columns,
    file: str,
    mended: dict[str, list[int]],
) -> list[Document]:
    faults: list[Fault] = []
    labels = _Labels(how, file)
    groups: list[list[Sentence]] = []
    for one in sentences:
        full = bool(groups) and how.sentences and len(groups[-1]) >= how.sentences
        if one.begins_document or full:
            groups.append([])
        groups[-1].append(one)
    made: list[Document] = []
    name = Path(file).stem or "corpus"
    for number, group in enumerate(groups, 1):
        lines: list[str] = []
        spans: list[Span] = []
        entities: set[tuple[int, int, str]] = set()
        at = 0
        for one in group:
            text = " ".join(one.words)
            starts, ends = _places(one.words, at)
            for first, last, label in _chunks(one, schemes, file, faults, mended):
                kind = labels.type_of(label, one.lines[first])
                if kind:
                    entities.add((starts[first], -ends[last - 1], kind))
            spans.append(Span(at, at + len(text)))
            lines.append(text)
            at += len(text) + 1
        faults += _crossings(sorted(entities), file, group)
        whole = "\n".join(lines) + "\n"
        made.append(
            Document(
                f"{name}-{number:04}",
                text=whole,
                sha256=sha256_of(whole),
                meta={"imported": Path(file).name},
                paragraphs=tuple(spans),
                sentences=tuple(spans),
                entities=tuple(
                    Entity(start, -end, kind, id=f"e{k}")
                    for k, (start, end, kind) in enumerate(sorted(entities), 1)
                ),
            )
        )
    faults += labels.faults()
    if faults:
        raise InputError(capped(faults, file))
    return made


def _places(words: Sequence[str], at: int) -> tuple[list[int], list[int]]:
    starts, ends = [], []
    for word in words:
        starts.append(at)
        ends.append(at + len(word))
        at += len(word) + 1
    return starts, ends


def _chunks(
    one: Sentence,
    schemes: Sequence[Scheme],
    file: str,
    faults: list[Fault],
    mended: dict[str, list[int]],
) -> Iterator[tuple[int, int, str]]:
    """First word, one past the last, and label of the spans of all columns."""
    for column, scheme in zip(one.tags, schemes, strict=True):
        tags: list[Tag | None] = []
        for written, line in zip(column, one.lines, strict=True):
            try:
                tags.append(read_tag(written, scheme))
            except ValueError:
                tags.append(None)
                faults.append(
                    Fault(
                        f"the tag {written!r} is none of {scheme.upper()}",
                        file=file,
                        line=line,
                        hint="choose the column with --tags, or the dialect with --scheme",
                    )
                )
        found, mends = read_sentence(tags, scheme)
        for mend in mends:
            mended.setdefault(mend.kind, []).append(one.lines[mend.row])
        yield from ((chunk.first, chunk.last, chunk.type) for chunk in found)


class _Labels:
    """Maps labels to entity types, and remembers those that are unknown."""

    def __init__(self, how: Columns, file: str) -> None:
        self._how = how
        self._file = file
        self._unknown: dict[str, int] = {}
        self._times: Counter[str] = Counter()

    def type_of(self, label: str, line: int) -> str:
        """The type of a label, empty if its spans are left out."""
        if label in self._how.labels:
            return self._how.labels[label]
        if label not in ENTITY_TYPES and not self._how.keep_labels:
            self._unknown.setdefault(label, line)
            self._times[label] += 1
        return label

    def faults(self) -> list[Fault]:
        """One for each unknown label."""
        return [
            Fault(
                f"the label {label!r} ({self._times[label]} spans) is no entity type",
                file=self._file,
                line=line,
                hint=f"say what it is with --map {label}=TYPE, leave it out with --map {label}=, "
                "or keep all labels as they are with --keep-labels",
            )
            for label, line in self._unknown.items()
        ]


def _crossings(
    entities: Sequence[tuple[int, int, str]], file: str, group: Sequence[Sentence]
) -> Iterator[Fault]:
    """Spans of two columns that cross."""
    stack: list[tuple[int, str]] = []
    for start, negative_end, kind in entities:
        end = -negative_end
        while stack and stack[-1][0] <= start:
            stack.pop()
        if stack and end > stack[-1][0]:
            at = 0
            for one in group:
                at += len(" ".join(one.words)) + 1
                if start < at:
                    yield Fault(
                        f"in the sentence that begins here, spans of two columns cross: "
                        f"{stack[-1][1]} and {kind}",
                        file=file,
                        line=one.lines[0],
                        hint="layers of nested entities may hold one another, not cross",
                    )
                    break
        stack.append((end, kind))
