"""Finds the JSON object in the answer of a language model.

An answer is JSON from end to end, or has an object in it: behind other words, in a fenced block, after a
draft. Of several objects that hold a layer the last one counts, since models draft first. Numbers are
kept as they are written, so that no digit is lost. Every step is linear in the length of the answer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

#: keys of the layers that an answer may hold
LAYERS = ("entities", "quotes", "quantities")
_FENCED = re.compile(r"```[A-Za-z]*\s(.*?)```", re.S)
_START = re.compile(r'\{\s*+(?=["}])')
# Possessive, so that an unclosed string is given up in one step; a backslash outside of a string hides
# the quotation mark behind it, or each such mark would be tried as the beginning of a string.
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|\\.|[{}]', re.S)


def read_answer(answer: str | Mapping[str, Any]) -> tuple[Mapping[str, Any] | None, list[str]]:
    """The object with the layers in an answer.

    Args:
        answer: what a model returned, or the object itself.

    Returns:
        the object, ``None`` if there is none, and notes on what was wrong or passed over.
    """
    if isinstance(answer, Mapping):
        found, drafts = (answer, 0) if _has_layer(answer) else (None, 0)
        problem = "the answer has none of the keys " + ", ".join(LAYERS)
    else:
        found, drafts, problem = _in_text(answer)
    if found is None:
        return None, [f"{problem}; the layers are empty and score as such"]
    if drafts:
        return found, [f"the answer has {drafts + 1} objects with layers; the last was taken"]
    return found, []


def _has_layer(value: object) -> bool:
    return isinstance(value, Mapping) and any(layer in value for layer in LAYERS)


def _in_text(answer: str) -> tuple[Mapping[str, Any] | None, int, str]:
    """The last object that has a layer, how many came before it, and what is wrong if there is none."""
    whole = answer.strip().removeprefix("\ufeff")
    value, problem = _decoded(whole)
    if problem is None:
        if _has_layer(value):
            return value, 0, ""
        return None, 0, f"the answer is JSON without any of the keys {', '.join(LAYERS)}"
    for stretches in (_FENCED.findall(whole), _objects(whole)):
        objects = [v for v, wrong in map(_decoded, stretches) if wrong is None and _has_layer(v)]
        if objects:
            return objects[-1], len(objects) - 1, ""
    return None, 0, f"the answer is not JSON: {problem}"


def _decoded(written: str) -> tuple[Any, str | None]:
    """A JSON value, or what is wrong with it."""
    try:
        return (
            json.loads(written, parse_int=str, parse_float=str, parse_constant=str),
            None,
        )
    except json.JSONDecodeError as error:
        return None, f"{error.msg} at character {error.pos}"
    except RecursionError:
        return None, "it is nested too deeply"


def _objects(answer: str) -> Iterator[str]:
    """Stretches from an opening brace to the one that closes it, none inside another."""
    at = 0
    while start := _START.search(answer, at):
        depth = 0
        end = None
        for token in _TOKEN.finditer(answer, start.start()):
            if token[0] == "{":
                depth += 1
            elif token[0] == "}":
                depth -= 1
                if not depth:
                    end = token.end()
                    break
        if end is None:
            return
        yield answer[start.start() : end]
        at = end
