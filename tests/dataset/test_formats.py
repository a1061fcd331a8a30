"""Every format, there and back, on the whole set; and what annotators and hostile files may do."""

from __future__ import annotations

import json
import runpy
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from rawi.dataset.formats.brat import read_brat, write_brat
from rawi.dataset.formats.conll_write import write_conll
from rawi.dataset.formats.files import FORMATS
from rawi.dataset.formats.from_graph import document_of
from rawi.dataset.formats.graph import Graph, Link, Node
from rawi.dataset.formats.label_studio import (
    labelling_config,
    read_label_studio,
    write_label_studio,
)
from rawi.dataset.formats.parts import in_parts, joined
from rawi.dataset.formats.tei_read import read_tei
from rawi.dataset.formats.tei_write import write_tei
from rawi.dataset.formats.to_graph import graph_of
from rawi.dataset.load import load
from rawi.dataset.skeleton import skeleton
from rawi.document import (
    Bound,
    Claim,
    Document,
    Entity,
    Mark,
    Quantity,
    Quote,
    RegistryEntry,
    Source,
    Span,
    Unanchored,
    Unit,
    sha256_of,
)
from rawi.errors import InputError

require = runpy.run_path(str(Path(__file__).parents[1] / "extras.py"))["require"]

#: what a format needs beside a plain install
NEEDS = {"cas-xmi": ("formats", "cassis"), "cas-json": ("formats", "cassis"), "spacy": ("spacy",)}
#: the formats that hold all three layers
WHOLE = [name for name, form in FORMATS.items() if form.read is not None]
#: what is not in the files of a format, for the gold set
NOT_HELD = {"brat": ("meta",)}


def everything() -> list[Document]:
    return sorted(load("all"), key=lambda document: document.id)


def there_and_back(form: str, documents: list[Document], folder: Path) -> list[Document]:
    path = folder / f"set{FORMATS[form].ending}"
    FORMATS[form].write(documents, path)
    read = FORMATS[form].read
    assert read is not None
    return sorted(read(path, None), key=lambda document: document.id)


def hard() -> Document:
    """What the gold set has no example of, all at once."""
    text = "«أ ب» قال ج، 😀 «د\nهـ»\n\n3 أو 4 آلاف  <x> & ثم"
    return Document(
        "hard-1",
        text=text,
        sha256=sha256_of(text),
        paragraphs=(Span(0, 17), Span(18, 21), Span(23, len(text))),
        sentences=(Span(0, 17), Span(18, 21), Span(23, len(text))),
        registry=(RegistryEntry("j", "ج & <ج>", "group"), RegistryEntry("k", "ك", "other")),
        entities=(
            Entity(1, 4, "PERS", "e1", "j", "org"),
            Entity(10, 11, "ORG"),
            Entity(13, 14, "PRODUCT", "e 2"),
        ),
        quotes=(
            Quote(
                (Span(0, 5), Span(15, 21)),
                "q1",
                "mixed",
                "speech",
                (Span(6, 9),),
                Source((Span(10, 11),), "j", "collective", "ج ج"),
                (Source((), None, "none"), Source((Span(13, 14),), "k", "document")),
                None,
                "negated",
            ),
            Quote((Span(16, 17),), parent="q1"),
        ),
        marks=(Mark(16, 17, "scare", "m1"),),
        quantities=(
            Quantity(
                23, 34, "n1", "range", None, Bound("3000", False), Bound("4000"), "1000",
                Unit("", Span(30, 34), "أسرة كبيرة"), Span(25, 27), "change", "up",
                Claim(Span(36, 39), Span(37, 38), Span(40, 41), "denied", Span(42, 44)),
            ),
            Quantity(40, 41, kind="vague", claim=Claim()),
        ),
    )  # fmt: skip


@pytest.mark.parametrize("form", WHOLE)
def test_the_whole_set_there_and_back(form: str, tmp_path: Path) -> None:
    if form in NEEDS:
        require(*NEEDS[form])
    documents = everything()
    expected = [
        replace(d, **{name: {} for name in NOT_HELD.get(form, ())})  # type: ignore[arg-type]
        for d in documents
    ]
    assert there_and_back(form, documents, tmp_path) == expected


@pytest.mark.parametrize("form", [name for name in WHOLE if name != "brat"])
def test_what_the_set_does_not_have_there_and_back(form: str, tmp_path: Path) -> None:
    if form in NEEDS:
        require(*NEEDS[form])
    assert there_and_back(form, [hard()], tmp_path) == [hard()]


def test_brat_there_and_back_but_for_the_division(tmp_path: Path) -> None:
    (back,) = there_and_back("brat", [hard()], tmp_path)
    by_rule = skeleton("hard-1", hard().text or "")
    assert back == replace(hard(), paragraphs=by_rule.paragraphs, sentences=by_rule.sentences)


@pytest.mark.parametrize("form", list(FORMATS))
def test_losses_are_told_for_what_is_lost_and_for_nothing_else(form: str, tmp_path: Path) -> None:
    if form in NEEDS:
        require(*NEEDS[form])
    text = "سافر ريم إلى مصر."
    one = replace(
        skeleton("one", text, {"origin": "x"}),
        quotes=None,
        unanchored=(Unanchored("entities", "ليس هنا", "PERS"),),
    )
    losses = FORMATS[form].write([one], tmp_path / "out").losses
    told = " ".join(loss.what for loss in losses)
    held_by_all_but = {
        "metadata": {"brat", "conll", "conll-nested"},
        "division": {"brat", "conll", "conll-nested"},
        "layer was not annotated": {"brat", "conll", "conll-nested"},
        "without a place": {"brat", "conll", "conll-nested", "tei"},
    }
    for words, forms in held_by_all_but.items():
        assert (words in told) == (form in forms), words
    read = FORMATS[form].read
    if read is not None:
        (back,) = read(tmp_path / "out", None)
        for name, words in (("meta", "metadata"), ("unanchored", "without a place")):
            assert (getattr(back, name) != getattr(one, name)) == (words in told)
        assert (back.quotes is not None) == ("layer was not annotated" in told)


_spans = st.tuples(st.integers(0, 30), st.integers(1, 8))
_text = st.text("أب ت،.\n«»😀 ", min_size=40, max_size=60).filter(
    lambda text: text[:1].strip() and text[-1:].strip()
)


@settings(max_examples=60, deadline=None)
@given(_text, st.lists(_spans, max_size=8), st.lists(st.tuples(_spans, _spans), max_size=4))
def test_any_spans_cross_as_they_like(
    text: str, entities: list[tuple[int, int]], quotes: list[tuple[tuple[int, int], ...]]
) -> None:
    """Spans that cross, touch and repeat survive every format that needs no extra."""

    def span(pair: tuple[int, int]) -> Span | None:
        start, end = pair[0], min(pair[0] + pair[1], len(text))
        # brat has no span that begins or ends with white space
        edges = text[start].strip() and text[end - 1].strip()
        return Span(start, end) if edges else None

    made = skeleton("any", text)
    found = sorted({s for pair in entities if (s := span(pair))}, key=lambda s: (s.start, -s.end))
    contents = sorted(
        {(c, q) for one, two in quotes if (c := span(one)) and (q := span(two))},
        key=lambda pair: (pair[0].start, -pair[0].end),
    )
    document = replace(
        made,
        entities=tuple(Entity(s.start, s.end, "PERS", f"e{k}") for k, s in enumerate(found)),
        quotes=tuple(
            Quote((content,), f"q{k}", cue=(cue,)) for k, (content, cue) in enumerate(contents)
        ),
    )
    assert document_of(graph_of(document)) == document
    assert document_of(joined(in_parts(graph_of(document)))) == document
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        for form in ("brat", "label-studio", "tei"):
            assert there_and_back(form, [document], Path(folder) / form) == [document]


# CoNLL


def test_nested_columns_come_back(tmp_path: Path) -> None:
    from rawi.dataset.formats.conll import read_conll
    from rawi.dataset.formats.conll_rows import Columns

    text = "وصل وزير خارجية مصر إلى تونس.\nنام."
    nested = (Entity(4, 19, "OCC"), Entity(16, 19, "GPE"), Entity(24, 28, "GPE"))
    document = replace(skeleton("a", text), entities=nested)
    path = tmp_path / "a.conll"
    losses = write_conll([document], path, nested=True).losses
    assert "inside others" not in " ".join(map(str, losses))
    assert path.read_text(encoding="utf-8").splitlines()[2:5] == [
        "وصل O O", "وزير B-OCC O", "خارجية I-OCC O",
    ]  # fmt: skip
    (back,) = read_conll(path, Columns(tags=(2, 3))).documents
    words = [(back.words_of(e), e.type) for e in back.entities or ()]
    assert words == [("وزير خارجية مصر", "OCC"), ("مصر", "GPE"), ("تونس", "GPE")]
    flat = write_conll([document], path).losses
    assert "entities inside others" in " ".join(map(str, flat))
    assert "وزير B-OCC\n" in path.read_text(encoding="utf-8")


def test_the_whole_set_in_columns_is_what_the_words_can_hold(tmp_path: Path) -> None:
    from rawi.dataset.formats.conll import read_conll
    from rawi.dataset.formats.conll_rows import Columns
    from rawi.derived import all_entities
    from rawi.text import Snapper

    documents = everything()
    path = tmp_path / "all.conll"
    write_conll(documents, path, nested=True)
    columns = len(path.read_text(encoding="utf-8").splitlines()[0].split()) - 1
    back = read_conll(path, Columns(tags=tuple(range(2, columns + 2)))).documents
    assert len(back) == len(documents)
    for gold, found in zip(documents, back, strict=True):
        snapper = Snapper(gold.text or "")
        expected = {
            ("".join((gold.text or "")[slice(*snapper.snap(e.start, e.end))].split()), e.type)
            for e in all_entities(gold)
        }
        got = {("".join(found.words_of(e).split()), e.type) for e in found.entities or ()}
        assert got == expected


# what annotators do


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


@pytest.mark.parametrize("name", ["a/b", "", "..", "a\nb", "c:d"])
def test_ids_that_are_no_file_names_are_refused(name: str, tmp_path: Path) -> None:
    document = skeleton(name, "نص.")
    for write in (write_brat, write_tei):
        with pytest.raises(InputError, match="name a file"):
            write([document], tmp_path / "out")
        with pytest.raises(InputError, match="name a file"):
            write([skeleton("same", "أ"), skeleton("same", "ب")], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def _tasks(folder: Path, change: Callable[[dict], object]) -> Path:  # type: ignore[type-arg]
    text = "قالت ريم إنها هنا."
    document = replace(skeleton("x", text), entities=(Entity(5, 8, "PERS", "e1"),))
    write_label_studio([document], folder)
    path = folder / "tasks.json"
    tasks = json.loads(path.read_text(encoding="utf-8"))
    change(tasks[0])
    path.write_text(json.dumps(tasks), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: t["data"].pop("text"), "has no text in its data"),
        (lambda t: t["annotations"].append({"result": [], "completed_by": 7}), "2 annotations"),
        (lambda t: t["annotations"][0]["result"][0]["value"].update(text="زيد"), "are not those at"),
        (lambda t: t["annotations"][0]["result"][0]["value"].update(end=99), "is not in the text"),
        (lambda t: t["annotations"][0]["result"][0]["value"].update(labels=["A", "B"]), "one is expected"),
        (lambda t: t["annotations"][0]["result"][0].update(type="ellipse"), "'ellipse' cannot be read"),
        (lambda t: t["annotations"][0]["result"].append({"type": "choices", "id": "z", "from_name": "quote.type", "value": {"choices": ["direct"]}}), "a region without a label"),
        (lambda t: t["data"].update(registry=[{"id": 1}]), "its data cannot be read"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_label_studio_is_told(
    change: Callable[[dict], object],
    said: str,
    tmp_path: Path,  # type: ignore[type-arg]
) -> None:
    path = _tasks(tmp_path, change)
    with pytest.raises(InputError) as caught:
        read_label_studio(path)
    assert said in str(caught.value)


def test_label_studio_as_people_use_it(tmp_path: Path) -> None:
    def annotate(task: dict) -> None:  # type: ignore[type-arg]
        task["annotations"][0]["completed_by"] = {"id": 7, "email": "reem@example.org"}
        other = {"result": [], "completed_by": 8}
        task["annotations"] += [other, {"result": [], "completed_by": 9, "was_cancelled": True}]
        task["data"] = {"text": task["data"]["text"]}  # a task that was not made by Rawi

    path = _tasks(tmp_path, annotate)
    (document,) = read_label_studio(path, "reem@example.org")
    assert document.id == "task-1"
    assert [(e.start, e.end, e.type) for e in document.entities or ()] == [(5, 8, "PERS")]
    assert document.sentences
    (document,) = read_label_studio(path, "8")
    assert document.entities == ()
    with pytest.raises(InputError, match="no annotations by '9'"):
        read_label_studio(path, "9")
    path.write_text('[{"text": "x"}]', encoding="utf-8")
    with pytest.raises(InputError, match="JSON-MIN has no relations"):
        read_label_studio(path)


def test_predictions_are_marked_as_such_in_label_studio(tmp_path: Path) -> None:
    document = replace(skeleton("x", "ريم."), entities=(Entity(0, 3, "PERS"),))
    write_label_studio([document], tmp_path, model="rules")
    (task,) = json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8"))
    assert task["predictions"][0]["model_version"] == "rules" and "annotations" not in task
    assert read_label_studio(tmp_path / "tasks.json") == [document]


def test_the_labelling_configuration_and_label_studio_itself_agree(tmp_path: Path) -> None:
    """Label Studio's own checks of a configuration and of what is annotated under it."""
    config = labelling_config()
    root = etree.fromstring(config)
    names = [element.get("name") for element in root.iter() if element.get("name")]
    assert len(names) == len(set(names))
    interface = require("label-studio", "label_studio_sdk.label_interface").LabelInterface(config)
    interface.validate()
    write_label_studio([*everything(), hard()], tmp_path, model="gold")
    for task in json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8")):
        assert interface.validate_task({"data": task["data"]})
        assert interface.validate_prediction(task["predictions"][0], return_errors=True) == []


# TEI


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
        with pytest.raises(InputError, match="document type"):
            read_tei(path)
    path.write_text("<html/>", encoding="utf-8")
    with pytest.raises(InputError, match="is no TEI"):
        read_tei(path)


def test_tei_cannot_hold_control_characters(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"U\+000B at 1 "):
        write_tei([skeleton("x", "أ\x0bب")], tmp_path)
    assert not list(tmp_path.iterdir())


# parts


def test_pieces_that_cannot_be_joined_are_told() -> None:
    nodes = (Node("a", "Quote", (Span(0, 1),)), Node("b", "Quote", (Span(2, 3),)))
    cases = [
        ((Link("next", "a", "b"), Link("next", "b", "a")), "in a circle"),
        ((Link("next", "a", "b"), Link("next", "a", "b")), "two links 'next'"),
        ((Link("next", "a", "c"),), "leads to nothing"),
    ]
    for links, said in cases:
        with pytest.raises(InputError, match=said):
            joined(Graph("x", "أ ب", nodes, links))
    mixed = (nodes[0], Node("b", "Mark", (Span(2, 3),)))
    with pytest.raises(InputError, match="from Quote to Mark"):
        joined(Graph("x", "أ ب", mixed, (Link("next", "a", "b"),)))


# the extras


def test_docs_of_spacy_are_what_spacy_users_expect(tmp_path: Path) -> None:
    spacy = require("spacy")
    from rawi.dataset.formats.docbin import from_doc, read_docbin, to_doc

    (gold,) = [document for document in everything() if document.id == "rawi-0002"]
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


# the commands


@pytest.mark.parametrize("form", ["brat", "label-studio", "tei"])
def test_commands_there_and_back(form: str, run: Callable[..., Result], tmp_path: Path) -> None:
    from rawi.jsonl import read_documents

    result = run("export", form, "--split", "dev", "-o", tmp_path / "out")
    assert result.exit_code == 0
    assert ("dev: not held: the metadata" in result.stderr) == (form == "brat")
    back = tmp_path / "back.jsonl"
    result = run("import", form, tmp_path / "out" / "dev", "-o", back)
    assert result.exit_code == 0 and result.stdout.startswith(f"{back}: 1 documents, ")
    (document,) = read_documents(back)
    (gold,) = load("dev")
    assert replace(document, meta={}) == replace(gold, meta={})


def test_command_says_where_a_file_is_wrong(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("ريم", encoding="utf-8")
    (tmp_path / "x.ann").write_text("T1\tPERS 0 2\tريم\n", encoding="utf-8")
    result = run("import", "brat", tmp_path, "-o", tmp_path / "out.jsonl")
    assert result.exit_code == 2
    assert "x.ann:1: T1: 'ريم' is said to stand at 0 2" in result.stderr
    assert not (tmp_path / "out.jsonl").exists()
