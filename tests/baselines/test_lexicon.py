"""Word lists: reading words with particles, matching entries, the lists themselves."""

from __future__ import annotations

import re
import time
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rawi.baselines.entity_lists import adjective_forms, foreignness, lists, word_set
from rawi.baselines.lexicon import Lexicon, folded, read_rows, readings, tokenize
from rawi.labels import ANNOTATED
from rawi.text import fold

LEXICON = Lexicon(
    [
        ("لبنان", "land"),
        ("وليد", "name"),
        ("الناتو", "pact"),
        ("اللغة العربية", "tongue"),
        ("كوريا", "land"),
        ("كوريا الشمالية", "state"),
        ("الأمم المتحدة", "body"),
        ("مكة", "town"),
    ]
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("لبنان", ["لبنان"]),
        ("ولبنان", ["لبنان"]),
        ("للبنان", ["لبنان"]),
        ("وللبنان", ["لبنان"]),
        ("وليد", ["وليد"]),
        ("ووليد", ["وليد"]),
        ("للناتو", ["لناتو"]),
        ("وبالناتو", ["الناتو"]),
        ("للغة العربية", ["لغة العربية"]),
        ("كوريا الشمالية", ["كوريا الشمالية"]),
        ("كوريا، الشمالية", ["كوريا"]),
        ("كوريا\nالشمالية", ["كوريا"]),
        ("لُبْنَانُ ولِلُبنان", ["لُبْنَانُ", "لُبنان"]),
        ("مـكّه", ["مـكّه"]),
        ("الامم المتحده", ["الامم المتحده"]),
        ("نان", []),
        ("", []),
    ],
)
def test_matches(text: str, found: list[str]) -> None:
    page = tokenize(text)
    spans = [match.offsets(page) for match in LEXICON.matches(page)]
    assert [text[start:end] for start, end in spans] == found


def test_values_and_membership() -> None:
    assert LEXICON.values("كوريا") == ("land",)
    assert LEXICON.values("كوريا الجنوبية") == ()
    assert "مكه" in LEXICON
    assert "" not in LEXICON
    LEXICON.add("كوريا", "land")
    assert LEXICON.values("كوريا") == ("land",)


def test_without_particles_only_whole_words_match() -> None:
    page = tokenize("ولبنان")
    assert LEXICON.match(page, 0, particles=False) is None
    assert LEXICON.match(page, 0) is not None


@given(st.text(max_size=80))
def test_tokens_cover_the_text_in_order(text: str) -> None:
    page = tokenize(text)
    end = 0
    for at, token in enumerate(page.tokens):
        assert token.start >= end and text[token.start : token.end] == token.raw
        assert at < page.stops[at] <= len(page)
        assert "\n" not in text[token.start : page.tokens[page.stops[at] - 1].end].strip("\n")
        end = token.end


@given(st.text(alphabet="وفبكلسامنهي\u064e\u0640", min_size=1, max_size=12))
def test_readings_cut_from_the_front(word: str) -> None:
    ways = readings(word)
    assert ways[0].cut == 0 and ways[0].key == fold(word)
    assert [way.cut for way in ways] == sorted(way.cut for way in ways)
    for way in ways:
        assert way.cut < len(word)
        assert way.key.endswith(fold(word[way.cut :]))


@pytest.mark.parametrize("text", ["و" * 400_000, "كوريا " * 60_000, "1" * 400_000, "«" * 400_000])
def test_hostile_text_is_read_in_linear_time(text: str) -> None:
    begin = time.process_time()
    page = tokenize(text)
    assert sum(1 for _ in LEXICON.matches(page)) <= len(page)
    assert time.process_time() - begin < 20


def test_every_list_names_its_source() -> None:
    folder = files("rawi.baselines").joinpath("data")
    names = [file.name for file in folder.iterdir() if file.name.startswith("entity_")]
    assert len(names) >= 10
    for name in names:
        assert "source" in folder.joinpath(name).read_text("utf-8")[:1500], name


def test_rows_have_known_types_and_no_blank_names() -> None:
    for name in ("entity_places.tsv", "entity_bodies.tsv"):
        for kind, spellings in read_rows(name):
            assert kind in ANNOTATED
            assert all(re.fullmatch(r"\S+( \S+)*", each) for each in spellings.split("|")), kind
    for kind, manner, nouns in read_rows("entity_heads.tsv"):
        assert kind in ANNOTATED or (kind, manner) == ("NONE", "none")
        assert all(nouns.split("|"))
    assert {kind for kind, _ in read_rows("entity_names.tsv")} == {
        "given",
        "foreign",
        "word",
        "family",
    }


def test_adjectives_are_spelled_out() -> None:
    assert set(adjective_forms("روسي")) >= {"روسي", "الروسية", "الروسيون", "روسيين", "روسيا"}
    assert set(adjective_forms("كوري شمالي")) >= {"كورية شمالية", "الكوري الشمالي"}
    assert set(adjective_forms("جنوب أفريقي")) >= {"جنوب أفريقية", "الجنوب أفريقي"}
    assert "جمهورية" not in set(adjective_forms("جمهوري", everyday=True))


def test_a_country_is_not_the_accusative_of_its_adjective() -> None:
    assert [known.type for known in lists().names.values("روسيا")] == ["GPE"]
    assert [known.type for known in lists().names.values("ليبيا")] == ["GPE"]


def test_letters_tell_foreign_names_from_arabic_words() -> None:
    foreign = ["شتاينماير", "كوناشينكوف", "فولتارا", "بيكهام", "غولدشتاين", "هاكابي"]
    arabic = ["المستشفيات", "يستخدمون", "اجتماعات", "مسؤولية", "العلاقات", "محادثات"]
    assert min(map(foreignness, folded(foreign))) > 0 > max(map(foreignness, folded(arabic)))


def test_word_sets_are_folded() -> None:
    assert "الاميره" in word_set("rulers")
