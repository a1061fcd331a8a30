"""What a quantity says about the world: the thing that it counts or measures.

Rules N-11 to N-14 of the guidelines.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from rawi.baselines import quantity_lexicon as lexicon
from rawi.baselines.quantity_modifiers import Amount
from rawi.baselines.quantity_phrases import Phrase, is_definite, is_verb, phrase_before, phrase_from
from rawi.baselines.quantity_roles import Role
from rawi.baselines.quantity_status import status_of
from rawi.baselines.quantity_words import Page, cuts
from rawi.document import Claim

_WINDOW: Final = 12
_ENDS: Final = frozenset(".؛;:!؟?")
_COMMAS: Final = frozenset("،,")
_PRONOUNS: Final = ("ه", "ها", "هم")
_RELATIVES: Final = frozenset({"التي", "الذي", "الذين", "وقد", "قد", "ان", "لم", "لا", "لن", "ما"})


class Said(NamedTuple):
    """A quantity that was read before in the text, and what it counts."""

    amount: Amount
    of: Phrase | None


def claim_of(page: Page, amount: Amount, role: Role, before: Said | None) -> tuple[Claim, Said]:
    """What a quantity claims.

    Args:
        page: the text.
        amount: the quantity.
        role: its role.
        before: the quantity before it.
    """
    if before is not None and not page.together(before.amount.first, amount.first):
        before = None
    of, base = _things(page, amount, role)
    if of is None and before is not None and base is None and _carries_on(page, amount, before):
        of = before.of
    status, cue = status_of(page, amount)
    claim = Claim(
        of=of.span(page) if of else None,
        head=of.head(page) if of else None,
        base=base.span(page) if base else None,
        status=status,
        status_cue=cue,
    )
    return claim, Said(amount, of)


def _carries_on(page: Page, amount: Amount, before: Said) -> bool:
    """Whether a quantity is of the thing that the one before it is of: 93 نائبا … وامتنع 3."""
    units = amount.measured.unit, before.amount.measured.unit
    if units[0] is None and units[1] is None:
        plain = not (amount.left.fraction or amount.left.multiple or amount.left.definite)
        return plain and not before.amount.left.fraction
    same = units[0] is not None and units[1] is not None and units[0].name == units[1].name
    return same and page.stem(amount.first - 1, lexicon.CARRYING) is not None


def in_question(page: Page, i: int) -> bool:
    """Whether the sentence ends with a question mark within reach."""
    return any(page.words[k].key in ("؟", "?") for k in page.ahead(i, 40))


# The thing counted


def _things(page: Page, amount: Amount, role: Role) -> tuple[Phrase | None, Phrase | None]:
    """What is counted or measured, and what a share is a share of."""
    item, measured = amount.last_item, amount.measured
    after = max(item.last, measured.last) + 1
    if item.dual and item.unit is None and not item.multiple:
        letters = len(item.lead)
        construct = page.key(item.first)[letters:] in lexicon.CONSTRUCT_DUALS
        phrase = phrase_from(page, item.first, construct=construct)
        return (phrase or Phrase(item.first, item.last))._replace(letters=letters), None
    partitive = _partitive(page, after)
    if measured.unit is not None:
        if role.role == "change":
            return _measured_thing(page, amount, role.anchor), None
        if measured.unit.name == "percent":
            hidden = partitive is not None and role.anchor is None
            of = None if hidden else _measured_thing(page, amount, role.anchor)
            return of, partitive
        if partitive is not None:
            return partitive, None
        if measured.kind in ("mass", "volume") and page.together(item.last, after):
            stuff = phrase_from(page, after)
            if stuff is not None and page.key(after) not in lexicon.ADJECTIVES:
                return stuff, None
        return _measured_thing(page, amount, role.anchor), None
    if item.multiple or (item.fraction and role.role == "change"):
        return _measured_thing(page, amount, role.anchor), None
    if role.role == "rank":
        return None, None
    if item.fraction and item.multiplier == 1 and page.words[item.last].end > item.end:
        # نصفهم من الأطفال: the pronoun is the whole
        return partitive, None
    if item.fraction and item.multiplier == 1:
        whole = phrase_from(page, after) if page.together(item.last, after) else None
        return None, whole or partitive
    if role.role == "change" and not _counts(page, after):
        return _measured_thing(page, amount, role.anchor), None
    return _counted(page, amount, after, partitive), None


def _counts(page: Page, i: int) -> bool:
    return page.together(i - 1, i) and phrase_from(page, i) is not None


def _partitive(page: Page, i: int) -> Phrase | None:
    """من and a definite noun phrase."""
    if page.key(i) not in ("من", "لكل") or not page.together(i - 1, i + 1):
        return None
    if page.key(i + 1) in ("اصل", "بين", "قبل", "خلال", "جانب"):
        return None
    return phrase_from(page, i + 1)


def _counted(page: Page, amount: Amount, after: int, partitive: Phrase | None) -> Phrase | None:
    if partitive is not None:
        return partitive
    item = amount.last_item
    before = amount.first - 1
    if item.definite or (item.value == 1 and not item.digits):
        # الدول الخمس; شخص واحد
        phrase = phrase_before(page, before) if page.together(before, item.first) else None
        if phrase is not None and (not item.definite or is_definite(page.key(before))):
            return phrase
        owned = page.key(before).startswith("ب") and page.key(before).endswith(_PRONOUNS)
        if phrase is not None and phrase.first == before and owned:
            # بدوله الـ27
            return phrase._replace(letters=1)
    if page.together(item.last, after):
        phrase = phrase_from(page, after)
        if phrase is not None:
            return phrase
    if item.scale == 1 and page.together(before, item.first):
        return phrase_before(page, before)
    across = _across_modifier(page, amount)
    if across is not None:
        return across
    verb = _verb_before(page, amount.first)
    return None if verb is None else _subject(page, verb, amount.first)


def _measured_thing(page: Page, amount: Amount, anchor: int | None) -> Phrase | None:
    """What a measure is the measure of: the subject of بلغ, what stands before بقيمة, and the like."""
    before = amount.first - 1
    across = _across_modifier(page, amount)
    if across is not None:
        return across
    if not page.together(before, amount.first):
        return None
    if amount.measured.kind == "time" and page.key(before) in lexicon.OTHER_PREPOSITIONS:
        return None
    verb = anchor if anchor is not None else _verb_before(page, amount.first)
    if verb is not None:
        return _subject(page, verb, amount.first)
    if page.key(before) in lexicon.MEASURE_NOUNS or page.key(before) in (
        "بنسبه",
        "بمقدار",
        "بواقع",
    ):
        return _without_counter(page, phrase_before(page, before - 1))
    if page.key(before) in lexicon.STOP or page.kind(before) != "letters":
        return None
    if amount.measured.kind == "time" and not page.key(before).startswith(("ال", "بال")):
        return None
    phrase = phrase_before(page, before)
    if phrase is None or any(c.key in lexicon.MEASURE_HEADS for c in cuts(page.key(phrase.last))):
        return None
    # أنفقت الحكومة 4 مليارات: whoever does it is not what is measured
    if is_verb(page.key(phrase.first - 1)) and page.together(phrase.first - 1, before):
        return None
    return _without_counter(page, phrase)


def _across_modifier(page: Page, amount: Amount) -> Phrase | None:
    """لن تتجاوز الكلفة مليون دولار: what stands between the bound and the number."""
    modifier = amount.modifier
    if modifier is None or modifier.start > amount.left.start:
        return None
    inside = _inside(page, amount, page.at(modifier.end - 1))
    if inside is not None:
        return inside
    start = page.at(modifier.end - 1) + 1
    phrase = phrase_from(page, start, construct=True) if start < amount.left.first else None
    if phrase is None:
        return None
    return _without_counter(page, phrase._replace(last=min(phrase.last, amount.left.first - 1)))


def _inside(page: Page, amount: Amount, last: int) -> Phrase | None:
    """لا تقل الغرامة عن ألف دينار: what stands between the words of the bound."""
    if amount.measured.unit is None or last - amount.first < 2:
        return None
    for i in range(amount.first + 1, last):
        phrase = phrase_from(page, i, construct=True)
        if phrase is not None and page.key(i) not in lexicon.SPLIT:
            return _without_counter(page, phrase._replace(last=min(phrase.last, last - 1)))
    return None


def _verb_before(page: Page, first: int) -> int | None:
    for i in page.back(first, _WINDOW):
        word = page.words[i]
        if word.key in _ENDS or word.key in _COMMAS:
            return None
        if word.kind == "letters" and _tells_amount(word.key):
            return i
    return None


@lru_cache(maxsize=1 << 16)
def _tells_amount(key: str) -> bool:
    """Whether a word is a verb or noun of measure or change."""
    return any(
        cut.key in lexicon.MEASURE_VERBS or cut.key in lexicon.CHANGE
        for cut in cuts(key)
        if not (cut.article or cut.preposition)
    )


def _subject(page: Page, verb: int, first: int) -> Phrase | None:
    """The noun phrase behind a verb or noun of action, else the one before it."""
    start = verb + 1
    if page.key(start) in ("في", "علي") and page.stem(verb, lexicon.CHANGE):
        start += 1
    if start < first:
        phrase = phrase_from(page, start, construct=True)
        if phrase is not None and page.key(start) not in lexicon.MEASURE_NOUNS:
            last = min(phrase.last, first - 1)
            # بنسبة and the like are no part of the phrase
            while (
                last > start and page.key(last).startswith("ب") and not is_definite(page.key(last))
            ):
                last -= 1
            if not page.key(start).startswith(("بنسب", "بمقدار", "بواقع")):
                return _without_counter(
                    page, _object(page, verb, last, first) or phrase._replace(last=last)
                )
    before = verb - 1
    while page.key(before) in _RELATIVES:
        before -= 1
    if not page.together(before, verb):
        return None
    return _without_counter(page, phrase_before(page, before))


def _object(page: Page, verb: int, last: int, first: int) -> Phrase | None:
    """رفعت الشركة إنتاجها: of a transitive verb the object is what changed."""
    cut = page.stem(verb, lexicon.CHANGE)
    if cut is None or not lexicon.CHANGE[cut.key][2] or last + 1 >= first:
        return None
    phrase = phrase_from(page, last + 1)
    return phrase if phrase is not None and phrase.last < first else None


def _without_counter(page: Page, phrase: Phrase | None) -> Phrase | None:
    """عدد القتلى: what is counted are the dead, not the number."""
    if phrase is None or phrase.first == phrase.last:
        return phrase
    if any(cut.key in lexicon.COUNT_NOUNS for cut in cuts(page.key(phrase.first))):
        return Phrase(phrase.first + 1, phrase.last)
    return phrase
