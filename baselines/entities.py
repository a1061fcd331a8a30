"""Nested named entities by rules: word lists, heads with complements, chains of names, dates.

Conventions are those of ``annotation_guidelines/entities.md``: particles outside the span, the
article inside, the type by form. The six numeric types follow from the quantity layer and are not
read here.
"""

from __future__ import annotations

from rawi.baselines.entity_heads import HeadReader
from rawi.baselines.entity_listed import read_listed, without_classified
from rawi.baselines.entity_lists import lists
from rawi.baselines.entity_people import read_people
from rawi.baselines.entity_resolve import Candidate, resolve
from rawi.baselines.entity_roles import with_roles
from rawi.baselines.entity_sites import read_sites
from rawi.baselines.entity_times import read_times
from rawi.baselines.lexicon import tokenize
from rawi.document import Entity


def read_entities(text: str) -> tuple[Entity, ...]:
    """The named entities of a text.

    Returns:
        entities of the fifteen annotated types in order of start, the longer first, with ids
        ``e1``, ``e2`` …; none crosses another, and no two have the same span and type. A place
        that stands for a body has the role ``org``.
    """
    page = tokenize(text)
    known_words = lists()
    times = read_times(page)
    dated = {at for span in times for at in range(span.first, span.last)}
    listed = [item for item in read_listed(page, known_words) if item.first not in dated]
    people = read_people(page, known_words, listed, dated)
    known = {item.first: (item.last, item.type) for item in listed if item.cut == 0}
    headed = HeadReader(
        page,
        known_words,
        known,
        {chain.first: chain.last for chain in people if chain.cut == 0},
        {span.first: span.last for span in times if span.type != "ORDINAL"},
        {span.first: span.last for span in times if span.type == "ORDINAL"},
    ).read()
    listed = without_classified(page, listed, headed)
    candidates = [Candidate(*span.offsets(page), span.type, "time") for span in times]
    candidates += [Candidate(*item.offsets(page), item.type, item.how) for item in listed]
    candidates += [Candidate(*chain.offsets(page), "PERS", "person") for chain in people]
    candidates += [Candidate(*span.offsets(page), span.type, "headed") for span in headed]
    candidates += [Candidate(start, end, "WEBSITE", "site") for start, end in read_sites(text)]
    found = [
        Entity(start=span.start, end=span.end, type=span.type, id=f"e{number}")
        for number, span in enumerate(resolve(candidates), start=1)
    ]
    return with_roles(page, found)
