"""Between texts and spaCy's documents.

spaCy's Arabic tokenizer leaves attached particles on their words, and cuts at some marks that ours does
not; so its documents are made of our tokens, and every span of the gold set is a span of theirs. Which
particles stand outside of a span is told by lists, as everywhere where no tagger tells it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rawi.baselines.tagging.codec import decode, encode
from rawi.baselines.tagging.layout import Family, RoleSpan, fit
from rawi.baselines.tagging.particles import likely_particles
from rawi.baselines.tagging.tokens import Tokens

#: a span of tokens with its label
TokenSpan = tuple[int, int, str]


def make_doc(vocabulary: Any, tokens: Tokens, first: int, last: int) -> Any:
    """A ``spacy.tokens.Doc`` of some tokens of a text."""
    from spacy.tokens import Doc

    items = tokens.items[first:last]
    following = [*(item.start for item in items[1:]), len(tokens.text)]
    spaces = [item.end < start for item, start in zip(items, following, strict=True)]
    return Doc(vocabulary, words=tokens.words[first:last], spaces=spaces)


def token_spans(tokens: Tokens, spans: Iterable[RoleSpan]) -> list[TokenSpan]:
    """Role spans counted in tokens, outward to whole ones; those without a token are left out."""
    found = []
    for span in spans:
        first, last = tokens.at(span.start), tokens.at(span.end - 1)
        if first is not None and last is not None:
            found.append((first, last + 1, span.label))
    return found


def roles_of_tokens(
    tokens: Tokens, found: Mapping[Family, Sequence[TokenSpan]]
) -> dict[Family, tuple[RoleSpan, ...]]:
    """Legal role spans of any spans of tokens: particles outside, none crossing another."""
    counts = likely_particles(tokens)
    roles: dict[Family, list[RoleSpan]] = {
        family: [
            RoleSpan(
                tokens.items[first].begins[min(counts[first], len(tokens.items[first].begins) - 1)],
                tokens.items[last - 1].end,
                label,
            )
            for first, last, label in sorted(set(spans))
        ]
        for family, spans in found.items()
    }
    layout = fit([roles])
    legal = decode(tokens, encode(tokens, roles, layout).tags, layout)
    return {family: legal.get(family, ()) for family in found}


def outermost(spans: Iterable[TokenSpan]) -> list[TokenSpan]:
    """Spans that stand in no other one; of equal ones the first label."""
    found: list[TokenSpan] = []
    for span in sorted(set(spans), key=lambda one: (one[0], -one[1], one[2])):
        if not found or span[0] >= found[-1][1]:
            found.append(span)
    return found
