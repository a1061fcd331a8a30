"""Agreement of two annotations of the same articles, and the list of what they differ in.

The headline of a layer is pairwise exact F1 of its spans, which is what κ tends to where there are no
countable negatives (Hripcsak and Rothschild 2005). Attributes are compared on the spans that both
annotators marked. Two passes of a language model measure its self-consistency, not the agreement of
people; whoever prints the figures has to say which.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rawi.document import Bound, Document, Quantity, Quote, Source, Span
from rawi.errors import InputError
from rawi.invariants import exact_value
from rawi.numerals import exact

Key = tuple[object, ...]
LAYERS = ("entities", "quotes", "marks", "quantities")


@dataclass(frozen=True)
class Difference:
    """Something that the two annotations have differently.

    Attributes:
        document: id of the article.
        start: where in the text.
        layer: one of :data:`LAYERS`.
        words: the text of the span.
        what: ``only`` for a span that one side lacks, else the attribute that differs.
        first: what the first annotation has, empty for nothing.
        second: what the second has.
    """

    document: str
    start: int
    layer: str
    words: str
    what: str
    first: str
    second: str


@dataclass(frozen=True)
class Agreement:
    """Agreement on one thing: the spans of a layer or type (F1), or an attribute (share)."""

    layer: str
    what: str
    agreed: int
    first: int
    second: int

    @property
    def value(self) -> float | None:
        """F1 of the two sides, ``None`` where neither has anything."""
        total = self.first + self.second
        return 2 * self.agreed / total if total else None


def pair_up(
    first: Sequence[Document], second: Sequence[Document]
) -> list[tuple[Document, Document]]:
    """The documents of two annotations, joined by id.

    Raises:
        InputError: an id or a text is not the same on both sides.
    """
    by_id = {document.id: document for document in second}
    if {document.id for document in first} != set(by_id):
        odd = {document.id for document in first} ^ set(by_id)
        raise InputError(f"only one of the two annotations has {', '.join(sorted(odd))}")
    for document in first:
        if document.text != by_id[document.id].text:
            raise InputError("the two annotations have different texts", document=document.id)
    return [(document, by_id[document.id]) for document in first]


def agreement(pairs: Sequence[tuple[Document, Document]]) -> list[Agreement]:
    """Agreement per layer, per entity type and per attribute, over all articles together."""
    spans: Counter[tuple[str, str]] = Counter()
    sides: tuple[Counter[tuple[str, str]], ...] = (Counter(), Counter())
    for pair in pairs:
        items = [_items(document) for document in pair]
        for layer in LAYERS:
            one, other = items[0][layer], items[1][layer]
            parts = [_parts(layer, keys) for keys in (one, other)]
            for side, of_key in zip(sides, parts, strict=True):
                for whats in of_key.values():
                    side.update((layer, what) for what in whats)
            for key in one.keys() & other.keys():
                spans.update((layer, what) for what in parts[0][key] & parts[1][key])
                for name, value in one[key].items():
                    for side in sides:
                        side[layer, f"{name}, if marked by both"] += 1
                    spans[layer, f"{name}, if marked by both"] += value == other[key][name]
    names = sorted(
        sides[0].keys() | sides[1].keys(),
        key=lambda n: (LAYERS.index(n[0]), n[1] != "span", "," in n[1], n[1]),
    )
    return [Agreement(*name, spans[name], sides[0][name], sides[1][name]) for name in names]


def _parts(layer: str, items: Mapping[Key, Mapping[str, str]]) -> dict[Key, set[str]]:
    """What each item of a layer counts in: ``span``, and its type; entities inside others ``inner``."""
    found = {key: {"span"} for key in items}
    if layer == "quotes":
        for key, attributes in items.items():
            found[key].add(attributes["type"] or "untyped")
    if layer == "entities":
        bounds = {key: _bounds(key) for key in items}
        for key, (start, end) in bounds.items():
            found[key].add(str(key[2]))
            if any(
                left <= start and end <= right and (left, right) != (start, end)
                for left, right in bounds.values()
            ):
                found[key].add("inner")
    return found


def differences(first: Document, second: Document) -> Iterator[Difference]:
    """Everything that two annotations of one article have differently, layer by layer."""
    items = _items(first), _items(second)
    for layer in LAYERS:
        one, other = items[0][layer], items[1][layer]
        for key in sorted(one.keys() | other.keys(), key=repr):
            start, words = _place(first, key)
            if key not in one or key not in other:
                shown = _only(layer, key, one.get(key) or other.get(key) or {})
                sides = (shown, "") if key in one else ("", shown)
                yield Difference(first.id, start, layer, words, "only", *sides)
                continue
            for name, value in one[key].items():
                if value != other[key][name]:
                    yield Difference(first.id, start, layer, words, name, value, other[key][name])


def _bounds(key: Key) -> tuple[int, int]:
    start, end = key[0], key[1]
    assert isinstance(start, int) and isinstance(end, int)
    return start, end


def _place(document: Document, key: Key) -> tuple[int, str]:
    text = document.text or ""
    if isinstance(key[0], Span):
        spans = [span for span in key if isinstance(span, Span)]
        return spans[0].start, " … ".join(text[span.start : span.end] for span in spans)
    start, end = _bounds(key)
    return start, text[start:end]


def _only(layer: str, key: Key, attributes: dict[str, str]) -> str:
    if layer == "entities":
        return str(key[2])
    return ", ".join(f"{name}={value}" for name, value in attributes.items() if value)


def _items(document: Document) -> dict[str, dict[Key, dict[str, str]]]:
    names = {entry.id: entry.name for entry in document.registry}
    return {
        "entities": {
            (e.start, e.end, e.type): {
                "role": e.role or "",
                "registry": names.get(e.entity or "", ""),
            }
            for e in document.entities or ()
        },
        "quotes": {tuple(q.content): _quote(document, q, names) for q in document.quotes or ()},
        "marks": {(m.start, m.end): {"function": m.function} for m in document.marks or ()},
        "quantities": {(n.start, n.end): _quantity(document, n) for n in document.quantities or ()},
    }


def _words(document: Document, *spans: Span | None) -> str:
    return " | ".join(document.words_of(span) for span in spans if span is not None)


def _source(document: Document, source: Source | None, names: dict[str, str]) -> str:
    if source is None:
        return ""
    return _words(document, *source.spans)


def _quote(document: Document, quote: Quote, names: dict[str, str]) -> dict[str, str]:
    source = quote.source
    parents = {q.id: q for q in document.quotes or ()}
    parent = parents.get(quote.parent or "")
    return {
        "type": quote.type or "",
        "act": quote.act or "",
        "factuality": quote.factuality or "",
        "cue": _words(document, *quote.cue),
        "source": _source(document, source, names),
        "source kind": source.kind if source else "",
        "speaker": names.get(source.entity or "", "") if source else "",
        "via": " | ".join(_source(document, via, names) for via in quote.via),
        "parent": _words(document, *parent.content)[:40] if parent else "",
    }


def _number(written: str | None) -> str:
    """A value in one form, since 0.5 and 1/2 are no difference."""
    value = exact_value(written or "")
    return exact(value) if value is not None else written or ""


def _bound(bound: Bound | None) -> str:
    return "" if bound is None else f"{'' if bound.closed else 'open '}{_number(bound.value)}"


def _quantity(document: Document, quantity: Quantity) -> dict[str, str]:
    claim, unit = quantity.claim, quantity.unit
    return {
        "kind": quantity.kind,
        "value": _number(quantity.value or quantity.scale),
        "low": _bound(quantity.low),
        "high": _bound(quantity.high),
        "unit": f"{unit.name}{'/' + unit.per if unit.per else ''}" if unit else "",
        "unit span": _words(document, unit.span) if unit else "",
        "modifier": _words(document, quantity.modifier),
        "role": quantity.role or "",
        "direction": quantity.direction or "",
        "of": _words(document, claim.of) if claim else "",
        "head": _words(document, claim.head) if claim else "",
        "base": _words(document, claim.base) if claim else "",
        "status": (claim.status or "") if claim else "",
        "status cue": _words(document, claim.status_cue) if claim else "",
    }
