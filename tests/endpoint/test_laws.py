"""The laws of an endpoint under every command there is: any of them, in any order, at any time.

What becomes of each candidate is foretold in ``test_machine``; here offers go both ways, sessions
have owners, messages are numbered and delivered again, and ids are taken over.
"""

from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sdpsig.endpoint import (
    Accept,
    Answered,
    AnswerNeeded,
    Call,
    Close,
    Command,
    Delivery,
    Endpoint,
    EndpointConfig,
    InProgress,
    Offered,
    OfferTo,
    Open,
    Outcome,
    Reoffer,
    Report,
    Restart,
    Say,
    Settle,
    Stale,
    Takeover,
    Trickle,
)
from sdpsig.endpoint._deliveries import MOST_OF_ONE
from sdpsig.errors import LocalProtocolError, RemoteProtocolError
from sdpsig.jsep import AddDataChannels, AddTransceiver, Answer, Offer, RestartIce, Rollback
from sdpsig.limits import Limits
from sdpsig.session import (
    Bye,
    Closed,
    DtlsState,
    Event,
    IceState,
    Politeness,
    SessionConfig,
)
from tests.endpoint._house import (
    BAD_OFFER,
    OFFER,
    RESTART,
    as_before,
    assert_empty,
    fragment,
    photo,
)
from tests.session._peer import answer_to, candidate, offer, section

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1_800)]

LIMITS = Limits(sessions=4, unconnected_sessions=3)
NAMES = st.sampled_from("abcde")
OWNERS = st.sampled_from([None, "me", "me", "you"])
NUMBERS = st.none() | st.integers(0, 20)
OFFERS = st.sampled_from(
    [OFFER, RESTART, BAD_OFFER, offer(section("0"), section("1", "video"), bundle="0 1")]
)
DELIVERIES = st.none() | st.builds(
    Delivery,
    st.sampled_from([b"x", b"y"]),
    st.sampled_from(["one", "other"]),
    st.sampled_from([None, "k", "l"]),
)
CANDIDATES = st.lists(
    st.sampled_from([candidate(50_000), candidate(50_001), candidate(mid="9")]), max_size=3
).map(tuple)


class EndpointLaws(RuleBasedStateMachine):
    @initialize(
        takeover=st.sampled_from(Takeover),
        politeness=st.sampled_from(Politeness),
        most=st.sampled_from([None, 2]),
    )
    def begin(self, takeover: Takeover, politeness: Politeness, most: int | None) -> None:
        self.now = 0.0
        self.one = Endpoint(
            EndpointConfig(
                session=SessionConfig(limits=LIMITS, politeness=politeness, max_lifetime=300.0),
                takeover=takeover,
                owner_sessions=most,
                kept_outcomes=3,
            )
        )
        self.begun: dict[str, bool] = {}
        """Whether each name that ever was is that of a live session, by the events alone."""
        self.ours: dict[str, tuple[Offer, str]] = {}

    # --- what may be asked

    @rule(name=NAMES, what=OFFERS, owner=OWNERS, delivery=DELIVERIES, number=NUMBERS)
    def open(
        self,
        name: str,
        what: Offer,
        owner: str | None,
        delivery: Delivery | None,
        number: int | None,
    ) -> None:
        outcome = self.tell(Open(name, what, None, owner, delivery, number))
        if isinstance(outcome, Answered | InProgress):
            assert delivery is not None or owner is not None, "only what is known is not new"

    @rule(name=NAMES, what=OFFERS, owner=OWNERS, delivery=DELIVERIES, number=NUMBERS)
    def offer_again(
        self,
        name: str,
        what: Offer,
        owner: str | None,
        delivery: Delivery | None,
        number: int | None,
    ) -> None:
        self.tell(Reoffer(name, what, owner, delivery, number))

    @rule(
        name=NAMES,
        ufrag=st.sampled_from(["Fresh", "Third"]),
        owner=OWNERS,
        port=st.sampled_from([None, 50_000]),
    )
    def restart(self, name: str, ufrag: str, owner: str | None, port: int | None) -> None:
        self.tell(Restart(name, fragment(ufrag, port=port), owner))

    @rule(name=NAMES, owner=OWNERS, number=NUMBERS, some=CANDIDATES)
    def trickle(
        self, name: str, owner: str | None, number: int | None, some: tuple[Any, ...]
    ) -> None:
        self.tell(Trickle(name, some, owner, number))

    @rule(name=NAMES, right=st.booleans())
    def answer(self, name: str, right: bool) -> None:
        session = self.one.sessions.get(name)
        pending = None if session is None else session.state.negotiation.pending_remote
        made = pending if isinstance(pending, Offer) and right else OFFER
        self.tell(Accept(name, answer_to(made), made))

    @rule(name=NAMES, owner=OWNERS, named=st.booleans(), number=NUMBERS)
    def settle(self, name: str, owner: str | None, named: bool, number: int | None) -> None:
        made, offer_id = self.ours.get(name, (OFFER, "1"))
        answer = Answer(answer_to(made).description, offer_id if named else None)
        self.tell(Settle(name, answer, owner, number))

    @rule(name=NAMES, owner=OWNERS)
    def call(self, name: str, owner: str | None) -> None:
        self.tell(Call(name, (AddDataChannels(),), as_before, owner=owner))

    @rule(name=NAMES, ice_restart=st.booleans())
    def offer_to(self, name: str, ice_restart: bool) -> None:
        self.tell(OfferTo(name, as_before, ice_restart))

    @rule(
        name=NAMES,
        message=st.sampled_from(
            [AddTransceiver("video"), AddDataChannels(), RestartIce(), Rollback(), Bye()]
        ),
    )
    def say(self, name: str, message: Any) -> None:
        self.tell(Say(name, message))

    @rule(name=NAMES, ice=st.sampled_from(IceState), dtls=st.sampled_from(DtlsState))
    def report(self, name: str, ice: IceState, dtls: DtlsState) -> None:
        self.tell(Report(name, "0", ice, dtls))

    @rule(name=NAMES, owner=OWNERS)
    def close(self, name: str, owner: str | None) -> None:
        self.tell(Close(name, owner=owner))

    @rule(seconds=st.sampled_from([0.0, 1.0, 10.0, 30.0, 100.0, -50.0]))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds

    @rule()
    def wake_up(self) -> None:
        due = self.one.deadline
        told = self.one.handle_timeout(self.now)
        for ended in told:
            self.hear(ended.session_id, ended.events)
        assert not told or (due is not None and due <= self.now)
        assert self.one.deadline is None or self.one.deadline > self.now

    # --- the laws

    def tell(self, command: Command) -> Outcome | None:
        """An error changes nothing but what is remembered of refusals."""
        before = photo(self.one)
        try:
            outcome = self.one.handle(command, self.now)
        except (RemoteProtocolError, LocalProtocolError):
            assert photo(self.one)[:6] == before[:6]
            return None
        if isinstance(outcome, Stale | InProgress) or not (
            outcome.events or isinstance(outcome, AnswerNeeded | Offered)
        ):
            assert photo(self.one)[1:3] == before[1:3]
        if isinstance(outcome, Offered):
            self.ours[outcome.session_id] = outcome.offer, outcome.offer_id
        if isinstance(outcome, AnswerNeeded | Offered):
            assert outcome.session_id in self.one
        self.hear(outcome.session_id, outcome.events)
        return outcome

    def hear(self, name: str, events: tuple[Event, ...]) -> None:
        """A session begins with its first event and ends with one that says so, once."""
        for event in events:
            if isinstance(event, Closed):
                assert self.begun.get(name), "what ends has lived"
                self.begun[name] = False
            else:
                self.begun[name] = True

    @invariant()
    def who_has_begun_and_not_ended_is_there(self) -> None:
        if hasattr(self, "one"):
            assert {name for name, lives in self.begun.items() if lives} == set(self.one.sessions)

    @invariant()
    def everything_is_bounded_and_belongs_to_something(self) -> None:
        if not hasattr(self, "one"):
            return
        registry, deliveries = self.one._registry, self.one._deliveries
        assert len(self.one) <= LIMITS.sessions
        assert len(registry.unconnected) <= LIMITS.unconnected_sessions
        assert registry.unconnected <= registry.live.keys()
        assert registry.buried.keys() == registry.tombs._times.keys()
        assert len(registry.buried) <= LIMITS.sessions
        assert not registry.buried.keys() & registry.live.keys()
        owners = [entry.owner for entry in registry.live.values() if entry.owner is not None]
        assert registry.owned == {owner: owners.count(owner) for owner in set(owners)}
        assert deliveries._of.keys() <= registry.live.keys()
        held = [name for names in deliveries._of.values() for name in names]
        leaving = deliveries._leaving._times.keys()
        assert len(held) == len(set(held))
        assert set(held) | leaving == deliveries._kept.keys()
        assert not set(held) & leaving
        assert len(leaving) <= 3
        assert all(len(names) <= MOST_OF_ONE for names in deliveries._of.values())

    @invariant()
    def what_is_in_progress_owes_an_answer(self) -> None:
        if not hasattr(self, "one"):
            return
        for name, kept in self.one._deliveries._kept.items():
            if isinstance(kept.result, InProgress):
                assert self.one._registry.live[kept.result.session_id].owes_answer(), name

    @invariant()
    def every_session_will_be_woken(self) -> None:
        if not hasattr(self, "one"):
            return
        known = dict(self.one._registry.schedule._times)
        assert known == {name: session.deadline for name, session in self.one.sessions.items()}

    def teardown(self) -> None:
        """Left alone, everything ends and is forgotten."""
        if not hasattr(self, "one"):
            return
        while (at := self.one.deadline) is not None:
            for ended in self.one.handle_timeout(at):
                self.hear(ended.session_id, ended.events)
        assert_empty(self.one)
        assert not any(self.begun.values())


TestEndpointLaws = EndpointLaws.TestCase
