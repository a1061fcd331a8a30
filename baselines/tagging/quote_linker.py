"""Quotes with their speakers from spans with roles.

Cues and sources are put to contents by :mod:`rawi.baselines.tagging.quote_matching`. Who is meant,
also where the subject is dropped, is settled by the same machinery as in the rule baseline
(:func:`rawi.baselines.quote_attribution.attribute`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from msgspec.structs import replace

from rawi.baselines.quote_attribution import attribute
from rawi.baselines.quote_cues import Cue, find_cues
from rawi.baselines.quote_draft import Draft, Fallback
from rawi.baselines.quote_functions import leftover_marks
from rawi.baselines.quote_page import Page, lay_out
from rawi.baselines.quote_sources import Names, NounPhrase, can_speak
from rawi.baselines.quote_subjects import after_cue
from rawi.baselines.quotes import QuoteReading
from rawi.baselines.tagging.layout import RoleSpan
from rawi.baselines.tagging.quote_matching import SOURCE_REACH, Matcher
from rawi.baselines.tagging.quote_parts import Content
from rawi.document import Entity, Mark, MarkFunction, Quote, Source, SourceKind, Span


def link_quotes(
    text: str,
    entities: Sequence[Entity],
    contents: Sequence[RoleSpan],
    attributions: Sequence[RoleSpan],
    marks: Sequence[RoleSpan] | None = None,
) -> QuoteReading:
    """Quotes with their speakers from spans with roles.

    Args:
        text: the raw text.
        entities: the named entities; they tell which mentions are of one speaker.
        contents: spans labelled with the type of the quote, or ``more``; none crosses another.
        attributions: cues, sources and relaying sources.
        marks: words in quotation marks that are no quotes; found by rule if they are not given.

    Returns:
        quotes by where they begin, marks, and the registry of speakers.
    """
    page = lay_out(text)
    linked = Matcher(page, contents, attributions).linked()
    names = Names(page, entities)
    drafts = [_draft(page, one) for one in linked]
    _overlooked(page, names, linked, drafts)
    by_content = {id(one): draft for one, draft in zip(linked, drafts, strict=True)}
    parents = [by_content[id(one.parent)] if one.parent is not None else None for one in linked]
    sources, registry, mentions = attribute(page, names, entities, drafts, parents)
    kinds = {
        source.entity: one.source.label.partition(".")[2]
        for one, (source, _) in zip(linked, sources, strict=True)
        if one.source is not None and source.entity is not None
    }
    ids = {id(one): f"q{number}" for number, one in enumerate(linked, 1)}
    quotes = tuple(
        Quote(
            content=tuple(one.spans),
            id=ids[id(one)],
            type=one.type,
            act=draft.act,
            cue=tuple(cue.span for cue in one.cues),
            source=_with_kind(source, one.source, kinds.get(source.entity or "", "")),
            via=via,
            parent=ids[id(one.parent)] if one.parent is not None else None,
            factuality=draft.factuality,
        )
        for one, draft, (source, via) in zip(linked, drafts, sources, strict=True)
    )
    if marks is None:
        found = leftover_marks(page, entities, [span for one in linked for span in one.spans])
    else:
        found = tuple(
            Mark(span.start, span.end, cast("MarkFunction", span.label), id=f"m{number}")
            for number, span in enumerate(marks, 1)
        )
    return QuoteReading(quotes, found, registry, mentions)


def _with_kind(source: Source, tagged: RoleSpan | None, known: str) -> Source:
    """The source with the kind of its span, or for a dropped subject that of its antecedent's."""
    kind = tagged.label.partition(".")[2] if tagged is not None else known
    return replace(source, kind=cast("SourceKind", kind)) if kind else source


def _phrase(page: Page, span: RoleSpan) -> NounPhrase:
    first, last = page.word_at(span.start), page.word_at(span.end - 1) + 1
    return NounPhrase(first, last, Span(span.start, span.end))


def _draft(page: Page, one: Content) -> Draft:
    cue = one.cues[-1] if one.cues else None
    fallback: Fallback = "speaker" if cue is None else "subject"
    if cue is not None and cue.known is not None and cue.known.form is not None:
        fallback = "nobody" if cue.known.form.lemma.name == "قيل" else "subject"
    if one.source is not None and one.source.label == "source.none":
        fallback = "nobody"
    return Draft(
        content=one.spans,
        type=one.type,
        word=cue.first if cue is not None else one.first,
        act=cue.act if cue is not None else "speech",
        factuality=cue.factuality if cue is not None else "asserted",
        cue=None
        if cue is None
        else (cue.known or Cue(cue.first, cue.last, cue.span, "verb", after=cue.last)),
        source=_phrase(page, one.source)
        if one.source is not None and fallback != "nobody"
        else None,
        via=[_phrase(page, span) for span in one.via],
        fallback=fallback,
    )


def _overlooked(
    page: Page, names: Names, linked: Sequence[Content], drafts: Sequence[Draft]
) -> None:
    """Give cues without a tagged source the phrase right behind them that names somebody.

    A tagger that finds a cue and its content but not who stands between them is mended here; a subject
    that is dropped stays so, since no phrase stands there.
    """
    cues_at = {cue.first: cue for cue in find_cues(page)}
    for one, draft in zip(linked, drafts, strict=True):
        cue = draft.cue
        if draft.source is not None or cue is None or draft.fallback == "nobody":
            continue
        if cue.form is None and cue.kind != "preposition":
            continue
        limit = min(page.sentence(cue.first)[1], cue.last + SOURCE_REACH)
        if one.first >= cue.last:
            limit = min(limit, one.first)
        found = after_cue(page, names, cue, limit, cues_at)
        if found is not None and can_speak(page, names, found.first):
            draft.source = found
