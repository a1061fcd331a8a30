from __future__ import annotations

import pytest

from rawi.document import Bound, Document, Entity, Quantity, Quote, Source, Span, sha256_of
from rawi.errors import InputError
from rawi.predictions import match_up

TEXT = "زار موسكو أمس"
GOLD = {name: Document(name, text=TEXT, sha256=sha256_of(TEXT), entities=()) for name in ("a", "b")}


def problems(*predictions: Document, **options: bool) -> list[str]:
    with pytest.raises(InputError) as caught:
        match_up(GOLD, [(i + 1, p) for i, p in enumerate(predictions)], file="p.jsonl", **options)
    return [str(fault) for fault in caught.value.faults]


def test_joined_in_the_order_of_gold_with_text() -> None:
    joined = match_up(GOLD, [(1, Document("b", entities=())), (2, Document("a"))])
    assert list(joined) == ["a", "b"]
    assert all(document.text == TEXT for document in joined.values())
    assert joined["a"].entities is None
    assert joined["b"].entities == ()


def test_unknown_duplicate_and_missing() -> None:
    assert "no gold document has this id; there are a, b" in problems(Document("c"))[0]
    assert "a second prediction" in problems(Document("a"), Document("b"), Document("a"))[0]
    (missing,) = problems(Document("a"))
    assert "no prediction for b" in missing
    assert "--allow-missing" in missing


def test_missing_counts_as_empty_when_allowed() -> None:
    joined = match_up(GOLD, [(1, Document("a"))], allow_missing=True)
    assert joined["b"] == Document("b", text=TEXT, sha256=sha256_of(TEXT))


def test_other_text_is_refused() -> None:
    other = TEXT.replace("أ", "ا")
    (by_sum,) = problems(Document("a", sha256=sha256_of(other)), Document("b"))
    assert "SHA-256" in by_sum and "p.jsonl:1" in by_sum
    (by_text,) = problems(Document("a", text=other), Document("b"))
    assert "from offset 10: 'ا' for 'أ'" in by_text
    (by_length,) = problems(Document("a", text=TEXT + "."), Document("b"))
    assert "14 for 13 characters" in by_length


@pytest.mark.parametrize(
    ("document", "pointer", "message"),
    [
        (Document("a", entities=(Entity(0, 99, "GPE"),)), "/entities/0", "outside the text, which has 13"),
        (Document("a", entities=(Entity(-1, 3, "GPE"),)), "/entities/0", "outside the text"),
        (Document("a", entities=(Entity(3, 0, "GPE"),)), "/entities/0", "reversed or empty"),
        (Document("a", entities=(Entity(3, 3, "GPE"),)), "/entities/0", "reversed or empty"),
        (Document("a", entities=(Entity(0, 3, "CITY"),)), "/entities/0/type", "unknown entity type 'CITY'"),
        (Document("a", quotes=(Quote((Span(0, 3), Span(2, 5))),)), "/quotes/0/content/1", "overlap"),
        (Document("a", quotes=(Quote(()),)), "/quotes/0/content", "without content"),
        (Document("a", quotes=(Quote((Span(0, 3),), source=Source((Span(4, 40),))),)), "/quotes/0/source/spans/0", "outside"),
        (Document("a", quantities=(Quantity(0, 3, value="1e5"),)), "/quantities/0/value", "no exact number"),
        (Document("a", quantities=(Quantity(0, 3, value="1/0"),)), "/quantities/0/value", "no exact number"),
        (Document("a", quantities=(Quantity(0, 3, low=Bound("x")),)), "/quantities/0/low/value", "no exact number"),
        (Document("a", quantities=(Quantity(0, 3, value="3", modifier=Span(9, 2)),)), "/quantities/0/modifier", "reversed"),
    ],
)  # fmt: skip
def test_broken_items_are_named(document: Document, pointer: str, message: str) -> None:
    (problem,) = problems(document, Document("b"))
    assert f"p.jsonl:1, document a, at {pointer}:" in problem
    assert message in problem
