from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rawi.dataset.checks import check
from rawi.dataset.markup import compile_article, read_article
from rawi.dataset.skeleton import skeleton
from rawi.dataset.writer import write_article
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
)
from rawi.errors import InputError

GUIDELINES = Path(__file__).parent.parent.parent / "annotation_guidelines"
_EXAMPLE = re.compile(r"```xml (right|wrong)\n(.*?)```", re.S)


def examples() -> list[tuple[str, str, str]]:
    return [
        (page.name, kind, body)
        for page in sorted(GUIDELINES.glob("*.md"))
        for kind, body in _EXAMPLE.findall(page.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize(("page", "kind", "body"), examples())
def test_examples_of_the_guidelines_compile(page: str, kind: str, body: str) -> None:
    sentences, _, links = body.partition("<links>")
    links = "<links>" + links if links else ""
    xml = f'<article id="example"><text><p>{sentences}</p></text>{links}</article>'
    article = compile_article(xml.encode(), page)
    assert compile_article(write_article(article.document)).document == article.document
    if kind == "right":
        # an example is a sentence out of an article: it has no metadata, and names without registry
        beside = {"meta", "E-23", "Q-04"}
        # and it may mark one layer alone
        if "<q " not in body:
            beside.add("cue-unquoted")
        if "<num " not in body:
            beside.add("number-unmarked")
        assert [f for f in check(article.document) if f.rule not in beside] == []


def test_every_rule_is_numbered_once_and_in_order() -> None:
    for letter, page in (("E", "entities"), ("Q", "quotes"), ("N", "quantities")):
        text = (GUIDELINES / f"{page}.md").read_text(encoding="utf-8")
        numbers = [int(n) for n in re.findall(rf"^\*\*{letter}-(\d\d) ", text, re.M)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert {int(n) for n in re.findall(rf"\b{letter}-(\d\d)\b", text)} <= set(numbers)


def rules_of_the_guidelines() -> list[tuple[str, str]]:
    """Every rule with all that stands under it, up to the next rule or heading."""
    return [
        (found[1], part)
        for page in ("entities", "quotes", "quantities")
        for part in re.split(
            r"^(?=\*\*[EQN]-\d\d |## )",
            (GUIDELINES / f"{page}.md").read_text(encoding="utf-8"),
            flags=re.M,
        )
        if (found := re.match(r"\*\*([EQN]-\d\d) ", part))
    ]


@pytest.mark.parametrize(
    ("rule", "part"), rules_of_the_guidelines(), ids=[rule for rule, _ in rules_of_the_guidelines()]
)
def test_every_rule_has_a_reason_and_is_shown_right_and_wrong(rule: str, part: str) -> None:
    assert "*Reason: " in part, rule
    shown: dict[str, set[str]] = {"right": set(), "wrong": set()}
    for kind, body in _EXAMPLE.findall(part):
        shown[kind].add(body)
    assert shown["right"] and shown["wrong"], rule
    assert not shown["right"] & shown["wrong"], rule


def test_sound_article_as_a_document() -> None:
    document = read_article(Path(__file__).parent / "sound.xml").document
    (quote,) = document.quotes or ()
    (quantity,) = document.quantities or ()
    assert document.text is not None
    assert document.text.startswith("وقالت مديرة هيئة الموانئ سلمى العطار")
    assert document.text.endswith("بيروت.")
    assert [document.words_of(span) for span in quote.cue] == ["قالت"]
    assert quote.source == Source((Span(6, 36),), "salma")
    assert [document.words_of(s) for s in quote.content] == ['إنّ الكلفة "نحو 1.2 مليار يورو"']
    assert document.words_of(quantity) == "1.2 مليار"
    assert quantity.unit is not None and quantity.unit.span is not None
    assert document.words_of(quantity.unit.span) == "يورو"
    assert quantity.claim is not None and quantity.claim.of == quantity.claim.head
    assert [(e.type, e.entity) for e in document.entities or ()] == [
        ("OCC", "salma"), ("ORG", "ports"), ("PERS", "salma"), ("PRODUCT", None), ("GPE", None),
    ]  # fmt: skip


def _article(body: str, links: str = "") -> bytes:
    return f'<article id="a"><text><p>{body}</p></text><links>{links}</links></article>'.encode()


def test_a_quote_over_sentences_is_one_span_and_a_split_one_is_two() -> None:
    link = '<quote id="q1" type="direct" act="speech" factuality="asserted" kind="none"/>'
    over = _article('<s><q id="q1">"أ.</q></s><s><q id="q1b" prev="q1">ب"</q>.</s>', link)
    split = _article('<s><q id="q1">"أ"</q>، قال، <q id="q1b" prev="q1">"ب"</q>.</s>', link)
    assert [q.content for q in compile_article(over).document.quotes or ()] == [(Span(0, 6),)]
    assert [q.content for q in compile_article(split).document.quotes or ()] == [
        (Span(0, 3), Span(10, 13))
    ]
    for source in (over, split):
        document = compile_article(source).document
        assert compile_article(write_article(document)).document == document


def test_separators_are_kept() -> None:
    for text in ("أ. ب.\nج", "  أ.  ب.\n\n\nج\t\n", "\nأ", "أ.\u00a0ب؟\n \nج & <د>\n"):
        document = skeleton("x", text, {"title": 'a "b" & <c>'})
        written = write_article(document)
        assert compile_article(written).document == document
        assert compile_article(written).document.text == text


def test_crossing_spans_are_cut_and_joined_again() -> None:
    document = skeleton("x", "واحد اثنان ثلاثة أربعة خمسة")
    quote = Quote(
        (Span(5, 22),),
        "q1",
        "indirect",
        "speech",
        source=Source(kind="none"),
        factuality="asserted",
    )
    quantity = Quantity(
        0,
        4,
        "n1",
        value="1",
        role="level",
        claim=Claim(Span(0, 16), Span(5, 10), status="asserted"),
    )
    crossed = Document(
        **{
            f: getattr(document, f)
            for f in ("id", "text", "sha256", "meta", "paragraphs", "sentences")
        },
        entities=(),
        quotes=(quote,),
        marks=(),
        quantities=(quantity,),
    )
    written = write_article(crossed)
    assert b'prev="' in written
    assert compile_article(written).document == crossed


def test_crossing_entities_cannot_be_written() -> None:
    document = skeleton("x", "واحد اثنان ثلاثة")
    crossed = Document(
        "x",
        text=document.text,
        paragraphs=document.paragraphs,
        sentences=document.sentences,
        entities=(Entity(0, 10, "ORG", "e1"), Entity(5, 16, "GPE", "e2")),
    )
    with pytest.raises(InputError, match="crosses"):
        write_article(crossed)


TEXT = "وقال الوالي. إن 3 آلاف جندي وصلوا!\nثم أضاف: نعم، 5 في المئة."
SPAN = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 25)).map(
    lambda s: Span(s[0], min(len(TEXT), s[0] + s[1]))
)


@st.composite
def annotated(draw: st.DrawFn) -> Document:
    """Documents as gold could be: any helper spans, entities that nest, a quote of several parts."""
    base = skeleton("x", TEXT, {"origin": "test"})
    inside = list(base.sentences)
    entities: list[Entity] = []
    for number, sentence in enumerate(inside):
        start, end = sentence.start, sentence.end
        for depth in range(draw(st.integers(0, 3))):
            start = draw(st.integers(start, end - 1))
            end = draw(st.integers(start + 1, end))
            kind = draw(st.sampled_from(["GPE", "ORG"]))
            entities.append(
                Entity(start, end, kind, f"e{number}{depth}", draw(st.sampled_from([None, "r"])))
            )
    cuts = sorted(draw(st.sets(st.integers(0, len(TEXT)), min_size=2, max_size=6)))
    content = [Span(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    # parts must hold text, and something visible must lie between two
    content = [s for s in content if TEXT[s.start : s.end].strip() == TEXT[s.start : s.end] != ""]
    kept: list[Span] = []
    for span in content:
        if not kept or TEXT[kept[-1].end : span.start].strip():
            kept.append(span)
    quotes = []
    if kept:
        source = Source(tuple(draw(st.lists(_word(), max_size=2, unique=True))), "r")
        quotes.append(
            Quote(
                tuple(kept),
                "q1",
                "mixed",
                "speech",
                (draw(_word()),),
                source,
                (source,),
                None,
                "asserted",
            )
        )
    number = TEXT.index("5")
    claim = Claim(draw(_word()), draw(_word()), None, "asserted", draw(st.none() | _word()))
    quantities = (
        Quantity(number, number + 1, "n1", "bound", low=Bound("5", closed=draw(st.booleans())),
                 unit=Unit("percent", draw(_word()), "day"), role="level", claim=claim),
    )  # fmt: skip
    return Document(
        "x", base.text, base.sha256, base.meta, base.paragraphs, base.sentences,
        (RegistryEntry("r", "الوالي & \"هو\"", "person"),),
        tuple(sorted(entities, key=lambda e: (e.start, -e.end))), tuple(quotes),
        (Mark(0, 4, "term", "mark1"),), quantities,
    )  # fmt: skip


def _word() -> st.SearchStrategy[Span]:
    return st.sampled_from([Span(m.start(), m.end()) for m in re.finditer(r"\w+", TEXT)])


@given(annotated())
def test_write_and_compile_is_the_identity(document: Document) -> None:
    try:
        written = write_article(document)
    except InputError as error:
        # a random quote may begin or end inside a random name
        assert "crosses" in str(error)
        return
    again = compile_article(written).document
    assert again == document
    assert write_article(again) == written
