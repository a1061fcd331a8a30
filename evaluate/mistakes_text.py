"""Where in its article a mistake stands, and the part of the text that is worth showing."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rawi.document import Document, Span
from rawi.evaluate.mistakes_model import LONGEST, Item, Mistake, shorten
from rawi.text import sentences

#: how many stretches an excerpt has at most; contents in hundreds of parts are cut there
_STRETCHES = 12
#: what would be left out is shown when it is shorter than this, in characters
_NOT_WORTH_CUTTING = 24


class Place:
    """One gold document: its sentences and its words.

    Args:
        document: with its text. Its own sentences are used, or the rule on punctuation.
    """

    def __init__(self, document: Document) -> None:
        self.id = document.id
        self.text = document.text or ""
        given = [(s.start, s.end) for s in document.sentences] or list(sentences(self.text))
        self._starts = sorted(start for start, _ in given)
        self._ends = sorted(end for _, end in given)

    def sentence(self, spans: Iterable[Span]) -> Span:
        """From the start of the first sentence that the spans touch to the end of the last one.

        Without spans an empty span at the beginning of the text.
        """
        listed = list(spans)
        if not listed:
            return Span(0, 0)
        start = min(span.start for span in listed)
        end = max(span.end for span in listed)
        first = bisect_right(self._starts, start) - 1
        last = bisect_left(self._ends, end)
        return Span(
            min(start, self._starts[first]) if first >= 0 else start,
            max(end, self._ends[last]) if last < len(self._ends) else end,
        )

    def words(self, spans: Iterable[Span]) -> str:
        """The words of some spans on one line, an ellipsis between them."""
        parts = []
        for span in sorted(spans)[:_STRETCHES]:
            # the middle of a long one is cut away anyhow, so it is not copied either
            middle = min(span.end, span.start + LONGEST), max(span.start, span.end - LONGEST)
            if middle[0] < middle[1]:
                parts.append(self.text[span.start : middle[0]] + self.text[middle[1] : span.end])
            else:
                parts.append(self.text[span.start : span.end])
        return shorten(" … ".join(parts))

    def item(self, label: str, spans: Iterable[Span]) -> Item:
        """The description of an item that stands in the text."""
        listed = tuple(spans)
        return Item(label, self.words(listed), listed)

    def mistake(
        self,
        task: str,
        kind: str,
        gold: Item | None,
        predicted: Item | None,
        *,
        decisive: bool,
        item: Iterable[Span] = (),
    ) -> Mistake:
        """A mistake, and the sentence it stands in.

        Args:
            task: of the mistake.
            kind: among those of the task.
            gold: what is right.
            predicted: what the system has.
            decisive: whether the headline counts an item as wrong because of it.
            item: the whole item, if it is not what the sides describe.
        """
        sides = [side.spans for side in (gold, predicted) if side is not None]
        spans = tuple(item) or next((side for side in sides if side), ())
        sentence = self.sentence([*spans, *(span for side in sides for span in side)])
        return Mistake(task, kind, self.id, spans, sentence, gold, predicted, decisive)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of text that is all inside or all outside of each of the spans of a mistake.

    Attributes:
        text: as it stands; an ellipsis where something is left out.
        gold: whether it is in a gold span.
        predicted: whether it is in a predicted span.
        item: whether it is in the item that the mistake is about.
    """

    text: str
    gold: bool = False
    predicted: bool = False
    item: bool = False


def excerpt(text: str, mistake: Mistake, context: int = 200) -> tuple[Stretch, ...]:
    """The sentence of a mistake, cut where the spans begin and end.

    What is farther than ``context`` characters from any boundary, or outside the sentence, is left
    out, so that the excerpt of a long sentence stays short.

    Args:
        text: of the document.
        mistake: in that document.
        context: how much to show around each boundary, in characters.
    """
    gold = _joined(mistake.gold.spans if mistake.gold else ())
    predicted = _joined(mistake.predicted.spans if mistake.predicted else ())
    sentence = mistake.sentence
    item = _joined(mistake.spans)
    layers = (gold, predicted, item)
    edges = sorted({edge for spans in layers for span in spans for edge in span})
    shown: list[list[int]] = []
    for edge in edges[: 2 * _STRETCHES] or [sentence.start]:
        start, end = max(sentence.start, edge - context), min(sentence.end, edge + context)
        if shown and start <= shown[-1][1] + _NOT_WORTH_CUTTING:
            shown[-1][1] = max(shown[-1][1], end)
        else:
            shown.append([start, end])
    if not shown or shown[0][0] == shown[-1][1]:
        return ()
    if shown[0][0] - sentence.start <= _NOT_WORTH_CUTTING:
        shown[0][0] = sentence.start
    if sentence.end - shown[-1][1] <= _NOT_WORTH_CUTTING:
        shown[-1][1] = sentence.end
    found: list[Stretch] = []
    if shown[0][0] > sentence.start:
        found.append(Stretch("… "))
    for number, (start, end) in enumerate(shown):
        if number:
            middle = (shown[number - 1][1] + start) // 2
            found.append(Stretch(" … ", *(_inside(spans, middle) for spans in layers)))
        start, end = _whole_words(text, start, end, sentence)
        cuts = sorted({start, end, *(edge for edge in edges if start < edge < end)})
        found += [
            Stretch(text[left:right], *(_inside(spans, left) for spans in layers))
            for left, right in pairwise(cuts)
        ]
    if shown[-1][1] < sentence.end:
        found.append(Stretch(" …"))
    return tuple(found)


def _joined(spans: Iterable[Span]) -> list[tuple[int, int]]:
    """Spans in order, overlapping ones made one."""
    joined: list[tuple[int, int]] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], span.end))
        else:
            joined.append((span.start, span.end))
    return joined


def _inside(spans: Sequence[tuple[int, int]], position: int) -> bool:
    index = bisect_right(spans, (position, float("inf"))) - 1
    return index >= 0 and spans[index][0] <= position < spans[index][1]


def _whole_words(text: str, start: int, end: int, sentence: Span) -> tuple[int, int]:
    """The stretch without the parts of words at its ends, if these are short."""
    if start > sentence.start:
        space = text.find(" ", start, min(start + _NOT_WORTH_CUTTING, end))
        start = space + 1 if space >= 0 else start
    if end < sentence.end:
        space = text.rfind(" ", max(end - _NOT_WORTH_CUTTING, start), end)
        end = space if space > start else end
    return start, end
