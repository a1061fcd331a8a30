"""Reads annotated articles: inline XML to :class:`~rawi.document.Document`.

The format is described in ``annotation_guidelines/markup.md``. A file is read in three steps, each of
which reports everything it finds wrong: bytes and XML (no document type, no entities, no network),
the grammar ``schema/article.rng``, and the ids that links use.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, cast

from lxml import etree

from rawi.dataset.markup_text import Stretch, TextReader, line_of
from rawi.dataset.safe_xml import parse_xml, plain
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
from rawi.files import read_bytes
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
    root = parse_xml(data, file)
    grammar = _grammar()
    if not grammar.validate(root):
        raise InputError(
            Fault(
                plain(error.message),
                file=file,
                line=error.line,
                rule="xml-grammar",
                hint="see annotation_guidelines/markup.md",
            )
            for error in _first_perline_of(grammar.error_log)
        )
    return _Compiler(root, file).article()


def _first_perline_of(log: Any) -> list[Any]:
    """RELAX NG reports a fault again at every level above it; the first on a line says what it is."""
    seen: dict[int, Any] = {}
    for error in log:
        seen.setdefault(error.line, error)
    return list(seen.values())


class _Compiler(TextReader):
    """Turns one parsed article into a document, collecting faults on the way."""

    def __init__(self, root: etree._Element, file: str) -> None:
        super().__init__()
        self.root = root
        self.file = file

    def article(self) -> Article:
        document_id = self.root.get("id", "")
        body = cast(etree._Element, self.root.find("text"))
        text = self.read(body)
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

    def _target(self, link: etree._Element, attribute: str, name: str) -> Stretch | None:
        tag = _TARGETS.get(attribute, attribute)
        stretch = self.stretches.get(name)
        if stretch is None or stretch.tag != tag or stretch.prev:
            found = "no element" if stretch is None else f"a <{stretch.tag}>"
            if stretch is not None and stretch.prev:
                found = "a later part"
            self.fault(
                "id-unknown",
                f'{attribute}="{name}" must name a <{tag}> of the text, {found} has this id',
                line_of(link),
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
            self.fault(
                "part-order",
                f"{attribute} must be one unbroken stretch",
                line_of(link),
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
                    self.fault("id-duplicate", f"two registry entries {key}", line_of(link), key)
                registry.append(
                    RegistryEntry(key, link.get("name", ""), cast(Any, link.get("kind", "other")))
                )
                for name in link.get("mentions", "").split():
                    if name in entity_of:
                        self.fault(
                            "id-duplicate",
                            f"{name} is a mention of {entity_of[name]} already",
                            line_of(link),
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
            self.fault(
                "id-unknown",
                f'entity="{key}" names no <entity> of the registry',
                line_of(link),
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
            self.fault(
                "claim-status", "of, base or status-cue without status", line_of(link), stretch.id
            )
        if unit is None and unit_span is not None:
            self.fault("unit-name", "unit-span without unit", line_of(link), stretch.id)
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
            self.fault("quantity-bounds", f"bounds={error}", line_of(link), link.get("id", ""))
            return None, None

    def _orphans(self) -> None:
        for stretch in self.stretches.values():
            if not stretch.used:
                self.fault(
                    "id-orphan",
                    f"<{stretch.tag}> is used by no link",
                    stretch.line,
                    stretch.id,
                )
