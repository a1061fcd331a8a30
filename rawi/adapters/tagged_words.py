"""Words with tags: CAMeL Tools, SinaTools, CoNLL files, Wojood's nested tags.

The words are found in the text by :mod:`rawi.adapters.word_offsets`, the tags are read by
:mod:`rawi.adapters.schemes`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from rawi.adapters.adapted import Adapted, entities_of, shown
from rawi.adapters.schemes import Chunk, Tag, chunks, is_iob1, nested_chunks, parse_tag
from rawi.adapters.word_offsets import word_offsets
from rawi.document import Document
from rawi.errors import Fault, InputError
from rawi.text import Offsets

_BETWEEN_TAGS = re.compile(r"[\s|]+")


def from_bio(
    document_id: str,
    text: str,
    words: Sequence[str],
    tags: Sequence[str],
    *,
    tolerant: bool = False,
    types: Mapping[str, str] | None = None,
) -> Adapted:
    """Entities of words with one tag each, in IO, IOB1, IOB2, BIOES or BILOU.

    Args:
        document_id: id of the gold document.
        text: its text.
        words: all words of the text in order; they may differ from it in white space alone.
        tags: one a word.
        tolerant: words may also differ in what :func:`rawi.text.fold` makes one.
        types: other names for labels, say ``{"PER": "PERS"}``; a label with an empty name is left out.

    Returns:
        the document, and notes on chunks that began with a tag that goes on.

    Raises:
        InputError: not as many tags as words, an empty one, or a word that is not in the text in its
            order.
    """
    _one_a_word(document_id, "/tags", tags, words)
    places, notes = word_offsets(document_id, text, words, tolerant=tolerant)
    parsed = [parse_tag(tag) for tag in tags]
    found = chunks(parsed)
    return _adapted(document_id, text, found, places, notes, types, iob1=is_iob1(parsed))


def from_nested_tags(
    document_id: str,
    text: str,
    words: Sequence[str],
    tags: Sequence[str | Sequence[str]] | None = None,
    *,
    columns: Sequence[Sequence[str]] | None = None,
    tolerant: bool = False,
    types: Mapping[str, str] | None = None,
) -> Adapted:
    """Nested entities of words with any number of tags each.

    Exactly one of ``tags`` and ``columns`` is given.

    Args:
        document_id: id of the gold document.
        text: its text.
        words: all words of the text in order, as for :func:`from_bio`.
        tags: what each word has, as a string (``"B-OCC B-GPE"``, with spaces or ``|`` between) or a
            list of tags. The order of the tags of a word says nothing. Entities of one type may
            stand in one another; two of one type on the same words are one.
        columns: layers of tags, each with one tag a word, each read by itself.
        tolerant: as for :func:`from_bio`.
        types: as for :func:`from_bio`.

    Raises:
        InputError: not as many tags as words, or a word that is not in the text in its order.
    """
    if (tags is None) == (columns is None):
        raise InputError(
            Fault("expected either tags or columns", document=document_id, hint="give one of them")
        )
    found: list[Chunk] = []
    if tags is not None:
        _same_length(document_id, "/tags", len(tags), words)
        found = nested_chunks([_tags_of(cell) for cell in tags])
    for number, column in enumerate(columns or ()):
        _one_a_word(document_id, f"/columns/{number}", column, words)
        found += chunks([parse_tag(tag) for tag in column])
    places, notes = word_offsets(document_id, text, words, tolerant=tolerant)
    return _adapted(document_id, text, found, places, notes, types, iob1=False)


def _tags_of(cell: str | Sequence[str]) -> list[Tag]:
    written = _BETWEEN_TAGS.split(cell) if isinstance(cell, str) else cell
    return [tag for tag in map(parse_tag, written) if tag is not None]


def _same_length(document_id: str, pointer: str, tags: int, words: Sequence[str]) -> None:
    if tags != len(words):
        raise InputError(
            Fault(
                f"found {tags} tags for {len(words)} words",
                document=document_id,
                pointer=pointer,
                hint="give one for each word; a model that cuts long input returns fewer",
            )
        )


def _one_a_word(document_id: str, pointer: str, tags: Sequence[str], words: Sequence[str]) -> None:
    _same_length(document_id, pointer, len(tags), words)
    # a word without a tag is a sign of columns that have slipped, not of a word outside
    faults = [
        Fault(
            f"found {tag!r} where a tag is expected",
            document=document_id,
            pointer=f"{pointer}/{i}",
            hint="give O for a word outside of everything",
        )
        for i, tag in enumerate(tags)
        if not isinstance(tag, str) or not tag.strip()
    ]
    if faults:
        raise InputError(faults)


def _adapted(
    document_id: str,
    text: str,
    found: Iterable[Chunk],
    places: Sequence[Offsets | None],
    notes: list[str],
    types: Mapping[str, str] | None,
    *,
    iob1: bool,
) -> Adapted:
    spans: list[tuple[int, int, str]] = []
    # where the next word that has a place is, at or after each word; and the last one before
    following = _nearest(places)
    preceding = _nearest(places[::-1])
    for chunk in found:
        first = following[chunk.first]
        last = len(places) - 1 - preceding[len(places) - chunk.last]
        if first > last:
            notes.append(
                f"the {chunk.type} at word {chunk.first} has no visible character and is left out"
            )
            continue
        begin, end = places[first], places[last]
        assert begin is not None and end is not None
        spans.append((begin[0], end[1], chunk.type))
        if chunk.mended and not iob1:
            notes.append(
                f"the {chunk.type} {shown(text[begin[0] : end[1]])} at word {chunk.first} begins "
                "without a B- tag; it was read as an entity"
            )
    if iob1:
        notes.append("read as IOB1: B- stands only behind an entity of the same type")
    return Adapted(Document(document_id, text=text, entities=entities_of(spans, types)), notes)


def _nearest(places: Sequence[Offsets | None]) -> list[int]:
    """For each index the first one from there on that has a place; the length if there is none."""
    nearest = [len(places)] * (len(places) + 1)
    for i in range(len(places) - 1, -1, -1):
        nearest[i] = nearest[i + 1] if places[i] is None else i
    return nearest
