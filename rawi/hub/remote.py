"""What is on the Hub now, and what may go wrong when one asks it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from rawi.errors import Fault, InputError

#: what people do about a status; ``{}`` is the repository
_ADVICE = {
    401: ("the token is not accepted", "log in again: hf auth login, or set HF_TOKEN"),
    403: (
        "the token may not write there",
        "make a token with the role *write* for this owner, or publish with --pull-request",
    ),
    404: ("it is not there, or the token may not see it", "look at the name: OWNER/NAME"),
    409: (
        "somebody else published at the same time",
        "look at what they did, then run the same command again",
    ),
    412: (
        "somebody else published at the same time",
        "look at what they did, then run the same command again",
    ),
    429: ("the Hub asks to wait", "run the same command again in some minutes"),
}
_AGAIN = "nothing is half-published; run the same command again, it finishes or does nothing"


@dataclass(frozen=True, slots=True)
class State:
    """A repository at one commit.

    Attributes:
        exists: whether there is one.
        head: the commit, ``None`` where there is no repository.
        files: the checksum of each file, by path, in the form of :func:`checksum`.
        tags: commit by tag.
    """

    exists: bool
    head: str | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)


@contextmanager
def talking(repository: str, doing: str) -> Iterator[None]:
    """Turns what the client raises into one message that says what to do.

    Raises:
        InputError: for everything that the network, the Hub or the token are to blame for.
    """
    from huggingface_hub import errors

    broken: tuple[type[BaseException], ...] = (OSError, *_network_errors())
    try:
        yield
    except errors.LocalTokenNotFoundError:
        raise _error(
            repository, doing, "there is no token", "hf auth login, or set HF_TOKEN"
        ) from None
    except errors.OfflineModeIsEnabled:
        raise _error(
            repository, doing, "HF_HUB_OFFLINE is set", "unset it, or look with --dry-run"
        ) from None
    except errors.HFValidationError as error:
        raise _error(repository, doing, str(error).splitlines()[0], "write OWNER/NAME") from None
    except errors.LocalEntryNotFoundError:
        # what the client makes of a connection that breaks while it fetches a file
        raise _error(repository, doing, "the connection broke", _AGAIN) from None
    except errors.HfHubHTTPError as error:
        status = error.response.status_code if error.response is not None else 0
        said = (error.server_message or "").strip().splitlines()
        what, hint = _ADVICE.get(status, (f"the Hub answers {status}", _AGAIN))
        if said and said[0] not in what:
            what += f" ({said[0][:200]})"
        raise _error(repository, doing, what, hint) from None
    except broken as error:
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise _error(repository, doing, f"the connection broke: {reason}", _AGAIN) from None


def _network_errors() -> tuple[type[BaseException], ...]:
    """What the client's HTTP library raises; its name has changed before."""
    found: list[type[BaseException]] = []
    for name in ("httpx", "httpx2"):
        try:
            module = __import__(name)
        except ImportError:
            continue
        found += [module.HTTPError, module.InvalidURL]
    return tuple(found)


def _error(repository: str, doing: str, what: str, hint: str) -> InputError:
    return InputError(Fault(f"{doing}: {what}", file=repository, hint=hint))


def state(api: Any, repository: str, kind: str, revision: str = "main") -> State:
    """The files and tags of a repository.

    Args:
        api: a ``huggingface_hub.HfApi``.
        repository: ``owner/name``.
        kind: ``dataset`` or ``model``.
        revision: branch, tag, commit or ``refs/pr/N``.

    Raises:
        InputError: as :func:`talking`; that there is no repository is none.
    """
    from huggingface_hub.errors import RepositoryNotFoundError

    with talking(repository, "looking at what is there"):
        try:
            info = api.repo_info(repository, repo_type=kind, revision=revision)
        except RepositoryNotFoundError:
            return State(exists=False)
        files = {}
        for entry in api.list_repo_tree(
            repository, repo_type=kind, revision=info.sha, recursive=True
        ):
            if hasattr(entry, "blob_id"):
                lfs = getattr(entry, "lfs", None)
                files[entry.path] = f"sha256:{lfs.sha256}" if lfs else f"git:{entry.blob_id}"
        refs = api.list_repo_refs(repository, repo_type=kind)
        return State(True, info.sha, files, {tag.name: tag.target_commit for tag in refs.tags})


def open_pull_request(
    api: Any, repository: str, kind: str, title: str, holds: Callable[[State], bool]
) -> str | None:
    """The address of an open pull request that proposes the same already.

    Args:
        api: a ``huggingface_hub.HfApi``.
        repository: ``owner/name``.
        kind: ``dataset`` or ``model``.
        title: of the pull request.
        holds: whether a state of the repository is what would be proposed.
    """
    with talking(repository, "looking for pull requests"):
        found = list(
            api.get_repo_discussions(
                repository,
                repo_type=kind,
                discussion_type="pull_request",
                discussion_status="open",
            )
        )
    place = f"{api.endpoint}/{'datasets/' if kind == 'dataset' else ''}{repository}"
    for one in found:
        if one.title == title and holds(state(api, repository, kind, f"refs/pr/{one.num}")):
            return f"{place}/discussions/{one.num}"
    return None


def is_same(data: bytes, stated: str | None) -> bool:
    """Whether a file on the Hub, by its checksum, holds these bytes."""
    if stated is None:
        return False
    method, _, digest = stated.partition(":")
    if method == "sha256":
        return hashlib.sha256(data).hexdigest() == digest
    # what git calls a file: SHA-1 of a header and the content
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest() == digest
