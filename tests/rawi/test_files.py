from __future__ import annotations

from pathlib import Path

import pytest

from rawi.errors import InputError
from rawi.files import decode, read_text, whole_file, write_text


@pytest.mark.parametrize(
    ("data", "message", "place"),
    [
        (b"\xef\xbb\xbf\xd9\x82", "byte order mark", (1, 1)),
        ("قال".encode("windows-1256"), "not UTF-8: byte 0xde", (1, 1)),
        ("سطر\nسطر ثان\r\n".encode(), "carriage return", (2, 8)),
        ("أ\n\nب\0".encode(), "NUL", (3, 2)),
        (b"", "is empty", (1, None)),
        (b" \n\n ", "is empty", (1, None)),
        ("كلمة\nأخرى ".encode() + b"\xff", "byte 0xff at byte 18", (2, 6)),
    ],
)
def test_bad_bytes(data: bytes, message: str, place: tuple[int, int | None]) -> None:
    with pytest.raises(InputError, match=message) as caught:
        decode(data, "news.txt")
    fault = caught.value.faults[0]
    assert (fault.file, fault.line, fault.column) == ("news.txt", *place)
    assert fault.hint


def test_text_is_kept_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("  أهلًا\n\n".encode())
    assert read_text(path) == "  أهلًا\n\n"


def test_missing_and_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_text(tmp_path / "none.txt")
    with pytest.raises(InputError, match="folder"):
        read_text(tmp_path)
    with pytest.raises(InputError, match="folder"):
        write_text(tmp_path, "x")


def test_interrupted_writing_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt), whole_file(path) as stream:
        stream.write(b"half")
        raise KeyboardInterrupt
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_writing_makes_folders_and_usual_permissions(tmp_path: Path) -> None:
    path = tmp_path / "new" / "out.txt"
    write_text(path, "سلام")
    other = tmp_path / "other"
    other.touch()
    assert path.read_text(encoding="utf-8") == "سلام"
    assert path.stat().st_mode == other.stat().st_mode
