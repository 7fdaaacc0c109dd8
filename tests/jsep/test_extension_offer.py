"""The ids of our own header extensions, and the lines of our offers (O-10, A-91, A-93)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig import sdp
from sdpsig.jsep import WEBRTC, Capabilities, HeaderExtension
from sdpsig.jsep._extension_match import ENCRYPT, MID, REPAIRED_RID, RID, accept_extensions
from sdpsig.jsep._extension_offer import allocate, bindings, offer_extensions, replace_later
from sdpsig.sdp.attributes import Extmap, MediaDirection

SEND, RECV, BOTH, NONE = (
    MediaDirection.SENDONLY,
    MediaDirection.RECVONLY,
    MediaDirection.SENDRECV,
    MediaDirection.INACTIVE,
)


def ours(*uris: str, mixed: bool = True) -> Capabilities:
    extensions = tuple(HeaderExtension(uri) for uri in uris)
    return Capabilities(extensions=extensions, extmap_allow_mixed=mixed)


def many(count: int, *, mixed: bool = True) -> Capabilities:
    return ours(*(f"urn:{number}" for number in range(count)), mixed=mixed)


def said(lines: tuple[Extmap, ...]) -> list[str]:
    return [line.text.removeprefix("a=extmap:") for line in lines]


# --- ids for a session


def test_ids_are_given_in_our_order_and_sections_are_named_first() -> None:
    assert allocate(ours("urn:a", "urn:b"), {}, ()) == {MID: 1, "urn:a": 2, "urn:b": 3}
    listed = ours("urn:a", REPAIRED_RID, RID, MID)
    assert allocate(listed, {}, ()) == {MID: 1, RID: 2, REPAIRED_RID: 3, "urn:a": 4}


def test_what_is_bound_keeps_its_first_id() -> None:
    found = allocate(ours("urn:a", "urn:b"), {"urn:b": 1, MID: 9, "urn:x": 2}, {1, 2, 9})
    assert found == {MID: 9, "urn:a": 3, "urn:b": 1}


def test_an_id_that_ever_meant_something_is_not_given_again() -> None:
    assert allocate(ours("urn:a"), {}, {1, 3}) == {MID: 2, "urn:a": 4}
    assert allocate(ours("urn:a"), {"urn:x": 1}, ()) == {MID: 2, "urn:a": 3}


def test_what_has_nowhere_to_go_is_left_out() -> None:
    assert list(allocate(many(20), {}, ())) == [MID, *(f"urn:{number}" for number in range(13))]
    assert allocate(many(2), {}, range(1, 15)) == {}


def test_more_than_fourteen_need_two_bytes() -> None:
    found = allocate(many(16), {}, (), two_byte=True)
    assert list(found.values()) == [*range(1, 15), 16, 17, 18]
    assert allocate(many(16, mixed=False), {}, (), two_byte=True) == allocate(many(16), {}, ())
    assert len(allocate(many(300), {}, (), two_byte=True)) == 14 + 240


def test_a_bound_id_of_two_bytes_is_kept_or_not_used_at_all() -> None:
    assert allocate(ours("urn:a"), {"urn:a": 20}, {20}, two_byte=True) == {MID: 1, "urn:a": 20}
    assert allocate(ours("urn:a"), {"urn:a": 20}, {20}) == {MID: 1}


@pytest.mark.parametrize("number", [0, 15, 256, 4096])
def test_a_number_that_is_no_id_binds_nothing(number: int) -> None:
    assert allocate(ours("urn:a"), {"urn:a": number}, {number}) == {MID: 1, "urn:a": 2}


def test_of_two_names_that_a_peer_bound_to_one_id_the_first_has_it() -> None:
    assert allocate(ours("urn:a", "urn:b"), {"urn:a": 3, "urn:b": 3}, {3}) == {MID: 1, "urn:a": 3}


def test_what_never_flows_gets_no_id() -> None:
    idle = Capabilities(extensions=(HeaderExtension("urn:a", direction=NONE),))
    assert allocate(idle, {}, ()) == {MID: 1}


NAMES = st.sampled_from([MID, RID, *(f"urn:{number}" for number in range(18))])
BOUND = st.dictionaries(NAMES, st.integers(1, 14) | st.integers(16, 40), max_size=12)


@given(BOUND, st.sets(st.integers(0, 260), max_size=30), st.booleans())
def test_ids_are_unique_stable_and_never_taken_from_others(
    bound: dict[str, int], taken: set[int], two_byte: bool
) -> None:
    capabilities, before = many(18), taken | {*bound.values()}
    ids = allocate(capabilities, bound, before, two_byte=two_byte)
    assert len({*ids.values()}) == len(ids)
    assert all(bound.get(name) == number or number not in before for name, number in ids.items())
    after = {**ids, **bound}
    assert allocate(capabilities, after, before | {*ids.values()}, two_byte=two_byte) == ids


def test_lines_bind_names_to_ids_in_packets() -> None:
    lines = (
        Extmap(3, "urn:a", SEND, "vad=on"),
        Extmap(20, ENCRYPT, None, "urn:a x"),
        Extmap(0, "urn:b"),
        Extmap(15, "urn:c"),
        Extmap(4096, "urn:d"),
    )
    assert [*bindings(lines)] == [("urn:a", 3), (f"{ENCRYPT} urn:a", 20)]


# --- ids for what an offer leaves open


def test_an_offer_may_leave_ids_to_us() -> None:
    text = (
        "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
        "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=extmap:1 urn:x\r\na=extmap:4096 urn:a\r\n"
        "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=rtpmap:96 VP8/90000\r\n"
        "a=extmap:4096 urn:b\r\na=extmap:4097 urn:a\r\na=extmap:4098 urn:unknown\r\n"
    )
    offer, capabilities = sdp.parse(text), ours("urn:c", "urn:a", "urn:b")
    found = replace_later(offer, capabilities, {"urn:x": 1}, {1})
    assert found == {"urn:a": 2, "urn:b": 3}
    answered = [
        accept_extensions(offer, media, capabilities, replacements=found) for media in offer.media
    ]
    assert [said(lines) for lines in answered] == [["2 urn:a"], ["3 urn:b", "2 urn:a"]]
    assert replace_later(offer, capabilities, {"urn:a": 7}, {7}) == {"urn:a": 7, "urn:b": 1}


# --- lines of a section


def test_a_section_says_what_is_of_its_kind() -> None:
    capabilities = Capabilities(
        extensions=(
            HeaderExtension("urn:level", ("audio",)),
            HeaderExtension("urn:turn", ("video",)),
            HeaderExtension(RID),
            HeaderExtension(REPAIRED_RID),
        )
    )
    ids = allocate(capabilities, {}, ())
    assert said(offer_extensions(capabilities, "audio", ids)) == [f"1 {MID}", "4 urn:level"]
    assert said(offer_extensions(capabilities, "video", ids)) == [
        f"1 {MID}",
        f"2 {RID}",
        f"3 {REPAIRED_RID}",
        "5 urn:turn",
    ]
    assert offer_extensions(capabilities, "application", ids) == ()


def test_every_rtp_section_names_itself() -> None:
    heard = Capabilities(extensions=(HeaderExtension(MID, ("audio",), RECV),))
    ids = allocate(heard, {}, ())
    assert said(offer_extensions(heard, "video", ids)) == [f"1 {MID}"]
    assert said(offer_extensions(heard, "audio", ids)) == [f"1/recvonly {MID}"]


def test_lines_stand_by_their_ids() -> None:
    capabilities = ours("urn:a", "urn:b")
    ids = allocate(capabilities, {"urn:a": 9, MID: 11}, {9, 11})
    assert said(offer_extensions(capabilities, "audio", ids)) == [
        "1 urn:b",
        "9 urn:a",
        f"11 {MID}",
    ]


@pytest.mark.parametrize(
    ("own", "section", "expected"),
    [
        (BOTH, None, ["2 urn:a"]),
        (BOTH, SEND, ["2 urn:a"]),
        (SEND, None, ["2/sendonly urn:a"]),
        (SEND, BOTH, ["2/sendonly urn:a"]),
        (SEND, NONE, ["2/sendonly urn:a"]),
        (SEND, RECV, []),
        (RECV, SEND, []),
        (NONE, BOTH, []),
    ],
)
def test_an_extension_goes_the_way_of_its_section(
    own: MediaDirection, section: MediaDirection | None, expected: list[str]
) -> None:
    capabilities = Capabilities(extensions=(HeaderExtension("urn:a", direction=own),))
    lines = offer_extensions(capabilities, "audio", {MID: 1, "urn:a": 2}, direction=section)
    assert said(lines) == [f"1 {MID}", *expected]


def test_an_encrypted_extension_has_an_id_of_its_own() -> None:
    capabilities = ours(f"{ENCRYPT} urn:a", "urn:a")
    lines = offer_extensions(capabilities, "audio", allocate(capabilities, {}, ()))
    assert said(lines) == [f"1 {MID}", f"2 {ENCRYPT} urn:a", "3 urn:a"]
    assert [sdp.attributes.Extmap.parse(text) for text in said(lines)] == [*lines]


def test_a_uri_has_one_id_in_all_sections() -> None:
    ids = allocate(WEBRTC, {}, ())
    audio, video = (offer_extensions(WEBRTC, kind, ids) for kind in ("audio", "video"))
    common = {line.uri for line in audio} & {line.uri for line in video}
    assert len(common) == 3
    for uri in common:
        assert len({line.id for line in (*audio, *video) if line.uri == uri}) == 1
