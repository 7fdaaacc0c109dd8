import pytest

from sdpsig.errors import FaultCode
from sdpsig.http import Request
from sdpsig.http._head import is_type, judge_length


def request(*headers: tuple[str, str]) -> Request:
    return Request("POST", "/", headers)


@pytest.mark.parametrize(
    "said",
    [
        "application/sdp",
        "Application/SDP ; charset=utf-8",
        'application/sdp; Charset="UTF-8"',
        "\tapplication/sdp;x",
        "application/sdp; x=1; charset = utf-8",
    ],
)
def test_h3_a_media_type_has_no_case_and_may_have_parameters(said: str) -> None:
    assert is_type(said, "application/sdp")


@pytest.mark.parametrize(
    "said",
    [
        None,
        "",
        ";",
        "application/sdpx",
        "text/plain; application/sdp",
        "application/sdp, text/plain",
        "application/sdp; charset=utf-16",
        "application/sdp; charset=latin1",
        "application/sdp; charset",
        "application/sdp; charset=utf-8; charset=utf-16",
        "application/sdp; charset=utf-16; charset=utf-8",
        "application/\u017fdp",
    ],
)
def test_h3_another_media_type_or_another_charset_is_another(said: str | None) -> None:
    assert not is_type(said, "application/sdp")


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ((), None),
        ((("content-length", "10"), ("content-encoding", "Identity")), None),
        ((("content-length", "11"),), FaultCode.HTTP_TOO_LARGE),
        ((("content-length", "1e1"),), FaultCode.HTTP_BAD_LENGTH),
        ((("content-length", "1" * 21),), FaultCode.HTTP_BAD_LENGTH),
        ((("content-encoding", "gzip"),), FaultCode.HTTP_MEDIA_TYPE),
    ],
)
def test_h1_a_body_is_worth_reading_up_to_its_limit(
    headers: tuple[tuple[str, str], ...], code: FaultCode | None
) -> None:
    fault = judge_length(request(*headers), 10)
    assert (None if fault is None else fault.code) is code
