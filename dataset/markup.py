"""Reads annotated articles: inline XML to :class:`~rawi.document.Document`.

The format is described in ``annotation_guidelines/markup.md``. A file is read in three steps, each of
which reports everything it finds wrong: bytes and XML (no document type, no entities, no network),
the grammar ``schema/article.rng``, and the ids that links use.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, cast

from lxml import etree

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
    Unit,
    sha256_of,
)
from rawi.errors import Fault, InputError
from rawi.files import decode, read_bytes
from rawi.intervals import read_interval

#: element of a link target by the attribute that names it
_TARGETS = {
    "cue": "cue",
    "source": "src",
    "unit-span": "unit",
    "modifier": "mod",
    "of": "of",
    "head": "head",
    "base": "base",
    "status-cue": "sc",
}


@dataclass(slots=True)
class _Stretch:
    """An element of the text: where it stands, and the parts that belong to it."""

    tag: str
    id: str
    start: int
    end: int
    line: int | None
    type: str = ""
    prev: str = ""
    spans: tuple[Span, ...] = ()
    used: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """A compiled article, and the lines of its elements for messages.

    Attributes:
        document: the compiled document.
        lines: line in the file by id of the element.
        file: the name of the file.
    """

    document: Document
    lines: dict[str, int] = field(default_factory=dict)
    file: str = ""


@cache
def _grammar() -> etree.RelaxNG:
    return etree.RelaxNG(
        etree.fromstring(files("rawi.dataset").joinpath("schema/article.rng").read_bytes())
    )


def read_article(path: str | os.PathLike[str]) -> Article:
    """Compile the article in a file.

    Raises:
        InputError: with every fault found, each with its line.
    """
    return compile_article(read_bytes(path), str(path))


def compile_article(data: bytes, file: str = "") -> Article:
    """Compile the bytes of an annotated article.

    Raises:
        InputError: with every fault found, each with its line.
    """
    root = _parse(data, file)
    grammar = _grammar()
    if not grammar.validate(root):
        raise InputError(
            Fault(
                _plain(error.message),
                file=file,
                line=error.line,
                rule="xml-grammar",
                hint="see annotation_guidelines/markup.md",
            )
            for error in _first_per_line(grammar.error_log)
        )
    return _Compiler(root, file).article()


def _parse(data: bytes, file: str) -> etree._Element:
    text = decode(data, file)
    declaration = re.search(r"<!(DOCTYPE|ENTITY)", text)
    if declaration:
        raise InputError(
            Fault(
                f"has a <!{declaration[1]}> declaration, which is not allowed",
                file=file,
                line=text.count("\n", 0, declaration.start()) + 1,
                rule="xml-doctype",
                hint="remove it; write &amp; &lt; &gt; and characters as they are",
            )
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise InputError(
            Fault(
                f"is not well-formed XML: {_plain(str(error.msg))}",
                file=file,
                line=line,
                column=column,
                rule="xml-malformed",
                hint="every tag that opens must close, in the order of nesting",
            )
        ) from None


def _plain(message: str) -> str:
    return re.sub(r", line \d+, column \d+.*$", "", message.strip())


def _first_per_line(log: Any) -> list[Any]:
    """RELAX NG reports a fault again at every level above it; the first on a line says what it is."""
    seen: dict[int, Any] = {}
    for error in log:
        seen.setdefault(error.line, error)
    return list(seen.values())


class _Compiler:
    """Turns one parsed article into a document, collecting faults on the way."""

    def __init__(self, root: etree._Element, file: str) -> None:
        self.root = root
        self.file = file
        self.faults: list[Fault] = []
        self.stretches: dict[str, _Stretch] = {}
        self.pieces: list[str] = []
        self.length = 0
        self.edges: set[int] = set()  # offsets where a sentence begins
        self.sentences: list[Span] = []
        self.paragraphs: list[Span] = []

    def article(self) -> Article:
        document_id = self.root.get("id", "")
        body = cast(etree._Element, self.root.find("text"))
        self._text(body)
        text = "".join(self.pieces)
        self._join_parts(text)
        links = self.root.find("links")
        children = [] if links is None else list(links)
        registry, entity_of, role_of = self._registry(children)
        document = Document(
            id=document_id,
            text=text,
            sha256=sha256_of(text),
            meta={
                item.get("name", ""): item.text or "" for item in self.root.iterfind("meta/item")
            },
            paragraphs=tuple(self.paragraphs),
            sentences=tuple(self.sentences),
            registry=registry,
            entities=self._entities(entity_of, role_of),
            quotes=tuple(
                quote
                for link in children
                if link.tag == "quote" and (quote := self._quote(link, registry)) is not None
            ),
            marks=tuple(
                mark
                for link in children
                if link.tag == "mark" and (mark := self._mark(link)) is not None
            ),
            quantities=tuple(
                quantity
                for link in children
                if link.tag == "quantity" and (quantity := self._quantity(link)) is not None
            ),
        )
        self._orphans()
        if self.faults:
            raise InputError(self.faults, file=self.file, document=document_id)
        lines = {s.id: s.line for s in self.stretches.values() if s.line is not None}
        return Article(document, lines, self.file)

    def _fault(self, rule: str, message: str, line: int | None, pointer: str = "") -> None:
        self.faults.append(Fault(message, line=line, pointer=pointer, rule=rule))

    # --- the text

    def _add(self, text: str | None) -> None:
        if text:
            self.pieces.append(text)
            self.length += len(text)

    def _text(self, body: etree._Element) -> None:
        self._add(body.get("before"))
        paragraphs = list(body)
        for i, paragraph in enumerate(paragraphs):
            self._between(body.text if i == 0 else paragraphs[i - 1].tail, paragraph)
            start = self.length
            sentences = list(paragraph)
            for k, sentence in enumerate(sentences):
                self._between(paragraph.text if k == 0 else sentences[k - 1].tail, sentence)
                begin = self.length
                self.edges.add(begin)
                self._inline(sentence)
                self.sentences.append(Span(begin, self.length))
                if self.length == begin:
                    self._fault("xml-grammar", "the sentence is empty", _line(sentence))
                self._add(sentence.get("after", " " if k + 1 < len(sentences) else ""))
            end = self.sentences[-1].end
            self.paragraphs.append(Span(start, end))
            self._add(paragraph.get("after", "\n" if i + 1 < len(paragraphs) else ""))

    def _between(self, text: str | None, element: etree._Element) -> None:
        if text and text.strip():
            self._fault(
                "xml-grammar", f"text outside a sentence: {text.strip()[:40]!r}", _line(element)
            )

    def _inline(self, element: etree._Element) -> None:
        self._add(element.text)
        for child in element:
            start = self.length
            self._inline(child)
            self._stretch(child, start, self.length)
            self._add(child.tail)

    def _stretch(self, element: etree._Element, start: int, end: int) -> None:
        name = element.get("id", "")
        line = _line(element)
        if name in self.stretches:
            first = self.stretches[name].line
            self._fault(
                "id-duplicate", f"the id {name} is already used in line {first}", line, name
            )
            return
        if start == end:
            self._fault("xml-grammar", f"<{element.tag}> holds no text", line, name)
        self.stretches[name] = _Stretch(
            str(element.tag),
            name,
            start,
            end,
            line,
            type=element.get("t", ""),
            prev=element.get("prev", ""),
        )

    def _join_parts(self, text: str) -> None:
        """Give every first part the spans of all its parts.

        Parts that only the end of a sentence, or another element, keeps apart are one span.
        """
        ordered = sorted(self.stretches.values(), key=lambda stretch: stretch.start)
        first: dict[str, _Stretch] = {}
        for stretch in ordered:
            if not stretch.prev:
                first[stretch.id] = stretch
                stretch.spans = (Span(stretch.start, stretch.end),)
                continue
            head = first.get(stretch.prev)
            if head is None or head.tag != stretch.tag or head.spans[-1].end > stretch.start:
                self._fault(
                    "part-order",
                    f"prev={stretch.prev!r} names no <{stretch.tag}> that ends before this one",
                    stretch.line,
                    stretch.id,
                )
                continue
            stretch.used = True
            first[stretch.id] = head
            last = head.spans[-1]
            gap = text[last.end : stretch.start]
            between = any(last.end < edge <= stretch.start for edge in self.edges) if gap else True
            if not gap.strip() and between:
                head.spans = (*head.spans[:-1], Span(last.start, stretch.end))
            else:
                head.spans = (*head.spans, Span(stretch.start, stretch.end))

    # --- the links

    def _target(self, link: etree._Element, attribute: str, name: str) -> _Stretch | None:
        tag = _TARGETS.get(attribute, attribute)
        stretch = self.stretches.get(name)
        if stretch is None or stretch.tag != tag or stretch.prev:
            found = "no element" if stretch is None else f"a <{stretch.tag}>"
            if stretch is not None and stretch.prev:
                found = "a later part"
            self._fault(
                "id-unknown",
                f'{attribute}="{name}" must name a <{tag}> of the text, {found} has this id',
                _line(link),
                link.get("id", ""),
            )
            return None
        stretch.used = True
        return stretch

    def _targets(self, link: etree._Element, attribute: str) -> tuple[Span, ...]:
        spans: list[Span] = []
        for name in link.get(attribute, "").split():
            stretch = self._target(link, attribute, name)
            if stretch is not None:
                spans.extend(stretch.spans)
        return tuple(spans)

    def _one(self, link: etree._Element, attribute: str) -> Span | None:
        spans = self._targets(link, attribute)
        if len(spans) > 1:
            self._fault(
                "part-order",
                f"{attribute} must be one unbroken stretch",
                _line(link),
                link.get("id", ""),
            )
        return spans[0] if spans else None

    def _registry(
        self, links: Iterable[etree._Element]
    ) -> tuple[tuple[RegistryEntry, ...], dict[str, str], dict[str, str]]:
        registry: list[RegistryEntry] = []
        entity_of: dict[str, str] = {}
        role_of: dict[str, str] = {}
        for link in links:
            if link.tag == "entity":
                key = link.get("id", "")
                if any(entry.id == key for entry in registry):
                    self._fault("id-duplicate", f"two registry entries {key}", _line(link), key)
                registry.append(
                    RegistryEntry(key, link.get("name", ""), cast(Any, link.get("kind", "other")))
                )
                for name in link.get("mentions", "").split():
                    if name in entity_of:
                        self._fault(
                            "id-duplicate",
                            f"{name} is a mention of {entity_of[name]} already",
                            _line(link),
                            key,
                        )
                    if self._target(link, "e", name) is not None:
                        entity_of[name] = key
            elif link.tag == "role":
                name = link.get("of", "")
                if self._target(link, "e", name) is not None:
                    role_of[name] = link.get("as", "")
        return tuple(registry), entity_of, role_of

    def _entities(self, entity_of: dict[str, str], role_of: dict[str, str]) -> tuple[Entity, ...]:
        found = []
        order = {stretch.id: i for i, stretch in enumerate(reversed(self.stretches.values()))}
        for stretch in self.stretches.values():
            if stretch.tag == "e":
                stretch.used = True
                found.append(
                    Entity(
                        stretch.start,
                        stretch.end,
                        stretch.type,
                        stretch.id,
                        entity_of.get(stretch.id),
                        cast(Any, role_of.get(stretch.id)),
                    )
                )
        # elements are met when they close; the outer one of two equal spans comes first
        found.sort(key=lambda entity: (entity.start, -entity.end, order[entity.id]))
        return tuple(found)

    def _source(self, link: etree._Element, registry: tuple[RegistryEntry, ...]) -> Source:
        key = link.get("entity")
        if key is not None and all(entry.id != key for entry in registry):
            self._fault(
                "id-unknown",
                f'entity="{key}" names no <entity> of the registry',
                _line(link),
                link.get("id", ""),
            )
        return Source(self._targets(link, "source"), key, cast(Any, link.get("kind", "named")))

    def _quote(self, link: etree._Element, registry: tuple[RegistryEntry, ...]) -> Quote | None:
        stretch = self._target(link, "q", link.get("id", ""))
        if stretch is None:
            return None
        return Quote(
            content=stretch.spans,
            id=stretch.id,
            type=cast(Any, link.get("type")),
            act=cast(Any, link.get("act")),
            cue=self._targets(link, "cue"),
            source=self._source(link, registry),
            via=tuple(self._source(via, registry) for via in link.iterfind("via")),
            parent=link.get("parent"),
            factuality=cast(Any, link.get("factuality")),
        )

    def _mark(self, link: etree._Element) -> Mark | None:
        stretch = self._target(link, "mark", link.get("id", ""))
        if stretch is None:
            return None
        span = stretch.spans[0]
        return Mark(span.start, stretch.spans[-1].end, cast(Any, link.get("function")), stretch.id)

    def _quantity(self, link: etree._Element) -> Quantity | None:
        stretch = self._target(link, "num", link.get("id", ""))
        if stretch is None:
            return None
        low, high = self._bounds(link)
        unit, per = link.get("unit"), link.get("per")
        unit_span = self._one(link, "unit-span")
        of = self._one(link, "of")
        head = self._one(link, "head") or of
        base = self._one(link, "base")
        status_cue = self._one(link, "status-cue")
        status = link.get("status")
        claim = None
        if status is not None:
            claim = Claim(of, head, base, cast(Any, status), status_cue)
        elif of or base or status_cue:
            self._fault(
                "claim-status", "of, base or status-cue without status", _line(link), stretch.id
            )
        if unit is None and unit_span is not None:
            self._fault("unit-name", "unit-span without unit", _line(link), stretch.id)
        return Quantity(
            stretch.start,
            stretch.end,
            stretch.id,
            cast(Any, link.get("kind")),
            value=link.get("value"),
            low=low,
            high=high,
            scale=link.get("scale"),
            unit=Unit(unit or "", unit_span, per) if unit or per else None,
            modifier=self._one(link, "modifier"),
            role=cast(Any, link.get("role")),
            direction=cast(Any, link.get("direction")),
            claim=claim,
        )

    def _bounds(self, link: etree._Element) -> tuple[Bound | None, Bound | None]:
        written = link.get("bounds")
        if written is None:
            return None, None
        try:
            return read_interval(written)
        except ValueError as error:
            self._fault("quantity-bounds", f"bounds={error}", _line(link), link.get("id", ""))
            return None, None

    def _orphans(self) -> None:
        for stretch in self.stretches.values():
            if not stretch.used:
                self._fault(
                    "id-orphan",
                    f"<{stretch.tag}> is used by no link",
                    stretch.line,
                    stretch.id,
                )


def _line(element: etree._Element) -> int | None:
    # lxml-stubs leaves the type of this property open
    line: Any = element.sourceline
    return line if isinstance(line, int) else None
