"""The mistakes of a system on quotes, counted as :class:`rawi.evaluate.quotes.Quotes` counts.

A quote counts as wrong because it is missed, spurious, not in the text, badly off (aligned with an IoU
below 0.5) or given to the wrong speaker. What else is wrong with a quote that is found does not change
the headline and is told besides: edges of the content, cue, type, act, factuality.
"""

from __future__ import annotations

from collections.abc import Iterator

from rawi.document import Document, Quote, Source
from rawi.evaluate.contents import Visible, common, iou, size
from rawi.evaluate.mistakes_model import Item, Mistake, shorten
from rawi.evaluate.mistakes_text import Place
from rawi.evaluate.ner import Boundary
from rawi.evaluate.quotes import FOUND, PartSpans, align, in_order
from rawi.evaluate.speakers import Speakers, names_nobody


def quote_mistakes(
    place: Place, gold: Document, predicted: Document, *, boundary: Boundary = "word"
) -> Iterator[Mistake]:
    """The mistakes in one document, in the order of the text."""
    visible = Visible(place.text)
    left, right = in_order(gold.quotes or ()), in_order(predicted.quotes or ())
    contents = [[visible.ranges(quote.content) for quote in side] for side in (left, right)]
    pairs = align(*contents)
    speakers = Speakers(gold)
    names = {entry.id: entry.name for entry in predicted.registry}
    titles = {entry.id: entry.name for entry in gold.registry}
    spans = PartSpans(place.text, boundary)
    for i, k in pairs:
        one, other = left[i], right[k]
        if iou(contents[0][i], contents[1][k]) < FOUND:
            yield _of_contents(place, "content-off", one, other, decisive=True)
            continue
        if not speakers.right(one, other, names):
            yield _of_speakers(place, one, other, titles, names)
        cores = visible.core(one.content), visible.core(other.content)
        if cores[0] != cores[1]:
            both = common(*cores)
            long, short = both < size(cores[1]), both < size(cores[0])
            kind = "shifted" if long == short else "long" if long else "short"
            yield _of_contents(place, f"content-{kind}", one, other, decisive=False)
        yield from _of_labels(place, one, other)
        if spans.cue(one) != spans.cue(other):
            items = [place.item("" if quote.cue else "no cue", quote.cue) for quote in (one, other)]
            yield place.mistake("quotes", "cue", *items, decisive=False, item=one.content)
    for i in sorted(set(range(len(left))) - {i for i, _ in pairs}):
        item = _content(place, left[i])
        yield place.mistake("quotes", "missed", item, None, decisive=True)
    for k in sorted(set(range(len(right))) - {k for _, k in pairs}):
        item = _content(place, right[k])
        yield place.mistake("quotes", "spurious", None, item, decisive=True)
    for lost in predicted.unanchored:
        if lost.layer == "quotes":
            label = (lost.type or "untyped") if lost.part == "item" else lost.part
            item = Item(label, shorten(lost.text))
            decisive = lost.part == "item"
            yield place.mistake("quotes", "not-in-text", None, item, decisive=decisive)


def _content(place: Place, quote: Quote) -> Item:
    return place.item(quote.type or "untyped", quote.content)


def _of_contents(place: Place, kind: str, one: Quote, other: Quote, *, decisive: bool) -> Mistake:
    items = _content(place, one), _content(place, other)
    return place.mistake("quotes", kind, *items, decisive=decisive)


def _of_labels(place: Place, one: Quote, other: Quote) -> Iterator[Mistake]:
    """Type, act and factuality of a found quote."""
    for kind, values in (
        ("type", (one.type, other.type)),
        ("act", (one.act, other.act)),
        ("factuality", (one.factuality, other.factuality)),
    ):
        if values[0] != values[1]:
            items = [
                place.item(value or f"no {kind}", quote.content)
                for value, quote in zip(values, (one, other), strict=True)
            ]
            yield place.mistake("quotes", kind, *items, decisive=False)


def _of_speakers(
    place: Place, one: Quote, other: Quote, titles: dict[str, str], names: dict[str, str]
) -> Mistake:
    missing = one.source is not None and one.source.kind != "none" and _none(other.source)
    items = speaker_item(place, one.source, titles), speaker_item(place, other.source, names)
    kind = "speaker-missing" if missing else "speaker-wrong"
    return place.mistake("quotes", kind, *items, decisive=True, item=one.content)


def _none(source: Source | None) -> bool:
    return source is None or names_nobody(source)


def speaker_item(place: Place, source: Source | None, registry: dict[str, str]) -> Item:
    """The description of a speaker: the words of the source, or the name of the registry entry.

    Args:
        place: the document.
        source: of a quote.
        registry: names of the registry entries of that side, by id.
    """
    if source is None or names_nobody(source):
        return Item("no speaker")
    name = source.name or registry.get(source.entity or "", "") or source.entity or ""
    if not source.spans:
        return Item(source.kind, shorten(name))
    return place.item(source.kind, source.spans)
