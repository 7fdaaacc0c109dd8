"""What others state about codecs, groups, tracks and layers, and what the views say of them.

The collection lies beside the project; without it these tests are skipped.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from sdpsig.errors import SdpError
from sdpsig.sdp import (
    STANDARD,
    Attribute,
    Malformed,
    MediaDescription,
    MediaLine,
    SessionDescription,
    codecs,
    groups,
    parse,
    simulcast_layers,
    tracks,
    typed,
)
from sdpsig.sdp.attributes import Fmtp, RtcpFb, Rtpmap
from sdpsig.sdp.formats import ProfileLevelId
from tests._corpus import SHARED

Facts = Mapping[str, Any]


@cache
def cases() -> list[dict[str, Any]]:
    path = SHARED / "open.json"
    if not path.is_file():
        pytest.skip("the larger corpus does not lie beside the project")
    read: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return read


def described(fact: str) -> Iterator[tuple[str, SessionDescription, Any]]:
    """The descriptions that can be read and of which a fact is stated, with it."""
    seen = 0
    for case in cases():
        if case["kind"] == "description" and case["expect"] != "invalid" and fact in case["facts"]:
            try:
                description = parse(case["sdp"])
            except SdpError:
                continue  # whether it ought to be read is told by another test
            seen += 1
            yield case["id"], description, case["facts"][fact]
    assert seen, f"nothing states {fact}"


def attribute(case: dict[str, Any]) -> Attribute:
    name, _, value = case["sdp"].strip("\r\n").removeprefix("a=").partition(":")
    return STANDARD.get(name).read(name, value)


def lines(fact: str, kind: type[Attribute]) -> Iterator[tuple[str, Any, Any]]:
    """The well-formed attributes by themselves of which a fact is stated, with it."""
    for case in cases():
        stated = case["facts"].get(fact)
        if case["kind"] == "attribute-line" and case["expect"] == "valid" and stated is not None:
            try:
                line = attribute(case)
            except SdpError:
                continue
            if isinstance(line, kind):
                yield case["id"], line, stated


# --- formats


def test_parameters_are_what_others_read() -> None:
    seen = 0
    for name, line, stated in lines("fmtp_params", Fmtp):
        expected = {key.lower(): value or "" for key, value in stated.items()}
        assert line.parameters() == expected, name
        seen += 1
    assert seen >= 10


def test_parameters_of_whole_descriptions_are_what_others_read() -> None:
    for name, description, stated in described("fmtp_parsed"):
        read = {
            line.format: line.parameters()
            for media in description.media
            for line in media.all(Fmtp)
        }
        for payload_type, parameters in stated.items():
            assert read[payload_type] == parameters, name


def profile_of(line: Fmtp) -> ProfileLevelId | None:
    try:
        return ProfileLevelId.parse(line.parameters()["profile-level-id"])
    except SdpError:
        return None


def test_a_profile_level_id_is_valid_where_others_say_so() -> None:
    invalid = list(lines("profile_level_id_valid", Fmtp))
    assert invalid
    for name, line, stated in invalid:
        read = profile_of(line)
        valid = read is not None and read.profile is not None and read.level is not None
        assert valid is stated, name


@pytest.mark.parametrize("fact", ["profile", "level"])
def test_profiles_and_levels_have_the_names_that_others_give_them(fact: str) -> None:
    stated_of = list(lines(fact, Fmtp))
    assert len(stated_of) >= 10
    for name, line, stated in stated_of:
        read = profile_of(line)
        assert read is not None, name
        assert getattr(read, fact) == stated, name


# --- codecs


def test_as_many_codecs_are_found_as_others_find() -> None:
    for name, description, stated in described("codec_count0"):
        media = description.media[0]
        malformed = [line for line in media.all(Malformed) if line.name == Rtpmap.spec.name]
        assert len(codecs(media)) + len(malformed) == stated, name


def test_static_payload_types_mean_what_others_say() -> None:
    for name, description, stated in described("implied_rtpmap"):
        for codec in codecs(description.media[0]):
            said = stated.get(str(codec.payload_type))
            assert said in (None, f"{codec.encoding}/{codec.clock_rate}"), name


def test_codecs_have_the_names_that_others_read() -> None:
    for name, description, stated in described("codec_names"):
        for media, names in zip(description.media, stated, strict=True):
            found = [
                f"{codec.encoding}/{codec.clock_rate}"
                + (f"/{codec.channels}" if codec.channels > 1 else "")
                for codec in codecs(media)
            ]
            assert names is None or found == names, name


def test_feedback_for_all_formats_counts_for_each_codec() -> None:
    for name, description, stated in described("effective_rtcp_fb_per_codec"):
        for media in description.media:
            for codec in codecs(media):
                assert len(codec.effective_feedback) == stated, name


def test_an_rtpmap_by_itself_is_what_others_read() -> None:
    for name, line, stated in lines("rtpmap", Rtpmap):
        if "clock" in stated:
            read = (line.payload_type, line.encoding, line.clock_rate)
            assert read == (stated["pt"], stated["name"], stated["clock"]), name
            assert (line.channels or 1) == (stated.get("channels") or 1), name


def test_feedback_by_itself_is_what_others_read() -> None:
    stated_of = list(lines("rtcp_fb", RtcpFb))
    assert stated_of
    for name, line, stated in stated_of:
        assert f"{line.payload_type} {line.feedback}" == " ".join(stated), name


def test_typed_parameters_are_read_or_refused_by_rule_and_come_back() -> None:
    read = 0
    for case in cases():
        if case["kind"] != "description" or case["expect"] != "valid":
            continue
        for media in parse(case["sdp"]).media:
            for codec in codecs(media):
                try:
                    view = typed(codec)
                except SdpError as error:
                    fault = error.fault
                    if not fault.rule:
                        pytest.fail(f"{case['id']}: {fault}")
                    continue
                if view is not None:
                    read += 1
                    assert type(view).parse(view.serialize()) == view, case["id"]
    assert read > 50


# --- groups, tracks, layers


def test_groups_name_what_others_read() -> None:
    for name, description, stated in described("groups"):
        found = [[group.semantics, list(group.mids)] for group in groups(description)]
        assert found == stated, name


TRACK_FACTS: dict[str, Callable[[MediaDescription], object]] = {
    "primary_ssrc": lambda media: tracks(media)[0].sources[0].ssrc,
    "rtx_ssrc": lambda media: tracks(media)[0].sources[0].rtx,
    "cname": lambda media: tracks(media)[0].cname,
}


@pytest.mark.parametrize("fact", TRACK_FACTS)
def test_tracks_have_the_sources_that_others_read(fact: str) -> None:
    for name, description, stated in described(fact):
        found = [TRACK_FACTS[fact](media) for media in description.media if tracks(media)]
        assert stated in found, name


def test_layers_are_what_others_read() -> None:
    stated_of = list(lines("simulcast", Attribute))
    assert stated_of
    for name, line, stated in stated_of:
        media_line = MediaLine("video", 9, "RTP/AVP", ("96",))
        found: dict[str, list[list[str]]] = {}
        for layer in simulcast_layers(MediaDescription((line,), media_line=media_line)):
            names = [f"{'~' * one.paused}{one.rid}" for one in layer.alternatives]
            found.setdefault(layer.direction, []).append(names)
        assert found == stated, name
