"""What a quantity says about the world: its role, the thing it counts, and how firmly it is said.

Rules N-10 to N-15 of the guidelines.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from rawi.baselines import quantity_lexicon as lexicon
from rawi.baselines.quantity_modifiers import Amount
from rawi.baselines.quantity_phrases import Phrase, is_definite, phrase_before, phrase_from
from rawi.baselines.quantity_words import Page, cuts

from rawi.document import Claim, Direction, QuantityRole, Span, Status

_WINDOW: Final = 12
_WINDOW_STATUS: Final = 15
_ENDS: Final = frozenset(".؛;:!؟?")
_COMMAS: Final = frozenset("،,")
_PRONOUNS: Final = ("ه", "ها", "هم")
_RELATIVES: Final = frozenset({"التي", "الذي", "الذين", "وقد", "قد", "ان", "لم", "لا", "لن", "ما"})


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
    for i in range(amount.first - 1, amount.first - 1 - _WINDOW, -1):
        key = page.key(i)
        if not page.together(i, amount.first) or key in _ENDS:
            return None
        if key in _COMMAS and not by:
            return None
        cut = next((cut for cut in cuts(key) if cut.key in lexicon.CHANGE), None)
        if cut is None or page.kind(i) != "letters":
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


def _is_change(
    page: Page, amount: Amount, at: int, by: bool, is_noun: bool, transitive: bool
) -> bool:
    before, kind = page.key(amount.first - 1), amount.measured.kind
    if by:
        return True
    if before in lexicon.LEVEL_PREPOSITIONS or before in lexicon.OTHER_PREPOSITIONS:
        return False
    if "ل" in amount.lead or kind == "time" or transitive:
        return False
    if is_noun:
        return at == amount.first - 1 or kind == "percent"
    return amount.measured.unit is not None or amount.left.multiple


def claim_of(page: Page, amount: Amount, role: Role) -> Claim | None:
    """What a quantity claims; ``None`` in a question."""
    if _in_question(page, amount.first):
        return None
    of, base = _things(page, amount, role)
    status, cue = _status(page, amount)
    return Claim(
        of=of.span(page) if of else None,
        head=of.head(page) if of else None,
        base=base.span(page) if base else None,
        status=status,
        status_cue=cue,
    )


def _in_question(page: Page, i: int) -> bool:
    """Whether the sentence ends with a question mark within reach."""
    for k in range(i, i + 40):
        if not page.together(i, k):
            return False
        if page.key(k) in ("؟", "?"):
            return True
    return False


# The thing counted


def _things(page: Page, amount: Amount, role: Role) -> tuple[Phrase | None, Phrase | None]:
    """What is counted or measured, and what a share is a share of."""
    item, measured = amount.last_item, amount.measured
    after = max(item.last, measured.last) + 1
    if item.dual and item.unit is None:
        letters = len(item.lead)
        construct = page.key(item.first)[letters:] in lexicon.CONSTRUCT_DUALS
        phrase = phrase_from(page, item.first, construct=construct)
        return (phrase or Phrase(item.first, item.last))._replace(letters=letters), None
    partitive = _partitive(page, after)
    if measured.unit is not None:
        if role.role == "change":
            return _measured_thing(page, amount, role.anchor), None
        if measured.unit.name == "percent":
            of = None if partitive else _measured_thing(page, amount, None)
            return of, partitive
        if partitive is not None:
            return partitive, None
        if measured.kind in ("mass", "volume") and page.together(item.last, after):
            stuff = phrase_from(page, after)
            if stuff is not None and page.key(after) not in lexicon.ADJECTIVES:
                return stuff, None
        return _measured_thing(page, amount, None), None
    if item.multiple:
        return _measured_thing(page, amount, role.anchor), None
    if role.role == "rank":
        return None, None
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
    return _measured_thing(page, amount, None)


def _measured_thing(page: Page, amount: Amount, anchor: int | None) -> Phrase | None:
    """What a measure is the measure of: the subject of بلغ, what stands before بقيمة, and the like."""
    before = amount.first - 1
    if not page.together(before, amount.first):
        return None
    if amount.measured.kind == "time" and page.key(before) in lexicon.OTHER_PREPOSITIONS:
        return None
    across = _across_modifier(page, amount)
    if across is not None:
        return across
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
    return _without_counter(page, phrase_before(page, before))


def _across_modifier(page: Page, amount: Amount) -> Phrase | None:
    """لن تتجاوز الكلفة مليون دولار: what stands between the bound and the number."""
    modifier = amount.modifier
    if modifier is None or modifier.start > amount.left.start:
        return None
    start = page.at(modifier.end - 1) + 1
    phrase = phrase_from(page, start, construct=True) if start < amount.left.first else None
    if phrase is None:
        return None
    return _without_counter(page, phrase._replace(last=min(phrase.last, amount.left.first - 1)))


def _verb_before(page: Page, first: int) -> int | None:
    for i in range(first - 1, first - 1 - _WINDOW, -1):
        if not page.together(i, first) or page.key(i) in _ENDS or page.key(i) in _COMMAS:
            return None
        if page.kind(i) != "letters":
            continue
        for cut in cuts(page.key(i)):
            if cut.article or cut.preposition:
                continue
            if cut.key in lexicon.MEASURE_VERBS or cut.key in lexicon.CHANGE:
                return i
    return None


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
                return _without_counter(page, phrase._replace(last=last))
    before = verb - 1
    while page.key(before) in _RELATIVES:
        before -= 1
    if not page.together(before, verb):
        return None
    return _without_counter(page, phrase_before(page, before))


def _without_counter(page: Page, phrase: Phrase | None) -> Phrase | None:
    """عدد القتلى: what is counted are the dead, not the number."""
    if phrase is None or phrase.first == phrase.last:
        return phrase
    if any(cut.key in lexicon.COUNT_NOUNS for cut in cuts(page.key(phrase.first))):
        return Phrase(phrase.first + 1, phrase.last)
    return phrase


# Status


def _status(page: Page, amount: Amount) -> tuple[Status, Span | None]:
    """How firmly it is said, and the words that say so. A forecast wins over an estimate."""
    nearest: tuple[Status, Span | None] | None = None
    # a negated bound like لن تتجاوز has its own future in it
    start = amount.first + (1 if page.key(amount.first).endswith("لن") else 0)
    for i in range(start - 1, start - 1 - _WINDOW_STATUS, -1):
        key = page.key(i)
        if not page.together(i, amount.first) or key in _ENDS:
            break
        found = _cue(page, i)
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
        is_future = verb.startswith(("سي", "ست")) and len(verb) > 4 and not cut.article
        if is_future and not verb.startswith(lexicon.FUTURE_EXCEPTIONS):
            return "forecast", None
    return None


def _cue_behind(page: Page, amount: Amount) -> tuple[Status, Span | None] | None:
    """بحسب تقديرات behind the number."""
    start = max(amount.last_item.last, amount.measured.last)
    for i in range(start + 1, start + 9):
        if not page.together(start, i) or page.key(i) in _ENDS:
            return None
        if page.kind(i) == "letters" and "تقدير" in page.key(i):
            found = lexicon.STATUS.ending(page, i)
            if found is not None:
                first, letters, status = found
                return status, Span(page.offset(first, letters), page.words[i].end)
    return None
