"""Quotes and their speakers, read by rules.

The order of work: lay the text out (:mod:`~rawi.baselines.quote_page`), find possible cues
(:mod:`~rawi.baselines.quote_cues`) and what each introduces
(:mod:`~rawi.baselines.quote_content`, :mod:`~rawi.baselines.quote_drafts`), nest the quotes in one
another, and settle whose words they are (:mod:`~rawi.baselines.quote_attribution`). Marks that are
left over are sorted by function (:mod:`~rawi.baselines.quote_functions`).

Conventions: content includes its quotation marks and the complementizer; cue and source spans leave
attached particles out; a quote stands inside another or beside it, never across.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rawi.baselines.quote_attribution import attribute
from rawi.baselines.quote_draft import Draft
from rawi.baselines.quote_drafts import Drafts
from rawi.baselines.quote_functions import leftover_marks
from rawi.baselines.quote_page import lay_out
from rawi.baselines.quote_sources import Names
from rawi.document import Entity, Mark, Quote, RegistryEntry, Span

#: quotes that stand deeper than this in others are not reported
DEEPEST = 4


@dataclass(frozen=True, slots=True)
class QuoteReading:
    """What was read in one text.

    Attributes:
        quotes: by where they begin.
        marks: words in quotation marks that are no quotes.
        registry: everyone who speaks.
        mentions: position of an entity in the list that was given → registry id.
    """

    quotes: tuple[Quote, ...]
    marks: tuple[Mark, ...]
    registry: tuple[RegistryEntry, ...]
    mentions: dict[int, str] = field(default_factory=dict)


def read_quotes(text: str, entities: Sequence[Entity] = ()) -> QuoteReading:
    """Read the quotes of a text.

    Args:
        text: the raw text.
        entities: its named entities, offsets into ``text``; the more of them are right, the better
            speakers are found and linked.

    Returns:
        quotes, leftover marks, registry and the mentions of its entries among the entities.
    """
    page = lay_out(text)
    names = Names(page, entities)
    drafts, parents = nest(Drafts(page, names).found)
    sources, registry, mentions = attribute(page, names, entities, drafts, parents)
    ids = {id(draft): f"q{number}" for number, draft in enumerate(drafts, 1)}
    quotes = tuple(
        Quote(
            content=tuple(draft.content),
            id=ids[id(draft)],
            type=draft.type,
            act=draft.act,
            cue=tuple(sorted(cue.span for cue in (draft.relay, draft.cue) if cue)),
            source=source,
            via=via,
            parent=ids[id(parent)] if parent is not None else None,
            factuality=draft.factuality,
        )
        for draft, parent, (source, via) in zip(drafts, parents, sources, strict=True)
    )
    marks = leftover_marks(page, entities, [span for draft in drafts for span in draft.content])
    return QuoteReading(quotes, marks, registry, mentions)


def nest(found: Sequence[Draft]) -> tuple[list[Draft], list[Draft | None]]:
    """Put quotes inside one another.

    A quote that begins inside another and goes on beyond it is cut off where that one ends; of two
    with the same content the first stays.

    Returns:
        the quotes by where their content begins, and the one around each.
    """
    kept: list[Draft] = []
    parents: list[Draft | None] = []
    stack: list[Draft] = []
    seen: set[tuple[Span, ...]] = set()
    for draft in sorted(found, key=lambda one: (one.content[0].start, -one.content[-1].end)):
        start = draft.content[0].start
        while stack and stack[-1].content[-1].end <= start:
            stack.pop()
        if stack:
            end = stack[-1].content[-1].end
            draft.content = [
                Span(span.start, min(span.end, end)) for span in draft.content if span.start < end
            ]
        key = tuple(draft.content)
        if key in seen or len(stack) >= DEEPEST or _is_own_thought(stack, draft):
            continue
        seen.add(key)
        kept.append(draft)
        parents.append(_around(stack, draft))
        stack.append(draft)
    return kept, parents


def _is_own_thought(stack: Sequence[Draft], draft: Draft) -> bool:
    """Whether a speaker says in his own words what he thinks (نأمل أن): no quote of its own."""
    form = draft.cue.form if draft.cue else None
    own = form is not None and form.first_person and draft.act == "thought"
    return own and _around(stack, draft) is not None


def _around(stack: Sequence[Draft], draft: Draft) -> Draft | None:
    """The innermost open quote with a part that holds all of this one."""
    first, last = draft.content[0], draft.content[-1]
    for outer in reversed(stack):
        if any(part.start <= first.start and last.end <= part.end for part in outer.content[:64]):
            return outer
    return None
