"""What the tagger sees of each token: its word, the words around it, lists, numbers and marks.

The set follows what is known to work for Arabic: normalised forms beside written ones, affixes and
clitics, runs of three letters, shapes, a window of two words, and membership in lists (Benajiba and
Rosso 2008; Abdul-Hamid and Darwish 2010; Darwish 2013). A list entry of several words is marked on all
of them. Features are strings; those of a word are made once for each different word, so that the cost
is a few look-ups a token.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, Final, Literal

from rawi.baselines.crf.words import (
    entity_classes,
    folded_word,
    forms,
    plain,
    quantity_classes,
    quote_classes,
    shape,
    stem,
)
from rawi.baselines.entity_lists import lists
from rawi.baselines.lexicon import Lexicon, Reading, Token, TokenText, readings
from rawi.baselines.quantity_duals import items
from rawi.baselines.quantity_lexicon import MODIFIERS, MODIFIERS_AFTER, PER, STATUS, UNITS
from rawi.baselines.quantity_words import Page, Phrases
from rawi.baselines.quote_lexicon import cue_forms
from rawi.baselines.quote_marks import pair_marks
from rawi.baselines.rules import Rules
from rawi.baselines.tagging.layout import Family
from rawi.baselines.tagging.roles import roles_of
from rawi.baselines.tagging.tokens import Tokens
from rawi.numerals import read

#: ``full``; ``rules``: those, and what the rule baseline reads; ``plain``: words and affixes in a
#: window, the usual reference
FeatureSet = Literal["full", "rules", "plain"]
#: changes whenever the features of any text may change
VERSION: Final = "1"
#: a longer word is in no list
_LONGEST_WORD: Final = 60
_WINDOW: Final = (-2, -1, 1, 2)
Features = list[list[str]]


def features(tokens: Tokens, families: Iterable[Family], chosen: FeatureSet = "full") -> Features:
    """The features of every token of a text.

    Args:
        tokens: of the text.
        families: what will be tagged; of the lists only those are looked up that have to do with it.
        chosen: the feature set.

    Returns:
        for each token its features; the same for the same text, on every machine.
    """
    if chosen == "plain":
        return _plain(tokens.words)
    wanted = set(families)
    quoting = bool(wanted & {"contents", "attributions", "marks"})
    counting = "quantities" in wanted
    found = _words(tokens.words, quoting, counting)
    extra: list[list[str]] = [[] for _ in tokens.items]
    _names(tokens, extra)
    if quoting:
        _quotation(tokens, extra)
    if counting:
        _numbers(tokens, extra)
    if chosen == "rules":
        _rules(tokens, wanted, extra)
    _places(tokens, extra)
    last = len(extra) - 1
    for at, own in enumerate(found):
        own += extra[at]
        if at > 0:
            own += map(_before, extra[at - 1])
        if at < last:
            own += map(_after, extra[at + 1])
    return found


def _before(feature: str) -> str:
    return f"<{feature}"


def _after(feature: str) -> str:
    return f">{feature}"


# The plain reference


@lru_cache(maxsize=1 << 16)
def _plain_beside(word: str, offset: int) -> tuple[str, ...]:
    return tuple(f"{offset}{feature}" for feature in plain(word)[: 1 if abs(offset) == 2 else None])


def _plain(words: Sequence[str]) -> Features:
    found = []
    for at, word in enumerate(words):
        own = ["b", *plain(word)]
        for offset in _WINDOW:
            if 0 <= at + offset < len(words):
                own += _plain_beside(words[at + offset], offset)
        found.append(own)
    return found


# Words and their window


@lru_cache(maxsize=1 << 16)
def _own(word: str, quoting: bool, counting: bool) -> tuple[str, ...]:
    return ("b", *forms(word), *_classes(word, quoting, counting))


def _classes(word: str, quoting: bool, counting: bool) -> tuple[str, ...]:
    found = entity_classes(word)
    if quoting:
        found += quote_classes(word)
    if counting:
        found += quantity_classes(word)
    return found


@lru_cache(maxsize=1 << 18)
def _beside(word: str, offset: int, quoting: bool, counting: bool) -> tuple[str, ...]:
    key = folded_word(word)
    found = [f"w={key}", f"k={shape(word)}", *_classes(word, quoting, counting)]
    if abs(offset) == 1 and len(key) > 2:
        found += (f"st={stem(key)}", f"p2={key[:2]}", f"s2={key[-2:]}", f"s1={key[-1:]}")
    return tuple(f"{offset}{feature}" for feature in found)


def _words(words: Sequence[str], quoting: bool, counting: bool) -> Features:
    found: Features = []
    keys = [folded_word(word) for word in words]
    last = len(words) - 1
    for at, word in enumerate(words):
        own = list(_own(word, quoting, counting))
        for offset in _WINDOW:
            if 0 <= at + offset <= last:
                own += _beside(words[at + offset], offset, quoting, counting)
        if at:
            own.append(f"ww={keys[at - 1]} {keys[at]}")
        if at < last:
            own.append(f"w+={keys[at]} {keys[at + 1]}")
        found.append(own)
    return found


# Lists of names, of several words each


def _marked(extra: list[list[str]], first: int, last: int, name: str) -> None:
    """Mark tokens ``first`` up to ``last`` as an entry of a list."""
    if last - first == 1:
        extra[first].append(f"{name}/S")
        return
    extra[first].append(f"{name}/B")
    extra[last - 1].append(f"{name}/E")
    for at in range(first + 1, last - 1):
        extra[at].append(f"{name}/I")


def _placer(tokens: Tokens) -> Callable[[int], int]:
    """From a character of the text to the token it is in, or the last one before it."""
    starts = tokens.starts
    return lambda place: max(0, bisect_right(starts, place) - 1)


@lru_cache(maxsize=1 << 16)
def _readings(word: str) -> tuple[Reading, ...]:
    return readings(word) if len(word) <= _LONGEST_WORD else (Reading(0, ""),)


def _page(tokens: Tokens) -> TokenText:
    """The tokens as the lists want them; an entry does not go over a mark or a line break."""
    text, items = tokens.text, tokens.items
    found = tuple(
        Token(token.start, token.end, word, _readings(word))
        for token, word in zip(items, tokens.words, strict=True)
    )
    stops = [0] * len(items)
    stop = len(items)
    for at in range(len(items) - 1, -1, -1):
        mark = not text[items[at].start].isalnum()
        ends = mark or (
            at + 1 < len(items)
            and (
                not text[items[at + 1].start].isalnum()
                or "\n" in text[items[at].end : items[at + 1].start]
            )
        )
        stop = at + 1 if ends else stop
        stops[at] = stop
    return TokenText(text, found, tuple(stops))


def _names(tokens: Tokens, extra: list[list[str]]) -> None:
    page = _page(tokens)
    reach = 0
    for match in lists().names.matches(page):
        inside = "" if match.last > reach else "i"  # a shorter entry inside a longer one
        reach = max(reach, match.last)
        mark = min(match.cut, 1)
        for kind in sorted({f"{known.type}.{known.how}" for known in match.values}):
            _marked(extra, match.first, match.last, f"L{inside}{mark}:{kind}")
    others: tuple[tuple[Lexicon[Any], str], ...] = ((lists().titles, "T"), (lists().heads, "H"))
    for table, name in others:
        for entry in table.matches(page):
            if entry.last - entry.first > 1:
                _marked(extra, entry.first, entry.last, name)


# What the rule baseline reads


def _rules(tokens: Tokens, wanted: set[Family], extra: list[list[str]]) -> None:
    at = _placer(tokens)
    for family, spans in roles_of(Rules().read(tokens.text)).items():
        for span in spans if family in wanted else ():
            _marked(extra, at(span.start), at(span.end - 1) + 1, f"R{family[0]}:{span.label}")


# Quotation marks, and how far the last cue is


def _quotation(tokens: Tokens, extra: list[list[str]]) -> None:
    at = _placer(tokens)
    depth = [0] * (len(tokens) + 1)
    for pair in pair_marks(tokens.text):
        first, last = at(pair.start), at(pair.end - 1)
        depth[first] += 1
        depth[last + 1] -= 1
        size = min(last - first - 1, 8)
        extra[first].append(f"open{size}")
        extra[last].append(f"close{size}")
    inside = 0
    cues = cue_forms()
    since = 99
    ends = {end for _, end in tokens.sentences}
    for number, word in enumerate(tokens.words):
        inside += depth[number]
        if inside:
            extra[number].append(f"in{min(inside, 2)}")
        extra[number].append(f"cue{_bucket(since)}")
        key = folded_word(word)
        is_cue = key in cues or key[1:] in cues
        since = 0 if is_cue else 99 if number + 1 in ends else since + 1


def _bucket(distance: int) -> str:
    return str(distance) if distance < 3 else "3" if distance < 6 else "6" if distance < 20 else "-"


# Numbers, units and the words around them


def _numbers(tokens: Tokens, extra: list[list[str]]) -> None:
    at = _placer(tokens)
    page = Page(tokens.text)
    for number in read(tokens.text):
        _marked(extra, at(number.start), at(number.end - 1) + 1, f"#{number.form}")
    for item in items(page):
        name = "#dual" if item.dual else "#counts"
        _marked(extra, at(item.start), at(item.end - 1) + 1, name)
    starting: tuple[tuple[Phrases[Any], str], ...] = (
        (UNITS, "unit"),
        (MODIFIERS_AFTER, "behind"),
        (PER, "per"),
    )
    ending: tuple[tuple[Phrases[Any], str], ...] = ((MODIFIERS, "mod"), (STATUS, "status"))
    for word in range(len(page)):
        for phrases, name in starting:
            match = phrases.starting(page, word)
            if match is not None:
                first, last = page.words[word].start, page.words[match[0]].end
                _marked(extra, at(first), at(last - 1) + 1, f"#{name}")
        for phrases, name in ending:
            found = phrases.ending(page, word)
            if found is not None:
                first, last = page.words[found[0]].start, page.words[word].end
                kind = found[2] if isinstance(found[2], str) else ""
                _marked(extra, at(first), at(last - 1) + 1, f"#{name}.{kind}")


# Where in its sentence and paragraph a token stands


def _places(tokens: Tokens, extra: list[list[str]]) -> None:
    for name, ranges in (("S", tokens.sentences), ("P", tokens.paragraphs)):
        for first, last in ranges:
            extra[first].append(f"{name}<")
            extra[last - 1].append(f"{name}>")
