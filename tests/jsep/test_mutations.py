"""Offers of browsers, mutilated: only our errors leave, and every answer has the offer's shape."""

from collections.abc import Iterator

import pytest
from attrs import evolve
from hypothesis import example, given
from hypothesis import strategies as st

from sdpsig import sdp
from sdpsig.errors import Fault, LocalProtocolError, RemoteProtocolError, SdpError, SdpsigError
from sdpsig.jsep import (
    INTEROP,
    STRICT,
    WEBRTC,
    Answer,
    AnswerPolicy,
    Negotiation,
    NegotiationConfig,
    Offer,
    Profile,
    Side,
    SignalingState,
    apply,
    mirror,
    plan_answer,
)
from sdpsig.sdp.attributes import Mid
from tests._corpus import OFFERS
from tests.jsep._offers import AVD, MIN_A, written

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1_800)]

SEEDS = [*OFFERS.values(), MIN_A, AVD]
PROFILES = st.sampled_from([INTEROP, STRICT])
POLICY = AnswerPolicy(direction=mirror)


def negotiate(text: str, profile: Profile = INTEROP) -> Answer | Fault:
    """The answer to an offer, held against all that must be true of it; or why there is none."""
    try:
        offer = Offer(sdp.parse(text, profile=profile))
        plan = plan_answer(offer, WEBRTC, policy=POLICY, profile=profile)
    except (SdpError, RemoteProtocolError) as error:
        return error.fault
    answer = written(plan)
    fits(offer, answer, profile)
    assert answer == written(plan_answer(offer, WEBRTC, policy=POLICY, profile=profile))
    return answer


def fresh(profile: Profile) -> Negotiation:
    return Negotiation(config=NegotiationConfig(profile=profile))


def fits(offer: Offer, answer: Answer, profile: Profile) -> None:
    """The answer has the offer's sections, is correct to the letter, and can be applied."""
    words = sdp.serialize(answer.description)
    again = sdp.parse(words, profile=STRICT)
    assert again == answer.description
    assert again.warnings == ()
    pairs = list(zip(offer.description.media, again.media, strict=True))
    for offered, answered in pairs:
        assert (answered.kind, answered.proto) == (offered.kind, offered.proto)
        assert answered.get(Mid) == offered.get(Mid)
        assert set(answered.formats) <= set(offered.formats)
    before, _ = apply(fresh(profile), Side.REMOTE, offer)
    for reading in (profile, STRICT):
        judged = evolve(before, config=evolve(before.config, profile=reading))
        after, warnings = apply(judged, Side.LOCAL, answer)
        assert after.state is SignalingState.STABLE
        assert [fault.code for fault in warnings] == []


@pytest.mark.parametrize("profile", [INTEROP, STRICT], ids=lambda profile: profile.name)
@pytest.mark.parametrize("seed", range(len(SEEDS)))
def test_every_seed_is_answered(seed: int, profile: Profile) -> None:
    assert isinstance(negotiate(SEEDS[seed], profile), Answer)


# --- one line at a time


def less_and_more(lines: list[str]) -> Iterator[str]:
    for at in range(len(lines)):
        yield "".join(lines[:at] + lines[at + 1 :])
        yield "".join(lines[: at + 1] + lines[at:])


@pytest.mark.parametrize(
    "name", ["audio-video-data--firefox-offer-created", "data-only--chromium-offer-created"]
)
def test_an_offer_with_a_line_less_or_a_line_twice_is_answered_or_refused(name: str) -> None:
    lines = OFFERS[name].splitlines(keepends=True)
    outcomes = [negotiate(text) for text in less_and_more(lines)]
    refused = [outcome for outcome in outcomes if isinstance(outcome, Fault)]
    assert all(fault.line is not None and fault.rule for fault in refused)
    assert 0 < len(refused) < len(outcomes)


@pytest.mark.parametrize("seed", ["data-only--firefox-offer-created"])
def test_an_offer_cut_anywhere_is_answered_or_refused(seed: str) -> None:
    text = OFFERS[seed]
    for end in range(len(text)):
        outcome = negotiate(text[:end])
        assert isinstance(outcome, Answer) or outcome.line is not None


# --- everything at once

HOSTILE_LINES = [
    "m=audio 0 UDP/TLS/RTP/SAVPF 0",
    "m=video 9 UDP/TLS/RTP/SAVPF 96 96 64",
    "m=application 9 DTLS/SCTP 70000",
    "m=application 9 DTLS/SCTP 5000",
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
    "m=unicorns 9 RTP/AVP 0",
    "m=audio 9/3 RTP/AVP 0",
    "a=group:BUNDLE",
    "a=group:BUNDLE 0 0",
    "a=group:BUNDLE 1 2 7",
    "a=mid:0",
    "a=mid:1",
    "a=mid:averyveryverylongname",
    "a=bundle-only",
    "a=setup:active",
    "a=setup:holdconn",
    "a=setup:both",
    "a=ice-ufrag:$",
    "a=ice-pwd:x",
    "a=ice-lite",
    "a=ice-options:ice2,trickle",
    "a=fingerprint:md5 AA",
    "a=fingerprint:sha-256 AA",
    "a=rtcp-mux",
    "a=rtcp-mux-only",
    "a=rtcp-rsize",
    "a=inactive",
    "a=sendonly",
    "a=extmap:1 urn:a",
    "a=extmap:15 urn:a",
    "a=extmap:4/recvonly urn:ietf:params:rtp-hdrext:sdes:mid",
    "a=extmap-allow-mixed",
    "a=rtpmap:96 VP8/30",
    "a=rtpmap:97 rtx/90000",
    "a=rtpmap:111 PCMU/8000",
    "a=fmtp:97 apt=97",
    "a=fmtp:102 profile-level-id=zzzzzz",
    "a=fmtp:98 profile-id=2",
    "a=rtcp-fb:* nack",
    "a=rtcp-fb:* goog-remb ",
    "a=sctp-port:0",
    "a=sctp-port:99999",
    "a=max-message-size:0",
    "a=sctpmap:5000 webrtc-datachannel",
    "a=candidate:x",
    "a=candidate:1 1 udp 1 192.0.2.1 9 typ host",
    "a=end-of-candidates",
    "a=ssrc:1 msid:s t",
    "a=msid:-",
    "a=rid:1 send",
    "a=simulcast:send 1",
    "c=IN IP4 192.0.2.1",
    "k=clear:x",
    "o=- 1 1 IN IP4 0.0.0.0",
    "",
    "x",
]


@st.composite
def mutilated(draw: st.DrawFn) -> str:
    """A real offer with lines dropped, doubled, swapped, put in, and pieces of others."""
    lines = draw(st.sampled_from(SEEDS)).split("\r\n")[:-1]
    for _ in range(draw(st.integers(0, 6))):
        at, other = (draw(st.integers(0, max(len(lines) - 1, 0))) for _ in range(2))
        match draw(
            st.sampled_from(["drop", "double", "swap", "insert", "replace", "section", "value"])
        ):
            case "drop":
                del lines[at : at + 1]
            case "double":
                lines[at:at] = lines[at : at + 1]
            case "swap" if lines:
                lines[at], lines[other] = lines[other], lines[at]
            case "insert":
                lines.insert(at, draw(st.sampled_from(HOSTILE_LINES)))
            case "replace" if lines:
                lines[at] = draw(st.sampled_from(HOSTILE_LINES))
            case "section":
                low, high = sorted((at, other))
                lines[low:low] = lines[low:high]
            case "value" if lines:
                start = draw(st.integers(0, len(lines[at])))
                lines[at] = lines[at][:start] + draw(
                    st.sampled_from(["0", " ", "-", ";", "é", "99999"])
                )
            case _:
                pass
    return "".join(f"{line}\r\n" for line in lines)


@given(mutilated(), PROFILES)
@example("v=0\r\n", INTEROP)
def test_whatever_comes_it_is_answered_in_its_shape_or_refused_by_our_error(
    text: str, profile: Profile
) -> None:
    outcome = negotiate(text, profile)
    if isinstance(outcome, Fault):
        assert outcome.detail.isascii()
        assert outcome.rule


@given(mutilated(), mutilated(), PROFILES, st.sampled_from(Side))
def test_whatever_is_applied_only_our_errors_leave_and_nothing_changes_then(
    offered: str, answered: str, profile: Profile, side: Side
) -> None:
    negotiation = fresh(profile)
    for who, text, kind in ((side, offered, Offer), (side.other, answered, Answer)):
        before = negotiation
        try:
            description = sdp.parse(text)
            negotiation, _ = apply(before, who, kind(description))
        except SdpsigError as error:
            expected = LocalProtocolError if who is Side.LOCAL else RemoteProtocolError
            assert isinstance(error, expected | SdpError)  # noqa: PT017  # an error is no must
            assert negotiation is before


@given(st.sampled_from(SEEDS), st.data())
def test_an_answer_that_was_mutilated_is_taken_or_refused(
    offered: str, data: st.DataObject
) -> None:
    answer = negotiate(offered)
    assert isinstance(answer, Answer)
    lines = sdp.serialize(answer.description).split("\r\n")[:-1]
    at = data.draw(st.integers(4, len(lines) - 1))
    lines[at : at + 1] = data.draw(
        st.lists(st.sampled_from([*HOSTILE_LINES, lines[at]]), max_size=2)
    )
    before, _ = apply(Negotiation(), Side.REMOTE, Offer(sdp.parse(offered)))
    try:
        description = sdp.parse("".join(f"{line}\r\n" for line in lines))
        after, _ = apply(before, Side.LOCAL, Answer(description))
    except (LocalProtocolError, SdpError) as error:
        assert error.fault.rule  # noqa: PT017  # an error is no must
    else:
        assert after.state is SignalingState.STABLE
        assert {member for item in after.transports for member in item.members} <= {
            view.mid for view in (before.sections.views if before.sections else ())
        }
