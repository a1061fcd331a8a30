"""Documents as JSON Lines: one document a line, UTF-8, strictly read and written whole.

``msgspec`` decodes; when a line does not fit, ``jsonschema`` looks at that line again to report
everything that is wrong with it, by JSON pointer.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from functools import cache
from inspect import cleandoc
from typing import Any

import msgspec

from rawi.document import Document
from rawi.errors import Fault, InputError
from rawi.files import decode, read_bytes, whole_file

_DECODER = msgspec.json.Decoder(Document)
_ENCODER = msgspec.json.Encoder()
#: faults reported for one file; more are counted, not listed
MOST_FAULTS = 20


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a document, generated from the model."""
    schema = msgspec.json.schema(Document, ref_template="#/$defs/{name}")
    definitions = schema.pop("$defs")
    for definition in definitions.values():
        # Python 3.13 strips the indentation of docstrings, earlier versions keep it.
        definition["description"] = cleandoc(definition["description"])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Rawi document",
        "description": "An Arabic news article with its layers: gold, or the output of a system.",
        **schema,
        "$defs": definitions,
    }


def read_documents(path: str | os.PathLike[str]) -> list[Document]:
    """The documents of a JSON Lines file, in order.

    Raises:
        InputError: with the line and place of everything that does not fit the model; ids that
            occur twice are reported too.
    """
    return [document for _, document in numbered_documents(path)]


def numbered_documents(path: str | os.PathLike[str]) -> list[tuple[int, Document]]:
    """The documents of a JSON Lines file with their 1-based lines. Raises as above."""
    file = str(path)
    data = read_bytes(path)
    decode(data, file)
    documents: list[tuple[int, Document]] = []
    faults: list[Fault] = []
    lines: dict[str, int] = {}
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            document = _DECODER.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            faults.extend(fault.at(file=file, line=number) for fault in explain(line, error))
            continue
        if document.id in lines:
            faults.append(
                Fault(
                    f"this id is already used in line {lines[document.id]}",
                    file=file,
                    line=number,
                    document=document.id,
                    pointer="/id",
                    rule="id-duplicate",
                )
            )
        lines.setdefault(document.id, number)
        documents.append((number, document))
    if faults:
        raise InputError(_capped(faults, file))
    return documents


def _capped(faults: list[Fault], file: str) -> list[Fault]:
    if len(faults) <= MOST_FAULTS:
        return faults
    more = len(faults) - MOST_FAULTS
    return [*faults[:MOST_FAULTS], Fault(f"and {more} more faults", file=file)]


@cache
def _validator() -> Any:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json_schema())


def explain(line: bytes, error: Exception) -> list[Fault]:
    """What is wrong with one line that could not be decoded."""
    try:
        value = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as syntax:
        return [
            Fault(
                f"is not valid JSON: {syntax}",
                rule="json",
                hint="a document is one JSON object on one line",
            )
        ]
    document = value.get("id", "") if isinstance(value, dict) else ""
    found = [
        Fault(
            _message(leaf),
            document=document if isinstance(document, str) else "",
            pointer="/" + "/".join(str(part) for part in leaf.absolute_path),
            rule="json",
        )
        for leaf in _leaves(_validator().iter_errors(value))
    ]
    if found:
        return found
    message, _, path = str(error).partition(" - at ")
    pointer = re.sub(r"\[(\d+)\]", r".\1", path.strip("`$"))
    return [
        Fault(
            message.replace("`", ""),
            document=document if isinstance(document, str) else "",
            pointer=pointer.replace(".", "/"),
            rule="json",
        )
    ]


def _leaves(errors: Iterable[Any]) -> Iterator[Any]:
    """The errors that say something, out of the alternatives of ``anyOf``."""
    for error in errors:
        branches = [inner for inner in error.context if inner.validator != "type" or inner.path]
        if error.context and branches:
            yield from _leaves(branches)
        else:
            yield error


def _message(error: Any) -> str:
    found = repr(error.instance)
    if len(found) > 60:
        found = found[:57] + "…"
    if error.validator == "type":
        return f"found {found}, expected {error.validator_value}"
    if error.validator == "anyOf":
        kinds = [option.get("type", "an object") for option in error.validator_value]
        return f"found {found}, expected {' or '.join(kinds)}"
    if error.validator == "enum":
        allowed = ", ".join(str(value) for value in error.validator_value)
        return f"found {found}, expected one of {allowed}"
    return str(error.message)


def encode_document(document: Document) -> bytes:
    """One document as JSON, with its fields in the order of the model, without a line end."""
    return _ENCODER.encode(document)


def write_documents(path: str | os.PathLike[str], documents: Iterable[Document]) -> int:
    """Write documents as JSON Lines, whole or not at all.

    Returns:
        how many were written.
    """
    count = 0
    with whole_file(path) as stream:
        for document in documents:
            stream.write(encode_document(document) + b"\n")
            count += 1
    return count
