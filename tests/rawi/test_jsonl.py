from __future__ import annotations

from pathlib import Path

import jsonschema
import msgspec
import pytest

from rawi.document import Document, Entity
from rawi.errors import InputError
from rawi.jsonl import MOST_FAULTS, encode_document, json_schema, read_documents, write_documents


def faults(tmp_path: Path, *lines: str) -> list[tuple[int | None, str, str]]:
    path = tmp_path / "x.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_documents(path)
    assert all(fault.file == str(path) for fault in caught.value.faults)
    return [(fault.line, fault.pointer, fault.message) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("line", "pointer", "message"),
    [
        ('{"id":"a","entit', "", "not valid JSON"),
        ("[1]", "/", "expected object"),
        ('{"text":"x"}', "/", "'id' is a required property"),
        ('{"id":"a","entities":[{"start":"1","end":2,"type":"X"}]}', "/entities/0/start", "expected integer"),
        ('{"id":"a","entities":[{"start":1.5,"end":2,"type":"X"}]}', "/entities/0/start", "expected integer"),
        ('{"id":"a","entities":[{"start":1.0,"end":2,"type":"X"}]}', "/entities/0/start", "got float"),
        ('{"id":"a","entities":[{"start":true,"end":2,"type":"X"}]}', "/entities/0/start", "expected integer"),
        ('{"id":"a","entities":{}}', "/entities", "expected array or null"),
        ('{"id":"a","quotes":[{"content":[],"type":"free"}]}', "/quotes/0/type", "expected one of direct"),
        ('{"id":"a","quantities":[{"start":0,"end":1,"value":12}]}', "/quantities/0/value", "expected string"),
        ('{"id":"a","entites":[]}', "/", "'entites' was unexpected"),
    ],
)  # fmt: skip
def test_one_fault(tmp_path: Path, line: str, pointer: str, message: str) -> None:
    (found,) = faults(tmp_path, '{"id":"first"}', line)
    assert found[0] == 2
    assert found[1] == pointer
    assert message in found[2]


def test_all_faults_of_all_lines_are_reported(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        '{"id":"a","entities":[{"start":"1","end":2,"type":"X"},{"start":1,"end":2}]}',
        '{"id":"b"}',
        "{",
        '{"id":"b"}',
    )
    assert [(line, pointer) for line, pointer, _ in found] == [
        (1, "/entities/0/start"),
        (1, "/entities/1"),
        (3, ""),
        (4, "/id"),
    ]
    assert "already used in line 2" in found[3][2]


def test_many_faults_are_counted_not_listed(tmp_path: Path) -> None:
    found = faults(tmp_path, *["{"] * (MOST_FAULTS + 7))
    assert len(found) == MOST_FAULTS + 1
    assert found[-1][2] == "and 7 more faults"


def test_absent_and_empty_layers_stay_apart(tmp_path: Path) -> None:
    documents = [Document("a"), Document("b", entities=(), quotes=None)]
    path = tmp_path / "x.jsonl"
    assert write_documents(path, documents) == 2
    assert path.read_bytes() == b'{"id":"a"}\n{"id":"b","entities":[]}\n'
    assert read_documents(path) == documents


def test_schema_is_the_committed_one_and_accepts_what_the_model_writes(root: Path) -> None:
    schema = json_schema()
    committed = (root / "dataset/schema/document.schema.json").read_bytes()
    assert msgspec.json.decode(committed) == msgspec.json.decode(msgspec.json.encode(schema))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    document = Document("a", text="x", entities=(Entity(0, 1, "GPE"),))
    validator.validate(msgspec.json.decode(encode_document(document)))
    assert not validator.is_valid({"id": "a", "quotes": [{"content": [{"start": 0}]}]})
