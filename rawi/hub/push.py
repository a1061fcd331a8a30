"""Publishes a version of the set: one commit, then a tag. Doing it again finishes, or does nothing.

The order of the steps is what keeps it whole. All files go up in one commit on top of the one that was
looked at (``parent_commit``), so whoever else commits meanwhile makes it fail and not mix. The tag comes
after. A version is never moved: when its tag is there, its files must be those that would be published.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rawi.dataset.tables import CONFIGS
from rawi.errors import Fault, InputError
from rawi.hub.remote import State, is_same, open_pull_request, state, talking
from rawi.hub.tree import MANIFEST, Publication


@dataclass(frozen=True, slots=True)
class Plan:
    """What publishing would change.

    Attributes:
        added: paths that are not there.
        changed: paths with other bytes.
        removed: data files of an older form that would be read beside the new ones.
        same: paths that are there as they are.
        kept: paths that are not of this publication and stay.
        tag: whether the tag is missing.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    same: tuple[str, ...]
    kept: tuple[str, ...]
    tag: bool

    @property
    def writes(self) -> bool:
        """Whether a commit is needed."""
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class Done:
    """What was done.

    Attributes:
        url: where to look.
        commit: the commit with the files, ``None`` where a pull request waits.
        what: in words.
    """

    url: str
    commit: str | None
    what: str


def plan(publication: Publication, there: State) -> Plan:
    """Compares a publication with what is there."""
    added, changed, same = [], [], []
    for path, data in publication.files.items():
        if path not in there.files:
            added.append(path)
        elif is_same(data, there.files[path]):
            same.append(path)
        else:
            changed.append(path)
    others = [path for path in there.files if path not in publication.files]
    removed = [path for path in others if path.partition("/")[0] in CONFIGS]
    return Plan(
        tuple(added),
        tuple(changed),
        tuple(removed),
        tuple(same),
        tuple(path for path in others if path not in removed),
        publication.tag not in there.tags,
    )


def publish(
    api: Any,
    repository: str,
    publication: Publication,
    *,
    pull_request: bool = False,
    private: bool = False,
) -> Done:
    """Publishes, or finishes what was begun, or does nothing.

    Args:
        api: a ``huggingface_hub.HfApi``.
        repository: ``owner/name``; made if it is not there.
        publication: the files and their version.
        pull_request: propose the commit; the tag waits until it is merged.
        private: make a new repository private. One that is there keeps what it has.

    Raises:
        InputError: no token, or one that may not write; the version is there with other files;
            somebody else committed meanwhile; the connection broke. Nothing is half-published then.
    """
    with talking(repository, "asking who you are"):
        api.whoami()
    there = state(api, repository, "dataset")
    if not there.exists:
        with talking(repository, "making the repository"):
            api.create_repo(repository, repo_type="dataset", private=private, exist_ok=True)
        there = state(api, repository, "dataset")
    url = f"{api.endpoint}/datasets/{repository}"
    if publication.tag in there.tags:
        said = _same_version(api, repository, publication)
        return Done(url, there.tags[publication.tag], said)
    todo = plan(publication, there)
    if not todo.writes:
        _tag(api, repository, publication, there.head)
        return Done(url, there.head, f"the files were there; tagged {publication.tag}")
    message = f"Rawi {publication.version}"
    if pull_request:
        waiting = open_pull_request(
            api, repository, "dataset", message, lambda found: not plan(publication, found).writes
        )
        if waiting is not None:
            return Done(waiting, None, "a pull request with these files is open already")
    made = _commit(api, repository, publication, todo, there, message, pull_request)
    if pull_request:
        return Done(made.pr_url, None, "proposed; publish again when it is merged, to set the tag")
    _verify(api, repository, publication, made.oid)
    _tag(api, repository, publication, made.oid)
    return Done(url, made.oid, f"published {publication.tag}")


def _commit(
    api: Any,
    repository: str,
    publication: Publication,
    todo: Plan,
    there: State,
    message: str,
    pull_request: bool,
) -> Any:
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete

    operations: list[Any] = [
        CommitOperationAdd(path, publication.files[path]) for path in (*todo.added, *todo.changed)
    ]
    operations += [CommitOperationDelete(path) for path in todo.removed]
    with talking(repository, "publishing the files"):
        return api.create_commit(
            repository,
            operations,
            commit_message=message,
            repo_type="dataset",
            parent_commit=there.head,
            create_pr=pull_request,
        )


def _verify(api: Any, repository: str, publication: Publication, commit: str) -> None:
    """Looks whether what is there is what was sent.

    Raises:
        InputError: a file is missing or has other bytes.
    """
    found = state(api, repository, "dataset", commit).files
    wrong = [path for path, data in publication.files.items() if not is_same(data, found.get(path))]
    if wrong:
        raise InputError(
            Fault(
                f"after the commit {commit[:12]} {wrong[0]} is not what was sent",
                file=repository,
                hint="the version is not tagged; run the same command again",
            )
        )


def _same_version(api: Any, repository: str, publication: Publication) -> str:
    """What is to be said of a version whose tag is there.

    Raises:
        InputError: it was made of other gold files.
    """
    found = state(api, repository, "dataset", publication.tag).files
    if not is_same(publication.files[MANIFEST], found.get(MANIFEST)):
        raise InputError(
            Fault(
                f"{publication.tag} is published there, of other gold files",
                file=repository,
                hint="a version is never changed; raise GOLD_VERSION in dataset/build.py",
            )
        )
    todo = plan(publication, State(True, None, found))
    said = f"{publication.tag} is published already"
    different = len(todo.changed) + len(todo.added) + len(todo.removed)
    if different:
        said += f" ({different} files would be written differently by these tools, and stay)"
    return said


def _tag(api: Any, repository: str, publication: Publication, commit: str | None) -> None:
    with talking(repository, "setting the tag; the files are there"):
        api.create_tag(
            repository,
            tag=publication.tag,
            tag_message=f"Rawi {publication.version}",
            revision=commit,
            repo_type="dataset",
            exist_ok=False,
        )


def describe(todo: Plan, tag: str) -> list[str]:
    """A plan in lines for people."""
    lines = [f"add     {path}" for path in todo.added]
    lines += [f"change  {path}" for path in todo.changed]
    lines += [f"remove  {path}" for path in todo.removed]
    lines += [f"keep    {path} (not of this publication)" for path in todo.kept]
    if todo.same:
        lines.append(f"same    {len(todo.same)} files")
    if todo.tag:
        lines.append(f"tag     {tag}")
    return lines or ["nothing to do"]
