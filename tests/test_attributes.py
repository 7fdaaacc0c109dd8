"""Every section of the registry, proved from its own grammar by the same tests."""

import re
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from sdpsig import sdp
from sdpsig.errors import Fault, FaultCode, SdpError
from sdpsig.sdp import STANDARD, Attribute, InAnswer, Level, attributes
from sdpsig.sdp.attributes import Direction, MediaDirection
from tests._corpus import CAPTURES
from tests.sdp._grammar import texts_of
from tests.sdp._hostile import HOSTILE, attempt, fields_of, prefixes, written

KINDS = list(STANDARD)
NAMES = [kind.__name__ for kind in KINDS]
VALUES: dict[type[Attribute], str | None] = {
    attributes.Group: "BUNDLE audio video data",
    attributes.Mid: "audio-1",
    attributes.BundleOnly: None,
    attributes.IceUfrag: "EsAw",
    attributes.IcePwd: "P2uYro0UCOQ4zxjKXaWCBui1",
    attributes.IceOptions: "trickle ice2 renomination",
    attributes.IceLite: None,
    attributes.Candidate: (
        "842163049 1 udp 1677729535 203.0.113.7 61042 typ srflx raddr 192.0.2.1 rport 50000"
        " generation 0 ufrag EsAw network-cost 999"
    ),
    attributes.EndOfCandidates: None,
    attributes.Fingerprint: "sha-256 " + ":".join(["A9"] * 32),
    attributes.Setup: "actpass",
    attributes.Direction: None,
    attributes.Rtcp: "9 IN IP4 0.0.0.0",
    attributes.RtcpMux: None,
    attributes.RtcpMuxOnly: None,
    attributes.RtcpRsize: None,
    attributes.RtcpXr: "rcvr-rtt=all:10000 voip-metrics",
    attributes.Rtpmap: "111 opus/48000/2",
    attributes.Fmtp: "102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
    attributes.RtcpFb: "96 ccm fir",
    attributes.Extmap: "4/sendrecv urn:ietf:params:rtp-hdrext:sdes:mid vad=on",
    attributes.ExtmapAllowMixed: None,
    attributes.Msid: "61317484-2ed4-49d7-9eb7-1414322a7aae 81317484",
    attributes.MsidSemantic: " WMS stream another",
    attributes.Ssrc: "3570614608 cname:4TOk42mSjXCkVIa6",
    attributes.SsrcGroup: "FID 3570614608 3570614609",
    attributes.Rid: "hi send pt=96,97;max-width=1280",
    attributes.Simulcast: "send hi,~mid;lo recv 1;~2",
    attributes.SctpPort: "5000",
    attributes.MaxMessageSize: "262144",
    attributes.Sctpmap: "5000 webrtc-datachannel 1024",
    attributes.IceMismatch: None,
    attributes.IcePacing: "50",
    attributes.RemoteCandidates: "1 192.0.2.23 45664 2 192.0.2.23 45665",
    attributes.DataChannelMap: '2 subprotocol="bfcp";label="a%20b";ordered=true',
    attributes.DataChannelAttribute: "2 accept-types:text/plain",
    attributes.Category: "news.sport",
    attributes.Keywords: "open air concert",
    attributes.Tool: "camera 1.2 beta",
    attributes.PacketTime: "20",
    attributes.MaxPacketTime: "60.5",
    attributes.Orientation: "landscape",
    attributes.ConferenceType: "meeting",
    attributes.Charset: "ISO-8859-1",
    attributes.SdpLanguage: "en",
    attributes.Language: "de-CH-1996",
    attributes.FrameRate: "29.97",
    attributes.Quality: "7",
    attributes.Label: "main-view",
    attributes.Content: "slides,sl",
    attributes.FrameSize: "97 240-160",
    attributes.MaxPacketRate: "28.0",
    attributes.ImageAttr: "97 send [x=1280,y=720] recv [x=1280,y=720] [x=320,y=180]",
    attributes.Crypto: "1 AES_CM_128_HMAC_SHA1_80 inline:PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR|2^20",
    attributes.KeyManagement: " mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyONQ6gAAAAAGEEoo2pee4hp2",
    attributes.Identity: "eyJpZHAiOnsiZG9tYWluIjoiZXhhbXBsZS5vcmcifX0= name=value",
    attributes.TlsId: "91bbf309c0990a6bec11e38ba2933cee",
    attributes.ConnectionSetup: "existing",
    attributes.SourceFilter: " incl IN IP4 239.0.0.1 192.168.20.20 192.168.20.21",
    attributes.Control: "rtsp://example.com/camera/audio",
    attributes.Range: "npt=0-150.0",
    attributes.RtcpUnicast: "rsi",
    attributes.MulticastRtcp: "42000",
    attributes.DccpPort: "5004",
    attributes.ReferenceClock: "ptp=IEEE1588-2008:39-A7-94-FF-FE-07-CB-D0:0",
    attributes.MediaClock: "direct=963214424 rate=1000/1001",
    attributes.AlternativeConnection: "2 IP6 2001:db8::2 45678/45679",
    attributes.Alternative: "1 2 : 8KiUNmDF 2AKrU/iZ 192.168.1.100 24484",
    attributes.ComediaDirection: "active 9",
    attributes.SupportedCapabilities: "cap-v0,foo,bar",
    attributes.RequiredCapabilities: "med-v0,ccap-v0",
    attributes.AttributeCapability: "3 key-mgmt:mikey AQAFgM",
    attributes.TransportCapabilities: "1 RTP/SAVPF RTP/SAVP RTP/AVPF",
    attributes.PotentialConfiguration: "1 a=-m:1,2,[3,4]|1,7,[5] t=1|2",
    attributes.ActualConfiguration: "1 m=2,3 pt=1:0,2:18,3:100",
    attributes.FloorControl: "c-only s-only",
    attributes.ConferenceId: "4321",
    attributes.UserId: "1234",
    attributes.FloorId: "1 m-stream:11 12",
    attributes.BfcpVersions: "1 2",
    attributes.FaxVersion: "0",
    attributes.FaxMaxBitRate: "14400",
    attributes.FaxFillBitRemoval: "0",
    attributes.FaxTranscodingMmr: "0",
    attributes.FaxTranscodingJbig: "0",
    attributes.FaxRateManagement: "transferredTCF",
    attributes.FaxMaxBuffer: "262",
    attributes.FaxMaxDatagram: "90",
    attributes.FaxMaxInternetFaxPacket: "40",
    attributes.FaxErrorCorrection: "t38UDPRedundancy",
    attributes.FaxErrorCorrectionDepth: "0 2",
    attributes.FaxErrorCorrectionSpan: "3",
    attributes.FaxModemType: "t38G3FaxOnly",
    attributes.FaxVendorInfo: "181 0 0 37",
    attributes.Loopback: "rtp-media-loopback rtp-pkt-loopback",
    attributes.LoopbackSource: None,
    attributes.LoopbackMirror: None,
    attributes.RtpCapability: "1,4-6 G729/8000/1",
    attributes.FormatCapability: "20 t38",
    attributes.ParameterCapability: "1,2 profile-level-id=42A01E; packetization-mode=2",
    attributes.MediaSpecificCapability: "1*,3-4 rtcp-fb ccm fir",
    attributes.LatentConfiguration: "3 mt=video t=1 m=1 a=31,32",
    attributes.SessionCapability: "2 1,2|3,5,[3]",
    attributes.BandwidthCapability: "1 CT:200",
    attributes.ConnectionCapability: "1 PSTN E164 +15555556666",
    attributes.TitleCapability: "1 Video conference",
    attributes.AcceptTypes: "message/cpim text/plain *",
    attributes.AcceptWrappedTypes: "text/plain image/*",
    attributes.MaxMsrpSize: "20000",
    attributes.MsrpPath: "msrp://a.example.com:7654/jshA7we;tcp msrps://b.example.com/x;tcp",
    attributes.MsrpCema: None,
    attributes.Chatroom: "nickname private-messages",
    attributes.FileSelector: (
        'name:"My cool picture.jpg" type:image/jpeg size:4092 hash:sha-1:72:24:5F:E8:65:3D'
    ),
    attributes.FileTransferId: "Q6LMoGymJdh0IKIgD6wD0jkcfgva4xvE",
    attributes.FileDisposition: "attachment",
    attributes.FileDate: 'creation:"Mon, 15 May 2006 15:01:31 +0300" read:"now"',
    attributes.FileIcon: "cid:id2@alicepc.example.com",
    attributes.FileRange: "1-32349",
    attributes.CurrentStatus: "qos local none",
    attributes.DesiredStatus: "qos mandatory local sendrecv",
    attributes.ConfirmStatus: "qos remote sendrecv",
    attributes.CapabilitySequence: " 0",
    attributes.CapabilityDescription: " 1 audio RTP/AVP 0 18",
    attributes.CapabilityParameter: " a=fmtp:96 0-16,32-35",
    attributes.CapabilityMinimum: " b=AS:64",
    attributes.CapabilityMaximum: "b=AS:512",
    attributes.Dependency: "98 lay L1:96,97; 99 lay L1:97 L2:99",
    attributes.DuplicationDelay: "50 100",
    attributes.EcnCapable: " ice rtp ect=0 mode=setread",
    attributes.CircuitCorrelation: "callerid:+441134960123 uuie:56A390F3D2B7310023 external",
    attributes.PhoneContext: "+97252",
    attributes.SilenceSuppression: "off - - - -",
    attributes.EndToAccessEdge: "requested",
    attributes.DccpServiceCode: "SC=x52545056",
    attributes.ZrtpHash: "1.10 " + "fe30efd0" * 8,
    attributes.GoogleFlag: "conference",
    attributes.XDimensions: " 704, 576",
    attributes.XFrameRate: " 12",
    attributes.ClipRect: "0,0,160,240",
    attributes.QuickTimeName: "IP Camera Video",
    attributes.QuickTimeInformation: "videoMain",
    attributes.MediaHeader: "MEDIAINFO=494D4B48010100000400010010710110401F000000FA0000;",
    attributes.AppVersion: "1.0",
    attributes.Packetization: "96 raw",
    attributes.PacketizationSupported: "DH",
    attributes.RtpPayloadSupported: "DH",
    attributes.AirTunesKey: "RlBMWQECAQAAAAA8AAAAAPFOnNe+zWb5",
    attributes.AirTunesVector: "5b+YZi9Ikb845BmNhaVo+Q",
    attributes.XNat: "0",
    attributes.NoRtpProxy: "yes",
    attributes.XRtpSessionId: "EE42E5DC96034E1A95B8843DA28640E4",
    attributes.XApp: "ViPr 11 ViPrTerminal",
    attributes.XGuid: "4a8f41cc8a50_72.29.231.47_",
    attributes.XCollabStatus: " CollabState_Idle",
    attributes.XActiveSpeaker: "on",
}
"""One well-formed value of each attribute that shows all its parts; None for a flag."""


REFERENCE = re.compile(
    r"(RFC [0-9]{4}|3GPP TS [0-9.]+|ITU-T [A-Z][0-9.]+|draft-[a-z0-9-]+) §[0-9A-Z.]+"
    r"|draft-[a-z0-9-]+-[0-9]{2}|vendor: [A-Za-z0-9 ]+"
)
"""A document and its section; a draft that is gone; whose an unregistered name is."""


def line_of(kind: type[Attribute]) -> Attribute:
    return kind.read(kind.spec.name, VALUES[kind])


def test_there_is_a_value_for_every_section() -> None:
    assert VALUES.keys() == set(KINDS)


def test_every_class_of_the_package_is_in_the_registry() -> None:
    exported = {getattr(attributes, name) for name in attributes.__all__}
    kinds = {kind for kind in exported if isinstance(kind, type) and issubclass(kind, Attribute)}
    assert kinds == set(KINDS)


def test_no_name_is_claimed_twice() -> None:
    names = [name for kind in KINDS for name in (kind.spec.names or (kind.spec.name,))]
    assert len(names) == len(set(names))


# --- the registration form


@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
def test_the_form_is_filled_in(kind: type[Attribute]) -> None:
    spec = kind.spec
    assert re.fullmatch("[A-Za-z0-9][A-Za-z0-9_-]*", spec.name)
    assert REFERENCE.fullmatch(spec.rfc)
    assert kind.__doc__
    assert STANDARD.get(spec.name) is kind
    assert isinstance(spec.in_answer, InAnswer)
    assert spec.level in (Level.SESSION, Level.MEDIA, Level.BOTH)


@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
def test_the_groups_of_the_grammar_are_the_fields(kind: type[Attribute]) -> None:
    groups = set(re.compile(kind.grammar).groupindex)
    assert groups == (set() if kind is Direction else set(fields_of(kind)))


# --- text to value and back


@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
def test_a_line_is_read_and_written_alike(kind: type[Attribute]) -> None:
    value = VALUES[kind]
    line = line_of(kind)
    assert line.serialize() == (value or "")
    assert line.text == (f"a={kind.spec.name}" if value is None else f"a={kind.spec.name}:{value}")
    assert evolve(line) == line
    assert evolve(line).text == line.text


@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
@given(data=st.data())
def test_whatever_the_grammar_takes_comes_back(kind: type[Attribute], data: st.DataObject) -> None:
    value = data.draw(texts_of(kind.grammar))
    line = attempt(kind.parse, value)
    if isinstance(line, Fault):
        assert (line.code, line.rule) == (FaultCode.SDP_BAD_NUMBER, kind.spec.rfc)
    else:
        assert line.serialize() == value
        assert line.text.partition(":")[2] == value


@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
@given(value=st.text())
def test_whatever_comes_only_our_error_leaves(kind: type[Attribute], value: str) -> None:
    line = attempt(kind.parse, value)
    if isinstance(line, Fault):
        assert line.rule == kind.spec.rfc
        assert line.detail.startswith(("malformed a=", "a="))
    else:
        assert line.serialize() == value


@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
def test_a_valid_value_with_something_around_it_is_malformed(kind: type[Attribute]) -> None:
    value = VALUES[kind] or ""
    for around in (f"{value}\n", f"{value}\r\n", f"\n{value}", f"{value}\x00", f"{value}\r"):
        with pytest.raises(SdpError) as caught:
            kind.parse(around)
        assert caught.value.fault.code is FaultCode.SDP_ATTRIBUTE_SYNTAX


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.grammar], ids=lambda k: k.__name__)
def test_a_value_cut_anywhere_is_read_or_refused(kind: type[Attribute]) -> None:
    value = VALUES[kind]
    assert value is not None
    for start in prefixes(value):
        line = attempt(kind.parse, start)
        if isinstance(line, Fault):
            assert line.rule == kind.spec.rfc
        else:
            assert line.serialize() == start


# --- numbers

NUMBERS = [
    "-1",
    "+5",
    "1_000",
    " 7",
    "007",
    "0x10",
    "1e3",
    "1.0",
    "٣",
    "\uff11",  # a digit to str.isdigit
    "²",
    "",
    "9" * 21,
    "9" * 4_301,
]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.grammar], ids=lambda k: k.__name__)
def test_a_number_has_one_spelling(kind: type[Attribute]) -> None:
    value = VALUES[kind]
    assert value is not None
    numeric = [name for name in fields_of(kind) if type(getattr(line_of(kind), name)) is int]
    match = re.compile(kind.grammar).fullmatch(value)
    assert match is not None
    for name in numeric:
        for number in NUMBERS:
            start, end = match.span(name)
            with pytest.raises(SdpError):
                kind.parse(value[:start] + number + value[end:])


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (attributes.Candidate, "1 0 udp 1 192.0.2.1 9 typ host"),
        (attributes.Candidate, "1 257 udp 1 192.0.2.1 9 typ host"),
        (attributes.Candidate, "1 1 udp 4294967296 192.0.2.1 9 typ host"),
        (attributes.Candidate, "1 1 udp 1 192.0.2.1 65536 typ host"),
        (attributes.Candidate, "1 1 udp 1 192.0.2.1 9 typ host raddr 192.0.2.1 rport 65536"),
        (attributes.Rtcp, "65536"),
        (attributes.Rtpmap, "128 opus/48000"),
        (attributes.Rtpmap, "96 opus/48000/256"),
        (attributes.RtcpFb, "128 nack"),
        (attributes.Extmap, "65536 urn:x"),
        (attributes.Ssrc, "4294967296 cname:x"),
        (attributes.SsrcGroup, "FID 1 4294967296"),
        (attributes.SctpPort, "65536"),
        (attributes.MaxMessageSize, "18446744073709551616"),
        (attributes.Sctpmap, "65536 webrtc-datachannel"),
        (attributes.Sctpmap, "5000 webrtc-datachannel 65536"),
    ],
)
def test_a_number_beyond_its_range_is_refused(kind: type[Attribute], value: str) -> None:
    with pytest.raises(SdpError) as caught:
        kind.parse(value)
    assert (caught.value.fault.code, caught.value.fault.rule) == (
        FaultCode.SDP_BAD_NUMBER,
        kind.spec.rfc,
    )


# --- values that somebody made


@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
def test_a_hostile_value_is_refused_or_comes_back_as_it_is(kind: type[Attribute]) -> None:
    line = line_of(kind)
    for name in fields_of(kind):
        for hostile in HOSTILE:
            text = attempt(written, line, name, hostile)
            if isinstance(text, Fault):
                assert text.code in (FaultCode.SDP_BAD_VALUE, FaultCode.SDP_BAD_NUMBER)
                continue
            assert not [character for character in text if character < " " or character == "\x7f"]
            wire, colon, value = text.removeprefix("a=").partition(":")
            changes: dict[str, Any] = {name: hostile}
            again = STANDARD.get(wire).read(wire, value if colon else None)
            assert again == evolve(line, **changes)
            assert text.encode()


# --- time


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.grammar], ids=lambda k: k.__name__)
@pytest.mark.timeout(10)
def test_64_kib_of_a_repetition_of_its_own_prefix_take_no_long_time(kind: type[Attribute]) -> None:
    value = VALUES[kind]
    assert value is not None
    for prefix in prefixes(value):
        for text in (prefix * (65_536 // len(prefix)), value + prefix * (65_536 // len(prefix))):
            attempt(kind.parse, text)


# --- the real world


def test_every_attribute_of_a_browser_is_one_of_these() -> None:
    seen = {
        type(line)
        for text in CAPTURES.values()
        for description in [sdp.parse(text)]
        for part in (description, *description.media)
        for line in part.attributes
    }
    assert seen <= set(KINDS)
    assert len(seen) >= 26


@pytest.mark.parametrize("direction", MediaDirection)
def test_a_direction_is_told_by_its_name(direction: MediaDirection) -> None:
    assert Direction.read(direction, None) == Direction(direction)
    assert Direction(direction).text == f"a={direction}"
