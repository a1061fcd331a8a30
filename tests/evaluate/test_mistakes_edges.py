"""Boundaries of entities: each case is gold in ⟦⟧ and the prediction in {} in one text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rawi.evaluate.mistakes_edges import boundary_kind
from rawi.evaluate.mistakes_model import kinds
from rawi.text import Snapper

CASES = [
    ("وصل {و⟦الأمم المتحدة}⟧ أمس", "particle-inside"),
    ("وصل {وَ⟦الأمم المتحدة}⟧ أمس", "particle-inside"),
    ("سافر {ل⟦لناتو}⟧ أمس", "particle-inside"),
    ("سافر {لـ⟦بيروت}⟧ أمس", "particle-inside"),
    ("سافر {وب⟦بيروت}⟧ أمس", "particle-inside"),
    ("قال {و ⟦الأمم المتحدة}⟧ أمس", "particle-inside"),
    ("زار ⟦و{ائل}⟧ أمس", "particle-outside"),
    ("زار ⟦ف{يينا}⟧ أمس", "particle-outside"),
    ("زار ⟦ال{جزائر}⟧ أمس", "article-outside"),
    ("سافر ل⟦ل{ناتو}⟧ أمس", "article-outside"),
    ("زار {ال⟦جزائر}⟧ أمس", "article-inside"),
    ("سافر {وال⟦جزائر}⟧ أمس", "article-inside"),
    ("سافر {لل⟦ناتو}⟧ أمس", "article-inside"),
    ("قال {الرئيس ⟦جوزيف عون}⟧ أمس", "title-inside"),
    ("قال {رئيس الوزراء ⟦نواف سلام}⟧ أمس", "title-inside"),
    ("قالت {والوزيرة ⟦تمارا الزين}⟧ أمس", "title-inside"),
    ("قال {للسيد ⟦نواف سلام}⟧ أمس", "title-inside"),
    ("في {مدينة ⟦صيدا}⟧ أمس", "title-inside"),
    ("في {بمدينتي ⟦صيدا وصور}⟧ أمس", "title-inside"),
    ("في ⟦محافظة {نينوى}⟧ أمس", "title-outside"),
    ("في ⟦شهر {رمضان}⟧ أمس", "title-outside"),
    ('قرأ {"⟦النهار}⟧" أمس', "punctuation"),
    ('قرأ ⟦{النهار⟧"} أمس', "punctuation"),
    ("قرأ⟦{ النهار⟧ }أمس", "punctuation"),
    ("من ⟦{نصف⟧ها} أمس", "inside-word"),
    ("من ⟦مو{سكو}⟧ أمس", "inside-word"),
    ("زار ⟦{وزارة الصحة⟧ اللبنانية} أمس", "longer"),
    ("أكد {أحمد و⟦وائل}⟧ أمس", "longer"),
    ("قال {قال الرئيس ⟦جوزيف عون}⟧ أمس", "longer"),
    ("زار ⟦{وزارة الصحة} اللبنانية⟧ أمس", "shorter"),
    ("زار {و⟦وزارة الصحة} اللبنانية⟧ أمس", "shorter"),
    ("زار {الرئيس ⟦جوزيف} عون⟧ أمس", "shifted"),
    ("زار ⟦بنك {بيروت⟧ والبلاد} أمس", "shifted"),
]


def read(marked: str) -> tuple[str, tuple[int, int], tuple[int, int]]:
    text, found = "", {}
    for character in marked:
        if character in "⟦⟧{}":
            found[character] = len(text)
        else:
            text += character
    return text, (found["⟦"], found["⟧"]), (found["{"], found["}"])


@pytest.mark.parametrize(("marked", "kind"), CASES)
def test_golden(marked: str, kind: str) -> None:
    text, gold, predicted = read(marked)
    assert boundary_kind(text, Snapper(text), gold, predicted) == kind


#: what a kind becomes when gold and prediction change places
OPPOSITE = {"longer": "shorter", "shorter": "longer"} | {
    f"{what}-{side}": f"{what}-{other}"
    for what in ("particle", "article", "title")
    for side, other in (("inside", "outside"), ("outside", "inside"))
}


@given(
    st.text(alphabet='وفبلكساتيمـَ «".ّ1\n', max_size=30), st.lists(st.integers(0, 30), min_size=4)
)
def test_any_boundaries_have_a_kind_and_its_opposite(text: str, places: list[int]) -> None:
    a, b, c, d = sorted(min(place, len(text)) for place in places[:4])
    for gold, predicted in (((a, c), (b, d)), ((a, d), (b, c)), ((a, c), (a, d))):
        if gold == predicted:
            continue
        kind = boundary_kind(text, Snapper(text), gold, predicted)
        assert kind in kinds()["ner"]
        assert boundary_kind(text, Snapper(text), predicted, gold) == OPPOSITE.get(kind, kind)


@pytest.mark.parametrize("filler", ["و", "ال", " ", "«", "وزير ", "1", "ـ"])
def test_long_differences_take_no_time(filler: str) -> None:
    text = filler * (1_000_000 // len(filler)) + "بيروت"
    snapper = Snapper(text)
    begun = time.perf_counter()
    for i in range(2000):
        boundary_kind(text, snapper, (len(text) - 5, len(text)), (i, len(text)))
        boundary_kind(text, snapper, (0, i + 1), (0, len(text)))
    assert time.perf_counter() - begun < 2
