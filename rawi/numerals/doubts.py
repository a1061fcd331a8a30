"""Where a number word may be no number at all.

Some number words are other words too: ألف is "wrote" and the letter alif, ست "lady", تسع "holds",
عدة "equipment". A numeral of this form stands before an indefinite noun, so that a definite one
behind it speaks for the other word; and a few neighbours (حرف, باء) decide by themselves.
"""

from __future__ import annotations

from rawi.numerals.lexicon import (
    DOUBTFUL_AFTER,
    DOUBTFUL_BEFORE,
    DOUBTFUL_BEFORE_DEFINITE,
    Kind,
    key_of,
)
from rawi.numerals.parts import Tokens
from rawi.numerals.tokens import word_after, word_before


def perhaps_no_number(tokens: Tokens, i: int, following: int) -> bool:
    """Whether a number of a single word may be another word that is written alike.

    Args:
        tokens: the tokens of the text.
        i: the first token of the number.
        following: one past its last.
    """
    token = tokens[i]
    if following != i + 1 or token.kind is Kind.DIGITS or token.tanween:
        return False
    key = key_of(tokens.text[token.start : token.end])
    if key in DOUBTFUL_AFTER:
        before = key_of(word_before(tokens.text, token.begin))
        if before in DOUBTFUL_AFTER[key]:
            return True
    if key not in DOUBTFUL_BEFORE and key not in DOUBTFUL_BEFORE_DEFINITE:
        return False
    after = key_of(word_after(tokens.text, token.end))
    if after in DOUBTFUL_BEFORE.get(key, ()):
        return True
    return key in DOUBTFUL_BEFORE_DEFINITE and len(after) > 3 and after.startswith("ال")
