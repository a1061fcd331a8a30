"""The HTML viewer: the text is untouched, every item is there, nothing hostile gets through."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from collections.abc import Callable
from pathlib import Path

import lxml.html
import msgspec
import pytest
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from rawi.dataset.load import load
from rawi.document import (
    Bound,
    Claim,
    Document,
    Entity,
    Mark,
    Quantity,
    Quote,
    RegistryEntry,
    Source,
    Span,
    Unanchored,
    Unit,
)
from rawi.errors import InputError
from rawi.evaluate.viewer import page
from rawi.evaluate.viewer_layout import displayable
from rawi.invariants import faults
from rawi.labels import ENTITY_TYPES


class Sample(msgspec.Struct):
    gold: Document
    prediction: Document


SAMPLE = msgspec.json.decode(
    Path(__file__).with_name("viewer_sample.json").read_bytes(), type=Sample
)
GOLD, PREDICTION = SAMPLE.gold, SAMPLE.prediction
EVIL = (
    "</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)> javascript:alert(3) {{7*7}}"
)


def parse(html: str) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(html)


def article_texts(html: str) -> list[str]:
    return [
        "".join(p.text_content() for p in article.iter("p"))
        for article in parse(html).iter("article")
    ]


def table(root: lxml.html.HtmlElement, name: str) -> list[list[str]]:
    rows = root.xpath(f"//table[@class and contains(concat(@class, ' '), 'table-{name} ')]//tr")
    return [[cell.text_content() for cell in row] for row in rows]


def pieces(root: lxml.html.HtmlElement, item: str, part: str = "") -> list[str]:
    """The words of every piece of an item, in the order of the text."""
    spans = root.xpath(f"//span[@data-item='{item}']")
    return [span.text_content() for span in spans if not part or part in span.get("class").split()]


def test_the_sample_is_a_valid_document():
    assert not list(faults(GOLD, ENTITY_TYPES))
    assert not list(faults(replace(PREDICTION, text=GOLD.text), ENTITY_TYPES))


@pytest.mark.parametrize("prediction", [None, PREDICTION])
def test_tags_are_balanced(prediction):
    html = page(GOLD, prediction)
    body = html[html.index("<body>") : html.index("<script>")] + "</body>"
    # as XML: an unclosed, crossing or unquoted thing would be an error, not mended
    plain = re.sub(r"<(input\b[^>]*)>", r"<\1/>", body)
    plain = re.sub(r" (checked|hidden)(?=[ />])", r' \1=""', plain)
    etree.fromstring(plain)


@pytest.mark.parametrize("prediction", [None, PREDICTION])
def test_the_article_is_the_text_exactly(prediction):
    texts = article_texts(page(GOLD, prediction))
    assert texts == [GOLD.text] * (1 if prediction is None else 2)


def test_right_to_left_article_in_a_left_to_right_page():
    root = parse(page(GOLD))
    assert root.get("lang") == "en"
    assert root.get("dir") == "ltr"
    assert [(one.get("lang"), one.get("dir")) for one in root.iter("article")] == [("ar", "rtl")]
    assert root.xpath("//title/text()") == ["ترميم سد وادي السلام"]
    assert parse(page(GOLD, title="x < y")).xpath("//h1/bdi/text()") == ["x < y"]


def test_every_entity_is_drawn_and_reached():
    root = parse(page(GOLD))
    for index, entity in enumerate(GOLD.entities):
        assert "".join(pieces(root, f"gold-entity-{index}")) == GOLD.words_of(entity)
        (first,) = root.xpath(f"//*[@id='gold-entity-{index}']")
        assert first.get("tabindex") == "0"
        assert first.get("role") == "group"
        assert entity.type in first.get("aria-label")
    labels = [b.get("data-label") for b in root.xpath("//b[contains(@class, ' entity ')]")]
    assert sorted(labels) == sorted(entity.type for entity in GOLD.entities)


def test_nesting_of_depth_four_is_on_four_levels():
    root = parse(page(GOLD))
    place = {entity.id: index for index, entity in enumerate(GOLD.entities)}
    outer = GOLD.text.index("رئيسة اتحاد مزارعي الساحل")
    nested = [
        one
        for one in GOLD.entities
        if outer <= one.start < outer + len("رئيسة اتحاد مزارعي الساحل")
    ]
    nested.sort(key=lambda one: one.start - one.end)
    levels = [
        root.xpath(f"//*[@id='gold-entity-{place[one.id]}']")[0].get("style") for one in nested
    ]
    assert levels == ["--l:3", "--l:2", "--l:1", "--l:0"]


def test_every_quote_is_drawn_with_its_parts():
    root = parse(page(GOLD))
    for index, quote in enumerate(GOLD.quotes):
        item = f"gold-quote-{index}"
        expected = {
            "content": quote.content,
            "cue": quote.cue,
            "source": quote.source.spans,
            "via": tuple(span for via in quote.via for span in via.spans),
        }
        for part, spans in expected.items():
            words = "".join(GOLD.words_of(span) for span in sorted(spans))
            assert "".join(pieces(root, item, part)) == words, (quote.id, part)
    rows = table(root, "quotes")[1:]
    assert len(rows) == len(GOLD.quotes)
    by_number = {row[0].split()[0]: row for row in rows}
    for index, quote in enumerate(GOLD.quotes):
        row = by_number[f"Q{index + 1}"]
        assert (row[2], row[3], row[7]) == (quote.type, quote.act, quote.factuality)
        assert row[1] == " … ".join(GOLD.words_of(span) for span in quote.content)
    assert by_number["Q4"][0] == "Q4 in\u00a0Q3"
    assert by_number["Q5"][6] == "S3 وكالة أنباء الضفاف"
    assert by_number["Q2"][5] == "S1 سالم الرفاعي (named, dropped)"


def test_every_quantity_is_drawn_with_its_parts():
    root = parse(page(GOLD))
    for index, quantity in enumerate(GOLD.quantities):
        item = f"gold-quantity-{index}"
        assert "".join(pieces(root, item, "number")) == GOLD.words_of(quantity)
        (number,) = root.xpath(f"//*[@id='{item}']")
        if quantity.value:
            assert f"value \u2068{quantity.value}\u2069" in number.get("title")
        if quantity.unit:
            assert "".join(pieces(root, item, "unit")) == GOLD.words_of(quantity.unit.span)
        if quantity.modifier:
            assert "".join(pieces(root, item, "modifier")) == GOLD.words_of(quantity.modifier)
        if quantity.claim:
            assert "".join(pieces(root, item, "of")) == GOLD.words_of(quantity.claim.of)
            assert "".join(pieces(root, item, "head")) == GOLD.words_of(quantity.claim.head)
    rows = {row[0]: row for row in table(root, "quantities")[1:]}
    assert len(rows) == len(GOLD.quantities)
    assert rows["N5"][4:6] == ["≥\u00a0300", "≤\u00a0450"]
    assert rows["N7"][4] == ">\u00a020000000"
    assert rows["N9"][3] == "scale 10000"
    share_of = "سكان إقليم الساحل الشرقي"
    assert rows["N3"][6:10] == ["percent", share_of, share_of, "forecast"]


def test_marks_speakers_and_types_are_listed():
    root = parse(page(GOLD))
    assert table(root, "marks")[1:] == [["«الإنقاذ السريع»", "scare"], ["«عطش بلا حدود»", "title"]]
    speakers = table(root, "speakers")[1:]
    assert {row[3] for row in speakers} == {entry.id for entry in GOLD.registry}
    assert speakers[0] == ["S1", "سالم الرفاعي", "person", "minister", "4", "Q1 Q2 Q4"]
    assert speakers[-1] == ["", "وزارة المياه", "organization", "ministry", "0", ""]
    counts = {row[0]: int(row[2]) for row in table(root, "entities")[1:]}
    assert sum(counts.values()) == len(GOLD.entities)
    assert counts["ORG"] == sum(entity.type == "ORG" for entity in GOLD.entities)


def test_every_layer_and_type_has_a_switch_that_the_style_sheet_knows():
    html = page(GOLD, PREDICTION)
    root = parse(html)
    switches = {one.get("id") for one in root.xpath("//input[@type='checkbox']")}
    types = {entity.type for entity in GOLD.entities}
    layers = {f"layer-{name}" for name in ("entities", "quotes", "quantities", "marks")}
    assert layers <= switches
    assert len(switches) == len(types) + len(layers) + 1
    style = root.xpath("//style")[0].text_content()
    for switch in switches - {"differences-only"}:
        assert f"body:has(#{switch}:not(:checked))" in style
    assert "body:has(#differences-only:checked) .i.found" in style
    assert {one.text_content() for one in root.xpath("//label/span[@class='sample']")} == types


def test_links_of_the_tables_lead_into_the_article():
    root = parse(page(GOLD, PREDICTION))
    ids = [one.get("id") for one in root.xpath("//*[@id]")]
    assert len(ids) == len(set(ids))
    targets = {a.get("href") for a in root.iter("a")}
    assert targets <= {f"#{one}" for one in ids}
    assert "#gold-quote-8" in targets
    assert "#predicted-quantity-8" in targets


def expected_counts(gold: set[object], predicted: set[object]) -> list[str]:
    found = len(gold & predicted)
    sizes = (len(gold), len(predicted), found, len(gold) - found, len(predicted) - found)
    return [str(size) for size in sizes]


def test_found_missed_and_spurious_add_up():
    root = parse(page(GOLD, PREDICTION))
    totals = {
        row[0].text_content(): [td.text_content() for td in row[1:]]
        for row in root.xpath("//table[@class='totals']/tbody/tr")
    }
    sides = (GOLD, PREDICTION)
    entities = [{(one.start, one.end, one.type) for one in side.entities} for side in sides]
    quotes = [{one.content for one in side.quotes} for side in sides]
    quantities = [{(one.start, one.end, one.kind) for one in side.quantities} for side in sides]
    assert totals["entities"] == expected_counts(*entities)
    assert totals["quotes"] == expected_counts(*quotes)
    assert totals["quantities"] == expected_counts(*quantities)
    assert totals["marks"] == ["2", "not attempted", "", "", ""]


def test_each_item_is_marked_in_the_text():
    root = parse(page(GOLD, PREDICTION))
    predicted = {(one.start, one.end, one.type) for one in PREDICTION.entities}
    for index, one in enumerate(GOLD.entities):
        classes = root.xpath(f"//*[@id='gold-entity-{index}']")[0].get("class").split()
        wanted = "found" if (one.start, one.end, one.type) in predicted else "missed"
        assert wanted in classes
    (quote,) = root.xpath("//*[@id='predicted-quote-7']")
    assert "spurious" not in quote.get("class").split()
    (quote,) = root.xpath("//*[@id='predicted-quote-8']")
    assert "spurious" in quote.get("class").split()
    assert not root.xpath(
        "//*[starts-with(@data-item, 'gold-mark') and contains(@class, 'missed')]"
    )


def test_a_wrong_value_of_a_found_quantity_is_pointed_out():
    root = parse(page(GOLD, PREDICTION))
    rows = root.xpath("//table[contains(@class, 'table-quantities')]/tbody/tr")
    gold, predicted = rows[0], rows[1]
    assert [gold[5].text_content(), predicted[5].text_content()] == ["12000000", "12000"]
    assert [td.text_content() for td in predicted if "differs" in (td.get("class") or "")] == [
        "12000"
    ]


def test_speakers_of_the_prediction_are_recognised_by_span_and_by_name():
    rows = {row[1]: row for row in table(parse(page(GOLD, PREDICTION)), "speakers")[1:]}
    assert rows["سالم الرفاعي"][6] == "Q1"
    assert "Q2" in rows["ليلى بن ناصر"][6].split()
    assert rows["الحكومة"][3] == "not in the registry"


def test_self_comparison_finds_everything():
    html = page(GOLD, GOLD)
    root = parse(html)
    assert not root.xpath(
        "//*[contains(concat(' ', @class, ' '), ' i ') and contains(@class, 'missed')]"
    )
    assert not root.xpath("//td[contains(@class, 'differs')]")


def test_derived_types_are_shown_when_a_system_writes_them():
    money = Entity(GOLD.quantities[0].start, GOLD.quantities[0].unit.span.end, "MONEY")
    root = parse(page(GOLD, Document(GOLD.id, entities=(money,))))
    row = next(row for row in table(root, "entities") if row[0] == "MONEY")
    assert row[2:7] == ["2", "1", "1", "1", "0"]


def test_page_is_deterministic_and_fetches_nothing():
    html = page(GOLD, PREDICTION)
    assert html == page(GOLD, PREDICTION)
    root = parse(html)
    assert not root.xpath("//*[@src or @srcset or self::link or self::iframe or self::object]")
    assert "url(" not in html
    assert "http:" not in html
    assert "https:" not in html


def test_the_policy_allows_the_one_script():
    root = parse(page(GOLD))
    (script,) = root.xpath("//script")
    digest = base64.b64encode(hashlib.sha256(script.text_content().encode()).digest()).decode()
    (policy,) = root.xpath("//meta[@http-equiv]/@content")
    assert f"script-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy


def evil_document() -> Document:
    text = f"قال {EVIL} إن 5 {EVIL}\r\nثم\x00\x1b انتهى\r"
    return Document(
        EVIL,
        text=text,
        meta={EVIL: EVIL},
        registry=(RegistryEntry(EVIL, EVIL, "person"),),
        entities=(Entity(4, 40, EVIL, id=EVIL, entity=EVIL), Entity(-3, 9**12, "PERS")),
        quotes=(
            Quote(
                (Span(4, 60), Span(9, 9)),
                id=EVIL,
                source=Source((Span(0, 3),), entity=EVIL, name=EVIL),
                via=(Source(name=EVIL),),
                parent=EVIL,
            ),
        ),
        marks=(Mark(3, 17, "scare", id=EVIL),),
        quantities=(
            Quantity(
                20,
                30,
                id=EVIL,
                value=EVIL,
                low=Bound(EVIL),
                scale=EVIL,
                unit=Unit(EVIL, Span(25, 50), per=EVIL),
                claim=Claim(of=Span(1, 45), head=Span(44, 47)),
            ),
        ),
    )


def test_hostile_input_is_only_ever_text():
    document = evil_document()
    html = page(document, replace(document, text=None, sha256=None), title=EVIL)
    root = parse(html)
    assert len(root.xpath("//script")) == 1
    assert not root.xpath("//img")
    allowed = {"class", "style", "data-item", "data-label", "title", "id", "tabindex", "role"}
    allowed |= {"aria-label", "aria-hidden", "aria-labelledby", "lang", "dir", "href", "scope"}
    allowed |= {"type", "checked", "hidden", "charset", "http-equiv", "name", "content"}
    for element in root.iter():
        assert set(element.attrib) <= allowed
        for name in ("class", "style", "id", "href", "data-item"):
            assert "alert" not in element.get(name, "")
    assert "alert" not in root.xpath("//style")[0].text_content()
    assert "49" not in root.xpath("//title")[0].text_content()
    assert article_texts(html) == [displayable(document.text)] * 2
    assert EVIL in root.xpath("//title")[0].text_content()


def test_without_text_or_with_another_one_is_an_error():
    with pytest.raises(InputError, match="no text"):
        page(Document("a"))
    with pytest.raises(InputError, match="differs"):
        page(Document("a", text="نص"), Document("a", text="نصوص"))


def test_empty_documents():
    assert article_texts(page(Document("a", text=""))) == [""]
    assert article_texts(page(Document("a", text=" \n\n "))) == [" \n\n "]


def test_cost_is_linear_in_the_items():
    def seconds(size: int) -> float:
        text = "من قال وقال " * size
        entities = tuple(Entity(i, len(text) - i % 7, "ORG") for i in range(size))
        quotes = tuple(
            Quote((Span(12 * i, 12 * i + 9),), id=str(i), parent=str(i - 1)) for i in range(size)
        )
        document = Document("a", text=text, entities=entities, quotes=quotes)
        begin = time.process_time()
        page(document)
        return time.process_time() - begin

    seconds(50)
    small, large = seconds(400), seconds(3200)
    assert large < 30 * small + 0.5


TEXTS = st.text(
    st.sampled_from("ابلو 1<&>\"'\n\r\t\u202e\u064b\x00") | st.characters(), max_size=60
)


@st.composite
def documents(draw: st.DrawFn, text: str) -> Document:
    places = st.integers(-1, len(text) + 1)
    spans = st.builds(Span, places, places)
    some = st.lists(spans, max_size=3).map(tuple)
    names = st.sampled_from(["ORG", "PERS", "MONEY", "<b>", ""])
    sources = st.builds(Source, some, st.sampled_from(["a", "b", None]), name=st.none() | names)
    claims = st.builds(Claim, *[st.none() | spans] * 3, status_cue=st.none() | spans)
    units = st.builds(Unit, names, st.none() | spans)
    return Document(
        "d",
        text=text,
        paragraphs=tuple(draw(st.lists(spans, max_size=3))),
        registry=(RegistryEntry("a", "ألف", "person"),),
        entities=tuple(draw(st.lists(st.builds(Entity, places, places, names), max_size=12))),
        quotes=tuple(
            draw(st.lists(st.builds(Quote, some, cue=some, source=st.none() | sources), max_size=4))
        ),
        marks=tuple(draw(st.lists(st.builds(Mark, places, places, st.just("term")), max_size=3))),
        quantities=tuple(
            draw(
                st.lists(
                    st.builds(Quantity, places, places, unit=units, claim=st.none() | claims),
                    max_size=4,
                )
            )
        ),
    )


@settings(max_examples=150, deadline=None)
@given(st.data(), TEXTS)
def test_any_overlaps_leave_the_text_as_it_is(data, text):
    gold = data.draw(documents(text))
    prediction = data.draw(documents(text))
    html = page(gold, prediction)
    assert article_texts(html) == [displayable(text)] * 2
    assert html == page(gold, prediction)
    root = parse(html)
    for index, entity in enumerate(gold.entities):
        if any(one.type == "MONEY" for one in gold.entities + prediction.entities):
            break
        if 0 <= entity.start < entity.end <= len(text):
            words = "".join(pieces(root, f"gold-entity-{index}"))
            assert words == displayable(text)[entity.start : entity.end]


@given(st.text())
def test_displayable_keeps_the_length_and_what_html_can_hold(text):
    shown = displayable(text)
    assert len(shown) == len(text)
    assert displayable(shown) == shown
    assert all(a == b for a, b in zip(text, shown, strict=True) if a.isprintable())


def test_several_articles_are_pages_behind_a_list(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    from rawi.evaluate.viewer_index import pages

    hostile = Document(
        '../"><script>alert(1)</script>',
        text="نص.",
        meta={"title": "<b>عنوان</b>", "topic": "x&y"},
        entities=(),
    )
    test = load("test")
    made = pages([*test, hostile], title="<i>set</i>")
    numbered = [f"{i:03}.html" for i in range(1, len(test) + 2)]
    assert list(made) == ["index.html", *numbered]
    index = made["index.html"]
    assert "<script" not in index and "<b>" not in index and "<i>" not in index
    assert "&lt;b&gt;عنوان&lt;/b&gt;" in index and f'href="{numbered[-1]}"' in index
    assert "default-src 'none'" in index
    result = run("show", "--split", "test", "--html", tmp_path / "pages")
    assert result.exit_code == 0 and f"({len(test)} articles)" in result.stdout
    written = sorted(path.name for path in (tmp_path / "pages").iterdir())
    assert written == [*numbered[:-1], "index.html"]
    assert (tmp_path / "pages" / "001.html").read_text(encoding="utf-8") == made["001.html"]


def test_what_has_no_place_is_listed() -> None:
    gold = Document("d", text="وصلت ريم.", entities=())
    invented = Unanchored("entities", "<b>زيد", "PERS")
    shown = page(gold, replace(gold, unanchored=(invented,)))
    (title,) = lxml.html.fromstring(shown).xpath("//h2[contains(., 'nowhere in the text')]")
    table = title.xpath("following::table")[0]
    cells = [cell.text_content().strip() for cell in table.xpath(".//tbody/tr/*")]
    assert [c for c in cells if c][-4:] == ["<b>زيد", "entities", "PERS", "item"]
    assert "nowhere in the text" not in page(gold)
