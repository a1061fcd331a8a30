"""From the parts of numbers in a text to its numbers.

What is no number of its own is left out: the ten of الثالث عشر, the hundred of في المئة. Vague numbers
are a quantifier and scale words in the plural (بضعة آلاف, عشرات الملايين); what adds up to a value is
read by :mod:`rawi.numerals.compose`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rawi.numerals.compose import Composer
from rawi.numerals.doubts import perhaps_no_number
from rawi.numerals.lexicon import Kind, key_of
from rawi.numerals.number import Flag, Form, Number
from rawi.numerals.parted import Fractions
from rawi.numerals.parts import Part, Tokens, has_proclitic
from rawi.numerals.tokens import Token, word_before

#: how often a scale word is said in a row (ألف ألف is a million); more is no number
_MOST_REPEATED: Final = 3


class Grammar:
    """Reads numbers from the tokens of one text.

    Args:
        text: the text.
        tokens: its tokens, as :func:`rawi.numerals.tokens.tokens` gives them.
    """

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self._text = text
        self._tokens = tokens
        self._row = Tokens(text, tokens)
        self._composer = Composer(self._row)
        self._fractions = Fractions(self._row)

    def numbers(self) -> list[Number]:
        """All numbers of the text, in order."""
        found: list[Number] = []
        i = 0
        while i < len(self._tokens):
            number, following = self._number(i)
            if number is not None:
                found.append(number)
            i = max(following, i + 1)
        return found

    def _number(self, i: int) -> tuple[Number | None, int]:
        first = self._tokens[i]
        kind = first.kind
        if kind is Kind.SCALE:
            end = self._end_of_run(i)
            if end - i > _MOST_REPEATED:
                return None, end
        if kind is Kind.ORDINAL:
            return None, self._after_ordinal(i)
        if kind is Kind.FEW and first.article:
            # العدة is equipment
            return None, i + 1
        if kind in (Kind.FEW, Kind.SEVERAL, Kind.SCALE_PLURAL):
            return self._vague(i)
        if kind is Kind.MINUS:
            follower = self._row.following(i + 1)
            if follower is None or follower.conjunction or follower.preposition:
                return None, i + 1
            part = self._composer.whole(i + 1)
            if part is None:
                return None, i + 1
            negative = _negative(part)
            return self._dress(i, negative, self._form(i + 1, part)), part.following
        if self._is_hundredth(i):
            return None, i + 1
        fraction = self._fractions.first(i)
        if fraction is not None:
            return self._dress(i, fraction, "fraction"), fraction.following
        part = self._composer.whole(i)
        if part is None:
            return None, i + 1
        part = self._with_sign(i, part)
        return self._dress(i, part, self._form(i, part)), part.following

    def _end_of_run(self, i: int) -> int:
        """One past the last of a run of one and the same scale word."""
        value, end = self._tokens[i].value, i + 1
        while (token := self._row.following(end)) is not None:
            if token.kind is not Kind.SCALE or token.value != value or has_proclitic(token):
                break
            end += 1
        return end

    def _dress(self, i: int, part: Part, form: Form) -> Number:
        first, last = self._tokens[i], self._tokens[part.following - 1]
        flags = set(part.flags)
        if first.article:
            flags.add("definite")
        if any(token.glued for token in self._tokens[i : part.following]):
            flags.add("glued")
        start = first.start - ("negative" in flags)
        flags.discard("negative")
        if perhaps_no_number(self._row, i, part.following):
            flags.add("doubtful")
        others = tuple(other for other in part.alternatives if other != part.value)
        return Number(
            start, last.end, part.value, None, form, frozenset(flags), part.multiplier, others
        )

    def _with_sign(self, i: int, part: Part) -> Part:
        """A minus sign that touches the digits and nothing else is theirs.

        A hyphen at the head of a line may also mark an item of a list.
        """
        start = self._tokens[i].start
        if not part.has_digits or start < 1 or self._text[start - 1] not in "-−":
            return part
        if start < 2 or self._text[start - 2] == "\n":
            if self._text[start - 1] == "-":
                doubt: frozenset[Flag] = frozenset({"sign_ambiguous"})
                others = (*part.alternatives, -part.value)
                return part._replace(flags=part.flags | doubt, alternatives=others)
        elif self._text[start - 2] not in " (\u00a0":
            return part
        return _negative(part)._replace(flags=part.flags | {"negative"})

    def _form(self, i: int, part: Part) -> Form:
        used = self._tokens[i : part.following]
        if not part.has_digits:
            return (
                "dual" if len(used) == 1 and (used[0].dual or self._composer.is_dual(i)) else "word"
            )
        return "digit" if all(token.kind is Kind.DIGITS for token in used) else "mixed"

    # What is no number of its own

    def _after_ordinal(self, i: int) -> int:
        """One past an ordinal, whose ten and tens are not cardinals: الثالث عشر."""
        i += 1
        token = self._row.following(i)
        if token is not None and token.kind is Kind.TEN and not token.conjunction:
            i += 1
            token = self._row.following(i)
        while token is not None and token.conjunction and token.article:
            if token.kind not in (Kind.TENS, Kind.HUNDRED, Kind.SCALE):
                break
            i += 1
            token = self._row.following(i)
        return i

    def _is_hundredth(self, i: int) -> bool:
        """Whether the token is the hundred of a percent sign in words: في المئة, بالألف."""
        token = self._tokens[i]
        if token.kind not in (Kind.HUNDRED, Kind.SCALE) or not token.article or token.conjunction:
            return False
        if token.kind is Kind.HUNDRED and token.value != 100:
            return False
        if token.preposition == "ب":
            return token.kind is Kind.HUNDRED or (i > 0 and token.adjacent)
        if token.preposition or key_of(word_before(self._text, token.begin)) != "في":
            return False
        if token.kind is Kind.HUNDRED:
            return True
        between = self._text[self._tokens[i - 1].end : token.begin] if i else ""
        return len(between) < 12 and key_of(between) == "في"

    # Vague numbers

    def _vague(self, i: int) -> tuple[Number, int]:
        first = self._tokens[i]
        size = 1 if first.kind is Kind.FEW else int(first.value)
        following = i + 1
        token = self._row.following(following)
        if first.kind is Kind.FEW and token is not None:
            if token.kind is Kind.SEVERAL or (token.kind is Kind.TEN and not token.conjunction):
                size, following = int(token.value), following + 1
            elif token.kind is Kind.TENS and token.conjunction:
                size, following = 10, following + 1
            token = self._row.following(following)
        while token is not None and not token.conjunction and not token.preposition:
            if token.kind is not Kind.SCALE_PLURAL or int(token.value) <= size % 1000:
                break
            if size >= 1000 and int(token.value) <= size:
                break
            size, following = size * int(token.value), following + 1
            token = self._row.following(following)
        flags: set[Flag] = {"definite"} if first.article else set()
        if perhaps_no_number(self._row, i, following):
            flags.add("doubtful")
        end = self._tokens[following - 1].end
        return Number(first.start, end, None, size, "word", frozenset(flags)), following


def _negative(part: Part) -> Part:
    others = tuple(-other for other in part.alternatives)
    return part._replace(value=-part.value, alternatives=others)
