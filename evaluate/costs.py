"""What predictions cost, by what they say of it: ``meta`` keys that begin with ``cost.``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from rawi.document import Document

PREFIX = "cost."
# no more digits than can be summed over any number of documents without loss
_AMOUNT = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,6})?")


def costs(predictions: Iterable[Document]) -> dict[str, float]:
    """Amounts by name (``seconds``, ``prompt_tokens``), summed over the documents that tell them.

    What is no plain decimal number is left out, as metadata may hold anything.
    """
    sums: dict[str, Decimal] = {}
    for document in predictions:
        for key, value in document.meta.items():
            if key.startswith(PREFIX) and _AMOUNT.fullmatch(value):
                name = key.removeprefix(PREFIX)
                sums[name] = sums.get(name, Decimal(0)) + Decimal(value)
    return {name: int(x) if x == x.to_integral_value() else float(x) for name, x in sums.items()}
