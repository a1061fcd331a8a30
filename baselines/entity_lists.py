"""The lists that the entity rules look words up in, read once from ``data/entity_*``.

Adjectives of peoples (روسي) and titles (وزير) are stored as one form a line; gender, number and
article are spelled out here by the regular rules of Modern Standard Arabic.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

from rawi.baselines.lexicon import Lexicon, folded, read_rows, read_words
from rawi.text import fold

NameKind = Literal["given", "word", "foreign", "family"]
TitleClass = Literal["office", "profession", "rank", "honorific", "person"]
HeadManner = Literal["name", "named", "state", "numbered", "outside", "none"]


@dataclass(frozen=True, slots=True)
class Known:
    """What a list says of a name.

    Attributes:
        type: its entity type.
        how: ``name`` wherever it stands, ``town`` only after مدينة and the like, ``adjective`` of a
            people, ``short`` for part of a person's name.
    """

    type: str
    how: Literal["name", "town", "adjective", "noun", "short"] = "name"


@dataclass(frozen=True, slots=True)
class Title:
    """One form of a word that stands before names."""

    kind: TitleClass
    definite: bool
    several: bool
    #: a form that only stands before its complement (وزيرا، ممثلو)
    construct: bool


@dataclass(frozen=True, slots=True)
class Head:
    """A noun that a name begins with; see ``data/entity_heads.tsv``."""

    type: str
    manner: HeadManner
    definite: bool


@dataclass(frozen=True, slots=True)
class Words:
    """Closed lists of words, folded; see ``data/entity_words.json``."""

    speech: frozenset[str]
    function: frozenset[str]
    complement_stop: frozenset[str]
    naming_adjectives: frozenset[str]
    title_adjectives: frozenset[str]
    portfolios: frozenset[str]
    common_indefinites: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lists:
    """All lists of the entity rules."""

    names: Lexicon[Known]
    titles: Lexicon[Title]
    heads: Lexicon[Head]
    person_words: dict[str, frozenset[NameKind]]
    people_adjectives: frozenset[str]
    languages: frozenset[str]
    words: Words
    letters: dict[str, float]


@cache
def word_set(name: str) -> frozenset[str]:
    """Folded words of one list of ``data/entity_words.json``."""
    return folded(read_words("entity_words.json")[name])


def spellings(name: str) -> frozenset[str]:
    """Words of one list of ``data/entity_words.json`` as they are spelled."""
    return frozenset(read_words("entity_words.json")[name].split())


# Political families whose feminine or indefinite form is an everyday word (جمهورية، ديمقراطية).
_EVERYDAY = frozenset({"جمهوري", "ديمقراطي", "ديموقراطي", "ليبرالي", "اشتراكي", "شيوعي", "غربي"})
# Adjectives whose first word never changes: جنوب أفريقي، الجنوب أفريقية
_INVARIANT_FIRST = frozenset({"جنوب"})
# Forms that are another word: رئيسي "main", ملكي "royal", "at my place"
_OTHER_WORDS = word_set("not_titles")


def adjective_forms(adjective: str, everyday: bool = False) -> Iterator[str]:
    """Forms of an adjective in ي or of مسلم: gender, number, case and article."""
    words = adjective.split()
    changing = [position for position, word in enumerate(words) if word not in _INVARIANT_FIRST]
    for ending in ("", "ة", "ون", "ين", "ان", "تان", "تين", "ات", "ا"):
        form = [word + ending if at in changing else word for at, word in enumerate(words)]
        with_article = [
            "ال" + word if at in changing and (at == 0 or len(changing) > 1) else word
            for at, word in enumerate(form)
        ]
        if changing and changing[0] > 0:
            with_article = ["ال" + form[0], *form[1:]]
        if ending != "ا" and not (everyday and ending in ("ة", "ات")):
            yield " ".join(with_article)
        if not (everyday and ending in ("", "ة", "ا", "ات", "ان")):
            yield " ".join(form)


def _titles() -> Iterator[tuple[str, Title]]:
    for kind, noun, plurals in read_rows("entity_titles.tsv"):
        first, _, rest = noun.partition(" ")
        rest = " " + rest if rest else ""
        fixed = first.startswith("ال") or (kind == "person" and len(first) > 3 and first[-1] == "ه")
        for ending, several, construct in (
            ("", False, False),
            ("ة", False, False),
            ("ا", True, False),
            ("ون", True, False),
            ("ين", True, False),
            ("ان", True, False),
            ("تان", True, False),
            ("ات", True, False),
            ("تين", True, False),
            ("و", True, True),
            ("ي", True, True),
            ("تا", True, True),
            ("تي", True, True),
        ):
            if ending and (fixed or (rest and not rest.endswith("عام"))):
                continue
            if ending and first.endswith(("ة", "ا")):
                continue
            form = first + ending
            if ending and fold(form) in _OTHER_WORDS:
                continue
            yield form + rest, Title(_kind(kind), False, several, construct)
            if not construct and ending != "ا" and not fixed:
                article_rest = " ال" + rest[1:] if rest in (" عام", " أول", " ركن") else rest
                if rest in (" أول", " ركن"):
                    yield "ال" + form + rest, Title(_kind(kind), True, several, False)
                yield "ال" + form + article_rest, Title(_kind(kind), True, several, False)
                if rest.endswith("عام") and ending in ("", "ة"):
                    yield (
                        form + rest + ("ة" if ending else ""),
                        Title("office", False, False, False),
                    )
        for plural in filter(None, plurals.split("|")):
            yield plural, Title(_kind(kind), False, True, False)
            yield "ال" + plural, Title(_kind(kind), True, True, False)


def _one_of(word: str, allowed: Any, file: str) -> Any:
    """A word of a data file that has to be one of a list.

    Raises:
        ValueError: it is none of them.
    """
    if word not in get_args(allowed):
        raise ValueError(f"{file}: {word!r} is none of {', '.join(get_args(allowed))}")
    return word


def _kind(kind: str) -> TitleClass:
    known: TitleClass = _one_of(kind, TitleClass, "entity_titles.tsv")
    return known


def _names() -> Lexicon[Known]:
    names: Lexicon[Known] = Lexicon()
    for name in ("entity_places.tsv", "entity_bodies.tsv"):
        for kind, spellings in read_rows(name):
            for spelling in spellings.split("|"):
                names.add(spelling, Known(kind))
    for spellings, *_ in read_rows("entity_people.tsv"):
        for spelling in spellings.split("|"):
            names.add(spelling, Known("PERS"))
    for _, kind, town in read_rows("entity_cities.tsv"):
        if not names.values(town):
            names.add(town, Known("GPE", "name" if kind == "town" else "town"))
    for adjective, plurals in read_rows("entity_groups.tsv"):
        for form in adjective_forms(adjective, adjective in _EVERYDAY):
            known = names.values(form)
            if form.endswith("يا") and known:
                continue  # روسيا is the country, not the accusative of روسي
            names.add(form, Known("NORP", "adjective"))
        for plural in plurals.split("|"):
            if plural and plural != "-":
                names.add(plural, Known("NORP", "noun"))
                names.add("ال" + plural, Known("NORP", "noun"))
    return names


@cache
def lists() -> Lists:
    """All lists, read on first use."""
    heads: Lexicon[Head] = Lexicon()
    for kind, written, nouns in read_rows("entity_heads.tsv"):
        manner: HeadManner = _one_of(written, HeadManner, "entity_heads.tsv")
        for noun in nouns.split("|"):
            heads.add(noun, Head(kind, manner, False))
            if manner not in ("none",) and not noun.startswith("ال") and " " not in noun:
                heads.add("ال" + noun, Head(kind, manner, True))
    person_words: dict[str, set[NameKind]] = {}
    for kind, name in read_rows("entity_names.tsv"):
        person_words.setdefault(fold(name), set()).add(_one_of(kind, NameKind, "entity_names.tsv"))
    names = _names()
    adjectives = {
        fold(form)
        for adjective, _ in read_rows("entity_groups.tsv")
        if " " not in adjective
        for form in adjective_forms(adjective, adjective in _EVERYDAY)
    }
    return Lists(
        names=names,
        titles=Lexicon(_titles()),
        heads=heads,
        person_words={key: frozenset(kinds) for key, kinds in person_words.items()},
        people_adjectives=frozenset(adjectives),
        languages=word_set("languages"),
        words=Words(**{field: word_set(field) for field in Words.__slots__}),
        letters={letters: float(weight) for letters, weight in read_rows("entity_letters.tsv")},
    )


def foreignness(key: str) -> float:
    """How far the letters of a folded word speak for a name of another language: log-odds."""
    weights = lists().letters
    padded = f"^^{key}$"
    return sum(weights.get(padded[at : at + 3], 0.0) for at in range(len(padded) - 2))
