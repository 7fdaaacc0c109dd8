"""Two peers, the wire between them and the time that both live in."""

from copy import copy
from typing import Literal, Self

from attrs import define, field

from .._frozen import evolve
from ..jsep import LocalDescriptions, Negotiation, SignalingState
from ..session import Politeness, Session, SessionConfig
from ._chance import Chance
from ._clock import Clock
from ._letters import Letter
from ._peer import Peer
from ._wire import Wire

__all__ = ["Pair"]

NAMES: tuple[Literal["a", "b"], Literal["a", "b"]] = ("a", "b")
DEFAULT = SessionConfig()
INTRODUCTIONS = {name: number for number, name in enumerate(NAMES, 1)}
"""The number of its session in the ``o=`` line of each."""


@define(kw_only=True)
class Pair:
    """Two sessions that talk to each other, in virtual time. The same seed, the same run."""

    latency: float = 0.0
    """Seconds that a letter takes."""
    loss: float = 0.0
    """The probability that a letter never arrives, from 0 to 1."""
    duplicate: float = 0.0
    """The probability that a letter arrives twice, from 0 to 1."""
    reorder: bool = False
    """Whether letters may overtake each other: each takes up to twice the latency."""
    seed: int = 0
    """What chance depends on."""
    config_a: SessionConfig = DEFAULT
    config_b: SessionConfig = DEFAULT
    polite: Literal["a", "b"] | None = "b"
    """Who gives way where two offers meet, whatever the configurations say; None: both, and they
    try again later (RFC 3261 §14.1)."""
    answer_after: float | None = 0.0
    """Seconds after which both answer; None: when the test says so."""
    negotiates: bool = False
    """Whether both offer as soon as an offer is needed, as perfect negotiation does."""
    candidates: int = 1
    """How many candidates each new transport trickles; 0: none, and no end of them."""
    offer_ids: bool = True
    """Whether answers say which offer they answer: else a late one may be taken for another."""
    clock: Clock = field(factory=Clock)
    wire: Wire = field(init=False)
    a: Peer = field(init=False)
    b: Peer = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.wire = Wire(
            self._arrive,
            self.latency,
            self.loss,
            self.duplicate,
            self.reorder,
            Chance(self.seed),
        )
        self.a = self._peer("a", self.config_a)
        self.b = self._peer("b", self.config_b)
        self._drive()

    def _peer(self, name: Literal["a", "b"], config: SessionConfig) -> Peer:
        return Peer(
            name,
            Session(self._suited(name, config)),
            self.clock,
            self.wire.post,
            self.answer_after,
            self.negotiates,
            self.candidates,
            self.offer_ids,
        )

    def _suited(self, name: Literal["a", "b"], config: SessionConfig) -> SessionConfig:
        """A configuration for a peer that writes its own descriptions, in its role."""
        number, written = INTRODUCTIONS[name], config.negotiation.local_descriptions
        if written is LocalDescriptions.FOREIGN:
            written = LocalDescriptions.CREATED
        negotiation = evolve(config.negotiation, session_id=number, local_descriptions=written)
        return evolve(
            config,
            negotiation=negotiation,
            politeness=self._politeness(name),
            owns_call=name == "a",
            retry_seed=self.seed * 2 + number,
        )

    def _politeness(self, name: str) -> Politeness:
        if self.polite is None:
            return Politeness.NONE
        return Politeness.POLITE if name == self.polite else Politeness.IMPOLITE

    def _drive(self) -> None:
        for machine in (self.wire, self.a, self.b):
            self.clock.drive(machine)

    # --- what happens by itself

    def run_until_idle(self) -> None:
        """Let time pass until nothing is under way and nobody is about to speak.

        Timers that go off before that do. Letters that are held stay held.
        """
        while (at := self._busy_until()) is not None:
            self.clock.advance_to(at)

    def _busy_until(self) -> float | None:
        times = [self.wire.deadline]
        for peer in (self.a, self.b):
            times += (peer.answer_at, peer.offer_at)
        return min((at for at in times if at is not None), default=None)

    def connect(self) -> None:
        """Say on both sides that ICE and DTLS of every transport are connected."""
        self.a.connect()
        self.b.connect()

    # --- what the test does by hand

    def hold(self) -> None:
        """Stop the wire: letters stay on it until they are delivered, dropped or released."""
        self.wire.held = True

    def release(self) -> None:
        """Let the wire go on; what is overdue arrives as soon as time passes."""
        self.wire.held = False

    @property
    def letters(self) -> tuple[Letter, ...]:
        """What is under way, in the order in which it will arrive."""
        return self.wire.letters

    def letters_of(self, name: str) -> tuple[Letter, ...]:
        """What one of them has under way."""
        return tuple(letter for letter in self.letters if letter.sender == name)

    def deliver(self, letter: Letter) -> None:
        """A letter arrives now, before its time and past all others."""
        self.wire.take(letter)
        self._arrive(letter, self.clock.now)

    def drop(self, letter: Letter) -> None:
        """A letter never arrives."""
        self.wire.take(letter)

    def _arrive(self, letter: Letter, now: float) -> None:
        del now
        (self.b if letter.sender == "a" else self.a).receive(letter)

    # --- what the test looks at

    def peer(self, name: str) -> Peer:
        """The one of this name."""
        return {"a": self.a, "b": self.b}[name]

    @property
    def agrees(self) -> bool:
        """Whether both are stable, and what each has said is what the other one has heard."""
        one, other = self.a.state.negotiation, self.b.state.negotiation
        stable = one.state is other.state is SignalingState.STABLE
        return stable and _said(one) == _heard(other) and _heard(one) == _said(other)

    def copy(self) -> Self:
        """The same pair at the same time: what happens to one does not happen to the other.

        Cheap, so that a test can try everything that may happen next.
        """
        other = copy(self)
        other.clock = Clock(self.clock.now)
        other.wire = self.wire.copied(other._arrive)  # noqa: SLF001  # it is of this class
        other.a = self.a.copied(other.clock, other.wire.post)
        other.b = self.b.copied(other.clock, other.wire.post)
        other._drive()  # noqa: SLF001
        return other


def _said(negotiation: Negotiation) -> object:
    local = negotiation.current_local
    return local and (local.type, local.description)


def _heard(negotiation: Negotiation) -> object:
    remote = negotiation.current_remote
    return remote and (remote.type, remote.description)
