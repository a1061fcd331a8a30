"""Where words that lost their offsets stand in the raw text.

The words must be all of the text from its beginning, in order: apart from white space, nothing of the
text may stand between two of them. So a word can never be found in the wrong place, and one that
differs is told with its position. Both sides are read as streams of characters without white space;
``tolerant`` streams hold what :func:`rawi.text.fold` makes of each character, so that a tokeniser may
have dropped diacritics and tatweel or changed hamza seats.
"""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import category

from rawi.adapters.adapted import shown
from rawi.errors import Fault, InputError
from rawi.text import Offsets, fold

#: characters of the text that a fault shows
_CONTEXT = 40


class _Stream:
    """The characters of a text that count, with where each begins and ends.

    Diacritics and tatweel that do not count belong to the letter before them, or at the beginning of a
    word to the one behind. Invisible direction marks belong to none.
    """

    def __init__(self, text: str, tolerant: bool) -> None:
        kept: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        leading = 0  # so many marks stand directly before this character, behind no other
        for i, character in enumerate(text):
            key = "" if character.isspace() else _key(character, tolerant)
            if key:
                kept.append(key)
                self.starts.append(i - leading)
                self.ends.append(i + 1)
                leading = 0
            elif character != "ـ" and category(character) != "Mn":
                leading = 0
            elif self.ends and self.ends[-1] == i and kept[-1].isalnum():
                self.ends[-1] = i + 1
            else:
                leading += 1
        self.characters = "".join(kept)


def _key(words: str, tolerant: bool) -> str:
    return fold(words) if tolerant else words


def word_offsets(
    document_id: str, text: str, words: Sequence[str], *, tolerant: bool = False
) -> tuple[list[Offsets | None], list[str]]:
    """Offsets of words in a text.

    Args:
        document_id: for messages.
        text: the raw text.
        words: all words of it, or of its beginning.
        tolerant: compare words as :func:`rawi.text.fold` leaves them.

    Returns:
        start and end of each word, ``None`` for one that has no character that counts; and notes, on
        text behind the last word.

    Raises:
        InputError: a word does not stand where the one before it ends.
    """
    stream = _Stream(text, tolerant)
    found: list[Offsets | None] = []
    at = 0
    for number, word in enumerate(words):
        key = "".join(_key(word, tolerant).split())
        if not key:
            found.append(None)
            continue
        if not stream.characters.startswith(key, at):
            raise InputError(_not_here(document_id, text, stream, at, number, word, tolerant))
        found.append((stream.starts[at], stream.ends[at + len(key) - 1]))
        at += len(key)
    if at == len(stream.characters):
        return found, []
    start = stream.starts[at]
    rest = len(stream.characters) - at
    return found, [
        f"the words end before offset {start}: {rest} characters of the text were not read, "
        f"from {shown(text[start : start + 2 * _CONTEXT])}"
    ]


def _not_here(
    document_id: str,
    text: str,
    stream: _Stream,
    at: int,
    number: int,
    word: str,
    tolerant: bool,
) -> Fault:
    if at == len(stream.characters):
        place = "the text has ended there"
    else:
        start = stream.starts[at]
        place = f"the text has {shown(text[start : start + _CONTEXT])} at offset {start}"
    hint = "give all words of the text in its order; they may differ from it in white space alone"
    if not tolerant:
        hint += ", or with tolerant=True in diacritics, tatweel, hamza, ى/ي and ة/ه too"
    return Fault(
        f"the word {shown(word)} does not follow the word before it: {place}",
        document=document_id,
        pointer=f"/words/{number}",
        hint=hint,
    )
