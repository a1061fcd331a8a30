"""Made-up Arabic-looking documents of any size, the same for the same seed.

Words are random Arabic letters, a sentence has 25 words and ends in a full stop, a document has 20
sentences. Predictions are the gold items with faults: 6% have another boundary, 4% another type, 3%
are left out, and 3% are made up, so that about 87% are right.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from msgspec.structs import replace

from rawi.document import (
    Claim,
    Document,
    Entity,
    Quantity,
    Quote,
    RegistryEntry,
    Source,
    Span,
    sha256_of,
)
from rawi.labels import ENTITY_TYPES
from rawi.text import words

SENTENCE = 25
SENTENCES = 20
_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
#: first word, one past the last, type; in words of the document
Chunk = tuple[int, int, str]


@dataclass(frozen=True)
class Sample:
    """Flat entities of many documents, as every scorer wants them.

    Attributes:
        gold: documents with text and entities.
        predicted: the same with faults, without text.
        gold_tags: IOB2 tags, a list a sentence.
        predicted_tags: the same of the predictions.
        entities: how many the gold has.
        types: the kinds of entities.
    """

    gold: list[Document]
    predicted: list[Document]
    gold_tags: list[list[str]]
    predicted_tags: list[list[str]]
    entities: int
    types: list[str]


def entities(tokens: int, types: int, share: float, seed: int = 1) -> Sample:
    """Flat entities of one to three words.

    Args:
        tokens: how many there are in all.
        types: how many kinds of entities.
        share: of the tokens that are in gold entities, in 0…1.
        seed: of the random generator.
    """
    draw = random.Random(seed)
    kinds = list(ENTITY_TYPES)[:types]
    sample = Sample([], [], [], [], 0, kinds)
    found = 0
    for number in range(max(1, tokens // (SENTENCE * SENTENCES))):
        text, bounds = _text(draw)
        gold: list[Chunk] = []
        predicted: list[Chunk] = []
        for sentence in range(SENTENCES):
            chunks = _chunks(draw, kinds, share)
            answers = _with_faults(draw, chunks, kinds)
            sample.gold_tags.append(_tags(chunks))
            sample.predicted_tags.append(_tags(answers))
            base = sentence * SENTENCE
            gold += [(s + base, e + base, t) for s, e, t in chunks]
            predicted += [(s + base, e + base, t) for s, e, t in answers]
        found += len(gold)
        name = f"d{number}"
        sample.gold.append(
            Document(name, text=text, sha256=sha256_of(text), entities=_placed(gold, bounds))
        )
        sample.predicted.append(Document(name, entities=_placed(predicted, bounds)))
    return Sample(
        sample.gold, sample.predicted, sample.gold_tags, sample.predicted_tags, found, kinds
    )


def _word(draw: random.Random) -> str:
    return "".join(draw.choices(_LETTERS, k=draw.randint(2, 8)))


def _text(draw: random.Random) -> tuple[str, list[tuple[int, int]]]:
    """A text, and where its tokens stand; the full stop is one."""
    sentences: list[str] = []
    bounds: list[tuple[int, int]] = []
    at = 0
    for _ in range(SENTENCES):
        words = [_word(draw) for _ in range(SENTENCE - 1)]
        for word in words:
            bounds.append((at, at + len(word)))
            at += len(word) + 1
        bounds.append((at - 1, at))
        at += 1
        sentences.append(" ".join(words) + ".")
    return "\n".join(sentences), bounds


def _chunks(draw: random.Random, kinds: list[str], share: float) -> list[Chunk]:
    chunks: list[Chunk] = []
    at = 0
    # Entities have two words on average, a few are cut short by the end of the sentence, and the full
    # stop is never in one: a start is drawn so often that the share comes out.
    chance = 1.08 * share / (2 - share)
    while at < SENTENCE - 1:
        if draw.random() < chance:
            end = min(at + draw.randint(1, 3), SENTENCE - 1)
            chunks.append((at, end, draw.choice(kinds)))
            at = end
        else:
            at += 1
    return chunks


def _with_faults(draw: random.Random, chunks: list[Chunk], kinds: list[str]) -> list[Chunk]:
    found: list[Chunk] = []
    for i, (start, end, kind) in enumerate(chunks):
        chance = draw.random()
        limit = chunks[i + 1][0] if i + 1 < len(chunks) else SENTENCE - 1
        if chance < 0.03:
            continue
        if chance < 0.09:
            end = end - 1 if end - start > 1 and (end >= limit or chance < 0.06) else end + 1
            found.append((start, min(end, limit), kind))
        elif chance < 0.13:
            found.append((start, end, draw.choice(kinds)))
        else:
            found.append((start, end, kind))
        end = found[-1][1]
        if draw.random() < 0.03 and end + 1 < limit:
            found.append((end + 1, end + 2, draw.choice(kinds)))
    return found


def _tags(chunks: list[Chunk]) -> list[str]:
    tags = ["O"] * SENTENCE
    for start, end, kind in chunks:
        tags[start:end] = [f"B-{kind}", *[f"I-{kind}"] * (end - start - 1)]
    return tags


def _placed(chunks: list[Chunk], bounds: list[tuple[int, int]]) -> tuple[Entity, ...]:
    return tuple(Entity(bounds[s][0], bounds[e - 1][1], kind) for s, e, kind in chunks)


def articles(documents: int, seed: int = 1) -> tuple[list[Document], list[Document]]:
    """Documents with all three layers, and predictions for them.

    About as full as news: 27 entities, 10 quotes and 10 quantities in 500 words. Every second sentence
    is a quote of its first word, and has a quantity.

    Args:
        documents: how many.
        seed: of the random generator.
    """
    sample = entities(documents * SENTENCE * SENTENCES, 15, 0.105, seed)
    draw = random.Random(seed)
    sides: tuple[list[Document], list[Document]] = ([], [])
    for gold, predicted in zip(sample.gold, sample.predicted, strict=True):
        bounds = words(gold.text or "")
        for side, document in zip(sides, (gold, predicted), strict=True):
            faulty = side is sides[1]
            quotes, quantities = [], []
            for number in range(0, SENTENCES, 2):
                shift = draw.choice((-1, 1)) if faulty and draw.random() < 0.13 else 0
                first, last = number * SENTENCE, number * SENTENCE + SENTENCE - 2 + shift
                quotes.append(
                    Quote(
                        (Span(bounds[first + 2][0], bounds[last][1]),),
                        type="indirect",
                        act="speech",
                        cue=(Span(*bounds[first + 1]),),
                        source=Source((Span(*bounds[first]),), f"s{number % 6}"),
                        factuality="asserted",
                    )
                )
                thing = Span(bounds[first + 6][0], bounds[first + 8 + shift][1])
                quantities.append(
                    Quantity(
                        *bounds[first + 5],
                        value=str(number + (faulty and shift)),
                        claim=Claim(thing, Span(*bounds[first + 6]), status="asserted"),
                    )
                )
            side.append(replace(document, quotes=tuple(quotes), quantities=tuple(quantities)))
    return sides


def dense(items: int, seed: int = 1) -> tuple[Document, Document]:
    """One long document with many entities, quotes and quantities, and predictions for it.

    A quote in two has another inside it, entities are nested up to three deep, all quotes have the
    same three speakers, and one predicted quote and one predicted entity cover the whole text.

    Args:
        items: how many entities, quotes and quantities, each.
        seed: of the random generator.
    """
    draw = random.Random(seed)
    words = [_word(draw) for _ in range(6 * items)]
    text = " ".join(words)
    bounds = []
    at = 0
    for word in words:
        bounds.append((at, at + len(word)))
        at += len(word) + 1
    kinds = [draw.choice(("PERS", "ORG", "GPE")) for _ in range(items)]
    values = [str(draw.randint(1, 9)) for _ in range(items)]
    sides = []
    for faulty in (False, True):

        def span(first: int, last: int, faulty: bool = faulty) -> tuple[int, int]:
            if faulty and draw.random() < 0.13:
                last += draw.choice((-1, 1))
            last = max(first, min(last, len(bounds) - 1))
            return bounds[first][0], bounds[last][1]

        named, quotes, quantities = [], [], []
        for i in range(items):
            base = 6 * (i - i % 3)
            depth = i % 3
            named.append(
                Entity(*span(base + depth, base + 8 - 2 * depth), kinds[i], entity=f"s{i % 3}")
            )
            first, last = (6 * i, 6 * i + 11) if i % 2 == 0 else (6 * i + 1, 6 * i + 4)
            source = span(6 * i, 6 * i)
            quotes.append(
                Quote(
                    (Span(*span(first, last)),),
                    type="direct",
                    act="speech",
                    cue=(Span(*bounds[6 * i]),),
                    source=Source((Span(*source),), f"s{i % 3}"),
                    factuality="asserted",
                )
            )
            thing = Span(*span(6 * i + 3, 6 * i + 4))
            quantities.append(
                Quantity(
                    *span(6 * i + 2, 6 * i + 2),
                    value=values[i],
                    claim=Claim(thing, thing, status="asserted"),
                )
            )
        if faulty:
            named.append(Entity(0, len(text), "ORG"))
            quotes.append(Quote((Span(0, len(text)),), type="direct", source=Source(kind="none")))
        sides.append(
            Document(
                "d",
                text=text,
                sha256=sha256_of(text),
                registry=tuple(RegistryEntry(f"s{i}", f"س{i}", "person") for i in range(3)),
                entities=tuple(named),
                quotes=tuple(quotes),
                quantities=tuple(quantities),
            )
        )
    return sides[0], sides[1]
