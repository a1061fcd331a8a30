"""Windows over words: every word is read once, with what room there is on both sides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rawi.baselines.neural.windows import Window, windows


@given(
    st.lists(st.integers(1, 9), max_size=80),
    st.integers(1, 20).flatmap(lambda room: st.tuples(st.just(room), st.integers(0, room - 1))),
)
def test_every_word_is_read_in_one_window_that_holds_it(
    lengths: list[int], sizes: tuple[int, int]
) -> None:
    room, overlap = sizes
    found = windows(lengths, room, overlap)
    read = [word for w in found for word in range(w.read_first, w.read_last)]
    assert read == list(range(len(lengths)))
    for window in found:
        assert window.first <= window.read_first <= window.read_last <= window.last
        assert sum(min(lengths[i], room) for i in range(window.first, window.last)) <= room


def test_what_two_windows_share_is_divided_in_the_middle() -> None:
    assert windows([1] * 10, 6, 4) == [
        Window(0, 6, 0, 4),
        Window(2, 8, 4, 6),
        Window(4, 10, 6, 10),
    ]


def test_a_short_text_is_one_window() -> None:
    assert windows([2, 2, 2], 6, 3) == [Window(0, 3, 0, 3)]
    assert windows([], 6, 3) == []


@pytest.mark.parametrize(("room", "overlap"), [(0, 0), (4, 4), (4, -1)])
def test_no_step_is_refused(room: int, overlap: int) -> None:
    with pytest.raises(ValueError, match="cannot overlap"):
        windows([1], room, overlap)
