"""What a system made up costs precision, in every row that it would have stood in."""

from __future__ import annotations

from collections import Counter

from rawi.document import Document, Unanchored
from rawi.evaluate.attribution import Attribution
from rawi.evaluate.claims import Claims
from rawi.evaluate.measures import Task
from rawi.evaluate.quotes import Quotes
from rawi.evaluate.unanchored import add_entities, add_quantities, add_quotes, add_speakers


def made_up(*items: Unanchored) -> Document:
    return Document("d", unanchored=items)


def zeros(task: Task) -> dict[str, int]:
    return dict.fromkeys(task.counters, 0)


def changed(counts: dict[str, int]) -> dict[str, int]:
    return {name: number for name, number in counts.items() if number}


PERSON = Unanchored("entities", "سامي", "PERS")
QUOTE = Unanchored("quotes", "لا جديد اليوم", "direct")
CLAIM = Unanchored("quantities", "12", "range", "claim")
#: parts that are counted elsewhere or nowhere
OTHERS = (
    Unanchored("marks", "لا جديد", "title"),
    Unanchored("entities", "قال", "PERS", "cue"),
    Unanchored("quantities", "قال", "direct", "source"),
    Unanchored("quotes", "12", "range", "claim"),
)


def test_entities() -> None:
    targets = {"PERS": "PER", "GPE": "LOC", "OCC": ""}
    predicted = made_up(
        PERSON,
        PERSON,
        Unanchored("entities", "بيروت", "GPE"),
        Unanchored("entities", "وزير", "OCC"),  # scored as nothing
        Unanchored("entities", "وزير", "HERO"),  # not among the labels
        QUOTE,
        CLAIM,
        *OTHERS,
    )
    counts: dict[str, int] = Counter()
    add_entities(counts, predicted, targets)
    totals = ("exact", "exact-char", "boundary", "overlap", "partial", "outer", "flat")
    expected = {f"{name}.predicted": 4 for name in totals}
    assert counts == expected | {"exact/PER.predicted": 2, "exact/LOC.predicted": 1}


def test_quotes() -> None:
    task = Quotes()
    counts = zeros(task)
    counts["found.predicted"] = 5
    predicted = made_up(
        QUOTE,
        Unanchored("quotes", "نعم", "indirect"),
        Unanchored("quotes", "آ", ""),
        Unanchored("quotes", "ب", "shouted"),  # a kind that there is none of
        Unanchored("quotes", "قال", part="cue"),
        Unanchored("quotes", "قالت", part="cue"),
        Unanchored("quotes", "سامي", part="source"),
        PERSON,
        CLAIM,
        *OTHERS[:3],
    )
    add_quotes(counts, predicted)
    assert counts.keys() == zeros(task).keys()
    assert changed(counts) == {
        "attribution.predicted": 4,
        "found.predicted": 5 + 4,
        "strict.predicted": 4,
        "core.predicted": 4,
        "characters.predicted": 11 + 3 + 1 + 1,
        "cue.predicted": 2,
        "source.predicted": 1,
        "attribution/direct.predicted": 1,
        "attribution/indirect.predicted": 1,
        "attribution/untyped.predicted": 2,
    }


def test_speakers_of_quotes_that_are_not_there() -> None:
    task = Attribution()
    counts = zeros(task)
    others = (PERSON, CLAIM, *OTHERS, Unanchored("quotes", "قال", part="cue"))
    add_speakers(
        counts, made_up(QUOTE, Unanchored("quotes", "نعم"), Unanchored("quotes", "ب", "?"), *others)
    )
    assert counts.keys() == zeros(task).keys()
    assert changed(counts) == {
        "speakers.predicted": 3,
        "speakers/quote-type/direct.predicted": 1,
        "speakers/quote-type/untyped.predicted": 2,
        "speakers/speaker-kind/none.predicted": 3,
        "speakers/speaker-place/nobody.predicted": 3,
    }


def test_quantities_and_their_claims() -> None:
    task = Claims()
    counts = zeros(task)
    predicted = made_up(
        Unanchored("quantities", "12", "range"),
        CLAIM,
        Unanchored("quantities", "13", "exact"),
        Unanchored("quantities", "14", "bound", "claim"),
        Unanchored("quantities", "15", "heavy", "claim"),  # a kind that there is none of
        PERSON,
        QUOTE,
        *OTHERS,
    )
    add_quantities(counts, predicted)
    assert counts.keys() == zeros(task).keys()
    assert changed(counts) == {
        "span.predicted": 2,
        "overlap.predicted": 2,
        "claim.predicted": 3,
        "claim/range.predicted": 1,
        "claim/bound.predicted": 1,
        "claim/exact.predicted": 1,
    }
