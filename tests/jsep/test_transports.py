"""Which transport goes on over exchanges, and what each side says of it (A-36, A-43, A-47)."""

import pytest
from attrs import evolve

from sdpsig import sdp
from sdpsig.jsep import (
    INTEROP,
    STRICT,
    AddTransceiver,
    Answer,
    LocalTransport,
    Negotiation,
    NegotiationConfig,
    Offer,
    Profile,
    RemoteTransport,
    RtcpMuxPolicy,
    Side,
    StopTransceiver,
    Transport,
    apply,
)
from sdpsig.jsep._sections import Sections
from sdpsig.jsep._transports import continued, dtls_role, fingerprint_set, replaced, restarts
from sdpsig.sdp.attributes import Candidate, Fingerprint, SetupRole
from tests.jsep._offers import (
    AUDIO_SECTION,
    AV,
    AVD,
    DATA_SECTION,
    DIGEST,
    MIN_A,
    PWD,
    SESSION,
    UFRAG,
    VIDEO_SECTION,
    added,
    answer,
    changed,
    text,
    transport,
    without,
)
from tests.jsep._pair import Peer, exchange

Lines = tuple[str, ...]
L, R = Side
APART = text(*SESSION) + AUDIO_SECTION + VIDEO_SECTION
ACTIVE, PASSIVE = SetupRole.ACTIVE, SetupRole.PASSIVE
HOST = Candidate.parse("1 1 udp 1 192.0.2.1 9 typ host")
REMOTE = RemoteTransport("ufra", "p" * 22, (), None, (HOST,), True, True, True, "t")


def settled(offered: str, answered: str, side: Side) -> tuple[Transport, ...]:
    """The transports after an answer of ``side``."""
    negotiation, _ = apply(Negotiation(), side.other, Offer(sdp.parse(offered)))
    return apply(negotiation, side, Answer(sdp.parse(answered)))[0].transports


def active(words: str) -> str:
    return changed(words, ("setup:actpass", "setup:active"))


def one(number: int, *members: str) -> Transport:
    return Transport(members[0], members, REMOTE, transport(), ACTIVE, number=number)


# --- our end


def test_our_end_is_what_our_description_says_of_it() -> None:
    said = LocalTransport.of(REMOTE)
    assert said == LocalTransport("ufra", "p" * 22, (), (HOST,), True, True, "t")
    assert said is not None
    assert said.credentials == ("ufra", "p" * 22)
    for half in (evolve(REMOTE, ufrag=None), evolve(REMOTE, pwd=None)):
        assert LocalTransport.of(half) is None


def test_our_end_is_a_full_agent_that_may_find_more_candidates() -> None:
    bare = LocalTransport("ufra", "p" * 22, ())
    assert (bare.candidates, bare.end_of_candidates, bare.ice_lite, bare.tls_id) == (
        (),
        False,
        False,
        None,
    )
    assert (one(0, "0").rtcp_mux, one(0, "0").generation) == (True, 0)


def test_no_transport_shows_a_password() -> None:
    shown = repr(one(0, "0"))
    assert "p" * 22 not in shown
    assert transport().pwd not in shown
    assert one(0, "0").local_ufrag == transport().ufrag


# --- what goes on


def test_certificates_are_the_same_in_any_order_and_case() -> None:
    first, second = Fingerprint("sha-256", "AB:CD"), Fingerprint("sha-384", "EF:01")
    other = (Fingerprint("SHA-384", "ef:01"), Fingerprint("sha-256", "ab:cd"))
    same, again = (
        evolve(REMOTE, fingerprints=prints) for prints in ((first, second, first), other)
    )
    assert fingerprint_set(same) == fingerprint_set(again)
    assert fingerprint_set(same) != fingerprint_set(evolve(REMOTE, fingerprints=(first,)))


@pytest.mark.parametrize(
    ("said", "restarted"),
    [
        (REMOTE, False),
        (evolve(REMOTE, candidates=(), trickle=False), False),
        (evolve(REMOTE, ufrag="othr"), True),
        (evolve(REMOTE, pwd="q" * 22), True),
    ],
)
def test_a_47_other_credentials_restart_ice_and_nothing_else_does(
    said: RemoteTransport, restarted: bool
) -> None:
    assert restarts(one(0, "0"), said) is restarted


@pytest.mark.parametrize(
    ("answered", "said", "anew"),
    [
        ("1", evolve(REMOTE, ufrag="othr"), True),
        ("1", evolve(REMOTE, pwd="q" * 22), True),
        ("1", REMOTE, False),
        ("0", evolve(REMOTE, ufrag="othr"), False),
    ],
)
def test_d_31_an_answer_that_rejects_the_owner_may_replace_the_transport(
    answered: str, said: RemoteTransport, anew: bool
) -> None:
    sections = Sections.of(sdp.parse(changed(MIN_A, ("a=mid:0", f"a=mid:{answered}"))))
    assert replaced(one(0, "0", "1"), sections, said) is anew


@pytest.mark.parametrize(
    ("before", "groups", "expected"),
    [
        ([], ["0"], {}),
        (["0"], ["0"], {"0": 0}),
        (["01"], ["01"], {"0": 0}),
        (["01"], ["10"], {"1": 0}),
        (["01"], ["1"], {"1": 0}),
        (["01"], ["0", "1"], {"0": 0}),
        (["01"], ["1", "0"], {"0": 0}),
        (["0", "1"], ["01"], {"0": 0}),
        (["0", "1"], ["10"], {"1": 1}),
        (["0", "12"], ["21", "0"], {"2": 1, "0": 0}),
        (["0"], ["9"], {}),
        (["012"], ["1", "2"], {"1": 0}),
    ],
)
def test_a_36_a_transport_goes_on_with_its_owner_else_with_who_used_it(
    before: list[str], groups: list[str], expected: dict[str, int]
) -> None:
    transports = [one(number, *members) for number, members in enumerate(before)]
    found = continued(transports, groups)
    assert {mid: transport.number for mid, transport in found.items()} == expected


# --- what an answer settles


def test_without_a_bundle_there_is_one_for_each_section() -> None:
    made = settled(APART, sdp.serialize(answer(APART).description), L)
    assert [(item.mid, item.members, item.number) for item in made] == [
        ("0", ("0",), 0),
        ("1", ("1",), 1),
    ]
    assert [item.local_ufrag for item in made] == ["uf00", "uf01"]


def test_the_peers_end_is_what_the_peer_said() -> None:
    (one,) = settled(AVD, active(changed(AVD, (UFRAG, "peer"))), R)
    assert (one.remote.ufrag, one.local_ufrag) == ("peer", UFRAG)


@pytest.mark.parametrize(
    ("answered", "as_answerer", "as_offerer"),
    [(ACTIVE, ACTIVE, PASSIVE), (PASSIVE, PASSIVE, ACTIVE), (None, ACTIVE, PASSIVE)],
)
def test_a_43_our_dtls_role_is_what_the_answer_leaves_us(
    answered: SetupRole | None, as_answerer: SetupRole, as_offerer: SetupRole
) -> None:
    assert (dtls_role(answered, L), dtls_role(answered, R)) == (as_answerer, as_offerer)


def test_s_65_an_answer_may_take_the_bundle_apart() -> None:
    made = settled(AVD, active(without(AVD, "a=group:BUNDLE 0 1 2")), R)
    assert [item.mid for item in made] == ["0", "1", "2"]


@pytest.mark.parametrize("gone", [UFRAG, PWD])
def test_d_5_what_says_too_little_of_its_transport_has_that_of_its_bundle(gone: str) -> None:
    line = f"a=ice-ufrag:{UFRAG}" if gone is UFRAG else f"a=ice-pwd:{PWD}"
    offered = AV.replace(VIDEO_SECTION, without(VIDEO_SECTION, line))
    made = settled(offered, active(without(AV, "a=group:BUNDLE 0 1")), R)
    assert [item.local.credentials for item in made] == [(UFRAG, PWD)] * 2


def test_a_section_that_is_rejected_has_no_transport() -> None:
    rejected = changed(AVD, ("m=audio 9", "m=audio 0"), ("BUNDLE 0 1 2", "BUNDLE 1 2"))
    (item,) = settled(AVD, active(rejected), R)
    assert (item.mid, item.members) == ("1", ("1", "2"))


def test_a_41_rtcp_shares_the_port_where_any_section_of_the_bundle_says_so() -> None:
    carried = text(*SESSION, "a=group:BUNDLE 2 0") + AUDIO_SECTION + DATA_SECTION
    (item,) = settled(carried, active(carried), R)
    assert (item.members, item.rtcp_mux) == (("2", "0"), True)
    alone = text(*SESSION, "a=group:BUNDLE 2") + DATA_SECTION
    (item,) = settled(alone, active(alone), R)
    assert item.rtcp_mux  # for media that may join it


def test_a_50_rtcp_has_a_port_of_its_own_where_nothing_says_otherwise() -> None:
    config = NegotiationConfig(rtcp_mux_policy=RtcpMuxPolicy.NEGOTIATE)
    negotiation, _ = apply(Negotiation(config=config), L, Offer(sdp.parse(MIN_A)))
    bare = active(without(changed(MIN_A, (UFRAG, "peer")), "a=rtcp-mux"))
    negotiation, _ = apply(negotiation, R, Answer(sdp.parse(bare)))
    assert [item.rtcp_mux for item in negotiation.transports] == [False]


def test_d_25_media_that_nobody_knows_needs_no_transport() -> None:
    strange = text(*SESSION, "m=unicorns 9 X/Y a", "a=mid:u") + AUDIO_SECTION
    (item,) = settled(strange, active(changed(strange, (UFRAG, "peer"))), R)
    assert (item.mid, item.number) == ("0", 0)


# --- later exchanges


@pytest.mark.parametrize("profile", [INTEROP, STRICT], ids=lambda profile: profile.name)
def test_a_restart_is_another_generation_of_the_same_transport(profile: Profile) -> None:
    a, b = Peer("a", profile=profile), Peer("b", profile=profile)
    a.change(AddTransceiver("audio"), AddTransceiver("video"))
    for generation, restart in enumerate((False, True, True)):
        exchange(a, b, ice_restart=restart)
        for peer in (a, b):
            (item,) = peer.state.transports
            assert (item.number, item.generation) == (0, generation)
    exchange(b, a)
    assert [peer.state.transports[0].generation for peer in (a, b)] == [2, 2]


NAME, OTHER_NAME = f"a=tls-id:{'a' * 20}", f"a=tls-id:{'b' * 20}"
SECOND = f"a=fingerprint:sha-1 {DIGEST[:59]}"


@pytest.mark.parametrize(
    ("theirs", "ours", "number"),
    [
        (((), ()), ((), ()), 0),
        (((), (SECOND,)), ((), ()), 1),
        (((), ()), ((), (SECOND,)), 1),
        (((NAME,), (NAME,)), ((NAME,), (NAME,)), 0),
        (((NAME,), (OTHER_NAME,)), ((NAME,), (NAME,)), 1),
        (((NAME,), (NAME,)), ((NAME,), (OTHER_NAME,)), 1),
        (((NAME,), (OTHER_NAME,)), ((), ()), 0),  # ours has none: it does not count (D-11)
    ],
)
def test_s_56_where_dtls_begins_anew_it_is_another_transport(
    theirs: tuple[Lines, Lines], ours: tuple[Lines, Lines], number: int
) -> None:
    """Each side's further lines in a first exchange and in one that restarts ICE."""
    negotiation = Negotiation()
    for again in (False, True):
        offer, reply = (added(MIN_A, *lines[again]) for lines in (theirs, ours))
        told = "new" if again else "old"
        offer = changed(offer, (UFRAG, f"{told}them"), (PWD, told * 8))
        reply = changed(reply, (UFRAG, f"{told}ours"), (PWD, told[::-1] * 8))
        negotiation, _ = apply(negotiation, R, Offer(sdp.parse(offer)))
        negotiation, _ = apply(negotiation, L, Answer(sdp.parse(active(reply))))
    (item,) = negotiation.transports
    assert (item.number, item.generation) == (number, 1 - number)


def test_a_36_a_transport_goes_on_when_its_owner_is_gone() -> None:
    a, b = Peer("a"), Peer("b")
    a.change(AddTransceiver("audio"), AddTransceiver("video"))
    exchange(a, b)
    before = a.state.transports[0]
    a.change(StopTransceiver(0))
    exchange(a, b)
    (after,) = a.state.transports
    assert (after.mid, after.number, after.local.credentials, after.dtls_role) == (
        "1",
        before.number,
        before.local.credentials,
        before.dtls_role,
    )


def test_a_new_transport_has_a_number_of_its_own() -> None:
    a, b = Peer("a"), Peer("b")
    a.change(AddTransceiver("audio"))
    exchange(a, b)
    a.change(StopTransceiver(0))
    exchange(a, b)
    a.change(AddTransceiver("audio"))
    exchange(a, b)
    assert [(item.mid, item.number) for item in a.state.transports] == [("1", 1)]
    assert [item.number for item in b.state.transports] == [1]


def test_d_20_a_restart_that_the_peer_does_not_follow_is_none() -> None:
    a, b = Peer("a"), Peer("b")
    a.change(AddTransceiver("audio"))
    _, first = exchange(a, b)
    before = a.state.transports[0]
    a.offer(ice_restart=True)
    warnings = a.take(first)
    assert [fault.rule for fault in warnings] == ["V-33"]
    (after,) = a.state.transports
    assert (after.local.credentials, after.generation) == (before.local.credentials, 0)


def test_o_44_a_restart_that_the_peer_follows_has_the_new_credentials() -> None:
    a, b = Peer("a"), Peer("b")
    a.change(AddTransceiver("audio"))
    exchange(a, b)
    exchange(a, b, ice_restart=True)
    (item,) = a.state.transports
    assert (item.local.ufrag, item.remote.ufrag) == ("a00002", "b00002")


NO_OWNER = ("m=audio 9", "m=audio 0"), ("BUNDLE 0 1 2", "BUNDLE 1 2")
THEIRS = active(changed(AVD, (UFRAG, "peer"), (PWD, "p" * 24)))
ANEW = ("peer", "anew"), ("p" * 24, "n" * 24)


@pytest.mark.parametrize(
    ("offered", "answered", "number", "generation"),
    [
        (AVD, changed(THEIRS, *NO_OWNER), 0, 0),
        (AVD, changed(THEIRS, *NO_OWNER, *ANEW), 1, 0),
        (changed(AVD, *NO_OWNER), changed(THEIRS, *NO_OWNER, *ANEW), 1, 0),
        (changed(AVD, (UFRAG, "ours"), (PWD, "o" * 24)), changed(THEIRS, *NO_OWNER, *ANEW), 0, 1),
    ],
    ids=["goes-on", "anew", "rejected-by-us", "restart"],
)
def test_d_31_where_the_owner_is_rejected_the_peer_may_begin_a_new_transport(
    offered: str, answered: str, number: int, generation: int
) -> None:
    negotiation = Negotiation()
    for offer, reply in ((AVD, THEIRS), (offered, answered)):
        negotiation, _ = apply(negotiation, L, Offer(sdp.parse(offer)))
        negotiation, _ = apply(negotiation, R, Answer(sdp.parse(reply)))
    (item,) = negotiation.transports
    assert (item.mid, item.members) == ("1", ("1", "2"))
    assert (item.number, item.generation) == (number, generation)
    assert item.dtls_role is PASSIVE


def test_d_30_the_last_of_a_bundle_lives_without_it() -> None:
    a, b = Peer("a"), Peer("b")
    a.change(AddTransceiver("audio"), AddTransceiver("audio"))
    b.take(a.offer())
    words = without(sdp.serialize(b.answer().description), "a=group:BUNDLE 0 1")
    alone = words.replace("m=audio 9", "m=audio 0", 1)
    assert [fault.rule for fault in a.take(Answer(sdp.parse(alone)))] == ["V-53"]
    (item,) = a.state.transports
    assert (item.mid, item.local_ufrag) == ("1", "a00001")


def test_d_28_an_answer_that_takes_a_shared_transport_apart_leaves_two_with_one_name() -> None:
    a, b = Peer("a"), Peer("b")
    b.state = evolve(b.state, config=evolve(b.state.config, bundle=False))
    a.change(AddTransceiver("audio"), AddTransceiver("video"))
    exchange(a, b)
    assert [item.local_ufrag for item in a.state.transports] == ["a00001", "a00001"]
    assert [item.local_ufrag for item in b.state.transports] == ["b00001", "b00002"]
    exchange(a, b)
    exchange(b, a)
    exchange(a, b, ice_restart=True)
    assert [item.local_ufrag for item in a.state.transports] == ["a00002", "a00003"]


def test_sm_51_a_second_answer_of_ours_may_have_other_credentials() -> None:
    negotiation, _ = apply(Negotiation(), R, Offer(sdp.parse(AVD)))
    first = sdp.serialize(answer(AVD).description)
    negotiation, _ = apply(negotiation, L, Answer(sdp.parse(first)))
    for at, ufrag in enumerate(("anew", "more"), 1):
        offered = changed(AVD, (UFRAG, f"re{ufrag}"), (PWD, ufrag * 6))
        negotiation, _ = apply(negotiation, R, Offer(sdp.parse(offered)))
        again = changed(first, ("uf00", ufrag), (transport().pwd, ufrag * 7))
        negotiation, _ = apply(negotiation, L, Answer(sdp.parse(again)))
        assert [item.generation for item in negotiation.transports] == [at]
