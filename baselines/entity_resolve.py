"""From candidates to a set of spans that nest and never cross."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that some rule found.

    Attributes:
        start: first character.
        end: one past the last character.
        type: entity type.
        how: the rule: ``time``, ``name``, ``adjective``, ``noun``, ``person``, ``headed``, ``site``.
    """

    start: int
    end: int
    type: str
    how: str


#: what may stand inside a span of a type; what is not in the table may hold anything
_INSIDE: Final[dict[str, frozenset[str]]] = {
    "PERS": frozenset(),
    "NORP": frozenset(),
    "LANGUAGE": frozenset(),
    "WEBSITE": frozenset({"ORG"}),
    "GPE": frozenset(),
    "LOC": frozenset(),
    "DATE": frozenset(),
    "ORDINAL": frozenset(),
    "TIME": frozenset({"DATE", "GPE"}),
    "FAC": frozenset({"GPE", "LOC", "PERS", "NORP", "OCC", "ORG"}),
    "EVENT": frozenset({"GPE", "LOC", "PERS", "NORP", "ORG", "DATE", "ORDINAL", "EVENT"}),
    "LAW": frozenset({"GPE", "LOC", "PERS", "NORP", "ORG", "DATE", "LAW", "ORDINAL"}),
    "ORG": frozenset({"GPE", "LOC", "PERS", "NORP", "ORG", "FAC"}),
    "OCC": frozenset(
        {
            "GPE",
            "LOC",
            "PERS",
            "NORP",
            "ORG",
            "FAC",
            "OCC",
            "LAW",
            "EVENT",
            "DATE",
            "PRODUCT",
            "WEBSITE",
        }
    ),
    "PRODUCT": frozenset({"PERS", "NORP", "ORG"}),
}
#: which of two crossing candidates stays: the lower
_RANK: Final[dict[str, int]] = {
    "time": 0,
    "person": 1,
    "site": 1,
    "name": 2,
    "headed": 3,
    "noun": 4,
    "adjective": 5,
}


def resolve(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Spans that nest, in order of start, the longer first.

    Of two that cross, the one of the surer rule stays, then the longer. What must not stand inside
    its outer span is dropped, and so is a second type on the same span.
    """
    unique: dict[tuple[int, int], Candidate] = {}
    for candidate in candidates:
        if candidate.start >= candidate.end:
            continue
        place = (candidate.start, candidate.end)
        rival = unique.get(place)
        if rival is None or _RANK[candidate.how] < _RANK[rival.how]:
            unique[place] = candidate
    ordered = sorted(unique.values(), key=lambda span: (span.start, -span.end))
    dropped: set[Candidate] = set()
    open_spans: list[Candidate] = []
    for candidate in ordered:
        while open_spans and open_spans[-1].end <= candidate.start:
            open_spans.pop()
        crossing = [span for span in open_spans if candidate.end > span.end]
        if crossing:
            if all(_stronger(candidate, span) for span in crossing):
                dropped.update(crossing)
                open_spans = [span for span in open_spans if span not in dropped]
            else:
                dropped.add(candidate)
                continue
        open_spans.append(candidate)
    return _nested([span for span in ordered if span not in dropped])


def _stronger(left: Candidate, right: Candidate) -> bool:
    return (_RANK[left.how], right.end - right.start) < (_RANK[right.how], left.end - left.start)


def _nested(spans: list[Candidate]) -> list[Candidate]:
    kept: list[Candidate] = []
    open_spans: list[Candidate] = []
    for span in spans:
        while open_spans and open_spans[-1].end <= span.start:
            open_spans.pop()
        if any(outer.type == span.type and outer.start == span.start for outer in open_spans):
            continue  # مجلس النواب is not a second name in مجلس النواب اللبناني
        if all(span.type in _INSIDE.get(outer.type, (span.type,)) for outer in open_spans):
            kept.append(span)
            open_spans.append(span)
    return kept
