"""One question to a model, and what came back: the values that transport and cache exchange."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rawi.baselines.llm.bill import Bill
from rawi.baselines.llm.config import AnswerLayer, Form


@dataclass(frozen=True, slots=True)
class Question:
    """What a model is asked, apart from where it is served and what its server understands.

    Attributes:
        layer: that is asked for.
        model: its name.
        messages: pairs of role and words.
        schema: JSON Schema of the answer, as text.
        structured: the strictest form to ask for.
        temperature: how freely the model chooses.
        seed: handed on if there is one.
        max_tokens: longest answer, if there is a limit.
    """

    layer: AnswerLayer
    model: str
    messages: tuple[tuple[str, str], ...]
    schema: str
    structured: Form = "json_schema"
    temperature: float = 0.0
    seed: int | None = None
    max_tokens: int | None = None

    @property
    def key(self) -> str:
        """SHA-256 of all of it, in hexadecimal: two questions with one key are the same."""
        body = {
            "layer": self.layer,
            "model": self.model,
            "messages": [list(message) for message in self.messages],
            "schema": self.schema,
            "structured": self.structured,
            "temperature": repr(float(self.temperature)),
            "seed": self.seed,
            "max_tokens": self.max_tokens,
        }
        return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Dialect:
    """What of a question a server understands.

    Attributes:
        form: how the answer is bound to a form.
        tokens: the name of the limit of the answer's length.
        temperature: whether it may be set.
    """

    form: Form = "json_schema"
    tokens: str = "max_tokens"
    temperature: bool = True

    def body(self, question: Question) -> dict[str, Any]:
        """The question as arguments of a chat completion."""
        body: dict[str, Any] = {
            "model": question.model,
            "messages": [{"role": role, "content": words} for role, words in question.messages],
        }
        if self.form == "json_schema":
            schema = {"name": question.layer, "strict": True, "schema": json.loads(question.schema)}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif self.form == "json_object":
            body["response_format"] = {"type": "json_object"}
        if self.temperature:
            body["temperature"] = question.temperature
        if question.max_tokens is not None:
            body[self.tokens] = question.max_tokens
        if question.seed is not None:
            body["seed"] = question.seed
        return body


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server sent for one request.

    Attributes:
        content: the model's words.
        refusal: why it did not answer, if it said so.
        finish: why it stopped.
        model: its name, as the server tells it.
        form: that the answer was bound to.
    """

    content: str
    refusal: str = ""
    finish: str = ""
    model: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of a question, as it is kept.

    Attributes:
        content: the model's words; also where they are of no use.
        failure: why they are of no use: ``refusal``, ``filtered``, ``empty``, ``truncated``,
            ``unreadable``, ``unanswered``; empty if they are.
        detail: more on the failure.
        model: the model's name, as the server tells it.
        form: that the answer was bound to.
        bill: what it cost.
    """

    content: str
    failure: str = ""
    detail: str = ""
    model: str = ""
    form: str = ""
    bill: Bill = field(default_factory=Bill)


def reply_of(body: object, form: str) -> tuple[Reply, Bill] | None:
    """What a server sent, from its JSON; None if that is no chat completion.

    Args:
        body: the decoded JSON.
        form: that the answer was bound to.
    """
    choices = body.get("choices") if isinstance(body, Mapping) else None
    if not isinstance(body, Mapping) or not isinstance(choices, list) or not choices:
        return None
    choice = choices[0]
    message = choice.get("message") if isinstance(choice, Mapping) else None
    if not isinstance(message, Mapping):
        return None
    reply = Reply(
        _words(message.get("content")),
        _words(message.get("refusal")),
        _words(choice.get("finish_reason")),
        _words(body.get("model")),
        form,
    )
    usage = body.get("usage")
    usage = usage if isinstance(usage, Mapping) else {}
    prompt, completion = _count(usage, "prompt_tokens"), _count(usage, "completion_tokens")
    metered = prompt is not None and completion is not None
    return reply, Bill(
        prompt_tokens=prompt or 0, completion_tokens=completion or 0, unmetered=int(not metered)
    )


def _words(value: object) -> str:
    """A string; of a list of parts the texts."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(_words(part.get("text")) for part in value if isinstance(part, Mapping))
    return ""


def _count(usage: Mapping[str, Any], name: str) -> int | None:
    value = usage.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
