"""Who the speakers of an article are, and which mention is whose.

A speaker is known by designations: the words of a name, of a title, of both. A later mention means
the same one if its words are among those of an earlier designation with the same head (بوتين after
فلاديمير بوتين; الوزير after وزير الخارجية; الوزارة after وزارة الصحة). The antecedent of a dropped
subject is the last speaker that agrees with the verb.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from rawi.baselines.quote_lexicon import Gender, Number, bare_head, quote_words
from rawi.document import RegistryEntry, RegistryKind, SourceKind
from rawi.text import fold

_REMEMBERED: Final = 12
_COMPARED: Final = 24
#: words of a body's name of which a later mention may be one
_SHORT: Final = 4


@dataclass(slots=True, eq=False)
class Speaker:
    """Someone who may speak, while the article is read. The ``id`` is given with the first word."""

    id: str
    name: str
    kind: RegistryKind
    source_kind: SourceKind
    gender: Gender = ""
    number: Number = "singular"
    person_name: tuple[str, ...] = ()
    designations: list[tuple[str, frozenset[str]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Mention:
    """A noun phrase that names a speaker.

    Attributes:
        text: the phrase as written.
        keys: its folded words.
        person: the name of the person in it, as written; empty if there is none.
        head_type: type of the entity it begins with, empty if there is none; GROUP for several
            people who are each named.
    """

    text: str
    keys: tuple[str, ...]
    person: str = ""
    head_type: str = ""


class Speakers:
    """The registry of an article as it grows, in the order of its text."""

    def __init__(self) -> None:
        self._speaking: list[Speaker] = []
        self._by_head: dict[str, list[tuple[frozenset[str], Speaker]]] = {}
        self._by_name: dict[str, list[Speaker]] = {}
        self._by_part: dict[str, Speaker] = {}
        self._recent: list[Speaker] = []

    def registry(self) -> tuple[RegistryEntry, ...]:
        """Every speaker, in the order of the ids."""
        return tuple(RegistryEntry(one.id, one.name, one.kind) for one in self._speaking)

    def resolve(self, mention: Mention, gender: Gender = "", number: Number = "") -> Speaker:
        """The speaker a mention means, a new one if it means none of those known.

        Args:
            mention: the noun phrase.
            gender: of the verb it goes with, empty if unknown.
            number: of the verb, if the phrase stands before it; empty if unknown.
        """
        found = self.introduce(mention)
        if not found.id:
            self._speaking.append(found)
            found.id = f"s{len(self._speaking)}"
        if gender and not found.gender:
            found.gender = gender
        if number == "plural" and found.kind == "group":
            found.number = "plural"
        return found

    def introduce(self, mention: Mention) -> Speaker:
        """Whoever a mention means, known from now on, whether or not he ever speaks."""
        found = self.find(mention) or _new(mention)
        self._learn(found, mention)
        return found

    def find(self, mention: Mention) -> Speaker | None:
        """The known speaker a mention means."""
        if mention.person:
            keys = _keys(mention.person)
            for one in reversed(self._by_name.get(keys[-1], [])[-_COMPARED:]):
                whole = one.person_name
                if set(keys) <= set(whole) or set(whole) <= set(keys):
                    return one
            for one in reversed(self._by_name.get(keys[0], [])[-_COMPARED:]):
                if len(keys) == 1 or keys == one.person_name[: len(keys)]:
                    return one
        head, words = _designation(mention, without_name=True)
        if not words:
            return None
        indefinite = _indefinite(mention)
        for known, one in reversed(self._by_head.get(head, [])[-_COMPARED:]):
            if mention.person and one.person_name:
                continue
            if indefinite and not mention.person:
                if words == known:
                    return one
            elif (
                words <= known
                or (known <= words and len(known) > 1)
                or (mention.person and known <= words)
            ):
                return one
        if len(words) == 1 and mention.keys[0].startswith("ال"):
            # المعصرة after شركة المعصرة
            body = self._by_part.get(head)
            if body is not None:
                return body
        if not mention.person:
            # A family name that the entity system did not see, or a name that was a part before.
            keys = mention.keys
            for one in reversed(self._by_name.get(keys[-1], [])[-_COMPARED:]):
                if set(keys) <= set(one.person_name):
                    return one
        return None

    def heard(self, speaker: Speaker) -> None:
        """Take note that somebody has just spoken."""
        self._recent = [one for one in self._recent if one is not speaker][-_REMEMBERED:]
        self._recent.append(speaker)

    def antecedent(self, gender: Gender, number: Number) -> Speaker | None:
        """The last one to speak who agrees with a verb without a subject."""
        for one in reversed(self._recent):
            if agrees(one, gender, number):
                return one
        return None

    def last(self) -> Speaker | None:
        """The last one to speak."""
        return self._recent[-1] if self._recent else None

    def _learn(self, speaker: Speaker, mention: Mention) -> None:
        designation = _designation(mention, without_name=True)
        if designation[1] and designation not in speaker.designations[:8]:
            speaker.designations.append(designation)
            self._by_head.setdefault(designation[0], []).append((designation[1], speaker))
            if speaker.kind == "organization" and 1 < len(designation[1]) <= _SHORT:
                for part in designation[1] - {designation[0]}:
                    self._by_part[part] = speaker
        name = mention.person
        if not name and speaker.kind == "person" and not mention.head_type:
            return
        if name:
            keys = _keys(name)
            if len(keys) > len(speaker.person_name):
                for key in keys:
                    holders = self._by_name.setdefault(key, [])
                    if speaker not in holders[-4:]:
                        holders.append(speaker)
                speaker.person_name = keys
                speaker.name = name
            speaker.kind = "person"
            speaker.source_kind = "named"
        elif (
            len(mention.text) > len(speaker.name)
            and not speaker.person_name
            and speaker.kind in ("organization", "group", "document")
        ):
            speaker.name = mention.text


def _new(mention: Mention) -> Speaker:
    kind, source_kind, number = classify(mention)
    gender = gender_of(mention)
    return Speaker("", mention.person or mention.text, kind, source_kind, gender, number)


def agrees(speaker: Speaker, gender: Gender, number: Number) -> bool:
    """Whether a verb of this gender and number can have this speaker for its subject."""
    if number in ("plural", "dual"):
        return speaker.number == "plural" or speaker.kind == "group"
    if number == "singular" and speaker.number == "plural" and gender != "f":
        return False
    return not gender or not speaker.gender or speaker.gender == gender


def classify(mention: Mention) -> tuple[RegistryKind, SourceKind, Number]:
    """Kind of speaker, kind of source and number, from the head of a noun phrase."""
    lists = quote_words()
    if mention.head_type == "GROUP":
        return "group", "named", "plural"
    if mention.person:
        return "person", "named", "singular"
    head = bare_head(mention.keys[0]) if mention.keys else ""
    stripped = head[2:] if head.startswith("ال") and len(head) > 4 else head
    if head in lists.collective_heads or stripped in lists.collective_heads:
        plural: Number = "singular" if stripped in ("مصادر", "اطراف", "جهات") else "plural"
        return "group", "collective", plural
    if stripped in lists.documents and mention.head_type not in ("PERS", "OCC", "ORG"):
        return "document", "document", "singular"
    if mention.head_type == "ORG" or stripped in lists.organization_heads:
        return "organization", "named", "singular"
    if mention.head_type in ("GPE", "LOC", "FAC"):
        return "place", "named", "singular"
    if mention.head_type == "NORP":
        return "group", "collective", "plural"
    if mention.head_type == "WEBSITE":
        return "organization", "named", "singular"
    if head in lists.unnamed_heads or stripped in lists.unnamed_heads:
        return "person", "unnamed", "singular"
    if len(stripped) > 4 and stripped.endswith(("ون", "يون")):
        return "group", "collective", "plural"
    if mention.head_type == "OCC" or head.startswith("ال"):
        return "person", "unnamed", "singular"
    return "person", "named", "singular"


def gender_of(mention: Mention) -> Gender:
    """Grammatical gender of a noun phrase, empty if its form does not tell."""
    lists = quote_words()
    if mention.person and _keys(mention.person)[0] in lists.feminine_names:
        return "f"
    head = bare_head(mention.keys[0]) if mention.keys else ""
    if head.endswith("ه") and not mention.person and len(head) > 3:
        return "f"
    stripped = head[2:] if head.startswith("ال") else head
    if stripped in lists.collective_heads:
        return "f" if stripped in ("مصادر", "اطراف", "جهات", "اوساط", "دوائر") else "m"
    if mention.head_type in ("OCC", "") and (
        stripped in lists.unnamed_heads or stripped in lists.documents
    ):
        return "f" if stripped.endswith("ه") else "m"
    return ""


def guessed_name(written: Sequence[str], keys: Sequence[str]) -> str:
    """The personal name at the end of a phrase that no entity covers, empty if there is none."""
    lists = quote_words()
    heads = (
        lists.unnamed_heads | lists.collective_heads | lists.organization_heads | lists.documents
    )
    if len(written) != len(keys) or not keys:
        return ""
    keys = (bare_head(keys[0]), *keys[1:])
    head = keys[0][2:] if keys[0].startswith("ال") else keys[0]
    if head in lists.organization_heads or head in lists.documents:
        return ""
    if head in lists.collective_heads:
        return ""
    begin = 0
    for number, key in enumerate(keys):
        if (key.startswith("ال") and len(key) > 4) or key in heads or key.startswith("لل"):
            begin = number + 1
    if keys[0] in lists.unnamed_heads and begin == 1:
        # مسؤول أميركي: an adjective, not a name.
        return ""
    name = written[begin:]
    if any(word in lists.source_stops for word in keys[begin:]) or not 0 < len(name) <= 5:
        return ""
    return " ".join(name)


def _keys(name: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in name.split()) or ("",)


def _stripped(words: Iterable[str]) -> list[str]:
    return [word[2:] if word.startswith("ال") and len(word) > 4 else word for word in words]


def _designation(mention: Mention, without_name: bool) -> tuple[str, frozenset[str]]:
    """Head and words of a phrase, articles dropped, the person's name left out."""
    keys = list(mention.keys)
    if without_name and mention.person:
        name = set(_keys(mention.person))
        keys = [key for key in keys if key not in name]
    words = [word.replace("اميرك", "امريك") for word in _stripped(keys) if word.isalnum()]
    return (words[0], frozenset(words)) if words else ("", frozenset())


def _indefinite(mention: Mention) -> bool:
    """Whether a phrase brings in somebody new: مسؤول أميركي, not المسؤول and not وزير الدفاع."""
    lists = quote_words()
    head = bare_head(mention.keys[0])
    listed = head in lists.unnamed_heads or head in lists.collective_heads
    return (
        listed
        and mention.head_type != "OCC"
        and not any(key.startswith("ال") for key in mention.keys[1:2])
    )
