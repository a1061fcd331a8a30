"""The formats by name: how each is written and read, for commands that let people choose one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rawi.dataset.formats.losses import Written
from rawi.document import Document


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Attributes:
        about: a line for people who choose.
        ending: of the file that a set of documents becomes; empty where it is a folder of files.
        write: documents and path.
        read: path, and whose annotations if the format holds those of several people.
    """

    about: str
    ending: str
    write: Callable[[Sequence[Document], Path], Written]
    read: Callable[[Path, str | None], list[Document]] | None


def _brat(documents: Sequence[Document], path: Path) -> Written:
    from rawi.dataset.formats.brat import write_brat

    return write_brat(documents, path)


def _read_brat(path: Path, annotator: str | None) -> list[Document]:
    from rawi.dataset.formats.brat import read_brat

    return read_brat(path)


def _cas(form: str) -> Callable[[Sequence[Document], Path], Written]:
    def write(documents: Sequence[Document], path: Path) -> Written:
        from rawi.dataset.formats.cas import write_cas

        return write_cas(documents, path, form)

    return write


def _read_cas(path: Path, annotator: str | None) -> list[Document]:
    from rawi.dataset.formats.cas import read_cas

    return read_cas(path)


def _label_studio(documents: Sequence[Document], path: Path) -> Written:
    from rawi.dataset.formats.label_studio import write_label_studio

    return write_label_studio(documents, path)


def _read_label_studio(path: Path, annotator: str | None) -> list[Document]:
    from rawi.dataset.formats.label_studio import read_label_studio

    return read_label_studio(path / "tasks.json" if path.is_dir() else path, annotator)


def _docbin(documents: Sequence[Document], path: Path) -> Written:
    from rawi.dataset.formats.docbin import write_docbin

    return write_docbin(documents, path)


def _read_docbin(path: Path, annotator: str | None) -> list[Document]:
    from rawi.dataset.formats.docbin import read_docbin

    return read_docbin(path)


def _tei(documents: Sequence[Document], path: Path) -> Written:
    from rawi.dataset.formats.tei_write import write_tei

    return write_tei(documents, path)


def _read_tei(path: Path, annotator: str | None) -> list[Document]:
    from rawi.dataset.formats.tei_read import read_tei

    return read_tei(path)


def _conll(nested: bool) -> Callable[[Sequence[Document], Path], Written]:
    def write(documents: Sequence[Document], path: Path) -> Written:
        from rawi.dataset.formats.conll_write import write_conll

        return write_conll(documents, path, nested=nested)

    return write


#: by the name they have on the command line; CoNLL is read by a command with options of its own
FORMATS: Final[dict[str, Format]] = {
    "conll": Format("Words and tags of the outermost entities.", ".conll", _conll(False), None),
    "conll-nested": Format("Words and a column of tags a depth.", ".conll", _conll(True), None),
    "brat": Format("brat standoff, with its configuration.", "", _brat, _read_brat),
    "cas-xmi": Format("UIMA CAS as XMI, with its type system.", "", _cas("xmi"), _read_cas),
    "cas-json": Format("UIMA CAS as JSON.", "", _cas("json"), _read_cas),
    "label-studio": Format(
        "Label Studio: tasks and labelling configuration.", "", _label_studio, _read_label_studio
    ),
    "spacy": Format("spaCy's DocBin, with span groups.", ".spacy", _docbin, _read_docbin),
    "tei": Format("TEI P5, one file an article.", "", _tei, _read_tei),
}
