"""The lines of a file in columns: which separator, which columns, which sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from rawi.dataset.formats.conll_tags import Scheme
from rawi.errors import Fault, InputError
from rawi.files import decode
from rawi.jsonl import MOST_FAULTS

_BOM: Final = b"\xef\xbb\xbf"
_DOCSTART: Final = "-DOCSTART-"
# CoNLL-U: "# sent_id = 7", "# newdoc id = a"; a word that is # is no comment
_COMMENT: Final = re.compile(r"#\s*(?:\w[\w.:-]*\s*=|newdoc\b|newpar\b)")


@dataclass(frozen=True, slots=True)
class Columns:
    """How to read a file.

    Attributes:
        word: the column of the words, counted from 1.
        tags: the columns of the tags; the last one if none is given. Several are layers of nested
            entities.
        separator: ``tab``, ``space`` (any white space), or a sign; found out if empty.
        scheme: the dialect of the tags; found out for each column if ``None``.
        labels: other names for labels; an empty name leaves the spans of that label out.
        keep_labels: whether labels that are no entity types are kept as they are.
        sentences: after so many sentences a new document begins, besides at ``-DOCSTART-``; 0 for
            never.
    """

    word: int = 1
    tags: tuple[int, ...] = ()
    separator: str = ""
    scheme: Scheme | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    keep_labels: bool = False
    sentences: int = 0


@dataclass(slots=True)
class Sentence:
    """Lines of one sentence.

    Attributes:
        lines: their 1-based numbers.
        words: one a line.
        tags: for each column one a line.
        begins_document: whether a document begins with it.
    """

    lines: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    tags: list[list[str]] = field(default_factory=list)
    begins_document: bool = False


def rows_of(data: bytes, file: str, mended: dict[str, list[int]]) -> Iterator[tuple[int, str]]:
    """Numbered lines without line ends, comments left out."""
    if data.startswith(_BOM):
        data = data[len(_BOM) :]
        mended["bom"] = [1]
    if b"\r" in data:
        for number, line in enumerate(data.split(b"\n"), 1):
            if line.endswith(b"\r"):
                mended.setdefault("line-end", []).append(number)
        data = data.replace(b"\r\n", b"\n").removesuffix(b"\r")
    for number, row in enumerate(decode(data, file).split("\n"), 1):
        if row.startswith("#") and _COMMENT.match(row):
            mended.setdefault("comment", []).append(number)
            continue
        yield number, row


def shape_of(
    rows: Sequence[tuple[int, str]], how: Columns, file: str
) -> tuple[str | None, tuple[int, ...]]:
    """The separator (``None`` for any white space) and the columns of tags, counted from 0."""
    first = next(
        ((n, line) for n, line in rows if line.strip() and not line.startswith(_DOCSTART)), None
    )
    if first is None:
        raise InputError(Fault("holds no words", file=file, line=1))
    number, line = first
    if how.separator in ("", "tab", "space"):
        tabs = how.separator == "tab" or (not how.separator and "\t" in line)
        separator = "\t" if tabs else None
    else:
        separator = how.separator
    count = len(line.split(separator))
    if count < 2:
        raise InputError(
            Fault(
                f"has {count} column, a word and at least one tag are expected",
                file=file,
                line=number,
                hint="say with --separator what stands between the columns",
            )
        )
    wanted = tuple(column - 1 for column in how.tags) or (count - 1,)
    for column in (how.word - 1, *wanted):
        if not 0 <= column < count:
            raise InputError(
                Fault(
                    f"has {count} columns, there is no column {column + 1}", file=file, line=number
                )
            )
    if how.word - 1 in wanted:
        raise InputError(
            Fault(f"column {how.word} is asked for as words and as tags", file=file, line=number)
        )
    return separator, wanted


def sentences_of(
    rows: Iterable[tuple[int, str]],
    how: Columns,
    separator: str | None,
    wanted: tuple[int, ...],
    file: str,
) -> list[Sentence]:
    """The sentences of numbered lines. Raises InputError with every line that does not fit."""
    found: list[Sentence] = []
    faults: list[Fault] = []
    needed = max(how.word - 1, *wanted) + 1
    current = Sentence(tags=[[] for _ in wanted], begins_document=True)
    for number, line in rows:
        if not line.strip() or line.startswith(_DOCSTART):
            if current.words:
                found.append(current)
                current = Sentence(tags=[[] for _ in wanted])
            current.begins_document |= line.startswith(_DOCSTART)
            continue
        cells = line.split(separator)
        fault = _row_fault(line, cells, separator, needed, how)
        if fault is not None:
            faults.append(fault.at(file=file, line=number))
            continue
        current.lines.append(number)
        current.words.append(" ".join(cells[how.word - 1].split()))
        for column, tags in zip(wanted, current.tags, strict=True):
            tags.append(cells[column].strip())
    if current.words:
        found.append(current)
    if faults:
        raise InputError(capped(faults, file))
    return found


def _row_fault(
    line: str, cells: Sequence[str], separator: str | None, needed: int, how: Columns
) -> Fault | None:
    """What is wrong with the columns of a line."""
    if separator is None and not how.separator and "\t" in line:
        return Fault(
            "has a tab, the lines before are separated by spaces",
            hint="give --separator space if any white space separates columns, or mend the line",
        )
    if len(cells) < needed:
        other = separator == "\t" and len(line.split()) >= needed
        return Fault(
            f"has {len(cells)} columns, {needed} are expected"
            + (": it is separated by spaces, the lines before by tabs" if other else ""),
            hint="a word and its tags stand on one line; sentences are parted by an empty line",
        )
    if not cells[how.word - 1].strip():
        return Fault(f"has no word in column {how.word}")
    return None


def capped(faults: Sequence[Fault], file: str) -> list[Fault]:
    """The first faults by line, and how many more there are."""
    ordered = sorted(faults, key=lambda fault: fault.line or 0)
    more = len(ordered) - MOST_FAULTS
    rest = [Fault(f"and {more} more faults", file=file)] if more > 0 else []
    return [*ordered[:MOST_FAULTS], *rest]
