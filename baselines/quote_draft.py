"""A quote before anybody knows whose it is, and what its marks say about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from rawi.baselines.quote_content import length
from rawi.baselines.quote_cues import Cue
from rawi.baselines.quote_lexicon import quote_words
from rawi.baselines.quote_marks import Pair
from rawi.baselines.quote_page import Page
from rawi.baselines.quote_sources import NounPhrase
from rawi.document import Act, Factuality, QuoteType, Span

#: whose words they are when no noun phrase says so
Fallback = Literal["subject", "speaker", "nobody"]


@dataclass(slots=True, eq=False)
class Draft:
    """A quote in the making.

    Attributes:
        content: its spans, in order.
        word: the word where it is met in reading: its cue, or its first word.
        via: those who pass the words on, outermost first.
    """

    content: list[Span]
    type: QuoteType
    word: int
    act: Act = "speech"
    factuality: Factuality = "asserted"
    cue: Cue | None = None
    #: the verb at the head of a chain whose noun is ``cue``
    relay: Cue | None = None
    source: NounPhrase | None = None
    via: list[NounPhrase] = field(default_factory=list)
    fallback: Fallback = "speaker"


def type_of(page: Page, span: Span) -> QuoteType:
    """Mixed if some of a clause stands in marks that are more than a title."""
    at = page.first_pair(span.start)
    seen = 0
    while at < len(page.pairs) and page.pairs[at].end <= span.end and seen < 20:
        if not is_title(page, page.pairs[at]):
            return "mixed"
        at += 1
        seen += 1
    return "indirect"


def is_title(page: Page, pair: Pair) -> bool:
    """Whether the words in marks are the name of something: the word before says of what."""
    word = page.word_at(pair.start)
    if word == 0 or length(page, pair) > 7:
        return False
    heads = quote_words().title_heads
    previous = page.keys[word - 1]
    for key in (previous, previous[1:], previous[2:], previous[3:]):
        if key in heads and len(previous) - len(key) <= 3:
            prefix = previous[: len(previous) - len(key)]
            if prefix in ("", "و", "ف", "ب", "ل", "ك", "ال", "وال", "بال", "لل", "وب", "ول"):
                return True
    return False
