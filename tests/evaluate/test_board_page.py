"""The page of a board: what others wrote into it is shown and does nothing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from msgspec.structs import replace

from rawi.document import Document, Entity
from rawi.evaluate.board_page import board_page, bracket, caution, percent, rank_of, safe_link
from rawi.evaluate.entries import RESCORED, SCORE_ONLY, SUPPLIED, Entry, Tier
from rawi.evaluate.leaderboard import Board, board
from rawi.evaluate.results import Estimate
from rawi.evaluate.score import score

GOLD = [
    Document(
        f"d{i}",
        text="زار الوزير بيروت ثم عمّان ثم بغداد",
        entities=(Entity(4, 10, "OCC"), Entity(11, 16, "GPE"), Entity(20, 25, "GPE")),
        quotes=(),
        quantities=(),
    )
    for i in range(25)
]
HIT = "document.documentElement.dataset.hit='yes'"
HOSTILE = [
    f"<script>{HIT}</script>",
    f'"><img src=x onerror="{HIT}">',
    f"</script><script>{HIT}</script>",
    f"x' onmouseover='{HIT}' autofocus onfocus='{HIT}",
    f"{{{{ {HIT} }}}}",
    "]]></style><!--",
]
LINKS = [
    "javascript:" + HIT,
    "https://example.org/a?b=1&c=2",
    "data:text/html," + HIT,
    "//evil",
    "x",
    "",
]


def entry(
    system: str, found: int, tier: Tier = RESCORED, link: str = "", description: str = ""
) -> Entry:
    predictions = [Document(d.id, entities=(d.entities or ())[:found]) for d in GOLD]
    made = score(GOLD, predictions, system=system, tasks=["ner"], resamples=50)
    if tier == SCORE_ONLY:
        value = made.tasks["ner"].scores["exact"]["f1"].value or 0.0
        return Entry(system, made.signature, tier, None, {"ner": value}, link, description)
    return Entry.of(replace(made, link=link, description=description), tier)


def hostile_board() -> Board:
    entries = [
        entry(name, i % 4, description=name, link=link)
        for i, (name, link) in enumerate(zip(HOSTILE, LINKS, strict=True))
    ]
    entries += [
        entry("راوي", 3, SUPPLIED, description="نظام عربي"),
        entry("word", 3, SCORE_ONLY),
    ]
    return board(entries, trials=500)


class Page(HTMLParser):
    """The elements of a page, and the text of its cells."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.names: list[str] = []
        self._inside: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside.append(tag)
        if tag == "bdi":
            self.names.append("")

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._inside and self._inside[-1] == "bdi":
            self.names[-1] += data


def test_hostile_names_are_text() -> None:
    page = Page(board_page(hostile_board()))
    tags = [tag for tag, _ in page.elements]
    assert tags.count("script") == 1 and tags.count("style") == 1 and "img" not in tags
    attributes = {name for _, given in page.elements for name in given}
    assert not [name for name in attributes if name.startswith("on")] and "style" not in attributes
    assert set(page.names) == {"راوي", "word", *HOSTILE}


def test_only_addresses_of_the_web_are_links() -> None:
    page = Page(board_page(hostile_board()))
    links = [given for tag, given in page.elements if tag == "a"]
    assert links == [{"href": "https://example.org/a?b=1&c=2", "rel": "nofollow noopener"}]
    assert not [tag for tag, given in page.elements if "src" in given or tag == "link"]


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://example.org/x", True),
        ("http://example.org", True),
        ("HTTPS://EXAMPLE.ORG", True),
        ("https://مثال.com/نظام", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("java\nscript:alert(1)", False),
        (" https://example.org", False),
        ("https://example.org/\u202egpj", False),
        ("https://user@evil.example", False),
        ("https:\\\\evil.example", False),
        ('https://example.org/"onclick=', False),
        ("https:///path", False),
        ("https://[bad", False),
        ("ftp://example.org", False),
        ("//example.org", False),
        ("/etc/passwd", False),
        ("https://example.org/" + "a" * 2000, False),
        ("", False),
    ],
)
def test_safe_link(address: str, kept: bool) -> None:
    assert safe_link(address) == (address if kept else "")


def test_the_policy_allows_what_the_page_holds_and_nothing_else() -> None:
    import hashlib
    from base64 import b64encode

    source = board_page(hostile_board())
    page = Page(source)
    (policy,) = [
        given["content"] or ""
        for tag, given in page.elements
        if given.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy
    for tag in ("script", "style"):
        (text,) = re.findall(rf"<{tag}>(.*?)</{tag}>", source, re.S)
        digest = b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_ties_tiers_and_signatures_are_shown() -> None:
    made = board(
        [entry("a", 3), entry("b", 3, SUPPLIED), entry("c", 1), entry("d", 2, SCORE_ONLY)],
        trials=500,
    )
    source = board_page(made)
    assert [rank_of(row) for row in made.rows] == ["1–2", "1–2", "3", "–"]
    assert source.count("tied with 1") == 2
    assert source.count('<tr class="unranked">') == 1
    for row in made.rows:
        assert str(row.signature).replace("+", "&#43;") in source or str(row.signature) in source
        assert source.count(f"<dt>{row.tier}</dt>") == 1
    # the score alone is drawn as a point, without a band
    assert source.count('class="point"') == 4 and source.count('class="band"') == 3


def test_a_board_nobody_looked_at_says_nothing_of_trust() -> None:
    made = board([replace_tier(entry("a", 3))])
    assert "How far a row" not in board_page(made)


def replace_tier(made: Entry) -> Entry:
    assert made.result is not None
    return Entry.of(made.result)


def test_long_and_turned_around_descriptions_are_cut() -> None:
    page = board_page(board([entry("a", 3, description="\u202e" + "y" * 1000)]))
    assert "\u202e" not in page and "y" * 300 + "…" in page and "y" * 301 not in page


def test_numbers() -> None:
    assert percent(Estimate(None)) == "–" and percent(Estimate(0.1234)) == "12.3"
    assert bracket(Estimate(0.5)) == "" and bracket(Estimate(0.5, 0.25, 1)) == "[25.0, 100.0]"
    assert caution(20) == "" and caution(1).startswith("Only 1 document was")


def browser() -> str:
    """The browser; without one the test fails in CI, and is skipped elsewhere."""
    found = shutil.which("chromium")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("chromium is not on the path")
        pytest.skip("chromium is not on the path")
    return found


def opened(page: Path, profile: Path, fragment: str = "") -> str:
    """What a browser makes of a page."""
    done = subprocess.run(
        [
            browser(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
            "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", f"--user-data-dir={profile}", "--virtual-time-budget=2000",
            "--dump-dom", page.as_uri() + fragment,
        ],
        capture_output=True, timeout=120, check=True,
    )  # fmt: skip
    return done.stdout.decode("utf-8")


def test_in_a_browser_it_sorts_and_nothing_hostile_runs(tmp_path: Path) -> None:
    path = tmp_path / "board.html"
    path.write_text(board_page(hostile_board()), encoding="utf-8")
    dom = opened(path, tmp_path / "profile")
    assert 'data-sortable="yes"' in dom and 'data-sorted="rank"' in dom
    assert "data-hit" not in dom.replace("dataset", "")
    page = Page(dom)
    heads = [given for tag, given in page.elements if tag == "button"]
    assert len(heads) == 4
    ranked = [row.system for row in hostile_board().rows]
    assert page.names[1:] == ranked

    turned = opened(path, tmp_path / "profile", "#sort=ner")
    assert 'data-sorted="ner"' in turned and 'aria-sort="ascending"' in turned
    names = Page(turned).names[1:]
    scores = {row.system: row.overall.value or 0.0 for row in hostile_board().rows}
    assert names != ranked and names[-1] == "word"
    assert [scores[n] for n in names[:-1]] == sorted(scores[n] for n in names[:-1])
