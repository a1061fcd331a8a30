"""Reads texts with a language model: a question for each layer, all of them side by side."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from msgspec.structs import replace as with_fields

from rawi.adapters import from_json
from rawi.adapters.fields import clean
from rawi.baselines.llm.bill import Bill, total
from rawi.baselines.llm.config import LAYERS, SETTINGS, AnswerLayer, Config
from rawi.baselines.llm.endpoint import Endpoint, UnansweredError
from rawi.baselines.llm.judging import PASSING, judge
from rawi.baselines.llm.pieces import joined, pieces
from rawi.baselines.llm.prompts import Prompt, checksum, prompt
from rawi.baselines.llm.question import Answer, Question
from rawi.baselines.llm.side_by_side import side_by_side
from rawi.baselines.llm.store import Store
from rawi.document import Document
from rawi.errors import InputError

#: of the code; that of the prompts and examples is put behind it
VERSION = "1"
#: of a checksum in a version, in hexadecimal digits
_DIGITS = 12


class _Part(NamedTuple):
    """What is asked about one piece of a text."""

    layer: AnswerLayer
    start: int
    words: str


class LanguageModel:
    """A language model behind an endpoint that speaks the chat completions of OpenAI.

    The texts of a batch are asked about ``workers`` at a time. What the model fails at (no JSON, a
    refusal, an answer cut off) leaves the layer empty, and is told in the document's ``meta`` under
    ``failed.<layer>``; what the server fails at raises, and is asked again by the next run, unless
    ``outage`` is ``count``. The bill of a document is in its ``meta`` under ``cost.…``.

    Args:
        config: the settings; or give each of them by its name.
        endpoint: to ask; by default that of the settings.
        **settings: see :data:`rawi.baselines.llm.config.SETTINGS`.

    Attributes:
        name: ``llm:`` and the name of the model.
        version: of code, prompts and, if there are any, examples.
        layers: those asked for.
        account: what this object has spent since it was made.

    Raises:
        InputError: a setting does not fit. The server is not called.
    """

    description = (
        "a language model behind an OpenAI-compatible endpoint, prompted by the guidelines"
    )
    settings = SETTINGS
    needs: Mapping[str, str] = {"openai": "rawi[llm]"}
    layers: tuple[AnswerLayer, ...] = LAYERS
    version = VERSION

    def __init__(
        self, config: Config | None = None, endpoint: Endpoint | None = None, **settings: Any
    ) -> None:
        if config is None:
            config = Config(**settings)
        elif settings:
            config = replace(config, **settings)
        config.check()
        self.config = config
        self.layers = config.asked_layers
        self.name = f"llm:{config.model}"
        self._prompts: dict[AnswerLayer, Prompt] = {
            layer: prompt(config.prompt, layer) for layer in config.asked_layers
        }
        self.version = f"{VERSION}-{checksum(self._prompts.values())[:_DIGITS]}"
        if config.shots:
            from rawi.baselines.llm import examples

            self._pools = {x: examples.examples(x, config.shots_seed) for x in self.layers}
            for layer, pool in self._pools.items():
                if len(pool) < config.shots:
                    raise InputError(
                        f"the setting 'shots' is {config.shots}, the train split has "
                        f"{len(pool)} passages that are fit to be examples of {layer}"
                    )
            self.version += f"-{examples.checksum(list(self._pools.values()))[:_DIGITS]}"
        self._endpoint = endpoint or Endpoint(config)
        self._store = Store(config.cache_folder)
        self._lock = threading.Lock()
        self.account = Bill()
        self._held: dict[str, Document | InputError] = {}

    def read(self, text: str) -> Document:
        """What the model finds in a text.

        Raises:
            InputError: the server gives no answer.
        """
        held = self._held.pop(text, None)
        outcome = held if held is not None else self._outcomes([text])[0]
        if isinstance(outcome, InputError):
            raise outcome
        return outcome

    def read_many(self, texts: Sequence[str]) -> list[Document]:
        """What the model finds in some texts, asked about side by side.

        If the server gives no answer for one of them, what it gave for the others is held back, so
        that :meth:`read` has it without asking again.

        Raises:
            InputError: the server gives no answer for a text.
        """
        self._held.clear()
        outcomes = self._outcomes(texts)
        documents = [outcome for outcome in outcomes if isinstance(outcome, Document)]
        if len(documents) == len(outcomes):
            return documents
        self._held.update(zip(texts, outcomes, strict=True))
        raise next(outcome for outcome in outcomes if isinstance(outcome, InputError))

    def _outcomes(self, texts: Sequence[str]) -> list[Document | InputError]:
        self._endpoint.start()
        parts = [(text, part) for text in texts for part in self._parts(text)]
        jobs = [partial(self._answer, part, text) for text, part in parts]
        try:
            with side_by_side(jobs, self.config.workers) as futures:
                answers = zip((part for _, part in parts), futures, strict=True)
                return [self._document(list(islice(answers, len(self._parts(t))))) for t in texts]
        except BaseException:
            self._endpoint.stop()
            raise

    def _parts(self, text: str) -> list[_Part]:
        cuts = pieces(text, self.config.max_characters)
        return [_Part(x, start, text[start:end]) for x in self.layers for start, end in cuts]

    def _document(self, parts: list[tuple[_Part, Future[Answer]]]) -> Document | InputError:
        try:
            answers = [(part, future.result()) for part, future in parts]
        except InputError as error:
            return error
        found = [(0, _nothing(self.layers))]
        notes = 0
        for part, answer in answers:
            if not answer.failure:
                read = from_json("", part.words, answer.content, layers=[part.layer])
                found.append((part.start, read.document))
                notes += len(read.notes)
        return with_fields(joined(found), meta=_meta(answers, notes))

    def _answer(self, part: _Part, text: str) -> Answer:
        """The answer about a part, from the cache or from the server."""
        question = self._question(part, text)
        kept = self._store.get(question.key)
        if kept is not None and not (kept.failure and self.config.retry_failed):
            self._charge(Bill(cached=1))
            return kept
        bills: list[Bill] = []

        def charge(bill: Bill) -> None:
            bills.append(bill)
            self._charge(bill)

        try:
            answer = self._asked(question, charge)
        except UnansweredError as error:
            if self.config.outage == "stop" or self._endpoint.stopped:
                raise
            # Not kept: it says nothing about the model.
            return Answer("", "unanswered", error.faults[0].message, bill=total(bills))
        answer = replace(answer, bill=total(bills))
        self._store.put(question.key, answer)
        return answer

    def _asked(self, question: Question, charge: Callable[[Bill], None]) -> Answer:
        for repeat in range(self.config.repeats + 1):
            again = Bill(retries=1) if repeat else Bill()
            reply = self._endpoint.ask(question, charge if not repeat else _plus(charge, again))
            failure, detail = judge(reply, question.layer)
            if failure not in PASSING or reply.finish == "length":
                # A limit that was reached once is reached again.
                break
        return Answer(reply.content, failure, detail, reply.model, reply.form)

    def _question(self, part: _Part, text: str) -> Question:
        told = self._prompts[part.layer]
        messages = [("system", told.instructions)]
        if self.config.shots:
            from rawi.baselines.llm.examples import chosen

            for example in chosen(self._pools[part.layer], self.config.shots, text):
                messages += [("user", example.passage), ("assistant", example.answer)]
        # JSON for a server cannot hold halves of surrogate pairs; offsets stay as they are.
        messages.append(("user", clean(part.words)))
        return Question(
            part.layer,
            self.config.model,
            tuple(messages),
            told.schema,
            self.config.structured,
            self.config.temperature,
            self.config.seed,
            self.config.max_tokens,
        )

    def _charge(self, bill: Bill) -> None:
        with self._lock:
            self.account += bill


def _plus(charge: Callable[[Bill], None], more: Bill) -> Callable[[Bill], None]:
    """Charges something besides, with the first bill."""
    rest = [more]
    return lambda bill: charge(bill + (rest.pop() if rest else Bill()))


def _nothing(layers: Sequence[AnswerLayer]) -> Document:
    return Document(
        "",
        entities=() if "entities" in layers else None,
        quotes=() if "quotes" in layers else None,
        quantities=() if "quantities" in layers else None,
    )


def _meta(answers: Sequence[tuple[_Part, Answer]], notes: int) -> dict[str, str]:
    """The bill, who answered in what form, and what failed; every key has a dot in it."""
    meta = total(answer.bill for _, answer in answers).meta()
    for key, values in (
        ("answer.model", (answer.model for _, answer in answers)),
        ("answer.form", (answer.form for _, answer in answers)),
    ):
        if told := sorted(set(filter(None, values))):
            meta[key] = ", ".join(told)
    if notes:
        meta["answer.notes"] = str(notes)
    failed: dict[str, list[str]] = {}
    for part, answer in answers:
        if answer.failure:
            failed.setdefault(part.layer, []).append(f"{answer.failure}: {answer.detail}")
    return meta | {f"failed.{layer}": "; ".join(told) for layer, told in failed.items()}
