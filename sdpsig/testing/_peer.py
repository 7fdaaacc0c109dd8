"""One end of a pair: a session, what it was told, and what it does by itself."""

from collections.abc import Callable, Iterator
from copy import copy
from typing import Self

from attrs import define, field

from ..errors import FaultCode, SdpsigError
from ..jsep import (
    AddDataChannels,
    AddTransceiver,
    Answer,
    Change,
    LocalTransport,
    Offer,
    Pranswer,
    Rollback,
    SignalingState,
    StopTransceiver,
)
from ..jsep import RestartIce as Restart
from ..sdp import parse_candidate
from ..sdp.attributes import EndOfCandidates, Fingerprint, IceUfrag, MediaDirection, Mid
from ..session import (
    Bye,
    DtlsState,
    Event,
    IceCandidate,
    IceState,
    LocalCandidate,
    NegotiationNeeded,
    OfferReceived,
    OfferRetry,
    Session,
    SessionState,
)
from ._clock import Clock
from ._letters import Letter, Spoken, read_letter

__all__ = ["Peer"]

ADDRESSES = {"a": "10.0.0.1", "b": "10.0.0.2"}
DIGESTS = {name: ":".join([pair] * 32) for name, pair in {"a": "AA", "b": "BB"}.items()}
LINE = "candidate:1 1 udp 2122260223 {} {} typ host"
FIRST_PORT, PORTS = 50_000, 10_000
Post = Callable[[str, Spoken, float, str | None], None]
"""Takes who says it, what, when, and the id of the offer that it is about."""


@define
class Peer:
    """A session with made-up transports. What it says goes over the wire of its pair."""

    name: str
    """``a`` or ``b``."""
    session: Session
    clock: Clock
    post: Post = field(repr=False)
    """Puts a message on the wire."""
    answer_after: float | None = 0.0
    """Seconds after which an offer is answered; None: when the test says so."""
    negotiates: bool = False
    """Whether an offer is made as soon as one is needed, and once more with an ICE restart where
    its answer shows that the other one has lost the old credentials."""
    candidates: int = 1
    """How many candidates each new transport trickles before it says that these are all; 0: none,
    and it says nothing."""
    offer_ids: bool = True
    """Whether its answers say which offer they answer."""
    log: tuple[tuple[float, Event], ...] = ()
    """Every event with its time, the oldest first."""
    refusals: tuple[SdpsigError, ...] = ()
    """Why letters were refused, and why what it does by itself could not be done."""
    answer_at: float | None = None
    """When it will answer; None: it will not."""
    offer_at: float | None = None
    """When it will offer; None: it will not."""
    made: int = 0
    """How many transports it made: each has its own credentials."""
    fresh: tuple[tuple[str, str], ...] = ()
    """The mid and the ufrag of transports that have not trickled yet."""
    gathered: int = 0
    """How many candidates it had: each has its own port."""
    heard: str | None = None
    """The id of the offer that it received last."""

    # --- what the test looks at

    @property
    def events(self) -> tuple[Event, ...]:
        """Everything that the session told, the oldest first."""
        return tuple(event for _, event in self.log)

    @property
    def state(self) -> SessionState:
        """All that the session knows."""
        return self.session.state

    @property
    def signaling_state(self) -> SignalingState:
        """Where its exchange of offer and answer is."""
        return self.session.signaling_state

    @property
    def gathering(self) -> tuple[str, ...]:
        """The sections with a transport of their own that may still have candidates."""
        ended = {one.ufrag for one in self.state.gathered if one.ended}
        ended |= {ufrag for _, _, ufrag in self._sections(ended=True)}
        return tuple(mid for mid, _, ufrag in self._sections() if ufrag not in ended)

    # --- what the application does

    def change(self, *wishes: Change) -> None:
        """Say what the application wants; the other one hears of it with the next description."""
        for wish in wishes:
            self._note(self.session.send(wish, self.clock.now))

    def add_transceiver(
        self, kind: str = "audio", direction: MediaDirection = MediaDirection.SENDRECV
    ) -> int:
        """Want one more ``audio`` or ``video`` section; the number of its transceiver."""
        self.change(AddTransceiver("video" if kind == "video" else "audio", direction))
        return self.state.negotiation.transceivers_made - 1

    def stop_transceiver(self, number: int) -> None:
        """Give a section up for good."""
        self.change(StopTransceiver(number))

    def add_data_channels(self) -> None:
        """Want data channels."""
        self.change(AddDataChannels())

    def restart_ice(self) -> None:
        """Want new ICE credentials with the next offer."""
        self.change(Restart())

    def offer(self, *, ice_restart: bool = False) -> Offer:
        """Make an offer, apply it, send it, and trickle."""
        self.fresh = ()
        offer = self.session.create_offer(self._transport, self.clock.now, ice_restart=ice_restart)
        self._describe(offer)
        return offer

    def answer(self) -> Answer:
        """Make the answer that is due, apply it, send it, and trickle."""
        self.fresh = ()
        answer = self.session.create_answer(self._transport, self.clock.now)
        self._describe(answer)
        return answer

    def pranswer(self) -> Pranswer:
        """Answer for the time being."""
        self.fresh = ()
        answer = self.session.create_answer(self._transport, self.clock.now)
        pranswer = Pranswer(answer.description)
        self._describe(pranswer)
        return pranswer

    def rollback(self) -> None:
        """Take our offer back, or refuse theirs, and say so."""
        self.say(Rollback())

    def trickle(self, mid: str | None = None, *, end: bool = False) -> IceCandidate:
        """Send one more candidate of a section, or say that there are no more of it.

        Where no mid is given, the section is the first that still may have one. Raises LookupError
        where there is no such section, and LocalProtocolError after the end (TR-52).
        """
        wanted = self.gathering[:1] if mid is None else (mid,)
        found = next((one for one in self._sections() if one[0] in wanted), None)
        if found is None:
            raise LookupError("no section that could have a candidate")
        return self._trickle(*found, end=end)

    def bye(self, detail: str = "") -> None:
        """Close the session, and say so."""
        self.say(Bye(detail))

    def say(self, message: Spoken) -> None:
        """Say anything: to our own session, and, when it is ready for it, over the wire."""
        events = self.session.send(message, self.clock.now)
        if not isinstance(message, IceCandidate):
            ours = self.session.offer_id if isinstance(message, Offer) else self.heard
            self.post(self.name, message, self.clock.now, ours if self.offer_ids else None)
        self._note(events)

    # --- what its media stack does

    def report(
        self, mid: str, *, ice: IceState | None = None, dtls: DtlsState | None = None
    ) -> None:
        """Say how the transport of a section fares."""
        self._note(self.session.report(mid, ice=ice, dtls=dtls, now=self.clock.now))

    def connect(self) -> None:
        """Say that ICE and DTLS of every transport are connected."""
        for fact in self.state.facts:
            self.report(fact.mid, ice=IceState.CONNECTED, dtls=DtlsState.CONNECTED)

    # --- what reaches it

    def receive(self, letter: Letter) -> None:
        """A letter arrives. What is refused changes nothing but ``refusals``."""
        known = len(self.refusals)
        self._try(lambda: self._hear(letter))
        codes = {refusal.fault.code for refusal in self.refusals[known:]}
        if self.negotiates and FaultCode.ICE_RESTART in codes:  # nobody offered one (V-32)
            self.rollback()
            self.restart_ice()

    def _hear(self, letter: Letter) -> None:
        message = read_letter(letter, self.session.config)
        events = self.session.receive(message, self.clock.now)
        if any(isinstance(event, OfferReceived) for event in events):
            self.heard = letter.offer_id
        self._note(events)

    @property
    def deadline(self) -> float | None:
        """When it has something to do, in seconds on its clock."""
        times = (self.session.deadline, self.answer_at, self.offer_at)
        return min((at for at in times if at is not None), default=None)

    @property
    def idle(self) -> bool:
        """Whether it will say nothing of itself before somebody says something to it."""
        return self.answer_at is None and self.offer_at is None

    def handle_timeout(self, now: float) -> None:
        """Do what has become due: answer, offer, let timers go off."""
        if self.answer_at is not None and self.answer_at <= now:
            self.answer_at = None
            self._try(self.answer)
        if self.offer_at is not None and self.offer_at <= now:
            self.offer_at = None
            self._try(self.offer)
        self._note(self.session.handle_timeout(now))

    # --- how

    def _describe(self, made: Offer | Answer | Pranswer) -> None:
        self.say(made)
        told = self.fresh if self.candidates else ()
        self.fresh = ()
        indexes = {mid: (index, ufrag) for mid, index, ufrag in self._sections()}
        for mid, ufrag in told:
            for _ in range(self.candidates):
                self._trickle(mid, indexes[mid][0], ufrag, end=False)
            self._trickle(mid, indexes[mid][0], ufrag, end=True)

    def _trickle(self, mid: str, index: int, ufrag: str, *, end: bool) -> IceCandidate:
        line = "" if end else self._line()
        candidate = IceCandidate(line, mid, index, ufrag)
        self.say(candidate)
        return candidate

    def _sections(self, *, ended: bool | None = None) -> Iterator[tuple[str, int, str]]:
        """Each section with a transport of its own in our newest description: mid, index, ufrag.

        ``ended``: only those whose description says that these are all candidates, or does not.
        """
        local, told = self.state.negotiation.local, set[str]()
        for index, media in enumerate(() if local is None else local.description.media):
            mid, ufrag = media.get(Mid), media.get(IceUfrag)
            says_so = media.get(EndOfCandidates) is not None
            if mid is not None and ufrag is not None and ended in (None, says_so):
                if ufrag.ufrag not in told:
                    yield mid.mid, index, ufrag.ufrag
                told.add(ufrag.ufrag)

    def _transport(self, mid: str) -> LocalTransport:
        ufrag = f"{self.name}{self.made:05}"
        self.made += 1
        fingerprints = (Fingerprint("sha-256", DIGESTS[self.name]),)
        if self.session.config.negotiation.trickle and self.session.can_trickle is not False:
            self.fresh += ((mid, ufrag),)
            return LocalTransport(ufrag, ufrag * 4, fingerprints)
        held = tuple(filter(None, (parse_candidate(self._line()) for _ in range(self.candidates))))
        return LocalTransport(ufrag, ufrag * 4, fingerprints, held, end_of_candidates=True)

    def _line(self) -> str:
        self.gathered += 1
        return LINE.format(ADDRESSES[self.name], FIRST_PORT + (self.gathered - 1) % PORTS)

    def _note(self, events: tuple[Event, ...]) -> None:
        """Keep the events, send our candidates, and see what there is to do."""
        now = self.clock.now
        self.log += tuple((now, event) for event in events)
        for event in events:
            if isinstance(event, LocalCandidate):
                self.post(self.name, event.candidate, now, None)
            elif isinstance(event, OfferReceived) and self.answer_after is not None:
                self.answer_at = now + self.answer_after
            elif isinstance(event, NegotiationNeeded | OfferRetry) and self.negotiates:
                self.offer_at = now
        if self.signaling_state not in _OWES_AN_ANSWER or self.state.end is not None:
            self.answer_at = None
        if self.signaling_state is not SignalingState.STABLE or self.state.end is not None:
            self.offer_at = None

    def _try(self, do: Callable[[], object]) -> None:
        try:
            do()
        except SdpsigError as error:
            self.refusals += (error,)

    def copied(self, clock: Clock, post: Post) -> Self:
        """The same peer elsewhere."""
        other = copy(self)
        other.session = Session(self.session.config, self.session.state)
        other.clock, other.post = clock, post
        return other


_OWES_AN_ANSWER = (SignalingState.HAVE_REMOTE_OFFER, SignalingState.HAVE_LOCAL_PRANSWER)
