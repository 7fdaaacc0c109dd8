from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.errors import FaultCode, RemoteProtocolError
from sdpsig.http._query import number, parameters, required


def test_a_query_is_what_it_says() -> None:
    assert parameters("a=1&b=x%20y&c=&d=%C3%A9") == {"a": "1", "b": "x y", "c": "", "d": "é"}
    assert parameters("") == {}


@pytest.mark.parametrize(
    "query", ["a=1&a=1", "&".join(f"p{n}=" for n in range(17)), "a=%FF"], ids=["twice", "17", "utf"]
)
def test_a_query_that_cannot_be_read_is_refused(query: str) -> None:
    with pytest.raises(RemoteProtocolError) as caught:
        parameters(query)
    assert caught.value.fault.code is FaultCode.HTTP_BAD_QUERY


def test_so_many_parameters_and_not_one_more() -> None:
    assert len(parameters("&".join(f"p{n}=" for n in range(16)))) == 16


def test_what_is_required_is_missed() -> None:
    assert required({"a": ""}, "a") == ""
    with pytest.raises(RemoteProtocolError, match="parameter a is required"):
        required({}, "a")


def test_a_number_is_one_and_nothing_is_zero() -> None:
    assert number({"n": "007"}, "n") == 7
    assert number({}, "n") == 0


@pytest.mark.parametrize("text", ["", "-1", "1.0", "x", "1" * 16, "٣", " 1", "1\n"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(RemoteProtocolError, match="number"):
        number({"n": text}, "n")


@given(st.text(max_size=60))
def test_no_query_raises_anything_else(query: str) -> None:
    with suppress(RemoteProtocolError):
        number(parameters(query), "after")
