"""Whether this installation makes the features that a model was trained with."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import Final

from rawi.baselines.crf.features import VERSION, FeatureSet, features
from rawi.baselines.tagging.layout import Family
from rawi.baselines.tagging.tokens import tokenize

#: a text with some of everything that features look at; its lines are those of an article
_SAMPLE: Final = """\
بيروت - قال وزير الخارجية الروسي سيرغي لافروف، الثلاثاء 14 تموز/يوليو 2026، إنّ "القرار" سيصدر قريبًا.
وأضاف للصحافيين في جنيف أن نحو 3 ملايين و200 ألف نازح، أي ما لا يقل عن ٩٠٫٦٪ منهم، عادوا خلال شهرين.
وبحسب وكالة رويترز، نفت شركة النورس (NRS) الأنباء: «لم نرفع الأسعار». ويتوقع البنك الدولي نموا بين 3 و5 بالمئة.
"""  # noqa: E501


@cache
def lists_sha256() -> str:
    """SHA-256 over the lists that features are made from."""
    digest = hashlib.sha256()
    for package, folder in (("rawi.baselines", "data"), ("rawi.numerals", "data")):
        for entry in sorted(files(package).joinpath(folder).iterdir(), key=lambda one: one.name):
            if entry.name.endswith((".tsv", ".json")):
                digest.update(entry.name.encode() + b"\0" + entry.read_bytes() + b"\0")
    return digest.hexdigest()


@cache
def fingerprint(families: tuple[Family, ...], chosen: FeatureSet) -> str:
    """What tells whether two installations make the same features.

    A SHA-256 over the version and lists, and over what is made of a text that has some of everything.
    """
    made = features(tokenize(_SAMPLE), families, chosen)
    digest = hashlib.sha256(f"{VERSION}\n{chosen}\n{','.join(families)}\n".encode())
    if chosen != "plain":
        digest.update(lists_sha256().encode())
    for token in made:
        digest.update("\t".join(token).encode() + b"\n")
    return digest.hexdigest()
