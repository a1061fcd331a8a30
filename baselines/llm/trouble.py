"""What goes wrong between us and a server, and what to do about it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from rawi.baselines.llm.config import FORMS
from rawi.baselines.llm.question import Dialect

_AGAIN = (408, 409, 425, 429)
_REJECTED = (400, 413, 415, 422, 501)
#: characters of what a server says that are shown
SHOWN = 300


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a request has no reply.

    Attributes:
        message: what happened, without secrets.
        status: of the response, 0 if there was none.
        code: what the server calls the error.
        wait: seconds that the server asks to wait, if it does.
    """

    message: str
    status: int = 0
    code: str = ""
    wait: float | None = None

    @property
    def hopeless(self) -> bool:
        """Whether any other question would fare the same: no key, no such model, no money."""
        return self.status in (401, 402, 403, 404, 405) or self.code == "insufficient_quota"

    @property
    def again(self) -> bool:
        """Whether the same request may succeed later."""
        return not self.hopeless and (
            self.status in _AGAIN or (self.status not in _REJECTED and not 300 <= self.status < 500)
        )


def weaker(dialect: Dialect, trouble: Trouble) -> Dialect | None:
    """What to ask after a question was rejected, None if it was not for its form."""
    if trouble.status not in (400, 415, 422, 501):
        return None
    message = trouble.message.lower()
    if dialect.tokens == "max_tokens" and "max_completion_tokens" in message:
        return replace(dialect, tokens="max_completion_tokens")
    if dialect.temperature and "temperature" in message:
        return replace(dialect, temperature=False)
    if dialect.form == FORMS[-1] or _too_long(trouble):
        return None
    return replace(dialect, form=FORMS[FORMS.index(dialect.form) + 1])


def _too_long(trouble: Trouble) -> bool:
    said = f"{trouble.code} {trouble.message}".lower()
    return "context" in said and any(
        word in said for word in ("length", "exceed", "window", "size")
    )


def mending(trouble: Trouble) -> str:
    """What a user can do about a question that was rejected; empty where nothing is known."""
    if _too_long(trouble) or trouble.status == 413:
        return "ask for it in pieces with --set max-characters=N"
    return ""


def message_in(body: object) -> str:
    """What a server says of an error, in any of the shapes that servers use."""
    for _ in range(3):
        if isinstance(body, Mapping):
            body = next((body[k] for k in ("error", "message", "detail") if body.get(k)), "")
    return body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
