"""What can be told of single items, to score parts of them: see :mod:`rawi.evaluate.slices`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from rawi.derived import all_entities
from rawi.document import Document, Entity, Quantity, Quote
from rawi.evaluate import claims, quotes
from rawi.evaluate.contents import Visible
from rawi.evaluate.measures import Task
from rawi.evaluate.ner import Ner
from rawi.labels import label_map
from rawi.text import Snapper, fold

Item = Entity | Quote | Quantity
#: gold and predicted items of a value, in documents that hold nothing else
Parts = dict[str, tuple[Document, Document]]
#: the value of predictions whose words are not in the text (:mod:`rawi.evaluate.unanchored`)
NOWHERE = "not in the text"
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class ItemSlice:
    """A way to tell the items of one task apart.

    Attributes:
        name: how it is asked for.
        task: the task whose items they are.
        about: one line on what is told apart.
        values: its values in the order of printing; others follow by name.
        tell: the value of every item, given all items of that side and the text.
        carried: whether it can be told of predictions too; see :mod:`rawi.evaluate.slices`.
    """

    name: str
    task: str
    about: str
    values: tuple[str, ...]
    tell: Callable[[Sequence[Item], str], list[str]]
    carried: bool = True


def _each(tell: Callable[[Item, str], str]) -> Callable[[Sequence[Item], str], list[str]]:
    return lambda items, text: [tell(item, text) for item in items]


def _nested(items: Sequence[Item], text: str) -> list[str]:
    """Inner if another entity with other bounds covers it, in whole words; else outer."""
    snapper = Snapper(text)
    spans = [snapper.snap(e.start, e.end) for e in items if isinstance(e, Entity)]
    told = ["outer"] * len(spans)
    reach, starts = -1, -1  # the farthest end so far, and where the span that has it begins
    for i in sorted(range(len(spans)), key=lambda i: (spans[i][0], -spans[i][1])):
        start, end = spans[i]
        if end <= reach and (starts, reach) != (start, end):
            told[i] = "inner"
        elif end > reach:
            reach, starts = end, start
    return told


def _clitic(items: Sequence[Item], text: str) -> list[str]:
    snapper = Snapper(text)
    return [
        "after a particle" if snapper.snap(e.start, e.end)[0] < e.start else "at a word"
        for e in items
        if isinstance(e, Entity)
    ]


def _length(items: Sequence[Item], text: str) -> list[str]:
    snapper = Snapper(text)
    told = []
    for item in items:
        assert isinstance(item, Entity)
        first, last = snapper.words_in(item.start, item.end)
        count = last - first
        told.append("1 word" if count < 2 else f"{count} words" if count < 4 else "4 or more")
    return told


def _quote_type(item: Item, text: str) -> str:
    assert isinstance(item, Quote)
    return item.type or "untyped"


def _speaker(item: Item, text: str) -> str:
    assert isinstance(item, Quote)
    return item.source.kind if item.source else "none"


def _speaker_place(item: Item, text: str) -> str:
    assert isinstance(item, Quote)
    if item.source is None or item.source.kind == "none":
        return "no speaker"
    return "mentioned" if item.source.spans else "dropped"


def _quantity_kind(item: Item, text: str) -> str:
    assert isinstance(item, Quantity)
    return item.kind


def _quantity_form(item: Item, text: str) -> str:
    """How the number is written; a dual (شهران) is a word that means two and is no numeral."""
    assert isinstance(item, Quantity)
    written = text[item.start : item.end]
    if _DIGIT.search(written):
        return "mixed" if _LETTER.search(written) else "digits"
    key = fold(written)
    if item.value == "2" and len(written.split()) == 1 and "اثن" not in key:
        return "dual"
    return "words"


ITEM_SLICES: tuple[ItemSlice, ...] = (
    ItemSlice(
        "nested", "ner", "entities inside another, and the others", ("outer", "inner"), _nested
    ),
    ItemSlice(
        "clitic",
        "ner",
        "entities that begin after an attached particle, and the others",
        ("at a word", "after a particle"),
        _clitic,
        carried=False,
    ),
    ItemSlice(
        "entity-length",
        "ner",
        "how many words an entity has",
        ("1 word", "2 words", "3 words", "4 or more"),
        _length,
    ),
    ItemSlice(
        "quote-type",
        "quotes",
        "direct, indirect and mixed quotes",
        ("direct", "indirect", "mixed", "untyped"),
        _each(_quote_type),
    ),
    ItemSlice(
        "speaker-kind",
        "quotes",
        "what the gold speaker is",
        ("named", "unnamed", "collective", "document", "none"),
        _each(_speaker),
        carried=False,
    ),
    ItemSlice(
        "speaker-place",
        "quotes",
        "whether the gold speaker stands beside the quote or is dropped (وأضاف)",
        ("mentioned", "dropped", "no speaker"),
        _each(_speaker_place),
        carried=False,
    ),
    ItemSlice(
        "quantity-kind",
        "claims",
        "exact, approximate, bounded, vague … quantities",
        ("exact", "approximate", "bound", "range", "vague", "multiple"),
        _each(_quantity_kind),
    ),
    ItemSlice(
        "quantity-form",
        "claims",
        "numbers in digits, in words, in both (3 ملايين), and duals (شهران)",
        ("digits", "mixed", "words", "dual"),
        _each(_quantity_form),
    ),
)


def split_document(items: ItemSlice, task: Task, gold: Document, predicted: Document) -> Parts:
    """The gold items of every value, and the predictions that belong to them.

    Args:
        items: what to tell apart.
        task: the task of the items, as everything was scored with it.
        gold: a gold document.
        predicted: the prediction for it, joined to its text.

    Returns:
        by value, a document of gold and one of predictions that hold these items alone.
    """
    # what has no place in the text can be aligned with nothing, and shows nothing
    lost, predicted = predicted, replace(predicted, unanchored=())
    if isinstance(task, Ner):
        parts = _split_entities(items, task, gold, predicted)
    elif items.task == "quotes":
        parts = _split_quotes(items, gold, predicted)
    else:
        numbers, others = _quantities(gold), _quantities(predicted)
        pairs = claims.align(numbers, others)
        split = _part(items, gold.text or "", numbers, others, dict(_turned(pairs)))
        parts = _documents("quantities", gold, predicted, split)
    if items.carried and lost.unanchored:
        empty = {"entities": (), "quotes": (), "quantities": ()}
        parts[NOWHERE] = (replace(gold, **empty), replace(lost, **empty))
    return parts


def _split_quotes(items: ItemSlice, gold: Document, predicted: Document) -> Parts:
    left, right = _quotes(gold), _quotes(predicted)
    # The entities of gold keep the mentions that the quotes of other slices have.
    gold = replace(gold, entities=(*(gold.entities or ()), *_source_mentions(gold)))
    visible = Visible(gold.text or "")
    pairs = quotes.align(*([visible.ranges(q.content) for q in s] for s in (left, right)))
    split = _part(items, gold.text or "", left, right, dict(_turned(pairs)))
    return _documents("quotes", gold, predicted, split)


def _documents(
    layer: str, gold: Document, predicted: Document, split: dict[str, tuple[list[Item], list[Item]]]
) -> Parts:
    """Documents that hold the items of one value in this layer."""
    return {
        value: (replace(gold, **{layer: tuple(one)}), replace(predicted, **{layer: tuple(other)}))
        for value, (one, other) in split.items()
    }


def _turned(pairs: Iterable[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    return ((k, i) for i, k in pairs)


def _part(
    items: ItemSlice,
    text: str,
    left: Sequence[Item],
    right: Sequence[Item],
    aligned: dict[int, int],
) -> dict[str, tuple[list[Item], list[Item]]]:
    """Items of both sides by value; ``aligned`` gives the gold item of a prediction."""
    parts: dict[str, tuple[list[Item], list[Item]]] = {}
    told = items.tell(left, text)
    for item, value in zip(left, told, strict=True):
        parts.setdefault(value, ([], []))[0].append(item)
    own = items.tell(right, text) if items.carried else []
    for k, item in enumerate(right):
        if k in aligned:
            parts[told[aligned[k]]][1].append(item)
        elif items.carried:
            parts.setdefault(own[k], ([], []))[1].append(item)
    return parts


def _split_entities(items: ItemSlice, task: Ner, gold: Document, predicted: Document) -> Parts:
    """Entities are sets: equal ones are one, and the aligned ones are those that are equal."""
    text = gold.text or ""
    snapper = Snapper(text)
    targets = label_map(task.labels).accepted
    sides: list[dict[tuple[int, int, str], Entity]] = []
    for document in (gold, predicted):
        side: dict[tuple[int, int, str], Entity] = {}
        for entity in all_entities(document):
            bounds = (entity.start, entity.end)
            if task.boundary == "word":
                bounds = snapper.snap(*bounds)
            if target := targets.get(entity.type, ""):
                side.setdefault((*bounds, target), entity)
        sides.append(side)
    place = {key: i for i, key in enumerate(sides[0])}
    aligned = {k: place[key] for k, key in enumerate(sides[1]) if key in place}
    split = _part(items, text, list(sides[0].values()), list(sides[1].values()), aligned)
    # numeric entities are among these already, not to be derived once more
    gold, predicted = replace(gold, quantities=()), replace(predicted, quantities=())
    return _documents("entities", gold, predicted, split)


def _quotes(document: Document) -> list[Quote]:
    return sorted(document.quotes or (), key=lambda q: (q.content, repr(q)))


def _quantities(document: Document) -> list[Quantity]:
    return sorted(document.quantities or (), key=lambda q: (q.start, q.end, repr(q)))


def _source_mentions(document: Document) -> list[Entity]:
    return [
        Entity(span.start, span.end, "PERS", entity=source.entity)
        for quote in document.quotes or ()
        for source in (quote.source, *quote.via)
        if source is not None and source.entity is not None
        for span in source.spans
    ]
