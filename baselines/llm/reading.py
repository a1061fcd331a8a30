"""From the answers of a model on one text to a document, whoever asked for them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from rawi.adapters import from_json
from rawi.baselines.llm.config import AnswerLayer
from rawi.baselines.llm.judging import judge
from rawi.baselines.llm.pieces import joined
from rawi.baselines.llm.question import Reply
from rawi.document import Document


def read_replies(
    text: str, answers: Mapping[AnswerLayer, Sequence[str]]
) -> tuple[Document, dict[str, str]]:
    """What a model found in a text.

    Args:
        text: the text that it was given.
        answers: by layer the words of the model, and why it stopped, as a server of OpenAI has it.

    Returns:
        a prediction without id; and by layer why an answer was of no use, its layer then being empty.
    """
    failures: dict[str, str] = {}
    found: list[tuple[int, Document]] = []
    for layer, (content, finish) in answers.items():
        failure, detail = judge(Reply(content, finish=finish), layer)
        if failure:
            failures[layer] = f"{failure}: {detail}"
            content = json.dumps({layer: []})
        read = from_json("", text, content, layers=[layer]).document
        found.append((0, replace(read, text=None)))
    return joined(found), failures
