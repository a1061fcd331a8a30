"""The figures that are held against real news."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import Result

import rawi
from rawi.dataset.realism import Reference, longest_repeat, longest_shared, realism, references
from rawi.document import Document, Entity, Quantity, Quote, Source, Span

TEXT = 'وقال سامي إنّ "الجسر آمن". وأضاف أنّ 3 آلاف شخص عبروا.'


def at(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


ARTICLE = Document(
    "a",
    text=TEXT,
    sentences=(Span(0, TEXT.index(" وأضاف")), Span(TEXT.index("وأضاف"), len(TEXT))),
    entities=(Entity(at("سامي").start, at("سامي").end, "PERS"),),
    quotes=(
        Quote(
            (at('إنّ "الجسر آمن"'),), "q1", "mixed", "speech", (at("قال"),), Source((at("سامي"),))
        ),
        Quote((at("أنّ 3 آلاف شخص عبروا"),), "q2", "indirect", "speech", (at("أضاف"),), Source()),
    ),
    quantities=(Quantity(at("3 آلاف").start, at("3 آلاف").end, value="3000"),),
)


def test_figures_counted_by_hand() -> None:
    found = realism([ARTICLE])
    assert found["said_share"] == 50
    assert found["said_particle"] == found["added_particle"] == 100
    assert found["added_dropped"] == 100
    assert found["quotes_per_1000"] == pytest.approx(1000 * 2 / 11, abs=0.05)
    assert found["cues_per_1000"] == pytest.approx(1000 * 2 / 11, abs=0.05)
    assert (found["indirect"], found["direct"]) == (50, 0)
    assert (found["dropped"], found["no_source"], found["split"]) == (50, 0, 0)
    assert (found["short_marks"], found["straight_marks"]) == (100, 100)
    assert found["clitic"] == 0
    assert found["numbers_per_100"] == pytest.approx(100 * 2 / 11, abs=0.05)
    assert found["digits"] == 100
    assert found["sentence_mean"] == 5.5
    assert found["mattr"] is None  # shorter than a window


def test_every_figure_has_a_title_and_a_source() -> None:
    assert list(realism([ARTICLE])) == list(references())
    assert all(known.title and known.source for known in references().values())


def test_runs() -> None:
    twice = Document("a", text="عبر الجسر القديم أمس ثم عبر الجسر القديم اليوم")
    assert longest_repeat(twice) == 3
    assert longest_repeat(Document("a", text="كلمات لا تتكرر")) == 0
    other = Document("b", text="أُغلق الجسر القديم أمس")
    assert longest_shared([twice, other]) == 3
    assert longest_shared([twice, Document("c", text="شيء آخر")]) == 0


def test_vocabulary_is_the_share_of_different_words_in_a_window() -> None:
    same = Document("a", text=" ".join(["كلمة"] * 120))
    assert realism([same])["mattr"] == 1
    different = Document(
        "a",
        text=" ".join(f"{'ابتثجحخدذر'[i % 10]}{'سشصضطظعغفق'[i // 10 % 10]}" for i in range(100)),
    )
    assert realism([different])["mattr"] == 100


def test_the_table_of_the_gold_set(run: Callable[..., Result]) -> None:
    shown = run("stats", "--realism").stdout
    assert "real article" in shown and "ANERcorp" in shown
    data = json.loads(run("stats", "--realism", "--format", "json").stdout)
    assert data["said_share"]["real news"] == "27"
    everything = realism(rawi.load("all"))
    assert data["mattr"]["all"] == everything["mattr"]
    assert 50 < (everything["mattr"] or 0) < 100


def test_every_reference_says_why_the_set_may_differ() -> None:
    for name, known in references().items():
        assert bool(known.why) == bool(str(known)), name


def test_what_is_a_miss() -> None:
    band, value = Reference("t", "s", low=4, high=10), Reference("t", "s", reference=20)
    assert [band.missed_by(x) for x in (3.9, 4, 10, 10.1, None)] == [
        True,
        False,
        False,
        True,
        False,
    ]
    assert [value.missed_by(x) for x in (14.9, 15, 25, 25.1)] == [True, False, False, True]
    assert not Reference("t", "s").missed_by(5)
