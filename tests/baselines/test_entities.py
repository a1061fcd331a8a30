"""The entity rules: golden sentences, properties on any text, hostile texts."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rawi.baselines.entities import read_entities
from rawi.document import Entity
from rawi.labels import ANNOTATED

Found = set[tuple[int, int, str]]
_BRACKET = re.compile(r"\[([A-Z]+) |\]")


def parse(line: str) -> tuple[str, Found]:
    """Text and entities of a line of the golden file."""
    text, found, opened, at = "", set(), [], 0
    for bracket in _BRACKET.finditer(line):
        text += line[at : bracket.start()]
        at = bracket.end()
        if bracket.group(1):
            opened.append((len(text), bracket.group(1)))
        else:
            start, kind = opened.pop()
            found.add((start, len(text), kind))
    return text + line[at:], found


def found_in(text: str) -> Found:
    return {(entity.start, entity.end, entity.type) for entity in read_entities(text)}


LINES = [
    line
    for line in Path(__file__).with_name("entities_golden.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize("line", LINES)
def test_golden(line: str) -> None:
    text, expected = parse(line)
    found = found_in(text)
    assert {(*span, text[span[0] : span[1]]) for span in found} == {
        (*span, text[span[0] : span[1]]) for span in expected
    }


def test_the_golden_file_is_read_with_all_its_types() -> None:
    assert {kind for line in LINES for *_, kind in parse(line)[1]} == set(ANNOTATED)


def check(text: str, entities: tuple[Entity, ...]) -> None:
    places = [(entity.start, entity.end, entity.type) for entity in entities]
    assert len(set(places)) == len(places)
    assert places == sorted(places, key=lambda place: (place[0], -place[1]))
    assert [entity.id for entity in entities] == [f"e{n}" for n in range(1, len(places) + 1)]
    open_ends: list[int] = []
    for start, end, kind in places:
        assert 0 <= start < end <= len(text)
        assert kind in ANNOTATED
        assert not text[start].isspace() and not text[end - 1].isspace()
        while open_ends and open_ends[-1] <= start:
            open_ends.pop()
        assert not open_ends or end <= open_ends[-1], "crossing"
        open_ends.append(end)


PIECES = sorted({word for line in LINES for word in parse(line)[0].split()}) + list('\n.،"«»()/:-ـ')


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join))
def test_shuffled_news_words_nest(text: str) -> None:
    check(text, read_entities(text))


@settings(max_examples=200, deadline=None)
@given(
    st.text(max_size=200) | st.text(alphabet='وفبلكسالم هيةىأ٣1./:"\n\u064b\u0640', max_size=200)
)
def test_any_text(text: str) -> None:
    entities = read_entities(text)
    check(text, entities)
    assert entities == read_entities(text)


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "و",
        "«",
        '"',
        "الرئيس ",
        "وزير ",
        "محمد ",
        "بن ",
        "أبو ",
        "الروسي ",
        "شركة ",
        "يوم ",
        "منتصف ",
        'شركة "',
        "الأول ",
        "5 مايو ",
        "مساء ",
        "a.",
        "رئيس مجلس ",
        "والتعليم ",
        "يونيو/",
    ],
)
def test_cost_is_linear(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        begin = time.process_time()
        check(text, read_entities(text))
        return time.process_time() - begin

    read_entities("قال")
    small = seconds(20_000)
    assert seconds(160_000) < 24 * small + 0.5


def test_long_names_stay_in_their_line() -> None:
    assert found_in("شركة\nفولتارا") == set() or all(
        end <= 4 or start >= 5 for start, end, _ in found_in("شركة\nفولتارا")
    )


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("رفضت باريس التعليق.", {"باريس"}),
        ("ولم تعلق دمشق على الأنباء.", {"دمشق"}),
        ("موسكو ترفض العرض.", {"موسكو"}),
        ("وقال الكرملين إن الرد قريب.", {"الكرملين"}),
        ("التوتر بين موسكو وواشنطن يتصاعد.", {"موسكو", "واشنطن"}),
        ("وقعت معاهدة مع بيونغيانغ.", {"بيونغيانغ"}),
        ("ينتظر الوفد رد بغداد.", {"بغداد"}),
        ("غادر الوزير موسكو إلى باريس.", set()),
        ("وقع انفجار في بيروت.", set()),
        ("قالت مصر إنها جاهزة.", set()),
        ("زار الرئيس القاهرة والتقى نظيره.", set()),
        ("المسافة بين بيروت ودمشق قصيرة.", set()),
    ],
)
def test_places_that_stand_for_a_body_have_that_role(text: str, standing: set[str]) -> None:
    entities = read_entities(text)
    assert {text[e.start : e.end] for e in entities if e.role == "org"} == standing
    assert {e.role for e in entities} <= {None, "org"}
