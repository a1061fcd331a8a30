"""Guideline checks of one annotated document. Each finding names the rule that it breaks.

What makes a document unusable is checked before, by :mod:`rawi.invariants`; here are levels 3 to 5
of ``data/rules.json``; those of level 4 are in :mod:`rawi.dataset.checks_numbers`, those of level 5 in
:mod:`rawi.dataset.checks_corpus`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.resources import files

import msgspec

from rawi.dataset.checks_corpus import (
    conflicts,
    cues_without_quotes,
    places_that_speak,
    repeats,
)
from rawi.dataset.checks_numbers import change, parts, reread, totals, unmarked
from rawi.dataset.ingest import PRE_ANNOTATED
from rawi.document import Document, Entity, Quantity, Quote, Span, sha256_of
from rawi.errors import Fault
from rawi.invariants import exact_value
from rawi.labels import ANNOTATED
from rawi.text import Snapper, proclitics
from rawi.units import is_known_denominator, is_known_unit

OPENING = "\"«“”'‘"
CLOSING = "\"»”“'’"
#: pairs of double quotation marks that articles use; reversed curly marks occur on real pages
#: marks inside marks; an apostrophe alone is none
_SINGLE = re.compile(r"'[^'\n]+'|‘[^’\n]+’")
_PAIRS = re.compile(r'"[^"\n]*"|«[^»\n]*»|“[^”\n]*”|”[^“\n]*“')
_INVISIBLE = re.compile(
    r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufb50-\ufdff\ufe70-\ufefe]"
)
_EDGE = re.compile(r"[\s\"«»“”'‘’،؛:.!?؟()\[\]…,-]")


class Rule(msgspec.Struct, frozen=True):
    """A check: how deep it looks, and what it holds an article to."""

    level: int
    title: str


class _Rules(msgspec.Struct, frozen=True):
    source: str
    rules: dict[str, Rule]


@cache
def rules() -> dict[str, Rule]:
    """All rules that findings may name, by id."""
    data = files("rawi.dataset").joinpath("data/rules.json").read_bytes()
    return msgspec.json.decode(data, type=_Rules).rules


def check(document: Document) -> list[Fault]:
    """Everything in a gold document that breaks a guideline rule, in the order of the checks.

    Args:
        document: one without faults by :func:`rawi.invariants.faults`.
    """
    return [fault.at(document=document.id) for part in _CHECKS for fault in part(document)]


def _text(document: Document) -> Iterator[Fault]:
    text = document.text or ""
    if unicodedata.normalize("NFC", text) != text:
        yield Fault("the text is not in normal form C", rule="bytes-nfc", severity="warning")
    found = _INVISIBLE.search(text)
    if found:
        yield Fault(
            f"U+{ord(found[0]):04X} at offset {found.start()}",
            rule="bytes-invisible",
            severity="warning",
        )


def _meta(document: Document) -> Iterator[Fault]:
    origin = document.meta.get("origin", "")
    needed = ["origin", *(("author", "written") if origin == "composed" else ())]
    for name in needed:
        if not document.meta.get(name):
            yield Fault(
                f"the metadata do not say {name}",
                pointer=f"/meta/{name}",
                rule="meta",
                hint=f'add <item name="{name}">…</item>',
            )
    stated = document.meta.get("sha256")
    if stated is not None and stated != sha256_of(document.text or ""):
        yield Fault(
            "the text is not the one that was given to be annotated: its checksum is another",
            pointer="/meta/sha256",
            rule="text-sha256",
            hint="put back what was changed; the text is never mended, not even its slips",
        )
    if document.meta.get(PRE_ANNOTATED) and not document.meta.get("annotation"):
        yield Fault(
            f"the annotation began with {document.meta[PRE_ANNOTATED]}, and nothing says who read it",
            pointer=f"/meta/{PRE_ANNOTATED}",
            rule="pre-annotated",
            severity="warning",
            hint='add <item name="annotation">…</item>: by whom, and how, every mark was looked at',
        )


def _show(document: Document, start: int, end: int) -> str:
    return f"«{(document.text or '')[start:end]}»"


def _entity_edges(document: Document) -> Iterator[Fault]:
    text = document.text or ""
    snapper = Snapper(text)
    for entity in document.entities or ():
        shown = _show(document, entity.start, entity.end)
        if _EDGE.match(text[entity.start]) or _EDGE.match(text[entity.end - 1]):
            yield Fault(
                f"{shown} begins or ends with a mark or a space", pointer=entity.id, rule="E-02"
            )
            continue
        start, end = snapper.snap(entity.start, entity.end)
        word = text[start : entity.start + 1]
        if start < entity.start and entity.start - start not in proclitics(word):
            yield Fault(f"{shown} begins inside a word", pointer=entity.id, rule="E-01")
        if end > entity.end:
            yield Fault(f"{shown} ends inside a word", pointer=entity.id, rule="E-01")


def _entity_overlaps(document: Document) -> Iterator[Fault]:
    entities = document.entities or ()
    seen: set[tuple[int, int, str]] = set()
    open_entities: list[Entity] = []
    for entity in sorted(entities, key=lambda e: (e.start, -e.end)):
        key = (entity.start, entity.end, entity.type)
        shown = _show(document, entity.start, entity.end)
        if key in seen:
            yield Fault(f"{shown} is {entity.type} twice", pointer=entity.id, rule="E-03")
        seen.add(key)
        while open_entities and open_entities[-1].end <= entity.start:
            open_entities.pop()
        if open_entities and open_entities[-1].end < entity.end:
            yield Fault(
                f"{shown} crosses {open_entities[-1].id}", pointer=entity.id, rule="crossing"
            )
        if any(outer.type == "PERS" for outer in open_entities):
            yield Fault(f"{shown} stands inside a personal name", pointer=entity.id, rule="E-03")
        open_entities.append(entity)
        if entity.type not in ANNOTATED:
            yield Fault(
                f"{shown} has the type {entity.type}, which is derived from the quantities",
                pointer=entity.id,
                rule="E-derived",
            )
        if not any(s.start <= entity.start and entity.end <= s.end for s in document.sentences):
            yield Fault(
                f"{shown} runs over the end of a sentence", pointer=entity.id, rule="E-sentence"
            )


def _registry(document: Document) -> Iterator[Fault]:
    known = {entry.id for entry in document.registry}
    used: set[str] = set()
    for entity in document.entities or ():
        if entity.entity is not None:
            used.add(entity.entity)
            if entity.type == "NORP":
                yield Fault(
                    f"the adjective or group {_show(document, entity.start, entity.end)} is a "
                    f"mention of {entity.entity}",
                    pointer=entity.id,
                    rule="E-23",
                    severity="warning",
                )
        elif entity.type in ("PERS", "ORG"):
            yield Fault(
                f"{_show(document, entity.start, entity.end)} is a mention of no registry entry",
                pointer=entity.id,
                rule="E-23",
            )
    for quote in document.quotes or ():
        for source in (quote.source, *quote.via):
            if source is not None and source.entity is not None:
                used.add(source.entity)
    for key in sorted(used - known):
        yield Fault("no registry entry has this id", pointer=key, rule="E-23")
    for key in sorted(known - used):
        yield Fault("is neither mentioned nor speaks", pointer=key, rule="E-23")


def _pairs(text: str) -> Iterator[Span]:
    for match in _PAIRS.finditer(text):
        yield Span(*match.span())


def _own_words(text: str, quote: Quote, inner: Iterable[Span]) -> str:
    """The content of a quote without the quotes and titles inside it, whose marks are theirs."""
    theirs = {i for span in inner for i in range(span.start, span.end)}
    return "".join(
        text[i] for span in quote.content for i in range(span.start, span.end) if i not in theirs
    )


def _quote_types(document: Document) -> Iterator[Fault]:
    text = document.text or ""
    children: dict[str, list[Span]] = {}
    for quote in document.quotes or ():
        if quote.parent is not None:
            children.setdefault(quote.parent, []).extend(quote.content)
    titles = [Span(m.start, m.end) for m in document.marks or () if m.function == "title"]
    for quote in document.quotes or ():
        if None in (quote.type, quote.act, quote.factuality, quote.source):
            yield Fault(
                "type, act, factuality or source is missing", pointer=quote.id, rule="Q-fields"
            )
            continue
        inside = _own_words(text, quote, [*children.get(quote.id, []), *titles])
        marked = [
            text[span.start] in OPENING and text[span.end - 1] in CLOSING for span in quote.content
        ]
        has_marks = any(c in '"«»“”' for c in inside) or bool(_SINGLE.search(inside))
        after_colon = text[: quote.content[0].start].rstrip().endswith(":")
        if quote.type == "direct" and not (all(marked) or (after_colon and not has_marks)):
            yield Fault(
                f"direct, but not wholly in quotation marks: «{inside[:40]}»",
                pointer=quote.id,
                rule="Q-03",
            )
        if quote.type == "mixed" and not has_marks:
            yield Fault("mixed, but holds no quotation marks", pointer=quote.id, rule="Q-03")
        if quote.type == "indirect" and has_marks:
            yield Fault("indirect, but holds quotation marks", pointer=quote.id, rule="Q-03")


def _quote_edges(document: Document) -> Iterator[Fault]:
    text = document.text or ""
    for quote in document.quotes or ():
        for span in quote.content:
            if text[span.end - 1] in "،؛,." or text[span.end - 1].isspace():
                yield Fault(
                    f"the content ends with {text[span.end - 1]!r}", pointer=quote.id, rule="Q-05"
                )
            if text[span.start] in "،؛:,. ":
                yield Fault(
                    f"the content begins with {text[span.start]!r}", pointer=quote.id, rule="Q-05"
                )
            rest = text[span.start : span.end]
            if rest.count('"') % 2 or rest.count("«") != rest.count("»"):
                yield Fault("the content cuts a pair of marks", pointer=quote.id, rule="Q-05")
        for cue in quote.cue:
            if any(s.start <= cue.start and cue.end <= s.end for s in quote.content):
                yield Fault(
                    f"the cue {_show(document, cue.start, cue.end)} is inside the content",
                    pointer=quote.id,
                    rule="Q-11",
                )


def _quote_sources(document: Document) -> Iterator[Fault]:
    quotes = {quote.id: quote for quote in document.quotes or ()}
    for quote in quotes.values():
        for source in (quote.source, *quote.via):
            if source is None:
                continue
            if (source.kind == "none") != (source.entity is None):
                yield Fault(
                    f"the source is of kind {source.kind} and its entity is {source.entity}",
                    pointer=quote.id,
                    rule="Q-15",
                    hint="every source but none points into the registry",
                )
        if quote.parent is None:
            continue
        parent = quotes.get(quote.parent)
        if parent is None or not _contains(parent, quote):
            yield Fault(
                f"the parent {quote.parent} does not contain it", pointer=quote.id, rule="Q-10"
            )
    for quote in quotes.values():
        around = [
            other
            for other in quotes.values()
            if other is not quote and _contains(other, quote) and not _contains(quote, other)
        ]
        if around and quote.parent is None:
            yield Fault(
                f"stands inside {around[0].id} without parent", pointer=quote.id, rule="Q-10"
            )


def _contains(outer: Quote, inner: Quote) -> bool:
    return all(
        any(o.start <= i.start and i.end <= o.end for o in outer.content) for i in inner.content
    )


def _marks_covered(document: Document) -> Iterator[Fault]:
    text = document.text or ""
    covered = [Span(mark.start, mark.end) for mark in document.marks or ()]
    for span in covered:
        if text[span.start] not in OPENING or text[span.end - 1] not in CLOSING:
            yield Fault(
                f"the mark {_show(document, span.start, span.end)} is not in quotation marks",
                rule="Q-04",
            )
    # A run over several sentences has its closing mark elsewhere; then single marks are looked at.
    covered += [span for quote in document.quotes or () for span in quote.content]
    for pair in _pairs(text):
        if not any(span.start <= pair.start and pair.end <= span.end for span in covered):
            yield Fault(
                f"{_show(document, pair.start, pair.end)} at offset {pair.start} belongs to no "
                "quote and no mark",
                rule="Q-04",
            )


def _quantities(document: Document) -> Iterator[Fault]:
    text = document.text or ""
    last_end = 0
    for quantity in sorted(document.quantities or (), key=lambda q: q.start):
        shown = _show(document, quantity.start, quantity.end)
        if quantity.start < last_end:
            yield Fault(f"{shown} overlaps another number", pointer=quantity.id, rule="N-04")
        last_end = max(last_end, quantity.end)
        if _EDGE.match(text[quantity.start]) or _EDGE.match(text[quantity.end - 1]):
            yield Fault(
                f"{shown} begins or ends with a mark or a space", pointer=quantity.id, rule="N-04"
            )
        for message in _kind(quantity):
            yield Fault(f"{shown} {message}", pointer=quantity.id, rule="N-06")
        if quantity.unit is not None:
            name, per = quantity.unit.name, quantity.unit.per
            if name and not is_known_unit(name):
                yield Fault(f"unknown unit {name!r}", pointer=quantity.id, rule="N-08")
            if per and not is_known_denominator(per):
                yield Fault(
                    f"the denominator {per!r} is no known unit, and no noun without its article",
                    pointer=quantity.id,
                    rule="N-08",
                )
        if (quantity.role == "change") != (quantity.direction is not None):
            yield Fault(
                f"{shown} has the role {quantity.role} and the direction {quantity.direction}",
                pointer=quantity.id,
                rule="N-10",
            )
        claim = quantity.claim
        if claim is not None and claim.of is not None and claim.head is not None:
            inside = claim.of.start <= claim.head.start and claim.head.end <= claim.of.end
            if not inside:
                yield Fault("the head is outside of", pointer=quantity.id, rule="N-13")
            elif claim.head == claim.of and len(text[claim.of.start : claim.of.end].split()) > 1:
                yield Fault(
                    f"{_show(document, claim.of.start, claim.of.end)} needs a head",
                    pointer=quantity.id,
                    rule="N-13",
                )


def _kind(quantity: Quantity) -> Iterator[str]:
    has_bounds = quantity.low is not None or quantity.high is not None
    if quantity.kind in ("exact", "approximate", "multiple"):
        if quantity.value is None or has_bounds or quantity.scale is not None:
            yield f"is {quantity.kind}: give value, and neither bounds nor scale"
    elif quantity.kind == "bound":
        if quantity.value is not None or (quantity.low is None) == (quantity.high is None):
            yield "is a bound: give one end of bounds and no value"
    elif quantity.kind == "range":
        if quantity.value is not None or quantity.low is None or quantity.high is None:
            yield "is a range: give both ends of bounds and no value"
        else:
            low, high = exact_value(quantity.low.value), exact_value(quantity.high.value)
            if low is not None and high is not None and low > high:
                yield "is a range that runs backwards"
    elif quantity.value is not None or has_bounds or quantity.scale is None:
        yield "is vague: give scale, and neither value nor bounds"


_CHECKS: tuple[Callable[[Document], Iterator[Fault]], ...] = (
    _text,
    _meta,
    _entity_edges,
    _entity_overlaps,
    _registry,
    _quote_types,
    _quote_edges,
    _quote_sources,
    _marks_covered,
    _quantities,
    reread,
    unmarked,
    change,
    parts,
    totals,
    repeats,
    conflicts,
    cues_without_quotes,
    places_that_speak,
)
