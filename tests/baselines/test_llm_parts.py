"""The parts under a language model, each by itself: cache, pieces, waits, replies, judgements."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any, BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from rawi.adapters import from_json
from rawi.baselines.llm import store
from rawi.baselines.llm.bill import Bill, bill_of
from rawi.baselines.llm.config import Config
from rawi.baselines.llm.judging import judge
from rawi.baselines.llm.pieces import joined, pieces
from rawi.baselines.llm.question import Answer, Question, Reply, reply_of
from rawi.baselines.llm.retrying import LONGEST, asked_wait, backoff
from rawi.baselines.llm.side_by_side import side_by_side
from rawi.baselines.llm.store import Store
from rawi.baselines.llm.trouble import Trouble, message_in
from rawi.document import Document, Entity
from rawi.errors import InputError
from rawi.files import whole_file
from rawi.invariants import faults
from rawi.labels import ENTITY_TYPES

KEYS = [f"{n:02x}" * 32 for n in range(8)]
ANSWER = Answer('{"entities": []}', bill=Bill(1, 0, 10, 2, 0, 7), model="m", form="plain")


# Cache


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    kept = Store(tmp_path / "new" / "folder")
    assert kept.get(KEYS[0]) is None
    kept.put(KEYS[0], ANSWER)
    assert kept.get(KEYS[0]) == ANSWER and kept.get(KEYS[1]) is None
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == [f"{KEYS[0]}.json"]
    Store(None).put(KEYS[0], ANSWER)
    assert Store(None).get(KEYS[0]) is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b"entities", b"quotes"),
        lambda data: data.replace(b'"prompt_tokens": 10', b'"prompt_tokens": 11'),
        lambda data: data.replace(KEYS[0].encode(), KEYS[1].encode()),
        lambda data: data.replace(b"answer/1", b"answer/0"),
        lambda data: b"\xff\xfe\x00",
        lambda data: b"[" * 100_000,
        lambda data: b"null",
    ],
)
def test_what_was_spoiled_is_no_answer_and_is_written_anew(tmp_path: Path, spoil: Any) -> None:
    kept = Store(tmp_path)
    kept.put(KEYS[0], ANSWER)
    (path,) = (p for p in tmp_path.rglob("*.json"))
    data = path.read_bytes()
    assert spoil(data) != data
    path.write_bytes(spoil(data))
    assert kept.get(KEYS[0]) is None
    kept.put(KEYS[0], ANSWER)
    assert kept.get(KEYS[0]) == ANSWER


def _hammer(arguments: tuple[str, int]) -> int:
    folder, writer = arguments
    kept = Store(Path(folder))
    read = 0
    for turn in range(40):
        key = KEYS[(turn + writer) % len(KEYS)]
        kept.put(key, Answer(f"{writer} " + "x" * 2000 * (turn % 5)))
        found = kept.get(key)
        assert found is not None and set(found.content[2:]) <= {"x"}
        read += 1
    return read


def test_two_processes_share_a_folder(tmp_path: Path) -> None:
    with ProcessPoolExecutor(2, get_context("fork")) as pool:
        assert list(pool.map(_hammer, [(str(tmp_path), 0), (str(tmp_path), 1)])) == [40, 40]
    assert sorted(p.stem for p in tmp_path.rglob("*") if p.is_file()) == sorted(KEYS)


def test_threads_write_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two files that are opened at once may leave the process with the wrong mask for new files."""
    writing: list[int] = []
    most: list[int] = []

    @contextmanager
    def watched(path: Path) -> Iterator[BinaryIO]:
        writing.append(1)
        most.append(len(writing))
        time.sleep(0.002)
        with whole_file(path) as stream:
            yield stream
        writing.pop()

    monkeypatch.setattr(store, "whole_file", watched)
    kept = Store(tmp_path)
    with side_by_side([lambda n=n: kept.put(KEYS[n % 8], ANSWER) for n in range(24)], 8) as futures:
        for future in futures:
            future.result()
    assert most == [1] * 24


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    kept = Store(tmp_path / "file")
    assert kept.get(KEYS[0]) is None
    with pytest.raises(InputError, match="cannot be written"):
        kept.put(KEYS[0], ANSWER)


def test_the_cache_is_the_users_unless_another_is_given(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert Config("m").cache_folder == tmp_path / "rawi" / "llm"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert Config("m").cache_folder == Path("~/.cache/rawi/llm").expanduser()
    monkeypatch.chdir(tmp_path)
    assert Config("m", cache="here").cache_folder == tmp_path / "here"
    assert Config("m", cache="none").cache_folder is None


# Questions and replies


def test_every_part_of_a_question_is_in_its_key() -> None:
    plain = Question("quotes", "m", (("user", "نص"),), "{}")
    others = [
        Question("entities", "m", (("user", "نص"),), "{}"),
        Question("quotes", "n", (("user", "نص"),), "{}"),
        Question("quotes", "m", (("system", "نص"),), "{}"),
        Question("quotes", "m", (("user", "نصّ"),), "{}"),
        Question("quotes", "m", (("user", "نص"),), "{ }"),
        Question("quotes", "m", (("user", "نص"),), "{}", "plain"),
        Question("quotes", "m", (("user", "نص"),), "{}", temperature=0.1),
        Question("quotes", "m", (("user", "نص"),), "{}", seed=0),
        Question("quotes", "m", (("user", "نص"),), "{}", max_tokens=1),
    ]
    assert len({q.key for q in [plain, *others]}) == 1 + len(others)
    assert plain.key == Question("quotes", "m", (("user", "نص"),), "{}", temperature=0).key


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["choices", "message", "content", "usage", "prompt_tokens", "error", "x"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(_JSON)
def test_no_reply_raises(body: Any) -> None:
    found = reply_of(body, "plain")
    if found is not None:
        reply, bill = found
        assert isinstance(reply.content, str) and bill.prompt_tokens >= 0
    assert isinstance(message_in(body), str)


@given(
    st.text()
    | _JSON.map(json.dumps)
    | st.just('{"entities": [').flatmap(lambda s: st.text().map(s.__add__))
)
def test_what_is_judged_to_be_read_is_read(content: str) -> None:
    failure, detail = judge(Reply(content), "entities")
    assert bool(failure) == bool(detail)
    read = from_json("", "نص", content, layers=["entities"])
    if not failure:
        assert read.document.entities is not None
        assert not any("layers are empty" in note for note in read.notes)


@pytest.mark.parametrize(
    ("content", "failure"),
    [
        ('{"entities": []}', ""),
        ('{"entities": []} done', ""),
        ('{"note": "x", "entities": []}', ""),
        ('draft {"entities": []} final {"entities": [{"text":', "truncated"),
        ('{"entities": [}', "truncated"),
        ('{"note": "x", "entities": [', "unreadable"),
        ("null", "unreadable"),
        ('"entities"', "unreadable"),
    ],
)
def test_judgements(content: str, failure: str) -> None:
    assert judge(Reply(content, finish="stop"), "entities")[0] == failure


# Pieces


_LINES = st.lists(st.text(alphabet="اب .\u200f", max_size=12), max_size=8).map("\n".join)


@given(_LINES, st.integers(1, 30))
def test_pieces_are_whole_paragraphs_and_cover_all_that_is_seen(text: str, most: int) -> None:
    from rawi.text import paragraphs

    found = pieces(text, most)
    inside = [
        [p for p in paragraphs(text) if start <= p[0] and p[1] <= end] for start, end in found
    ]
    assert [p for part in inside for p in part] == list(paragraphs(text))
    for (start, end), part in zip(found, inside, strict=True):
        assert (part[0][0], part[-1][1]) == (start, end)
        assert end - start <= most or len(part) == 1
    for left, right in pairwise(found):
        first = next(p for p in paragraphs(text) if p[0] == right[0])
        assert first[1] - left[0] > most, "no piece is shorter than it has to be"


def test_a_text_is_not_cut_without_a_limit() -> None:
    assert pieces("  أ\n\nب ", None) == [(0, 7)]
    assert pieces(" \n", None) == pieces(" \n", 5) == []


def test_every_offset_is_moved() -> None:
    text = "قال سامي إن نحو 30 كيلومترًا من الطريق قد تغلق"
    answer = {
        "entities": [{"text": "سامي", "type": "PERS"}],
        "quotes": [
            {
                "content": ["إن نحو 30 كيلومترًا من الطريق قد تغلق"],
                "cue": ["قال"],
                "speaker": {"name": "سامي", "kind": "named"},
                "via": ["الطريق"],
            }
        ],
        "quantities": [
            {
                "text": "30",
                "unit": "kilometer",
                "unit_text": "كيلومترًا",
                "modifier": "نحو",
                "of": "الطريق",
                "head": "الطريق",
                "base": "سامي",
                "status": "forecast",
                "status_cue": "قد",
            }
        ],
    }
    before = "فقرة أولى طويلة.\n\n"
    here = joined([(0, from_json("", text, answer).document)])
    moved = joined([(len(before), from_json("", text, answer).document)])
    whole = replace(moved, id="a", text=before + text)
    assert not list(faults(whole, tuple(ENTITY_TYPES)))

    def words(document: Document, whole: str) -> list[str]:
        found: list[str] = []

        def walk(value: Any) -> None:
            if hasattr(value, "start"):
                found.append(whole[value.start : value.end])
            if isinstance(value, tuple):
                for inner in value:
                    walk(inner)
            for name in getattr(value, "__struct_fields__", ()):
                walk(getattr(value, name))

        walk((document.entities, document.quotes, document.quantities))
        return found

    assert words(moved, before + text) == words(here, text)
    assert len(words(here, text)) == 12


def test_layers_of_several_pieces_come_in_order() -> None:
    first = Document("", entities=(Entity(0, 1, "GPE"),))
    both = joined([(0, first), (5, first), (5, Document("", quotes=()))])
    assert [(e.start, e.end) for e in both.entities or ()] == [(0, 1), (5, 6)]
    assert both.quotes == () and both.quantities is None


# Waits


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "3"}, 3.0),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after-ms": "x", "retry-after": "9"}, 9.0),
        ({"retry-after": "Mon, 23 Nov 2026 10:00:30 GMT"}, 30.0),
        ({"retry-after": "Mon, 23 Nov 2026 09:00:00 GMT"}, 0.0),
        ({"retry-after": "Mon, 23 Nov 2026 10:01:00 -0000"}, 60.0),
        ({"retry-after": "Mon, 99 Nov 2026 10:01:00 GMT"}, None),
    ],
)
def test_what_a_server_asks_to_wait(headers: dict[str, str], seconds: float | None) -> None:
    assert asked_wait(headers, datetime(2026, 11, 23, 10, tzinfo=UTC)) == seconds


@given(st.integers(0, 10_000), st.integers())
def test_waits_are_bounded(attempt: int, seed: int) -> None:
    seconds = backoff(attempt, Random(seed))
    assert 0.25 <= seconds <= LONGEST


@pytest.mark.parametrize(
    ("status", "again", "hopeless"),
    [
        (0, True, False), (200, True, False), (302, False, False), (400, False, False),
        (401, False, True), (402, False, True), (404, False, True), (408, True, False),
        (409, True, False), (413, False, False), (418, False, False), (425, True, False),
        (429, True, False), (500, True, False), (501, False, False), (529, True, False),
    ],
)  # fmt: skip
def test_which_troubles_may_pass(status: int, again: bool, hopeless: bool) -> None:
    trouble = Trouble("", status)
    assert (trouble.again, trouble.hopeless) == (again, hopeless)


# The bill, and threads


@given(st.builds(Bill, *[st.integers(0, 10**9)] * 6))
def test_a_bill_comes_back_from_the_metadata(bill: Bill) -> None:
    assert bill_of([Document("a", meta=bill.meta())]) == bill
    assert bill + Bill() == bill
    assert all("." in key for key in bill.meta()), "no setting has a dot in its name"


def test_jobs_keep_their_order_and_one_that_fails_fails_alone() -> None:
    def job(number: int) -> int:
        if number == 3:
            raise ValueError("three")
        return number

    with side_by_side([lambda n=n: job(n) for n in range(20)], 4) as futures:
        assert [f.result() for n, f in enumerate(futures) if n != 3] == [
            n for n in range(20) if n != 3
        ]
        with pytest.raises(ValueError, match="three"):
            futures[3].result()
    with side_by_side([], 4) as none:
        assert none == []
