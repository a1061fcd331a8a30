"""TEI that others wrote, what is wrong in it, and what it may not do."""

from __future__ import annotations

from pathlib import Path

import pytest

from rawi.dataset.formats.tei_read import read_tei
from rawi.dataset.formats.tei_write import write_tei
from rawi.dataset.skeleton import skeleton
from rawi.document import Document, Unit
from rawi.errors import InputError

_TEI = '<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><p>{}</p></body></text>{}</TEI>'


def _tei(folder: Path, body: str, beside: str = "") -> Document:
    (folder / "x.xml").write_text(_TEI.format(body, beside), encoding="utf-8")
    (document,) = read_tei(folder)
    return document


def test_tei_that_others_wrote(tmp_path: Path) -> None:
    document = _tei(
        tmp_path,
        'قالت <persName>ريم <hi>بدر</hi></persName>: <said direct="true">"لا"</said> في '
        '<placeName type="LOC">النيل</placeName> و<num value="3">ثلاثة</num><!-- x --> '
        '<measure quantity="5" unit="EUR">5</measure><note>.</note>',
    )
    assert document.text == 'قالت ريم بدر: "لا" في النيل وثلاثة 5.'
    found = [(document.words_of(e), e.type) for e in document.entities or ()]
    assert found == [("ريم بدر", "PERS"), ("النيل", "LOC")]
    (quote,) = document.quotes or ()
    assert (quote.type, [document.words_of(s) for s in quote.content]) == ("direct", ['"لا"'])
    numbers = [(document.words_of(q), q.value, q.unit) for q in document.quantities or ()]
    assert numbers == [("ثلاثة", "3", None), ("5", "5", Unit("EUR"))]


@pytest.mark.parametrize(
    ("body", "beside", "said"),
    [
        ("<persName>ريم", "", "not well-formed"),
        ("ريم <persName></persName>", "", "an empty <persName>"),
        ('<said prev="#no">ريم</said>', "", "prev='no' is no fragment"),
        (" ", "", "has no text in its body"),
        (
            "ريم",
            '<standOff><linkGrp type="cue"><link target="#a #b"/></linkGrp></standOff>',
            "which is not there",
        ),
        (
            '<said xml:id="q">ريم</said>',
            '<standOff><fs corresp="#q"><f name="type"><string>odd</string></f></fs></standOff>',
            "odd",
        ),
    ],
)
def test_what_is_wrong_in_tei_is_told(body: str, beside: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        _tei(tmp_path, body, beside)
    assert said in str(caught.value) and "x.xml" in str(caught.value)


def test_tei_takes_nothing_from_outside_and_is_not_blown_up(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    secret = tmp_path / "secret"
    secret.write_text("secret", encoding="utf-8")
    for declared in (
        f'<!DOCTYPE TEI [<!ENTITY e SYSTEM "{secret.as_uri()}">]>',
        '<!DOCTYPE TEI [<!ENTITY a "aaaaaaaaaa"><!ENTITY e "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    ):
        path.write_text(declared + _TEI.format("x &e;", ""), encoding="utf-8")
        with pytest.raises(InputError, match="declaration, which is not allowed"):
            read_tei(path)
    path.write_text("<html/>", encoding="utf-8")
    with pytest.raises(InputError, match="is no TEI"):
        read_tei(path)


def test_tei_cannot_hold_control_characters(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"U\+000B at 1 "):
        write_tei([skeleton("x", "أ\x0bب")], tmp_path)
    assert not list(tmp_path.iterdir())
