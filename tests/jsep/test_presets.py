"""Ready-made capabilities, beside what the stacks that they stand for say of themselves."""

import json
from collections.abc import Iterator
from itertools import pairwise

import pytest
from attrs import evolve

from sdpsig import sdp
from sdpsig.jsep import Capabilities, CodecCapability, DataCapability, HeaderExtension
from sdpsig.jsep._codec_match import accept_codecs
from sdpsig.jsep._codec_outcome import AcceptedCodec, CodecMatch
from sdpsig.jsep._codec_rules import NOT_MEDIA, capability_key
from sdpsig.jsep._presets import AIORTC, AUDIO, CHROMIUM, DATA, VIDEO, WEBRTC
from sdpsig.sdp import INTEROP, Codec, MediaDescription, codecs
from sdpsig.sdp._codecs import STATIC
from sdpsig.sdp.attributes import Direction, Extmap, Fmtp, MediaDirection, RtcpFb, Rtpmap
from tests._corpus import OFFERS, OWN, OWN_OFFERS, OWN_PAIRS, SHARED
from tests._extras import require_modules

ALL = {
    "DATA": DATA,
    "WEBRTC": WEBRTC,
    "AUDIO": AUDIO,
    "VIDEO": VIDEO,
    "AIORTC": AIORTC,
    "CHROMIUM": CHROMIUM,
}
CODECS = [
    pytest.param(codec, id=f"{name}-{codec.name}-{codec.payload_type}")
    for name, preset in ALL.items()
    for codec in (*preset.audio, *preset.video)
]
SENDRECV = MediaDirection.SENDRECV


def rtp(description: sdp.SessionDescription) -> Iterator[MediaDescription]:
    return (media for media in description.media if media.kind in {"audio", "video"})


# --- each of them


@pytest.mark.parametrize("codec", CODECS)
def test_a_capability_can_be_written(codec: CodecCapability) -> None:
    assert codec.payload_type is not None
    channels = None if codec.channels == 1 else codec.channels
    assert Rtpmap(codec.payload_type, codec.encoding, codec.clock_rate, channels).text
    if codec.fmtp is not None:
        assert Fmtp("96", codec.fmtp).text
    for message in codec.feedback:
        kind, _, parameter = message.partition(" ")
        assert RtcpFb("96", kind, parameter or None).feedback == message


@pytest.mark.parametrize("codec", CODECS)
def test_a_payload_type_is_dynamic_or_means_what_it_always_means(codec: CodecCapability) -> None:
    number = codec.payload_type
    assert number is not None
    if number in STATIC:
        assert STATIC[number] == (codec.encoding, codec.clock_rate, codec.channels)
    else:
        assert number in {*range(35, 64), *range(96, 128)}


@pytest.mark.parametrize("preset", ALL.values(), ids=ALL)
def test_no_payload_type_and_no_codec_stands_twice(preset: Capabilities) -> None:
    both = (*preset.audio, *preset.video)
    assert len({codec.payload_type for codec in both}) == len(both)
    assert len(set(map(capability_key, both))) == len(both)
    assert len({extension.uri for extension in preset.extensions}) == len(preset.extensions)


@pytest.mark.parametrize("preset", ALL.values(), ids=ALL)
def test_what_is_no_media_stands_behind_the_media(preset: Capabilities) -> None:
    for kind in ("audio", "video"):
        names = [codec.name for codec in preset.codecs(kind) if codec.name != "red"]
        assert all(first not in NOT_MEDIA or then in NOT_MEDIA for first, then in pairwise(names))


@pytest.mark.parametrize(
    "extension",
    [
        pytest.param(extension, id=f"{name}-{extension.uri[-16:]}")
        for name, preset in ALL.items()
        for extension in preset.extensions
    ],
)
def test_an_extension_can_be_written(extension: HeaderExtension) -> None:
    assert Extmap(1, extension.uri).text
    assert extension.direction is SENDRECV
    assert set(extension.kinds) <= {"audio", "video"}


# --- our own


def test_data_channels_by_themselves() -> None:
    assert Capabilities(data=DataCapability()) == DATA


def test_what_browsers_have_in_common_is_there() -> None:
    assert [codec.name for codec in WEBRTC.audio] == [
        "opus",
        "g722",
        "pcmu",
        "pcma",
        "telephone-event",
        "telephone-event",
    ]
    assert [codec.name for codec in WEBRTC.video] == ["vp8", "vp9", "h264", "h264", "av1"]
    assert all(codec.rtx and codec.clock_rate == 90_000 for codec in WEBRTC.video)
    assert len({extension.uri for extension in WEBRTC.extensions}) == 6


@pytest.mark.parametrize(("kind", "preset"), [("audio", AUDIO), ("video", VIDEO)])
def test_one_medium_is_what_webrtc_has_of_it_and_nothing_else(
    kind: str, preset: Capabilities
) -> None:
    assert preset.codecs(kind) == WEBRTC.codecs(kind)
    assert len(preset.audio + preset.video) == len(WEBRTC.codecs(kind))
    assert preset.data is None
    assert [extension.uri for extension in preset.extensions] == [
        extension.uri for extension in WEBRTC.extensions if kind in extension.kinds
    ]
    assert all(extension.kinds == (kind,) for extension in preset.extensions)


# --- aiortc


def said(match: CodecMatch) -> list[tuple[int, str | None, list[str]]]:
    """Payload type, parameters and feedback of each format, feedback in no order."""
    return [
        (
            codec.offered.payload_type,
            codec.fmtp,
            sorted(message.feedback for message in codec.feedback),
        )
        for codec in match.accepted
    ]


@pytest.mark.parametrize("kind", ["audio", "video"])
def test_aiortc_is_all_that_the_library_has(kind: str) -> None:
    require_modules("aiortc")
    from aiortc.codecs import CODECS as THEIRS
    from aiortc.codecs import HEADER_EXTENSIONS
    from aiortc.sdp import parameters_to_sdp

    repaired = {codec.parameters["apt"] for codec in THEIRS[kind] if codec.name == "rtx"}
    assert AIORTC.codecs(kind) == tuple(
        CodecCapability(
            codec.name,
            codec.clockRate,
            codec.channels or 1,
            parameters_to_sdp(codec.parameters) or None,
            tuple(
                f"{one.type} {one.parameter}" if one.parameter else one.type
                for one in codec.rtcpFeedback
            ),
            rtx=codec.payloadType in repaired,
            payload_type=codec.payloadType,
        )
        for codec in THEIRS[kind]
        if codec.name != "rtx"
    )
    assert {extension.uri for extension in AIORTC.extensions if kind in extension.kinds} == {
        extension.uri for extension in HEADER_EXTENSIONS[kind]
    }


def test_aiortc_takes_messages_of_this_size() -> None:
    require_modules("aiortc")
    from aiortc.rtcsctptransport import LOCAL_MAX_MESSAGE_SIZE, MAX_STREAMS

    assert AIORTC.data == DataCapability(5000, LOCAL_MAX_MESSAGE_SIZE, MAX_STREAMS)


@pytest.mark.parametrize("name", [*OFFERS, *OWN_OFFERS])
def test_of_an_offer_the_codecs_are_kept_that_aiortc_keeps(name: str) -> None:
    require_modules("aiortc")
    from aiortc.codecs import CODECS as THEIRS
    from aiortc.rtcpeerconnection import find_common_codecs
    from aiortc.sdp import SessionDescription, parameters_to_sdp

    text = (OFFERS | OWN_OFFERS)[name]
    theirs = SessionDescription.parse(text).media
    for ours, media in zip(sdp.parse(text).media, theirs, strict=True):
        if media.kind not in THEIRS:
            continue
        match = accept_codecs(ours, AIORTC.codecs(media.kind), SENDRECV, INTEROP)
        assert said(match) == [
            (
                codec.payloadType,
                parameters_to_sdp(codec.parameters) or None,
                sorted(f"{one.type} {one.parameter or ''}".strip() for one in codec.rtcpFeedback),
            )
            for codec in find_common_codecs(THEIRS[media.kind], media.rtp.codecs)
        ]


# --- Chromium

OFFER = sdp.parse(OWN["chromium-156-audio-video-data-offer"])
RECEIVING = sdp.parse(OWN["chromium-156-recvonly-offer"])


def configured(codec: Codec) -> CodecCapability:
    """The capability that a codec of an offer tells of."""
    return CodecCapability(
        codec.encoding,
        codec.clock_rate,
        codec.channels,
        None if codec.name == "red" else codec.fmtp,
        codec.feedback,
        rtx=bool(codec.rtx),
        payload_type=codec.payload_type,
    )


@pytest.mark.parametrize("at", [0, 1])
def test_chromium_is_all_that_it_offers_in_its_order(at: int) -> None:
    media = OFFER.media[at]
    found = [configured(codec) for codec in codecs(media) if codec.name != "rtx"]
    both_ways = [one for one in CHROMIUM.codecs(media.kind) if one.direction is SENDRECV]
    assert found == both_ways


@pytest.mark.parametrize("at", [0, 1])
def test_chromium_receives_all_that_it_offers_to_receive(at: int) -> None:
    media = RECEIVING.media[at]
    found = {configured(codec) for codec in codecs(media) if codec.name != "rtx"}
    ours = {evolve(codec, direction=SENDRECV) for codec in CHROMIUM.codecs(media.kind)}
    assert found == ours


def test_chromium_has_the_header_extensions_that_it_offers() -> None:
    for media in rtp(OFFER):
        uris = {extension.uri for extension in CHROMIUM.extensions if media.kind in extension.kinds}
        assert uris == {line.uri for line in media.all(Extmap)}


@pytest.mark.parametrize("side", ["sender", "receiver"])
@pytest.mark.parametrize("kind", ["audio", "video"])
def test_chromium_is_what_it_says_of_itself(side: str, kind: str) -> None:
    path = SHARED / "browsers" / "capabilities-chromium.json"
    if not path.is_file():
        pytest.skip("the larger corpus does not lie beside the project")
    told = json.loads(path.read_text())[side][kind]
    way = MediaDirection.SENDONLY if side == "sender" else MediaDirection.RECVONLY
    assert {
        (
            codec["mimeType"].partition("/")[2],
            codec["clockRate"],
            codec.get("channels", 1),
            codec.get("sdpFmtpLine"),
        )
        for codec in told["codecs"]
        if codec["mimeType"] != "video/rtx"
    } == {
        (codec.encoding, codec.clock_rate, codec.channels, codec.fmtp)
        for codec in CHROMIUM.codecs(kind)
        if codec.direction & way is way
    }
    assert {extension["uri"] for extension in told["headerExtensions"]} == {
        extension.uri for extension in CHROMIUM.extensions if kind in extension.kinds
    }


ANSWERED = [
    pair
    for pair in OWN_PAIRS
    if pair[1].startswith("chromium-") and "-codec-preferences-" not in pair[1]
]


def untold(codec: AcceptedCodec) -> str | None:
    """The parameters; Chromium does not say which tones it knows."""
    return None if codec.offered.name == "telephone-event" else codec.fmtp


@pytest.mark.parametrize(("offer", "answer"), ANSWERED)
def test_an_answer_has_the_codecs_that_chromium_answers(offer: str, answer: str) -> None:
    answered = sdp.parse(OWN[answer])
    pairs = zip(sdp.parse(OWN[offer]).media, answered.media, strict=True)
    for theirs, ours in pairs:
        if theirs.kind == "application" or ours.port == 0:
            continue
        direction = answered.effective(ours, Direction)
        assert direction is not None
        match = accept_codecs(
            theirs,
            CHROMIUM.codecs(theirs.kind),
            direction.direction,
            INTEROP,
            voice_activity_detection=True,
        )
        assert [
            (codec.offered.payload_type, untold(codec), {one.feedback for one in codec.feedback})
            for codec in match.accepted
        ] == [(codec.payload_type, codec.fmtp, {*codec.feedback}) for codec in codecs(ours)]


def test_with_preferences_the_order_is_chromiums_too() -> None:
    offer = sdp.parse(OWN["firefox-153-codec-preferences-offer"]).media[1]
    answer = sdp.parse(OWN["chromium-156-codec-preferences-answer-to-firefox"]).media[1]
    by_name = {codec.name: codec for codec in reversed(CHROMIUM.video)}
    wishes = [by_name[name] for name in ("vp8", "vp9", "h264", "av1", "red", "ulpfec")]
    match = accept_codecs(offer, CHROMIUM.video, SENDRECV, INTEROP, preferences=wishes)
    accepted = tuple(str(codec.offered.payload_type) for codec in match.accepted)
    assert accepted == answer.formats
