"""Whether a reply can be read: a whole JSON object with the list that was asked for.

Nothing is salvaged from an answer that was cut off. What is wrong with single items of a list that is
there is the business of :func:`rawi.adapters.from_json`, which counts them as wrong predictions.
"""

from __future__ import annotations

import json
import re

from rawi.adapters.answer import read_answer
from rawi.baselines.llm.config import AnswerLayer
from rawi.baselines.llm.question import Reply

#: characters of a model's words that are kept with a failure
_SHOWN = 200
#: failures that asking again may mend; the others are answers
PASSING = ("empty", "truncated", "unreadable")


def judge(reply: Reply, layer: AnswerLayer) -> tuple[str, str]:
    """What is wrong with a reply.

    Args:
        reply: of a server.
        layer: that was asked for.

    Returns:
        a kind of failure (:class:`~rawi.baselines.llm.question.Answer`) and more on it; both empty if
        the reply can be read.
    """
    if reply.refusal.strip():
        return "refusal", _shown(reply.refusal)
    if reply.finish == "content_filter":
        return "filtered", "the server's content filter stopped the answer"
    if not reply.content.strip():
        limit = " (its limit of tokens was reached)" if reply.finish == "length" else ""
        return "empty", f"the answer is empty{limit}"
    if _is_cut(reply.content, layer, limited=reply.finish == "length"):
        return "truncated", f"the answer breaks off: …{_shown(reply.content[-_SHOWN:])}"
    found, notes = read_answer(reply.content)
    if found is None:
        # words in place of JSON: often a refusal that the server does not mark as one
        return "unreadable", f"{notes[0].partition(';')[0]}: {_shown(reply.content)}"
    if not isinstance(found.get(layer), list | tuple):
        return "unreadable", f"the answer has no list of {layer}: {_shown(reply.content)}"
    return "", ""


def _is_cut(content: str, layer: AnswerLayer, *, limited: bool) -> bool:
    """Whether the last object that begins with the layer has no end.

    An answer that stopped at its limit is only whole if it is JSON from end to end: what looks whole
    in it may be a draft of what was to come.
    """
    decoder = json.JSONDecoder()
    whole = content.strip().removeprefix("\ufeff")
    begins = list(re.finditer(rf'\{{\s*+"{layer}"', whole))
    if limited:
        return not _decodes(decoder, whole, 0, to_end=True)
    return bool(begins) and not _decodes(decoder, whole, begins[-1].start(), to_end=False)


def _decodes(decoder: json.JSONDecoder, written: str, start: int, *, to_end: bool) -> bool:
    try:
        _, end = decoder.raw_decode(written, start)
    except (ValueError, RecursionError):
        return False
    return not to_end or end == len(written)


def _shown(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _SHOWN else line[:_SHOWN] + "…"
