"""A server that says what it was told to say, to whoever asks: also what no server should.

It listens on the loopback interface and runs in threads of its own, so that clients with and
without await can be tried on it. Each connection is for one request.
"""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from attrs import define, field, frozen

__all__ = ["Asked", "Scripted", "dripping", "flooding", "hanging", "said", "scripted", "vanishing"]

SECONDS = 20.0
"""Longer than any test waits."""


@frozen
class Asked:
    """One request that came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Line = Callable[[socket.socket, threading.Event], None]
"""What is done with a connection; the event says that the test is over."""


@define
class Scripted:
    """A server, what it will say, and what it was asked."""

    url: str
    script: list[Line]
    rule: "Callable[[Asked], Line] | None" = None
    """What it says when the script is over; 500 without."""
    asked: list[Asked] = field(factory=list)
    heard: threading.Event = field(factory=threading.Event)
    """Set when something has been asked."""
    over: threading.Event = field(factory=threading.Event)

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(SECONDS)
            asked = _request(connection)
            if asked is not None:
                self.asked.append(asked)
                self.heard.set()
                self._next(asked)(connection, self.over)
                connection.shutdown(socket.SHUT_RDWR)

    def _next(self, asked: Asked) -> Line:
        if self.script:
            return self.script.pop(0)
        return said(500) if self.rule is None else self.rule(asked)


def _request(connection: socket.socket) -> Asked | None:
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        if not part:
            return None
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        part = connection.recv(65536)
        if not part:
            return None
        body += part
    method, target, _ = first.split(" ")
    return Asked(method, target, headers, body)


@contextmanager
def scripted(*script: Line, rule: Callable[[Asked], Line] | None = None) -> Iterator[Scripted]:
    """A server with a script of one line for each request, and a rule for those that follow."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Scripted(f"http://127.0.0.1:{listener.getsockname()[1]}", list(script), rule)
        threading.Thread(target=server.serve, args=(listener,), daemon=True).start()
        try:
            yield server
        finally:
            server.over.set()
            listener.shutdown(socket.SHUT_RDWR)  # whoever waits in accept wakes up


def said(status: int, body: object = b"", *headers: tuple[str, str], length: bool = True) -> Line:
    """A response; a body that is not bytes is JSON."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    fields = [f"{name}: {value}\r\n" for name, value in headers]
    if length:
        fields.append(f"Content-Length: {len(raw)}\r\n")
    head = f"HTTP/1.1 {status} X\r\n{''.join(fields)}Connection: close\r\n\r\n".encode("latin-1")

    def line(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(head + raw)

    return line


def vanishing() -> Line:
    """No response: the connection ends."""
    return lambda connection, over: None


def hanging() -> Line:
    """No response, and no end."""

    def line(connection: socket.socket, over: threading.Event) -> None:
        over.wait(SECONDS)

    return line


def dripping(start: bytes, every: float = 0.02) -> Line:
    """One byte now and then, without end."""

    def line(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(start)
        while not over.wait(every):
            connection.sendall(b"x")

    return line


def flooding(start: bytes) -> Line:
    """More and more, as fast as it is taken."""

    def line(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(start)
        while not over.is_set():
            connection.sendall(b"x" * 65536)

    return line
