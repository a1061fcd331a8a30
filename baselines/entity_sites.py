"""Addresses of sites, and handles, in Latin letters."""

from __future__ import annotations

import re

from rawi.text import Offsets

_ADDRESS = re.compile(
    r"(?<![\w.@-])(?:https?://[^\s<>\"«»،]{1,300}|(?:[a-z0-9-]{1,60}\.){1,4}"
    r"(?:com|org|net|info|gov|edu|int|tv|io|me|eu|news|eg|sa|ae|qa|ly|tn|ma|dz|iq|sy|lb|jo|ps|ru|uk|fr|de))"
    r"(?![\w-])",
    re.IGNORECASE | re.ASCII,
)


def read_sites(text: str) -> list[Offsets]:
    """Offsets of the addresses of a text, without punctuation at their end."""
    found = []
    for match in _ADDRESS.finditer(text):
        address = match.group().rstrip(".,;:!?)]}'")
        if address:
            found.append((match.start(), match.start() + len(address)))
    return found
