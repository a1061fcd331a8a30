"""Validates files of annotated articles: every check of every level, as findings with a place."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path

from rawi.dataset.build import article_files, compile_all
from rawi.dataset.checks import check, rules
from rawi.dataset.checks_corpus import check_many
from rawi.dataset.exemptions import exemptions, without_exempt
from rawi.dataset.markup import Article, read_article
from rawi.document import Document
from rawi.errors import Fault, InputError
from rawi.invariants import faults
from rawi.jsonl import numbered_documents, read_documents
from rawi.labels import ENTITY_TYPES
from rawi.predictions import join

#: findings of these levels mean that the file cannot be read as documents
UNREADABLE = (1, 2)


def level(fault: Fault) -> int:
    """How deep the check lies that a finding comes from; 1 for faults of the file itself."""
    rule = rules().get(fault.rule)
    return 1 if rule is None else rule.level


def validate_article(path: str | os.PathLike[str]) -> list[Fault]:
    """All findings in one annotated article, none if it is fine."""
    try:
        article = read_article(path)
    except InputError as error:
        return _unreadable(error)
    return findings(article)


def _unreadable(error: InputError) -> list[Fault]:
    """Faults of a file that could not be read; those without a rule are of its bytes."""
    return [fault.at(rule=fault.rule or "bytes") for fault in error.faults]


def findings(article: Article) -> list[Fault]:
    """All findings in an article that could be compiled, with the lines of its elements."""
    document = article.document
    found = list(faults(document, ENTITY_TYPES)) or check(document)
    return [
        fault.at(file=article.file, line=fault.line or article.lines.get(fault.pointer))
        for fault in found
    ]


def validate(paths: Sequence[str | os.PathLike[str]]) -> tuple[list[Fault], int]:
    """All findings in some files, and how many files were looked at.

    Args:
        paths: annotated articles (``.xml``), documents or predictions (``.jsonl``), folders of
            either; none for the articles of the installed gold set.

    Raises:
        InputError: a path does not exist, or is of no known kind.
    """
    if not paths:
        with as_file(files("rawi.dataset").joinpath("articles")) as folder:
            return _validate_all(sorted(folder.glob("*.xml")))
    listed: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            inside = sorted(f for f in path.rglob("*") if f.suffix in (".xml", ".jsonl"))
            if not inside:
                raise InputError("holds no .xml or .jsonl files", file=str(path))
            listed += inside
        elif path.suffix in (".xml", ".jsonl") or not path.exists():
            listed.append(path)
        else:
            raise InputError("expected an .xml or .jsonl file", file=str(path))
    return _validate_all(listed)


def _validate_all(paths: Sequence[Path]) -> tuple[list[Fault], int]:
    found: list[Fault] = []
    seen: dict[str, Path] = {}
    articles: list[Document] = []
    for path in paths:
        if path.suffix == ".jsonl":
            found += validate_documents(path)
            continue
        try:
            article = read_article(path)
        except InputError as error:
            found += _unreadable(error)
            continue
        name = article.document.id
        if name in seen:
            found.append(
                Fault(
                    f"{seen[name]} has the same id",
                    file=str(path),
                    document=name,
                    rule="id-duplicate",
                )
            )
        seen[name] = path
        articles.append(article.document)
        found += findings(article)
        found += _against_seed(article, path)
    found += [
        fault.at(file=str(seen[fault.document])) for fault in check_many(articles) if articles
    ]
    return without_exempt(found, exemptions(), list(seen)), len(paths)


def _against_seed(article: Article, path: Path) -> list[Fault]:
    """In a checkout, the article must hold the text of its file in ``seeds/``, byte for byte."""
    seed = path.parent.parent.parent / "seeds" / f"{article.document.id}.txt"
    if not seed.is_file():
        return []
    if seed.read_bytes() == (article.document.text or "").encode("utf-8"):
        return []
    return [
        Fault(
            f"its text is not that of {seed}",
            file=str(path),
            document=article.document.id,
            rule="text-seed",
            hint="the text of an article is never changed; restore the characters of the seed",
        )
    ]


def validate_documents(path: str | os.PathLike[str]) -> list[Fault]:
    """All findings in a file of documents.

    A document with a text and sentences is checked like an article; one without a text is taken
    for a prediction on the installed gold set.
    """
    from rawi.dataset.load import load

    try:
        numbered = numbered_documents(path)
    except InputError as error:
        return _unreadable(error)
    found: list[Fault] = []
    gold: dict[str, Document] = {}
    for line, document in numbered:
        problems: list[Fault]
        if document.text is None:
            gold = gold or {d.id: d for d in load("all")}
            if document.id not in gold:
                problems = [
                    Fault(
                        "has no text, and no gold document has this id",
                        document=document.id,
                        pointer="/id",
                        rule="id-unknown",
                    )
                ]
            else:
                joined, problems = join(gold[document.id], document)
                problems = problems or list(faults(joined, ENTITY_TYPES))
        else:
            problems = list(faults(document, ENTITY_TYPES))
            if not problems and document.sentences and document.entities is not None:
                problems = check(document)
        found += [fault.at(file=str(path), line=line) for fault in problems]
    return found


def read_annotated(path: str | os.PathLike[str]) -> list[Document]:
    """The documents of a ``.jsonl`` file, an annotated article, or a folder of articles.

    Raises:
        InputError: something in it cannot be read.
    """
    place = Path(path)
    if place.suffix == ".jsonl":
        return read_documents(place)
    paths = article_files(place) if place.is_dir() else [place]
    return [article.document for article in compile_all(paths)]
