"""What an exchange settles about a section besides its codecs, in words: flow, transport, data.

Each function reads one topic from both sides; ``TOPICS`` is their order.
"""

from collections.abc import Callable

from .._frozen import frozen
from ..sdp import LayerDirection, SimulcastLayer, simulcast_layers
from ..sdp.attributes import SetupRole
from ._sections import RemoteTransport, Sections, SectionView

__all__ = ["Fact", "settled"]


@frozen
class Fact:
    """One thing that the two descriptions settle."""

    topic: str
    """``direction``, ``simulcast``, ``data``, ``bundle``, ``rtcp``, ``dtls`` or ``ice``."""
    words: str


@frozen
class Exchange:
    """One accepted section, as both sides see it."""

    offer: Sections
    answer: Sections
    offered: SectionView
    answered: SectionView

    @property
    def owns_transport(self) -> bool:
        """Whether no other section speaks for its transport."""
        return self.answer.owners().get(self.answered.mid) == self.answered.mid


def settled(
    offer: Sections, answer: Sections, offered: SectionView, answered: SectionView
) -> tuple[Fact, ...]:
    """What the two sides settle about an accepted section."""
    both = Exchange(offer, answer, offered, answered)
    said = ((topic, read(both)) for topic, read in TOPICS)
    return tuple(Fact(topic, words) for topic, words in said if words)


FLOWS = {
    (True, True): "both sides send",
    (True, False): "only the offerer sends",
    (False, True): "only the answerer sends",
    (False, False): "nothing flows",
}


def _direction(both: Exchange) -> str:
    theirs, ours = both.offered.direction, both.answered.direction
    if both.offered.is_data:
        return ""
    flow = FLOWS[theirs.sends and ours.receives, theirs.receives and ours.sends]
    return f"{flow} (offered {theirs.value}, answered {ours.value})"


def _simulcast(both: Exchange) -> str:
    theirs = _rids(simulcast_layers(both.offered.media), LayerDirection.SEND)
    wanted = _rids(simulcast_layers(both.answered.media), LayerDirection.RECV)
    if not theirs:
        return ""
    kept = [rid for rid in theirs if rid in wanted]
    dropped = [rid for rid in theirs if rid not in wanted]
    if not kept:
        return f"refused: one stream is sent instead of the layers {', '.join(theirs)}"
    rest = f", without {', '.join(dropped)}" if dropped else ""
    return f"the layers {', '.join(kept)} are sent{rest}"


def _rids(layers: tuple[SimulcastLayer, ...], direction: LayerDirection) -> list[str]:
    """What names each layer: its preferred rid, or payload type in the old form."""
    chosen = [layer.preferred for layer in layers if layer.direction is direction]
    return [one.rid or ",".join(one.formats) for one in chosen]


def _data(both: Exchange) -> str:
    theirs, ours = both.offered, both.answered
    if not (theirs.is_data and ours.is_data):
        return ""
    sizes = f"{_size(theirs.max_message_size)}, the answerer {_size(ours.max_message_size)}"
    ports = f"SCTP port {theirs.sctp_port} offered, {ours.sctp_port} answered"
    return f"{ports}; the offerer receives messages {sizes}"


def _size(size: int) -> str:
    return f"up to {size} bytes" if size else "of any size"


def _bundle(both: Exchange) -> str:
    owner = both.answer.owners().get(both.answered.mid)
    members = next((group for group in both.answer.bundles if both.answered.mid in group), ())
    if owner != both.answered.mid:
        return f"uses the transport of mid {owner}"
    if len(members) > 1:
        return f"its transport also carries mid {', '.join(members[1:])}"
    offered = next((group for group in both.offer.bundles if both.offered.mid in group), ())
    apart = ", though a bundle was offered" if len(offered) > 1 and not members else ""
    return f"has a transport of its own{apart}"


def _rtcp(both: Exchange) -> str:
    if not both.answered.is_rtp or both.answer.multiplexed(both.answered):
        return ""
    return "RTCP has a port of its own"


def _dtls(both: Exchange) -> str:
    if not both.owns_transport:
        return ""
    theirs, ours = both.offered.transport.setup, both.answered.transport.setup
    said = f"(offered {_role(theirs)}, answered {_role(ours)})"
    client = CLIENTS.get(ours)
    return f"the {client} is the DTLS client {said}" if client else f"nobody starts DTLS {said}"


CLIENTS = {
    SetupRole.ACTIVE: "answerer",
    SetupRole.PASSIVE: "offerer",
    None: "answerer",  # the role of an answer that says none (V-22a)
}


def _role(role: SetupRole | None) -> str:
    return "nothing" if role is None else role.value


def _ice(both: Exchange) -> str:
    if not both.owns_transport:
        return ""
    theirs, ours = both.offered.transport, both.answered.transport
    # RFC 8445 §6.1.1: a full agent controls a lite one; between equals it is the offerer.
    controls = "answerer" if theirs.ice_lite and not ours.ice_lite else "offerer"
    return f"the {controls} controls; the offerer has {_agent(theirs)}, the answerer {_agent(ours)}"


def _agent(transport: RemoteTransport) -> str:
    count = len(transport.candidates)
    lite = "a lite agent with " if transport.ice_lite else ""
    more = " and may trickle more" if transport.trickle and not transport.end_of_candidates else ""
    return f"{lite}{count or 'no'} candidate{'' if count == 1 else 's'}{more}"


TOPICS: tuple[tuple[str, Callable[[Exchange], str]], ...] = (
    ("direction", _direction),
    ("simulcast", _simulcast),
    ("data", _data),
    ("bundle", _bundle),
    ("rtcp", _rtcp),
    ("dtls", _dtls),
    ("ice", _ice),
)
"""Topics and who reads them; no words where a topic does not apply."""
