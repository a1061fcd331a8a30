"""How a set of articles sits beside real news: the figures that give a composed set away.

Poorer vocabulary, even sentences, more numbers, templates, quotes that are always clean and always
attributed are what readers of composed sets find first. Each figure is computed from text and
annotation, and printed beside a value of real news where somebody measured one
(``data/real_news.json``), and beside the one real article of the set.

Words are those between white space, as corpora count them; in runs and in the vocabulary, those of
:func:`rawi.text.words` with a letter or a digit, folded. MATTR: Covington and McFall (2010), the mean
share of different words in a moving window of 100.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from statistics import fmean, pstdev

import msgspec

from rawi.dataset.statistics import figures
from rawi.document import Document, Quote
from rawi.text import Snapper, fold, words

WINDOW = 100
_DIGIT = re.compile(r"\d")
_MARKED = {
    "straight": re.compile(r'"[^"\n]+"'),
    "guillemets": re.compile(r"«[^»\n]+»"),
    "curly": re.compile(r"[“”][^“”\n]+[“”]"),
}
_SAID = frozenset({"قال", "قالت", "قالوا", "قالا", "قالتا", "قلن"})
_ADDED = frozenset({"اضاف", "اضافت", "اضافوا"})


class Reference(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What real news has: one value, or the ends of a range.

    Attributes:
        title: of the row in a table.
        source: what it was measured on.
        reference: the value, ``None`` where there is a range or no reference at all.
        low: the lower end of a range.
        high: its upper end.
        why: why the set may lie elsewhere: what its blueprints ask for, or what is counted otherwise.
    """

    title: str
    source: str
    reference: float | None = None
    low: float | None = None
    high: float | None = None
    why: str = ""

    def missed_by(self, value: float | None) -> bool:
        """Whether a value lies outside the range, or more than a quarter away from the reference."""
        if value is None:
            return False
        if self.low is not None and self.high is not None:
            return not self.low <= value <= self.high
        return self.reference is not None and abs(value - self.reference) > self.reference / 4

    def __str__(self) -> str:
        if self.low is not None and self.high is not None:
            return f"{self.low:g}–{self.high:g}"
        return "" if self.reference is None else f"{self.reference:g}"


class _References(msgspec.Struct, frozen=True):
    source: str
    figures: dict[str, Reference]


@cache
def references() -> dict[str, Reference]:
    """All figures by name, in the order of printing."""
    data = files("rawi.dataset").joinpath("data/real_news.json").read_bytes()
    return msgspec.json.decode(data, type=_References).figures


def realism(documents: Sequence[Document]) -> dict[str, float | None]:
    """The figures of :func:`references` for some articles; ``None`` where there is nothing to count.

    Args:
        documents: with text, sentences and all layers.
    """
    counted = figures(documents)
    quotes = [(d, quote) for d in documents for quote in d.quotes or ()]
    number = len(quotes)
    lengths = [len(s.split()) for d in documents for s in _sentences(d)]
    cues = [cue for d, quote in quotes for cue in _cues(d, quote)]
    said = [c for c in cues if c[0] in _SAID]
    added = [c for c in cues if c[0] in _ADDED]
    marked = {
        name: [m for d in documents for m in found.findall(d.text or "")]
        for name, found in _MARKED.items()
    }
    every = [m for found in marked.values() for m in found]
    numbers = [d.words_of(q) for d in documents for q in d.quantities or ()]
    return {
        "cues_per_1000": _share(len(cues), counted["words"], 1000),
        "said_share": _share(len(said), len(cues)),
        "said_particle": _share(sum(c[1] for c in said), len(said)),
        "added_particle": _share(sum(c[1] for c in added), len(added)),
        "added_dropped": _share(sum(c[2] for c in added), len(added)),
        "quotes_per_1000": counted["quotes_per_1000"],
        "direct": _share(int(counted["direct"]), number),
        "indirect": _share(int(counted["indirect"]), number),
        "split": _share(sum(_in_parts(d, q) for d, q in quotes), number),
        "no_source": _share(
            sum(q.source is None or q.source.kind == "none" for _, q in quotes), number
        ),
        "dropped": _share(
            sum(
                q.source is not None and q.source.kind != "none" and not q.source.spans
                for _, q in quotes
            ),
            number,
        ),
        "short_marks": _share(sum(len(m.split()) <= 3 for m in every), len(every)),
        "entities_per_100": counted["entities_per_100"],
        "nested": counted["nested_percent"],
        "clitic": _share(sum(map(_behind_particles, documents)), counted["entities"]),
        "numbers_per_100": _share(sum(len(n.split()) for n in numbers), counted["words"]),
        "digits": _share(sum(bool(_DIGIT.search(n)) for n in numbers), len(numbers)),
        "straight_marks": _share(len(marked["straight"]), len(every)),
        "sentence_mean": round(fmean(lengths), 1) if lengths else None,
        "sentence_spread": round(pstdev(lengths), 1) if lengths else None,
        "mattr": _mattr(documents),
        "longest_repeat": max(map(longest_repeat, documents), default=None),
        "longest_shared": longest_shared(documents) if len(documents) > 1 else None,
    }


def _share(part: float, whole: float, of: int = 100) -> float | None:
    return round(of * part / whole, 1) if whole else None


def _sentences(document: Document) -> Iterator[str]:
    for sentence in document.sentences:
        yield (document.text or "")[sentence.start : sentence.end]


def _cues(document: Document, quote: Quote) -> Iterator[tuple[str, bool, bool]]:
    """Each cue of a quote, folded; whether و or ف hangs on it; whether its subject is dropped."""
    text = document.text or ""
    dropped = quote.source is not None and not quote.source.spans
    for span in quote.cue:
        before = text[max(0, span.start - 1) : span.start]
        yield fold(text[span.start : span.end]), before in ("و", "ف"), dropped


def _in_parts(document: Document, quote: Quote) -> bool:
    """Whether words that are not the quote's own stand between two parts of it."""
    text = document.text or ""
    ordered = sorted(quote.content)
    return any(text[one.end : other.start].strip() for one, other in pairwise(ordered))


def _behind_particles(document: Document) -> int:
    snapper = Snapper(document.text or "")
    return sum(snapper.snap(e.start, e.end)[0] < e.start for e in document.entities or ())


def _folded(document: Document) -> list[str]:
    text = document.text or ""
    folded = (fold(text[start:end]) for start, end in words(text))
    return [word for word in folded if any(map(str.isalnum, word))]


def _mattr(documents: Sequence[Document]) -> float | None:
    shares = []
    for document in documents:
        folded = _folded(document)
        shares += [
            len(set(folded[i : i + WINDOW])) / WINDOW for i in range(len(folded) - WINDOW + 1)
        ]
    return round(100 * fmean(shares), 1) if shares else None


def _runs(side: Sequence[str], length: int) -> list[tuple[str, ...]]:
    return [tuple(side[i : i + length]) for i in range(len(side) - length + 1)]


def _longest(repeats: Callable[[int], bool]) -> int:
    """The greatest length for which something repeats.

    A run of n words that repeats has runs of n - 1 words that do: the first length without is the end.
    """
    length = 0
    while repeats(length + 1):
        length += 1
    return length


def longest_repeat(document: Document) -> int:
    """Words in the longest run that an article has twice."""
    side = _folded(document)

    def repeats(length: int) -> bool:
        runs = _runs(side, length)
        return len(set(runs)) < len(runs)

    return _longest(repeats)


def longest_shared(documents: Sequence[Document]) -> int:
    """Words in the longest run that two articles have both."""
    sides = [_folded(document) for document in documents]

    def repeats(length: int) -> bool:
        seen: set[tuple[str, ...]] = set()
        for side in sides:
            runs = set(_runs(side, length))
            if runs & seen:
                return True
            seen |= runs
        return False

    return _longest(repeats)
