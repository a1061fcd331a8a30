"""One article with its three layers as a single HTML file, gold beside prediction.

The file needs no network and works without JavaScript: the switches are CSS, the script only adds
a panel that explains what is pointed at or focused. Whatever a document says is escaped; element
names, classes and links are made from indices alone, and a content security policy allows nothing
but the one script of the template, by its hash (https://www.w3.org/TR/CSP3/#grammardef-hash-source).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup, escape

from rawi import text as text_rules
from rawi.derived import all_entities
from rawi.document import Document, Entity
from rawi.errors import Fault, InputError
from rawi.evaluate.viewer_compare import Pairing, pair
from rawi.evaluate.viewer_items import Side, all_spans
from rawi.evaluate.viewer_layout import displayable, lay_out
from rawi.evaluate.viewer_speakers import Speakers
from rawi.evaluate.viewer_tables import (
    Table,
    entity_differences,
    rows_of,
    speaker_rows,
    type_rows,
    unanchored_rows,
)
from rawi.labels import DERIVED, ENTITY_TYPES
from rawi.predictions import join

_LAYERS: Final = ("entities", "quotes", "quantities", "marks")
_QUOTES: Final = ("", "Content", "Type", "Act", "Cue", "Source", "Via", "Factuality")
_QUANTITIES: Final = ("", "Number", "Kind", "Value", "Low", "High", "Unit", "Of", "Base", "Claim")
#: colour family of each entity type; anything else is drawn in grey
_FAMILIES: Final = {
    "people": ("PERS", "NORP", "OCC"),
    "bodies": ("ORG",),
    "places": ("GPE", "LOC", "FAC"),
    "times": ("DATE", "TIME", "EVENT"),
    "works": ("LANGUAGE", "WEBSITE", "LAW", "PRODUCT"),
}


def _exact(text: object) -> Markup:
    """Escaped, with carriage returns written so that no parser turns them into newlines."""
    return Markup(str(escape(displayable(str(text)))).replace("\r", "&#13;"))


def _integrity(script: str) -> str:
    """The hash by which a content security policy names an inline script."""
    digest = hashlib.sha256(str(script).encode("utf-8")).digest()
    return "sha256-" + base64.b64encode(digest).decode("ascii")


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: value if isinstance(value, Markup) else _exact(value),
    )
    environment.filters["integrity"] = _integrity
    source = files("rawi.evaluate").joinpath("templates/viewer.html.j2")
    return environment.from_string(source.read_text(encoding="utf-8"))


def _keys(document: Document, layer: str, entities: Sequence[Entity] | None) -> list[object] | None:
    """What must be equal for two items to be the same; ``None`` if the layer is absent."""
    if layer == "entities":
        return None if entities is None else [(one.start, one.end, one.type) for one in entities]
    items = getattr(document, layer)
    if items is None:
        return None
    if layer == "quotes":
        return [tuple(sorted((span.start, span.end) for span in one.content)) for one in items]
    kind = "kind" if layer == "quantities" else "function"
    return [(one.start, one.end, getattr(one, kind)) for one in items]


def _entities(documents: Sequence[Document]) -> list[Sequence[Entity] | None]:
    """The entities of each document: all 21 types if one of them writes numeric ones itself."""
    numeric = any(one.type in DERIVED for each in documents for one in each.entities or ())
    return [
        all_entities(each) if numeric and each.entities is not None else each.entities
        for each in documents
    ]


def _numbers(pairing: Pairing, gold: int) -> tuple[list[int], list[int]]:
    """Numbers from 1 for gold items and predicted ones; a pair has one number."""
    predicted = [0] * len(pairing.predicted)
    following = gold
    for left, right in pairing.rows:
        if right is not None:
            if left is None:
                following += 1
            predicted[right] = following if left is None else left + 1
    return list(range(1, gold + 1)), predicted


def _joined(document: Document, prediction: Document | None) -> list[Document]:
    if document.text is None:
        raise InputError(
            Fault(
                "there is no text to show",
                document=document.id,
                pointer="/text",
                hint="join a prediction to its gold document first",
            )
        )
    if prediction is None:
        return [document]
    joined, faults = join(document, prediction)
    if faults:
        raise InputError(faults)
    return [document, joined]


def page(document: Document, prediction: Document | None = None, *, title: str = "") -> str:
    """An article with its layers as one self-contained HTML file.

    With a prediction every item is marked found, missed or spurious: entities and quantities by
    exact offsets and type or kind, quotes by exact content spans, marks by offsets and function.
    A layer that one of the two does not have is shown without such marks.

    Args:
        document: the gold article (or any document), with its text.
        prediction: on the same text, which it may leave out.
        title: of the page; by default the title of the article, else its id.

    Returns:
        HTML, the same for the same input. Characters that HTML cannot hold (controls) are shown
        by one replacement each; otherwise the paragraphs hold the text of the document exactly.

    Raises:
        InputError: the document has no text, or the prediction was made on another one.
    """
    documents = _joined(document, prediction)
    entities = _entities(documents)
    pairings: dict[str, Pairing] = {}
    for layer in _LAYERS:
        left = _keys(document, layer, entities[0])
        right = _keys(documents[-1], layer, entities[-1]) if prediction is not None else None
        pairings[layer] = pair(left, right)
    speakers = Speakers(document, documents[1] if prediction is not None else None)
    seen = {one.type for each in entities for one in each or ()}
    order = [kind for kind in ENTITY_TYPES if kind in seen]
    order += sorted(seen.difference(ENTITY_TYPES))
    types = {kind: number for number, kind in enumerate(order, 1)}
    quotes = _numbers(pairings["quotes"], len(document.quotes or ()))
    quantities = _numbers(pairings["quantities"], len(document.quantities or ()))
    sides = [
        Side(
            ("gold", "predicted")[index],
            each,
            entities[index],
            types,
            speakers,
            quotes[index],
            quantities[index],
            {quote.id: place for place, quote in enumerate(each.quotes or ()) if quote.id},
            {
                layer: (pairing.predicted if index else pairing.gold)
                for layer, pairing in pairings.items()
            },
        )
        for index, each in enumerate(documents)
    ]
    return _render(document, sides, pairings, types, title)


def _render(
    document: Document,
    sides: Sequence[Side],
    pairings: dict[str, Pairing],
    types: dict[str, int],
    title: str,
) -> str:
    text = document.text or ""
    bounds = [(span.start, span.end) for span in document.paragraphs]
    layouts = [
        lay_out(text, bounds or text_rules.paragraphs(text), all_spans(side)) for side in sides
    ]
    family = {kind: name for name, kinds in _FAMILIES.items() for kind in kinds}
    counts = {
        layer: [
            len(items) if items is not None else None
            for items in (
                side.entities if layer == "entities" else getattr(side.document, layer)
                for side in sides
            )
        ]
        for layer in _LAYERS
    }
    return _template().render(
        title=title or document.meta.get("title") or document.id,
        document=document,
        compared=len(sides) > 1,
        columns=list(zip(sides, layouts, strict=True)),
        layers=_LAYERS,
        counts=counts,
        pairings=pairings,
        types=[(kind, number, family.get(kind, "numbers")) for kind, number in types.items()],
        glosses=ENTITY_TYPES,
        tables=_tables(sides, pairings, types),
    )


def _tables(
    sides: Sequence[Side], pairings: dict[str, Pairing], types: dict[str, int]
) -> list[Table]:
    compared = len(sides) > 1
    said = ("Quotes in gold", "Quotes predicted") if compared else ("Quotes",)
    counted = ("Gold", "Predicted", "Found", "Missed", "Spurious") if compared else ("Count",)
    tables = [
        Table(
            "speakers",
            "Speakers",
            ("", "Name", "Kind", "Id", "Mentions", *said),
            tuple(speaker_rows(sides[0].speakers, sides)),
        ),
        Table("quotes", "Quotes", _QUOTES, rows_of(sides, pairings["quotes"], "quotes")),
        Table(
            "quantities",
            "Quantities",
            _QUANTITIES,
            rows_of(sides, pairings["quantities"], "quantities"),
        ),
        Table(
            "marks",
            "Marked words that are no quote",
            ("Words", "Function"),
            rows_of(sides, pairings["marks"], "marks"),
        ),
        Table(
            "entities",
            "Entities by type",
            ("Type", "Meaning", *counted, "Forms"),
            tuple(type_rows(sides, pairings["entities"], types)),
        ),
    ]
    without = unanchored_rows(sides)
    if without:
        tables.append(
            Table(
                "unanchored",
                "Predicted, and nowhere in the text",
                ("Words", "Layer", "Type", "Part"),
                without,
            )
        )
    if pairings["entities"].judged:
        tables.append(
            Table(
                "differences",
                "Entities missed and spurious",
                ("Words", "Type"),
                entity_differences(sides, pairings["entities"]),
            )
        )
    return tables
