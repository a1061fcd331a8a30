"""Warnings that were looked at and are no mistakes, by name and with the reason.

The list may only shrink: an exemption that no finding needs any more is a finding itself, and a test
holds the number of exemptions of the gold set to a maximum.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

import msgspec

from rawi.errors import Fault


class Exemption(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One warning that is let pass.

    Attributes:
        document: id of the article.
        rule: the rule that the finding names.
        words: words that its message must contain.
        reason: why it is no mistake.
    """

    document: str
    rule: str
    words: str
    reason: str

    def covers(self, fault: Fault) -> bool:
        """Whether a finding is the one that is let pass; errors never are."""
        return (
            fault.severity == "warning"
            and (fault.document, fault.rule) == (self.document, self.rule)
            and self.words in fault.message
        )


def exemptions() -> list[Exemption]:
    """Those of the gold set."""
    data = files("rawi.dataset").joinpath("data/exemptions.json").read_bytes()
    return msgspec.json.decode(data, type=list[Exemption])


def without_exempt(
    found: Sequence[Fault], listed: Sequence[Exemption], documents: Sequence[str]
) -> list[Fault]:
    """Findings without those that are exempted, and a finding for every exemption without use.

    Args:
        found: findings in some articles.
        listed: exemptions, of any articles.
        documents: ids of the articles that were looked at.
    """
    used = [any(exemption.covers(fault) for fault in found) for exemption in listed]
    kept = [fault for fault in found if not any(e.covers(fault) for e in listed)]
    looked_at = set(documents)
    kept += [
        Fault(
            f"the exemption from {exemption.rule} for «{exemption.words}» is not needed",
            document=exemption.document,
            rule="exemption",
            hint="take it out of dataset/data/exemptions.json",
        )
        for exemption, needed in zip(listed, used, strict=True)
        if not needed and exemption.document in looked_at
    ]
    return kept
