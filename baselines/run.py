"""Runs a system over texts, and keeps what is done when a run is interrupted."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from rawi.baselines.batches import BatchSize, Found, batches, named, predict_texts
from rawi.baselines.journal import Journal
from rawi.baselines.lock import locked
from rawi.baselines.registry import Spec, meta
from rawi.baselines.settings import meta_of
from rawi.baselines.survey import sound, survey
from rawi.baselines.system import BatchSystem, System
from rawi.baselines.texts import STAGED, GivenTexts, Texts, parquet_ids
from rawi.document import Document, sha256_of
from rawi.errors import Fault, InputError

#: what is found, as it comes, with the positions of the texts
Pieces = Generator[Iterable[tuple[int, Found]], None, None]
#: documents that a system may fail on before the run stops
MOST_FAILURES = 20


@dataclass(frozen=True, slots=True)
class Engine:
    """Where the work is done. The predictions are the same, byte for byte.

    Attributes:
        kind: processes of this machine, or actors of a Ray cluster.
        jobs: how many; one job on this machine runs in the process that was started.
        size: of a batch.
        address: of the Ray cluster; by default one is started on this machine.
    """

    kind: Literal["local", "ray"] = "local"
    jobs: int = 1
    size: BatchSize = field(default_factory=BatchSize)
    address: str | None = None


@dataclass(frozen=True, slots=True)
class _Given:
    """Makes a system that is there already."""

    system: System

    def make(self) -> System:
        return self.system


def predict(system: System, document: Document) -> Document:
    """What a system finds in the text of a document, under the id of that document.

    The system sees nothing of the document but its text.

    Raises:
        InputError: the document has no text.
    """
    if not document.text:
        raise InputError("has no text to read", document=document.id)
    origin = meta_of(system.name, system.version, (), {})
    return named(system.read(document.text), document.id, sha256_of(document.text), origin)


def predict_all(
    system: System | Spec,
    documents: Sequence[Document] | Texts,
    output: str | os.PathLike[str],
    *,
    engine: Engine | None = None,
    restart: bool = False,
    begin: Callable[[int], None] = lambda count: None,
    advance: Callable[[], None] = lambda: None,
) -> int:
    """Predict on texts and write the predictions; an interrupted run goes on where it stopped.

    The texts are gone through once before anything is predicted, to find what is wrong with any of
    them. While it runs the predictions are added to ``<output>.partial``; the output appears when
    the last one is made. What a partial file holds of the same texts is not computed again, and one
    of another system, version or setting is not touched. Memory grows with the batches at work, and
    by 8 bytes for each text; while the texts are checked, by 120 bytes for each id, and when a run
    goes on by 150 for each prediction that is there.

    Args:
        system: by its spec, or made already.
        documents: with their texts, or texts in files.
        output: the file to write, Parquet if it is called ``….parquet``, else JSON Lines.
        engine: where to run; by default in this process.
        restart: drop what an interrupted run left.
        begin: called with the number of texts before the first prediction.
        advance: called after each of them, for progress.

    Returns:
        how many predictions were taken over from an earlier run.

    Raises:
        InputError: something is wrong with the texts, another run writes this output or left
            predictions of another origin, the output cannot be written, or the system failed on a
            document; then what it found in others is kept.
    """
    engine = engine or Engine()
    texts = GivenTexts(documents) if isinstance(documents, Sequence) else documents
    target = Path(output)
    if target.is_dir():
        raise InputError("this is a folder, a file is expected", file=str(output))
    if isinstance(system, Spec):
        maker: Spec | _Given = system
        origin = meta(system)
    else:
        maker, origin = _Given(system), meta_of(system.name, system.version, (), {})
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with locked(target), Journal(target, origin, restart=restart) as journal:
            run = _Run(maker, origin, texts, journal, target, engine)
            begin(len(run.places))
            for _ in range(run.taken):
                advance()
            run.go(advance)
            journal.finish(run.places)
    except OSError as error:
        raise InputError(
            f"cannot be written: {error.strerror or error}", file=str(output)
        ) from None
    return run.taken


class _Run:
    """One run: which texts there are, and where the prediction for each stands in the journal.

    Attributes:
        places: by position of the text; -1 where there is none yet.
        taken: how many were there before.
    """

    def __init__(
        self,
        maker: Spec | _Given,
        origin: Mapping[str, str],
        texts: Texts,
        journal: Journal,
        target: Path,
        engine: Engine,
    ) -> None:
        self._maker, self._origin, self._texts = maker, origin, texts
        self._journal, self._engine = journal, engine
        self._staged = target.with_name(target.name + STAGED)
        self._staged.unlink(missing_ok=True)
        self.places = survey(texts, journal.index)
        self.taken = sum(place >= 0 for place in self.places)
        self._failures: list[Fault] = []

    def go(self, advance: Callable[[], None]) -> None:
        """Make the predictions that are missing.

        Raises:
            InputError: the system failed on a document, or on too many to go on.
        """
        if self.taken == len(self.places):
            return
        with closing(self._pieces()) as pieces:
            for piece in pieces:
                for position, found in piece:
                    self._keep(position, found)
                    advance()
                self._journal.flush()
                if len(self._failures) > MOST_FAILURES:
                    break
        if self._failures:
            raise InputError([*self._failures[:MOST_FAILURES], self._kept()])

    def _keep(self, position: int, found: Found) -> None:
        if found.document is not None:
            self.places[position] = self._journal.add(found.document)
        else:
            about = f"the system {self._origin['system']!r} failed: {found.error}"
            self._failures.append(Fault(about, document=found.id))

    def _kept(self) -> Fault:
        made = sum(place >= 0 for place in self.places)
        stopped = "; it was stopped there" if len(self._failures) > MOST_FAILURES else ""
        return Fault(
            f"the system failed on {len(self._failures)} of {len(self.places)} documents{stopped}; "
            f"predictions for {made} are kept",
            file=str(self._journal.path),
            hint="call it again to go on with the others",
        )

    def _pieces(self) -> Pieces:
        engine = self._engine
        if engine.kind == "ray":
            return self._on_cluster()
        waiting = batches(self._waiting(), engine.size)
        if engine.jobs > 1:
            from rawi.baselines.workers import in_processes

            return in_processes(self._maker, self._origin, waiting, engine.jobs)
        return self._here()

    def _waiting(self) -> Iterator[tuple[int, str, str]]:
        """The texts without a prediction: position, id, text."""
        for position, text in enumerate(sound(self._texts)):
            if position >= len(self.places):
                raise InputError("has changed while it was read", file=text.file)
            if self.places[position] < 0:
                yield position, text.id, text.text

    def _here(self) -> Pieces:
        """One piece for each text, so that no more than that is lost, unless they go together."""
        system = self._maker.make()
        size = self._engine.size if isinstance(system, BatchSystem) else BatchSize(texts=1)
        for batch in batches(self._waiting(), size):
            found = predict_texts(system, batch.ids, batch.texts, self._origin)
            yield zip(batch.positions, found, strict=True)

    def _on_cluster(self) -> Pieces:
        from rawi.baselines.cluster import on_cluster, stage

        engine = self._engine
        files, done = self._texts.parquet, frozenset(self._journal.index)
        # As the pieces come in order, a position is looked at before its prediction is there.
        waiting = (at for at, place in enumerate(self.places) if place < 0)
        try:
            if files:
                ids = enumerate(parquet_ids(files))
                expected = ((at, key) for at, key in ids if self.places[at] < 0)
            else:
                stage(self._staged, batches(self._waiting(), engine.size))
                files, done = (self._staged,), frozenset()
                expected = ((at, key) for at, key in zip(waiting, parquet_ids(files), strict=True))
            for rows in on_cluster(
                self._maker,
                self._origin,
                files,
                done,
                jobs=min(engine.jobs, 1 + self.places.count(-1) // engine.size.texts),
                size=engine.size,
                address=engine.address,
            ):
                yield [(_position(row, expected), row) for row in rows]
            if next(expected, None) is not None:
                raise InputError("the cluster gave fewer documents than there are texts")
        finally:
            self._staged.unlink(missing_ok=True)


def _position(row: Found, expected: Iterator[tuple[int, str]]) -> int:
    position, key = next(expected, (-1, ""))
    if row.id != key:
        raise InputError(
            f"the cluster gave the document {row.id!r} where {key!r} was expected",
            hint="were the files changed while they were read? call it again to go on",
        )
    return position
