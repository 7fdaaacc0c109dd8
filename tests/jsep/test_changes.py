"""What the application wants, as values that change a negotiation (SM-13)."""

import pytest

from sdpsig.errors import FaultCode, LocalProtocolError
from sdpsig.jsep import (
    CHROMIUM,
    AddDataChannels,
    AddTrack,
    AddTransceiver,
    Change,
    Close,
    Encoding,
    Negotiation,
    RemoveTrack,
    RestartIce,
    SetCodecPreferences,
    SetDirection,
    SetStreams,
    StopTransceiver,
    Transceiver,
    change,
)
from sdpsig.sdp.attributes import MediaDirection
from tests.jsep._pair import Peer, exchange

SENDRECV, SENDONLY, RECVONLY, INACTIVE = MediaDirection
OPUS = CHROMIUM.audio[:1]


def after(*wishes: Change, before: Negotiation | None = None) -> Negotiation:
    negotiation = before or Negotiation()
    for wish in wishes:
        negotiation = change(negotiation, wish)
    return negotiation


def only(*wishes: Change) -> Transceiver:
    (one,) = after(*wishes).transceivers
    return one


def agreed(*wishes: Change) -> Negotiation:
    a, b = Peer("a"), Peer("b")
    a.change(*wishes)
    exchange(a, b)
    return a.state


# --- transceivers


def test_a_transceiver_is_as_it_is_wanted() -> None:
    wish = AddTransceiver(
        "video", SENDONLY, ("s",), "t", (Encoding("h"), Encoding("l")), CHROMIUM.video[:1], (7,)
    )
    one = only(wish)
    assert (one.number, one.kind, one.direction, one.streams) == (0, "video", SENDONLY, ("s",))
    assert (one.track, one.preferences, one.ssrcs) == ("t", CHROMIUM.video[:1], (7,))
    assert [layer.rid for layer in one.encodings] == ["h", "l"]
    assert (one.made_by_track, one.has_track, one.offered) == (False, False, False)


def test_transceivers_are_numbered_in_the_order_of_their_making() -> None:
    negotiation = after(AddTransceiver("audio"), StopTransceiver(0), AddTrack("video"))
    assert [(one.number, one.kind) for one in negotiation.transceivers] == [(1, "video")]
    assert negotiation.transceivers_made == 2


def test_o_12_layers_that_cannot_be_are_refused() -> None:
    layers = (Encoding("h"), Encoding("h"))
    with pytest.raises(LocalProtocolError):
        after(AddTransceiver("video", encodings=layers))


# --- tracks


def test_a_track_makes_a_transceiver_where_none_is_idle() -> None:
    one = only(AddTrack("audio", "t", ("s",)))
    assert (one.direction, one.track, one.streams) == (SENDRECV, "t", ("s",))
    assert (one.has_track, one.made_by_track) == (True, True)


@pytest.mark.parametrize(("before", "now"), [(RECVONLY, SENDRECV), (INACTIVE, SENDONLY)])
def test_a_track_takes_a_transceiver_that_has_none(
    before: MediaDirection, now: MediaDirection
) -> None:
    one = only(AddTransceiver("audio", before), AddTrack("audio", "t", ("s",)))
    assert (one.number, one.direction, one.track, one.streams) == (0, now, "t", ("s",))
    assert (one.has_track, one.made_by_track) == (True, False)


@pytest.mark.parametrize(
    "busy",
    [
        [AddTransceiver("video", RECVONLY)],
        [AddTransceiver("audio")],
        [AddTrack("audio")],
        [AddTrack("audio"), SetDirection(0, RECVONLY)],
    ],
    ids=["other-media", "sends", "has-one", "has-one-that-is-silent"],
)
def test_a_track_leaves_alone_what_is_not_idle(busy: list[Change]) -> None:
    assert after(*busy, AddTrack("audio")).transceivers_made == 2


def test_a_track_leaves_alone_what_has_been_sent_on_and_what_is_stopped() -> None:
    used = agreed(AddTrack("audio"))
    assert after(RemoveTrack(0), AddTrack("audio"), before=used).transceivers_made == 2
    silent = agreed(AddTransceiver("audio", RECVONLY))
    assert after(AddTrack("audio"), before=silent).transceivers_made == 1
    assert after(StopTransceiver(0), AddTrack("audio"), before=silent).transceivers_made == 2


@pytest.mark.parametrize(
    ("before", "now"),
    [(SENDRECV, RECVONLY), (SENDONLY, INACTIVE), (RECVONLY, RECVONLY), (INACTIVE, INACTIVE)],
)
def test_without_a_track_nothing_is_sent(before: MediaDirection, now: MediaDirection) -> None:
    one = only(AddTrack("audio"), SetDirection(0, before), RemoveTrack(0))
    assert (one.direction, one.has_track) == (now, False)


# --- settings


def test_what_is_set_is_set_on_that_one_only() -> None:
    two = (AddTransceiver("audio"), AddTransceiver("audio"))
    for wish, name, value in (
        (SetDirection(1, INACTIVE), "direction", INACTIVE),
        (SetStreams(1, ("s", "t")), "streams", ("s", "t")),
        (SetCodecPreferences(1, OPUS), "preferences", OPUS),
    ):
        first, second = after(*two, wish).transceivers
        assert getattr(second, name) == value != getattr(first, name)


def test_preferences_can_be_taken_back() -> None:
    wishes = (AddTransceiver("audio", preferences=OPUS), SetCodecPreferences(0, None))
    assert only(*wishes).preferences is None


# --- the end of a transceiver


def test_o_23_what_no_section_knows_of_is_gone_at_once() -> None:
    negotiation = after(AddTransceiver("audio"), AddTransceiver("video"), StopTransceiver(0))
    assert [one.kind for one in negotiation.transceivers] == ["video"]


def test_o_23_what_has_a_section_stays_until_that_is_rejected() -> None:
    negotiation = after(StopTransceiver(0), before=agreed(AddTransceiver("audio")))
    (one,) = negotiation.transceivers
    assert (one.stop, one.stopping, one.mid) == (True, True, "0")
    assert after(StopTransceiver(0), before=negotiation) == negotiation


@pytest.mark.parametrize(
    "wish",
    [
        SetDirection(0, SENDRECV),
        SetStreams(0, ()),
        SetCodecPreferences(0, None),
        RemoveTrack(0),
    ],
    ids=lambda wish: type(wish).__name__,
)
def test_nothing_is_set_on_what_is_stopped_or_does_not_exist(wish: Change) -> None:
    stopped = after(StopTransceiver(0), before=agreed(AddTransceiver("audio")))
    for negotiation in (stopped, Negotiation(), after(AddTransceiver("audio"), StopTransceiver(0))):
        with pytest.raises(LocalProtocolError) as caught:
            change(negotiation, wish)
        assert caught.value.fault.code is FaultCode.JSEP_NO_TRANSCEIVER


def test_what_does_not_exist_cannot_be_stopped() -> None:
    with pytest.raises(LocalProtocolError) as caught:
        after(AddTransceiver("audio"), StopTransceiver(7))
    assert caught.value.fault.detail == "no transceiver 7"


# --- data channels, ICE, the end


def test_data_channels_are_wanted_once_for_all() -> None:
    assert after(AddDataChannels()).data_channels
    assert after(AddDataChannels(), AddDataChannels()) == after(AddDataChannels())


def test_o_41_a_restart_replaces_all_credentials_current_and_pending() -> None:
    a, b = Peer("a"), Peer("b")
    a.change(AddTransceiver("audio"))
    exchange(a, b)
    now = a.state.transports[0].local.credentials
    a.change(RestartIce())
    assert a.state.restarting == {now}
    a.offer()
    a.change(RestartIce())
    assert len(a.state.restarting) == 2
    assert now in a.state.restarting


def test_o_41_and_d_20_a_restart_that_the_peer_did_not_follow_can_be_wanted_again() -> None:
    a, b = Peer("a"), Peer("b")
    a.change(AddTransceiver("audio"))
    _, first = exchange(a, b)
    in_use = a.state.transports[0].local.credentials
    a.offer(ice_restart=True)
    a.take(first)
    a.change(RestartIce())
    assert in_use in a.state.restarting
    b.take(a.offer())
    a.take(b.answer())
    assert (a.state.transports[0].generation, a.negotiation_needed) == (1, ())


def test_o_41_without_credentials_there_is_nothing_to_restart() -> None:
    assert not after(AddTransceiver("audio"), RestartIce()).restarting
    stopped = Peer("a")
    stopped.change(AddTransceiver("audio"), AddTransceiver("audio"))
    stopped.offer()  # the second section has no transport of its own
    stopped.change(RestartIce())
    assert len(stopped.state.restarting) == 1


def test_o_41_a_rejected_section_has_no_credentials_to_replace() -> None:
    a, b = Peer("a"), Peer("b")
    a.change(AddTransceiver("audio"))
    exchange(a, b)
    a.change(StopTransceiver(0))
    exchange(a, b)
    a.change(RestartIce())
    assert not a.state.restarting


def test_sm_60_after_the_end_nothing_is_wanted_any_more() -> None:
    over = after(AddTransceiver("audio"), Close())
    assert over.closed
    assert change(over, Close()) is over
    with pytest.raises(LocalProtocolError) as caught:
        change(over, AddDataChannels())
    assert (caught.value.fault.rule, caught.value.fault.w3c) == ("SM-60", "InvalidStateError")


def test_sm_60_the_descriptions_can_still_be_read() -> None:
    before = agreed(AddTransceiver("audio"))
    over = after(Close(), before=before)
    assert (over.local, over.remote) == (before.local, before.remote)
    assert (over.last_offer, over.last_answer, over.before) == (None, None, None)
