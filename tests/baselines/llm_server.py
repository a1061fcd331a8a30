"""A server that speaks the chat completions of OpenAI, and misbehaves when it is told to.

It runs in a thread of the test. What it does with each request is decided by a plan: a list of
:class:`Act`, one a request, the last of them for all further ones; or a function from the request's
JSON to an act. Nothing of the ``openai`` client is replaced.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ROUTE = "/v1/chat/completions"


@dataclass(frozen=True)
class Act:
    """What is done with a request.

    Attributes:
        content: the model's words; JSON is made of anything that is no string.
        refusal: in place of words.
        finish: why the model stopped.
        status: of the response.
        error: what is said with a status that is an error.
        headers: besides the usual ones.
        usage: tokens of prompt and answer; None to tell none.
        hang: hold the request until the server ends, before anything is sent.
        trickle: send a byte now and then, and never end.
        reset: close the connection with a TCP reset.
        cut: announce a whole response and send half of it.
        body: bytes to send in place of a completion.
        echo_key: put the key of the request into whatever is said.
    """

    content: object = None
    refusal: str | None = None
    finish: str = "stop"
    status: int = 200
    error: object = "something went wrong"
    headers: Mapping[str, str] = field(default_factory=dict)
    usage: tuple[int, int] | None = (100, 10)
    hang: bool = False
    trickle: bool = False
    reset: bool = False
    cut: bool = False
    body: bytes | None = None
    echo_key: bool = False


Plan = Sequence[Act] | Callable[[dict[str, Any]], Act]


class Server:
    """The server while it runs.

    Attributes:
        url: to give to a client.
        requests: the JSON of all requests, as they came.
        keys: what stood in their ``Authorization``.
        most: requests that were at work at the same time.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.most = 0
        self.url = ""
        self.ended = threading.Event()
        self._now = 0
        self._lock = threading.Lock()

    def act(self, request: dict[str, Any], key: str) -> Act:
        """What is done with a request that has come."""
        with self._lock:
            number = len(self.requests)
            self.requests.append(request)
            self.keys.append(key)
        if callable(self.plan):
            return self.plan(request)
        return self.plan[min(number, len(self.plan) - 1)]

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Counts requests at the same time."""
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        try:
            yield
        finally:
            with self._lock:
                self._now -= 1


def layer_of(request: Mapping[str, Any]) -> str:
    """The layer that a request asks for, by its prompt."""
    told = request["messages"][0]["content"]
    return next(x for x in ("entities", "quotes", "quantities") if f'{{"{x}": [' in told)


def completion(request: Mapping[str, Any], act: Act) -> dict[str, Any]:
    """A chat completion, in the shape that servers send."""
    content = act.content
    if content is not None and not isinstance(content, str):
        content = json.dumps(content, ensure_ascii=False)
    message = {"role": "assistant", "content": content}
    if act.refusal is not None:
        message["refusal"] = act.refusal
    made: dict[str, Any] = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": f"{request.get('model')}-2026",
        "choices": [{"index": 0, "message": message, "finish_reason": act.finish}],
    }
    if act.usage is not None:
        prompt, answer = act.usage
        made["usage"] = {
            "prompt_tokens": prompt,
            "completion_tokens": answer,
            "total_tokens": prompt + answer,
        }
    return made


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    plays: Server

    def do_POST(self) -> None:
        with self.plays.at_work():
            self._post()

    def _post(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        request = json.loads(self.rfile.read(length))
        key = self.headers.get("Authorization", "").removeprefix("Bearer ")
        act = self.plays.act(request, key)
        if self.path != ROUTE:
            act = Act(status=404, error=f"no such path {self.path}")
        if act.hang:
            self.plays.ended.wait(30)
            self.close_connection = True
            return
        if act.reset:
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.close_connection = True
            self.connection.close()
            return
        self._send(act, self._body(request, act, key))

    def _body(self, request: dict[str, Any], act: Act, key: str) -> bytes:
        if act.body is not None:
            body = act.body
        elif act.status >= 400:
            said = act.error if not isinstance(act.error, str) else {"message": act.error}
            body = json.dumps({"error": said}).encode()
        else:
            body = json.dumps(completion(request, act), ensure_ascii=False).encode()
        return body.replace(b"KEY", key.encode()) if act.echo_key else body

    def _send(self, act: Act, body: bytes) -> None:
        self.send_response(act.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in act.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if act.trickle:
            for at in range(len(body)):
                self.wfile.write(body[at : at + 1])
                if self.plays.ended.wait(0.02):
                    break
            return
        if act.cut:
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
            return
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Nothing is printed."""


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that go away are what is tested."""


@contextmanager
def serving(plan: Plan) -> Iterator[Server]:
    """A server on a free port of this machine, while the block runs."""
    server = Server(plan)
    handler = type("Handler", (_Handler,), {"plays": server})
    http = _Quiet(("127.0.0.1", 0), handler)
    server.url = f"http://127.0.0.1:{http.server_address[1]}/v1"
    thread = threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.ended.set()
        http.shutdown()
        http.server_close()
        thread.join()
