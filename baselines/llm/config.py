"""What may be set about a language model, declared once for Python and the command line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import urlsplit

from rawi.baselines.system import Setting
from rawi.errors import Fault, InputError

AnswerLayer = Literal["entities", "quotes", "quantities"]
#: how an answer is bound to a form, the strictest first
Form = Literal["json_schema", "json_object", "plain"]
Outage = Literal["stop", "count"]
LAYERS: tuple[AnswerLayer, ...] = get_args(AnswerLayer)
FORMS: tuple[Form, ...] = get_args(Form)
#: where the key stands if no address is given
DEFAULT_VARIABLE = "OPENAI_API_KEY"
# Upper case alone, so that a key that is given for the name of its variable is refused unseen.
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{0,63}")

SETTINGS = (
    Setting("model", "the model's name, as the server knows it", required=True),
    Setting(
        "base_url",
        "address of the server up to /v1; by default that of OpenAI",
        affects=False,
    ),
    Setting(
        "key_variable",
        f"environment variable with the key; {DEFAULT_VARIABLE} if no address is given, else no key",
        affects=False,
    ),
    Setting("layers", "what to ask for, with commas between", default=",".join(LAYERS)),
    Setting("prompt", "version of the prompts", default="1"),
    Setting("shots", "examples from the train split in each prompt", "integer", 0, least=0),
    Setting("shots_seed", "which examples", "integer", 0),
    Setting("temperature", "how freely the model chooses", "number", 0.0, least=0),
    Setting("seed", "handed to the server if given", "integer"),
    Setting("max_tokens", "longest answer; by default the server's limit", "integer", least=1),
    Setting(
        "max_characters",
        "ask for longer texts in pieces of whole paragraphs; by default a text is never cut",
        "integer",
        least=1,
    ),
    Setting("structured", "strictest form to ask for", default="json_schema", choices=FORMS),
    Setting(
        "repeats", "times to ask again for an answer that cannot be read", "integer", 1, least=0
    ),
    Setting(
        "retries", "times to try again when the server fails", "integer", 5, least=0, affects=False
    ),
    Setting("timeout", "seconds for one answer", "number", 300.0, least=0.01, affects=False),
    Setting(
        "longest_wait",
        "seconds to wait between two tries at most",
        "number",
        120.0,
        least=0,
        affects=False,
    ),
    Setting("workers", "requests at the same time", "integer", 4, least=1, affects=False),
    Setting(
        "cache", "folder for answers, or none; by default the user's cache folder", affects=False
    ),
    Setting(
        "retry_failed", "ask again where the cache has a failure", "flag", False, affects=False
    ),
    Setting(
        "outage",
        "a text that the server never answers stops the run, or counts as read with nothing found",
        default="stop",
        choices=get_args(Outage),
        affects=False,
    ),
)


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of a language model; see :data:`SETTINGS` for what each is.

    No key is ever in it, only the name of the environment variable that has it. A key is sent where
    ``key_variable`` is given, or to OpenAI itself; so ``OPENAI_API_KEY`` never reaches another server
    by accident.
    """

    model: str
    base_url: str | None = None
    key_variable: str | None = None
    layers: str = ",".join(LAYERS)
    prompt: str = "1"
    shots: int = 0
    shots_seed: int = 0
    temperature: float = 0.0
    seed: int | None = None
    max_tokens: int | None = None
    max_characters: int | None = None
    structured: Form = "json_schema"
    repeats: int = 1
    retries: int = 5
    timeout: float = 300.0
    longest_wait: float = 120.0
    workers: int = 4
    cache: str | None = None
    retry_failed: bool = False
    outage: Outage = "stop"

    def check(self) -> None:
        """See that the settings that have a form of their own fit it.

        Raises:
            InputError: with every one that does not. What may be a secret is not repeated.
        """
        faults = [*self._layer_faults(), *self._address_faults()]
        if not self.model.strip():
            faults.append(Fault("the setting 'model' is empty, expected a name"))
        if self.key_variable is not None and not _VARIABLE.fullmatch(self.key_variable):
            faults.append(
                Fault(
                    "the setting 'key_variable' is not the name of an environment variable in upper "
                    "case (it is not shown here, since it may be a key)",
                    hint="put the key into the environment, and give the variable's name",
                )
            )
        if faults:
            raise InputError(faults)

    def _layer_faults(self) -> list[Fault]:
        asked = self._asked()
        if asked and len(set(asked)) == len(asked) and set(asked) <= set(LAYERS):
            return []
        return [
            Fault(
                f"the setting 'layers' is {self.layers!r}, expected one or more of "
                f"{', '.join(LAYERS)}, each once, with commas between"
            )
        ]

    def _address_faults(self) -> list[Fault]:
        if self.base_url is None:
            return []
        try:
            parts = urlsplit(self.base_url)
            sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            sound = False
        if not sound:
            return [
                Fault(
                    "the setting 'base_url' is no address of the form http://HOST:PORT/v1",
                )
            ]
        if "@" in parts.netloc or parts.query or parts.fragment:
            return [
                Fault(
                    "the setting 'base_url' has a user, a query or a fragment, where keys would be "
                    "written to logs",
                    hint="give the address alone, and the key with key_variable",
                )
            ]
        return []

    def _asked(self) -> list[str]:
        return [part.strip() for part in self.layers.split(",")]

    @property
    def asked_layers(self) -> tuple[AnswerLayer, ...]:
        """The layers to ask for, in the order of :data:`LAYERS`."""
        asked = self._asked()
        return tuple(layer for layer in LAYERS if layer in asked)

    @property
    def variable(self) -> str | None:
        """The environment variable to take the key from, None for a server that needs none."""
        if self.key_variable is not None:
            return self.key_variable
        return DEFAULT_VARIABLE if self.base_url is None else None

    @property
    def cache_folder(self) -> Path | None:
        """Where answers are kept, None if they are not."""
        if self.cache == "none":
            return None
        if self.cache is not None:
            return Path(self.cache).expanduser().absolute()
        return user_cache()


def user_cache() -> Path:
    """The folder for answers in the user's cache (XDG base directories)."""
    import os

    base = os.environ.get("XDG_CACHE_HOME", "")
    folder = Path(base) if base and Path(base).is_absolute() else Path("~/.cache").expanduser()
    return folder / "rawi" / "llm"
