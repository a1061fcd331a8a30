"""The neural tagger on a tiny encoder with random weights, trained to know a few sentences by heart."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from rawi.document import Claim, Document, Entity, Quantity, Quote, RegistryEntry, Source, Span
from rawi.errors import InputError
from rawi.jsonl import write_documents

require = runpy.run_path(str(Path(__file__).parents[1] / "extras.py"))["require"]
torch = require("neural", "torch")
transformers = require("neural", "transformers")
tokenizers = require("neural", "tokenizers")

from rawi.baselines.neural import store, training  # noqa: E402
from rawi.baselines.neural.store import Settings, load, save  # noqa: E402
from rawi.baselines.neural.subwords import Subwords  # noqa: E402
from rawi.baselines.neural.system import Neural, chosen_device  # noqa: E402
from rawi.baselines.tagging.corpus import Corpus  # noqa: E402
from rawi.baselines.tagging.folder import check_output  # noqa: E402
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


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of two thin layers with random weights, and a WordPiece vocabulary of these sentences."""
    folder = tmp_path_factory.mktemp("encoder")
    made = tokenizers.Tokenizer(tokenizers.models.WordPiece(unk_token="[UNK]"))
    made.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    trainer = tokenizers.trainers.WordPieceTrainer(vocab_size=220, special_tokens=special)
    made.train_from_iterator([d.text or "" for d in CORPUS.documents], trainer)
    (folder / "vocab.txt").write_text(
        "\n".join(sorted(made.get_vocab(), key=made.get_vocab().get)), encoding="utf-8"
    )
    tokenizer = transformers.BertTokenizerFast(
        vocab=str(folder / "vocab.txt"), vocab_file=str(folder / "vocab.txt"), do_lower_case=False,
        strip_accents=False,
    )  # fmt: skip
    tokenizer.save_pretrained(folder)
    torch.manual_seed(1)
    config = transformers.BertConfig(
        vocab_size=made.get_vocab_size(),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=40,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    transformers.BertModel(config).save_pretrained(folder)
    return folder


def settings(encoder: Path, **more: Any) -> Settings:
    given: dict[str, Any] = {
        "epochs": 40, "learning_rate": 2e-3, "head_learning_rate": 5e-3, "window": 40, "overlap": 8,
        **more,
    }  # fmt: skip
    return Settings(str(encoder), **given)


@pytest.fixture(scope="module")
def model(encoder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that was trained on the corpus, as a folder."""
    folder = tmp_path_factory.mktemp("model") / "m"
    trained = training.train(CORPUS, None, settings(encoder), torch.device("cpu"))
    save(trained.model, trained.tokenizer, trained.manifest, folder)
    return folder


def test_it_learns_its_sentences_by_heart(model: Path) -> None:
    system = Neural(model)
    for gold in CORPUS.documents:
        found = system.read(gold.text or "")
        assert {(e.start, e.end, e.type) for e in found.entities or ()} == {
            (e.start, e.end, e.type) for e in gold.entities or ()
        }
        (quote,) = found.quotes or ()
        (expected,) = gold.quotes or ()
        assert quote.content == expected.content
        assert quote.cue == expected.cue
        assert quote.source is not None and expected.source is not None
        assert quote.source.spans == expected.source.spans
        (quantity,) = found.quantities or ()
        (number,) = gold.quantities or ()
        assert (quantity.start, quantity.end, quantity.value) == (
            number.start, number.end, number.value,
        )  # fmt: skip


def test_windows_change_nothing_where_none_are_needed_and_long_texts_are_read_whole(
    model: Path,
) -> None:
    system = Neural(model)
    one = CORPUS.documents[0].text or ""
    alone = system.read(one)
    assert system.read_many([one, "", "كلمة", one])[0] == alone
    many = " ".join(d.text or "" for d in CORPUS.documents * 5)
    found = system.read(many)
    assert max(e.end for e in found.entities or ()) > len(many) * 0.9
    assert len(found.entities or ()) > 40


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "و", "\u200f", "x" * 5000, "ـ" * 30, "😀 " * 50], ids=range(8)
)
def test_any_text_can_be_read(model: Path, text: str) -> None:
    found = Neural(model).read(text)
    for entity in found.entities or ():
        assert 0 <= entity.start < entity.end <= len(text)


def test_the_batch_changes_nothing(model: Path) -> None:
    texts = [d.text or "" for d in CORPUS.documents]
    assert Neural(model, batch_size=1).read_many(texts) == Neural(model).read_many(texts)


def test_the_same_seed_gives_the_same_weights(encoder: Path) -> None:
    few = settings(encoder, epochs=2)
    first, second = (
        training.train(CORPUS, None, few, torch.device("cpu")).model.state_dict() for _ in range(2)
    )
    assert all(torch.equal(first[name], second[name]) for name in first)
    other = training.train(CORPUS, None, settings(encoder, epochs=2, seed=7), torch.device("cpu"))
    assert any(not torch.equal(first[n], value) for n, value in other.model.state_dict().items())


def test_development_data_stop_it_and_choose_the_epoch(encoder: Path) -> None:
    seen: list[float] = []
    trained = training.train(
        CORPUS,
        Corpus("dev", [article(9), article(10)]),
        settings(encoder, epochs=60, patience=2),
        torch.device("cpu"),
        told=lambda epoch, loss, f1: seen.append(f1 or 0.0),
    )
    epochs = trained.manifest.epochs
    assert epochs["run"] == len(seen) < 60
    assert epochs["kept"] == 1 + seen.index(max(seen))
    assert epochs["run"] - epochs["kept"] == 2


def test_the_manifest_says_what_it_was_trained_on(model: Path, encoder: Path) -> None:
    manifest = json.loads((model / "manifest.json").read_text("utf-8"))
    assert manifest["data"]["train"]["sha256"] == CORPUS.sha256
    assert manifest["settings"]["encoder"] == encoder.name
    assert manifest["versions"].keys() == {"rawi", "torch", "transformers"}
    names = {file.name for file in model.iterdir()}
    assert names == {*manifest["files"], "manifest.json"}
    assert not [name for name in names if name.endswith((".bin", ".pt", ".pkl"))]


def test_a_changed_or_torn_model_is_refused(model: Path, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "m"
    shutil.copytree(model, copy)
    (copy / "more.txt").write_text("more", "utf-8")
    with pytest.raises(InputError, match="does not belong"):
        load(copy)
    (copy / "more.txt").unlink()
    weights = copy / "weights.safetensors"
    weights.write_bytes(weights.read_bytes()[:-7])
    with pytest.raises(InputError, match="changed or damaged"):
        load(copy)
    weights.unlink()
    with pytest.raises(InputError, match="is missing"):
        load(copy)
    manifest = copy / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace(store.FORMAT, "rawi-neural/0"), "utf-8")
    with pytest.raises(InputError, match="expected rawi-neural/1"):
        load(copy)
    with pytest.raises(InputError, match=r"no manifest\.json"):
        load(tmp_path)


def test_a_model_is_not_written_over_something(model: Path) -> None:
    with pytest.raises(InputError, match="is there already"):
        check_output(model)


def test_bad_settings_and_data_are_refused(encoder: Path, tmp_path: Path) -> None:
    cpu = torch.device("cpu")
    with pytest.raises(InputError, match="cannot be loaded"):
        training.train(CORPUS, None, settings(tmp_path / "nothing"), cpu)
    with pytest.raises(InputError, match="no documents"):
        training.train(Corpus("none", []), None, settings(encoder), cpu)
    bare = [replace(CORPUS.documents[0], entities=(), quotes=(), quantities=())]
    with pytest.raises(InputError, match="to learn from"):
        training.train(Corpus("bare", bare), None, settings(encoder), cpu)
    with pytest.raises(InputError, match="no device"):
        chosen_device("gpu9")


def test_an_overlap_of_more_than_half_is_refused_and_not_cut(encoder: Path) -> None:
    with pytest.raises(InputError, match="cannot overlap by 21"):
        training.train(CORPUS, None, settings(encoder, overlap=21), torch.device("cpu"))
    wide = training.train(
        CORPUS, None, settings(encoder, overlap=20, epochs=1), torch.device("cpu")
    )
    assert wide.manifest.settings.overlap == 20


def test_a_loss_that_is_no_number_is_told(encoder: Path) -> None:
    with pytest.raises(InputError, match="lower learning rate"):
        training.train(
            CORPUS,
            None,
            settings(encoder, learning_rate=1e30, head_learning_rate=1e30),
            torch.device("cpu"),
        )


def test_a_model_that_cannot_be_written_leaves_nothing(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = load(model)

    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "checksums", full)
    with pytest.raises(InputError, match="No space left"):
        save(*made, tmp_path / "m")
    assert list(tmp_path.iterdir()) == []


def test_a_word_without_subwords_is_read_as_unknown(encoder: Path) -> None:
    tokenizer = transformers.AutoTokenizer.from_pretrained(encoder)
    (piece,) = Subwords(tokenizer, 20, 4).pieces(["قال", "\u200f", "سامي"])
    assert len(piece.at) == 3
    assert piece.ids[piece.at[1]] == tokenizer.unk_token_id
    with pytest.raises(InputError, match="cannot overlap"):
        Subwords(tokenizer, 6, 5)


def test_from_the_command_line(encoder: Path, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    write_documents(corpus, CORPUS.documents)
    made, predictions = tmp_path / "m", tmp_path / "p.jsonl"
    run = CliRunner()
    arguments = ["train", "neural", "--train", str(corpus), "--encoder", str(encoder)]
    done = run.invoke(
        main, [*arguments, "-o", str(made), "--epochs", "2", "--window", "30", "--overlap", "8"]
    )
    assert done.exit_code == 0, done.output
    assert "learned from 8 documents" in done.output
    done = run.invoke(main, [*arguments, "-o", str(made), "--overlap", "8"])
    assert done.exit_code == 2
    assert "is there already" in done.output
    done = run.invoke(
        main,
        ["predict", "neural", "--model", str(made), "--input", str(corpus), "-o", str(predictions)],
    )
    assert done.exit_code == 0, done.output
    assert len(predictions.read_text("utf-8").splitlines()) == 8
