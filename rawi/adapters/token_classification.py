"""The output of Hugging Face's ``pipeline("token-classification")``.

Aggregated (``entity_group``, one item an entity) or not (``entity``, one item a sub-word; those tagged
``O`` are left out by the pipeline). Places come from ``start`` and ``end`` alone; ``word`` is what the
tokeniser made of the text, and is only used in messages.

An aggregated item is an entity as it stands, unless its group has kept a prefix (the pipeline knows
``B-`` and ``I-`` alone). Of all others, sub-words of one word (:func:`rawi.text.words`) belong together
whatever their prefixes, under the type of the first, as in the pipeline's own strategy ``first``; words
go on with an entity as in :mod:`rawi.adapters.schemes`, if no other word stands between.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import index
from typing import Any

from rawi.adapters.adapted import Adapted, entities_of, shown
from rawi.adapters.schemes import Tag, chunks, is_iob1, parse_tag
from rawi.document import Document
from rawi.errors import Fault, InputError
from rawi.text import Snapper

#: what a model calls its labels when nobody has named them
_UNNAMED = re.compile(r"LABEL_\d+")


@dataclass(frozen=True, slots=True)
class _Piece:
    """One item of the output: where it stands, the words it touches, its tag, if it is all there is."""

    start: int
    end: int
    first: int
    last: int
    tag: Tag
    whole: bool = False


def from_token_classification(
    document_id: str,
    text: str,
    output: Sequence[Mapping[str, Any]],
    *,
    types: Mapping[str, str] | None = None,
) -> Adapted:
    """Entities of what a token classification pipeline returned for one text.

    Args:
        document_id: id of the gold document.
        text: the text that the pipeline was called with.
        output: the list of items it returned; a list with one such list in it will do.
        types: other names for labels, say ``{"PER": "PERS"}``; a label with an empty name is left out.

    Returns:
        the document, and notes on entities that began without ``B-`` and on words whose sub-words
        have different types.

    Raises:
        InputError: items without offsets (slow tokenisers give none), with offsets outside the text,
            or with labels that have no names; every fault at once.
    """
    pieces = sorted(_pieces(document_id, text, output), key=lambda piece: (piece.start, piece.end))
    notes: list[str] = []
    joined = _whole_words(text, [piece for piece in pieces if not piece.whole], notes)
    breaks = frozenset(i for i in range(1, len(joined)) if joined[i].first > joined[i - 1].last)
    tags = [piece.tag for piece in joined]
    iob1 = is_iob1(tags) and not breaks
    spans = [(piece.start, piece.end, piece.tag.type) for piece in pieces if piece.whole]
    for chunk in chunks(tags, breaks):
        start, end = joined[chunk.first].start, joined[chunk.last - 1].end
        spans.append((start, end, chunk.type))
        if chunk.mended and not iob1:
            notes.append(
                f"the {chunk.type} {shown(text[start:end])} at offset {start} begins without a B- "
                "tag; it was read as an entity"
            )
    if iob1:
        notes.append("read as IOB1: B- stands only behind an entity of the same type")
    return Adapted(Document(document_id, text=text, entities=entities_of(spans, types)), notes)


def _pieces(document_id: str, text: str, output: Sequence[Any]) -> list[_Piece]:
    if len(output) == 1 and isinstance(output[0], Sequence):
        output = output[0]
    snapper = Snapper(text)
    faults: list[Fault] = []
    pieces: list[_Piece] = []
    for number, item in enumerate(output):
        made = _piece(item, text, snapper)
        if isinstance(made, Fault):
            faults.append(made.at(document=document_id, pointer=f"/{number}{made.pointer}"))
        else:
            pieces.extend(made)
    if faults:
        raise InputError(faults)
    return pieces


def _piece(item: Any, text: str, snapper: Snapper) -> list[_Piece] | Fault:
    """One item as pieces, none if it is tagged ``O``."""
    if not isinstance(item, Mapping):
        return Fault(
            f"found {type(item).__name__}, expected an item with entity, start and end",
            hint="adapt the outputs for a list of texts one by one, each with its own text",
        )
    aggregated = "entity_group" in item
    label = item.get("entity_group", item.get("entity"))
    if not isinstance(label, str):
        return Fault(
            "has neither entity_group nor entity", hint="give the output as it was returned"
        )
    if _UNNAMED.fullmatch(label):
        return Fault(
            f"the label {label} has no name",
            pointer="/entity_group" if aggregated else "/entity",
            hint="set id2label in the config of the model",
        )
    tag = parse_tag(label)
    if tag is None:
        return []
    start, end = item.get("start"), item.get("end")
    if start is None or end is None:
        return Fault(
            f"{shown(str(item.get('word', '')))} has no start and end",
            pointer="/start",
            hint="slow tokenizers give no offsets: load the model with a fast one (use_fast=True), "
            "or use from_bio with its words and tags",
        )
    try:
        start, end = index(start), index(end)
    except TypeError:
        return Fault(f"found {start!r} and {end!r}, expected whole numbers", pointer="/start")
    if not 0 <= start <= end <= len(text):
        return Fault(
            f"the span [{start}, {end}) is not in the text, which has {len(text)} characters",
            pointer="/start",
            hint="give the text that the pipeline was called with; for parts of a text, add the "
            "offset of the part to start and end",
        )
    # Some tokenizers count the white space before a word in.
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start == end:
        return []
    first, last = snapper.words_in(start, end)
    return [_Piece(start, end, first, last, tag, aggregated and not tag.position)]


def _whole_words(text: str, pieces: Sequence[_Piece], notes: list[str]) -> list[_Piece]:
    """Pieces with those joined that stand in one word."""
    joined: list[_Piece] = []
    for piece in pieces:
        before = joined[-1] if joined else None
        if before is None or piece.first >= before.last or piece.first == piece.last:
            joined.append(piece)
            continue
        end = max(before.end, piece.end)
        if before.tag.type != piece.tag.type:
            notes.append(
                f"the sub-words of {shown(text[before.start : end])} at offset {before.start} are "
                f"tagged {before.tag.type} and {piece.tag.type}; the first was taken"
            )
        position = before.tag.position
        if piece.tag.position in ("E", "S") and position in ("B", "S"):
            position = "S"
        elif piece.tag.position in ("E", "S") and position == "I":
            position = "E"
        joined[-1] = _Piece(
            before.start,
            end,
            before.first,
            max(before.last, piece.last),
            Tag(position, before.tag.type),
        )
    return joined
