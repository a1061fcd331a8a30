"""Whether a quantity is a level, a change, a ratio or a rank (rule N-10 of the guidelines)."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from rawi.baselines import quantity_lexicon as lexicon
from rawi.baselines.quantity_modifiers import Amount
from rawi.baselines.quantity_words import Cut, Page, cuts
from rawi.document import Direction, QuantityRole

_WINDOW: Final = 12
_ENDS: Final = frozenset(".؛;:!؟?")
_COMMAS: Final = frozenset("،,")


class Role(NamedTuple):
    """The role of a quantity; ``anchor`` is the index of the word of change, if one was found."""

    role: QuantityRole
    direction: Direction | None
    anchor: int | None


def role_of(page: Page, amount: Amount) -> Role:
    """The role of a quantity."""
    before = amount.first - 1
    item, measured = amount.left, amount.measured
    counts = page.together(before, amount.first) and measured.unit is None
    if counts and item.multiplier == 1 and page.stem(before, lexicon.RANK_BEFORE):
        return Role("rank", None, None)
    change = _change(page, amount)
    if change is not None:
        return change
    after = max(amount.last_item.last, measured.last) + 1
    is_share = measured.unit is not None and measured.unit.name == "percent"
    if is_share or item.multiple or (item.fraction and item.multiplier == 1 and not measured.unit):
        return Role("ratio", None, None)
    if lexicon.RATIO_AFTER.starting(page, after) is not None:
        return Role("ratio", None, None)
    return Role("level", None, None)


def _change(page: Page, amount: Amount) -> Role | None:
    """A change, if a word of change governs the number and no level is named."""
    before = page.key(amount.first - 1)
    by = "ب" in amount.lead or any(
        cut.key in lexicon.CHANGE_PREPOSITIONS for cut in cuts(before)[:2]
    )
    reached = 0
    for i in page.back(amount.first, _WINDOW):
        word = page.words[i]
        key = word.key
        if key in _ENDS:
            return None
        if key in _COMMAS and not by:
            return None
        cut = _change_word(key)
        if cut is None or word.kind != "letters":
            if key in lexicon.MEASURE_VERBS:
                reached = i
            elif reached:
                return None
            continue
        direction, is_noun, transitive = lexicon.CHANGE[cut.key]
        if not is_noun and (cut.preposition or cut.article or reached):
            return None
        if _is_change(page, amount, i, by, is_noun, transitive):
            return Role("change", direction, i)
        # the level that a change goes from or to
        return Role("level", None, i) if before in lexicon.LEVEL_PREPOSITIONS else None
    return None


@lru_cache(maxsize=1 << 16)
def _change_word(key: str) -> Cut | None:
    return next((cut for cut in cuts(key) if cut.key in lexicon.CHANGE), None)


def _is_change(
    page: Page, amount: Amount, at: int, by: bool, is_noun: bool, transitive: bool
) -> bool:
    before, kind = page.key(amount.first - 1), amount.measured.kind
    if by:
        return True
    if before in lexicon.LEVEL_PREPOSITIONS or before in lexicon.OTHER_PREPOSITIONS:
        return False
    if "ل" in amount.lead or kind == "time":
        return False
    if is_noun or transitive:
        return (is_noun and at == amount.first - 1) or kind == "percent"
    if page.key(amount.last_item.last + 1) in ("نقطه", "نقاط"):
        return True
    return amount.measured.unit is not None or amount.left.multiple
