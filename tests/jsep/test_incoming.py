"""What the peer says of the media that it sends (A-58, A-82)."""

import pytest

from sdpsig import sdp
from sdpsig.jsep import AddTrack, AddTransceiver, Incoming, Offer, PeerConnection
from sdpsig.sdp.attributes import MediaDirection
from tests.jsep._offers import AVD, MIN_A, added, changed
from tests.jsep._pair import over_the_wire, transports


def heard(text: str) -> tuple[Incoming, ...]:
    peer = PeerConnection()
    peer.set_remote_description(Offer(sdp.parse(text)))
    return peer.incoming


def test_before_the_peer_has_spoken_nothing_comes() -> None:
    assert PeerConnection().incoming == ()


@pytest.mark.parametrize(
    ("lines", "streams", "track"),
    [
        ((), ("default",), None),
        (("a=msid:s t",), ("s",), "t"),
        (("a=msid:s",), ("s",), None),
        (("a=msid:b t", "a=msid:a t"), ("b", "a"), "t"),
        (("a=msid:s t", "a=msid:s t"), ("s",), "t"),
        (("a=msid:- t",), (), "t"),
    ],
)
def test_a58_a_track_is_in_the_streams_that_the_peer_names(
    lines: tuple[str, ...], streams: tuple[str, ...], track: str | None
) -> None:
    (found,) = heard(added(MIN_A, *lines))
    assert (found.streams, found.track) == (streams, track)


def test_a82_the_peer_says_how_much_it_wants_in_a_packet() -> None:
    assert [one.packet_time for one in heard(MIN_A)] == [None]
    assert [one.packet_time for one in heard(added(MIN_A, "a=ptime:20"))] == [20.0]


def test_only_audio_and_video_that_live_and_flow_are_told() -> None:
    assert [one.mid for one in heard(AVD)] == ["0", "1"]
    assert heard(changed(MIN_A, ("a=sendrecv", "a=recvonly"))) == ()


def test_an_answer_tells_as_well() -> None:
    a, b = PeerConnection(), PeerConnection()
    a.change(AddTransceiver("audio"))
    offer = a.create_offer(transports("a"))
    a.set_local_description(offer)
    assert [*a.incoming] == []
    b.set_remote_description(over_the_wire(offer))
    b.change(AddTrack("audio", "voice", ("call",)))
    answer = b.create_answer(transports("b"))
    b.set_local_description(answer)
    a.set_remote_description(over_the_wire(answer))
    (found,) = a.incoming
    assert (found.mid, found.streams, found.track) == ("0", ("call",), "voice")
    assert a.transceivers[0].current_direction is MediaDirection.SENDRECV
