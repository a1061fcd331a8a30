"""What holds for every text: offsets, nesting, links, cost; and the parts on their own."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rawi.baselines.quote_lexicon import cue_forms
from rawi.baselines.quote_marks import pair_marks
from rawi.baselines.quotes import QuoteReading, read_quotes
from rawi.document import Entity
from rawi.text import fold

PIECES = (
    *("قال", "وأضاف", "مشيراً إلى", "أن", "إنّ", "بأنه", "نقلت", "عن", "قوله", "بحسب", "وفق ما"),
    *("على حد تعبيره", "نفى", "وصفه بـ", "وزير", "الوزير", "مسؤول أميركي", "سالم حداد", "البيان"),
    *('"', "«", "»", "“", "”", "'", ":", "،", ".", "؟", "\n", "\n\n", "في", "لم", "كما قال", "س"),
    *("أبلغه", "نقلتها", "جاء في", "ألا", "مدينة", "متهما", "وهو", "حيث", "المحامي", "ووفقا ل"),
    *("الخطة", "جديدة", "نعتقد", "القول", "رفض", "و", "12", "ـ", "عما إذا", "ما يسمى", "فيما"),
)
arabic = st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join)
glued = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
texts = st.one_of(arabic, glued, st.text(max_size=120))


@st.composite
def texts_with_entities(draw: st.DrawFn) -> tuple[str, list[Entity]]:
    text = draw(texts)
    types = st.sampled_from(("PERS", "OCC", "ORG", "GPE", "NORP", "DATE"))
    bounds = st.tuples(st.integers(0, len(text)), st.integers(1, 25), types)
    drawn = draw(st.lists(bounds, max_size=8))
    return text, [Entity(start, start + size, kind) for start, size, kind in drawn]


def check(text: str, entities: list[Entity], reading: QuoteReading) -> None:
    registry = {entry.id for entry in reading.registry}
    quotes = {quote.id: quote for quote in reading.quotes}
    assert len(quotes) == len(reading.quotes)
    for quote in reading.quotes:
        assert quote.content
        assert list(quote.content) == sorted(quote.content)
        source = quote.source
        assert source is not None
        spans = [*quote.content, *quote.cue, *source.spans]
        for relayed in quote.via:
            spans += relayed.spans
            assert relayed.entity in registry
        assert all(0 <= span.start < span.end <= len(text) for span in spans)
        assert (source.entity in registry) != (source.kind == "none")
        if quote.parent is not None:
            outer = quotes[quote.parent]
            assert any(
                part.start <= quote.content[0].start and quote.content[-1].end <= part.end
                for part in outer.content
            )
    for mark in reading.marks:
        assert 0 <= mark.start < mark.end <= len(text)
    assert set(reading.mentions.values()) <= registry
    assert all(0 <= position < len(entities) for position in reading.mentions)


@given(texts_with_entities())
@settings(max_examples=400, deadline=None)
def test_whatever_is_read_hangs_together(case: tuple[str, list[Entity]]) -> None:
    text, entities = case
    reading = read_quotes(text, entities)
    check(text, entities, reading)
    assert read_quotes(text, entities) == reading


@given(arabic)
@settings(max_examples=200, deadline=None)
def test_quotes_nest_and_never_cross(text: str) -> None:
    stack: list[int] = []
    for quote in read_quotes(text).quotes:
        start, end = quote.content[0].start, quote.content[-1].end
        while stack and stack[-1] <= start:
            stack.pop()
        assert not stack or end <= stack[-1]
        stack.append(end)


@given(st.text(alphabet="\"«»“”„'‹› \nنصو،.", max_size=60))
def test_pairs_nest_and_hold_their_parts(text: str) -> None:
    stack: list[int] = []
    for pair in pair_marks(text):
        assert pair.parts[0][0] == pair.start
        assert pair.parts[-1][1] == pair.end
        assert all(start < end for start, end in pair.parts)
        while stack and stack[-1] <= pair.start:
            stack.pop()
        assert not stack or pair.end <= stack[-1]
        stack.append(pair.end)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('قال "نعم" ثم "لا"', ['"نعم"', '"لا"']),
        ("«أول «وسط» آخر", ["«أول «وسط»"]),
        ("«قال “نعم” ومضى»", ["«قال “نعم” ومضى»", "“نعم”"]),
        ("قال ”نعم“ ومضى", ["”نعم“"]),
        ('وصفه بـ"الخائن" و"العميل"', ['"الخائن"', '"العميل"']),
        ('خطأ " هنا\nوقال "نعم"', ['"نعم"']),
        ("قال: «بداية بلا نهاية.", ["«بداية بلا نهاية"]),
        ("it's the boys' ball", []),
    ],
)
def test_pairs(text: str, expected: list[str]) -> None:
    assert [text[pair.start : pair.end] for pair in pair_marks(text)] == expected


@pytest.mark.parametrize(
    ("word", "lemma", "gender", "number"),
    [
        ("قالت", "قال", "f", "singular"),
        ("يقولون", "قال", "m", "plural"),
        ("قائلاً", "قال", "m", "singular"),
        ("مشيرةً", "أشار", "f", "singular"),
        ("نفت", "نفى", "f", "singular"),
        ("دعوا", "دعا", "m", "plural"),
        ("يدعون", "دعا", "m", "plural"),
        ("رأوا", "رأى", "m", "plural"),
        ("قولها", "قال", "f", "singular"),
        ("يقل", "قال", "m", "singular"),
        ("مؤكدين", "أكد", "m", "plural"),
        ("اضاف", "أضاف", "m", "singular"),
    ],
)
def test_forms(word: str, lemma: str, gender: str, number: str) -> None:
    found = {(form.lemma.name, form.gender, form.number) for form in cue_forms()[fold(word)]}
    assert (lemma, gender, number) in found


def test_the_lexicon_is_large_enough() -> None:
    lemmas = {form.lemma.name for forms in cue_forms().values() for form in forms}
    assert len(lemmas) >= 80


def test_first_mention_of_a_speaker_gives_all_mentions_their_id() -> None:
    text = "وصل وزير النقل رشيد العلوي. وقال العلوي إن الأشغال انتهت."
    name, family = text.index("رشيد"), text.rindex("العلوي")
    entities = [
        Entity(text.index("وزير"), name - 1, "OCC"),
        Entity(name, name + 11, "PERS"),
        Entity(family, family + 6, "PERS"),
    ]
    reading = read_quotes(text, entities)
    assert reading.mentions == {0: "s1", 1: "s1", 2: "s1"}
    assert [entry.name for entry in reading.registry] == ["رشيد العلوي"]


HOSTILE = {
    "opening marks": "«",
    "straight marks": '"',
    "curly marks": "“”",
    "cues": "قال ",
    "nested clauses": "قال إن ",
    "complementizers": "أن ",
    "conjunctions": "و",
    "prepositions": "بحسب ",
    "relays": "عن نقل قوله ",
    "paragraph marks": '"نص\n',
    "sentences": "قال الوزير سالم إن هذا. ",
    "quotes in quotes": "«قال “إن” ”نعتقد أن هذا” » ",
    "commas": "،",
    "newlines": "\n",
    "one word": "ا",
    "digits": "1",
    "thousands": "مليون ",
    "names": "سالم حداد ",
    "titles and commas": "الوزير، المحامي سالم، ",
    "according, then": "وفقا لسالم، وهو مزارع، فإن ",
    "citing": "تصريحات نقلتها وكالة ",
    "participles": "، مؤكدا أن ",
    "single marks": "'نص' ",
    "colons": ": ",
}


def _steps(text: str, entities: list[Entity]) -> int:
    """How many lines of the package are run to read a text: its cost, whatever the machine does."""
    count = 0

    def trace(frame: FrameType, event: str, _: object) -> Callable[..., object] | None:
        nonlocal count
        count += 1
        return (
            trace
            if "rawi" in frame.f_code.co_filename or "baselines" in frame.f_code.co_filename
            else None
        )

    sys.settrace(trace)
    try:
        reading = read_quotes(text, entities)
    finally:
        sys.settrace(None)
    check(text, entities, reading)
    return count


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_cost_is_linear_on_hostile_text(piece: str) -> None:
    def cost(size: int) -> int:
        text = piece * (size // len(piece))
        names = [Entity(start, start + 4, "PERS") for start in range(0, len(text) - 4, 10)]
        return _steps(text, names)

    # Quadratic cost would make the ratio 16.
    assert cost(8_000) < 6 * cost(2_000) + 20_000


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_of_some_size(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    check(text, [], read_quotes(text))


def test_entities_that_cannot_be_right_do_no_harm() -> None:
    text = "قال الوزير إن الأمر انتهى."
    entities = [Entity(-3, 5, "PERS"), Entity(4, 4000, "PERS"), Entity(9, 9, "ORG")]
    check(text, entities, read_quotes(text, entities))
