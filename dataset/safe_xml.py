"""XML from anybody: no document type, no entities, no network, and faults with their place."""

from __future__ import annotations

import re

from lxml import etree

from rawi.errors import Fault, InputError
from rawi.files import decode


def parse_xml(data: bytes, file: str) -> etree._Element:
    """The root element; comments and processing instructions are left out.

    Raises:
        InputError: the bytes are no UTF-8, have a document type or declare an entity, or are not
            well-formed; with line and column.
    """
    text = decode(data, file)
    declaration = re.search(r"<!(DOCTYPE|ENTITY)", text)
    if declaration:
        raise InputError(
            Fault(
                f"has a <!{declaration[1]}> declaration, which is not allowed",
                file=file,
                line=text.count("\n", 0, declaration.start()) + 1,
                rule="xml-doctype",
                hint="remove it; write &amp; &lt; &gt; and characters as they are",
            )
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise InputError(
            Fault(
                f"is not well-formed XML: {plain(str(error.msg))}",
                file=file,
                line=line,
                column=column,
                rule="xml-malformed",
                hint="every tag that opens must close, in the order of nesting",
            )
        ) from None


def plain(message: str) -> str:
    """A message of libxml2 without the place, which is told apart."""
    return re.sub(r", line \d+, column \d+.*$", "", message.strip())
