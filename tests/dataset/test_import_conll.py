"""Corpora in columns: dialects, columns, documents, what is mended and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rawi
from rawi.dataset.formats.conll import Imported, read_conll
from rawi.dataset.formats.conll_rows import Columns
from rawi.dataset.formats.conll_tags import SCHEMES, Scheme, detect, read_sentence, read_tag
from rawi.dataset.formats.conll_write import write_conll
from rawi.document import Document
from rawi.errors import InputError
from rawi.invariants import faults
from rawi.iob import words_and_tags
from rawi.labels import ENTITY_TYPES


def read(
    folder: Path, content: str | bytes, columns: Columns | None = None, name: str = "c.conll"
) -> Imported:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_conll(path, columns)


def found(document: Document) -> list[tuple[str, str]]:
    return [(document.words_of(e), e.type) for e in document.entities or ()]


# the same sentence in every dialect: two people one after the other, then a place of three words
SENTENCE = ["قال", "سامي", "رزق", "ليلى", "عن", "جبل", "الشيخ", "الكبير"]
DIALECTS: dict[Scheme, str] = {
    "iob2": "O B-PERS I-PERS B-PERS O B-LOC I-LOC I-LOC",
    "iob1": "O I-PERS I-PERS B-PERS O I-LOC I-LOC I-LOC",
    "bioes": "O B-PERS E-PERS S-PERS O B-LOC I-LOC E-LOC",
    "bilou": "O B-PERS L-PERS U-PERS O B-LOC I-LOC L-LOC",
    "bmewo": "O B-PERS E-PERS W-PERS O B-LOC M-LOC E-LOC",
}


@pytest.mark.parametrize("scheme", DIALECTS)
@pytest.mark.parametrize("hyphen", "-_")
def test_every_dialect_is_told_and_read(scheme: Scheme, hyphen: str, tmp_path: Path) -> None:
    tags = DIALECTS[scheme].replace("-", hyphen).split()
    lines = "".join(f"{w} {t}\n" for w, t in zip(SENTENCE, tags, strict=True))
    made = read(tmp_path, lines)
    assert made.schemes == (scheme,) and made.mended == ()
    (document,) = made.documents
    assert document.text == " ".join(SENTENCE) + "\n"
    assert found(document) == [("سامي رزق", "PERS"), ("ليلى", "PERS"), ("جبل الشيخ الكبير", "LOC")]


def test_io_with_and_without_letter(tmp_path: Path) -> None:
    for tags in ("O PERS PERS O LOC", "O I-PERS I-PERS O I-LOC"):
        lines = "".join(
            f"{w}\t{t}\n" for w, t in zip(["ا", "ب", "ت", "ث", "ج"], tags.split(), strict=True)
        )
        made = read(tmp_path, lines)
        assert made.schemes == ("io",) and not made.mended
        assert found(made.documents[0]) == [("ب ت", "PERS"), ("ج", "LOC")]


def test_the_dialect_is_the_narrowest() -> None:
    assert detect(["O", "B-A", "I-A"]) == "iob2"
    assert detect(["I-A", "O", "I-B", "B-B"]) == "iob1"
    assert detect(["I-A", "B-B"]) == "iob2"
    assert detect(["B-A", "O"]) == "iob2"
    assert detect(["S-A"]) == "bioes" and detect(["U-A"]) == "bilou"
    assert detect(["O"]) == "io"


def test_sentences_and_documents(tmp_path: Path) -> None:
    content = "-DOCSTART- O\n\nقال O\nسامي B-PERS\n\n\nانتهى O\n\n-DOCSTART- O\nبيروت B-GPE"
    made = read(tmp_path, content)
    first, second = made.documents
    assert (first.id, second.id) == ("c-0001", "c-0002")
    assert first.text == "قال سامي\nانتهى\n" and second.text == "بيروت\n"
    assert [first.words_of(span) for span in first.sentences] == ["قال سامي", "انتهى"]
    assert (made.words, made.sentences) == (4, 3)
    parts = read(tmp_path, content, Columns(sentences=1)).documents
    assert [document.text for document in parts] == ["قال سامي\n", "انتهى\n", "بيروت\n"]
    assert not [f for document in parts for f in faults(document, ENTITY_TYPES)]


def test_columns_of_tags_are_layers(tmp_path: Path) -> None:
    content = "1\tرئيس\tB-OCC\tO\n2\tبلدية\tI-OCC\tB-ORG\n3\tبيروت\tI-OCC\tI-ORG\n"
    made = read(tmp_path, content, Columns(word=2, tags=(3, 4)))
    assert found(made.documents[0]) == [("رئيس بلدية بيروت", "OCC"), ("بلدية بيروت", "ORG")]
    outer = read(tmp_path, content, Columns(word=2, tags=(3,)))
    assert found(outer.documents[0]) == [("رئيس بلدية بيروت", "OCC")]
    last = read(tmp_path, content, Columns(word=2))
    assert found(last.documents[0]) == [("بلدية بيروت", "ORG")]


def test_what_is_mended_is_told_with_its_lines(tmp_path: Path) -> None:
    content = (
        "\ufeff# sent_id = 1\r\nقال O\r\nسامي I-PERS\r\nرزق I-PERS\nبيروت B-GPE\nدمشق I-LOC\n# O\n"
    )
    made = read(tmp_path, content, Columns(scheme="iob2"))
    assert {one.kind: one.lines for one in made.mended} == {
        "bom": (1,), "comment": (1,), "line-end": (1, 2, 3), "start": (3, 6),
    }  # fmt: skip
    assert found(made.documents[0]) == [("سامي رزق", "PERS"), ("بيروت", "GPE"), ("دمشق", "LOC")]
    assert made.documents[0].text == "قال سامي رزق بيروت دمشق #\n"
    ends = read(tmp_path, "ا B-PERS\nب O\nت E-PERS\nث S-PERS\n", Columns(scheme="bioes"))
    assert {one.kind: one.lines for one in ends.mended} == {"start": (3,), "end": (1,)}
    assert "line 3" in str(next(one for one in ends.mended if one.kind == "start"))


def test_labels_are_mapped_left_out_or_kept(tmp_path: Path) -> None:
    content = "سامي B-PER\nبيروت B-LOC\nالأحد B-MISC\n"
    how = Columns(labels={"PER": "PERS", "MISC": ""})
    assert found(read(tmp_path, content, how).documents[0]) == [("سامي", "PERS"), ("بيروت", "LOC")]
    kept = read(tmp_path, content, Columns(keep_labels=True)).documents[0]
    assert [kind for _, kind in found(kept)] == ["PER", "LOC", "MISC"]


REFUSED: dict[str, tuple[str | bytes, int, str]] = {
    "unknown label": ("سامي B-PER\nرزق I-PER\n", 1, "the label 'PER' (1 spans) is no entity type"),
    "too few columns": ("قال O\nسامي\n", 2, "has 1 columns, 2 are expected"),
    "one column": ("قال\nسامي\n", 1, "has 1 column, a word and at least one tag"),
    "spaces among tabs": ("قال\tO\nسامي O\n", 2, "it is separated by spaces"),
    "tab among spaces": ("قال O\nسامي\tO\n", 2, "has a tab"),
    "no word": ("قال\tO\n\tO\n", 2, "has no word in column 1"),
    "bad utf-8": ("قال O\n".encode() + b"\xe3\xe1 O\n", 2, "is not UTF-8"),
    "carriage return inside": ("قال O\nسا\rمي O\n", 2, "carriage return"),
    "no words": ("-DOCSTART- O\n\n", 1, "holds no words"),
    "empty": ("\n\n", 1, "is empty"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_is_refused_with_its_line(case: str, tmp_path: Path) -> None:
    content, line, message = REFUSED[case]
    with pytest.raises(InputError) as caught:
        read(tmp_path, content)
    assert message in str(caught.value)
    assert [(f.file, f.line) for f in caught.value.faults] == [(str(tmp_path / "c.conll"), line)]


@pytest.mark.parametrize(
    ("columns", "line", "message"),
    [
        (Columns(tags=(4,)), 1, "has 2 columns, there is no column 4"),
        (Columns(word=3), 1, "has 2 columns, there is no column 3"),
        (Columns(word=1, tags=(1,)), 1, "column 1 is asked for as words and as tags"),
        (Columns(scheme="iob2"), 2, "the tag 'S-PERS' is none of IOB2"),
        (Columns(separator=","), 1, "has 1 column"),
    ],
)
def test_columns_that_do_not_fit(columns: Columns, line: int, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, "قال O\nسامي S-PERS\n", columns)
    assert message in str(caught.value)
    assert caught.value.faults[0].line == line


def test_columns_that_cross(tmp_path: Path) -> None:
    content = "قال O O\n\nا B-PERS O\nب I-PERS B-LOC\nت O I-LOC\n"
    with pytest.raises(InputError, match="cross: PERS and LOC") as caught:
        read(tmp_path, content, Columns(tags=(2, 3)))
    assert caught.value.faults[0].line == 3


def test_many_faults_are_capped_and_in_order(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, "قال O\n" + "سامي\n" * 50)
    assert [fault.line for fault in caught.value.faults[:-1]] == list(range(2, 22))
    assert "30 more" in str(caught.value.faults[-1])


def test_other_separators(tmp_path: Path) -> None:
    made = read(tmp_path, "قال,O\nسامي,B-PERS\n", Columns(separator=","))
    assert found(made.documents[0]) == [("سامي", "PERS")]
    mixed = read(tmp_path, "قال O\nسامي\tB-PERS\n", Columns(separator="space"))
    assert found(mixed.documents[0]) == [("سامي", "PERS")]
    spaced = read(tmp_path, "جبل الشيخ\tB-LOC\nO\tO\n")
    assert found(spaced.documents[0]) == [("جبل الشيخ", "LOC")]


def test_what_is_exported_is_read_again(tmp_path: Path) -> None:
    documents = rawi.load("train")
    write_conll(documents, tmp_path / "train.conll")
    made = read_conll(tmp_path / "train.conll")
    assert len(made.documents) == len(documents) and not made.mended
    for document in made.documents:
        assert not list(faults(document, ENTITY_TYPES))
        first, *_ = document.sentences
        tokens, tags = words_and_tags(document.text or "", document.entities or (), *_pair(first))
        assert len(tokens) == len(tags)
    again = sum(len(d.entities or ()) for d in made.documents)
    lines = (tmp_path / "train.conll").read_text(encoding="utf-8").splitlines()
    assert again == sum(
        line.rpartition(" ")[2].rpartition("\t")[2].startswith("B-") for line in lines
    )


def _pair(span: rawi.document.Span) -> tuple[int, int]:
    return span.start, span.end


@given(
    st.lists(st.sampled_from(["O", "B-PERS", "I-PERS", "E-LOC", "S-LOC", "L-A", "M-A", "x"])),
    st.sampled_from(SCHEMES),
)
def test_any_tags_are_read_or_refused(written: list[str], scheme: Scheme) -> None:
    try:
        tags = [read_tag(tag, scheme) for tag in written]
    except ValueError:
        assert scheme != "io" and any(tag != "O" for tag in written)
        return
    spans, mends = read_sentence(tags, scheme)
    covered = [at for span in spans for at in range(span.first, span.last)]
    assert covered == [at for at, tag in enumerate(tags) if tag is not None]
    assert all(0 <= mend.row < len(written) for mend in mends)


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    folder = tmp_path_factory.getbasetemp()
    try:
        made = read(folder, data, Columns(keep_labels=True), name="any.conll")
    except InputError as error:
        assert all(fault.file.endswith("any.conll") for fault in error.faults)
        return
    types = {e.type for document in made.documents for e in document.entities or ()}
    assert not [f for document in made.documents for f in faults(document, types)]
