"""Slices: golden examples, and what holds of every slice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import rawi
from rawi.baselines.registry import get
from rawi.document import (
    Claim,
    Document,
    Entity,
    Quantity,
    Quote,
    RegistryEntry,
    Source,
    Span,
    Unanchored,
    Unit,
)
from rawi.errors import InputError
from rawi.evaluate.item_slices import ITEM_SLICES
from rawi.evaluate.results import Result, parse_signature
from rawi.evaluate.score import score
from rawi.evaluate.slices import WITHOUT, Slice, known_fields, slice_scores

TEXT = "قال سامي إنّ 3 ملايين وصلوا لبيروت، وأضاف أنّ شهرين مرّا و١٢ يومًا."


def at(words: str, after: int = 0) -> Span:
    start = TEXT.index(words, after)
    return Span(start, start + len(words))


def entity(words: str, kind: str) -> Entity:
    return Entity(at(words).start, at(words).end, kind, entity="s" if words == "سامي" else None)


def quantity(words: str, value: str, unit: Unit | None = None) -> Quantity:
    return Quantity(at(words).start, at(words).end, value=value, unit=unit, claim=Claim())


GOLD = Document(
    "a",
    text=TEXT,
    meta={"topic": "news", "region": "gulf"},
    registry=(RegistryEntry("s", "سامي", "person"),),
    entities=(entity("سامي", "PERS"), entity("بيروت", "GPE")),
    quotes=(
        Quote(
            (at("إنّ 3 ملايين وصلوا لبيروت"),), type="indirect", source=Source((at("سامي"),), "s")
        ),
        Quote((at("أنّ شهرين مرّا"),), type="indirect", source=Source((), "s")),
    ),
    quantities=(
        quantity("3 ملايين", "3000000"),
        quantity("شهرين", "2", Unit("month", at("شهرين"))),
        quantity("١٢", "12", Unit("day", at("يومًا"))),
    ),
)


def sliced(field: str, predicted: Document, **options: object) -> Slice:
    made = replace(predicted, id="a", text=TEXT)
    result = score([GOLD], [made], resamples=20, **options)  # type: ignore[arg-type]
    return slice_scores(field, result, [GOLD], {"a": made})


def rows(made: Slice) -> dict[str, tuple[int | None, int | None, float | None]]:
    return {r.value: (r.gold, r.predicted, r.scores["recall"].value) for r in made.rows}


def test_entities_after_a_particle() -> None:
    # the particle inside the span is right in whole words, and its gold item begins after one
    beirut = at("لبيروت")
    found = Document("a", entities=(Entity(beirut.start, beirut.end, "GPE"), entity("قال", "GPE")))
    made = sliced("clitic", found)
    assert rows(made) == {"at a word": (3, None, 0.0), "after a particle": (2, None, 0.5)}
    assert all(set(row.scores) == {"recall"} for row in made.rows)
    raw = sliced("clitic", found, boundary="char")
    assert rows(raw)["after a particle"] == (2, None, 0.0)


def test_forms_of_numbers() -> None:
    found = Document(
        "a", quantities=(quantity("شهرين", "2", Unit("month")), quantity("وصلوا", "7"))
    )
    assert rows(sliced("quantity-form", found)) == {
        "digits": (1, 0, 0.0),
        "mixed": (1, 0, 0.0),
        "words": (0, 1, None),
        "dual": (1, 1, 1.0),
    }


def test_dropped_speakers() -> None:
    assert GOLD.quotes
    found = Document("a", quotes=(replace(GOLD.quotes[1], source=Source((at("سامي"),))),))
    made = sliced("speaker-place", found)
    assert rows(made) == {"mentioned": (1, None, 0.0), "dropped": (1, None, 1.0)}
    assert made.title.startswith("attribution")


def test_mentions_of_other_slices_still_name_the_speaker() -> None:
    # the only mention of the speaker is the source of a quote in another slice
    assert GOLD.quotes
    gold = replace(GOLD, entities=(), registry=())
    found = Document(
        "a", text=TEXT, quotes=(replace(GOLD.quotes[1], source=Source((at("سامي"),))),)
    )
    result = score([gold], [found], resamples=0)
    made = slice_scores("speaker-place", result, [gold], {"a": found})
    assert rows(made)["dropped"] == (1, None, 1.0)


def test_an_aligned_prediction_counts_where_its_gold_item_does() -> None:
    # gold is outer, and the prediction is inside another one
    whole = Entity(0, at("لبيروت").end, "ORG")
    found = Document("a", entities=(whole, entity("بيروت", "GPE"), entity("قال", "OCC")))
    made = sliced("nested", found, tasks=["ner"])
    assert rows(made) == {"outer": (5, 2, 0.2), "inner": (0, 1, None)}


def test_predictions_without_a_place_have_a_row_of_their_own() -> None:
    lost = (
        Unanchored("entities", "دمشق", "GPE"),
        Unanchored("quotes", "لا", "direct"),
        Unanchored("quantities", "9", "exact", part="claim"),
    )
    found = replace(GOLD, unanchored=lost)
    for field in ("nested", "quote-type", "quantity-form"):
        made = rows(sliced(field, found))
        assert made.pop("not in the text") == (0, 1, None), field
        assert {recall for _, _, recall in made.values()} == {1.0}
    assert "not in the text" not in rows(sliced("clitic", found))


def documents(system: str) -> tuple[list[Document], dict[str, Document], Result]:
    gold = rawi.load("all")
    reader = get(system)
    made = {
        d.id: replace(reader.read(d.text or ""), id=d.id, text=d.text, sha256=d.sha256)
        for d in gold
    }
    return gold, made, score(gold, made, resamples=50)


@pytest.fixture(scope="module", params=["rules", "floor"])
def scored(request: pytest.FixtureRequest) -> tuple[list[Document], dict[str, Document], Result]:
    return documents(request.param)


def test_rows_of_documents(scored: tuple[list[Document], dict[str, Document], Result]) -> None:
    gold, made, result = scored
    by_origin = slice_scores("origin", result, gold, made)
    rows = [(row.value, row.documents) for row in by_origin.rows]
    assert rows == [("composed", len(gold) - 1), ("seed", 1)]
    seeds = [d for d in gold if d.meta["origin"] == "seed"]
    alone = score(seeds, [made[d.id] for d in seeds], resamples=0)
    assert by_origin.rows[1].scores["rawi"] == alone.rawi
    assert by_origin.rows[1].scores["rawi"].low is None  # one document cannot vary
    others = [d for d in gold if d.meta["origin"] != "seed"]
    rest = score(others, [made[d.id] for d in others], resamples=50)
    assert by_origin.rows[0].scores["rawi"] == rest.rawi
    for task, name in (("ner", "exact"), ("quotes", "attribution"), ("claims", "claim")):
        assert by_origin.rows[0].scores[task] == rest.tasks[task].scores[name]["f1"]
    titles = slice_scores("title", result, gold, made)
    assert titles.rows[-1].value == WITHOUT and titles.rows[-1].documents == 1


@pytest.mark.parametrize("items", ITEM_SLICES, ids=lambda s: s.name)
def test_rows_add_up_to_the_whole(
    items: object, scored: tuple[list[Document], dict[str, Document], Result]
) -> None:
    gold, made, result = scored
    name, task = items.name, items.task  # type: ignore[attr-defined]
    found = slice_scores(name, result, gold, made)
    counted = result.tasks[task]
    main = {"ner": "exact", "quotes": "attribution", "claims": "claim"}[task]
    total = dict(zip(counted.counters, counted.matrix().sum(axis=0).tolist(), strict=True))
    assert len(found.rows) > 1
    assert sum(row.gold or 0 for row in found.rows) == total[f"{main}.gold"]
    right = sum((row.scores["recall"].value or 0) * (row.gold or 0) for row in found.rows)
    assert right == pytest.approx(total[f"{main}.correct"])
    if items.carried:  # type: ignore[attr-defined]
        assert sum(row.predicted or 0 for row in found.rows) == total[f"{main}.predicted"]
    assert parse_signature(str(found.signature)).slice == name


def test_slices_that_are_groups_of_measures_too_agree_with_them(
    scored: tuple[list[Document], dict[str, Document], Result],
) -> None:
    gold, made, result = scored
    for field, task, main in (
        ("quote-type", "quotes", "attribution"),
        ("quantity-kind", "claims", "claim"),
    ):
        for row in slice_scores(field, result, gold, made).rows:
            values = result.tasks[task].scores[f"{main}/{row.value}"]
            for name, estimate in row.scores.items():
                assert estimate.value == values[name].value, (field, row.value, name)


@pytest.mark.parametrize(
    ("field", "tasks", "message"),
    [
        ("nonsense", ["ner"], r"known fields: region, topic, nested, clitic, entity-length\)"),
        ("quote-type", ["ner"], "score the task quotes too"),
        ("", ["ner"], "cannot be sliced by ''"),
    ],
)
def test_unknown_fields(field: str, tasks: list[str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        sliced(field, Document("a", entities=()), tasks=tasks)


def test_a_key_of_the_documents_hides_a_slice_of_items() -> None:
    gold = replace(GOLD, meta={"nested": "x"})
    assert known_fields([gold], ["ner"]) == ["nested", "clitic", "entity-length"]
    result = score([gold], [Document("a", entities=())], tasks=["ner"], resamples=0)
    made = slice_scores("nested", result, [gold], {"a": replace(gold, entities=())})
    assert [row.value for row in made.rows] == ["x"] and made.task == ""


def offsets(draw: st.DrawFn) -> tuple[int, int]:
    start = draw(st.integers(0, len(TEXT) - 1))
    return start, draw(st.integers(start + 1, len(TEXT)))


@st.composite
def readings(draw: st.DrawFn) -> Document:
    def some(make: Callable[[], object]) -> tuple[object, ...]:
        return tuple(make() for _ in range(draw(st.integers(0, 4))))

    def span() -> Span:
        return Span(*offsets(draw))

    return Document(
        "a",
        text=TEXT,
        entities=some(lambda: Entity(*offsets(draw), draw(st.sampled_from(["PERS", "GPE"])))),  # type: ignore[arg-type]
        quotes=some(  # type: ignore[arg-type]
            lambda: Quote(
                (span(),),
                type=draw(st.sampled_from(["direct", "mixed", None])),
                source=draw(st.sampled_from([None, Source((), "s"), Source(kind="none")])),
            )
        ),
        quantities=some(lambda: Quantity(*offsets(draw), value="2", claim=Claim())),  # type: ignore[arg-type]
    )


@given(gold=readings(), predicted=readings(), boundary=st.sampled_from(["word", "char"]))
def test_every_item_is_in_one_row(gold: Document, predicted: Document, boundary: str) -> None:
    result = score([gold], [predicted], resamples=0, boundary=boundary)  # type: ignore[arg-type]
    for items in ITEM_SLICES:
        made = slice_scores(items.name, result, [gold], {"a": predicted})
        counted = result.tasks[items.task]
        total = dict(zip(counted.counters, counted.documents["a"], strict=True))
        main = {"ner": "exact", "quotes": "attribution", "claims": "claim"}[items.task]
        assert sum(row.gold or 0 for row in made.rows) == total[f"{main}.gold"]
        if items.carried:
            assert sum(row.predicted or 0 for row in made.rows) == total[f"{main}.predicted"]
        for row in made.rows:
            for estimate in row.scores.values():
                assert estimate.value is None or 0 <= estimate.value <= 1
