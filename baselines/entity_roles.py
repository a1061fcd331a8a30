"""Places that stand for those who govern there: موسكو رفضت، معاهدة مع بيونغيانغ، رد باريس.

The convention is rule E-08 of the guidelines: the type of a name follows its form, and its role says
what is meant. A role is given to a capital, seat or region that does what only people do: it is the
subject of a verb of speech or decision, a party to dealings, or the owner of an act. Countries have
none.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

from msgspec.structs import replace

from rawi.baselines.lexicon import TokenText, folded, read_words
from rawi.baselines.quote_lexicon import cue_forms
from rawi.document import Entity
from rawi.text import fold

_PLACES: Final = frozenset({"GPE", "LOC", "FAC"})
_BETWEEN: Final = fold("بين")
_WITH: Final = fold("مع")
_NOT: Final = frozenset({"لم", "لن", "لا"})
#: words back from بين or مع in which the dealings may be named
_NEAR: Final = 5


@cache
def _words(name: str) -> frozenset[str]:
    return folded(tuple(read_words("entity_roles.json")[name]))


@cache
def _names() -> frozenset[str]:
    """Keys of the names that may stand for a body."""
    lists = read_words("entity_roles.json")
    return frozenset(
        " ".join(fold(word) for word in name.split())
        for group in ("seats", "buildings", "regions")
        for name in lists[group]
    )


@cache
def _acts(key: str) -> bool:
    """Whether a word is a verb that only people can do, in the third person singular."""
    for cut in (0, 1) if key[:1] in ("و", "ف") else (0,):
        word = key[cut:]
        future = word[1:] if word[:1] == "س" else ""
        if word in _words("acting") or future in _words("acting"):
            return True
        for form in (*cue_forms().get(word, ()), *cue_forms().get(future, ())):
            third = form.number == "singular" and not form.first_person and not form.object
            if third and form.mood in ("past", "present"):
                return True
    return False


def with_roles(page: TokenText, entities: Sequence[Entity]) -> tuple[Entity, ...]:
    """The entities, with the role of those places that stand for a body.

    Args:
        page: the text.
        entities: its entities, in order of start.
    """
    starts = {token.start: at for at, token in enumerate(page.tokens)}
    found: list[Entity] = []
    for entity in entities:
        stands = entity.type in _PLACES and _stands_for_a_body(page, starts, entity)
        found.append(replace(entity, role="org") if stands else entity)
    return tuple(found)


def _stands_for_a_body(page: TokenText, starts: dict[int, int], entity: Entity) -> bool:
    written = page.text[entity.start : entity.end]
    if len(written) > 30 or " ".join(fold(word) for word in written.split()) not in _names():
        return False
    # the first token may have particles before the name
    cut = next((back for back in range(3) if entity.start - back in starts), None)
    if cut is None:
        return False
    first = starts[entity.start - cut]
    last = first + len(written.split())
    particles = page.text[entity.start - cut : entity.start]
    if particles in ("", "و"):
        if particles == "" and _acts(page.key(first - 1)):
            # a verb in the accusative of its object has another subject: غادر موسكو
            return page.key(first - 1) not in _NOT
        if _leads(page, first) and _acts(page.key(last)):
            return True
    return _has_dealings(page, first, particles) or _owns_an_act(page, first, particles)


def _leads(page: TokenText, first: int) -> bool:
    """Whether nothing governs the word: it opens a sentence, or a clause behind أن or لكن."""
    before = page.key(first - 1)
    return not before[:1].isalnum() or before in ("ان", "لكن", "بان", "فيما", "بينما", "اذ")


def _has_dealings(page: TokenText, first: int, particles: str) -> bool:
    """Whether it is a party to dealings: معاهدة مع موسكو، التوتر بين موسكو وباريس."""
    at = first - 1
    if particles == "و":
        # وباريس: the other party, right behind the first
        for back in (first - 2, first - 3):
            if page.key(back) == _BETWEEN:
                at = back
    if page.key(at) not in (_BETWEEN, _WITH):
        return False
    near = range(at - 1, max(at - 1 - _NEAR, -1), -1)
    for back in near:
        key = page.key(back)
        if not key[:1].isalnum():
            return False
        if key in _words("dealings") or (key[:1] in "وفبل" and key[1:] in _words("dealings")):
            return True
    return False


def _owns_an_act(page: TokenText, first: int, particles: str) -> bool:
    """Whether it is the owner of an act: رد باريس."""
    key = page.key(first - 1)
    return particles == "" and (
        key in _words("acts") or (key[:1] in ("و", "ب", "ل") and key[1:] in _words("acts"))
    )
