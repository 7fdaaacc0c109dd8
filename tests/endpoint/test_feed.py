"""What there is to tell the peer: in order, numbered, bounded, and gone with the session."""

from sdpsig.endpoint import (
    Accept,
    Close,
    Endpoint,
    Hear,
    Heard,
    OfferMade,
    Open,
    Reoffer,
    Say,
    Takeover,
)
from sdpsig.endpoint._feed import Feed
from sdpsig.errors import FaultCode
from sdpsig.jsep import AddDataChannels, SignalingState
from sdpsig.limits import Limits
from sdpsig.session import (
    CandidateReceived,
    Closed,
    ConnectionState,
    ConnectionStateChanged,
    EndReason,
    IceCandidate,
    LocalCandidate,
    SignalingStateChanged,
)
from tests.endpoint._house import (
    ANSWER,
    OFFER,
    RESTART,
    as_before,
    called,
    established,
    house,
    refusal,
    up,
)
from tests.endpoint.test_renegotiation import restarted_answer
from tests.session._peer import line

NEW, STABLE = (
    ConnectionStateChanged(ConnectionState.NEW),
    SignalingStateChanged(SignalingState.STABLE),
)


def told(one: Endpoint, name: str = "a", after: int = 0, *, candidates_only: bool = False) -> Heard:
    outcome = one.handle(Hear(name, after, candidates_only), 1.0)
    assert isinstance(outcome, Heard)
    return outcome


def kinds(heard: Heard) -> list[type]:
    return [type(notice.news) for notice in heard.notices]


def ours(port: int) -> Say:
    return Say("a", IceCandidate(line(port), mid="0"))


END = Say("a", IceCandidate("", mid="0"))


def test_what_happens_is_numbered_from_one() -> None:
    feed = Feed(10)
    feed.take((NEW, CandidateReceived("0", None), STABLE))
    assert [(notice.number, notice.news) for notice in feed.after(0)] == [(1, NEW), (2, STABLE)]
    assert [notice.news for notice in feed.after(1)] == [STABLE]
    assert feed.after(2) == feed.after(99) == ()


def test_of_too_much_the_oldest_goes() -> None:
    feed = Feed(3)
    feed.take((NEW,) * 5)
    assert [notice.number for notice in feed.after(0)] == [3, 4, 5]
    assert feed.last == 5


def test_what_is_of_the_session_before_is_not_told() -> None:
    feed = Feed(3)
    feed.take((NEW, Closed(EndReason.CLOSED_BY_PEER), STABLE))
    assert [notice.news for notice in feed.after(0)] == [STABLE]
    one = house(takeover=Takeover.REPLACE)
    established(one, "a")
    one.handle(Open("a", OFFER), 1.0)
    states = [notice.news for notice in told(one).notices]
    assert ConnectionStateChanged(ConnectionState.CLOSED) not in states


def test_a_peer_asks_for_candidates_and_hears_when_there_are_no_more() -> None:
    one = house()
    established(one, "a")
    none = told(one, candidates_only=True)
    assert (none.notices, none.complete) == ((), False)
    one.handle(ours(50_000), 1.0)
    one.handle(ours(50_001), 1.0)
    both = told(one, after=none.last, candidates_only=True)
    assert kinds(both) == [LocalCandidate] * 2
    one.handle(END, 1.0)
    rest = told(one, after=both.last, candidates_only=True)
    assert (rest.notices, rest.complete) == ((), True)
    assert rest.last > both.last
    assert kinds(told(one, after=both.last)) == [LocalCandidate] * 2  # the section, and all of it


def test_without_a_description_of_ours_nothing_is_complete() -> None:
    one = house()
    one.handle(Open("a", OFFER), 0.0)
    assert not told(one).complete


def test_what_was_gathered_before_the_answer_comes_with_it() -> None:
    one = house()
    one.handle(Open("a", OFFER), 0.0)
    one.handle(ours(50_000), 0.0)
    one.handle(END, 0.0)
    answered = one.handle(Accept("a", ANSWER), 0.0)
    assert [one.candidate for one in getattr(answered, "candidates", ())] == [line(50_000)]
    assert told(one).complete


def test_candidates_of_credentials_that_are_no_longer_in_use_are_not_told() -> None:
    one = house()
    established(one, "a")
    one.handle(ours(50_000), 1.0)
    one.handle(Reoffer("a", RESTART), 1.0)
    assert len(told(one, candidates_only=True).notices) == 1
    one.handle(Accept("a", restarted_answer()), 1.0)
    assert told(one, candidates_only=True).notices == ()
    one.handle(ours(50_001), 1.0)
    assert len(told(one, candidates_only=True).notices) == 1


def test_an_offer_of_ours_is_told_with_its_name() -> None:
    one = house()
    offer = called(one)
    assert OfferMade(offer, "1") in [notice.news for notice in told(one).notices]
    established(one, "b")
    one.handle(Say("b", AddDataChannels()), 1.0)
    made = one.sessions["b"].create_offer(as_before, 1.0)
    one.handle(Say("b", made), 1.0)
    assert OfferMade(made, "1") in [notice.news for notice in told(one, "b").notices]


def test_states_are_told() -> None:
    one = house()
    one.handle(Open("a", OFFER), 0.0)
    one.handle(Accept("a", ANSWER), 0.0)
    before = told(one).last
    one.handle(up("a"), 0.0)
    news = [notice.news for notice in told(one, after=before).notices]
    assert news == [ConnectionStateChanged(ConnectionState.CONNECTED)]


def test_what_the_time_brings_is_told() -> None:
    one = house()
    called(one)
    one.handle(Say("a", AddDataChannels()), 0.0)
    established(one, "b")
    one.handle(Open("c", OFFER), 0.0)
    before = told(one, "b").last
    one.handle_timeout(35.0)
    assert told(one, "b").last == before
    assert refusal(one, Hear("c")).code is FaultCode.SESSION_NOT_FOUND


def test_only_the_newest_are_kept_and_asking_changes_nothing() -> None:
    one = house(limits=Limits(notices=2))
    established(one, "a")
    first = told(one)
    assert [notice.number for notice in first.notices] == [first.last - 1, first.last]
    assert told(one) == first


def test_nobody_else_may_ask() -> None:
    one = house()
    established(one, "a", owner="me")
    for command in (Hear("a"), Hear("a", owner="you"), Hear("b", owner="me")):
        assert refusal(one, command).code is FaultCode.SESSION_NOT_FOUND
    one.handle(Close("a", owner="me"), 1.0)
    assert refusal(one, Hear("a", owner="me")).code is FaultCode.SESSION_NOT_FOUND


def test_a_session_of_nobody_goes_on_where_the_offer_says_that_it_may() -> None:
    one = house()
    established(one, "a")
    assert refusal(one, Open("a", OFFER)).code is FaultCode.SESSION_CONFLICT
    again = one.handle(Open("a", OFFER, may_continue=True), 1.0)
    assert getattr(again, "answer", None) == ANSWER
