"""What can be seen only in many articles together, and the warnings that are let pass."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

import rawi
from rawi.dataset import validate
from rawi.dataset.checks import check
from rawi.dataset.checks_corpus import RUN, check_many
from rawi.dataset.checks_numbers import change, parts
from rawi.dataset.exemptions import Exemption, exemptions, without_exempt
from rawi.dataset.markup import read_article
from rawi.document import Document, Entity, Quote, RegistryEntry, Source, Span
from rawi.errors import Fault

HERE = Path(__file__).parent
SOUND = read_article(HERE / "sound.xml").document
#: exemptions of the gold set; raise it only with a reason in the message of the commit
MOST_EXEMPTIONS = 1


def article(name: str, text: str, split: str = "test", *entities: Entity) -> Document:
    return Document(name, text=text, meta={"split": split}, entities=entities)


def rules_of(*documents: Document) -> list[tuple[str, str]]:
    return [(fault.document, fault.rule) for fault in check_many(documents)]


def test_a_run_of_words_in_two_articles_is_told_once() -> None:
    shared = "أعلنت السلطات أمس إغلاق الجسر القديم أمام حركة السير حتى إشعار آخر"
    assert len(shared.split()) > RUN
    found = check_many([article("a", f"اليوم {shared}."), article("b", f"غدا، {shared} ثم عاد.")])
    assert [(fault.document, fault.rule) for fault in found] == [("b", "shared-run")]
    assert "stands in a too" in found[0].message
    assert found[0].message.startswith("«أعلنت السلطات أمس إغلاق الجسر القديم أمام حركة»")


def test_seven_words_may_be_shared_and_an_article_may_repeat_itself() -> None:
    shared = "أعلنت السلطات أمس إغلاق الجسر القديم أمام"
    assert rules_of(article("a", f"{shared} الناس"), article("b", f"{shared} السير")) == []
    long = f"{shared} الناس حتى إشعار آخر. "
    assert rules_of(article("a", long * 2)) == []


def spoken(name: str, split: str, speaker: str) -> Document:
    return Document(
        name,
        text="قال سامي إنّ الجسر آمن",
        meta={"split": split},
        registry=(RegistryEntry("s", speaker, "person"),),
        quotes=(Quote((Span(9, 22),), source=Source((Span(4, 8),), "s")),),
    )


def test_who_speaks_in_two_splits() -> None:
    assert rules_of(spoken("a", "train", "سامي"), spoken("b", "test", "سامي")) == [
        ("b", "split-speaker")
    ]
    assert rules_of(spoken("a", "train", "سامي"), spoken("b", "train", "سامي")) == []
    assert rules_of(spoken("a", "train", "سامي"), spoken("b", "test", "ليلى")) == []


def test_a_name_with_another_type_than_in_most_articles() -> None:
    def about(name: str, kind: str) -> Document:
        return article(name, "في الساحل", "test", Entity(3, 9, kind, "e1"))

    found = check_many([about("a", "LOC"), about("b", "GPE"), about("c", "LOC")])
    assert [(fault.document, fault.pointer) for fault in found] == [("b", "e1")]
    assert "GPE here and LOC in 2 articles" in found[0].message
    # one against one is a question that the set cannot answer
    assert check_many([about("a", "LOC"), about("b", "GPE")]) == []


def test_a_right_change_and_a_right_part_are_no_findings() -> None:
    for name, right in (("number-change", {"n4": "25"}), ("number-parts", {"n3": "11"})):
        document = read_article(HERE / "broken" / f"{name}.xml").document
        mended = tuple(
            replace(q, value=right.get(q.id, q.value)) for q in document.quantities or ()
        )
        assert [*change(document), *parts(document)]
        fixed = replace(document, quantities=mended)
        assert [*change(fixed), *parts(fixed)] == []


def test_a_change_that_is_softened_may_be_rounded() -> None:
    document = read_article(HERE / "broken" / "number-change.xml").document
    about = tuple(
        replace(q, kind="approximate", value="24") if q.id == "n4" else q
        for q in document.quantities or ()
    )
    assert list(change(replace(document, quantities=about))) == []


def test_a_country_that_speaks_needs_no_role_and_a_city_does() -> None:
    def speaks(words: str) -> Document:
        text = f"أعلنت {words} أنّها ستغلق المعبر."
        place = Span(6, 6 + len(words))
        return replace(
            SOUND,
            text=text,
            sentences=(Span(0, len(text)),),
            paragraphs=(),
            registry=(RegistryEntry("p", words, "place"),),
            entities=(Entity(place.start, place.end, "GPE", "e1", "p"),),
            quotes=(
                Quote(
                    (Span(place.end + 1, len(text) - 1),),
                    "q1",
                    "indirect",
                    "speech",
                    (Span(0, 5),),
                    Source((place,), "p"),
                    factuality="asserted",
                ),
            ),
            marks=(),
            quantities=(),
        )

    assert check(speaks("النرويج")) == []
    assert [fault.rule for fault in check(speaks("أوسلو"))] == ["E-08"]


WARNING = Fault("«س» is unmarked", document="a", rule="repeat-unmarked", severity="warning")


def test_an_exemption_lets_one_warning_pass() -> None:
    listed = [Exemption("a", "repeat-unmarked", "«س»", "another thing")]
    assert without_exempt([WARNING], listed, ["a"]) == []
    other = WARNING.at(document="b")
    assert other in without_exempt([other], listed, ["b"])
    error = WARNING.at(severity="error")
    assert error in without_exempt([error], listed, ["a"])


def test_an_exemption_without_use_is_a_finding_where_its_article_was_looked_at() -> None:
    listed = [Exemption("a", "repeat-unmarked", "«س»", "another thing")]
    (finding,) = without_exempt([], listed, ["a"])
    assert (finding.rule, finding.severity) == ("exemption", "error")
    assert without_exempt([], listed, ["b"]) == []


def test_the_gold_set_has_no_findings_and_few_exemptions() -> None:
    found, checked = validate.validate([])
    assert checked == len(rawi.load("all"))
    assert [str(finding) for finding in found] == []
    assert len(exemptions()) <= MOST_EXEMPTIONS
    assert all(exemption.reason for exemption in exemptions())
