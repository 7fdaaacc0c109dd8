"""The entity tag and the facts that a PATCH is judged by follow from the state of a session."""

import re

from attrs import evolve

from sdpsig.http._ice_session import etag_of, facts_of, our_fragment
from sdpsig.http._patch import PatchFacts
from sdpsig.sdp import parse_fragment
from sdpsig.session import EndReason, SessionState
from tests.http._streams import PWD, RFC_RESTART, Stage, our_pwd


def opened() -> tuple[Stage, SessionState]:
    stage = Stage()
    stage.open()
    return stage, state_of(stage)


def state_of(stage: Stage) -> SessionState:
    state = stage.endpoint.state("fresh1")
    assert state is not None
    return state


def facts(state: SessionState | None) -> PatchFacts:
    return facts_of(state, trickle=True, restart=True)


def test_a_tag_is_strong_quoted_and_that_of_one_ice_generation() -> None:
    stage, state = opened()
    before = etag_of(state)
    assert re.fullmatch('"[0-9a-f]{32}"', before)
    assert etag_of(evolve(state, revision=99)) == before
    stage.patch("/whip/studio/fresh1", RFC_RESTART, "*")
    assert etag_of(state_of(stage)) != before


def test_a_session_that_is_not_there_is_not_known() -> None:
    assert facts(None) == PatchFacts(known=False)


def test_facts_name_the_present_generation_and_the_past_ones() -> None:
    stage, state = opened()
    told = facts(state)
    assert told.credentials == frozenset({("EsAw", PWD)})
    assert told.past_ufrags == frozenset()
    assert told.last_restart is None
    assert told.etag == etag_of(state)
    assert not told.closed
    assert facts(evolve(state, end=EndReason.DRAINED)).closed
    stage.patch("/whip/studio/fresh1", RFC_RESTART, "*")
    told = facts(state_of(stage))
    assert told.credentials == frozenset({("ysXw", "vw5LmwG4y/e6dPP/zAP9Gp5k")})
    assert told.past_ufrags == frozenset({"EsAw"})
    assert told.last_restart is not None
    assert told.last_restart.body == our_fragment(state_of(stage))
    assert "vw5L" not in repr(told)


def test_a_session_of_several_generations_has_no_one_restart() -> None:
    _, state = opened()
    first = state.negotiation.stable.transports[0]
    first = evolve(first, generation=1)
    other = evolve(first, mid="1", remote=evolve(first.remote, ufrag="other"))
    negotiation = evolve(state.negotiation, transports=(first, other))
    split = evolve(state, negotiation=negotiation)
    assert facts(split).last_restart is None


def test_our_fragment_has_our_credentials_and_the_end_of_our_candidates() -> None:
    _, state = opened()
    fragment = parse_fragment(our_fragment(state))
    (section,) = fragment.sections
    assert fragment.credentials(section) == ("ours0001", our_pwd(1))
    assert len(section.candidates) == 1
    assert section.end_of_candidates
