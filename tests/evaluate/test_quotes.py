from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rawi.document import Document, Entity, Quote, RegistryEntry, Source, Span
from rawi.evaluate.measures import count_matrix, scores
from rawi.evaluate.quotes import Quotes

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
