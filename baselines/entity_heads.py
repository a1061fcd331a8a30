"""Names that begin with a noun: bodies, buildings, places, events, laws, offices.

وزارة الخارجية الفرنسية, مطار بيروت, رئيس مجلس إدارة شركة النورس: a head, then its complement in construct
state, adjectives, a second complement joined by و or ل. The text is read from its end to its
start, so that a complement that is a name with a head of its own has been read already.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rawi.baselines.entity_lists import Head, Lists, Title, foreignness
from rawi.baselines.lexicon import Match, TokenText, folded
from rawi.text import Offsets, bare

_PLURAL_FEMININE = folded("قوات سلطات مخابرات استخبارات كتائب شرطة جمارك خطوط جبال غابات صواريخ طائرات قوى")
_TAKES_PERSON = frozenset({"FAC", "ORG"})
_RULERS = folded("الملك الملكة الأمير الأميرة الإمام الشيخ السلطان الشهيد الرئيس القديس")
_NUMBER = re.compile(r"[0-9٠-٩][0-9٠-٩./]*\Z")
_ACTIVITIES = folded("للدراسات للأبحاث للبحوث للاتصالات للنفط للغاز للطيران للإعلام للتنمية للعلوم للثقافة "
                     "للأنباء للاستثمار للتجارة للصناعة للطاقة للكهرباء للتأمين للتمويل للنشر للمقاولات "
                     "للسلام للحوار للديمقراطية للهجرة للدفاع للأمن للفنون للكتاب للأغذية للبترول")
_MINISTRY = folded("وزارة وزير وزيرة وزراء وزيرا وزيري وزارتي وزارتا")
_PORTFOLIO = folded("خارجية داخلية دفاع خزانة أمن الخارجية الداخلية الدفاع الخزانة الأمن")
# Adjectives before they are professions: بيان صحفي is no journalist
_ALSO_ADJECTIVES = folded("صحفي صحفية صحافي صحافية إعلامي إعلامية اقتصادي اقتصادية مصرفي مصرفية فيزيائي "
                          "كيميائي كيميائية دبلوماسي دبلوماسية ديبلوماسي ديبلوماسية برلماني برلمانية "
                          "جيولوجي جيولوجية اقتصاديا برلمانيا")
# Particles that fold onto a title (إمام، والي)
_SPELLED_OTHERWISE = frozenset(
    "أمام وأمام امام وامام فأمام والى وإلى إلى وإلي لأمام للأمام".split()
)
_CABINET = folded("رئيس رئيسة رئيسي رئيسا رؤساء مجلس رئاسة لرئيس")
_FLAT_OFFICE = folded("باسم")
_LONGEST = 14


def bare_of(key: str) -> str:
    """A folded word without its article."""
    return key.removeprefix("ال")


@dataclass(frozen=True, slots=True)
class Headed:
    """A name that begins with a noun: tokens ``[first, last)``, ``cut`` characters into the first."""

    first: int
    last: int
    cut: int
    type: str

    def offsets(self, page: TokenText) -> Offsets:
        """Where it stands in the raw text."""
        return page.tokens[self.first].start + self.cut, page.tokens[self.last - 1].end


class HeadReader:
    """Reads headed names of one text.

    Args:
        page: the text.
        lists: the lists.
        known: for a token, one past the last of the listed name that begins there uncut, and its type.
        people: for a token, one past the last of the personal name that begins there uncut.
        dates: for a token, one past the last of the date that begins there.
        ordinals: the same for ordinals.
    """

    def __init__(
        self,
        page: TokenText,
        lists: Lists,
        known: dict[int, tuple[int, str]],
        people: dict[int, int],
        dates: dict[int, int],
        ordinals: dict[int, int],
    ) -> None:
        self._page, self._lists = page, lists
        self._known, self._people, self._dates = known, people, dates
        self._ordinals = ordinals
        self._headed: dict[int, tuple[int, str]] = {}

    def read(self) -> list[Headed]:
        """All headed names, in order of start."""
        found: list[Headed] = []
        for at in range(len(self._page) - 1, -1, -1):
            spans = self._read_at(at)
            for span in spans:
                if span.cut == 0 and span.last > self._headed.get(at, (0, ""))[0]:
                    self._headed[at] = (span.last, span.type)
            found += spans
        found.reverse()
        return found

    def _read_at(self, at: int) -> list[Headed]:
        spans = []
        title = self._lists.titles.match(self._page, at)
        if title:
            last = self._title(title)
            if last:
                spans.append(Headed(at, last, title.cut, "OCC"))
        head = self._lists.heads.match(self._page, at)
        if head and self._page.tokens[at].key in _PORTFOLIO and self._in_ministry(at):
            head = None
        if head and not any(value.type == "NONE" for value in head.values):
            longest: Headed | None = None
            for value in head.values:
                first, last = self._head(head, value)
                if last and (longest is None or last > longest.last):
                    cut = head.cut if first == at else 0
                    longest = Headed(first, last, cut, value.type)
            if longest:
                spans.append(longest)
        return spans

    def _in_ministry(self, at: int) -> bool:
        """Whether وزارة or وزير stands right before: خارجية is then no body by itself."""
        before = self._page.tokens[at - 1].readings if at else ()
        return any(reading.key in _MINISTRY for reading in before)

    def _head(self, match: Match[Head], head: Head) -> tuple[int, int]:
        """First token and one past the last of the name a head begins; ``(0, 0)`` without one."""
        page, at = self._page, match.last
        stop = min(page.stops[match.first], match.first + _LONGEST)
        nothing = (0, 0)
        if head.manner in ("named", "name") and head.type in ("ORG", "PRODUCT", "WEBSITE", "EVENT"):
            quoted = self._quoted(at)
            if quoted:
                return quoted
        if head.type == "LAW":
            last = self._law(match, head, stop)
            return (match.first, last) if last else nothing
        if head.type in ("PRODUCT", "WEBSITE") or head.manner == "outside":
            last = self._foreign_run(at, stop) if not head.definite or head.manner == "outside" else at
            if head.manner == "outside" and last == at and self._town(at):
                last = self._town(at)
            if last == at or (head.type == "GPE" and at in self._known):
                return nothing
            return at, last
        if head.definite:
            last = self._definite(match, head, stop)
        else:
            last = self._construct(match, head, stop)
        return (match.first, last) if last else nothing

    def _town(self, at: int) -> int:
        if at >= len(self._page):
            return 0
        match = self._lists.names.match(self._page, at, particles=False)
        return match.last if match and any(value.type == "GPE" for value in match.values) else 0

    def _quoted(self, at: int) -> tuple[int, int] | None:
        """Up to five words in quotation marks right after the head."""
        page = self._page
        if page.raw(at) not in ('"', "«", "“"):
            return None
        for end in range(at + 2, min(at + 7, len(page))):
            if page.raw(end) in ('"', "»", "”"):
                return at + 1, end
        return None

    def _definite(self, match: Match[Head], head: Head, stop: int) -> int:
        """المحكمة العليا, الجيش الروسي: an adjective that names makes the name."""
        if head.type not in ("ORG", "EVENT", "LAW") or head.type == "EVENT" and head.manner != "state":
            return 0
        at = match.last
        last = self._adjectives(at, stop, self._feminine(match))
        people = any(self._page.key(word) in self._lists.people_adjectives for word in range(at, last))
        if last == at or head.type != "ORG" and not people:
            return 0
        if head.manner in ("state", "named") and not people:
            last = self._purpose(last, stop)
            return last if head.manner == "named" and last > at + 1 else 0
        return self._purpose(last, stop)

    def _construct(self, match: Match[Head], head: Head, stop: int) -> int:
        at = match.last
        if at >= stop:
            return 0
        last, proper = self._complement(at, stop, head.type)
        if last == at:
            if head.type == "ORG" and head.manner == "state":
                # خارجية روسيا has been read above; قوات روسية is indefinite and no name
                return 0
            return 0
        if head.manner == "state" and not proper:
            after = self._adjectives(last, stop, self._feminine(match))
            people = self._lists.people_adjectives
            if head.type != "ORG" or not any(self._page.key(k) in people for k in range(last, after)):
                return 0
            return after
        if head.manner == "named" and not proper and head.type == "ORG":
            after = self._purpose(self._adjectives(last, stop, self._feminine(match)), stop)
            return after
        if head.type in ("LOC", "GPE") and not proper and last > at + 1:
            return 0
        if head.type in ("ORG", "FAC", "EVENT"):
            last = self._coordinated(last, stop)
            last = self._adjectives(last, stop, self._feminine(match))
            last = self._coordinated(last, stop)
            last = self._purpose(last, stop, listed=True)
            if head.type == "EVENT" and _NUMBER.match(self._page.raw(last)) and last < stop:
                last += 1
        return last

    def _complement(self, at: int, stop: int, kind: str) -> tuple[int, bool]:
        """One past the complement that begins at a token, and whether it is a proper name."""
        page, words = self._page, self._lists.words
        if at >= stop:
            return at, False
        for spans in (self._headed, self._known):
            if at in spans and spans[at][1] not in ("NORP", "OCC") and spans[at][0] <= stop:
                return spans[at][0], True
        key = page.key(at)
        if kind in _TAKES_PERSON and key in _RULERS and at + 1 in self._people:
            return self._people[at + 1], True
        if kind in ("FAC", "PRODUCT", "EVENT") and at in self._people:
            return self._people[at], True
        if at in self._dates or at in self._people:
            return at, False
        if key in words.complement_stop or key in words.function or not key[:1].isalpha():
            return at, False
        if key.startswith("ال") and len(key) > 3:
            return at + 1, False
        town = self._town(at) if kind in ("FAC", "GPE", "ORG") else 0
        if town:
            return town, True
        run = self._foreign_run(at, stop)
        if run > at:
            return run, True
        if key in words.common_indefinites or key in words.speech or kind in ("LOC", "GPE"):
            return at, False
        # one or two indefinite nouns on the way to a definite one: هيئة مكافحة الفساد
        for width in (1, 2):
            after = at + width
            if after >= stop or page.key(after - 1) in words.function:
                break
            if kind != "OCC" and self._lists.titles.values(page.key(after - 1)):
                break
            if after in self._known and self._known[after][1] in ("GPE", "LOC", "ORG"):
                return self._known[after][0], True
            if after in self._headed and self._headed[after][1] in ("GPE", "LOC", "ORG"):
                return self._headed[after][0], True
            following = page.key(after)
            if following in words.complement_stop or after in self._dates:
                break
            if following.startswith("ال") and len(following) > 3:
                if following in self._lists.people_adjectives:
                    break
                return after + 1, False
        return at, False

    def _foreign_run(self, at: int, stop: int) -> int:
        """One past the words from a token on that look like a name of another language."""
        words = self._lists.words
        begin = at
        while at < stop and at < begin + 4:
            key, raw = self._page.key(at), self._page.raw(at)
            if key in words.common_indefinites or key in words.function or key in words.speech:
                break
            if key in self._lists.people_adjectives or self._lists.titles.values(key):
                break
            if at in self._dates or key.startswith("ال") and not raw.isascii():
                break
            latin = raw.isascii() and raw[:1].isalpha()
            number = at > begin and _NUMBER.match(raw) is not None
            if not (latin or number or foreignness(key) > (2.0 if at == begin else 2.5)):
                break
            if at > begin and raw[0] in "وبل" and self._lists.names.match(self._page, at):
                break
            at += 1
        return at

    def _feminine(self, match: Match[Head] | Match[Title]) -> bool:
        key = self._page.tokens[match.first].key
        return key.endswith(("ه", "ات")) or key.removeprefix("ال") in _PLURAL_FEMININE

    def _adjectives(self, at: int, stop: int, feminine: bool | None) -> int:
        """One past the naming adjectives from a token on; peoples' must agree in gender."""
        words = self._lists.words
        while at < stop:
            key = self._page.key(at)
            is_feminine = key.endswith("ه")
            people = key in self._lists.people_adjectives and key.startswith("ال")
            if not people and key not in words.naming_adjectives:
                break
            if feminine is not None and people and is_feminine != feminine:
                break
            if at in self._people and not people:
                break
            at += 1
        return at

    def _coordinated(self, at: int, stop: int) -> int:
        """One past والتعليم، والتنمية after a complement."""
        while at < stop:
            key = self._page.key(at)
            if key.startswith("وال") and key[1:] in self._lists.words.portfolios:
                at += 1
                if self._page.key(at) in ("العلمي", "العالي", "المستدامه", "الدولي", "الاجتماعي"):
                    at += at < stop
                continue
            if key in ("العالي", "الاجتماعيه", "العلمي", "العاليه", "المستدامه") and at < stop:
                at += 1
                continue
            break
        return at

    def _purpose(self, at: int, stop: int, *, listed: bool = False) -> int:
        """One past a second complement joined by ل (المنظمة الدولية للهجرة)."""
        if at >= stop:
            return at
        raw, key = self._page.raw(at), self._page.key(at)
        if not key.startswith("لل") or len(key) < 5 or listed and key not in _ACTIVITIES:
            if not listed and key.startswith("ل") and at + 1 < stop:
                match = self._lists.names.match(self._page, at)
                if match and match.cut == 1 and any(v.type in ("GPE", "ORG") for v in match.values):
                    return match.last
                if key in ("لمكافحه", "لحقوق", "لشوون", "لتنميه", "لحمايه", "لكره"):
                    return at + 2
            return at
        match = self._lists.names.match(self._page, at)
        if match and match.cut and raw[0] == "ل":
            return match.last
        return self._coordinated(self._adjectives(at + 1, stop, None), stop)

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

    def _title(self, match: Match[Title]) -> int:
        """One past the last token of an office; 0 where the word is none."""
        page = self._page
        at, stop = match.last, min(page.stops[match.first], match.first + _LONGEST)
        values = match.values
        if any(value.kind in ("person", "honorific") for value in values) and not any(
            value.kind in ("office", "profession", "rank") for value in values
        ):
            return 0
        kinds = {value.kind for value in values}
        if bare(page.raw(match.first)) in _SPELLED_OTHERWISE:
            return 0
        if self._is_adjective(match) or (
            bare_of(page.key(match.first)) == "وزراء" and set(self._keys(match.first - 1)) & _CABINET
        ):
            return 0
        definite = any(value.definite for value in values)
        bare_key = page.key(match.first)
        if _NUMBER.match(page.raw(match.first - 1)) or page.key(match.first - 1) in ("الاف", "عشرات", "مئات"):
            return 0
        if definite:
            last = self._title_adjectives(at, stop)
            return self._holder_of(last, stop)
        construct_only = all(value.construct for value in values)
        last = self._office_complement(at, stop, kinds)
        if last == at:
            indefinite_adjectives = self._indefinite_adjectives(at, stop)
            if construct_only or bare_key in ("عضو", "اعضاء", "امين", "ملك", "امام", "قائد", "حكم", "عالم"):
                return 0
            if "rank" in kinds and "office" not in kinds and "profession" not in kinds:
                return 0
            return self._holder_of(max(indefinite_adjectives, at), stop)
        several = any(value.several for value in values)
        if several and last < stop and page.key(last).startswith("و"):
            joined = self._lists.names.match(page, last)
            if joined and joined.cut == 1 and any(v.type == "GPE" for v in joined.values):
                last = joined.last
        last = self._coordinated(last, stop)
        last = self._title_adjectives(last, stop)
        return self._holder_of(last, stop)

    def _keys(self, at: int) -> tuple[str, ...]:
        if at < 0:
            return ()
        return tuple(reading.key for reading in self._page.tokens[at].readings)

    def _is_adjective(self, match: Match[Title]) -> bool:
        """Whether a word like صحفي belongs to the noun before it."""
        page, before = self._page, match.first - 1
        key = page.key(match.first)
        if match.cut or bare_of(key) not in _ALSO_ADJECTIVES:
            return False
        if before < 0 or page.stops[before] <= match.first:
            return False
        words = self._lists.words
        return not (page.key(before) in words.function or page.key(before) in words.speech)

    def _office_complement(self, at: int, stop: int, kinds: set[str]) -> int:
        page, words = self._page, self._lists.words
        if at >= stop or at in self._people:
            return at
        key = page.key(at)
        if at in self._headed and self._headed[at][0] <= stop:
            return self._headed[at][0]
        if at in self._known and self._known[at][1] in ("GPE", "ORG", "LOC", "FAC", "EVENT", "LAW"):
            return self._known[at][0]
        if key in words.function or key in words.speech or at in self._dates:
            return at
        if key.startswith("ال") and len(key) > 3:
            return at + 1 if kinds & {"office", "profession"} else at
        if key in ("عام", "تنفيذي", "اول") and at + 1 < stop:
            return max(self._office_complement(at + 1, stop, kinds), at + 1)
        if "office" in kinds:
            last, _ = self._complement(at, stop, "OCC")
            if last > at and not (last == at + 1 and foreignness(key) > 2):
                return last
        return at

    def _title_adjectives(self, at: int, stop: int) -> int:
        words = self._lists.words
        while at < stop:
            key = self._page.key(at)
            if not key.startswith("ال"):
                break
            people = key in self._lists.people_adjectives
            if not people and key not in words.title_adjectives and key not in words.naming_adjectives:
                break
            if at + 1 < stop and self._page.key(at + 1) == "الجنوبي" and people:
                at += 1
            at += 1
        return at

    def _indefinite_adjectives(self, at: int, stop: int) -> int:
        while at < stop and self._page.key(at) in self._lists.people_adjectives:
            if self._page.key(at).startswith("ال"):
                break
            at += 1
            if self._page.key(at) in ("شمالي", "جنوبي", "شماليه", "جنوبيه") and at < stop:
                at += 1
        return at

    def _holder_of(self, at: int, stop: int) -> int:
        """One past باسم الشرطة or للاتحاد after an office."""
        if at >= stop:
            return at
        key = self._page.key(at)
        if key in _FLAT_OFFICE:
            last, _ = self._complement(at + 1, stop, "OCC")
            if last > at + 1:
                return self._adjectives(last, stop, None)
            return at
        if key.startswith("ل") and not self._lists.titles.values(key):
            match = self._lists.names.match(self._page, at)
            if match and match.cut == 1 and any(v.type in ("GPE", "ORG") for v in match.values):
                return match.last
            head = self._lists.heads.match(self._page, at)
            if head and head.cut == 1:
                for value in head.values:
                    first, last = self._head(head, value)
                    if last and first == at:
                        return last
        return at
