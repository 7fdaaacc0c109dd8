"""The WSGI shell as the threads of a server see it: one loop for all of them, and its end."""

import asyncio
import io
import json
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from attrs import define, field

from sdpsig.adapters.wsgi import Wsgi
from sdpsig.endpoint import AnswerNeeded, Endpoint
from sdpsig.http import JsonApi, Whip
from sdpsig.jsep import Answer
from sdpsig.session import Event
from tests._front import CLOSE, OFFER, Media, offer_body
from tests.http._streams import RFC_OFFER, SDP

SECONDS = 20.0
"""Longer than anything here takes."""


@define
class Call:
    """One call of a server, as its thread makes it."""

    status: int = 0
    headers: dict[str, str] = field(factory=dict[str, str])
    parts: Any = ()

    def start(self, status: str, headers: list[tuple[str, str]]) -> None:
        self.status, self.headers = int(status[:3]), dict(headers)

    @property
    def json(self) -> Any:
        return json.loads(b"".join(self.parts))


def call(app: Wsgi, path: str, body: object = b"", **environ: Any) -> Call:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    made = Call()
    whole = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(raw)),
        "wsgi.input": io.BytesIO(raw),
        **environ,
    }
    made.parts = app(whole, made.start)
    return made


def listen(app: Wsgi, session_id: str = "s") -> Call:
    query = f"session_id={session_id}"
    return call(app, "/webrtc/events", REQUEST_METHOD="GET", QUERY_STRING=query)


def wsgi(media: Media | None = None) -> Wsgi:
    return Wsgi(Endpoint(), media or Media(), JsonApi(), Whip())


def threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "sdpsig"]


class Watched(Media):
    """A media side that knows in which thread it is called, and may take for ever."""

    def __init__(self) -> None:
        super().__init__()
        self.where: set[str] = set()
        self.asking = threading.Event()
        self.hangs = False

    async def answer(self, needed: AnswerNeeded) -> Answer:
        self.where.add(threading.current_thread().name)
        self.asking.set()
        if self.hangs:
            await asyncio.Event().wait()
        return await super().answer(needed)

    async def event(self, session_id: str, event: Event) -> None:
        self.where.add(threading.current_thread().name)
        await super().event(session_id, event)


def test_many_threads_have_the_same_sessions_in_one_loop() -> None:
    media = Watched()
    with wsgi(media) as app, ThreadPoolExecutor(16) as pool:
        names = [f"s{number}" for number in range(64)]
        opened = [pool.submit(call, app, OFFER, offer_body(session_id=name)) for name in names]
        assert {one.result().status for one in opened} == {200}
        assert len(app.host.endpoint) == 64
        closed = [pool.submit(call, app, CLOSE, {"session_id": name}) for name in names]
        assert {one.result().json["status"] for one in closed} == {"closed"}
        assert len(threads()) == 1
    assert media.where == {"sdpsig"}
    assert media.ends() == ["closed-by-peer"] * 64
    assert threads() == []


def test_its_end_ends_every_session_and_whoever_comes_later_is_told() -> None:
    media = Media()
    with wsgi(media) as app:
        call(app, OFFER, offer_body())
    assert media.ends() == ["drained"]
    app.close()
    late = call(app, OFFER, offer_body())
    assert (late.status, late.json["reason"]) == (503, "endpoint.draining")
    late = call(app, "/whip/a", RFC_OFFER.encode(), CONTENT_TYPE=SDP)
    assert (late.status, late.headers["content-type"]) == (503, "application/problem+json")
    app.drain()
    assert threads() == []


def test_what_was_never_asked_has_no_thread() -> None:
    with wsgi() as app:
        assert threads() == []
    app.drain()
    assert threads() == []


def test_who_waits_for_an_answer_at_the_end_waits_no_longer() -> None:
    media = Watched()
    media.hangs = True
    with ThreadPoolExecutor(1) as pool:
        app = wsgi(media)
        waiting = pool.submit(call, app, OFFER, offer_body())
        assert media.asking.wait(SECONDS)
        app.close()
        ended = waiting.result(SECONDS)
    assert (ended.status, ended.json["reason"]) == (503, "endpoint.draining")
    assert media.ends() == ["drained"]


def test_who_listens_at_the_end_hears_it() -> None:
    app = wsgi()
    call(app, OFFER, offer_body(session_id="s"))
    stream = listen(app)
    assert stream.status == 200
    assert next(stream.parts) == b"retry: 2000\n\n"
    app.close()
    list(stream.parts)
    assert threads() == []


def test_who_hangs_up_is_no_longer_told() -> None:
    with wsgi() as app:
        call(app, OFFER, offer_body(session_id="s"))
        stream = listen(app)
        assert next(stream.parts) == b"retry: 2000\n\n"
        assert b"event: signaling-state" in next(stream.parts)
        stream.parts.close()
        call(app, "/healthz", REQUEST_METHOD="GET")
        assert app.host._watches._of == {}


def test_a_stream_that_nobody_reads_costs_nothing() -> None:
    with wsgi() as app:
        call(app, OFFER, offer_body(session_id="s"))
        listen(app).parts.close()
        assert app.host._watches._of == {}


@pytest.mark.parametrize("length", ["", "x", "-1", None])
def test_a_body_without_a_length_is_none(length: str | None) -> None:
    with wsgi() as app:
        made = call(app, "/iceservers", b"{", CONTENT_LENGTH=length, REQUEST_METHOD="GET")
        assert made.status == 200
        offered = call(app, OFFER, offer_body(), CONTENT_LENGTH=length)
        assert offered.status == 400


def test_where_the_server_knows_the_end_of_a_body_it_may_have_no_length() -> None:
    with wsgi() as app:
        environ = {"CONTENT_LENGTH": "", "wsgi.input_terminated": True}
        assert call(app, OFFER, offer_body(), **environ).status == 200
        flood = call(app, OFFER, b" " * 10_000_000, **environ)
        assert (flood.status, flood.json["reason"]) == (413, "http.too-large")


def test_a_body_that_breaks_off_has_said_nothing() -> None:
    class Broken(io.BytesIO):
        def read1(self, size: int | None = -1) -> bytes:
            raise ConnectionResetError

    media = Media()
    with wsgi(media) as app:
        raw = json.dumps(offer_body()).encode()
        assert call(app, OFFER, raw, CONTENT_LENGTH=str(len(raw) + 1)).status == 400
        broken = {"wsgi.input": Broken(), "CONTENT_LENGTH": "9"}
        assert call(app, OFFER, **broken).status == 400
    assert media.told == []


def test_paths_are_utf_8_however_wsgi_tells_them() -> None:
    with wsgi() as app:
        place = {"SCRIPT_NAME": "/räume".encode().decode("latin-1"), "CONTENT_TYPE": SDP}
        made = call(app, "/whip/a/", RFC_OFFER.encode(), **place)
        assert made.headers["location"].startswith("/r%C3%A4ume/whip/a/")


PROCESS = """
from tests.adapters.test_wsgi import OFFER, call, offer_body, wsgi
from tests._front import Media

class Told(Media):
    async def event(self, session_id, event):
        print(type(event).__name__, flush=True)

app = wsgi(Told())
assert call(app, OFFER, offer_body()).status == 200
"""


def test_the_end_of_the_process_ends_every_session() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PROCESS], capture_output=True, text=True, timeout=60, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.splitlines()[-1] == "Closed"
