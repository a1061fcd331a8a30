"""Prediction as a function from an Arrow batch of texts to an Arrow batch of documents.

Every engine runs this one function: in the process that was started, in processes beside it, and in
the actors of a cluster. A text that a system fails on gives a row with the reason; the others of its
batch are not lost.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from msgspec.structs import replace

from rawi.baselines.system import BatchSystem, System
from rawi.document import Document, sha256_of
from rawi.errors import InputError
from rawi.jsonl import encode_document


class Found(NamedTuple):
    """What came of one text.

    Attributes:
        id: of the document.
        sha256: of the text.
        document: the prediction as one line of JSON, None if the system failed.
        error: why it failed, on one line; None if it did not.
    """

    id: str
    sha256: str
    document: bytes | None
    error: str | None = None


class Batch(NamedTuple):
    """Some texts, with their places among all texts that are read, counted from 0."""

    positions: list[int]
    ids: list[str]
    texts: list[str]


@dataclass(frozen=True, slots=True)
class BatchSize:
    """How much goes into a batch. What is found does not depend on it.

    Attributes:
        texts: how many at most.
        characters: how many at most, in code points; a longer text is a batch of its own.
    """

    texts: int = 32
    characters: int = 200_000


def batches(texts: Iterable[tuple[int, str, str]], size: BatchSize) -> Iterator[Batch]:
    """Cut a stream of (place, id, text) into batches; holds one at a time."""
    batch, characters = Batch([], [], []), 0
    for position, key, text in texts:
        full = len(batch.ids) >= size.texts or characters + len(text) > size.characters
        if batch.ids and full:
            yield batch
            batch, characters = Batch([], [], []), 0
        batch.positions.append(position)
        batch.ids.append(key)
        batch.texts.append(text)
        characters += len(text)
    if batch.ids:
        yield batch


def named(found: Document, key: str, sha256: str, meta: Mapping[str, str]) -> Document:
    """What a system found, under the id of the document and with its origin.

    What the system itself says about the document stays, under keys with a dot in them, which no
    setting has: what it cost (``cost.seconds``), what went wrong (``failed.quotes``).
    """
    own = {name: value for name, value in found.meta.items() if "." in name}
    return replace(found, id=key, text=None, sha256=sha256, meta={**meta, **own})


def predict_texts(
    system: System, ids: Sequence[str], texts: Sequence[str], meta: Mapping[str, str]
) -> Iterator[Found]:
    """What a system finds in some texts, one after the other; it sees nothing but the texts.

    Args:
        system: if it reads several texts at once it is given them all, and if that fails one by one.
        ids: of the documents.
        texts: as many.
        meta: what the predictions say of their origin.
    """
    together: Sequence[Document | None] = [None] * len(texts)
    if isinstance(system, BatchSystem) and len(texts) > 1:
        try:
            together = list(system.read_many(texts))
        except Exception:
            together = []
        if len(together) != len(texts):
            together = [None] * len(texts)
    for key, text, read in zip(ids, texts, together, strict=True):
        sha256 = sha256_of(text)
        try:
            document = named(system.read(text) if read is None else read, key, sha256, meta)
            yield Found(key, sha256, encode_document(document))
        except Exception as error:
            yield Found(key, sha256, None, reason(error))


def reason(error: Exception) -> str:
    """An exception on one line, with the place that raised it."""
    words = " ".join(str(error).split())
    if isinstance(error, InputError):
        return words
    frames = traceback.extract_tb(error.__traceback__)
    place = f", {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}: {words}{place}" if words else f"{type(error).__name__}{place}"


def texts_schema() -> Any:
    """The ``pyarrow.Schema`` of a batch of texts."""
    import pyarrow as pa

    return pa.schema([("id", pa.string()), ("text", pa.string())])


def found_schema() -> Any:
    """The ``pyarrow.Schema`` of a batch of documents: each as JSON, as a file of predictions has it."""
    import pyarrow as pa

    return pa.schema(
        [
            ("id", pa.string()),
            ("sha256", pa.string()),
            ("document", pa.binary()),
            ("error", pa.string()),
        ]
    )


def predict_batch(system: System, texts: Any, meta: Mapping[str, str]) -> Any:
    """Predict on an Arrow batch.

    Args:
        system: the system.
        texts: a ``pyarrow`` batch or table with the columns ``id`` and ``text``.
        meta: what the predictions say of their origin (:func:`rawi.baselines.registry.meta`).

    Returns:
        a ``pyarrow.RecordBatch`` of :func:`found_schema`, a row for each text, in their order.
    """
    import pyarrow as pa

    ids, words = (texts.column(name).to_pylist() for name in ("id", "text"))
    rows = list(predict_texts(system, ids, words, meta))
    columns = zip(*rows, strict=True) if rows else ([], [], [], [])
    schema = found_schema()
    arrays = [pa.array(c, f.type) for c, f in zip(map(list, columns), schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def rows_of(found: Any) -> Iterator[Found]:
    """The rows of a batch or table of :func:`found_schema`."""
    columns = (found.column(name).to_pylist() for name in Found._fields)
    return (Found(*row) for row in zip(*columns, strict=True))
