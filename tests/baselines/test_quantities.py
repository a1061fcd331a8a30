"""What holds for the rule baseline for quantities on any text, and its spans in detail."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from rawi.baselines import quantity_lexicon as lexicon
from rawi.baselines.quantities import Reading, read_quantities, readings
from rawi.cli.quantities import command
from rawi.document import Document, Quantity, Span
from rawi.invariants import exact_value, faults
from rawi.numerals.lexicon import key_of
from rawi.units import is_known_unit

#: areas and volumes are named after the pattern of pint's own square_foot and cubic_foot
_AREAS = {"square_meter", "square_kilometer", "cubic_meter"}

_WORDS = [
    *("ارتفع", "بنسبة", "إلى", "من", "بين", "نحو", "أكثر من", "لا يقل عن", "على الأقل", "5", "20"),
    *("2022", "3 ملايين", "و200 ألف", "وخمسة", "خمسين", "ألفي", "شهرين", "عامين ونصف", "نصف", "%"),
    *("في المئة", "دولار", "ريالا عمانيا", "كيلومتر مربع", "يوميا", "جنديا", "السكان", "عام", "-"),
    *(
        "يونيو",
        "الساعة",
        "القرار",
        "،",
        ".",
        "؟",
        "\n",
        "يتوقع",
        "ضعف",
        "أضعاف",
        "واحد",
        "الـ",
        "و",
    ),
    *(
        "عشرات",
        "الآلاف",
        "عدة",
        "$",
        "أو",
        "يصل",
        "الأيام",
        "الثلاثة",
        "قتيلان",
        "مرتين",
        "بـ",
        "م",
    ),
]
_TEXTS = st.lists(st.sampled_from(_WORDS), max_size=14).map(" ".join)


def _spans(quantity: Quantity) -> Iterator[Span]:
    yield Span(quantity.start, quantity.end)
    claim = quantity.claim
    for span in (
        quantity.modifier,
        quantity.unit.span if quantity.unit else None,
        *((claim.of, claim.head, claim.base, claim.status_cue) if claim else ()),
    ):
        if span is not None:
            yield span


def _check(text: str) -> None:
    read = readings(text)
    quantities = tuple(reading.quantity for reading in read)
    document = Document("x", text=text, quantities=quantities)
    assert list(faults(document, types=())) == []
    for left, right in pairwise(quantities):
        assert left.end <= right.start
    for quantity in quantities:
        assert all(0 <= s.start < s.end <= len(text) for s in _spans(quantity))
        has_bounds = quantity.low is not None or quantity.high is not None
        assert has_bounds == (quantity.kind in ("bound", "range"))
        assert (quantity.scale is not None) == (quantity.kind == "vague")
        assert (quantity.value is not None) == (
            quantity.kind in ("exact", "approximate", "multiple")
        )
        if quantity.kind == "range":
            assert quantity.low is not None and quantity.high is not None
            low, high = exact_value(quantity.low.value), exact_value(quantity.high.value)
            assert low is not None and high is not None and low < high
            assert quantity.low.closed and quantity.high.closed
        assert (quantity.direction is not None) == (quantity.role == "change")
        if quantity.claim is not None and quantity.claim.head is not None:
            of, head = quantity.claim.of, quantity.claim.head
            assert of is not None and of.start <= head.start < head.end <= of.end
    assert readings(text) == read
    for reading in read:
        _check_doubts(text, reading)


def _check_doubts(text: str, reading: Reading) -> None:
    quantity = reading.quantity
    assert not reading.alternatives or reading.doubts
    for other in reading.alternatives:
        assert other != quantity
        assert (other.start, other.end, other.kind) == (quantity.start, quantity.end, quantity.kind)
        assert list(faults(Document("x", text=text, quantities=(other,)), types=())) == []


@given(st.text())
def test_any_text(text: str) -> None:
    _check(text)


@given(_TEXTS)
def test_any_order_of_words_that_matter(text: str) -> None:
    _check(text)


@given(_TEXTS)
def test_a_paragraph_does_not_change_the_next(text: str) -> None:
    first = "قتل 5 جنود."
    both = read_quantities(f"{first}\n{text}")
    moved = [(q.start - len(first) - 1, q.kind, q.value, q.role) for q in both[1:]]
    assert moved == [(q.start, q.kind, q.value, q.role) for q in read_quantities(text)]


def test_spans_leave_unit_modifier_and_proclitics_out() -> None:
    text = "بعد أكثر من 32 شهرًا، وبنحو 5 ملايين دولار، ولأكثر من ألفي طن"
    found = read_quantities(text)
    assert [text[q.start : q.end] for q in found] == ["32", "5 ملايين", "ألفي"]
    assert [text[q.modifier.start : q.modifier.end] for q in found if q.modifier] == [
        "أكثر من",
        "نحو",
        "أكثر من",
    ]
    assert [text[q.unit.span.start : q.unit.span.end] for q in found if q.unit and q.unit.span] == [
        "شهرًا",
        "دولار",
        "طن",
    ]


def test_dual_of_a_unit_is_number_and_unit_at_once() -> None:
    text = "على بعد كيلومترين"
    (quantity,) = read_quantities(text)
    assert text[quantity.start : quantity.end] == "كيلومترين"
    assert quantity.unit is not None
    assert quantity.unit.span == Span(quantity.start, quantity.end)
    assert (quantity.value, quantity.unit.name) == ("2", "kilometer")


@pytest.mark.parametrize(
    "pair", ["الطرفان", "الجانبين", "البلدان", "الدولتين", "الرجلان", "مهندسين"]
)
def test_no_number_is_told_by_definite_pairs_and_plurals(pair: str) -> None:
    assert read_quantities(f"قال {pair} ذلك") == ()


def test_every_unit_name_is_known() -> None:
    units = [*lexicon.SINGLE_UNITS.values(), *lexicon.DUALS.values()]
    names = {unit.name for unit in units if isinstance(unit, lexicon.UnitName)}
    codes = {
        code for unit in units if isinstance(unit, lexicon.Money) for code in unit.codes.values()
    }
    assert len(names) > 30 and len(codes) > 40
    assert {name for name in names | codes if not is_known_unit(name)} <= _AREAS


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("دولار", "USD"),
        ("دولارا كنديا", "CAD"),
        ("يورو", "EUR"),
        ("ريال", "ريال"),
        ("ريالات", "ريال"),
        ("ريال عُماني", "OMR"),
        ("ريالاً قطرياً", "QAR"),
        ("ليرة تركية", "TRY"),
        ("جنيه إسترليني", "GBP"),
        ("دينار كويتي", "KWD"),
        ("درهم", "درهم"),
        ("€", "EUR"),
    ],
)
def test_currencies(words: str, code: str) -> None:
    text = f"دفع 20 {words}"
    (quantity,) = read_quantities(text)
    assert quantity.unit is not None and quantity.unit.span is not None
    assert quantity.unit.name == code
    assert text[quantity.unit.span.start : quantity.unit.span.end] == words


def test_forms_are_made_from_the_word_lists() -> None:
    assert key_of("كتابين") in lexicon.DUALS and key_of("طائرتان") in lexicon.DUALS
    assert key_of("مهندسان") in lexicon.DUALS and key_of("مهندسين") not in lexicon.DUALS
    assert lexicon.CHANGE["ارتفعت"] == ("up", False, False)
    assert lexicon.CHANGE["انخفاضا"] == ("down", True, False)
    assert lexicon.CHANGE["يخفض"] == ("down", False, True)


def _amount_of(quantity: Quantity) -> str:
    low = quantity.low.value if quantity.low else ""
    high = quantity.high.value if quantity.high else ""
    unit = f" {quantity.unit.name}" if quantity.unit else ""
    return (quantity.value or f"{low}..{high}") + unit


@pytest.mark.parametrize(
    ("text", "doubts", "alternatives"),
    [
        ("قتل 1500 شخص", set(), []),
        ("قتل 1,500 شخص", {"sep_ambiguous"}, ["1.5"]),
        ("أكثر من 1,500 طن", {"sep_ambiguous"}, ["1.5.. metric_ton"]),
        ("قتل ١،٠٤٧ شخصا", {"sep_ambiguous"}, ["1.047"]),
        ("دفعت 1,5 دولار", set(), []),
        ("بلغت الكلفة مليار ونصف دولار", {"half_ambiguous"}, ["1000000000.5 USD"]),
        ("بلغت الكلفة مليار ونصف المليار دولار", set(), []),
        ("بين 3 و5 ملايين لاجئ", {"scale_shared"}, ["3..5000000"]),
        ("بين 3 ملايين و5 ملايين لاجئ", set(), []),
        ("زادت الأسعار ثلاثة أضعاف", {"multiple_ambiguous"}, ["4"]),
        ("ثلاثة أضعاف العدد", set(), []),
        ("بنسبة 10 خلال العام", {"unit_missing"}, ["10 percent"]),
        ("بنسبة 10% خلال العام", set(), []),
        ("20 ريالا", {"currency_open"}, []),
        ("20 ريالا عمانيا", set(), []),
        ("تسعة", {"nothing_counted"}, []),
        ("خمس السكان", {"fraction_ambiguous"}, ["5"]),
        ("قتل ألفا شخص", {"tanween_ambiguous"}, ["1000"]),
        ("5 ر 17 مليون دولار", {"wire"}, ["5170000 USD"]),
    ],
)
def test_what_is_ambiguous_says_so(text: str, doubts: set[str], alternatives: list[str]) -> None:
    (reading,) = readings(text)
    assert reading.doubts == doubts
    assert [_amount_of(other) for other in reading.alternatives] == alternatives


def test_the_command_shows_what_is_ambiguous() -> None:
    shown = CliRunner().invoke(command, ["أكثر من 1,500 جرعة يوميا"])
    read = json.loads(shown.output)
    assert read["text"] == "1,500"
    assert read["low"] == {"value": "1500", "closed": False}
    assert read["per"] == "day"
    assert read["doubts"] == ["sep_ambiguous"]
    assert read["alternatives"] == [{"low": {"value": "1.5", "closed": False}}]


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("تعطى 300 جرعة يوميا", "day"),
        ("عشرات القتلى يوميا", "day"),
        ("مرتين أسبوعيا", "week"),
        ("300 جرعة", None),
        ("300 شاحنة تنقل 5 أطنان يوميا", None),
        ("500 ألف برميل يوميا", "day"),
        ("ثلث السكان يوميا", None),
    ],
)
def test_a_rate_of_counted_things_has_a_denominator(text: str, per: str | None) -> None:
    quantity = read_quantities(text)[0]
    assert (quantity.unit.per if quantity.unit else None) == per


@pytest.mark.parametrize("text", ["ألف الكاتب رواية", "ألّف رواية", "حرف الألف", "ست البيت"])
def test_words_that_are_written_like_numbers_are_left_out(text: str) -> None:
    assert read_quantities(text) == ()


_HOSTILE = {
    "digits": "1" * 10**6,
    "waw": "و" * 10**6,
    "opening marks": "(«" * 30_000,
    "thousands": "مليون ألف " * 2_000,
    "duals": "شهرين " * 4_000,
    "modifiers": "نحو " * 10_000,
    "between": "بين 3 و5 " * 2_000,
    "changes": "ارتفع " * 10_000,
    "changes by": "ارتفع 5 " * 4_000,
    "years": "2011 و" * 4_000,
    "scores": "3-1 " * 4_000,
    "one noun": "5 " + "كتاب " * 10_000,
    "fractions": "ونصف " * 4_000,
    "telephones": "+963 11 " * 1_500,
    "blanks": "5" + " " * 500_000 + "شخصا",
    "one word": "5 " + "ت" * 10**6,
}


@pytest.mark.parametrize("name", _HOSTILE)
def test_hostile_input(name: str) -> None:
    text = _HOSTILE[name]
    found = read_quantities(text)
    assert all(0 <= s.start < s.end <= len(text) for q in found for s in _spans(q))
    assert len(read_quantities(f"{text}\n{text}")) == 2 * len(found)
