"""Header extensions of an answer (RFC 8285, A-90 to A-95)."""

import pytest

from sdpsig import sdp
from sdpsig.jsep import Capabilities, HeaderExtension
from sdpsig.jsep._extension_match import accept_extensions
from sdpsig.sdp.attributes import MediaDirection

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
    *lines: str, session: tuple[str, ...] = (), capabilities: Capabilities = OURS
) -> list[str]:
    """What an answer to an audio section with these lines says."""
    text = "".join(f"{line}\r\n" for line in (*session, AUDIO.strip(), *lines))
    description = sdp.parse(HEAD + text)
    found = accept_extensions(description, description.media[0], capabilities)
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


def test_an_extension_is_for_the_media_that_it_is_for() -> None:
    assert accepted("a=extmap:1 urn:video") == []


@pytest.mark.parametrize("number", [1, 14])
def test_a_91_one_byte_ids_are_taken(number: int) -> None:
    assert accepted(f"a=extmap:{number} urn:a") == [f"a=extmap:{number} urn:a"]


@pytest.mark.parametrize("number", [16, 255])
def test_a_91_two_byte_ids_are_taken_where_both_may_mix(number: int) -> None:
    line = f"a=extmap:{number} urn:a"
    assert accepted(line) == []
    assert accepted(line, MIXED) == accepted(line, session=(MIXED,)) == [line]
    never = Capabilities(extensions=OURS.extensions, extmap_allow_mixed=False)
    assert accepted(line, MIXED, capabilities=never) == []


@pytest.mark.parametrize("number", [0, 15, 256, 4095, 4096, 4351, 4352, 65_535])
def test_a_91_other_ids_are_not(number: int) -> None:
    assert accepted(f"a=extmap:{number} urn:a", MIXED) == []


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


def test_a_94_parameters_are_not_repeated() -> None:
    assert accepted("a=extmap:5 urn:a vad=on") == ["a=extmap:5 urn:a"]
    assert accepted("a=extmap:5/sendrecv urn:a vad=on") == ["a=extmap:5/sendrecv urn:a"]


def test_extensions_of_the_session_hold_where_a_section_has_none() -> None:
    session = ("a=extmap:1 urn:a",)
    assert accepted(session=session) == ["a=extmap:1 urn:a"]
    assert accepted("a=extmap:2 urn:b", session=session) == ["a=extmap:2 urn:b"]
