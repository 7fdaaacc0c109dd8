import pytest

from sdpsig.errors import FaultCode, SdpError, Severity
from sdpsig.sdp import Attribute, MediaDescription, MediaLine
from sdpsig.sdp.attributes import Rid, Simulcast, SimulcastStream


def test_a_rid_has_restrictions_or_none() -> None:
    assert Rid.parse("hi send") == Rid("hi", "send")
    assert Rid.parse("1 recv pt=96;max-br=1").restrictions == "pt=96;max-br=1"
    assert Rid.parse("r" * 64 + " send").rid == "r" * 64


@pytest.mark.parametrize(
    "value", ["send hi", "recv 1;2;3", "send hi,~mid;lo", "send 1 recv 2", "recv 1 send ~2,3"]
)
def test_layers_are_sent_received_or_both(value: str) -> None:
    assert Simulcast.parse(value).serialize() == value


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Rid, "hi"),
        (Rid, "hi both"),
        (Rid, "h!i send"),
        (Rid, "r" * 65 + " send"),
        (Simulcast, "send"),
        (Simulcast, "send "),
        (Simulcast, "hi;lo"),
        (Simulcast, "send hi;;lo"),
        (Simulcast, "send hi send lo"),
        (Simulcast, "send hi,~~lo"),
        (Simulcast, "send rid=hi recv lo"),
        (Simulcast, "send ssrc=1"),
        (Simulcast, "send rid=hi paused="),
        (Simulcast, "  send rid=hi"),
        (Simulcast, " send hi"),
    ],
)
def test_what_else_is_written_is_malformed(kind: type[Attribute], value: str) -> None:
    with pytest.raises(SdpError):
        kind.parse(value)


def ids(streams: tuple[tuple[SimulcastStream, ...], ...]) -> list[list[str]]:
    return [[f"~{one.id}" if one.paused else one.id for one in each] for each in streams]


@pytest.mark.parametrize(
    ("value", "by", "sent", "received"),
    [
        ("send hi,~mid;lo recv 1", None, [["hi", "~mid"], ["lo"]], [["1"]]),
        ("recv 1", None, [], [["1"]]),
        ("send rid=foo;bar", "rid", [["foo"], ["bar"]], []),
        (" send rid=foo;bar", "rid", [["foo"], ["bar"]], []),
        (" send rid=1,4;2;3 paused=4 recv rid=c", "rid", [["1", "~4"], ["2"], ["3"]], [["c"]]),
        (" recv pt=97 send pt=98;99", "pt", [["98"], ["99"]], [["97"]]),
        (" send rid=~1;2 recv pt=97", "rid", [["~1"], ["2"]], [["97"]]),
    ],
)
def test_streams_are_read_in_the_form_of_the_rfc_and_of_the_drafts(
    value: str, by: str | None, sent: list[list[str]], received: list[list[str]]
) -> None:
    line = Simulcast.parse(value)
    assert line.identified_by == by
    assert (ids(line.sent), ids(line.received)) == (sent, received)
    assert line.serialize() == value


def test_the_form_of_a_draft_is_told_and_that_of_the_rfc_is_not() -> None:
    section = MediaDescription(media_line=MediaLine("video", 9, "RTP/AVP", ("96",)))
    assert list(Simulcast("send hi;lo").check(section)) == []
    (fault,) = Simulcast(" send rid=hi;lo").check(section)
    assert (fault.code, fault.severity) == (FaultCode.SDP_SIMULCAST, Severity.WARNING)
