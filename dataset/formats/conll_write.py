"""Writes entities in columns, after CoNLL-2003: a word and its IOB2 tags a line."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from rawi.dataset.formats.losses import Losses, Written
from rawi.derived import all_entities
from rawi.document import Document, Entity
from rawi.errors import Fault, InputError
from rawi.files import whole_file
from rawi.iob import words_and_layers
from rawi.text import Offsets, Snapper, sentences

_Row = tuple[list[Offsets], list[list[str]]]


def write_conll(
    documents: Sequence[Document], path: str | os.PathLike[str], *, nested: bool = False
) -> Written:
    """Writes one file: an empty line ends a sentence, ``-DOCSTART-`` begins a document.

    Args:
        documents: with text.
        path: the file.
        nested: one column for each depth of nesting, the outermost first, as many as the deepest
            sentence needs; otherwise one column with the outermost entities.

    Raises:
        InputError: a document has no text.
    """
    losses = Losses()
    rows = [(document, list(_sentences(document))) for document in documents]
    columns = 1
    if nested:
        columns = max([1, *(len(tags) for _, found in rows for _, tags in found)])
    with whole_file(path) as stream:
        for document, found in rows:
            _losses(document, nested, losses)
            stream.write(f"-DOCSTART-{' O' * columns}\n\n".encode())
            text = document.text or ""
            for bounds, layers in found:
                filled = [*layers, *(["O"] * len(bounds) for _ in range(columns - len(layers)))]
                for at, (first, last) in enumerate(bounds):
                    tags = " ".join(layer[at] for layer in filled[:columns])
                    stream.write(f"{text[first:last]} {tags}\n".encode())
                stream.write(b"\n")
    return Written((Path(path),), losses.found())


def _sentences(document: Document) -> Iterator[_Row]:
    text = document.text
    if text is None:
        raise InputError(Fault("has no text", document=document.id))
    entities = all_entities(document)
    for start, end in [(s.start, s.end) for s in document.sentences] or sentences(text):
        yield words_and_layers(text, entities, start, end)


def _losses(document: Document, nested: bool, losses: Losses) -> None:
    losses.common(document, division=True)
    if document.paragraphs:
        losses.add("the paragraphs", "sentences are held")
    losses.add("the text between the words", "words are parted by line ends")
    if document.quotes or document.marks or document.quantities:
        losses.add(
            "quotes, marks and quantities", "of the numbers, the derived entity types are written"
        )
    entities = document.entities or ()
    if any(entity.entity or entity.role for entity in entities) or document.registry:
        losses.add("who is meant: registry, mentions and roles")
    snapper = Snapper(document.text or "")
    snapped = [_snapped(snapper, entity) for entity in entities]
    if any((e.start, e.end) != place[:2] for e, place in zip(entities, snapped, strict=True)):
        losses.add("edges inside words", "they are moved to the words: particles come in")
    if not nested and len({place[:2] for place in snapped}) > len(_outer(snapped)):
        losses.add("entities inside others", "write them with conll-nested")
    if len(set(snapped)) < len(snapped):
        losses.add("entities that are alike once their edges are moved to the words")


def _snapped(snapper: Snapper, entity: Entity) -> tuple[int, int, str]:
    start, end = snapper.snap(entity.start, entity.end)
    return start, end, entity.type


def _outer(places: Sequence[tuple[int, int, str]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end, _ in sorted(places, key=lambda place: (place[0], -place[1])):
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return found
