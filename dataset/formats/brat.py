"""brat standoff: a ``.txt`` and an ``.ann`` for each document, and the configuration of the collection.

Format: https://brat.nlplab.org/standoff.html. Text-bound annotations (``T``) are the nodes of
:mod:`rawi.dataset.formats.graph`, relations (``R``) its links, attributes (``A``) the features with
a closed list of values, which brat lets people choose from, notes (``#``) those with free text. The
registry stands in notes of the kind ``Registry`` on the first annotation of the file. As brat asks, a
stretch that runs over a line feed is written in pieces, a piece a line; pieces with nothing but white
space and a line feed between them are read as one again.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Final

import msgspec

from rawi.dataset.formats.from_graph import document_of
from rawi.dataset.formats.graph import LABELS, LINKS, MADE, QUOTE_LINKS, VALUES, Graph, Link, Node
from rawi.dataset.formats.losses import Losses, Written, check_names
from rawi.dataset.formats.to_graph import graph_of
from rawi.document import Document, RegistryEntry, Span
from rawi.errors import Fault, InputError
from rawi.files import decode, read_bytes, read_text, write_text
from rawi.labels import ANNOTATED, ENTITY_TYPES
from rawi.text import paragraphs, sentences

_REGISTRY: Final = "Registry"
_ID: Final = "Id"
_PIECES: Final = re.compile(r"\d+ \d+(?:;\d+ \d+)*")


def write_brat(documents: Sequence[Document], folder: str | os.PathLike[str]) -> Written:
    """Writes documents as brat standoff into a folder, with the configuration brat needs.

    Args:
        documents: with text; each becomes ``ID.txt`` and ``ID.ann``.
        folder: made where it is missing; files of the same names are replaced.

    Returns:
        the files, and what they do not hold.

    Raises:
        InputError: an id that is no file name or is given twice; a document without text.
    """
    check_names(documents)
    losses, paths, target = Losses(), [], Path(folder)
    made = [(document, _lines(graph_of(document))) for document in documents]
    for document, lines in made:
        losses.common(document)
        if document.registry and not lines:
            losses.add("the registry", "there is no annotation to which it could be noted")
        for ending, body in ((".txt", document.text or ""), (".ann", "".join(lines))):
            paths.append(target / f"{document.id}{ending}")
            write_text(paths[-1], body)
    for name, body in _configuration().items():
        paths.append(target / name)
        write_text(paths[-1], body)
    return Written(tuple(paths), losses.found())


def _lines(graph: Graph) -> list[str]:
    """The lines of an ``.ann`` file."""
    places = {node.id: f"T{number}" for number, node in enumerate(graph.nodes, 1)}
    spans: list[str] = []
    attributes: list[str] = []
    notes: list[str] = []

    def note(name: str, place: str, value: str) -> None:
        # in JSON, since a note is one line
        written = msgspec.json.encode(value).decode()
        notes.append(f"#{len(notes) + 1}\t{name} {place}\t{written}\n")

    for node in graph.nodes:
        place = places[node.id]
        pieces = [piece for span in node.spans for piece in _by_line(graph.text, span)]
        offsets = ";".join(f"{piece.start} {piece.end}" for piece in pieces)
        words = " ".join(graph.text[piece.start : piece.end] for piece in pieces)
        spans.append(f"{place}\t{node.label} {offsets}\t{words}\n")
        if not node.id.startswith(MADE):
            note(_ID, place, node.id)
        label = "Entity" if node.label in ENTITY_TYPES else node.label
        for name, value in node.features.items():
            if value in VALUES.get((label, name), ()):
                attributes.append(f"A{len(attributes) + 1}\t{name} {place} {value}\n")
            else:
                note(name, place, value)
    if spans:
        for entry in graph.registry:
            note(_REGISTRY, "T1", msgspec.json.encode(entry).decode())
    links = [
        f"R{number}\t{link.label} Arg1:{places[link.start]} Arg2:{places[link.end]}\n"
        for number, link in enumerate(graph.links, 1)
    ]
    return [*spans, *links, *attributes, *notes]


def _by_line(text: str, span: Span) -> Iterator[Span]:
    """The pieces of a span without the line feeds in it, and without blanks at their edges."""
    for match in re.finditer(r"[^\n]+", text[span.start : span.end]):
        piece = match.group()
        start = span.start + match.start() + len(piece) - len(piece.lstrip())
        end = span.start + match.end() - (len(piece) - len(piece.rstrip()))
        if start < end:
            yield Span(start, end)


def _configuration() -> dict[str, str]:
    """``annotation.conf`` and ``visual.conf``: what brat shows and lets people choose."""
    labels = [*ANNOTATED, *LABELS]
    relations = [
        f"{name}\tArg1:{'Quote' if name in QUOTE_LINKS else 'Quantity'}, Arg2:{label}"
        for name, label in LINKS.items()
    ]
    on: dict[str, list[str]] = {}
    choices: dict[str, list[str]] = {}
    for (label, feature), values in VALUES.items():
        on.setdefault(feature, []).extend(ANNOTATED if label == "Entity" else [label])
        choices.setdefault(feature, []).extend(values)
    attributes = [
        f"{name}\tArg:{'|'.join(on[name])}, Value:{'|'.join(dict.fromkeys(choices[name]))}"
        for name in on
    ]
    data = files("rawi.dataset").joinpath("data/brat_visual.conf").read_text(encoding="utf-8")
    sections = {"entities": labels, "relations": relations, "events": [], "attributes": attributes}
    return {
        "annotation.conf": "\n".join(
            line for title, lines in sections.items() for line in (f"[{title}]", *lines, "")
        ),
        "visual.conf": data,
    }


def read_brat(path: str | os.PathLike[str]) -> list[Document]:
    """The documents of a folder, or of one ``.ann`` file, with the ``.txt`` files beside them.

    Paragraphs and sentences are found by rule, since brat does not hold them.

    Raises:
        InputError: a ``.txt`` is missing; a line that is none of brat's, or one of a kind that has no
            meaning here (events, normalisations); offsets outside the text, or words that are not
            those at the offsets; and all that :func:`document_of` refuses. With file and line.
    """
    where = Path(path)
    found = sorted(where.glob("*.ann")) if where.is_dir() else [where]
    if not found:
        raise InputError(
            Fault("holds no .ann file", file=str(where), hint="name the folder of the collection")
        )
    return [_read(annotations) for annotations in found]


def _read(annotations: Path) -> Document:
    text = read_text(annotations.with_suffix(".txt"))
    reader = _Reader(str(annotations), text)
    # an article in which nothing is marked has an empty file
    written = decode(read_bytes(annotations), str(annotations), allow_empty=True)
    for number, line in enumerate(written.split("\n"), 1):
        if line.strip():
            reader.line(line.rstrip("\r"), number)
    return document_of(reader.graph(annotations.stem), str(annotations))


class _Reader:
    def __init__(self, file: str, text: str) -> None:
        self._file = file
        self._text = text
        self._faults: list[Fault] = []
        self._nodes: dict[str, tuple[str, tuple[Span, ...]]] = {}
        self._features: dict[str, dict[str, str]] = {}
        self._links: list[tuple[str, str, str]] = []
        self._registry: list[RegistryEntry] = []

    def _fault(self, message: str, line: int, hint: str = "") -> None:
        self._faults.append(Fault(message, file=self._file, line=line, hint=hint))

    def line(self, line: str, number: int) -> None:
        """Reads one line that is not empty."""
        name, _, rest = line.partition("\t")
        kind = name[:1]
        read = {
            "T": self._span, "R": self._relation, "A": self._attribute,
            "M": self._attribute, "#": self._note,
        }.get(kind)  # fmt: skip
        if read is None or not rest:
            what = {"E": "an event", "N": "a normalisation", "*": "an equivalence"}.get(kind)
            self._fault(
                f"{what} cannot be read" if what and rest else f"is no line of brat: {line[:60]!r}",
                number,
                "text-bound annotations, relations, attributes and notes are read",
            )
            return
        read(name, rest, number)

    def _span(self, name: str, rest: str, number: int) -> None:
        head, _, words = rest.partition("\t")
        label, _, offsets = head.partition(" ")
        if not _PIECES.fullmatch(offsets):
            self._fault(f"{name}: {offsets!r} are no offsets", number, "such as 0 5 or 0 5;10 15")
            return
        if name in self._nodes:
            self._fault(f"{name} is there twice", number)
        pieces = [Span(*map(int, piece.split(" "))) for piece in offsets.split(";")]
        for piece in pieces:
            if not piece.start < piece.end <= len(self._text):
                self._fault(
                    f"{name}: [{piece.start}, {piece.end}) is not in the text, "
                    f"which has {len(self._text)} characters",
                    number,
                )
                return
        stated = " ".join(self._text[piece.start : piece.end] for piece in pieces)
        if words.split() != stated.split():
            self._fault(
                f"{name}: {words[:40]!r} is said to stand at {offsets}, where {stated[:40]!r} is",
                number,
                "the text was changed after it was annotated, or the offsets count other units; "
                "they count Unicode code points",
            )
            return
        self._nodes[name] = (label, tuple(_joined(self._text, pieces)))

    def _relation(self, name: str, rest: str, number: int) -> None:
        parts = rest.split()
        ends = [part.partition(":")[2] for part in parts[1:3]]
        if len(parts) != 3 or not all(ends):
            self._fault(f"{name}: {rest!r} is no relation", number, "such as cue Arg1:T1 Arg2:T2")
            return
        self._links.append((parts[0], ends[0], ends[1]))

    def _attribute(self, name: str, rest: str, number: int) -> None:
        parts = rest.split()
        if len(parts) != 3:
            self._fault(f"{name}: {rest!r} is no attribute with a value", number)
            return
        self._features.setdefault(parts[1], {})[parts[0]] = parts[2]

    def _note(self, name: str, rest: str, number: int) -> None:
        head, _, written = rest.partition("\t")
        kind, _, place = head.partition(" ")
        if kind == "AnnotatorNotes":
            return  # a remark for people
        try:
            value = msgspec.json.decode(written, type=str)
            if kind == _REGISTRY:
                self._registry.append(msgspec.json.decode(value, type=RegistryEntry))
            else:
                self._features.setdefault(place, {})[kind] = value
        except msgspec.DecodeError as error:
            self._fault(f"{name}: the note {kind} cannot be read: {error}", number)

    def graph(self, document: str) -> Graph:
        """The graph of what was read.

        Raises:
            InputError: something could not be read.
        """
        for place in self._features.keys() - self._nodes.keys():
            self._faults.append(Fault(f"there is no {place}", file=self._file))
        if self._faults:
            raise InputError(self._faults)
        ids = {
            place: self._features.get(place, {}).pop(_ID, f"{MADE}{place}") for place in self._nodes
        }
        nodes = [
            Node(ids[place], label, spans, self._features.get(place, {}))
            for place, (label, spans) in self._nodes.items()
        ]
        links = [
            Link(label, ids.get(start, start), ids.get(end, end))
            for label, start, end in self._links
        ]
        return Graph(
            document,
            self._text,
            tuple(nodes),
            tuple(links),
            tuple(self._registry),
            paragraphs=tuple(Span(*span) for span in paragraphs(self._text)),
            sentences=tuple(Span(*span) for span in sentences(self._text)),
        )


def _joined(text: str, pieces: Sequence[Span]) -> Iterator[Span]:
    """Pieces with nothing but white space and a line feed between them, joined."""
    last: Span | None = None
    for piece in sorted(pieces):
        between = text[last.end : piece.start] if last else "x"
        if last is not None and not between.strip() and "\n" in between:
            last = Span(last.start, piece.end)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last
