"""Label Studio: a labelling configuration and tasks, with annotations or as predictions.

Format: https://labelstud.io/guide/export (JSON) and https://labelstud.io/tags. A node of the
:mod:`graph <rawi.dataset.formats.graph>` is a region with a label, a feature a choice or a text of that
region, a link a relation. What is no span (metadata, registry, division of the text) stands in the data
of the task, which Label Studio hands back as it was. So nothing is lost.

Offsets are code points, as everywhere in Rawi. The words of a region are compared with those at its
offsets on reading, so a tool that counts other units is noticed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import quoteattr

import msgspec

from rawi.dataset.formats.from_graph import document_of
from rawi.dataset.formats.graph import FEATURES, LABELS, LINKS, VALUES, Graph, Link, Node
from rawi.dataset.formats.losses import Losses, Written
from rawi.dataset.formats.parts import NEXT, in_parts, joined
from rawi.dataset.formats.to_graph import graph_of
from rawi.dataset.ingest import PRE_ANNOTATED
from rawi.document import Document, RegistryEntry, Span, Unanchored
from rawi.errors import Fault, InputError
from rawi.files import read_text, write_text
from rawi.labels import ANNOTATED, ENTITY_TYPES
from rawi.text import paragraphs, sentences

#: Label Studio's names of the tags for labels and for the text
_LABEL, _TEXT = "label", "text"
_COLOURS: Final = {
    "Quote": "#8250df", "Cue": "#b58bff", "Source": "#e05c9c", "Via": "#f0a3c8", "Mark": "#8c8c8c",
    "Quantity": "#b08800",
}  # fmt: skip
_ALWAYS: Final = ("entities", "quotes", "marks", "quantities")


class _Task(msgspec.Struct):
    """What is read of an exported task; the rest is Label Studio's own."""

    data: dict[str, Any]
    annotations: list[dict[str, Any]] = []
    predictions: list[dict[str, Any]] = []


def labelling_config() -> str:
    """The labelling configuration (XML), to be pasted into the settings of a project."""
    lines = ['<View style="direction: rtl; text-align: right">', "  <Relations>"]
    lines += [f"    <Relation value={quoteattr(name)}/>" for name in (*LINKS, NEXT)]
    lines += ["  </Relations>", f'  <Labels name="{_LABEL}" toName="{_TEXT}">']
    for label in (*ANNOTATED, *LABELS):
        colour = _COLOURS.get(label, "#2f7d4f" if label in ANNOTATED else "#c9a227")
        lines.append(f"    <Label value={quoteattr(label)} background={quoteattr(colour)}/>")
    lines += ["  </Labels>", f'  <Text name="{_TEXT}" value="$text" granularity="symbol"/>']
    for label, features in FEATURES.items():
        shown = ",".join(ANNOTATED) if label == "Entity" else label
        # one who passes words on and has no span: as many as any article could need
        spanless = [f"via_{order}" for order in range(1, 4)] if label == "Quote" else []
        for feature in (*features, *spanless):
            head = (
                f'name="{_control(label, feature)}" toName="{_TEXT}" perRegion="true" '
                f'whenTagName="{_LABEL}" whenLabelValue={quoteattr(shown)}'
            )
            values = VALUES.get((label, feature))
            lines.append(f'  <Header value={quoteattr(f"{label}: {feature}")} size="6"/>')
            if values is None:
                lines.append(f'  <TextArea {head} maxSubmissions="1" rows="1" editable="true"/>')
            else:
                choices = "".join(f"<Choice value={quoteattr(value)}/>" for value in values)
                lines.append(f'  <Choices {head} choice="single-radio">{choices}</Choices>')
    return "\n".join([*lines, "</View>", ""])


def _control(label: str, feature: str) -> str:
    return f"{label.lower()}.{feature}"


def write_label_studio(
    documents: Sequence[Document], folder: str | os.PathLike[str], model: str | None = None
) -> Written:
    """Writes ``tasks.json`` and ``config.xml`` into a folder.

    Args:
        documents: with text.
        folder: made where it is missing; files of these names are replaced.
        model: name of the system that made the annotations; by default what the metadata of a
            document say (``pre-annotated``). They are then *predictions*, which annotators see as
            such; otherwise they are annotations.

    Raises:
        InputError: a document has no text.
    """
    losses = Losses()
    tasks = []
    for document in documents:
        losses.common(document, meta=True, division=True, layers=True, names=True)
        if document.text and any(ord(sign) > 0xFFFF for sign in document.text):
            losses.add(
                "offsets, in a browser that counts UTF-16 units",
                "the text has characters beyond U+FFFF; compare the words of the regions",
            )
        tasks.append(_task(document, model))
    target = Path(folder)
    paths = (target / "tasks.json", target / "config.xml")
    write_text(paths[0], msgspec.json.format(msgspec.json.encode(tasks), indent=1).decode() + "\n")
    write_text(paths[1], labelling_config())
    return Written(paths, losses.found())


def _task(document: Document, model: str | None) -> dict[str, Any]:
    graph = in_parts(graph_of(document))
    data = {
        "text": graph.text,
        "id": graph.id,
        "meta": dict(graph.meta),
        "registry": msgspec.to_builtins(graph.registry),
        "paragraphs": [[span.start, span.end] for span in graph.paragraphs],
        "sentences": [[span.start, span.end] for span in graph.sentences],
        "layers": sorted(graph.layers),
        "unanchored": msgspec.to_builtins(graph.unanchored),
    }
    result = [part for node in graph.nodes for part in _region(graph.text, node)]
    result += [
        {
            "type": "relation",
            "from_id": link.start,
            "to_id": link.end,
            "direction": "right",
            "labels": [link.label],
        }
        for link in graph.links
    ]
    by = model or document.meta.get(PRE_ANNOTATED)
    if by is None:
        return {"data": data, "annotations": [{"result": result}]}
    return {"data": data, "predictions": [{"model_version": by, "result": result}]}


def _region(text: str, node: Node) -> Iterable[dict[str, Any]]:
    (span,) = node.spans
    place = {"start": span.start, "end": span.end, "text": text[span.start : span.end]}
    common = {"id": node.id, "to_name": _TEXT}
    yield {
        **common,
        "from_name": _LABEL,
        "type": "labels",
        "value": {**place, "labels": [node.label]},
    }
    label = "Entity" if node.label in ENTITY_TYPES else node.label
    for feature, value in node.features.items():
        control = {**common, "from_name": _control(label, feature)}
        if value in VALUES.get((label, feature), ()):
            yield {**control, "type": "choices", "value": {**place, "choices": [value]}}
        else:
            yield {**control, "type": "textarea", "value": {**place, "text": [value]}}


def read_label_studio(path: str | os.PathLike[str], annotator: str | None = None) -> list[Document]:
    """The documents of an export in the form *JSON*.

    Args:
        path: the file, or a folder with ``tasks.json``.
        annotator: whose annotations are read, where a task has those of several: their id or email
            as it stands in ``completed_by``.

    Raises:
        InputError: the file is no such export (*JSON_MIN* has no relations); a task with annotations
            of several people and none chosen; regions whose words are not those at their offsets; and
            what :func:`document_of` refuses. With file and number of the task.
    """
    where = Path(path)
    file = str(where / "tasks.json" if where.is_dir() else where)
    try:
        tasks = msgspec.json.decode(read_text(file), type=list[_Task])
    except msgspec.DecodeError as error:
        raise InputError(
            Fault(
                f"is no export of Label Studio: {error}",
                file=file,
                hint="choose the format JSON when exporting; JSON-MIN has no relations",
            )
        ) from None
    return [_document(task, number, file, annotator) for number, task in enumerate(tasks, 1)]


def _document(task: _Task, number: int, file: str, annotator: str | None) -> Document:
    data = task.data
    text = data.get("text")
    name = str(data.get("id") or f"task-{number}")
    if not isinstance(text, str) or not text:
        raise InputError(
            Fault("has no text in its data", file=file, document=name, pointer="/data/text")
        )
    result = _chosen(task, name, file, annotator)
    reader = _Reader(file, name, text)
    for part in result:
        reader.part(part)
    try:
        graph = Graph(
            name,
            text,
            *reader.found(),
            registry=msgspec.convert(data.get("registry", []), tuple[RegistryEntry, ...]),
            meta=msgspec.convert(data.get("meta", {}), dict[str, str]),
            paragraphs=_spans(data.get("paragraphs"), paragraphs(text)),
            sentences=_spans(data.get("sentences"), sentences(text)),
            layers=frozenset(msgspec.convert(data.get("layers", _ALWAYS), list[str])),
            unanchored=msgspec.convert(data.get("unanchored", []), tuple[Unanchored, ...]),
        )
    except msgspec.ValidationError as error:
        raise InputError(
            Fault(f"its data cannot be read: {error}", file=file, document=name)
        ) from None
    return document_of(joined(graph, file), file)


def _spans(written: Any, by_rule: Sequence[tuple[int, int]]) -> tuple[Span, ...]:
    pairs = by_rule if written is None else msgspec.convert(written, list[tuple[int, int]])
    return tuple(Span(*pair) for pair in pairs)


def _chosen(task: _Task, name: str, file: str, annotator: str | None) -> list[dict[str, Any]]:
    """The result that is read: of the annotations, or of the prediction if nobody has annotated."""
    done = [one for one in task.annotations if not one.get("was_cancelled")]
    if annotator is not None:
        done = [one for one in done if annotator in _names(one.get("completed_by"))]
        if not done:
            raise InputError(
                Fault(f"has no annotations by {annotator!r}", file=file, document=name)
            )
    found = done or task.predictions
    if len(found) > 1:
        by = ", ".join("/".join(_names(one.get("completed_by"))) or "?" for one in found)
        raise InputError(
            Fault(
                f"has {len(found)} annotations, by {by}",
                file=file,
                document=name,
                hint="choose one of the annotators with --annotator",
            )
        )
    return list(found[0].get("result", [])) if found else []


def _names(completed_by: Any) -> list[str]:
    """Label Studio writes a number, or an object with id and email."""
    if isinstance(completed_by, Mapping):
        return [str(completed_by[key]) for key in ("id", "email") if completed_by.get(key)]
    return [] if completed_by is None else [str(completed_by)]


class _Reader:
    def __init__(self, file: str, document: str, text: str) -> None:
        self._file, self._document, self._text = file, document, text
        self._faults: list[Fault] = []
        self._labels: dict[str, tuple[str, Span]] = {}
        self._features: dict[str, dict[str, str]] = {}
        self._links: list[Link] = []

    def _fault(self, message: str, region: str) -> None:
        self._faults.append(
            Fault(message, file=self._file, document=self._document, pointer=region)
        )

    def part(self, part: Mapping[str, Any]) -> None:
        """Reads one entry of a result: a region, what is said of it, or a relation."""
        region = str(part.get("id", ""))
        value = part.get("value")
        if part.get("type") == "relation":
            labels = part.get("labels") or [""]
            start, end = str(part.get("from_id", "")), str(part.get("to_id", ""))
            if part.get("direction") == "left":
                start, end = end, start
            self._links.append(Link(str(labels[0]), start, end))
        elif not isinstance(value, Mapping):
            self._fault("has no value", region)
        elif part.get("type") == "labels":
            self._region(region, value)
        elif part.get("type") in ("choices", "textarea"):
            self._feature(region, str(part.get("from_name", "")), value)
        else:
            self._fault(f"an entry of the type {part.get('type')!r} cannot be read", region)

    def _region(self, region: str, value: Mapping[str, Any]) -> None:
        start, end, labels = value.get("start"), value.get("end"), value.get("labels")
        if not isinstance(labels, list) or len(labels) != 1:
            self._fault(f"a region with the labels {labels!r}: one is expected", region)
            return
        if not (isinstance(start, int) and isinstance(end, int)) or not (
            0 <= start < end <= len(self._text)
        ):
            self._fault(
                f"[{start}, {end}) is not in the text of {len(self._text)} characters", region
            )
            return
        words = value.get("text")
        here = self._text[start:end]
        # Label Studio writes the two signs \n for a line feed in the words of a region
        if isinstance(words, str) and words.replace("\\n", "\n").split() != here.split():
            self._fault(
                f"its words {words[:40]!r} are not those at [{start}, {end}): {here[:40]!r}", region
            )
            return
        if region in self._labels:
            self._fault("its id is used twice", region)
        self._labels[region] = (str(labels[0]), Span(start, end))

    def _feature(self, region: str, control: str, value: Mapping[str, Any]) -> None:
        found = value.get("choices", value.get("text"))
        values = [found] if isinstance(found, str) else found
        if not isinstance(values, list) or len(values) != 1:
            self._fault(f"{control}: one value is expected, found {found!r}", region)
            return
        self._features.setdefault(region, {})[control.partition(".")[2]] = str(values[0])

    def found(self) -> tuple[tuple[Node, ...], tuple[Link, ...]]:
        """Nodes and links.

        Raises:
            InputError: something could not be read.
        """
        for region in self._features.keys() - self._labels.keys():
            self._fault("something is said of a region without a label", region)
        if self._faults:
            raise InputError(self._faults)
        nodes = [
            Node(region, label, (span,), self._features.get(region, {}))
            for region, (label, span) in self._labels.items()
        ]
        return tuple(nodes), tuple(self._links)
