"""Words with tags, token classification output and spaCy documents."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rawi.adapters import Adapted, from_bio, from_nested_tags, from_spacy, from_token_classification
from rawi.document import Document, Entity
from rawi.errors import InputError
from rawi.iob import outermost, words_and_tags
from rawi.text import words

TEXT = "زار وزير خارجية فرنسا بيروت،\nوالتقى  رئيس بلدية صور."
SPLIT = ["زار", "وزير", "خارجية", "فرنسا", "بيروت", "،", "والتقى", "رئيس", "بلدية", "صور", "."]


def named(adapted: Adapted) -> list[tuple[str, str]]:
    """Words and types of the entities, in order."""
    document = adapted.document
    return [(document.words_of(entity), entity.type) for entity in document.entities or ()]


def tagged(line: str) -> list[str]:
    """Tags of the eleven words, written in short."""
    tags = line.split()
    assert len(tags) == len(SPLIT)
    return tags


# line of tags, entities, how many notes
BIO = [
    ("O B-OCC I-OCC I-OCC B-GPE O O B-OCC I-OCC I-OCC O",
     [("وزير خارجية فرنسا", "OCC"), ("بيروت", "GPE"), ("رئيس بلدية صور", "OCC")], 0),
    ("O O O B-GPE B-GPE O O O O O O", [("فرنسا", "GPE"), ("بيروت", "GPE")], 0),
    # IOB1: B- only where two of one type touch
    ("O O O I-GPE B-GPE O O O O I-GPE O", [("فرنسا", "GPE"), ("بيروت", "GPE"), ("صور", "GPE")], 1),
    # an I- that starts is mended, and told
    ("O B-OCC I-OCC I-GPE O O O O O B-GPE O",
     [("وزير خارجية", "OCC"), ("فرنسا", "GPE"), ("صور", "GPE")], 1),
    ("O I-OCC I-OCC O O O O B-OCC I-OCC O I-GPE",
     [("وزير خارجية", "OCC"), ("رئيس بلدية", "OCC"), (".", "GPE")], 2),
    # BIOES and BILOU
    ("O B-OCC I-OCC E-OCC S-GPE O O B-OCC E-OCC S-GPE O",
     [("وزير خارجية فرنسا", "OCC"), ("بيروت", "GPE"), ("رئيس بلدية", "OCC"), ("صور", "GPE")], 0),
    ("O B-OCC I-OCC L-OCC U-GPE O O O O U-GPE O",
     [("وزير خارجية فرنسا", "OCC"), ("بيروت", "GPE"), ("صور", "GPE")], 0),
    ("O O O S-GPE S-GPE O O O O E-GPE O", [("فرنسا", "GPE"), ("بيروت", "GPE"), ("صور", "GPE")], 1),
    ("O B-OCC E-OCC I-OCC O O O O O O O", [("وزير خارجية", "OCC"), ("فرنسا", "OCC")], 1),
    # IO
    ("O OCC OCC OCC GPE O O O O GPE O",
     [("وزير خارجية فرنسا", "OCC"), ("بيروت", "GPE"), ("صور", "GPE")], 0),
    # types with a hyphen of their own
    ("O O O O B-GPE-ORG O O O O O O", [("بيروت", "GPE-ORG")], 0),
    ("O O O O O O O O O O O", [], 0),
]  # fmt: skip


@pytest.mark.parametrize(("line", "expected", "notes"), BIO)
def test_bio(line: str, expected: list[tuple[str, str]], notes: int) -> None:
    adapted = from_bio("d", TEXT, SPLIT, tagged(line))
    assert named(adapted) == expected
    assert len(adapted.notes) == notes
    assert adapted.document.id == "d"
    assert adapted.document.text == TEXT


def test_notes_say_what_was_mended() -> None:
    notes = from_bio("d", TEXT, SPLIT, tagged("O B-OCC I-OCC I-GPE O O O O O B-GPE O")).notes
    assert notes == ["the GPE «فرنسا» at word 3 begins without a B- tag; it was read as an entity"]
    assert "IOB1" in from_bio("d", TEXT, SPLIT, tagged("O O O I-GPE B-GPE O O O O O O")).notes[0]


def test_words_may_differ_in_white_space_alone() -> None:
    adapted = from_bio(
        "d", "في  3 000\u00a0يورو", ["في", "3000", "", " يورو "], ["O", "B-X", "I-X", "I-X"]
    )
    assert named(adapted) == [("3 000\u00a0يورو", "X")]
    with pytest.raises(InputError) as caught:
        from_bio("d", "زار بيروت أمس", ["زار", "بيروتَ", "أمس"], ["O"] * 3)
    (fault,) = caught.value.faults
    assert fault.pointer == "/words/1"
    assert "at offset 4" in fault.message
    assert "tolerant=True" in fault.hint


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("زار بيروت", ["بيروت", "زار"]),
        ("زار بيروت", ["زار"] * 3),
        ("زار، بيروت", ["زار", "بيروت"]),
        ("زار", ["زار", "بيروت"]),
    ],
)
def test_words_of_another_text_are_refused(text: str, split: list[str]) -> None:
    with pytest.raises(InputError, match="does not follow the word before it"):
        from_bio("d", text, split, ["O"] * len(split))


def test_tolerant_words_keep_the_offsets_of_the_raw_text() -> None:
    text = "زارَ مُسْتشفـى \u200fبيروتَ\u200f أمسِ."
    split = ["زار", "مستشفي", "بيروت", "امس", "."]
    adapted = from_bio("d", text, split, ["O", "B-FAC", "B-GPE", "B-DATE", "O"], tolerant=True)
    assert named(adapted) == [("مُسْتشفـى", "FAC"), ("بيروتَ", "GPE"), ("أمسِ", "DATE")]
    with pytest.raises(InputError):
        from_bio("d", text, split, ["O"] * 5)


def test_words_that_end_early_are_told() -> None:
    adapted = from_bio("d", TEXT, SPLIT[:5], ["O", "O", "O", "O", "B-GPE"])
    assert named(adapted) == [("بيروت", "GPE")]
    assert "not read" in adapted.notes[0]
    assert f"before offset {TEXT.index('،')}" in adapted.notes[0]


def test_an_entity_without_a_visible_character_is_told() -> None:
    adapted = from_bio("d", "زار", ["زار", " "], ["O", "B-GPE"])
    assert adapted.document.entities == ()
    assert "no visible character" in adapted.notes[0]


def test_labels_are_renamed_and_dropped() -> None:
    tags = tagged("O O O B-LOC B-X O O O O O O")
    assert named(from_bio("d", TEXT, SPLIT, tags, types={"LOC": "GPE", "X": ""})) == [
        ("فرنسا", "GPE")
    ]


def test_as_many_tags_as_words() -> None:
    with pytest.raises(InputError, match="found 1 tags for 2 words"):
        from_bio("d", "زار بيروت", ["زار", "بيروت"], ["O"])
    with pytest.raises(InputError, match="/columns/1"):
        from_nested_tags("d", "زار", ["زار"], columns=[["O"], []])


ARABIC = st.text(alphabet="ابو َـ،. \n3", max_size=40)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A text and flat entities over whole words of it."""
    text = draw(ARABIC)
    bounds = words(text)
    spans = []
    for _ in range(draw(st.integers(0, 6)) if bounds else 0):
        first = draw(st.integers(0, len(bounds) - 1))
        last = draw(st.integers(first, len(bounds) - 1))
        spans.append((bounds[first][0], bounds[last][1], draw(st.sampled_from(["GPE", "ORG"]))))
    return Document("d", text=text, entities=tuple(Entity(*span) for span in outermost(spans)))


@given(documents(), st.booleans())
def test_entities_to_bio_and_back(document: Document, tolerant: bool) -> None:
    text = document.text or ""
    bounds, tags = words_and_tags(text, document.entities or ())
    split = [text[start:end] for start, end in bounds]
    if tolerant and not all(word.strip("َـ") for word in split):
        return  # a word of marks alone has no character that counts
    adapted = from_bio("d", text, split, tags, tolerant=tolerant)
    assert adapted.document.entities == document.entities
    nested = from_nested_tags("d", text, split, tags)
    assert nested.document.entities == document.entities


@given(ARABIC, st.lists(st.tuples(st.text("ابو 3", max_size=4), st.sampled_from(["O", "B-X", "I-X", "E-X", "S-Y", "Z", ""])), max_size=8), st.booleans())  # fmt: skip
def test_any_words_give_spans_inside_the_text_or_an_input_error(
    text: str, pairs: list[tuple[str, str]], tolerant: bool
) -> None:
    split, tags = [word for word, _ in pairs], [tag for _, tag in pairs]
    try:
        found = from_bio("d", text, split, tags, tolerant=tolerant)
    except InputError:
        return
    assert found == from_bio("d", text, split, tags, tolerant=tolerant)
    assert all(0 <= e.start < e.end <= len(text) for e in found.document.entities or ())


# tags of the eleven words, "/" between words; entities
NESTED = [
    ("O/B-OCC/I-OCC/B-GPE I-OCC/B-GPE/O/O/I-OCC|O/O/O/O",
     [("وزير خارجية فرنسا", "OCC"), ("فرنسا", "GPE"), ("بيروت", "GPE"), ("رئيس", "OCC")], 1),
    # one type in itself: the inner ends first
    ("O/B-ORG/I-ORG B-ORG/I-ORG I-ORG/I-ORG/O/O/O/O/O/O",
     [("وزير خارجية فرنسا بيروت", "ORG"), ("خارجية فرنسا", "ORG")], 0),
    ("O/B-ORG B-ORG/I-ORG/B-ORG/O/O/O/O/O/O/O",
     [("وزير خارجية", "ORG"), ("وزير", "ORG"), ("فرنسا", "ORG")], 0),
    ("O/B-ORG/I-ORG B-ORG/B-ORG I-ORG/O/O/O/O/O/O/O",
     [("وزير خارجية فرنسا", "ORG"), ("خارجية", "ORG"), ("فرنسا", "ORG")], 0),
    # two types on one span; BIOES
    ("O/O/O/S-GPE S-ORG/O/O/O/B-OCC S-OCC/I-OCC/E-OCC S-GPE/O",
     [("فرنسا", "GPE"), ("فرنسا", "ORG"), ("رئيس بلدية صور", "OCC"), ("رئيس", "OCC"), ("صور", "GPE")], 0),
]  # fmt: skip


@pytest.mark.parametrize(("line", "expected", "notes"), NESTED)
def test_nested_tags(line: str, expected: list[tuple[str, str]], notes: int) -> None:
    cells = line.split("/")
    adapted = from_nested_tags("d", TEXT, SPLIT, cells)
    assert named(adapted) == expected
    assert len(adapted.notes) == notes
    lists = [cell.replace("|", " ").split()[::-1] for cell in cells]
    assert from_nested_tags("d", TEXT, SPLIT, lists) == adapted


def test_columns_are_layers() -> None:
    outer = tagged("O B-ORG I-ORG I-ORG I-ORG O O O O O O")
    inner = tagged("O O O B-ORG I-ORG O O O O I-GPE O")
    adapted = from_nested_tags("d", TEXT, SPLIT, columns=[inner, outer])
    assert named(adapted) == [
        ("وزير خارجية فرنسا بيروت", "ORG"),
        ("فرنسا بيروت", "ORG"),
        ("صور", "GPE"),
    ]
    assert len(adapted.notes) == 1
    for both in ({"tags": inner, "columns": [inner]}, {}):
        with pytest.raises(InputError, match="either tags or columns"):
            from_nested_tags("d", TEXT, SPLIT, **both)


@st.composite
def families(draw: st.DrawFn) -> frozenset[tuple[int, int, str]]:
    """Spans over twelve words of which none crosses another of its type."""
    found: set[tuple[int, int, str]] = set()
    for _ in range(draw(st.integers(0, 12))):
        first = draw(st.integers(0, 11))
        last = draw(st.integers(first + 1, 12))
        kind = draw(st.sampled_from(["A", "B"]))
        if not any(
            k == kind and (s < first < e < last or first < s < last < e) for s, e, k in found
        ):
            found.add((first, last, kind))
    return frozenset(found)


@given(families(), st.randoms(use_true_random=False))
def test_nested_spans_to_tags_and_back(
    family: frozenset[tuple[int, int, str]], random: Any
) -> None:
    cells: list[list[str]] = [[] for _ in range(12)]
    for first, last, kind in family:
        cells[first].append(f"B-{kind}")
        for i in range(first + 1, last):
            cells[i].append(f"I-{kind}")
    for cell in cells:
        random.shuffle(cell)
    adapted = from_nested_tags("d", "ا" * 12, ["ا"] * 12, cells)
    assert {(e.start, e.end, e.type) for e in adapted.document.entities or ()} == family
    assert not adapted.notes


# ---------------------------------------------------------------- token classification

HF = "والتقى رئيس بلدية صور أنطونيو غوتيريش في بيروت"


def piece(words_: str, tag: str, key: str = "entity", **more: Any) -> dict[str, Any]:
    start = HF.index(words_)
    return {
        key: tag,
        "score": 0.9,
        "word": words_,
        "start": start,
        "end": start + len(words_),
    } | more


def test_aggregated_output() -> None:
    output = [piece("صور", "LOC", "entity_group"), piece("أنطونيو غوتيريش", "PER", "entity_group")]
    adapted = from_token_classification("d", HF, output, types={"PER": "PERS"})
    assert named(adapted) == [("صور", "LOC"), ("أنطونيو غوتيريش", "PERS")]
    assert adapted.notes == []
    assert from_token_classification("d", HF, [output], types={"PER": "PERS"}) == adapted
    assert from_token_classification("d", HF, []).document.entities == ()


def test_aggregated_groups_that_kept_their_prefix() -> None:
    output = [
        piece("أنطونيو", "B-PER", "entity_group"),
        piece("غوتيريش", "E-PER", "entity_group"),
        piece("بيروت", "S-LOC", "entity_group"),
    ]
    assert named(from_token_classification("d", HF, output)) == [
        ("أنطونيو غوتيريش", "PER"),
        ("بيروت", "LOC"),
    ]


@pytest.mark.parametrize(
    ("pieces", "expected", "notes"),
    [
        # sub-words of one word, whatever their prefixes
        ([("أنطو", "B-PER"), ("نيو", "I-PER"), ("غوتي", "I-PER"), ("ريش", "B-PER")], [("أنطونيو غوتيريش", "PER")], 0),
        ([("أنطو", "B-PER"), ("نيو", "B-PER"), ("غوتيريش", "B-PER")], [("أنطونيو", "PER"), ("غوتيريش", "PER")], 0),
        # the first type of a word stands
        ([("بلدية", "B-OCC"), ("أنطو", "B-PER"), ("نيو", "B-ORG")], [("بلدية", "OCC"), ("أنطونيو", "PER")], 1),
        # another word between, which the pipeline left out as O, ends an entity
        ([("رئيس", "B-OCC"), ("صور", "I-OCC")], [("رئيس", "OCC"), ("صور", "OCC")], 1),
        # the end of the first word is tagged O: the next word still follows it
        ([("أنطو", "B-PER"), ("غوتيريش", "I-PER")], [("أنطونيو غوتيريش", "PER")], 0),
        # an entity behind an attached particle
        ([("التقى", "B-X")], [("التقى", "X")], 0),
        # BIOES with sub-words, and IO
        ([("أنطو", "B-PER"), ("نيو", "I-PER"), ("غوتي", "E-PER"), ("ريش", "E-PER"), ("بي", "S-LOC"), ("روت", "S-LOC")], [("أنطونيو غوتيريش", "PER"), ("بيروت", "LOC")], 0),
        ([("بي", "B-LOC"), ("روت", "E-LOC")], [("بيروت", "LOC")], 0),
        ([("أنطو", "PER"), ("نيو", "PER"), ("غوتيريش", "PER"), ("بيروت", "LOC")], [("أنطونيو غوتيريش", "PER"), ("بيروت", "LOC")], 0),
        ([("صور", "I-LOC"), ("أنطونيو", "I-PER"), ("غوتيريش", "I-PER"), ("بيروت", "O")], [("صور", "LOC"), ("أنطونيو غوتيريش", "PER")], 1),
        # a tokenizer that counts the space before a word in
        ([(" صور", "B-LOC"), (" ", "I-LOC")], [("صور", "LOC")], 0),
    ],
)  # fmt: skip
def test_sub_words(
    pieces: list[tuple[str, str]], expected: list[tuple[str, str]], notes: int
) -> None:
    output = [piece(*p) for p in pieces]
    adapted = from_token_classification("d", HF, output)
    assert named(adapted) == expected
    assert len(adapted.notes) == notes
    assert from_token_classification("d", HF, output[::-1]) == adapted


def test_what_cannot_be_read_is_told_at_once() -> None:
    output = [
        piece("صور", "B-LOC", start=None, end=None),
        piece("صور", "LABEL_3"),
        {"word": "صور"},
        [],
        piece("صور", "B-LOC", end=len(HF) + 1),
        piece("صور", "B-LOC", start=2.5),
    ]
    with pytest.raises(InputError) as caught:
        from_token_classification("d", HF, output)
    found = caught.value.faults
    assert [fault.pointer for fault in found] == [
        "/0/start", "/1/entity", "/2", "/3", "/4/start", "/5/start",
    ]  # fmt: skip
    assert "use_fast=True" in found[0].hint
    assert "id2label" in found[1].hint
    assert "one by one" in found[3].hint
    assert all(fault.document == "d" for fault in found)


ITEM = st.tuples(
    st.integers(0, 30), st.integers(0, 8), st.sampled_from(["B-A", "I-A", "E-B", "S-B", "A", "O"])
)


@given(ARABIC, st.lists(ITEM, max_size=10), st.sampled_from(["entity", "entity_group"]))
def test_any_output_gives_spans_inside_the_text(
    text: str, items: list[tuple[int, int, str]], key: str
) -> None:
    output = [{key: tag, "start": s, "end": s + n} for s, n, tag in items if s + n <= len(text)]
    found = from_token_classification("d", text, output)
    assert found == from_token_classification("d", text, output[::-1])
    for entity in found.document.entities or ():
        assert text[entity.start : entity.end].strip() == text[entity.start : entity.end] != ""


# ---------------------------------------------------------------- spaCy


def doc(text: str = TEXT, **groups: list[tuple[str, str]]) -> Any:
    def spans(pairs: list[tuple[str, str]]) -> list[Any]:
        return [
            SimpleNamespace(start_char=text.index(w), end_char=text.index(w) + len(w), label_=label)
            for w, label in pairs
        ]

    ents = spans(groups.pop("ents", []))
    return SimpleNamespace(text=text, ents=ents, spans={k: spans(v) for k, v in groups.items()})


def test_spacy() -> None:
    made = doc(
        ents=[("بيروت", "GPE")],
        sc=[("وزير خارجية فرنسا", "OCC"), ("فرنسا", "GPE"), ("بيروت", "GPE")],
    )
    assert named(from_spacy("d", made)) == [("بيروت", "GPE")]
    both = from_spacy("d", made, "sc", text=TEXT, types={"OCC": "TITLE"})
    assert named(both) == [("وزير خارجية فرنسا", "TITLE"), ("فرنسا", "GPE"), ("بيروت", "GPE")]
    assert from_spacy("d", doc()).document.entities == ()


def test_spacy_faults() -> None:
    with pytest.raises(InputError, match=r"no span group 'x'; there are 'sc'"):
        from_spacy("d", doc(sc=[]), "x")
    with pytest.raises(InputError, match=f"from offset {TEXT.index('،')}"):
        from_spacy("d", doc(TEXT.replace("،", ",")), text=TEXT)
    with pytest.raises(InputError, match="has no label"):
        from_spacy("d", doc(ents=[("بيروت", "")]))


def test_long_input_is_read_in_a_moment() -> None:
    size = 100_000
    text = "ا " * size
    found = from_bio("d", text, ["ا"] * size, ["B-X", "I-X"] * (size // 2), tolerant=True)
    assert len(found.document.entities or ()) == size // 2
    one = from_token_classification(
        "d", "ا" * size, [{"entity": "I-X", "start": i, "end": i + 1} for i in range(size)]
    )
    assert one.document.entities == (Entity(0, size, "X"),)
    cells = ["B-X " * size, "I-X " * size]
    nested = from_nested_tags("d", "ا ا", ["ا", "ا"], cells)
    assert nested.document.entities == (Entity(0, 3, "X"),)
