"""Strategies of hypothesis: descriptions that any peer must take, candidates, courses of events.

Everything that is drawn here parses, and what is an offer or an answer passes every check.
"""

from collections.abc import Callable, Sequence

from hypothesis import strategies as st

from .._frozen import evolve, frozen
from ..jsep import (
    AIORTC,
    CHROMIUM,
    WEBRTC,
    AddDataChannels,
    AddTransceiver,
    Answer,
    AnswerPolicy,
    BundlePolicy,
    Capabilities,
    Change,
    LocalTransport,
    Negotiation,
    NegotiationConfig,
    Offer,
    Transports,
    answer_offer,
    change,
    next_offer,
)
from ..sdp import MediaDescription, SessionDescription, parse, serialize
from ..sdp.attributes import Candidate, Fingerprint, MediaDirection, SetupRole
from ..session import IceCandidate
from ._moves import Act, Move

__all__ = [
    "Exchanged",
    "answers",
    "candidates",
    "courses",
    "descriptions",
    "exchanges",
    "ice_candidates",
    "local_transports",
    "offers",
    "seeds",
    "wishes",
]

ICE_CHARS = st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
HEX = st.sampled_from([f"{byte:02X}" for byte in range(256)])
CAPABILITIES = (WEBRTC, CHROMIUM, AIORTC)
DIRECTIONS = st.sampled_from(list(MediaDirection))
SETUPS = st.sampled_from([SetupRole.ACTIVE, SetupRole.PASSIVE])

IPV4 = ("203.0.113.5", "198.51.100.77", "192.168.1.20", "10.1.2.3", "169.254.1.1", "127.0.0.1")
IPV6 = ("2001:db8::1", "fd00::8", "fe80::1", "::1")
NAMES = ("3d9b9a5e-7a63-4a2c-9d3f-0d6f5b1c2a10.local",)
TYPES = ("host", "srflx", "prflx", "relay")


def seeds() -> st.SearchStrategy[int]:
    """What a ``Pair`` takes its chances from."""
    return st.integers(0, 2**64 - 1)


# --- candidates


@st.composite
def candidates(
    draw: st.DrawFn,
    addresses: Sequence[str] = IPV4 + IPV6 + NAMES,
    types: Sequence[str] = TYPES,
) -> Candidate:
    """Candidates of every kind, UDP and TCP, of which a policy may like none."""
    kind = draw(st.sampled_from(types))
    transport = draw(st.sampled_from(["udp", "udp", "UDP", "tcp"]))
    active = transport == "tcp" and draw(st.booleans())
    words = [
        draw(st.text(ICE_CHARS, min_size=1, max_size=8)),
        str(draw(st.sampled_from([1, 1, 1, 2]))),
        transport,
        str(draw(st.integers(1, 2**31 - 1))),
        draw(st.sampled_from(addresses)),
        str(9 if active else draw(st.integers(1, 65_535))),
        f"typ {kind}",
    ]
    if kind != "host":
        words.append(f"raddr 0.0.0.0 rport {draw(st.integers(0, 65_535))}")
    if transport == "tcp":
        words.append(f"tcptype {'active' if active else draw(st.sampled_from(['passive', 'so']))}")
    if draw(st.booleans()):
        words.append(f"generation {draw(st.integers(0, 9))}")
    return Candidate.parse(" ".join(words))


def ice_candidates(
    mids: Sequence[str | None] = ("0",),
    ufrags: Sequence[str | None] = (None,),
    ends: bool = True,
) -> st.SearchStrategy[IceCandidate]:
    """Trickled candidates of these sections and ICE generations, and their ends."""
    lines = candidates().map(lambda candidate: f"candidate:{candidate.serialize()}")
    return st.builds(
        IceCandidate,
        st.one_of(lines, st.just("")) if ends else lines,
        st.sampled_from(mids),
        st.none(),
        st.sampled_from(ufrags),
    )


@st.composite
def local_transports(draw: st.DrawFn, trickled: bool | None = None) -> LocalTransport:
    """Our end of a transport; ``trickled`` says that it has no candidates in its description."""
    alone = draw(st.booleans()) if trickled is None else trickled
    usable = candidates(addresses=IPV4[:4] + IPV6[:2])
    held = () if alone else tuple(draw(st.lists(usable, max_size=3)))
    digest = ":".join(draw(st.lists(HEX, min_size=32, max_size=32)))
    return LocalTransport(
        draw(st.text(ICE_CHARS, min_size=4, max_size=12)),
        draw(st.text(ICE_CHARS, min_size=22, max_size=32)),
        (Fingerprint("sha-256", digest),),
        held,
        end_of_candidates=not alone,
    )


# --- descriptions


@st.composite
def wishes(draw: st.DrawFn, least: int = 1, most: int = 4) -> tuple[Change, ...]:
    """What an application wants of a session: audio, video and, at most once, data channels."""
    tracks = st.builds(
        AddTransceiver,
        st.sampled_from(["audio", "video"]),
        DIRECTIONS,
        st.sampled_from([(), ("camera",), ("camera", "screen")]),
    )
    wanted: list[Change] = list(draw(st.lists(tracks, min_size=least, max_size=most)))
    if draw(st.booleans()):
        place = draw(st.integers(0, len(wanted)))
        wanted[place : place + (len(wanted) == most)] = [AddDataChannels()]
    return tuple(wanted)


def _configs(capabilities: Sequence[Capabilities]) -> st.SearchStrategy[NegotiationConfig]:
    return st.builds(
        NegotiationConfig,
        capabilities=st.sampled_from(capabilities),
        session_id=st.integers(1, 2**62 - 1),
        bundle_policy=st.sampled_from(list(BundlePolicy)),
        policy=st.builds(
            AnswerPolicy,
            direction=DIRECTIONS.map(_always),
            accept=st.lists(st.booleans(), min_size=8, max_size=8).map(_by_kind),
            setup=SETUPS,
        ),
    )


def _always(direction: MediaDirection) -> Callable[[MediaDescription], MediaDirection]:
    def wish(section: MediaDescription) -> MediaDirection:
        del section
        return direction

    return wish


def _by_kind(wanted: Sequence[bool]) -> Callable[[MediaDescription], bool]:
    """Accept by medium and number of formats: the same section gets the same answer."""

    def accept(section: MediaDescription) -> bool:
        return wanted[(len(section.kind) + len(section.formats)) % len(wanted)]

    return accept


@frozen
class _Made:
    """Transports that are drawn when they are asked for, none like another."""

    draw: st.DrawFn
    side: str
    trickled: bool | None
    known: list[LocalTransport]

    def __call__(self, mid: str) -> LocalTransport:
        del mid
        drawn = self.draw(local_transports(self.trickled))
        number = f"{self.side}{len(self.known):02}"
        self.known.append(evolve(drawn, ufrag=drawn.ufrag + number, pwd=drawn.pwd + number))
        return self.known[-1]


def _made(draw: st.DrawFn, side: str, trickled: bool | None) -> Transports:
    return _Made(draw, side, trickled, [])


@st.composite
def offers(
    draw: st.DrawFn,
    *,
    capabilities: Sequence[Capabilities] = CAPABILITIES,
    most: int = 4,
    trickled: bool | None = None,
) -> Offer:
    """First offers of up to so many sections, as text that was read: every peer must take them."""
    negotiation = Negotiation(config=draw(_configs(capabilities)))
    for wish in draw(wishes(most=most)):
        negotiation = change(negotiation, wish)
    _, offer = next_offer(negotiation, _made(draw, "o", trickled))
    return Offer(_read(offer.description))


@st.composite
def answers(
    draw: st.DrawFn,
    offer: Offer,
    *,
    capabilities: Sequence[Capabilities] = CAPABILITIES,
    trickled: bool | None = None,
) -> Answer:
    """Answers to an offer, of peers that can do this and that and want some of its sections."""
    negotiation = Negotiation(config=draw(_configs(capabilities)))
    _, answer, _ = answer_offer(negotiation, offer, _made(draw, "a", trickled))
    return Answer(_read(answer.description))


@frozen
class Exchanged:
    """A first offer and an answer to it."""

    offer: Offer
    answer: Answer


@st.composite
def exchanges(
    draw: st.DrawFn, *, capabilities: Sequence[Capabilities] = CAPABILITIES, most: int = 4
) -> Exchanged:
    """A first offer and an answer to it."""
    offer = draw(offers(capabilities=capabilities, most=most))
    return Exchanged(offer, draw(answers(offer, capabilities=capabilities)))


def descriptions() -> st.SearchStrategy[SessionDescription]:
    """Offers and answers as descriptions."""
    return exchanges().flatmap(
        lambda both: st.sampled_from([both.offer.description, both.answer.description])
    )


def _read(description: SessionDescription) -> SessionDescription:
    return parse(serialize(description))


# --- courses of events


def courses(*acts: Act, most: int = 30) -> st.SearchStrategy[list[Move]]:
    """What may happen to a pair, in any order; a move that is not possible is to be left out."""
    moves = st.builds(Move, st.sampled_from("ab"), st.sampled_from(acts or list(Act)))
    return st.lists(moves, max_size=most)
