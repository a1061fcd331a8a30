"""Which chains of name words are persons: by their own words, or by what stands beside them."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass

from rawi.baselines.entity_listed import Listed
from rawi.baselines.entity_lists import Lists, foreignness
from rawi.baselines.entity_names import Chain, NameReader
from rawi.baselines.lexicon import TokenText, is_word
from rawi.text import Offsets

# Log-odds of the letters of a word: part of a foreign name, a foreign name by itself
_PART_OF_A_NAME = 2.0
_SURELY_FOREIGN = 5.0


@dataclass(frozen=True, slots=True)
class Person:
    """A personal name: tokens ``[first, last)``, ``cut`` characters into the first."""

    first: int
    last: int
    cut: int

    def offsets(self, page: TokenText) -> Offsets:
        """Where it stands in the raw text."""
        return page.tokens[self.first].start + self.cut, page.tokens[self.last - 1].end


def read_people(
    page: TokenText, lists: Lists, listed: Iterable[Listed], dated: Set[int]
) -> list[Person]:
    """Personal names in order of start, none inside another.

    A second look finds the family names of those who were named in full (E-22: a shortened name is
    a name).
    """
    places: dict[int, Listed] = {}
    busy: set[int] = set(dated)
    persons: dict[int, Listed] = {}
    for item in listed:
        if item.type == "PERS":
            persons[item.first] = item
        elif item.how != "adjective":
            places[item.first] = item
            busy.update(range(item.first, item.last))
    reader = NameReader(page, lists, frozenset(busy))
    found: list[Person] = []
    at = 0
    while at < len(page):
        person = _at(page, lists, reader, at, places, persons, dated, busy)
        if person:
            found.append(person)
            at = person.last
        else:
            at += 1
    return _with_short_names(page, lists, found, busy)


def _at(
    page: TokenText,
    lists: Lists,
    reader: NameReader,
    at: int,
    places: dict[int, Listed],
    persons: dict[int, Listed],
    dated: Set[int],
    busy: Set[int],
) -> Person | None:
    if at in dated or not is_word(page.tokens[at]):
        return None
    well_known = persons.get(at)
    title = _after_title(page, lists, at, busy)
    best: Person | None = None
    if well_known:
        best = Person(at, well_known.last, well_known.cut)
        longer = reader.chain(well_known.last - 1, page.key(well_known.last - 1))
        if longer and page.key(longer.last - 1) not in lists.person_words:
            longer = None  # ماكرون سيزور: a verb may look foreign too
        if longer and well_known.last - at > 1 and longer.units <= 2:
            best = Person(at, max(longer.last, well_known.last), well_known.cut)
    for reading in page.tokens[at].readings:
        chain = reader.chain(at, reading.key, after_title=title and reading.cut == 0)
        if not chain or not _is_person(page, lists, at, chain, reading.cut, title):
            continue
        place = places.get(at)
        if place and place.last >= chain.last:
            continue
        if place and place.how == "name" and not title and chain.units < 2:
            continue
        if best is None or chain.last > best.last:
            best = Person(at, chain.last, reading.cut)
    return best


def _after_title(page: TokenText, lists: Lists, at: int, busy: Set[int]) -> bool:
    """Whether a title, with up to six words of complement, stands right before a token."""
    before = at - 1
    if before < 0 or page.stops[before] <= at:
        return False
    key = page.key(before)
    if lists.titles.of_key(key) or _title_with_particle(page, lists, before):
        return True
    # الرئيس الروسي, وزير الخارجية الفرنسي: look back over definite words
    for steps in range(1, 7):
        place = before - steps
        if place < 0 or page.stops[place] <= at:
            return False
        if (
            not page.key(place + 1).startswith("ال")
            and steps > 1
            and page.key(place) in (lists.words.function)
        ):
            return False
        if any(
            value.kind in ("office", "rank", "profession")
            for way in page.tokens[place].readings
            for value in lists.titles.of_key(way.key)
        ):
            return all(
                word in busy
                or page.key(word).startswith(("ال", "لل", "وال"))
                or page.key(word) == "باسم"
                or any(lists.heads.of_key(way.key) for way in page.tokens[word].readings)
                or foreignness(page.key(word)) > _PART_OF_A_NAME
                for word in range(place + 1, at)
            )
    return False


def _title_with_particle(page: TokenText, lists: Lists, at: int) -> bool:
    return any(lists.titles.of_key(way.key) for way in page.tokens[at].readings[1:])


def _is_person(page: TokenText, lists: Lists, at: int, chain: Chain, cut: int, title: bool) -> bool:
    if chain.units >= 2 and chain.sure:
        return True
    if not chain.sure and _names_a_place(page, lists, at):
        return False
    if title and cut == 0 and (chain.sure or chain.units >= 2 or _like_name(page, lists, at)):
        return True
    if title and cut == 0:
        return False
    if cut == 0 and chain.units >= 2 and page.key(at) not in lists.person_words:
        return True
    speech = lists.words.speech
    if not chain.sure:
        return chain.units >= 2 and page.key(at - 1) in speech and cut == 0
    before = {way.key for way in page.tokens[at - 1].readings} if at else set()
    return (bool(before & speech) and page.stops[at - 1] > at) or (
        page.key(chain.last) in speech and chain.last < page.stops[at]
    )


def _names_a_place(page: TokenText, lists: Lists, at: int) -> bool:
    """Whether a noun stands before that says that a body or place is named, not a person."""
    if not at or page.stops[at - 1] <= at:
        return False
    return any(lists.heads.of_key(reading.key) for reading in page.tokens[at - 1].readings)


def _like_name(page: TokenText, lists: Lists, at: int) -> bool:
    """Whether a single word after a title is a name: a listed one, or one of foreign letters."""
    kinds = lists.person_words.get(page.key(at))
    if kinds:
        return bool(kinds - {"word"})
    return foreignness(page.key(at)) > _SURELY_FOREIGN


def _with_short_names(
    page: TokenText, lists: Lists, found: list[Person], busy: Set[int]
) -> list[Person]:
    families: set[str] = set()
    taken: set[int] = set()
    for person in found:
        taken.update(range(person.first, person.last))
        if person.last - person.first > 1:
            families.add(page.key(person.last - 1))
    families -= lists.words.function
    families = {key for key in families if len(key) > 2}
    more = []
    for at, token in enumerate(page.tokens):
        if at in taken or at in busy:
            continue
        for reading in token.readings:
            if reading.key not in families:
                continue
            if reading.key in lists.people_adjectives:
                continue
            if (
                "word" in lists.person_words.get(reading.key, frozenset())
                and page.key(at - 1) not in lists.words.speech
            ):
                continue
            more.append(Person(at, at + 1, reading.cut))
            break
    return sorted([*found, *more], key=lambda person: person.first)
