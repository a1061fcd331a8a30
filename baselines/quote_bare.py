"""Quotes without a cue: a name with a colon, and words in marks that follow on from a speech."""

from __future__ import annotations

from collections.abc import Sequence

from rawi.baselines.quote_clauses import Clauses
from rawi.baselines.quote_content import length
from rawi.baselines.quote_cues import Cue
from rawi.baselines.quote_draft import Draft, is_title, type_of
from rawi.baselines.quote_page import Page
from rawi.baselines.quote_sources import Names, can_speak, noun_phrase
from rawi.document import QuoteType, Span


def named_with_colon(
    page: Page,
    names: Names,
    cues_at: dict[int, Cue],
    clauses: Clauses,
    spoken: set[int],
    claimed: set[int],
) -> list[Draft]:
    """A name, a colon and words, with no verb: ترامب: "…".

    Args:
        page: the text.
        names: its entities.
        cues_at: every cue by its first word.
        clauses: ends of clauses.
        spoken: numbers of the sentences that hold a quote already.
        claimed: starts of the pairs of marks that are taken; added to.
    """
    found: list[Draft] = []
    for first, stop in page.sentences:
        colon = next(
            (word for word in range(first, min(stop, first + 16)) if page.keys[word] == ":"),
            None,
        )
        if colon is None or colon == first:
            continue
        if any(word in cues_at for word in range(first, colon)):
            continue
        phrase = noun_phrase(page, names, first, colon, cues_at)
        if phrase is None or phrase.last != colon or not can_speak(page, names, first):
            continue
        following = colon + 1
        if following >= len(page.words):
            continue
        if page.is_mark(following) and page.pair_of[following] >= 0:
            pair = page.pairs[page.pair_of[following]]
            if pair.start == page.words[following][0] and pair.start not in claimed:
                claimed.add(pair.start)
                spans = [Span(*part) for part in pair.parts]
                found.append(Draft(spans, "direct", first, source=phrase))
            continue
        title = first in names.longest and names.longest[first][1] in ("PERS", "OCC", "ORG")
        place = first in names.longest and page.words[first][0] < 3
        if (title or place) and stop - following >= 3 and page.sentence_of[first] not in spoken:
            span = clauses.span(page.words[following][0], following)
            if span is not None:
                kind: QuoteType = "mixed" if type_of(page, span) == "mixed" else "direct"
                found.append(Draft([span], kind, first, source=phrase))
    return found


def unclaimed(page: Page, known: Sequence[Draft], claimed: set[int]) -> list[Draft]:
    """Long stretches in marks that no cue has claimed.

    Args:
        page: the text.
        known: the quotes found so far.
        claimed: starts of the pairs of marks that are taken; added to.
    """
    found: list[Draft] = []
    covered = sorted((span.start, span.end) for draft in known for span in draft.content)
    at = 0
    reach = -1
    for pair in page.pairs:
        while at < len(covered) and covered[at][0] <= pair.start:
            reach = max(reach, covered[at][1])
            at += 1
        if pair.end <= reach or pair.start in claimed:
            continue
        word = page.word_at(pair.start)
        first, _ = page.sentence(word)
        size = length(page, pair)
        opening = word == first
        if size < 4 or (not opening and size < 5) or is_title(page, pair):
            continue
        reach = max(reach, pair.end)
        claimed.add(pair.start)
        found.append(
            Draft(
                [Span(*part) for part in pair.parts],
                "direct" if opening else "mixed",
                word,
                fallback="speaker" if opening else "subject",
            )
        )
    return found
