"""Whose words they are: from noun phrases and dropped subjects to registry entries."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from rawi.baselines.quote_draft import Draft
from rawi.baselines.quote_lexicon import Gender, Number
from rawi.baselines.quote_page import Page
from rawi.baselines.quote_sources import Names, NounPhrase, noun_phrase
from rawi.baselines.quote_speakers import (
    Mention,
    Speaker,
    Speakers,
    agrees,
    gender_of,
    guessed_name,
)
from rawi.document import Entity, RegistryEntry, Source

#: characters; a longer entity is a mistake
_LONGEST_NAME: Final = 250

Attributed = tuple[Source, tuple[Source, ...]]


def attribute(
    page: Page,
    names: Names,
    entities: Sequence[Entity],
    drafts: Sequence[Draft],
    parents: Sequence[Draft | None],
) -> tuple[list[Attributed], tuple[RegistryEntry, ...], dict[int, str]]:
    """Find the speaker of every quote.

    Args:
        page: the text.
        names: its entities by word.
        entities: its entities as given.
        drafts: the quotes by where their content begins.
        parents: the quote around each.

    Returns:
        source and relaying sources of each quote, the registry, and which entity (by position)
        is a mention of which entry.
    """
    return _Attribution(page, names, entities, drafts, parents).result()


class _Attribution:
    def __init__(
        self,
        page: Page,
        names: Names,
        entities: Sequence[Entity],
        drafts: Sequence[Draft],
        parents: Sequence[Draft | None],
    ) -> None:
        self._page = page
        self._names = names
        self._speakers = Speakers()
        order = [
            number
            for number in range(len(entities))
            if 0 <= entities[number].start < entities[number].end <= len(page.text)
            and entities[number].end - entities[number].start <= _LONGEST_NAME
        ]
        order.sort(key=lambda number: (entities[number].start, -entities[number].end))
        self._order = order
        self._entities = entities
        self._starts = [entities[number].start for number in order]
        self._introduced = 0
        self._meant: dict[int, Speaker] = {}
        self._drafts = drafts
        self._parents = {id(draft): parent for draft, parent in zip(drafts, parents, strict=True)}
        self._of: dict[int, Speaker | None] = {}
        self._via: dict[int, list[Speaker]] = {}
        self._in_sentence: dict[int, Speaker] = {}

    def result(self) -> tuple[list[Attributed], tuple[RegistryEntry, ...], dict[int, str]]:
        waiting: list[Draft] = []
        for draft in sorted(self._drafts, key=lambda one: one.word):
            self._introduce(draft)
            parent = self._parents[id(draft)]
            form = draft.cue.form if draft.cue else None
            first_person = form is not None and form.first_person
            if (
                parent is not None
                and draft.source is None
                and (first_person or id(parent) not in self._of)
            ):
                waiting.append(draft)
                continue
            self._settle(draft)
        for draft in waiting:
            self._settle(draft)
        self._introduce(None)
        attributed = [self._sources(draft) for draft in self._drafts]
        mentions = {number: one.id for number, one in sorted(self._meant.items()) if one.id}
        return attributed, self._speakers.registry(), mentions

    def _sources(self, draft: Draft) -> Attributed:
        speaker = self._of.get(id(draft))
        spans = (draft.source.span,) if draft.source else ()
        if speaker is None:
            source = Source(spans=spans, kind="none")
        else:
            source = Source(spans=spans, entity=speaker.id, kind=speaker.source_kind)
        via = tuple(
            Source(spans=(phrase.span,), entity=one.id, kind=one.source_kind)
            for phrase, one in zip(draft.via, self._via.get(id(draft), []), strict=True)
        )
        return source, via

    def _introduce(self, draft: Draft | None) -> None:
        """Get to know everyone named before the end of the sentence a quote is met in."""
        page = self._page
        limit = len(page.text)
        if draft is not None:
            limit = page.words[page.sentence(draft.word)[1] - 1][1]
        while self._introduced < len(self._order):
            number = self._order[self._introduced]
            entity = self._entities[number]
            if entity.start >= limit:
                break
            self._introduced += 1
            if entity.type == "PERS":
                title = self._title_before(entity)
                start = title.start if title else entity.start
                words = self._text(entity.start, entity.end)
                mention = self._mention(start, entity.end, words, "OCC" if title else "PERS")
                speaker = self._speakers.introduce(mention)
                self._meant[number] = speaker
                if title:
                    self._meant[self._position(title)] = speaker
            elif entity.type == "ORG" and number not in self._meant:
                mention = self._mention(entity.start, entity.end, "", "ORG")
                if mention.keys:
                    self._meant[number] = self._speakers.introduce(mention)
            elif entity.type in ("OCC", "GPE", "NORP") and number not in self._meant:
                mention = self._mention(entity.start, entity.end, "", entity.type)
                known = self._speakers.find(mention) if mention.keys else None
                if known is not None:
                    self._meant[number] = known

    def _position(self, entity: Entity) -> int:
        at = bisect_left(self._starts, entity.start)
        while self._entities[self._order[at]] is not entity:
            at += 1
        return self._order[at]

    def _title_before(self, name: Entity) -> Entity | None:
        """The title that stands right before a name."""
        at = bisect_left(self._starts, name.start) - 1
        for back in range(at, max(at - 6, -1), -1):
            entity = self._entities[self._order[back]]
            if entity.type == "OCC" and entity.end <= name.start:
                between = self._page.text[entity.end : name.start]
                return entity if len(between) < 3 and not between.strip() else None
        return None

    def _settle(self, draft: Draft) -> None:
        """Find the speaker of one quote and take note of it."""
        page, speakers = self._page, self._speakers
        form = draft.cue.form if draft.cue else None
        gender: Gender = form.gender if form else ""
        number: Number = form.number if form else ""
        parent = self._parents[id(draft)]
        speaker: Speaker | None
        if draft.source is not None:
            before = draft.cue is not None and draft.source.first < draft.cue.first
            relayed = bool(form and (form.lemma.frame == "relay" or form.mood == "noun"))
            known_gender: Gender = "" if relayed else gender
            speaker = self._resolve(draft.source, known_gender, number if before else "")
        elif draft.fallback == "nobody":
            speaker = None
        else:
            speaker = self._dropped(draft, gender, number, parent)
        self._of[id(draft)] = speaker
        self._via[id(draft)] = [self._resolve(phrase, "", "") for phrase in draft.via]
        if speaker is not None and parent is None:
            speakers.heard(speaker)
            self._in_sentence[page.sentence_of[draft.word]] = speaker

    def _dropped(
        self, draft: Draft, gender: Gender, number: Number, parent: Draft | None
    ) -> Speaker | None:
        """The antecedent of a subject that is not there."""
        page = self._page
        form = draft.cue.form if draft.cue else None
        if parent is not None:
            outer = self._of.get(id(parent))
            if outer is not None and (
                (form is not None and form.first_person) or agrees(outer, gender, number)
            ):
                return outer
        if form is not None and form.first_person:
            return self._speakers.last()
        here = self._in_sentence.get(page.sentence_of[draft.word])
        if here is not None and parent is None and agrees(here, gender, number):
            return here
        if draft.fallback == "subject":
            subject = self._subject(draft, gender, number)
            if subject is not None:
                return subject
        known = self._speakers.antecedent(gender, number)
        if known is None:
            # Nobody who fits has spoken: whoever the sentence before is about.
            number_here = page.sentence_of[draft.word]
            if number_here:
                known = self._first_named(*page.sentences[number_here - 1], gender, number)
        return known or self._speakers.last()

    def _subject(self, draft: Draft, gender: Gender, number: Number) -> Speaker | None:
        """The first one named in the sentence before a cue who agrees with it."""
        first, _ = self._page.sentence(draft.word)
        return self._first_named(first, draft.word, gender, number)

    def _first_named(self, begin: int, stop: int, gender: Gender, number: Number) -> Speaker | None:
        page, names = self._page, self._names
        for _ in range(3):
            at = names.first_between(begin, stop)
            if at is None:
                return None
            phrase = noun_phrase(page, names, at, stop, {}, subject=True)
            if phrase is None:
                return None
            mention = self._mention_of(phrase)
            known = self._speakers.find(mention)
            fits = (
                agrees(known, gender, number)
                if known
                else not (gender and gender_of(mention) and gender_of(mention) != gender)
            )
            place = mention.head_type in ("GPE", "LOC", "FAC", "NORP")
            if fits and not place:
                return self._speakers.resolve(mention)
            begin = phrase.last
        return None

    def _resolve(self, phrase: NounPhrase, gender: Gender, number: Number) -> Speaker:
        mention = self._mention_of(phrase)
        speaker = self._speakers.resolve(mention, gender, number)
        for at in range(
            bisect_left(self._starts, phrase.span.start),
            min(bisect_left(self._starts, phrase.span.end), len(self._order)),
        ):
            position = self._order[at]
            entity = self._entities[position]
            begins = entity.start == phrase.span.start and entity.type in ("OCC", "ORG", "GPE")
            if begins or (mention.person and entity.type == "PERS"):
                self._meant.setdefault(position, speaker)
        return speaker

    def _mention_of(self, phrase: NounPhrase) -> Mention:
        """What a noun phrase says: who is named in it, and what it begins with."""
        start, end = phrase.span.start, phrase.span.end
        person = ""
        head_type = ""
        covered = False
        at = bisect_left(self._starts, start)
        while at < len(self._order) and self._starts[at] < end:
            entity = self._entities[self._order[at]]
            if entity.end <= end:
                if entity.start == start and not head_type:
                    head_type = entity.type
                if entity.type == "PERS" and not person:
                    person = self._text(entity.start, entity.end)
                covered = covered or entity.end == end
            at += 1
            if at - bisect_left(self._starts, start) > 40:
                break
        if (
            person
            and head_type in ("ORG", "GPE", "FAC")
            and not self._text(start, end).endswith(person)
        ):
            person = ""
        mention = self._mention(start, end, person, head_type)
        if not person and not covered and head_type not in ("ORG", "GPE"):
            guess = guessed_name(self._text(start, end).split(), mention.keys)
            if guess:
                mention = self._mention(start, end, guess, head_type)
        return mention

    def _mention(self, start: int, end: int, person: str, head_type: str) -> Mention:
        page = self._page
        first = page.word_at(start)
        last = page.word_at(end - 1) + 1
        keys = list(page.keys[first : min(last, first + 40)])
        if keys and page.words[first][0] < start:
            keys[0] = keys[0][start - page.words[first][0] :] or keys[0]
        letters = tuple(key for key in keys if key[:1].isalnum())
        return Mention(self._text(start, end), letters or tuple(keys) or ("",), person, head_type)

    def _text(self, start: int, end: int) -> str:
        return self._page.text[start:end]
