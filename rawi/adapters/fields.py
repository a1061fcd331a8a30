"""Reads the fields of what a language model wrote, whatever it put there.

A value of the wrong kind is told in a note and left out; nothing raises.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar

from rawi.adapters.adapted import shown
from rawi.invariants import exact_value

_Choice = TypeVar("_Choice", bound=str)
#: numbers with more digits than this are not read
_MOST_DIGITS = 400
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:[,٬][0-9]{3})+(?:[.٫][0-9]+)?")
_SURROGATE = re.compile("[\ud800-\udfff]")
# digits of Arabic and of Persian, and the Arabic decimal separator
_ASCII = {ord("٠") + i: str(i) for i in range(10)} | {ord("۰") + i: str(i) for i in range(10)}
_ASCII[ord("٫")] = "."


class Item:
    """One item of a layer.

    Args:
        place: what it is called in notes (``quantities/3``).
        fields: what the model wrote.
        notes: where faults are told.
    """

    def __init__(self, place: str, fields: Mapping[str, Any], notes: list[str]) -> None:
        self.place = place
        self._fields = fields
        self._notes = notes

    def tell(self, problem: str) -> None:
        """Add a note about this item."""
        self._notes.append(f"{self.place}: {problem}")

    def value(self, *names: str) -> Any:
        """The first of these fields that holds something, ``None`` if none does."""
        for name in names:
            value = self._fields.get(name)
            if value is not None and value != "" and value != []:
                return value
        return None

    def string(self, *names: str) -> str | None:
        """A field that is one string with something to see in it."""
        value = self.value(*names)
        if value is None:
            return None
        words = _words(value)
        if words:
            return words
        self.tell(f"found {shown(repr_of(value))} as {names[0]}, expected a string; left out")
        return None

    def strings(self, *names: str) -> tuple[str, ...]:
        """A field that is one string or a list of strings."""
        value = self.value(*names)
        if value is None:
            return ()
        parts = [_words(part) for part in (value if isinstance(value, list | tuple) else [value])]
        if all(parts):
            return tuple(parts)
        self.tell(f"found {shown(repr_of(value))} as {names[0]}, expected strings; left out")
        return ()

    def part(self, name: str) -> Item | None:
        """A field that is an object, as an item of its own."""
        value = self.value(name)
        if isinstance(value, Mapping):
            return Item(f"{self.place}/{name}", value, self._notes)
        return None

    def choice(self, name: str, allowed: tuple[_Choice, ...]) -> _Choice | None:
        """A field that is one of some words, in any case."""
        value = self.value(name)
        if value is None:
            return None
        for word in allowed:
            if isinstance(value, str) and value.strip().lower() == word:
                return word
        self.tell(
            f"found {shown(repr_of(value))} as {name}, expected one of {', '.join(allowed)}; left out"
        )
        return None

    def number(self, *names: str) -> str | None:
        """A field that is a number, as an exact decimal or rational string.

        Arabic digits and separators of thousands are read; words are not.
        """
        value = self.value(*names)
        if value is None:
            return None
        written = exact_number(value)
        if written is None:
            self.tell(
                f"found {shown(repr_of(value))} as {names[0]}, which is no exact number; left out"
            )
        return written


def exact_number(value: object) -> str | None:
    """A number as an exact decimal or rational string, ``None`` if it is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    if isinstance(value, int) and value.bit_length() > 3 * _MOST_DIGITS:
        return None
    written = repr(value) if isinstance(value, float) else str(value)
    written = written.strip()
    if len(written) > _MOST_DIGITS:
        return None
    written = written.translate(_ASCII).removeprefix("+")
    if _GROUPED.fullmatch(written):
        written = written.replace(",", "").replace("٬", "")
    if "e" in written.lower() and "_" not in written:
        written = _without_exponent(written)
    return written if exact_value(written) is not None else None


def _without_exponent(written: str) -> str:
    try:
        number = Decimal(written)
    except ArithmeticError:
        return ""
    if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS:
        return ""
    return format(number, "f")


def _words(value: object) -> str:
    """A string, or a number as it is written; empty if it is anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = exact_number(value)
    return clean(value) if isinstance(value, str) and value.strip() else ""


def clean(words: str) -> str:
    """A string that can be written as UTF-8: JSON may hold halves of surrogate pairs."""
    return _SURROGATE.sub("\ufffd", words)


def repr_of(value: object) -> str:
    """What a value looks like in a note, without the cost of writing all of a large one."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return (
            f"an object with {', '.join(clean(str(key)) for key in list(value)[:5]) or 'nothing'}"
        )
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    return exact_number(value) or (str(value) if isinstance(value, bool) else type(value).__name__)
