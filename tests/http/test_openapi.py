"""The description of the JSON API: complete, valid, and of the server that serves it."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from attrs import evolve
from openapi_spec_validator import OpenAPIV31SpecValidator

from sdpsig.errors import FaultCode
from sdpsig.http import STATUS, BearerTokens, JsonApi, Request, Response, openapi
from sdpsig.http._json_requests import METHODS
from sdpsig.http._openapi._examples import EXAMPLES
from sdpsig.limits import Limits
from sdpsig.wire import SdpOfferRequest, encode

API = JsonApi(auth_scheme="bearer", metrics=lambda: Response(200))
DOCUMENT = openapi(API)
APART = frozenset({"edit", "target", "client"})
"""Areas of faults that no client of ours can make."""


def component(document: Any, name: str) -> Any:
    return document["components"]["schemas"][name]


def validator(document: Any, name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator({"$ref": f"#/components/schemas/{name}", **document})


def operations(document: Any) -> Iterator[tuple[str, str, Any]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method.upper(), operation


@pytest.mark.parametrize(
    "api",
    [
        API,
        JsonApi(),
        JsonApi(custom_session_ids="off", limits=Limits(metadata_depth=0, sdp_bytes=1_000)),
    ],
    ids=["all", "plain", "narrow"],
)
def test_it_is_valid_by_the_meta_schema_of_openapi(api: JsonApi) -> None:
    OpenAPIV31SpecValidator(json.loads(encode(openapi(api)))).validate()


def test_every_path_and_method_is_described_and_no_other() -> None:
    described = {(path, method) for path, method, _ in operations(DOCUMENT)}
    assert described == {(path, method) for path in METHODS for method in METHODS[path]}
    assert len({operation["operationId"] for *_, operation in operations(DOCUMENT)}) == len(
        described
    )


def test_metrics_are_described_where_there_are_any() -> None:
    assert DOCUMENT["paths"].keys() - openapi(JsonApi())["paths"].keys() == {"/metrics"}


def test_every_message_has_an_example_that_fits() -> None:
    document = json.loads(encode(DOCUMENT))
    for cls in EXAMPLES:
        schema = component(document, cls.__name__)
        (example,) = schema["examples"]
        assert example == json.loads(encode(EXAMPLES[cls]))
        validator(document, cls.__name__).validate(example)


def test_every_reason_stands_under_its_status_and_none_is_missing() -> None:
    told = set()
    for status, response in DOCUMENT["components"]["responses"].items():
        own = response["content"]["application/json"]["schema"]["properties"]
        assert own["code"] == {"const": int(status)}
        assert {STATUS[FaultCode(reason)] for reason in own["reason"]["enum"]} == {int(status)}
        told |= set(own["reason"]["enum"])
    missing = {code for code in FaultCode if code.split(".")[0] not in APART} - told
    assert missing == {
        FaultCode.SESSION_CLOSED,
        FaultCode.SESSION_NO_STREAM,
        FaultCode.ICE_RESTART_FAILED,
        *(code for code in FaultCode if "precondition" in code or code.endswith("-patch")),
    }


def test_every_status_that_a_call_names_is_described() -> None:
    known = {"200", "304", *DOCUMENT["components"]["responses"]}
    for *_, operation in operations(DOCUMENT):
        assert set(operation["responses"]) <= known


@pytest.mark.parametrize(
    ("status", "header"),
    [("401", "WWW-Authenticate"), ("405", "Allow"), ("429", "Retry-After"), ("503", "Retry-After")],
)
def test_a_refusal_says_in_its_head_what_to_do(status: str, header: str) -> None:
    (name,) = DOCUMENT["components"]["responses"][status]["headers"]
    assert name == header


def test_credentials_are_asked_for_where_the_server_wants_them() -> None:
    plain = openapi(JsonApi())
    assert "security" not in plain
    assert "securitySchemes" not in plain["components"]
    (scheme,) = DOCUMENT["components"]["securitySchemes"].values()
    assert scheme == {"type": "http", "scheme": "bearer"}
    open_to_all = {
        path for path, _, operation in operations(DOCUMENT) if operation.get("security") == []
    }
    assert open_to_all == BearerTokens({}).open_paths


@pytest.mark.parametrize(("who", "fits"), [("any", True), ("authenticated", True), ("off", False)])
def test_an_id_may_be_chosen_where_the_server_allows_that(who: Any, fits: bool) -> None:
    document = json.loads(encode(openapi(JsonApi(custom_session_ids=who))))
    offer = json.loads(encode(EXAMPLES[SdpOfferRequest]))
    offers = validator(document, "SdpOfferRequest")
    assert offers.is_valid(offer)
    assert offers.is_valid(offer | {"session_id": "mine"}) == fits
    assert not offers.is_valid(offer | {"session_id": "not mine"})


def test_the_bounds_are_those_of_the_server() -> None:
    limits = Limits(sdp_bytes=300, json_items=2, metadata_depth=1, candidate_bytes=70)
    document = json.loads(encode(openapi(JsonApi(limits=limits))))
    offer = json.loads(encode(EXAMPLES[SdpOfferRequest]))
    assert len(offer["sdp"]["sdp"]) > 300
    assert not validator(document, "SdpOfferRequest").is_valid(offer)
    offer["sdp"]["sdp"] = "v=0"
    assert validator(document, "SdpOfferRequest").is_valid(offer)
    assert not validator(document, "SdpOfferRequest").is_valid(offer | {"metadata": {"a": []}})
    trickled = validator(document, "IceCandidateRequest")
    assert trickled.is_valid({"session_id": "s", "candidates": [None] * 2})
    assert not trickled.is_valid({"session_id": "s", "candidates": [None] * 3})
    assert not trickled.is_valid({"session_id": "s"})


# --- as it is served


def get(*headers: tuple[str, str], root: str = "", api: JsonApi = API) -> Response:
    response = api.screen(Request("GET", "/openapi.json", headers, root=root))
    assert response is not None
    return response


def test_it_is_served_with_the_place_where_the_api_is_mounted() -> None:
    for root, url in (("", "/"), ("/rtc", "/rtc")):
        response = get(root=root)
        assert response.status == 200
        assert dict(response.headers)["content-type"] == "application/json"
        assert json.loads(response.body) == json.loads(encode(DOCUMENT)) | {
            "servers": [{"url": url}]
        }


def test_who_has_it_already_is_not_sent_it_again() -> None:
    tag = dict(get().headers)["etag"]
    for known in (tag, f'"other", W/{tag}'):
        response = get(("if-none-match", known))
        assert (response.status, response.body) == (304, b"")
        assert dict(response.headers)["etag"] == tag
    assert get(("if-none-match", '"other"')).status == 200
    assert dict(get(api=evolve(API, metrics=None)).headers)["etag"] != tag


def test_without_metrics_there_is_no_such_path() -> None:
    for api, status in ((API, 200), (JsonApi(), 404)):
        response = api.screen(Request("GET", "/metrics"))
        assert response is not None
        assert response.status == status
