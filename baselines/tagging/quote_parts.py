"""Contents and cues of quotes while they are put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from rawi.baselines.quote_cues import Cue
from rawi.baselines.quote_page import Page
from rawi.baselines.tagging.layout import MORE, RoleSpan
from rawi.document import Act, Factuality, QuoteType, Span


@dataclass(slots=True, eq=False)
class Content:
    """A quote in the making, with its places in words of the page."""

    spans: list[Span]
    type: QuoteType
    first: int
    last: int
    parent: Content | None = None
    cues: list[TaggedCue] = field(default_factory=list)
    source: RoleSpan | None = None
    via: list[RoleSpan] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class TaggedCue:
    """A cue with its place in words, and the content it stands inside of."""

    span: Span
    act: Act
    factuality: Factuality
    first: int
    last: int
    known: Cue | None
    inside: Content | None
    #: whether it has the form of an accusative participle, for cues that no list has
    adverbial: bool
    content: Content | None = None

    @property
    def finite(self) -> bool:
        """Whether it is a verb of its own, so that it may have dropped its subject."""
        return self.known.kind == "verb" if self.known is not None else not self.adverbial


def joined(page: Page, spans: Sequence[RoleSpan]) -> list[Content]:
    """Contents by where they begin, the outer first, later parts put to the first ones."""
    found: list[Content] = []
    stack: list[Content] = []
    latest: dict[int, Content] = {}
    for span in sorted(spans, key=lambda one: (one.start, -one.end, one.label)):
        while stack and stack[-1].spans[-1].end <= span.start:
            stack.pop()
        parent = stack[-1] if stack else None
        first, last = page.word_at(span.start), page.word_at(span.end - 1) + 1
        if first >= len(page.words):
            continue
        before = latest.get(id(parent))
        if span.label == MORE and before is not None:
            before.spans.append(Span(span.start, span.end))
            before.last = last
            stack.append(before)
            continue
        kind = "indirect" if span.label == MORE else span.label
        one = Content([Span(span.start, span.end)], cast("QuoteType", kind), first, last, parent)
        latest[id(parent)] = one
        found.append(one)
        stack.append(one)
    return found
