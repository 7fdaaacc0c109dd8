"""What an attribute finds wrong with itself and its neighbours."""

import pytest

from sdpsig.errors import FaultCode, Severity
from sdpsig.sdp import STANDARD, Attribute
from sdpsig.sdp._description import Section
from sdpsig.sdp.attributes import RtcpMux, RtcpMuxOnly
from sdpsig.sdp.attributes.dtls import DIGEST_BYTES
from sdpsig.sdp.attributes.extmap import KNOWN_IDS
from sdpsig.sdp.attributes.ice import CREDENTIAL_LENGTHS
from sdpsig.sdp.attributes.security import KEY_BYTES

KEY = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"
"""30 bytes in base 64."""
W, E = Severity.WARNING, Severity.ERROR


def attribute(text: str) -> Attribute:
    name, colon, value = text.partition(":")
    return STANDARD.get(name).read(name, value if colon else None)


def rules(text: str) -> list[tuple[Severity, str]]:
    return [(fault.severity, fault.rule) for fault in attribute(text).check(Section())]


@pytest.mark.parametrize("hash_function", DIGEST_BYTES)
def test_a_fingerprint_is_as_long_as_its_hash(hash_function: str) -> None:
    size = DIGEST_BYTES[hash_function]
    for name in (hash_function, hash_function.upper()):
        assert rules(f"fingerprint:{name} {':'.join(['AB'] * size)}") == []
        for wrong in (size - 1, size + 1):
            assert rules(f"fingerprint:{name} {':'.join(['AB'] * wrong)}") == [(E, "V-25a")]


def test_nobody_knows_how_long_other_hashes_are() -> None:
    assert rules("fingerprint:md5 AB") == []


def test_a_mid_has_at_most_16_characters() -> None:
    assert rules(f"mid:{'a' * 16}") == []
    assert rules(f"mid:{'a' * 17}") == [(E, "V-11")]


@pytest.mark.parametrize("name", CREDENTIAL_LENGTHS)
def test_credentials_have_their_length(name: str) -> None:
    allowed = CREDENTIAL_LENGTHS[name]
    for size in (allowed[0], allowed[-1]):
        assert rules(f"{name}:{'a' * size}") == []
    for size in (allowed[0] - 1, allowed[-1] + 1):
        assert rules(f"{name}:{'a' * size}") == [(E, "V-21")]


@pytest.mark.parametrize("name", CREDENTIAL_LENGTHS)
def test_credentials_are_of_ice_chars(name: str) -> None:
    assert rules(f"{name}:{'aB0+/' * 5}") == []
    assert rules(f"{name}:{'a-=#_' * 5}") == [(W, "V-21")]
    assert rules(f"{name}:{'a$b%c' * 5}") == [(E, "V-21")]
    assert rules(f"{name}:$") == [(E, "V-21"), (E, "V-21")]


def test_ice_options_stand_between_blanks() -> None:
    assert rules("ice-options:ice2 trickle") == []
    assert rules("ice-options:ice2,trickle") == [(W, "RFC 8839 §5.6")]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("192.0.2.1 9 typ host", []),
        ("2001:db8::1 9 typ host", []),
        ("x.local 9 typ host", []),
        ("192.0.2.1 9 typ srflx raddr 0.0.0.0 rport 0", []),
        ("192.0.2.1 9 typ odd", [(W, "TR-3")]),
        ("192.0.2 9 typ host", [(W, "TR-5")]),
        ("192.0.2.1 9 typ relay", [(W, "TR-9")]),
        ("192.0.2.1 9 typ relay raddr 0.0.0.0", [(W, "TR-9")]),
    ],
)
def test_a_candidate_can_be_used(value: str, found: list[tuple[Severity, str]]) -> None:
    assert rules(f"candidate:1 1 UDP 1 {value}") == found


def test_a_candidate_over_tcp_says_who_connects() -> None:
    assert rules("candidate:1 1 tcp 1 192.0.2.1 9 typ host tcptype active") == []
    assert rules("candidate:1 1 TCP 1 192.0.2.1 9 typ host") == [(W, "TR-4")]
    assert rules("candidate:1 1 ssltcp 1 192.0.2.1 9 typ host") == [(W, "TR-3")]


@pytest.mark.parametrize("number", [0, 1, 14, 16, 255, 4096, 4351])
def test_an_id_of_a_header_extension_can_be_used(number: int) -> None:
    assert number in KNOWN_IDS
    assert rules(f"extmap:{number} urn:a") == []


@pytest.mark.parametrize("number", [15, 256, 4095, 4352, 65_535])
def test_others_cannot(number: int) -> None:
    assert rules(f"extmap:{number} urn:a") == [(W, "V-70")]


def test_a_header_extension_is_named_by_a_uri() -> None:
    assert rules("extmap:1 URI-toffset") == [(W, "RFC 8285 §5")]


@pytest.mark.parametrize("value", ["9", "9 IN IP4 0.0.0.0", "9 IN IP6 ::", "9 TN RFC2543 +1"])
def test_rtcp_goes_to_an_address(value: str) -> None:
    assert rules(f"rtcp:{value}") == []


def test_of_the_type_that_it_says() -> None:
    assert rules("rtcp:9 IN IP4 ::") == [(W, "RFC 3605 §2.1")]


def test_nothing_but_multiplexing_needs_multiplexing() -> None:
    only = RtcpMuxOnly()
    assert list(only.check(Section((RtcpMux(), only)))) == []
    (fault,) = only.check(Section((only,)))
    assert (fault.code, fault.rule) == (FaultCode.RTP_MUX_REQUIRED, "V-27")
    assert fault.severity is W


@pytest.mark.parametrize(
    "value",
    [
        f"1 AES_CM_128_HMAC_SHA1_80 inline:{KEY}",
        f"1 aes_cm_128_hmac_sha1_32 inline:{KEY}|2^20|1:4 KDR=1",
        f"1 F8_128_HMAC_SHA1_80 inline:{KEY}|2^20|1:4;inline:{KEY}|2^20|2:4 FEC_ORDER=FEC_SRTP",
        f"1 F8_128_HMAC_SHA1_80 inline:{KEY}|2^20|1:4; inline:{KEY}|2^20|2:4",
        "1 SOMETHING_ELSE inline:abcd",
        "1 AES_CM_128_HMAC_SHA1_80 other:key",
    ],
)
def test_a_key_fits_its_suite(value: str) -> None:
    assert rules(f"crypto:{value}") == []


@pytest.mark.parametrize(
    "value",
    [
        "1 AES_CM_128_HMAC_SHA1_80 inline",
        "1 AES_CM_128_HMAC_SHA1_80 inline:",
        "1 AES_CM_128_HMAC_SHA1_80 inline:!",
        f"1 AES_CM_128_HMAC_SHA1_80 inline:{KEY}|1|2|3",
        f"1 AES_CM_128_HMAC_SHA1_80 inline:{KEY}{KEY}",
        f"1 AES_CM_128_HMAC_SHA1_80 inline:{KEY[:-1]}",
        f"1 AEAD_AES_256_GCM inline:{KEY}",
    ],
)
def test_any_other_does_not(value: str) -> None:
    assert rules(f"crypto:{value}") == [(W, "RFC 4568 §9.1")]
    assert KEY not in str(list(attribute(f"crypto:{value}").check(Section())))


def test_suites_are_said_once_and_in_one_way() -> None:
    assert all(name == name.upper() for name in KEY_BYTES)
