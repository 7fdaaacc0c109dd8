"""An endpoint with sessions in every state, and a look at all that it holds."""

from typing import Any

import pytest
from attrs import evolve

from sdpsig.endpoint import (
    Accept,
    Call,
    Command,
    Delivery,
    Endpoint,
    EndpointConfig,
    Offered,
    Open,
    Report,
    Settle,
)
from sdpsig.endpoint._schedule import Schedule
from sdpsig.errors import Fault, SdpsigError
from sdpsig.jsep import AddDataChannels, LocalTransport, Offer
from sdpsig.limits import Limits
from sdpsig.sdp import Fragment, parse_fragment
from sdpsig.sdp.attributes import Fingerprint
from sdpsig.session import DtlsState, IceState, SessionConfig, SessionState, Timer
from tests.session._peer import DIGEST, PASSWORD, answer_to, line, offer, section

OFFER = offer()
ANSWER = answer_to(OFFER)
RESTART = offer(section(ufrag="Other"))
"""The same with other ICE credentials."""
BAD_OFFER = offer(section(ufrag="x"))
OURS = LocalTransport("mine", "m" * 24, (Fingerprint("sha-256", DIGEST),))
"""Our end of a transport."""
PWD = PASSWORD[::-1]


def fragment(ufrag: str = "Fresh", pwd: str = PWD, *, port: int | None = None) -> Fragment:
    """New ICE credentials, and a candidate where a port is given."""
    told = f"a=ice-ufrag:{ufrag}\r\na=ice-pwd:{pwd}\r\n"
    if port is not None:
        told += f"m=audio 9 RTP/AVP 0\r\na=mid:0\r\na={line(port)}\r\n"
    return parse_fragment(told)


def as_before(mid: str) -> LocalTransport:
    """Our end of a transport as our answers have it."""
    return LocalTransport(f"ours{mid}", PASSWORD, OURS.fingerprints)


def house(
    config: SessionConfig | None = None, *, limits: Limits | None = None, **options: Any
) -> Endpoint:
    session = config or SessionConfig(limits=limits or Limits())
    return Endpoint(EndpointConfig(session=session, **options))


def delivery(body: str = "body", key: str | None = "key", client: str = "client") -> Delivery:
    return Delivery(body.encode(), client, key)


def up(session_id: str, mid: str = "0") -> Report:
    return Report(session_id, mid, IceState.CONNECTED, DtlsState.CONNECTED)


def established(one: Endpoint, *names: str, now: float = 0.0, owner: str | None = None) -> None:
    """Sessions that are connected."""
    for name in names:
        one.handle(Open(name, OFFER, owner=owner), now)
        one.handle(Accept(name, ANSWER), now)
        one.handle(up(name), now)


def called(one: Endpoint, name: str = "a", now: float = 0.0) -> Offer:
    """Our first offer, of data channels."""
    outcome = one.handle(Call(name, (AddDataChannels(),), OURS), now)
    assert isinstance(outcome, Offered)
    return outcome.offer


def settled(one: Endpoint, name: str = "a", now: float = 0.0) -> Offer:
    """A session in which our offer has been answered."""
    ours = called(one, name, now)
    one.handle(Settle(name, answer_to(ours)), now)
    return ours


def photo(one: Endpoint) -> tuple[object, ...]:
    """All that an endpoint holds, in a form that changes with it."""
    registry, deliveries = one._registry, one._deliveries
    return (
        {name: (id(entry.session.state), entry.sequence) for name, entry in registry.live.items()},
        set(registry.unconnected),
        dict(registry.owned),
        dict(registry.schedule._times),
        dict(registry.tombs._times),
        dict(registry.buried),
        {name: (kept.digest, kept.result) for name, kept in deliveries._kept.items()},
        {name: list(names) for name, names in deliveries._of.items()},
        dict(deliveries._leaving._times),
    )


def still(one: Endpoint) -> tuple[object, ...]:
    """The same, but for how long each session may be idle yet (L-16)."""

    def rest(state: SessionState) -> SessionState:
        others = tuple((timer, at) for timer, at in state.deadlines if timer is not Timer.IDLE)
        return evolve(state, deadlines=others, now=0.0, revision=0)

    states = {name: rest(session.state) for name, session in one.sessions.items()}
    sequences = {name: entry.sequence for name, entry in one._registry.live.items()}
    _, unconnected, owned, _, *over = photo(one)
    return (states, sequences, unconnected, owned, *over)


def refusal(one: Endpoint, command: Command, now: float = 0.0) -> Fault:
    """Why a command is refused; that has changed nothing."""
    before = photo(one)
    with pytest.raises(SdpsigError) as caught:
        one.handle(command, now)
    assert photo(one) == before
    return caught.value.fault


def piled_up(schedule: Schedule[Any]) -> tuple[int, int]:
    """Entries of the fullest second, and seconds: those that count for nothing too."""
    heaps = (second._heap or () for second in schedule._seconds.values())
    return max(map(len, heaps), default=0), len(schedule._seconds)


def assert_empty(one: Endpoint) -> None:
    """Nothing is left of any session."""
    assert (len(one), one.deadline) == (0, None)
    assert not any(photo(one))
    for schedule in (one._registry.schedule, one._registry.tombs, one._deliveries._leaving):
        assert piled_up(schedule) == (0, 0)
