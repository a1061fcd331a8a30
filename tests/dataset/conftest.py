"""Documents that the tests of formats share."""

from __future__ import annotations

import pytest

from rawi.dataset.load import load
from rawi.document import (
    Bound,
    Claim,
    Document,
    Entity,
    Mark,
    Quantity,
    Quote,
    RegistryEntry,
    Source,
    Span,
    Unit,
    sha256_of,
)


@pytest.fixture
def every_article() -> list[Document]:
    """The whole gold set, in the order of ids."""
    return sorted(load("all"), key=lambda document: document.id)


@pytest.fixture
def hard() -> Document:
    """What the gold set has no example of, all at once."""
    text = "«أ ب» قال ج، 😀 «د\nهـ»\n\n3 أو 4 آلاف  <x> & ثم"
    return Document(
        "hard-1",
        text=text,
        sha256=sha256_of(text),
        paragraphs=(Span(0, 17), Span(18, 21), Span(23, len(text))),
        sentences=(Span(0, 17), Span(18, 21), Span(23, len(text))),
        registry=(RegistryEntry("j", "ج & <ج>", "group"), RegistryEntry("k", "ك", "other")),
        entities=(
            Entity(1, 4, "PERS", "e1", "j", "org"),
            Entity(10, 11, "ORG"),
            Entity(13, 14, "PRODUCT", "e 2"),
        ),
        quotes=(
            Quote(
                (Span(0, 5), Span(15, 21)),
                "q1",
                "mixed",
                "speech",
                (Span(6, 9),),
                Source((Span(10, 11),), "j", "collective", "ج ج"),
                (Source((), None, "none"), Source((Span(13, 14),), "k", "document")),
                None,
                "negated",
            ),
            Quote((Span(16, 17),), parent="q1"),
        ),
        marks=(Mark(16, 17, "scare", "m1"),),
        quantities=(
            Quantity(
                23, 34, "n1", "range", None, Bound("3000", False), Bound("4000"), "1000",
                Unit("", Span(30, 34), "أسرة كبيرة"), Span(25, 27), "change", "up",
                Claim(Span(36, 39), Span(37, 38), Span(40, 41), "denied", Span(42, 44)),
            ),
            Quantity(40, 41, kind="vague", claim=Claim()),
        ),
    )  # fmt: skip
