"""Names that a list knows: places, bodies, peoples, events, languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from rawi.baselines.entity_lists import Known, Lists, word_set
from rawi.baselines.lexicon import Match, TokenText
from rawi.text import Offsets

# Nouns after which غربي and the like tell the side and not the political West
_SIDES = word_set("before_sides")
_WEST = word_set("western")

# Words of one letter pattern that are a name only with their article or beside other names
_EVERYDAY = word_set("not_with_particles")


# Nouns that are part of the name they class: what follows is not a second name
_CLASSIFIERS = word_set("classifiers")


class Spanning(Protocol):
    """What has a place among the tokens, and a type."""

    @property
    def first(self) -> int:
        """First token."""
        ...

    @property
    def last(self) -> int:
        """One past the last token."""
        ...

    @property
    def type(self) -> str:
        """Entity type."""
        ...


@dataclass(frozen=True, slots=True)
class Listed:
    """A listed name: tokens ``[first, last)``, ``cut`` characters into the first."""

    first: int
    last: int
    cut: int
    type: str
    how: str

    def offsets(self, page: TokenText) -> Offsets:
        """Where it stands in the raw text."""
        return page.tokens[self.first].start + self.cut, page.tokens[self.last - 1].end


def read_listed(page: TokenText, lists: Lists) -> list[Listed]:
    """Listed names in order of start; a shorter one may stand inside a longer one."""
    found = []
    for match in lists.names.matches(page):
        known = _choose(page, match, lists)
        if known:
            found.append(Listed(match.first, match.last, match.cut, known.type, known.how))
    return found


def _choose(page: TokenText, match: Match[Known], lists: Lists) -> Known | None:
    key = page.tokens[match.first].key[match.cut :] if match.last == match.first + 1 else ""
    after = page.key(match.first - 1)
    language = _language(page, match, lists, after)
    if language:
        return language
    for known in _in_order(match):
        if known.how == "town":
            continue
        if known.type == "NORP" and key in _WEST and after in _SIDES:
            return None
        if key in _EVERYDAY and match.cut:
            return None
        if known.type == "PERS" and match.cut and page.raw(match.first)[0] not in "وفبلك":
            return None
        return known
    return None


def _in_order(match: Match[Known]) -> Iterator[Known]:
    """Names before adjectives, so that روسيا is the country."""
    yield from sorted(match.values, key=lambda known: known.how == "adjective")


def _language(page: TokenText, match: Match[Known], lists: Lists, after: str) -> Known | None:
    if match.last != match.first + 1:
        return None
    token = page.tokens[match.first]
    for reading in token.readings:
        if reading.key in lists.languages:
            together = reading.cut > 0 and token.raw[0] == "و" and after.startswith("بال")
            together = together and after[1:] in lists.languages
            with_particle = together or (reading.cut > 0 and token.raw[reading.cut - 1] == "ب")
            if with_particle or (reading.cut == 0 and after == "الي"):
                return Known("LANGUAGE")
    return None


def without_classified(
    page: TokenText, listed: list[Listed], headed: Iterable[Spanning]
) -> list[Listed]:
    """Listed names less those that their classifying noun is part of: رويترز in وكالة رويترز."""
    swallowed = {
        (span.first + 1, span.type)
        for span in (*listed, *headed)
        if span.last > span.first + 1
        and any(reading.key in _CLASSIFIERS for reading in page.tokens[span.first].readings)
    }
    return [item for item in listed if item.cut or (item.first, item.type) not in swallowed]
