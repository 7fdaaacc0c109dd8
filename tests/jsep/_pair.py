"""Two engines and the wire between them, which carries text and nothing else."""

from collections.abc import Callable
from itertools import count

from sdpsig import sdp
from sdpsig.errors import Fault
from sdpsig.jsep import (
    CHROMIUM,
    INTEROP,
    Answer,
    BundlePolicy,
    Capabilities,
    LocalDescriptions,
    LocalTransport,
    NegotiationConfig,
    Offer,
    PeerConnection,
    Pranswer,
    Profile,
    Rollback,
    RtcpMuxPolicy,
)
from sdpsig.sdp.attributes import Fingerprint

Made = Offer | Answer | Pranswer


def transports(name: str) -> Callable[[str], LocalTransport]:
    """A maker of transports that never uses the same credentials twice."""
    numbers = count(1)
    fingerprint = Fingerprint("sha-256", ":".join([f"{ord(name[0]):02X}"] * 32))

    def make(mid: str) -> LocalTransport:
        del mid
        ufrag = f"{name}{next(numbers):05}"
        return LocalTransport(ufrag, ufrag * 4, (fingerprint,))

    return make


class Peer(PeerConnection):
    """An engine with its own credentials."""

    def __init__(
        self,
        name: str = "a",
        *,
        profile: Profile = INTEROP,
        capabilities: Capabilities = CHROMIUM,
        bundle_policy: BundlePolicy = BundlePolicy.BALANCED,
        rtcp_mux_policy: RtcpMuxPolicy = RtcpMuxPolicy.REQUIRE,
    ) -> None:
        super().__init__(
            NegotiationConfig(
                profile=profile,
                capabilities=capabilities,
                bundle_policy=bundle_policy,
                rtcp_mux_policy=rtcp_mux_policy,
                session_id=1 + ord(name[0]),
                local_descriptions=LocalDescriptions.CREATED,
            )
        )
        self.name = name
        self.transports = transports(name)

    def offer(self, *, ice_restart: bool = False) -> Offer:
        """Create an offer and apply it."""
        offer = self.create_offer(self.transports, ice_restart=ice_restart)
        self.set_local_description(offer)
        return offer

    def answer(self) -> Answer:
        """Create the answer that is due and apply it."""
        answer = self.create_answer(self.transports)
        self.set_local_description(answer)
        return answer

    def take(self, message: Made | Rollback) -> tuple[Fault, ...]:
        """Apply what the peer said, as it comes over a wire."""
        return self.set_remote_description(over_the_wire(message, self.state.config.profile))


def over_the_wire(message: Made | Rollback, profile: Profile = INTEROP) -> Made | Rollback:
    if isinstance(message, Rollback):
        return message
    text = sdp.serialize(message.description)
    return type(message)(sdp.parse(text, profile=profile))


def exchange(offerer: Peer, answerer: Peer, *, ice_restart: bool = False) -> tuple[Offer, Answer]:
    """One whole exchange, without a word of warning on either side."""
    offer = offerer.offer(ice_restart=ice_restart)
    assert answerer.take(offer) == ()
    answer = answerer.answer()
    assert offerer.take(answer) == ()
    return offer, answer
