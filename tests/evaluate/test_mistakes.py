"""Kinds of mistakes: one golden case for each, and sums that agree with the scores."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

import rawi
from rawi.baselines.registry import get
from rawi.document import (
    Bound,
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
from rawi.evaluate.measures import FMeasure
from rawi.evaluate.mistakes import Mistake, find_mistakes, kinds, mistakes_in
from rawi.evaluate.mistakes_model import LONGEST, shorten
from rawi.evaluate.mistakes_quantities import amount_kind, amount_label
from rawi.evaluate.mistakes_text import Place, excerpt
from rawi.evaluate.ner import Boundary
from rawi.evaluate.score import TASKS, make_tasks

TEXT = "قال الوزير سامي إنّ 3 آلاف جندي وصلوا إلى بيروت أمس. وأضافت ليلى أنّ 5 في المئة منهم عادوا."
REGISTRY = (RegistryEntry("s", "سامي", "person"), RegistryEntry("l", "ليلى", "person"))


def at(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def entity(words: str, kind: str) -> Entity:
    return Entity(at(words).start, at(words).end, kind)


FIRST = Quote(
    (at("إنّ 3 آلاف جندي وصلوا إلى بيروت أمس"),),
    type="indirect",
    act="speech",
    cue=(at("قال"),),
    source=Source((at("سامي"),), "s"),
    factuality="asserted",
)
NUMBER = Quantity(
    at("3 آلاف").start,
    at("3 آلاف").end,
    value="3000",
    claim=Claim(at("جندي"), at("جندي"), status="asserted"),
)
RATE = Quantity(at("5").start, at("5").end, value="5", unit=Unit("percent", at("في المئة")))
SPEAKER_AT = at("سامي")


def changed(item: Any, **fields: Any) -> Any:
    return replace(item, **fields)


def names(*parts: tuple[str, str]) -> dict[str, Any]:
    return {"entities": tuple(entity(words, kind) for words, kind in parts)}


def quotes(**fields: Any) -> dict[str, Any]:
    return {"quotes": (changed(FIRST, **fields),)}


def numbers(**fields: Any) -> dict[str, Any]:
    return {"quantities": (changed(NUMBER, **fields),)}


def lost(layer: Any, part: Any = "item", kind: str = "") -> dict[str, Any]:
    return {"unanchored": (Unanchored(layer, "كلام آخر", kind, part),)}


GOLD = {
    "ner": names(("سامي", "PERS")),
    "quotes": quotes(),
    "claims": numbers(),
}
#: task, gold (that of the task if None), prediction, boundary, mistakes as (kind, whether it costs)
CASES: list[tuple[str, dict[str, Any] | None, dict[str, Any], Boundary, list[tuple[str, bool]]]] = [
    ("ner", None, {}, "word", [("missed", True)]),
    ("ner", {}, names(("سامي", "PERS")), "word", [("spurious", True)]),
    ("ner", None, names(("سامي", "OCC")), "word", [("type", True)]),
    ("ner", None, names(("الوزير سامي", "PERS")), "word", [("title-inside", True)]),
    ("ner", names(("الوزير سامي", "PERS")), names(("سامي", "PERS")), "word", [("title-outside", True)]),
    ("ner", None, names(("الوزير سامي", "OCC")), "word", [("missed", True), ("spurious", True)]),
    ("ner", names(("وصلوا إلى بيروت", "LOC")), names(("إلى بيروت", "GPE")), "word", [("type-and-boundary", True)]),
    ("ner", None, names(("سامي إنّ", "PERS")), "word", [("longer", True)]),
    ("ner", names(("بيروت أمس", "GPE")), names(("بيروت", "GPE")), "word", [("shorter", True)]),
    ("ner", names(("سامي إنّ", "PERS")), names(("الوزير سامي", "PERS")), "word", [("shifted", True)]),
    ("ner", names(("أمس", "DATE")), names(("أمس.", "DATE")), "word", [("punctuation", True)]),
    ("ner", None, names(("سام", "PERS")), "word", [("inside-word", False)]),
    ("ner", None, names(("سام", "PERS")), "char", [("inside-word", True)]),
    ("ner", names(("أضافت", "PERS")), names(("وأضافت", "PERS")), "word", [("particle-inside", False)]),
    ("ner", names(("أضافت", "PERS")), names(("وأضافت", "PERS")), "char", [("particle-inside", True)]),
    ("ner", names(("وأضافت", "PERS")), names(("أضافت", "PERS")), "char", [("particle-outside", True)]),
    ("ner", names(("الوزير", "OCC")), names(("وزير", "OCC")), "word", [("article-outside", False)]),
    ("ner", names(("وزير", "OCC")), names(("الوزير", "OCC")), "char", [("article-inside", True)]),
    ("ner", names(("أضافت", "PERS")), names(("وأضافت", "GPE")), "word", [("type", True)]),
    ("ner", names(("سامي", "PERS"), ("سامي", "ORG")), names(("سامي", "PERS")), "word", [("missed", True)]),
    ("ner", GOLD["ner"], GOLD["ner"] | lost("entities", kind="PERS"), "word", [("not-in-text", True)]),
    ("quotes", None, {}, "word", [("missed", True)]),
    ("quotes", {}, quotes(), "word", [("spurious", True)]),
    ("quotes", None, quotes(content=(at("إنّ 3 آلاف"),)), "word", [("content-off", True)]),
    ("quotes", None, quotes(source=Source((at("ليلى"),))), "word", [("speaker-wrong", True)]),
    ("quotes", quotes(source=Source(kind="none")), quotes(), "word", [("speaker-wrong", True)]),
    ("quotes", None, quotes(source=None), "word", [("speaker-missing", True)]),
    ("quotes", None, quotes(source=Source(kind="none")), "word", [("speaker-missing", True)]),
    ("quotes", None, quotes(content=(at("إنّ 3 آلاف جندي وصلوا إلى بيروت أمس. وأضافت"),)), "word", [("content-long", False)]),
    ("quotes", None, quotes(content=(at("إنّ 3 آلاف جندي وصلوا إلى بيروت"),)), "word", [("content-short", False)]),
    ("quotes", None, quotes(content=(at("آلاف جندي وصلوا إلى بيروت أمس. وأضافت"),)), "word", [("content-shifted", False)]),
    ("quotes", None, quotes(content=(at("3 آلاف جندي وصلوا إلى بيروت أمس"),)), "word", []),
    ("quotes", None, quotes(type="direct"), "word", [("type", False)]),
    ("quotes", None, quotes(act=None), "word", [("act", False)]),
    ("quotes", None, quotes(factuality="negated"), "word", [("factuality", False)]),
    ("quotes", None, quotes(cue=()), "word", [("cue", False)]),
    ("quotes", None, quotes(cue=(at("أضافت"),), source=None), "word", [("cue", False), ("speaker-missing", True)]),
    ("quotes", quotes(cue=(at("أضافت"),)), quotes(cue=(at("وأضافت"),)), "word", []),
    ("quotes", quotes(cue=(at("أضافت"),)), quotes(cue=(at("وأضافت"),)), "char", [("cue", False)]),
    ("quotes", None, quotes() | lost("quotes", kind="direct"), "word", [("not-in-text", True)]),
    ("quotes", None, quotes() | lost("quotes", "cue"), "word", [("not-in-text", False)]),
    ("claims", None, {}, "word", [("missed", True)]),
    ("claims", numbers(claim=None), {}, "word", [("missed", False)]),
    ("claims", {}, numbers(), "word", [("spurious", True)]),
    ("claims", {}, numbers(claim=None), "word", [("spurious", False)]),
    ("claims", None, numbers(claim=None), "word", [("claim-missed", True)]),
    ("claims", numbers(claim=None), numbers(), "word", [("claim-spurious", True)]),
    ("claims", None, numbers(end=NUMBER.end - 5), "word", [("span", False)]),
    ("claims", None, numbers(end=NUMBER.end - 1), "word", []),
    ("claims", None, numbers(end=NUMBER.end - 1), "char", [("span", False)]),
    ("claims", None, numbers(value="3"), "word", [("value-scale", True)]),
    ("claims", None, numbers(value="3500"), "word", [("value", True)]),
    ("claims", None, numbers(kind="bound", value=None, low=Bound("3000")), "word", [("bounds", True), ("kind", False)]),
    ("claims", None, numbers(kind="approximate"), "word", [("kind", False)]),
    ("claims", None, numbers(unit=Unit("month")), "word", [("unit", True)]),
    ("claims", None, numbers(value="5", unit=Unit("month")), "word", [("unit", False), ("value", True)]),
    ("claims", {"quantities": (RATE,)}, {"quantities": (replace(RATE, unit=None),)}, "word", [("unit", False)]),
    ("claims", None, numbers(claim=Claim(at("بيروت"), at("بيروت"), status="asserted")), "word", [("of", True)]),
    ("claims", None, numbers(claim=Claim(status="asserted")), "word", [("of", True)]),
    ("claims", None, numbers(value="9", claim=Claim(status="asserted")), "word", [("of", False), ("value", True)]),
    ("claims", None, numbers(claim=Claim(at("جندي"), at("جندي"), status="denied")), "word", [("status", False)]),
    ("claims", None, numbers() | quotes(), "word", [("speaker", False)]),
    ("claims", numbers() | quotes(), numbers() | quotes(source=Source((at("ليلى"),))), "word", [("speaker", False)]),
    ("claims", None, numbers() | lost("quantities", "claim"), "word", [("not-in-text", True)]),
    ("claims", None, numbers() | lost("quantities"), "word", [("not-in-text", False)]),
]  # fmt: skip


def document(layers: dict[str, Any]) -> Document:
    return Document("d", text=TEXT, registry=REGISTRY, **layers)


@pytest.mark.parametrize(("task", "gold", "prediction", "boundary", "expected"), CASES)
def test_golden(
    task: str,
    gold: dict[str, Any] | None,
    prediction: dict[str, Any],
    boundary: Boundary,
    expected: list[tuple[str, bool]],
) -> None:
    left = document(GOLD[task] if gold is None else gold)
    found = mistakes_in(left, document(prediction), task, boundary=boundary)
    assert sorted((mistake.kind, mistake.decisive) for mistake in found) == expected
    adds_up(left, document(prediction), boundary)


def test_every_kind_that_is_described_can_happen() -> None:
    happen: dict[str, set[str]] = {task: set() for task in TASKS}
    for task, _, _, _, expected in CASES:
        happen[task].update(kind for kind, _ in expected)
    assert happen == {task: set(known) for task, known in kinds().items()}


def test_a_kind_says_what_it_is_and_what_to_do_in_one_line_each() -> None:
    for known in kinds().values():
        titles = [kind.title for kind in known.values()]
        assert len(set(titles)) == len(titles)
        for kind in known.values():
            for line in (kind.title, kind.explanation, kind.advice):
                assert line and "\n" not in line
            assert kind.explanation[-1] == kind.advice[-1] == "."


def sides(mistakes: list[Mistake]) -> tuple[int, int]:
    decisive = [mistake for mistake in mistakes if mistake.decisive]
    return (
        sum(mistake.gold is not None for mistake in decisive),
        sum(mistake.predicted is not None for mistake in decisive),
    )


def adds_up(gold: Document, predicted: Document, boundary: Boundary = "word") -> None:
    """Right items and mistakes give the counts of the scores, measure by measure."""
    for task in make_tasks(TASKS, boundary):
        counts = task.count(gold, predicted)
        found = mistakes_in(gold, predicted, task.name, boundary=boundary)
        kind = Counter(mistake.kind for mistake in found)
        head = task.measures[0]
        assert isinstance(head, FMeasure)
        wrong = sides(found)
        assert counts[head.correct] + wrong[0] == counts[head.gold]
        assert counts[head.correct] + wrong[1] == counts[head.predicted]
        if task.name == "quotes":
            right = counts["found.correct"]
            assert counts["found.gold"] == right + kind["missed"] + kind["content-off"]
            assert (
                counts["speaker.right"] == right - kind["speaker-wrong"] - kind["speaker-missing"]
            )
            for name in ("type", "act", "factuality"):
                assert counts[f"{name}.right"] == right - kind[name]
        if task.name == "claims":
            right = counts["overlap.correct"]
            assert counts["overlap.gold"] == right + kind["missed"]
            amounts = kind["value"] + kind["value-scale"] + kind["bounds"]
            assert counts["value.right"] == right - amounts
            assert counts["unit.right"] == right - kind["unit"]
            assert counts["kind.right"] == right - kind["kind"]
            claims = counts["aligned-claims"]
            assert counts["of.right"] == claims - kind["claim-missed"] - kind["of"]
            assert counts["status.right"] == claims - kind["claim-missed"] - kind["status"]
            assert counts["speaker.right"] == claims - kind["speaker"]
        if task.name == "ner":
            bounds = set(kind) - {"missed", "spurious", "type", "type-and-boundary", "not-in-text"}
            same_type = sum(m.decisive for m in found if m.kind in bounds)
            assert counts["exact.correct"] + same_type <= counts["overlap.correct"]


@st.composite
def spans(draw: st.DrawFn) -> tuple[int, int]:
    start = draw(st.integers(0, len(TEXT) - 1))
    return start, draw(st.integers(start + 1, min(start + 40, len(TEXT))))


@st.composite
def documents(draw: st.DrawFn) -> Document:
    def some(strategy: st.SearchStrategy[Any], most: int = 5) -> tuple[Any, ...]:
        return tuple(draw(st.lists(strategy, max_size=most)))

    span = spans().map(lambda bounds: Span(*bounds))
    source = st.sampled_from(
        [
            None,
            Source((SPEAKER_AT,), "s"),
            Source((), "l"),
            Source(name="ليلى"),
            Source(kind="none"),
        ]
    )
    claim = st.builds(Claim, st.none() | span, status=st.sampled_from(["asserted", "denied", None]))
    value = st.sampled_from(["3", "3000", "1/2", "0", "-3", None])
    bound = st.none() | st.builds(Bound, st.sampled_from(["3", "30", "0.3"]), st.booleans())
    unit = st.sampled_from([None, Unit("percent"), Unit("month"), Unit("", per="day")])
    return document(
        {
            "entities": some(
                st.builds(
                    lambda bounds, kind: Entity(*bounds, kind),
                    spans(),
                    st.sampled_from(["PERS", "GPE", "OCC"]),
                )
            ),
            "quotes": some(
                st.builds(
                    Quote,
                    st.tuples(span),
                    type=st.sampled_from(["direct", "indirect", None]),
                    cue=st.sampled_from([(), (at("قال"),)]),
                    source=source,
                    act=st.sampled_from(["speech", None]),
                ),
            ),
            "quantities": some(
                st.builds(
                    lambda bounds, *rest: Quantity(
                        *bounds, value=rest[0], low=rest[1], high=rest[2], unit=rest[3], claim=rest[4]
                    ),
                    spans(), value, bound, bound, unit, st.none() | claim,
                ),
            ),
        }
    )  # fmt: skip


@given(documents(), documents(), st.sampled_from(["word", "char"]))
def test_right_and_wrong_add_up_to_the_counts_of_the_scores(
    gold: Document, predicted: Document, boundary: Boundary
) -> None:
    adds_up(gold, predicted, boundary)


@given(documents(), st.sampled_from(["word", "char"]))
def test_gold_makes_no_mistakes(gold: Document, boundary: Boundary) -> None:
    # twins may be aligned crosswise, a source without an entity is nobody, and white space no quote
    kept = {
        quote.content: quote
        for quote in gold.quotes or ()
        if TEXT[quote.content[0].start : quote.content[0].end].strip()
        and (quote.source is None or quote.source.entity or quote.source.kind == "none")
    }
    only = replace(
        gold,
        quotes=tuple({at_core(quote): quote for quote in kept.values()}.values()),
        quantities=tuple({(q.start, q.end): q for q in gold.quantities or ()}.values()),
    )
    for task in TASKS:
        assert mistakes_in(only, only, task, boundary=boundary) == []


def at_core(quote: Quote) -> str:
    """What is the same for contents that differ in white space alone."""
    span = quote.content[0]
    return f"{len(TEXT[: span.start].rstrip())} {len(TEXT[: span.end].rstrip())}"


@settings(max_examples=50)
@given(documents(), documents(), st.randoms())
def test_the_order_of_predictions_does_not_matter(
    gold: Document, predicted: Document, random: Any
) -> None:
    def shuffled(items: tuple[Any, ...] | None) -> tuple[Any, ...]:
        return tuple(random.sample(list(items or ()), len(items or ())))

    other = replace(
        predicted,
        entities=shuffled(predicted.entities),
        quotes=shuffled(predicted.quotes),
        quantities=shuffled(predicted.quantities),
    )
    for task in ("ner", "quotes"):
        assert mistakes_in(gold, predicted, task) == mistakes_in(gold, other, task)


@settings(max_examples=50)
@given(documents(), documents(), st.sampled_from([0, 10, 24, 40, 200]))
def test_excerpts_show_what_is_at_issue(gold: Document, predicted: Document, context: int) -> None:
    for task in TASKS:
        for mistake in mistakes_in(gold, predicted, task):
            sentence = mistake.sentence
            assert 0 <= sentence.start <= sentence.end <= len(TEXT)
            shown = excerpt(TEXT, mistake, context)
            for stretch in shown:
                assert stretch.text.strip() == "…" or stretch.text in TEXT
            for side, name in ((mistake.gold, "gold"), (mistake.predicted, "predicted")):
                given_spans = side.spans if side else ()
                for span in given_spans:
                    assert sentence.start <= span.start < span.end <= sentence.end
                whole = "".join(s.text for s in shown if getattr(s, name))
                if context >= len(TEXT):
                    covered = sorted({i for s in given_spans for i in range(s.start, s.end)})
                    assert whole == "".join(TEXT[i] for i in covered)
                elif given_spans and context > 30:
                    assert whole


def test_sentences_are_those_of_the_document_or_by_rule() -> None:
    stop = TEXT.index(".") + 1
    place = Place(document({}))
    assert place.sentence([at("سامي")]) == Span(0, stop)
    assert place.sentence([at("ليلى")]) == Span(stop + 1, len(TEXT))
    assert place.sentence([at("أمس. وأضافت")]) == Span(0, len(TEXT))
    assert place.sentence([]) == Span(0, 0)
    halves = replace(document({}), sentences=(Span(0, 10), Span(10, len(TEXT))))
    assert Place(halves).sentence([Span(3, 4)]) == Span(0, 10)


def test_a_long_content_is_shown_at_its_edges() -> None:
    text = "قال " + "كلمة " * 2000 + "انتهى."
    gold = Document("d", text=text, quotes=(Quote((Span(4, 9004),)),))
    (mistake,) = mistakes_in(gold, Document("d", text=text), "quotes")
    shown = "".join(stretch.text for stretch in excerpt(text, mistake, 100))
    assert shown.startswith("قال كلمة") and shown.endswith("كلمة …") and " … " in shown
    assert len(shown) < 400
    assert mistake.gold is not None and len(mistake.gold.words) <= LONGEST + 3


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ({"value": "3000"}, {"value": "3"}, "value-scale"),
        ({"value": "0.5"}, {"value": "1/20"}, "value-scale"),
        ({"value": "1" + "0" * 4000}, {"value": "1"}, "value-scale"),
        ({"value": "2" + "0" * 4000}, {"value": "1"}, "value"),
        ({"value": "3"}, {"value": "-30"}, "value"),
        ({"value": "0"}, {"value": "10"}, "value"),
        ({"scale": "10"}, {"scale": "1000"}, "value-scale"),
        ({"low": Bound("5")}, {"low": Bound("5000")}, "value-scale"),
        ({"low": Bound("5")}, {"low": Bound("6")}, "value"),
        ({"low": Bound("5")}, {"low": Bound("5", False)}, "bounds"),
        ({"low": Bound("5")}, {"high": Bound("5")}, "bounds"),
        ({"low": Bound("5"), "high": Bound("7")}, {"low": Bound("5"), "high": Bound("70")}, "value-scale"),
        ({"low": Bound("5"), "high": Bound("7")}, {"low": Bound("50"), "high": Bound("8")}, "value"),
        ({"value": "5"}, {}, "bounds"),
        ({"value": "5", "low": Bound("1")}, {"value": "50"}, "value-scale"),
    ],
)  # fmt: skip
def test_kinds_of_amounts(one: dict[str, Any], other: dict[str, Any], kind: str) -> None:
    assert amount_kind(Quantity(0, 1, **one), Quantity(0, 1, **other)) == kind
    assert amount_kind(Quantity(0, 1, **other), Quantity(0, 1, **one)) == kind


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({"value": "5", "unit": Unit("kilometer", per="hour")}, "5 kilometer per hour"),
        ({"value": "300", "unit": Unit("", per="day")}, "300 per day"),
        ({"low": Bound("1"), "high": Bound("2", False)}, "[1, 2)"),
        ({"low": Bound("1", False)}, "(1, ∞)"),
        ({"high": Bound("1")}, "(−∞, 1]"),
        ({"scale": "10000"}, "scale 10000"),
        ({}, "no value"),
    ],
)
def test_labels_of_amounts(fields: dict[str, Any], label: str) -> None:
    assert amount_label(Quantity(0, 1, **fields)) == label


@given(st.text())
def test_shortened_words_stay_on_one_short_line(words: str) -> None:
    line = shorten(words * 20)
    assert len(line) <= LONGEST and "\n" not in line
    if len(words) <= LONGEST:
        assert shorten(words).split() == words.split()


def test_the_rules_on_the_gold_set_agree_with_its_scores() -> None:
    gold = rawi.load("all")
    rules = get("rules")
    predictions = [replace(rules.read(d.text or ""), id=d.id) for d in gold]
    report = find_mistakes(gold, predictions)
    assert [tally.task for tally in report.tallies] == list(TASKS)
    for tally in report.tallies:
        of_task = [m for m in report.mistakes if m.task == tally.task]
        gold_side, predicted_side = sides(of_task)
        assert tally.right + gold_side == tally.gold
        assert tally.right + predicted_side == tally.predicted
        assert sum(tally.kinds.values()) == len(of_task) > 0
        assert sum(tally.decisive.values()) == sum(m.decisive for m in of_task)
        for kind, count in tally.kinds.items():
            assert len(report.of(tally.task, kind)) == count
    for one in gold:
        adds_up(one, replace(next(p for p in predictions if p.id == one.id), text=one.text))


def test_labels_are_projected_on_both_sides() -> None:
    gold = [document(names(("سامي", "PERS"), ("الوزير", "OCC")))]
    predicted = [document(names(("سامي", "PERSON")))]
    report = find_mistakes(gold, predicted, tasks=["ner"], labels="ontonotes")
    assert report.mistakes == () and report.tallies[0].right == 1


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(InputError, match="no gold documents"):
        find_mistakes([], [])
    with pytest.raises(InputError, match="no prediction for d"):
        find_mistakes([document({})], [])
    with pytest.raises(InputError, match="unknown task"):
        mistakes_in(document({}), document({}), "parsing")
    missing = find_mistakes([document(GOLD["ner"])], [], allow_missing=True)
    assert missing.tallies[0].kinds == {"missed": 1}
