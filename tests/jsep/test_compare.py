from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig import sdp
from sdpsig.errors import FaultCode, Severity
from sdpsig.jsep import Rejection, SectionOutcome, SectionVerdict, compare, misfits
from sdpsig.jsep._codec_rules import codec_key
from tests._corpus import CAPTURES, OFFERS, OWN, OWN_PAIRS

HEAD = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
TRANSPORT = (
    "a=ice-ufrag:abcd\r\na=ice-pwd:aaaaaaaaaaaaaaaaaaaaaa\r\na=rtcp-mux\r\n"
    f"a=fingerprint:sha-256 {':'.join(['AB'] * 32)}\r\n"
)
H264 = "a=rtpmap:{0} H264/90000\r\na=fmtp:{0} packetization-mode=1;profile-level-id={1}\r\n"
BASELINE, HIGH = "42e01f", "640032"


def section(
    lines: str = "a=rtpmap:96 VP8/90000\r\n",
    *,
    kind: str = "video",
    port: int = 9,
    mid: str = "0",
    setup: str = "actpass",
    formats: str = "96",
) -> str:
    return (
        f"m={kind} {port} UDP/TLS/RTP/SAVPF {formats}\r\na=mid:{mid}\r\na=setup:{setup}\r\n"
        f"{TRANSPORT}{lines}"
    )


def data(port: int = 9, mid: str = "d", setup: str = "actpass") -> str:
    return (
        f"m=application {port} UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:{mid}\r\n"
        f"a=setup:{setup}\r\n{TRANSPORT}a=sctp-port:5000\r\n"
    )


def outcomes(offer: str, answer: str) -> tuple[SectionOutcome, ...]:
    return compare(sdp.parse(HEAD + offer), sdp.parse(HEAD + answer))


def outcome(offer: str, answer: str) -> SectionOutcome:
    return outcomes(offer, answer)[-1]


# --- what browsers do


@pytest.mark.parametrize(("offer", "answer"), OWN_PAIRS)
def test_what_browsers_answer_fits_and_every_section_is_accounted_for(
    offer: str, answer: str
) -> None:
    theirs, ours = sdp.parse(OWN[offer]), sdp.parse(OWN[answer])
    found = compare(theirs, ours)
    assert len(found) == len(theirs.media)
    assert not [fault for fault in misfits(theirs, ours) if fault.severity is Severity.ERROR]
    for one, media in zip(found, ours.media, strict=True):
        if one.verdict is SectionVerdict.ACCEPTED:
            answered = {codec.payload_type for codec in sdp.codecs(media)}
            assert {codec.answered for codec in one.codecs} - {None} == answered
            assert not [codec for codec in one.codecs if codec.offered is None]
        elif one.verdict is SectionVerdict.REFUSED:
            assert media.port == 0
            assert bool(one.why) is not bool(one.perhaps)


@given(st.sampled_from(sorted(CAPTURES | OWN)), st.sampled_from(sorted(CAPTURES | OWN)), st.data())
def test_no_two_descriptions_are_too_strange_to_be_compared(
    offer: str, answer: str, data: st.DataObject
) -> None:
    every = CAPTURES | OWN
    theirs = sdp.parse(every[offer])
    lines = every[answer].split("\r\n")
    for _ in range(data.draw(st.integers(0, 6))):
        at = data.draw(st.integers(1, len(lines) - 2))
        lines[at] = data.draw(st.sampled_from(lines[1:-1]))
    try:
        ours = sdp.parse("\r\n".join(lines))
    except sdp.SdpError:
        return
    for pair in ((theirs, ours), (ours, theirs)):
        found = compare(*pair)
        assert len(found) == max(len(one.media) for one in pair)
        assert [one.index for one in found] == list(range(len(found)))


@pytest.mark.parametrize("name", OFFERS)
def test_a_description_that_answers_itself_keeps_every_codec(name: str) -> None:
    description = sdp.parse(OFFERS[name])
    for one in compare(description, description):
        assert all(codec.offered == codec.answered for codec in one.codecs)
        assert all(extension.offered == extension.answered for extension in one.extensions)


# --- verdicts


def test_a_section_that_was_offered_with_port_0_was_not_offered() -> None:
    one = outcome(section(port=0), section(port=0))
    assert one.verdict is SectionVerdict.NOT_OFFERED


def test_a_section_that_the_answer_does_not_have_is_missing() -> None:
    first, second = outcomes(section() + section(mid="1"), section(setup="active"))
    assert first.verdict is SectionVerdict.ACCEPTED
    assert second.verdict is SectionVerdict.MISSING


def test_a_section_that_the_offer_does_not_have_is_added() -> None:
    answer = section(setup="active") + section(mid="1", setup="active")
    one = outcome(section(), answer)
    assert (one.verdict, one.mid, one.index) == (SectionVerdict.ADDED, "1", 1)


def test_a_fault_stands_with_its_section_and_in_the_whole_list() -> None:
    offer, answer = section("a=recvonly\r\n"), section("a=recvonly\r\n", setup="active")
    (fault,) = (one for one in outcome(offer, answer).faults if one.severity is Severity.ERROR)
    assert fault.code is FaultCode.JSEP_DIRECTION
    assert fault in misfits(sdp.parse(HEAD + offer), sdp.parse(HEAD + answer))


# --- reasons


def test_another_profile_in_the_rejected_section_proves_that_none_is_common() -> None:
    one = outcome(section(H264.format(96, HIGH)), section(H264.format(96, BASELINE), port=0))
    assert one.reason is Rejection.NO_CODEC
    assert one.why == (
        "no common H264 profile: the answer names H264 constrained baseline (mode 1)"
    )
    assert one.perhaps == ()


def test_another_codec_in_the_rejected_section_proves_it_too() -> None:
    one = outcome(section(H264.format(96, HIGH)), section(port=0))
    assert one.why == "no common codec: the answer names VP8"


def test_a_format_that_the_rejected_section_does_not_explain_proves_nothing() -> None:
    one = outcome(
        section(kind="audio", formats="8", lines=""),
        section(kind="audio", formats="0", lines="", port=0),
    )
    assert one.reason is None
    assert one.perhaps == ("no common codec (offered: PCMA)", "the application did not want it")


def test_the_same_codecs_in_the_rejected_section_prove_nothing() -> None:
    one = outcome(section(), section(port=0))
    assert (one.reason, one.why) == (None, "")
    assert one.perhaps == ("no common codec (offered: VP8)", "the application did not want it")


def test_another_section_that_drops_the_same_codecs_proves_that_none_is_common() -> None:
    both = H264.format(96, HIGH) + H264.format(97, BASELINE)
    offer = section(both, formats="96 97") + section(H264.format(96, HIGH), mid="1")
    answer = section(H264.format(97, BASELINE), formats="97", setup="active") + section(
        "", port=0, mid="1"
    )
    one = outcome(offer, answer)
    assert one.why == "no common H264 profile: section 0 shows that the answerer takes none"


def test_a_codec_that_no_other_section_offered_stays_a_guess() -> None:
    offer = section() + section(H264.format(96, HIGH), mid="1")
    answer = section(setup="active") + section("", port=0, mid="1")
    assert outcome(offer, answer).perhaps[0] == (
        "no common H264 profile (offered: H264 high (mode 1))"
    )


def test_a_section_for_a_bundle_only_needs_one() -> None:
    offer = "a=group:BUNDLE 0 1\r\n" + section() + section("a=bundle-only\r\n", port=0, mid="1")
    alone = outcome(offer, section(setup="active") + section("", port=0, mid="1"))
    assert alone.reason is Rejection.NOT_BUNDLED
    answer = "a=group:BUNDLE 0\r\n" + section(setup="active") + section("", port=0, mid="1")
    bundled = outcome(offer, answer)
    assert (bundled.reason, "it was wanted only in a bundle" in bundled.perhaps) == (None, True)


def test_there_is_one_association_for_data() -> None:
    offer, answer = data() + data(mid="e"), data(setup="active") + data(0, "e")
    assert outcome(offer, answer).reason is Rejection.SECOND_DATA
    alone = outcome(data(), data(0))
    assert alone.perhaps == ("data channels are not supported", "the application did not want it")
    neither = outcome(data() + data(mid="e"), data(0) + data(0, "e"))
    assert neither.reason is None


def test_what_is_neither_media_nor_data_may_not_be_supported() -> None:
    text = "m=text {} TCP/MSRP *\r\na=mid:0\r\n"
    one = outcome(text.format(9), text.format(0))
    assert one.perhaps[0] == "text over TCP/MSRP is not supported"


def test_two_codecs_are_the_same_where_the_library_would_match_them() -> None:
    def key(encoding: str, fmtp: str | None = None, **more: Any) -> object:
        return codec_key(sdp.Codec(96, encoding, 90_000, fmtp=fmtp, **more))

    assert key("vp9") == key("VP9", "profile-id=0") != key("VP9", "profile-id=2")
    assert key("H264") == key("H264", "profile-level-id=42e00a;packetization-mode=0")
    assert key("H264", "profile-level-id=xx") == key("H264", "profile-level-id=ffffff")
    assert key("opus", channels=2) != key("opus")
