"""Lives of sessions in scripts: everything that may be said to one, in any order."""

from collections.abc import Callable
from itertools import count

from attrs import evolve
from hypothesis import strategies as st

from sdpsig.errors import SdpsigError
from sdpsig.jsep import (
    AddDataChannels,
    AddTransceiver,
    Answer,
    LocalDescriptions,
    LocalTransport,
    NegotiationConfig,
    Offer,
    Pranswer,
    RestartIce,
    Rollback,
    SetDirection,
    StopTransceiver,
)
from sdpsig.sdp import parse, serialize
from sdpsig.sdp.attributes import Fingerprint, MediaDirection
from sdpsig.session import Bye, IceState, Politeness, Session, SessionConfig
from tests.session._peer import (
    DIGEST,
    answer_to,
    audio_video_data,
    candidate,
    connect,
    end,
    line,
    offer,
    section,
)

CONFIGS = {
    "foreign": SessionConfig(max_lifetime=300.0, early_candidates=True),
    "created": SessionConfig(
        politeness=Politeness.POLITE,
        negotiation=NegotiationConfig(local_descriptions=LocalDescriptions.CREATED),
    ),
    "modified": SessionConfig(
        politeness=Politeness.NONE,
        negotiation=NegotiationConfig(local_descriptions=LocalDescriptions.MODIFIED),
    ),
}
BUNDLED = audio_video_data()
OTHER = offer(section("0", lines=(line(1_234),)), section("1", "video", ufrag="OthR"))
RESTARTED = Offer(parse(serialize(BUNDLED.description).replace("EsAw", "New1")))


class Life:
    """A session with what its application remembers."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.now = 0.0
        self.made: Offer | Answer | None = None
        self.numbers = count(1)

    def transport(self, mid: str) -> LocalTransport:
        del mid
        ufrag = f"us{next(self.numbers):04}"
        return LocalTransport(ufrag, ufrag * 4, (Fingerprint("sha-256", DIGEST),))

    def act(self, name: str) -> None:
        """Refusals are part of life."""
        try:
            ACTS[name](self)
        except SdpsigError:
            return

    def create(self, *, offers: bool, provisional: bool = False) -> None:
        make = self.session.create_offer if offers else self.session.create_answer
        self.made = made = make(self.transport, self.now)
        said = Pranswer(made.description) if provisional else made
        self.session.send(said, self.now)

    def answer_them(self) -> None:
        """What the peer answers to whatever is offered to it."""
        offered = self.session.state.negotiation.pending_local
        if isinstance(offered, Offer):
            text = serialize(answer_to(offered).description)
            self.session.receive(Answer(parse(text.replace("ours", "them"))), self.now)


ACTS: dict[str, Callable[[Life], object]] = {
    "their offer": lambda one: one.session.receive(BUNDLED, one.now),
    "their other offer": lambda one: one.session.receive(OTHER, one.now),
    "their restart": lambda one: one.session.receive(RESTARTED, one.now),
    "their rollback": lambda one: one.session.receive(Rollback(), one.now),
    "their answer": lambda one: one.answer_them(),
    "our offer": lambda one: one.create(offers=True),
    "our offer, not sent": lambda one: one.session.create_offer(one.transport, one.now),
    "our answer": lambda one: one.create(offers=False),
    "our pranswer": lambda one: one.create(offers=False, provisional=True),
    "a foreign answer": lambda one: one.session.send(answer_to(BUNDLED, "2"), one.now),
    "our rollback": lambda one: one.session.send(Rollback(), one.now),
    "audio": lambda one: one.session.send(AddTransceiver("audio"), one.now),
    "data": lambda one: one.session.send(AddDataChannels(), one.now),
    "stop": lambda one: one.session.send(StopTransceiver(0), one.now),
    "mute": lambda one: one.session.send(SetDirection(0, MediaDirection.INACTIVE), one.now),
    "restart": lambda one: one.session.send(RestartIce(), one.now),
    "candidate": lambda one: one.session.receive(candidate(2_000 + int(one.now)), one.now),
    "private": lambda one: one.session.receive(candidate(address="192.168.1.7"), one.now),
    "host name": lambda one: one.session.receive(candidate(address="tom.local"), one.now),
    "unknown mid": lambda one: one.session.receive(candidate(mid="9"), one.now),
    "two": lambda one: one.session.receive_all((candidate(7_000), candidate(mid="1")), one.now),
    "old": lambda one: one.session.receive(evolve(candidate(), ufrag="0ld0"), one.now),
    "end": lambda one: one.session.receive(end(), one.now),
    "our candidate": lambda one: one.session.send(candidate(5_555, "10.9.8.7"), one.now),
    "our end": lambda one: one.session.send(end(None), one.now),
    "connected": lambda one: connect(one.session, now=one.now),
    "lost": lambda one: one.session.report("0", ice=IceState.DISCONNECTED, now=one.now),
    "consent": lambda one: one.session.consent_lost("0", one.now),
    "wake up": lambda one: one.session.handle_timeout(one.now),
    "again": lambda one: one.session.touch(one.now),
    "bye": lambda one: one.session.receive(Bye("tired"), one.now),
    "close": lambda one: one.session.close(one.now, detail="done"),
}
ENDS = frozenset({"bye", "close"})
LIVELY = sorted(ACTS.keys() - ENDS)
SCRIPTS = st.lists(
    st.tuples(
        st.sampled_from([*LIVELY * 3, *sorted(ENDS)]),
        st.sampled_from([0.0, 0.1, 1.7, 12.3]),
    ),
    max_size=25,
)


def play(life: Life, script: list[tuple[str, float]]) -> None:
    for name, seconds in script:
        life.now += seconds
        life.act(name)
