"""Which word of a number a written Arabic word is, whatever its spelling, case and proclitics.

The words themselves are in ``data/words.json``. Spellings meet under a key without diacritics,
tatweel, hamza on alif, and the difference of ى/ي and ة/ه; hamza on ya stays, since it tells مئتا
(two hundred) from ميتا (dead; Meta).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import IntEnum, auto
from functools import lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

import msgspec


class Kind(IntEnum):
    """What a word does in a number."""

    DIGITS = auto()
    ZERO = auto()
    UNIT = auto()
    #: أحد، اثنا: a unit only before عشر or و and a ten
    BOUND_UNIT = auto()
    TEN = auto()
    TENS = auto()
    HUNDRED = auto()
    SCALE = auto()
    #: ألفا: one thousand with tanween, or two thousand in the construct state
    SCALE_ALIF = auto()
    SCALE_DUAL = auto()
    SCALE_PLURAL = auto()
    FRACTION = auto()
    FRACTION_PLURAL = auto()
    #: عشرات، مئات
    SEVERAL = auto()
    #: بضعة، عدة
    FEW = auto()
    ORDINAL = auto()
    MINUS = auto()
    #: فاصلة between the whole and the decimals of a number that is read out
    POINT = auto()
    #: a particle that stands alone before the number: و 200, الـ 27
    PARTICLE = auto()


class Entry(NamedTuple):
    """A word of the lexicon; ``value`` over ``under`` is what it is worth."""

    kind: Kind
    value: int
    under: int = 1
    #: letters at the end that are a pronoun (نصفهم)
    enclitic: int = 0
    dual: bool = False


class Reading(NamedTuple):
    """A written word that belongs to a number; offsets count in the word."""

    entry: Entry
    start: int
    end: int
    conjunction: bool
    preposition: str
    article: bool
    tanween: bool


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    minus: list[str]
    point: list[str]
    zero: list[str]
    unit: dict[str, list[str]]
    unit_before_ten_only: dict[str, list[str]]
    ten: list[str]
    tens: dict[str, list[str]]
    hundred: list[str]
    hundred_joined_only: list[str]
    hundred_dual: list[str]
    hundred_units: dict[str, list[str]]
    scale: dict[str, list[str]]
    scale_plural: dict[str, list[str]]
    fraction: dict[str, list[str]]
    fraction_dual: dict[str, list[str]]
    fraction_plural: dict[str, list[str]]
    fraction_with_damma: dict[str, list[str]]
    fraction_enclitics: list[str]
    several: dict[str, list[str]]
    few: list[str]
    ordinal: list[str]
    no_fraction_before: list[str]
    no_number: list[str]
    year_words: list[str]
    share_before: list[str]
    doubtful_before_definite: list[str]
    doubtful_after: dict[str, list[str]]
    doubtful_before: dict[str, list[str]]


#: harakat, Qur'anic signs, superscript alif, tatweel
MARKS: Final = "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
#: signs of direction and joining, which no reader sees
INVISIBLE: Final = "\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
LETTERS: Final = "\u0620-\u063f\u0641-\u064a\u066e-\u066f\u0671-\u06d3\ufb50-\ufdff\ufe70-\ufefc"
_LONGEST: Final = 64
_FOLD: Final = str.maketrans("أإآٱىیةک", "ااااييهك")
_TANWEEN: Final = "\u064b"
#: ألّف, "wrote", has a doubled lam
_VERB: Final = re.compile(
    r"[وف]?[\u064b-\u0650\u0652]*[أا][\u064b-\u0650\u0652]*ل[\u064b-\u0650]*\u0651"
)
_DAMMA: Final = "\u064f"


def _letters(word: str) -> tuple[str, list[int]]:
    """The key of a word, and where in the word each of its letters stands."""
    key: list[str] = []
    places: list[int] = []
    for place, character in enumerate(word):
        shapes = character
        if character >= "\ufb50":
            shapes = unicodedata.normalize("NFKC", character)
        for shape in shapes:
            if shape.isalpha() and shape != "\u0640":
                key.append(shape)
                places.append(place)
    return "".join(key).translate(_FOLD), places


def key_of(word: str) -> str:
    """The key under which the spellings of a word meet."""
    return _letters(word)[0]


_WORDS: Final = msgspec.json.decode(
    files("rawi.numerals").joinpath("data/words.json").read_bytes(), type=_Words
)


def _entries() -> Iterator[tuple[str, Entry]]:
    words = _WORDS
    for kind, plain in (
        (Kind.MINUS, words.minus),
        (Kind.POINT, words.point),
        (Kind.ZERO, words.zero),
        (Kind.FEW, words.few),
    ):
        yield from ((word, Entry(kind, 0)) for word in plain)
    yield from ((word, Entry(Kind.ORDINAL, 0)) for word in words.ordinal)
    yield from ((word, Entry(Kind.TEN, 10)) for word in words.ten)
    for kind, table in (
        (Kind.BOUND_UNIT, words.unit_before_ten_only),
        (Kind.UNIT, words.unit),
        (Kind.TENS, words.tens),
        (Kind.SEVERAL, words.several),
        (Kind.SCALE_PLURAL, words.scale_plural),
    ):
        for value, forms in table.items():
            yield from ((word, Entry(kind, int(value))) for word in forms)
    yield from ((word, Entry(Kind.HUNDRED, 100)) for word in words.hundred)
    for hundred in (*words.hundred, *words.hundred_joined_only):
        for value, forms in words.hundred_units.items():
            yield from ((unit + hundred, Entry(Kind.HUNDRED, 100 * int(value))) for unit in forms)
    yield from ((word, Entry(Kind.HUNDRED, 200, dual=True)) for word in words.hundred_dual)
    for value, forms in words.scale.items():
        size = int(value)
        for word in forms:
            yield word, Entry(Kind.SCALE, size)
            yield word + "ا", Entry(Kind.SCALE_ALIF, size)
            for ending in ("ان", "ين", "ي"):
                yield word + ending, Entry(Kind.SCALE_DUAL, 2 * size, dual=True)
    for value, forms in words.fraction_plural.items():
        yield from ((word, Entry(Kind.FRACTION_PLURAL, 1, int(value))) for word in forms)
    for top, tables in ((1, words.fraction), (2, words.fraction_dual)):
        for value, forms in tables.items():
            for word in forms:
                entry = Entry(Kind.FRACTION, top, int(value))
                yield word, entry
                for pronoun in words.fraction_enclitics:
                    yield word + pronoun, entry._replace(enclitic=len(pronoun))


_LEXICON: Final[dict[str, Entry]] = {key_of(word): entry for word, entry in _entries()}
_WITH_DAMMA: Final[dict[str, Entry]] = {
    key_of(word): Entry(Kind.FRACTION, 1, int(value))
    for value, forms in _WORDS.fraction_with_damma.items()
    for word in forms
}
_NO_NUMBER: Final = frozenset(map(key_of, _WORDS.no_number))
NO_FRACTION_BEFORE: Final = frozenset(map(key_of, _WORDS.no_fraction_before))
YEAR_WORDS: Final = frozenset(map(key_of, _WORDS.year_words))
#: words that announce a share, so that الخمس behind them is a fifth
SHARE_BEFORE: Final = frozenset(map(key_of, _WORDS.share_before))
#: words that before a definite noun are more likely something else than a number
DOUBTFUL_BEFORE_DEFINITE: Final = frozenset(map(key_of, _WORDS.doubtful_before_definite))


def _by_key(table: dict[str, list[str]]) -> dict[str, frozenset[str]]:
    return {key_of(word): frozenset(map(key_of, others)) for word, others in table.items()}


#: words beside which a number word is none: the letter ألف behind حرف, before باء
DOUBTFUL_AFTER: Final = _by_key(_WORDS.doubtful_after)
DOUBTFUL_BEFORE: Final = _by_key(_WORDS.doubtful_before)
_LONGEST_KEY: Final = max(map(len, _LEXICON)) + 4

_PARTICLES: Final = {
    f"{conjunction}{preposition}{article}": (bool(conjunction), preposition, bool(article))
    for conjunction in ("", "و", "ف")
    for preposition in ("", "ب", "ل", "ك")
    for article in ("", "ل" if preposition == "ل" else "ال")
    if conjunction or preposition or article
}


def _cuts(key: str) -> Iterator[tuple[int, bool, str]]:
    """Ways to take conjunction and preposition off a word, longest rest first."""
    yield 0, False, ""
    first = key[0]
    if first in "وف" and len(key) > 1:
        yield 1, True, ""
        if key[1] in "بلك":
            yield 2, True, key[1]
    elif first in "بلك":
        yield 1, False, first


def _find(key: str, damma: bool) -> Entry | None:
    if damma and key in _WITH_DAMMA:
        return _WITH_DAMMA[key]
    return _LEXICON.get(key)


@lru_cache(maxsize=1 << 16)
def _classify(word: str) -> Reading | None:
    key, places = _letters(word)
    if not key or len(key) > _LONGEST_KEY or key in _NO_NUMBER:
        return None
    if "ف" in key[-3:] and _VERB.match(word):
        return None
    tanween = _TANWEEN in word
    particle = _PARTICLES.get(key)
    if particle is not None:
        conjunction, preposition, article = particle
        start = places[len(key) - (1 if preposition == "ل" else 2)] if article else len(word)
        end = len(word)
        return Reading(
            Entry(Kind.PARTICLE, 0), start, end, conjunction, preposition, article, False
        )
    # وأحد has a hamza where واحد, one, has none
    parted = key == "واحد" and word[places[1]] == "أ"
    for cut, conjunction, preposition in _cuts(key):
        rest = key[cut:]
        if parted and not cut:
            continue
        damma = len(rest) > 0 and _DAMMA in word[places[cut] : places[min(cut + 1, len(key) - 1)]]
        entry, article = _find(rest, damma), False
        if entry is None:
            skip = 1 if preposition == "ل" and rest[:1] == "ل" else 2 if rest[:2] == "ال" else 0
            if skip and len(rest) > skip:
                damma = _DAMMA in word[places[cut + skip] :]
                entry, article = _find(rest[skip:], damma), True
        if entry is not None:
            last = len(places) - entry.enclitic
            end = places[last] if entry.enclitic else len(word)
            return Reading(entry, places[cut], end, conjunction, preposition, article, tanween)
    return None


def classify(word: str) -> Reading | None:
    """What a written word is in a number, ``None`` if nothing.

    Args:
        word: letters, diacritics, tatweel and invisible marks of one word.
    """
    return _classify(word) if len(word) <= _LONGEST else None
