"""A stand-in for the Hugging Face Hub: repositories, commits, tags, pull requests, and faults on request.

It speaks the HTTP that ``huggingface_hub`` 2 and ``datasets`` 5 speak, and keeps everything in memory.
All files are uploaded with the commit itself (``uploadMode: regular``).
"""

# ruff: noqa: N815  (names of http.server)
from __future__ import annotations

import base64
import hashlib
import json
import re
import socket
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


def blob_id(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


@dataclass
class Repository:
    """Commits by id, and what names point to them."""

    private: bool = False
    commits: dict[str, dict[str, bytes]] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    pulls: list[tuple[int, str]] = field(default_factory=list)

    def add(self, ref: str, files: dict[str, bytes]) -> str:
        state = json.dumps([len(self.commits), sorted((p, blob_id(d)) for p, d in files.items())])
        commit = hashlib.sha1(state.encode()).hexdigest()
        self.commits[commit] = files
        self.refs[ref] = commit
        return commit

    def resolve(self, revision: str) -> str | None:
        found = self.refs.get(revision) or self.tags.get(revision)
        return found or (revision if revision in self.commits else None)


@dataclass
class Fault:
    """Something that goes wrong: a status, ``cut`` (before anything is done) or ``cut-after``."""

    method: str
    path: str
    what: int | str
    times: int = 1


class Hub:
    """The server. ``tokens`` says what each may do: ``write`` or ``read``."""

    def __init__(self) -> None:
        self.repositories: dict[tuple[str, str], Repository] = {}
        self.tokens = {"hf_writer": "write", "hf_reader": "read"}
        self.faults: list[Fault] = []
        self.log: list[str] = []
        #: called once before the next commit is taken: somebody else is quicker
        self.before_commit: Any = None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def make(self, kind: str, name: str, files: dict[str, bytes] | None = None) -> Repository:
        made = Repository()
        made.add("main", {".gitattributes": b"*.parquet filter=lfs\n", **(files or {})})
        self.repositories[kind, name] = made
        return made


def _handler(hub: Hub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: Any) -> None:
            pass

        def do_GET(self) -> None:
            self._serve()

        do_HEAD = do_POST = do_DELETE = do_PUT = do_GET

        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length) if length else b""
            if self.headers.get("Transfer-Encoding") == "chunked":
                body = b"".join(self._chunks())
            url = urlsplit(self.path)
            hub.log.append(f"{self.command} {url.path}")
            fault = next(
                (
                    f
                    for f in hub.faults
                    if f.times > 0 and f.method == self.command and re.search(f.path, url.path)
                ),
                None,
            )
            if fault is not None:
                fault.times -= 1
                if fault.what == "cut":
                    self._cut()
                    return
                if isinstance(fault.what, int):
                    self._answer(fault.what, {"error": "as asked for"})
                    return
            status, answer, headers = self._route(url.path, parse_qs(url.query), body)
            if fault is not None and fault.what == "cut-after":
                self._cut()
                return
            self._answer(status, answer, headers)

        def _chunks(self) -> Any:
            while size := int(self.rfile.readline(), 16):
                yield self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()

        def _cut(self) -> None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

        def _answer(self, status: int, answer: Any, headers: dict[str, str] | None = None) -> None:
            data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            kind = "application/octet-stream" if isinstance(answer, bytes) else "application/json"
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data)

        def _right(self) -> str:
            token = self.headers.get("Authorization", "").removeprefix("Bearer ").strip()
            return hub.tokens.get(token, "")

        def _route(self, path: str, query: dict[str, list[str]], body: bytes) -> Any:
            right = self._right()
            if path == "/api/whoami-v2":
                if not right:
                    return 401, {"error": "Invalid username or password."}, {}
                return 200, {"name": "me", "type": "user", "orgs": [], "auth": {}}, {}
            if path == "/api/validate-yaml":
                return 200, {"errors": [], "warnings": []}, {}
            if path == "/api/repos/create":
                if right != "write":
                    return (403 if right else 401), {"error": "You don't have the rights."}, {}
                asked = json.loads(body)
                owner = asked.get("organization") or "me"
                name = asked["name"] if "/" in asked["name"] else f"{owner}/{asked['name']}"
                kind = asked.get("type") or "model"
                if (kind, name) in hub.repositories:
                    return 409, {"error": "You already created this repo"}, {}
                made = hub.make(kind, name)
                made.private = bool(asked.get("private") or asked.get("visibility") == "private")
                return 200, {"url": f"{hub.address}/{name}"}, {}
            match = re.fullmatch(r"/api/(dataset|model)s/([^/]+/[^/]+)(?:/(.*))?", path)
            if match:
                repository = hub.repositories.get((match[1], match[2]))
                if repository is None or (repository.private and not right):
                    return 404, {"error": "Repository not found"}, {"X-Error-Code": "RepoNotFound"}
                return self._api(match[1], match[2], repository, match[3] or "", query, body)
            match = re.fullmatch(r"/(datasets/)?([^/]+/[^/]+)/resolve/([^/]+)/(.*)", path)
            if match:
                return self._file("dataset" if match[1] else "model", match[2], match[3], match[4])
            return 404, {"error": f"no such place {path}"}, {}

        def _file(self, kind: str, name: str, revision: str, path: str) -> Any:
            repository = hub.repositories.get((kind, name))
            if repository is None:
                return 404, {"error": "Repository not found"}, {"X-Error-Code": "RepoNotFound"}
            commit = repository.resolve(unquote(revision))
            if commit is None:
                return 404, {"error": "Revision"}, {"X-Error-Code": "RevisionNotFound"}
            data = repository.commits[commit].get(unquote(path))
            if data is None:
                return (
                    404,
                    {"error": "Entry not found"},
                    {"X-Error-Code": "EntryNotFound", "X-Repo-Commit": commit},
                )
            headers = {"X-Repo-Commit": commit, "ETag": f'"{blob_id(data)}"'}
            wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
            if wanted:
                first = int(wanted[1])
                last = min(int(wanted[2] or len(data) - 1), len(data) - 1)
                headers["Content-Range"] = f"bytes {first}-{last}/{len(data)}"
                return 206, data[first : last + 1], headers
            return 200, data, headers

        def _api(
            self,
            kind: str,
            name: str,
            repository: Repository,
            rest: str,
            query: dict[str, list[str]],
            body: bytes,
        ) -> Any:
            what, _, revision = rest.partition("/")
            revision = unquote(revision)
            if what in ("", "revision"):
                commit = repository.resolve(revision or "main")
                if commit is None:
                    return 404, {"error": "Revision"}, {"X-Error-Code": "RevisionNotFound"}
                files = repository.commits[commit]
                return (
                    200,
                    {
                        "_id": "0", "id": name, "sha": commit, "private": repository.private,
                        "tags": [], "downloads": 0, "likes": 0,
                        "siblings": [{"rfilename": path} for path in files],
                    },
                    {},
                )  # fmt: skip
            if what == "refs":
                return (
                    200,
                    {
                        "branches": [
                            {"name": "main", "ref": "refs/heads/main",
                             "targetCommit": repository.refs["main"]}
                        ],
                        "converts": [],
                        "tags": [
                            {"name": tag, "ref": f"refs/tags/{tag}", "targetCommit": commit}
                            for tag, commit in repository.tags.items()
                        ],
                    },
                    {},
                )  # fmt: skip
            if what == "discussions":
                return (
                    200,
                    {
                        "discussions": [
                            {
                                "num": number, "title": title, "status": "open",
                                "author": {"name": "me"}, "isPullRequest": True,
                                "createdAt": "2026-11-23T00:00:00.000Z",
                                "repo": {"name": name, "type": kind},
                            }
                            for number, title in repository.pulls
                        ],
                        "count": len(repository.pulls),
                        "start": 0,
                    },
                    {},
                )  # fmt: skip
            if what in ("tree", "paths-info"):
                return self._tree(repository, what, revision, query, body)
            if self._right() != "write":
                return (403 if self._right() else 401), {"error": "You don't have the rights."}, {}
            if what == "preupload":
                files = json.loads(body)["files"]
                return (
                    200,
                    {
                        "files": [
                            {"path": f["path"], "uploadMode": "regular", "shouldIgnore": False}
                            for f in files
                        ]
                    },
                    {},
                )
            if what == "commit":
                return self._commit(kind, name, repository, revision, query, body)
            if what == "tag":
                tag = json.loads(body)["tag"]
                if tag in repository.tags:
                    return 409, {"error": "Tag reference exists already"}, {}
                commit = repository.resolve(revision)
                if commit is None:
                    return 404, {"error": "Revision"}, {"X-Error-Code": "RevisionNotFound"}
                repository.tags[tag] = commit
                return 200, {}, {}
            return 404, {"error": f"no such place {what}"}, {}

        def _tree(
            self,
            repository: Repository,
            what: str,
            revision: str,
            query: dict[str, list[str]],
            body: bytes,
        ) -> Any:
            revision, _, inside = revision.partition("/")
            if revision == "refs":  # refs/pr/1
                parts = inside.split("/", 2)
                revision, inside = "refs/" + "/".join(parts[:2]), "/".join(parts[2:])
            commit = repository.resolve(unquote(revision))
            if commit is None:
                return 404, {"error": "Revision"}, {"X-Error-Code": "RevisionNotFound"}
            entries: dict[str, dict[str, Any]] = {}
            for path, data in repository.commits[commit].items():
                steps = path.split("/")
                for depth in range(1, len(steps)):
                    folder = "/".join(steps[:depth])
                    entries[folder] = {
                        "type": "directory", "oid": "0" * 40, "size": 0, "path": folder,
                    }  # fmt: skip
                entries[path] = {
                    "type": "file", "oid": blob_id(data), "size": len(data), "path": path,
                }  # fmt: skip
            if what == "paths-info":
                if body[:1] == b"{":
                    wanted = json.loads(body)["paths"]
                else:
                    wanted = parse_qs(body.decode()).get("paths", [])
                return 200, [entries[path] for path in wanted if path in entries], {}
            recursive = query.get("recursive", ["false"])[0].lower() in ("true", "1")
            below = f"{inside}/" if inside else ""
            found = [
                entry
                for path, entry in sorted(entries.items())
                if path.startswith(below) and (recursive or "/" not in path[len(below) :])
            ]
            if inside and not found:
                return 404, {"error": "Entry"}, {"X-Error-Code": "EntryNotFound"}
            return 200, found, {}

        def _commit(
            self,
            kind: str,
            name: str,
            repository: Repository,
            revision: str,
            query: dict[str, list[str]],
            body: bytes,
        ) -> Any:
            if hub.before_commit is not None:
                quicker, hub.before_commit = hub.before_commit, None
                quicker(repository)
            lines = [json.loads(line) for line in body.splitlines() if line.strip()]
            header = next(line["value"] for line in lines if line["key"] == "header")
            head = repository.refs["main"]
            if header.get("parentCommit") not in (None, head):
                return 412, {"error": "A commit has happened since. Please refresh."}, {}
            files = dict(repository.commits[head])
            for line in lines:
                value = line["value"]
                if line["key"] == "file":
                    files[value["path"]] = base64.b64decode(value["content"])
                elif line["key"] == "deletedFile":
                    del files[value["path"]]
            place = f"{hub.address}/{'datasets/' if kind == 'dataset' else ''}{name}"
            if query.get("create_pr"):
                number = len(repository.pulls) + 1
                repository.pulls.append((number, header["summary"]))
                commit = repository.add(f"refs/pr/{number}", files)
                pull = f"{place}/discussions/{number}"
            else:
                commit, pull = repository.add("main", files), None
            answer = {"commitUrl": f"{place}/commit/{commit}", "commitOid": commit}
            return 200, answer | ({"pullRequestUrl": pull} if pull else {}), {}

    return Handler
