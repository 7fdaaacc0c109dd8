"""Everything browsers wrote: read byte for byte, known whole, and answered to the letter."""

import re
from collections.abc import Iterator
from ipaddress import ip_address, ip_network

import pytest

from sdpsig import sdp
from sdpsig.errors import Severity
from sdpsig.jsep import (
    INTEROP,
    STRICT,
    WEBRTC,
    Answer,
    AnswerPlan,
    AnswerPolicy,
    LocalTransport,
    Negotiation,
    NegotiationConfig,
    Offer,
    Origin,
    Profile,
    Side,
    SignalingState,
    apply,
    mirror,
    plan_answer,
    receive_only,
    write_answer,
)
from sdpsig.limits import Limits
from sdpsig.sdp import Malformed, SessionDescription, Unknown
from sdpsig.sdp.attributes import (
    Candidate,
    Direction,
    Extmap,
    Fingerprint,
    Fmtp,
    Group,
    IceUfrag,
    Mid,
    Msid,
    Rid,
    RtcpFb,
    RtcpMux,
    Rtpmap,
    Sctpmap,
    SctpPort,
    Setup,
    Simulcast,
    Ssrc,
)
from tests._corpus import CAPTURES, OFFERS, OWN, OWN_OFFERS, OWN_PAIRS, shared_captures


def fresh(profile: Profile) -> Negotiation:
    return Negotiation(config=NegotiationConfig(profile=profile))


PROFILES = pytest.mark.parametrize("profile", [INTEROP, STRICT], ids=lambda profile: profile.name)
POLICIES = (AnswerPolicy(direction=mirror), AnswerPolicy(direction=receive_only))
CANDIDATES = tuple(
    map(
        Candidate.parse,
        (
            "1 1 udp 2122260223 192.0.2.1 50000 typ host",
            "2 1 tcp 1518280447 192.0.2.1 9 typ host tcptype active",
        ),
    )
)
NETWORKS = (
    "127.0.0.0/8",
    "::1/128",
    "0.0.0.0/32",
    "192.0.2.0/24",
    "198.51.100.0/24",
    "2001:db8::/32",
)
ADDRESS = re.compile(r"( IP[46]|^a=candidate:\S+ \d+ \S+ \d+| raddr) (\S+)", re.MULTILINE)
FINGERPRINT = Fingerprint("sha-256", ":".join(["AB"] * 32))


def replied(text: str, policy: AnswerPolicy, profile: Profile) -> tuple[AnswerPlan, Answer]:
    plan = plan_answer(Offer(sdp.parse(text)), WEBRTC, policy=policy, profile=profile)
    transports = {
        mid: LocalTransport(f"ufrag{at}", "p" * 22, (FINGERPRINT,), CANDIDATES, True)
        for at, mid in enumerate(plan.owners)
    }
    return plan, write_answer(plan, transports, origin=Origin(1, 1))


def parts(description: SessionDescription) -> Iterator[sdp.Line]:
    yield from description.lines
    for media in description.media:
        yield from media.lines


# --- reading


def judge_reading(text: str, profile: Profile) -> None:
    description = sdp.parse(text, profile=profile)
    assert sdp.serialize(description) == text
    assert sdp.parse(sdp.serialize(description), profile=profile) == description
    assert description.warnings == ()
    assert not [line for line in parts(description) if isinstance(line, Unknown | Malformed)]
    faults = sdp.check(description, profile=profile)
    assert not [fault for fault in faults if fault.severity is Severity.ERROR]
    assert sdp.parse(text.replace("\r\n", "\n")).media == description.media


@PROFILES
def test_the_larger_collection_comes_back_byte_for_byte_and_is_known_whole(
    profile: Profile,
) -> None:
    for text in shared_captures().values():
        judge_reading(text, profile)


@PROFILES
@pytest.mark.parametrize("name", OWN)
def test_what_was_captured_here_comes_back_byte_for_byte_and_is_known_whole(
    name: str, profile: Profile
) -> None:
    judge_reading(OWN[name], profile)


def test_nothing_captured_here_tells_of_a_machine() -> None:
    of_nobody = [ip_network(text) for text in NETWORKS]
    addresses = {
        (kind, address) for text in OWN.values() for kind, address in ADDRESS.findall(text)
    }
    assert len(addresses) > 4
    for _, address in addresses:
        assert any(ip_address(address) in network for network in of_nobody), address


def test_the_collection_covers_both_browsers_and_all_stages() -> None:
    for browser in ("chromium", "firefox"):
        assert [name for name in OFFERS if f"--{browser}-offer-created" in name]
        assert [name for name in OFFERS if f"--{browser}-offer-gathered" in name]
        assert [name for name in CAPTURES if f"--{browser}-answer-created" in name]
    assert all(len(text.encode()) < Limits().sdp_bytes for text in CAPTURES.values())


# --- answering: what the strictest peer wants


def judge_answer(text: str, policy: AnswerPolicy, profile: Profile) -> None:
    offer = sdp.parse(text)
    plan, answer = replied(text, policy, profile)
    made = answer.description
    words = sdp.serialize(made)
    assert sdp.parse(words, profile=STRICT) == made
    fits(offer, answer, profile)
    judge_session(words, made)
    judge_groups(offer, made)
    judge_transports(plan, made, profile)
    for offered, answered in zip(offer.media, made.media, strict=True):
        judge_section(offered, answered, profile)


def fits(offer: SessionDescription, answer: Answer, profile: Profile) -> None:
    before, _ = apply(fresh(profile), Side.REMOTE, Offer(offer))
    after, warnings = apply(before, Side.LOCAL, answer)
    assert after.state is SignalingState.STABLE
    assert warnings == ()
    strict, _ = apply(fresh(STRICT), Side.REMOTE, Offer(offer))
    assert apply(strict, Side.LOCAL, answer)[1] == ()


def judge_session(words: str, made: SessionDescription) -> None:
    assert words.endswith("\r\n")
    assert "\r\n\r\n" not in words
    assert re.match(r"v=0\r\no=- [0-9]+ [0-9]+ IN IP4 0\.0\.0\.0\r\ns=-\r\nt=0 0\r\n", words)
    assert not re.search(r"^a=[^:\r]*:\r$", words, re.MULTILINE), "no empty value"
    assert says_none_of(made, Fingerprint, Extmap)


def says_none_of(
    part: SessionDescription | sdp.MediaDescription, *kinds: type[sdp.Attribute]
) -> bool:
    return not any(part.all(kind) for kind in kinds)


def judge_groups(offer: SessionDescription, made: SessionDescription) -> None:
    attributes = [line for line in made.lines if isinstance(line, Group)]
    assert all(group.semantics == "BUNDLE" for group in attributes)
    ports = {mid.mid: media.port for media in made.media if (mid := media.get(Mid))}
    offered = {mid for group in offer.all(Group) for mid in group.mids}
    for group in attributes:
        assert group.mids
        assert set(group.mids) <= offered
        assert all(ports[mid] for mid in group.mids), "no rejected mid in a group"


def judge_transports(plan: AnswerPlan, made: SessionDescription, profile: Profile) -> None:
    """D-5: every live section repeats its transport, or only the owner says it."""
    for planned, media in zip(plan.sections, made.media, strict=True):
        owns = planned.mid in plan.owners and planned.rejected is None
        shown = owns or (not profile.strict and (planned.rejected is None or bool(plan.owners)))
        for kind in (IceUfrag, Fingerprint, Setup):
            assert bool(media.all(kind)) is shown
        assert bool(media.all(Candidate)) is owns
        assert all(candidate.component == 1 for candidate in media.all(Candidate))
        if planned.rejected is None and media.kind != "application":
            assert bool(media.all(RtcpMux)) is shown
        for setup in media.all(Setup):
            assert setup.role in ("active", "passive")
    for owner in plan.owners:
        members = [planned.mid for planned in plan.sections if plan.owner(planned.mid) == owner]
        described = [
            [line.text for line in media.lines if isinstance(line, IceUfrag | Fingerprint | Setup)]
            for media in made.media
            if (mid := media.get(Mid)) and mid.mid in members and media.port
        ]
        assert len({tuple(lines) for lines in described if lines}) <= 1


def judge_section(
    offered: sdp.MediaDescription, made: sdp.MediaDescription, profile: Profile
) -> None:
    assert (made.kind, made.proto, made.get(Mid)) == (offered.kind, offered.proto, offered.get(Mid))
    assert made.formats
    assert made.lines[0].text.startswith("c=")
    assert len(made.all(Mid)[0].mid) <= 16
    judge_data(made) if made.kind == "application" else judge_media(offered, made, profile)


def judge_data(made: sdp.MediaDescription) -> None:
    assert says_none_of(made, Direction, Rtpmap, Msid)
    if made.port:
        assert bool(made.all(SctpPort)) is not bool(made.all(Sctpmap))


def judge_media(
    offered: sdp.MediaDescription, made: sdp.MediaDescription, profile: Profile
) -> None:
    assert "RTP/" in made.proto
    assert len(made.all(Direction)) == 1
    assert [text for text in offered.formats if text in made.formats] == list(made.formats)
    assert not [text for text in made.formats if 64 <= int(text) <= 95]
    numbers = [str(line.payload_type) for line in made.all(Rtpmap)]
    assert len(numbers) == len(set(numbers))
    assert set(numbers) <= set(made.formats)
    offered_rtpmaps = {line.text for line in offered.all(Rtpmap)}
    assert {line.text for line in made.all(Rtpmap)} <= offered_rtpmaps
    for fmtp in made.all(Fmtp):
        assert fmtp.format in numbers
        assert set(fmtp.parameters()) - {"apt"} == set() or fmtp.format not in repairs(made)
        if (apt := fmtp.parameters().get("apt")) is not None:
            assert apt in made.formats
    offered_feedback = {(line.payload_type, line.feedback) for line in offered.all(RtcpFb)}
    for line in made.all(RtcpFb):
        assert line.payload_type in numbers
        assert {(line.payload_type, line.feedback), ("*", line.feedback)} & offered_feedback
    uris = {line.id: line.uri for line in offered.all(Extmap)}
    ids = [line.id for line in made.all(Extmap)]
    assert len(ids) == len(set(ids))
    assert all(1 <= line.id <= 14 and uris[line.id] == line.uri for line in made.all(Extmap))
    assert says_none_of(made, Ssrc)
    layers = {line.rid for line in made.all(Rid)}
    assert layers <= {line.rid for line in offered.all(Rid)}
    assert bool(layers) == (made.get(Simulcast) is not None)
    assert len(made.all(Msid)) <= 1
    if not made.port:
        assert says_none_of(made, Extmap, Fmtp, RtcpFb, Msid)
        assert bool(made.all(Rtpmap)) is not profile.strict
    else:
        assert numbers == list(made.formats)


def repairs(made: sdp.MediaDescription) -> set[str]:
    return {str(line.payload_type) for line in made.all(Rtpmap) if line.encoding == "rtx"}


@PROFILES
@pytest.mark.parametrize("name", OFFERS)
def test_every_offer_is_answered_as_the_strictest_peer_wants_it(
    name: str, profile: Profile
) -> None:
    for policy in POLICIES:
        judge_answer(OFFERS[name], policy, profile)


@PROFILES
@pytest.mark.parametrize("name", OWN_OFFERS)
def test_so_is_every_offer_captured_here(name: str, profile: Profile) -> None:
    for policy in POLICIES:
        judge_answer(OWN_OFFERS[name], policy, profile)


@PROFILES
def test_so_is_every_offer_of_the_larger_collection(profile: Profile) -> None:
    offers = [text for name, text in shared_captures().items() if "-offer-" in name]
    assert offers
    for text in offers:
        for policy in POLICIES:
            judge_answer(text, policy, profile)


@PROFILES
def test_tracks_are_named_apart(profile: Profile) -> None:
    for text in OFFERS.values():
        _, answer = replied(text, POLICIES[0], profile)
        tracks = [line.track for media in answer.description.media for line in media.all(Msid)]
        assert len(set(tracks)) == len(tracks) or set(tracks) == {None}


# --- the browsers' own answers

PAIRS = [
    (offer, answer)
    for offer in OFFERS
    for answer in CAPTURES
    if "-answer-" in answer
    and "-offer-created" in offer
    and offer.partition("--")[0] == answer.partition("--")[0]
    and answer.partition("--")[2].split("-")[0] != offer.partition("--")[2].split("-")[0]
]
"""Each browser's offer with the answer of the other one."""


@PROFILES
@pytest.mark.parametrize(("offer", "answer"), PAIRS)
def test_what_the_other_browser_answered_fits(offer: str, answer: str, profile: Profile) -> None:
    offered = Offer(sdp.parse(CAPTURES[offer], profile=profile))
    answered = Answer(sdp.parse(CAPTURES[answer], profile=profile))
    before, _ = apply(fresh(profile), Side.LOCAL, offered)
    after, warnings = apply(before, Side.REMOTE, answered)
    assert after.state is SignalingState.STABLE
    assert warnings == ()
    assert after.transports


def test_every_answer_captured_here_belongs_to_an_offer() -> None:
    assert {name for pair in OWN_PAIRS for name in pair} == set(OWN)
    assert len(OWN_PAIRS) == len(OWN) - len(OWN_OFFERS)


LEFT_OVER = {"V-64", "V-65"}
"""Firefox goes on to describe the codecs that setCodecPreferences took from the m= line."""


@PROFILES
@pytest.mark.parametrize(("offer", "answer"), OWN_PAIRS)
def test_so_does_every_answer_captured_here(offer: str, answer: str, profile: Profile) -> None:
    """A step by itself: re-offers too, as the first offer of a session."""
    offered, answered = Offer(sdp.parse(OWN[offer])), Answer(sdp.parse(OWN[answer]))
    for side, other in ((Side.LOCAL, Side.REMOTE), (Side.REMOTE, Side.LOCAL)):
        before, said = apply(fresh(profile), side, offered)
        assert {fault.rule for fault in said} <= LEFT_OVER
        after, said = apply(before, other, answered)
        assert said == ()
        assert after.state is SignalingState.STABLE


@PROFILES
def test_so_do_the_answers_of_the_larger_collection(profile: Profile) -> None:
    captures = shared_captures()
    exchanges = 0
    for name, text in captures.items():
        folder, _, file = name.partition("/")
        if not re.match(r"01-[a-z]+-offer.*-created$", file):
            continue
        stage = file.partition("-offer-")[2]
        found = [other for other in captures if other.startswith(f"{folder}/02-")]
        answers = [other for other in found if other.endswith(f"-answer-{stage}")]
        for answer in answers:
            before, _ = apply(fresh(profile), Side.LOCAL, Offer(sdp.parse(text)))
            apply(before, Side.REMOTE, Answer(sdp.parse(captures[answer])))
            exchanges += 1
    assert exchanges > 20
