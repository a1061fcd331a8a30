"""TEI P5: which element stands for which label, and how ids are written.

https://tei-c.org/release/doc/tei-p5-doc/en/html/. Names are ``persName``, ``orgName``, ``placeName``,
``roleName``, ``date``, ``time`` and ``name``; quotes ``said`` with ``who``, ``direct`` and ``aloud``;
numbers ``measure`` with ``quantity`` and ``unit``; marks ``soCalled``, ``title`` and ``term``; all else
``seg``. What elements have no attribute for stands in ``standOff``: features in ``fs``, links in
``linkGrp``, the registry in ``listPerson``, ``listOrg`` and ``listPlace``. A span that crosses another
is written in fragments, each with ``prev``.
"""

from __future__ import annotations

import re
from typing import Final

from rawi.labels import ENTITY_TYPES

NAMESPACE: Final = "http://www.tei-c.org/ns/1.0"
XML: Final = "http://www.w3.org/XML/1998/namespace"

#: element of each label; entity types that are not here are ``name``, other labels ``seg``
ELEMENTS: Final = {
    "PERS": "persName", "ORG": "orgName", "GPE": "placeName", "LOC": "placeName",
    "FAC": "placeName", "OCC": "roleName", "DATE": "date", "TIME": "time",
    "Quote": "said", "Quantity": "measure", "Unit": "unit",
}  # fmt: skip
#: label of the elements that others write without ``type``
LABEL_OF: Final = {
    "persName": "PERS", "orgName": "ORG", "placeName": "GPE", "roleName": "OCC", "date": "DATE",
    "time": "TIME", "said": "Quote", "measure": "Quantity", "num": "Quantity", "unit": "Unit",
}  # fmt: skip
#: element of a mark, by its function
MARKS: Final = {"scare": "soCalled", "title": "title", "term": "term"}
#: ``direct`` of a quote, by its type; TEI has no third value of its own
DIRECT: Final = {"direct": "true", "indirect": "false", "mixed": "unknown"}
ALOUD: Final = {"speech": "true", "thought": "false"}

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]*")
#: what XML 1.0 cannot hold, however it is written
FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element_of(label: str, function: str = "") -> str:
    """The TEI element for a label, and for a mark of this function."""
    if label == "Mark":
        return MARKS.get(function, "seg")
    return ELEMENTS.get(label, "name" if label in ENTITY_TYPES else "seg")


class Names:
    """Values of ``xml:id``: unique in the file, and names in the sense of XML."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def new(self, wanted: str) -> str:
        """A name that is like the wanted one, and not taken."""
        base = wanted if _NAME.fullmatch(wanted) else "x"
        name, number = base, 1
        while name in self._taken:
            number += 1
            name = f"{base}.{number}"
        self._taken.add(name)
        return name
