"""Language models that answer in JSON, with strings in place of offsets.

What is read, each key optional::

    {"entities":   [{"text": "…", "type": "GPE"}],
     "quotes":     [{"content": "…", "speaker": "…", "cue": "…", "type": "direct", …}],
     "quantities": [{"text": "…", "value": "3000", "unit": "EUR", "of": "…", "status": "…", …}]}

:mod:`rawi.adapters.anchoring` says how strings get their places. What has none is not dropped: it goes
to ``Document.unanchored``, where the scorer counts it as predicted and wrong, and is named in a note.
The same is done with an item that cannot be read and with an entity of an unknown type. An answer that
is no JSON gives empty layers and a note: a system's failure costs its score, not the run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from rawi.adapters.adapted import Adapted, entities_of, shown
from rawi.adapters.anchoring import Mentions, Places
from rawi.adapters.answer import LAYERS, read_answer
from rawi.adapters.fields import Item, repr_of
from rawi.adapters.llm_quantities import read_quantity
from rawi.adapters.llm_quotes import read_quote
from rawi.document import Document, Quantity, Quote, Unanchored
from rawi.labels import label_map

AnswerLayer = Literal["entities", "quotes", "quantities"]


def from_json(
    document_id: str,
    text: str,
    answer: str | Mapping[str, Any],
    *,
    layers: Sequence[AnswerLayer] | None = None,
    labels: str = "wojood21",
    types: Mapping[str, str] | None = None,
) -> Adapted:
    """A document of what a language model answered in JSON.

    Args:
        document_id: id of the gold document.
        text: its text.
        answer: the answer as it came (JSON, also in a fenced block or among other words), or the
            object in it.
        layers: what the model was asked for: these are never absent from the document, others are
            not read. By default the layers of the answer; all, if it cannot be read.
        labels: name of the label map that it will be scored with; entities of other types are wrong.
        types: other names for labels, say ``{"PERSON": "PERS"}``; a label with an empty name is left
            out.

    Returns:
        the document, and notes on everything that has no place or could not be read.

    Raises:
        InputError: there is no label map of that name. Nothing in the answer raises.
    """
    accepted = label_map(labels).accepted
    content, notes = read_answer(answer)
    if content is None:
        content, wanted = {}, tuple(layers or LAYERS)
    else:
        wanted = tuple(layers if layers is not None else (x for x in LAYERS if x in content))
    places = Places(text)
    lost: list[Unanchored] = []
    entities: list[tuple[int, int, str]] = []
    quotes: list[Quote] = []
    quantities: list[Quantity] = []
    mentions = Mentions(places)
    for item in _items(content, "entities", wanted, notes, lost):
        entities += _entity(item, mentions, accepted, types or {}, lost)
    mentions = Mentions(places)
    for item in _items(content, "quotes", wanted, notes, lost):
        quotes += read_quote(item, mentions, places, lost)
    mentions = Mentions(places)
    for item in _items(content, "quantities", wanted, notes, lost):
        quantities += read_quantity(item, mentions, places, lost)
    document = Document(
        document_id,
        text=text,
        entities=entities_of(entities, None) if "entities" in wanted else None,
        quotes=tuple(quotes) if "quotes" in wanted else None,
        quantities=tuple(quantities) if "quantities" in wanted else None,
        unanchored=tuple(lost),
    )
    return Adapted(document, notes)


def _items(
    content: Mapping[str, Any],
    layer: AnswerLayer,
    wanted: Sequence[str],
    notes: list[str],
    lost: list[Unanchored],
) -> list[Item]:
    """The items of a layer; what is none is told, and counts as a wrong one."""
    value = content.get(layer) if layer in wanted else None
    if value is None:
        return []
    if not isinstance(value, list | tuple):
        notes.append(f"{layer}: found {shown(repr_of(value))}, expected a list; the layer is empty")
        return []
    items: list[Item] = []
    for number, fields in enumerate(value):
        if isinstance(fields, Mapping):
            items.append(Item(f"{layer}/{number}", fields, notes))
        else:
            found = repr_of(fields)
            notes.append(
                f"{layer}/{number}: found {shown(found)}, expected an object; counts as wrong"
            )
            lost.append(Unanchored(layer, found))
    return items


def _entity(
    item: Item,
    mentions: Mentions,
    accepted: Mapping[str, str],
    types: Mapping[str, str],
    lost: list[Unanchored],
) -> list[tuple[int, int, str]]:
    words = item.string("text")
    label = item.string("type") or ""
    kind = types.get(label, label)
    if kind not in accepted and kind.strip().upper() in accepted:
        kind = kind.strip().upper()
    if words is None:
        item.tell("has no text; counts as wrong")
    elif not kind and label in types:
        return []
    elif kind not in accepted:
        item.tell(f"{shown(words)} has the type {shown(kind)}, which is unknown; counts as wrong")
    elif span := mentions.next(words, kind):
        return [(span.start, span.end, kind)]
    else:
        item.tell(f"{shown(words)} ({kind}) has no place in the text; counts as wrong")
    lost.append(Unanchored("entities", words or "", kind))
    return []
