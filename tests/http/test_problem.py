import json

import pytest

from sdpsig.errors import Fault, FaultCode
from sdpsig.http import STATUS, problem
from sdpsig.http._problem import TITLES


def test_a_problem_says_what_where_and_which_rule() -> None:
    fault = Fault(FaultCode.DTLS_BAD_FINGERPRINT, "too short", "V-25a", 12)
    response = problem(fault)
    assert response.status == 422
    assert response.headers == (
        ("content-type", "application/problem+json"),
        ("cache-control", "no-store"),
    )
    assert json.loads(response.body) == {
        "title": "Unprocessable Content",
        "status": 422,
        "detail": "too short",
        "reason": "dtls.bad-fingerprint",
        "line": 12,
        "rule": "V-25a",
    }


def test_what_is_not_known_is_left_out() -> None:
    body = json.loads(problem(Fault(FaultCode.APP_FAILED, "it failed")).body)
    assert body.keys() == {"title", "status", "detail", "reason"}


def test_a_status_may_be_given_and_the_body_says_the_same() -> None:
    response = problem(Fault(FaultCode.ICE_BAD_CREDENTIALS, "another ice-pwd"), 400)
    assert response.status == json.loads(response.body)["status"] == 400
    assert json.loads(response.body)["title"] == "Bad Request"


def test_a_status_without_a_name_has_no_title() -> None:
    assert "title" not in json.loads(problem(Fault(FaultCode.APP_FAILED, "tea"), 418).body)


def test_it_says_when_to_come_again() -> None:
    fault = Fault(FaultCode.ENDPOINT_FULL, "no place", retry_after=5)
    assert ("retry-after", "5") in problem(fault).headers


@pytest.mark.parametrize("code", FaultCode)
def test_every_status_of_a_fault_has_its_name(code: FaultCode) -> None:
    assert STATUS[code] in TITLES
