"""The words that show who says what: cue verbs with their forms, and the small lists beside them.

Verbs come from ``data/cues.tsv``, one lemma a line; person, gender, number and tense are spelled
out from the stems by the regular rules of Modern Standard Arabic. Every form is kept under its
folded key (:func:`rawi.text.fold`), so that missing hamzas and diacritics do no harm.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Literal, cast

import msgspec

from rawi.document import Act
from rawi.text import fold

Frame = Literal["report", "continue", "relay", "act", "words", "describe", "belief", "stated"]
Mood = Literal["past", "present", "jussive", "participle", "noun"]
Gender = Literal["m", "f", ""]
Number = Literal["singular", "dual", "plural", ""]


@dataclass(frozen=True, slots=True)
class Lemma:
    """A cue verb: what its content is like, and whether it denies it."""

    name: str
    act: Act
    frame: Frame
    negative: bool


@dataclass(frozen=True, slots=True)
class Form:
    """One written form of a cue. Gender and number are those of the one who speaks."""

    lemma: Lemma
    mood: Mood
    gender: Gender = ""
    number: Number = ""
    first_person: bool = False
    #: a noun with a possessive pronoun (قوله) and not the bare or definite noun
    possessive: bool = False
    #: a verb with a pronoun for its object (أبلغه)
    object: bool = False


class QuoteWords(msgspec.Struct, frozen=True):
    """The lists of ``data/quote_words.json``, folded; see there."""

    complementizers: frozenset[str]
    #: أن and لا in one word, as it is written: its key is also that of إلا
    negative_complementizers: frozenset[str]
    questions: frozenset[tuple[str, ...]]
    not_before_clause: frozenset[str]
    sources_with_preposition: frozenset[str]
    on_the_word_of: tuple[tuple[str, ...], ...]
    homographs: frozenset[str]
    participle_homographs: frozenset[str]
    participle_followers: frozenset[str]
    pronouns: frozenset[str]
    relayed_by: frozenset[str]
    rumours: frozenset[str]
    narrator_returns: tuple[tuple[str, ...], ...]
    going_on: frozenset[str]
    noun_governors: frozenset[str]
    negators: frozenset[str]
    decliners: frozenset[str]
    hypotheticals: frozenset[str]
    breakers: frozenset[str]
    auxiliaries: frozenset[str]
    clause_openers: frozenset[str]
    relatives: frozenset[str]
    source_stops: frozenset[str]
    calendar_adjectives: frozenset[str]
    joining_prepositions: frozenset[str]
    media_heads: frozenset[str]
    documents: frozenset[str]
    unnamed_heads: frozenset[str]
    collective_heads: frozenset[str]
    organization_heads: frozenset[str]
    name_openers: frozenset[str]
    title_heads: frozenset[str]
    term_heads: frozenset[str]
    begin_with_waw: frozenset[str]
    feminine_names: frozenset[str]


@cache
def quote_words() -> QuoteWords:
    """The word lists, read once."""
    raw = msgspec.json.decode(_data("quote_words.json"), type=dict[str, object])

    def keys(name: str) -> frozenset[str]:
        value = raw[name]
        listed = value["words"] if isinstance(value, dict) else value
        return frozenset(fold(word) for word in cast("list[str]", listed))

    def phrases(name: str) -> tuple[tuple[str, ...], ...]:
        listed = cast("list[list[str]]", raw[name])
        return tuple(tuple(fold(word) for word in phrase) for phrase in listed)

    complementizers = cast("dict[str, list[str]]", raw["complementizers"])
    fields = {
        name: keys(name)
        for name in QuoteWords.__struct_fields__
        if name not in ("complementizers", "questions", "on_the_word_of", "narrator_returns")
        and name != "negative_complementizers"
    }
    return QuoteWords(
        complementizers=frozenset(
            fold(stem + pronoun)
            for stem in complementizers["stems"]
            for pronoun in complementizers["pronouns"]
        ),
        negative_complementizers=frozenset(complementizers["with_negation"]),
        questions=frozenset(
            tuple(fold(word) for word in phrase.split()) for phrase in complementizers["questions"]
        ),
        on_the_word_of=phrases("on_the_word_of"),
        narrator_returns=phrases("narrator_returns"),
        **fields,
    )


def bare_head(key: str) -> str:
    """The key of an indefinite head without the alif of its accusative: مصدرا is مصدر."""
    stem = key[:-1]
    return stem if key.endswith("ا") and stem in quote_words().unnamed_heads else key


@cache
def cue_forms() -> dict[str, tuple[Form, ...]]:
    """Every written form of every cue, under its folded key."""
    found: dict[str, list[Form]] = {}
    for line in _data("cues.tsv").decode("utf-8").splitlines():
        if line.startswith(("#", "lemma\t")) or not line.strip():
            continue
        cells = (line.split("\t") + [""] * 10)[:10]
        name, past, short, present, participle, noun, act, frame, polarity, more = cells
        lemma = Lemma(name, cast("Act", act), cast("Frame", frame), polarity == "negative")
        verbs = [*_past(lemma, past, short), *_present(lemma, present)]
        spelled = [
            *((one for one in verbs if one[1].mood == "past") if more == "called" else verbs),
            *(_with_object(verbs) if more in ("object", "called") else ()),
            *_participle(lemma, participle),
            *_noun(lemma, noun),
            *([(noun, Form(lemma, "noun"))] if more == "bare" else ()),
        ]
        for written, form in spelled:
            entry = found.setdefault(fold(written), [])
            if form not in entry:
                entry.append(form)
    return {key: tuple(entry) for key, entry in found.items()}


def _data(name: str) -> bytes:
    return files("rawi.baselines").joinpath("data", name).read_bytes()


def _past(lemma: Lemma, past: str, short: str) -> list[tuple[str, Form]]:
    if not past:
        return []
    defective = past[-1] in "ىا" and len(past) > 2
    stem = past[:-1] if defective else past
    consonant = short or (stem + "ي" if defective else past)

    def form(gender: Gender, number: Number, first: bool = False) -> Form:
        return Form(lemma, "past", gender, number, first)

    return [
        (past, form("m", "singular")),
        (stem + "ت", form("f", "singular")),
        (stem + "وا", form("m", "plural")),
        (consonant + "ن", form("f", "plural")),
        ((stem + "يا") if defective else past + "ا", form("m", "dual")),
        (stem + "تا", form("f", "dual")),
        (consonant + "ت", form("", "singular", first=True)),
        (consonant + "نا", form("", "plural", first=True)),
    ]


def _present(lemma: Lemma, present: str) -> list[tuple[str, Form]]:
    if not present:
        return []
    rest = present[1:]
    stem = rest[:-1] if rest[-1] in "ىيو" else rest
    found = [
        (f"ي{rest}", Form(lemma, "present", "m", "singular")),
        (f"ت{rest}", Form(lemma, "present", "f", "singular")),
        (f"ن{rest}", Form(lemma, "present", "", "plural", True)),
        (f"ا{rest}", Form(lemma, "present", "", "singular", True)),
    ]
    if rest.startswith("أ"):
        found.append(("آ" + rest[1:], Form(lemma, "present", "", "singular", True)))
    for ending in ("ون", "وا"):
        found.append((f"ي{stem}{ending}", Form(lemma, "present", "m", "plural")))
    if rest[-1] in "ىي":
        found.append((f"ي{stem}يان", Form(lemma, "present", "m", "dual")))
        found.append((f"ت{stem}يان", Form(lemma, "present", "f", "dual")))
    for ending in ("ان", "ا"):
        if rest == stem:
            found.append((f"ي{stem}{ending}", Form(lemma, "present", "m", "dual")))
            found.append((f"ت{stem}{ending}", Form(lemma, "present", "f", "dual")))
    cut = ""
    if rest != stem:
        cut = stem
    elif len(rest) > 2 and rest[-2] in "ويا":
        cut = rest[:-2] + rest[-1]
    if cut:
        found.append((f"ي{cut}", Form(lemma, "jussive", "m", "singular")))
        found.append((f"ت{cut}", Form(lemma, "jussive", "f", "singular")))
    return found


def _with_object(verbs: list[tuple[str, Form]]) -> list[tuple[str, Form]]:
    """The verbs with a pronoun for their object: أبلغه، وصفتها، يسمونه."""
    found: list[tuple[str, Form]] = []
    for written, form in verbs:
        if form.first_person or form.mood == "jussive":
            continue
        stem = written[:-1] + "ا" if written[-1] == "ى" else written.removesuffix("ا")
        if not written.endswith(("ى", "وا")):
            stem = written
        found += [
            (stem + pronoun, replace(form, object=True))
            for pronoun in ("ه", "ها", "هم", "هما", "هن", "ني", "نا", "ك", "كم")
        ]
    return found


def _participle(lemma: Lemma, participle: str) -> list[tuple[str, Form]]:
    if not participle:
        return []
    plural = participle[:-1] if participle[-1] == "ي" else participle
    return [
        (participle + "ا", Form(lemma, "participle", "m", "singular")),
        (participle + "ة", Form(lemma, "participle", "f", "singular")),
        (plural + "ين", Form(lemma, "participle", "m", "plural")),
        (participle + "تين", Form(lemma, "participle", "f", "dual")),
        (participle + "ات", Form(lemma, "participle", "f", "plural")),
    ]


def _noun(lemma: Lemma, noun: str) -> list[tuple[str, Form]]:
    if not noun:
        return []
    bound = noun[:-1] + "ت" if noun[-1] == "ة" else noun
    owners: tuple[tuple[str, Gender, Number], ...] = (
        ("ه", "m", "singular"),
        ("ها", "f", "singular"),
        ("هم", "m", "plural"),
        ("هما", "", "dual"),
        ("هن", "f", "plural"),
    )
    found = [
        (bound + pronoun, Form(lemma, "noun", gender, number, possessive=True))
        for pronoun, gender, number in owners
    ]
    found.append(("ال" + noun, Form(lemma, "noun")))
    if lemma.name == "صرّح":
        found += [(word, Form(lemma, "noun")) for word in ("تصريحات", "تصريح", "التصريحات")]
        found += [
            (f"تصريحات{pronoun}", Form(lemma, "noun", gender, number, possessive=True))
            for pronoun, gender, number in owners
        ]
    return found
