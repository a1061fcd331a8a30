"""The sampler of blueprints: the same again, by quota, and stable when it goes on."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from rawi.dataset import blueprint
from rawi.dataset.blueprint import _data, blueprints, kernels, main, write
from rawi.errors import InputError

ROOT = Path(__file__).parents[2]
BLOCKS = 4
DRAWN = blueprints(BLOCKS)


def test_the_blueprints_that_are_kept_are_those_that_are_drawn() -> None:
    for one in DRAWN:
        kept = json.loads((ROOT / "dataset/blueprints" / f"{one['id']}.json").read_text("utf-8"))
        assert kept == one


def test_drawing_on_changes_nothing_that_was_drawn() -> None:
    assert blueprints(BLOCKS + 1)[: len(DRAWN)] == DRAWN
    assert blueprints(1) == DRAWN[: blueprint.BLOCK]


def test_another_seed_draws_others() -> None:
    assert blueprints(1, seed=1) != blueprints(1)


def test_every_block_keeps_the_quotas() -> None:
    plan = _data("registers")
    for start in range(0, len(DRAWN), blueprint.BLOCK):
        block = DRAWN[start : start + blueprint.BLOCK]
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
    assert len({one["kernel"] for one in DRAWN}) == len(DRAWN)
    names = [name for one in DRAWN for name in one["names"]]
    assert len(set(names)) == len(names)
    for one in DRAWN:
        assert len(one["names"]) >= 6


def test_profiles_fit_register_region_and_topic() -> None:
    profiles = _data("profiles")
    registers = _data("registers")["registers"]
    of_kernel = {kernel["id"]: kernel for kernel in kernels()}
    for one in DRAWN:
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
        if "months" in kernel:
            month = int(one["date"][5:7])
            assert month in kernel["months"] or blueprint._MONTHS[month] in kernel["months"]


def test_kernels_have_ids_of_their_own_and_known_origins() -> None:
    every = [kernel["id"] for kernel in kernels()]
    assert len(set(every)) == len(every) >= 120
    names = _data("names")
    assert names["given"].keys() == names["family"].keys()
    assert {o for kernel in kernels() for o in kernel.get("names", ())} <= names["given"].keys()


def test_a_blueprint_that_differs_is_not_overwritten(tmp_path: Path) -> None:
    assert len(list(write(DRAWN[:2], tmp_path))) == 2
    assert list(write(DRAWN[:2], tmp_path)) == []
    changed = [DRAWN[2], {**DRAWN[0], "topic": "sport"}]
    with pytest.raises(InputError, match="another blueprint"):
        list(write(changed, tmp_path))
    assert not (tmp_path / f"{DRAWN[2]['id']}.json").exists()


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--blocks", "1", "-o", str(tmp_path)])
    assert len(capsys.readouterr().out.splitlines()) == blueprint.BLOCK
    (tmp_path / "rawi-0007.json").write_text("{}", "utf-8")
    with pytest.raises(SystemExit, match="another blueprint"):
        main(["--blocks", "1", "-o", str(tmp_path)])
