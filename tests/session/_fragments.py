"""Fragments in a few words."""

import pytest

from sdpsig.jsep import (
    LocalDescriptions,
    LocalTransport,
    NegotiationConfig,
    Offer,
)
from sdpsig.sdp import (
    INTEROP,
    STRICT,
    Fragment,
    Profile,
    parse,
    parse_candidate,
    parse_fragment,
    serialize,
)
from sdpsig.sdp.attributes import (
    Fingerprint,
)
from sdpsig.session import (
    Session,
    SessionConfig,
    SessionState,
)
from sdpsig.session._fragments import (
    FragmentMode,
    messages_of,
    restart_offer,
)
from tests.session._peer import (
    DIGEST,
    PASSWORD,
    UFRAG,
    line,
    offer,
    section,
)

INFO, WHIP = FragmentMode.SIP_INFO, FragmentMode.WHIP
MODES = pytest.mark.parametrize("mode", FragmentMode)
PROFILES = pytest.mark.parametrize("profile", [INTEROP, STRICT], ids=lambda one: one.name)
NEXT = ("next", "n" * 24)
M = "m=audio 9 RTP/AVP 0\r\n"


def said(ufrag: str = UFRAG, pwd: str = PASSWORD) -> str:
    return f"a=ice-ufrag:{ufrag}\r\na=ice-pwd:{pwd}\r\n"


def part(mid: str | None, *ports: int, own: str = "", end: bool = False, rest: str = "") -> str:
    """One pseudo section with a candidate for each port."""
    told = M + (f"a=mid:{mid}\r\n" if mid is not None else "") + own
    told += "".join(f"a={line(port, rest=rest)}\r\n" for port in ports)
    return told + ("a=end-of-candidates\r\n" if end else "")


def read(*texts: str) -> Fragment:
    return parse_fragment("".join(texts))


def with_profile(profile: Profile) -> SessionConfig:
    return SessionConfig(negotiation=NegotiationConfig(profile=profile))


def told(fragment: Fragment, state: SessionState, mode: FragmentMode) -> list[tuple[object, ...]]:
    """Each message: its port (None for the end), mid and ufrag."""
    found: list[tuple[object, ...]] = []
    for message in messages_of(fragment, state, mode):
        candidate = parse_candidate(message.candidate or "")
        assert message.mline_index is None
        found.append((candidate and candidate.port, message.mid, message.ufrag))
    return found


def two_transports() -> Offer:
    return offer(section("0"), section("1", "video", ufrag="othr"))


FINGERPRINT = Fingerprint("sha-256", DIGEST)


def ours(number: int) -> LocalTransport:
    host = parse_candidate(line(40_000 + number, "198.51.100.1"))
    assert host is not None
    return LocalTransport(f"ours{number}", f"p{number}" * 12, (FINGERPRINT,), (host,))


def answering(offered: Offer, **settings: object) -> Session:
    """A session that writes its own answers, after its first one."""
    settings = {"local_descriptions": LocalDescriptions.CREATED, **settings}
    negotiation = NegotiationConfig(**settings)  # type: ignore[arg-type]  # by name
    session = Session(SessionConfig(negotiation=negotiation))
    session.receive(offered, 0.0)
    answer(session, 0)
    return session


def answer(session: Session, first: int) -> tuple[object, ...]:
    numbers = iter(range(first, first + 9))
    made = session.create_answer(lambda _: ours(next(numbers)), 1.0)
    return session.send(made, 1.0)


def restart(session: Session, fragment: Fragment, first: int = 5) -> list[object]:
    offered = restart_offer(fragment, session.state)
    events = [*session.receive(Offer(parse(serialize(offered.description))), 1.0)]
    events += answer(session, first)  # type: ignore[arg-type]  # events of any kind
    return list(events)


RESTART = (
    "a=ice-options:trickle ice2\r\na=group:BUNDLE 0 1 2\r\n"
    + M
    + f"a=mid:0\r\n{said(*NEXT)}a={line(7000)} generation 0 ufrag {UFRAG}\r\n"
    + f"a={line(7001).replace('candidate', 'CANDIDATE')}\r\n"
)
