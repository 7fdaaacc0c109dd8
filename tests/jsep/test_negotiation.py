import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig import sdp
from sdpsig.errors import (
    Fault,
    FaultCode,
    LocalProtocolError,
    RemoteProtocolError,
    SdpsigError,
    Severity,
)
from sdpsig.jsep import (
    INTEROP,
    STRICT,
    Answer,
    Description,
    Negotiation,
    Offer,
    Pranswer,
    Rollback,
    Side,
    SignalingState,
    apply,
    next_state,
    refusal,
)
from sdpsig.sdp.attributes import SetupRole
from tests.jsep._offers import (
    AUDIO_SECTION,
    AVD,
    DATA,
    MIN_A,
    PWD,
    SESSION,
    UFRAG,
    VIDEO_SECTION,
    answer,
    changed,
    text,
    without,
)

L, R = Side
STABLE, HLO, HRO, HLP, HRP = SignalingState
APART = text(*SESSION) + AUDIO_SECTION + VIDEO_SECTION


def offer(words: str = AVD) -> Offer:
    return Offer(sdp.parse(words))


def reply(words: str = AVD) -> Answer:
    """What a peer might answer that agrees to everything."""
    return Answer(sdp.parse(changed(words, ("setup:actpass", "setup:active"))))


def after(*steps: tuple[Side, Description | Rollback]) -> Negotiation:
    negotiation = Negotiation()
    for side, message in steps:
        negotiation, _ = apply(negotiation, side, message)
    return negotiation


# --- states and slots


def test_nothing_is_agreed_at_first() -> None:
    fresh = Negotiation()
    assert fresh.state is STABLE
    assert (fresh.local, fresh.remote, fresh.sections, fresh.transports) == (None, None, None, ())
    assert fresh.transport("0") is None


def test_an_offer_is_pending_until_it_is_answered() -> None:
    offered, answered = offer(), answer(AVD)
    before = after((R, offered))
    assert (before.state, before.pending_remote, before.pending_local) == (HRO, offered, None)
    assert (before.remote, before.local, before.current_remote) == (offered, None, None)
    done = after((R, offered), (L, answered))
    assert (done.state, done.current_remote, done.current_local) == (STABLE, offered, answered)
    assert (done.pending_remote, done.pending_local) == (None, None)
    assert (done.remote, done.local) == (offered, answered)


def test_the_same_seen_from_the_other_side() -> None:
    offered, answered = offer(), reply()
    before = after((L, offered))
    assert (before.state, before.pending_local, before.local) == (HLO, offered, offered)
    done = after((L, offered), (R, answered))
    assert (done.state, done.current_local, done.current_remote) == (STABLE, offered, answered)


def test_an_offer_replaces_the_one_before_it() -> None:
    for side, state in ((L, HLO), (R, HRO)):
        negotiation = after((side, offer()), (side, offer(DATA)))
        assert negotiation == after((side, offer(DATA)))
        assert negotiation.state is state


def test_a_provisional_answer_leaves_the_offer_open() -> None:
    first, final = Pranswer(reply().description), reply()
    waiting = after((L, offer()), (R, first))
    assert (waiting.state, waiting.pending_remote, waiting.pending_local) == (HRP, first, offer())
    assert waiting.transports
    again = after((L, offer()), (R, first), (R, first))
    assert again == waiting
    done = after((L, offer()), (R, first), (R, final))
    assert done == after((L, offer()), (R, final))
    local = after((R, offer()), (L, Pranswer(answer(AVD).description)))
    assert (local.state, local.local) == (HLP, local.pending_local)


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("taker", Side)
def test_sm_40_a_rollback_leaves_nothing_behind(side: Side, taker: Side) -> None:
    assert after((side, offer()), (taker, Rollback())) == Negotiation()
    assert after((side, offer()), (taker, Rollback()), (side, offer(DATA))) == after(
        (side, offer(DATA))
    )


MESSAGES: list[Description | Rollback] = [
    offer(),
    Pranswer(reply().description),
    reply(),
    Rollback(),
]
REACHED = {
    STABLE: Negotiation(),
    HLO: after((L, offer())),
    HRO: after((R, offer())),
    HLP: after((R, offer()), (L, Pranswer(answer(AVD).description))),
    HRP: after((L, offer()), (R, Pranswer(reply().description))),
}


@pytest.mark.parametrize("state", SignalingState)
@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.type)
def test_what_the_table_does_not_know_is_refused_and_changes_nothing(
    state: SignalingState, side: Side, message: Description | Rollback
) -> None:
    before = REACHED[state]
    copy = after() if state is STABLE else before
    expected = next_state(state, side, message.type)
    if expected is not None:
        assert apply(before, side, message)[0].state is expected
        return
    with pytest.raises(SdpsigError) as caught:
        apply(before, side, message)
    assert type(caught.value) is (LocalProtocolError if side is L else RemoteProtocolError)
    fault = caught.value.fault
    assert (fault.code, fault.w3c) == (FaultCode.JSEP_SIGNALING_STATE, "InvalidStateError")
    assert fault.detail == f"a {side} {message.type} in {state}"
    assert before == copy


@pytest.mark.parametrize("side", Side)
def test_a_second_exchange_is_not_taken_yet(side: Side) -> None:
    for done in (after((R, offer()), (L, answer(AVD))), after((L, offer()), (R, reply()))):
        with pytest.raises(SdpsigError) as caught:
            apply(done, side, offer())
        assert caught.value.fault.code is FaultCode.JSEP_RENEGOTIATION


# --- judging


@pytest.mark.parametrize(("side", "error"), [(L, LocalProtocolError), (R, RemoteProtocolError)])
def test_a_bad_description_is_the_fault_of_who_made_it(
    side: Side, error: type[SdpsigError]
) -> None:
    bad = offer(without(MIN_A, "a=rtcp-mux"))
    with pytest.raises(error) as caught:
        apply(Negotiation(), side, bad)
    assert caught.value.fault.rule == "V-26"
    waiting = after((side.other, offer(MIN_A)))
    wrong = reply(without(MIN_A, "a=rtcp-mux"))
    with pytest.raises(error):
        apply(waiting, side, wrong)
    assert waiting == after((side.other, offer(MIN_A)))


def test_the_exception_follows_from_the_side() -> None:
    fault = Fault(FaultCode.INTERNAL, "x")
    assert type(refusal(L, fault)) is LocalProtocolError
    assert type(refusal(R, fault)) is RemoteProtocolError


def test_what_is_tolerated_is_told() -> None:
    silent = offer(without(MIN_A, "a=mid:0", "a=setup:actpass"))
    negotiation, warnings = apply(Negotiation(), R, silent)
    assert [fault.rule for fault in warnings] == ["V-12", "V-22a"]
    assert all(fault.severity is Severity.WARNING for fault in warnings)
    assert negotiation.state is HRO
    with pytest.raises(RemoteProtocolError):
        apply(Negotiation(), R, silent, STRICT)
    assert apply(Negotiation(), R, offer(), STRICT)[1] == ()
    _, told = apply(after((L, offer(MIN_A))), R, reply(without(MIN_A, "a=mid:0")), INTEROP)
    assert [fault.rule for fault in told] == ["V-13"]


# --- transports


def test_an_exchange_settles_the_transports() -> None:
    negotiation = after((R, offer()), (L, answer(AVD)))
    (transport,) = negotiation.transports
    assert (transport.mid, transport.members) == ("0", ("0", "1", "2"))
    assert (transport.remote.ufrag, transport.remote.pwd) == (UFRAG, PWD)
    assert (transport.local_ufrag, transport.dtls_role) == ("uf00", SetupRole.ACTIVE)
    assert negotiation.transport("2") is transport
    assert negotiation.transport("9") is None


def test_without_a_bundle_there_is_one_for_each_section() -> None:
    negotiation = after((R, offer(APART)), (L, answer(APART)))
    assert [(item.mid, item.members) for item in negotiation.transports] == [
        ("0", ("0",)),
        ("1", ("1",)),
    ]
    assert [item.local_ufrag for item in negotiation.transports] == ["uf00", "uf01"]


def test_the_peers_end_is_what_the_peer_said() -> None:
    answered = reply(changed(AVD, (UFRAG, "peer")))
    (transport,) = after((L, offer()), (R, answered)).transports
    assert (transport.remote.ufrag, transport.local_ufrag) == ("peer", UFRAG)


@pytest.mark.parametrize(
    ("said", "as_answerer", "as_offerer"),
    [
        ("a=setup:active", SetupRole.ACTIVE, SetupRole.PASSIVE),
        ("a=setup:passive", SetupRole.PASSIVE, SetupRole.ACTIVE),
        ("", SetupRole.ACTIVE, SetupRole.PASSIVE),
    ],
)
def test_our_dtls_role_is_what_the_answer_leaves_us(
    said: str, as_answerer: SetupRole, as_offerer: SetupRole
) -> None:
    words = without(MIN_A, "a=setup:actpass") + (f"{said}\r\n" if said else "")
    answered = Answer(sdp.parse(words))
    (ours,) = after((R, offer(MIN_A)), (L, answered)).transports
    (theirs,) = after((L, offer(MIN_A)), (R, answered)).transports
    assert (ours.dtls_role, theirs.dtls_role) == (as_answerer, as_offerer)


def test_s_65_an_answer_may_take_the_bundle_apart() -> None:
    answered = reply(without(AVD, "a=group:BUNDLE 0 1 2"))
    negotiation = after((L, offer()), (R, answered))
    assert [item.mid for item in negotiation.transports] == ["0", "1", "2"]


def test_a_section_that_is_rejected_has_no_transport() -> None:
    rejected = changed(AVD, ("m=audio 9", "m=audio 0"), ("BUNDLE 0 1 2", "BUNDLE 1 2"))
    negotiation = after((L, offer()), (R, reply(rejected)))
    assert [(item.mid, item.members) for item in negotiation.transports] == [("1", ("1", "2"))]
    assert negotiation.transport("0") is None


def test_no_negotiation_shows_a_password() -> None:
    assert PWD not in repr(after((R, offer()), (L, answer(AVD))))


# --- atomicity

STEPS = st.lists(
    st.tuples(
        st.sampled_from(Side),
        st.sampled_from(
            [*MESSAGES, offer(DATA), offer(without(MIN_A, "a=rtcp-mux")), answer(AVD), reply(DATA)]
        ),
    ),
    max_size=8,
)


@given(STEPS)
def test_a_refused_description_changes_nothing(
    steps: list[tuple[Side, Description | Rollback]],
) -> None:
    negotiation = Negotiation()
    for side, message in steps:
        before, copy = negotiation, repr(negotiation)
        try:
            negotiation, _ = apply(before, side, message)
        except SdpsigError:
            assert negotiation is before
        else:
            assert negotiation.state is next_state(before.state, side, message.type)
        assert repr(before) == copy
