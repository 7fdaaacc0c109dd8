import pytest

from sdpsig.errors import SdpError
from sdpsig.sdp.attributes import Candidate, IceOptions, IcePacing, IcePwd, IceUfrag

HOST = "1 1 udp 2122260223 192.0.2.1 50000 typ host"


def test_a_candidate_has_all_these_parts() -> None:
    line = Candidate.parse(
        "842163049 2 TCP 1 2001:db8::1 9 typ srflx raddr 192.0.2.1 rport 7 tcptype active ufrag x"
    )
    assert (line.foundation, line.component, line.transport) == ("842163049", 2, "TCP")
    assert (line.priority, line.address, line.port, line.type) == (1, "2001:db8::1", 9, "srflx")
    assert (line.raddr, line.rport) == ("192.0.2.1", 7)
    assert line.extensions == (("tcptype", "active"), ("ufrag", "x"))


def test_an_extension_is_found_by_its_name() -> None:
    line = Candidate.parse(f"{HOST} generation 0 ufrag EsAw ufrag other")
    assert line.extension("ufrag") == "EsAw"
    assert line.extension("tcptype") is None


@pytest.mark.parametrize("rest", ["", " raddr 0.0.0.0", " rport 0", " raddr :: rport 0", " a b"])
def test_what_may_be_left_out_may_be_left_out(rest: str) -> None:
    assert Candidate.parse(HOST + rest).serialize() == HOST + rest


@pytest.mark.parametrize(
    "address", ["192.0.2.1", "2001:db8::1", "fe80::1%eth0", "0.0.0.0", "a.example", "1f2e.local"]
)
def test_an_address_is_kept_as_it_is(address: str) -> None:
    assert Candidate.parse(HOST.replace("192.0.2.1", address)).address == address


@pytest.mark.parametrize(
    "value",
    [
        "",
        HOST.replace("typ host", ""),
        HOST.replace("typ host", "host"),
        HOST.replace("1 1 udp", f"{'1' * 33} 1 udp"),
        HOST.replace("1 1 udp", "a-b 1 udp"),
        HOST + " ",
        HOST + " generation",
        HOST + "  generation 0",
        HOST + " rport 1 raddr 192.0.2.1",
        HOST + " raddr 192.0.2.1 rport 07",
        HOST + " raddr 192.0.2.1 raddr 192.0.2.1",
        HOST + " a b rport 7",
    ],
)
def test_what_else_is_written_is_malformed(value: str) -> None:
    with pytest.raises(SdpError):
        Candidate.parse(value)


def test_addresses_are_not_shown() -> None:
    line = Candidate.parse(f"{HOST} raddr 198.51.100.1 rport 7777 network-id 198.51.100.2")
    shown = repr(line)
    for private in ("192.0.2.1", "198.51.100.1", "7777", "198.51.100.2"):
        assert private not in shown


def test_a_password_is_not_shown() -> None:
    assert "s3cret" not in repr(IcePwd("s3cret"))
    assert "s3cret" not in str(IcePwd("s3cret"))
    assert IcePwd("s3cret").serialize() == "s3cret"


def test_credentials_are_judged_where_they_are_used() -> None:
    assert IceUfrag.parse("$").ufrag == "$"
    assert IcePwd.parse("x").pwd == "x"
    for kind in (IceUfrag, IcePwd):
        for value in ("", "a b", "ä"):
            with pytest.raises(SdpError):
                kind.parse(value)


def test_options_are_words() -> None:
    assert IceOptions.parse("trickle ice2").options == ("trickle", "ice2")
    assert IceOptions.parse("ice2,trickle").options == ("ice2", "trickle")
    assert IceOptions.parse("ice2,trickle").text == "a=ice-options:ice2,trickle"
    for value in ("", " trickle", "trickle ", "trickle,", "trickle, ice2"):
        with pytest.raises(SdpError):
            IceOptions.parse(value)


def test_checks_are_50_ms_apart_unless_it_is_said() -> None:
    assert IcePacing.default() == IcePacing(50)
