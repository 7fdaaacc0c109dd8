import pytest

from sdpsig.errors import FaultCode
from sdpsig.http import STATUS
from sdpsig.http._status import _BY_AREA

KNOWN = {400, 401, 403, 404, 405, 408, 409, 412, 413, 415, 422, 428, 429, 500, 502, 503, 504}
"""The statuses of the error table (http §1.1) and of PATCH (FR-14)."""


def test_every_fault_has_a_status_and_nothing_else_has() -> None:
    assert STATUS.keys() == set(FaultCode)
    assert set(STATUS.values()) <= KNOWN


def test_every_area_has_a_fault() -> None:
    assert set(_BY_AREA) == {code.split(".")[0] for code in FaultCode}


@pytest.mark.parametrize("code", FaultCode)
def test_a_status_is_that_of_the_area_unless_the_contract_names_it(code: FaultCode) -> None:
    named = {
        "sdp.too-large": 413,
        "json.too-large": 413,
        "session.metadata-too-large": 413,
        "session.bad-id": 400,
        "session.conflict": 409,
        "session.no-stream": 409,
        "session.answer-timeout": 504,
        "ice.bad-candidate": 400,
        "ice.no-section": 400,
        "auth.forbidden": 403,
        "http.not-found": 404,
        "http.method": 405,
        "http.timeout": 408,
        "http.too-large": 413,
        "http.media-type": 415,
        "http.precondition-failed": 412,
        "http.precondition-required": 428,
        "http.unsupported-patch": 422,
        "ice.restart-failed": 503,
    }
    areas = {
        "sdp": 400,
        "json": 400,
        "http": 400,
        "jsep": 422,
        "bundle": 422,
        "ice": 422,
        "dtls": 422,
        "rtp": 422,
        "target": 422,
        "session": 404,
        "auth": 401,
        "rate": 429,
        "app": 500,
        "edit": 500,
        "internal": 500,
        "endpoint": 503,
        "client": 502,
    }
    assert STATUS[code] == named.get(code, areas[code.split(".")[0]])
