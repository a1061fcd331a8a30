"""What a noun phrase says of a speaker: who is named in it, and what it begins with."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from rawi.baselines.quote_page import Page
from rawi.baselines.quote_sources import NounPhrase
from rawi.baselines.quote_speakers import Mention, guessed_name
from rawi.document import Entity

#: characters; a longer entity is a mistake
_LONGEST_NAME: Final = 250
#: entities in a phrase that are looked at, and words of it that are compared
_MOST: Final = 40


class Mentions:
    """The entities of a text in reading order, and the mentions made of them.

    Args:
        page: the text.
        entities: its entities as given.

    Attributes:
        order: positions of the usable entities, by start, longest first.
        starts: their starts.
    """

    def __init__(self, page: Page, entities: Sequence[Entity]) -> None:
        self._page = page
        self._entities = entities
        self.order = [
            number
            for number, entity in enumerate(entities)
            if 0 <= entity.start < entity.end <= len(page.text)
            and entity.end - entity.start <= _LONGEST_NAME
        ]
        self.order.sort(key=lambda number: (entities[number].start, -entities[number].end))
        self.starts = [entities[number].start for number in self.order]

    def position(self, entity: Entity) -> int:
        """Where an entity stands in the list that was given."""
        at = bisect_left(self.starts, entity.start)
        while self._entities[self.order[at]] is not entity:
            at += 1
        return self.order[at]

    def title_before(self, name: Entity) -> Entity | None:
        """The title that stands right before a name, perhaps with a comma between them."""
        at = bisect_left(self.starts, name.start) - 1
        for back in range(at, max(at - 6, -1), -1):
            entity = self._entities[self.order[back]]
            if entity.type == "OCC" and entity.end <= name.start:
                between = self._page.text[entity.end : min(name.start, entity.end + 3)]
                near = name.start - entity.end < 3 and between.strip() in ("", "،", ",")
                return entity if near else None
        return None

    def of_phrase(self, phrase: NounPhrase) -> Mention:
        """The mention that a noun phrase is."""
        start, end = phrase.span.start, phrase.span.end
        people: list[Entity] = []
        head_type = ""
        covered = False
        first = bisect_left(self.starts, start)
        for number in self.order[first : first + _MOST]:
            entity = self._entities[number]
            if entity.start >= end:
                break
            if entity.end > end:
                continue
            if entity.start == start and not head_type:
                head_type = entity.type
            if entity.type == "PERS" and (not people or entity.start >= people[-1].end):
                people.append(entity)
            covered = covered or entity.end == end
        if len(people) > 1 and people[0].start == start and self._are_joined(people):
            return self.of_words(start, end, "", "GROUP")
        person = self._text(people[0].start, people[0].end) if people else ""
        if (
            person
            and head_type in ("ORG", "GPE", "FAC")
            and not self._text(start, end).endswith(person)
        ):
            person = ""
        mention = self.of_words(start, end, person, head_type)
        if not person and not covered and head_type not in ("ORG", "GPE"):
            guess = guessed_name(self._text(start, end).split(), mention.keys)
            if guess:
                mention = self.of_words(start, end, guess, head_type)
        return mention

    def _are_joined(self, people: Sequence[Entity]) -> bool:
        """Whether names stand side by side with و: several who are one source."""
        return all(
            self._text(left.end, min(right.start, left.end + 4)).strip(" ،") in ("و", "")
            and right.start - left.end < 4
            for left, right in pairwise(people)
        )

    def of_words(self, start: int, end: int, person: str, head_type: str) -> Mention:
        """The mention that a stretch of text is, with what is known of it."""
        page = self._page
        first = page.word_at(start)
        last = page.word_at(end - 1) + 1
        keys = list(page.keys[first : min(last, first + _MOST)])
        if keys and page.words[first][0] < start:
            keys[0] = keys[0][start - page.words[first][0] :] or keys[0]
        letters = tuple(key for key in keys if key[:1].isalnum())
        return Mention(self._text(start, end), letters or tuple(keys) or ("",), person, head_type)

    def _text(self, start: int, end: int) -> str:
        return self._page.text[start:end]
