"""What a system is: something that reads a text and says what it found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from rawi.document import Document, Layer

SettingValue = str | int | float | bool
SettingKind = Literal["text", "path", "integer", "number", "flag"]


@runtime_checkable
class System(Protocol):
    """A system that can be run by name.

    A class that takes settings declares them in a class attribute ``settings``, a tuple of
    :class:`Setting`; it is then called with every one of them as a keyword argument. Without that
    attribute it is called without arguments. One that needs more than a plain install declares
    ``needs``, a mapping of modules to what installs them (``{"torch": "rawi[neural]"}``), and imports
    them only when it is made.

    Attributes:
        name: short, lower case; what it is called on the command line and the board.
        version: changes whenever its output may change by the code; what its settings change is
            kept track of beside it.
        description: one line.
        layers: the layers it attempts; all others stay absent in what it returns.
    """

    name: str
    version: str
    description: str
    layers: tuple[Layer, ...]

    def read(self, text: str) -> Document:
        """Everything the system finds in a text. The ``id`` of the result is left empty.

        Its ``meta`` may say what the document cost (``cost.seconds``, ``cost.requests``; sums of
        these are in results) and what went wrong, under keys with a dot; others are not kept.
        """
        ...


@runtime_checkable
class BatchSystem(System, Protocol):
    """A system that is quicker on several texts at once: a model on batches, requests side by side.

    What it finds in a text must not depend on the texts beside it, since batches are cut anew when
    an interrupted run goes on.
    """

    def read_many(self, texts: Sequence[str]) -> Sequence[Document]:
        """What :meth:`System.read` gives for each text, in their order."""
        ...


@dataclass(frozen=True, slots=True)
class Setting:
    """Something that may be set when a system is made.

    Secrets are no settings: settings are written into predictions and shown in messages.

    Attributes:
        name: a Python identifier; on the command line a dash may stand for an underscore.
        help: what it is, in a few words.
        kind: what a value has to be. A ``path`` has to exist and reaches the system absolute; a
            ``flag`` is ``true`` or ``false`` on the command line.
        default: the value where none is given; None is handed over as such.
        required: whether there has to be a value.
        choices: the only values of a text.
        least: the smallest value of a number.
        affects: whether what the system finds may depend on it. Such settings are part of every
            prediction's ``meta`` (of a path, a checksum of what it holds), and an interrupted run
            goes on only under the same ones. Not so a device, a time limit, a number of threads.
    """

    name: str
    help: str
    kind: SettingKind = "text"
    default: SettingValue | None = None
    required: bool = False
    choices: tuple[str, ...] = ()
    least: float | None = None
    affects: bool = True
