from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from rawi.document import Document, Entity, Quote, RegistryEntry, Source, Span, Unanchored
from rawi.evaluate.measures import count_matrix, scores
from rawi.evaluate.quotes import Quotes, align, in_order

TEXT = (
    'وقال الوزير سامي الخوري إنّ "الجسر آمن". وأضاف أنّ العمل مستمر. '
    "ونفت ليلى حدّاد، مديرة الشركة، أن يكون المشروع متوقفًا."
)


def at(words: str, start: int = 0) -> Span:
    found = TEXT.index(words, start)
    return Span(found, found + len(words))


SAMI, LEILA = at("سامي الخوري"), at("ليلى حدّاد")
FIRST, SECOND, THIRD = at('إنّ "الجسر آمن"'), at("أنّ العمل مستمر"), at("أن يكون المشروع متوقفًا")
REGISTRY = (
    RegistryEntry("sami", "سامي الخوري", "person"),
    RegistryEntry("leila", "ليلى حدّاد", "person"),
)
GOLD = Document(
    "d",
    text=TEXT,
    registry=REGISTRY,
    entities=(
        Entity(SAMI.start, SAMI.end, "PERS", "e1", "sami"),
        Entity(*(lambda s: (s.start, s.end))(at("الوزير")), "OCC", "e2", "sami"),
        Entity(LEILA.start, LEILA.end, "PERS", "e3", "leila"),
    ),
    quotes=(
        Quote((FIRST,), "q1", "mixed", "speech", (at("قال"),), Source((at("الوزير سامي الخوري"),), "sami"), factuality="asserted"),
        Quote((SECOND,), "q2", "indirect", "speech", (at("أضاف"),), Source((), "sami"), factuality="asserted"),
        Quote((THIRD,), "q3", "indirect", "speech", (at("نفت"),), Source((at("ليلى حدّاد، مديرة الشركة"),), "leila"), factuality="negated"),
    ),
)  # fmt: skip


def predict(*quotes: Quote, registry: tuple[RegistryEntry, ...] = ()) -> Document:
    return Document("d", text=TEXT, quotes=quotes, registry=registry)


def values(predicted: Document, gold: Document = GOLD) -> dict[str, float]:
    task = Quotes()
    made = scores(task, count_matrix(task, [gold], [predicted]).sum(axis=0))
    return {n: float(v.get("f1", v.get("share", np.nan))) for n, v in made.items()}


def test_gold_against_itself() -> None:
    found = values(GOLD)
    assert all(v == 1 for v in found.values() if not np.isnan(v))
    assert found["attribution"] == 1


def test_nothing_scores_nothing() -> None:
    found = values(predict())
    assert found["attribution"] == found["found"] == found["characters"] == 0


@pytest.mark.parametrize(
    ("source", "right"),
    [
        (Source((SAMI,)), True),
        (Source((at("الوزير"),)), True),
        (Source((at("الوزير سامي"),)), True),
        (Source((at("وقال"),)), False),
        (Source((at("الخوري"),)), True),
        (Source((at("وقال الوزير سامي الخوري إنّ"),)), True),  # three of five words
        (Source((Span(0, len(TEXT)),)), False),  # a whole document hits nobody
        (Source((SAMI, LEILA)), False),  # naming everyone is no answer
        (Source((LEILA,)), False),
        (Source((), name="الخوري"), True),
        (Source((), name="سامى الخورى"), True),
        (Source((), name="ليلى"), False),
        (Source((), entity="x"), True),
        (Source((), entity="unknown"), False),
        (Source(kind="none"), False),
        (None, False),
    ],
)
def test_speaker_of_a_dropped_subject_is_any_mention(source: Source | None, right: bool) -> None:
    predicted = predict(
        Quote((SECOND,), source=source),
        registry=(RegistryEntry("x", "الوزير سامي الخوري", "person"),),
    )
    found = values(predicted)
    assert found["speaker"] == right
    assert found["attribution"] == (pytest.approx(2 / 4) if right else 0)


def test_no_source_must_be_answered_with_none() -> None:
    gold = predict(Quote((SECOND,), "q", "indirect", "speech", source=Source(kind="none")))
    assert values(predict(Quote((SECOND,))), gold)["attribution"] == 1
    assert values(predict(Quote((SECOND,), source=Source((SAMI,)))), gold)["attribution"] == 0


def test_one_quote_found_ten_times_is_nine_times_wrong() -> None:
    quote = Quote((FIRST,), source=Source((SAMI,)))
    found = values(predict(*[quote] * 10))
    assert found["attribution"] == pytest.approx(2 / 13)
    assert found["characters"] <= 1


def test_the_whole_document_is_no_quote() -> None:
    found = values(predict(Quote((Span(0, len(TEXT)),), source=Source((SAMI,)))))
    assert found["found"] == 0


def test_disjoint_quotes_get_nothing() -> None:
    elsewhere = Quote((at("ونفت"),), type="indirect", act="speech", source=Source((SAMI,)))
    found = values(predict(elsewhere))
    assert found["found"] == found["cue"] == 0
    assert np.isnan(found["type"])


def test_core_forgives_marks_and_complementizer() -> None:
    inner = at("الجسر آمن")
    found = values(predict(Quote((inner,), source=Source((SAMI,)))))
    assert found["core"] == pytest.approx(2 / 4)
    assert found["strict"] == 0


def test_white_space_and_cuts_between_sentences_do_not_matter() -> None:
    both = Span(FIRST.start, SECOND.end)
    gold = predict(Quote((both,), "q", "mixed", source=Source((SAMI,), "sami")))
    middle = TEXT.index(".") + 1
    cut = Quote((Span(both.start, middle), Span(middle + 1, both.end)))
    assert values(predict(cut), gold)["strict"] == 1


def test_nested_quotes_keep_overlap_below_one() -> None:
    outer = Quote((Span(FIRST.start, THIRD.end),), "o", "mixed")
    inner = Quote((SECOND,), "i", "indirect", parent="o")
    gold = predict(outer, inner)
    found = values(gold, gold)
    assert found["characters"] == 1
    assert values(predict(outer, outer, inner), gold)["characters"] < 1


QUOTES = st.lists(
    st.builds(
        lambda start, length, kind, source: Quote(
            (Span(start, min(len(TEXT), start + length)),), type=kind, source=source
        ),
        st.integers(0, len(TEXT) - 1),
        st.integers(1, 40),
        st.sampled_from(["direct", "indirect", "mixed"]),
        st.sampled_from([None, Source((SAMI,), "sami"), Source((LEILA,), "leila")]),
    ),
    max_size=5,
).map(lambda quotes: predict(*quotes, registry=REGISTRY))


@given(QUOTES, QUOTES)
def test_properties(one: Document, other: Document) -> None:
    task = Quotes()
    counts = task.count(one, other)
    back = task.count(other, one)
    for name in ("found", "strict", "core", "characters", "cue", "source"):
        assert counts[f"{name}.correct"] <= counts[f"{name}.gold"]
        assert counts[f"{name}.correct"] <= counts[f"{name}.predicted"]
        assert counts[f"{name}.gold"] == back[f"{name}.predicted"]
    # With ties the matching may differ, its total may not.
    assert counts["attribution.correct"] <= counts["found.correct"]
    for part in ("gold", "predicted", "correct"):
        rows = sum(
            v for k, v in counts.items() if k.startswith("attribution/") and k.endswith(part)
        )
        assert rows == counts[f"attribution.{part}"]
    turned = predict(*reversed(other.quotes or ()), registry=REGISTRY)
    assert task.count(one, turned) == counts


def test_the_head_of_a_long_source_is_enough_and_its_tail_is_not() -> None:
    long = at("ليلى حدّاد، مديرة الشركة")
    gold = Document(
        "d",
        text=TEXT,
        registry=(RegistryEntry("l", "ليلى", "person"),),
        quotes=(Quote((THIRD,), "q", "indirect", "speech", source=Source((long,), "l")),),
    )
    for words, right in (("ليلى", 1), ("ليلى حدّاد", 1), ("مديرة", 0), ("الشركة", 0)):
        predicted = predict(Quote((THIRD,), source=Source((at(words),))))
        assert values(predicted, gold)["attribution"] == right


def test_every_counter_by_hand() -> None:
    first, second, third = GOLD.quotes or ()
    gold = replace(GOLD, quotes=(replace(first, via=(Source((LEILA,), "leila"),)), second, third))
    predicted = predict(
        # 8 of 13 visible characters: found; the right speaker
        Quote((at("الجسر آمن"),), type="mixed", act="speech", cue=(at("وقال"),),
              source=Source((SAMI,)), via=(Source((LEILA,)), Source((SAMI,))), factuality="negated"),
        # all 13, the wrong speaker
        Quote((SECOND,), act="speech", cue=(at("أضاف"), at("العمل")), source=Source((LEILA,)),
              via=(Source((LEILA,)),), factuality="asserted"),
        # 7 of 20: aligned, and not found
        Quote((at("المشروع"),), type="direct", act="speech", cue=(at("نفت"),),
              source=Source((at("ليلى حدّاد، مديرة الشركة"),)), via=(Source((SAMI,)),)),
        # aligned with nothing
        Quote((at("وأضاف"),), type="direct", source=Source((SAMI,))),
    )  # fmt: skip
    task = Quotes()
    counts = task.count(gold, predicted)
    assert sorted(counts) == sorted(task.counters)
    totals = {"gold": 3, "predicted": 4}
    expected = {
        "attribution": {**totals, "correct": 1},
        "found": {**totals, "correct": 2},
        "strict": {**totals, "correct": 1},
        "core": {**totals, "correct": 2},
        "characters": {"gold": 13 + 13 + 20, "predicted": 8 + 13 + 7 + 5, "correct": 8 + 13 + 7},
        "cue": {"gold": 3, "predicted": 4, "correct": 3},
        "source": {"gold": 2, "predicted": 4, "correct": 1},
        "via": {"gold": 1, "predicted": 4, "correct": 1},
        "speaker": {"right": 1},
        "type": {"right": 1},
        "act": {"right": 2},
        "factuality": {"right": 1},
        "attribution/mixed": {"gold": 1, "predicted": 1, "correct": 1},
        # what is aligned counts under the type of gold
        "attribution/indirect": {"gold": 2, "predicted": 2},
        "attribution/direct": {"predicted": 1},
    }
    flat = {f"{name}.{part}": n for name, parts in expected.items() for part, n in parts.items()}
    assert {name: number for name, number in counts.items() if number} == flat
    # the spans as they are: the conjunction at وقال is part of the cue or is not
    assert Quotes("char").count(gold, predicted)["cue.correct"] == 2


def test_quotes_without_a_type_have_a_row() -> None:
    gold = predict(Quote((SECOND,), source=Source((SAMI,), "sami")), registry=REGISTRY)
    predicted = predict(
        Quote((SECOND,), type="direct", source=Source((SAMI,))), Quote((THIRD,)), Quote((FIRST,))
    )
    counts = Quotes().count(gold, predicted)
    assert counts["attribution/untyped.gold"] == counts["attribution/untyped.correct"] == 1
    assert counts["attribution/untyped.predicted"] == 3
    assert counts["attribution/direct.predicted"] == 0
    bare = Document("d", quotes=None)
    assert not any(Quotes().count(bare, bare).values())


def test_without_a_text_there_are_no_words_to_snap_to() -> None:
    cues = Document("d", quotes=(Quote((), cue=(Span(0, 1), Span(1, 2))),))
    counts = Quotes().count(cues, cues)
    assert (counts["cue.gold"], counts["cue.predicted"]) == (2, 2)


def test_half_of_a_content_is_found_and_less_is_not() -> None:
    gold = predict(Quote((at("العمل مستمر"),), "q", "indirect"))
    # 5 of 10 visible characters, 5 of 11, 4 of 10
    for words, found in (("العمل", 1), ("مستمر.", 0), ("لعمل", 0)):
        counts = Quotes().count(gold, predict(Quote((at(words),))))
        assert counts["found.correct"] == found
        assert counts["characters.correct"] == len(words.strip("."))


def test_order_depends_on_what_quotes_say_and_not_on_their_numbers() -> None:
    direct, indirect = Quote((FIRST,), "b", "direct"), Quote((FIRST,), "a", "indirect")
    assert in_order([indirect, direct]) == in_order([direct, indirect]) == [direct, indirect]
    later = Quote((SECOND,), "0", "direct")
    assert in_order([later, indirect]) == [indirect, later]
    inner = Quote((FIRST,), type="direct", parent="z", factuality="asserted")
    other = Quote((FIRST,), type="direct", parent="a", factuality="negated")
    assert in_order([other, inner]) == in_order([inner, other]) == [inner, other]


def test_equal_contents_are_aligned_first() -> None:
    # (0, 9) goes with its equal, though the two others together would weigh more
    left = [((0, 9),), ((9, 15),)]
    right = [((0, 9),), ((0, 8),)]
    assert align(left, right) == [(0, 0)]
    assert align([((0, 10),), ((6, 10),)], [((0, 10),), ((0, 6),)]) == [(0, 0)]
    assert align([((0, 4),), ((4, 8),)], [((0, 5),), ((5, 8),)]) == [(0, 0), (1, 1)]
    assert align([((0, 4),)], [((4, 8),)]) == []


def test_what_is_reported_for_quotes() -> None:
    task = Quotes()
    assert task.name == "quotes"
    assert [(m.name, m.title) for m in task.measures] == [
        ("attribution", "attribution (content IoU ≥ .5 and speaker)"),
        ("found", "content IoU ≥ .5"),
        ("strict", "content, exact"),
        ("core", "content, core"),
        ("characters", "content, characters"),
        ("cue", "cue"),
        ("source", "source span"),
        ("via", "relayed by"),
        ("speaker", "speaker, if found"),
        ("type", "type, if found"),
        ("act", "act, if found"),
        ("factuality", "factuality, if found"),
    ]
    rows = [(m.name, m.title) for m in task.groups["quote-type"]]
    assert rows == [
        (f"attribution/{kind}", kind) for kind in ("direct", "indirect", "mixed", "untyped")
    ]


def test_shares_are_of_the_quotes_that_were_found() -> None:
    wrong = Quote((FIRST,), type="direct", act="thought", source=Source((LEILA,)))
    right = Quote((SECOND,), type="indirect", act="speech", source=Source((SAMI,)))
    found = values(predict(wrong, right))
    for name in ("speaker", "type", "act"):
        assert found[name] == 0.5
    assert found["factuality"] == 0


def test_what_follows_a_content_that_is_not_found_is_still_counted() -> None:
    first, second, third = GOLD.quotes or ()
    # one word of the first content: aligned with it, and too little to be found
    start = FIRST.start
    poor = replace(first, content=(Span(start, start + 3),))
    counts = Quotes().count(GOLD, predict(poor, second, third, registry=REGISTRY))
    assert (counts["found.correct"], counts["strict.correct"]) == (2, 2)
    assert counts["attribution.correct"] == counts["type.right"] == 2


def test_who_passes_words_on_may_be_named_by_the_registry_of_the_prediction() -> None:
    first = (GOLD.quotes or ())[0]
    passed_on = replace(first, via=(Source((LEILA,), "leila"),))
    gold = replace(GOLD, quotes=(passed_on,))
    named = replace(first, via=(Source((), "x"),))
    right = predict(named, registry=(RegistryEntry("x", "ليلى حدّاد", "person"),))
    wrong = predict(named, registry=(RegistryEntry("x", "سامي الخوري", "person"),))
    assert Quotes().count(gold, right)["via.correct"] == 1
    assert Quotes().count(gold, wrong)["via.correct"] == 0


def test_quotes_without_a_place_count_as_predicted() -> None:
    first = (GOLD.quotes or ())[0]
    made = replace(
        predict(first, registry=REGISTRY),
        unanchored=(
            Unanchored("quotes", "لا أحد قاله", "direct"),
            Unanchored("quotes", "صرّح", "", "cue"),
        ),
    )
    counts = Quotes().count(GOLD, made)
    assert (counts["found.correct"], counts["found.predicted"]) == (1, 2)
    assert (counts["cue.correct"], counts["cue.predicted"]) == (1, 2)
    assert counts["attribution/direct.predicted"] == 1
    # nine letters that nobody sees a place for
    visible = sum(not sign.isspace() for sign in TEXT[FIRST.start : FIRST.end])
    assert counts["characters.predicted"] == visible + 9
