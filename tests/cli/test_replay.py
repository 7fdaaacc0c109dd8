import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from sdpsig.cli import _replay_formats, _trace
from sdpsig.cli._doctor import RULES
from sdpsig.errors import SdpsigError
from sdpsig.jsep import Answer, Offer, Rollback
from sdpsig.sdp import parse, serialize
from sdpsig.session import (
    Bye,
    DtlsState,
    IceCandidate,
    IceState,
    Session,
    SessionConfig,
    record,
)
from sdpsig.trickle import PUBLIC
from tests.cli._run import Runner
from tests.session._life import CONFIGS, Life
from tests.session._peer import (
    answer_to,
    audio_video_data,
    candidate,
    connect,
    end,
    line,
    offer,
    section,
)

Play = Callable[[Session], object]
OFFER = audio_video_data()
RESTART = Offer(parse(serialize(OFFER.description).replace("EsAw", "New1")))


def journal(*acts: Play, config: SessionConfig | None = None) -> bytes:
    """What a session writes down to which this is done."""
    lines: list[bytes] = []
    session = record(Session(config or SessionConfig()), lines.append, 100.0)
    for act in acts:
        try:
            act(session)
        except SdpsigError:
            continue
    return b"".join(lines)


def offered(at: float = 0.0, offer: Offer = OFFER) -> Play:
    return lambda session: session.receive(offer, 100.0 + at)


def answered(at: float = 0.5, to: Offer = OFFER) -> Play:
    return lambda session: session.send(answer_to(to), 100.0 + at)


def trickled(*messages: IceCandidate, at: float = 0.2) -> Play:
    return lambda session: session.receive_all(messages, 100.0 + at)


def told(*messages: IceCandidate, at: float = 0.7) -> Play:
    def act(session: Session) -> None:
        for message in messages:
            session.send(message, 100.0 + at)

    return act


def reported(ice: IceState, dtls: DtlsState | None = None, at: float = 1.0) -> Play:
    return lambda session: session.report("0", ice=ice, dtls=dtls, now=100.0 + at)


def connected(session: Session) -> None:
    connect(session, now=101.0)


def waits(session: Session) -> None:
    while session.deadline is not None:
        session.handle_timeout(session.deadline)


def woken(at: float) -> Play:
    return lambda session: session.handle_timeout(100.0 + at)


OURS = told(candidate(9_000, "198.51.100.3"))
RELAYED = IceCandidate(line(9_001, "198.51.100.4", kind="relay"), "0")
HEALTHY = (offered(), trickled(candidate(), end()), answered(), OURS, connected)


@pytest.fixture
def trace(tmp_path: Path) -> Callable[..., str]:
    def write(*acts: Play, config: SessionConfig | None = None) -> str:
        path = tmp_path / "trace.jsonl"
        path.write_bytes(journal(*acts, config=config))
        return str(path)

    return write


Trace = Callable[..., str]


def test_a_timeline_is_read_in_one_look(run: Runner, trace: Trace) -> None:
    done = run("replay", trace(*HEALTHY, lambda session: session.close(104.0, detail="enough")))
    assert done.code == 0
    assert done.err == ""
    body, _, verdict = done.out.rstrip().rpartition("\n")
    assert verdict.endswith("6 inputs in 4.000 s; every state is as it was written down")
    assert (
        body.rstrip()
        == """\
     0.000  peer   offer: audio, video, application
                   = signaling have-remote-offer; connection negotiating
                     answer timer goes off at 30.000
     0.200  peer   candidate for 0: host udp 203.0.113.1:50000
                   end of candidates for 0
     0.500  we     answer: audio, video, application
                   - transport 0 is for 0 1 2
                   = signaling stable; ICE 0 new; DTLS 0 new; connection connecting
                     connect timer goes off at 40.500
     0.700  we     candidate for 0: host udp 203.0.113.2:9000
     1.000  media  transport 0: ICE connected, DTLS connected
                   = ICE 0 connected; DTLS 0 connected; connection connected
     4.000  we     ends the session: closed-locally enough
                   - over: closed-locally enough
                   = connection closed"""
    )


def test_refusals_drops_and_silence_are_told(run: Runner, trace: Trace) -> None:
    out = run(
        "replay",
        trace(
            offered(),
            trickled(),
            trickled(candidate(mid="9")),
            trickled(IceCandidate("nonsense", "0")),
            trickled(IceCandidate(line(), None, 1)),
            trickled(candidate(address="tom.local"), end(None)),
            answered(),
            lambda session: session.receive(Rollback(), 101.0),
            lambda session: session.receive(Bye("so\x1b[31mlong"), 102.0),
        ),
    ).out
    flat = " ".join(out.split())
    assert "refused: a candidate for a mid that the offer does not have [ice.unknown-mid]" in flat
    assert "malformed candidate for 0" in out
    assert "candidate for 1: host" in out
    assert "end of candidates for all sections" in out
    assert "candidate for 0 dropped: host-name" in out
    assert "rollback" in out
    assert "peer   nothing" in out
    assert "\x1b" not in out
    assert "bye so\\x1b[31mlong" in out


def test_what_our_application_does_is_told(run: Runner, tmp_path: Path) -> None:
    lines: list[bytes] = []
    life = Life(record(Session(CONFIGS["created"]), lines.append, 0.0))
    for name in ("our answer", "audio", "our offer", "their offer", "our answer", "wake up"):
        life.act(name)
    path = tmp_path / "trace.jsonl"
    path.write_bytes(b"".join(lines))
    done = run("replay", str(path))
    assert done.code == 0
    for said in ("would make a description", "AddTransceiver", "makes an offer", "makes an answer"):
        assert said in done.out
    assert "our offer is taken back" in done.out
    assert "wakes up" in done.out


def test_a_peer_that_repeats_itself_is_told(run: Runner, trace: Trace) -> None:
    done = run("replay", trace(offered(), lambda session: session.touch(103.0)))
    assert done.code == 0
    assert "3.000  peer   says again what was answered before" in done.out


def test_restarts_and_gone_transports_are_told(run: Runner, trace: Trace) -> None:
    data = offer(section("0"), section("1", "video", ufrag="OthR"))
    gone = Offer(parse(serialize(data.description).replace("m=video 9", "m=video 0")))
    out = run(
        "replay",
        trace(
            offered(offer=data),
            answered(to=data),
            offered(2.0, gone),
            answered(2.1, gone),
            offered(3.0, Offer(parse(serialize(gone.description).replace("EsAw", "New1")))),
            lambda session: session.send(
                Answer(parse(serialize(answer_to(gone).description).replace("ours", "mine"))),
                103.1,
            ),
        ),
    ).out
    assert "transport 1 is gone" in out
    assert "ICE begins anew on transport 0" in out


def test_a_journal_may_come_from_the_standard_input(run: Runner) -> None:
    done = run("replay", stdin=journal(*HEALTHY))
    assert done.code == 0
    assert "<stdin>: 5 inputs" in done.out


def test_states_have_colours_where_there_are_any(run: Runner, trace: Trace) -> None:
    done = run("replay", "--color", "always", trace(*HEALTHY))
    assert "connection \x1b[32mconnected\x1b[0m" in done.out


def test_json_is_for_programs(run: Runner, trace: Trace) -> None:
    done = run("replay", "--format", "json", "--doctor", trace(*HEALTHY))
    told = json.loads(done.out)
    assert told["agrees"] is True
    assert told["findings"] == []
    assert [tick["who"] for tick in told["ticks"]] == ["peer", "peer", "we", "we", "media"]
    first, last = told["ticks"][0], told["ticks"][-1]
    assert first["deadline"] == {"timer": "answer", "seconds": 30.0}
    assert first["events"] == ["OfferReceived", "SignalingStateChanged", "ConnectionStateChanged"]
    assert last["states"]["connection"] == "connected"
    assert last["deadline"] is None


# --- what does not go well


def damaged(lines: bytes, **members: object) -> bytes:
    first, second, *rest = lines.splitlines(keepends=True)
    plain = {**json.loads(second), **members}
    return b"".join([first, json.dumps(plain).encode() + b"\n", *rest])


def test_a_replay_that_goes_astray_says_where(run: Runner) -> None:
    done = run("replay", stdin=damaged(journal(*HEALTHY), state="0" * 16))
    assert done.code == 1
    assert "the replay goes astray at line 2" in done.out
    assert "comes to another state than was written down" in done.out
    said = json.loads(
        run("replay", "--format", "json", stdin=damaged(journal(*HEALTHY), t=99.0)).out
    )
    assert said["agrees"] is False


def test_what_can_be_understood_is_told_before_the_fault(run: Runner) -> None:
    done = run("replay", stdin=journal(*HEALTHY)[:-20])
    assert done.code == 1
    assert "offer: audio" in done.out
    assert "sdpsig replay: <stdin>: line 6: the JSON text is not JSON" in done.err


@pytest.mark.parametrize(
    "data", [b"", b"v=0\r\n", b"{}\n", b"[" * 100_000, b"\xff\n"], ids=range(5)
)
def test_what_is_no_journal_is_refused(run: Runner, data: bytes) -> None:
    for form in ("text", "json"):
        done = run("replay", "--doctor", "--format", form, stdin=data)
        assert (done.code, done.out) == (1, "")
        assert done.err.startswith("sdpsig replay: <stdin>: ")
        assert len(done.err.splitlines()) == 1


def test_where_nothing_was_replayed_nothing_agrees() -> None:
    assert not _trace.Trace("<stdin>", ()).agrees


@pytest.mark.parametrize("name", ["/nowhere/at/all", "a\0b", "/"])
def test_what_cannot_be_read_is_wrong_usage(run: Runner, name: str) -> None:
    done = run("replay", name)
    assert done.code == 2
    assert done.err.startswith("sdpsig replay: ")


def test_wrong_flags_are_wrong_usage(run: Runner) -> None:
    assert run("replay", "--docter").code == 2


# --- the doctor


def findings(run: Runner, play: bytes) -> dict[str, list[int]]:
    done = run("replay", "--format", "json", "--doctor", stdin=play)
    found = json.loads(done.out)
    assert done.code == (1 if found["findings"] else 0), done
    assert found["agrees"]
    return {one["rule"]: one["lines"] for one in found["findings"]}


HIDDEN = trickled(candidate(address="tom.local"), end())
BAD = Offer(parse(serialize(OFFER.description).replace("a=ice-pwd", "a=ice-pwt")))

SHOWN: dict[str, tuple[tuple[Play, ...], tuple[int, ...], tuple[Play, ...]]] = {
    "refused-description": (
        (offered(offer=BAD), offered(), answered(to=offer())),
        (2, 4),
        (offered(), trickled(candidate(mid="9")), answered(), waits),
    ),
    "unanswered-offer": (
        (offered(), trickled(candidate())),
        (2,),
        (offered(), answered(), waits),
    ),
    "late-answer": (
        (offered(), trickled(candidate(), end()), answered(5.5), OURS, connected),
        (2, 4),
        HEALTHY,
    ),
    "no-remote-candidates": (
        (offered(), answered(), waits),
        (3,),
        (offered(offer=offer(section(lines=(line(),)))), answered(to=offer()), waits),
    ),
    "no-local-candidates": (
        (offered(), trickled(candidate()), answered(), waits),
        (4,),
        (offered(), trickled(candidate()), answered(), OURS, waits),
    ),
    "only-host-names": (
        (offered(), HIDDEN, answered(), OURS, waits),
        (3,),
        (offered(), HIDDEN, answered(), told(RELAYED), waits),
    ),
    "all-candidates-refused": (
        (offered(), trickled(candidate(22), candidate(0)), answered(), waits),
        (4,),
        (offered(), trickled(candidate(22), candidate()), answered(), waits),
    ),
    "stale-candidates": (
        (offered(), trickled(evolve(candidate(), ufrag="0ld0")), answered(), OURS, connected),
        (3,),
        HEALTHY,
    ),
    "endless-candidates": (
        (offered(), trickled(candidate(), candidate(7_000)), answered(), waits),
        (3,),
        (offered(), trickled(candidate()), answered(), trickled(end(), at=0.9), waits),
    ),
    "connect-timeout": (
        (offered(), answered(), reported(IceState.CHECKING), woken(40.5), waits),
        (5,),
        (offered(), answered(), reported(IceState.FAILED), waits),
    ),
    "dtls-failed": (
        (offered(), answered(), reported(IceState.CONNECTED, DtlsState.FAILED), waits),
        (4,),
        (offered(), answered(), reported(IceState.FAILED), waits),
    ),
    "no-restart": (
        (*HEALTHY, reported(IceState.DISCONNECTED, at=2.0), woken(12.0), waits),
        (8,),
        (
            *HEALTHY,
            reported(IceState.DISCONNECTED, at=2.0),
            woken(12.0),
            offered(13.0, RESTART),
            lambda session: session.send(
                Answer(parse(serialize(answer_to(RESTART).description).replace("ours", "mine"))),
                113.1,
            ),
            waits,
        ),
    ),
    "nothing-reported": (
        (offered(), answered(), waits),
        (3,),
        (offered(), answered(), reported(IceState.CHECKING), waits),
    ),
}


def test_every_rule_is_tested_both_ways() -> None:
    assert [rule.name for rule in RULES] == [*SHOWN]


@pytest.mark.parametrize("rule", SHOWN)
def test_a_rule_finds_what_it_is_for(run: Runner, rule: str) -> None:
    acts, lines, _ = SHOWN[rule]
    found = findings(run, journal(*acts))
    assert tuple(found.get(rule, ())) == lines


@pytest.mark.parametrize("rule", SHOWN)
def test_a_rule_is_silent_where_that_is_not_the_case(run: Runner, rule: str) -> None:
    *_, acts = SHOWN[rule]
    assert rule not in findings(run, journal(*acts))


def test_a_connection_that_is_well_has_no_findings(run: Runner, trace: Trace) -> None:
    done = run("replay", "--doctor", trace(*HEALTHY, lambda session: session.close(102.0)))
    assert done.code == 0
    assert "signaling shows nothing that explains a failure" in done.out


def test_an_answer_that_never_came_ends_a_session(run: Runner) -> None:
    assert findings(run, journal(offered(), waits))["unanswered-offer"] == [3, 2]


def test_our_own_offer_may_go_unanswered_too(run: Runner) -> None:
    lines: list[bytes] = []
    life = Life(record(Session(CONFIGS["created"]), lines.append, 0.0))
    life.act("audio")
    life.act("our offer")
    waits(life.session)
    assert "unanswered-offer" in findings(run, b"".join(lines))


def test_a_policy_that_is_too_strict_is_found(run: Runner) -> None:
    config = SessionConfig(candidates=PUBLIC)
    acts = (offered(), trickled(candidate(address="192.168.1.7")), answered(), waits)
    assert "all-candidates-refused" in findings(run, journal(*acts, config=config))


def test_findings_are_words_with_their_evidence(run: Runner, trace: Trace) -> None:
    many = trickled(*(candidate(7_000 + number, "tom.local") for number in range(3)))
    out = run("replay", "--doctor", trace(offered(), *[many] * 9, answered(), waits)).out
    assert "-- doctor --" in out
    assert "* the peer told nothing but host names (mDNS), and neither side has a relay" in out
    assert "line 3, 4, 5, 6, 7, 8, 9, 10 ... [only-host-names]" in out
    assert "= hint: names in .local are found in the same network only" in out


def test_the_formats_are_those_of_the_flag() -> None:
    formats: Any = _replay_formats.FORMATS
    assert [*formats] == ["text", "json"]
