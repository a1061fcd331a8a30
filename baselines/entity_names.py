"""Personal names: chains of name words, with the particles that join them.

A chain begins with a given name, with عبد، أبو، ابن and the like, or, after a title, with any word
that looks like a name. It is taken when it has two words or more, or when what stands beside it
shows that a person is meant: a title before it, a verb of speech on either side.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rawi.baselines.entity_lists import Lists, foreignness, spellings, word_set
from rawi.baselines.lexicon import TokenText
from rawi.text import fold

_JOINING = word_set("name_particles")
_OPENING = word_set("name_openings")
_SERVANT = word_set("servant_of")
_ALI = fold("علي")
# المتحدث باسم: here باسم is no given name
_HOLDS_NAME = word_set("before_basim")
# الحداد، الصايغ، النجار: trades that became family names
_TRADE = re.compile("ال(?:.ا..|..ا.|...و.)\\Z")
_SECOND = word_set("second_name_words")
# Spellings that fold onto a name and are another word as they stand
_SPELLED_OTHERWISE = spellings("particles_like_names")
# Foreign letters score: a word above it looks like a name, above the lower one like a surname
_LOOKS_FOREIGN = 2.5
_MAY_BE_FOREIGN = 0.5
_SURELY_FOREIGN = 4.5
_MAY_BE_ARABIC = -12.0
_FUTURE_PENALTY = 6.0
_LONGEST_CHAIN = 8


@dataclass(frozen=True, slots=True)
class Chain:
    """A run of name words.

    Attributes:
        last: one past its last token.
        units: how many name words it has, particles not counted.
        sure: whether a given name is in it that is no other word.
    """

    last: int
    units: int
    sure: bool


def _likeness(word: str) -> float:
    """How foreign the letters of a word are, with a doubt for future verbs (سيزور، ستعلن)."""
    doubt = _FUTURE_PENALTY if word.startswith(("سي", "ست")) and len(word) > 4 else 0.0
    return foreignness(word) - doubt


class NameReader:
    """Reads chains of names in one text."""

    def __init__(self, page: TokenText, lists: Lists, busy: frozenset[int]) -> None:
        """Args: the text, the lists, and the tokens that other names have taken."""
        self._page = page
        self._lists = lists
        self._busy = busy

    def chain(self, position: int, key: str, *, after_title: bool = False) -> Chain | None:
        """The chain that begins at a token, read with a key (particles cut off or not)."""
        stop = min(self._page.stops[position], position + _LONGEST_CHAIN)
        at, units, sure, foreign = position, 0, False, False
        joined = False
        while at < stop:
            word = key if at == position else self._page.key(at)
            if at > position and self._page.raw(at) in _SPELLED_OTHERWISE:
                break
            if (
                at > position
                and not joined
                and at in self._busy
                and word not in self._lists.person_words
            ):
                break
            step = self._unit(at, word, stop)
            if step and at == position and not self._may_open(word, after_title):
                break
            if step and at == position and self._lists.titles.of_key(word):
                break  # الأمين العام, الحاج محمد: a title is not the first word of a name
            if step:
                width, strong, alien = step
                at += width
                units += 2 if word in _SERVANT else 1  # عبد الرحمن stands by itself
                sure, foreign, joined = sure or strong, foreign or alien, False
                continue
            if word in _JOINING and at + 1 < stop and (units or word in _OPENING):
                if joined and word in _OPENING and self._page.key(at - 1) == word:
                    break
                at += 1
                joined = True
                continue
            if joined and self._may_follow_particle(word):
                at += 1
                units += 1
                sure, joined = True, False
                continue
            if self._looks_like_name(at, word, units, sure, foreign, after_title):
                foreign = foreign or foreignness(word) > _LOOKS_FOREIGN
                at += 1
                units += 1
                continue
            break
        if joined:
            at -= 1
        return Chain(at, units, sure) if units and at > position else None

    def _unit(self, at: int, word: str, stop: int) -> tuple[int, bool, bool] | None:
        """Width of the listed name word at a token, whether it is sure, whether it is foreign."""
        if self._page.raw(at) in _SPELLED_OTHERWISE or self._is_function(at, word):
            return None
        if word == "باسم" and _HOLDS_NAME & set(self._keys(at - 1)):
            return None
        following = self._page.key(at + 1) if at + 1 < stop else ""
        if word in _SERVANT and (following.startswith("ال") or following == "ربه"):
            return 2, True, False
        kinds = self._lists.person_words.get(word)
        if (
            following in _SECOND
            and word not in self._lists.words.function
            and (kinds or following == "الدين")
        ):
            return 2, True, False
        if not kinds or word in self._lists.words.speech:
            return None
        if self._lists.titles.of_key(word) and "given" not in kinds:
            return None
        return 1, "given" in kinds or "foreign" in kinds, "foreign" in kinds

    def _may_open(self, word: str, after_title: bool) -> bool:
        """Whether a listed word may begin a name: a family name only after a title (الوزير الصفدي)."""
        kinds = self._lists.person_words.get(word, frozenset())
        if kinds - {"family"} or word in _SERVANT:
            return not (word.startswith("ال") and word in self._lists.people_adjectives)
        if not kinds:
            return True
        words = self._lists.words
        return (
            after_title
            and word not in self._lists.people_adjectives
            and word not in words.title_adjectives
            and word not in words.naming_adjectives
        )

    def _keys(self, at: int) -> tuple[str, ...]:
        if at < 0:
            return ()
        return tuple(reading.key for reading in self._page.tokens[at].readings)

    def _is_function(self, at: int, word: str) -> bool:
        """Whether a word is a particle; علي is one only where it is written على."""
        return word in self._lists.words.function and word != _ALI

    def _may_follow_particle(self, word: str) -> bool:
        return word not in self._lists.words.function and len(word) > 1

    def _looks_like_name(
        self, at: int, word: str, units: int, sure: bool, foreign: bool, after_title: bool
    ) -> bool:
        words = self._lists.words
        if word in words.function or word in words.speech or len(word) < 2 or word.isdigit():
            return False
        if not word[0].isalpha() or word in words.title_adjectives:
            return False
        if word in words.naming_adjectives or word in words.complement_stop:
            return False
        if word in self._lists.people_adjectives or self._lists.titles.of_key(word):
            return False
        if self._lists.heads.of_key(word):
            return False
        if word.startswith("ال") and len(word) > 3:
            # a family name in ي after an Arab given name
            if not units or foreign or units > 3 or not (sure or after_title):
                return False
            return (word.endswith("ي") and len(word) > 4) or _TRADE.match(word) is not None
        score = _likeness(word)
        if units == 0 and after_title:
            following = self._page.key(at + 1) if at + 1 < self._page.stops[at] else ""
            listed = self._lists.person_words.get(following, frozenset())
            return score > (_MAY_BE_ARABIC / 4 if listed else _LOOKS_FOREIGN)
        if units == 0:
            # two words of another language side by side are most often a person
            following = self._page.key(at + 1) if at + 1 < self._page.stops[at] else ""
            return (
                at not in self._busy
                and at + 1 not in self._busy
                and score > _SURELY_FOREIGN
                and len(following) > 2
                and following not in words.function
                and _likeness(following) > _LOOKS_FOREIGN
            )
        if foreign or (after_title and not sure):
            return score > _MAY_BE_FOREIGN and units < 4
        if after_title and units == 1:
            return score > _MAY_BE_ARABIC
        return score > _SURELY_FOREIGN and units < 3
