from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from msgspec.structs import replace

from rawi.dataset.checks import rules
from rawi.dataset.checks_corpus import conflicts, cues_without_quotes
from rawi.dataset.checks_numbers import change, reread, totals, unmarked
from rawi.dataset.validate import UNREADABLE, validate_article
from rawi.document import Document, Entity, Quantity, Span, Unit

HERE = Path(__file__).parent
BROKEN = sorted((HERE / "broken").glob("*.xml"))


def rule_of(path: Path) -> str:
    return path.name.split(".")[0]


def test_the_sound_article_has_no_findings() -> None:
    assert validate_article(HERE / "sound.xml") == []


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.name)
def test_each_broken_article_breaks_its_rule(path: Path, run: Callable[..., Result]) -> None:
    rule = rule_of(path)
    found = [finding for finding in validate_article(path) if finding.rule == rule]
    assert found
    assert all(finding.file == str(path) and finding.message for finding in found)
    result = run("validate", "--strict", path)
    assert f"[{rule}]" in result.stdout
    assert "Traceback" not in result.output
    assert result.exit_code == (2 if rules()[rule].level in UNREADABLE else 1)


def test_every_rule_has_a_fixture() -> None:
    # these need another file beside the article, or cannot be written in XML: see below
    elsewhere = {
        "json", "offsets", "text-sha256", "text-seed", "crossing", "E-sentence", "Q-fields",
        "shared-run", "split-speaker", "exemption",
    }  # fmt: skip
    assert {rule_of(path) for path in BROKEN} | elsewhere == rules().keys()


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("اتصلوا على الرقم الأخضر 1155 مجاناً.", True),
        ("لديهم رقم أخضر، هو 80 100 947.", True),
        ("خصصت الخط المجاني 4477 للإبلاغ.", True),
        ("أقلعت الرحلة 622 فجراً.", True),
        ("فازت بثلاثة أشواط لشوط، وخسرت الأول ١١-٤.", True),
        ("فازت بثلاثة أشواط.", False),
        ("وصل 1155 شخصاً.", False),
        ("بعد رحلة دامت 622 ساعة.", False),
        ("لا في موعدها ولا بعده.", True),
        ("هبطت الحرارة تحت الصفر.", True),
        ("سقط عند العمود 17 قرب الكيلومتر 30.", True),
        ("الكيلومترات 42 الأخيرة.", False),
        ("ومات أطفال في الطريق.", True),
        ("وصل مئات من الناس.", False),
    ],
)
def test_telephones_and_scores_are_no_quantities(text: str, sound: bool) -> None:
    assert (not list(unmarked(Document("d", text=text, quantities=())))) is sound


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("رصد خللا في 58 محطة: 31 في الجبال و19 في السهل و8 في الجزر", True),
        ("رصد خللا في 58 محطة: 31 في الجبال و19 في السهل و9 في الجزر", False),
        ("رصد خللا في 58 محطة: 31 في الجبال و19 في السهل", False),
        ("أصيب 12 راكبا بينهم 3 أطفال و4 نساء", True),
        ("أصيب 12 راكبا بينهم 9 أطفال و4 نساء", False),
        ("أصيب 12 راكبا بينهم 9 أطفال، ووصلت 4 سيارات", True),
        ("قال: 12 شاحنة وصلت و7 عادت و4 بقيت", True),
    ],
)
def test_totals_close(text: str, sound: bool) -> None:
    numbers = [
        Quantity(*match.span(), value=match[0], role="level") for match in re.finditer(r"\d+", text)
    ]
    document = Document("d", text=text, sentences=(Span(0, len(text)),), quantities=tuple(numbers))
    assert (not list(totals(document))) is sound


def test_a_change_is_held_against_the_levels_beside_it() -> None:
    text = "بدأ السعر من 6 ثم انتهى إلى 11 فبيع الزيت بـ560 مقابل 380 أي بزيادة 47 في المئة"

    def number(words: str, **fields: Any) -> Quantity:
        start = text.index(words)
        return Quantity(start, start + len(words), value=words, **fields)

    numbers = [number(words, role="level") for words in ("6", "11", "560", "380")]
    rise = number("47", role="change", direction="up", unit=Unit("percent"))
    whole = (Span(0, len(text)),)
    apart = Document("d", text=text, sentences=whole, quantities=(*numbers, rise))
    assert list(change(apart)) == []
    beside = Document("d", text=text, sentences=whole, quantities=(*numbers[:2], rise))
    (finding,) = change(beside)
    assert "it is 83.33 percent" in finding.message


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("طلب عدم ذكر اسمه لأن الأمر سري.", True),
        ("ذكر سامي أن الأمر سري.", False),
        ("يحتاج السد إلى حذر لأن البناء قديم.", True),
        ("قام الوزير وحذر من أن البناء قديم.", False),
    ],
)
def test_what_is_only_written_like_a_cue_is_none(text: str, sound: bool) -> None:
    sentence = Span(0, len(text))
    document = Document("d", text=text, sentences=(sentence,), quotes=())
    assert (not list(cues_without_quotes(document))) is sound


def test_a_thousand_before_a_scale_word_may_be_meant() -> None:
    text = "كان يصبّ فيه 1,300 مليون متر مكعب"
    start = text.index("1")
    for value, sound in (("1300000000", True), ("1300000", True), ("13000000", False)):
        number = Quantity(start, start + len("1,300 مليون"), value=value, role="level")
        assert (not list(reread(Document("d", text=text, quantities=(number,))))) is sound


def test_degrees_below_zero_are_negative() -> None:
    text = "الحرارة 18 تحت الصفر"
    for value, sound in (("-18", True), ("18", False)):
        number = Quantity(8, 10, value=value, role="level")
        assert (not list(reread(Document("d", text=text, quantities=(number,))))) is sound


@pytest.mark.parametrize(("kind", "sound"), [("indirect", True), ("mixed", False)])
def test_the_marks_of_a_title_are_not_the_speakers(kind: str, sound: bool, tmp_path: Path) -> None:
    """Rule Q-03: a name in marks does not make reported words a mixed quote."""
    path = tmp_path / "broken.xml"
    text = (HERE / "sound.xml").read_text(encoding="utf-8")
    words = '"<mod id="mod1">نحو</mod> <num id="n1">1.2 مليار</num> <unit id="unit1">يورو</unit>"'
    assert words in text
    named = words.replace('"<mod', "<mod").replace("</unit>" + '"', "</unit>")
    named += ' ل<mark id="mark2">"<e id="e6" t="PRODUCT">الميناء</e>"</mark>'
    text = text.replace(words, named).replace('type="mixed"', f'type="{kind}"')
    text = text.replace(
        '<mark id="mark1" f', '<mark id="mark2" function="title"/>\n<mark id="mark1" f'
    )
    path.write_text(text, encoding="utf-8")
    assert ([finding.rule for finding in validate_article(path)] == []) is sound


def test_single_marks_make_a_quote_mixed(tmp_path: Path) -> None:
    text = (HERE / "sound.xml").read_text(encoding="utf-8")
    before = text
    text = text.replace('"<mod', "'<mod").replace("</unit>" + '"</q>', "</unit>'</q>")
    assert text != before
    path = tmp_path / "broken.xml"
    path.write_text(text, encoding="utf-8")
    assert validate_article(path) == []
    path.write_text(text.replace('type="mixed"', 'type="indirect"'), encoding="utf-8")
    assert [finding.rule for finding in validate_article(path)] == ["Q-03"]


@pytest.mark.parametrize(
    ("words", "value", "sound"),
    [("خمساً", "1/5", True), ("الخمس", "1/5", True), ("الخمس", "5", True), ("خمساً", "1/4", False)],
)
def test_a_fifth_is_spelled_like_five(words: str, value: str, sound: bool) -> None:
    text = f"تقتسم الولايات {words}."
    start = text.index(words)
    number = Quantity(start, start + len(words), id="n1", value=value, role="ratio")
    document = Document("d", text=text, quantities=(number,))
    assert (not list(reread(document))) is sound


def test_findings_have_lines(run: Callable[..., Result]) -> None:
    path = HERE / "broken" / "N-08.xml"
    result = run("validate", "--explain", "--format", "text", path)
    assert f"error: {path}:9, document broken, at n1: [N-08] unknown unit 'euros'" in result.stdout
    assert "N-08: the unit has a known name" in result.stdout
    data = json.loads(run("validate", "--format", "json", path).stdout)
    assert data[0]["rule"] == "N-08" and data[0]["line"] == 9


def test_an_entity_bomb_is_refused_at_once_and_nothing_is_fetched() -> None:
    for name in ("bomb", "external"):
        (finding,) = validate_article(HERE / "broken" / f"xml-doctype.{name}.xml")
        assert "not allowed" in finding.message


def test_text_of_the_seed_is_compared(tmp_path: Path, run: Callable[..., Result]) -> None:
    articles = tmp_path / "dataset" / "articles"
    articles.mkdir(parents=True)
    (tmp_path / "seeds").mkdir()
    (articles / "a.xml").write_bytes((HERE / "sound.xml").read_bytes())
    (tmp_path / "seeds" / "broken.txt").write_text("نص آخر", encoding="utf-8")
    result = run("validate", articles)
    assert "[text-seed]" in result.stdout
    assert result.exit_code == 1


def test_two_files_of_one_id(tmp_path: Path, run: Callable[..., Result]) -> None:
    for name in "ab":
        (tmp_path / f"{name}.xml").write_bytes((HERE / "sound.xml").read_bytes())
    result = run("validate", tmp_path)
    assert "has the same id" in result.stdout
    assert result.exit_code == 2


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ('{"id": "x", "entities": [}', "json"),
        ('{"id": "x", "text": "كلمة", "sha256": "0"}', "text-sha256"),
        ('{"id": "x", "text": "كلمة", "entities": [{"start": 2, "end": 9, "type": "GPE"}]}', "offsets"),
        ('{"id": "x", "text": "كلمة", "entities": [{"start": 0, "end": 2, "type": "CITY"}]}', "entity-type"),
        ('{"id": "nowhere", "entities": []}', "id-unknown"),
        ('{"id": "rawi-0001", "entities": [{"start": 9, "end": 2, "type": "GPE"}]}', "offsets"),
        ('{"id": "rawi-0001", "sha256": "00"}', "text-sha256"),
    ],
)  # fmt: skip
def test_documents_and_predictions(
    tmp_path: Path, run: Callable[..., Result], line: str, rule: str
) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    result = run("validate", path)
    assert f"{path}:1" in result.stdout
    assert f"[{rule}]" in result.stdout
    assert result.exit_code == 2


@pytest.mark.parametrize(
    ("layer", "rule"),
    [
        ('"entities":[{"start":0,"end":9,"type":"ORG","id":"e1"},{"start":5,"end":12,"type":"ORG","id":"e2"}]', "crossing"),
        ('"entities":[{"start":5,"end":16,"type":"LAW","id":"e1"}]', "E-sentence"),
        ('"entities":[],"quotes":[{"id":"q1","content":[{"start":0,"end":4}]}]', "Q-fields"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_in_xml_is_found_in_documents(
    tmp_path: Path, run: Callable[..., Result], layer: str, rule: str
) -> None:
    path = tmp_path / "p.jsonl"
    spans = '"paragraphs":[{"start":0,"end":18}],"sentences":[{"start":0,"end":12},{"start":13,"end":18}]'
    path.write_text(
        '{"id":"x","text":"سطر واحد هنا. وآخر",' + spans + "," + layer + "}", encoding="utf-8"
    )
    result = run("validate", path)
    assert f"[{rule}]" in result.stdout


def test_sound_predictions(tmp_path: Path, run: Callable[..., Result]) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text('{"id": "rawi-0001", "entities": []}\n')
    assert run("validate", path).exit_code == 0


def test_nothing_to_validate(tmp_path: Path, run: Callable[..., Result]) -> None:
    for path, message in (
        (tmp_path, "holds no .xml or .jsonl files"),
        (tmp_path / "none.xml", "no such file"),
    ):
        result = run("validate", path)
        assert result.exit_code == 2
        assert message in result.output


def test_the_word_of_a_people_may_be_that_of_its_language() -> None:
    text = "كتب شاعر عربي بالعربية، والعربية لغته"
    people, first = Entity(9, 13, "NORP", "e1"), Entity(15, 22, "LANGUAGE", "e2")
    again = Entity(25, 32, "NORP", "e3")
    assert not list(conflicts(Document("d", text=text, entities=(people, first, again))))
    (finding,) = conflicts(Document("d", text=text, entities=(first, replace(again, type="ORG"))))
    assert "is ORG here and LANGUAGE as e2" in finding.message
