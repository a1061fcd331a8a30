"""Answers of language models: finding the JSON, anchoring the strings, reading the fields."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rawi.adapters import Adapted, from_json
from rawi.document import (
    Bound,
    Claim,
    Document,
    Quantity,
    Quote,
    Source,
    Span,
    Unanchored,
    Unit,
)
from rawi.errors import InputError
from rawi.invariants import faults
from rawi.jsonl import encode_document
from rawi.labels import ENTITY_TYPES

TEXT = (
    "قال رئيس بلدية صور إنّ 3 آلاف جندي  كوري\nوصلوا إلى صورة ما، وأضاف: «الجسر آمن». "
    "وفي 2023 زار صور وبيروت و3 نواب، بحسب الوالي والوالي، والكلفة 1.5 مليون يورو."
)


def at(words: str, number: int = 0) -> Span:
    start = -1
    for _ in range(number + 1):
        start = TEXT.index(words, start + 1)
    return Span(start, start + len(words))


def read(answer: Any, **options: Any) -> Adapted:
    adapted = from_json("d", TEXT, answer, **options)
    assert not list(faults(adapted.document, ENTITY_TYPES))
    return adapted


def entities(*pairs: tuple[str, str]) -> list[tuple[int, int, str]]:
    answer = {"entities": [{"text": words, "type": kind} for words, kind in pairs]}
    found = read(answer).document.entities
    assert found is not None
    return [(e.start, e.end, e.type) for e in found]


def lost(adapted: Adapted) -> list[tuple[str, str, str, str]]:
    return [(u.layer, u.text, u.type, u.part) for u in adapted.document.unanchored]


# ---------------------------------------------------------------- finding the JSON

OBJECT = '{"entities": [{"text": "بيروت", "type": "GPE"}]}'


@pytest.mark.parametrize(
    "answer",
    [
        OBJECT,
        "\ufeff" + OBJECT,
        f"```json\n{OBJECT}\n```",
        f"إليك النتيجة:\n```json\n{OBJECT}\n```\nانتهى {{",
        f"Here it is (a set {{x}}): {OBJECT} Anything else?",
        f'{{"note": "a brace }} and a \\" mark"}} then {OBJECT}',
        f"Use { {'a': 1} } or {{ this: {OBJECT}",
        OBJECT.replace("بيروت", "\\u0628\\u064a\\u0631\\u0648\\u062a"),
        json.loads(OBJECT),
    ],
)
def test_the_object_is_found(answer: Any) -> None:
    adapted = read(answer)
    assert [TEXT[e.start : e.end] for e in adapted.document.entities or ()] == ["بيروت"]
    assert adapted.notes == []
    assert adapted.document.quotes is None


def test_the_last_of_several_objects_counts() -> None:
    adapted = read(f'{{"entities": []}}\n... no, rather:\n{OBJECT}')
    assert len(adapted.document.entities or ()) == 1
    assert adapted.notes == ["the answer has 2 objects with layers; the last was taken"]


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ("لا أعرف", "not JSON"),
        ("", "not JSON"),
        (OBJECT[:-3], "not JSON"),
        ("{'entities': []}", "not JSON"),
        ("[1, 2]", "without any of the keys"),
        ('{"persons": []}', "without any of the keys"),
        ({"persons": []}, "none of the keys"),
        ("[" * 100_000, "nested too deeply"),
        ("{" * 100_000, "not JSON"),
        ('{"a":' * 100_000, "nested too deeply"),
    ],
)
def test_an_answer_without_layers_gives_empty_ones(answer: Any, problem: str) -> None:
    adapted = read(answer)
    empty = Document("d", text=TEXT, entities=(), quotes=(), quantities=())
    assert adapted.document == empty
    assert len(adapted.notes) == 1
    assert problem in adapted.notes[0]
    assert read(answer, layers=["quotes"]).document == Document("d", text=TEXT, quotes=())


def test_layers_that_were_asked_for() -> None:
    answer = '{"entities": [], "quotes": []}'
    assert read(answer).document == Document("d", text=TEXT, entities=(), quotes=())
    asked = read(answer, layers=["quotes", "quantities"]).document
    assert asked == Document("d", text=TEXT, quotes=(), quantities=())
    assert read('{"entities": null, "quotes": []}').document.entities == ()
    broken = read('{"entities": {"GPE": []}}')
    assert broken.document.entities == ()
    assert "expected a list" in broken.notes[0]


# ---------------------------------------------------------------- anchoring


def test_words_of_their_own_come_before_parts_of_words() -> None:
    assert entities(("صور", "GPE")) == [(*_pair("صور"), "GPE")]
    first, second = at("صور"), at("صور", 2)  # the one between is the beginning of صورة
    twice = entities(("صور", "GPE"), ("صور", "GPE"))
    assert twice == [(first.start, first.end, "GPE"), (second.start, second.end, "GPE")]
    assert entities(("بيروت", "GPE")) == [(*_pair("بيروت"), "GPE")]  # behind an attached و
    assert entities(("كلفة", "ORG")) == [(*_pair("كلفة"), "ORG")]  # inside a word only


def _pair(words: str, number: int = 0) -> tuple[int, int]:
    span = at(words, number)
    return span.start, span.end


def test_white_space_is_one() -> None:
    assert entities((" جندي كوري وصلوا\t", "NORP")) == [(*_pair("جندي  كوري\nوصلوا"), "NORP")]


@pytest.mark.parametrize(
    "words", ["الصور", "بيروتَ", "صـور", "الناتو", "جنديكوري", "«صور»", "023", "3 ملايين"]
)
def test_nothing_else_is_forgiven(words: str) -> None:
    adapted = read({"entities": [{"text": words, "type": "GPE"}]})
    assert adapted.document.entities == ()
    assert lost(adapted) == [("entities", words, "GPE", "item")]
    assert adapted.notes == [
        f"entities/0: «{words}» (GPE) has no place in the text; counts as wrong"
    ]


def test_mentions_are_taken_in_order() -> None:
    # from where the mention before it begins: inner behind outer, and the second صور after بيروت's
    assert entities(("رئيس بلدية صور", "OCC"), ("صور", "GPE")) == [
        (*_pair("رئيس بلدية صور"), "OCC"),
        (*_pair("صور"), "GPE"),
    ]
    assert entities(("زار", "EVENT"), ("صور", "GPE"))[1] == (*_pair("صور", 2), "GPE")
    # none left ahead: the first free one
    assert entities(("بيروت", "GPE"), ("صور", "GPE"), ("صور", "GPE"))[:2] == [
        (*_pair("صور"), "GPE"),
        (*_pair("صور", 2), "GPE"),
    ]
    # a second type on one place, but not the same type twice
    assert entities(("بيروت", "GPE"), ("بيروت", "ORG")) == [
        (*_pair("بيروت"), "GPE"),
        (*_pair("بيروت"), "ORG"),
    ]
    again = read({"entities": [{"text": "بيروت", "type": "GPE"}] * 3})
    assert len(again.document.entities or ()) == 1
    assert lost(again) == [("entities", "بيروت", "GPE", "item")] * 2


def test_types() -> None:
    answer = {
        "entities": [
            {"text": "صور", "type": "gpe"},
            {"text": "بيروت", "type": "CITY"},
            {"text": "الوالي", "type": "PERSON"},
            {"text": "نواب", "type": "Noise"},
            {"text": "الجسر"},
        ]
    }
    adapted = read(answer, types={"PERSON": "PERS", "Noise": ""})
    assert [e.type for e in adapted.document.entities or ()] == ["GPE", "PERS"]
    assert lost(adapted) == [
        ("entities", "بيروت", "CITY", "item"),
        ("entities", "الجسر", "", "item"),
    ]
    assert "«CITY», which is unknown" in adapted.notes[0]
    conll = from_json(
        "d", TEXT, {"entities": [{"text": "صور", "type": "LOCATION"}]}, labels="conll"
    )
    assert [e.type for e in conll.document.entities or ()] == ["LOCATION"]
    with pytest.raises(InputError, match="no label map"):
        from_json("d", TEXT, answer, labels="ace")


def test_items_that_are_none_count() -> None:
    adapted = read({"entities": ["صور", {"type": "GPE"}, {"text": ["صور"], "type": "GPE"}, 3]})
    assert adapted.document.entities == ()
    assert [item[1] for item in lost(adapted)] == ["صور", "3", "", ""]
    assert len(adapted.notes) == 5  # two on the list in place of a text


# ---------------------------------------------------------------- quotes


def quote(**fields: Any) -> tuple[Quote | None, Adapted]:
    adapted = read({"quotes": [fields]})
    made = adapted.document.quotes
    assert made is not None
    return (made[0] if made else None), adapted


def test_quote() -> None:
    made, adapted = quote(
        content="إنّ 3 آلاف جندي كوري وصلوا",
        speaker="رئيس بلدية صور",
        cue="قال",
        type="Indirect",
        act="speech",
        factuality="asserted",
        via=["الوالي", "بيروت"],
    )
    assert made == Quote(
        (Span(at("إنّ").start, at("وصلوا").end),),
        type="indirect",
        act="speech",
        cue=(at("قال"),),
        source=Source((at("رئيس بلدية صور"),)),
        via=(Source(name="الوالي"), Source((at("بيروت"),))),
        factuality="asserted",
    )
    assert adapted.notes == []


@pytest.mark.parametrize(
    ("content", "anchored"),
    [
        ("«الجسر آمن»", "«الجسر آمن»"),
        ("الجسر آمن", "الجسر آمن"),
        ('"الجسر آمن"', "«الجسر آمن»"),
        ("“الجسر آمن", "«الجسر آمن"),
        ("' الجسر آمن '", "«الجسر آمن»"),
        ('"وأضاف"', "وأضاف"),
    ],
)
def test_quotation_marks_at_the_edges(content: str, anchored: str) -> None:
    made, _ = quote(content=content)
    assert made is not None
    assert [TEXT[span.start : span.end] for span in made.content] == [anchored]


def test_parts() -> None:
    made, _ = quote(content=["الجسر آمن", "إنّ 3 آلاف"], cue=["وأضاف"])
    assert made is not None
    assert made.content == (at("إنّ 3 آلاف"), at("الجسر آمن"))
    assert made.cue == (at("وأضاف"),)
    made, adapted = quote(content=["الجسر آمن", "آمن"])
    assert made is not None
    assert made.content == (at("الجسر آمن"),)
    assert "lies in another" in adapted.notes[0]


def test_a_quote_without_a_place_is_lost_with_all_it_has() -> None:
    made, adapted = quote(
        content=["الجسر آمن", "الجسر مغلق"], type="direct", cue="قال", speaker="رئيس بلدية صور"
    )
    assert made is None
    assert lost(adapted) == [
        ("quotes", "الجسر آمن الجسر مغلق", "direct", "item"),
        ("quotes", "قال", "", "cue"),
        ("quotes", "رئيس بلدية صور", "", "source"),
    ]
    assert adapted.notes == [
        "quotes/0: the content «الجسر مغلق» has no place in the text; counts as wrong"
    ]
    assert lost(quote(speaker="الوالي")[1]) == [("quotes", "", "", "item")]


def test_cues_stand_next_to_the_content() -> None:
    text = "قال زيد: نعم. قال عمرو: لا، قال سعد."
    answer = {"quotes": [{"content": "لا", "cue": "قال"}, {"content": "سعد", "cue": "صرّح"}]}
    adapted = from_json("d", text, answer)
    first, second = adapted.document.quotes or ()
    assert first.cue == (Span(28, 31),)
    assert second.cue == ()
    assert lost(adapted) == [("quotes", "صرّح", "", "cue")]
    inside = from_json("d", text, {"quotes": [{"content": "نعم. قال عمرو", "cue": "عمرو"}]})
    assert (inside.document.quotes or ())[0].cue == (Span(18, 22),)


@pytest.mark.parametrize(
    ("speaker", "source"),
    [
        ("الوالي", Source(name="الوالي")),  # twice in the text
        ("زيد", Source(name="زيد")),
        ("رئيس بلدية صور", Source((at("رئيس بلدية صور"),))),
        ({"name": "الوالي", "kind": "unnamed"}, Source(name="الوالي", kind="unnamed")),
        ({"kind": "none"}, Source(kind="none")),
        (None, None),
        ("", None),
        (["زيد"], None),
    ],
)
def test_speakers(speaker: Any, source: Source | None) -> None:
    made, _ = quote(content="الجسر آمن", speaker=speaker)
    assert made is not None
    assert made.source == source


# ---------------------------------------------------------------- quantities


def quantity(**fields: Any) -> tuple[Quantity | None, Adapted]:
    adapted = read({"quantities": [fields]})
    made = adapted.document.quantities
    assert made is not None
    return (made[0] if made else None), adapted


def test_quantity() -> None:
    made, adapted = quantity(
        text="1.5 مليون",
        value=1500000,
        unit={"name": "EUR", "text": "يورو"},
        role="level",
        claim={"of": "الكلفة", "head": "الكلفة", "status": "asserted"},
    )
    span, of = at("1.5 مليون"), at("الكلفة")
    assert made == Quantity(
        span.start,
        span.end,
        value="1500000",
        unit=Unit("EUR", at("يورو")),
        role="level",
        claim=Claim(of, of, status="asserted"),
    )
    assert adapted.notes == []
    flat, _ = quantity(
        text="1.5 مليون", value="1,500,000", unit="EUR", unit_text="يورو", role="level",
        of="الكلفة", head="الكلفة", status="asserted",
    )  # fmt: skip
    assert flat == made


def test_numbers_are_not_cut_out_of_others() -> None:
    made, _ = quantity(text="3", value=3, of="نواب")
    assert made is not None
    assert (made.start, made.end) == _pair("3")
    adapted = read({"quantities": [{"text": "3"}, {"text": "3"}, {"text": "3"}]})
    assert [q.start for q in adapted.document.quantities or ()] == [at("3").start, at("3", 2).start]
    assert quantity(text="5")[0] is None
    assert quantity(text="20")[0] is None


@pytest.mark.parametrize(
    ("given_", "value"),
    [
        (3000, "3000"), ("3000", "3000"), ("٣٬٠٠٠", "3000"), ("٣٫٥", "3.5"), (1.5, "1.5"), (1e21, "1" + "0" * 21),
        ("1.5e3", "1500"), ("1/3", "1/3"), ("-2", "-2"), ("+2", "2"), ("1,5", None), ("3 آلاف", None),
        (True, None), (float("nan"), None), ("1e999999999", None), ("9" * 5000, None),
        ([3], None), ({"value": 3}, None), ("1/0", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_values(given_: Any, value: str | None) -> None:
    made, adapted = quantity(text="1.5 مليون", value=given_)
    assert made is not None
    assert made.value == value
    assert len(adapted.notes) == (value is None and given_ not in (None, ""))


def test_huge_integers_are_no_values() -> None:
    made, adapted = quantity(text="1.5 مليون", value=10**5000)
    assert made is not None
    assert made.value is None
    assert len(adapted.notes) == 1


def test_numbers_in_json_keep_their_digits() -> None:
    written = "0.1000000000000000000000000001"
    adapted = read(f'{{"quantities": [{{"text": "1.5 مليون", "value": {written}}}]}}')
    assert (adapted.document.quantities or ())[0].value == written


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"value": 3}, "exact"),
        ({"low": 3, "high": {"value": "4", "closed": False}}, "range"),
        ({"low": {"value": 3, "closed": False}}, "bound"),
        ({"scale": 1000}, "vague"),
        ({"value": 3, "kind": "approximate"}, "approximate"),
    ],
)
def test_kinds(fields: dict[str, Any], kind: str) -> None:
    made, adapted = quantity(text="3 آلاف", **fields)
    assert made is not None
    assert made.kind == kind
    assert not adapted.notes
    if kind == "range":
        assert (made.low, made.high) == (Bound("3"), Bound("4", closed=False))


def test_a_thing_counted_without_a_place_makes_the_claim_wrong() -> None:
    made, adapted = quantity(
        text="3 آلاف", value=3000, of="جنود", status="asserted", modifier="نحو"
    )
    assert made is not None
    assert made.claim is None
    assert lost(adapted) == [("quantities", "جنود", "exact", "claim")]
    assert len(adapted.notes) == 2


def test_a_quantity_without_a_place_is_lost_with_all_it_has() -> None:
    made, adapted = quantity(
        text="7 ملايين", unit={"name": "EUR", "text": "يورو"}, of="الكلفة", kind="approximate"
    )
    assert made is None
    assert lost(adapted) == [
        ("quantities", "7 ملايين", "approximate", "item"),
        ("quantities", "7 ملايين", "approximate", "claim"),
        ("entities", "7 ملايين", "MONEY", "item"),
        ("entities", "يورو", "CURR", "item"),
    ]
    assert len(adapted.notes) == 1
    assert lost(quantity(text="7")[1])[1] == ("entities", "7", "CARDINAL", "item")


def test_wrong_choices_are_told_and_left_out() -> None:
    made, adapted = quantity(text="3 آلاف", kind="many", role=7, status="true")
    assert made is not None
    assert (made.kind, made.role, made.claim) == ("exact", None, Claim())
    assert len(adapted.notes) == 3
    assert "expected one of exact, approximate" in adapted.notes[0]


# ---------------------------------------------------------------- anything at all

WORDS = st.sampled_from(
    [*TEXT.split(), "صور", "رئيس بلدية صور", "3", "غائب", '"الجسر آمن"', "\ud800", "", " "]
)
VALUE: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["text", "name", "value", "of", "kind"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
KEYS = [
    "text", "type", "content", "speaker", "source", "cue", "via", "act", "factuality", "kind", "value", "low",
    "high", "scale", "unit", "unit_text", "modifier", "role", "of", "head", "base", "status", "status_cue", "claim",
]  # fmt: skip
ITEMS = st.lists(
    st.dictionaries(st.sampled_from(KEYS), WORDS | VALUE, max_size=8) | VALUE, max_size=5
)
ANSWER = st.dictionaries(
    st.sampled_from(["entities", "quotes", "quantities"]), ITEMS | VALUE, max_size=3
)


@given(ANSWER)
def test_any_object_gives_a_sound_document(answer: dict[str, Any]) -> None:
    adapted = read(answer)
    assert adapted == read(answer)
    encode_document(adapted.document)
    "".join(adapted.notes).encode()
    assert all(key in answer for key in ("entities", "quotes") if getattr(adapted.document, key))
    counted = [u for u in adapted.document.unanchored if u.part == "item"]
    if adapted.document.unanchored:
        assert counted or any("counts as wrong" in note for note in adapted.notes)


@given(ANSWER)
def test_an_object_and_its_json_are_one(answer: dict[str, Any]) -> None:
    written = read("Here:\n" + json.dumps(answer)).document
    # a JSON number keeps its digits, a Python float does not: compare the anchored places
    there, here = read(answer).document, written
    for layer in ("entities", "quotes", "quantities"):
        assert len(getattr(there, layer) or ()) == len(getattr(here, layer) or ())


@given(st.text(max_size=60) | st.text(alphabet='{}[]":,\\ entities`json\n', max_size=200))
def test_any_string_gives_a_sound_document(answer: str) -> None:
    adapted = read(answer)
    assert adapted.document.entities == adapted.document.quotes == ()
    assert len(adapted.notes) == 1


@given(st.data())
def test_anchored_spans_equal_their_strings(data: st.DataObject) -> None:
    text = data.draw(st.text(alphabet="اب وه3\n «»", max_size=60))
    cuts = st.tuples(st.integers(0, len(text)), st.integers(1, 12))
    strings = [text[s : s + n] for s, n in data.draw(st.lists(cuts, max_size=12))]
    strings += data.draw(st.lists(st.text(alphabet="اب وه3 ", max_size=4), max_size=3))
    answer = {"entities": [{"text": s, "type": "ORG"} for s in strings]}
    adapted = from_json("d", text, answer)
    found = [" ".join(text[e.start : e.end].split()) for e in adapted.document.entities or ()]
    wanted = [" ".join(s.split()) for s in strings]
    missing = [" ".join(u.text.split()) for u in adapted.document.unanchored]
    assert sorted(found + missing) == sorted(wanted)
    collapsed = " ".join(text.split())
    for words in missing:
        # Either it is not in the text, or every place of it is taken, or it is cut out of a number.
        assert words not in collapsed or words in found or "3" in words or not words
    assert len(set(adapted.document.entities or ())) == len(found)


def test_hostile_answers_are_read_in_a_moment() -> None:
    many = {"entities": [{"text": "صور", "type": "GPE"}] * 10_000}
    adapted = read(json.dumps(many, ensure_ascii=False))
    assert len(adapted.document.entities or ()) == 2
    assert len(adapted.document.unanchored) == 9_998
    long = from_json("d", "صور " * 10_000, many)
    assert len(long.document.entities or ()) == 10_000
    assert long.notes == []
    other = {"quotes": [{"content": "غ" * 1_000_000, "cue": ["ق"] * 10_000}]}
    assert len(read(json.dumps(other)).document.unanchored) == 10_001
    assert all(len(note) < 200 for note in read(other).notes)
    for answer in (
        '{"' * 500_000,
        '{"a' + '\\"' * 400_000,
        "```json " * 100_000,
        '{"a":{}} ' * 50_000,
    ):
        assert read(answer).document.entities == ()
    unclosed = '{"entities":[' + '{"text":"صور","type":"GPE"},' * 30_000
    assert "not JSON" in read(unclosed).notes[0]
    words = "xab " * 100_000
    periodic = from_json("d", words, {"entities": [{"text": words[1:200_000], "type": "ORG"}]})
    assert len(periodic.document.entities or ()) == 1


def test_unanchored_items_are_written_and_read(tmp_path: Any) -> None:
    from rawi.jsonl import read_documents, write_documents

    document = read({"entities": [{"text": "غائب", "type": "PERS"}]}).document
    write_documents(tmp_path / "p.jsonl", [document])
    assert read_documents(tmp_path / "p.jsonl") == [document]
    assert document.unanchored == (Unanchored("entities", "غائب", "PERS"),)
