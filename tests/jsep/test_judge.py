"""All rules together: their order, what they cost, and that what we make keeps them."""

from collections.abc import Iterable, Sequence

import pytest

from sdpsig import sdp
from sdpsig.errors import Fault, RemoteProtocolError
from sdpsig.jsep import INTEROP, STRICT, Profile, Sections, Side
from sdpsig.jsep import _judge as judging
from sdpsig.jsep._faults import settle
from sdpsig.jsep._judge import judge_answer, judge_offer
from sdpsig.limits import Limits
from tests._corpus import OFFERS, OWN, OWN_OFFERS, OWN_PAIRS
from tests.jsep._judged import (
    APART,
    AVD_ANSWER,
    SPLIT,
    E,
    after,
    answered,
    as_answer,
    fresh,
    of_offer,
    offered,
    read,
)
from tests.jsep._offers import (
    AUDIO_SECTION,
    AV,
    AVD,
    DATA,
    MIN_A,
    PWD,
    SESSION,
    VIDEO_SECTION,
    changed,
    text,
)

PROFILES = pytest.mark.parametrize("profile", [INTEROP, STRICT], ids=lambda profile: profile.name)
LIMITS = Limits(
    sdp_bytes=10**7,
    lines=10**6,
    section_attributes=10**4,
    section_fingerprints=10**4,
    section_extmaps=10**4,
    section_rids=10**4,
    section_ssrcs=10**4,
)


@PROFILES
@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("offer", [MIN_A, AV, AVD, DATA, APART, SPLIT, text(*SESSION)])
def test_a_good_exchange_has_no_fault_ever_again(offer: str, side: Side, profile: Profile) -> None:
    reply = as_answer(offer) if "m=" in offer else offer
    assert of_offer(offer, fresh(profile), side) == []
    assert answered(offer, reply, side.other) == ([], [])
    base = after(offer, reply, profile, offerer=side)
    assert of_offer(offer, base, side) == []
    turned = changed(reply, ("a=setup:active", "a=setup:actpass")) if "m=" in reply else reply
    assert of_offer(turned, base, side.other) == []


@pytest.mark.parametrize("name", sorted(OFFERS | OWN_OFFERS))
def test_no_offer_of_a_browser_is_refused(name: str) -> None:
    told = of_offer((OFFERS | OWN_OFFERS)[name], fresh())
    assert not [fault for fault in told if fault[0] is E]


@pytest.mark.parametrize(("offer", "answer"), OWN_PAIRS)
def test_no_answer_of_a_browser_is_refused_nor_what_comes_after_it(offer: str, answer: str) -> None:
    told, _ = answered(OWN[offer], OWN[answer])
    assert not [fault for fault in told if fault[0] is E]
    base = after(OWN[offer], OWN[answer])
    assert not [fault for fault in of_offer(OWN[offer], base) if fault[0] is E]


# --- order


def test_the_first_error_is_that_of_the_first_rule() -> None:
    wrong = (
        ("a=mid:1", "a=mid:0"),
        (PWD, "short"),
        ("BUNDLE 0 1 2", "BUNDLE 0 0 2"),
        ("SAVPF 96", "SAVPF 64 96"),
    )
    order = ["V-10", "V-21", "V-46", "V-62"]
    for count in range(len(wrong)):
        rules = [fault[2] for fault in offered(changed(AVD, *wrong[count:]))[0] if fault[0] is E]
        assert list(dict.fromkeys(rule for rule in rules if rule in order)) == order[count:]


def test_what_must_be_kept_is_asked_last() -> None:
    offer = changed(AVD, ("a=setup:actpass", "a=setup:active"), ("SAVPF 96", "SAVPF 64 96"))
    rules = [fault[2] for fault in of_offer(offer, after(AVD, AVD_ANSWER))]
    assert rules == ["V-62", "V-23"]


@pytest.mark.parametrize(
    "rules",
    [
        judging.OFFER_PLACES + judging.OFFER_RULES + judging.REOFFER_RULES,
        judging.ANSWER_PLACES + judging.ANSWER_RULES + judging.REANSWER_RULES,
    ],
    ids=["offer", "answer"],
)
def test_every_rule_stands_once(rules: Sequence[object]) -> None:
    assert len(set(rules)) == len(rules)


# --- cost


def refused(faults: Iterable[Fault]) -> None:
    """Judge until the first error, which has a place."""
    try:
        settle(faults, RemoteProtocolError)
    except RemoteProtocolError as error:
        assert error.fault.line is not None  # noqa: PT017  # an error is no must


FLOODS = {
    "fingerprints": "a=fingerprint:sha-256 AB\r\n" * 1_000,
    "extmaps": "".join(f"a=extmap:{1 + at % 2} urn:{at}\r\n" for at in range(1_000)),
    "repeated": "".join("a=group:BUNDLE" + f" {at}" * 1_000 + "\r\n" for at in range(100)),
    "unknown": "".join(
        f"a=group:BUNDLE {' '.join(f'{group}-{at}' for at in range(200))}\r\n"
        for group in range(100)
    ),
    "unusable": "a=extmap:15 urn:a\r\n" * 1_000,
    "apart": "".join(f"a=group:BUNDLE m{at}\r\n" for at in range(100)),
    "one": f"a=group:BUNDLE {' '.join(f'm{at}' for at in range(100))}\r\n",
}


@pytest.mark.timeout(30)
@pytest.mark.parametrize("head", FLOODS.values(), ids=FLOODS)
def test_a_flood_of_faults_is_judged_in_time(head: str) -> None:
    section = AUDIO_SECTION.replace("a=sendrecv\r\n", "a=rtpmap:97 rtx/90000\r\n" * 20)
    sections = "".join(section.replace("mid:0", f"mid:m{at}") for at in range(100))
    offer = Sections.of(sdp.parse(text(*SESSION) + head + sections, limits=LIMITS))
    for base in (fresh(), fresh(STRICT)):
        refused(judge_offer(offer, Side.REMOTE, base))
        for _ in judge_answer(offer, offer, Side.REMOTE, base):
            pass


LINES = {
    "rtpmap": "a=rtpmap:{0} x{1}/8000",
    "fmtp": "a=fmtp:{0} apt={1}",
    "rtcp-fb": "a=rtcp-fb:{0} x{1}",
    "msid": "a=msid:s{1} t{1}",
    "ssrc": "a=ssrc:{1} msid:s t",
    "ssrc-group": "a=ssrc-group:FID {1} {2}",
    "rid": "a=rid:{1} send pt={0}",
    "direction": "a=sendonly",
    "crypto": "a=crypto:{1} X inline:x",
}


@pytest.mark.timeout(30)
@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_long_sections_are_judged_in_time(line: str) -> None:
    flood = "".join(line.format(at % 128, at, at + 1) + "\r\n" for at in range(1_000))
    formats = " ".join(str(at) for at in range(128) if not 64 <= at < 96)
    section = changed(VIDEO_SECTION, ("96 97 102 103 39 40 98 99", formats)) + flood
    mids = [f"m{at}" for at in range(64)]
    words = text(*SESSION, f"a=group:BUNDLE {' '.join(mids)}") + "".join(
        changed(section, ("a=mid:1", f"a=mid:{mid}")) for mid in mids
    )
    offer = Sections.of(sdp.parse(words, limits=LIMITS))
    base = after(AVD, AVD_ANSWER)
    for _ in judge_offer(offer, Side.REMOTE, base):
        pass
    for _ in judge_answer(offer, offer, Side.LOCAL, base):
        pass


def test_a_pending_offer_is_none_of_interops_business() -> None:
    assert [*judge_offer(read(AV), Side.REMOTE, fresh(), pending=read(AVD))] == []
