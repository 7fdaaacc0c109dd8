import attrs
import pytest

from sdpsig.http import Request, Response

REQUEST = Request(
    "POST", "/webrtc/offer", (("a", "1"), ("b", "2"), ("a", "3"), ("cookie", "hush")), b"hush"
)


def test_the_first_header_of_a_name_counts() -> None:
    assert REQUEST.header("a") == "1"
    assert REQUEST.header("b") == "2"


def test_a_header_that_is_not_there_is_none() -> None:
    assert REQUEST.header("c") is None
    assert Request("GET", "/").header("a") is None


def test_requests_and_responses_are_values() -> None:
    assert attrs.evolve(REQUEST) == REQUEST
    assert hash(REQUEST) == hash(attrs.evolve(REQUEST))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        REQUEST.method = "GET"  # type: ignore[misc]


def test_a_repr_shows_neither_body_nor_request_headers() -> None:
    assert "hush" not in repr(REQUEST)
    assert "192.0.2.1" not in repr(attrs.evolve(REQUEST, client="192.0.2.1"))
    assert "hush" not in repr(Response(200, (), b"hush"))
