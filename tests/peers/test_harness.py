"""The peers start, obey and refuse; a driver that puts two of them through shapes sees what fails."""

import re
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from attrs import evolve

from tests.peers._aiortc import Aiortc
from tests.peers._crowd import NAMES, Crowd
from tests.peers._drive import Problem, continuing, drive_all, forbidden, generation, misfits, run
from tests.peers._known import KNOWN, known, unexplained
from tests.peers._lines import Lines
from tests.peers._ours import maker
from tests.peers._peer import Config, Feature, NotSupported, Peer, PeerError, PeerGone
from tests.peers._sections import Section, sections, without_bundle
from tests.peers._shapes import sample, shapes

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.browser,
    pytest.mark.xdist_group("peers"),
    pytest.mark.timeout(300),  # the first run installs what node runs
]

PAIRS = [
    ("chromium", "firefox"),
    ("werift", "aiortc"),
    ("node-datachannel", "chromium"),
    ("webrtcbin", "chromium"),
]


@pytest.mark.parametrize("name", NAMES)
async def test_a_peer_offers_answers_and_tells_its_state(crowd: Crowd, name: str) -> None:
    make = await crowd.maker(name)
    one, other = await make(Config()), await make(Config())
    assert one.name == name
    assert one.version[0].isdigit()
    await one.add_transceiver("audio", "sendrecv")
    await one.add_transceiver("video", "recvonly")
    offer = await one.create_offer()
    await one.set_local("offer", offer)
    assert one.state() == "have-local-offer"
    await other.set_remote("offer", offer)
    assert other.state() == "have-remote-offer"
    answer = await other.create_answer()
    await other.set_local("answer", answer)
    await one.set_remote("answer", answer)
    assert (one.state(), other.state()) == ("stable", "stable")
    assert [section.kind for section in one.described] == ["audio", "video"]
    assert list(misfits(offer, answer)) == []
    await one.close()
    await other.close()


@pytest.mark.parametrize("name", NAMES)
async def test_what_a_peer_refuses_is_an_error_in_its_own_words(crowd: Crowd, name: str) -> None:
    make = await crowd.maker(name)
    peer, other = await make(Config()), await make(Config())
    await other.add_transceiver("audio", "sendrecv")
    with pytest.raises(PeerError, match=r"\w"):
        await peer.set_remote("answer", await other.create_offer())
    assert peer.state() == "stable"
    await peer.close()
    await other.close()


@pytest.mark.parametrize("name", NAMES)
async def test_what_a_peer_cannot_do_it_says_before(crowd: Crowd, name: str) -> None:
    peer = await (await crowd.maker(name))(Config())
    steps: dict[Feature, Callable[[], Awaitable[None]]] = {
        Feature.ROLLBACK: lambda: peer.rollback("local"),
        Feature.RESTART: peer.restart_ice,
        Feature.SIMULCAST: lambda: peer.add_transceiver("video", "sendonly", encodings=("a", "b")),
    }
    for feature, step in steps.items():
        if feature not in peer.SUPPORTS:
            with pytest.raises(NotSupported, match=str(feature)):
                await step()
    await peer.close()


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
async def test_two_peers_go_through_shapes(crowd: Crowd, pair: tuple[str, str]) -> None:
    one, other = [await crowd.maker(name) for name in pair]
    problems = await drive_all(sample(3, 10), one, other)
    assert [str(problem) for problem in unexplained(problems)] == []


async def test_our_engine_goes_through_shapes_with_itself() -> None:
    assert await drive_all(shapes(count=20), maker(), maker()) == []


async def test_a_peer_that_refuses_is_a_problem_and_ends_its_session(crowd: Crowd) -> None:
    make = await crowd.maker("aiortc")

    class Stubborn(Aiortc):
        async def _set_remote(self, kind: str, text: str) -> None:
            raise PeerError("not today")

    async def broken(config: Config) -> Peer:
        return Stubborn(config)

    shape = shapes(count=4)[3]
    shape = evolve(shape, rounds=shape.rounds[:1], bundle=True)
    (problem,) = await run(shape, make, broken)
    assert (problem.who, problem.step) == ("aiortc", "set_remote(offer)")
    assert problem.what == "refused: not today"
    assert "v=0" in problem.descriptions[0]
    assert "not today" in str(problem)
    assert not problem.gone


async def test_a_program_that_ends_is_told_apart_and_started_again() -> None:
    script = """
import json, sys
print(json.dumps({"echo": "1"}), flush=True)
for line in sys.stdin:
    request, what, number, operation = json.loads(line)
    if operation == "crash":
        sys.exit(3)
    print(json.dumps([request, {"value": operation, "state": "stable"}]), flush=True)
"""
    async with Lines.running([sys.executable, "-c", script]) as lines:
        assert lines.versions == {"echo": "1"}
        assert (await lines.call("echo", 1, "open"))["value"] == "open"
        with pytest.raises(PeerGone, match="ended with 3"):
            await lines.call("echo", 1, "crash")
        with pytest.raises(PeerGone, match="has ended"):
            await lines.call("echo", 1, "hello")
        assert (await lines.call("echo", 2, "open"))["value"] == "open"


def test_what_a_known_fault_brings_about_is_excused_and_nothing_else() -> None:
    fault = Problem(
        1, "werift 0", "sdpsig 0", 2, "werift", "create_offer", "mids twice: ['0', '0']"
    )
    effect = evolve(fault, who="sdpsig", step="set_remote(offer)", what="refused: two mids")
    later = evolve(effect, round=3)
    assert known(fault) is not None
    assert known(effect) is None
    assert known(evolve(fault, first="aiortc 0")) is None
    assert unexplained([fault, effect, later]) == [later]
    assert unexplained([effect, fault]) == [effect]


def test_every_known_fault_is_described() -> None:
    text = (Path(__file__).parent / "KNOWN.md").read_text(encoding="utf-8")
    described = re.findall(r"^\| ([A-Z]{2}-\d+) ", text, re.MULTILINE)
    assert sorted(described) == sorted({one.name for one in KNOWN})
    assert "sdpsig" not in {one.culprit for one in KNOWN}


OFFER = """v=0\r
a=group:BUNDLE a v\r
a=ice-ufrag:head\r
m=audio 9 UDP/TLS/RTP/SAVPF 0\r
a=mid:a\r
a=sendonly\r
m=video 0 UDP/TLS/RTP/SAVPF 96\r
a=mid:v\r
a=bundle-only\r
a=ice-ufrag:own\r
m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r
a=mid:d\r
"""


def test_sections_are_read_from_the_text() -> None:
    assert sections(OFFER) == (
        Section("audio", "a", rejected=False, direction="sendonly", ufrag="head"),
        Section("video", "v", rejected=False, direction="sendrecv", ufrag="own"),
        Section("application", "d", rejected=True, direction="sendrecv", ufrag="head"),
    )
    assert "BUNDLE" not in without_bundle(OFFER)
    assert sections(without_bundle(OFFER)) == sections(OFFER)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("", "", "sendonly answers sendonly"),
        ("a=sendonly", "a=recvonly", None),
        ("a=mid:a", "a=mid:b", "mid 'b' answers 'a'"),
        ("m=audio", "m=text", "text answers audio"),
        ("application 0", "application 9", "accepts what is not offered"),
        ("m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\n", "", "2 sections answer 3"),
    ],
)
def test_an_answer_that_does_not_fit_is_seen(old: str, new: str, found: str | None) -> None:
    whats = list(misfits(OFFER, OFFER.replace(old, new) if old else OFFER))
    assert any(found in what for what in whats) if found else whats == []


def test_an_offer_that_does_not_go_on_is_seen() -> None:
    agreed = sections(OFFER)
    assert list(continuing(agreed, OFFER)) == []
    assert list(continuing(agreed, OFFER.replace("a=mid:d", "a=mid:new"))) == []
    assert "section 0 was" in next(continuing(agreed, OFFER.replace("a=mid:a", "a=mid:b")))
    assert "mids twice" in next(continuing(agreed[:1], OFFER.replace("a=mid:v", "a=mid:a")))
    assert "there were 3" in next(continuing(agreed, OFFER.split("m=video", maxsplit=1)[0]))


def test_credentials_that_are_new_or_old_at_the_wrong_time_are_seen() -> None:
    old = sections(OFFER)
    new = sections(OFFER.replace("head", "fresh").replace("own", "fresh"))
    assert list(generation(old, old, ())) == []
    assert list(generation(old, new, ("a", "v"))) == []
    assert [what.split(":")[1] for what in generation(old, new, ())] == [
        " a new ufrag, though ICE was not restarted"
    ] * 2
    assert len(list(generation(old, old, ("a", "v")))) == 2


@pytest.mark.parametrize("state", ["stable", "have-local-offer", "have-remote-offer"])
async def test_our_engine_refuses_what_may_not_be_said(state: str) -> None:
    make = maker()
    one, other = await make(Config()), await make(Config())
    await one.add_transceiver("audio", "sendrecv")
    await one.create_data_channel()
    offer = await one.create_offer()
    await one.set_local("offer", offer)
    await other.set_remote("offer", offer)
    peer = {"have-local-offer": one, "have-remote-offer": other}.get(state) or await make(Config())
    before = peer.value()
    for where, kind, text in forbidden(state, offer):
        with pytest.raises(PeerError):
            await (peer.set_local if where == "local" else peer.set_remote)(kind, text)
        assert peer.value() is before
