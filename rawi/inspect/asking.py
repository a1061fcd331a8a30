"""Asks a model of ``inspect-ai`` for each layer that a task needs, with the prompts of this package."""

from __future__ import annotations

import json
from collections.abc import Sequence

from inspect_ai.model import (
    ChatMessage,
    ChatMessageAssistant,
    ChatMessageSystem,
    ChatMessageUser,
    ModelOutput,
    ResponseSchema,
)
from inspect_ai.solver import Generate, Solver, TaskState, solver
from inspect_ai.util import JSONSchema

from rawi.baselines.llm.config import AnswerLayer
from rawi.baselines.llm.examples import chosen, examples
from rawi.baselines.llm.prompts import prompt
from rawi.baselines.llm.reading import read_replies
from rawi.document import Document

#: in the store of a sample: for each layer the words of the model and why it stopped
STORED = "rawi.answers"
_FINISH = {"max_tokens": "length", "model_length": "length", "content_filter": "content_filter"}


@solver
def ask_layers(
    layers: Sequence[AnswerLayer], version: str = "1", shots: int = 0, shots_seed: int = 0
) -> Solver:
    """Asks for each layer in a conversation of its own; the answers are kept in the sample's store.

    Args:
        layers: to ask for.
        version: of the prompts.
        shots: examples from the train split in each prompt.
        shots_seed: which examples.
    """
    told = {layer: prompt(version, layer) for layer in layers}
    pools = {layer: examples(layer, shots_seed) if shots else () for layer in layers}

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        text = state.input_text
        answers: dict[str, list[str]] = {}
        said: list[ChatMessage] = []
        for layer in layers:
            asked: list[ChatMessage] = [ChatMessageSystem(content=told[layer].instructions)]
            for example in chosen(pools[layer], shots, text):
                asked.append(ChatMessageUser(content=example.passage))
                asked.append(ChatMessageAssistant(content=example.answer))
            state.messages = [*asked, ChatMessageUser(content=text)]
            form = JSONSchema.model_validate(json.loads(told[layer].schema))
            state = await generate(
                state, response_schema=ResponseSchema(name=layer, json_schema=form, strict=True)
            )
            said += state.messages
            answers[layer] = _kept(state.output)
        # the log shows all that was said, not what was said last
        state.messages = said
        state.store.set(STORED, answers)
        return state

    return solve


def _kept(output: ModelOutput) -> list[str]:
    """The words of a model and why it stopped, as a server of OpenAI would tell it."""
    return [output.completion, _FINISH.get(str(output.stop_reason), "stop")]


def read_answers(state: TaskState) -> tuple[Document, dict[str, str]]:
    """What a model found in the text of a sample.

    Args:
        state: of the sample, after :func:`ask_layers`.

    Returns:
        a prediction without id; and by layer why an answer was of no use, its layer then being empty.
    """
    return read_replies(state.input_text, state.store.get(STORED, {}))
