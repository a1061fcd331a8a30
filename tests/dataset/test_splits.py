"""Splits that are alike, and stay what they are when the set grows."""

from __future__ import annotations

import random
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from rawi.dataset.splits import FIELDS, SHARES, assign

VALUES = {
    "topic": ["politics"] * 4 + ["economy"] * 2 + ["sport", "health"],
    "region": ["gulf", "nile", "mashriq", "maghreb", "diaspora"],
    "register": ["wire", "broadsheet", "official-statement"],
}


def made_up(count: int, seed: int) -> dict[str, dict[str, str]]:
    draw = random.Random(seed)
    return {
        f"a{i:03d}": {field: draw.choice(VALUES[field]) for field in FIELDS} for i in range(count)
    }


@settings(max_examples=20, deadline=None)
@given(st.integers(20, 100), st.integers(0, 50))
def test_every_value_is_shared_out_as_the_set_is(count: int, seed: int) -> None:
    articles = made_up(count, seed)
    given_splits = assign(articles)
    assert list(given_splits) == list(articles)
    whole = sum(SHARES.values())
    sizes = Counter(given_splits.values())
    for split, share in SHARES.items():
        assert abs(sizes[split] - count * share / whole) < 1
    for field in FIELDS:
        total = Counter(fields[field] for fields in articles.values())
        for value, number in total.items():
            for split, share in SHARES.items():
                found = sum(
                    given_splits[name] == split and fields[field] == value
                    for name, fields in articles.items()
                )
                assert abs(found - number * share / whole) <= 3


def test_what_was_given_stays_and_the_same_comes_again() -> None:
    first = made_up(30, 1)
    before = assign(first)
    more = {**first, **{f"b{name}": fields for name, fields in made_up(50, 2).items()}}
    after = assign(more, before)
    assert {name: after[name] for name in first} == before
    assert assign(more, before) == after
    sizes = Counter(after.values())
    assert [sizes[s] for s in SHARES] == [40, 15, 25]


def test_an_article_may_be_fixed_by_hand() -> None:
    articles = made_up(40, 3)
    assert assign(articles, {"a000": "test"})["a000"] == "test"
