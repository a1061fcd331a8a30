"""When a predicted source names the right speaker, by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from rawi.document import Document, Entity, Quote, RegistryEntry, Source, Span
from rawi.evaluate.speakers import Speakers, _Mentions, hits, names_nobody, word_iou

TEXT = (
    "قال وزير النقل سامي الخوري لوكالة الضفة إنّ الجسر آمن. "
    "وبحسب الوكالة أضاف الخوري أنّ العمل مستمر، وفق مصدر في البلدية."
)


def at(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


MINISTER, SAMI, AGENCY = at("وزير النقل"), at("سامي الخوري"), at("لوكالة الضفة")
FIRST, SECOND = at("إنّ الجسر آمن"), at("أنّ العمل مستمر")
GOLD = Document(
    "d",
    text=TEXT,
    registry=(
        RegistryEntry("s", "سامي جورج الخوري", "person"),
        RegistryEntry("a", "وكالة أنباء الضفة الغربية", "organization"),
        RegistryEntry("silent", "نادين عطية", "person"),
    ),
    entities=(
        Entity(MINISTER.start, MINISTER.end, "OCC", "e1", "s"),
        Entity(SAMI.start, SAMI.end, "PERS", "e2", "s"),
        # an entity that nobody in the registry is
        Entity(at("البلدية").start, at("البلدية").end, "ORG", "e3"),
    ),
    quotes=(
        Quote((FIRST,), "q1", source=Source((SAMI,), "s"), via=(Source((AGENCY,), "a"),)),
        Quote((SECOND,), "q2", source=Source((), "s"), via=(Source((at("الوكالة"),), "a"),)),
        Quote((at("مستمر"),), "q3", source=Source((at("مصدر في البلدية"),), None, "unnamed")),
        Quote((at("العمل"),), "q4", source=Source((at("مصدر"),), "unlisted", "unnamed")),
        Quote((at("آمن"),), "q5"),
    ),
)


def named(*spans: str) -> Source:
    return Source(tuple(at(words) for words in spans))


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ((0, 2), (1, 4), 1 / 4),
        ((1, 4), (0, 2), 1 / 4),
        ((0, 4), (1, 3), 1 / 2),
        ((1, 3), (1, 3), 1),
        ((0, 2), (2, 4), 0),
        ((0, 2), (5, 6), 0),
        ((2, 2), (2, 2), 0),
    ],
)
def test_word_iou(left: tuple[int, int], right: tuple[int, int], expected: float) -> None:
    assert word_iou(left, right) == expected


@pytest.mark.parametrize(
    ("span", "mention", "expected"),
    [
        ((3, 6), (3, 6), True),
        ((3, 4), (3, 9), True),  # the head of a long mention
        ((4, 5), (3, 9), False),  # a word of its tail
        ((8, 9), (3, 9), False),
        ((4, 6), (3, 6), True),  # two of three words
        ((4, 5), (3, 5), True),  # a half
        ((4, 5), (3, 6), False),  # a third
        ((2, 6), (3, 6), True),
        ((3, 9), (3, 6), True),  # goes on after it: a half
        ((3, 9), (3, 5), False),  # beyond the mention, a third
        ((3, 3), (3, 9), False),  # no word
        ((4, 3), (3, 9), False),
        ((9, 10), (3, 9), False),
    ],
)
def test_hits(span: tuple[int, int], mention: tuple[int, int], expected: bool) -> None:
    assert hits(span, mention) is expected


RANGES = st.tuples(st.integers(0, 30), st.integers(0, 6)).map(lambda r: (r[0], r[0] + r[1]))


@given(st.lists(RANGES, max_size=8), RANGES)
def test_a_mention_is_hit_when_one_of_all_is(
    mentions: list[tuple[int, int]], span: tuple[int, int]
) -> None:
    expected = any(hits(span, mention) for mention in mentions)
    assert _Mentions(mentions, []).hit_by(span) is expected


def test_mentions_are_looked_for_on_both_sides() -> None:
    mentions = _Mentions([(40, 44), (10, 14), (30, 31), (0, 1)], [])
    assert mentions.hit_by((12, 14))  # begins as far before as the span is long
    assert mentions.hit_by((8, 14))
    assert mentions.hit_by((10, 11))
    assert mentions.hit_by((41, 45))
    assert mentions.hit_by((29, 31))
    assert not mentions.hit_by((31, 33))
    assert not mentions.hit_by((13, 14))
    assert not _Mentions([], []).hit_by((0, 1))
    assert _Mentions([], [frozenset("ab"), frozenset("c"), frozenset("ab")]).names == (
        frozenset("ab"),
        frozenset("c"),
    )


@pytest.mark.parametrize(
    ("source", "answer", "expected"),
    [
        ("s", named("سامي الخوري"), True),
        ("s", named("وزير النقل"), True),
        ("s", named("وزير النقل سامي الخوري"), True),
        ("s", named("سامي", "وزير"), True),  # each part hits a mention, and each another one
        ("s", named("سامي", "الجسر"), False),
        ("s", named("الجسر", "سامي"), False),
        ("s", named("الضفة"), False),
        ("a", named("لوكالة"), True),
        ("a", named("الوكالة"), True),
        ("a", named("سامي"), False),
        ("silent", named("سامي"), False),
        ("unlisted", named("مصدر"), True),
        ("unlisted", Source(name="مصدر"), True),  # the words of a mention are a name
        ("unlisted", Source(name="سامي"), False),
        ("unlisted", Source(name="XXXX"), False),  # nor has it a name that is no word of the text
        ("stranger", named("سامي"), False),
        (None, named("مصدر في البلدية"), False),
        ("s", Source(name="سامي جورج الخوري"), True),
        ("s", Source(name="سامي جورج"), True),
        ("s", Source(name="جورج"), False),  # one of three, and in no mention
        ("s", Source(name="الخوري"), True),  # one of the two in the text
        ("s", Source(name="النقل"), True),
        ("s", Source(name="لسامي الخوري"), True),  # a particle
        ("s", Source(name="وسامي"), True),
        ("s", Source(name="سامى الخورى"), True),  # spelling variants
        ("s", Source(name="السيد سامي الخوري"), True),
        ("s", Source(name="السيد الوزير المحترم سامي الخوري"), False),  # two of five
        ("s", Source(name="نادين عطية"), False),
        ("s", Source(name="،"), False),
        ("silent", Source(name="نادين"), True),
        ("s", Source(entity="x"), True),
        ("s", Source(entity="y"), False),
        ("s", Source(entity="z"), False),
        ("s", Source(), False),
        ("s", Source(entity="y", name="سامي الخوري"), True),  # the name it gives goes first
        ("s", Source((at("الضفة"),), "x", name="سامي الخوري"), False),  # and spans before names
    ],
)
def test_same(source: str | None, answer: Source, expected: bool) -> None:
    registry = {"x": "سامي الخوري", "y": "نادين عطية"}
    found = Speakers(GOLD).same(Source((SAMI,), source), answer, registry)
    assert found is expected


def test_an_answer_without_a_name_is_no_entry_of_the_registry() -> None:
    assert not Speakers(GOLD).same(Source((), "s"), Source(), {"XXXX": "سامي الخوري"})
    # and one that points to no entry has no name at all
    agency = replace(GOLD, registry=(RegistryEntry("m", "XXXX", "organization"),))
    assert Speakers(agency).same(Source((), "m"), Source(name="XXXX"), {})
    assert not Speakers(agency).same(Source((), "m"), Source(entity="nobody"), {})


@pytest.mark.parametrize(
    ("gold", "answer", "expected"),
    [
        (Source((SAMI,), "s"), named("سامي"), True),
        (Source((SAMI,), "s"), named("الضفة"), False),
        (Source((SAMI,), "s"), None, False),
        (Source((SAMI,), "s"), Source(kind="none"), False),
        (Source(kind="none"), None, True),
        (Source(kind="none"), Source(kind="none"), True),
        (Source(kind="none"), Source(), True),
        (Source(kind="none"), named("سامي"), False),
        (Source(kind="none"), Source(name="سامي"), False),
        (Source(kind="none"), Source(entity="s"), False),
        (Source(entity="s", kind="none"), named("سامي"), False),
        (None, None, True),
        (None, named("سامي"), False),
    ],
)
def test_right(gold: Source | None, answer: Source | None, expected: bool) -> None:
    quote = Quote((FIRST,), source=gold)
    found = Speakers(GOLD).right(quote, Quote((FIRST,), source=answer), {})
    assert found is expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (Source(), True),
        (Source(kind="none"), True),
        (Source((SAMI,), kind="none"), True),
        (Source((SAMI,)), False),
        (Source(entity="s"), False),
        (Source(name="سامي"), False),
        (Source(kind="unnamed"), True),
    ],
)
def test_names_nobody(source: Source, expected: bool) -> None:
    assert bool(names_nobody(source)) is expected


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ((), 0),
        ((named("لوكالة"),), 1),
        ((named("الوكالة"), named("لوكالة")), 1),  # both stand for the one agency
        ((named("سامي"),), 1),
        ((named("سامي"), named("الوكالة")), 2),
        ((named("الجسر"), named("الوكالة")), 1),
        ((Source(entity="x"),), 1),
        ((Source(entity="y"),), 0),
    ],
)
def test_relayed(answers: tuple[Source, ...], expected: int) -> None:
    quote = Quote((FIRST,), via=(Source((AGENCY,), "a"), Source((SAMI,), "s")))
    found = Speakers(GOLD).relayed(quote, Quote((FIRST,), via=answers), {"x": "سامي الخوري"})
    assert found == expected


def test_a_document_without_layers_has_no_speakers() -> None:
    bare = Document("d", registry=(RegistryEntry("s", "سامي الخوري", "person"),))
    speakers = Speakers(bare)
    assert speakers.same(Source(entity="s"), Source(name="سامي الخوري"), {})
    assert not speakers.same(Source(entity="s"), Source((Span(0, 4),)), {})
    placed = replace(bare, entities=(Entity(0, 4, "PERS", "e", "s"),))
    assert not Speakers(placed).same(Source(entity="s"), Source((Span(0, 4),)), {})
    # mentions of entities, of sources and of those who relay count, each alone too
    for layer in ("entities", "quotes"):
        alone = replace(GOLD, **{layer: None})
        assert Speakers(alone).same(Source(entity="s"), named("سامي"), {})
    assert not Speakers(replace(GOLD, entities=None)).same(
        Source(entity="s"), named("وزير النقل"), {}
    )
    assert not Speakers(replace(GOLD, quotes=None)).same(Source(entity="a"), named("الوكالة"), {})
