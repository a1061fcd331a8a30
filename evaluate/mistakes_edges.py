"""How the boundaries of two overlapping entity spans differ, on raw offsets.

The text between the two beginnings, and that between the two ends, is taken by itself: it is
punctuation, an attached particle, the article, a title or classifier with what belongs to it, a part
of a word, or words. What differs in words outweighs what differs inside a word, and that outweighs
punctuation. Particles are those of the boundary guideline: و ف, then ب ل ك س. After the preposition
ل the article is written as a second ل (للناتو).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from rawi.evaluate.mistakes_model import heads
from rawi.text import Snapper, bare, fold, proclitics, words

_PARTICLES = re.compile("[وف]?[بلكس]?")
_ARTICLE = re.compile("[وف]?(?:[بكس]?[اٱ]ل|لل)")
_INVISIBLE = re.compile(r"[\W_]+")
_ENDINGS = re.compile("(?:ه|ون|ين|ات|ان|تان|تين|تا|تي|ا|ي|و)$")
#: titles longer than this are words like others, in characters
_LONGEST_TITLE = 60

Difference = Literal["", "punctuation", "inside-word", "particle", "article", "title", "words"]
Bounds = tuple[int, int]


def boundary_kind(text: str, snapper: Snapper, gold: Bounds, predicted: Bounds) -> str:
    """The kind of mistake of a prediction that has other boundaries than the gold entity.

    Args:
        text: that both count in.
        snapper: of that text.
        gold: the right boundaries.
        predicted: other ones, with at least a character in common.
    """
    front = _front(text, snapper, *sorted((gold[0], predicted[0])))
    back = _back(text, snapper, *sorted((gold[1], predicted[1])))
    front_side = "inside" if predicted[0] < gold[0] else "outside"
    back_side = "inside" if predicted[1] > gold[1] else "outside"
    sides = set()
    if front in ("title", "words"):
        sides.add(front_side)
    if back == "words":
        sides.add(back_side)
    if back != "words" and front in ("title", "particle", "article"):
        return f"{front}-{front_side}"
    if sides:
        return "shifted" if len(sides) == 2 else "longer" if "inside" in sides else "shorter"
    return "inside-word" if "inside-word" in (front, back) else "punctuation"


def _visible(text: str, start: int, end: int) -> str:
    return _INVISIBLE.sub("", bare(text[start:end])) if end - start <= _LONGEST_TITLE else "…"


def _front(text: str, snapper: Snapper, start: int, end: int) -> Difference:
    if start == end:
        return ""
    letters = _visible(text, start, end)
    if not letters:
        return "punctuation"
    second_lam = letters == "ل" and start > 0 and text[start - 1] == "ل"
    if second_lam or _ARTICLE.fullmatch(letters):
        return "article"
    if _PARTICLES.fullmatch(letters):
        return "particle"
    first, last = snapper.words_in(start, end)
    if last - first == 1 and snapper.snap(start, end)[1] > end:
        return "inside-word"
    return "title" if end - start <= _LONGEST_TITLE and _is_title(text[start:end]) else "words"


def _back(text: str, snapper: Snapper, start: int, end: int) -> Difference:
    if start == end:
        return ""
    if end - start <= _LONGEST_TITLE and not _visible(text, start, end):
        return "punctuation"
    first, last = snapper.words_in(start, end)
    if last - first == 1 and snapper.snap(start, end)[0] < start:
        return "inside-word"
    return "words"


def _is_title(phrase: str) -> bool:
    """Whether a phrase begins with a title or a classifier, whatever its number and gender."""
    for start, end in words(phrase):
        word = fold(phrase[start:end])
        if not word.isalnum():
            continue
        return any(_is_head(word[cut:]) for cut in proclitics(word))
    return False


def _is_head(word: str) -> bool:
    # what a preposition leaves of للرئيس is لرئيس: the second ل is the article
    known = _folded_heads()
    forms = {word, word.removeprefix("ال"), word.removeprefix("ل")}
    stems = {_ENDINGS.sub("", form) for form in forms}
    return any(form in known for form in forms) or any(
        stem in known for stem in stems if len(stem) > 2
    )


@cache
def _folded_heads() -> frozenset[str]:
    folded = [fold(head) for head in heads()]
    return frozenset((*folded, *(head.removesuffix("ه") for head in folded if len(head) > 3)))
