"""offerToReceiveAudio and offerToReceiveVideo, as the changes that they stand for."""

import pytest

from sdpsig.jsep import AddTransceiver, StopTransceiver, offer_to_receive
from sdpsig.sdp.attributes import MediaDirection
from tests.jsep._pair import Peer, exchange

SENDRECV, SENDONLY, RECVONLY, INACTIVE = MediaDirection


def directions(peer: Peer) -> list[tuple[str, MediaDirection]]:
    return [(one.kind, one.direction) for one in peer.transceivers if not one.stopping]


@pytest.mark.parametrize(
    ("before", "receive", "expected"),
    [
        ((), True, [RECVONLY]),
        ((SENDONLY, INACTIVE), True, [SENDONLY, INACTIVE, RECVONLY]),
        ((SENDONLY, RECVONLY), True, [SENDONLY, RECVONLY]),
        ((), False, []),
        (tuple(MediaDirection), False, [SENDONLY, SENDONLY, INACTIVE, INACTIVE]),
    ],
)
def test_true_wants_one_section_that_receives_and_false_wants_none(
    before: tuple[MediaDirection, ...], receive: bool, expected: list[MediaDirection]
) -> None:
    peer = Peer()
    peer.change(*(AddTransceiver("audio", direction) for direction in before))
    peer.change(*offer_to_receive(peer.state, "audio", receive=receive))
    assert directions(peer) == [("audio", direction) for direction in expected]


def test_other_media_is_left_alone() -> None:
    peer = Peer()
    peer.change(AddTransceiver("video"))
    peer.change(*offer_to_receive(peer.state, "audio", receive=False))
    assert directions(peer) == [("video", SENDRECV)]
    peer.change(*offer_to_receive(peer.state, "audio", receive=True))
    assert directions(peer) == [("video", SENDRECV), ("audio", RECVONLY)]


def test_what_is_stopped_receives_nothing() -> None:
    a, b = Peer("a"), Peer("b")
    a.change(AddTransceiver("audio"))
    exchange(a, b)
    a.change(StopTransceiver(0))
    assert list(offer_to_receive(a.state, "audio", receive=False)) == []
    assert list(offer_to_receive(a.state, "audio", receive=True)) == [
        AddTransceiver("audio", RECVONLY)
    ]
