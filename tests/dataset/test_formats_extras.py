"""spaCy's DocBin and UIMA CAS with what others put into them."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from rawi.document import Document
from rawi.errors import InputError

require = runpy.run_path(str(Path(__file__).parents[1] / "extras.py"))["require"]


def test_docs_of_spacy_are_what_spacy_users_expect(
    every_article: list[Document], tmp_path: Path
) -> None:
    spacy = require("spacy")
    from rawi.dataset.formats.docbin import from_doc, read_docbin, to_doc

    (gold,) = [document for document in every_article if document.id == "rawi-0002"]
    doc = to_doc(gold)
    assert doc.text == gold.text
    assert len(doc.spans["entities"]) == len(gold.entities or ())
    assert [sentence.text.rstrip() for sentence in doc.sents] == [
        gold.words_of(sentence).rstrip() for sentence in gold.sentences
    ]
    assert {e.text for e in doc.ents} <= {gold.words_of(e) for e in gold.entities or ()}
    plain = spacy.blank("ar")("وصلت ريم إلى مصر")
    plain.set_ents([plain.char_span(13, 16, "GPE")])
    found = from_doc(plain, "mine")
    assert [(found.words_of(e), e.type) for e in found.entities or ()] == [("مصر", "GPE")]
    (tmp_path / "x.spacy").write_bytes(b"no")
    with pytest.raises(InputError, match="is no DocBin"):
        read_docbin(tmp_path / "x.spacy")


def test_cas_of_other_layers_and_of_none(tmp_path: Path) -> None:
    cassis = require("formats", "cassis")
    from rawi.dataset.formats.cas import read_cas

    types = cassis.load_dkpro_core_typesystem()
    cas = cassis.Cas(typesystem=types)
    cas.sofa_string, cas.sofa_mime = "وصلت ريم 😀.", "text/plain"
    cas.to_xmi(tmp_path / "x.xmi")
    with pytest.raises(InputError, match=r"TypeSystem\.xml"):
        read_cas(tmp_path)
    types.to_xml(tmp_path / "TypeSystem.xml")
    (document,) = read_cas(tmp_path)
    assert (document.id, document.text, document.entities) == ("x", "وصلت ريم 😀.", ())
    (tmp_path / "x.xmi").write_text("<xmi", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be read as a CAS"):
        read_cas(tmp_path)
