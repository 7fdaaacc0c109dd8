"""Held against single lines and fragments that others wrote, and against what they say of them.

Where we decide otherwise than the collection, the reason stands here, by case, and in
docs/explanation/deviations.md.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sdpsig import sdp
from sdpsig.errors import Fault, SdpError, Severity
from sdpsig.sdp import (
    INTEROP,
    STANDARD,
    STRICT,
    Attribute,
    Line,
    Malformed,
    Profile,
    SessionDescription,
    Unknown,
    attributes,
    check,
    parse_attribute,
    parse_candidate,
    parse_fragment,
    serialize_fragment,
)
from tests._corpus import SHARED
from tests._line_facts import FACTS, agrees

DEVIATIONS = Path(__file__).parents[1] / "docs" / "explanation" / "deviations.md"

NOT_OURS: Mapping[str, str] = {
    "": "a test of an attribute without a name",
    "M1A1": "made up for a test",
    "M1A2": "made up for a test",
    "floor-control": "floorctrl misspelt in an example of RFC 6871",
    "fmtp\x00": "a test of control characters",
    "goo": "made up for a test",
    "key": "made up for a test",
    "otherattr": "made up for a test",
    "otro": "made up for a test",
    "prea1": "made up for a test",
    "prea2": "made up for a test",
    "rtpmap 97 AMR/8000": "a blank where a colon belongs",
    "uno": "made up for a test",
}
"""Names in the collection that no section is for."""

BY_CHECK: Mapping[str, str] = {
    "ex_sdp/connection/160": "RFC 8866 §5.7: the grammar of an address has room for anything",
    "ex_sdp/connection/161": "RFC 8866 §5.7: the grammar of an address has room for anything",
    "ex_sdp/connection/162": "RFC 8866 §5.7: the grammar of an address has room for anything",
    "restcomm/a/45": "V-21: lengths are judged where credentials are used",
    "restcomm/a/47": "V-21: lengths are judged where credentials are used",
    "restcomm/candidate/83": "TR-9: the grammar has raddr and rport each for itself",
    "restcomm/candidate/84": "TR-9: the grammar has raddr and rport each for itself",
    "restcomm/ice-pwd/89": "V-21: lengths are judged where credentials are used",
    "restcomm/ice-pwd/90": "V-21: lengths are judged where credentials are used",
    "str0m/fingerprint-short": "V-25a: the length of a digest follows from its hash",
}
"""Called invalid by the grammar; the parser reads them and `check` finds the fault."""

TAKEN: Mapping[str, str] = {
    "restcomm/candidate/83": "TR-9: raddr and rport are for people; a connection needs neither",
    "restcomm/candidate/84": "TR-9: raddr and rport are for people; a connection needs neither",
}
"""Called invalid; only ever a warning."""

SILENT: Mapping[str, str] = {
    "belle-sip/line/189": "RFC 8866 §5.6: an address for people, kept as it was written",
    "ex_sdp/rtcp-fb/trailing-space": "RFC 4585 §4.2: the blank is kept, and there is no parameter",
    "ezk/candidate/209": "RFC 8839 §5.1 has no rule against it",
    "ezk/crypto/210": "RFC 4568 §6.3: parameters of the session are kept, never judged",
    "ezk/rtcp_fb/231": "RFC 4585 §4.2: any token may be a kind of feedback",
    "ezk/rtcp_fb/232": "RFC 4585 §4.2: any token may be a kind of feedback",
    "ezk/rtcp_fb/233": "RFC 4585 §4.2: any token may be a kind of feedback",
    "ezk/rtcp_fb/235": "RFC 4585 §4.2: any token may be a kind of feedback",
    "ezk/rtcp_fb/237": "RFC 4585 §4.2: any token may be a kind of feedback",
    "otalk-sdp/candidate": "RFC 8839 §5.1 has no rule against it",
    "otalk-sdp/candidate-a": "RFC 8839 §5.1 has no rule against it",
    "otalk-sdp/candidate-comp3": "RFC 8839 §5.1 has no rule against it",
    "otalk-sdp/candidate-type-ext": "RFC 8839 §5.1 has no rule against it",
    "otalk-sdp/sctp-old": "it has a form of its own, which says all that is needed",
}
"""Called lenient; there is no rule that they break, and nothing is told."""

UNREADABLE: Mapping[str, str] = {
    "ex_sdp/origin/177": "V-2: o= has six fields",
}
"""Called lenient; interop refuses it too."""

INCOMPLETE = frozenset({"V-12", "V-20", "V-22a", "V-25"})
"""Rules that a section breaks only because nothing stands around the case."""

OTHER_FACTS = frozenset(
    {
        ("ezk/extmap/211", "extmap"),
        ("otalk-sdp/sctp-old", "protocol"),
        ("re/extmap-1", "extmap"),
    }
)
"""Facts of another line, or with defaults written out."""

Case = dict[str, Any]
HEAD = {
    "v": "v=0",
    "o": "o=- 1 1 IN IP4 192.0.2.1",
    "s": "s=-",
    "c": "c=IN IP4 192.0.2.1",
    "t": "t=0 0",
}
"""A description as short as it may be, by the type of line."""
SECTION = "m=audio 9 RTP/AVP 0"
ORDER = "vosiuepcbtrzkam"


@cache
def collection() -> tuple[Case, ...]:
    path = SHARED / "open.json"
    found: list[Case] = json.loads(path.read_text()) if path.is_file() else []
    kinds = ("attribute-line", "candidate-line", "fragment")
    return tuple(case for case in found if case["kind"] in kinds)


def cases(*expected: str) -> list[Any]:
    """The cases of these kinds, to parametrize by; one that skips where there are none."""
    reason = "the larger corpus does not lie beside the project"
    absent = [pytest.param(None, marks=pytest.mark.skip(reason=reason), id="absent")]
    found = [case for case in collection() if case["expect"] in expected]
    return [pytest.param(case, id=case["id"]) for case in found] or absent


def is_trickled(case: Case) -> bool:
    return bool(case["facts"].get("media_type") == "application/trickle-ice-sdpfrag")


def description_of(case: Case) -> tuple[str, int]:
    """The case in a description that is right but for it, and the line where the case starts."""
    text: str = case["sdp"].removesuffix("\r\n")
    if case["kind"] == "candidate-line":
        text = f"a={text.removeprefix('a=')}"
    if text.startswith("a="):
        return "\r\n".join((*HEAD.values(), SECTION, text, "")), len(HEAD) + 2
    head = {**HEAD, text[0]: text}
    lines = [head[letter] for letter in sorted(head, key=ORDER.index)]
    return "\r\n".join((*lines, "")), lines.index(text) + 1


def read(text: str, profile: Profile) -> SessionDescription:
    description = sdp.parse(text, profile=profile)
    assert sdp.serialize(description) == text
    return description


def lines_of(description: SessionDescription) -> list[Line]:
    """Every line, in order."""
    found = [*description.lines]
    for media in description.media:
        found += [media.media_line, *media.lines]
    return found


def told(text: str, number: int, profile: Profile) -> list[Fault]:
    """What is said of the line of this number and of those after it."""
    try:
        description = read(text, profile)
    except SdpError as error:
        return [error.fault]
    faults = [*description.warnings, *check(description, profile=profile)]
    own = [fault for fault in faults if fault.rule not in INCOMPLETE]
    return [fault for fault in own if (fault.line or 0) >= number]


# --- valid, lenient, invalid


@pytest.mark.parametrize("case", cases("valid"))
def test_a_valid_line_is_read_by_its_section_and_comes_back(case: Case) -> None:
    if is_trickled(case):
        assert serialize_fragment(parse_fragment(case["sdp"], profile=STRICT)) == case["sdp"]
        return
    text, number = description_of(case)
    line = lines_of(read(text, STRICT))[number - 1]
    assert not isinstance(line, Malformed)
    assert isinstance(line, Unknown) is (split(case["sdp"])[0] in NOT_OURS)
    if case["kind"] == "attribute-line":
        assert parse_attribute(case["sdp"]) == line
        assert isinstance(line, Attribute)
        assert type(line).read(*split(case["sdp"])).text == case["sdp"]
    if case["kind"] == "candidate-line":
        assert parse_candidate(case["sdp"], profile=STRICT) == line


def split(text: str) -> tuple[str, str | None]:
    name, colon, value = text.removeprefix("a=").partition(":")
    return name, value if colon else None


@pytest.mark.parametrize("case", cases("lenient"))
def test_a_lenient_line_survives_and_is_told(case: Case) -> None:
    text, number = description_of(case)
    if case["id"] in UNREADABLE:
        with pytest.raises(SdpError) as caught:
            read(text, INTEROP)
        assert caught.value.fault.line == number
        return
    line = lines_of(read(text, INTEROP))[number - 1]
    assert bool(told(text, number, STRICT)) is (case["id"] not in SILENT)
    if case["kind"] == "candidate-line":
        assert parse_candidate(case["sdp"]) == line


@pytest.mark.parametrize("case", cases("invalid"))
def test_an_invalid_line_is_refused(case: Case) -> None:
    text, number = description_of(case)
    try:
        read(text, STRICT)
    except SdpError as error:
        fault = error.fault
        assert fault.line is not None
        assert fault.line >= number
        assert fault.rule
        assert case["id"] not in BY_CHECK
        return
    assert case["scope"] == "semantics" or case["id"] in BY_CHECK
    faults = [fault for fault in told(text, number, STRICT) if fault.severity is Severity.ERROR]
    assert bool(faults) is (case["id"] not in TAKEN)


@pytest.mark.parametrize("case", cases("invalid"))
def test_interop_keeps_an_invalid_line_in_its_place_or_cannot_do_without_it(case: Case) -> None:
    text, number = description_of(case)
    wanted = text.split("\r\n")[number - 1]
    if wanted[0] in "vom":
        return
    line = lines_of(read(text, INTEROP))[number - 1]
    assert line.text == wanted
    if isinstance(line, Malformed):
        assert line.fault.line == number


def test_every_deviation_is_a_case_and_has_its_reason() -> None:
    if not collection():
        pytest.skip("the larger corpus does not lie beside the project")
    known = {case["id"] for case in collection()}
    explained = DEVIATIONS.read_text(encoding="utf-8")
    for name in (*BY_CHECK, *TAKEN, *SILENT, *UNREADABLE):
        assert name in known, name
        assert f"`{name}`" in explained, name


def test_every_name_in_the_collection_has_its_section() -> None:
    path = SHARED / "open.json"
    if not path.is_file():
        pytest.skip("the larger corpus does not lie beside the project")
    lines = [line for case in json.loads(path.read_text()) for line in _texts(case)]
    names = {split(line)[0] for line in lines if line.startswith("a=")}
    assert {name for name in names if STANDARD.get(name) is Unknown} == {*NOT_OURS}


def _texts(case: Case) -> list[str]:
    texts = (case["sdp"], case.get("answer_sdp") or "")
    return [line for text in texts for line in re.split("[\r\n]+", text)]


# --- what is stated of them


@pytest.mark.parametrize("case", cases("valid", "lenient"))
def test_what_is_stated_of_a_line_is_what_we_read(case: Case) -> None:
    if is_trickled(case) or case["id"] in UNREADABLE:
        return
    text, number = description_of(case)
    line = lines_of(sdp.parse(text))[number - 1]
    if isinstance(line, Malformed):
        return
    for name in case["facts"].keys() & FACTS.keys():
        if (case["id"], name) not in OTHER_FACTS:
            assert agrees(case["facts"][name], FACTS[name](line)), name


def test_a_section_says_what_is_stated_of_it() -> None:
    if not collection():
        pytest.skip("the larger corpus does not lie beside the project")
    for case in collection():
        facts = case["facts"]
        if not {"rejected", "direction", "sctp_port", "max_message_size"} & facts.keys():
            continue
        (media,) = sdp.parse(description_of(case)[0]).media
        if "rejected" in facts:
            assert (media.port == 0) is facts["rejected"]
        if "direction" in facts:
            assert media.get(attributes.Direction) == attributes.Direction(facts["direction"])
        if "sctp_port" in facts:
            new, old = media.get(attributes.SctpPort), media.get(attributes.Sctpmap)
            port = new or old
            assert port is not None
            assert port.port == facts["sctp_port"]
        if "max_message_size" in facts:
            size = media.get(attributes.MaxMessageSize) or attributes.MaxMessageSize.default()
            assert size is not None
            assert size.size == facts["max_message_size"]


def test_a_trickled_fragment_holds_what_is_stated_of_it() -> None:
    if not collection():
        pytest.skip("the larger corpus does not lie beside the project")
    (case,) = filter(is_trickled, collection())
    fragment, facts = parse_fragment(case["sdp"]), case["facts"]
    assert fragment.ufrag == facts["ufrag"]
    assert [section.mid for section in fragment.sections] == facts["mids"]
    assert [len(part.candidates) for part in fragment.sections] == facts["candidate_counts"]
