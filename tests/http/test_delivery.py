from typing import Any

import pytest
from attrs import evolve

from sdpsig.endpoint import Delivery
from sdpsig.errors import FaultCode, RemoteProtocolError
from sdpsig.http import Request, delivery_of

REQUEST = Request("POST", "/webrtc/offer", body=b"{}", client="192.0.2.1")


def known(request: Request) -> Delivery:
    found = delivery_of(request)
    assert found is not None
    return found


def with_key(key: str, request: Request = REQUEST) -> Request:
    return evolve(request, headers=(("idempotency-key", key),))


def test_the_same_bytes_from_the_same_address_are_the_same() -> None:
    assert delivery_of(REQUEST) == delivery_of(evolve(REQUEST, headers=(("user-agent", "x"),)))
    assert known(REQUEST).key is None


@pytest.mark.parametrize(
    "change", [{"body": b"{} "}, {"path": "/whip/a"}, {"query": "a"}, {"client": "192.0.2.2"}]
)
def test_whatever_else_is_asked_is_another(change: dict[str, Any]) -> None:
    assert delivery_of(evolve(REQUEST, **change)) != delivery_of(REQUEST)


def test_a_principal_is_known_wherever_it_comes_from() -> None:
    ann = evolve(REQUEST, owner="ann")
    assert delivery_of(ann) == delivery_of(evolve(ann, client="192.0.2.2"))
    assert delivery_of(ann) != delivery_of(evolve(ann, owner="bob"))


def test_nobody_knows_who_has_neither_address_nor_key() -> None:
    assert delivery_of(evolve(REQUEST, client=None)) is None
    assert known(with_key("k", evolve(REQUEST, client=None))).client == ""


def test_a_key_is_what_the_client_calls_it() -> None:
    for key in ("k", '"8e03978e-40d5-43dd-bc93-6894a57f9324"', "x" * 255):
        assert known(with_key(key)).key == key


@pytest.mark.parametrize("key", ["", "x" * 256, "a b", "a\tb", "é"])
def test_a_key_that_is_none_is_refused(key: str) -> None:
    with pytest.raises(RemoteProtocolError) as caught:
        delivery_of(with_key(key))
    assert caught.value.fault.code is FaultCode.HTTP_BAD_KEY
