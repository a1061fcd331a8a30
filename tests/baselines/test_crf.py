"""The CRF: features, training, models as files, and the system."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from rawi.baselines.crf import store
from rawi.baselines.crf.features import features
from rawi.baselines.crf.fingerprint import fingerprint
from rawi.baselines.crf.sequences import LONGEST, stretches
from rawi.baselines.crf.store import Model, load, member, save
from rawi.baselines.crf.system import Crf, load_system
from rawi.baselines.crf.training import Options, train
from rawi.baselines.crf.words import forms, shape, stem
from rawi.baselines.settings import check_settings
from rawi.baselines.system import System
from rawi.baselines.tagging.corpus import Corpus
from rawi.baselines.tagging.layout import FAMILIES
from rawi.baselines.tagging.tokens import tokenize
from rawi.document import Claim, Document, Entity, Quantity, Quote, Source, Span
from rawi.errors import InputError
from rawi.invariants import faults
from rawi.labels import ENTITY_TYPES

NAMES = ("سامي رزق", "هادي نجم", "ليلى حداد", "منى سعد", "وليد شاهين", "ريم خوري")
PLACES = ("بيروت", "دمشق", "تونس", "صنعاء", "عمان", "الرباط")


def document(number: int) -> Document:
    """A small document in which all layers have something."""
    name, place = NAMES[number % 6], PLACES[(number * 5 + number // 6) % 6]
    count = str(10 + 7 * number)
    text = f"قال {name} إن {count} شخصا وصلوا إلى {place}.\nوب{place} مطر غزير."

    def at(words: str, label: str = "", begin: int = 0) -> Span:
        start = text.index(words, begin)
        return Span(start, start + len(words))

    second = at(place, begin=text.index("\n"))
    return Document(
        f"d{number}",
        text=text,
        entities=tuple(
            Entity(span.start, span.end, kind)
            for span, kind in ((at(name), "PERS"), (at(place), "GPE"), (second, "GPE"))
        ),
        quotes=(
            Quote(
                (at(f"إن {count} شخصا وصلوا إلى {place}"),),
                type="indirect",
                act="speech",
                cue=(at("قال"),),
                source=Source((at(name),), "s1"),
                factuality="asserted",
            ),
        ),
        marks=(),
        quantities=(
            Quantity(*msgspec.structs.astuple(at(count)), value=count, claim=Claim(at("شخصا"))),
        ),
    )


CORPUS = Corpus("corpus.jsonl", [document(number) for number in range(18)])


@pytest.fixture(scope="session")
def model() -> Model:
    return train(CORPUS, options=Options(iterations=60))


@pytest.fixture(scope="session")
def file(model: Model, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("crf") / "model.zip"
    save(model, path)
    return path


def test_words_and_their_shapes() -> None:
    assert [shape(word) for word in ("12", "12,8", "«", ".", "قال", "قالَ", "NATO", "Reuters")] == [
        "d2", "d3s", "q", ".", "a", "a+", "X", "Xx",
    ]  # fmt: skip
    assert [stem(word) for word in ("والوزارات", "للحكومه", "مدينتها", "من")] == [
        "وزار", "حكوم", "مدينت", "من",
    ]  # fmt: skip
    found = forms("وللناتو")
    assert {"w=وللناتو", "p1=و", "s4=ناتو", "3=^ول", "c1=للناتو", "c2=الناتو"} <= set(found)
    assert len(found) == len(set(found))


def test_lists_numbers_and_marks_are_seen() -> None:
    tokens = tokenize("قال «الأمم المتحدة» إن نحو 3 آلاف نازح عادوا إلى بيروت.")
    seen = dict(zip(tokens.words, features(tokens, FAMILIES), strict=True))
    assert "L0:ORG.name/B" in seen["الأمم"] and "L0:ORG.name/E" in seen["المتحدة"]
    assert "L0:GPE.name/S" in seen["بيروت"]
    assert any(one.startswith("C0:report") for one in seen["قال"])
    assert any(one.startswith("#mod.approximate") for one in seen["نحو"])
    assert any(one.startswith("#") and one.endswith("/B") for one in seen["3"])
    assert "in1" in seen["الأمم"] and not any(one == "in1" for one in seen["بيروت"])
    entities_alone = features(tokens, ["entities"])[0]
    assert not any(one.startswith(("C0:", "#", "cue")) for one in entities_alone)
    assert set(features(tokens, FAMILIES, "rules")[0]) > set(features(tokens, FAMILIES)[0])


@given(st.text(alphabet="وفبكلسا لنا تو\n.«»:،12٣ـ\u064eab?\u200f", max_size=60))
def test_features_of_any_text(text: str) -> None:
    tokens = tokenize(text)
    for chosen in ("full", "plain"):
        found = features(tokens, FAMILIES, chosen)  # type: ignore[arg-type]
        assert len(found) == len(tokens)
        assert found == features(tokens, FAMILIES, chosen)  # type: ignore[arg-type]


def test_stretches_are_paragraphs_and_not_too_long() -> None:
    text = "قال.\n\n" + "كلمة " * 50 + ". " + "كلمة " * 2500
    tokens = tokenize(text)
    found = list(stretches(tokens))
    assert [at for first, last in found for at in range(first, last)] == list(range(len(tokens)))
    assert found[0] == (0, 2) and found[1] == (2, 53)
    assert max(last - first for first, last in found) == LONGEST


def test_training_is_the_same_each_time(model: Model, file: Path, tmp_path: Path) -> None:
    again = train(CORPUS, options=Options(iterations=60))
    assert again == model
    save(again, tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == file.read_bytes()


def test_what_was_learned_is_found(file: Path) -> None:
    system = load_system(file)
    assert isinstance(system, System)
    unseen = document(23)
    assert unseen.text not in {one.text for one in CORPUS.documents}
    found = system.read(unseen.text or "")
    assert [(e.start, e.end, e.type) for e in found.entities or ()] == [
        (e.start, e.end, e.type) for e in unseen.entities or ()
    ]
    assert found.quotes is not None and unseen.quotes is not None
    assert [(q.content, q.cue) for q in found.quotes] == [(q.content, q.cue) for q in unseen.quotes]
    assert found.quotes[0].source is not None and unseen.quotes[0].source is not None
    assert found.quotes[0].source.spans == unseen.quotes[0].source.spans
    assert [one.value for one in found.quantities or ()] == ["171"]
    assert found == Crf(file).read(unseen.text or "")


@given(text=st.text(alphabet="قال سامي إن12 شخصا«»\n.وبيروت", max_size=80))
def test_any_text_gives_a_legal_document(file: Path, text: str) -> None:
    found = _system(file).read(text)
    assert not list(faults(replace(found, id="d", text=text), ENTITY_TYPES))


_SYSTEMS: dict[Path, Crf] = {}


def _system(file: Path) -> Crf:
    if file not in _SYSTEMS:
        _SYSTEMS[file] = Crf(file)
    return _SYSTEMS[file]


def test_it_can_be_made_by_its_settings(file: Path) -> None:
    values = check_settings("crf", Crf.settings, {"model": str(file)})
    assert Crf(**values).layers == Crf.layers  # type: ignore[arg-type]
    with pytest.raises(InputError, match="needs the setting 'model'"):
        check_settings("crf", Crf.settings, {})


def test_only_layers_that_were_learned_are_attempted(tmp_path: Path) -> None:
    flat = [replace(d, quotes=None, marks=None, quantities=None) for d in CORPUS.documents]
    save(train(Corpus("flat", flat), options=Options("plain", iterations=40)), tmp_path / "m")
    system = Crf(tmp_path / "m")
    assert system.layers == ("entities",)
    found = system.read(flat[0].text or "")
    assert found.entities and found.quotes is None and found.quantities is None


def test_the_manifest_says_what_was_done(model: Model) -> None:
    manifest = model.manifest
    data = manifest.data["train"]
    assert (data.name, data.documents) == ("corpus.jsonl", 18)
    assert data.spans["entities"] == {"GPE": 36, "PERS": 18}
    assert manifest.versions.keys() == {"rawi", "python-crfsuite"}
    assert {layer.name for layer in manifest.layers} == {"particles", *manifest.layout.layers}
    assert manifest.fingerprint == fingerprint(manifest.layout.families, "full")


def test_development_data_choose_the_penalty() -> None:
    dev = Corpus("dev", [document(number) for number in (19, 21, 23)])
    small = Corpus("small", CORPUS.documents[:6])
    options = Options("plain", ((1000.0, 1.0), (0.1, 0.01)), 40)
    found = train(small, dev, options).manifest
    assert {layer.c1 for layer in found.layers if layer.name == "entities1/0"} == {0.1}
    assert all(layer.f1 is not None for layer in found.layers)
    assert found.data["dev"].documents == 3


@pytest.mark.parametrize(
    ("documents", "message"),
    [
        ([], "holds no documents"),
        ([Document("a", text="قال")], "holds no entities"),
        ([Document("a", entities=())], "has no text"),
        ([document(0), replace(document(1), quotes=None)], "the first document has"),
    ],
)
def test_what_cannot_be_learned_from(documents: list[Document], message: str) -> None:
    with pytest.raises(InputError, match=message):
        train(Corpus("c", documents))


Change = Callable[[dict[str, bytes]], None]


def _manifest(members: dict[str, bytes], old: bytes, new: bytes) -> None:
    assert old in members["manifest.json"]
    members["manifest.json"] = members["manifest.json"].replace(old, new, 1)


def _flip(members: dict[str, bytes]) -> None:
    name = member("entities1/0")
    members[name] = members[name][:-1] + bytes([members[name][-1] ^ 1])


def _shorten(members: dict[str, bytes]) -> None:
    """Weights that are cut short, with a checksum that fits them."""
    name = member("entities1/0")
    old = members[name]
    members[name] = old[: len(old) // 2]
    sums = [hashlib.sha256(data).hexdigest().encode() for data in (old, members[name])]
    _manifest(members, sums[0], sums[1])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_flip, "is not what its manifest states"),
        (_shorten, "is not what its manifest states"),
        (lambda m: m.pop("manifest.json"), "has no manifest"),
        (lambda m: m.pop(member("entities1/0")), "is missing from it"),
        (lambda m: _manifest(m, b"rawi-crf/1", b"rawi-crf/9"), "is of the format rawi-crf/9"),
        (lambda m: _manifest(m, b'"seed"', b'"need"'), "its manifest cannot be read"),
        (lambda m: _manifest(m, b'"fingerprint": "', b'"fingerprint": "0'), "was trained by rawi"),
        (lambda m: _manifest(m, b'"name": "entities1/0"', b'"name": "x"'), "names a layer 'x'"),
        (lambda m: m.update({"manifest.json": b"[1"}), "its manifest cannot be read"),
        (lambda m: _manifest(m, b'"GPE"', b'"ORG"'), "tags that its manifest does not state"),
    ],
)  # fmt: skip
def test_a_changed_model_is_refused(
    file: Path, tmp_path: Path, change: Change, message: str
) -> None:
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    changed = tmp_path / "changed"
    with zipfile.ZipFile(changed, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    with pytest.raises(InputError, match=message) as caught:
        Crf(changed)
    assert all(fault.file == str(changed) for fault in caught.value.faults)


@pytest.mark.parametrize("keep", [0, 10, 0.5, 0.99, -1])
def test_a_torn_file_is_refused(file: Path, tmp_path: Path, keep: float) -> None:
    data = file.read_bytes()
    torn = tmp_path / "torn"
    torn.write_bytes(data[: int(keep * len(data)) if isinstance(keep, float) else keep])
    with pytest.raises(InputError, match="is no model of rawi train crf"):
        load(torn)


def test_other_files_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_bytes(b"\x80\x04K\x01." * 100)
    with pytest.raises(InputError, match="is no model"):
        load(other)
    with pytest.raises(InputError, match="no such file"):
        load(tmp_path / "none")
    with pytest.raises(InputError, match="a folder"):
        load(tmp_path)


def test_a_manifest_that_would_fill_the_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_LARGEST_MANIFEST", 1000)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", b" " * 1001)
    (tmp_path / "bomb").write_bytes(packed.getvalue())
    with pytest.raises(InputError, match="too large"):
        load(tmp_path / "bomb")


def test_every_bit_of_a_model_counts(file: Path, tmp_path: Path) -> None:
    """A bit that is turned anywhere either is noticed or changes nothing."""
    data = file.read_bytes()
    want = load(file)
    for at in range(0, len(data), max(1, len(data) // 300)):
        broken = tmp_path / "broken"
        broken.write_bytes(data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :])
        try:
            found = load(broken)
        except InputError:
            continue
        assert found == want
