"""From spans with roles to quotes, speakers, quantities and claims."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import rawi
from rawi.baselines.tagging.layout import Family, RoleSpan
from rawi.baselines.tagging.linker import link
from rawi.baselines.tagging.roles import roles_of
from rawi.document import Document, Quantity, Quote, Span
from rawi.invariants import faults
from rawi.labels import ENTITY_TYPES


def spans(text: str, *parts: tuple[str, str]) -> tuple[RoleSpan, ...]:
    """The places of words, each searched behind the beginning of the one before."""
    found = []
    at = 0
    for words, label in parts:
        at = text.index(words, at)
        found.append(RoleSpan(at, at + len(words), label))
    return tuple(found)


def quotes_of(
    text: str,
    contents: tuple[RoleSpan, ...],
    attributions: tuple[RoleSpan, ...],
    entities: tuple[RoleSpan, ...] = (),
) -> tuple[Quote, ...]:
    roles: dict[Family, tuple[RoleSpan, ...]] = {
        "contents": contents, "attributions": attributions, "entities": entities,
    }  # fmt: skip
    return link(text, roles).quotes or ()


def words_of(text: str, places: tuple[Span, ...]) -> list[str]:
    return [text[span.start : span.end] for span in places]


def told(text: str, quote: Quote) -> tuple[list[str], list[str], list[str]]:
    """Cue, source and those who pass it on."""
    source = quote.source.spans if quote.source else ()
    via = tuple(span for one in quote.via for span in one.spans)
    return words_of(text, quote.cue), words_of(text, source), words_of(text, via)


def test_cue_source_and_a_dropped_subject() -> None:
    text = "قال الوزير سامي رزق إن الجسر آمن. وأضاف أن العمل انتهى."
    found = quotes_of(
        text,
        spans(text, ("إن الجسر آمن", "indirect"), ("أن العمل انتهى", "indirect")),
        spans(
            text, ("قال", "cue.speech"), ("الوزير سامي رزق", "source.named"), ("أضاف", "cue.speech")
        ),
        spans(text, ("سامي رزق", "PERS")),
    )
    assert [told(text, quote) for quote in found] == [
        (["قال"], ["الوزير سامي رزق"], []),
        (["أضاف"], [], []),
    ]
    first, second = (quote.source for quote in found)
    assert first and second and first.entity == second.entity is not None
    assert second.kind == "named"


def test_words_around_a_cue_are_one_quote() -> None:
    text = "«العودة هي الأصل»، قال سامي، «أما التبادل فبابها»."
    (quote,) = quotes_of(
        text,
        spans(text, ("«العودة هي الأصل»", "direct"), ("«أما التبادل فبابها»", "more")),
        spans(text, ("قال", "cue.speech"), ("سامي", "source.named")),
    )
    assert words_of(text, quote.content) == ["«العودة هي الأصل»", "«أما التبادل فبابها»"]
    assert told(text, quote) == (["قال"], ["سامي"], [])
    assert quote.type == "direct"


def test_a_chain_of_reporting() -> None:
    text = "ونقلت وكالة الأثير عن مسؤول محلي قوله إن الطريق مفتوح."
    (quote,) = quotes_of(
        text,
        spans(text, ("إن الطريق مفتوح", "indirect")),
        spans(
            text,
            ("نقلت", "cue.speech"),
            ("وكالة الأثير", "via"),
            ("مسؤول محلي", "source.unnamed"),
            ("قوله", "cue.speech"),
        ),
    )
    assert told(text, quote) == (["نقلت", "قوله"], ["مسؤول محلي"], ["وكالة الأثير"])
    assert quote.source is not None and quote.source.kind == "unnamed"


def test_a_participle_has_the_subject_of_its_verb() -> None:
    text = "رد رزق بأن الفارق صغير، مذكرا بأن القانون يلزمهم."
    found = quotes_of(
        text,
        spans(text, ("أن الفارق صغير", "indirect"), ("أن القانون يلزمهم", "indirect")),
        spans(text, ("رد", "cue.speech"), ("رزق", "source.named"), ("مذكرا", "cue.speech")),
    )
    assert [told(text, quote)[:2] for quote in found] == [(["رد"], ["رزق"]), (["مذكرا"], ["رزق"])]


def test_a_quote_in_a_quote_with_act_and_factuality() -> None:
    text = "وبحسب سامي، نفت النقابة أن تكون طلبت ذلك."
    outer, inner = quotes_of(
        text,
        spans(text, ("نفت النقابة أن تكون طلبت ذلك", "indirect"), ("أن تكون", "indirect")),
        spans(
            text,
            ("بحسب", "cue.speech"),
            ("سامي", "source.named"),
            ("نفت", "cue.speech.negated"),
            ("النقابة", "source.named"),
        ),
    )
    assert inner.parent == outer.id and outer.parent is None
    assert told(text, outer)[:2] == (["بحسب"], ["سامي"])
    assert told(text, inner)[:2] == (["نفت"], ["النقابة"])
    assert (inner.factuality, outer.factuality) == ("negated", "asserted")


def test_a_speaker_that_the_tagger_overlooked() -> None:
    text = "قال الوزير إن الجسر آمن."
    (quote,) = quotes_of(
        text, spans(text, ("إن الجسر آمن", "indirect")), spans(text, ("قال", "cue.speech"))
    )
    assert told(text, quote)[1] == ["الوزير"]


def test_marks_that_no_quote_uses_are_marks() -> None:
    text = "عرض فيلم «ليل طويل». قال سامي: «انتهى العرض»."
    roles: dict[Family, tuple[RoleSpan, ...]] = {
        "contents": spans(text, ("«انتهى العرض»", "direct")),
        "attributions": spans(text, ("قال", "cue.speech"), ("سامي", "source.named")),
    }
    found = link(text, roles)
    assert [(text[m.start : m.end], m.function) for m in found.marks or ()] == [
        ("«ليل طويل»", "title")
    ]
    assert found.entities is None and found.quantities is None
    told_so = link(text, roles | {"marks": spans(text, ("«ليل طويل»", "scare"))})
    assert [mark.function for mark in told_so.marks or ()] == ["scare"]


def quantities_of(text: str, *parts: tuple[str, str]) -> tuple[Quantity, ...]:
    return link(text, {"quantities": spans(text, *parts)}).quantities or ()


def shown(text: str, one: Quantity) -> dict[str, object]:
    def at(span: Span | None) -> str | None:
        return None if span is None else text[span.start : span.end]

    claim = one.claim
    found: dict[str, object] = {
        "number": text[one.start : one.end],
        "kind": one.kind,
        "value": one.value,
        "low": one.low.value if one.low else None,
        "high": one.high.value if one.high else None,
        "unit": (one.unit.name, one.unit.per) if one.unit else None,
        "modifier": at(one.modifier),
        "role": one.role,
    }
    if claim is not None:
        found |= {
            "of": at(claim.of),
            "head": at(claim.head),
            "base": at(claim.base),
            "status": claim.status,
            "status_cue": at(claim.status_cue),
        }
    return {key: value for key, value in found.items() if value is not None}


@pytest.mark.parametrize(
    ("text", "parts", "expected"),
    [
        (
            "بلغت صادرات القمح نحو 12,8 مليون قنطار",
            [("صادرات القمح", "of"), ("نحو", "modifier.approximate"), ("12,8 مليون", "number"),
             ("قنطار", "unit")],
            [{"number": "12,8 مليون", "kind": "approximate", "value": "12800000",
              "unit": ("quintal", None), "modifier": "نحو", "role": "level", "of": "صادرات القمح",
              "head": "صادرات", "status": "asserted"}],
        ),
        (
            "أحصى 1290 طفلا و1010 نساء",
            [("1290", "number"), ("طفلا", "of"), ("1010", "number"), ("نساء", "of")],
            [{"number": "1290", "kind": "exact", "value": "1290", "role": "level", "of": "طفلا",
              "head": "طفلا", "status": "asserted"},
             {"number": "1010", "kind": "exact", "value": "1010", "role": "level", "of": "نساء",
              "head": "نساء", "status": "asserted"}],
        ),
        (
            "الكميات تتراوح بين 7,5 و8 ملايين قنطار",
            [("الكميات", "of"), ("بين", "modifier.range"), ("7,5 و8 ملايين", "number"),
             ("قنطار", "unit")],
            [{"number": "7,5 و8 ملايين", "kind": "range", "low": "7500000", "high": "8000000",
              "unit": ("quintal", None), "modifier": "بين", "role": "level", "of": "الكميات",
              "head": "الكميات", "status": "asserted"}],
        ),
        (
            "خلال شهرين",
            [("شهرين", "number"), ("شهرين", "unit")],
            [{"number": "شهرين", "kind": "exact", "value": "2", "unit": ("month", None),
              "role": "level", "status": "asserted"}],
        ),
        (
            "ما لا يقل عن 300 جرعة يوميا",
            [("ما لا يقل عن", "modifier.at_least"), ("300", "number"), ("جرعة", "of")],
            [{"number": "300", "kind": "bound", "low": "300", "unit": ("", "day"),
              "modifier": "ما لا يقل عن", "role": "level", "of": "جرعة", "head": "جرعة",
              "status": "asserted"}],
        ),
        (
            "قدّرته لجنة بنحو 1.2 مليون دولار",
            [("قدّرته", "status.estimated"), ("نحو", "modifier.approximate"),
             ("1.2 مليون", "number"), ("دولار", "unit")],
            [{"number": "1.2 مليون", "kind": "approximate", "value": "1200000",
              "unit": ("USD", None), "modifier": "نحو", "role": "level", "status": "estimated",
              "status_cue": "قدّرته"}],
        ),
        (
            "أتت على ثلث المساحات المبذورة",
            [("ثلث", "number"), ("المساحات المبذورة", "base")],
            [{"number": "ثلث", "kind": "exact", "value": "1/3", "role": "ratio",
              "base": "المساحات المبذورة", "status": "asserted"}],
        ),
    ],
)  # fmt: skip
def test_quantities(
    text: str, parts: list[tuple[str, str]], expected: list[dict[str, object]]
) -> None:
    assert [shown(text, one) for one in quantities_of(text, *parts)] == expected


def test_a_unit_goes_to_one_number_and_to_the_nearest() -> None:
    text = "بين 14 ساعة و3 آلاف نازح"
    first, second = quantities_of(
        text, ("14", "number"), ("ساعة", "unit"), ("3 آلاف", "number"), ("نازح", "of")
    )
    assert first.unit is not None and first.unit.name == "hour" and second.unit is None
    assert second.claim is not None and second.claim.of is not None


def test_a_thing_that_the_tagger_overlooked() -> None:
    text = "أحصى 1290 طفلا هناك وبلغ الطول 4 كيلومترات"
    count, measure = quantities_of(text, ("1290", "number"), ("4", "number"), ("كيلومترات", "unit"))
    assert shown(text, count)["of"] == "طفلا"
    assert "of" not in shown(text, measure)


def test_a_cue_that_the_tagger_overlooked() -> None:
    text = "وأعلنت الوزارة أن الجسر آمن."
    (quote,) = quotes_of(text, spans(text, ("أن الجسر آمن", "indirect")), ())
    assert told(text, quote)[:2] == (["أعلنت"], ["الوزارة"])


def test_words_that_are_no_number_are_vague_or_dual() -> None:
    text = "جاء كثيرون مع جرّارين"
    first, second = quantities_of(text, ("كثيرون", "number"), ("جرّارين", "number"))
    assert (first.kind, first.value) == ("vague", None)
    assert (second.kind, second.value) == ("exact", "2")


def test_the_roles_of_the_train_split_are_linked_again() -> None:
    """What is asked for is the shape of the result, and that most links are found."""
    right = links = 0
    for document in rawi.load("train"):
        made = link(document.text or "", roles_of(document))
        found = {quote.content: quote for quote in made.quotes or ()}
        assert set(found) == {quote.content for quote in document.quotes or ()}
        for quote in document.quotes or ():
            links += 1
            source = found[quote.content].source
            right += quote.cue == found[quote.content].cue and (source and source.spans) == (
                quote.source and quote.source.spans
            )
        numbers = {(one.start, one.end): one for one in made.quantities or ()}
        for one in document.quantities or ():
            links += 1
            other = numbers[one.start, one.end]
            right += one.unit == other.unit and (one.claim and one.claim.of) == (
                other.claim and other.claim.of
            )
    assert right >= 0.8 * links


ANY_TEXT = st.text(alphabet='وقال إن أن ب«»":،.\n12٣ ألف طن٪ شهرين نحو بحسب', max_size=60)
FAMILIES: dict[Family, tuple[str, ...]] = {
    "entities": ("PERS", "ORG"),
    "contents": ("direct", "indirect", "mixed", "more"),
    "attributions": ("cue.speech", "cue.thought.negated", "source.named", "source.none", "via"),
    "quantities": ("number", "unit", "of", "base", "modifier.above", "modifier.range",
                   "status.forecast"),
}  # fmt: skip


@given(ANY_TEXT, st.data())
def test_any_spans_make_a_legal_document(text: str, data: st.DataObject) -> None:
    roles: dict[Family, tuple[RoleSpan, ...]] = {}
    visible = [at for at, sign in enumerate(text) if not sign.isspace()]
    for family, labels in FAMILIES.items():
        found = set()
        for _ in range(data.draw(st.integers(0, 5)) if visible else 0):
            start, end = sorted(data.draw(st.tuples(*[st.sampled_from(visible)] * 2)))
            span = RoleSpan(start, end + 1, data.draw(st.sampled_from(labels)))
            if all(
                one.end <= span.start
                or span.end <= one.start
                or (one.start <= span.start and span.end <= one.end)
                or (span.start <= one.start and one.end <= span.end)
                for one in found
            ):
                found.add(span)
        roles[family] = tuple(sorted(found, key=lambda one: (one.start, -one.end, one.label)))
    made = link(text, roles)
    assert made == link(text, roles)
    assert not list(faults(replace(made, id="d", text=text), ENTITY_TYPES))
    numbers = sum(span.label == "number" for span in roles["quantities"])
    assert len(made.quantities or ()) == numbers
    ids = {quote.id for quote in made.quotes or ()}
    assert all(quote.parent in ids for quote in made.quotes or () if quote.parent)


def test_a_long_text_full_of_roles() -> None:
    sentence = "قال سامي إن 12 شخصا قتلوا. "
    text = sentence * 400
    size = len(sentence)
    one: dict[Family, tuple[RoleSpan, ...]] = {
        "contents": spans(text, ("إن 12 شخصا قتلوا", "indirect")),
        "attributions": spans(text, ("قال", "cue.speech"), ("سامي", "source.named")),
        "quantities": spans(text, ("12", "number"), ("شخصا", "of")),
    }
    roles: dict[Family, tuple[RoleSpan, ...]] = {
        family: tuple(
            RoleSpan(span.start + k * size, span.end + k * size, span.label)
            for k in range(400)
            for span in some
        )
        for family, some in one.items()
    }
    made: Document = link(text, roles)
    assert len(made.quotes or ()) == len(made.quantities or ()) == 400
    assert all(quote.cue and quote.source and quote.source.spans for quote in made.quotes or ())
    assert all(one.claim and one.claim.of for one in made.quantities or ())
