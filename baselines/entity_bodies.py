"""Bodies, buildings, places, events, laws and products that begin with a noun of their kind."""

from __future__ import annotations

import re

from rawi.baselines.entity_complements import ComplementReader
from rawi.baselines.entity_lists import Head
from rawi.baselines.lexicon import Match

_NUMBER = re.compile(r"[0-9٠-٩][0-9٠-٩./]*\Z")
LONGEST_HEADED = 14


class BodyReader(ComplementReader):
    """Reads names whose head is in ``data/entity_heads.tsv``."""

    def _head(self, match: Match[Head], head: Head) -> tuple[int, int]:
        """First token and one past the last of the name a head begins; ``(0, 0)`` without one."""
        page, at = self._page, match.last
        stop = min(page.stops[match.first], match.first + LONGEST_HEADED)
        nothing = (0, 0)
        if head.manner in ("named", "name") and head.type in ("ORG", "PRODUCT", "WEBSITE", "EVENT"):
            quoted = self._quoted(at)
            if quoted:
                return quoted
        if head.type == "LAW":
            last = self._law(match, head, stop)
            return (match.first, last) if last else nothing
        if head.type in ("PRODUCT", "WEBSITE") or head.manner == "outside":
            last = (
                self._foreign_run(at, stop) if not head.definite or head.manner == "outside" else at
            )
            if head.manner == "outside" and last == at and self._town(at):
                last = self._town(at)
            if last == at or (head.type == "GPE" and at in self._known):
                return nothing
            return at, last
        last = (
            self._definite(match, head, stop)
            if head.definite
            else self._construct(match, head, stop)
        )
        return (match.first, last) if last else nothing

    def _definite(self, match: Match[Head], head: Head, stop: int) -> int:
        """المحكمة العليا, الجيش الروسي: an adjective that names makes the name."""
        if head.type not in ("ORG", "EVENT", "LAW") or (
            head.type == "EVENT" and head.manner != "state"
        ):
            return 0
        at = match.last
        last = self._adjectives(at, stop, self._feminine(match))
        people = any(
            self._page.key(word) in self._lists.people_adjectives for word in range(at, last)
        )
        if last == at or (head.type != "ORG" and not people):
            return 0
        if head.manner in ("state", "named") and not people:
            last = self._purpose(last, stop)
            return last if head.manner == "named" and last > at + 1 else 0
        if head.manner == "state":
            return last
        # what follows a people's adjective with ل is more often another part of the sentence
        return self._purpose(last, stop, listed=people)

    def _construct(self, match: Match[Head], head: Head, stop: int) -> int:
        at = match.last
        if at >= stop:
            return 0
        last, proper = self._complement(at, stop, head.type)
        if last == at:
            return 0
        if head.manner == "state" and not proper:
            after = self._adjectives(last, stop, self._feminine(match))
            people = self._lists.people_adjectives
            if head.type != "ORG" or not any(
                self._page.key(k) in people for k in range(last, after)
            ):
                return 0
            return after
        if head.manner == "named" and not proper and head.type == "ORG":
            return self._purpose(self._adjectives(last, stop, self._feminine(match)), stop)
        if head.type in ("LOC", "GPE") and not proper and last > at + 1:
            return 0
        if head.type in ("ORG", "FAC", "EVENT"):
            last = self._coordinated(last, stop)
            if proper:
                # an adjective of a people after a complete name is outside (E-06)
                last = self._naming(last, stop)
            else:
                last = self._adjectives(last, stop, self._feminine(match))
                last = self._relation(last, stop)
            last = self._coordinated(last, stop)
            last = self._purpose(last, stop, listed=True)
            if head.type == "EVENT" and _NUMBER.match(self._page.raw(last)) and last < stop:
                last += 1
        return last

    def _law(self, match: Match[Head], head: Head, stop: int) -> int:
        """قانون رقم 12 لسنة 2004; اتفاقية جنيف; قانون الإيجارات."""
        page, at = self._page, match.last
        last = at
        if head.manner == "numbered":
            ordinal = self._ordinals.get(at, at)
            if head.definite and ordinal > at:
                return min(ordinal, stop)
        elif not head.definite and at < stop and page.key(at) not in ("رقم", "بشان", "حول"):
            last, proper = self._complement(at, stop, "LAW")
            if head.manner == "state" and not proper:
                last = at
            elif last > at:
                last = self._adjectives(last, stop, None)
        elif head.definite:
            last = self._adjectives(at, stop, None)
            people = self._lists.people_adjectives
            if not any(page.key(word) in people for word in range(at, last)):
                last = at
        numbered = last
        if page.key(numbered) == "رقم":
            numbered += 1
        if numbered < stop and _NUMBER.match(page.raw(numbered)):
            last = numbered + 1
            if page.key(last) == "لسنه" or page.key(last) == "لعام":
                last += 2
            elif page.key(last) == "من" and page.key(last + 1) in ("الدستور",):
                return last
        return min(last, stop) if last > at else 0
