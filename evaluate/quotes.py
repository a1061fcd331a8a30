"""Scores for quotes and their speakers.

Conventions. Quotes are aligned one-to-one, those with equal contents first, and the others so that the
total intersection over union (IoU) of their contents, in visible characters, is greatest; quotes
without a common character are never aligned.
A quote is *found* when it is aligned with IoU ≥ 0.5.

- ``attribution``: the headline: found, and with the right speaker (:mod:`rawi.evaluate.speakers`).
- ``found``: content IoU ≥ 0.5, whoever speaks.
- ``strict``: the same content exactly; ``core``: the same without marks, edge punctuation and
  complementizer; ``characters``: common visible characters of aligned quotes.
- ``cue``, ``source``: spans, snapped to words, of aligned quotes against all cue and source spans.
- ``via``: those who relay the words of found quotes, one-to-one, against all relaying sources.
- ``speaker``, ``type``, ``act``, ``factuality``: share of right values among the found quotes.
- per type: attribution; a predicted quote counts under the type of the gold quote it is aligned with,
  else under its own (``untyped`` if it gives none), so that the rows add up to the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from rawi.document import Document, Quote, Span
from rawi.evaluate.contents import Ranges, Visible, common, iou, size
from rawi.evaluate.matching import best_matching, equal_first, overlapping
from rawi.evaluate.measures import FMeasure, Measure, Share
from rawi.evaluate.ner import Boundary
from rawi.evaluate.speakers import Speakers
from rawi.evaluate.unanchored import add_quotes
from rawi.text import Snapper

#: content IoU from which on a quote is found
FOUND = 0.5
_TYPES = ("direct", "indirect", "mixed", "untyped")


def _measure(name: str, title: str) -> FMeasure:
    return FMeasure(name, title, f"{name}.correct", f"{name}.gold", f"{name}.predicted")


_MEASURES: tuple[Measure, ...] = (
    _measure("attribution", "attribution (content IoU ≥ .5 and speaker)"),
    _measure("found", "content IoU ≥ .5"),
    _measure("strict", "content, exact"),
    _measure("core", "content, core"),
    _measure("characters", "content, characters"),
    _measure("cue", "cue"),
    _measure("source", "source span"),
    _measure("via", "relayed by"),
    Share("speaker", "speaker, if found", "speaker.right", "found.correct"),
    Share("type", "type, if found", "type.right", "found.correct"),
    Share("act", "act, if found", "act.right", "found.correct"),
    Share("factuality", "factuality, if found", "factuality.right", "found.correct"),
)
_PER_TYPE = tuple(_measure(f"attribution/{kind}", kind) for kind in _TYPES)


@dataclass(frozen=True)
class Quotes:
    """The task of quotes and their speakers.

    Args:
        boundary: how cue and source spans are compared; contents are compared as described above.
    """

    boundary: Boundary = "word"
    name: str = "quotes"

    @property
    def measures(self) -> Sequence[Measure]:
        """What is reported, the headline first."""
        return _MEASURES

    @property
    def groups(self) -> Mapping[str, Sequence[FMeasure]]:
        """Attribution per type of quote."""
        return {"quote-type": _PER_TYPE}

    @property
    def counters(self) -> Sequence[str]:
        """Names of the integers in a count vector."""
        names = [
            name
            for m in (*_MEASURES, *_PER_TYPE)
            if isinstance(m, FMeasure)
            for name in (m.correct, m.gold, m.predicted)
        ]
        return [*names, *(m.right for m in _MEASURES if isinstance(m, Share))]

    def count(self, gold: Document, predicted: Document) -> dict[str, int]:
        """The counters of one document; see the module for the conventions."""
        text = gold.text or ""
        visible = Visible(text)
        left = in_order(gold.quotes or ())
        right = in_order(predicted.quotes or ())
        contents = [[visible.ranges(quote.content) for quote in side] for side in (left, right)]
        pairs = align(*contents)
        counts: dict[str, int] = dict.fromkeys(self.counters, 0)
        for name in ("attribution", "found", "strict", "core"):
            counts[f"{name}.gold"] = len(left)
            counts[f"{name}.predicted"] = len(right)
        counts["characters.gold"] = sum(map(size, contents[0]))
        counts["characters.predicted"] = sum(map(size, contents[1]))
        spans = PartSpans(text, self.boundary)
        cues = [[spans.cue(quote) for quote in side] for side in (left, right)]
        sources = [[spans.source(quote) for quote in side] for side in (left, right)]
        for name, side_cues, side_sources in zip(("gold", "predicted"), cues, sources, strict=True):
            counts[f"cue.{name}"] = sum(map(len, side_cues))
            counts[f"source.{name}"] = sum(map(len, side_sources))
        counts["via.gold"] = sum(len(quote.via) for quote in left)
        counts["via.predicted"] = sum(len(quote.via) for quote in right)
        for quote in left:
            counts[f"attribution/{quote.type or 'untyped'}.gold"] += 1
        aligned = {k: i for i, k in pairs}
        for k, quote in enumerate(right):
            kind = left[aligned[k]].type if k in aligned else quote.type
            counts[f"attribution/{kind or 'untyped'}.predicted"] += 1
        speakers = Speakers(gold)
        names = {entry.id: entry.name for entry in predicted.registry}
        for i, k in pairs:
            one, other = left[i], right[k]
            counts["characters.correct"] += common(contents[0][i], contents[1][k])
            counts["cue.correct"] += len(cues[0][i] & cues[1][k])
            counts["source.correct"] += len(sources[0][i] & sources[1][k])
            counts["strict.correct"] += contents[0][i] == contents[1][k]
            counts["core.correct"] += visible.core(one.content) == visible.core(other.content)
            if iou(contents[0][i], contents[1][k]) < FOUND:
                continue
            counts["found.correct"] += 1
            counts["via.correct"] += speakers.relayed(one, other, names)
            if speakers.right(one, other, names):
                counts["attribution.correct"] += 1
                counts["speaker.right"] += 1
                counts[f"attribution/{one.type or 'untyped'}.correct"] += 1
            counts["type.right"] += one.type == other.type
            counts["act.right"] += one.act == other.act
            counts["factuality.right"] += one.factuality == other.factuality
        add_quotes(counts, predicted)
        return counts


def in_order(quotes: Iterable[Quote]) -> list[Quote]:
    """Quotes in an order that depends on what they say alone, so that ties are settled alike."""
    return sorted(quotes, key=lambda q: (q.content, repr(replace(q, id="", parent=None))))


def align(left: Sequence[Ranges], right: Sequence[Ranges]) -> list[tuple[int, int]]:
    """Pairs of contents, one-to-one: as many equal ones as there are, then the greatest total IoU."""
    weights = {(i, k): iou(left[i], right[k]) for i, k in overlapping(left, right)}
    return best_matching(equal_first(weights, min(len(left), len(right))))


class PartSpans:
    """Cue and source spans, made comparable.

    Args:
        text: of the document.
        boundary: ``word`` snaps spans to whole words, ``char`` leaves them as they are.
    """

    def __init__(self, text: str, boundary: Boundary) -> None:
        self._snapper = Snapper(text) if boundary == "word" else None

    def _set(self, spans: Iterable[Span]) -> frozenset[tuple[int, int]]:
        if self._snapper is None:
            return frozenset((span.start, span.end) for span in spans)
        return frozenset(self._snapper.snap(span.start, span.end) for span in spans)

    def cue(self, quote: Quote) -> frozenset[tuple[int, int]]:
        """Bounds of the cue spans of a quote."""
        return self._set(quote.cue)

    def source(self, quote: Quote) -> frozenset[tuple[int, int]]:
        """Bounds of the source spans of a quote."""
        return self._set(quote.source.spans if quote.source else ())
