"""Every format, there and back, on the whole set; and what annotators and hostile files may do."""

from __future__ import annotations

import dataclasses
import runpy
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from rawi.dataset.formats.brat import write_brat
from rawi.dataset.formats.files import FORMATS
from rawi.dataset.formats.from_graph import document_of
from rawi.dataset.formats.graph import Graph, Link, Node
from rawi.dataset.formats.parts import in_parts, joined
from rawi.dataset.formats.tei_write import write_tei
from rawi.dataset.formats.to_graph import graph_of
from rawi.dataset.load import load
from rawi.dataset.skeleton import skeleton
from rawi.document import (
    Document,
    Entity,
    Quote,
    RegistryEntry,
    Span,
    Unanchored,
)
from rawi.errors import InputError

require = runpy.run_path(str(Path(__file__).parents[1] / "extras.py"))["require"]

#: what a format needs beside a plain install
NEEDS = {"cas-xmi": ("formats", "cassis"), "cas-json": ("formats", "cassis"), "spacy": ("spacy",)}
#: the formats that hold all three layers
WHOLE = [name for name, form in FORMATS.items() if form.read is not None]
#: what is not in the files of a format, for the gold set
NOT_HELD = {"brat": ("meta",)}


def there_and_back(form: str, documents: list[Document], folder: Path) -> list[Document]:
    path = folder / f"set{FORMATS[form].ending}"
    FORMATS[form].write(documents, path)
    read = FORMATS[form].read
    assert read is not None
    return sorted(read(path), key=lambda document: document.id)


@pytest.mark.parametrize("form", WHOLE)
def test_the_whole_set_there_and_back(
    form: str, every_article: list[Document], tmp_path: Path
) -> None:
    if form in NEEDS:
        require(*NEEDS[form])
    expected = [
        replace(d, **{name: {} for name in NOT_HELD.get(form, ())})  # type: ignore[arg-type]
        for d in every_article
    ]
    assert there_and_back(form, every_article, tmp_path) == expected


@pytest.mark.parametrize("form", [name for name in WHOLE if name != "brat"])
def test_what_the_set_does_not_have_there_and_back(
    form: str, hard: Document, tmp_path: Path
) -> None:
    if form in NEEDS:
        require(*NEEDS[form])
    assert there_and_back(form, [hard], tmp_path) == [hard]


def test_brat_there_and_back_but_for_the_division(hard: Document, tmp_path: Path) -> None:
    (back,) = there_and_back("brat", [hard], tmp_path)
    by_rule = skeleton("hard-1", hard.text or "")
    assert back == replace(hard, paragraphs=by_rule.paragraphs, sentences=by_rule.sentences)


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
        "division": {"brat"},
        "the paragraphs": {"conll", "conll-nested"},
        "layer was not annotated": {"brat", "conll", "conll-nested"},
        "without a place": {"brat", "conll", "conll-nested", "tei"},
    }
    for words, forms in held_by_all_but.items():
        assert (words in told) == (form in forms), words
    read = FORMATS[form].read
    if read is not None:
        (back,) = read(tmp_path / "out")
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


@pytest.mark.parametrize("name", ["a/b", "", "..", "a\nb", "c:d"])
def test_ids_that_are_no_file_names_are_refused(name: str, tmp_path: Path) -> None:
    document = skeleton(name, "نص.")
    for write in (write_brat, write_tei):
        with pytest.raises(InputError, match="name a file"):
            write([document], tmp_path / "out")
        with pytest.raises(InputError, match="name a file"):
            write([skeleton("same", "أ"), skeleton("same", "ب")], tmp_path / "out")
    assert not (tmp_path / "out").exists()


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


# the commands


@pytest.mark.parametrize("form", ["brat", "label-studio", "tei"])
def test_commands_there_and_back(form: str, run: Callable[..., Result], tmp_path: Path) -> None:
    from rawi.jsonl import read_documents

    result = run("export", form, "--split", "dev", "-o", tmp_path / "out")
    assert result.exit_code == 0
    assert ("dev: not held: the metadata" in result.stderr) == (form == "brat")
    back = tmp_path / "back.jsonl"
    result = run("import", form, tmp_path / "out" / "dev", "-o", back)
    gold = load("dev")
    assert result.exit_code == 0 and result.stdout.startswith(f"{back}: {len(gold)} documents, ")
    documents = list(read_documents(back))
    assert [replace(d, meta={}) for d in documents] == [replace(d, meta={}) for d in gold]


def test_command_says_where_a_file_is_wrong(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("ريم", encoding="utf-8")
    (tmp_path / "x.ann").write_text("T1\tPERS 0 2\tريم\n", encoding="utf-8")
    result = run("import", "brat", tmp_path, "-o", tmp_path / "out.jsonl")
    assert result.exit_code == 2
    assert "x.ann:1: T1: 'ريم' is said to stand at 0 2" in result.stderr
    assert not (tmp_path / "out.jsonl").exists()


# what people do in tools that have no registry and make ids of their own


def _spoken(*more: Node, links: tuple[Link, ...] = ()) -> Graph:
    nodes = (
        Node("a", "PERS", (Span(5, 8),), {"entity": "ريم"}),
        Node("b", "Quote", (Span(9, 24),), {"source_kind": "named", "source_entity": "ريم"}),
        Node("_rawi1", "Cue", (Span(0, 4),)),
        *more,
    )
    return Graph("x", "قالت ريم إنّ زيدًا قال إنه", nodes, (Link("cue", "b", "_rawi1"), *links))


def test_names_that_annotators_give_become_the_registry() -> None:
    document = document_of(_spoken())
    assert document.registry == (RegistryEntry("s1", "ريم", "person"),)
    ((entity,), (quote,)) = (document.entities or (), document.quotes or ())
    assert quote.source is not None
    assert entity.entity == quote.source.entity == "s1"
    # a key that can stand in XML stays as it is
    graph = replace_features(_spoken(), "ريم", "reem")
    assert document_of(graph).registry == (RegistryEntry("reem", "reem", "person"),)


def replace_features(graph: Graph, old: str, new: str) -> Graph:
    nodes = tuple(
        dataclasses.replace(
            node, features={k: new if v == old else v for k, v in node.features.items()}
        )
        for node in graph.nodes
    )
    return dataclasses.replace(graph, nodes=nodes)


def test_a_quote_without_an_id_that_holds_another_gets_one() -> None:
    outer = Node("_rawiT2", "Quote", (Span(9, 24),))
    inner = Node("_rawiT3", "Quote", (Span(19, 24),))
    graph = Graph("x", _spoken().text, (outer, inner), (Link("parent", "_rawiT3", "_rawiT2"),))
    first, second = document_of(graph).quotes or ()
    assert (first.id, second.id, second.parent) == ("q1", "", "q1")


def test_a_part_that_belongs_to_nothing_is_told() -> None:
    lonely = Node("z", "Source", (Span(5, 8),))
    with pytest.raises(InputError, match="this Source belongs to nothing"):
        document_of(_spoken(lonely))


def test_a_broken_via_is_told() -> None:
    broken = Node("z", "Quote", (Span(0, 4),), {"via_1": "not json"})
    with pytest.raises(InputError, match="at z: "):
        document_of(_spoken(broken))
