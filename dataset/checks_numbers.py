"""Whether the numbers of an article agree with its text and with one another (level 4).

- Values are read again by :mod:`rawi.numerals`.
- Numbers that the reader finds and nobody marked are pointed at.
- A change in percent between two levels of one sentence must follow from them (ارتفع من 40 إلى 50 بنسبة
  25 في المئة), as closely as its last digit says.
- Parts that a sentence names after a whole (12 جريحا بينهم 3 أطفال) are no larger than the whole, also
  together; and where all of them are listed, they make it.

All are warnings: articles may be wrong, and then the annotation says what they say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from rawi.document import Document, Quantity
from rawi.errors import Fault
from rawi.invariants import exact_value
from rawi.numerals import exact, read, value_of
from rawi.numerals.parted import spelled_alike

_PART = re.compile(r"(?:من )?(?:بينهم|بينها|بينهن|منهم|منها|منهن)\b")
#: الرقم الأخضر 1155; رقم أخضر، هو 80 100 947; الرحلة 622; الخط المجاني 4477
_CALLED_NUMBER = re.compile(r"[وفبلك]?ل?(?:ال)?رقم(?:ه|ها|هم)?")
#: العمود 17; الكيلومتر 30
_KNOWN_BY_NUMBER = re.compile(
    r"(?:ال|لل)(?:رحلة|خط|خط المجاني|خط الساخن|عمود|كيلومتر|غرفة|قاعة|بوابة|محطة|منصة|صفحة|قطعة)$"
)
#: ١١-٤ between two digits; بثلاثة أشواط لشوط, بهدفين مقابل هدف
_DASHED = re.compile(r"\d[-–]$|^[-–]\d")
_SETS = re.compile(
    r"^ (?:أشواط|أهداف|مجموعات)(?: نظيفة| مقابل| دون| بلا| ل(?:شوط|هدف|مجموعة|واحد))"
)
#: 1,300 مليون: thirteen hundred million or 1.3 million, and rule N-07 lets the text decide
_THOUSANDS_OF = re.compile(r"\d{1,3}[,.،]\d{3} \w+")
#: 18 تحت الصفر, 6 درجات تحت الصفر
_BELOW_ZERO = re.compile(r"(?: درج\w+)?(?: مئوية)? تحت الصفر")
_ZERO_MARK = re.compile(r"(?:تحت|فوق|دون) الصفر$")
#: what ends the clause that a part is said in
_STOP = re.compile(r"[.؛:!؟\"«»“”]|\bو?[أإ]ن\b")
#: words between a whole and the sign that its parts follow, and between two parts
_LEAD, _APART = 8, 10
#: entity types whose numbers are no quantities (rule N-02)
_HOLDS_NUMBERS = frozenset({"DATE", "TIME", "ORDINAL", "LAW", "EVENT", "PRODUCT", "ORG", "FAC",
                            "WEBSITE", "GPE", "LOC", "OCC", "PERS"})  # fmt: skip


def reread(document: Document) -> Iterator[Fault]:
    """Values that the numeral reader reads differently; where it reads nothing it says nothing.

    A fifth is spelled like five (خمس), and only a reader of the sentence can tell which is meant.
    """
    for quantity in document.quantities or ():
        ends = [bound.value for bound in (quantity.low, quantity.high) if bound is not None]
        given = [quantity.value] if quantity.value is not None else ends
        if len(given) != 1 or quantity.kind == "multiple":
            continue
        words = document.words_of(quantity)
        found, annotated = value_of(words), exact_value(given[0])
        if found is not None and _BELOW_ZERO.match((document.text or "")[quantity.end :]):
            found = -found
        if found is not None and annotated == 1000 * found and _THOUSANDS_OF.fullmatch(words):
            continue
        if found is not None and found != annotated and annotated != spelled_alike(words):
            yield _warning(
                document,
                quantity,
                "number-reread",
                f"is read as {exact(found)}, {given[0]} is given",
            )


def unmarked(document: Document) -> Iterator[Fault]:
    """Numbers that the reader finds outside of every quantity and of every name."""
    text = document.text or ""
    covered = [(q.start, q.end) for q in document.quantities or ()]
    covered += [(e.start, e.end) for e in document.entities or () if e.type in _HOLDS_NUMBERS]
    for number in read(text):
        if any(start < number.end and number.start < end for start, end in covered):
            continue
        # rule N-01 leaves one out, N-14 the base of a proportion
        if number.value == 1 or text[: number.start].endswith("من كل "):
            continue
        words, before = text[number.start : number.end], text[: number.start]
        # بعده is "after him" and مات "died" more often than they are بعدة and مآت misspelt
        if words == "مات" or (words == "عده" and before.endswith("ب")):
            continue
        # zero is where degrees begin
        if _ZERO_MARK.search(before + words):
            continue
        # rule N-02: telephones, flights and the like are called numbers
        if any(_CALLED_NUMBER.fullmatch(word) for word in before.split()[-4:]):
            continue
        if _KNOWN_BY_NUMBER.search(before.rstrip()):
            continue
        after = text[number.end :]
        if _DASHED.search(before[-2:]) or _DASHED.search(after[:2]) or _SETS.search(after):
            continue
        yield Fault(
            f"the number «{words}» at offset {number.start} is neither a "
            "quantity nor part of a name",
            rule="number-unmarked",
            severity="warning",
        )


def change(document: Document) -> Iterator[Fault]:
    """Changes in percent that do not follow from the two levels in their sentence."""
    for numbers in _by_sentence(document):
        percents = [q for q in numbers if q.role == "change" and _unit(q) == "percent" and q.value]
        if len(percents) != 1 or percents[0].kind not in ("exact", "approximate"):
            continue
        percent = percents[0]
        levels = [q for q in numbers if q.role == "level" and q.value is not None]
        pairs = [(one, other) for one, other in pairwise(levels) if _from_to(document, one, other)]
        if len(pairs) != 1:
            continue
        # a level between the pair and the percentage is what the percentage is about
        nearest = min(levels, key=lambda q: _distance(q, percent))
        if nearest not in pairs[0]:
            continue
        (first, last) = (exact_value(q.value or "") for q in pairs[0])
        stated = exact_value(percent.value or "")
        if not first or last is None or stated is None:
            continue
        found = 100 * abs(last - first) / abs(first)
        slack = Fraction(1, 10 ** _decimals(percent.value or ""))
        if percent.kind == "approximate":
            slack = max(slack, stated / 10)
        if abs(found - stated) > slack:
            yield _warning(
                document,
                percent,
                "number-change",
                f"is the change, from {pairs[0][0].value} to {pairs[0][1].value} it is "
                f"{float(found):.4g} percent",
            )


def _distance(one: Quantity, other: Quantity) -> int:
    """Characters between two numbers."""
    return max(one.start, other.start) - min(one.end, other.end)


def parts(document: Document) -> Iterator[Fault]:
    """Parts that are larger than the whole that they are said to be part of."""
    text = document.text or ""
    for numbers in _by_sentence(document):
        for whole, part in pairwise(numbers):
            between = text[whole.end : part.start]
            said = _PART.search(between)
            if said is None or len(between[said.end() :].split()) > 2 or _unit(part):
                continue
            # the whole is what stands right before, and not a number further back
            if _STOP.search(between[: said.start()]) or len(between[: said.start()].split()) > 6:
                continue
            values = [exact_value(q.value) if q.value else None for q in (whole, part)]
            if None not in values and values[1] > values[0]:  # type: ignore[operator]
                yield _warning(
                    document,
                    part,
                    "number-parts",
                    f"is larger than «{document.words_of(whole)}», which it is part of",
                )


def totals(document: Document) -> Iterator[Fault]:
    """Totals that their parts do not add up to.

    Parts behind a colon (58 محطة: 31 … و19 … و8 …) are all of the whole, and must make it; those behind
    منها or بينهم may be some of it, and must not be more.
    """
    text = document.text or ""
    for numbers in _by_sentence(document):
        for i, whole in enumerate(numbers[:-1]):
            between = text[whole.end : numbers[i + 1].start]
            colon, said = between.find(":"), _PART.search(between)
            if colon >= 0:
                lead, all_of_it = between[:colon], True
            elif said is not None:
                lead, all_of_it = between[: said.start()], False
            else:
                continue
            if len(lead.split()) > _LEAD or _STOP.search(lead):
                continue
            listed = _listed(text, numbers[i + 1 :], _unit(whole))
            values = [_level(quantity) for quantity in listed]
            total = _level(whole)
            if total is None or len(values) < 2 or None in values:
                continue
            found = sum(value for value in values if value is not None)
            if found > total or (all_of_it and found != total):
                yield _warning(
                    document, whole, "number-total", f"is the whole, its parts make {exact(found)}"
                )


def _listed(text: str, numbers: list[Quantity], unit: str) -> list[Quantity]:
    """The numbers of a list that begins with the first: A … وB … وC, in one unit and one clause."""
    listed = numbers[:1]
    for one, other in pairwise(numbers):
        between = text[one.end : other.start]
        if _STOP.search(between) or ":" in between or len(between.split()) > _APART:
            break
        if not between.endswith(("و", "و ", "،", "، ")):
            break
        if _unit(other) not in ("", unit):
            break
        listed.append(other)
    return listed if listed and _unit(listed[0]) in ("", unit) else []


def _level(quantity: Quantity) -> Fraction | None:
    """The exact value of a level."""
    if quantity.role != "level" or quantity.kind != "exact" or quantity.value is None:
        return None
    return exact_value(quantity.value)


def _by_sentence(document: Document) -> Iterator[list[Quantity]]:
    numbers = sorted(document.quantities or (), key=lambda q: q.start)
    for sentence in document.sentences:
        inside = [q for q in numbers if sentence.start <= q.start < sentence.end]
        if len(inside) > 1:
            yield inside


def _from_to(document: Document, one: Quantity, other: Quantity) -> bool:
    """Whether the text says من … إلى over two levels of one unit."""
    text = document.text or ""
    between = text[one.end : other.start].split()
    before = text[: one.start].split()[-2:]
    goes = any(word in ("إلى", "الى") for word in between) and len(between) <= 5
    starts = any(word in ("من", "نحو", "حوالي") for word in before) and "من" in before
    same = _unit(one) == _unit(other) or not (_unit(one) and _unit(other))
    return goes and starts and same


def _unit(quantity: Quantity) -> str:
    return quantity.unit.name if quantity.unit else ""


def _decimals(value: str) -> int:
    return len(value.partition(".")[2])


def _warning(document: Document, quantity: Quantity, rule: str, message: str) -> Fault:
    return Fault(
        f"«{document.words_of(quantity)}» {message}",
        pointer=quantity.id,
        rule=rule,
        severity="warning",
    )
