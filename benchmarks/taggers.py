"""Our CRF beside a plain one, of words and affixes alone, on one corpus.

Both are trained by the same trainer with the same penalty on the same sentences, and both are timed
from text to entities: tokens, features, tags, spans. The F1 is that of exact spans and types. Give a
corpus of your own in columns (any dialect of BIO):

    python benchmarks/taggers.py --train train.conll --test test.conll

Without one, sentences are made from templates and names. A third of the templates is in the test part
alone; no name of a list is in both parts; half of the names are in no list, being put together from
letters, the other half are in the lists that the full features look names up in. So this is no news:
it shows that the taggers work and how quick they are, not how good they are. No public corpus was at
hand where this was written, and no figure for one is claimed.

    python benchmarks/taggers.py [--quick]
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from measuring import print_table, seconds, setting

from rawi.baselines.crf.features import FeatureSet
from rawi.baselines.crf.store import save
from rawi.baselines.crf.system import Crf
from rawi.baselines.crf.training import PENALTIES, Options, train
from rawi.baselines.lexicon import read_rows
from rawi.baselines.tagging.corpus import Corpus
from rawi.dataset.formats.conll import read_conll
from rawi.dataset.formats.conll_rows import Columns
from rawi.document import Document, Entity, sha256_of
from rawi.text import words

_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
_DATES = (
    "الأحد", "الاثنين الماضي", "أمس الثلاثاء", "الأربعاء", "مساء الخميس", "الجمعة المقبل",
    "يوم السبت", "في 14 نيسان", "مطلع مارس", "أواخر أكتوبر 2025", "اليوم", "العام الماضي",
)  # fmt: skip
_OFFICES = ("وزير", "رئيس", "مدير", "سفير", "قائد", "عضو", "نائب", "أمين")
_FIELDS = ("الخارجية", "البلدية", "المصرف", "الشرطة", "المجلس", "الاتحاد", "الصحة", "النقل")
_BODIES = ("شركة", "جمعية", "مؤسسة", "وكالة", "حركة", "مصرف", "نقابة", "صحيفة")
#: sentences of a document
_SENTENCES = 20


class Names:
    """Names of every type, listed ones and invented ones.

    Args:
        draw: the random generator.
    """

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        self._listed: dict[str, list[str]] = {"GPE": [], "ORG": [], "NORP": []}
        for name in ("entity_places.tsv", "entity_bodies.tsv"):
            for kind, spellings in read_rows(name):
                if kind in self._listed:
                    self._listed[kind] += spellings.split("|")
        self._listed["NORP"] = ["ال" + row[0] for row in read_rows("entity_groups.tsv")]
        rows = list(read_rows("entity_names.tsv"))
        self._given = [name for kind, name in rows if kind == "given"]
        self._family = [name for kind, name in rows if kind == "family"]
        for names in (*self._listed.values(), self._given, self._family):
            draw.shuffle(names)

    def part(self, number: int, parts: int) -> Names:
        """Names whose listed ones are in no other part."""
        one = Names(self._draw)
        one._listed = {kind: names[number::parts] for kind, names in self._listed.items()}
        one._given, one._family = self._given[number::parts], self._family[number::parts]
        return one

    def word(self) -> str:
        """An invented word."""
        return "".join(self._draw.choices(_LETTERS, k=self._draw.randint(3, 7)))

    def name(self, kind: str) -> str:
        """A name of a type."""
        draw = self._draw
        invented = draw.random() < 0.5
        if kind == "DATE":
            return draw.choice(_DATES)
        if kind == "OCC":
            return f"{draw.choice(_OFFICES)} {draw.choice(_FIELDS)}"
        if kind == "PERS":
            first = self.word() if invented else draw.choice(self._given)
            last = self.word() if draw.random() < 0.5 else draw.choice(self._family)
            return f"{first} {last}" if draw.random() < 0.8 else last
        if not invented:
            return draw.choice(self._listed[kind])
        if kind == "ORG":
            return f"{draw.choice(_BODIES)} {self.word()}"
        return f"ال{self.word()}ي" if kind == "NORP" else self.word()


def templates() -> list[list[str]]:
    """The templates, word by word."""
    written = Path(__file__).with_name("news_templates.txt").read_text(encoding="utf-8")
    return [line.split() for line in written.splitlines() if line and line[0] != "#"]


def made_up(
    tokens: int, chosen: Sequence[list[str]], names: Names, draw: random.Random, prefix: str
) -> list[Document]:
    """Documents of about so many tokens from some templates."""
    documents: list[Document] = []
    made = 0
    while made < tokens:
        text = ""
        entities: list[Entity] = []
        for _ in range(_SENTENCES):
            template = draw.choice(chosen)
            made += len(template)
            for piece in template:
                particle, _, slot = piece.rpartition("+") if "{" in piece else ("", "", piece)
                text += particle
                if slot.startswith("{"):
                    name = names.name(slot.strip("{}"))
                    entities.append(Entity(len(text), len(text) + len(name), slot.strip("{}")))
                    text += name + " "
                else:
                    text += slot + " "
            text = text.rstrip() + "\n"
        documents.append(
            Document(
                f"{prefix}{len(documents)}",
                text=text,
                sha256=sha256_of(text),
                entities=tuple(entities),
            )
        )
    return documents


def f1(gold: Sequence[Document], found: Sequence[Document]) -> tuple[float, float, float]:
    """Precision, recall and F1 of exact spans with their types."""

    def spans(documents: Sequence[Document]) -> Iterator[tuple[int, int, int, str]]:
        for at, document in enumerate(documents):
            yield from ((at, e.start, e.end, e.type) for e in document.entities or ())

    expected, told = set(spans(gold)), set(spans(found))
    right = len(expected & told)
    return (
        right / len(told) if told else 0.0,
        right / len(expected) if expected else 0.0,
        2 * right / (len(expected) + len(told)) if expected or told else 0.0,
    )


def row(
    features: FeatureSet, training: Sequence[Document], test: Sequence[Document], iterations: int
) -> list[float]:
    """Seconds of training, precision, recall, F1, tokens a second."""
    start = time.perf_counter()
    model = train(
        Corpus("benchmark", training), options=Options(features, PENALTIES[:1], iterations)
    )
    took = time.perf_counter() - start
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model")
        save(model, path)
        system = Crf(path)
        found = [system.read(document.text or "") for document in test]
        reading = seconds(lambda: [system.read(d.text or "") for d in test], warm=True)
    tokens = sum(len(words(document.text or "")) for document in test)
    return [took, *f1(test, found), tokens / reading]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that it runs")
    parser.add_argument("--train", help="a corpus in columns")
    parser.add_argument("--test", help="another, to test on; by default every fifth document")
    options = parser.parse_args()
    how = Columns(keep_labels=True, sentences=_SENTENCES)
    if options.train:
        training = read_conll(options.train, how).documents
        if options.test:
            test = read_conll(options.test, how).documents
        else:
            test = training[4::5]
            training = [d for at, d in enumerate(training) if at % 5 != 4]
        title = Path(options.train).name
    else:
        draw = random.Random(1)
        names = Names(draw)
        size = 1_000 if options.quick else 40_000
        every = templates()
        known = [template for at, template in enumerate(every) if at % 3 < 2]
        training = made_up(size, known, names.part(0, 2), draw, "train")
        test = made_up(size // 4, every, names.part(1, 2), draw, "test")
        title = "made-up sentences"
    tokens = sum(len(words(document.text or "")) for document in training)
    sets: tuple[FeatureSet, ...] = ("plain", "full")
    rows = {one: row(one, training, test, 20 if options.quick else 150) for one in sets}
    base = rows["plain"]
    print(setting("python-crfsuite"))
    print_table(
        f"Entities: {title}, {tokens:,} tokens to learn from",
        [
            "features", "training, s", "precision", "recall", "F1", "tokens / s",
            "F1 / plain", "tokens / s / plain",
        ],
        [
            [name, *cells, cells[3] / base[3] if base[3] else 0.0, cells[4] / base[4]]
            for name, cells in rows.items()
        ],
    )  # fmt: skip


if __name__ == "__main__":
    main()
