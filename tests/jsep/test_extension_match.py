"""Header extensions of an answer (RFC 8285, A-90 to A-96)."""

from collections.abc import Mapping

import pytest

from sdpsig import sdp
from sdpsig.jsep import Capabilities, HeaderExtension
from sdpsig.jsep._extension_match import (
    ENCRYPT,
    MID,
    RID,
    accept_extensions,
    carries_rids,
    extension_name,
)
from sdpsig.sdp.attributes import Extmap, MediaDirection

HEAD = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
AUDIO = "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n"
MIXED = "a=extmap-allow-mixed"
OURS = Capabilities(
    extensions=(
        HeaderExtension("urn:a"),
        HeaderExtension("urn:b"),
        HeaderExtension("urn:video", ("video",)),
        HeaderExtension("urn:hear", direction=MediaDirection.RECVONLY),
        HeaderExtension("urn:say", direction=MediaDirection.SENDONLY),
        HeaderExtension("urn:off", direction=MediaDirection.INACTIVE),
    )
)


def accepted(
    *lines: str,
    session: tuple[str, ...] = (),
    capabilities: Capabilities = OURS,
    direction: MediaDirection | None = None,
    bundled: bool = False,
    replacements: Mapping[str, int] | None = None,
) -> list[str]:
    """What an answer to an audio section with these lines says."""
    text = "".join(f"{line}\r\n" for line in (*session, AUDIO.strip(), *lines))
    description = sdp.parse(HEAD + text)
    found = accept_extensions(
        description,
        description.media[0],
        capabilities,
        direction=direction,
        bundled=bundled,
        replacements=replacements,
    )
    return [line.text for line in found]


def test_a_90_what_both_understand_keeps_its_id_and_its_place() -> None:
    assert accepted("a=extmap:7 urn:b", "a=extmap:3 urn:x", "a=extmap:12 urn:a") == [
        "a=extmap:7 urn:b",
        "a=extmap:12 urn:a",
    ]


def test_a_90_nothing_is_added() -> None:
    assert accepted() == []
    assert accepted("a=extmap:1 urn:a", capabilities=Capabilities()) == []


def test_a_90_of_one_uri_the_first_that_can_be_used_counts() -> None:
    assert accepted("a=extmap:1 urn:a", "a=extmap:2 urn:a") == ["a=extmap:1 urn:a"]
    assert accepted("a=extmap:0 urn:a", "a=extmap:2 urn:a") == ["a=extmap:2 urn:a"]


def test_a_90_the_first_of_a_uri_keeps_its_place() -> None:
    lines = ("a=extmap:1 urn:a", "a=extmap:2 urn:b", "a=extmap:3 urn:a")
    assert accepted(*lines) == ["a=extmap:1 urn:a", "a=extmap:2 urn:b"]
    assert accepted("a=extmap:1/inactive urn:a", "a=extmap:3 urn:a") == ["a=extmap:3 urn:a"]


def test_no_id_is_answered_for_two_uris() -> None:
    assert accepted("a=extmap:1 urn:a", "a=extmap:1 urn:b") == ["a=extmap:1 urn:a"]
    assert accepted("a=extmap:1 urn:x", "a=extmap:1 urn:b") == []


def test_an_extension_is_for_the_media_that_it_is_for() -> None:
    assert accepted("a=extmap:1 urn:video") == []


@pytest.mark.parametrize("number", [1, 14])
def test_a_91_one_byte_ids_are_taken(number: int) -> None:
    assert accepted(f"a=extmap:{number} urn:a") == [f"a=extmap:{number} urn:a"]


@pytest.mark.parametrize("number", [16, 255])
def test_a_91_two_byte_ids_are_taken_where_both_forms_may_mix(number: int) -> None:
    lines = ["a=extmap:1 urn:b", f"a=extmap:{number} urn:a"]
    assert accepted(*lines) == lines[:1]
    assert accepted(*lines, MIXED) == accepted(*lines, session=(MIXED,)) == lines
    never = Capabilities(extensions=OURS.extensions, extmap_allow_mixed=False)
    assert accepted(*lines, MIXED, capabilities=never) == lines[:1]


def test_a_91_two_byte_ids_are_taken_where_there_are_no_others() -> None:
    lines = ["a=extmap:16 urn:a", "a=extmap:255 urn:b"]
    assert accepted(*lines) == lines
    assert accepted("a=extmap:1 urn:x", *lines) == lines, "what is not negotiated does not count"
    never = Capabilities(extensions=OURS.extensions, extmap_allow_mixed=False)
    assert accepted(*lines, capabilities=never) == []


def test_a_91_of_one_uri_the_id_that_fits_the_form_is_taken() -> None:
    lines = ["a=extmap:20 urn:a", "a=extmap:3 urn:a"]
    assert accepted(*lines) == lines[1:]
    assert accepted(*lines, MIXED) == lines[:1]


@pytest.mark.parametrize("number", [0, 15, 256, 4095, 4096, 4351, 4352, 65_535])
def test_a_91_other_ids_are_not(number: int) -> None:
    assert accepted(f"a=extmap:{number} urn:a", MIXED) == []


@pytest.mark.parametrize("number", [4096, 4351])
def test_a_91_a_number_for_later_becomes_an_id_where_there_is_one(number: int) -> None:
    line = f"a=extmap:{number} urn:a"
    assert accepted(line, replacements={"urn:a": 7}) == ["a=extmap:7 urn:a"]
    assert accepted(line, replacements={"urn:b": 7}) == []
    assert accepted(line, replacements={"urn:a": 20}) == ["a=extmap:20 urn:a"]


@pytest.mark.parametrize("number", [15, 4095, 4352])
def test_a_91_other_numbers_are_not_replaced(number: int) -> None:
    assert accepted(f"a=extmap:{number} urn:a", replacements={"urn:a": 7}) == []


def test_a_91_of_alternatives_under_one_number_each_gets_its_own_id() -> None:
    lines = ("a=extmap:4096/sendonly urn:a", "a=extmap:4096 urn:b")
    assert accepted(*lines, replacements={"urn:a": 2, "urn:b": 3}) == [
        "a=extmap:2/recvonly urn:a",
        "a=extmap:3 urn:b",
    ]


def test_a_91_a_replacement_takes_no_id_that_means_something_else() -> None:
    taken = ("a=extmap:4096 urn:a", "a=extmap:7 urn:x")
    assert accepted(*taken, replacements={"urn:a": 7}) == []
    again = ("a=extmap:4096 urn:a", "a=extmap:7 urn:a")
    assert accepted(*again, replacements={"urn:a": 7}) == ["a=extmap:7 urn:a"]
    twins = ("a=extmap:4096 urn:a", "a=extmap:4097 urn:b")
    assert accepted(*twins, replacements={"urn:a": 7, "urn:b": 7}) == ["a=extmap:7 urn:a"]


@pytest.mark.parametrize(
    ("offered", "answered"),
    [
        ("5 urn:a", "5 urn:a"),
        ("5/sendrecv urn:a", "5/sendrecv urn:a"),
        ("5/sendonly urn:a", "5/recvonly urn:a"),
        ("5/recvonly urn:a", "5/sendonly urn:a"),
        ("5/inactive urn:a", None),
        ("5 urn:hear", "5/recvonly urn:hear"),
        ("5/sendrecv urn:hear", "5/recvonly urn:hear"),
        ("5/sendonly urn:hear", "5/recvonly urn:hear"),
        ("5/recvonly urn:hear", None),
        ("5 urn:say", "5/sendonly urn:say"),
        ("5/recvonly urn:say", "5/sendonly urn:say"),
        ("5/sendonly urn:say", None),
        ("5 urn:off", None),
        ("5/sendrecv urn:off", None),
    ],
)
def test_a_92_a_direction_is_what_both_allow(offered: str, answered: str | None) -> None:
    expected = [] if answered is None else [f"a=extmap:{answered}"]
    assert accepted(f"a=extmap:{offered}") == expected


@pytest.mark.parametrize(
    ("offered", "section", "answered"),
    [
        ("5/recvonly urn:a", MediaDirection.RECVONLY, None),
        ("5/sendonly urn:a", MediaDirection.SENDONLY, None),
        ("5 urn:hear", MediaDirection.SENDONLY, None),
        ("5/recvonly urn:a", MediaDirection.SENDONLY, "5/sendonly urn:a"),
        ("5/recvonly urn:a", MediaDirection.SENDRECV, "5/sendonly urn:a"),
        ("5/recvonly urn:a", MediaDirection.INACTIVE, "5/sendonly urn:a"),
        ("5/sendrecv urn:a", MediaDirection.RECVONLY, "5/sendrecv urn:a"),
        ("5 urn:a", MediaDirection.RECVONLY, "5 urn:a"),
    ],
)
def test_an_extension_does_not_go_against_its_section(
    offered: str, section: MediaDirection, answered: str | None
) -> None:
    expected = [] if answered is None else [f"a=extmap:{answered}"]
    assert accepted(f"a=extmap:{offered}", direction=section) == expected


def test_a_93_the_ids_are_those_of_this_section() -> None:
    text = AUDIO + "a=extmap:3 urn:a\r\n" + AUDIO + "a=extmap:4 urn:a\r\n"
    description = sdp.parse(HEAD + text)
    found = [accept_extensions(description, media, OURS) for media in description.media]
    assert [[line.id for line in lines] for lines in found] == [[3], [4]]


SECRET = Capabilities(extensions=(HeaderExtension(f"{ENCRYPT} urn:a"), HeaderExtension("urn:a")))


def test_a_94_an_encrypted_extension_is_one_of_its_own() -> None:
    line = f"a=extmap:5 {ENCRYPT} urn:a"
    assert accepted(line) == []
    assert accepted(line, capabilities=SECRET) == [line]
    assert accepted(f"{line} 25@600/24", capabilities=SECRET) == [line]
    assert accepted(f"a=extmap:5/sendonly {ENCRYPT} urn:a", capabilities=SECRET) == [
        f"a=extmap:5/recvonly {ENCRYPT} urn:a"
    ]
    assert accepted(f"a=extmap:5 {ENCRYPT}", capabilities=SECRET) == []
    assert accepted(f"a=extmap:5 {ENCRYPT} urn:b", capabilities=SECRET) == []


def test_a_94_what_is_accepted_encrypted_is_not_accepted_in_clear() -> None:
    clear, secret = "a=extmap:4 urn:a", f"a=extmap:5 {ENCRYPT} urn:a"
    assert accepted(clear, secret, capabilities=SECRET) == [secret]
    assert accepted(clear, capabilities=SECRET) == [clear]


def test_an_encrypted_extension_is_named_by_both_uris() -> None:
    assert extension_name(Extmap(1, "urn:a", None, "vad=on")) == "urn:a"
    assert extension_name(Extmap(1, ENCRYPT, None, "urn:a 25@600")) == f"{ENCRYPT} urn:a"
    assert extension_name(Extmap(1, ENCRYPT)) == f"{ENCRYPT} "


def test_a_96_a_bundled_section_takes_the_mid() -> None:
    line = f"a=extmap:4 {MID}"
    assert accepted(line) == []
    assert accepted(line, bundled=True) == [line]
    assert accepted(bundled=True) == []
    hearing = Capabilities(extensions=(HeaderExtension(MID, direction=MediaDirection.RECVONLY),))
    assert accepted(line, bundled=True, capabilities=hearing) == [f"a=extmap:4/recvonly {MID}"]


def test_layers_need_the_extension_that_names_them() -> None:
    assert carries_rids([Extmap(1, MID), Extmap(2, RID)])
    assert not carries_rids([Extmap(1, MID), Extmap(2, ENCRYPT, None, RID)])


def test_a_94_parameters_are_not_repeated() -> None:
    assert accepted("a=extmap:5 urn:a vad=on") == ["a=extmap:5 urn:a"]
    assert accepted("a=extmap:5/sendrecv urn:a vad=on") == ["a=extmap:5/sendrecv urn:a"]


def test_extensions_of_the_session_hold_where_a_section_has_none() -> None:
    session = ("a=extmap:1 urn:a",)
    assert accepted(session=session) == ["a=extmap:1 urn:a"]
    assert accepted("a=extmap:2 urn:b", session=session) == ["a=extmap:2 urn:b"]
