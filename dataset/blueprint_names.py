"""Draws the palette of names that a blueprint gives its writer.

No full name comes twice in the set, and family names that came least often come first, so that
speakers of different articles are not taken for one. A people is either a list of given and a list of
family names, or (``peoples`` in ``data/blueprints/peoples.json``) has the names of men and of women,
family names, and the patterns in which the people puts them together: a father's name after بن or ولد,
three or four given names in a row, the family name first.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rawi.dataset.blueprint_data import vocabulary

#: names in a palette
SIZE = 8


@dataclass
class UsedNames:
    """What the articles before have used up."""

    full: set[str] = field(default_factory=set)
    families: Counter[str] = field(default_factory=Counter)


def palette(
    kernel: Mapping[str, Any],
    origins_of_region: Sequence[str],
    generator: random.Random,
    used: UsedNames,
    block: int,
) -> list[str]:
    """Full names that no other article has, of the peoples that the story is about.

    Args:
        kernel: the situation; its countries and its ``names`` tell the peoples.
        origins_of_region: peoples of the region, for countries that have none of their own.
        generator: where chance comes from.
        used: names of articles drawn before; those of this one are added.
        block: the block that the blueprint belongs to.
    """
    listed, peoples = vocabulary("names", block), vocabulary("peoples", block)["peoples"]
    countries = vocabulary("regions", block)["countries"]
    own = dict.fromkeys(
        origin
        for country in kernel["country"].split(" and ")
        for origin in countries.get(country, {}).get("origins", origins_of_region)
    )
    origins = list(own or origins_of_region)
    guests = [o for o in kernel.get("names", ()) if o in listed["given"] or o in peoples]
    turns = [*guests, *guests, *(origins[i % len(origins)] for i in range(SIZE))][:SIZE]
    found: list[str] = []
    given_here: set[str] = set()
    families_here: set[str] = set()
    for turn, origin in enumerate(turns):
        if origin in peoples:
            people, woman = peoples[origin], turn % 3 == 2
            name = _patterned(people, woman, generator, used, given_here, families_here)
        else:
            name = _listed(origin, listed, generator, used, given_here)
        if name:
            found.append(name)
    return found


def _listed(
    origin: str,
    names: Mapping[str, Any],
    generator: random.Random,
    used: UsedNames,
    given_here: set[str],
) -> str | None:
    """A given name and a family name that were not together before."""
    given = [g for g in names["given"][origin] if g not in given_here]
    generator.shuffle(given)
    # family names that came least often first, so that all come before one comes twice
    order = sorted(names["family"][origin], key=lambda f: (used.families[f], generator.random()))
    for family in order:
        for first in given:
            full = f"{first} {family}"
            if full not in used.full:
                used.full.add(full)
                used.families[family] += 1
                given_here.add(first)
                return full
    return None


def _patterned(
    people: Mapping[str, Any],
    woman: bool,
    generator: random.Random,
    used: UsedNames,
    given_here: set[str],
    families_here: set[str],
) -> str | None:
    """A name of a man or woman in one of the patterns of the people."""
    patterns = people.get("women_patterns", people["patterns"]) if woman else people["patterns"]
    pattern = generator.choice(patterns)
    families = people.get("women_families", people["families"]) if woman else people["families"]
    given = _shuffled(people["women" if woman else "men"], generator)
    given = [g for g in given if g not in given_here]
    fathers = _shuffled(people["men"], generator)
    # with a stable sort, chance decides between those that came equally often
    order = sorted(
        (f for f in _shuffled(families, generator) if f not in families_here),
        key=lambda f: used.families[f],
    )
    for family, second in zip(order, [*order[1:], *order[:1]], strict=True):
        for first in given:
            father, grandfather = [f for f in fathers if f != first][:2]
            full = pattern.format(
                given=first, father=father, grandfather=grandfather, family=family, second=second
            )
            if full not in used.full:
                used.full.add(full)
                used.families[family] += 1
                families_here.add(family)
                given_here.add(first)
                return str(full)
    return None


def _shuffled(names: Sequence[str], generator: random.Random) -> list[str]:
    found = list(names)
    generator.shuffle(found)
    return found
