"""Which numbers of a text are quantities, and which only look like it.

Rule N-02 of the guidelines: dates, years and clock times, ordinals, numbers of laws, flights and the
like, numbers inside names, sports scores and idioms are no quantities.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from rawi.baselines import quantity_lexicon as lexicon
from rawi.baselines.quantity_items import Item
from rawi.baselines.quantity_words import Page, cuts

_YEAR: Final = re.compile(r"[0-9٠-٩۰-۹]{4}")
_SMALL: Final = re.compile(r"[0-9٠-٩۰-۹]{1,2}")
_TELEPHONE: Final = re.compile(r"(?:\+|00)[0-9٠-٩]{1,3}+(?:[ -]?[0-9٠-٩]{1,8}+){2,5}+")
_HYPHENS: Final = "-–—"


def quantities_among(page: Page, numbers: Sequence[Item]) -> list[Item]:
    """Those of the numbers of a page that count or measure."""
    out = _dates(page, numbers) | _telephones(page, numbers)
    found = [item for item in numbers if item.start not in out and not _is_kept_out(page, item)]
    return _without_scores(page, found)


# Dates and years


def _dates(page: Page, numbers: Sequence[Item]) -> frozenset[int]:
    """Where the numbers stand that are years or days of a month."""
    found = [_is_date(page, item) for item in numbers]
    for i in range(len(numbers) - 1, 0, -1):
        # 3 و5 يونيو: the first is a day because the second is
        if found[i] and not found[i - 1] and _is_day(page, numbers[i]):
            found[i - 1] = _is_day(page, numbers[i - 1]) and _near(numbers[i - 1], numbers[i])
    for i in range(1, len(numbers)):
        # عامي 2011 و2020: the second is a year because the first is
        if found[i - 1] and not found[i] and _is_year(page, numbers[i]):
            found[i] = _near(numbers[i - 1], numbers[i]) and _is_year(page, numbers[i - 1])
    return frozenset(item.start for item, date in zip(numbers, found, strict=True) if date)


def _near(left: Item, right: Item) -> bool:
    return right.first - left.last <= 2


def _is_year(page: Page, item: Item) -> bool:
    return _YEAR.fullmatch(page.text, item.start, item.end) is not None and (
        item.value is not None and 1000 <= item.value <= 2200
    )


def _is_day(page: Page, item: Item) -> bool:
    return _SMALL.fullmatch(page.text, item.start, item.end) is not None and (
        item.value is not None and 1 <= item.value <= 31
    )


def _is_date(page: Page, item: Item) -> bool:
    before, after = item.first - 1, item.last + 1
    if item.value is None or item.dual:
        return False
    if item.value <= 31 and item.value.denominator == 1:
        month = after + (page.key(after) == "من")
        if page.together(item.last, month) and lexicon.MONTHS.starting(page, month):
            return True
        if page.key(after) == "من" and page.key(month) in ("الشهر", "شهر"):
            return True
    if not page.together(before, item.first):
        return _is_year(page, item) and not _counts_something(page, item)
    if page.key(after) in lexicon.DATE_AFTER or (page.key(after) == "م" and _is_year(page, item)):
        return True
    if _plain(page, before, lexicon.DATE_BEFORE) and item.multiplier == 1:
        is_day_or_year = item.value.denominator == 1 and 1 <= item.value <= 2200
        return is_day_or_year and (_is_year(page, item) or not _counts_something(page, item))
    if not _is_year(page, item):
        return False
    if lexicon.MONTHS.ending(page, before) is not None:
        return True
    if item.value < 1900 or _counts_something(page, item):
        return False
    return lexicon.MODIFIERS.ending(page, before) is None or page.key(before) == "حتي"


def _plain(page: Page, i: int, table: frozenset[str]) -> bool:
    """Whether a word is in a table, perhaps with proclitics, but not with another article."""
    return any(cut.key in table for cut in cuts(page.key(i)) if not cut.article)


def _counts_something(page: Page, item: Item) -> bool:
    """Whether a unit or a noun that is certainly counted follows."""
    after = item.last + 1
    if not page.together(item.last, after):
        return False
    if lexicon.UNITS.starting(page, after) is not None:
        return page.key(after) not in lexicon.DATE_AFTER
    key = page.key(after)
    if key in lexicon.COUNTED or key in lexicon.STOP or key in lexicon.VERBS:
        return key in lexicon.COUNTED
    return len(key) > 3 and key.endswith("ا") and page.kind(after) == "letters"


def _telephones(page: Page, numbers: Sequence[Item]) -> frozenset[int]:
    """Where the numbers stand that are parts of a telephone number."""
    starts = [item.start for item in numbers]
    return frozenset(
        starts[i]
        for match in _TELEPHONE.finditer(page.text)
        for i in range(bisect_left(starts, match.start()), bisect_left(starts, match.end()))
    )


# Names, labels, ordinals, idioms


def _is_kept_out(page: Page, item: Item) -> bool:
    before, after = item.first - 1, item.last + 1
    if "doubtful" in item.doubts:
        return True
    if item.glued and lexicon.UNITS.starting(page, after) is None:
        return True
    if item.slash and not _counts_something(page, item):
        return True
    if _is_enumeration(page, item) or _is_code(page, item):
        return True
    if item.value == 1 and item.multiplier == 1 and not item.digits:
        return not _stresses_one(page, item)
    if not page.together(before, item.first):
        return False
    key = page.key(before)
    if _plain(page, before, lexicon.CLOCK_BEFORE) or (
        item.digits and page.key(after) in lexicon.CLOCK_AFTER and (item.value or 99) <= 24
    ):
        return True
    if item.fraction and item.definite and _plain(page, before, lexicon.CLOCK_ORDINALS):
        return True
    if item.scale is None and _plain(page, before, lexicon.LABEL_BEFORE):
        return item.multiplier == 1 and lexicon.UNITS.starting(page, after) is None
    if item.digits and key in lexicon.LABEL_LETTERS:
        return True
    if key in _HYPHENS and item.digits and page.kind(before - 1) in ("letters", "latin"):
        # شاهد-136: no blank on either side of the hyphen
        return page.words[before - 1].end + 1 == page.words[before].end == item.start
    if item.definite and not item.digits:
        if page.stem(before, lexicon.ORDINAL_NOUNS) or key in lexicon.ORDINAL_NOUNS:
            return True
        # مجموعة الدول السبع
        if _plain(page, before - 1, lexicon.LABEL_BEFORE) and key.startswith("ال"):
            return page.key(before - 1).endswith("مجموعه")
    if item.value == 0 and not item.digits:
        return key in ("تحت", "فوق", "من", "الي", "نقطه", "ساعه", "درجه", "شهر")
    return item.value == 2 and item.scale is None and _repeats_dual(page, item)


def _is_enumeration(page: Page, item: Item) -> bool:
    """A number at the head of a line: ‏1- or 1. or 1)."""
    if not item.digits or item.lead or not page.starts_sentence(item.first):
        return False
    follower = page.key(item.last + 1)
    if follower not in ("-", ".", ")", "–") or page.kind(item.last + 2) == "digits":
        return False
    return page.words[item.last + 1].start == item.end or follower in "-–"


def _is_code(page: Page, item: Item) -> bool:
    """A telephone or serial number: a plus sign or needless zero in front, hyphens between."""
    if not item.digits:
        return False
    written = page.text[item.start : item.end]
    if len(written) > 1 and written[0] in "0٠۰" and written[1] not in ".,٫،":
        return True
    if page.text[max(0, item.start - 1) : item.start] == "+" and len(written) > 5:
        return True
    around = page.text[max(0, item.start - 2) : item.start], page.text[item.end : item.end + 2]
    # a hyphen with digits on both sides, twice: 555-123-4567
    return all(len(side) == 2 and any(c in _HYPHENS for c in side) for side in around) and (
        around[0][0].isdigit() and around[1][1].isdigit()
    )


def _stresses_one(page: Page, item: Item) -> bool:
    """Rule N-01: واحد only where it counts against another number or stresses the count."""
    key, after = page.key(item.first - 1), page.key(item.last + 1)
    if after == "من" and page.key(item.last + 2) in ("كل", "اصل", "بين"):
        return True
    if item.definite or item.lead or after in ("من", "تلو", "و") or key in lexicon.STOP:
        return False
    if _plain(page, item.first - 1, lexicon.IDIOMS_ONE):
        return False
    return page.kind(item.first - 1) == "letters" and not key.startswith("ال")


def _repeats_dual(page: Page, item: Item) -> bool:
    """شهرين اثنين: the dual has said it already."""
    return page.stem(item.first - 1, lexicon.DUALS) is not None and not item.digits


def _without_scores(page: Page, found: Sequence[Item]) -> list[Item]:
    """The items without pairs like 3-1, unless something is counted behind them."""
    out: set[int] = set()
    for left, right in pairwise(found):
        between = page.text[left.end : right.start].strip()
        if between not in ("-", "–", "—", ":") or not (left.digits and right.digits):
            continue
        if left.value is None or right.value is None:
            continue
        if right.multiplier > 1 or _counts_something(page, right):
            continue
        key = page.key(right.last + 1)
        is_noun = page.kind(right.last + 1) == "letters" and key not in lexicon.STOP
        scores = any(
            page.stem(i, lexicon.SCORE_WORDS)
            for i in range(left.first - 8, right.last + 8)
            if page.together(left.first, i)
        )
        if scores or not is_noun or left.value >= right.value:
            out |= {left.start, right.start}
    return [item for item in found if item.start not in out]
