"""Words that reached the article through others: نقلت وكالة … عن مسؤول قوله، تصريحات نقلتها وكالة.

The words are of whoever stands behind عن; those before pass them on (``via``, rule Q-12). The
relaying verb and the noun at the end of the chain are both its cue (rule Q-11).
"""

from __future__ import annotations

from typing import Final

from rawi.baselines.quote_cues import Cue
from rawi.baselines.quote_draft import Draft
from rawi.baselines.quote_lexicon import quote_words
from rawi.baselines.quote_page import Page
from rawi.baselines.quote_sources import Names, can_speak, noun_phrase
from rawi.baselines.quote_subjects import after_cue

_FROM: Final = ("عن", "عنه", "عنها", "عنهم")


def read_chain(
    page: Page,
    names: Names,
    cues_at: dict[int, Cue],
    draft: Draft,
    begin: int,
    limit: int,
) -> None:
    """Find the source of a chain, and those who pass its words on; both are put into the draft.

    Args:
        page: the text.
        names: its entities.
        cues_at: every cue by its first word.
        draft: a quote whose cue is a noun (قوله) or a verb of relaying (نقل).
        begin: first word that may belong to the chain.
        limit: one past the last, where the cue is a verb.
    """
    cue = draft.cue
    assert cue is not None
    stop = cue.first if cue.kind == "noun" else limit
    relay = cue
    about: int | None = None
    for word in range(begin, stop):
        other = cues_at.get(word)
        if other and other.form and other.form.lemma.frame == "relay":
            relay, about = other, None
        if page.keys[word] in _FROM and about is None:
            about = word
    if about is None or about >= stop:
        if cue.kind != "noun":
            draft.source = after_cue(page, names, cue, limit, cues_at)
        return
    if page.keys[about] == "عن":
        draft.source = noun_phrase(page, names, about + 1, stop, cues_at)
    if relay.form is None or relay.form.lemma.frame != "relay":
        return
    if relay is not cue:
        draft.relay = relay
    if relay.after < about:
        passed = noun_phrase(page, names, relay.after, about, cues_at)
        if passed is not None and can_speak(page, names, passed.first):
            draft.via.append(passed)


def read_relayed(
    page: Page, names: Names, cues_at: dict[int, Cue], draft: Draft, begin: int, limit: int
) -> None:
    """Those who pass on the words of a verb: قال فلان في تصريحات نقلتها وكالة."""
    for word in range(begin, min(limit, begin + 25)):
        if page.keys[word] not in quote_words().relayed_by:
            continue
        passed = noun_phrase(page, names, word + 1, limit, cues_at)
        if passed is not None and can_speak(page, names, passed.first):
            draft.via.append(passed)
        return
