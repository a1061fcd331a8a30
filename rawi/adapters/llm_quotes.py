"""Quotes in the JSON of a language model.

Fields: ``content`` (or ``text``; a string, or a list of strings for a quote in parts), ``speaker`` (or
``source``: a string, or an object with ``name`` and ``kind``), ``via`` (strings), ``cue`` (strings),
``type``, ``act``, ``factuality``; all but the content optional.

A content is anchored as it is; if it does not occur so, without the quotation marks at its edges, and
then gets those that the text has there. A quote of which any part has no place has none. A cue takes
the occurrence nearest to the content, of two the one before it. A speaker who is named once in the text
gets that place, any other keeps the name.
"""

from __future__ import annotations

from typing import get_args

from rawi.adapters.adapted import shown
from rawi.adapters.anchoring import Mentions, Places
from rawi.adapters.fields import Item
from rawi.document import (
    Act,
    Factuality,
    Quote,
    QuoteType,
    Source,
    SourceKind,
    Span,
    Unanchored,
)

_MARKS = "\"«»“”„‟'‘’‚‛‹›`´″"


def read_quote(
    item: Item, mentions: Mentions, places: Places, lost: list[Unanchored]
) -> list[Quote]:
    """The quote that an item describes, or nothing, with what was lost added to ``lost``."""
    contents = item.strings("content", "text")
    kind = item.choice("type", get_args(QuoteType))
    source = _source(item, places)
    cues = item.strings("cue")
    parts = _parts(item, contents, mentions, places)
    if not parts:
        lost.append(Unanchored("quotes", " ".join(contents), kind or ""))
        lost.extend(Unanchored("quotes", cue, part="cue") for cue in cues)
        if source is not None and source.spans:
            lost.append(Unanchored("quotes", _speaker_words(item) or "", part="source"))
        return []
    return [
        Quote(
            parts,
            type=kind,
            act=item.choice("act", get_args(Act)),
            cue=_cues(item, cues, parts, places, lost),
            source=source,
            via=tuple(_place_or_name(words, "named", places) for words in item.strings("via")),
            factuality=item.choice("factuality", get_args(Factuality)),
        )
    ]


def _parts(
    item: Item, contents: tuple[str, ...], mentions: Mentions, places: Places
) -> tuple[Span, ...]:
    """The places of all parts in the order of the text, nothing if one has none."""
    if not contents:
        item.tell("has no content; counts as wrong")
        return ()
    found: list[Span] = []
    for words in contents:
        span = _content(words, mentions, places)
        if span is None:
            item.tell(f"the content {shown(words)} has no place in the text; counts as wrong")
            return ()
        found.append(span)
    apart: list[Span] = []
    for span in sorted(found):
        if apart and span.start < apart[-1].end:
            item.tell("a part of the content lies in another one; it is left out")
            continue
        apart.append(span)
    return tuple(apart)


def _content(words: str, mentions: Mentions, places: Places) -> Span | None:
    core = words.strip(_MARKS + " \n")
    if places.occurrences(words) or not core or core == words:
        return mentions.next(words)
    span = mentions.next(core)
    if span is None:
        return None
    before, _, behind = words.partition(core)
    marks = [sum(mark in _MARKS for mark in edge) for edge in (before, behind)]
    return places.with_marks(span, _MARKS, *marks)


def _cues(
    item: Item,
    cues: tuple[str, ...],
    parts: tuple[Span, ...],
    places: Places,
    lost: list[Unanchored],
) -> tuple[Span, ...]:
    found: set[Span] = set()
    for cue in cues:
        spans = [
            (span, part) for part in {parts[0], parts[-1]} if (span := _near(places, cue, part))
        ]
        if spans:
            found.add(min(spans, key=lambda pair: (_gap(*pair), pair))[0])
            continue
        item.tell(f"the cue {shown(cue)} has no place in the text; counts as wrong")
        lost.append(Unanchored("quotes", cue, part="cue"))
    return tuple(sorted(found))


def _near(places: Places, words: str, to: Span) -> Span | None:
    return places.nearest(words, to, before=True)


def _gap(span: Span, to: Span) -> int:
    return max(0, span.start - to.end, to.start - span.end)


def _source(item: Item, places: Places) -> Source | None:
    inner = item.part("speaker") or item.part("source")
    kind: SourceKind | None = None
    if inner is not None:
        kind = inner.choice("kind", get_args(SourceKind))
    words = _speaker_words(item)
    if kind == "none":
        return Source(kind="none")
    return None if words is None else _place_or_name(words, kind or "named", places)


def _speaker_words(item: Item) -> str | None:
    inner = item.part("speaker") or item.part("source")
    return item.string("speaker", "source") if inner is None else inner.string("name", "text")


def _place_or_name(words: str, kind: SourceKind, places: Places) -> Source:
    found = places.occurrences(words)
    if len(found) == 1:
        return Source((found[0],), kind=kind)
    return Source(kind=kind, name=words)
