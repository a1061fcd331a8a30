"""Tokens, layouts, and the coding of spans as tags."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rawi
from rawi.baselines.tagging.codec import decode, encode
from rawi.baselines.tagging.layout import PARTICLES, Family, Layout, RoleSpan, fit
from rawi.baselines.tagging.particles import likely_particles
from rawi.baselines.tagging.roles import roles_of
from rawi.baselines.tagging.tokens import tokenize
from rawi.document import Document, Entity, Quote, Span
from rawi.text import words

TEXT = "وللناتو قوات في بيروت. قال وزير الخارجية الروسي: «لن نعود»، وأضاف: «أبدا».\n\nوبـ200 ألف و20كم."
ANY_TEXT = st.text(alphabet="وفبكلسا لنا تو\n.«»:،12٣ـ\u064eab?\u200f", max_size=60)
LABELS = ("PERS", "ORG", "GPE")


def at(text: str, words_of: str, label: str, nth: int = 0) -> RoleSpan:
    start = -1
    for _ in range(nth + 1):
        start = text.index(words_of, start + 1)
    return RoleSpan(start, start + len(words_of), label)


def test_tokens_are_words_cut_between_digits_and_letters() -> None:
    page = tokenize(TEXT)
    assert page.words[:4] == ["وللناتو", "قوات", "في", "بيروت"]
    assert page.words[-7:] == ["وبـ", "200", "ألف", "و", "20", "كم", "."]
    assert tokenize("12,8 2022/2023 خ7").words == ["12,8", "2022/2023", "خ", "7"]


@pytest.mark.parametrize(
    ("word", "begins"),
    [
        ("وللناتو", (0, 1, 2)),
        ("بيروت", (0, 1)),
        ("وَلِبيروت", (0, 2, 4)),
        ("المدينة", (0,)),
        ("و", (0,)),
        ("بـ", (0,)),
        ("وبال", (0, 1, 2)),
        ("NATO", (0,)),
    ],
)
def test_spans_begin_behind_particles(word: str, begins: tuple[int, ...]) -> None:
    assert tokenize(word).items[0].begins == begins


@given(ANY_TEXT)
def test_tokens_cover_the_words_in_order(text: str) -> None:
    page = tokenize(text)
    covered = [offset for token in page.items for offset in range(token.start, token.end)]
    assert covered == [offset for start, end in words(text) for offset in range(start, end)]
    for token in page.items:
        assert token.begins[0] == token.start
        assert list(token.begins) == sorted(set(token.begins))
        assert all(token.start <= begin < token.end for begin in token.begins)
        assert page.items[page.at(token.end - 1) or 0] == token
    for ranges in (page.sentences, page.paragraphs):
        assert [k for first, last in ranges for k in range(first, last)] == list(range(len(page)))


@pytest.mark.parametrize(
    ("word", "particles"),
    [("وليد", 0), ("وأضاف", 1), ("وزارة", 0), ("والوزارة", 1), ("وللوزارة", 2), ("بأنه", 1)],
)
def test_likely_particles(word: str, particles: int) -> None:
    assert likely_particles(tokenize(word)) == [particles]


def test_everything_in_the_train_split_comes_back() -> None:
    documents = rawi.load("train")
    roles = [roles_of(document) for document in documents]
    layout = fit(roles)
    for document, expected in zip(documents, roles, strict=True):
        tokens = tokenize(document.text or "")
        encoded = encode(tokens, expected, layout)
        lost = {(loss.family, loss.span) for loss in encoded.lost}
        found = decode(tokens, encoded.tags, layout)
        for family, spans in expected.items():
            kept = {span for span in spans if (family, span) not in lost}
            assert kept <= set(found.get(family, ()))
        # what tags cannot hold is rare: a span that begins or ends inside a word
        assert len(lost) <= sum(map(len, expected.values())) // 100


def test_the_labels_say_what_the_document_says() -> None:
    document = Document(
        "d",
        text=TEXT,
        entities=(Entity(2, 7, "ORG"), Entity(2, 7, "NORP")),
        quotes=(
            Quote((Span(50, 59), Span(69, 75)), type="direct", act="thought", cue=(Span(23, 26),)),
        ),
    )
    found = roles_of(document)
    assert found["entities"] == ((2, 7, "NORP"), (2, 7, "ORG"))
    assert found["contents"] == ((50, 59, "direct"), (69, 75, "more"))
    assert found["attributions"] == ((23, 26, "cue.thought"),)
    assert "quantities" not in found and "marks" not in found


def test_nested_spans_two_types_and_particles() -> None:
    spans = (
        at(TEXT, "لناتو", "ORG"),
        at(TEXT, "وزير الخارجية الروسي", "OCC"),
        at(TEXT, "الروسي", "NORP"),
        at(TEXT, "بيروت", "GPE"),
        at(TEXT, "بيروت", "LOC"),
    )
    roles: dict[Family, tuple[RoleSpan, ...]] = {"entities": spans}
    layout = fit([roles])
    tokens = tokenize(TEXT)
    encoded = encode(tokens, roles, layout)
    assert encoded.lost == ()
    assert encoded.tags[PARTICLES][:4] == ["2", "0", "0", "0"]
    assert set(decode(tokens, encoded.tags, layout)["entities"]) == set(spans)
    assert encoded.beginnings == {0, 3, 6, 8}


def test_a_flat_corpus_has_one_layer() -> None:
    flat: dict[Family, tuple[RoleSpan, ...]] = {
        "entities": (at(TEXT, "بيروت", "GPE"), at(TEXT, "لناتو", "ORG"))
    }
    layout = fit([flat])
    assert list(layout.layers) == ["entities1/0"]
    assert layout.groups[0].tags == ("O", "B-GPE", "I-GPE", "B-ORG", "I-ORG")
    assert msgspec.json.decode(msgspec.json.encode(layout), type=Layout) == layout


def test_inner_layers_need_enough_spans() -> None:
    nested: dict[Family, tuple[RoleSpan, ...]] = {
        "entities": (RoleSpan(0, 9, "ORG"), RoleSpan(2, 9, "ORG"))
    }
    assert fit([nested] * 3).groups[0].depth == 2
    assert fit([nested] * 3, least=4).groups[0].depth == 1


@pytest.mark.parametrize(
    ("spans", "reason"),
    [
        ([(0, 7, "MISC")], "label"),
        ([(3, 7, "ORG")], "start"),
        ([(7, 12, "ORG")], "start"),
        ([(8, 10, "ORG")], "end"),
        ([(0, 7, "ORG"), (2, 12, "ORG")], "particles"),
        ([(0, 12, "ORG"), (8, 15, "GPE")], "depth"),
    ],
)
def test_what_tags_cannot_hold_is_told(spans: list[tuple[int, int, str]], reason: str) -> None:
    known: dict[Family, tuple[RoleSpan, ...]] = {
        "entities": (RoleSpan(0, 7, "ORG"), RoleSpan(8, 12, "GPE"))
    }
    roles: dict[Family, tuple[RoleSpan, ...]] = {
        "entities": tuple(RoleSpan(*span) for span in spans)
    }
    lost = encode(tokenize(TEXT), roles, fit([known])).lost
    assert lost[0].reason == reason
    assert lost[0].span in roles["entities"]


@st.composite
def laminar(draw: st.DrawFn) -> tuple[str, tuple[RoleSpan, ...]]:
    """A text and spans on its tokens that nest and never cross."""
    text = draw(ANY_TEXT.filter(lambda text: len(tokenize(text)) > 0))
    items = tokenize(text).items
    cuts = [draw(st.integers(0, len(token.begins) - 1)) for token in items]
    found: set[RoleSpan] = set()

    def fill(low: int, high: int, depth: int) -> None:
        at = low
        while depth and at < high and draw(st.booleans()):
            first = draw(st.integers(at, high - 1))
            last = draw(st.integers(first + 1, high))
            label = draw(st.sampled_from(LABELS))
            found.add(RoleSpan(items[first].begins[cuts[first]], items[last - 1].end, label))
            fill(first, last, depth - 1)
            at = last

    fill(0, len(items), 3)
    return text, tuple(sorted(found, key=lambda span: (span.start, -span.end, span.label)))


@given(laminar())
def test_encode_and_decode_are_inverse(case: tuple[str, tuple[RoleSpan, ...]]) -> None:
    text, spans = case
    roles: dict[Family, tuple[RoleSpan, ...]] = {"entities": spans, "quantities": ()}
    layout = fit([roles])
    tokens = tokenize(text)
    encoded = encode(tokens, roles, layout)
    assert encoded.lost == ()
    assert decode(tokens, encoded.tags, layout).get("entities", ()) == spans


LAYOUT = fit(
    [
        {
            "entities": (RoleSpan(0, 9, "ORG"), RoleSpan(2, 9, "GPE"), RoleSpan(2, 9, "PERS")),
            "contents": (RoleSpan(0, 9, "direct"), RoleSpan(2, 9, "mixed")),
            "attributions": (RoleSpan(0, 9, "cue.speech"), RoleSpan(10, 11, "source.named")),
            "quantities": (RoleSpan(0, 9, "number"), RoleSpan(2, 9, "unit"), RoleSpan(2, 9, "of")),
        }
    ]
)
TAG = st.sampled_from(
    ["O", "B-ORG", "I-ORG", "E-GPE", "S-PERS", "I-number", "B-unit", "of", "I-direct", "B-mixed",
     "I-cue.speech", "", "-", "B-", "X-ORG", "9", "1", "2"]
)  # fmt: skip


@given(ANY_TEXT, st.data())
def test_any_tags_give_legal_spans(text: str, data: st.DataObject) -> None:
    tokens = tokenize(text)
    row = st.lists(TAG, min_size=len(tokens), max_size=len(tokens))
    layers = [*LAYOUT.layers, PARTICLES]
    tags = {layer: data.draw(row) for layer in data.draw(st.sets(st.sampled_from(layers)))}
    found = decode(tokens, tags, LAYOUT)
    assert found == decode(tokens, tags, LAYOUT)
    for spans in found.values():
        assert len(set(spans)) == len(spans)
        for number, one in enumerate(spans):
            assert 0 <= one.start < one.end <= len(text)
            for other in spans[number + 1 :]:
                assert not one.start < other.start < one.end < other.end
                assert not other.start < one.start < other.end < one.end
    again = encode(tokens, found, LAYOUT)
    assert all(loss.reason in ("particles", "depth") for loss in again.lost)


def test_layers_must_be_as_long_as_the_text() -> None:
    with pytest.raises(ValueError, match="2 tags in layer entities1/0 for 3 tokens"):
        decode(tokenize("من بيروت ."), {"entities1/0": ["O", "O"]}, LAYOUT)


def test_of_two_that_cross_the_surer_stays() -> None:
    tokens = tokenize("من بيروت إلى دمشق")
    first, second = list(LAYOUT.layers)[:2]
    labels = [LAYOUT.layers[layer].labels[0] for layer in (first, second)]
    tags = {
        first: [f"B-{labels[0]}", f"I-{labels[0]}", "O", "O"],
        second: ["O", f"B-{labels[1]}", f"I-{labels[1]}", f"I-{labels[1]}"],
    }
    longer = decode(tokens, tags, LAYOUT)["entities"]
    assert [span.label for span in longer] == [labels[1]]
    surer = decode(tokens, tags, LAYOUT, lambda layer, low, high: 1.0 if layer == first else 0.5)
    assert [span.label for span in surer["entities"]] == [labels[0]]


def test_a_content_ends_where_the_one_around_it_ends() -> None:
    tokens = tokenize("ا ب ت ث")
    tags = {
        "contents/0": ["B-direct", "I-direct", "I-direct", "O"],
        "contents/1": ["O", "B-mixed", "I-mixed", "I-mixed"],
    }
    assert decode(tokens, tags, LAYOUT)["contents"] == ((0, 5, "direct"), (2, 5, "mixed"))
