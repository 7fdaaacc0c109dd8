"""Candidates and restarts as fragments, and what a fragment makes of a description."""

import pytest

from sdpsig.client._fragments import candidate_fragment, renewed, restart_fragment, ufrags
from sdpsig.errors import LocalProtocolError, SdpError
from sdpsig.sdp import parse, parse_fragment, serialize, serialize_fragment
from sdpsig.wire import IceCandidate
from tests._corpus import OFFERS
from tests.client._ingest import ANSWER, HOST, OFFER, RESTART_OFFER, RESTARTED, lines_of

LOCAL, REMOTE = parse(OFFER), parse(ANSWER)
UNBUNDLED = parse(
    OFFER.replace("a=group:BUNDLE 0 1\r\n", "").replace("m=video 0", "m=video 9")
    + "a=ice-ufrag:also\r\na=ice-pwd:"
    + "x" * 22
    + "\r\n"
)
HEAD = """
    a=ice-options:trickle ice2
    a=group:BUNDLE 0 1
    m=audio 9 UDP/TLS/RTP/SAVPF 111
    a=mid:0
    a=ice-ufrag:EsAw
    a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1
"""


def told(*candidates: IceCandidate | None, local: object = LOCAL) -> str | None:
    fragment = candidate_fragment(local, candidates)  # type: ignore[arg-type]
    return None if fragment is None else serialize_fragment(fragment)


def test_candidates_are_told_as_in_figure_3() -> None:
    text = told(IceCandidate(HOST, mid="0"), IceCandidate(mid="0"))
    assert text == lines_of(f"{HEAD}\na={HOST}\na=end-of-candidates")


@pytest.mark.parametrize("line", [HOST, f"a={HOST}", HOST.removeprefix("candidate:")])
@pytest.mark.parametrize("place", [{"mid": "0"}, {"mline_index": 0}, {"ufrag": "EsAw"}, {}])
def test_a_candidate_may_be_written_and_placed_in_several_ways(
    line: str, place: dict[str, str]
) -> None:
    assert told(IceCandidate(line, **place)) == lines_of(f"{HEAD}\na={HOST}")  # type: ignore[arg-type]


@pytest.mark.parametrize("end", [None, IceCandidate(), IceCandidate(""), IceCandidate("", mid="0")])
def test_the_end_is_told(end: IceCandidate | None) -> None:
    assert told(end) == lines_of(f"{HEAD}\na=end-of-candidates")


@pytest.mark.parametrize(
    "useless",
    [
        IceCandidate(HOST, mid="1"),
        IceCandidate("", mid="1"),
        IceCandidate(HOST, mline_index=1),
        IceCandidate(HOST, mid="0", ufrag="gone"),
    ],
)
def test_sections_within_a_bundle_and_old_generations_have_nothing_to_tell(
    useless: IceCandidate,
) -> None:
    assert told(useless) is None
    assert told(useless, IceCandidate(HOST, mid="0")) == told(IceCandidate(HOST, mid="0"))
    assert told() is None


def test_without_a_bundle_every_section_has_its_own() -> None:
    video = IceCandidate(HOST, mid="1")
    text = told(video, None, local=UNBUNDLED)
    assert text is not None
    fragment = parse_fragment(text)
    assert [part.mid for part in fragment.sections] == ["0", "1"]
    assert [len(part.candidates) for part in fragment.sections] == [0, 1]
    assert all(part.end_of_candidates for part in fragment.sections)


@pytest.mark.parametrize("place", [{"mid": "7"}, {"mline_index": 2}])
def test_a_section_that_is_not_there_is_the_callers_mistake(place: dict[str, str]) -> None:
    with pytest.raises(LocalProtocolError, match="section that the description does not have"):
        told(IceCandidate(HOST, **place))  # type: ignore[arg-type]


def test_what_is_no_candidate_is_not_sent() -> None:
    for text in ("garbage", "candidate:1 1 udp", f"{HOST}\r\na=evil"):
        with pytest.raises(SdpError):
            told(IceCandidate(text, mid="0"))


def test_sections_need_no_names() -> None:
    nameless = parse(OFFER.replace("a=mid:0\r\n", ""))
    text = told(IceCandidate(HOST), local=nameless)
    assert text is not None
    assert "a=mid" not in text
    assert f"a={HOST}" in text


def test_without_credentials_there_is_no_transport() -> None:
    assert told(IceCandidate(HOST), local=parse(OFFER.replace("a=ice-", "a=x-ice-"))) is None


def test_a_restart_tells_credentials_and_candidates_as_in_figure_4() -> None:
    text = serialize_fragment(restart_fragment(parse(RESTART_OFFER)))
    assert text == lines_of(
        f"""
        a=ice-options:trickle ice2
        a=group:BUNDLE 0 1
        m=audio 9 UDP/TLS/RTP/SAVPF 111
        a=mid:0
        a=ice-ufrag:ysXw
        a=ice-pwd:vw5LmwG4y/e6dPP/zAP9Gp5k
        a={HOST}
        a=end-of-candidates
        """
    )


@pytest.mark.parametrize("name", OFFERS)
def test_every_browsers_offer_can_be_told(name: str) -> None:
    local = parse(OFFERS[name])
    assert len(ufrags(local)) == 1
    text = serialize_fragment(restart_fragment(local))
    fragment = parse_fragment(text)
    assert fragment.warnings == ()
    assert {fragment.credentials(part)[0] for part in fragment.sections} == ufrags(local)


def test_a_generation_without_credentials_is_none() -> None:
    assert ufrags(parse(OFFER.replace("a=ice-ufrag", "a=x"))) == frozenset()


def test_a_fragment_renews_an_answer_and_nothing_else_in_it() -> None:
    changed = serialize(renewed(REMOTE, parse_fragment(RESTARTED)))
    assert changed.count("a=ice-ufrag:289b31b754eaa438\r\n") == 1
    assert changed.count("a=candidate:7 ") == changed.count("a=candidate:") == 1
    assert changed.count("a=end-of-candidates\r\n") == 1

    def others(text: str) -> list[str]:
        of_ice = ("a=ice-ufrag", "a=ice-pwd", "a=candidate", "a=end-of-candidates")
        return [line for line in text.splitlines() if not line.startswith(of_ice)]

    assert others(changed) == others(ANSWER)


def test_every_section_gets_the_credentials_of_its_transport() -> None:
    each = ANSWER.replace(
        "a=mid:1\r\n", "a=mid:1\r\na=ice-ufrag:old1\r\na=ice-pwd:" + "x" * 22 + "\r\n"
    )
    changed = serialize(renewed(parse(each), parse_fragment(RESTARTED)))
    assert changed.count("a=ice-ufrag:289b31b754eaa438\r\n") == 2
    assert changed.count("a=candidate:") == 1


def test_credentials_of_the_session_part_are_renewed_there() -> None:
    first, rest = ANSWER.split("m=audio")
    moved = ("a=ice-ufrag:38sdf4fdsf54\r\n", f"a=ice-pwd:{'2e13dde17c1cb009202f627fab90'}\r\n")
    lines = [line for line in rest.splitlines(keepends=True) if not line.startswith("a=ice-")]
    changed = serialize(
        renewed(
            parse(first + "".join(moved) + "m=audio" + "".join(lines)), parse_fragment(RESTARTED)
        )
    )
    head = changed.partition("m=")[0]
    assert "a=ice-ufrag:289b31b754eaa438" in head
    assert changed.count("a=ice-ufrag:") == 1


def test_an_end_for_all_is_one_for_each_and_none_is_none() -> None:
    text = RESTARTED.replace("a=end-of-candidates\r\n", "")
    assert "end-of" not in serialize(renewed(REMOTE, parse_fragment(text)))
    text = "a=end-of-candidates\r\n" + text
    assert "end-of" in serialize(renewed(REMOTE, parse_fragment(text)))


@pytest.mark.parametrize("text", ["a=ice-lite\r\n", "m=audio 9 RTP/AVP 0\r\na=mid:0\r\n"])
def test_a_fragment_without_credentials_renews_nothing(text: str) -> None:
    with pytest.raises(SdpError, match="without ice-ufrag or ice-pwd"):
        renewed(REMOTE, parse_fragment(text))
