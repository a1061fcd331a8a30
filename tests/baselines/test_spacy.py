"""The spaCy tagger, trained from scratch to know a few small articles."""

from __future__ import annotations

import json
import os
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from msgspec.structs import replace

from rawi.baselines import registry
from rawi.document import Claim, Document, Entity, Mark, Quantity, Quote, Source, Span
from rawi.errors import InputError
from rawi.invariants import faults
from rawi.jsonl import numbered_documents, write_documents
from rawi.labels import ENTITY_TYPES

require = runpy.run_path(str(Path(__file__).parents[1] / "extras.py"))["require"]
spacy = require("spacy")

from rawi.baselines.spacy_tagger import store  # noqa: E402
from rawi.baselines.spacy_tagger.pipeline import NER, SPANCAT, Plan, build  # noqa: E402
from rawi.baselines.spacy_tagger.store import Settings, load, save  # noqa: E402
from rawi.baselines.spacy_tagger.system import Spacy  # noqa: E402
from rawi.baselines.spacy_tagger.targets import spans_in, tags_of, targets  # noqa: E402
from rawi.baselines.spacy_tagger.training import train  # noqa: E402
from rawi.baselines.spacy_tagger.words import Words, document, pieces, places  # noqa: E402
from rawi.baselines.system import System  # noqa: E402
from rawi.baselines.tagging.codec import decode, encode  # noqa: E402
from rawi.baselines.tagging.corpus import Corpus  # noqa: E402
from rawi.baselines.tagging.layout import PARTICLES, fit  # noqa: E402
from rawi.baselines.tagging.roles import roles_of  # noqa: E402
from rawi.baselines.tagging.tokens import tokenize  # noqa: E402
from rawi.cli import main  # noqa: E402

NAMES = ("سامي رزق", "هادي نجم", "ليلى حداد", "منى سعد", "وليد شاهين", "ريم خوري")
PLACES = ("بيروت", "دمشق", "تونس", "صنعاء", "عمان", "الرباط")


def article(number: int) -> Document:
    """A small article with a nested entity, particles, a quote, a mark and a claim."""
    name, place = NAMES[number % 6], PLACES[(number * 5 + number // 6) % 6]
    count = str(10 + 7 * number)
    text = (
        f"قال وزير خارجية {place} {name} إن {count} شخصا وصلوا.\n\nوب{place}  "
        f"مطر غزير سماه الناس «السيل»."
    )

    def at(words: str, begin: int = 0) -> Span:
        start = text.index(words, begin)
        return Span(start, start + len(words))

    title = f"وزير خارجية {place}"
    second, mark = at(place, text.index("\n")), at("«السيل»")
    found = [(at(title), "OCC"), (at(place), "GPE"), (at(name), "PERS"), (second, "GPE")]
    amount = at(count)
    return Document(
        f"d{number}",
        text=text,
        entities=tuple(Entity(span.start, span.end, kind) for span, kind in found),
        quotes=(
            Quote(
                (at(f"إن {count} شخصا وصلوا"),),
                type="indirect",
                act="speech",
                cue=(at("قال"),),
                source=Source((at(name),), "s1"),
                factuality="asserted",
            ),
        ),
        marks=(Mark(mark.start, mark.end, "term"),),
        quantities=(Quantity(amount.start, amount.end, value=count, claim=Claim(at("شخصا"))),),
    )


CORPUS = Corpus("corpus.jsonl", [article(number) for number in range(12)])
SETTINGS = Settings(epochs=14, batch_size=1, width=32, dropout=0.1, learning_rate=0.005)


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("spacy") / "model"
    save(*train(CORPUS, None, SETTINGS), folder)
    return folder


@pytest.fixture(scope="session")
def system(model: Path) -> Spacy:
    return Spacy(model)


VOCAB = spacy.blank("ar").vocab
ANY_TEXT = st.one_of(
    st.text(max_size=80), st.text(alphabet='قال إن «»"12 ٣٪.\n\u064e\u200f\u00a0وبtx', max_size=80)
)


@given(ANY_TEXT)
def test_a_document_holds_the_text_and_our_words(text: str) -> None:
    vocab = VOCAB
    doc = Words(vocab)(text)
    tokens = tokenize(text)
    assert doc.text == text
    ours = [doc[at] for at in places(doc)]
    assert [(token.idx, token.idx + len(token)) for token in ours] == [
        (token.start, token.end) for token in tokens.items
    ]
    middle = len(tokens) // 2
    halves = [document(vocab, tokens, 0, middle), document(vocab, tokens, middle, len(tokens))]
    assert [len(places(half)) for half in halves] == [middle, len(tokens) - middle]


def test_words_are_seen_folded() -> None:
    doc = Words(spacy.blank("ar").vocab)("إلى  القاهرةِ\nأمس")
    assert [token.norm_ for token in doc] == ["الي", " ", "القاهره", "\n", "امس"]


def test_pieces_are_whole_paragraphs_or_sentences_and_not_too_long() -> None:
    text = "قال.\n\n" + "كلمة " * 50 + ". " + "كلمة " * 130 + "\nنعم."
    tokens = tokenize(text)
    found = list(pieces(tokens, 60))
    assert [at for first, last in found for at in range(first, last)] == list(range(len(tokens)))
    assert found == [(0, 2), (2, 53), (53, 113), (113, 173), (173, 185)]
    assert max(last - first for first, last in found) == 60
    assert list(pieces(tokens)) == [(0, len(tokens))]
    assert list(pieces(tokenize(" \n"))) == []


def test_targets_hold_what_the_codec_holds() -> None:
    for gold in CORPUS.documents:
        tokens, roles = tokenize(gold.text or ""), roles_of(gold)
        layout = fit([roles_of(one) for one in CORPUS.documents])
        encoded = encode(tokens, roles, layout)
        wanted = targets(encoded, layout)
        assert {span.label for span in wanted.spans[NER]} == {"OCC", "GPE", "PERS"}
        assert "entities:GPE" in {span.label for span in wanted.spans[SPANCAT]}
        tags, confidence = tags_of(wanted.spans, layout, len(tokens))
        tags[PARTICLES] = encoded.tags[PARTICLES]
        assert decode(tokens, tags, layout, confidence) == roles


def test_an_inner_entity_counts_only_inside_another_and_the_surer_stands() -> None:
    gold = CORPUS.documents[0]
    tokens, layout = tokenize(gold.text or ""), fit([roles_of(one) for one in CORPUS.documents])
    found = targets(encode(tokens, roles_of(gold), layout), layout)
    inner = next(span for span in found.spans[SPANCAT] if span.label == "entities:GPE")
    number = next(span for span in found.spans[SPANCAT] if span.label == "quantities:number")
    rivals = [
        number._replace(score=0.6),
        number._replace(last=number.last + 1, score=0.9),
        inner._replace(first=number.first, last=number.last),
    ]
    tags, _ = tags_of({NER: [], SPANCAT: [inner, *rivals]}, layout, len(tokens))
    told = {tag for row in tags.values() for tag in row}
    assert told == {"O", "B-number", "I-number"}
    outer = next(span for span in found.spans[NER] if span.label == "OCC")
    tags, _ = tags_of({NER: [outer], SPANCAT: [inner]}, layout, len(tokens))
    assert {"B-OCC", "I-OCC", "B-GPE"} < {tag for row in tags.values() for tag in row}


def test_what_was_learned_is_found(system: Spacy) -> None:
    assert isinstance(system, System)
    for gold in CORPUS.documents:
        found = system.read(gold.text or "")
        assert [(e.start, e.end, e.type) for e in found.entities or ()] == sorted(
            ((e.start, e.end, e.type) for e in gold.entities or ()), key=lambda e: (e[0], -e[1])
        )
        assert [(q.content, q.cue) for q in found.quotes or ()] == [
            (q.content, q.cue) for q in gold.quotes or ()
        ]
        assert [q.source.spans for q in found.quotes or () if q.source] == [
            q.source.spans for q in gold.quotes or () if q.source
        ]
        assert [(m.start, m.end, m.function) for m in found.marks or ()] == [
            (m.start, m.end, m.function) for m in gold.marks or ()
        ]
        assert [(q.start, q.end, q.value) for q in found.quantities or ()] == [
            (q.start, q.end, q.value) for q in gold.quantities or ()
        ]


def test_what_was_not_seen_is_found_by_what_is_around_it(system: Spacy) -> None:
    unseen = article(15)
    assert unseen.text not in {one.text for one in CORPUS.documents}
    found = system.read(unseen.text or "")
    assert found.quotes is not None and unseen.quotes is not None
    assert [q.content for q in found.quotes] == [q.content for q in unseen.quotes]
    assert [e.type for e in found.entities or ()] == ["OCC", "GPE", "PERS", "GPE"]


@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
@given(text=ANY_TEXT)
def test_any_text_gives_a_legal_document(system: Spacy, text: str) -> None:
    found = system.read(text)
    whole = replace(found, id="d", text=text)
    assert list(faults(whole, set(ENTITY_TYPES))) == []
    assert system.read(text) == found


@pytest.mark.parametrize("text", ["", " \n\n ", "قال", "ا" * 100_000, "«" * 3000, "3 " * 3000])
def test_odd_texts_are_read(system: Spacy, text: str) -> None:
    found = system.read(text)
    assert list(faults(replace(found, id="d", text=text), set(ENTITY_TYPES))) == []
    assert found.entities is not None and found.quotes is not None and found.quantities is not None


def test_a_long_text_is_read_to_its_end(system: Spacy) -> None:
    one = CORPUS.documents[0].text or ""
    alone = system.read(one).entities or ()
    text = "\n".join([one] * 100)
    assert len(list(pieces(tokenize(text)))) > 1
    found = system.read(text).entities or ()
    expected = [
        (e.start + at, e.end + at, e.type)
        for at in range(0, len(text), len(one) + 1)
        for e in alone
    ]
    assert len(set(expected) & {(e.start, e.end, e.type) for e in found}) >= 0.99 * len(expected)


def test_other_texts_change_nothing(model: Path, system: Spacy) -> None:
    fresh = Spacy(model)
    texts = [one.text or "" for one in CORPUS.documents]
    forward = [system.read(text) for text in texts]
    assert [fresh.read(text) for text in reversed(texts)] == forward[::-1]


def test_the_vocabulary_does_not_grow(system: Spacy) -> None:
    system.read("كلمة")
    before = len(system._nlp.vocab.strings)
    for number in range(20):
        system.read(f"غريبة{'ب' * number} عجيبة{number}")
    assert len(system._nlp.vocab.strings) == before


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_training_gives_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    write_documents(tmp_path / "train.jsonl", CORPUS.documents[:3])
    made = []
    for number in (1, 2):
        out = tmp_path / f"model{number}"
        done = subprocess.run(
            [
                sys.executable, "-c", "from rawi.cli import main; main()", "train", "spacy", "--train",
                str(tmp_path / "train.jsonl"), "-o", str(out), "--epochs", "2", "--width", "16",
            ],
            env={**os.environ, "PYTHONHASHSEED": str(number)},
            capture_output=True,
            text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert "learned from 3 documents" in done.stdout
        made.append(files_of(out))
    assert made[0] == made[1] and len(made[0]) > 5


def test_the_manifest_says_what_was_done(model: Path) -> None:
    _, manifest = load(model)
    assert manifest.format == store.FORMAT and manifest.settings == SETTINGS
    assert set(manifest.versions) == {"rawi", "spacy", "thinc"}
    data = manifest.data["train"]
    assert (data.name, data.documents, data.lost) == ("corpus.jsonl", 12, {})
    assert data.spans["entities"] == {"GPE": 24, "OCC": 12, "PERS": 12}
    assert data.sha256 == CORPUS.sha256
    assert manifest.plan.components == ("contents-0", "ner", "spancat", "particles")
    assert [(c.epochs, c.kept, c.f1) for c in manifest.components] == [(14, 14, None)] * 4


def test_spans_that_are_too_long_are_counted_as_lost() -> None:
    text = "قال " + "كبير " * 20 + "إن المطر غزير."
    long = Span(4, text.index("إن") - 1)
    content = Span(text.index("إن"), len(text) - 1)
    one = Document(
        "l",
        text=text,
        quotes=(Quote((content,), type="indirect", cue=(Span(0, 3),), source=Source((long,))),),
    )
    _, manifest = train(Corpus("c", [one]), None, replace(SETTINGS, epochs=1, width=16))
    assert manifest.plan.longest == 1 and manifest.data["train"].lost == {"length": 1}


def test_development_data_stop_each_component() -> None:
    dev = Corpus("dev.jsonl", [article(13), article(14)])
    heard: list[tuple[str, int, float | None]] = []
    nlp, manifest = train(
        Corpus("c", CORPUS.documents[:6]),
        dev,
        replace(SETTINGS, epochs=12, patience=2),
        told=lambda name, epoch, loss, f1: heard.append((name, epoch, f1)),
    )
    assert manifest.data["dev"].documents == 2
    stopped = []
    for component in manifest.components:
        curve = [f1 or 0.0 for name, _, f1 in heard if name == component.name]
        assert len(curve) == component.epochs
        assert component.f1 == max(curve) and component.kept == curve.index(component.f1) + 1
        assert component.epochs == min(12, component.kept + 2)
        stopped.append(component.epochs < 12)
    assert any(stopped)
    # the weights that were kept are those of that epoch
    ner = next(one for one in manifest.components if one.name == NER)
    right = expected = told = 0
    for gold in dev.documents:
        tokens = tokenize(gold.text or "")
        layout = manifest.layout
        wanted = set(targets(encode(tokens, roles_of(gold), layout), layout).spans[NER])
        found = set(spans_in(nlp(gold.text or ""), NER))
        right, expected, told = (
            right + len(wanted & found),
            expected + len(wanted),
            told + len(found),
        )
    assert ner.f1 == pytest.approx(2 * right / (expected + told))


def test_only_layers_that_were_learned_are_attempted(tmp_path: Path) -> None:
    documents = [Document(d.id, text=d.text, entities=d.entities) for d in CORPUS.documents]
    save(*train(Corpus("c", documents), None, replace(SETTINGS, epochs=1)), tmp_path / "m")
    found = Spacy(tmp_path / "m")
    assert found.layers == ("entities",)
    read = found.read(documents[0].text or "")
    assert read.entities is not None and read.quotes is read.marks is read.quantities is None


@pytest.mark.parametrize(
    ("documents", "message"),
    [
        ([], "holds no documents"),
        ([Document("a", entities=())], "has no text"),
        ([Document("a", text="قال", entities=())], "to learn from"),
        ([article(0), Document("a", text="قال", entities=())], "has the layers entities"),
    ],
)
def test_what_cannot_be_learned_from(documents: list[Document], message: str) -> None:
    with pytest.raises(InputError, match=message):
        train(Corpus("c.jsonl", documents), None, SETTINGS)


def test_spacy_opens_the_pipeline_by_itself(model: Path, system: Spacy) -> None:
    gold = CORPUS.documents[0]
    doc = spacy.load(model / "pipeline")(gold.text)
    assert doc.text == gold.text
    assert [(e.start_char, e.end_char, e.label_) for e in doc.ents if e.label_ == "OCC"] == [
        (e.start, e.end, "OCC") for e in gold.entities or () if e.type == "OCC"
    ]
    assert [span.label_ for span in doc.spans["contents-0"]] == ["indirect"]
    assert "attributions:cue.speech" in {span.label_ for span in doc.spans["roles"]}


def test_the_recogniser_leaves_entities_as_they_are() -> None:
    nlp = build(Plan(("contents-0",), 1, 16))
    component = nlp.get_pipe("contents-0")
    component.add_label("direct")
    nlp.initialize()
    doc = nlp.make_doc("قال سامي إن المطر غزير")
    doc.set_ents([spacy.tokens.Span(doc, 1, 2, "PERS")])
    component(doc)
    assert [(e.start, e.end, e.label_) for e in doc.ents] == [(1, 2, "PERS")]
    assert {span.label_ for span in doc.spans["contents-0"]} <= {"direct"}


def change(folder: Path) -> None:
    file = folder / "pipeline" / "ner" / "model"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data))


def tear(folder: Path) -> None:
    file = folder / "pipeline" / "spancat" / "model"
    file.write_bytes(file.read_bytes()[:1000])


def remove(folder: Path) -> None:
    (folder / "pipeline" / "meta.json").unlink()


def add(folder: Path) -> None:
    (folder / "pipeline" / "more").write_text("x", encoding="utf-8")


def other_format(folder: Path) -> None:
    file = folder / "manifest.json"
    file.write_text(file.read_text(encoding="utf-8").replace("spacy/1", "spacy/9"), "utf-8")


def tear_manifest(folder: Path) -> None:
    file = folder / "manifest.json"
    file.write_bytes(file.read_bytes()[:200])


def other_fields(folder: Path) -> None:
    file = folder / "manifest.json"
    found = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**found, "more": 1}), encoding="utf-8")


def other_width(folder: Path) -> None:
    file = folder / "manifest.json"
    found = json.loads(file.read_text(encoding="utf-8"))
    found["plan"]["width"] = 48
    file.write_text(json.dumps(found), encoding="utf-8")


def no_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (change, "ner/model: was changed or damaged"),
        (tear, "spancat/model: was changed or damaged"),
        (remove, "meta.json: is missing"),
        (add, "more: does not belong to the model"),
        (other_format, "format rawi-spacy/9, expected rawi-spacy/1"),
        (tear_manifest, "cannot be read"),
        (other_fields, "unknown field `more`"),
        (other_width, "was trained with spaCy"),
        (no_manifest, "is no model of rawi train spacy"),
    ],
)
def test_a_changed_or_torn_model_is_refused(
    model: Path, tmp_path: Path, damage: Callable[[Path], None], message: str
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(model, folder)
    damage(folder)
    with pytest.raises(InputError, match=message):
        Spacy(folder)


def test_other_files_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "model.zip"
    file.write_bytes(b"PK")
    with pytest.raises(InputError, match="is no model of rawi train spacy"):
        Spacy(file)


def test_a_model_is_not_written_over_something(model: Path, tmp_path: Path) -> None:
    before = files_of(model)
    with pytest.raises(InputError, match="is there already"):
        save(*load(model), model)
    assert files_of(model) == before
    (tmp_path / "empty").mkdir()
    save(*load(model), tmp_path / "empty")
    assert files_of(tmp_path / "empty") == before
    assert {one.name for one in tmp_path.iterdir()} == {"empty"}


def test_from_the_command_line(model: Path, tmp_path: Path) -> None:
    runner = CliRunner()
    text = tmp_path / "one.txt"
    text.write_text(CORPUS.documents[0].text or "", encoding="utf-8")
    out = tmp_path / "found.jsonl"
    arguments = ["predict", "spacy", "--model", str(model), "--input", str(text), "-o", str(out)]
    done = runner.invoke(main, arguments)
    assert done.exit_code == 0, done.output
    (_, found), = numbered_documents(str(out))  # fmt: skip
    assert found.meta["system"] == "spacy" and found.meta["model"].startswith("sha256:")
    assert replace(found, id="", text=None, sha256=None, meta={}) == Spacy(model).read(
        CORPUS.documents[0].text or ""
    )
    taken = runner.invoke(main, ["train", "spacy", "-o", str(model)])
    assert taken.exit_code == 2 and "is there already" in taken.output
    missing = runner.invoke(main, ["predict", "spacy", "--input", str(text), "-o", str(out)])
    assert missing.exit_code == 2 and "--model" in missing.output


def test_it_is_registered_with_what_it_needs() -> None:
    assert "spacy" in registry.names()
    assert Spacy.needs == {"spacy": "rawi[spacy]"}
    assert [setting.name for setting in Spacy.settings] == ["model"]
