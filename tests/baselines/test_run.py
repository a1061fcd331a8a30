"""Running a system over texts: inputs, engines, what is kept, what is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pyarrow as pa
import pytest
from click.testing import Result
from pyarrow import parquet

from rawi.baselines.batches import Batch, BatchSize, batches, found_schema, predict_batch
from rawi.baselines.registry import get, meta, spec
from rawi.baselines.run import Engine, predict, predict_all
from rawi.baselines.texts import texts_from
from rawi.document import Document, sha256_of
from rawi.errors import InputError
from rawi.jsonl import read_documents, write_documents
from rawi.predictions import numbered_predictions

Run = Callable[..., Result]
WORDS = ("وصل", "قال", "الوزير", "أعلن", "سامي", "12", "طبيبًا", "«نعم»", "😀", "كتاب\u200f")


def documents(count: int) -> list[Document]:
    return [
        Document(f"d{i}", text=" ".join(WORDS[(i + j) % len(WORDS)] for j in range(3 + i % 9)))
        for i in range(count)
    ]


def as_parquet(path: Path, given: list[Document], **options: object) -> Path:
    table = pa.table(
        {
            "title": ["unused"] * len(given),
            "text": [d.text for d in given],
            "id": [d.id for d in given],
        }
    )
    parquet.write_table(table, path, **options)
    return path


def ids(path: Path) -> list[str]:
    return [document.id for _, document in numbered_predictions(path)]


def refused(*arguments: object, **options: object) -> str:
    with pytest.raises(InputError) as caught:
        predict_all(*arguments, **options)  # type: ignore[arg-type]
    return str(caught.value)


def test_the_same_bytes_from_every_input_and_any_number_of_processes(
    plugin: Path, tmp_path: Path
) -> None:
    given = documents(40)
    write_documents(tmp_path / "in.jsonl", given)
    as_parquet(tmp_path / "in.parquet", given, row_group_size=7)
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "killed.jsonl.partial.texts.parquet").write_bytes(b"")
    for document in given:
        (tmp_path / "texts" / f"{document.id}.txt").write_text(document.text or "", "utf-8")
    first = tmp_path / "first.jsonl"
    predict_all(get("floor"), given, first)
    assert ids(first) == [d.id for d in given]
    for number, (source, engine) in enumerate(
        [
            ("in.jsonl", Engine()),
            ("in.parquet", Engine()),
            ("in.parquet", Engine(jobs=2, size=BatchSize(texts=3))),
            ("in.jsonl", Engine(jobs=4, size=BatchSize(characters=60))),
        ]
    ):
        out = tmp_path / f"out{number}.jsonl"
        predict_all(spec("floor"), texts_from([tmp_path / source]), out, engine=engine)
        assert out.read_bytes() == first.read_bytes()
    out = tmp_path / "texts.jsonl"
    predict_all(spec("floor"), texts_from([tmp_path / "texts"]), out)
    assert sorted(out.read_bytes().splitlines()) == sorted(first.read_bytes().splitlines())
    assert ids(out) == sorted(d.id for d in given)


def test_parquet_holds_what_json_lines_hold(tmp_path: Path) -> None:
    given = documents(30)
    for engine in (Engine(), Engine(jobs=2, size=BatchSize(texts=4))):
        predict_all(get("rules"), given, tmp_path / "out.jsonl", engine=engine)
        predict_all(get("rules"), given, tmp_path / f"{engine.jobs}.parquet", engine=engine)
        read = [
            document for _, document in numbered_predictions(tmp_path / f"{engine.jobs}.parquet")
        ]
        assert read == read_documents(tmp_path / "out.jsonl")
    assert (tmp_path / "1.parquet").read_bytes() == (tmp_path / "2.parquet").read_bytes()
    table = parquet.read_table(tmp_path / "1.parquet")
    assert table.column_names == [
        "id", "sha256", "meta", "registry", "entities", "quotes", "marks", "quantities",
        "unanchored",
    ]  # fmt: skip
    assert sorted(p.name for p in tmp_path.iterdir()) == ["1.parquet", "2.parquet", "out.jsonl"]


def test_prediction_is_a_function_from_batch_to_batch(plugin: Path) -> None:
    texts = pa.record_batch({"text": ["وصل سامي", "سيئ", "قال"], "id": ["a", "b", "c"]})
    found = predict_batch(get("fussy"), texts, meta(spec("fussy")))
    assert found.schema == found_schema()
    assert found.column("id").to_pylist() == ["a", "b", "c"]
    assert found.column("sha256").to_pylist()[2] == sha256_of("قال")
    first, second, third = found.column("document").to_pylist()
    assert second is None and first and third
    document = msgspec.json.decode(first, type=Document)
    assert document == predict(get("fussy"), Document("a", text="وصل سامي"))
    (error,) = (e for e in found.column("error").to_pylist() if e)
    assert error == "ValueError: a bad word, rawi_test_systems.py:22"
    assert predict_batch(get("fussy"), texts.slice(0, 0), {}).num_rows == 0


def test_batches_are_cut_by_texts_and_by_characters() -> None:
    texts = [(i, str(i), "x" * n) for i, n in enumerate((5, 5, 1, 30, 1, 1, 1, 1))]
    cut = [batch.positions for batch in batches(texts, BatchSize(texts=3, characters=10))]
    assert cut == [[0, 1], [2], [3], [4, 5, 6], [7]]
    assert next(batches(texts, BatchSize())) == Batch(*map(list, zip(*texts, strict=True)))
    assert list(batches([], BatchSize())) == []


def test_batches_are_taken_as_they_are_needed(plugin: Path) -> None:
    from rawi.baselines.workers import in_processes

    taken = 0

    def many() -> Callable[..., object]:
        nonlocal taken
        for i in range(50):
            taken += 1
            yield Batch([i], [f"d{i}"], ["وصل"])

    pieces = in_processes(spec("words"), meta(spec("words")), many(), 2)  # type: ignore[arg-type]
    for done in range(1, 11):
        next(pieces)
        # two at work and one ahead
        assert taken <= done + 3
    pieces.close()


def test_a_system_that_reads_several_at_once(plugin: Path, tmp_path: Path) -> None:
    given = documents(9)
    predict_all(get("together"), given, tmp_path / "a.jsonl", engine=Engine(size=BatchSize(4)))
    assert ids(tmp_path / "a.jsonl") == [d.id for d in given]
    given[2] = Document("d2", text="سيئ")
    message = refused(get("together"), given, tmp_path / "b.jsonl")
    assert "document d2: the system 'together' failed: RuntimeError: this one" in message
    assert "predictions for 8 are kept" in message


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_a_system_fails_on_is_named_and_the_rest_is_kept(
    jobs: int, plugin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = documents(20)
    good = [*given]
    given[3], given[11] = (Document(f"bad{i}", text="هذا سيئ") for i in (1, 2))
    out = tmp_path / "out.jsonl"
    engine = Engine(jobs=jobs, size=BatchSize(texts=4))
    message = refused(spec("fussy"), given, out, engine=engine)
    assert "document bad1: the system 'fussy' failed: ValueError: a bad word" in message
    assert "document bad2" in message and "failed on 2 of 20 documents" in message
    assert "predictions for 18 are kept (call it again to go on" in message
    assert not out.exists()
    monkeypatch.setenv("MENDED", "1")
    assert predict_all(spec("fussy"), given, out, engine=engine) == 18
    assert ids(out) == [d.id for d in given]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.jsonl", "site"]
    predict_all(spec("fussy"), given, tmp_path / "straight.jsonl")
    assert (tmp_path / "straight.jsonl").read_bytes() == out.read_bytes()
    assert good[0] == given[0]


def test_a_run_that_fails_on_everything_stops(plugin: Path, tmp_path: Path) -> None:
    given = [Document(f"d{i}", text="سيئ") for i in range(200)]
    message = refused(spec("fussy"), given, tmp_path / "out.jsonl")
    assert message.count("the system 'fussy' failed:") == 20
    assert "failed on 21 of 200 documents; it was stopped there; predictions for 0 are" in message


def test_a_process_that_dies(plugin: Path, tmp_path: Path) -> None:
    given = [*documents(6), Document("fatal", text="قاتل")]
    out = tmp_path / "out.jsonl"
    engine = Engine(jobs=2, size=BatchSize(texts=1))
    message = refused(spec("deadly"), given, out, engine=engine)
    assert "a process ended by signal SIGKILL while it read the documents fatal" in message
    assert predict_all(spec("deadly"), given[:-1], out, engine=engine) >= 4


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_system_that_cannot_be_made(jobs: int, plugin: Path, tmp_path: Path) -> None:
    for name, message in (("costly", "pip install 'costly'"), ("broken", "no such device")):
        found = refused(spec(name), documents(3), tmp_path / "out.jsonl", engine=Engine(jobs=jobs))
        assert message in found and "cannot be written" not in found
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_a_system_that_cannot_be_handed_over(tmp_path: Path) -> None:
    class Local:
        name, version, description, layers = "local", "1", "", ()

        def read(self, text: str) -> Document:
            return Document("")

    assert predict_all(Local(), documents(2), tmp_path / "out.jsonl") == 0
    message = refused(Local(), documents(2), tmp_path / "two.jsonl", engine=Engine(jobs=2))
    assert "cannot be handed to other processes" in message


def left_by(name: str, given: list[Document], out: Path, torn: bytes = b"") -> list[bytes]:
    """A partial file as a run leaves it that was ended before it wrote the output."""
    predict_all(spec(name), given, out)
    lines = out.read_bytes().splitlines(keepends=True)
    out.rename(out.with_name(out.name + ".partial"))
    with out.with_name(out.name + ".partial").open("ab") as stream:
        stream.write(torn)
    return lines


@pytest.mark.parametrize("suffix", ["jsonl", "parquet"])
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_run_goes_on(suffix: str, jobs: int, plugin: Path, tmp_path: Path) -> None:
    given = documents(12)
    whole, out = tmp_path / f"whole.{suffix}", tmp_path / f"out.{suffix}"
    predict_all(spec("words"), given, whole)
    (tmp_path / "some.jsonl").write_bytes(b"")
    left_by("words", given[2:7], tmp_path / "some.jsonl", torn=b'{"id": "d9", "sha')
    (tmp_path / "some.jsonl.partial").rename(tmp_path / f"out.{suffix}.partial")
    steps = []
    taken = predict_all(
        spec("words"),
        given,
        out,
        engine=Engine(jobs=jobs, size=BatchSize(2)),
        begin=lambda count: steps.append(count),
        advance=lambda: steps.append(1),
    )
    assert taken == 5
    assert steps == [12, *[1] * 12]
    assert out.read_bytes() == whole.read_bytes()
    assert [p.name for p in tmp_path.glob("out*")] == [out.name]


def test_texts_that_have_changed_or_moved_are_read_again(plugin: Path, tmp_path: Path) -> None:
    given = documents(6)
    out = tmp_path / "out.jsonl"
    left_by("words", given, out)
    changed = [given[5], Document("d0", text="غير"), *given[2:4], Document("new", text="جديد")]
    assert predict_all(spec("words"), changed, out) == 3
    assert ids(out) == ["d5", "d0", "d2", "d3", "new"]
    assert read_documents(out)[1].sha256 == sha256_of("غير")


def test_what_another_system_left_is_not_touched(plugin: Path, tmp_path: Path) -> None:
    given, out = documents(3), tmp_path / "out.jsonl"
    left_by("words", given, out)
    before = (tmp_path / "out.jsonl.partial").read_bytes()
    message = refused(spec("floor"), given, out)
    assert "left predictions of another origin: system words, now floor" in message
    assert "--restart" in message
    assert (tmp_path / "out.jsonl.partial").read_bytes() == before
    assert predict_all(spec("floor"), given, out, restart=True) == 0
    assert not (tmp_path / "out.jsonl.partial").exists()


def test_other_settings_are_another_run(plugin: Path, tmp_path: Path) -> None:
    given, out, model = documents(3), tmp_path / "out.jsonl", tmp_path / "model"
    model.write_text("كلمة")
    predict_all(spec("tuned", {"model": str(model)}), given, out)
    out.rename(tmp_path / "out.jsonl.partial")
    message = refused(spec("tuned", {"model": str(model), "beam": 9}), given, out)
    assert "another origin: beam 3, now 9" in message
    model.write_text("أخرى")
    assert "model sha256:" in refused(spec("tuned", {"model": str(model)}), given, out)
    model.write_text("كلمة")
    chosen = spec("tuned", {"model": str(model), "device": "cuda"})
    assert predict_all(chosen, given, out) == 3


def test_rubbish_in_a_partial_file(plugin: Path, tmp_path: Path) -> None:
    given, out = documents(4), tmp_path / "out.jsonl"
    lines = left_by("words", given, out)
    (tmp_path / "out.jsonl.partial").write_bytes(
        b"\n\0\0\0\n" + lines[2] + b"\xff\xfe\n[]\n" + lines[0] + lines[1][:-1]
    )
    assert predict_all(spec("words"), given, out) == 2
    assert out.read_bytes() == b"".join(lines)


def test_a_second_run_onto_one_output_is_refused(plugin: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    messages = []

    def during() -> None:
        if not messages:
            messages.append(refused(spec("words"), documents(2), out))

    predict_all(spec("words"), documents(2), out, advance=during)
    assert f"{out}: another run is writing it (process {os.getpid()} on " in messages[0]
    assert ids(out) == ["d0", "d1"]
    assert not list(tmp_path.glob("*.lock"))


def test_a_lock_that_was_left_behind_does_not_bar_anybody(plugin: Path, tmp_path: Path) -> None:
    (tmp_path / "out.jsonl.lock").write_text("process 1 on elsewhere")
    predict_all(spec("words"), documents(2), tmp_path / "out.jsonl")
    assert not list(tmp_path.glob("*.lock"))


def test_a_parquet_file_with_one_huge_row_group_is_streamed(tmp_path: Path) -> None:
    text = "كلمة " * 2000
    path = tmp_path / "in.parquet"
    given = [Document(f"d{i}", text=f"{i} {text}") for i in range(1500)]
    as_parquet(path, given, compression="none", use_dictionary=False, write_batch_size=16)
    code = (
        "import sys, pyarrow as pa\n"
        "from rawi.baselines.texts import texts_from\n"
        "faults = []\n"
        "count = sum(1 for _ in texts_from([sys.argv[1]]).read(faults))\n"
        "print(count, pa.default_memory_pool().max_memory())\n"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    count, peak = map(int, done.stdout.split())
    assert count == 1500
    assert peak * 3 < path.stat().st_size


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"id": ["a"], "body": ["x"]}, "in.parquet: has no column 'text', the columns are id, body"),
        ({"id": [1], "text": ["x"]}, "the column 'id' holds int64, strings are expected"),
        ({"id": ["a", "b"], "text": ["x", None]}, "in.parquet:2, document b: has no text to read"),
        ({"id": ["a", ""], "text": ["x", "y"]}, "in.parquet:2: has no id in this row"),
        ({"id": ["a", "a"], "text": ["x", "y"]}, "2, document a: this id is already used in line 1"),
        ({"id": pa.array([], pa.string()), "text": pa.array([], pa.string())}, "no texts to read"),
    ],
)  # fmt: skip
def test_parquet_that_does_not_fit(table: dict[str, object], message: str, tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    parquet.write_table(pa.table(table), path)
    assert message in refused(get("floor"), texts_from([path]), tmp_path / "out.jsonl")
    assert [p.name for p in tmp_path.iterdir()] == ["in.parquet"]


def test_parquet_with_other_kinds_of_strings(tmp_path: Path) -> None:
    path = tmp_path / "in.parquet"
    key = pa.array(["a", "b"]).dictionary_encode()
    parquet.write_table(
        pa.table({"id": key, "text": pa.array(["x", "y"], pa.large_string())}), path
    )
    predict_all(get("floor"), texts_from([path]), tmp_path / "out.jsonl")
    assert ids(tmp_path / "out.jsonl") == ["a", "b"]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("in.parquet", b"PAR1 nonsense", "cannot be read as Parquet"),
        ("in.jsonl", b'{"id": "a", "text": "x"}\n{"id": "b", "text": 5}\n{"id": 6}\n',
         "in.jsonl:2, document b, at /text: [json] found 5, expected string or null"),
        ("in.jsonl", b'{"id": "a", "text": "x"}\n\n{"id": "a", "text": "y"}\n',
         "in.jsonl:3, document a: this id is already used in line 1"),
        ("in.jsonl", b'{"id": "a", "text": "x"}\r\n', "in.jsonl:1:25: contains a carriage return"),
        ("in.jsonl", b'\n{"id": "a", "text": "\xff"}\n', "in.jsonl:2:22: is not UTF-8"),
        ("in.jsonl", b'{"id": "a", "text": ""}\n', "in.jsonl:1, document a: has no text to read"),
        ("in.jsonl", b"\n", "in.jsonl:1: is empty"),
        ("in.txt", b"\xe3\xd1", "in.txt:1:1: is not UTF-8"),
    ],
)  # fmt: skip
def test_files_that_do_not_fit(name: str, data: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    found = refused(get("floor"), texts_from([path]), tmp_path / "out.jsonl")
    assert message in found
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_many_faults_are_counted_and_not_all_listed(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(b'{"id": 1}\n' * 3000 + b'{"id": "a", "text": "x"}\n' * 2)
    lines = refused(get("floor"), texts_from([path]), tmp_path / "out.jsonl").splitlines()
    assert len(lines) == 21
    assert lines[-1].startswith("and more")


def test_nothing_is_left_when_the_folder_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    message = refused(get("floor"), documents(1), tmp_path / "file" / "out.jsonl")
    assert "cannot be written" in message


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--jobs", "0"], "0 is not in the range x>=1"),
        (["--jobs", "-3"], "-3 is not in the range x>=1"),
        (["--jobs", "100000"], "--jobs 100000: this machine has"),
        (["--batch-texts", "0"], "0 is not in the range x>=1"),
        (["--engine", "spark"], "'spark' is not one of 'local', 'ray'"),
        (["--ray-address", "auto"], "--ray-address goes with --engine ray"),
    ],
)
def test_usage(arguments: list[str], message: str, tmp_path: Path, run: Run) -> None:
    result = run("predict", "floor", "--split", "test", "-o", tmp_path / "x.jsonl", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_score_reads_parquet_that_predict_wrote(tmp_path: Path, run: Run) -> None:
    for suffix in ("jsonl", "parquet"):
        out = tmp_path / f"floor.{suffix}"
        assert run("predict", "floor", "--split", "test", "-o", out).exit_code == 0
    shown = {run("score", tmp_path / f"floor.{s}").stdout for s in ("jsonl", "parquet")}
    assert len(shown) == 1 and "rawi (mean)" in shown.pop()
