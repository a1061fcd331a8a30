"""Validates files of annotated articles: every check of every level, as findings with a place."""

from __future__ import annotations

import os

from rawi.dataset.checks import check, rules
from rawi.dataset.markup import Article, read_article
from rawi.errors import Fault, InputError
from rawi.invariants import faults
from rawi.labels import ENTITY_TYPES

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
        return [fault.at(rule=fault.rule or "bytes") for fault in error.faults]
    return findings(article)


def findings(article: Article) -> list[Fault]:
    """All findings in an article that could be compiled, with the lines of its elements."""
    document = article.document
    found = list(faults(document, ENTITY_TYPES)) or check(document)
    return [
        fault.at(file=article.file, line=fault.line or article.lines.get(fault.pointer))
        for fault in found
    ]
