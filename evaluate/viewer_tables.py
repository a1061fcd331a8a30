"""The tables below the article: speakers, quotes, quantities, marks, entities by type."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from rawi.document import Quantity, Quote
from rawi.evaluate.viewer_compare import Pairing
from rawi.evaluate.viewer_items import (
    Side,
    bound_text,
    colour_of,
    number_of,
    source_text,
    unit_text,
)
from rawi.evaluate.viewer_speakers import Speakers
from rawi.labels import ENTITY_TYPES

#: forms of an entity type that its row lists
_FORMS: Final = 40
_NOWHERE: Final = 1 << 62


@dataclass(frozen=True, slots=True)
class Bit:
    """A stretch of a cell.

    Attributes:
        text: to show.
        arabic: whether it is words of the article or a name, and not a label.
        item: item of the article that it links to.
        colour: class of a speaker's badge, if it is one.
    """

    text: str
    arabic: bool = False
    item: str = ""
    colour: str = ""


Cell = tuple[Bit, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row, the document it is about, its status, and the columns that differ from its partner."""

    cells: tuple[Cell, ...]
    side: str = ""
    status: str = ""
    differs: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its heading, and the sentence to show when it is empty."""

    name: str
    title: str
    head: tuple[str, ...]
    rows: tuple[Row, ...] = field(default=())
    note: str = ""


def _said(text: str | None) -> Cell:
    return (Bit(text),) if text else ()


def _words(text: str) -> Cell:
    return (Bit(text, arabic=True),) if text else ()


def _quote_cells(side: Side, index: int) -> tuple[Cell, ...]:
    quote: Quote = (side.document.quotes or ())[index]
    speaker = side.speakers.of(quote.source, side.document)
    badge = Bit(number_of(speaker), colour=colour_of(speaker))
    source: Cell = ()
    if quote.source is not None:
        name = speaker.name if speaker else ""
        found = source_text(side, quote.source)
        source = (badge, *_words(name))
        if quote.source.spans and found != name:
            source += (Bit("as"), Bit(found, arabic=True))
        source += (Bit(f"({quote.source.kind}{'' if quote.source.spans else ', dropped'})"),)
    via: list[Bit] = []
    for relay in quote.via:
        who = side.speakers.of(relay, side.document)
        via += [Bit(number_of(who), colour=colour_of(who))]
        via += _words(source_text(side, relay))
    parent: Cell = ()
    place = side.quote_places.get(quote.parent or "")
    if quote.parent and place is not None:
        parent = (Bit(f"in\u00a0Q{side.quote_numbers[place]}", item=side.item("quote", place)),)
    return (
        (Bit(f"Q{side.quote_numbers[index]}", item=side.item("quote", index)), *parent),
        _words(side.words(*quote.content)),
        _said(quote.type),
        _said(quote.act),
        _words(side.words(*quote.cue)),
        source,
        tuple(via),
        _said(quote.factuality),
    )


def _quantity_cells(side: Side, index: int) -> tuple[Cell, ...]:
    quantity: Quantity = (side.document.quantities or ())[index]
    claim = quantity.claim
    number = Bit(f"N{side.quantity_numbers[index]}", item=side.item("quantity", index))
    status = claim.status if claim else None
    cue = _words(side.words(claim.status_cue)) if claim and claim.status_cue else ()
    value = _said(quantity.value)
    if quantity.scale is not None:
        value = (*value, Bit(f"scale {quantity.scale}"))
    kind = ", ".join(part for part in (quantity.kind, quantity.role, quantity.direction) if part)
    return (
        (number,),
        _words(side.words(quantity)),
        (*_said(kind), *(_words(side.words(quantity.modifier)) if quantity.modifier else ())),
        value,
        _said(bound_text(quantity.low, low=True)),
        _said(bound_text(quantity.high, low=False)),
        _said(unit_text(quantity)),
        _words(side.words(claim.of)) if claim and claim.of else (),
        _words(side.words(claim.base)) if claim and claim.base else (),
        (*_said(status), *cue),
    )


def _mark_cells(side: Side, index: int) -> tuple[Cell, ...]:
    mark = (side.document.marks or ())[index]
    link = Bit(side.words(mark), arabic=True, item=side.item("mark", index))
    return (link,), _said(mark.function)


def _entity_cells(side: Side, index: int) -> tuple[Cell, ...]:
    entity = (side.entities or ())[index]
    link = Bit(side.words(entity), arabic=True, item=side.item("entity", index))
    return (link,), _said(entity.type)


_CELLS: Final[dict[str, Callable[[Side, int], tuple[Cell, ...]]]] = {
    "quotes": _quote_cells,
    "quantities": _quantity_cells,
    "marks": _mark_cells,
    "entities": _entity_cells,
}


def _start(side: Side, layer: str, index: int) -> int:
    if layer == "quotes":
        content = (side.document.quotes or ())[index].content
        return min((span.start for span in content), default=_NOWHERE)
    if layer == "quantities":
        return (side.document.quantities or ())[index].start
    if layer == "marks":
        return (side.document.marks or ())[index].start
    return (side.entities or ())[index].start


def _plain(cell: Cell) -> tuple[tuple[str, str], ...]:
    return tuple((bit.text, bit.colour) for bit in cell)


def rows_of(sides: Sequence[Side], pairing: Pairing, layer: str) -> tuple[Row, ...]:
    """The items of a layer in the order of the text, each predicted one below its gold partner."""
    cells = _CELLS[layer]
    single = len(sides) == 1
    keyed: list[tuple[tuple[int, int, int], list[Row]]] = []
    for gold, predicted in pairing.rows:
        group: list[Row] = []
        if gold is not None:
            place = (_start(sides[0], layer, gold), 0, gold)
            side = "" if single else "gold"
            group.append(Row(cells(sides[0], gold), side, pairing.gold[gold]))
        if predicted is not None:
            row = Row(cells(sides[1], predicted), "predicted", pairing.predicted[predicted])
            if group:
                pairs = zip(group[0].cells, row.cells, strict=True)
                unlike = {at for at, (a, b) in enumerate(pairs) if _plain(a) != _plain(b)}
                row = replace(row, differs=frozenset(unlike))
            else:
                place = (_start(sides[1], layer, predicted), 1, predicted)
            group.append(row)
        keyed.append((place, group))
    keyed.sort(key=lambda pair: pair[0])
    return tuple(row for _, group in keyed for row in group)


def speaker_rows(speakers: Speakers, sides: Sequence[Side]) -> Iterator[Row]:
    """Every registry entry and every source outside it, with links to what they say."""
    for speaker in speakers:
        cells: list[Cell] = [
            (Bit(number_of(speaker), colour=colour_of(speaker)),) if speaker.number else (),
            _words(speaker.name),
            _said(speaker.kind),
            (Bit(speaker.id),) if speaker.id else (Bit("not in the registry"),),
            _said(str(speaker.mentions)),
        ]
        for side in sides:
            links = [
                Bit(f"{before}Q{side.quote_numbers[index]}", item=side.item("quote", index))
                for before, said in (("", speaker.quotes), ("via ", speaker.relays))
                for index in said[side.name]
            ]
            cells.append(tuple(links))
        yield Row(tuple(cells))


def unanchored_rows(sides: Sequence[Side]) -> tuple[Row, ...]:
    """What systems gave words for that the text does not have: it has no place to be drawn at."""
    return tuple(
        Row((_words(one.text), _said(one.layer), _said(one.type), _said(one.part)), side.name)
        for side in sides
        for one in side.document.unanchored
    )


def _by_type(side: Side) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for index, entity in enumerate(side.entities or ()):
        found[entity.type].append(index)
    return found


def _forms(side: Side, indices: Iterable[int]) -> Counter[str]:
    entities = side.entities or ()
    return Counter(side.words(entities[index]) for index in indices)


def _listed(forms: Counter[str]) -> Cell:
    bits: list[Bit] = []
    for form, count in list(forms.items())[:_FORMS]:
        if bits:
            bits.append(Bit("·"))
        bits.append(Bit(form, arabic=True))
        if count > 1:
            bits.append(Bit(f"×{count}"))
    if len(forms) > _FORMS:
        bits.append(Bit(f"and {len(forms) - _FORMS} more"))
    return tuple(bits)


def type_rows(sides: Sequence[Side], pairing: Pairing, types: Iterable[str]) -> Iterator[Row]:
    """Entities counted per type, with their forms; for two documents found, missed and spurious."""
    grouped = [_by_type(side) for side in sides]
    for kind in types:
        mine = grouped[0].get(kind, [])
        forms = _forms(sides[0], mine)
        counts = [str(len(mine))]
        if len(sides) > 1:
            theirs = grouped[1].get(kind, [])
            new = [index for index in theirs if pairing.predicted[index] != "found"]
            forms += _forms(sides[1], new)
            missed = sum(pairing.gold[index] == "missed" for index in mine)
            judged = (str(len(mine) - missed), str(missed), str(len(new)))
            counts += [str(len(theirs)), *(judged if pairing.judged else ("", "", ""))]
        gloss = ENTITY_TYPES.get(kind, "not in the inventory")
        yield Row((_said(kind), _said(gloss), *map(_said, counts), _listed(forms)))


def entity_differences(sides: Sequence[Side], pairing: Pairing) -> tuple[Row, ...]:
    """The missed and spurious entities, in the order of the text."""
    rows = rows_of(sides, pairing, "entities")
    return tuple(row for row in rows if row.status in ("missed", "spurious"))
