"""Language models as systems: any endpoint that speaks the chat completions of OpenAI.

:class:`LanguageModel` asks for each layer with a prompt of its own (``prompts/<version>/<layer>.txt``,
condensed from the annotation guidelines), the answer bound to a JSON Schema where the server can do
that. :mod:`rawi.adapters` gives the strings of the answer their places in the text; what the model
invented counts as wrong. Importing this needs nothing beyond a plain install, asking needs
``rawi[llm]``.
"""

from __future__ import annotations

from rawi.baselines.llm.bill import Bill
from rawi.baselines.llm.config import Config
from rawi.baselines.llm.system import LanguageModel

__all__ = ["Bill", "Config", "LanguageModel"]
