"""The texts in ``seeds/``, annotated or not: their bytes, their blueprints, and what they share."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from pathlib import Path

import pytest

#: words in a row that two articles may share
_LONGEST = 7


def _texts(root: Path) -> dict[str, Path]:
    return {
        path.stem: path
        for folder in ("seeds", "seeds/waiting")
        for path in sorted((root / folder).glob("rawi-????.txt"))
    }


def test_bytes_are_those_of_a_text(root: Path) -> None:
    """UTF-8, NFC, one line feed between paragraphs, none at the end, single spaces, no bidi controls."""
    for path in _texts(root).values():
        text = path.read_bytes().decode("utf-8")
        assert text == unicodedata.normalize("NFC", text), path.name
        if path.stem != "rawi-0001":  # kept as it was received
            assert not re.search(
                r"  |\n\n|^\s|\s$|[ ]\n|\n[ ]|\r|[\u200e\u200f\u202a-\u202e\ufeff]", text
            ), path.name


def test_each_has_the_length_that_its_blueprint_asks_for(root: Path) -> None:
    for name, path in _texts(root).items():
        blueprint = root / "dataset" / "blueprints" / f"{name}.json"
        if blueprint.exists():
            least, most = json.loads(blueprint.read_text("utf-8"))["length"]
            words = len(path.read_text("utf-8").split())
            assert least <= words <= most, f"{name}: {words} words for {least} to {most}"


def test_each_blueprint_has_one_text_at_most_and_a_title(root: Path) -> None:
    annotated = {path.stem for path in (root / "seeds").glob("rawi-????.txt")}
    waiting = {path.stem for path in (root / "seeds" / "waiting").glob("rawi-????.txt")}
    assert not annotated & waiting
    titles = {path.name[:9] for path in (root / "seeds" / "waiting").glob("*.title.txt")}
    assert titles == waiting


def test_no_two_share_eight_words_in_a_row(root: Path) -> None:
    seen: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for name, path in _texts(root).items():
        bare = re.sub("[\u064b-\u0652]", "", path.read_text("utf-8"))
        words = re.findall(r"\w+", bare)
        for i in range(len(words) - _LONGEST):
            seen[tuple(words[i : i + _LONGEST + 1])].add(name)
    shared = {" ".join(run): names for run, names in seen.items() if len(names) > 1}
    assert shared == {}


@pytest.mark.parametrize("field", ["topic", "region", "register"])
def test_the_whole_set_is_as_the_quotas_have_it(field: str, root: Path) -> None:
    """Every value that blueprints draw is there in the texts, in the shares that were drawn."""
    drawn: dict[str, int] = defaultdict(int)
    written: dict[str, int] = defaultdict(int)
    texts = _texts(root)
    for path in (root / "dataset" / "blueprints").glob("*.json"):
        value = json.loads(path.read_text("utf-8"))[field]
        drawn[value] += 1
        written[value] += path.stem in texts
    assert all(written[value] >= 0.8 * number for value, number in drawn.items()), dict(written)
