"""Who speaks in an article, numbered alike in gold and prediction.

A predicted source is the gold speaker whose mention it is, or whose name it has; else a speaker of
its own. Dropped subjects (وأضاف) are known by their registry id alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rawi.document import Document, Quote, RegistryEntry, Source, Span
from rawi.text import fold


@dataclass(slots=True)
class Speaker:
    """Someone in the registry, or a source that is not in it.

    Attributes:
        number: from 1 in the order of the registry for those who speak; 0 for those who do not.
        name: canonical name, else the words of the source.
        kind: of the registry entry, else of the source.
        id: in the registry, if there.
        mentions: spans in the gold document that carry the id.
    """

    name: str
    kind: str
    id: str = ""
    number: int = 0
    mentions: int = 0
    quotes: dict[str, list[int]] = field(default_factory=lambda: {"gold": [], "predicted": []})
    relays: dict[str, list[int]] = field(default_factory=lambda: {"gold": [], "predicted": []})


def _sources(quote: Quote) -> Iterator[tuple[Source, bool]]:
    if quote.source is not None:
        yield quote.source, False
    for via in quote.via:
        yield via, True


def words(text: str, spans: tuple[Span, ...]) -> str:
    """The words of several spans, with an ellipsis between them."""
    return " … ".join(text[max(0, span.start) : max(0, span.end)] for span in spans)


class Speakers:
    """The speakers of a gold document and, if there is one, of its prediction.

    Args:
        gold: with its text.
        prediction: on the same text.
    """

    def __init__(self, gold: Document, prediction: Document | None = None) -> None:
        self._text = gold.text or ""
        self._all: dict[str, Speaker] = {}
        self._keys: dict[str, str] = {}
        self._mentions: dict[tuple[int, int], str] = {}
        self._predicted_registry: dict[str, RegistryEntry] = {}
        self._gold = gold
        for entry in gold.registry:
            self._all.setdefault("id " + entry.id, Speaker(entry.name, entry.kind, entry.id))
            self._keys.setdefault(fold(entry.name), "id " + entry.id)
        for identity, span in self._registered(gold):
            speaker = self._all.get("id " + identity)
            if speaker is not None and (span.start, span.end) not in self._mentions:
                self._mentions[span.start, span.end] = "id " + identity
                speaker.mentions += 1
        if prediction is not None:
            self._predicted_registry = {entry.id: entry for entry in prediction.registry}
        self._collect(gold, "gold")
        if prediction is not None:
            self._collect(prediction, "predicted")
        speaking = [one for one in self._all.values() if any(self._said(one))]
        for number, speaker in enumerate(speaking, 1):
            speaker.number = number

    @staticmethod
    def _registered(gold: Document) -> Iterator[tuple[str, Span]]:
        for entity in gold.entities or ():
            if entity.entity is not None:
                yield entity.entity, Span(entity.start, entity.end)
        for quote in gold.quotes or ():
            for source, _ in _sources(quote):
                if source.entity is not None:
                    for span in source.spans:
                        yield source.entity, span

    @staticmethod
    def _said(speaker: Speaker) -> Iterator[bool]:
        for side in ("gold", "predicted"):
            yield bool(speaker.quotes[side] or speaker.relays[side])

    def _collect(self, document: Document, side: str) -> None:
        for index, quote in enumerate(document.quotes or ()):
            for source, relays in _sources(quote):
                speaker = self._find(source, document)
                if speaker is not None:
                    (speaker.relays if relays else speaker.quotes)[side].append(index)

    def _find(self, source: Source, document: Document) -> Speaker | None:
        key = self._key(source, document)
        if not key:
            return None
        if key not in self._all:
            name = words(self._text, source.spans) or source.name or source.entity or ""
            entry = self._predicted_registry.get(source.entity or "")
            if document is not self._gold and entry is not None:
                name = entry.name
            self._all[key] = Speaker(name, source.kind)
        return self._all[key]

    def _key(self, source: Source, document: Document) -> str:
        if document is self._gold:
            if source.entity is not None:
                return "id " + source.entity
        else:
            for span in source.spans:
                if (span.start, span.end) in self._mentions:
                    return self._mentions[span.start, span.end]
            entry = self._predicted_registry.get(source.entity or "")
            if entry is not None:
                return self._keys.get(fold(entry.name), "name " + fold(entry.name))
            if source.entity is not None and "id " + source.entity in self._all:
                return "id " + source.entity
        name = fold(words(self._text, source.spans) or source.name or "")
        if not name:
            return "name " + source.entity if source.entity else ""
        return self._keys.get(name, "name " + name)

    def of(self, source: Source | None, document: Document) -> Speaker | None:
        """The speaker behind a source of one of the two documents, ``None`` if nothing is said."""
        return None if source is None else self._all.get(self._key(source, document))

    def __iter__(self) -> Iterator[Speaker]:
        """The speakers by number, then the rest of the registry."""
        yield from (one for one in self._all.values() if one.number)
        yield from (one for one in self._all.values() if not one.number)
