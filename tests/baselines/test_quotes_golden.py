"""Invented passages, one case each; the notation is explained at the head of the data file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from rawi.baselines.quotes import read_quotes
from rawi.document import Entity, Quote, Source, Span

_TAG = re.compile(r"\[([A-Z]+) |\]")
_FILE = Path(__file__).with_name("quotes_golden.txt")


@dataclass(frozen=True)
class Case:
    name: str
    text: str
    entities: tuple[Entity, ...]
    quotes: tuple[tuple[str, ...], ...]
    marks: tuple[tuple[str, str], ...]


def read_text(marked: str) -> tuple[str, tuple[Entity, ...]]:
    plain: list[str] = []
    length = at = 0
    opened: list[tuple[str, int]] = []
    found: list[Entity] = []
    for tag in _TAG.finditer(marked):
        plain.append(marked[at : tag.start()])
        length += tag.start() - at
        at = tag.end()
        if tag.group(1):
            opened.append((tag.group(1), length))
        else:
            label, start = opened.pop()
            found.append(Entity(start, length, label))
    plain.append(marked[at:])
    return "".join(plain), tuple(found)


def read_cases() -> list[Case]:
    blocks = re.split(r"^@ ", _FILE.read_text("utf-8"), flags=re.MULTILINE)[1:]
    return [read_case(block) for block in blocks]


def read_case(block: str) -> Case:
    lines = block.rstrip().split("\n")
    texts: list[str] = []
    quotes: list[list[str]] = []
    marks: list[tuple[str, str]] = []
    for line in lines[1:]:
        if line.startswith("+ "):
            quotes.append([cell.strip() for cell in line[2:].split("|")])
        elif line.startswith("  > "):
            quotes[-1].append(line[4:])
        elif line.startswith("- "):
            function, words = line[2:].split(" | ")
            marks.append((function, words))
        else:
            texts.append(line)
    text, entities = read_text("\n".join(texts))
    found = tuple(tuple(quote) for quote in quotes)
    return Case(lines[0].split(" | ")[0], text, entities, found, tuple(marks))


CASES = read_cases()


def shown(case: Case) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, str], ...]]:
    reading = read_quotes(case.text, case.entities)
    names = {entry.id: entry.name for entry in reading.registry}

    def words(span: Span) -> str:
        return case.text[span.start : span.end]

    def joined(spans: tuple[Span, ...]) -> str:
        return " + ".join(words(span) for span in spans) or "-"

    def row(quote: Quote) -> tuple[str, ...]:
        source = quote.source or Source(kind="none")
        return (
            f"{quote.type} {quote.act} {quote.factuality}",
            joined(quote.cue),
            joined(source.spans),
            source.kind,
            names.get(source.entity or "", "-"),
            " + ".join(joined(via.spans) for via in quote.via) or "-",
            *(words(span) for span in quote.content),
        )

    marks = tuple((mark.function, case.text[mark.start : mark.end]) for mark in reading.marks)
    return tuple(sorted(map(row, reading.quotes))), tuple(sorted(marks))


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_passage(case: Case) -> None:
    assert shown(case) == (tuple(sorted(case.quotes)), tuple(sorted(case.marks)))


def test_there_are_enough_passages() -> None:
    assert len(CASES) >= 120
    assert len({case.name for case in CASES}) == len(CASES)
