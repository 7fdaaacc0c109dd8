import pytest

from sdpsig.errors import FaultCode
from sdpsig.http import STATUS
from sdpsig.http._status import _BY_AREA

KNOWN = {400, 401, 404, 405, 408, 409, 413, 415, 422, 429, 500, 503, 504}
"""The statuses of the error table (http §1.1)."""


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
        "session.answer-timeout": 504,
        "jsep.renegotiation": 409,
        "ice.bad-candidate": 400,
        "ice.no-section": 400,
        "http.not-found": 404,
        "http.method": 405,
        "http.timeout": 408,
        "http.too-large": 413,
        "http.media-type": 415,
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
        "app": 500,
        "edit": 500,
        "internal": 500,
        "endpoint": 503,
    }
    assert STATUS[code] == named.get(code, areas[code.split(".")[0]])
