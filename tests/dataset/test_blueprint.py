"""The sampler of blueprints: the same again, by quota, and stable when it goes on."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from rawi.dataset import blueprint, blueprint_data
from rawi.dataset.blueprint import BLOCK, FIRST, blueprints, main, numbered, write
from rawi.dataset.blueprint_data import as_of, kernels, vocabulary
from rawi.errors import InputError

ROOT = Path(__file__).parents[2]
BLOCKS = 4
DRAWN = blueprints(BLOCKS)
#: with the block after, which sees data that was added later
LONGER = blueprints(BLOCKS + 1)
NEXT = LONGER[len(DRAWN) :]


def _bytes(one: dict[str, object]) -> bytes:
    return (json.dumps(one, ensure_ascii=False, indent=1) + "\n").encode()


def test_the_blueprints_that_are_kept_are_those_that_are_drawn_byte_for_byte() -> None:
    for one in DRAWN:
        assert (ROOT / f"dataset/blueprints/{one['id']}.json").read_bytes() == _bytes(one)


def test_drawing_on_changes_nothing_that_was_drawn() -> None:
    assert LONGER[: len(DRAWN)] == DRAWN
    assert blueprints(1) == DRAWN[:BLOCK]


def test_adding_to_the_data_changes_nothing_that_was_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    read = blueprint_data._file.__wrapped__

    def grown(name: str) -> object:
        data = read(name)
        if name == "kernels-sport":
            data["kernels"] = [
                {
                    "id": f"new-{n}",
                    "region": "gulf",
                    "country": "Oman",
                    "story": "…",
                    "since": BLOCKS,
                }
                for n in range(9)
            ] + data["kernels"]
        if name == "profiles":
            data["quotes"] = [{"density": "1–2", "text": "Other.", "since": BLOCKS}] + data[
                "quotes"
            ]
        return data

    monkeypatch.setattr(blueprint_data, "_file", grown)
    for cached in (vocabulary, kernels):
        cached.cache_clear()
    try:
        assert blueprints(BLOCKS) == DRAWN
        assert any(kernel["id"] == "new-0" for kernel in kernels(BLOCKS))
    finally:
        for cached in (vocabulary, kernels):
            cached.cache_clear()


def test_data_as_of_a_block() -> None:
    data = {
        "of": 1,
        "later": [{"since": 2, "of": 2, "more": [{"n": 9}]}, {"since": 4, "of": 4}],
        "list": [{"n": 1}, {"n": 2, "since": 3}, {"n": 3, "until": 2}, "plain"],
    }
    assert as_of(data, 0) == {"of": 1, "list": [{"n": 1}, {"n": 3}, "plain"]}
    assert as_of(data, 3) == {"of": 2, "more": [{"n": 9}], "list": [{"n": 1}, {"n": 2}, "plain"]}
    assert as_of(data, 4)["of"] == 4


def test_articles_are_drawn_by_number() -> None:
    assert numbered(FIRST + 3, FIRST + 30) == DRAWN[3:31]
    for first, last in ((FIRST - 1, FIRST), (FIRST + 1, FIRST)):
        with pytest.raises(InputError, match="cannot be drawn"):
            numbered(first, last)


def test_when_the_kernels_are_used_up_it_says_of_what(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blueprint, "_TRIES", 50)
    with pytest.raises(InputError, match=r"do not suffice for block \d+: politics \d+.*since"):
        blueprints(20)


def test_another_seed_draws_others() -> None:
    assert blueprints(1, seed=1) != blueprints(1)


def test_every_block_keeps_the_quotas() -> None:
    plan = vocabulary("registers")
    for start in range(0, len(LONGER), BLOCK):
        block = LONGER[start : start + BLOCK]
        for field, quota in (
            ("topic", "topics"), ("region", "regions"), ("register", "block"), ("marks", "marks"),
        ):  # fmt: skip
            assert Counter(one[field] for one in block) == plan[quota]
        assert sorted(one["length"] for one in block) == sorted(plan["lengths"])
        near = sum(one["topic"] in ("politics", "diplomacy", "conflict") for one in block)
        assert near == 8


def test_eighty_articles_have_thirty_thousand_words_at_least() -> None:
    assert len(DRAWN) == 80
    assert sum(one["length"][0] for one in DRAWN) >= 30_000
    assert all(120 <= low < high <= 900 for low, high in (one["length"] for one in DRAWN))


def test_no_story_and_no_name_comes_twice() -> None:
    assert len({one["kernel"] for one in LONGER}) == len(LONGER)
    assert len({one["story"] for one in LONGER}) == len(LONGER)
    names = [name for one in LONGER for name in one["names"]]
    assert len(set(names)) == len(names)
    for one in LONGER:
        assert len(one["names"]) >= 6
        assert len({name.split()[0] for name in one["names"]}) >= len(one["names"]) - 1


def test_profiles_fit_register_region_and_topic() -> None:
    of_kernel = {kernel["id"]: kernel for kernel in kernels(BLOCKS)}
    for place, one in enumerate(LONGER):
        profiles = vocabulary("profiles", place // BLOCK)
        registers = vocabulary("registers", place // BLOCK)["registers"]
        kernel = of_kernel[one["kernel"]]
        assert (kernel["topic"], kernel["region"]) == (one["topic"], one["region"])
        assert one["register"] in kernel.get("registers", [one["register"]])
        least, most = registers[one["register"]]["length"]
        assert least <= one["length"][0] and one["length"][1] <= most
        for kind in ("quotes", "numbers", "orthography"):
            chosen = [p for p in profiles[kind] if p["text"] in one[kind]]
            assert chosen, (one["id"], kind)
            for profile in chosen:
                assert one["register"] not in profile.get("not", ())
                assert one["region"] in profile.get("regions", [one["region"]])
                assert one["topic"] in profile.get("topics", [one["topic"]])
                assert one["length"][0] >= profile.get("words", 0)
        assert int(one["date"][5:7]) in kernel.get("months", range(1, 13))


def test_nothing_implausible_is_drawn() -> None:
    """Written out apart from the data that the sampler reads."""
    for one in LONGER:
        if one["register"] == "official-statement":
            assert "Unnamed" not in one["quotes"] and "unnamed" not in one["quotes"]
        if one["region"] in ("maghreb", "diaspora"):
            assert "Eastern" not in one["numbers"]
        if one["region"] not in ("mashriq", "diaspora"):
            assert "تشرين" not in one["orthography"] and "حزيران" not in one["orthography"]
        if one["region"] != "maghreb":
            assert "جويلية" not in one["orthography"]
        if one["region"] != "nile":
            assert "final ى" not in one["orthography"]
    for one in NEXT:
        if one["country"].startswith(("Libya", "Mauritania", "Morocco")):
            assert "جويلية" not in one["orthography"]
        if one["register"] == "official-statement":
            assert "declines" not in one["quotes"] and "disagree" not in one["numbers"]


@pytest.mark.parametrize("kind", ["quotes", "numbers", "orthography"])
def test_later_blocks_draw_the_profile_that_came_least_often(kind: str) -> None:
    counts: Counter[str] = Counter()
    for place, one in enumerate(LONGER):
        profiles = vocabulary("profiles", place // BLOCK)[kind]
        (chosen,) = (p["text"] for p in profiles if p["text"] in one[kind])
        if place >= len(DRAWN):
            fitting = [
                p["text"]
                for p in profiles
                if one["register"] not in p.get("not", ())
                and one["region"] in p.get("regions", [one["region"]])
                and one["topic"] in p.get("topics", [one["topic"]])
                and one["length"][0] >= p.get("words", 0)
            ]
            assert counts[chosen] == min(counts[text] for text in fitting)
        counts[chosen] += 1


def test_kernels_have_ids_of_their_own_and_known_peoples() -> None:
    every = [kernel["id"] for kernel in kernels(BLOCKS)]
    assert len(set(every)) == len(every) >= 120
    names, peoples = vocabulary("names"), vocabulary("peoples", BLOCKS)["peoples"]
    assert names["given"].keys() == names["family"].keys()
    asked = {origin for kernel in kernels() for origin in kernel.get("names", ())}
    assert asked <= names["given"].keys()
    asked = {origin for kernel in kernels(BLOCKS) for origin in kernel.get("names", ())}
    regions = vocabulary("regions", BLOCKS)
    for habits in (*regions["regions"].values(), *regions["countries"].values()):
        asked |= set(habits.get("origins", ()))
    assert asked <= peoples.keys()


def test_the_inventory_of_names_is_large() -> None:
    peoples = vocabulary("peoples", BLOCKS)["peoples"].values()
    assert len({name for p in peoples for name in (*p["men"], *p["women"])}) >= 350
    assert len({name for p in peoples for name in p["families"]}) >= 450
    for people in peoples:
        for kind in ("men", "women", "families"):
            assert len(set(people[kind])) == len(people[kind]) >= 5
        assert all("{given}" in pattern for pattern in people["patterns"])


def test_men_and_women_are_named_as_their_people_does() -> None:
    peoples = vocabulary("peoples", BLOCKS)["peoples"]
    gulf = peoples["gulf"]
    for one in NEXT:
        for name in one["names"]:
            if " بنت " in name:
                assert any(
                    name.startswith(given + " ") for p in peoples.values() for given in p["women"]
                )
            if name.split()[0] in set(gulf["women"]) - set(gulf["men"]):
                assert " بن " not in name


def test_a_blueprint_that_differs_is_not_overwritten(tmp_path: Path) -> None:
    assert len(list(write(DRAWN[:2], tmp_path))) == 2
    assert list(write(DRAWN[:2], tmp_path)) == []
    changed = [DRAWN[2], {**DRAWN[0], "topic": "sport"}]
    with pytest.raises(InputError, match="another blueprint"):
        list(write(changed, tmp_path))
    assert not (tmp_path / f"{DRAWN[2]['id']}.json").exists()


def test_a_blueprint_is_replaced_when_told(tmp_path: Path) -> None:
    kept = tmp_path / f"{DRAWN[0]['id']}.json"
    kept.write_text("{}", "utf-8")
    assert list(write(DRAWN[:1], tmp_path, overwrite=True)) == [kept]
    assert kept.read_bytes() == _bytes(DRAWN[0])


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--from", "9", "--to", "11", "-o", str(tmp_path)])
    names = [f"rawi-{n:04d}.json" for n in (9, 10, 11)]
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    assert len(capsys.readouterr().out.splitlines()) == 3
    (tmp_path / names[0]).write_bytes(b"\xff")
    with pytest.raises(SystemExit, match="UTF-8"):
        main(["--to", "11", "-o", str(tmp_path)])
    (tmp_path / names[0]).write_text("{}", "utf-8")
    with pytest.raises(SystemExit, match="another blueprint"):
        main(["--to", "11", "-o", str(tmp_path)])
    assert len(list(tmp_path.iterdir())) == 3
