"""The page of mistakes: complete, escaped, self-contained."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from lxml import html

from rawi.document import Document, Entity, Quote, Source, Span, Unanchored
from rawi.evaluate.mistakes import Report, find_mistakes
from rawi.evaluate.mistakes_page import mistakes_page

TEXT = 'قال سامي <script>alert("1")</script> & "وصلنا أمس" \u0007 إلى بيروت.\nثم عاد.'
HOSTILE = '</p><script>alert("2")</script>'
GOLD = Document(
    HOSTILE,
    text=TEXT,
    entities=(Entity(4, 8, "PERS"), Entity(9, 36, "ORG"), Entity(40, 49, "DATE")),
    quotes=(Quote((Span(39, 50),), type="direct", source=Source((Span(4, 8),))),),
)
PREDICTED = Document(
    HOSTILE,
    entities=(Entity(4, 8, "GPE"), Entity(0, 3, "PERS"), Entity(41, 49, "DATE")),
    quotes=(),
    unanchored=(Unanchored("entities", HOSTILE, "PERS"),),
)


def made(most: int = 300) -> tuple[Report, html.HtmlElement, str]:
    report = find_mistakes([GOLD], [PREDICTED])
    page = mistakes_page(report, [GOLD], system=HOSTILE, about=HOSTILE, most=most)
    return report, html.document_fromstring(page), page


def test_everything_is_on_the_page_once() -> None:
    report, tree, _ = made()
    cards = tree.xpath("//li[contains(@class, 'card')]")
    assert len(cards) == len(report.mistakes) > 4
    decisive = [card for card in cards if "is-decisive" in card.get("class")]
    assert len(decisive) == sum(mistake.decisive for mistake in report.mistakes)
    counts = [int(n.text) for n in tree.xpath("//span[@class='number']")]
    assert counts == [count for tally in report.tallies for count in tally.kinds.values()]
    (missed,) = [
        card for card in cards if "<script>alert" in "".join(card.xpath(".//mark//text()"))
    ]
    assert missed.xpath(".//mark/text()") == [TEXT[9:36]]
    assert missed.xpath(".//mark/@class") == ["gold"]
    assert missed.xpath(".//dd//text()") == ["ORG", " ", TEXT[9:36], "nothing"]


def test_nothing_is_left_unescaped_and_nothing_is_loaded() -> None:
    _, tree, page = made()
    assert tree.xpath("//script") == []
    assert "<script" not in page and "&lt;script&gt;" in page
    assert not re.search(r"(?:src|href)=|url\(|@import|https?:", page)
    assert "\u0007" not in page and "␇" in page


def test_arabic_is_right_to_left() -> None:
    _, tree, _ = made()
    sentences = tree.xpath("//p[@class='sentence']")
    assert sentences
    assert {(s.get("lang"), s.get("dir")) for s in sentences} == {("ar", "rtl")}


def test_each_filter_names_what_is_there() -> None:
    report, tree, page = made()
    radios = tree.xpath("//input[@type='radio']/@id")
    kinds = sum(len(tally.kinds) for tally in report.tallies)
    assert len(set(radios)) == len(radios) == len(report.tallies) + kinds
    for name in radios:
        assert f"#{name}:checked" in page
        assert tree.xpath(f"//section[contains(concat(' ', @class, ' '), ' {name} ')]")


def test_tags_are_balanced() -> None:
    class Balance(HTMLParser):
        void = frozenset(("meta", "input", "br"))

        def __init__(self) -> None:
            super().__init__()
            self.open: list[str] = []

        def handle_starttag(self, tag: str, attrs: object) -> None:
            if tag not in self.void:
                self.open.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert self.open.pop() == tag

    balance = Balance()
    balance.feed(made()[2])
    assert balance.open == []


def test_a_page_shows_so_many_of_a_kind_and_counts_all() -> None:
    names = tuple(Entity(i, i + 1, "PERS") for i in range(40, 49))
    gold = Document("d", text=TEXT, entities=names)
    report = find_mistakes([gold], [Document("d", entities=())], tasks=["ner"], boundary="char")
    tree = html.document_fromstring(mistakes_page(report, [gold], system="s", most=4))
    assert len(tree.xpath("//li")) == 4
    assert "The first 4 are shown." in tree.text_content()
    assert tree.xpath("//span[@class='number']/text()") == [str(len(names))]


def test_no_mistakes_make_a_page_too() -> None:
    report = find_mistakes([GOLD], [GOLD], tasks=["ner"])
    page = mistakes_page(report, [GOLD], system="gold")
    assert "3 right of 3 gold and 3 predicted entities; no mistakes." in page


def test_the_page_does_not_grow_with_long_sentences() -> None:
    text = "كلمة " * 50_000
    gold = Document(
        "d", text=text, entities=tuple(Entity(5 * i, 5 * i + 4, "PERS") for i in range(100))
    )
    report = find_mistakes([gold], [Document("d", entities=())], tasks=["ner"])
    assert len(mistakes_page(report, [gold], system="s")) < 200_000
