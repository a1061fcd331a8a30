"""No list of a baseline is made from the dev or test articles, and every list says where it is from."""

from __future__ import annotations

from pathlib import Path

import pytest

from rawi.dataset.load import load
from rawi.text import fold

LISTS = sorted((Path(__file__).parent.parent.parent / "baselines" / "data").iterdir())


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name)
def test_every_list_names_its_source(path: Path) -> None:
    assert "source" in path.read_text(encoding="utf-8")[:2000]


def test_invented_names_of_dev_and_test_are_in_no_list() -> None:
    # Real people and bodies (those of the seed article) may be known to anyone.
    lists = fold("\n".join(path.read_text(encoding="utf-8") for path in LISTS))
    names = {
        document.words_of(entity)
        for split in ("dev", "test")
        for document in load(split)
        if document.meta["origin"] == "composed"
        for entity in document.entities or ()
        if entity.type in ("PERS", "ORG") and len(document.words_of(entity).split()) > 1
    }
    assert len(names) > 20
    assert [name for name in names if fold(name) in lists] == []
