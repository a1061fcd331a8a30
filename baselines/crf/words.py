"""What a word by itself tells a tagger of Arabic: forms, affixes, letters, shape, lists of words.

Everything here depends on the word alone and is computed once for each different word.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

from rawi.baselines.entity_lists import foreignness, lists
from rawi.baselines.lexicon import read_words, readings
from rawi.baselines.quantity_lexicon import (
    ADJECTIVES,
    CHANGE,
    COUNTED,
    DUALS,
    MEASURE_NOUNS,
    MEASURE_VERBS,
    RANK_BEFORE,
    SINGLE_UNITS,
    STOP,
    Money,
)
from rawi.baselines.quote_lexicon import cue_forms, quote_words
from rawi.numerals.lexicon import key_of
from rawi.text import bare, fold

#: letters of a word that are looked at
_LONGEST: Final = 40
_CACHED: Final = 1 << 16
# the article and the particles before it; longest first
_FRONTS: Final = (
    "وبال", "فبال", "وكال", "ولل", "فلل", "وال", "فال", "بال", "كال", "لل", "ال",
)  # fmt: skip
# suffix pronouns and endings of number and gender; longest first
_BACKS: Final = (
    "هما", "تان", "تين", "يون", "يين", "ها", "هم", "هن", "نا", "كم", "ان", "ين", "ون", "ات",
    "وا", "يه", "ه", "ي", "ا", "ت",
)  # fmt: skip
_MARKS: Final = frozenset("\"'«»“”‘’„‹›")


@lru_cache(maxsize=_CACHED)
def folded_word(word: str) -> str:
    """The word without differences of spelling; a mark of its own stays as it is."""
    cut = word[:_LONGEST]
    return fold(cut).lower() or cut


def stem(key: str) -> str:
    """A folded word without article, the particles before that, and endings: a light stem."""
    for front in _FRONTS:
        if key.startswith(front) and len(key) - len(front) > 2:
            key = key[len(front) :]
            break
    for back in _BACKS:
        if key.endswith(back) and len(key) - len(back) > 2:
            return key[: -len(back)]
    return key


@lru_cache(maxsize=_CACHED)
def shape(word: str) -> str:
    """Kind of the signs of a word: digits with their number, letters of which script, a mark."""
    first = word[0]
    if first.isdigit():
        length = sum(sign.isdigit() for sign in word)
        return f"d{min(length, 5)}" + ("" if length == len(word) else "s")
    if not first.isalnum():
        return "q" if first in _MARKS else word[:1]
    if first.isascii():
        return "X" if word.isupper() else "Xx" if first.isupper() else "x"
    return "a+" if bare(word) != word else "a"


@lru_cache(maxsize=_CACHED)
def plain(word: str) -> tuple[str, ...]:
    """Word and affixes: what a plain tagger sees."""
    cut = word[:_LONGEST]
    found = [f"w={cut}"]
    for length in range(1, min(4, len(cut))):
        found += (f"p{length}={cut[:length]}", f"s{length}={cut[-length:]}")
    return tuple(found)


@lru_cache(maxsize=_CACHED)
def forms(word: str) -> tuple[str, ...]:
    """Forms, affixes, runs of letters and shape of a word."""
    key = folded_word(word)
    base = stem(key)
    kind = shape(word)
    found = [f"w={key}", f"k={kind}"]
    if not kind.startswith(("a", "x", "X")):
        return tuple(found)
    found += (f"st={base}", f"n={min(len(key), 9)}")
    plain_word = bare(word[:_LONGEST])
    if plain_word != key:
        found.append(f"r={plain_word}")
    for length in range(1, min(5, len(key))):
        found += (f"p{length}={key[:length]}", f"s{length}={key[-length:]}")
    padded = f"^{key}$"
    found += (f"3={padded[at : at + 3]}" for at in range(len(padded) - 2))
    for reading in readings(word[:_LONGEST])[1:]:
        found.append(f"c{reading.cut}={reading.key}")
    return tuple(dict.fromkeys(found))


@cache
def _time_lists() -> dict[str, tuple[str, ...]]:
    """The lists that words of dates and times are in, by folded word."""
    found: dict[str, list[str]] = {}
    for name, listed in read_words("entity_times.json").items():
        phrases = listed.split() if isinstance(listed, str) else listed
        for phrase in phrases if name != "source" else ():
            for key in map(fold, phrase.split()):
                if name not in found.setdefault(key, []):
                    found[key].append(name)
    return {key: tuple(names) for key, names in found.items()}


@lru_cache(maxsize=_CACHED)
def entity_classes(word: str) -> tuple[str, ...]:
    """The lists of names, titles and heads that a word is in, with the particles read off or not."""
    known = lists()
    found: list[str] = []
    for way in readings(word[:_LONGEST]):
        mark = min(way.cut, 1)
        key = way.key
        found += (f"PN{mark}:{kind}" for kind in known.person_words.get(key, ()))
        found += (f"T{mark}:{title.kind}" for title in known.titles.values(key))
        found += (f"H{mark}:{head.type}.{head.manner}" for head in known.heads.values(key))
        if key in known.people_adjectives:
            found.append(f"NA{mark}")
        if key in known.languages:
            found.append(f"LG{mark}")
        found += (f"D{mark}:{name}" for name in _time_lists().get(key, ()))
        for name in ("speech", "function", "naming_adjectives", "title_adjectives", "portfolios"):
            if key in getattr(known.words, name):
                found.append(f"{name}{mark}")
    key = folded_word(word)
    if len(key) > 2 and key.isalpha():
        odds = foreignness(key)
        found.append("F" + ("--" if odds < -2 else "-" if odds < 0 else "+" if odds < 2 else "++"))
    return tuple(sorted(set(found)))


_QUOTE_LISTS: Final = (
    "complementizers", "sources_with_preposition", "negators", "decliners", "hypotheticals",
    "breakers", "auxiliaries", "clause_openers", "relatives", "source_stops", "media_heads",
    "documents", "unnamed_heads", "collective_heads", "organization_heads", "title_heads",
    "term_heads",
)  # fmt: skip


@cache
def _quote_lists() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name in _QUOTE_LISTS:
        for key in getattr(quote_words(), name):
            found.setdefault(key, []).append(name)
    return {key: tuple(names) for key, names in found.items()}


@lru_cache(maxsize=_CACHED)
def quote_classes(word: str) -> tuple[str, ...]:
    """Whether a word is a cue, and in which of the lists around cues it is."""
    known, cues = _quote_lists(), cue_forms()
    found: list[str] = []
    for way in readings(word[:_LONGEST]):
        mark = min(way.cut, 1)
        found += (f"Q{mark}:{name}" for name in known.get(way.key, ()))
        if way.key.startswith("ال"):
            found += (f"Q{mark}d:{name}" for name in known.get(way.key[2:], ()))
        for form in cues.get(way.key, ()):
            found.append(f"C{mark}:{form.lemma.frame}.{form.mood}{'.p' * form.possessive}")
            found.append(f"A{mark}:{form.lemma.act}{'.n' * form.lemma.negative}")
    return tuple(sorted(set(found)))


_QUANTITY_LISTS: Final = {
    "change": CHANGE, "verb": MEASURE_VERBS, "noun": MEASURE_NOUNS, "adjective": ADJECTIVES,
    "rank": RANK_BEFORE, "stop": STOP, "counted": COUNTED,
}  # fmt: skip


@lru_cache(maxsize=_CACHED)
def quantity_classes(word: str) -> tuple[str, ...]:
    """Whether a word is a unit, a dual, or in one of the lists around numbers."""
    found: list[str] = []
    for way in readings(word[:_LONGEST]):
        key = key_of(word[way.cut : _LONGEST])
        mark = min(way.cut, 1)
        found += (f"N{mark}:{name}" for name, keys in _QUANTITY_LISTS.items() if key in keys)
        for table, name in ((SINGLE_UNITS, "U"), (DUALS, "D")):
            if key in table:
                unit = table[key]
                kind = "" if unit is None else "currency" if isinstance(unit, Money) else unit.kind
                found.append(f"{name}{mark}:{kind}")
    return tuple(sorted(set(found)))
