"""Held against descriptions that others wrote, and against what they say of them.

The collection calls each description valid, lenient or invalid. Where we decide otherwise, the
reason stands here, by case, and in docs/explanation/deviations.md.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sdpsig import sdp
from sdpsig.errors import Fault, SdpError, SdpsigError, Severity
from sdpsig.jsep import Answer, Negotiation, Offer, Side, apply
from sdpsig.sdp import INTEROP, STRICT, Malformed, Profile, SessionDescription, Unknown, check
from tests._corpus import SHARED, shared_captures
from tests._facts import FACTS, agrees

DEVIATIONS = Path(__file__).parents[1] / "docs" / "explanation" / "deviations.md"

UNREADABLE: Mapping[str, str] = {
    "aiortc/safari": "V-1: nothing stands before v=0, not even a blank line",
    "ex_sdp/line-ending-CR": "V-7: a CR alone ends no line",
    "gstreamer/sdp_extmap": "V-2: o= has six fields",
    "gstreamer/sdp_rtcp_fb": "V-2: o= has six fields",
    "gstreamer/sdp_rtcp_fb_all": "V-2: o= has six fields",
    "jain-sip/0": "V-1: nothing stands before v=0, not even a blank line",
    "kamailio/sg": "V-8: m= has four fields",
    "pjsip/fuzz/input.6.sdp": "V-8: m= has four fields",
    "resip/0-VGW": "V-8: m= has four fields",
    "retina/tplink": "V-2: o= has six fields",
    "retina/vstarcam": "V-7: a control character stands in no line",
    "rfc4570/0": "V-2: o= has six fields",
    "rfc6871/2": "V-8: a port is at most 65535",
    "rfc7006/0": "V-8: a port is at most 65535",
    "rfc7006/1": "V-2: o= has six fields",
    "rfc7006/2": "V-2: o= has six fields",
    "rfc7006/3": "V-2: o= has six fields",
    "rfc8859/9": "V-8: a port is at most 65535",
    "rustpbx/extract_video_codecs_ignores_rejected_video_section": "V-2: there is an o= line",
    "sdp-types/parse_sdp_real_camera": "V-7: a control character stands in no line",
    "sdp-types/parse_sdp_without_origin": "V-2: there is an o= line",
    "sofia/pint-torture": "V-8: m= has four fields",
    "sofia/s0_cmp_msg": "V-8: m= has four fields",
    "sofia/s0_msg": "V-8: m= has four fields",
    "sofia/s1_cmp_msg": "V-8: m= has four fields",
    "str0m/parse_minimal": "V-8: m= has four fields",
}
"""Called lenient; interop refuses it too, because v=, o= or m= says nothing that can be used."""

FAULTY: Mapping[str, tuple[str, ...]] = {
    "medooze/simulcast-0": ("V-56",),
    "medooze/transceivers-0": ("V-56",),
    "medooze/simulcast_mix-0": ("V-76", "V-79"),
    "medooze/unify-0": ("V-76",),
    "rustpbx/test_extract_leg_profile_webrtc_keeps_all_telephone_event_pts": ("V-25", "V-22a"),
    "str0m/bare_static_audio_pts_are_resolved": ("V-25",),
}
"""Called valid; it breaks these rules in interop too. Chromium refuses every one of them."""

FAULTY_IN_STRICT: Mapping[str, tuple[str, ...]] = {
    "aiortc/audio_freeswitch_no_dtls": ("V-22a", "V-25"),
    "belle-sip/big_sdp": ("RFC 5939 §3.4.2", "RFC 5939 §3.5.2"),
    "belle-sip/test_session_description_with_capability_referenced_before_definition": (
        "RFC 5939 §3.4.2",
        "RFC 5939 §3.5.2",
    ),
    "belle-sip/test_simple_session_description": ("RFC 5939 §3.4.2", "RFC 5939 §3.5.2"),
    "live/werift/av-data": ("V-49",),
    "medooze/chrome_unified_simulcast-0": ("V-77", "V-79"),
    "resip/helper-19": ("V-22a",),
    "rfc6871/12": ("RFC 5939 §3.4.2",),
    "rfc6871/pair-12": ("RFC 5939 §3.4.2",),
    "rfc9143/9": ("V-62",),
    "rfc9143/10": ("V-62",),
    "rfc9143/11": ("V-62",),
    "rfc9143/12": ("V-62",),
    "rfc9143/pair-18.3": ("V-62",),
    "rfc9143/pair-18.4": ("V-62",),
}
"""Called valid; strict finds these rules broken, interop tolerates or is not asked."""

TAKEN: Mapping[str, str] = {
    "pjsip/neg/no_rtpmap_str": "RFC 8866 §6.6 asks for no rtpmap: the format is of no use, not wrong",
}
"""Called invalid; there are warnings only."""

OTHER_FACTS: Mapping[tuple[str, str], str] = {
    ("resip/7-1900", "codec_count0"): "an rtpmap without a clock rate is malformed, and no codec",
}
"""Facts that we see otherwise."""

Case = dict[str, Any]


@cache
def collection() -> tuple[Case, ...]:
    path = SHARED / "open.json"
    cases = json.loads(path.read_text()) if path.is_file() else []
    kinds = ("description", "offer-answer-pair")
    return tuple(case for case in cases if case["kind"] in kinds)


def cases(expect: str) -> list[Any]:
    """The cases of one kind, to parametrize by; one that skips where there are none."""
    reason = "the larger corpus does not lie beside the project"
    absent = [pytest.param(None, marks=pytest.mark.skip(reason=reason), id="absent")]
    found = [case for case in collection() if case["expect"] == expect]
    return [pytest.param(case, id=case["id"]) for case in found] or absent


def texts(case: Case) -> Iterator[tuple[str, str]]:
    """Each description of a case: as it is, and cleaned of faults that are not its subject."""
    for raw, clean in (("sdp", "sdp_clean"), ("answer_sdp", "answer_clean")):
        if raw in case:
            yield case[raw], case[clean if clean in case else raw]


def read(text: str, profile: Profile) -> SessionDescription:
    description = sdp.parse(text, profile=profile)
    assert sdp.serialize(description) == text
    return description


def faults(text: str, profile: Profile) -> list[Fault]:
    """Everything that is told of a text."""
    description = read(text, profile)
    return [*description.warnings, *check(description, profile=profile)]


def errors(text: str, profile: Profile) -> set[str]:
    """The rules that a text breaks, but for what is only told."""
    try:
        found = faults(text, profile)
    except SdpError as error:
        found = [error.fault]
    return {fault.rule for fault in found if fault.severity is Severity.ERROR}


@pytest.mark.parametrize("case", cases("valid"))
def test_what_is_valid_is_read_and_nothing_is_wrong_with_it(case: Case) -> None:
    for text, clean in texts(case):
        read(text, INTEROP)
        read(clean, STRICT)
        assert errors(text, INTEROP) <= {*FAULTY.get(case["id"], ())}
        assert errors(clean, STRICT) <= allowed_in_strict(case)


def allowed_in_strict(case: Case) -> set[str]:
    name = case["id"]
    return {*FAULTY.get(name, ()), *FAULTY_IN_STRICT.get(name, ())}


@pytest.mark.parametrize("case", cases("lenient"))
def test_what_is_lenient_survives_and_is_told(case: Case) -> None:
    if case["id"] in UNREADABLE:
        rule = UNREADABLE[case["id"]].partition(":")[0]
        assert rule.startswith("V-")
        with pytest.raises(SdpError):
            sdp.parse(case["sdp"])
        return
    told: list[Fault] = []
    for text, clean in texts(case):
        told += [*read(text, INTEROP).warnings, *check(sdp.parse(text), profile=STRICT)]
        with_ends = sdp.parse(text)
        assert all(1 <= (fault.line or 0) <= text.count("\n") + 1 for fault in check(with_ends))
        if case.get("expect_clean") == "valid":
            assert errors(clean, STRICT) <= allowed_in_strict(case)
    assert told


@pytest.mark.parametrize("case", cases("invalid"))
def test_what_is_invalid_is_refused_at_a_line(case: Case) -> None:
    if case["id"] in TAKEN:
        assert check(sdp.parse(case["sdp"])) != ()
        return
    if "answer_sdp" in case:
        refuse_answer(case)
        return
    (_, text), *_ = texts(case)
    try:
        found = faults(text, STRICT)
    except SdpError as error:
        found = [error.fault]
    wrong = [fault for fault in found if fault.severity is Severity.ERROR]
    assert wrong
    for fault in wrong:
        assert 1 <= (fault.line or 0) <= text.count("\n") + 2
        assert fault.rule


def refuse_answer(case: Case) -> None:
    """What is wrong between an offer and its answer is found when the answer is applied."""
    before, _ = apply(Negotiation(), Side.LOCAL, Offer(sdp.parse(case["sdp"])))
    with pytest.raises(SdpsigError):
        apply(before, Side.REMOTE, Answer(sdp.parse(case["answer_sdp"])))


def stated(case: Case) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What is stated of each description of a case."""
    if case["kind"] == "description":
        yield case["sdp"], case["facts"]
        return
    yield case["sdp"], case["facts"].get("offer", {})
    if "answer_sdp" in case:
        yield case["answer_sdp"], case["facts"].get("answer", {})


@pytest.mark.parametrize("case", [*cases("valid"), *cases("lenient")])
def test_what_is_stated_of_a_description_is_what_we_read(case: Case) -> None:
    for text, facts in stated(case) if case["id"] not in UNREADABLE else ():
        description = sdp.parse(text)
        for name in facts.keys() & FACTS.keys():
            if (case["id"], name) not in OTHER_FACTS:
                assert agrees(facts[name], FACTS[name](description)), name


def test_every_deviation_is_one_and_has_its_reason() -> None:
    if not collection():
        pytest.skip("the larger corpus does not lie beside the project")
    by_id = {case["id"]: case for case in collection()}
    explained = DEVIATIONS.read_text(encoding="utf-8")
    for name in (*UNREADABLE, *FAULTY, *FAULTY_IN_STRICT, *TAKEN, *(one for one, _ in OTHER_FACTS)):
        assert f"`{name}`" in explained, name
    for name, rules in FAULTY.items():
        (text, _), *_ = texts(by_id[name])
        assert errors(text, STRICT) == {*rules}
        assert errors(text, INTEROP)
        assert not by_id[name]["oracle"]["chromium"]["ok"]
    for name, rules in FAULTY_IN_STRICT.items():
        assert set().union(*(errors(clean, STRICT) for _, clean in texts(by_id[name]))) == {*rules}
    for name in TAKEN:
        assert not errors(by_id[name]["sdp"], STRICT)


# --- what browsers wrote


def performance_texts() -> Iterator[str]:
    folder = SHARED / "perf"
    if not folder.is_dir():
        pytest.skip("the larger corpus does not lie beside the project")
    for path in sorted(folder.glob("*.sdp*")):
        yield from filter(None, path.read_bytes().decode().split("=====\n"))


@pytest.mark.parametrize("profile", [INTEROP, STRICT], ids=lambda profile: profile.name)
@pytest.mark.parametrize("collected", [lambda: shared_captures().values(), performance_texts])
def test_nothing_is_wrong_with_what_browsers_wrote(collected: Any, profile: Profile) -> None:
    count = 0
    for text in collected():
        description = read(text, profile)
        for part in (description, *description.media):
            assert not [line for line in part.lines if isinstance(line, Unknown | Malformed)]
        assert errors(text, profile) == set()
        count += 1
    assert count > 60
