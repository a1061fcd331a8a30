"""Words as the subwords of a tokenizer, in windows, ready for an encoder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rawi.baselines.neural.windows import Window, windows
from rawi.errors import InputError


@dataclass(frozen=True, slots=True)
class Piece:
    """A window as the encoder takes it.

    Attributes:
        window: the words.
        ids: subwords with the special ones around them.
        at: for each word of the window the place of its first subword in ``ids``.
    """

    window: Window
    ids: tuple[int, ...]
    at: tuple[int, ...]


class Subwords:
    """Cuts words into subwords, each word by itself, so that it never depends on its window.

    Args:
        tokenizer: a tokenizer of ``transformers``.
        room: subwords of a window, with the special ones.
        overlap: subwords that two windows share, about.

    Raises:
        InputError: the room is too small for the overlap and the special subwords.
    """

    def __init__(self, tokenizer: Any, room: int, overlap: int) -> None:
        self._tokenizer = tokenizer
        framed, bare = (
            tokenizer(["1"], is_split_into_words=True, add_special_tokens=special)["input_ids"]
            for special in (True, False)
        )
        # what the tokenizer puts around a text
        start = next(at for at in range(len(framed) + 1) if framed[at : at + len(bare)] == bare)
        self._before, self._after = framed[:start], framed[start + len(bare) :]
        self._room = room - len(self._before) - len(self._after)
        self._overlap = overlap
        if self._room < 1 or not 0 <= overlap < self._room:
            raise InputError(
                f"windows of {room} subwords cannot overlap by {overlap}; expected an overlap "
                f"below {max(self._room, 1)}"
            )

    def pieces(self, words: Sequence[str]) -> list[Piece]:
        """The windows over the words of a text; none for no words."""
        if not words:
            return []
        # a word in front keeps the space that byte-level tokenizers put before a word
        cut = self._tokenizer(
            [[word] for word in words], is_split_into_words=True, add_special_tokens=False
        )["input_ids"]
        # a word of which the tokenizer leaves nothing, and the tail of one that fills a window
        unknown = [self._tokenizer.unk_token_id]
        ids = [tuple(row[: self._room]) or tuple(unknown) for row in cut]
        return [
            self._piece(window, ids)
            for window in windows([len(row) for row in ids], self._room, self._overlap)
        ]

    def _piece(self, window: Window, ids: Sequence[tuple[int, ...]]) -> Piece:
        row = list(self._before)
        at = []
        for word in range(window.first, window.last):
            at.append(len(row))
            row += ids[word]
        return Piece(window, (*row, *self._after), tuple(at))
