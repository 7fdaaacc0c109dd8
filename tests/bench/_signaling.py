"""From an offer to its answer, and to offers of our own, in one process, without any transport."""

from collections.abc import Callable, Iterator, Mapping

from sdpsig.jsep import (
    AddDataChannels,
    AddTrack,
    Answer,
    Negotiation,
    Offer,
    Side,
    apply,
    change,
    create_answer,
    next_offer,
)
from sdpsig.sdp import STANDARD, Origin, Registry, parse, serialize
from tests.bench._answers import CAPABILITIES, answer, transport
from tests.bench._bars import Wanted, at_most, times
from tests.bench._language import forgetful
from tests.bench._offers import BATCH, Inputs, Offers
from tests.bench._peers import AIORTC, NODE_DATACHANNEL, Operation, Peer, able
from tests.bench._timing import OURS, Effort, Row, interleave, timed

__all__ = ["exchange", "first", "rows", "settled"]

NOTE = (
    "Offer to answer: sdpsig, aiortc and werift do their signaling alone, with aiortc's certificate "
    "made before; node-datachannel sets up threads and an ICE agent, but gathers nothing; "
    "aiortc, whole makes keys and opens sockets too"
)
ANSWERED: Mapping[str, tuple[Wanted, Wanted, Wanted]] = {
    "offer to answer": (
        (at_most(250), times(6, AIORTC)),
        (at_most(150), times(10, AIORTC), times(5, NODE_DATACHANNEL)),
        (at_most(400),),
    ),
    "offer to answer, data only": ((), (), ()),
}
"""Bar and goal with a warm memo, and bar with the memo off."""


def exchange(text: str, registry: Registry = STANDARD) -> str:
    """The text of an offer to the text of its answer."""
    return serialize(answer(Offer(parse(text, registry=registry))).description)


def rows(
    inputs: Inputs, peers: Mapping[str, Peer], effort: Effort, not_measured: dict[str, str]
) -> Iterator[Row]:
    """Answers with a warm memo and with the memo off, two rows of one run; then our offers."""
    for (name, wanted), offers in zip(ANSWERED.items(), (inputs.all, inputs.data), strict=True):
        yield from _answers(name, wanted, offers, peers, effort)
    yield _offers("our offer, the first", first, effort)
    yield _offers("our offer, once more", settled, effort)


def _answers(
    name: str,
    wanted: tuple[Wanted, Wanted, Wanted],
    offers: Offers,
    peers: Mapping[str, Peer],
    effort: Effort,
) -> Iterator[Row]:
    off = forgetful()
    subjects = {
        OURS: timed(exchange, offers.batches(), effort),
        "cold": timed(lambda text: exchange(text, off), offers.batches(), effort),
        **able(peers, Operation.ANSWER, offers.batches, effort),
    }
    found = interleave(subjects, effort.rounds)
    without = found.pop("cold")
    bar, goal, cold_bar = wanted
    yield Row(f"{name}, warm memo", "µs", found, bar, goal, note=NOTE)
    yield Row(f"{name}, memo off", "µs", found | {OURS: without}, cold_bar, note=NOTE)


# --- offers of our own


def first() -> Negotiation:
    """One that wants to send audio and video, and to have data channels."""
    negotiation = Negotiation()
    for wish in (AddTrack("audio"), AddTrack("video"), AddDataChannels()):
        negotiation = change(negotiation, wish)
    return negotiation


def settled() -> Negotiation:
    """The same after its first offer was answered."""
    negotiation, offer = next_offer(first(), lambda mid: transport())
    negotiation, _ = apply(negotiation, Side.LOCAL, offer)
    theirs = create_answer(offer, transport(), CAPABILITIES, origin=Origin(1, 1))
    read = Answer(parse(serialize(theirs.description)))
    return apply(negotiation, Side.REMOTE, read)[0]


def _offers(name: str, make: Callable[[], Negotiation], effort: Effort) -> Row:
    """Offers of negotiations that have made none since: nothing is at hand from the last time."""

    def offer(negotiation: Negotiation) -> str:
        _, made = next_offer(negotiation, lambda mid: transport())
        return serialize(made.description)

    measure = timed(offer, lambda: [make() for _ in range(BATCH)], effort)
    return Row(f"{name}, audio, video, data", "µs", interleave({OURS: measure}, effort.rounds))
