"""Test an application's signaling in virtual time: two sessions, and a wire that may be bad.

python examples/test_with_pair.py
"""

from sdpsig.session import ConnectionState, OfferExpired, OfferIgnored, OfferWithdrawn
from sdpsig.testing import Pair


def test_two_peers_agree_within_two_trips() -> None:
    pair = Pair(latency=0.05)
    pair.a.add_transceiver("audio")
    pair.a.add_data_channels()
    pair.a.offer()
    pair.run_until_idle()
    assert pair.agrees
    assert pair.clock.now == 0.1
    pair.connect()
    assert pair.b.state.connection is ConnectionState.CONNECTED


def test_when_both_offer_at_once_one_gives_way() -> None:
    pair = Pair(latency=0.05, negotiates=True)
    pair.a.add_transceiver("audio")
    pair.b.add_transceiver("video")
    pair.run_until_idle()
    assert OfferIgnored in map(type, pair.a.events)
    assert OfferWithdrawn in map(type, pair.b.events)
    assert pair.agrees
    assert len(pair.a.state.negotiation.transceivers) == 2


def test_an_offer_that_is_lost_is_taken_back_after_half_a_minute() -> None:
    pair = Pair(loss=1.0)
    pair.a.add_transceiver("audio")
    pair.a.offer()
    pair.clock.advance(29.9)
    assert OfferExpired not in map(type, pair.a.events)
    pair.clock.advance(0.1)
    assert OfferExpired in map(type, pair.a.events)


def test_a_bad_wire_is_bad_in_the_same_way_each_time() -> None:
    def course(seed: int) -> object:
        pair = Pair(latency=0.05, loss=0.2, duplicate=0.2, reorder=True, seed=seed)
        pair.a.add_transceiver("audio")
        pair.a.offer()
        pair.clock.advance(60.0)
        return pair.a.log, pair.b.log

    assert all(course(seed) == course(seed) for seed in range(5))


for name, test in [*globals().items()]:
    if name.startswith("test_"):
        test()
        print("passed:", name.replace("_", " "))
