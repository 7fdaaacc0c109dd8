"""What an answer says of media and data (A-55 to A-112)."""

import pytest
from attrs import evolve

from sdpsig import sdp
from sdpsig.jsep import (
    INTEROP,
    STRICT,
    AnswerPolicy,
    Capabilities,
    CodecCapability,
    DataCapability,
    Profile,
    mirror,
    receive_only,
    write_answer,
)
from sdpsig.sdp import MediaDescription
from sdpsig.sdp.attributes import (
    Direction,
    MediaDirection,
)
from tests.jsep._answers import HOST, head, said, section
from tests.jsep._offers import (
    AV,
    AVD,
    CAPS,
    DATA,
    MIN_A,
    ORIGIN,
    SESSION,
    TRANSPORT,
    added,
    answer,
    changed,
    plan,
    text,
    transport,
    without,
)

# --- media

DIRECTIONS = list(MediaDirection)


@pytest.mark.parametrize("offered", DIRECTIONS)
@pytest.mark.parametrize("wish", DIRECTIONS)
def test_a_55_and_s_36_the_direction_is_what_both_allow(
    offered: MediaDirection, wish: MediaDirection
) -> None:
    table = {
        "sendrecv": ("sendrecv", "sendonly", "recvonly", "inactive"),
        "sendonly": ("recvonly", "inactive", "recvonly", "inactive"),
        "recvonly": ("sendonly", "sendonly", "inactive", "inactive"),
        "inactive": ("inactive", "inactive", "inactive", "inactive"),
    }
    offer = changed(MIN_A, ("a=sendrecv", f"a={offered}"))
    made = answer(offer, policy=AnswerPolicy(direction=lambda _: wish)).description
    assert made.media[0].get(Direction) == Direction(
        MediaDirection(table[offered][DIRECTIONS.index(wish)])
    )


def test_a_55_where_nothing_is_said_the_session_is_asked_then_both_ways_hold() -> None:
    silent = without(MIN_A, "a=sendrecv")
    policy = AnswerPolicy(direction=mirror)
    assert "a=sendrecv" in section(silent, policy=policy)
    quiet = changed(silent, ("t=0 0", "t=0 0\r\na=sendonly"))
    assert "a=recvonly" in section(quiet, policy=policy)


def test_policies_of_direction() -> None:
    media = sdp.parse(MIN_A).media[0]
    assert receive_only(media) is MediaDirection.RECVONLY
    assert mirror(media) is MediaDirection.SENDRECV
    assert "a=recvonly" in section(MIN_A)


def test_a_direction_is_wished_for_each_section() -> None:
    def only_video_sends(media: MediaDescription) -> MediaDirection:
        return mirror(media) if media.kind == "video" else receive_only(media)

    made = answer(AV, policy=AnswerPolicy(direction=only_video_sends)).description
    assert [line.direction for media in made.media for line in media.all(Direction)] == [
        "recvonly",
        "sendrecv",
    ]


@pytest.mark.parametrize(
    ("profile", "msids"),
    [(INTEROP, ["a=msid:- track-0", "a=msid:- track-1"]), (STRICT, ["a=msid:-", "a=msid:-"])],
    ids=["interop", "strict"],
)
def test_a_57_and_d_14_what_is_sent_has_a_track(profile: Profile, msids: list[str]) -> None:
    made = answer(AV, profile=profile, policy=AnswerPolicy(direction=mirror)).description
    assert [line for at in (0, 1) for line in said(made, at) if "msid" in line] == msids
    assert "msid" not in sdp.serialize(answer(AV, profile=profile).description)


def test_a_84_a_static_payload_type_is_spelt_out() -> None:
    offer = without(MIN_A, "a=rtpmap:0 PCMU/8000", "a=rtpmap:8 PCMA/8000")
    assert section(offer)[-2:] == ["a=rtpmap:0 PCMU/8000", "a=rtpmap:8 PCMA/8000"]
    stereo = changed(offer, ("SAVPF 111 0 8", "SAVPF 10"))
    music = Capabilities(audio=(CodecCapability("L16", 44_100, 2),))
    assert section(stereo, 0, music)[-1] == "a=rtpmap:10 L16/44100/2"


def test_a_95_mixing_is_echoed_where_it_was_offered() -> None:
    assert "a=extmap-allow-mixed" in head(AVD)
    assert "a=extmap-allow-mixed" not in section(AVD)
    offer = added(MIN_A, "a=extmap-allow-mixed")
    assert "a=extmap-allow-mixed" in section(offer)
    assert "a=extmap-allow-mixed" not in head(offer)
    never = evolve(CAPS, extmap_allow_mixed=False)
    assert "a=extmap-allow-mixed" not in [*section(offer, 0, never), *head(AVD, never)]


def test_a_125_a_section_has_one_order() -> None:
    offer = changed(
        AVD,
        ("a=rtcp-mux", "a=extmap-allow-mixed\r\na=rtcp-rsize\r\na=rtcp-mux"),
        ("a=rtpmap:111", "a=rtcp-fb:111 transport-cc\r\na=rtpmap:111"),
    )
    local = transport(candidates=(HOST,), end_of_candidates=True)
    planned = plan(offer, policy=AnswerPolicy(direction=mirror))
    lines = said(write_answer(planned, local, origin=ORIGIN).description, 0)
    names = [line.partition(":")[0] for line in lines[1:]]
    assert names == [
        "c=IN IP4 192.0.2.1", "a=mid", "a=ice-ufrag", "a=ice-pwd", "a=fingerprint", "a=setup",
        "a=sendrecv", "a=msid", "a=rtcp-mux", "a=rtcp-rsize", "a=extmap-allow-mixed",
        "a=rtpmap", "a=fmtp", "a=rtcp-fb", "a=rtpmap", "a=rtpmap", "a=rtpmap", "a=fmtp", "a=rtpmap",
        "a=fmtp", "a=extmap", "a=extmap", "a=extmap", "a=candidate", "a=end-of-candidates",
    ]  # fmt: skip


# --- data


def test_a_111_our_port_and_size_are_ours() -> None:
    ours = Capabilities(data=DataCapability(5001, 0))
    lines = section(DATA, 0, ours)
    assert lines[-2:] == ["a=sctp-port:5001", "a=max-message-size:0"]
    closed = section(changed(DATA, ("sctp-port:5000", "sctp-port:0")), 0, ours)
    assert "a=sctp-port:0" in closed


def test_a_112_the_older_form_is_answered_in_kind() -> None:
    offer = text(
        *SESSION,
        "m=application 9 DTLS/SCTP 5005",
        *TRANSPORT,
        "a=mid:2",
        "a=sctpmap:5005 webrtc-datachannel 16",
    )
    lines = section(offer)
    assert lines[0] == "m=application 9 DTLS/SCTP 5005"
    assert lines[-1] == "a=sctpmap:5005 webrtc-datachannel 65535"
    assert not [line for line in lines if line.startswith(("a=sctp-port", "a=max-message"))]


def test_a_110_only_the_first_format_is_answered() -> None:
    offer = changed(DATA, ("webrtc-datachannel", "webrtc-datachannel other"))
    assert section(offer)[0] == "m=application 9 UDP/DTLS/SCTP webrtc-datachannel"
