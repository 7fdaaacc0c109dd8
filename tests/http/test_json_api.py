"""The JSON API as pure functions (http §1.1): no endpoint, no time."""

import json
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.endpoint import (
    Answered,
    AnswerNeeded,
    Close,
    Closed,
    Command,
    Hear,
    Ignored,
    Open,
    Outcome,
    Reported,
    Settle,
    Settled,
    Stale,
    Trickle,
    Trickled,
)
from sdpsig.errors import Fault, FaultCode, RemoteProtocolError, SdpsigError
from sdpsig.http import STATUS, JsonApi, Request, Response
from sdpsig.limits import Limits
from sdpsig.sdp import STRICT, serialize
from sdpsig.session import EndReason
from sdpsig.wire import IceCandidate, IceServer, Issue, JsonError
from tests._front import CANDIDATE, CLOSE, GOOD, OFFER, answer_to, offer_body

API = JsonApi()
ANSWER = "/webrtc/answer"
POSTS = (OFFER, ANSWER, CANDIDATE, CLOSE)
HEAD = (("content-type", "application/json"),)
LINE = "candidate:1 1 udp 2122260223 192.168.1.2 50000 typ host"


def head(path: str = OFFER, method: str = "POST", **headers: str) -> Request:
    fields = {"content-type": "application/json"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return Request(method, path, tuple(fields.items()))


def error(response: Response | None) -> tuple[int, str]:
    assert response is not None
    body = json.loads(response.body)
    assert body["code"] == response.status
    return response.status, body["reason"]


def decoded(path: str, body: object, api: JsonApi = API) -> Command:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return api.decode(Request("POST", path, HEAD, raw), "fresh")


def refusal(path: str, body: object, api: JsonApi = API) -> SdpsigError:
    with pytest.raises(SdpsigError) as caught:
        decoded(path, body, api)
    return caught.value


def code(path: str, body: object, api: JsonApi = API) -> FaultCode:
    return refusal(path, body, api).fault.code


def pointers(path: str, body: object) -> list[tuple[str, str]]:
    caught = refusal(path, body)
    assert isinstance(caught, JsonError)
    return [(issue.pointer, issue.code) for issue in caught.issues]


# --- what the head decides


@pytest.mark.parametrize("path", POSTS)
def test_a_good_head_is_let_through(path: str) -> None:
    assert API.screen(head(path)) is None


@pytest.mark.parametrize(
    "path",
    ["/", "", "/webrtc", "/webrtc/Offer", "/webrtc/offer/x", "/webrtc/candidate", "//", "*"],
)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_at_an_unknown_path_there_is_nothing(path: str, method: str) -> None:
    assert error(API.screen(head(path, method))) == (404, "http.not-found")


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        *((path, ["POST"]) for path in POSTS),
        *((path, ["GET"]) for path in ("/webrtc/candidates", "/webrtc/events")),
        ("/iceservers", ["GET", "HEAD"]),
    ],
)
def test_a_wrong_method_hears_which_ones_are_right(path: str, methods: list[str]) -> None:
    every = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "post", "BREW"}
    allow = ", ".join([*methods, "OPTIONS"])
    for method in sorted(every - set(methods)):
        response = API.screen(head(path, method))
        assert response is not None
        assert error(response) == (405, "http.method")
        assert dict(response.headers)["allow"] == allow
    options = API.screen(head(path, "OPTIONS"))
    assert options == Response(204, (("allow", allow),))


@pytest.mark.parametrize(
    "value",
    [
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
        'application/json; charset="utf-8"',
        "application/json \t;\t charset=utf-8 ",
        "application/json ",
    ],
)
def test_h3_json_is_taken_however_it_is_spelt(value: str) -> None:
    assert API.screen(head(content_type=value)) is None


@pytest.mark.parametrize(
    "value",
    [
        "",
        "text/plain",
        "text/json",
        "application/sdp",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonx",
        "application/json-seq",
        "application/problem+json",
        "application/json, text/plain",
        "application/json; charset=utf-16",
        "application/json; charset=latin-1",
        'application/json; charset="utf-8',
        "application/json; charset=utf-8; charset=utf-16",
        "application/json;",
        " application/json",
        "application/json\r\nx: y",
        "application/json" + " " * 8192 + "x",
    ],
)
def test_h3_any_other_content_type_is_refused(value: str) -> None:
    assert error(API.screen(head(content_type=value))) == (415, "http.media-type")


def test_h3_a_missing_content_type_is_refused() -> None:
    assert error(API.screen(Request("POST", OFFER))) == (415, "http.media-type")


@pytest.mark.parametrize("value", ["identity", "Identity", ""])
def test_h4_the_identity_coding_is_none(value: str) -> None:
    assert API.screen(head(content_encoding=value)) is None


@pytest.mark.parametrize(
    "value", ["gzip", "br", "deflate, gzip", "identity, gzip", "zstd", "x", "identity,"]
)
def test_h4_a_content_coding_is_refused(value: str) -> None:
    assert error(API.screen(head(content_encoding=value))) == (415, "http.media-type")


@pytest.mark.parametrize(
    "value",
    ["-1", "+5", " 5", "5 ", "1_0", "0x10", "1e3", "1.0", "five", "5, 5", "9" * 21, "²", "٣"],
)
def test_h1_a_content_length_that_is_no_number_is_refused(value: str) -> None:
    assert error(API.screen(head(content_length=value))) == (400, "http.bad-length")


@pytest.mark.parametrize(("length", "good"), [("0", True), ("393216", True), ("393217", False)])
def test_h1_a_body_is_refused_by_its_announced_length(length: str, good: bool) -> None:
    response = API.screen(head(content_length=length))
    assert (response is None) is good
    if not good:
        assert error(response) == (413, "http.too-large")


def test_h1_a_length_of_many_digits_is_large_or_no_number() -> None:
    assert error(API.screen(head(content_length="9" * 20))) == (413, "http.too-large")
    assert API.screen(head(content_length="0" * 19 + "5")) is None


def test_the_largest_body_is_that_of_the_limits() -> None:
    api = JsonApi(limits=Limits(json_bytes=10))
    assert api.max_body == 10
    assert api.screen(head(content_length="10")) is None
    assert error(api.screen(head(content_length="11"))) == (413, "http.too-large")


def test_the_path_is_judged_before_the_method_and_the_method_before_the_rest() -> None:
    bad = {"content_type": "text/plain", "content_length": "x"}
    assert error(API.screen(head("/x", "PUT", **bad)))[0] == 404
    assert error(API.screen(head(OFFER, "PUT", **bad)))[0] == 405
    assert error(API.screen(head(OFFER, **bad)))[0] == 415


# --- ICE servers


SERVERS = (
    IceServer(("stun:stun.example.org",)),
    IceServer(("turn:turn.example.org", "turns:turn.example.org"), "user", "secret"),
)


def test_ice_servers_are_an_array_at_the_top() -> None:
    response = JsonApi(ice_servers=SERVERS).screen(Request("GET", "/iceservers"))
    assert response is not None
    assert json.loads(response.body) == [
        {"urls": ["stun:stun.example.org"]},
        {
            "urls": ["turn:turn.example.org", "turns:turn.example.org"],
            "username": "user",
            "credential": "secret",
        },
    ]
    assert response.status == 200
    assert dict(response.headers) == {
        "content-type": "application/json",
        "cache-control": "no-store",
    }


def test_without_ice_servers_the_array_is_empty() -> None:
    response = API.screen(Request("GET", "/iceservers"))
    assert response is not None
    assert response.body == b"[]"


def test_credentials_are_not_in_the_repr_of_the_dialect() -> None:
    assert "secret" not in repr(JsonApi(ice_servers=SERVERS))


# --- offers


def test_an_offer_opens_a_session_under_a_fresh_id() -> None:
    command = decoded(OFFER, offer_body())
    assert isinstance(command, Open)
    assert command.session_id == "fresh"
    assert serialize(command.offer.description) == GOOD
    assert command.metadata is None


@pytest.mark.parametrize(
    "metadata", [True, 0, -3, 1.5, "x", [], {}, [1, {"a": None}], {"user": {"name": "é"}}]
)
def test_metadata_goes_through_as_it_is(metadata: object) -> None:
    command = decoded(OFFER, offer_body(metadata=metadata))
    assert isinstance(command, Open)
    assert command.metadata == metadata
    assert type(command.metadata) is type(metadata)


def test_metadata_over_its_limit_is_refused() -> None:
    assert isinstance(decoded(OFFER, offer_body(metadata="x" * 4094)), Open)
    assert code(OFFER, offer_body(metadata="x" * 4095)) is FaultCode.SESSION_METADATA_TOO_LARGE


GOOD_IDS = ["a", "A" * 128, "0", "-", ".", "..", "~", "_", "a.b-c_d~e", "A"]
BAD_IDS = [
    "",
    "a" * 129,
    "a" * 10_240,
    "../x",
    "a:b",
    "*",
    "a b",
    " a",
    "a ",
    "a\r\nb",
    "a\n",
    "a\0",
    "\0a",
    "a/b",
    "a\\b",
    "a%41",
    "a+b",
    "ａ",  # noqa: RUF001  # a look-alike
    "а",  # noqa: RUF001  # another one
    "é",
    "a\u200b",
    "a\u202eb",
    "\U0001f600",
]


@pytest.mark.parametrize("name", GOOD_IDS)
def test_a_client_may_choose_an_id(name: str) -> None:
    command = decoded(OFFER, offer_body(session_id=name))
    assert command.session_id == name


@pytest.mark.parametrize("name", BAD_IDS, ids=ascii)
def test_g1_an_id_that_breaks_the_rule_is_refused_and_never_mended(name: str) -> None:
    assert code(OFFER, offer_body(session_id=name)) is FaultCode.SESSION_BAD_ID


def test_an_id_of_null_is_none() -> None:
    assert decoded(OFFER, offer_body(session_id=None)).session_id == "fresh"


def test_g1_two_ids_never_become_one() -> None:
    names = [*GOOD_IDS, "a.B-c_d~e", "a"]
    assert [decoded(OFFER, offer_body(session_id=name)).session_id for name in names] == names


def test_where_ids_may_not_be_chosen_every_choice_is_refused() -> None:
    api = JsonApi(custom_session_ids="off")
    assert decoded(OFFER, offer_body(), api).session_id == "fresh"
    assert decoded(OFFER, offer_body(session_id=None), api).session_id == "fresh"
    for name in ("a", ""):
        assert code(OFFER, offer_body(session_id=name), api) is FaultCode.SESSION_BAD_ID


@pytest.mark.parametrize("kind", ["answer", "pranswer", "rollback", "", "Offer", "offer ", "x"])
def test_only_an_offer_is_an_offer(kind: str) -> None:
    assert code(OFFER, {"sdp": {"type": kind, "sdp": GOOD}}) is FaultCode.SDP_TYPE


def test_a_fault_in_the_description_is_the_client_s() -> None:
    caught = refusal(OFFER, offer_body("v=0\r\no=-\r\n"))
    assert isinstance(caught, RemoteProtocolError)
    assert caught.fault.line == 2


def test_the_profile_decides_what_is_tolerated() -> None:
    sdp = GOOD.replace("a=sctp-port:5000", "a=sctp-port:five")
    assert isinstance(decoded(OFFER, offer_body(sdp)), Open)
    assert code(OFFER, offer_body(sdp), JsonApi(profile=STRICT)) is FaultCode.SDP_ATTRIBUTE_SYNTAX


def test_the_limits_hold_for_the_description() -> None:
    api = JsonApi(limits=Limits(sdp_bytes=len(GOOD)))
    assert isinstance(decoded(OFFER, offer_body(), api), Open)
    assert code(OFFER, offer_body(GOOD + "a"), api) is FaultCode.SDP_TOO_LARGE


# --- candidates


def trickled(**members: object) -> tuple[IceCandidate, ...]:
    command = decoded(CANDIDATE, {"session_id": "s", **members})
    assert isinstance(command, Trickle)
    assert command.session_id == "s"
    return command.candidates


@pytest.mark.parametrize(
    ("members", "candidates"),
    [
        ({"candidate": {"candidate": LINE, "sdpMid": "0"}}, [IceCandidate(LINE, "0")]),
        (
            {"candidate": {"candidate": f"a={LINE}", "sdpMid": None, "sdpMLineIndex": 0}},
            [IceCandidate(f"a={LINE}", None, 0)],
        ),
        (
            {"candidate": {"candidate": LINE, "sdpMid": "0", "usernameFragment": "abcd"}},
            [IceCandidate(LINE, "0", None, "abcd")],
        ),
        (
            {"candidate": {"candidate": LINE, "sdpMid": "0", "usernameFragment": None}},
            [IceCandidate(LINE, "0")],
        ),
        ({"candidate": None}, [IceCandidate()]),
        ({"candidate": {}}, [IceCandidate()]),
        ({"candidate": {"candidate": None}}, [IceCandidate()]),
        ({"candidate": {"candidate": ""}}, [IceCandidate("")]),
        ({"candidate": {"candidate": "", "sdpMid": "0"}}, [IceCandidate("", "0")]),
        ({"candidates": []}, []),
        ({"candidates": [None]}, [IceCandidate()]),
        (
            {"candidates": [{"candidate": LINE, "sdpMid": "0"}, None, {"candidate": ""}]},
            [IceCandidate(LINE, "0"), IceCandidate(), IceCandidate("")],
        ),
        ({"candidates": None, "candidate": {"candidate": LINE}}, [IceCandidate(LINE)]),
        ({"candidates": [None], "candidate": None}, [IceCandidate()]),
        (
            {"candidates": [None], "candidate": {"candidate": LINE}},
            [IceCandidate(LINE), IceCandidate()],
        ),
    ],
)
def test_every_form_of_a_candidate_is_understood(
    members: dict[str, object], candidates: list[IceCandidate]
) -> None:
    assert trickled(**members) == tuple(candidates)


@pytest.mark.parametrize("members", [{}, {"candidates": None}, {"Candidate": None}])
def test_no_candidate_at_all_is_a_mistake(members: dict[str, object]) -> None:
    assert pointers(CANDIDATE, {"session_id": "s", **members}) == [("/candidate", "missing")]


def test_the_items_of_a_batch_are_bounded() -> None:
    assert len(trickled(candidates=[None] * 100)) == 100
    body = {"session_id": "s", "candidates": [None] * 101}
    assert code(CANDIDATE, body) is FaultCode.JSON_TOO_MANY
    assert pointers(CANDIDATE, body) == [("/candidates", "too-many")]


@pytest.mark.parametrize("path", [CANDIDATE, CLOSE])
@pytest.mark.parametrize("name", BAD_IDS, ids=ascii)
def test_an_id_that_no_session_can_have_is_one_that_no_session_has(path: str, name: str) -> None:
    caught = refusal(path, {"session_id": name, "candidate": None})
    assert caught.fault == Fault(FaultCode.SESSION_NOT_FOUND, "there is no such session")


# --- closing


@pytest.mark.parametrize(
    ("members", "detail"),
    [
        ({}, ""),
        ({"reason": None}, ""),
        ({"reason": ""}, ""),
        ({"reason": "enough"}, "enough"),
        ({"reason": "x" * 256}, "x" * 256),
        ({"reason": "x" * 257}, "x" * 256),
        ({"reason": "x" * 255 + "é"}, "x" * 255),
        ({"reason": "é" * 128}, "é" * 128),
    ],
)
def test_a_reason_for_closing_is_free_and_short(members: dict[str, object], detail: str) -> None:
    assert decoded(CLOSE, {"session_id": "s", **members}) == Close(
        "s", EndReason.CLOSED_BY_PEER, detail
    )


# --- bodies that are not what they should be

WRONG: list[Any] = [None, True, 0, 1.5, "x", [], {}, [None]]
TEMPLATES: dict[str, dict[str, Any]] = {
    OFFER: {**offer_body(), "session_id": "s", "metadata": {"a": 1}},
    CANDIDATE: {
        "session_id": "s",
        "candidate": {
            "candidate": LINE,
            "sdpMid": "0",
            "sdpMLineIndex": 0,
            "usernameFragment": "abcd",
        },
    },
    ANSWER: {"session_id": "s", "sdp": {"type": "answer", "sdp": GOOD}, "offer_id": "1"},
    CLOSE: {"session_id": "s", "reason": "r"},
}
FREE = {"/metadata", "/metadata/a"}
NULLABLE = {
    "/session_id": OFFER,
    "/candidate": CANDIDATE,
    "/candidate/candidate": CANDIDATE,
    "/candidate/sdpMid": CANDIDATE,
    "/candidate/sdpMLineIndex": CANDIDATE,
    "/candidate/usernameFragment": CANDIDATE,
    "/reason": CLOSE,
    "/offer_id": ANSWER,
}


def members_of(value: dict[str, Any], prefix: str = "") -> list[str]:
    return [
        found
        for name, item in value.items()
        for found in (
            f"{prefix}/{name}",
            *(members_of(item, f"{prefix}/{name}") if isinstance(item, dict) else ()),
        )
    ]


PLACES = [(path, place) for path, body in TEMPLATES.items() for place in members_of(body)]


def put(body: dict[str, Any], place: str, value: object) -> dict[str, Any]:
    """The body with another value at one place."""
    name, _, rest = place[1:].partition("/")
    return {**body, name: put(body[name], "/" + rest, value) if rest else value}


def cut(body: dict[str, Any], place: str) -> dict[str, Any]:
    """The body without one member."""
    name, _, rest = place[1:].partition("/")
    if rest:
        return {**body, name: cut(body[name], "/" + rest)}
    return {key: value for key, value in body.items() if key != name}


@pytest.mark.parametrize(("path", "place"), PLACES)
def test_j5_a_wrong_type_is_told_with_its_place(path: str, place: str) -> None:
    right = TEMPLATES[path]
    for name in place[1:].split("/"):
        right = right[name]
    for wrong in WRONG:
        body = put(TEMPLATES[path], place, wrong)
        nullable = wrong is None and NULLABLE.get(place) == path
        if place in FREE or type(wrong) is type(right) or nullable:
            continue
        assert pointers(path, body) == [(place, "wrong-type")], wrong
        assert code(path, body) is FaultCode.JSON_WRONG_TYPE


@pytest.mark.parametrize(("path", "place"), PLACES)
def test_j5_null_is_taken_where_it_says_nothing(path: str, place: str) -> None:
    if place in FREE or NULLABLE.get(place) == path:
        decoded(path, put(TEMPLATES[path], place, None))


@pytest.mark.parametrize(("path", "place"), PLACES)
def test_j5_what_is_required_is_told_when_it_is_missing(path: str, place: str) -> None:
    body = cut(TEMPLATES[path], place)
    optional = place in FREE or (NULLABLE.get(place) == path and place != "/candidate")
    if optional:
        decoded(path, body)
    else:
        assert pointers(path, body) == [(place, "missing")]


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("wrong", [None, True, 5, 1.5, "x", [], [{}]])
def test_j5_the_body_itself_must_be_an_object(path: str, wrong: object) -> None:
    assert pointers(path, wrong) == [("", "wrong-type")]


def test_j5_every_mistake_is_told_at_once_in_the_words_of_the_wire() -> None:
    body = {
        "session_id": 5,
        "candidates": [
            {"candidate": LINE, "sdpMLineIndex": "0"},
            7,
            {"sdpMid": 0, "usernameFragment": []},
        ],
    }
    assert pointers(CANDIDATE, body) == [
        ("/session_id", "wrong-type"),
        ("/candidates/0/sdpMLineIndex", "wrong-type"),
        ("/candidates/1", "wrong-type"),
        ("/candidates/2/sdpMid", "wrong-type"),
        ("/candidates/2/usernameFragment", "wrong-type"),
    ]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (b"", FaultCode.JSON_SYNTAX),
        (b" ", FaultCode.JSON_SYNTAX),
        (b"v=0", FaultCode.JSON_SYNTAX),
        (b"<html>", FaultCode.JSON_SYNTAX),
        (b"{", FaultCode.JSON_SYNTAX),
        (b"{} {}", FaultCode.JSON_SYNTAX),
        (b"[" * 10_000 + b"]" * 10_000, FaultCode.JSON_TOO_DEEP),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, FaultCode.JSON_TOO_DEEP),
        (b'{"metadata":' + b"[" * 10_000, FaultCode.JSON_TOO_DEEP),
        (b'{"session_id":"a","session_id":"b"}', FaultCode.JSON_DUPLICATE_KEY),
        (b'{"sdp":{"sdp":"a","sdp":"b"}}', FaultCode.JSON_DUPLICATE_KEY),
        (b'{"metadata":NaN}', FaultCode.JSON_BAD_NUMBER),
        (b'{"metadata":' + b"9" * 5000 + b"}", FaultCode.JSON_BAD_NUMBER),
        (b'{"session_id":"\\ud800"}', FaultCode.JSON_BAD_ENCODING),
        (b'{"session_id":"\xff"}', FaultCode.JSON_BAD_ENCODING),
        ('{"session_id":"a"}'.encode("utf-16"), FaultCode.JSON_BAD_ENCODING),
        (b"\xef\xbb\xbf{}", FaultCode.JSON_BAD_ENCODING),
        (b"[" + b"1," * 10_000 + b"1]", FaultCode.JSON_TOO_MANY),
        (b" " * 393_217, FaultCode.JSON_TOO_LARGE),
    ],
    ids=lambda value: str(value[:20]) if isinstance(value, bytes) else str(value),
)
@pytest.mark.parametrize("path", POSTS)
def test_what_is_not_plain_json_is_refused_at_every_path(
    path: str, body: bytes, wanted: FaultCode
) -> None:
    assert code(path, body) is wanted


@given(path=st.sampled_from(POSTS), body=st.binary(max_size=60))
def test_no_body_raises_anything_but_our_error(path: str, body: bytes) -> None:
    with pytest.raises(SdpsigError):
        decoded(path, body)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["sdp", "type", "session_id", "candidate", "candidates", "sdpMid", "reason", "x"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)


@given(path=st.sampled_from(POSTS), body=json_values)
def test_no_value_raises_anything_but_our_error(path: str, body: object) -> None:
    try:
        result: object = decoded(path, body)
    except SdpsigError as caught:
        result = error(API.refuse(caught))[0]
    assert isinstance(result, Trickle | Close) or result in {400, 404, 413}


# --- answers, and questions


@pytest.mark.parametrize("kind", ["answer", "pranswer"])
def test_an_answer_names_its_session_and_may_name_the_offer(kind: str) -> None:
    body = {"session_id": "s", "sdp": {"type": kind, "sdp": GOOD}, "offer_id": "3"}
    command = decoded("/webrtc/answer", body)
    assert isinstance(command, Settle)
    assert (command.session_id, command.answer.type) == ("s", kind)
    assert command.answer.offer_id == "3"
    del body["offer_id"]
    unnamed = decoded("/webrtc/answer", body)
    assert isinstance(unnamed, Settle)
    assert unnamed.answer.offer_id is None


@pytest.mark.parametrize("kind", ["offer", "rollback", ""])
def test_nothing_else_is_an_answer(kind: str) -> None:
    body = {"session_id": "s", "sdp": {"type": kind, "sdp": GOOD}}
    assert code("/webrtc/answer", body) is FaultCode.SDP_TYPE


def asked(path: str, query: str, **headers: str) -> Command:
    request = head(path, "GET", **headers)
    return API.decode(evolve(request, query=query), "fresh")


def test_who_asks_for_candidates_says_what_it_has_and_waits() -> None:
    command = asked("/webrtc/candidates", "session_id=s&after=7&more=x")
    assert command == Hear("s", 7, candidates_only=True, patience=20.0)
    assert asked("/webrtc/candidates", "session_id=s") == evolve(command, after=0)


@pytest.mark.parametrize(
    ("last", "after"), [("7", 7), ("", 0), ("x", 0), ("-1", 0), ("1" * 16, 0), ("\u0663", 0)]
)
def test_who_lost_the_connection_goes_on_where_it_was(last: str, after: int) -> None:
    command = asked("/webrtc/events", "session_id=s", last_event_id=last)
    assert command == Hear("s", after)


@pytest.mark.parametrize(
    "query", ["", "after=1", "session_id=s&after=", "session_id=s&after=-1", "session_id=s&after=x"]
)
def test_a_question_that_lacks_something_is_refused(query: str) -> None:
    with pytest.raises(RemoteProtocolError) as caught:
        asked("/webrtc/candidates", query)
    assert caught.value.fault.code is FaultCode.HTTP_BAD_QUERY


def test_an_id_in_a_query_that_no_session_can_have_is_not_found() -> None:
    for path in ("/webrtc/candidates", "/webrtc/events"):
        with pytest.raises(RemoteProtocolError) as caught:
            asked(path, "session_id=%0A")
        assert caught.value.fault.code is FaultCode.SESSION_NOT_FOUND


def test_a_get_needs_no_content_type() -> None:
    assert API.screen(Request("GET", "/webrtc/candidates")) is None


# --- whose it is


def test_what_a_principal_asks_is_asked_in_its_name() -> None:
    bodies: dict[str, dict[str, object]] = {
        OFFER: offer_body(),
        CANDIDATE: {"session_id": "s", "candidate": None},
        CLOSE: {"session_id": "s"},
        "/webrtc/answer": {"session_id": "s", "sdp": {"type": "answer", "sdp": GOOD}},
    }
    for path, body in bodies.items():
        raw = json.dumps(body).encode()
        command = API.decode(Request("POST", path, HEAD, raw, owner="ann"), "fresh")
        assert getattr(command, "owner", None) == "ann"
    for path in ("/webrtc/candidates", "/webrtc/events"):
        command = API.decode(Request("GET", path, query="session_id=s", owner="ann"), "fresh")
        assert getattr(command, "owner", None) == "ann"


def test_where_only_principals_may_choose_an_id_others_may_not() -> None:
    api = evolve(API, custom_session_ids="authenticated")
    raw = json.dumps(offer_body(session_id="s")).encode()
    request = Request("POST", OFFER, HEAD, raw)
    assert api.decode(evolve(request, owner="ann"), "fresh").session_id == "s"
    with pytest.raises(RemoteProtocolError) as caught:
        api.decode(request, "fresh")
    assert caught.value.fault.code is FaultCode.SESSION_BAD_ID


# --- responses


def test_an_outcome_is_written_in_the_words_of_the_contract() -> None:
    command = decoded(OFFER, offer_body())
    assert isinstance(command, Open)
    answer = answer_to(command.offer)
    written: list[tuple[Outcome, object]] = [
        (
            Answered("s", answer, (), {"a": [1]}),
            {
                "sdp": {"type": "answer", "sdp": serialize(answer.description)},
                "session_id": "s",
                "ice_candidates": [],
                "metadata": {"a": [1]},
            },
        ),
        (Settled("s"), {"session_id": "s", "status": "accepted"}),
        (Trickled("s", ()), {"session_id": "s", "status": "received"}),
        (Closed("s"), {"session_id": "s", "status": "closed"}),
    ]
    for outcome, body in written:
        response = API.encode(outcome)
        assert response.status == 200
        assert json.loads(response.body) == body
        assert dict(response.headers) == {
            "content-type": "application/json",
            "cache-control": "no-store",
        }


def test_what_counts_for_nothing_is_refused_and_says_why() -> None:
    too_late, met = API.encode(Stale("s")), API.encode(Ignored("s", ()))
    assert error(too_late) == (422, "jsep.stale-answer")
    assert error(met) == (409, "session.conflict")
    assert [json.loads(one.body)["rule"] for one in (too_late, met)] == ["L-35", "L-32"]
    assert [json.loads(one.body)["session_id"] for one in (too_late, met)] == ["s", "s"]


def test_only_what_has_something_to_say_is_written() -> None:
    command = decoded(OFFER, offer_body())
    assert isinstance(command, Open)
    for outcome in (AnswerNeeded("s", command.offer, ()), Reported("s")):
        with pytest.raises(AssertionError):
            API.encode(outcome)


@pytest.mark.parametrize("kind", FaultCode)
def test_every_fault_has_the_one_shape(kind: FaultCode) -> None:
    fault = Fault(kind, "what is wrong", "RFC 0 §1", 3, retry_after=7)
    response = API.refuse(RemoteProtocolError(fault), "mine")
    assert response.status == STATUS[kind]
    shown = {} if kind is FaultCode.SESSION_NOT_FOUND else {"session_id": "mine"}
    assert json.loads(response.body) == {
        "error": "what is wrong",
        "code": STATUS[kind],
        "reason": kind.value,
        "line": 3,
        "rule": "RFC 0 §1",
        **shown,
    }
    assert dict(response.headers) == {
        "content-type": "application/json",
        "cache-control": "no-store",
        "retry-after": "7",
    }


def test_what_a_fault_does_not_say_is_left_out() -> None:
    response = API.refuse(RemoteProtocolError(Fault(FaultCode.APP_FAILED, "it failed")))
    assert json.loads(response.body) == {
        "error": "it failed",
        "code": 500,
        "reason": "app.failed",
    }
    assert "retry-after" not in dict(response.headers)


def test_the_places_in_the_body_are_told() -> None:
    fault = Fault(FaultCode.JSON_WRONG_TYPE, "wrong")
    issue = Issue("/a/0", "missing", "is required")
    response = API.refuse(JsonError(fault, (issue, evolve(issue, pointer="/b"))))
    assert json.loads(response.body)["issues"] == [
        {"pointer": "/a/0", "code": "missing", "detail": "is required"},
        {"pointer": "/b", "code": "missing", "detail": "is required"},
    ]
