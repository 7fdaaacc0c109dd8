import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.jsep import LocalDescriptions, NegotiationConfig
from sdpsig.session import (
    CandidateReceived,
    ConnectionState,
    OfferIgnored,
    OfferRetry,
    OfferWithdrawn,
    Politeness,
    SessionConfig,
)
from sdpsig.testing import Clock, Pair, Peer
from sdpsig.testing.strategies import seeds

PATIENT = SessionConfig(early_candidates=True)


def told(peer: Peer, kind: type[object]) -> int:
    return sum(isinstance(event, kind) for event in peer.events)


def both_want_something(**how: object) -> Pair:
    pair = Pair(negotiates=True, **how)  # type: ignore[arg-type]  # the test says how
    pair.a.add_transceiver("audio")
    pair.b.add_data_channels()
    return pair


def test_two_peers_come_to_an_agreement() -> None:
    pair = Pair(latency=0.05)
    assert pair.agrees, "on nothing, as yet"
    pair.a.add_transceiver()
    pair.a.offer()
    assert pair.copy().agrees is False
    pair.run_until_idle()
    assert pair.agrees
    assert pair.clock.now == 0.1
    pair.connect()
    for peer in (pair.a, pair.b):
        assert peer.state.connection is ConnectionState.CONNECTED


def test_each_has_its_role_and_writes_its_own_descriptions() -> None:
    pair = Pair()
    roles = [peer.session.config.politeness for peer in (pair.a, pair.b)]
    assert roles == [Politeness.IMPOLITE, Politeness.POLITE]
    pair = Pair(polite="a")
    roles = [peer.session.config.politeness for peer in (pair.a, pair.b)]
    assert roles == [Politeness.POLITE, Politeness.IMPOLITE]
    for peer, number in ((pair.a, 1), (pair.b, 2)):
        config = peer.session.config.negotiation
        assert config.session_id == number
        assert config.local_descriptions is LocalDescriptions.CREATED


def test_a_peer_may_modify_what_it_wrote() -> None:
    modified = NegotiationConfig(local_descriptions=LocalDescriptions.MODIFIED)
    pair = Pair(config_a=SessionConfig(negotiation=modified))
    config = pair.a.session.config.negotiation
    assert config.local_descriptions is LocalDescriptions.MODIFIED


def test_a_peer_is_found_by_its_name() -> None:
    pair = Pair()
    assert pair.peer("a") is pair.a
    assert pair.peer("b") is pair.b


def test_where_two_offers_meet_the_polite_side_gives_way() -> None:
    pair = both_want_something(latency=0.1)
    pair.run_until_idle()
    assert pair.agrees
    assert (told(pair.a, OfferIgnored), told(pair.b, OfferWithdrawn)) == (1, 1)
    assert len(pair.a.session.local_description.media) == 2  # type: ignore[union-attr]  # agreed


def test_without_roles_both_try_again_later() -> None:
    pair = both_want_something(latency=0.1, polite=None)
    pair.run_until_idle()
    assert pair.a.session.config.politeness is Politeness.NONE
    pair.clock.advance(10.0)
    pair.run_until_idle()
    assert told(pair.a, OfferRetry) + told(pair.b, OfferRetry) >= 1
    assert pair.agrees
    assert len(pair.a.session.local_description.media) == 2  # type: ignore[union-attr]  # agreed


def test_letters_can_be_held_delivered_and_dropped_by_hand() -> None:
    pair = Pair(candidates=0)
    pair.hold()
    pair.a.add_transceiver()
    pair.a.offer()
    pair.run_until_idle()
    pair.clock.advance(5.0)
    (letter,) = pair.letters
    assert pair.letters_of("a") == (letter,)
    assert pair.letters_of("b") == ()
    pair.deliver(letter)
    pair.run_until_idle()
    (answer,) = pair.letters_of("b")
    pair.drop(answer)
    assert pair.letters == ()
    pair.clock.advance(60.0)
    assert pair.a.state.negotiation.current_local is None


def test_what_was_held_arrives_when_it_is_released() -> None:
    pair = Pair()
    pair.hold()
    pair.a.add_transceiver()
    pair.a.offer()
    pair.release()
    pair.run_until_idle()
    assert pair.agrees


def test_the_clock_may_be_that_of_others_too() -> None:
    clock = Clock(1000.0)
    pair = Pair(clock=clock, latency=1.0)
    pair.a.add_transceiver()
    pair.a.offer()
    clock.advance(2.0)
    assert pair.agrees
    assert pair.a.log[0][0] == 1000.0


def course(pair: Pair) -> object:
    pair.run_until_idle()
    pair.clock.advance(100.0)
    return pair.a.log, pair.b.log, pair.a.state, pair.b.state


@given(seed=seeds())
def test_the_same_seed_gives_the_same_run(seed: int) -> None:
    how = {"latency": 0.1, "loss": 0.2, "duplicate": 0.2, "reorder": True, "seed": seed}
    assert course(both_want_something(**how)) == course(both_want_something(**how))


@given(seed=seeds())
def test_a_copy_goes_on_as_the_pair_does_and_without_it(seed: int) -> None:
    pair = both_want_something(latency=0.1, loss=0.2, duplicate=0.2, reorder=True, seed=seed)
    pair.clock.advance(0.1)
    copy, before = pair.copy(), pair.a.state
    end = course(copy)
    assert pair.a.state is before
    assert pair.clock.now == pytest.approx(0.1)
    assert course(pair) == end


@given(seed=seeds(), latency=st.sampled_from([0.0, 0.1]))
def test_what_arrives_twice_counts_once(seed: int, latency: float) -> None:
    once = both_want_something(latency=latency)
    twice = both_want_something(latency=latency, duplicate=1.0, seed=seed)
    for pair in (once, twice):
        pair.run_until_idle()
        assert pair.agrees
    for one, other in ((once.a, twice.a), (once.b, twice.b)):
        assert one.session.local_description == other.session.local_description
        assert told(one, CandidateReceived) == told(other, CandidateReceived)


@given(seed=seeds())
def test_candidates_that_overtake_their_description_still_count(seed: int) -> None:
    pair = Pair(
        latency=0.1, reorder=True, seed=seed, config_a=PATIENT, config_b=PATIENT, candidates=3
    )
    pair.a.add_transceiver()
    pair.a.offer()
    pair.run_until_idle()
    assert pair.agrees
    assert (pair.a.refusals, pair.b.refusals) == ((), ())
