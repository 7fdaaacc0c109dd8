"""Bad input at the front door: the documented shape and nothing else leaves, and nothing stays.

After each of them no session is left behind and the next good request is served.
"""

import json
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sdpsig.limits import Limits
from tests._corpus import OFFERS
from tests._front import CANDIDATE, CLOSE, GOOD, OFFER, Front, Reply, offer_body
from tests._loop import in_virtual_time, run
from tests.http.test_json_api import ANSWER, PLACES, TEMPLATES, WRONG, put

pytestmark = pytest.mark.anyio
anyio_backend = in_virtual_time

FULL = OFFERS["audio-video-data--firefox-offer-created"]
CHROMIUM = OFFERS["audio-video-data--chromium-offer-created"]
POSTS = (OFFER, ANSWER, CANDIDATE, CLOSE)


def lines_of(sdp: str) -> list[str]:
    return sdp.splitlines(keepends=True)


def number_of(sdp: str, start: str, nth: int = 1) -> int:
    """The number of the nth line that starts so."""
    return [at for at, text in enumerate(lines_of(sdp), 1) if text.startswith(start)][nth - 1]


def without(sdp: str, *starts: str) -> str:
    return "".join(text for text in lines_of(sdp) if not text.startswith(starts))


async def told(front: Front, reply: Reply) -> tuple[int, str, int | None]:
    """Status, reason and line of a refusal that left nothing behind."""
    line: int | None = reply.json.get("line")
    found = reply.error()
    assert "session_id" not in reply.json
    assert front.media.told == []
    await front.check_clean()
    front.media.told.clear()
    return *found, line


# --- JSON


@pytest.mark.parametrize(
    ("body", "reason", "status"),
    [
        (b"", "json.syntax", 400),
        (b"v=0\r\n", "json.syntax", 400),
        (b"<!DOCTYPE html><html></html>", "json.syntax", 400),
        (b"sdp=v%3D0&type=offer", "json.syntax", 400),
        (b"{", "json.syntax", 400),
        (b"\x00\x01\x02\x03", "json.bad-encoding", 400),
        (b"\xff" * 64, "json.bad-encoding", 400),
        (b"[" * 10_000 + b"]" * 10_000, "json.too-deep", 400),
        (b'{"metadata":' * 10_000 + b"1" + b"}" * 10_000, "json.too-deep", 400),
        (b"[" * 300_000, "json.too-deep", 400),
        (b'{"session_id":"a","session_id":"b","candidate":null}', "json.duplicate-key", 400),
        (b'{"sdp":{"type":"offer","sdp":"v=0","sdp":"v=0"}}', "json.duplicate-key", 400),
        (b'{"session_id":"a","candidate":null,"x":1e999}', "json.bad-number", 400),
        (b'{"session_id":"\\udfff"}', "json.bad-encoding", 400),
        (b"[" + b"[]," * 12_000 + b"[]]", "json.too-many", 400),
        (b"null", "json.wrong-type", 400),
        (b"[]", "json.wrong-type", 400),
        (b"{}", "json.wrong-type", 400),
    ],
    ids=lambda value: str(value[:24]) if isinstance(value, bytes) else None,
)
@pytest.mark.parametrize("path", POSTS)
async def test_what_is_not_the_json_that_is_wanted_is_refused(
    path: str, body: bytes, reason: str, status: int
) -> None:
    front = Front()
    reply = await front.request(path, body)
    assert await told(front, reply) == (status, reason, None)
    assert reply.json["issues"]


async def test_j5_a_wrong_type_anywhere_is_refused_with_its_place() -> None:
    front = Front()
    for path, place in PLACES:
        for wrong in WRONG:
            body = put(TEMPLATES[path], place, wrong)
            reply = await front.request(path, body)
            if reply.status == 200:
                assert (await front.close(reply.json["session_id"])).status == 200
            elif reply.status == 400 and "issues" in reply.json:
                assert reply.error() == (400, "json.wrong-type")
                assert all(issue["pointer"].startswith(place) for issue in reply.json["issues"])
            else:
                assert reply.error()[1] in {
                    "session.not-found",
                    "session.bad-id",
                    "sdp.type",
                    "sdp.missing-line",
                    "sdp.empty",
                }
    await front.check_clean()


async def test_many_mistakes_do_not_make_a_large_answer() -> None:
    front = Front()
    body = {"session_id": "s", "candidates": [{"sdpMid": 1, "candidate": 2}] * 100}
    reply = await front.request(CANDIDATE, body)
    assert reply.error() == (400, "json.wrong-type")
    assert len(reply.json["issues"]) == 32
    assert len(reply.body) < 8_192


# --- descriptions

BAD_SDP: list[tuple[str, str, int, str, int | None]] = [
    ("nothing", "", 400, "sdp.empty", 1),
    ("a line end", "\r\n", 400, "sdp.missing-line", 1),
    ("a space", " ", 400, "sdp.missing-line", 1),
    ("a word", "offer", 400, "sdp.missing-line", 1),
    ("HTML", "<!DOCTYPE html>\n<html></html>\n", 400, "sdp.missing-line", 1),
    ("JSON", '{"type":"offer","sdp":"v=0"}', 400, "sdp.missing-line", 1),
    ("version 1", GOOD.replace("v=0", "v=1", 1), 400, "sdp.missing-line", 1),
    ("a fragment", "a=ice-ufrag:abcd\r\na=mid:0\r\n", 400, "sdp.missing-line", 1),
    ("a NUL", GOOD.replace("a=mid:0", "a=mid:0\0"), 400, "sdp.bad-character", 15),
    ("a bare CR", GOOD.replace("a=mid:0", "a=\rmid:0"), 400, "sdp.bad-character", 15),
    ("no o=", without(GOOD, "o="), 400, "sdp.missing-line", 2),
    ("an o= with five fields", "v=0\r\no=- 1 1 IN IP4\r\n", 400, "sdp.line-syntax", 2),
    ("a port of 65536", GOOD.replace("ion 9", "ion 65536"), 400, "sdp.bad-number", 8),
    ("a long line", GOOD + "a=x:" + "y" * 8_192 + "\r\n", 400, "sdp.line-too-long", 18),
    ("many lines", GOOD + "a=x\r\n" * 10_000, 400, "sdp.too-many-lines", None),
    ("many attributes", GOOD + "a=x\r\n" * 1_100, 400, "sdp.too-many-attributes", 1_034),
    (
        "many sections",
        GOOD + "".join(lines_of(GOOD)[7:]) * 128,
        400,
        "sdp.too-many-sections",
        8 + 10 * 128,
    ),
    ("many bytes", GOOD + ("a=x:" + "y" * 4_000 + "\r\n") * 66, 413, "sdp.too-large", None),
    ("no fingerprint", without(GOOD, "a=fingerprint"), 422, "dtls.missing-fingerprint", 8),
    ("none at all", without(FULL, "a=fingerprint"), 422, "dtls.missing-fingerprint", 8),
    (
        "md5 only",
        GOOD.replace(lines_of(GOOD)[12], f"a=fingerprint:md5 {':'.join(['AB'] * 16)}\r\n"),
        422,
        "dtls.missing-fingerprint",
        8,
    ),
    (
        "half a fingerprint",
        GOOD.replace(lines_of(GOOD)[12], f"a=fingerprint:sha-256 {':'.join(['AB'] * 16)}\r\n"),
        422,
        "dtls.bad-fingerprint",
        13,
    ),
    ("no ICE credentials", without(GOOD, "a=ice-"), 422, "ice.missing-credentials", 8),
    ("no ufrag", without(FULL, "a=ice-ufrag"), 422, "ice.missing-credentials", 9),
    ("no password", without(FULL, "a=ice-pwd"), 422, "ice.missing-credentials", 9),
    (
        "a short password",
        GOOD.replace("a=ice-pwd:", "a=ice-pwd:x\r\na=x-"),
        422,
        "ice.bad-credentials",
        11,
    ),
    (
        "a mid twice",
        FULL.replace("a=mid:1", "a=mid:0"),
        422,
        "jsep.duplicate-mid",
        number_of(FULL, "a=mid:1"),
    ),
    (
        "a long mid",
        GOOD.replace("a=mid:0", "a=mid:" + "0" * 17).replace("BUNDLE 0", "BUNDLE " + "0" * 17),
        422,
        "jsep.bad-mid",
        15,
    ),
    ("holdconn", GOOD.replace("setup:actpass", "setup:holdconn"), 422, "dtls.setup", 14),
    ("no rtcp-mux", without(FULL, "a=rtcp-mux"), 422, "rtp.mux-required", 9),
]


@pytest.mark.parametrize(
    ("sdp", "status", "reason", "line"),
    [row[1:] for row in BAD_SDP],
    ids=[row[0] for row in BAD_SDP],
)
async def test_what_cannot_be_answered_is_refused_with_reason_and_line(
    sdp: str, status: int, reason: str, line: int | None
) -> None:
    front = Front()
    reply = await front.offer(sdp)
    assert await told(front, reply) == (status, reason, line)
    assert reply.json["rule"]


@pytest.mark.parametrize("kind", ["answer", "pranswer", "rollback", "", "OFFER"])
async def test_a_description_of_another_type_is_refused(kind: str) -> None:
    front = Front()
    reply = await front.request(OFFER, {"sdp": {"type": kind, "sdp": GOOD}})
    assert await told(front, reply) == (400, "sdp.type", None)


REMOVED = {
    "v=0": (400, "sdp.missing-line", 1),
    "o=": (400, "sdp.missing-line", 2),
    "a=ice-ufrag": (422, "ice.missing-credentials", 8),
    "a=ice-pwd": (422, "ice.missing-credentials", 8),
    "a=fingerprint": (422, "dtls.missing-fingerprint", 8),
}
"""What the good offer cannot do without."""
REPEATED = {
    "a=group": (422, "bundle.repeated-mid", 5),
    "m=": (422, "ice.missing-credentials", 8),
}
"""What it cannot have twice."""


async def test_each_line_of_a_good_offer_removed_in_turn() -> None:
    lines = lines_of(GOOD)
    for at, text in enumerate(lines):
        front = Front()
        reply = await front.offer("".join(lines[:at] + lines[at + 1 :]))
        wanted = next((value for key, value in REMOVED.items() if text.startswith(key)), None)
        if wanted is None:
            assert reply.status == 200, text
        else:
            assert await told(front, reply) == wanted


async def test_each_line_of_a_good_offer_doubled_in_turn() -> None:
    lines = lines_of(GOOD)
    for at, text in enumerate(lines):
        front = Front()
        reply = await front.offer("".join(lines[: at + 1] + lines[at:]))
        wanted = next((value for key, value in REPEATED.items() if text.startswith(key)), None)
        if wanted is None:
            assert reply.status == 200, text
        else:
            assert await told(front, reply) == wanted


async def offer_all(texts: Iterable[str]) -> set[tuple[int, str]]:
    """Offer every text to one server: each is answered or refused as documented."""
    front = Front()
    refused = set()
    for text in texts:
        reply = await front.offer(text)
        if reply.status == 200:
            assert reply.json.keys() == {"sdp", "session_id", "ice_candidates"}
            assert (await front.close(reply.json["session_id"])).status == 200
            continue
        status, reason = reply.error()
        assert status in {400, 422}
        area = reason.split(".")[0]
        assert area in ({"sdp"} if status == 400 else {"jsep", "bundle", "ice", "dtls", "rtp"})
        assert 1 <= reply.json.get("line", 1) <= text.count("\n") + 2
        assert len(front.endpoint) == 0
        refused.add((status, reason))
    await front.check_clean()
    return refused


def with_changed_lines(sdp: str) -> Iterable[str]:
    lines = lines_of(sdp)
    for at in range(len(lines)):
        yield "".join(lines[:at] + lines[at + 1 :])
        yield "".join(lines[: at + 1] + lines[at:])
        yield "".join([*lines[:at], *lines[at + 1 : at + 2], lines[at], *lines[at + 2 :]])


@pytest.mark.parametrize("sdp", [FULL, CHROMIUM], ids=["firefox", "chromium"])
async def test_lines_of_a_real_offer_removed_doubled_and_swapped(sdp: str) -> None:
    refused = await offer_all(with_changed_lines(sdp))
    assert {
        (400, "sdp.missing-line"),
        (422, "bundle.repeated-mid"),
        (422, "ice.missing-credentials"),
        (422, "rtp.mux-required"),
    } <= refused


async def test_a_good_offer_truncated_at_every_byte() -> None:
    refused = await offer_all(GOOD[:end] for end in range(len(GOOD)))
    assert {
        (400, "sdp.empty"),
        (400, "sdp.missing-line"),
        (400, "sdp.line-syntax"),
        (400, "sdp.bad-character"),
        (422, "ice.missing-credentials"),
        (422, "ice.bad-credentials"),
        (422, "dtls.missing-fingerprint"),
        (422, "dtls.bad-fingerprint"),
    } <= refused


@pytest.mark.parametrize(("sdp", "every"), [(FULL, 7), (CHROMIUM, 13)], ids=["firefox", "chromium"])
async def test_a_real_offer_truncated_at_many_bytes(sdp: str, every: int) -> None:
    await offer_all(sdp[:end] for end in range(0, len(sdp), every))


async def test_a_body_truncated_at_every_byte_is_not_json() -> None:
    front = Front()
    body = json.dumps(offer_body(metadata={"a": [1, "é"]})).encode()
    for end in range(len(body)):
        assert (await front.request(OFFER, body[:end])).error() == (400, "json.syntax")
    await front.check_clean()


class _Mutation:
    """Texts near a good offer: pieces of it deleted, repeated, or replaced by strange ones."""

    pieces = st.sampled_from(
        [
            "",
            "\r\n",
            "\n",
            "\r",
            "\0",
            " ",
            ":",
            "=",
            "a=",
            "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n",
            "a=mid:0\r\n",
            "a=group:BUNDLE 0 1\r\n",
            "99999999999999999999999",
            "-1",
            "\u2028",
            "\uff10",
            "a=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n",
        ]
    )

    @classmethod
    def of(cls, sdp: str) -> st.SearchStrategy[str]:
        places = st.integers(0, len(sdp))

        def apply(edits: list[tuple[int, int, str]]) -> str:
            text = sdp
            for start, length, piece in edits:
                text = text[:start] + piece + text[start + length :]
            return text

        edits = st.lists(st.tuples(places, st.integers(0, 40), cls.pieces), min_size=1, max_size=4)
        return edits.map(apply)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(texts=st.lists(_Mutation.of(GOOD) | _Mutation.of(FULL), min_size=1, max_size=3))
def test_whatever_is_near_an_offer_is_answered_or_refused(texts: list[str]) -> None:
    run(offer_all(texts))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(bodies=st.lists(st.tuples(st.sampled_from(POSTS), st.binary(max_size=80)), max_size=5))
def test_whatever_is_posted_gets_the_documented_shape(bodies: list[tuple[str, bytes]]) -> None:
    async def post() -> None:
        front = Front()
        for path, body in bodies:
            assert (await front.request(path, body)).error()[0] == 400
        await front.check_clean()

    run(post())


# --- sizes


async def test_a_body_at_its_limit_is_served_and_one_more_byte_is_not() -> None:
    front = Front()
    body = json.dumps(offer_body()).encode()
    full = body + b" " * (Limits().json_bytes - len(body))
    for length in (True, False):
        assert (await front.request(OFFER, full, length=length)).status == 200
        reply = await front.request(OFFER, full + b" ", length=length)
        assert reply.error() == (413, "http.too-large")
        assert reply.header("connection") == "close"
    assert len(front.endpoint) == 2


async def test_metadata_at_its_limit_comes_back_and_one_more_does_not() -> None:
    front = Front()
    keys = Limits().metadata_keys
    for good, bad in (
        ("x" * 4_094, "x" * 4_095),
        ([[[[1]]]], [[[[[1]]]]]),
        (dict.fromkeys(map(str, range(keys)), 1), dict.fromkeys(map(str, range(keys + 1)), 1)),
        ({"k" * 64: None}, {"k" * 65: None}),
    ):
        reply = await front.offer(metadata=good)
        assert reply.status == 200
        assert reply.json["metadata"] == good
        await front.close(reply.json["session_id"])
        refusal = await front.offer(metadata=bad)
        assert refusal.error() == (413, "session.metadata-too-large")
    await front.check_clean()


@pytest.mark.parametrize("name", ["__proto__", "owner", "expires", "state", "id", "session-id"])
async def test_j6_members_that_nobody_knows_reach_nothing(name: str) -> None:
    front = Front()
    extra: dict[str, Any] = {name: {"deadline": 1e9, "closed": True}}
    body = offer_body(session_id="s") | extra
    body["sdp"] = {**TEMPLATES[OFFER]["sdp"], **extra}
    assert (await front.request(OFFER, body)).status == 200
    state = front.endpoint.sessions["s"].state
    await front.close("s")
    front = Front()
    await front.open(session_id="s")
    assert front.endpoint.sessions["s"].state == state
