"""Divides the articles into train, dev and test, alike in topic, region and register.

The sizes of the splits are fixed; from a seeded draw on, two articles change places as long as that
brings the counts of every value in every split nearer to its share (the sum of squared differences is
made least). What was dealt before stays where it is, so that a set can grow without moving an article
from train to test.

    python -m rawi.dataset.splits dataset/blueprints seeds

prints the split of every article.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path

from rawi.dataset.build import SPLITS

#: of 80 articles, and in proportion of any other number
SHARES = {"train": 40, "dev": 15, "test": 25}
#: what the splits are to be alike in
FIELDS = ("topic", "region", "register")
SEED = 20261123
#: how many draws the exchange starts from; the best result is kept
_STARTS = 8


def assign(
    articles: Mapping[str, Mapping[str, str]],
    fixed: Mapping[str, str] | None = None,
    *,
    shares: Mapping[str, float] = SHARES,
    seed: int = SEED,
) -> dict[str, str]:
    """The split of every article.

    Args:
        articles: the values of :data:`FIELDS` by id.
        fixed: splits that were given before, by id.
        shares: how much of the set each split is to have, in any unit.
        seed: of the draws that the exchange starts from.

    Returns:
        the split by id, in the order of ``articles``.
    """
    kept = {name: split for name, split in (fixed or {}).items() if name in articles}
    free = [name for name in articles if name not in kept]
    deal = _places(len(articles), Counter(kept.values()), shares)
    whole = sum(shares.values())
    values = Counter(label for fields in articles.values() for label in _labels(fields))
    wanted = {
        (label, split): number * share / whole
        for label, number in values.items()
        for split, share in shares.items()
    }
    best, least = kept, float("inf")
    generator = random.Random(seed)
    for _ in range(_STARTS):
        generator.shuffle(deal)
        chosen = {**kept, **dict(zip(free, deal, strict=True))}
        excess = {key: -number for key, number in wanted.items()}
        for name, split in chosen.items():
            for label in _labels(articles[name]):
                excess[label, split] += 1
        while _exchange(chosen, free, articles, excess):
            pass
        cost = sum(number * number for number in excess.values())
        if cost < least - 1e-9:
            best, least = chosen, cost
    return {name: best[name] for name in articles}


def _places(count: int, taken: Mapping[str, int], shares: Mapping[str, float]) -> list[str]:
    """The splits that are left to give, one for each article that has none."""
    whole = sum(shares.values())
    exact = {split: count * share / whole for split, share in shares.items()}
    left = {split: max(0, int(exact[split]) - taken.get(split, 0)) for split in shares}
    open_places = count - sum(taken.values())
    while sum(left.values()) != open_places:
        step = 1 if sum(left.values()) < open_places else -1
        gap = {s: step * (exact[s] - taken.get(s, 0) - left[s]) for s in shares}
        able = [s for s in shares if left[s] + step >= 0]
        left[max(able, key=lambda split: gap[split])] += step
    return [split for split, number in left.items() for _ in range(number)]


def _exchange(
    chosen: dict[str, str],
    free: Sequence[str],
    articles: Mapping[str, Mapping[str, str]],
    excess: dict[tuple[tuple[str, str], str], float],
) -> bool:
    """Let two articles change places where that helps; whether any did."""
    moved = False
    for one, other in combinations(free, 2):
        here, there = chosen[one], chosen[other]
        if here == there:
            continue
        mine, theirs = set(_labels(articles[one])), set(_labels(articles[other]))
        # what a change by one does to a square
        gain = sum(2 - 2 * excess[x, here] + 2 * excess[x, there] for x in sorted(mine - theirs))
        gain += sum(2 - 2 * excess[x, there] + 2 * excess[x, here] for x in sorted(theirs - mine))
        if gain < -1e-9:
            for labels, old, new in ((mine - theirs, here, there), (theirs - mine, there, here)):
                for label in labels:
                    excess[label, old] -= 1
                    excess[label, new] += 1
            chosen[one], chosen[other] = there, here
            moved = True
    return moved


def _labels(fields: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for field in FIELDS:
        yield field, fields.get(field, "")


def read_fields(folder: str | Path) -> dict[str, dict[str, str]]:
    """The fields of all blueprints in a folder, by id."""
    found = {}
    for path in sorted(Path(folder).glob("*.json")):
        blueprint = json.loads(path.read_text("utf-8"))
        found[blueprint["id"]] = {field: blueprint[field] for field in FIELDS}
    return found


def read_splits(folder: str | Path) -> dict[str, str]:
    """The splits that the articles in ``seeds/`` have, by id."""
    found = {}
    for path in sorted(Path(folder).glob("*.json")):
        seed = json.loads(path.read_text("utf-8"))
        if seed["meta"].get("split") in SPLITS:
            found[seed["id"]] = seed["meta"]["split"]
    return found


if __name__ == "__main__":
    blueprints, seeds = sys.argv[1:3]
    for name, split in assign(read_fields(blueprints), read_splits(seeds)).items():
        print(name, split)
