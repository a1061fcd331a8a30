"""Documents as Arrow columns and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from rawi.columns import prediction_schema, read_parquet, schema, to_row, write_parquet
from rawi.document import Document, Entity, Quantity
from rawi.errors import InputError
from rawi.jsonl import encode_document

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)


def _values(kind: msgspec.inspect.Type) -> st.SearchStrategy[Any]:
    """Values of a type of the model, as builtins."""
    match kind:
        case msgspec.inspect.StructType(fields=fields):
            return st.fixed_dictionaries({f.encode_name: _values(f.type) for f in fields})
        case msgspec.inspect.VarTupleType(item_type=item):
            return st.lists(_values(item), max_size=2)
        case msgspec.inspect.DictType():
            return st.dictionaries(WORDS, WORDS, max_size=2)
        case msgspec.inspect.UnionType(types=types):
            return st.one_of([_values(one) for one in types])
        case msgspec.inspect.LiteralType(values=values):
            return st.sampled_from(values)
        case msgspec.inspect.StrType():
            return WORDS
        case msgspec.inspect.IntType():
            return st.integers(0, 2**31 - 1)
        case msgspec.inspect.BoolType():
            return st.booleans()
        case msgspec.inspect.NoneType():
            return st.none()
    raise AssertionError(kind)


DOCUMENTS = _values(msgspec.inspect.type_info(Document)).map(
    lambda value: msgspec.convert(value, Document)
)


@settings(max_examples=60)
@given(st.lists(DOCUMENTS, max_size=3))
def test_nothing_is_lost(
    tmp_path_factory: pytest.TempPathFactory, documents: list[Document]
) -> None:
    path = tmp_path_factory.mktemp("columns") / "out.parquet"
    parquet.write_table(pa.Table.from_pylist([to_row(d) for d in documents], schema=schema()), path)
    assert read_parquet(path) == list(enumerate(documents, 1))


def test_defaults_are_written_and_absent_is_not_empty(tmp_path: Path) -> None:
    document = Document("a", entities=(), quantities=(Quantity(0, 2),), quotes=None)
    path = tmp_path / "out.parquet"
    write_parquet(path, [encode_document(document)], 10, 1000)
    row = parquet.read_table(path).to_pylist()[0]
    assert row["entities"] == [] and row["quotes"] is None
    assert row["quantities"][0]["kind"] == "exact"
    assert read_parquet(path) == [(1, document)]


def test_row_groups_follow_from_the_rows_alone(tmp_path: Path) -> None:
    lines = [encode_document(Document(f"d{i}", entities=())) for i in range(10)]
    path = tmp_path / "out.parquet"
    for rows, size, expected in ((4, 10_000, [4, 4, 2]), (100, 3 * len(lines[0]), [3, 3, 3, 1])):
        write_parquet(path, lines, rows, size)
        opened = parquet.ParquetFile(path)
        found = [opened.metadata.row_group(i).num_rows for i in range(opened.num_row_groups)]
        assert found == expected
        assert opened.schema_arrow == prediction_schema()


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"id": ["a", None]}, "p.parquet:2"),
        ({"id": ["a"], "entity": ["x"]}, "p.parquet:1, document a"),
        ({"id": ["a"], "entities": [[{"start": "x", "end": 2, "type": "ORG"}]]},
         "p.parquet:1, document a, at /entities/0/start: [json] found 'x', expected integer"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said(table: dict[str, Any], message: str, tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    parquet.write_table(pa.table(table), path)
    with pytest.raises(InputError) as caught:
        read_parquet(path)
    assert message in str(caught.value)


def test_files_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "p.parquet").write_bytes(b"PAR1")
    for name, message in (
        ("p.parquet", "cannot be read as Parquet"),
        ("q.parquet", "there is no such file"),
        ("", "this is a folder"),
    ):
        with pytest.raises(InputError, match=message):
            read_parquet(tmp_path / name)


def test_a_table_that_others_wrote_with_fewer_columns(tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    rows = [{"id": "a", "entities": [{"start": 0, "end": 1, "type": "ORG"}]}]
    parquet.write_table(pa.Table.from_pylist(rows), path)
    assert read_parquet(path) == [(1, Document("a", entities=(Entity(0, 1, "ORG"),)))]
    assert to_row(Document("a", meta={"x": "y"}))["meta"] == [("x", "y")]
