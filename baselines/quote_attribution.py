"""Whose words they are: from noun phrases and dropped subjects to registry entries."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from rawi.baselines.quote_appositions import with_apposition
from rawi.baselines.quote_draft import Draft
from rawi.baselines.quote_lexicon import Gender, Number
from rawi.baselines.quote_mentions import Mentions
from rawi.baselines.quote_page import Page
from rawi.baselines.quote_sources import Names, NounPhrase, noun_phrase
from rawi.baselines.quote_speakers import Speaker, Speakers, agrees, gender_of
from rawi.document import Entity, RegistryEntry, Source

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
        self._mentions = Mentions(page, entities)
        self._order = self._mentions.order
        self._entities = entities
        self._starts = self._mentions.starts
        self._introduced = 0
        self._meant: dict[int, Speaker] = {}
        self._drafts = drafts
        self._parents = {id(draft): parent for draft, parent in zip(drafts, parents, strict=True)}
        self._of: dict[int, Speaker | None] = {}
        self._via: dict[int, list[Speaker]] = {}
        #: by sentence, who has spoken in it last and the phrase that said so
        self._in_sentence: dict[int, tuple[Speaker, NounPhrase | None]] = {}

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
                title = self._mentions.title_before(entity)
                start = title.start if title else entity.start
                words = page.text[entity.start : entity.end]
                mention = self._mentions.of_words(
                    start, entity.end, words, "OCC" if title else "PERS"
                )
                speaker = self._speakers.introduce(mention)
                self._meant[number] = speaker
                if title:
                    self._meant[self._mentions.position(title)] = speaker
            elif entity.type == "ORG" and number not in self._meant:
                mention = self._mentions.of_words(entity.start, entity.end, "", "ORG")
                if mention.keys:
                    self._meant[number] = self._speakers.introduce(mention)
            elif entity.type in ("OCC", "GPE", "NORP") and number not in self._meant:
                mention = self._mentions.of_words(entity.start, entity.end, "", entity.type)
                known = self._speakers.find(mention) if mention.keys else None
                if known is not None:
                    self._meant[number] = known

    def _settle(self, draft: Draft) -> None:
        """Find the speaker of one quote and take note of it."""
        page, speakers = self._page, self._speakers
        form = draft.cue.form if draft.cue else None
        gender: Gender = form.gender if form else ""
        number: Number = form.number if form else ""
        parent = self._parents[id(draft)]
        speaker: Speaker | None
        if draft.source is not None and not draft.source.pronoun:
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
            self._in_sentence[page.sentence_of[draft.word]] = speaker, draft.source

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
        takes = draft.cue is not None and draft.cue.kind == "participle"
        if here is not None and parent is None and agrees(here[0], gender, number):
            if takes:
                # a participle has the subject of the verb that it depends on (rule Q-14)
                draft.source = here[1]
            return here[0]
        if draft.fallback == "subject" and not (draft.source and draft.source.pronoun):
            subject = self._subject(draft, gender, number)
            if subject is not None:
                if takes and parent is None:
                    draft.source = subject[1]
                return subject[0]
        known = self._speakers.antecedent(gender, number)
        if known is None:
            # Nobody who fits has spoken: whoever the sentence before is about.
            number_here = page.sentence_of[draft.word]
            if number_here:
                named = self._first_named(*page.sentences[number_here - 1], gender, number)
                known = named[0] if named else None
        return known or self._speakers.last()

    def _subject(
        self, draft: Draft, gender: Gender, number: Number
    ) -> tuple[Speaker, NounPhrase] | None:
        """The first one named in the sentence before a cue who agrees with it."""
        first, _ = self._page.sentence(draft.word)
        return self._first_named(first, draft.word, gender, number)

    def _first_named(
        self, begin: int, stop: int, gender: Gender, number: Number
    ) -> tuple[Speaker, NounPhrase] | None:
        page, names = self._page, self._names
        for _ in range(3):
            at = names.first_between(begin, stop)
            if at is None:
                return None
            phrase = noun_phrase(page, names, at, stop, {}, subject=True)
            phrase = with_apposition(page, names, phrase, stop, {})
            if phrase is None:
                return None
            mention = self._mentions.of_phrase(phrase)
            known = self._speakers.find(mention)
            fits = (
                agrees(known, gender, number)
                if known
                else not (gender and gender_of(mention) and gender_of(mention) != gender)
            )
            people = mention.head_type == "NORP" and number != "plural"
            place = people or mention.head_type in ("GPE", "LOC", "FAC")
            if fits and not place:
                return self._speakers.resolve(mention), phrase
            begin = phrase.last
        return None

    def _resolve(self, phrase: NounPhrase, gender: Gender, number: Number) -> Speaker:
        mention = self._mentions.of_phrase(phrase)
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
