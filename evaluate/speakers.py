"""When a predicted speaker is the right one: by entity, not by string.

The gold speaker is a registry entity. Its *mentions* are the entity spans and the source spans that
carry its id. A predicted source is right

- when it gives spans: each of them, snapped to words, hits some mention. It hits when the two share
  at least half of their words (intersection over union ≥ 0.5), or when it is the beginning of the
  mention: in Arabic the head of a noun phrase comes first (أطراف غربية in أطراف غربية أبرزها …). A
  whole sentence hits nothing;
- when it gives no span: the name it gives, or the name of the registry entry it points to, shares
  at least half of its words with the canonical name or with a mention, spelling variants folded;
- when gold has no source (kind ``none``): it gives none either.

For a dropped subject (وأضاف) there is no gold span, and any mention of the antecedent counts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping

from rawi.document import Document, Quote, Source
from rawi.evaluate.matching import best_matching
from rawi.text import Snapper, fold, proclitics, words

#: share of common words from which on two spans, or two names, are taken for the same
SAME = 0.5
WordRange = tuple[int, int]


def word_iou(left: WordRange, right: WordRange) -> float:
    """Intersection over union of two ranges of words, in 0…1."""
    common = min(left[1], right[1]) - max(left[0], right[0])
    if common <= 0:
        return 0.0
    return common / (max(left[1], right[1]) - min(left[0], right[0]))


def hits(span: WordRange, mention: WordRange) -> bool:
    """Whether a predicted range of words names what a mention names; see the module."""
    begins = span[0] == mention[0] and span[0] < span[1] <= mention[1]
    return begins or word_iou(span, mention) >= SAME


def _name_words(name: str) -> frozenset[str]:
    return frozenset(fold(name[start:end]) for start, end in words(name))


def _same_name(left: frozenset[str], right: frozenset[str]) -> bool:
    """Whether two names share half of their words; particles on the first word are forgiven."""
    if not left or not right:
        return False
    common = sum(1 for word in left if any(word[cut:] in right for cut in proclitics(word)))
    return common / (len(left) + len(right) - common) >= SAME


class _Mentions:
    """The places and the names of one speaker, ready to be looked up.

    Args:
        ranges: the mentions as ranges of words.
        names: the names, each as its words; repeated ones are kept once.
    """

    def __init__(self, ranges: Iterable[WordRange], names: Iterable[frozenset[str]]) -> None:
        self._ranges = sorted(ranges)
        self._longest = max((last - first for first, last in self._ranges), default=0)
        self.names = tuple(dict.fromkeys(names))

    def hit_by(self, span: WordRange) -> bool:
        """Whether a range of words :func:`hits` one of the mentions."""
        length = span[1] - span[0]
        if length > 2 * self._longest:
            return False
        # A mention that is hit begins at most the length of the span before it, and not after it.
        # Only those are looked at, so that a speaker may be named thousands of times.
        place = bisect_left(self._ranges, (span[0] - length, 0))
        while place < len(self._ranges) and self._ranges[place][0] < span[1]:
            if hits(span, self._ranges[place]):
                return True
            place += 1
        return False


class Speakers:
    """The speakers of one gold document, ready to be asked about predictions for it.

    Args:
        gold: the gold document.
    """

    def __init__(self, gold: Document) -> None:
        text = gold.text or ""
        self._snapper = Snapper(text)
        spans: dict[str, set[tuple[int, int]]] = {}
        for entity in gold.entities or ():
            if entity.entity is not None:
                spans.setdefault(entity.entity, set()).add((entity.start, entity.end))
        for quote in gold.quotes or ():
            for source in (quote.source, *quote.via):
                if source is not None and source.entity is not None:
                    spans.setdefault(source.entity, set()).update(
                        (span.start, span.end) for span in source.spans
                    )
        canonical = {entry.id: entry.name for entry in gold.registry}
        self._mentions = {
            key: _Mentions(
                tuple(self._snapper.words_in(*span) for span in sorted(spans.get(key, ()))),
                tuple(
                    _name_words(name)
                    for name in [
                        canonical.get(key, ""),
                        *(text[start:end] for start, end in sorted(spans.get(key, ()))),
                    ]
                ),
            )
            for key in canonical.keys() | spans.keys()
        }

    def right(self, gold: Quote, predicted: Quote, registry: Mapping[str, str]) -> bool:
        """Whether the predicted quote names the speaker of the gold quote.

        Args:
            gold: a quote of the gold document.
            predicted: the quote that is aligned with it.
            registry: names of the predicted document's registry entries, by id.
        """
        source = gold.source
        answer = predicted.source
        if source is None or source.kind == "none":
            return answer is None or names_nobody(answer)
        return answer is not None and self.same(source, answer, registry)

    def relayed(self, gold: Quote, predicted: Quote, registry: Mapping[str, str]) -> int:
        """How many of those who pass on the words of the gold quote the predicted one names.

        One-to-one: a predicted source stands for one gold source at most.
        """
        weights = {
            (i, k): 1.0
            for i, source in enumerate(gold.via)
            for k, answer in enumerate(predicted.via)
            if self.same(source, answer, registry)
        }
        return len(best_matching(weights))

    def same(self, source: Source, answer: Source, registry: Mapping[str, str]) -> bool:
        """Whether a predicted source names the entity that a gold source is; see the module."""
        if source.entity is None:
            return False
        mentions = self._mentions.get(source.entity)
        if mentions is None:
            return False
        if answer.spans:
            return all(
                mentions.hit_by(self._snapper.words_in(span.start, span.end))
                for span in answer.spans
            )
        name = answer.name or registry.get(answer.entity or "", "")
        asked = _name_words(name)
        return any(_same_name(asked, known) for known in mentions.names)


def names_nobody(source: Source) -> bool:
    """Whether a source says that there is no speaker."""
    return source.kind == "none" or not (source.spans or source.entity or source.name)
