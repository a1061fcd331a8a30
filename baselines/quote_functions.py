"""What quotation marks are for where nobody is quoted: a title, a term, or distance."""

from __future__ import annotations

from collections.abc import Sequence

from rawi.baselines.quote_draft import is_title
from rawi.baselines.quote_lexicon import quote_words
from rawi.baselines.quote_marks import Pair
from rawi.baselines.quote_page import Page
from rawi.document import Entity, Mark, MarkFunction, Span

_TITLED = frozenset({"ORG", "PRODUCT", "EVENT", "WEBSITE", "FAC", "LAW"})


def leftover_marks(
    page: Page, entities: Sequence[Entity], contents: Sequence[Span]
) -> tuple[Mark, ...]:
    """The stretches in marks that are no quote and no part of one, with their functions.

    Args:
        page: the text.
        entities: its entities; a name in marks is a title.
        contents: content spans of the quotes found.
    """
    named = {(entity.start, entity.end) for entity in entities if entity.type in _TITLED}
    covered = sorted((span.start, span.end) for span in contents)
    exact = set(covered)
    found: list[Mark] = []
    at = 0
    reach = -1
    for pair in page.pairs:
        while at < len(covered) and covered[at][0] <= pair.start:
            reach = max(reach, covered[at][1])
            at += 1
        if (pair.start, pair.end) in exact or not pair.closed:
            continue
        function = function_of(page, pair, named)
        if pair.end <= reach and function != "title":
            # Marked words inside somebody's words are quoted along with them.
            continue
        if pair.start < reach < pair.end or pair.end - pair.start < 3:
            continue
        found.append(Mark(pair.start, pair.end, function, id=f"m{len(found) + 1}"))
    return tuple(found)


def function_of(page: Page, pair: Pair, named: set[tuple[int, int]]) -> MarkFunction:
    """Title after a word that says of what, or around a name; term after one for naming."""
    if is_title(page, pair):
        return "title"
    word = page.word_at(pair.start)
    terms = quote_words().term_heads
    for back in (1, 2):
        if word - back < 0:
            break
        key = page.keys[word - back]
        if key in terms or key[1:] in terms or (key.startswith("ال") and key[2:] in terms):
            return "term"
    if (pair.start + 1, pair.end - 1) in named or (pair.start, pair.end) in named:
        return "title"
    return "scare"
