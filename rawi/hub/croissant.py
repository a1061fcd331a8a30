"""Croissant 1.1 metadata with the fields for responsible AI (RAI 1.0), as JSON-LD.

https://docs.mlcommons.org/croissant/docs/croissant-spec.html and croissant-rai-spec.html. The Hub makes
Croissant of its own of any Parquet; this file adds what only the makers know: how the texts and the
annotation came to be, their limits, and a checksum for each file.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from rawi.document import Document
from rawi.hub.papers import template
from rawi.hub.tree import table_of

_CONTEXT: Final = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def croissant(
    repository: str,
    version: str,
    splits: Mapping[str, Sequence[Document]],
    files: Mapping[str, bytes],
) -> str:
    """The metadata of a publication as JSON.

    Args:
        repository: ``owner/name``.
        version: of the data.
        splits: the documents, for the day of the last one.
        files: the Parquet files by path.
    """
    link = f"https://huggingface.co/datasets/{repository}"
    said = json.loads(template("responsible.json"))
    return (
        json.dumps(
            {
                "@context": _CONTEXT,
                "@type": "sc:Dataset",
                "name": "rawi",
                "description": said["description"],
                "conformsTo": [
                    "http://mlcommons.org/croissant/1.1",
                    "http://mlcommons.org/croissant/RAI/1.0",
                ],
                "citeAs": f"The Rawi maintainers: Rawi, a benchmark for systems that read Arabic news. "
                f"Gold set {version}.",
                "license": f"{link}/blob/main/LICENSE.md",
                "url": link,
                "version": semantic(version),
                "datePublished": _last_written(splits),
                "inLanguage": "ar",
                "creator": {"@type": "sc:Organization", "name": "The Rawi maintainers"},
                "keywords": ["Arabic", "named entities", "quotation attribution", "numeric claims"],
                **{f"rai:{name}": value for name, value in said["rai"].items()},
                "distribution": _distribution(link, version, files),
                "recordSet": [
                    _records(name, data)
                    for name, data in sorted(files.items())
                    if name.endswith(".parquet")
                ],
            },
            ensure_ascii=False,
            indent=1,
        )
        + "\n"
    )


def semantic(version: str) -> str:
    """A version of Python's manner (0.1.0.dev1) as semver.org has it (0.1.0-dev.1)."""
    return re.sub(r"^(\d+\.\d+\.\d+)\.?(dev|a|b|rc)(\d+)$", r"\1-\2.\3", version)


def _last_written(splits: Mapping[str, Sequence[Document]]) -> str:
    """The day on which the last article was written: the set cannot be older."""
    days = [d.meta.get("written", "") for documents in splits.values() for d in documents]
    return max(days)


def _distribution(link: str, version: str, files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name, data in sorted(files.items()):
        if name.endswith(".parquet"):
            found.append(
                {
                    "@type": "cr:FileObject",
                    "@id": name,
                    "name": name,
                    "contentUrl": f"{link}/resolve/v{version}/{name}",
                    "contentSize": f"{len(data)} B",
                    "encodingFormat": "application/x-parquet",
                    "sha256": hashlib.sha256(data).hexdigest(),
                }
            )
    return found


def _records(file: str, data: bytes) -> dict[str, Any]:
    """The record set of one file: a config in one split."""
    config, _, rest = file.partition("/")
    name = f"{config}_{rest.partition('-')[0]}"
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "field": [
            _field(name, file, column)
            for column in table_of(data).schema
            # Croissant has no records inside a row: lists of them are in the Parquet file alone
            if not _is_deep(column.type)
        ],
    }


def _is_deep(kind: Any) -> bool:
    """Whether a column holds records, or lists of records or lists."""
    import pyarrow.types as kinds

    return bool(kinds.is_struct(kind) or (kinds.is_list(kind) and kinds.is_nested(kind.value_type)))


def _field(records: str, file: str, column: Any) -> dict[str, Any]:
    """A column of single values, or of lists of them."""
    import pyarrow.types as kinds

    kind, repeated = column.type, False
    if kinds.is_list(kind):
        kind, repeated = kind.value_type, True
    data_type = "sc:Text"
    if kinds.is_integer(kind):
        data_type = "sc:Integer"
    elif kinds.is_boolean(kind):
        data_type = "sc:Boolean"
    return {
        "@type": "cr:Field",
        "@id": f"{records}/{column.name}",
        "name": column.name,
        "dataType": data_type,
        **({"repeated": True} if repeated else {}),
        "source": {"fileObject": {"@id": file}, "extract": {"column": column.name}},
    }
