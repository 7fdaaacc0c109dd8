"""Reading and writing descriptions, without any transport."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from sdpsig.jsep import Answer, Offer
from sdpsig.limits import Limits
from sdpsig.sdp import STANDARD, Registry, parse, serialize
from tests.bench._answers import answer
from tests.bench._bars import Wanted, at_most, times
from tests.bench._offers import Inputs, Offers
from tests.bench._peers import AIORTC, GSTREAMER, NPM_SDP_TRANSFORM, Operation, Peer, able
from tests.bench._timing import OURS, Effort, Measure, Row, interleave, timed

__all__ = ["forgetful", "parse_rows", "readers", "rows"]

DEFAULTS = Limits()
Supply = Callable[[], Callable[[], Sequence[str]]]
"""Makes a function that makes the next descriptions of a rotation."""

NOTE = (
    "What reading yields: sdpsig every line typed and as it was, aiortc and werift a part typed, "
    "both sdp-transforms untyped fields, GStreamer text as it was"
)
READ: Mapping[str, tuple[Wanted, Wanted, Wanted, Wanted]] = {
    "audio, video, data": (
        (at_most(95), times(5, AIORTC), times(1.9, NPM_SDP_TRANSFORM)),
        (at_most(50), times(9, AIORTC)),
        (times(2, AIORTC),),
        (times(2.5, AIORTC), times(1, NPM_SDP_TRANSFORM)),
    ),
    "data only": ((times(1.2, AIORTC),), (times(1.5, AIORTC),), (), ()),
    "audio only": ((), (), (), ()),
    "50 sections": ((times(8, AIORTC),), (times(15, AIORTC),), (times(2, AIORTC),), ()),
}
"""Bar and goal with a warm memo, then with the memo off."""


def forgetful() -> Registry:
    """The standard attributes without a memo: every line is read as if for the first time."""
    registry = Registry(tuple(STANDARD))
    registry.memo.size = 0
    return registry


def rows(
    inputs: Inputs, peers: Mapping[str, Peer], effort: Effort, not_measured: dict[str, str]
) -> Iterator[Row]:
    """The rows of this part, each when it has been measured."""
    several = (inputs.all, inputs.data, inputs.audio, inputs.fifty)
    for offers in several:
        for text in offers.batches(seed=0)():
            parse(text)  # what browsers always say is known from here on
    for (name, wanted), offers in zip(READ.items(), several, strict=True):
        yield from parse_rows(f"parse, {name}", offers.batches, wanted, peers, effort)
    yield _writing(inputs.all, peers, effort)
    yield _written_answers(inputs.all, peers, effort)


def parse_rows(
    name: str,
    supply: Supply,
    wanted: tuple[Wanted, ...],
    peers: Mapping[str, Peer],
    effort: Effort,
    limits: Limits = DEFAULTS,
) -> Iterator[Row]:
    """Two rows of one run: with a warm memo, and with the memo off."""
    found = interleave(readers(supply, peers, effort, limits), effort.rounds)
    without = found.pop("cold")
    bar, goal, cold_bar, cold_goal = wanted
    yield Row(f"{name}, warm memo", "µs", found, bar, goal, note=NOTE)
    yield Row(f"{name}, memo off", "µs", found | {OURS: without}, cold_bar, cold_goal, note=NOTE)


def readers(
    supply: Supply, peers: Mapping[str, Peer], effort: Effort, limits: Limits
) -> dict[str, Measure]:
    """Us, us without a memo as `cold`, and the peers."""
    off = forgetful()

    def warm(text: str) -> None:
        parse(text, limits=limits)

    def cold(text: str) -> None:
        parse(text, registry=off, limits=limits)

    return {
        OURS: timed(warm, supply(), effort),
        "cold": timed(cold, supply(), effort),
        **able(peers, Operation.READ, supply, effort),
    }


def _writing(offers: Offers, peers: Mapping[str, Peer], effort: Effort) -> Row:
    ours = offers.batches()
    subjects = {OURS: timed(serialize, lambda: [parse(text) for text in ours()], effort)}
    subjects |= able(peers, Operation.WRITE, offers.batches, effort)
    found = interleave(subjects, effort.rounds)
    goal = (times(2.7, AIORTC), times(1, GSTREAMER))
    return Row("serialize what was read", "µs", found, (times(1.6, AIORTC),), goal)


def _written_answers(offers: Offers, peers: Mapping[str, Peer], effort: Effort) -> Row:
    """An answer made from values, whose new lines have no text yet: peers write the same one."""

    def answers(texts: Sequence[str]) -> list[Answer]:
        return [answer(Offer(parse(text))) for text in texts]

    def answer_texts() -> list[str]:
        return [serialize(made.description) for made in answers(theirs())]

    ours, theirs = offers.batches(), offers.batches()
    subjects = {
        OURS: timed(serialize, lambda: [made.description for made in answers(ours())], effort)
    }
    subjects |= able(peers, Operation.WRITE, lambda: answer_texts, effort)
    return Row("serialize an answer that was made", "µs", interleave(subjects, effort.rounds))
