"""What of a split was not seen in another, and counts by a field of the metadata."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import Result

import rawi
from rawi.dataset.novelty import NOVEL, unseen
from rawi.dataset.statistics import by_field, figures
from rawi.document import Document, Entity, Quantity, Quote, RegistryEntry, Source, Span, Unit


def article(
    text: str, names: dict[str, str], *, unit: str | None = None, cue: str | None = None
) -> Document:
    entities = tuple(
        Entity(text.index(words), text.index(words) + len(words), kind)
        for words, kind in names.items()
    )
    number = Quantity(0, 1, unit=Unit(name=unit)) if unit else None
    quotes = ()
    if cue:
        start = text.index(cue)
        quotes = (Quote((Span(0, 1),), cue=(Span(start, start + len(cue)),)),)
    return Document(
        text,
        text=text,
        entities=entities,
        quantities=(number,) if number else (),
        quotes=quotes,
    )


SEEN = article(
    "وصلت ريم إلى مصر الأحد وقالت 5 أمتار",
    {"ريم": "PERS", "مصر": "GPE", "الأحد": "DATE"},
    unit="meter",
    cue="قالت",
)


def test_shares_are_of_mentions() -> None:
    text = "زار سامي مصر ومدينة ريم يوم الأحد، أضاف"
    other = article(
        text,
        {"سامي": "PERS", "مصر": "GPE", "ريم": "GPE", "الأحد": "DATE"},
        unit="liter",
        cue="أضاف",
    )
    assert unseen([other], [SEEN]) == {
        "names": 1 / 3,  # سامي; what مصر and ريم were seen as does not matter
        "persons": 1.0,
        "pairs": 2 / 4,  # سامي, and ريم as a place
        "cues": 1.0,
        "units": 1.0,
    }
    assert unseen([SEEN], [SEEN]) == dict.fromkeys(NOVEL, 0.0)


def test_spellings_are_folded_and_nothing_is_no_share() -> None:
    other = article("في القاهره", {"القاهره": "GPE"})
    seen = article("في القاهرة", {"القاهرة": "GPE"})
    found = unseen([other], [seen])
    assert found["names"] == found["pairs"] == 0
    assert found["persons"] is found["cues"] is found["units"] is None


def test_the_command_says_what_the_function_does(run: Callable[..., Result]) -> None:
    data = json.loads(run("stats", "--unseen", "--format", "json").stdout)
    train = rawi.load("train")
    assert data == {split: unseen(rawi.load(split), train) for split in ("dev", "test")}
    assert "names of persons" in run("stats", "--unseen").stdout


def test_counts_by_region(run: Callable[..., Result]) -> None:
    every = rawi.load("all")
    data = json.loads(run("stats", "--by", "region", "--format", "json").stdout)
    assert sum(column["documents"] for column in data.values()) == len(every)
    for region, documents in by_field(every, "region").items():
        assert data[region] == figures(documents)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--by", "regon"), "no document has 'regon' in its metadata"),
        (("--by", "region", "--unseen"), "give one"),
        (("--unseen", "--input", "x.jsonl"), "--input has none"),
    ],
)
def test_what_cannot_be_counted(
    arguments: tuple[str, ...], message: str, run: Callable[..., Result]
) -> None:
    result = run("stats", *arguments)
    assert result.exit_code == 2 and message in result.stderr


def test_two_unnamed_speakers_are_two() -> None:
    text = "قال مسؤول لا"
    quote = Quote((Span(10, 12),), source=Source((Span(4, 9),), "o", "unnamed"))
    one, other = (
        Document(
            name, text=text, registry=(RegistryEntry("o", "مسؤول", "person"),), quotes=(quote,)
        )
        for name in ("a", "b")
    )
    assert figures([one, other])["speakers"] == 2
    assert figures([one, other])["persons"] == 0
