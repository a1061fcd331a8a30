"""Everything that a dataset repository holds, as bytes by path; made from the gold set alone.

Layout: ``<config>/<split>-00000-of-00001.parquet``, ``README.md`` (the card, with ``configs`` and
``dataset_info``), ``datasheet.md``, ``data-statement.md``, ``charts/*.svg``, ``manifest.json``,
``croissant.json``, ``benchmark/eval.yaml``, ``LICENSE.md``, ``CITATION.cff`` and ``checksums.sha256`` in
the form of ``sha256sum``. The same gold set gives the same bytes, so that a second publication can tell
that there is nothing to do; with other versions of the tools, the manifest of the gold files tells.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from rawi.dataset.build import SPLITS
from rawi.dataset.load import load, manifest
from rawi.dataset.tables import CONFIGS, table
from rawi.document import Document
from rawi.errors import Fault, InputError
from rawi.files import whole_file

#: what a publication is made of, by checksum
MANIFEST: Final = "manifest.json"


@dataclass(frozen=True, slots=True)
class Publication:
    """A version of the set, ready to be published.

    Attributes:
        version: of the gold data.
        files: contents by path.
    """

    version: str
    files: Mapping[str, bytes]

    @property
    def tag(self) -> str:
        """The tag of this version."""
        return f"v{self.version}"

    def write(self, folder: str | os.PathLike[str]) -> list[Path]:
        """Writes the files below a folder, and nothing else.

        Raises:
            InputError: a file cannot be written.
        """
        paths = []
        for name, data in self.files.items():
            path = Path(folder) / name
            with whole_file(path) as file:
                file.write(data)
            paths.append(path)
        return paths


def publication(
    repository: str, leave_out: Collection[str] = (), *, registered: bool = False
) -> Publication:
    """The installed gold set as a repository.

    Args:
        repository: ``owner/name``, for links in the card.
        leave_out: ids of documents that are not published, such as the seed article, whose text is not
            under the licence of the rest.
        registered: whether the Hub knows ``rawi`` as a framework of benchmarks. It checks an
            ``eval.yaml`` at the root when it is pushed, and takes only those on its list; until then
            the file lies in ``benchmark/``, where nothing reads it.

    Raises:
        InputError: an id that is to be left out is not in the set; a split would be empty.
    """
    from rawi.dataset.agreement_report import shipped
    from rawi.hub.card import card
    from rawi.hub.charts import agreement_chart, realism_chart
    from rawi.hub.croissant import croissant
    from rawi.hub.documentation import statements
    from rawi.hub.papers import citation, eval_yaml, licence

    splits = {name: load(name) for name in SPLITS}
    known = {document.id for documents in splits.values() for document in documents}
    for name in leave_out:
        if name not in known:
            raise InputError(
                Fault(f"there is no document {name!r} to leave out", hint="ids are like rawi-0001")
            )
    kept = {
        name: [document for document in documents if document.id not in leave_out]
        for name, documents in splits.items()
    }
    for name, documents in kept.items():
        if not documents:
            raise InputError(Fault(f"the split {name} would be empty", hint="leave out less"))
    files = parquet_files(kept)
    version = manifest().version
    files[MANIFEST] = gold_manifest(leave_out).encode()
    files["LICENSE.md"] = licence().encode()
    files["CITATION.cff"] = citation(version, repository).encode()
    files["eval.yaml" if registered else "benchmark/eval.yaml"] = eval_yaml().encode()
    every = [document for documents in kept.values() for document in documents]
    files["charts/agreement.svg"] = agreement_chart(shipped()).encode()
    files["charts/realism.svg"] = realism_chart(every).encode()
    for name, text in statements(version, kept).items():
        files[name] = text.encode()
    files["README.md"] = card(repository, version, kept, files, leave_out).encode()
    files["croissant.json"] = croissant(repository, version, kept, files).encode()
    files["checksums.sha256"] = checksums(files).encode()
    return Publication(version, dict(sorted(files.items())))


def gold_manifest(leave_out: Collection[str]) -> str:
    """Version and checksums of the gold files that a publication is made of.

    Two publications of one set have the same, also where another version of the tools wrote the
    Parquet files.
    """
    made = {
        **msgspec.to_builtins(manifest()),
        "left_out": sorted(leave_out),
    }
    return msgspec.json.format(msgspec.json.encode(made), indent=1).decode() + "\n"


def parquet_files(splits: Mapping[str, Sequence[Document]]) -> dict[str, bytes]:
    """The Parquet files of every config and split, as the Hub recommends them to be written."""
    from pyarrow import parquet

    files = {}
    for config in CONFIGS:
        for split, documents in splits.items():
            stream = io.BytesIO()
            parquet.write_table(
                table(config, documents),
                stream,
                use_content_defined_chunking=True,
                write_page_index=True,
            )
            files[f"{config}/{split}-00000-of-00001.parquet"] = stream.getvalue()
    return files


def checksums(files: Mapping[str, bytes]) -> str:
    """SHA-256 and path of each file, a line each, as ``sha256sum --check`` reads them."""
    return "".join(
        f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items())
    )


def table_of(data: bytes) -> Any:
    """The Arrow table in the bytes of a Parquet file."""
    from pyarrow import parquet

    return parquet.read_table(io.BytesIO(data))
