"""Where somebody's words are introduced: verbs, participles, nouns, prepositions and set phrases.

A cue found here is only a word that could introduce a quote; whether it does is decided by what
stands around it (:mod:`rawi.baselines.quote_content`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Literal

from rawi.baselines.quote_evidence import may_quote
from rawi.baselines.quote_lexicon import Form, cue_forms, quote_words
from rawi.baselines.quote_page import Page
from rawi.document import Factuality, Span
from rawi.text import bare

CueKind = Literal["verb", "participle", "noun", "preposition", "phrase"]

_KINDS: Final[dict[str, CueKind]] = {
    "past": "verb",
    "present": "verb",
    "jussive": "verb",
    "participle": "participle",
    "noun": "noun",
}

#: letters of the longest form of a cue with what is attached to it
_LONGEST_FORM: Final = 16
#: words back from a verb in which the one that declines it may stand
DECLINING: Final = 8


@dataclass(frozen=True, slots=True)
class Cue:
    """A word or words that may introduce a quote.

    Attributes:
        first: its first word.
        last: one past its last word.
        span: its place in the text, without attached و or ف.
        kind: what sort of word it is.
        form: lemma, gender and number; ``None`` for prepositions.
        coordinated: whether و or ف is attached to it.
        future: whether the future particle س is attached to it.
        after: first word after it and after the particles that belong to it (ما، لـ).
    """

    first: int
    last: int
    span: Span
    kind: CueKind
    form: Form | None = None
    coordinated: bool = False
    future: bool = False
    after: int = 0


def find_cues(page: Page) -> tuple[Cue, ...]:
    """Every possible cue of a text, in order."""
    found: list[Cue] = []
    resume = 0
    for at, key in enumerate(page.keys):
        if at < resume or not _may_begin(key):
            continue
        cue = _phrase(page, at) or _preposition(page, at) or _verb(page, at)
        if cue is not None:
            found.append(cue)
            resume = cue.last
    return tuple(found)


@lru_cache(maxsize=1 << 16)
def _may_begin(key: str) -> bool:
    """Whether a word, by itself, could begin a cue; most words could not."""
    prepositions = quote_words().sources_with_preposition
    if key in prepositions or key[1:] in prepositions:
        return True
    if key in _phrases() or key[1:] in _phrases() or _possessed(key):
        return True
    return len(key) <= _LONGEST_FORM and any(key[cut:] in cue_forms() for cut in range(3))


def factuality(page: Page, cue: Cue) -> Factuality:
    """Whether the words were said, from the two or three words before the cue."""
    lists = quote_words()
    first, _ = page.sentence(cue.first)
    before = page.keys[max(first, cue.first - 4) : cue.first]
    if cue.kind in ("preposition", "phrase"):
        return "asserted"
    if cue.kind == "noun" and any(key.lstrip("وف") in lists.decliners for key in before):
        return "declined"
    if cue.kind == "verb" and before[-1:] == ("ان",):
        # رفض المتحدث أن يؤكد أنّ
        begin = max(first, cue.first - DECLINING)
        if any(key.lstrip("وف") in lists.decliners for key in page.keys[begin : cue.first]):
            return "declined"
    near = before[-2:]
    if cue.form and cue.form.mood == "participle":
        near = before[-1:]
    negated = any(key in lists.negators for key in near[-1:])
    if near[-1:] == ("ما",):
        # ما is mostly "what" (ما وصفته), and "not" only at the head of a clause
        opens = cue.first - 1 == first or before[-2:-1] == ("،",)
        worded = cue.form is not None and cue.form.lemma.frame in ("words", "describe")
        negated = opens and not worded
    if cue.form and cue.form.lemma.negative:
        return "asserted" if negated else "negated"
    if negated:
        return "negated"
    if cue.future or any(key.lstrip("وف") in lists.hypotheticals for key in near):
        return "hypothetical"
    if cue.form and cue.form.mood == "present" and near[-1:] and near[-1].lstrip("و") == "قد":
        return "hypothetical"
    return "asserted"


def _phrase(page: Page, at: int) -> Cue | None:
    """A set phrase: على حد قوله، كما قال، في رأيه."""
    key = page.keys[at]
    for phrase in _phrases().get(key) or _phrases().get(key[1:]) or _possessed(key):
        if len(phrase) > 1 and key != phrase[0] and (key[:1] != "و" or key[1:] != phrase[0]):
            continue
        cut = int(key[0] == "و" != phrase[0][0])
        last = at + len(phrase)
        if page.keys[at + 1 : last - 1] != phrase[1:-1] or last > len(page.words):
            continue
        final = page.keys[last - 1][cut if len(phrase) == 1 else 0 :]
        ending = final[len(phrase[-1]) :] if final.startswith(phrase[-1]) else "no"
        owner = {"": ("", ""), "ه": ("m", "singular"), "ها": ("f", "singular")} | {
            "هم": ("m", "plural"),
            "هما": ("", "dual"),
        }
        if ending not in owner:
            continue
        verbal = phrase[0] == "كما"
        if verbal and ending:
            continue
        base = cue_forms()["قوله" if ending == "ه" or not ending else "قولها"][0]
        gender, number = owner[ending]
        form = Form(
            base.lemma,
            "past" if verbal else "noun",
            "m" if gender == "m" else "f" if gender == "f" else "",
            "plural" if number == "plural" else "singular" if number == "singular" else "",
            possessive=bool(ending),
        )
        start = page.words[last - 1 if verbal else at][0] + (0 if verbal else cut)
        return Cue(at, last, Span(start, page.words[last - 1][1]), "phrase", form, after=last)
    return None


@cache
def _phrases() -> dict[str, list[tuple[str, ...]]]:
    """The set phrases by their first word."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in quote_words().on_the_word_of:
        found.setdefault(phrase[0], []).append(phrase)
    return found


def _possessed(key: str) -> list[tuple[str, ...]]:
    """Phrases of one word behind which a pronoun is written: برأيه، باعتقادها."""
    if key[:1] != "ب" or len(key) > 12:
        return []
    cut = next((ending for ending in ("هما", "هم", "ها", "ه") if key.endswith(ending)), "")
    return [phrase for phrase in _phrases().get(key[: len(key) - len(cut)], ()) if len(phrase) == 1]


def _preposition(page: Page, at: int) -> Cue | None:
    """بحسب، وفق، وفقاً لـ، نقلاً عن، with ما after them where it is there."""
    lists = quote_words()
    key = page.keys[at]
    cut = 0
    if key not in lists.sources_with_preposition:
        if key[:1] not in ("و", "ف") or key[1:] not in lists.sources_with_preposition:
            return None
        cut, key = 1, key[1:]
    after = at + 1
    if after >= len(page.words):
        return None
    following = page.keys[after]
    last = after
    if key in ("نقلا", "استنادا"):
        if following not in ("عن", "الي"):
            return None
        last = after = after + 1
    elif key in ("وفقا", "طبقا", "تبعا"):
        if not following.startswith("ل"):
            return None
        if following == "ل":
            after += 1
        elif following == "لما":
            last = after = after + 1
    elif following == "ما":
        last = after = after + 1
    span = Span(page.words[at][0] + cut, page.words[last - 1][1])
    return Cue(at, last, span, "preposition", coordinated=bool(cut), after=after)


def _verb(page: Page, at: int) -> Cue | None:
    """A form of a cue verb, whole or behind و/ف, س, and (nouns) ب/ل."""
    forms, lists = cue_forms(), quote_words()
    key = page.keys[at]
    if len(key) > _LONGEST_FORM:
        return None
    previous = page.keys[at - 1] if at else ""
    readings: list[tuple[int, bool, bool]] = [(0, False, False)]
    if key[:1] in ("و", "ف"):
        readings.append((1, True, False))
        if key[1:2] == "س":
            readings.append((2, True, True))
    if key[:1] == "س":
        readings.append((1, False, True))
    for cut, coordinated, future in readings:
        for form in forms.get(key[cut:], ()):
            if future and form.mood != "present":
                continue
            if form.mood == "jussive" and previous.lstrip("وف") not in ("لم", "لا"):
                continue
            if form.mood in ("past", "noun") and not form.possessive:
                noun_like = key[cut:] in lists.homographs
                if noun_like and not coordinated and previous in lists.noun_governors:
                    continue
            if form.lemma.name == "رأى" and key[cut:] == "راي" and not _ends_in_alif(page.raw(at)):
                continue
            if may_quote(page, at, cut, form, coordinated):
                return _cue(page, at, cut, form, coordinated, future)
    for cut in (1, 2):
        particles = key[:cut]
        if particles in ("ب", "ل", "وب", "فب", "ك"):
            for form in forms.get(key[cut:], ()):
                if form.mood == "noun" and form.possessive:
                    return _cue(page, at, cut, form, False, False)
    return None


def _cue(page: Page, at: int, cut: int, form: Form, coordinated: bool, future: bool) -> Cue:
    start, end = page.words[at]
    # The future particle belongs to the verb, the conjunction does not. Diacritics on what is
    # cut off are passed over.
    letters = cut - 1 if future else cut
    while letters and start < end:
        start += 1
        while start < end and not bare(page.text[start]):
            start += 1
        letters -= 1
    kind = _KINDS[form.mood]
    return Cue(at, at + 1, Span(start, end), kind, form, coordinated, future, after=at + 1)


def _ends_in_alif(word: str) -> bool:
    return bare(word).endswith(("ى", "ا", "وا"))
