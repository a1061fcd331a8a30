"""What can be wrong with an input, said so that the reader knows where and how to mend it.

Functions raise :class:`InputError`, which holds one or more :class:`Fault`; the command line
prints them and exits with status 2. Nothing else in the package is raised on purpose for bad input.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, with its place.

    Attributes:
        message: what was found and what was expected.
        file: path as the user gave it.
        line: 1-based line in that file.
        column: 1-based column, in code points.
        document: id of the document.
        pointer: JSON pointer (RFC 6901) inside the document, or the id of an XML element.
        hint: how to mend it.
        rule: id of the check or guideline rule that is broken.
        severity: ``error`` or ``warning``.
    """

    message: str
    file: str = ""
    line: int | None = None
    column: int | None = None
    document: str = ""
    pointer: str = ""
    hint: str = ""
    rule: str = ""
    severity: Literal["error", "warning"] = "error"

    def at(self, **place: str | int | None) -> Fault:
        """The same fault with more of its place known."""
        return replace(self, **place)  # type: ignore[arg-type]

    def __str__(self) -> str:
        place = self.file
        if self.line is not None:
            place += f":{self.line}" if place else f"line {self.line}"
            if self.column is not None:
                place += f":{self.column}"
        where = [
            part
            for part in (
                place,
                f"document {self.document}" if self.document else "",
                f"at {self.pointer}" if self.pointer else "",
            )
            if part
        ]
        label = f"[{self.rule}] " if self.rule else ""
        text = label + self.message
        if where:
            text = ", ".join(where) + ": " + text
        return f"{text} ({self.hint})" if self.hint else text


class RawiError(Exception):
    """Base of every error that Rawi raises on purpose."""


class InputError(RawiError):
    """Input that cannot be used, with every fault that was found in it."""

    def __init__(self, faults: Fault | str | Iterable[Fault], **place: str | int | None) -> None:
        if isinstance(faults, str):
            faults = Fault(faults)
        if isinstance(faults, Fault):
            faults = (faults,)
        self.faults = tuple(fault.at(**place) if place else fault for fault in faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))
