"""Entities in columns: what is written is what words can hold, and it comes back."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from rawi.dataset.formats.conll import read_conll
from rawi.dataset.formats.conll_rows import Columns
from rawi.dataset.formats.conll_write import write_conll
from rawi.dataset.skeleton import skeleton
from rawi.derived import all_entities
from rawi.document import Document, Entity
from rawi.text import Snapper


def test_nested_columns_come_back(tmp_path: Path) -> None:

    text = "وصل وزير خارجية مصر إلى تونس.\nنام."
    nested = (Entity(4, 19, "OCC"), Entity(16, 19, "GPE"), Entity(24, 28, "GPE"))
    document = replace(skeleton("a", text), entities=nested)
    path = tmp_path / "a.conll"
    losses = write_conll([document], path, nested=True).losses
    assert "inside others" not in " ".join(map(str, losses))
    assert path.read_text(encoding="utf-8").splitlines()[2:5] == [
        "وصل O O", "وزير B-OCC O", "خارجية I-OCC O",
    ]  # fmt: skip
    (back,) = read_conll(path, Columns(tags=(2, 3))).documents
    words = [(back.words_of(e), e.type) for e in back.entities or ()]
    assert words == [("وزير خارجية مصر", "OCC"), ("مصر", "GPE"), ("تونس", "GPE")]
    flat = write_conll([document], path).losses
    assert "entities inside others" in " ".join(map(str, flat))
    assert "وزير B-OCC\n" in path.read_text(encoding="utf-8")


def test_the_whole_set_in_columns_is_what_the_words_can_hold(
    every_article: list[Document], tmp_path: Path
) -> None:

    documents = every_article
    path = tmp_path / "all.conll"
    write_conll(documents, path, nested=True)
    columns = len(path.read_text(encoding="utf-8").splitlines()[0].split()) - 1
    back = read_conll(path, Columns(tags=tuple(range(2, columns + 2)))).documents
    assert len(back) == len(documents)
    for gold, found in zip(documents, back, strict=True):
        snapper = Snapper(gold.text or "")
        expected = {
            ("".join((gold.text or "")[slice(*snapper.snap(e.start, e.end))].split()), e.type)
            for e in all_entities(gold)
        }
        got = {("".join(found.words_of(e).split()), e.type) for e in found.entities or ()}
        assert got == expected
