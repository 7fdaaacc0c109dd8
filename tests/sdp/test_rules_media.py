import pytest

from sdpsig.errors import FaultCode

from ._judged import (
    ADVISED,
    MID_URI,
    REFUSED,
    RID_URI,
    TOLERATED,
    C,
    audio,
    plain,
    rules,
    severities,
    text,
    told,
)

EXTENSION = FaultCode.RTP_EXTENSION_ID
DANGLING = FaultCode.SDP_DANGLING_REFERENCE
VIDEO = ("m=video 5004 RTP/AVPF 96", "a=rtpmap:96 VP8/90000")
RID_MAP = f"a=extmap:1 {RID_URI}"
LAYERS = ("a=rid:l send", "a=rid:h send pt=96")


def video(*lines: str) -> str:
    """Lines 8 and on are the ones given."""
    return plain(*VIDEO, *lines)


# --- header extensions


def test_one_id_means_one_uri() -> None:
    description = video("a=extmap:1 urn:a", "a=extmap:1 urn:b")
    assert told(description) == [(9, EXTENSION, "V-70")]
    assert severities(description) == REFUSED


def test_ids_that_are_to_be_replaced_may_be_shared() -> None:
    assert told(video("a=extmap:4096 urn:a", "a=extmap:4096 urn:b")) == []


def test_one_extension_has_one_id() -> None:
    description = video("a=extmap:1 urn:a", "a=extmap:2 urn:a", "a=extmap:3 urn:a with=this")
    assert told(description) == [(9, EXTENSION, "RFC 8285 §7")]
    assert severities(description) == ADVISED


def test_extensions_stand_at_one_level() -> None:
    description = text("a=extmap:1 urn:a", VIDEO[0], C, VIDEO[1], "a=extmap:2 urn:b")
    assert told(description) == [(9, EXTENSION, "V-73")]
    assert severities(description) == TOLERATED
    session = text("a=extmap:1 urn:a", "a=extmap:1 urn:b", VIDEO[0], C, VIDEO[1])
    assert told(session) == [(6, EXTENSION, "V-70")]


# --- layers


def test_declared_layers_may_be_listed_in_both_ways() -> None:
    assert told(video(RID_MAP, *LAYERS, "a=simulcast:send l,h")) == []
    both = (*LAYERS, "a=rid:x recv", "a=simulcast:send ~l;h recv x")
    assert told(video(RID_MAP, *both)) == []
    assert told(video(*LAYERS)) == []


def test_payload_types_of_an_old_draft_are_no_layers() -> None:
    assert rules(video("a=simulcast: send pt=96")) == ["RFC 8853 §5.1"]


@pytest.mark.parametrize("value", ["send l;h;m", "send l;h recv m", "recv l"])
def test_a_layer_that_is_listed_is_declared(value: str) -> None:
    description = video(RID_MAP, *LAYERS, f"a=simulcast:{value}")
    assert (11, DANGLING, "RFC 8853 §5.2") in told(description)
    assert severities(description)[1] >= {"error"}


def test_a_layer_that_is_declared_is_listed() -> None:
    description = video(RID_MAP, *LAYERS, "a=simulcast:send l")
    assert told(description) == [(10, FaultCode.SDP_SIMULCAST, "RFC 8853 §5.5")]
    assert severities(description) == ADVISED


@pytest.mark.parametrize(
    ("lines", "line", "rule"),
    [
        ((*LAYERS, "a=rid:l recv"), 11, "RFC 8851 §6.2.2"),
        ((*LAYERS, "a=simulcast:send l;h;l"), 11, "RFC 8853 §5.2"),
    ],
)
def test_a_layer_is_there_once(lines: tuple[str, ...], line: int, rule: str) -> None:
    description = video(RID_MAP, *lines)
    assert told(description) == [(line, FaultCode.SDP_SIMULCAST, rule)]
    assert severities(description) == TOLERATED


def test_layers_are_named_in_their_packets() -> None:
    description = video(*LAYERS, "a=simulcast:send l;h")
    assert told(description) == [(10, FaultCode.SDP_SIMULCAST, "V-79")]
    assert severities(description) == TOLERATED


def test_a_layer_has_formats_of_its_section() -> None:
    description = video("a=rid:l send max-width=1;pt=96,97")
    assert told(description) == [(8, FaultCode.SDP_UNKNOWN_FORMAT, "RFC 8851 §6.2.2")]
    assert severities(description) == TOLERATED


# --- sources and tracks


@pytest.mark.parametrize("group", ["FID 1", "FID 1 2 3", "FEC-FR", "SIM 1 2 3 4", "FID 1 1"])
def test_a_group_has_as_many_sources_as_it_needs_each_once(group: str) -> None:
    sources = [f"a=ssrc:{number} cname:x" for number in range(1, 5)]
    description = video(*sources, f"a=ssrc-group:{group}")
    assert told(description) == [(12, FaultCode.SDP_SSRC, "V-77")]
    assert severities(description) == TOLERATED


def test_a_source_is_in_one_group_of_a_kind() -> None:
    sources = [f"a=ssrc:{number} cname:x" for number in range(1, 4)]
    sound = video(*sources, "a=ssrc-group:FID 1 2", "a=ssrc-group:FEC-FR 1 3", "a=ssrc-group:X 1")
    assert told(sound) == []
    description = video(*sources, "a=ssrc-group:FID 1 2", "a=ssrc-group:FID 1 3")
    assert told(description) == [(12, FaultCode.SDP_SSRC, "V-77")]


def test_a_group_has_sources_that_are_described() -> None:
    description = video("a=ssrc:1 cname:x", "a=ssrc-group:FID 1 2")
    assert told(description) == [(9, DANGLING, "RFC 5576 §4.2")]
    assert severities(description) == ADVISED


def test_a_section_carries_one_track() -> None:
    assert told(video("a=msid:s t", "a=msid:other t", "a=msid:third")) == []
    description = video("a=msid:s t", "a=msid:s u")
    assert told(description) == [(9, FaultCode.SDP_MSID, "V-74")]
    assert severities(description) == TOLERATED


def test_several_tracks_by_their_sources_are_plan_b() -> None:
    one = ("a=ssrc:1 msid:s t", "a=ssrc:2 msid:s t", "a=ssrc:2 cname:x", "a=ssrc:3 msid")
    assert told(video(*one)) == []
    description = video(*one, "a=ssrc:3 msid:s u", "a=ssrc:4 msid:s v")
    assert told(description) == [(12, FaultCode.RTP_PLAN_B, "V-76")]
    assert severities(description) == REFUSED


# --- data channels


def test_a_data_channel_has_a_stream_of_its_own() -> None:
    media = ("m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "a=sctp-port:5000")
    own = (line for line in audio()[2:7] if not line.startswith("a=rtpmap"))
    lines = (media[0], C, *own, media[1], "a=dcmap:0", "a=dcsa:0 accept-types:text/plain")
    assert told(text(*lines)) == []
    description = text(*lines, "a=dcmap:0", "a=dcsa:2 accept-types:text/plain")
    assert told(description) == [
        (15, FaultCode.SDP_REPEATED, "RFC 8864 §5.1.1"),
        (16, DANGLING, "RFC 8864 §5.2.1"),
    ]
    assert severities(description) == TOLERATED


def test_a_rejected_section_is_not_looked_into() -> None:
    rejected = VIDEO[0].replace("5004", "0")
    assert rules(plain(rejected, f"a=extmap:1 {MID_URI}", "a=extmap:1 urn:b")) == []
