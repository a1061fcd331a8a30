"""What can be seen in the words of an article, or only in many articles together (level 5).

Those of one article are reminders of the commonest slips of annotators: a name or number that is
marked once and not again, a cue without a quote, a place that speaks without a role. Those of many
hold the set together: one name has one type everywhere, no article repeats another, and who speaks
in one split does not speak in another.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

import msgspec

from rawi.document import Document, Entity
from rawi.errors import Fault
from rawi.text import Snapper, fold, proclitics, words

#: words in a row that no two articles may share, unless they are a fixed phrase
RUN = 8
#: how far behind a cue a complementizer or a mark makes a quote likely, in words
_NEAR = 8
_OPENS = re.compile(r"^(?:[بل]?[أإا]ن[َّ]*(?:ه|ها|هم|هما|نا|ني)?|[\"«“].*)$")
#: العربية is a people's word and a language's (rules E-12 and E-20)
_EITHER = frozenset({"NORP", "LANGUAGE"})
_NAMES = frozenset({"PERS", "ORG", "GPE", "LOC", "FAC", "NORP"})


class _Cues(msgspec.Struct, frozen=True):
    source: str
    cues: list[str]
    before_nouns: list[str]


class _Countries(msgspec.Struct, frozen=True):
    source: str
    names: list[str]


@cache
def _cues() -> tuple[frozenset[str], frozenset[str]]:
    """Reporting verbs, and the prepositions behind which a word is none of them; both folded."""
    data = files("rawi.dataset").joinpath("data/cues.json").read_bytes()
    read = msgspec.json.decode(data, type=_Cues)
    return frozenset(map(fold, read.cues)), frozenset(map(fold, read.before_nouns))


@cache
def _countries() -> frozenset[str]:
    data = files("rawi.dataset").joinpath("data/countries.json").read_bytes()
    return frozenset(map(fold, msgspec.json.decode(data, type=_Countries).names))


def repeats(document: Document) -> Iterator[Fault]:
    """Names that stand somewhere else in the article unmarked: the commonest slip of annotators."""
    text = document.text or ""
    bounds = words(text)
    folded = [fold(text[start:end]) for start, end in bounds]
    snapper = Snapper(text)
    covered = [False] * len(bounds)
    surfaces: dict[tuple[str, ...], Entity] = {}
    for entity in document.entities or ():
        first, last = snapper.words_in(entity.start, entity.end)
        for i in range(first, last):
            covered[i] = True
        if entity.type in _NAMES:
            head = fold(text[entity.start : bounds[first][1]])
            surfaces.setdefault((head, *folded[first + 1 : last]), entity)
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for surface in surfaces:
        by_first.setdefault(surface[0], []).append(surface)
    for i, word in enumerate(folded):
        for surface in {s for cut in proclitics(word) for s in by_first.get(word[cut:], ())}:
            last = i + len(surface)
            if any(covered[i:last]) or tuple(folded[i + 1 : last]) != surface[1:]:
                continue
            entity = surfaces[surface]
            start, end = bounds[i][0], bounds[last - 1][1]
            yield Fault(
                f"«{text[start:end]}» at offset {start} is unmarked, "
                f"«{document.words_of(entity)}» is {entity.type}",
                pointer=entity.id,
                rule="repeat-unmarked",
                severity="warning",
            )


def conflicts(document: Document) -> Iterator[Fault]:
    """One surface with two types in one article."""
    first: dict[str, Entity] = {}
    for entity in document.entities or ():
        surface = fold(document.words_of(entity))
        known = first.setdefault(surface, entity)
        same_span = (known.start, known.end) == (entity.start, entity.end)
        if {known.type, entity.type} == _EITHER:
            continue
        if known.type != entity.type and not same_span:
            yield Fault(
                f"«{document.words_of(entity)}» is {entity.type} here and "
                f"{known.type} as {known.id}",
                pointer=entity.id,
                rule="label-conflict",
                severity="warning",
            )


def cues_without_quotes(document: Document) -> Iterator[Fault]:
    """Reporting words with a complementizer or a mark close behind, and no quote that has them."""
    text = document.text or ""
    bounds = words(text)
    snapper = Snapper(text)
    verbs, before_nouns = _cues()
    taken: set[int] = set()
    for quote in document.quotes or ():
        for span in quote.cue:
            taken.update(range(*snapper.words_in(span.start, span.end)))
    for sentence in document.sentences:
        first, last = snapper.words_in(sentence.start, sentence.end)
        for i in range(first, last):
            word = fold(text[slice(*bounds[i])])
            if i in taken or not any(word[cut:] in verbs for cut in proclitics(word)):
                continue
            if i > first and fold(text[slice(*bounds[i - 1])]) in before_nouns:
                continue
            follower = fold(text[slice(*bounds[i + 1])]) if i + 1 < last else ""
            if follower.startswith(("اسم", "هوي")):
                continue  # طلب عدم ذكر اسمه: the object is a name and no clause (rule Q-01)
            # up to the next cue, which may have the clause for itself
            stop = next((k for k in range(i + 1, last) if k in taken), last)
            after = text[bounds[i][1] : bounds[min(i + _NEAR, stop - 1)][1]].split()
            if any(_OPENS.match(token) for token in after):
                yield Fault(
                    f"«{text[slice(*bounds[i])]}» at offset {bounds[i][0]} is the cue of no quote",
                    rule="cue-unquoted",
                    severity="warning",
                )


def places_that_speak(document: Document) -> Iterator[Fault]:
    """Cities and buildings that are the source of a quote without a role (rule E-08)."""
    spans = {
        (span.start, span.end)
        for quote in document.quotes or ()
        for source in (quote.source, *quote.via)
        if source is not None
        for span in source.spans
    }
    for entity in document.entities or ():
        if (entity.start, entity.end) not in spans or entity.role is not None:
            continue
        surface = fold(document.words_of(entity))
        if entity.type in ("FAC", "LOC") or (entity.type == "GPE" and surface not in _countries()):
            yield Fault(
                f"«{document.words_of(entity)}» speaks, and has no role",
                pointer=entity.id,
                rule="E-08",
                severity="warning",
            )


def check_many(documents: Sequence[Document]) -> list[Fault]:
    """What is wrong between the articles of a set."""
    return [*_types_of_names(documents), *_shared_runs(documents), *_speakers(documents)]


def _types_of_names(documents: Sequence[Document]) -> Iterator[Fault]:
    """Names that have another type in most of their other articles."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    places: list[tuple[str, Entity, Document]] = []
    for document in documents:
        kinds: dict[str, set[str]] = defaultdict(set)
        for entity in document.entities or ():
            if entity.type in _NAMES:
                surface = fold(document.words_of(entity))
                places.append((surface, entity, document))
                kinds[surface].add(entity.type)
        for surface, found in kinds.items():
            seen[surface].update(found)
    for surface, entity, document in places:
        counts = seen[surface]
        common, times = counts.most_common(1)[0]
        if entity.type != common and counts[entity.type] < times:
            yield Fault(
                f"«{document.words_of(entity)}» is {entity.type} here and {common} in {times} "
                "articles",
                document=document.id,
                pointer=entity.id,
                rule="label-conflict",
                severity="warning",
            )


def _shared_runs(documents: Sequence[Document]) -> Iterator[Fault]:
    """Runs of words that two articles share, each told once where it is longest."""
    first: dict[tuple[str, ...], tuple[Document, int]] = {}
    for document in documents:
        text = document.text or ""
        bounds = words(text)
        folded = [fold(text[start:end]) for start, end in bounds]
        told = -1
        for i in range(len(folded) - RUN + 1):
            run = tuple(folded[i : i + RUN])
            other, _ = first.setdefault(run, (document, i))
            if other.id != document.id and i > told:
                told = i + RUN
                yield Fault(
                    f"«{text[bounds[i][0] : bounds[i + RUN - 1][1]]}» stands in {other.id} too",
                    document=document.id,
                    rule="shared-run",
                    severity="warning",
                )


def _speakers(documents: Sequence[Document]) -> Iterator[Fault]:
    """People who speak in articles of two splits."""
    spoke: dict[str, tuple[str, str]] = {}
    for document in documents:
        split = document.meta.get("split", "")
        asked = {
            source.entity
            for quote in document.quotes or ()
            for source in (quote.source, *quote.via)
            if source is not None and source.kind == "named"
        }
        for entry in document.registry:
            if entry.kind != "person" or entry.id not in asked or not split:
                continue
            other, where = spoke.setdefault(fold(entry.name), (split, document.id))
            if other != split:
                yield Fault(
                    f"{entry.name} speaks here, in {split}, and in {where}, in {other}",
                    document=document.id,
                    pointer=entry.id,
                    rule="split-speaker",
                )
