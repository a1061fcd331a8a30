"""Draws what each article is to be, so that the set is designed and not whatever came to mind.

Blueprints come in blocks of twenty. Within a block the topics, regions, registers, marks and lengths are
dealt out by quota (``data/blueprints/registers.json``): two fifths politics, diplomacy and conflict,
regions evenly. The story is a kernel that was not used before, and quote profile, number profile,
orthography, difficulties and a palette of names are drawn to fit region and register. A block is drawn
from a seed of its own and from what earlier blocks have used up, and sees the data files as they stood
for it (:mod:`rawi.dataset.blueprint_data`), so neither drawing more articles nor adding to the data
changes any that were drawn before.

    python -m rawi.dataset.blueprint --from 7 --to 86 -o dataset/blueprints
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from rawi.dataset.blueprint_data import kernels, vocabulary
from rawi.dataset.blueprint_names import UsedNames, palette
from rawi.errors import Fault, InputError
from rawi.files import read_text, write_text

#: changes whenever the same seed gives other blueprints
VERSION = "1"
SEED = 20261123
#: number of the first article that is drawn; those before were drawn up by hand
FIRST = 7
BLOCK = 20
#: how often a block is dealt anew when kernels, registers and lengths do not come out
_TRIES = 10_000
#: days that stories may be set on
_FROM, _TO = date(2025, 1, 6), date(2026, 11, 15)
#: from this block on the profile is drawn that came least often so far
_BALANCED = 4
NOTE = (
    "Drawn by rawi.dataset.blueprint; every person, company and local body that speaks or acts is "
    "invented."
)


@dataclass
class _Used:
    """What the articles drawn before have used up."""

    kernels: set[str] = field(default_factory=set)
    names: UsedNames = field(default_factory=UsedNames)
    profiles: Counter[str] = field(default_factory=Counter)


def blueprints(blocks: int, seed: int = SEED) -> list[dict[str, Any]]:
    """The blueprints of the first blocks, in order of their ids.

    Raises:
        InputError: the kernels do not suffice for so many.
    """
    drawn: list[dict[str, Any]] = []
    used = _Used()
    for block in range(blocks):
        generator = random.Random(f"rawi blueprints {VERSION} {seed} {block}")
        for place, slot in enumerate(_deal(generator, used.kernels, block)):
            number = FIRST + block * BLOCK + place
            drawn.append(_blueprint(f"rawi-{number:04d}", slot, generator, used, seed, block))
    return drawn


def numbered(first: int, last: int, seed: int = SEED) -> list[dict[str, Any]]:
    """The blueprints of the articles from one number to another, both included.

    Raises:
        InputError: these are no numbers of drawn articles, or the kernels do not suffice.
    """
    if not FIRST <= first <= last:
        raise InputError(f"articles {first} to {last} cannot be drawn, the first is {FIRST}")
    drawn = blueprints((last - FIRST) // BLOCK + 1, seed)
    return drawn[first - FIRST : last - FIRST + 1]


def _deal(generator: random.Random, used: set[str], block: int) -> list[dict[str, Any]]:
    """The slots of a block: kernel, register, marks and length of each article."""
    plan = vocabulary("registers", block)
    for _ in range(_TRIES):
        topics, regions, registers, marks = (
            _deck(plan[name], generator) for name in ("topics", "regions", "block", "marks")
        )
        lengths = list(plan["lengths"])
        generator.shuffle(lengths)
        slots = _fill(topics, regions, registers, generator, used, block)
        if slots is None or not _fit_lengths(slots, lengths, plan["registers"]):
            continue
        for slot, mark in zip(slots, marks, strict=True):
            slot["marks"] = mark
        used.update(slot["kernel"]["id"] for slot in slots)
        return slots
    left = Counter(kernel["topic"] for kernel in kernels(block) if kernel["id"] not in used)
    raise InputError(
        Fault(
            f"the kernels that are left do not suffice for block {block}: "
            + ", ".join(f"{topic} {left[topic]}" for topic in plan["topics"]),
            file="dataset/data/blueprints",
            hint=f'add kernels with "since": {block}, for every topic in every region',
        )
    )


def _deck(counts: Mapping[str, int], generator: random.Random) -> list[str]:
    deck = [name for name, count in counts.items() for _ in range(count)]
    generator.shuffle(deck)
    return deck


def _fill(
    topics: Sequence[str],
    regions: Sequence[str],
    registers: list[str],
    generator: random.Random,
    used: set[str],
    block: int,
) -> list[dict[str, Any]] | None:
    """A kernel and a register for every topic and region, ``None`` if these do not come out."""
    slots: list[dict[str, Any]] = []
    taken: set[str] = set()
    for topic, region in zip(topics, regions, strict=True):
        able = [
            kernel
            for kernel in kernels(block)
            if kernel["topic"] == topic
            and kernel["region"] == region
            and kernel["id"] not in used | taken
            and set(kernel.get("registers", registers)) & set(registers)
        ]
        if not able:
            return None
        kernel = generator.choice(able)
        register = generator.choice([r for r in registers if r in kernel.get("registers", [r])])
        registers.remove(register)
        taken.add(kernel["id"])
        slots.append({"kernel": kernel, "register": register})
    return slots


def _fit_lengths(
    slots: Sequence[dict[str, Any]], lengths: list[list[int]], known: Mapping[str, Any]
) -> bool:
    """Give every slot a length that its register has; whether that came out."""
    # those with the least choice choose first
    for slot in sorted(slots, key=lambda s: known[s["register"]]["length"][1]):
        least, most = known[slot["register"]]["length"]
        able = [length for length in lengths if least <= length[0] and length[1] <= most]
        if not able:
            return False
        slot["length"] = able[0]
        lengths.remove(able[0])
    return True


def _blueprint(
    name: str,
    slot: Mapping[str, Any],
    generator: random.Random,
    used: _Used,
    seed: int,
    block: int,
) -> dict[str, Any]:
    kernel, register, length = slot["kernel"], slot["register"], list(slot["length"])
    region, topic = kernel["region"], kernel["topic"]
    regions, profiles = vocabulary("regions", block), vocabulary("profiles", block)
    # a country may have habits of its own
    habits = regions["regions"][region]
    country = regions["countries"].get(kernel["country"].split(" and ")[0], {})

    def one(kind: str) -> dict[str, Any]:
        fitting = [p for p in profiles[kind] if _fits(p, region, register, topic, length[0])]
        if block >= _BALANCED:
            least = min(used.profiles[p["text"]] for p in fitting)
            fitting = [p for p in fitting if used.profiles[p["text"]] == least]
        chosen: dict[str, Any] = generator.choice(fitting)
        used.profiles[chosen["text"]] += 1
        return chosen

    quotes, numbers, orthography = (one(kind) for kind in ("quotes", "numbers", "orthography"))
    difficulties = [
        d["text"] for d in profiles["difficulties"] if _fits(d, region, register, topic, length[0])
    ]
    known = vocabulary("registers", block)["registers"][register]
    able_subheads = [n for n in known["subheads"] if n * 200 <= length[0]]
    # drawn in this order, and after the profiles: another order gives other blueprints
    day = _date(kernel, generator).isoformat()
    digits = _weighted(country.get("digits", habits["digits"]), generator)
    months = _months(kernel["country"], habits, regions, generator)
    return {
        "id": name,
        "register": register,
        "region": region,
        "country": kernel["country"],
        "topic": topic,
        "length": length,
        "date": day,
        "kernel": kernel["id"],
        "story": kernel["story"],
        "style": known["style"],
        "quotes": f"{quotes['text']} About {quotes['density']} quotes per 1,000 words.",
        "numbers": f"{digits}. {numbers['text']}",
        "orthography": f"{orthography['text']}; {months}",
        "marks": slot["marks"],
        "subheads": generator.choice(able_subheads or [0]),
        "difficulties": generator.sample(difficulties, 3 if length[0] < 320 else 4),
        "names": palette(kernel, habits["origins"], generator, used.names, block),
        "note": NOTE,
        "drawn": {"sampler": VERSION, "seed": seed},
    }


def _fits(profile: Mapping[str, Any], region: str, register: str, topic: str, words: int) -> bool:
    return (
        words >= profile.get("words", 0)
        and register not in profile.get("not", ())
        and region in profile.get("regions", (region,))
        and topic in profile.get("topics", (topic,))
    )


def _weighted(choices: Sequence[Sequence[Any]], generator: random.Random) -> str:
    (chosen,) = generator.choices([c[0] for c in choices], [c[1] for c in choices])
    return str(chosen)


def _months(
    country: str,
    habits: Mapping[str, Any],
    regions: Mapping[str, Any],
    generator: random.Random,
) -> str:
    drawn = _weighted(habits["months"], generator)
    own = regions["algerian_months"] if country == "Algeria" else drawn
    return str(regions["countries"].get(country, {}).get("months", own))


def _date(kernel: Mapping[str, Any], generator: random.Random) -> date:
    days = [_FROM + timedelta(n) for n in range((_TO - _FROM).days + 1)]
    months = kernel.get("months", range(1, 13))
    return generator.choice([day for day in days if day.month in months])


def write(
    drawn: Sequence[Mapping[str, Any]], folder: str | Path, *, overwrite: bool = False
) -> Iterator[Path]:
    """Write each blueprint to a file of its own, and yield the ones that are new or changed.

    Args:
        drawn: the blueprints.
        folder: where to.
        overwrite: whether a file that holds another blueprint of that id is replaced.

    Raises:
        InputError: files hold other blueprints of these ids; nothing is written then.
    """
    written = {
        Path(folder) / f"{one['id']}.json": json.dumps(one, ensure_ascii=False, indent=1) + "\n"
        for one in drawn
    }
    due = [path for path in written if not path.exists() or read_text(path) != written[path]]
    if other := [path for path in due if path.exists() and not overwrite]:
        raise InputError(
            Fault(
                "holds another blueprint; articles may have been written from it",
                file=str(path),
                hint="choose another folder, or pass --overwrite",
            )
            for path in other
        )
    for path in due:
        write_text(path, written[path])
        yield path


def main(arguments: Sequence[str] | None = None) -> None:
    """Draw blueprints and write those that are not there."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--from", dest="first", type=int, default=FIRST, help="first number")
    parser.add_argument("--to", dest="last", type=int, required=True, help="last number")
    parser.add_argument("-o", "--output", required=True, help="the folder to write into")
    parser.add_argument("--overwrite", action="store_true", help="replace files that differ")
    options = parser.parse_args(arguments)
    try:
        drawn = numbered(options.first, options.last)
        for path in list(write(drawn, options.output, overwrite=options.overwrite)):
            print(path)
    except InputError as error:
        raise SystemExit(f"error: {error}") from None


if __name__ == "__main__":
    main()
