"""The formats by name: how each is written and read, for commands that let people choose one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from rawi.dataset.formats.losses import Written
from rawi.document import Document


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Attributes:
        ending: of the file that a set of documents becomes; empty where it is a folder of files.
        write: documents and path.
        read: path, and what a format has beside it; ``None`` where a command of its own reads it.
    """

    ending: str
    write: Callable[..., Written]
    read: Callable[..., list[Document]] | None = None


def _of(module: str, name: str, **options: Any) -> Callable[..., Any]:
    """A function of a module that is imported when it is called: some need extras, or are slow."""

    def call(*arguments: Any, **more: Any) -> Any:
        found = getattr(import_module(f"rawi.dataset.formats.{module}"), name)
        return found(*arguments, **options, **more)

    return call


#: by the name they have on the command line
FORMATS: Final[dict[str, Format]] = {
    "conll": Format(".conll", _of("conll_write", "write_conll")),
    "conll-nested": Format(".conll", _of("conll_write", "write_conll", nested=True)),
    "brat": Format("", _of("brat", "write_brat"), _of("brat", "read_brat")),
    "cas-xmi": Format("", _of("cas", "write_cas", form="xmi"), _of("cas", "read_cas")),
    "cas-json": Format("", _of("cas", "write_cas", form="json"), _of("cas", "read_cas")),
    "label-studio": Format(
        "",
        _of("label_studio", "write_label_studio"),
        _of("label_studio", "read_label_studio"),
    ),
    "spacy": Format(".spacy", _of("docbin", "write_docbin"), _of("docbin", "read_docbin")),
    "tei": Format("", _of("tei_write", "write_tei"), _of("tei_read", "read_tei")),
}
