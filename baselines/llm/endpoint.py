"""Sends questions to a server, through the ``openai`` client, until there is an answer.

Tried again: time-outs, lost connections, 408, 409, 425, 429, 5xx, and answers that are no chat
completion. Not tried again: a wrong key, an unknown model, a spent budget (:class:`HopelessError`, as no
other question would fare better), and a question that the server rejects. What a server rejects for
its form is asked in a weaker one: ``json_schema``, then ``json_object``, then plain words.

A key is read from the environment when the first request is made, and given to the client alone. No
exception of the client is chained to ours, as it holds the request with its headers; and whatever a
server sends is searched for the key before anything is done with it.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random
from time import monotonic
from typing import Any

from rawi.baselines.llm.bill import Bill
from rawi.baselines.llm.config import Config
from rawi.baselines.llm.question import Dialect, Question, Reply, reply_of
from rawi.baselines.llm.retrying import asked_wait, backoff
from rawi.baselines.llm.trouble import SHOWN, Trouble, mending, message_in, weaker
from rawi.errors import Fault, InputError

_LOG = logging.getLogger("rawi.baselines.llm")
#: bytes of a response that are read; an answer of any model is far shorter
_LARGEST = 20_000_000
#: questions without an answer in a row after which the server is given up
_SILENCE = 10


class UnansweredError(InputError):
    """A question that got no answer."""


class HopelessError(InputError):
    """A server that will answer no question."""


class Endpoint:
    """A server of one model. May be asked by several threads at once.

    Args:
        config: where it is and how patient to be.
        wait: waits for some seconds; by default, so that :meth:`stop` ends it.
    """

    def __init__(self, config: Config, wait: Callable[[float], object] | None = None) -> None:
        self._config = config
        self._stopped = threading.Event()
        self._wait = wait or self._stopped.wait
        self._lock = threading.Lock()
        self._client: Any = None
        self._key = ""
        self._dialect = Dialect(config.structured)
        self._hopeless: tuple[Fault, ...] = ()
        self._silent = 0
        self._heard = False

    def stop(self) -> None:
        """Let nothing more be sent; who waits between two tries gives up."""
        self._stopped.set()

    @property
    def stopped(self) -> bool:
        """Whether :meth:`stop` was called last."""
        return self._stopped.is_set()

    def start(self) -> None:
        """Let questions be sent again after :meth:`stop`."""
        self._stopped.clear()

    def ask(self, question: Question, charge: Callable[[Bill], None]) -> Reply:
        """The reply to a question.

        Args:
            question: what to ask.
            charge: called with what each request cost, also if there is no reply in the end.

        Raises:
            UnansweredError: this question has none.
            HopelessError: no question will get one, or ``openai`` is not installed.
        """
        random = Random(question.key)
        dialect = self._dialect
        failed = sent = 0
        while True:
            if self._hopeless:
                raise HopelessError(self._hopeless)
            if self._stopped.is_set():
                raise UnansweredError("the run was stopped before the server answered")
            outcome, bill = self._send(question, dialect)
            charge(replace(bill, requests=1, retries=int(failed > 0)))
            sent += 1
            if isinstance(outcome, Reply):
                self._answered(dialect)
                return outcome
            easier = weaker(dialect, outcome)
            if easier is not None:
                dialect = easier
                continue
            if outcome.hopeless:
                raise self._give_up(outcome)
            if not outcome.again:
                raise UnansweredError(
                    Fault(f"the server rejects it: {outcome.message}", hint=mending(outcome))
                )
            pause = outcome.wait
            too_long = pause is not None and pause > self._config.longest_wait
            if failed >= self._config.retries or too_long:
                raise self._unanswered(outcome, failed + 1, pause if too_long else None)
            if pause is None:
                pause = min(backoff(failed, random), self._config.longest_wait)
            failed += 1
            _LOG.info("trying again in %.1f s: %s", pause, outcome.message)
            self._wait(pause)

    def clean(self, words: str) -> str:
        """Words of a server, without the key if it sent that back."""
        return words.replace(self._key, "[key]") if self._key else words

    def _answered(self, dialect: Dialect) -> None:
        with self._lock:
            self._silent, self._heard = 0, True
            if dialect != self._dialect:
                _LOG.warning(
                    "the server does not accept all that was asked for; going on with %s",
                    dialect.form,
                )
                self._dialect = dialect

    def _give_up(self, trouble: Trouble) -> HopelessError:
        hint = {
            401: "put the key into an environment variable and name it with key_variable",
            403: "see that the key may use this model",
            404: "see the model's name, and that the address ends as the server wants it (mostly /v1)",
        }.get(trouble.status, "")
        fault = Fault(f"the server answers no question: {trouble.message}", hint=hint)
        self._hopeless = (fault,)
        return HopelessError(fault)

    def _unanswered(self, trouble: Trouble, tries: int, pause: float | None) -> InputError:
        asks = f"; it asks to wait {pause:.0f} s" if pause is not None else ""
        fault = Fault(
            f"no answer after {tries} {'try' if tries == 1 else 'tries'}: {trouble.message}{asks}",
            hint="call it again later to go on",
        )
        with self._lock:
            self._silent += 1
            # A server that was never there is not asked once for every text.
            never = not self._heard and not trouble.status
            if self._silent >= _SILENCE or never:
                self._hopeless = (fault,)
                return HopelessError(fault)
        return UnansweredError(fault)

    def _send(self, question: Question, dialect: Dialect) -> tuple[Reply | Trouble, Bill]:
        """One request. Gives what went wrong instead of raising it, so that nothing is chained."""
        client = self._connected()
        import openai

        began = monotonic()
        outcome: Reply | Trouble
        bill = Bill()
        timeout = self._config.timeout
        try:
            completions = client.chat.completions.with_streaming_response
            with completions.create(**dialect.body(question), timeout=timeout) as response:
                data = bytearray()
                late = False
                # The client's own limit is for each read: a server that trickles would go on.
                for part in response.iter_bytes():
                    data += part
                    late = monotonic() - began > timeout
                    if late or len(data) > _LARGEST:
                        break
            if late:
                outcome = Trouble(f"no whole answer within {timeout:g} s")
            elif len(data) > _LARGEST:
                outcome = Trouble(f"the answer is larger than {_LARGEST} bytes")
            else:
                outcome, bill = self._read(bytes(data), dialect)
        except openai.APITimeoutError:
            outcome = Trouble(f"no answer within {timeout:g} s")
        except openai.APIStatusError as error:
            outcome = self._status(error)
        except openai.APIConnectionError as error:
            outcome = Trouble(self._said(f"no connection ({_cause(error)})"))
        except openai.OpenAIError as error:
            outcome = Trouble(self._said(str(error)))
        except OSError as error:
            outcome = Trouble(f"the connection was lost ({type(error).__name__})")
        except Exception as error:
            # Errors of the transport below the client, while the body is read, have no common class
            # that is the same in all of its versions; others are ours and must show.
            if not type(error).__module__.startswith(("httpx", "httpcore")):
                raise
            outcome = Trouble(f"the connection was lost ({type(error).__name__})")
        return outcome, replace(bill, milliseconds=round(1000 * (monotonic() - began)))

    def _read(self, data: bytes, dialect: Dialect) -> tuple[Reply | Trouble, Bill]:
        try:
            body = json.loads(data)
        except (ValueError, RecursionError):
            return Trouble("the response is not JSON"), Bill()
        if isinstance(body, Mapping) and body.get("error"):
            # some routers report the failure of what is behind them with status 200
            return Trouble(self._said(message_in(body))), Bill()
        found = reply_of(body, dialect.form)
        if found is None:
            return Trouble("the response is no chat completion"), Bill()
        reply, bill = found
        cleaned = Reply(*(self.clean(getattr(reply, name)) for name in Reply.__dataclass_fields__))
        return cleaned, bill

    def _status(self, error: Any) -> Trouble:
        status = int(error.status_code)
        said = self._said(message_in(error.body) or str(error.message))
        code = self._said(str(getattr(error, "code", None) or ""))
        headers = {str(k).lower(): str(v) for k, v in error.response.headers.items()}
        return Trouble(f"status {status}: {said}", status, code, asked_wait(headers))

    def _said(self, words: str) -> str:
        line = " ".join(self.clean(words).split())
        return line if len(line) <= SHOWN else line[:SHOWN] + "…"

    def _connected(self) -> Any:
        with self._lock:
            if self._client is not None:
                return self._client
            try:
                from openai import OpenAI
            except ImportError:
                raise HopelessError(
                    "asking a language model needs openai, which is not installed",
                    hint="pip install 'rawi[llm]'",
                ) from None
            variable = self._config.variable
            key = os.environ.get(variable, "").strip() if variable else ""
            if variable and not key:
                raise HopelessError(
                    Fault(
                        f"the environment variable {variable} is not set, it is to hold the key",
                        hint="export it; for a server without keys give its address with --base-url",
                    )
                )
            if not (key.isascii() and key.isprintable()):
                raise HopelessError(
                    f"what the environment variable {variable} holds is no key: it has characters "
                    "that cannot be sent",
                )
            self._key = key
            self._client = OpenAI(
                api_key=key or "none",
                base_url=self._config.base_url,
                max_retries=0,
                timeout=self._config.timeout,
            )
            return self._client


def _cause(error: BaseException) -> str:
    cause = error.__cause__
    return type(cause).__name__ if cause is not None else "refused or lost"
