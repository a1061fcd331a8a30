"""Quotes before anybody knows whose: cue, content, and the noun phrases beside them.

Every way of quoting has its own reader here: verbs with a clause, a colon or marks; بحسب and its
like before or after what they vouch for; a name with a colon; words in marks that follow on from
somebody's speech. A reader claims the marks it uses, so that no words are quoted twice.
"""

from __future__ import annotations

from rawi.baselines.quote_appositions import with_apposition
from rawi.baselines.quote_bare import named_with_colon, unclaimed
from rawi.baselines.quote_chains import read_chain, read_relayed
from rawi.baselines.quote_clauses import Clauses, trimmed
from rawi.baselines.quote_content import (
    Content,
    complementizer,
    find_content,
    length,
    pair_ending,
)
from rawi.baselines.quote_cues import DECLINING, Cue, factuality, find_cues
from rawi.baselines.quote_draft import Draft, type_of
from rawi.baselines.quote_lexicon import quote_words
from rawi.baselines.quote_marks import Pair
from rawi.baselines.quote_page import Page
from rawi.baselines.quote_sources import Names, NounPhrase, can_speak, noun_phrase
from rawi.baselines.quote_subjects import after_cue, before_cue
from rawi.document import Act, QuoteType, Span


class Drafts:
    """All the drafts of one text.

    Args:
        page: the text.
        names: its entities.
    """

    def __init__(self, page: Page, names: Names) -> None:
        self._page = page
        self._names = names
        self.cues = find_cues(page)
        self._cues_at = {cue.first: cue for cue in self.cues}
        self._claimed: set[int] = set()
        self._by_sentence: dict[int, list[Draft]] = {}
        self._done_until: dict[int, int] = {}
        self.found: list[Draft] = []
        relations = {cue.first: self._relation(cue) for cue in self.cues}
        used = {
            other for cue in self.cues if (other := self._verb_of(cue)) and relations[cue.first]
        }
        contents: list[tuple[Cue, Content]] = []
        for cue in self.cues:
            if cue.kind in ("preposition", "phrase") or cue.first in used:
                continue
            content = find_content(page, cue, self._cues_at, self._claimed)
            if content is not None:
                contents.append((cue, content))
        cutting = [cue for cue, _ in contents] + [
            cue for cue in self.cues if relations[cue.first] is not None or self._turns(cue)
        ]
        self._clauses = Clauses(page, cutting)
        for cue, content in contents:
            self._add_verb(cue, content)
        for cue in self.cues:
            relation = relations[cue.first]
            if relation is not None:
                self._add_relation(cue, *relation)
        spoken = set(self._by_sentence)
        for draft in named_with_colon(
            page, names, self._cues_at, self._clauses, spoken, self._claimed
        ):
            self._keep(draft)
        self.found += unclaimed(page, self.found, self._claimed)
        self.found.sort(key=lambda draft: draft.word)

    def _turns(self, cue: Cue) -> bool:
        """Whether a verb or participle turns away from what was said though it quotes nothing.

        ، وشدد على كذا; ، متهمة المكتب بكذا.
        """
        if cue.kind == "participle":
            return self._page.keys[cue.first - 1 : cue.first] == ("،",)
        return (
            cue.kind == "verb"
            and cue.coordinated
            and cue.form is not None
            and cue.form.mood == "past"
            and self._page.keys[cue.first - 1 : cue.first] == ("،",)
        )

    def _keep(self, draft: Draft) -> None:
        self.found.append(draft)
        self._by_sentence.setdefault(self._page.sentence_of[draft.word], []).append(draft)

    def _add_verb(self, cue: Cue, content: Content) -> None:
        """A verb, participle or noun with what it introduces."""
        page = self._page
        assert cue.form is not None
        kind: QuoteType
        if content.kind in ("marks", "words"):
            spans = [Span(*part) for pair in content.pairs for part in pair.parts]
            kind = "direct" if content.kind == "marks" else "mixed"
        else:
            span = self._clauses.span(content.start, content.word)
            if span is None or page.word_at(span.end - 1) <= content.word:
                return
            spans = [span]
            kind = type_of(page, span)
            if kind == "indirect" and content.colon and complementizer(page, content.word) is None:
                kind = "direct"
        _, sentence_end = page.sentence(cue.first)
        limit = sentence_end if content.before and len(content.pairs) == 1 else content.word
        draft = Draft(
            spans,
            kind,
            cue.first,
            cue.form.lemma.act,
            factuality(page, cue),
            cue,
            fallback="nobody" if cue.form.lemma.name == "قيل" else "subject",
        )
        if len(content.pairs) > 1 and content.before:
            limit = page.word_at(content.pairs[1].start)
        self._find_source(draft, cue, limit)
        self._keep(draft)

    def _find_source(self, draft: Draft, cue: Cue, limit: int) -> None:
        page, names = self._page, self._names
        assert cue.form is not None
        first, _ = page.sentence(cue.first)
        if cue.form.first_person:
            return
        if draft.factuality == "declined":
            # رفض الوزير القول إنّ: the subject stands between the two.
            for word in range(max(first, cue.first - DECLINING), cue.first - 1):
                if page.keys[word].lstrip("وف") in quote_words().decliners:
                    draft.source = noun_phrase(page, names, word + 1, cue.first, self._cues_at)
            return
        if cue.kind == "noun" or cue.form.lemma.frame == "relay":
            begin = max(first, cue.first - 25) if cue.kind == "noun" else cue.after
            read_chain(page, names, self._cues_at, draft, begin, limit)
            if draft.source is None and cue.kind == "noun" and not cue.form.possessive:
                draft.fallback = "nobody"
            return
        if cue.kind == "participle":
            return
        if cue.form.lemma.frame == "stated":
            # جاء في بيان الوزارة: the document is the source
            draft.source = noun_phrase(page, names, cue.after + 1, limit, self._cues_at)
            return
        draft.source = after_cue(page, names, cue, limit, self._cues_at)
        draft.source = with_apposition(page, names, draft.source, limit, self._cues_at)
        read_relayed(page, names, self._cues_at, draft, cue.after, limit)
        if draft.source is None:
            draft.source = before_cue(page, names, cue, self._cues_at)

    def _verb_of(self, cue: Cue) -> int | None:
        """The verb in حسب ما قال، وفق ما أعلنت."""
        if cue.kind == "preposition" and cue.after in self._cues_at:
            other = self._cues_at[cue.after]
            if other.kind == "verb" and self._page.keys[cue.last - 1].endswith("ما"):
                return other.first
        return None

    def _relation(self, cue: Cue) -> tuple[NounPhrase | None] | None:
        """Whom بحسب or على حد قول vouches with, ``None`` if it is no attribution at all."""
        page, names = self._page, self._names
        if cue.kind not in ("preposition", "phrase"):
            return None
        _, stop = page.sentence(cue.first)
        verb = self._verb_of(cue)
        if verb is not None:
            return (after_cue(page, names, self._cues_at[verb], stop, self._cues_at),)
        if cue.kind == "phrase":
            if cue.form is not None and cue.form.possessive:
                return (None,)
            phrase = noun_phrase(page, names, cue.after, stop, self._cues_at)
            return (phrase,) if phrase and can_speak(page, names, phrase.first) else None
        phrase = after_cue(page, names, cue, stop, self._cues_at)
        if phrase is None:
            return None
        cut = phrase.span.start - page.words[phrase.first][0]
        return (phrase,) if can_speak(page, names, phrase.first, cut) else None

    def _add_relation(self, cue: Cue, phrase: NounPhrase | None) -> None:
        """بحسب، وفق، على حد قوله, before or after the words they are about."""
        page = self._page
        first, stop = page.sentence(cue.first)
        number = page.sentence_of[cue.first]
        after = phrase.last if phrase else cue.after
        floor = self._done_until.get(number, first)
        self._done_until[number] = after
        spoken = self._vouched(cue, number)
        if spoken is not None:
            if phrase is not None and cue.kind == "preposition":
                if page.keys[cue.first].endswith("نقلا") and spoken.source is not None:
                    spoken.via.append(spoken.source)
                    spoken.source = phrase
                elif spoken.source is None and spoken.cue and spoken.cue.kind == "preposition":
                    spoken.source = phrase
                else:
                    spoken.via.append(phrase)
            return
        span: Span | None = None
        pairs: list[Pair] = []
        if cue.first <= first + 1 and (cue.first == first or page.keys[first] in ("و", '"')):
            word = after + 1 if page.keys[after : after + 1] in (("،",), (",",)) else after
            word = self._main_clause(word, stop)
            opens = self._cues_at.get(word)
            if word < stop and (opens is None or (opens.kind == "verb" and not opens.coordinated)):
                cut = int(page.keys[word].startswith("فان"))
                span = self._clauses.span(page.words[word][0] + cut, word)
        else:
            last = cue.first - 1
            while last > floor and page.keys[last] in ("،", ",", "-", "–"):
                last -= 1
            pair = None
            if page.quoted(last) and not page.quoted(cue.first):
                pair = pair_ending(page, page.words[last][1], self._claimed)
            start = page.word_at(pair.start) if pair is not None else 0
            if pair is not None and (cue.kind == "phrase" or start <= floor):
                pairs.append(pair)
            elif last - floor >= 2:
                span = trimmed(page, self._beginning(floor), page.words[last][1])
        act: Act = "speech"
        if pairs:
            self._claimed.update(pair.start for pair in pairs)
            spans = [Span(*part) for pair in pairs for part in pair.parts]
            whole = page.word_at(pairs[0].start) <= floor + 1 and length(page, pairs[0]) > 3
            self._keep(
                Draft(
                    spans,
                    "direct" if whole else "mixed",
                    cue.first,
                    act,
                    cue=cue,
                    source=phrase,
                    fallback="subject",
                )
            )
        elif span is not None and page.word_at(span.end - 1) - page.word_at(span.start) >= 2:
            self._keep(
                Draft(
                    [span],
                    type_of(page, span),
                    cue.first,
                    act,
                    cue=cue,
                    source=phrase,
                    fallback="subject",
                )
            )

    def _main_clause(self, word: int, stop: int) -> int:
        """Where the clause begins that فإنّ opens: وفقا لفلان، وهو مزارع، فإنّ."""
        keys = self._page.keys
        for at in range(word, min(stop, word + 25)):
            if keys[at].startswith("فان") and (at == word or keys[at - 1] in ("،", ",")):
                return at
            if at in self._cues_at:
                break
        return word

    def _vouched(self, cue: Cue, number: int) -> Draft | None:
        """The quote that بحسب merely adds a witness to: it stands in it or right behind it."""
        page = self._page
        start = page.words[cue.first][0]
        for draft in reversed(self._by_sentence.get(number, [])[-6:]):
            if draft.cue is None:
                continue
            end = draft.content[-1].end
            gap = page.text[end:start] if 0 <= start - end <= 4 else None
            if gap is not None and not gap.strip(" ،,-–"):
                return draft
            if draft.cue.first < cue.first and start < draft.content[0].start:
                return draft
        return None

    def _beginning(self, word: int) -> int:
        """Offset where a main clause begins, without و or ف."""
        page = self._page
        while word + 1 < len(page.words) and page.keys[word] in ("،", ",", "-", "–"):
            word += 1
        key = page.keys[word]
        cut = len(key) > 3 and key[0] == "و" and key not in quote_words().begin_with_waw
        return page.words[word][0] + int(cut)
