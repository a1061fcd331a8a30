"""Who says it, when what is said is given: the speakers of the gold quotes.

For those who study attribution alone. A system gets the text and the contents of the gold quotes
(``rawi export given-quotes``) and gives every quote back with a source; finding quotes is not tested,
so these scores must not stand beside those of the task ``quotes``.

Conventions. A quote that is given back is told by its content: the same visible characters. What is
given back twice is wrong once. A source is right as in :mod:`rawi.evaluate.speakers`.

- ``speakers``: the headline: quotes with the right speaker, of all quotes that were given
  (recall) and of all that were given back (precision). A system that answers every quote has the same
  precision, recall and F1, which is its accuracy. Giving a quote back without a source says that
  nobody is named as its speaker.
- ``via``: those who pass the words on (نقلت رويترز عن …), one-to-one, over all quotes.
- per type of quote, per kind of speaker, and per place of the speaker (mentioned at the quote, or
  dropped and to be found before it). What was not given counts in the rows that it shows itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rawi.document import Document, Quote
from rawi.evaluate.contents import Ranges, Visible
from rawi.evaluate.measures import FMeasure, Measure
from rawi.evaluate.quotes import in_order
from rawi.evaluate.speakers import Speakers
from rawi.evaluate.unanchored import add_speakers

_TYPES = ("direct", "indirect", "mixed", "untyped")
_KINDS = ("named", "unnamed", "collective", "document", "none")
_PLACES = ("mentioned", "dropped", "nobody")


def _measure(name: str, title: str) -> FMeasure:
    return FMeasure(name, title, f"{name}.correct", f"{name}.gold", f"{name}.predicted")


_MEASURES = (
    _measure("speakers", "speaker of a given quote"),
    _measure("via", "relayed by"),
)
_GROUPS = {
    "quote-type": _TYPES,
    "speaker-kind": _KINDS,
    "speaker-place": _PLACES,
}


@dataclass(frozen=True)
class Attribution:
    """The task of naming the speakers of given quotes."""

    name: str = "speakers"

    @property
    def measures(self) -> Sequence[Measure]:
        """What is reported, the headline first."""
        return _MEASURES

    @property
    def groups(self) -> Mapping[str, Sequence[FMeasure]]:
        """The headline per type of quote, kind and place of the speaker."""
        return {
            group: [_measure(f"speakers/{group}/{value}", value) for value in values]
            for group, values in _GROUPS.items()
        }

    @property
    def counters(self) -> Sequence[str]:
        """Names of the integers in a count vector."""
        every = [*_MEASURES, *(m for group in self.groups.values() for m in group)]
        return [name for m in every for name in (m.correct, m.gold, m.predicted)]

    def count(self, gold: Document, predicted: Document) -> dict[str, int]:
        """The counters of one document; see the module for the conventions."""
        counts: dict[str, int] = dict.fromkeys(self.counters, 0)
        left, right = in_order(gold.quotes or ()), in_order(predicted.quotes or ())
        speakers = Speakers(gold)
        names = {entry.id: entry.name for entry in predicted.registry}
        answered = _given_back(gold.text or "", left, right)
        for i, one in enumerate(left):
            rows = _rows(one)
            _add(counts, rows, "gold")
            counts["via.gold"] += len(one.via)
            if i in answered:
                other = right[answered[i]]
                _add(counts, rows, "predicted")
                if speakers.right(one, other, names):
                    _add(counts, rows, "correct")
                counts["via.correct"] += speakers.relayed(one, other, names)
        for k in set(range(len(right))).difference(answered.values()):
            _add(counts, _rows(right[k]), "predicted")
        counts["via.predicted"] = sum(len(quote.via) for quote in right)
        add_speakers(counts, predicted)
        return counts


def _rows(quote: Quote) -> list[str]:
    kind = quote.source.kind if quote.source else "none"
    place = "nobody" if kind == "none" else "dropped"
    if quote.source and quote.source.spans:
        place = "mentioned"
    values = (quote.type or "untyped", kind, place)
    return ["speakers", *(f"speakers/{g}/{v}" for g, v in zip(_GROUPS, values, strict=True))]


def _add(counts: dict[str, int], rows: Sequence[str], side: str) -> None:
    for row in rows:
        counts[f"{row}.{side}"] += 1


def _given_back(text: str, gold: Sequence[Quote], predicted: Sequence[Quote]) -> dict[int, int]:
    """Which predicted quote has the content of each gold quote, by their places."""
    visible = Visible(text)

    def content(quote: Quote) -> Ranges:
        return visible.ranges(quote.content)

    places: dict[Ranges, list[int]] = defaultdict(list)
    for k in reversed(range(len(predicted))):
        places[content(predicted[k])].append(k)
    found = {}
    for i, quote in enumerate(gold):
        if waiting := places.get(content(quote)):
            found[i] = waiting.pop()
    return found
