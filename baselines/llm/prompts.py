"""Prompts: versioned text files, with the JSON Schema of the answer beside each.

``prompts/<version>/<layer>.txt`` begins with a line that names layer, version and the rules of the
guidelines that it condenses; the line is not sent. ``<layer>.schema.json`` is the form of the answer,
in what all structured-output servers understand: every field required, no others, null where there is
nothing to say. A published version is never edited, a change is a new folder; and should a file
change all the same, its checksum does, which is part of the system's version.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from rawi.baselines.llm.config import AnswerLayer
from rawi.errors import InputError

_HEAD = re.compile(
    r"rawi-prompt (?P<layer>\w+); version (?P<version>\w+); rules (?P<rules>[A-Z0-9 -]+)"
)


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is told about a layer.

    Attributes:
        layer: that it asks for.
        version: of the prompt.
        rules: ids of the guideline rules that it condenses.
        instructions: what is sent.
        schema: JSON Schema of the answer, as text.
        sha256: of both files.
    """

    layer: AnswerLayer
    version: str
    rules: tuple[str, ...]
    instructions: str
    schema: str
    sha256: str

    def form(self) -> Mapping[str, Any]:
        """The JSON Schema of the answer."""
        form: Mapping[str, Any] = json.loads(self.schema)
        return form


def versions() -> tuple[str, ...]:
    """Versions of the prompts that there are, in order."""
    folder = files("rawi.baselines").joinpath("llm/prompts")
    return tuple(
        sorted((x.name for x in folder.iterdir() if x.is_dir()), key=lambda v: (len(v), v))
    )


@cache
def prompt(version: str, layer: AnswerLayer) -> Prompt:
    """The prompt for a layer.

    Raises:
        InputError: there is no such version, or the file has no proper first line.
    """
    if version not in versions():
        raise InputError(
            f"there are no prompts {version!r}, expected one of {', '.join(versions())}"
        )
    folder = files("rawi.baselines").joinpath("llm/prompts", version)
    name = f"{layer}.txt"
    written = folder.joinpath(name).read_bytes()
    schema = folder.joinpath(f"{layer}.schema.json").read_bytes()
    head, _, rest = written.decode("utf-8").partition("\n")
    match = _HEAD.fullmatch(head)
    if match is None or (match["layer"], match["version"]) != (layer, version):
        raise InputError(
            f"begins with {head[:80]!r}, expected 'rawi-prompt {layer}; version {version}; rules …'",
            file=name,
            line=1,
        )
    return Prompt(
        layer,
        version,
        tuple(match["rules"].split()),
        rest.strip(),
        schema.decode("utf-8"),
        hashlib.sha256(written + b"\0" + schema).hexdigest(),
    )


def checksum(prompts: Iterable[Prompt]) -> str:
    """SHA-256 over some prompts, in hexadecimal."""
    return hashlib.sha256("\n".join(p.sha256 for p in prompts).encode()).hexdigest()
