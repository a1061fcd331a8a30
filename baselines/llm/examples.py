"""Examples for prompts, from the train split alone.

An example is a paragraph with the answer that a perfect model would give. Only paragraphs are taken
of which every item lies inside, and whose answer leads back to the gold layer through
:func:`rawi.adapters.from_json`; so an example never teaches what cannot be scored.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from random import Random
from typing import Any, NamedTuple

from rawi.adapters import from_json
from rawi.baselines.llm.config import AnswerLayer
from rawi.baselines.llm.gold_answers import answer_to, same_layer
from rawi.dataset.load import load
from rawi.document import Document, Span

#: the only split that examples come from
SPLIT = "train"
#: characters of a paragraph
SHORTEST, LONGEST = 60, 700
#: items that a paragraph has to have
_ITEMS: dict[AnswerLayer, int] = {"entities": 3, "quotes": 1, "quantities": 1}


class Example(NamedTuple):
    """A passage and the answer to it, as JSON."""

    passage: str
    answer: str


@cache
def examples(layer: AnswerLayer, seed: int) -> tuple[Example, ...]:
    """All examples for a layer, in an order that the seed decides.

    The first ones are of different articles, as far as there are enough.

    Args:
        layer: that the answers hold.
        seed: of the order.
    """
    random = Random(f"{layer} {seed}")
    rounds: list[tuple[int, float, Example]] = []
    for document in load(SPLIT):
        found = _of(document, layer)
        random.shuffle(found)
        rounds += [(turn, random.random(), example) for turn, example in enumerate(found)]
    return tuple(example for _, _, example in sorted(rounds))


def chosen(pool: Sequence[Example], shots: int, text: str) -> tuple[Example, ...]:
    """The first examples of a pool that are not taken from the text that is read."""
    usable = (example for example in pool if example.passage not in text)
    return tuple(example for example, _ in zip(usable, range(shots), strict=False))


def checksum(pools: Sequence[Sequence[Example]]) -> str:
    """SHA-256 over some pools of examples, in hexadecimal."""
    return hashlib.sha256(json.dumps(pools).encode()).hexdigest()


def _of(document: Document, layer: AnswerLayer) -> list[Example]:
    found: list[Example] = []
    for paragraph in document.paragraphs:
        passage = document.words_of(paragraph)
        if not SHORTEST <= len(passage) <= LONGEST:
            continue
        answer = answer_to(document, paragraph, layer)
        if answer is None or len(answer[layer]) < _ITEMS[layer]:
            continue
        if _leads_back(document, paragraph, passage, layer, answer):
            found.append(Example(passage, json.dumps(answer, ensure_ascii=False)))
    return found


def _leads_back(
    document: Document, paragraph: Span, passage: str, layer: AnswerLayer, answer: dict[str, Any]
) -> bool:
    read = from_json("", passage, answer, layers=[layer]).document
    return not read.unanchored and same_layer(document, paragraph, read, layer)
