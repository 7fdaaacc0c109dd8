from collections.abc import Callable

import pytest

from sdpsig import sdp
from sdpsig.errors import FaultCode, SdpError
from sdpsig.sdp import Bandwidth, edit
from sdpsig.sdp.attributes import Candidate, Direction, Extmap, MediaDirection

MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
DESCRIPTION = sdp.parse(
    "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
    f"a=extmap:1 {MID}\r\n"
    "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n"
    "c=IN IP4 192.0.2.1\r\n"
    "b=AS:1\r\n"
    "b=TIAS:1000\r\n"
    "a=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n"
    "a=candidate:2 1 udp 1 192.0.2.1 9 typ relay\r\n"
    "a=candidate:broken\r\n"
    f"a=extmap:1/recvonly {MID} x\r\n"
    "a=extmap:2 urn:x\r\n"
    "a=rtcp-mux\r\n"
)
(AUDIO,) = DESCRIPTION.media


@pytest.mark.parametrize("direction", MediaDirection)
def test_a_direction_replaces_another_one(direction: MediaDirection) -> None:
    said = edit.set_direction(AUDIO, direction)
    assert said.lines == (*AUDIO.lines, Direction(direction))
    other = edit.set_direction(said, direction.reversed.value)
    assert other.lines == (*AUDIO.lines, Direction(direction.reversed))
    assert edit.set_direction(DESCRIPTION, direction).get(Direction) == Direction(direction)


def test_a_bandwidth_is_known_by_its_type() -> None:
    assert edit.set_bandwidth(AUDIO, "AS", 2).all(Bandwidth) == (
        Bandwidth("AS", 2),
        Bandwidth("TIAS", 1000),
    )
    assert edit.set_bandwidth(AUDIO, "AS", None).all(Bandwidth) == (Bandwidth("TIAS", 1000),)
    assert edit.set_bandwidth(AUDIO, "CT", 3).all(Bandwidth)[2:] == (Bandwidth("CT", 3),)
    assert edit.set_bandwidth(AUDIO, "CT", None) == AUDIO
    assert edit.set_bandwidth(DESCRIPTION, "CT", 3).lines[3] == Bandwidth("CT", 3)


def test_candidates_are_chosen_and_malformed_lines_stay() -> None:
    left = edit.filter_candidates(AUDIO, lambda candidate: candidate.type == "relay")
    assert [line.text for line in AUDIO.lines if line not in left.lines] == [
        "a=candidate:1 1 udp 1 192.0.2.1 9 typ host"
    ]
    assert left.all(Candidate) == AUDIO.all(Candidate)[1:]


def test_an_extension_is_known_by_its_uri() -> None:
    assert edit.remove_extensions(AUDIO, MID, "urn:nobody").all(Extmap) == (Extmap(2, "urn:x"),)
    assert edit.remove_extensions(DESCRIPTION, MID).all(Extmap) == ()


def test_a_port_stands_on_the_m_line() -> None:
    changed = edit.set_port(AUDIO, 4000)
    assert changed.media_line.text == "m=audio 4000 UDP/TLS/RTP/SAVPF 0"
    assert changed.lines == AUDIO.lines


@pytest.mark.parametrize(
    "change",
    [
        lambda: edit.set_port(AUDIO, 65536),
        lambda: edit.set_bandwidth(AUDIO, "A S", 1),
        lambda: edit.set_bandwidth(AUDIO, "AS", -1),
        lambda: edit.set_direction(AUDIO, "sideways"),
    ],
)
def test_values_are_judged_at_once(change: Callable[[], object]) -> None:
    with pytest.raises(SdpError) as caught:
        change()
    assert caught.value.fault.code in {FaultCode.SDP_BAD_VALUE, FaultCode.SDP_BAD_NUMBER}
