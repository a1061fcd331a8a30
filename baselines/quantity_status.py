"""How firmly a quantity is claimed (rule N-15 of the guidelines)."""

from __future__ import annotations

from typing import Final, cast

from rawi.baselines import quantity_lexicon as lexicon
from rawi.baselines.quantity_modifiers import Amount
from rawi.baselines.quantity_words import Page, cuts
from rawi.document import Span, Status

_WINDOW: Final = 15
_ENDS: Final = frozenset(".؛;:!؟?")


def status_of(page: Page, amount: Amount) -> tuple[Status, Span | None]:
    """How firmly it is said, and the words that say so. A forecast wins over an estimate."""
    nearest: tuple[Status, Span | None] | None = None
    # a negated bound like لن تتجاوز has its own future in it
    start = amount.first + (1 if page.key(amount.first).endswith("لن") else 0)
    for i in page.back(start, _WINDOW):
        if page.words[i].key in _ENDS:
            break
        if i not in page.status_cues:
            page.status_cues[i] = _cue(page, i)
        found = cast("tuple[Status, Span | None] | None", page.status_cues[i])
        if found is None:
            continue
        if found[0] == "forecast" or (nearest is None and found[0] != "estimated"):
            return nearest if nearest and nearest[0] != "estimated" else found
        nearest = nearest or found
    if nearest is None:
        nearest = _cue_behind(page, amount)
    return nearest or ("asserted", None)


def _cue(page: Page, i: int) -> tuple[Status, Span | None] | None:
    key = page.key(i)
    if page.kind(i) != "letters":
        return None
    found = lexicon.STATUS.ending(page, i)
    if found is not None:
        first, letters, status = found
        return status, Span(page.offset(first, letters), page.words[i].end)
    if key in lexicon.POSSIBLE and page.key(i + 1)[:1] in ("ي", "ت", "ن"):
        return "forecast", Span(page.words[i].start, page.words[i].end)
    for cut in cuts(key)[:2]:
        verb = cut.key
        if verb == "لن":
            return "forecast", None
        is_future = verb.startswith(("سي", "ست")) and len(verb) > 3 and not cut.article
        if is_future and not verb.startswith(lexicon.FUTURE_EXCEPTIONS):
            return "forecast", None
    return None


def _cue_behind(page: Page, amount: Amount) -> tuple[Status, Span | None] | None:
    """بحسب تقديرات behind the number."""
    start = max(amount.last_item.last, amount.measured.last)
    for i in page.ahead(start, 9)[1:]:
        word = page.words[i]
        if word.key in _ENDS:
            return None
        if word.kind == "letters" and "تقدير" in word.key:
            found = lexicon.STATUS.ending(page, i)
            if found is not None:
                first, letters, status = found
                return status, Span(page.offset(first, letters), page.words[i].end)
    return None
