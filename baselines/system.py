"""What a system is: something that reads a text and says what it found."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from rawi.document import Document, Layer


@runtime_checkable
class System(Protocol):
    """A system that can be run by name.

    Attributes:
        name: short, lower case; what it is called on the command line and the board.
        version: changes whenever its output may change.
        description: one line.
        layers: the layers it attempts; all others stay absent in what it returns.
    """

    name: str
    version: str
    description: str
    layers: tuple[Layer, ...]

    def read(self, text: str) -> Document:
        """Everything the system finds in a text. The ``id`` of the result is left empty."""
        ...
