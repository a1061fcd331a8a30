"""Draws what each article is to be, so that the set is designed and not whatever came to mind.

Blueprints come in blocks of twenty. Within a block the topics, regions, registers, marks and lengths are
dealt out by quota (``data/blueprints/registers.json``): two fifths politics, diplomacy and conflict,
regions evenly. The story is a kernel that was not used before, and quote profile, number profile,
orthography, difficulties and a palette of names are drawn to fit region and register. A block is drawn
from a seed of its own and from what earlier blocks have used up, so drawing more articles changes none
that were drawn before.

    python -m rawi.dataset.blueprint --blocks 4 -o dataset/blueprints
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from rawi.errors import InputError
from rawi.files import write_text

#: changes whenever the same seed gives other blueprints
VERSION = "1"
SEED = 20261123
#: number of the first article that is drawn; those before were drawn up by hand
FIRST = 7
BLOCK = 20
#: days that stories may be set on
_FROM, _TO = date(2025, 1, 6), date(2026, 11, 15)
_MONTHS = ("", "January", "February", "March", "April", "May", "June", "July", "August",
           "September", "October", "November", "December")  # fmt: skip
_PALETTE = 8
NOTE = (
    "Drawn by rawi.dataset.blueprint; every person, company and local body that speaks or acts is "
    "invented."
)


@cache
def _data(name: str) -> Any:
    return json.loads(
        files("rawi.dataset").joinpath(f"data/blueprints/{name}.json").read_text("utf-8")
    )


@cache
def kernels() -> tuple[dict[str, Any], ...]:
    """All situations that a story can be about, with their topics."""
    found = []
    folder = files("rawi.dataset").joinpath("data/blueprints")
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if path.name.startswith("kernels-"):
            data = json.loads(path.read_text("utf-8"))
            found += [{"topic": data["topic"], **kernel} for kernel in data["kernels"]]
    return tuple(found)


def blueprints(blocks: int, seed: int = SEED) -> list[dict[str, Any]]:
    """The blueprints of the first blocks, in order of their ids.

    Raises:
        ValueError: the kernels or names do not suffice for so many.
    """
    drawn: list[dict[str, Any]] = []
    used_kernels: set[str] = set()
    used_names: set[str] = set()
    families: Counter[str] = Counter()
    for block in range(blocks):
        generator = random.Random(f"rawi blueprints {VERSION} {seed} {block}")
        for place, slot in enumerate(_deal(generator, used_kernels)):
            number = FIRST + block * BLOCK + place
            drawn.append(
                _blueprint(f"rawi-{number:04d}", slot, generator, used_names, families, seed)
            )
    return drawn


def _deal(generator: random.Random, used: set[str]) -> list[dict[str, Any]]:
    """The slots of a block: kernel, register, marks and length of each article."""
    plan = _data("registers")
    for _ in range(10_000):
        topics, regions, registers, marks = (
            _deck(plan[name], generator) for name in ("topics", "regions", "block", "marks")
        )
        lengths = list(plan["lengths"])
        generator.shuffle(lengths)
        slots = _fill(topics, regions, registers, generator, used)
        if slots is None or not _fit_lengths(slots, lengths, plan["registers"]):
            continue
        for slot, mark in zip(slots, marks, strict=True):
            slot["marks"] = mark
        used.update(slot["kernel"]["id"] for slot in slots)
        return slots
    raise ValueError("too few kernels are left for another block")


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
) -> list[dict[str, Any]] | None:
    """A kernel and a register for every topic and region, ``None`` if these do not come out."""
    slots: list[dict[str, Any]] = []
    taken: set[str] = set()
    for topic, region in zip(topics, regions, strict=True):
        able = [
            kernel
            for kernel in kernels()
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
    used_names: set[str],
    families: Counter[str],
    seed: int,
) -> dict[str, Any]:
    kernel, register = slot["kernel"], slot["register"]
    region, topic = kernel["region"], kernel["topic"]
    habits = _data("regions")["regions"][region]
    profiles = _data("profiles")

    def one(kind: str) -> dict[str, Any]:
        fitting = [p for p in profiles[kind] if _fits(p, region, register, topic)]
        chosen: dict[str, Any] = generator.choice(fitting)
        return chosen

    quotes, numbers, orthography = (one(kind) for kind in ("quotes", "numbers", "orthography"))
    difficulties = [
        d["text"] for d in profiles["difficulties"] if _fits(d, region, register, topic)
    ]
    known = _data("registers")["registers"][register]
    length = list(slot["length"])
    able_subheads = [n for n in known["subheads"] if n * 200 <= length[0]]
    return {
        "id": name,
        "register": register,
        "region": region,
        "country": kernel["country"],
        "topic": topic,
        "length": length,
        "date": _date(kernel, generator).isoformat(),
        "kernel": kernel["id"],
        "story": kernel["story"],
        "style": known["style"],
        "quotes": f"{quotes['text']} About {quotes['density']} quotes per 1,000 words.",
        "numbers": f"{_weighted(habits['digits'], generator)}. {numbers['text']}",
        "orthography": f"{orthography['text']}; {_months(kernel['country'], habits, generator)}",
        "marks": slot["marks"],
        "subheads": generator.choice(able_subheads or [0]),
        "difficulties": generator.sample(difficulties, 3 if length[0] < 320 else 4),
        "names": _palette(kernel, habits, generator, used_names, families),
        "note": NOTE,
        "drawn": {"sampler": VERSION, "seed": seed},
    }


def _fits(profile: Mapping[str, Any], region: str, register: str, topic: str) -> bool:
    return (
        register not in profile.get("not", ())
        and region in profile.get("regions", (region,))
        and topic in profile.get("topics", (topic,))
    )


def _weighted(choices: Sequence[Sequence[Any]], generator: random.Random) -> str:
    (chosen,) = generator.choices([c[0] for c in choices], [c[1] for c in choices])
    return str(chosen)


def _months(country: str, habits: Mapping[str, Any], generator: random.Random) -> str:
    drawn = _weighted(habits["months"], generator)
    if country == "Algeria":
        return str(_data("regions")["algerian_months"])
    return str(_data("regions")["countries"].get(country, {}).get("months", drawn))


def _date(kernel: Mapping[str, Any], generator: random.Random) -> date:
    days = [_FROM + timedelta(n) for n in range((_TO - _FROM).days + 1)]
    months = kernel.get("months")
    return generator.choice([day for day in days if not months or _in_months(day, months)])


def _in_months(day: date, months: Sequence[Any]) -> bool:
    return day.month in months or _MONTHS[day.month] in months


def _palette(
    kernel: Mapping[str, Any],
    habits: Mapping[str, Any],
    generator: random.Random,
    used: set[str],
    families: Counter[str],
) -> list[str]:
    """Full names that no other article has, of the peoples that the story is about."""
    names = _data("names")
    countries = _data("regions")["countries"]
    origins = list(
        dict.fromkeys(
            origin
            for country in kernel["country"].split(" and ")
            for origin in countries.get(country, {}).get("origins", habits["origins"])
        )
    )
    guests = [origin for origin in kernel.get("names", ()) if origin in names["given"]]
    turns = [*guests, *guests, *(origins[i % len(origins)] for i in range(_PALETTE))][:_PALETTE]
    palette: list[str] = []
    given_here: set[str] = set()
    for origin in turns:
        name = _name(origin, names, generator, used, families, given_here)
        if name:
            palette.append(name)
    return palette


def _name(
    origin: str,
    names: Mapping[str, Any],
    generator: random.Random,
    used: set[str],
    families: Counter[str],
    given_here: set[str],
) -> str | None:
    given = [g for g in names["given"][origin] if g not in given_here]
    generator.shuffle(given)
    # family names that came least often first, so that all come before one comes twice
    order = sorted(names["family"][origin], key=lambda f: (families[f], generator.random()))
    for family in order:
        for first in given:
            full = f"{first} {family}"
            if full not in used:
                used.add(full)
                families[family] += 1
                given_here.add(first)
                return full
    return None


def write(drawn: Sequence[Mapping[str, Any]], folder: str | Path) -> Iterator[Path]:
    """Write each blueprint to a file of its own, and yield the new ones.

    Raises:
        InputError: a file holds another blueprint of that id; nothing is written then.
    """
    written = [
        (Path(folder) / f"{one['id']}.json", json.dumps(one, ensure_ascii=False, indent=1) + "\n")
        for one in drawn
    ]
    for path, text in written:
        if path.exists() and path.read_text("utf-8") != text:
            raise InputError(
                "holds another blueprint; articles may have been written from it", file=str(path)
            )
    for path, text in written:
        if not path.exists():
            write_text(path, text)
            yield path


def main(arguments: Sequence[str] | None = None) -> None:
    """Draw blocks of blueprints and write those that are not there."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--blocks", type=int, required=True, help="blocks of twenty articles")
    parser.add_argument("-o", "--output", required=True, help="the folder to write into")
    options = parser.parse_args(arguments)
    try:
        for path in write(blueprints(options.blocks), options.output):
            print(path)
    except InputError as error:
        raise SystemExit(f"error: {error}") from None


if __name__ == "__main__":
    main()
