"""The text of an annotated article: what stands in its sentences, and where its elements are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lxml import etree

from rawi.document import Span
from rawi.errors import Fault


@dataclass(slots=True)
class Stretch:
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


class TextReader:
    """Collects text and elements, and what is wrong with them.

    Attributes:
        faults: what was found, without the file.
        stretches: the elements of the text by id; those of several parts have them all in the first.
        sentences: in order.
        paragraphs: in order.
    """

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.stretches: dict[str, Stretch] = {}
        self.sentences: list[Span] = []
        self.paragraphs: list[Span] = []
        self.pieces: list[str] = []
        self.length = 0
        self.edges: set[int] = set()  # offsets where a sentence begins

    def fault(self, rule: str, message: str, line: int | None, pointer: str = "") -> None:
        """Notes a fault."""
        self.faults.append(Fault(message, line=line, pointer=pointer, rule=rule))

    def _add(self, text: str | None) -> None:
        if text:
            self.pieces.append(text)
            self.length += len(text)

    def read(self, body: etree._Element) -> str:
        """The text below ``<text>``; sentences, paragraphs and stretches are noted on the way."""
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
                    self.fault("xml-grammar", "the sentence is empty", line_of(sentence))
                self._add(sentence.get("after", " " if k + 1 < len(sentences) else ""))
            end = self.sentences[-1].end
            self.paragraphs.append(Span(start, end))
            self._add(paragraph.get("after", "\n" if i + 1 < len(paragraphs) else ""))
        text = "".join(self.pieces)
        self._join_parts(text)
        return text

    def _between(self, text: str | None, element: etree._Element) -> None:
        if text and text.strip():
            self.fault(
                "xml-grammar", f"text outside a sentence: {text.strip()[:40]!r}", line_of(element)
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
        line = line_of(element)
        if name in self.stretches:
            first = self.stretches[name].line
            self.fault("id-duplicate", f"the id {name} is already used in line {first}", line, name)
            return
        if start == end:
            self.fault("xml-grammar", f"<{element.tag}> holds no text", line, name)
        self.stretches[name] = Stretch(
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
        first: dict[str, Stretch] = {}
        for stretch in ordered:
            if not stretch.prev:
                first[stretch.id] = stretch
                stretch.spans = (Span(stretch.start, stretch.end),)
                continue
            head = first.get(stretch.prev)
            if head is None or head.tag != stretch.tag or head.spans[-1].end > stretch.start:
                self.fault(
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


def line_of(element: etree._Element) -> int | None:
    """The line in the file, where it is known."""
    # lxml-stubs leaves the type of this property open
    line: Any = element.sourceline
    return line if isinstance(line, int) else None
