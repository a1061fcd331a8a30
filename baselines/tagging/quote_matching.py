"""Which cue and which source go with which content.

A cue governs one content: the nearest behind it in its sentence, or the one right before it
(«…»، قال فلان), or both halves around it. A source goes with the nearest cue; a participle or noun has
that of the verb it hangs on, a second finite verb (وأضاف) none.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final, cast

from rawi.baselines.quote_cues import Cue, factuality, find_cues
from rawi.baselines.quote_page import Page
from rawi.baselines.tagging.layout import RoleSpan
from rawi.baselines.tagging.quote_parts import Content, TaggedCue, joined
from rawi.document import Act, Factuality, Span

#: words that may stand between a content and a cue behind it («…»، قال)
_BEHIND: Final = 3
#: words that may stand between a cue and its source, and between cue and content
SOURCE_REACH: Final = 25
_CUE_REACH: Final = 120
_UNTAGGED_REACH: Final = 25
#: contents, cues or sources that are looked at in each direction from a place
_LOOKED_AT: Final = 8


class Matcher:
    """Puts cues and sources to contents.

    Args:
        page: the text.
        contents: spans labelled with types of quotes, or ``more``; none crosses another.
        attributions: cues, sources and relaying sources.
    """

    def __init__(
        self, page: Page, contents: Sequence[RoleSpan], attributions: Sequence[RoleSpan]
    ) -> None:
        self._page = page
        self._contents = joined(page, contents)
        self._starts = [one.first for one in self._contents]
        self._known = find_cues(page)
        self._known_firsts = [cue.first for cue in self._known]
        known = {cue.first: cue for cue in self._known}
        self._cues: list[TaggedCue] = []
        self._sources: list[RoleSpan] = []
        for span in sorted(attributions):
            if page.word_at(span.start) >= len(page.words):
                continue
            if span.label.startswith("cue."):
                self._cues.append(self._cue(span, known))
            else:
                self._sources.append(span)
        self._source_starts = [span.start for span in self._sources]
        self._around_source = {
            id(span): self._around(page.word_at(span.start)) for span in self._sources
        }
        self._cue_firsts = [cue.first for cue in self._cues]

    def linked(self) -> list[Content]:
        """The contents, with cues and sources."""
        pairs = [pair for cue in self._cues for pair in self._reachable(cue)]
        for _, _, cue, content in sorted(pairs, key=lambda pair: (pair[0], pair[1])):
            if cue.content is None and not content.cues:
                cue.content = content
                content.cues.append(cue)
        for content in self._contents:
            if not content.cues:
                self._untagged_cue(content)
        taken: set[int] = set()
        # verbs first: a participle may have the source of its verb
        ordered = sorted(self._contents, key=lambda one: not (one.cues and one.cues[0].finite))
        for content in ordered:
            self._chain(content)
            self._attribute(content, taken)
        return self._contents

    def _cue(self, span: RoleSpan, known: dict[int, Cue]) -> TaggedCue:
        page = self._page
        first, last = page.word_at(span.start), page.word_at(span.end - 1) + 1
        _, act, said = (*span.label.split("."), "asserted")[:3]
        lexical, key = known.get(first), page.keys[first]
        return TaggedCue(
            Span(span.start, span.end),
            cast("Act", act),
            cast("Factuality", said),
            first,
            max(last, first + 1),
            lexical,
            self._around(first),
            adverbial=key.startswith("م") and (key.endswith(("ا", "ه", "ين")) and len(key) > 4),
        )

    def _around(self, word: int) -> Content | None:
        """The innermost content with a part that holds a word."""
        place = self._page.words[word][0]
        at = bisect_left(self._starts, word + 1) - 1
        one = self._contents[at] if at >= 0 else None
        while one is not None and not any(s.start <= place < s.end for s in one.spans[-64:]):
            one = one.parent
        return one

    def _sentence(self, word: int) -> int:
        return self._page.sentence_of[min(word, len(self._page.words) - 1)]

    def _reachable(self, cue: TaggedCue) -> list[tuple[float, int, TaggedCue, Content]]:
        """The contents that a cue could govern, with what speaks against each."""
        page = self._page
        found: list[tuple[float, int, TaggedCue, Content]] = []
        at = bisect_left(self._starts, cue.first)
        for one in self._contents[at : at + _LOOKED_AT]:
            gap = one.first - cue.last
            if one.parent is not cue.inside or not 0 <= gap <= _CUE_REACH:
                continue
            colon = one.first > 0 and page.keys[one.first - 1] == ":"
            if self._sentence(one.first) != self._sentence(cue.first) and not colon:
                break
            found.append((self._cost_before(cue, one), cue.first, cue, one))
        for one in self._contents[max(0, at - _LOOKED_AT) : at]:
            if one.parent is not cue.inside:
                continue
            if len(one.spans) > 1 and one.first < cue.first < one.last:
                found.append((0.0, cue.first, cue, one))
                continue
            gap = (
                sum(page.keys[k][0].isalnum() for k in range(max(one.last, 0), cue.first))
                if (0 <= cue.first - one.last <= 2 * _BEHIND)
                else _BEHIND + 1
            )
            if gap <= _BEHIND and self._sentence(one.last - 1) == self._sentence(cue.first):
                coordinated = cue.known is not None and cue.known.coordinated
                found.append((2.5 + 2 * gap + 20 * coordinated, cue.first, cue, one))
        return found

    def _cost_before(self, cue: TaggedCue, one: Content) -> float:
        """Words between a cue and a content behind it; other cues between weigh most."""
        low, high = (
            bisect_left(self._cue_firsts, cue.last),
            bisect_left(self._cue_firsts, one.first),
        )
        return (one.first - cue.last) / 8 + 3 * min(high - low, 5)

    def _untagged_cue(self, content: Content) -> None:
        """A verb that the lists know as a cue, right where one is missing: before the content."""
        page = self._page
        begin, _ = page.sentence(content.first)
        if content.first and page.keys[content.first - 1] == ":" and begin == content.first:
            begin, _ = page.sentence(content.first - 1)
        at = bisect_left(self._known_firsts, content.first) - 1
        if at < 0:
            return
        known = self._known[at]
        reached = max(begin, content.first - _UNTAGGED_REACH)
        taken = bisect_left(self._cue_firsts, known.first)
        if taken < len(self._cues) and self._cues[taken].first < content.first:
            return
        if known.first < reached or known.form is None or known.last > content.first:
            return
        inside = self._around(known.first)
        if inside is not content.parent or self._starts_between(known.last, content.first):
            return
        lemma, said = known.form.lemma, factuality(page, known)
        cue = TaggedCue(known.span, lemma.act, said, known.first, known.last, known, inside, False)
        cue.content = content
        content.cues.append(cue)

    def _starts_between(self, low: int, high: int) -> bool:
        """Whether another content begins between two words."""
        return bisect_left(self._starts, high) > bisect_left(self._starts, low)

    def _chain(self, content: Content) -> None:
        """نقلت … قوله: a free cue of relaying before a noun belongs to the same quote."""
        if not content.cues or content.cues[0].finite:
            return
        cue = content.cues[0]
        at = bisect_left(self._cue_firsts, cue.first)
        for other in reversed(self._cues[max(0, at - 3) : at]):
            relays = other.known is not None and (
                other.known.form is not None and other.known.form.lemma.frame == "relay"
            )
            free = other.content is None and other.inside is cue.inside
            if free and relays and self._sentence(other.first) == self._sentence(cue.first):
                other.content = content
                content.cues.insert(0, other)
                return

    def _attribute(self, content: Content, taken: set[int]) -> None:
        """Find the source span of a content, and those who pass it on."""
        page = self._page
        cue = content.cues[0] if content.cues else None
        inside = cue.inside if cue is not None else content.parent
        place = cue.span.start if cue is not None else content.spans[0].start
        sentence = self._sentence(cue.first if cue is not None else content.first)
        at = bisect_left(self._source_starts, place)
        best: tuple[float, RoleSpan] | None = None
        for number in range(max(0, at - _LOOKED_AT), min(len(self._sources), at + _LOOKED_AT)):
            span = self._sources[number]
            first = page.word_at(span.start)
            if self._around_source[id(span)] is not inside or self._sentence(first) != sentence:
                continue
            if span.label == "via":
                if cue is not None and abs(first - cue.first) <= SOURCE_REACH:
                    content.via.append(span)
                continue
            cost = self._source_cost(content, cue, span, id(span) in taken)
            if cost is not None and (best is None or cost < best[0]):
                best = (cost, span)
        if best is not None:
            content.source = best[1]
            taken.add(id(best[1]))
        relayed = cue is not None and len(content.cues) == 1 and content.source is None
        if content.via and relayed:
            # whoever passes words on when nobody else is named is their source
            content.source = content.via.pop(0)._replace(label="source.named")

    def _source_cost(
        self, content: Content, cue: TaggedCue | None, span: RoleSpan, taken: bool
    ) -> float | None:
        """What speaks against a source; ``None`` if it cannot be."""
        page = self._page
        first, last = page.word_at(span.start), page.word_at(span.end - 1) + 1
        if cue is None:
            gap = content.first - last
            return float(gap) if 0 <= gap <= 2 else None
        if first >= cue.last:
            between = bisect_left(self._cue_firsts, first) - bisect_left(self._cue_firsts, cue.last)
            own = len(content.cues) - 1
            if first - cue.last > SOURCE_REACH or between > own:
                return None
            if content.first >= cue.last and first >= content.last:
                return None
            return (first - cue.last) / 2
        gap = cue.first - last
        preposition = cue.known is not None and cue.known.kind == "preposition"
        if gap < 0 or preposition or (taken and cue.finite):
            return None
        if cue.finite:
            between = bisect_left(self._cue_firsts, cue.first) - bisect_left(self._cue_firsts, last)
            if between or gap > SOURCE_REACH:
                return None
        return 4 + gap / 4
