"""What foreign clients have said to us, said again: each gets what it got, and what it needs."""

import re
from functools import partial

import pytest

from sdpsig.jsep import AIORTC
from sdpsig.session import CandidateReceived
from tests.foreign._trace import ETAG, SESSION, TRACES, Trace
from tests.http._streams import Reply, Stage, answer

NAMES = sorted(path.stem for path in TRACES.glob("*.json"))


def reference() -> Stage:
    """An endpoint with what the reference server can receive."""
    return Stage(answering=partial(answer, capabilities=AIORTC))


def replayed(name: str, stage: Stage) -> list[Reply]:
    """The same requests, with what this server has made up."""
    exchanges = Trace.read(name).exchanges
    replies: list[Reply] = []
    made = {SESSION: "", ETAG: ""}
    for exchange in exchanges:
        headers = [(key, made.get(value, value)) for key, value in exchange.headers]
        path = exchange.path.replace(SESSION, made[SESSION])
        reply = stage.request(exchange.method, path, exchange.body, *headers)
        assert reply.status == exchange.status, reply.text
        if exchange.method == "POST":
            made = {SESSION: reply["location"].rpartition("/")[2], ETAG: reply["etag"]}
        replies.append(reply)
    return replies


@pytest.mark.parametrize("name", NAMES)
def test_each_client_is_answered_as_it_was_and_leaves_nothing(name: str) -> None:
    stage = reference()
    posted, *_ = replayed(name, stage)
    assert posted.text.count("a=recvonly\r\n") == 2
    assert len(stage.endpoint) == 0


@pytest.mark.parametrize("name", NAMES)
def test_the_place_of_a_session_is_an_absolute_path_without_a_query(name: str) -> None:
    posted, *_ = replayed(name, reference())
    assert re.fullmatch(r"/whip/studio/[A-Za-z0-9_-]+", posted["location"])


def test_whip_client_has_the_credentials_before_its_section_and_another_profile_in_it() -> None:
    stage = reference()
    _, trickled, _ = replayed("simple-whip-client", stage)
    assert trickled.text == ""
    *received, end = [event for event in stage.events if isinstance(event, CandidateReceived)]
    assert {event.mid for event in (*received, end)} == {"video0"}
    assert {event.candidate and event.candidate.transport for event in received} == {"UDP"}
    assert end.candidate is None


def test_ffmpeg_waits_for_dtls_and_takes_the_first_candidate_if_it_is_a_udp_host() -> None:
    posted, _ = replayed("ffmpeg", reference())
    assert set(re.findall("a=setup:(.*)\r\n", posted.text)) == {"active"}
    first, *_ = re.findall("a=candidate:(.*)\r\n", posted.text)
    assert re.fullmatch(r"\S+ 1 udp \d+ \S+ \d+ typ host", first)
