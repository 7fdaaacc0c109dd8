"""A peer in a few words: offers of chosen sections, answers to them, candidates, a session."""

from collections.abc import Iterable

import pytest

from sdpsig.errors import Fault, RemoteProtocolError
from sdpsig.jsep import (
    WEBRTC,
    Answer,
    AnswerPolicy,
    LocalTransport,
    Offer,
    Origin,
    plan_answer,
    write_answer,
)
from sdpsig.sdp import MediaDescription, parse
from sdpsig.sdp.attributes import Fingerprint, Mid
from sdpsig.session import (
    CandidateDropped,
    CandidateReceived,
    Closed,
    DtlsState,
    Event,
    IceCandidate,
    IceState,
    Session,
    SessionConfig,
)

UFRAG = "EsAw"
PASSWORD = "P2uYro0UCOQ4zxjKXaWCBui1"
DIGEST = ":".join(["AB"] * 32)
ADDRESS = "203.0.113.5"

MEDIA = {
    "audio": ("UDP/TLS/RTP/SAVPF 111", ("rtcp-mux", "rtpmap:111 opus/48000/2")),
    "video": ("UDP/TLS/RTP/SAVPF 96", ("rtcp-mux", "rtpmap:96 VP8/90000")),
    "application": ("UDP/DTLS/SCTP webrtc-datachannel", ("sctp-port:5000",)),
}


def section(
    mid: str | None = "0",
    kind: str = "audio",
    *,
    port: int = 9,
    ufrag: str | None = UFRAG,
    lines: Iterable[str] = (),
) -> str:
    """One m= section; ``lines`` are further attributes."""
    formats, attributes = MEDIA[kind]
    told = [f"m={kind} {port} {formats}", "c=IN IP4 0.0.0.0", "a=setup:actpass"]
    told.append(f"a=fingerprint:sha-256 {DIGEST}")
    if mid is not None:
        told.append(f"a=mid:{mid}")
    if ufrag is not None:
        told += [f"a=ice-ufrag:{ufrag}", f"a=ice-pwd:{PASSWORD}"]
    told += [f"a={line}" for line in (*attributes, *lines)]
    return "".join(f"{line}\r\n" for line in told)


def offer_text(
    *sections: str, bundle: str = "", lines: Iterable[str] = ("ice-options:trickle",)
) -> str:
    """An offer; ``bundle`` names the mids of the group."""
    told = ["v=0", "o=- 4962303333179871722 1 IN IP4 0.0.0.0", "s=-", "t=0 0"]
    told += [f"a=group:BUNDLE {bundle}"] if bundle else []
    told += [f"a={line}" for line in lines]
    return "".join(f"{line}\r\n" for line in told) + "".join(sections or (section(),))


def offer(
    *sections: str, bundle: str = "", lines: Iterable[str] = ("ice-options:trickle",)
) -> Offer:
    return Offer(parse(offer_text(*sections, bundle=bundle, lines=lines)))


def audio_video_data(video_ufrag: str | None = UFRAG) -> Offer:
    """Three sections in one bundle."""
    return offer(
        section("0"),
        section("1", "video", ufrag=video_ufrag),
        section("2", "application"),
        bundle="0 1 2",
    )


def answer_to(offered: Offer, *rejected: str, name: str = "ours") -> Answer:
    """An answer to everything but the rejected mids; ufrags are the name and the mid."""

    def wanted(media: MediaDescription) -> bool:
        mid = media.get(Mid)
        return mid is None or mid.mid not in rejected

    plan = plan_answer(offered, WEBRTC, policy=AnswerPolicy(accept=wanted))
    fingerprint = Fingerprint("sha-256", DIGEST)
    local = {mid: LocalTransport(f"{name}{mid}", PASSWORD, (fingerprint,)) for mid in plan.owners}
    return write_answer(plan, local, origin=Origin(1, 1))


def line(
    port: int = 50_000,
    address: str = ADDRESS,
    *,
    component: int = 1,
    transport: str = "udp",
    kind: str = "host",
    rest: str = "",
) -> str:
    """A candidate as the API of a browser has it."""
    return f"candidate:1 {component} {transport} 2122260223 {address} {port} typ {kind}{rest}"


def candidate(port: int = 50_000, address: str = ADDRESS, mid: str | None = "0") -> IceCandidate:
    return IceCandidate(line(port, address), mid)


def end(mid: str | None = "0") -> IceCandidate:
    """No further candidates for a section; for all of them, where mid is None."""
    return IceCandidate("", mid)


def offered_session(
    offered: Offer | None = None, config: SessionConfig | None = None, now: float = 0.0
) -> Session:
    """A session that owes an answer."""
    session = Session(config or SessionConfig())
    session.receive(offered or offer(), now)
    return session


def answered_session(
    offered: Offer | None = None,
    *rejected: str,
    config: SessionConfig | None = None,
    now: float = 0.0,
) -> Session:
    """A session whose first exchange is complete."""
    offered = offered or offer()
    session = offered_session(offered, config, now)
    session.send(answer_to(offered, *rejected), now)
    return session


def connect(session: Session, mid: str = "0", now: float = 0.0) -> tuple[Event, ...]:
    return session.report(mid, ice=IceState.CONNECTED, dtls=DtlsState.CONNECTED, now=now)


def fates(events: Iterable[Event]) -> list[object]:
    """What became of each candidate: its port, None for an end, or why it was dropped."""
    told: list[object] = []
    for event in events:
        match event:
            case CandidateReceived(_, None):
                told.append(None)
            case CandidateReceived(_, known) if known is not None:
                told.append(known.port)
            case CandidateDropped(_, reason):
                told.append(reason)
            case _:
                pass
    return told


def ends(events: Iterable[Event]) -> list[Closed]:
    return [event for event in events if isinstance(event, Closed)]


def refusal(session: Session, message: IceCandidate) -> Fault:
    """Why a candidate is refused; nothing has changed then."""
    before = session.state
    with pytest.raises(RemoteProtocolError) as caught:
        session.receive(message, 1.0)
    assert session.state is before
    return caught.value.fault
