"""How many particles are attached to a word, guessed from lists and from the text itself.

A tagger that learns where spans begin learns this better; the guess stands in where nothing is known:
for words in which no span begins, and for taggers without that layer.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from rawi.baselines.lexicon import read_rows
from rawi.baselines.quote_lexicon import cue_forms, quote_words
from rawi.baselines.tagging.tokens import Token, Tokens
from rawi.text import fold

_LISTS = {
    "entity_bodies.tsv": 1,
    "entity_cities.tsv": 2,
    "entity_groups.tsv": 0,
    "entity_heads.tsv": 2,
    "entity_names.tsv": 1,
    "entity_people.tsv": 0,
    "entity_places.tsv": 1,
    "entity_titles.tsv": 1,
}
# what a word with article begins with, and how many particles that is
_BEFORE_ARTICLE = (
    ("ولل", 2), ("فلل", 2), ("وبال", 2), ("فبال", 2), ("وكال", 2), ("فكال", 2),
    ("وال", 1), ("فال", 1), ("بال", 1), ("كال", 1), ("لل", 1),
)  # fmt: skip


@cache
def known_words() -> frozenset[str]:
    """Folded words that lists have as they are written, particles and all."""
    return frozenset(fold(word) for word in _listed())


@cache
def _openers() -> frozenset[str]:
    """Folded words of reporting, before which particles are common: أضاف in وأضاف, أن in بأن."""
    lists = quote_words()
    prepositions = {word for word in lists.sources_with_preposition if len(word) > 2}
    return frozenset(cue_forms()) | lists.complementizers | prepositions


def _listed() -> Iterator[str]:
    for name, column in _LISTS.items():
        for row in read_rows(name):
            for cell in row[column:]:
                # only the first words: وال in the middle of a name is no word of its own
                yield from (phrase.split()[0] for phrase in cell.split("|") if phrase.split())


def likely_particles(tokens: Tokens) -> list[int]:
    """For each token how many particles are before what may begin in it: 0, 1 or 2."""
    around = {
        fold(tokens.text[token.start : token.end])
        for token in tokens.items
        if len(token.begins) == 1 and token.end - token.start < 40
    }
    return [
        _likely(tokens.text, token, around) if len(token.begins) > 1 else 0
        for token in tokens.items
    ]


def _likely(text: str, token: Token, around: set[str]) -> int:
    keys = [fold(text[begin : token.end]) for begin in token.begins]
    whole = keys[0]
    if len(whole) < 3:
        return 0 if text[token.end - 1].isalpha() else len(keys) - 1
    known, openers = known_words(), _openers()
    if whole in openers:
        return 0
    for count, key in enumerate(keys[1:], 1):
        if key in openers:
            return count
    if whole in known:
        return 0
    for letters, count in _BEFORE_ARTICLE:
        if whole.startswith(letters) and len(whole) > len(letters) + 2:
            return min(count, len(keys) - 1)
    for count, key in enumerate(keys[1:], 1):
        if len(key) > 2 and (key in known or key in around):
            return count
    # و is a particle more often than the first letter of a word that no list has
    return int(whole[0] == "و" and len(whole) > 4)
