"""brat as annotators leave it, and what is wrong in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from rawi.dataset.formats.brat import read_brat
from rawi.document import Document, Entity, Quote, Source, Span
from rawi.errors import InputError


def _brat(folder: Path, text: str, annotations: str) -> Document:
    (folder / "x.txt").write_text(text, encoding="utf-8")
    (folder / "x.ann").write_text(annotations, encoding="utf-8")
    (document,) = read_brat(folder)
    return document


def test_brat_as_an_annotator_leaves_it(tmp_path: Path) -> None:
    document = _brat(
        tmp_path,
        "قالت ريم إنها هنا.\n",
        "T1\tPERS 5 8\tريم\nT2\tQuote 9 17\tإنها هنا\nT3\tCue 0 4\tقالت\nT4\tSource 5 8\tريم\n"
        "A1\ttype T2 indirect\nR1\tcue Arg1:T2 Arg2:T3\nR2\tsource Arg1:T2 Arg2:T4\t\n"
        "#1\tAnnotatorNotes T2\tsure?\n",
    )
    assert document.entities == (Entity(5, 8, "PERS"),)
    assert document.quotes == (
        Quote((Span(9, 17),), type="indirect", cue=(Span(0, 4),), source=Source((Span(5, 8),))),
    )


@pytest.mark.parametrize(
    ("annotations", "said"),
    [
        ("T1\tPERS 4 7\tريم", "is said to stand at 4 7"),
        ("T1\tPERS 5 99\tريم", "not in the text"),
        ("T1\tPERS 8 5\tريم", "not in the text"),
        ("T1\tPERS x y\tريم", "are no offsets"),
        ("T1\tDOG 5 8\tريم", "unknown label 'DOG'"),
        ("T1\tPERS 5 8\tريم\nT1\tPERS 5 8\tريم", "T1 is there twice"),
        ("T1\tPERS 0 4;5 8\tقالت ريم", "in 2 pieces"),
        ("E1\tQuote:T1", "an event cannot be read"),
        ("hello", "is no line of brat"),
        ("R1\tcue Arg1:T1", "is no relation"),
        ("T1\tPERS 5 8\tريم\nR1\tcue Arg1:T1 Arg2:T9", "leads to 'T9', which is not there"),
        ("T1\tPERS 5 8\tريم\nT2\tCue 0 4\tقالت\nR1\tcue Arg1:T1 Arg2:T2", "leads from PERS to Cue"),
        ("T1\tQuote 5 8\tريم\nT2\tCue 0 4\tقالت\nR1\tknows Arg1:T1 Arg2:T2", "unknown link 'knows'"),
        ("T1\tQuote 5 8\tريم\nA1\ttype T1 odd", "odd"),
        ("T1\tQuote 5 8\tريم\nA1\tcolour T1 red", "unknown feature 'colour'"),
        ("A1\ttype T1 direct", "there is no T1"),
        ("T1\tQuantity 5 8\tريم\n#1\tbounds T1\t\"[a\"", "is no interval"),
        ("T1\tQuantity 5 8\tريم\n#1\tbounds T1\tnot json", "cannot be read"),
        (
            "T1\tQuantity 5 8\tريم\nT2\tUnit 0 4\tقالت\nT3\tUnit 9 13\tإنها\n"
            "R1\tunit Arg1:T1 Arg2:T2\nR2\tunit Arg1:T1 Arg2:T3",
            "2 links 'unit'",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_in_brat_is_told(annotations: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        _brat(tmp_path, "قالت ريم إنها هنا.\n", annotations)
    assert said in str(caught.value)
    assert "x.ann" in str(caught.value)


def test_brat_without_its_text(tmp_path: Path) -> None:
    (tmp_path / "x.ann").write_text("T1\tPERS 0 1\tx\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"x\.txt"):
        read_brat(tmp_path)
    with pytest.raises(InputError, match=r"no \.ann file"):
        read_brat(tmp_path / "..")
