"""Defects that scorers in use have, and this one must not: a test each, named after the defect.

What is said of other scorers was observed with the versions named; where the scorer is installed with
Rawi (seqeval), the test shows the defect beside the right answer.
"""

from __future__ import annotations

import json
import math
import warnings
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from msgspec.structs import replace

import rawi
from rawi.adapters import from_bio
from rawi.cli import main
from rawi.document import (
    Claim,
    Document,
    Entity,
    Quantity,
    Quote,
    RegistryEntry,
    Source,
    Span,
    Unit,
)
from rawi.errors import InputError
from rawi.evaluate.measures import count_matrix, scores
from rawi.evaluate.ner import Ner
from rawi.evaluate.results import read_result, write_result
from rawi.iob import words_and_tags

TEXT = 'قال وزير خارجية فرنسا إنّ 12 جنديا عادوا. وأضافت ليلى حداد "لا جديد" في بيروت.'


def at(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def entity(words: str, kind: str) -> Entity:
    span = at(words)
    return Entity(span.start, span.end, kind)


def document(*entities: Entity, name: str = "d") -> Document:
    return Document(name, text=TEXT, entities=entities, quotes=(), quantities=())


def ner(gold: list[Document], predicted: list[Document]) -> dict[str, dict[str, float]]:
    task = Ner()
    made = scores(task, count_matrix(task, gold, predicted).sum(axis=0))
    return {name: {key: float(v) for key, v in values.items()} for name, values in made.items()}


def score_of(gold: Document, predicted: Document, task: str, measure: str) -> dict[str, float]:
    result = rawi.score([gold], [predicted], tasks=[task], resamples=0)
    return {
        key: float("nan") if e.value is None else e.value
        for key, e in result.tasks[task].scores[measure].items()
    }


MINISTER = entity("وزير خارجية فرنسا", "OCC")
FRANCE, LEILA, BEIRUT = entity("فرنسا", "GPE"), entity("ليلى حداد", "PERS"), entity("بيروت", "GPE")


class TestSequenceScorers:
    """seqeval 1.2.2, conlleval and its ports, Wojood's ``compute_nested_metrics``, LLMeBench."""

    def test_the_flat_score_is_strict_whatever_the_default_of_seqeval(self) -> None:
        from seqeval.metrics import f1_score
        from seqeval.scheme import IOB2

        gold, tags = [["B-PERS", "I-PERS"]], [["I-PERS", "I-PERS"]]
        assert f1_score(gold, tags) == 1.0  # lenient
        assert f1_score(gold, tags, mode="strict") == 1.0  # and lenient in silence
        assert f1_score(gold, tags, mode="strict", scheme=IOB2) == 0.0
        # Spans have no scheme; what tags mean is settled where they are read, and mendings are told.
        text = "ليلى حداد"
        read, notes = from_bio("d", text, text.split(), ["I-PERS", "I-PERS"])
        assert [(e.start, e.end) for e in read.entities or ()] == [(0, len(text))]
        assert len(notes) == 1

    @pytest.mark.parametrize("tag", ["b-PERS", "B_PERS", "PERSON", "B-", "o"])
    def test_odd_tags_are_no_entities_in_silence(self, tag: str) -> None:
        from seqeval.metrics import f1_score

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # all that seqeval does about it
            assert f1_score([["b-PERS"]], [["b-PERS"]]) == 1.0
        read, _ = from_bio("d", "ليلى", ["ليلى"], [tag])
        gold = Document("d", text="ليلى", entities=(Entity(0, 4, "PERS"),))
        with pytest.raises(InputError, match="unknown entity type"):
            rawi.score([gold], [read], tasks=["ner"])

    @pytest.mark.parametrize("tag", ["", " ", None])
    def test_a_word_without_a_tag_is_refused(self, tag: str) -> None:
        with pytest.raises(InputError, match="where a tag is expected"):
            from_bio("d", "ليلى", ["ليلى"], [tag])

    def test_documents_without_entities_can_be_reported(self) -> None:
        empty = document()
        made = ner([empty], [empty])
        assert all(math.isnan(v) for v in made["exact"].values())
        result = rawi.score([empty], [empty], tasks=["ner"])
        assert result.tasks["ner"].scores["exact"]["f1"].value is None

    def test_counts_are_plain_numbers_that_json_can_hold(self) -> None:
        gold = document(LEILA)
        result = rawi.score([gold], [gold], tasks=["ner"], resamples=10)
        counts = result.tasks["ner"].documents["d"]
        assert all(type(number) is int for number in counts)
        assert json.loads(json.dumps(counts)) == counts

    def test_two_entities_of_one_type_that_begin_together_both_count(self) -> None:
        outer, inner = entity("وزير خارجية فرنسا", "OCC"), entity("وزير خارجية", "OCC")
        gold = document(outer, inner)
        assert ner([gold], [gold])["exact"]["f1"] == 1
        assert ner([gold], [document(outer)])["exact"]["recall"] == 0.5

    def test_a_type_is_its_whole_name_and_no_prefix(self) -> None:
        gold = document(entity("فرنسا", "GPE"), entity("وزير خارجية فرنسا", "OCC"))
        task = Ner()
        counts = dict(
            zip(task.counters, count_matrix(task, [gold], [gold]).sum(axis=0), strict=True)
        )
        assert counts["exact/GPE.gold"] == 1
        assert counts["exact/ORG.gold"] == 0

    def test_what_a_system_cuts_off_at_the_end_is_missed(self) -> None:
        gold = document(LEILA, BEIRUT)
        cut = document(LEILA)
        assert ner([gold], [cut])["exact"]["recall"] == 0.5

    def test_words_without_an_entity_earn_nothing(self) -> None:
        # token accuracy would be above .9 here
        assert ner([document(LEILA)], [document()])["exact"]["f1"] == 0

    def test_sequences_of_other_lengths_are_refused_and_not_padded(self) -> None:
        with pytest.raises(InputError):
            from_bio("d", "ليلى حداد", ["ليلى", "حداد"], ["B-PERS"])

    def test_flat_equals_strict_iob2_on_nested_gold(self) -> None:
        from seqeval.metrics import f1_score
        from seqeval.scheme import IOB2

        gold, predicted = document(MINISTER, FRANCE, LEILA), document(FRANCE, LEILA)
        tags = [words_and_tags(TEXT, d.entities or (), 0, len(TEXT))[1] for d in (gold, predicted)]
        expected = f1_score([tags[0]], [tags[1]], mode="strict", scheme=IOB2)
        assert ner([gold], [predicted])["flat"]["f1"] == pytest.approx(expected)


class TestSpanScorers:
    """nervaluate 1.1.0 and 1.2.1."""

    def test_partial_credit_survives_a_second_document(self) -> None:
        half = document(entity("حداد", "PERS"))
        one = ner([document(LEILA)], [half])["partial"]["f1"]
        second = (document(name="e"), document(name="e"))
        two = ner([document(LEILA), second[0]], [half, second[1]])["partial"]["f1"]
        assert one == two == 0.5

    def test_the_order_of_predictions_changes_nothing(self) -> None:
        gold = document(MINISTER, FRANCE)
        given = [entity("وزير خارجية", "OCC"), MINISTER, FRANCE]
        task = Ner()
        forward, backward = (
            count_matrix(task, [gold], [document(*order)]) for order in (given, given[::-1])
        )
        assert (forward == backward).all()
        assert ner([gold], [document(*given)])["exact"]["f1"] == 0.8

    def test_a_label_that_gold_does_not_have_costs_precision(self) -> None:
        made = ner([document(LEILA)], [document(LEILA, entity("بيروت", "PRODUCT"))])
        assert made["exact"]["precision"] == 0.5

    def test_an_unknown_label_is_an_error_that_names_it(self) -> None:
        with pytest.raises(InputError, match="Z-PER"):
            rawi.score([document(LEILA)], [document(entity("ليلى", "Z-PER"))], tasks=["ner"])

    def test_the_first_document_may_be_empty(self) -> None:
        empty, full = document(name="a"), document(LEILA, name="b")
        assert ner([empty, full], [empty, full])["exact"]["f1"] == 1

    def test_nothing_is_counted_twice(self) -> None:
        gold = document(MINISTER)
        over = document(entity("وزير خارجية", "OCC"), entity("خارجية فرنسا", "OCC"))
        made = ner([gold], [over])
        assert made["overlap"]["recall"] == 1
        assert made["overlap"]["precision"] == 0.5
        assert all(not v > 1 for values in made.values() for v in values.values())


class TestCorpusScorers:
    """sacrebleu 2.6.0, mteb, evaluate 0.4, the evaluation script of German quotations."""

    GOLD = (document(LEILA, name="a"), document(BEIRUT, name="b"))

    def test_too_few_predictions_are_an_error(self) -> None:
        with pytest.raises(InputError, match="b"):
            rawi.score(self.GOLD, [self.GOLD[0]])
        result = rawi.score(self.GOLD, [self.GOLD[0]], tasks=["ner"], allow_missing=True)
        assert result.tasks["ner"].scores["exact"]["recall"].value == 0.5

    def test_predictions_for_other_documents_are_an_error(self) -> None:
        with pytest.raises(InputError, match=r"document c.*no gold document"):
            rawi.score(self.GOLD, [*self.GOLD, document(LEILA, name="c")])

    def test_a_refused_file_is_refused_again(self, tmp_path: Path) -> None:
        path = tmp_path / "r.json"
        write_result(path, rawi.score(self.GOLD, self.GOLD, tasks=["ner"], system="s", resamples=0))
        data = json.loads(path.read_text("utf-8"))
        data["tasks"]["ner"]["scores"]["exact"]["f1"]["value"] = 0.123
        path.write_text(json.dumps(data), "utf-8")
        for _ in range(2):
            with pytest.raises(InputError, match="its counts give"):
                read_result(path)

    def test_intervals_are_printed_as_their_ends(self) -> None:
        from rawi.evaluate.board_page import bracket
        from rawi.evaluate.results import Estimate

        assert bracket(Estimate(0.9, 0.5, 0.95)) == "[50.0, 95.0]"

    def test_a_board_does_not_mix_versions_or_tasks(self, tmp_path: Path) -> None:
        result = rawi.score(self.GOLD, self.GOLD, tasks=["ner"], system="one", resamples=0)
        other = rawi.score(self.GOLD, self.GOLD, tasks=["quotes"], system="two", resamples=0)
        older = replace(result, system="old", signature=replace(result.signature, metrics="0"))
        for name, made in (("one", result), ("two", other), ("old", older)):
            write_result(tmp_path / f"{name}.json", made)
        run = CliRunner()
        for second, why in (("two", "not scored like"), ("old", "version '0' of the metrics")):
            paths = [str(tmp_path / f"{name}.json") for name in ("one", second)]
            done = run.invoke(main, ["leaderboard", *paths])
            assert done.exit_code == 2
            assert why in done.output


class TestQuoteScorers:
    """Citron, the German shared task's ``eval.py``, Gender Gap Tracker, CoreNLP, CofeNet."""

    GOLD = Document(
        "d",
        text=TEXT,
        registry=(
            RegistryEntry("m", "وزير خارجية فرنسا", "person"),
            RegistryEntry("l", "ليلى حداد", "person"),
        ),
        quotes=(
            Quote(
                (at("إنّ 12 جنديا عادوا"),),
                "q1",
                "indirect",
                "speech",
                source=Source((at("وزير خارجية فرنسا"),), "m"),
            ),
            Quote(
                (at('"لا جديد"'),),
                "q2",
                "direct",
                "speech",
                source=Source((at("ليلى حداد"),), "l"),
            ),
        ),
    )

    def said(self, content: Span, who: Span | None) -> Quote:
        return Quote((content,), source=Source((who,)) if who else None)

    def attribution(self, *quotes: Quote) -> dict[str, float]:
        predicted = Document("d", text=TEXT, quotes=quotes)
        return score_of(self.GOLD, predicted, "quotes", "attribution")

    def test_one_quote_ten_times_is_right_once(self) -> None:
        quote = self.said(at('"لا جديد"'), at("ليلى حداد"))
        made = self.attribution(*[quote] * 10)
        assert made == {"f1": pytest.approx(2 / 12), "precision": 0.1, "recall": 0.5}

    def test_precision_and_recall_are_not_exchanged(self) -> None:
        made = self.attribution(self.said(at('"لا جديد"'), at("ليلى حداد")))
        assert (made["precision"], made["recall"]) == (1, 0.5)

    def test_the_whole_document_with_the_right_speaker_is_no_quote(self) -> None:
        made = self.attribution(self.said(Span(0, len(TEXT)), at("ليلى حداد")))
        assert made["f1"] == 0

    def test_disjoint_quotes_earn_nothing_for_type_or_speaker(self) -> None:
        elsewhere = replace(self.said(at("في بيروت"), at("ليلى حداد")), type="direct")
        predicted = Document("d", text=TEXT, quotes=(elsewhere,))
        for measure in ("attribution", "source", "characters"):
            assert score_of(self.GOLD, predicted, "quotes", measure)["f1"] == 0
        for measure in ("type", "speaker"):
            assert math.isnan(score_of(self.GOLD, predicted, "quotes", measure)["share"])

    def test_touching_spans_do_not_overlap(self) -> None:
        content = at('"لا جديد"')
        before = Span(content.start - 5, content.start)
        predicted = Document("d", text=TEXT, quotes=(self.said(before, at("ليلى حداد")),))
        assert score_of(self.GOLD, predicted, "quotes", "found")["f1"] == 0

    def test_a_wrong_speaker_costs_precision_and_recall(self) -> None:
        made = self.attribution(
            self.said(at('"لا جديد"'), at("وزير خارجية فرنسا")),
            self.said(at("إنّ 12 جنديا عادوا"), at("وزير خارجية فرنسا")),
        )
        assert made == {"f1": 0.5, "precision": 0.5, "recall": 0.5}

    def test_quotes_are_told_by_their_place_and_not_by_their_number(self) -> None:
        right = [
            self.said(at("إنّ 12 جنديا عادوا"), at("وزير خارجية فرنسا")),
            self.said(at('"لا جديد"'), at("ليلى حداد")),
        ]
        assert self.attribution(*right[1:], *right[:1])["f1"] == 1

    def test_a_quote_without_a_source_is_kept(self) -> None:
        nobody = replace(self.GOLD, quotes=(Quote((at('"لا جديد"'),), source=Source(kind="none")),))
        assert score_of(nobody, nobody, "quotes", "attribution")["f1"] == 1
        assert score_of(nobody, Document("d", quotes=()), "quotes", "attribution")["recall"] == 0

    def test_a_content_in_pieces_is_one_quote(self) -> None:
        pieces = Quote((at("إنّ 12"), at("جنديا عادوا")), source=Source((at("وزير خارجية فرنسا"),)))
        made = self.attribution(pieces, self.said(at('"لا جديد"'), at("ليلى حداد")))
        assert made["f1"] == 1


class TestQuantityScorers:
    """MeasEval's official scorer, CQE's scorer."""

    NUMBER, THING = at("12"), at("جنديا")

    def quantity(self, value: str, span: Span | None = None, unit: str | None = None) -> Quantity:
        span = span or self.NUMBER
        return Quantity(
            span.start,
            span.end,
            value=value,
            unit=Unit(unit) if unit else None,
            claim=Claim(self.THING, self.THING, status="asserted"),
        )

    def made(self, *predicted: Quantity, measure: str = "claim") -> dict[str, float]:
        gold = Document("d", text=TEXT, quantities=(self.quantity("12"),))
        return score_of(gold, Document("d", text=TEXT, quantities=predicted), "claims", measure)

    def test_twelve_is_not_twelve_thousand(self) -> None:
        assert self.made(self.quantity("12000"))["f1"] == 0
        assert self.made(self.quantity("12000"), measure="severe")["share"] == 1

    def test_values_are_not_compared_with_a_tolerance(self) -> None:
        assert np.isclose(12, 12.00001, rtol=1e-5)
        assert self.made(self.quantity("12.00001"))["f1"] == 0

    def test_touching_spans_are_no_match(self) -> None:
        after = Span(self.NUMBER.end, self.NUMBER.end + 2)
        assert self.made(self.quantity("12", after), measure="overlap")["f1"] == 0

    def test_no_score_exceeds_one_when_many_match_one(self) -> None:
        wide = Span(self.NUMBER.start, self.THING.end)
        several = [self.quantity("12"), self.quantity("12", wide), self.quantity("12")]
        for measure in ("claim", "span", "overlap"):
            found = self.made(*several, measure=measure)
            assert found["f1"] == 0.5
            assert found["precision"] == pytest.approx(1 / 3)

    def test_a_wrong_unit_is_not_counted_twice(self) -> None:
        found = self.made(self.quantity("12", unit="month"))
        assert (found["precision"], found["recall"]) == (0, 0)
        assert self.made(self.quantity("12", unit="month"), measure="overlap")["precision"] == 1

    def test_the_right_value_elsewhere_in_the_text_is_wrong(self) -> None:
        assert self.made(self.quantity("12", at("في بيروت")))["f1"] == 0
