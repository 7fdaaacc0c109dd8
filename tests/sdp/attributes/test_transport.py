import pytest

from sdpsig.errors import SdpError
from sdpsig.sdp.attributes import ConnectionSetup, DccpServiceCode, SourceFilter


def test_a_connection_is_new_unless_it_is_said_to_exist() -> None:
    assert ConnectionSetup.default() == ConnectionSetup("new")


@pytest.mark.parametrize("code", ["SC:RTPV", "SC:R", "SC=x52545056", "SC=1381257302"])
def test_a_service_code_has_three_spellings(code: str) -> None:
    assert DccpServiceCode.parse(code).text == f"a=dccp-service-code:{code}"


@pytest.mark.parametrize("code", ["RTPV", "SC:", "SC:RTPVX", "SC=x", "SC=RTPV", "SC=12345678901"])
def test_another_service_code_is_malformed(code: str) -> None:
    with pytest.raises(SdpError):
        DccpServiceCode.parse(code)


def test_sources_are_several_and_filters_too() -> None:
    line = SourceFilter.parse(" incl IN IP4 * 192.0.2.1 192.0.2.2")
    assert line.sources == ("192.0.2.1", "192.0.2.2")
    assert SourceFilter.spec.repeats
