"""Units, modifiers and cues that the rules for quantities look for, read from ``data/``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Final, Literal, NamedTuple, TypeVar

import msgspec

from rawi.baselines.quantity_words import Phrases
from rawi.document import Direction, Status
from rawi.numerals.lexicon import key_of

Side = Literal["approximate", "above", "at_least", "below", "at_most"]
T = TypeVar("T")


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A data file, every field of which is known."""


class _Unit(_Strict, frozen=True):
    name: str
    kind: str
    forms: list[str]
    dual: list[str]


class _Currency(_Strict, frozen=True):
    lemma: str
    forms: list[str]
    dual: list[str]
    default: str | None
    qualified: dict[str, list[str]]
    needs_qualifier: bool


class _Units(_Strict, frozen=True):
    source: str
    units: list[_Unit]
    currencies: list[_Currency]
    per: dict[str, list[str]]
    per_at_end: dict[str, list[str]]


class _Split(_Strict, frozen=True):
    verbs: list[str]
    negated: Side


class _Modifiers(_Strict, frozen=True):
    source: str
    approximate: list[str]
    above: list[str]
    at_least: list[str]
    below: list[str]
    at_most: list[str]
    after: dict[Side, list[str]]
    across_noun: list[str]
    split: dict[Side, _Split]
    split_prepositions: list[str]
    negations: list[str]
    between: list[str]
    range_joints: list[str]
    from_: list[str] = msgspec.field(name="from")


class _Change(_Strict, frozen=True):
    past: list[str]
    present: list[str]
    noun: list[str]


class _Cues(_Strict, frozen=True):
    source: str
    months: list[str]
    date_before: list[str]
    date_after: list[str]
    year_prepositions: list[str]
    clock_before: list[str]
    clock_after: list[str]
    clock_ordinals: list[str]
    label_before: list[str]
    label_letters: list[str]
    score_words: list[str]
    idioms_one: list[str]
    rank_before: list[str]
    thousand_ordinal_nouns: list[str]
    change: dict[str, _Change]
    change_prepositions: list[str]
    level_prepositions: list[str]
    other_prepositions: list[str]
    measure_verbs: list[str]
    measure_nouns: list[str]
    count_nouns: list[str]
    ratio_after: list[str]
    multiple_plural: list[str]
    multiple_dual: list[str]
    multiple_contexts_before: list[str]
    multiple_contexts_after: list[str]
    times_nouns: list[str]
    comparatives: list[str]
    status: dict[Status, list[str]]
    possible: list[str]
    future_exceptions: list[str]
    stop: list[str]
    verbs: list[str]
    adjectives: list[str]
    waw_nouns: list[str]
    measure_heads: list[str]
    carrying: list[str]
    time_words: list[str]


class _Nouns(_Strict, frozen=True):
    source: str
    broken: list[str]
    sound: list[str]
    construct: list[str]
    extra: dict[str, list[str]]


def _load(name: str, shape: type[T]) -> T:
    data = files("rawi.baselines").joinpath("data", name).read_bytes()
    return msgspec.json.decode(data, type=shape)


def _keys(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(key_of, words))


_UNITS: Final = _load("units.json", _Units)
_MODIFIERS: Final = _load("modifiers.json", _Modifiers)
_CUES: Final = _load("quantity_cues.json", _Cues)
_NOUNS: Final = _load("quantity_nouns.json", _Nouns)


class UnitName(NamedTuple):
    """A unit and what it measures (``time``, ``length``, …, ``percent``, ``currency``)."""

    name: str
    kind: str


class Money(NamedTuple):
    """A currency: the code it has by itself, if any, and those its adjectives give it."""

    lemma: str
    default: str | None
    codes: dict[str, str]
    needs_qualifier: bool


def _spellings(form: str) -> Iterator[str]:
    yield form
    if " " not in form and form.isalpha() and len(form) > 2 and form[-1] not in "ةا":
        yield form + "ا"


def _adjective(written: str) -> Iterator[str]:
    """Every form of the adjective of a country, each word of it declined."""
    *before, last = map(key_of, written.split())
    for ending in ("", "ا", "ه", "ان", "ين", "تان", "تين"):
        yield " ".join((*before, last + ending))
    yield " ".join(f"ال{word}" for word in (*before, last))
    yield " ".join(f"ال{word}" for word in (*before, f"{last}ه"))


def _money(currency: _Currency) -> Money:
    codes = {
        form: code
        for code, adjectives in currency.qualified.items()
        for adjective in adjectives
        for form in _adjective(adjective)
    }
    return Money(currency.lemma, currency.default, codes, currency.needs_qualifier)


def _unit_entries() -> Iterator[tuple[str, UnitName | Money]]:
    for unit in _UNITS.units:
        for form in unit.forms:
            for spelling in _spellings(form):
                yield spelling, UnitName(unit.name, unit.kind)
    for currency in _UNITS.currencies:
        money = _money(currency)
        for form in currency.forms:
            for spelling in _spellings(form):
                yield spelling, money


def _dual_entries() -> Iterator[tuple[str, UnitName | Money | None]]:
    for unit in _UNITS.units:
        yield from ((form, UnitName(unit.name, unit.kind)) for form in unit.dual)
    for currency in _UNITS.currencies:
        yield from ((form, _money(currency)) for form in currency.dual)
    for noun in _NOUNS.broken:
        stem = noun[:-1] + "ت" if noun.endswith("ة") else noun
        yield from ((stem + ending, None) for ending in ("ان", "ين"))
    yield from ((noun + "ان", None) for noun in _NOUNS.sound)
    yield from ((form, None) for forms in _NOUNS.extra.values() for form in forms)
    yield from ((form, None) for form in _NOUNS.construct)


def _change_entries() -> Iterator[tuple[str, tuple[Direction, bool, bool]]]:
    for name, change in _CUES.change.items():
        direction: Direction = "up" if name in ("up", "raise") else "down"
        transitive = name in ("raise", "lower")
        for stem in change.past:
            for ending in ("", "ت", "وا", "ا", "تا"):
                yield stem + ending, (direction, False, transitive)
        for stem in change.present:
            for start in ("ي", "ت", "سي", "ست", "لي", "لت"):
                yield start + stem, (direction, False, transitive)
        for noun in change.noun:
            yield noun, (direction, True, transitive)
            if noun[-1] not in "ة":
                yield noun + "ا", (direction, True, transitive)


#: what may follow a number as its unit
UNITS: Final[Phrases[UnitName | Money]] = Phrases(_unit_entries())
#: those of a single word
SINGLE_UNITS: Final[dict[str, UnitName | Money]] = {
    key_of(form): unit for form, unit in _unit_entries() if " " not in form and form.isalpha()
}
#: duals: the unit they are, or ``None`` for counted nouns
DUALS: Final[dict[str, UnitName | Money | None]] = {
    " ".join(map(key_of, form.split())): unit for form, unit in reversed(list(_dual_entries()))
}
CONSTRUCT_DUALS: Final = _keys(_NOUNS.construct)
COUNTED: Final = _keys(_NOUNS.broken) | _keys(_NOUNS.sound)
PER: Final[Phrases[str]] = Phrases(
    (phrase, unit) for unit, phrases in _UNITS.per.items() for phrase in phrases
)
PER_AT_END: Final[Phrases[str]] = Phrases(
    (phrase, unit) for unit, phrases in _UNITS.per_at_end.items() for phrase in phrases
)

_BEFORE: Final[tuple[tuple[Side, list[str]], ...]] = (
    ("approximate", _MODIFIERS.approximate),
    ("above", _MODIFIERS.above),
    ("at_least", _MODIFIERS.at_least),
    ("below", _MODIFIERS.below),
    ("at_most", _MODIFIERS.at_most),
)
MODIFIERS: Final[Phrases[Side]] = Phrases(
    (phrase, side) for side, phrases in _BEFORE for phrase in phrases
)
MODIFIERS_AFTER: Final[Phrases[Side]] = Phrases(
    (phrase, side) for side, phrases in _MODIFIERS.after.items() for phrase in phrases
)
ACROSS_NOUN: Final[Phrases[Side]] = Phrases(
    (phrase, side)
    for side, phrases in _BEFORE
    for phrase in phrases
    if phrase in set(_MODIFIERS.across_noun)
)
SPLIT: Final[dict[str, tuple[Side, Side]]] = {
    key_of(verb): (side, split.negated)
    for side, split in _MODIFIERS.split.items()
    for verb in split.verbs
}
SPLIT_PREPOSITIONS: Final = _keys(_MODIFIERS.split_prepositions)
NEGATIONS: Final = _keys(_MODIFIERS.negations)
BETWEEN: Final[Phrases[None]] = Phrases((phrase, None) for phrase in _MODIFIERS.between)
FROM: Final[Phrases[None]] = Phrases((phrase, None) for phrase in _MODIFIERS.from_)
RANGE_JOINTS: Final = frozenset(key_of(joint) or joint for joint in _MODIFIERS.range_joints)

MONTHS: Final[Phrases[None]] = Phrases((month, None) for month in _CUES.months)
CHANGE: Final[dict[str, tuple[Direction, bool, bool]]] = {
    key_of(word): change for word, change in _change_entries()
}
STATUS: Final[Phrases[Status]] = Phrases(
    (phrase, status) for status, phrases in _CUES.status.items() for phrase in phrases
)
RATIO_AFTER: Final[Phrases[None]] = Phrases((phrase, None) for phrase in _CUES.ratio_after)
DATE_BEFORE: Final = _keys(_CUES.date_before)
DATE_AFTER: Final = _keys(_CUES.date_after)
YEAR_PREPOSITIONS: Final = _keys(_CUES.year_prepositions)
CLOCK_BEFORE: Final = _keys(_CUES.clock_before)
CLOCK_AFTER: Final = _keys(_CUES.clock_after)
CLOCK_ORDINALS: Final = _keys(_CUES.clock_ordinals)
LABEL_BEFORE: Final = _keys(_CUES.label_before)
LABEL_LETTERS: Final = _keys(_CUES.label_letters)
SCORE_WORDS: Final = _keys(_CUES.score_words)
IDIOMS_ONE: Final = _keys(_CUES.idioms_one)
RANK_BEFORE: Final = _keys(_CUES.rank_before)
ORDINAL_NOUNS: Final = _keys(_CUES.thousand_ordinal_nouns)
CHANGE_PREPOSITIONS: Final = _keys(_CUES.change_prepositions)
LEVEL_PREPOSITIONS: Final = _keys(_CUES.level_prepositions)
OTHER_PREPOSITIONS: Final = _keys(_CUES.other_prepositions)
MEASURE_VERBS: Final = _keys(_CUES.measure_verbs)
MEASURE_NOUNS: Final = _keys(_CUES.measure_nouns)
COUNT_NOUNS: Final = _keys(_CUES.count_nouns)
MULTIPLE_PLURAL: Final = _keys(_CUES.multiple_plural)
MULTIPLE_DUAL: Final = _keys(_CUES.multiple_dual)
MULTIPLE_AFTER_WORDS: Final = _keys(_CUES.multiple_contexts_before)
MULTIPLE_BEFORE_WORDS: Final = _keys(_CUES.multiple_contexts_after)
TIMES: Final = _keys(_CUES.times_nouns)
COMPARATIVES: Final = _keys(_CUES.comparatives)
POSSIBLE: Final = _keys(_CUES.possible)
FUTURE_EXCEPTIONS: Final = tuple(sorted(_keys(_CUES.future_exceptions)))
STOP: Final = _keys(_CUES.stop)
VERBS: Final = _keys(_CUES.verbs)
ADJECTIVES: Final = _keys(_CUES.adjectives)
TIME_WORDS: Final = _keys(_CUES.time_words)
WAW_NOUNS: Final = tuple(sorted(_keys(_CUES.waw_nouns)))
MEASURE_HEADS: Final = _keys(_CUES.measure_heads)
CARRYING: Final = _keys(_CUES.carrying)
