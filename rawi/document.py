"""The one data model: a text and what is marked in it.

Gold, predictions, exports and scores all use :class:`Document`. Offsets count Unicode code points
of ``text`` exactly as it is stored, half-open: ``text[span.start:span.end]``. The text is never
normalised in place.

A prediction has the same shape. Its ``text`` may be left out, since it is joined to the gold text
by ``id``; a layer that is absent (``None``) was not attempted, one that is empty found nothing.
"""

from __future__ import annotations

import hashlib
from typing import Literal

import msgspec

QuoteType = Literal["direct", "indirect", "mixed"]
Act = Literal["speech", "thought"]
Factuality = Literal["asserted", "negated", "declined", "hypothetical"]
SourceKind = Literal["named", "unnamed", "collective", "document", "none"]
MarkFunction = Literal["scare", "title", "term"]
QuantityKind = Literal["exact", "approximate", "bound", "range", "vague", "multiple"]
QuantityRole = Literal["level", "change", "ratio", "rank"]
Direction = Literal["up", "down"]
Status = Literal["asserted", "estimated", "forecast", "target", "denied", "hypothetical"]
RegistryKind = Literal["person", "organization", "place", "group", "document", "other"]
Role = Literal["org", "gpe", "loc", "fac", "norp", "pers", "event", "product"]
Layer = Literal["entities", "quotes", "marks", "quantities"]
Part = Literal["item", "cue", "source", "claim"]


class _Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Immutable, strict about field names, and written without the fields left at their default."""


class Span(_Record, frozen=True, order=True):
    """A stretch of text, from ``start`` up to but not including ``end``."""

    start: int
    end: int


class Entity(_Record, frozen=True):
    """A named entity: its boundaries, its type by form, and what it stands for."""

    start: int
    end: int
    type: str
    id: str = ""
    #: id of the registry entry this is a mention of
    entity: str | None = None
    #: the kind of thing the name stands for, when that is not what its type says (metonymy)
    role: Role | None = None


class RegistryEntry(_Record, frozen=True):
    """Someone or something that is named in the article or that speaks in it."""

    id: str
    name: str
    kind: RegistryKind


class Source(_Record, frozen=True):
    """Whoever words come from. Without spans where the subject is dropped (وأضاف)."""

    spans: tuple[Span, ...] = ()
    entity: str | None = None
    kind: SourceKind = "named"
    #: for predictions of systems that give a name and not a place in the text
    name: str | None = None


class Quote(_Record, frozen=True):
    """Somebody's words or thoughts.

    ``content`` holds the quotation marks and the complementizer too; ``via`` names those who passed
    the words on, outermost first; ``parent`` is the quote inside which this one stands.
    """

    content: tuple[Span, ...]
    id: str = ""
    type: QuoteType | None = None
    act: Act | None = None
    cue: tuple[Span, ...] = ()
    source: Source | None = None
    via: tuple[Source, ...] = ()
    parent: str | None = None
    factuality: Factuality | None = None


class Mark(_Record, frozen=True):
    """Words in quotation marks that nobody is quoted with: irony, a title, a term."""

    start: int
    end: int
    function: MarkFunction
    id: str = ""


class Bound(_Record, frozen=True):
    """One end of an interval: an exact number, and whether it belongs to the interval."""

    value: str
    closed: bool = True


class Unit(_Record, frozen=True):
    """What is counted in: a ``pint`` name, an ISO 4217 code, or the surface form of a currency."""

    #: empty for a rate of counted things, which have no unit but a denominator (300 doses a day)
    name: str
    span: Span | None = None
    #: the unit of the denominator of a rate
    per: str | None = None


class Claim(_Record, frozen=True):
    """What a quantity says about the world: the thing counted or measured, and how firmly."""

    of: Span | None = None
    head: Span | None = None
    #: what a share is a share of
    base: Span | None = None
    status: Status | None = None
    status_cue: Span | None = None


class Quantity(_Record, frozen=True):
    """A number in the text. The span holds the number alone, no unit and no modifier.

    ``value`` and bounds are exact decimal or rational strings (``"12000"``, ``"1/3"``). A vague
    quantity (عشرات الآلاف) has no value but a ``scale``, its order of magnitude (``"10000"``).
    """

    start: int
    end: int
    id: str = ""
    kind: QuantityKind = "exact"
    value: str | None = None
    low: Bound | None = None
    high: Bound | None = None
    scale: str | None = None
    unit: Unit | None = None
    modifier: Span | None = None
    role: QuantityRole | None = None
    direction: Direction | None = None
    claim: Claim | None = None


class Unanchored(_Record, frozen=True):
    """Words that a system gave without a place, and that are not in the text.

    It has no span, but it is a prediction, and a wrong one: the scorer counts it as predicted and
    never as correct. ``part`` says what was predicted: a whole item of the layer, or the cue, the
    source or the claim of one.
    """

    layer: Layer
    text: str
    #: type of the entity or of the quote, kind of the quantity
    type: str = ""
    part: Part = "item"


class Document(_Record, frozen=True):
    """An article and its layers."""

    id: str
    text: str | None = None
    #: of the UTF-8 bytes of the text
    sha256: str | None = None
    meta: dict[str, str] = {}
    paragraphs: tuple[Span, ...] = ()
    sentences: tuple[Span, ...] = ()
    registry: tuple[RegistryEntry, ...] = ()
    entities: tuple[Entity, ...] | None = None
    quotes: tuple[Quote, ...] | None = None
    marks: tuple[Mark, ...] | None = None
    quantities: tuple[Quantity, ...] | None = None
    #: predictions alone: what could not be given a place (:mod:`rawi.adapters`)
    unanchored: tuple[Unanchored, ...] = ()

    def words_of(self, span: Span | Entity | Mark | Quantity) -> str:
        """The text of a span.

        Raises:
            ValueError: the document has no text.
        """
        if self.text is None:
            raise ValueError(f"document {self.id} has no text")
        return self.text[span.start : span.end]


def sha256_of(text: str) -> str:
    """SHA-256 of the UTF-8 bytes of a text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
