from collections.abc import Callable

import pytest

from sdpsig.endpoint import (
    AnswerNeeded,
    Call,
    Close,
    Closed,
    Command,
    Endpoint,
    InProgress,
    Offered,
    Open,
    Reoffer,
    Report,
    Restart,
    Settle,
    Takeover,
    Trickle,
)
from sdpsig.endpoint._registry import GIVES_WAY
from sdpsig.errors import FaultCode
from sdpsig.jsep import AddDataChannels
from sdpsig.limits import Limits
from sdpsig.session import Closed as SessionClosed
from sdpsig.session import ConnectionState, EndReason, IceState, OfferReceived
from tests.endpoint._house import (
    ANSWER,
    BAD_OFFER,
    OFFER,
    OURS,
    RESTART,
    assert_empty,
    established,
    fragment,
    house,
    refusal,
)
from tests.session._peer import candidate, ends

# --- whose a session is


ASKED: tuple[Callable[[str | None], Command], ...] = (
    lambda owner: Reoffer("a", RESTART, owner),
    lambda owner: Restart("a", fragment(), owner=owner),
    lambda owner: Settle("a", ANSWER, owner),
    lambda owner: Trickle("a", (candidate(),), owner),
    lambda owner: Close("a", owner=owner),
)


@pytest.mark.parametrize("ask", ASKED)
@pytest.mark.parametrize(("owner", "other"), [("me", "you"), ("me", None), (None, "you")])
def test_what_belongs_to_another_is_not_there(
    ask: Callable[[str | None], Command], owner: str | None, other: str | None
) -> None:
    one = house()
    unknown = refusal(one, ask(other))
    established(one, "a", owner=owner)
    assert refusal(one, ask(other)) == unknown
    assert unknown.code is FaultCode.SESSION_NOT_FOUND


def test_what_is_over_is_not_there_for_others_either() -> None:
    one = house()
    established(one, "a", owner="me")
    one.handle(Close("a", owner="me"), 1.0)
    assert refusal(one, Close("a", owner="you")).code is FaultCode.SESSION_NOT_FOUND
    assert one.handle(Close("a", owner="me"), 2.0) == Closed("a")


def test_the_application_may_close_whatever_it_serves() -> None:
    one = house()
    established(one, "a", owner="me")
    one.handle(Close("a", EndReason.APPLICATION_FAILED), 1.0)
    assert one.handle(Close("a", EndReason.DRAINED), 1.0) == Closed("a")


def test_the_id_of_another_is_a_conflict_whatever_the_policy() -> None:
    one = house(takeover=Takeover.REPLACE)
    established(one, "a", owner="me")
    for owner in ("you", None):
        assert refusal(one, Open("a", OFFER, owner=owner)).code is FaultCode.SESSION_CONFLICT
        call = Call("a", (AddDataChannels(),), OURS, owner=owner)
        assert refusal(one, call).code is FaultCode.SESSION_CONFLICT


# --- an id that is used again


def test_who_opens_a_session_of_its_own_again_offers_within_it() -> None:
    one = house(takeover=Takeover.REPLACE)
    established(one, "a", owner="me")
    session = one.sessions["a"]
    needed = one.handle(Open("a", RESTART, owner="me"), 1.0)
    assert isinstance(needed, AnswerNeeded)
    assert needed.reoffer
    assert one.sessions["a"] is session
    assert one.handle(Open("a", RESTART, owner="me"), 1.0) == InProgress("a")


def test_an_offer_that_does_not_fit_in_is_a_conflict() -> None:
    one = house()
    established(one, "a", owner="me")
    assert refusal(one, Open("a", BAD_OFFER, owner="me")).code is FaultCode.SESSION_CONFLICT
    assert one.sessions["a"].state.connection is ConnectionState.CONNECTED


def test_an_endpoint_that_stops_lets_its_sessions_go_on() -> None:
    one = house()
    established(one, "a", owner="me")
    one.draining = True
    assert isinstance(one.handle(Open("a", RESTART, owner="me"), 1.0), AnswerNeeded)


@pytest.mark.parametrize("takeover", Takeover)
@pytest.mark.parametrize("state", ConnectionState)
def test_what_gives_way_is_a_matter_of_the_policy(
    takeover: Takeover, state: ConnectionState
) -> None:
    dead = state in {ConnectionState.FAILED, ConnectionState.DISCONNECTED}
    expected = takeover is Takeover.REPLACE or (takeover is Takeover.REPLACE_IF_DEAD and dead)
    assert GIVES_WAY[takeover](state) is expected


def test_a_session_that_is_replaced_ends_and_says_so_first() -> None:
    one = house(takeover=Takeover.REPLACE)
    established(one, "a")
    old = one.sessions["a"]
    needed = one.handle(Open("a", OFFER, {"second": True}), 5.0)
    assert isinstance(needed, AnswerNeeded)
    assert not needed.reoffer
    assert one.sessions["a"] is not old
    closed = SessionClosed(EndReason.CLOSED_BY_PEER, "another session took its id")
    assert ends(needed.events) == [closed]
    assert needed.events.index(closed) < needed.events.index(OfferReceived(OFFER))
    assert needed.deadline == one.deadline == 35.0
    assert one._registry.unconnected == {"a"}
    one.handle_timeout(35.0)
    one.handle_timeout(95.0)
    assert_empty(one)


def test_a_call_may_replace_a_session_too() -> None:
    one = house(takeover=Takeover.REPLACE)
    established(one, "a")
    outcome = one.handle(Call("a", (AddDataChannels(),), OURS), 5.0)
    assert isinstance(outcome, Offered)
    assert len(ends(outcome.events)) == 1


def test_only_the_dead_are_replaced_where_that_is_the_policy() -> None:
    one = house(takeover=Takeover.REPLACE_IF_DEAD)
    established(one, "a")
    assert refusal(one, Open("a", OFFER)).code is FaultCode.SESSION_CONFLICT
    one.handle(Report("a", "0", IceState.DISCONNECTED), 1.0)
    assert isinstance(one.handle(Open("a", OFFER), 2.0), AnswerNeeded)


def test_a_newcomer_that_is_refused_replaces_nobody() -> None:
    one = house(takeover=Takeover.REPLACE)
    established(one, "a")
    established(one, "b", owner="me")
    assert refusal(one, Open("a", BAD_OFFER)).code is FaultCode.ICE_BAD_CREDENTIALS
    assert refusal(one, Open("b", BAD_OFFER, owner="me")).code is FaultCode.ICE_BAD_CREDENTIALS
    assert refusal(one, Call("a", (AddDataChannels(),), {})).code is (
        FaultCode.JSEP_MISSING_TRANSPORT
    )
    assert len(one) == 2


def test_who_replaces_needs_no_place_of_its_own() -> None:
    limits = Limits(sessions=1, unconnected_sessions=1)
    one = house(limits=limits, takeover=Takeover.REPLACE, owner_sessions=1)
    for now in range(3):
        assert isinstance(one.handle(Open("a", OFFER, owner=None), float(now)), AnswerNeeded)
    one.handle(Close("a"), 3.0)
    one.handle(Open("a", OFFER, owner="me"), 3.0)
    one.handle(Open("a", RESTART, owner="me"), 3.0)
    assert len(one) == 1


# --- caps


def owned(**limits: int) -> Endpoint:
    return house(limits=Limits(**limits), owner_sessions=2)


def test_so_many_sessions_of_one_owner_and_not_one_more() -> None:
    one = owned()
    one.handle(Open("a", OFFER, owner="me"), 0.0)
    one.handle(Open("b", OFFER, owner="me"), 0.0)
    fault = refusal(one, Open("c", OFFER, owner="me"))
    assert (fault.code, fault.retry_after) == (FaultCode.ENDPOINT_FULL, 5)
    call = Call("c", (AddDataChannels(),), OURS, owner="me")
    assert refusal(one, call).code is FaultCode.ENDPOINT_FULL
    for owner in ("you", None, None, None):
        one.handle(Open(f"{len(one)}", OFFER, owner=owner), 0.0)
    one.handle(Close("a", owner="me"), 1.0)
    assert isinstance(one.handle(Open("c", OFFER, owner="me"), 1.0), AnswerNeeded)


def test_owners_are_forgotten_with_their_last_session() -> None:
    one = owned()
    for number in range(100):
        one.handle(Open("a", OFFER, owner=str(number)), 0.0)
        one.handle(Close("a", owner=str(number)), 0.0)
    assert one._registry.owned == {}
    assert one._registry.buried == {"a": "99"}


def test_a_session_that_we_begin_counts_like_every_other() -> None:
    one = owned(unconnected_sessions=1)
    one.handle(Call("a", (AddDataChannels(),), OURS, owner="me"), 0.0)
    assert refusal(one, Open("b", OFFER)).code is FaultCode.ENDPOINT_FULL
    assert refusal(one, Call("b", (AddDataChannels(),), OURS)).code is FaultCode.ENDPOINT_FULL
    assert one._registry.owned == {"me": 1}
    assert isinstance(
        one.handle(Close("a", EndReason.CLOSED_LOCALLY), 1.0).events[-1], SessionClosed
    )
    assert one._registry.owned == {}


def test_an_id_that_lives_again_has_no_grave() -> None:
    one = house()
    established(one, "a", owner="me")
    one.handle(Close("a", owner="me"), 1.0)
    established(one, "a", now=2.0)
    assert one._registry.buried == {}
    assert refusal(one, Close("a", owner="me")).code is FaultCode.SESSION_NOT_FOUND
