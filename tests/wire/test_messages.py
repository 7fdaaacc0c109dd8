import json
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig import wire
from sdpsig.session import IceCandidate as SessionCandidate
from sdpsig.wire import (
    AnswerAcceptedResponse,
    CandidatesResponse,
    CloseSessionRequest,
    CloseSessionResponse,
    ErrorResponse,
    HealthResponse,
    IceCandidate,
    IceCandidateRequest,
    IceCandidateResponse,
    IceServer,
    Issue,
    JsonError,
    SdpAnswerRequest,
    SdpAnswerResponse,
    SdpOfferRequest,
    SdpSessionDescription,
    ServerOffer,
    SessionEnd,
    StateChange,
    decode,
    encode,
)

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
maybe = st.none() | words
plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)
descriptions = st.builds(SdpSessionDescription, words, words)
candidates = st.builds(IceCandidate, maybe, maybe, st.none() | st.integers(0, 2**16), maybe)
issues = st.builds(Issue, words, words, words)

MESSAGES: dict[type, st.SearchStrategy[Any]] = {
    SdpSessionDescription: descriptions,
    SdpOfferRequest: st.builds(SdpOfferRequest, descriptions, maybe, plain),
    SdpAnswerResponse: st.builds(
        SdpAnswerResponse,
        descriptions,
        words,
        st.lists(candidates, max_size=3).map(tuple),
        plain,
    ),
    IceCandidate: candidates,
    IceCandidateRequest: st.builds(
        IceCandidateRequest,
        words,
        st.none() | candidates,
        st.none() | st.lists(st.none() | candidates, max_size=3).map(tuple),
    ),
    IceCandidateResponse: st.builds(IceCandidateResponse, words),
    SdpAnswerRequest: st.builds(SdpAnswerRequest, words, descriptions, maybe),
    AnswerAcceptedResponse: st.builds(AnswerAcceptedResponse, words),
    CandidatesResponse: st.builds(
        CandidatesResponse,
        words,
        st.lists(candidates, max_size=3).map(tuple),
        st.integers(0, 999),
        st.booleans(),
    ),
    ServerOffer: st.builds(ServerOffer, descriptions, words),
    StateChange: st.builds(StateChange, words),
    SessionEnd: st.builds(SessionEnd, words),
    CloseSessionRequest: st.builds(CloseSessionRequest, words, maybe),
    CloseSessionResponse: st.builds(CloseSessionResponse, words),
    ErrorResponse: st.builds(
        ErrorResponse,
        words,
        st.integers(400, 599),
        words,
        maybe,
        st.none() | st.integers(1, 10_000),
        maybe,
        st.none() | st.lists(issues, max_size=3).map(tuple),
    ),
    HealthResponse: st.just(HealthResponse()),
    IceServer: st.builds(
        IceServer, st.lists(words, min_size=1, max_size=3).map(tuple), maybe, maybe
    ),
    Issue: issues,
}
every_message = st.one_of(*MESSAGES.values())


def test_every_message_class_is_tried_here() -> None:
    classes = {value for value in vars(wire).values() if isinstance(value, type)}
    assert classes - {JsonError} == set(MESSAGES)


@given(every_message)
def test_a_message_survives_the_way_to_bytes_and_back(message: Any) -> None:
    body = encode(message)
    assert decode(body, type(message)) == message
    assert encode(decode(body, type(message))) == body


@given(every_message, words, plain)
def test_members_that_nobody_knows_are_passed_over(message: Any, name: str, value: object) -> None:
    members = json.loads(encode(message))
    extended = {f"x-{name}": value, "__proto__": value, **members, "expires": value}
    assert decode(json.dumps(extended).encode(), type(message)) == message


@given(every_message)
def test_null_is_written_only_where_w3c_has_it(message: Any) -> None:
    def nulls(value: object, name: str = "") -> set[str]:
        if isinstance(value, dict):
            return {
                found
                for key, item in value.items()
                for found in ({key} if item is None else nulls(item, key))
                if key != "metadata"
            }
        if isinstance(value, list):
            return {found for item in value for found in nulls(item)}
        return set()

    assert nulls(json.loads(encode(message))) <= {"sdpMid", "sdpMLineIndex"}


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (IceCandidate(), {"sdpMid": None, "sdpMLineIndex": None}),
        (
            IceCandidate("candidate:1", "0", 0, "abcd"),
            {
                "candidate": "candidate:1",
                "sdpMid": "0",
                "sdpMLineIndex": 0,
                "usernameFragment": "abcd",
            },
        ),
        (
            SdpAnswerResponse(SdpSessionDescription("answer", "v=0"), "id"),
            {
                "sdp": {"type": "answer", "sdp": "v=0"},
                "session_id": "id",
                "ice_candidates": [],
            },
        ),
        (
            SdpAnswerResponse(SdpSessionDescription("answer", ""), "id", (), {"a": [1]}),
            {
                "sdp": {"type": "answer", "sdp": ""},
                "session_id": "id",
                "ice_candidates": [],
                "metadata": {"a": [1]},
            },
        ),
        (IceCandidateResponse("id"), {"session_id": "id", "status": "received"}),
        (CloseSessionResponse("id"), {"session_id": "id", "status": "closed"}),
        (
            ErrorResponse("what", 400, "json.syntax"),
            {"error": "what", "code": 400, "reason": "json.syntax"},
        ),
        (
            ErrorResponse("what", 400, "json.wrong-type", issues=(Issue("/a", "missing", "is"),)),
            {
                "error": "what",
                "code": 400,
                "reason": "json.wrong-type",
                "issues": [{"pointer": "/a", "code": "missing", "detail": "is"}],
            },
        ),
        (IceServer(("stun:a",)), {"urls": ["stun:a"]}),
        (
            IceServer(("turn:a", "turn:b"), "user", "secret"),
            {"urls": ["turn:a", "turn:b"], "username": "user", "credential": "secret"},
        ),
    ],
)
def test_the_text_is_that_of_the_contract(message: object, text: object) -> None:
    assert json.loads(encode(message)) == text


@pytest.mark.parametrize("candidate", [{}, {"candidate": None}, {"sdpMid": None}])
def test_what_is_absent_and_what_is_null_are_one_for_a_candidate(candidate: object) -> None:
    assert decode(json.dumps(candidate).encode(), IceCandidate) == IceCandidate()


def test_wire_and_session_have_one_candidate() -> None:
    assert IceCandidate is SessionCandidate


SECRET = "hush-hush"


@pytest.mark.parametrize(
    "message",
    [
        SdpSessionDescription("offer", SECRET),
        SdpOfferRequest(SdpSessionDescription("offer", SECRET), SECRET),
        SdpAnswerResponse(
            SdpSessionDescription("answer", SECRET), SECRET, (IceCandidate(SECRET, "0", 0),)
        ),
        IceCandidate(SECRET, "0", 0),
        IceCandidateRequest(SECRET, IceCandidate(SECRET), (IceCandidate(SECRET),)),
        IceCandidateResponse(SECRET),
        CloseSessionRequest(SECRET),
        CloseSessionResponse(SECRET),
        ErrorResponse("what", 409, "session.conflict", SECRET),
        IceServer(("turn:example.org",), "user", SECRET),
    ],
    ids=lambda message: type(message).__name__,
)
def test_a_repr_holds_no_secret_and_no_address(message: object) -> None:
    assert SECRET in encode(message).decode()
    assert SECRET not in repr(message)
    assert SECRET not in str(message)


@pytest.mark.parametrize("kind", MESSAGES)
def test_messages_are_values(kind: type) -> None:
    assert attrs.has(kind)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        kind.__setattr__(object.__new__(kind), attrs.fields(kind)[0].name, "x")
