"""spaCy's pipelines, trained from scratch to know a few sentences by heart."""

from __future__ import annotations

import json
import runpy
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from rawi.document import Claim, Document, Entity, Quantity, Quote, RegistryEntry, Source, Span
from rawi.errors import InputError
from rawi.jsonl import write_documents

require = runpy.run_path(str(Path(__file__).parents[1] / "extras.py"))["require"]
spacy = require("spacy")

from rawi.baselines.spacy_tagger.docs import (  # noqa: E402
    make_doc,
    outermost,
    roles_of_tokens,
    token_spans,
)
from rawi.baselines.spacy_tagger.store import load, save  # noqa: E402
from rawi.baselines.spacy_tagger.system import Spacy  # noqa: E402
from rawi.baselines.spacy_tagger.training import Options, train  # noqa: E402
from rawi.baselines.tagging.corpus import Corpus  # noqa: E402
from rawi.baselines.tagging.roles import roles_of  # noqa: E402
from rawi.baselines.tagging.tokens import tokenize  # noqa: E402
from rawi.cli import main  # noqa: E402

PEOPLE = ("سامي الخوري", "ليلى حداد", "كريم بوزيد", "هدى النعيمي")
PLACES = ("بيروت", "وهران", "الدوحة", "أسوان")
NUMBERS = ("12", "300", "45", "7")


def article(number: int) -> Document:
    """A sentence of each layer: who says it, what is said, how many."""
    who, where, many = (
        side[(number * step) % 4] for side, step in ((PEOPLE, 1), (PLACES, 3), (NUMBERS, 1))
    )
    text = f"وقال {who} إنّ {many} جنديا وصلوا إلى {where} أمس."

    def at(words: str) -> Span:
        start = text.index(words)
        return Span(start, start + len(words))

    name, place, amount, thing = at(who), at(where), at(many), at("جنديا")
    return Document(
        f"a{number}",
        text=text,
        registry=(RegistryEntry("p", who, "person"),),
        entities=(
            Entity(name.start, name.end, "PERS", "e1", "p"),
            Entity(place.start, place.end, "GPE", "e2"),
        ),
        quotes=(
            Quote(
                (Span(at("إنّ").start, len(text) - 1),),
                "q1",
                "indirect",
                "speech",
                (at("قال"),),
                Source((name,), "p"),
                factuality="asserted",
            ),
        ),
        marks=(),
        quantities=(
            Quantity(
                amount.start,
                amount.end,
                value=many,
                id="n1",
                role="level",
                claim=Claim(thing, status="asserted"),
            ),
        ),
    )


CORPUS = Corpus("corpus.jsonl", [article(number) for number in range(8)])
OPTIONS = Options(epochs=60, dropout=0.0)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that was trained on the corpus, as a folder."""
    folder = tmp_path_factory.mktemp("model") / "deep" / "m"
    save(train(CORPUS, OPTIONS), CORPUS, OPTIONS, folder)
    return folder


def test_its_documents_have_our_tokens_and_our_text() -> None:
    text = "وقال: بلغت 3,5 ملايين (نحو ٢٠٪)، في 2024/5/1.\nوأضاف.."
    tokens = tokenize(text)
    doc = make_doc(spacy.blank("ar").vocab, tokens, 0, len(tokens))
    assert [token.text for token in doc] == list(tokens.words)
    assert "".join(doc.text.split()) == "".join(text.split())


def test_gold_spans_survive_the_way_over_tokens() -> None:
    gold = CORPUS.documents[0]
    tokens = tokenize(gold.text or "")
    roles = roles_of(gold)
    there = {family: token_spans(tokens, spans) for family, spans in roles.items()}
    back = roles_of_tokens(tokens, there)
    assert {f: set(spans) for f, spans in back.items()} == {f: set(s) for f, s in roles.items()}


def test_crossing_spans_of_a_categoriser_become_legal() -> None:
    tokens = tokenize("رئيس بلدية مدينة صور القديمة")
    found = roles_of_tokens(tokens, {"entities": [(0, 3, "OCC"), (1, 5, "ORG"), (3, 4, "GPE")]})
    spans = found["entities"]
    for one in spans:
        for other in spans:
            apart = one.end <= other.start or other.end <= one.start
            inside = one.start <= other.start and other.end <= one.end
            around = other.start <= one.start and one.end <= other.end
            assert apart or inside or around


def test_outermost() -> None:
    assert outermost([(1, 2, "GPE"), (0, 3, "OCC"), (3, 4, "B"), (3, 4, "A")]) == [
        (0, 3, "OCC"), (3, 4, "A"),
    ]  # fmt: skip


def test_it_learns_its_sentences_by_heart(model: Path) -> None:
    system = Spacy(model)
    for gold in CORPUS.documents:
        found = system.read(gold.text or "")
        assert {(e.start, e.end, e.type) for e in found.entities or ()} == {
            (e.start, e.end, e.type) for e in gold.entities or ()
        }
        (quote,) = found.quotes or ()
        (expected,) = gold.quotes or ()
        assert (quote.content, quote.cue) == (expected.content, expected.cue)
        (quantity,) = found.quantities or ()
        (number,) = gold.quantities or ()
        assert (quantity.start, quantity.end, quantity.value) == (
            number.start, number.end, number.value,
        )  # fmt: skip


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "و", "\u200f", "x" * 3000, "ـ" * 30, "😀 " * 50], ids=range(8)
)
def test_any_text_can_be_read(model: Path, text: str) -> None:
    for entity in Spacy(model).read(text).entities or ():
        assert 0 <= entity.start < entity.end <= len(text)


def test_the_same_seed_gives_the_same_model(tmp_path: Path) -> None:
    few = Options(epochs=2)
    first, second = (
        save(train(CORPUS, few), CORPUS, few, tmp_path / name).files for name in ("a", "b")
    )
    assert first == second
    other = Options(epochs=2, seed=1)
    assert save(train(CORPUS, other), CORPUS, other, tmp_path / "c").files != first


def test_a_flat_corpus_gets_entities_alone(tmp_path: Path) -> None:
    flat = [replace(d, quotes=None, marks=None, quantities=None) for d in CORPUS.documents]
    few = Options(epochs=2)
    corpus = Corpus("flat", flat)
    save(train(corpus, few), corpus, few, tmp_path / "m")
    system = Spacy(tmp_path / "m")
    assert system.layers == ("entities",)
    found = system.read(flat[0].text or "")
    assert found.entities is not None
    assert found.quotes is None and found.quantities is None


def test_a_changed_or_torn_model_is_refused(model: Path, tmp_path: Path) -> None:
    copy = tmp_path / "m"
    shutil.copytree(model, copy)
    weights = copy / "short" / "ner" / "model"
    weights.write_bytes(weights.read_bytes()[:-7])
    with pytest.raises(InputError, match="changed or damaged"):
        load(copy)
    weights.unlink()
    with pytest.raises(InputError, match="is missing"):
        load(copy)
    manifest = copy / "manifest.json"
    text = manifest.read_text("utf-8")
    assert json.loads(text)["sha256"] == CORPUS.sha256
    manifest.write_text(text.replace("rawi-spacy/1", "rawi-spacy/0"), "utf-8")
    with pytest.raises(InputError, match="expected rawi-spacy/1"):
        load(copy)
    with pytest.raises(InputError, match=r"no manifest\.json"):
        load(tmp_path)


def test_nothing_to_learn_from_is_refused() -> None:
    with pytest.raises(InputError, match="no documents"):
        train(Corpus("none", []), OPTIONS)
    bare = [replace(CORPUS.documents[0], entities=(), quotes=(), quantities=())]
    with pytest.raises(InputError, match="to learn from"):
        train(Corpus("bare", bare), OPTIONS)


def test_from_the_command_line(tmp_path: Path) -> None:
    corpus, made, predictions = tmp_path / "c.jsonl", tmp_path / "m", tmp_path / "p.jsonl"
    write_documents(corpus, CORPUS.documents)
    run = CliRunner()
    arguments = ["train", "spacy", "--train", str(corpus), "-o", str(made), "--epochs", "2"]
    done = run.invoke(main, arguments)
    assert done.exit_code == 0, done.output
    assert "learned from 8 documents" in done.output
    done = run.invoke(main, arguments)
    assert (done.exit_code, "is there already" in done.output) == (2, True)
    done = run.invoke(
        main,
        ["predict", "spacy", "--model", str(made), "--input", str(corpus), "-o", str(predictions)],
    )
    assert done.exit_code == 0, done.output
    assert len(predictions.read_text("utf-8").splitlines()) == 8
