from ipaddress import ip_address
from itertools import combinations

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.sdp import parse, parse_candidate, serialize
from sdpsig.sdp.attributes import Candidate
from sdpsig.session._veil import Veil
from sdpsig.trickle import LAN, LOOPBACK, PUBLIC, classify
from sdpsig.trickle._address import canonical
from tests._corpus import OFFERS
from tests.session._peer import line

ADDRESSES = st.one_of(
    st.ip_addresses().map(str),
    st.sampled_from(["8.8.8.8", "10.1.2.3", "192.168.0.9", "169.254.7.7", "100.64.1.1"]),
    st.sampled_from(["2606:4700::1", "fd12::9", "fe80::1", "::ffff:8.8.8.8", "::ffff:10.1.2.3"]),
    st.sampled_from(["2002:808:808::1", "64:ff9b::808:808", "2606:4700:0::1", "FE80::1"]),
    st.sampled_from(["tom.local", "0f3c7a7e-11d2-4f0a-9e3f-6d2b1f6c0001.local", "turn.example"]),
    st.sampled_from(["fe80::1%eth0", "300.1.1.1", "[2606:4700::1]"]),
)
POLICIES = st.sampled_from(
    [LAN, PUBLIC, LOOPBACK, evolve(LAN, deny=["10.0.0.0/8", "203.0.113.0/28"])]
)


def candidate(address: str) -> Candidate:
    return Candidate("1", 1, "udp", 1, address, 50_000, "host")


@given(POLICIES, st.lists(ADDRESSES, max_size=12))
def test_the_policy_says_the_same_to_a_pseudonym(policy: object, addresses: list[str]) -> None:
    assert isinstance(policy, type(LAN))
    veil = Veil(policy)
    for address in addresses:
        veiled = veil.address(address)
        assert classify(veiled) is classify(address)
        assert policy.judge(candidate(veiled)) is policy.judge(candidate(address))


@given(st.lists(ADDRESSES, max_size=12, unique=True))
def test_addresses_are_as_equal_as_they_were(addresses: list[str]) -> None:
    veil = Veil(LAN)
    for one, other in combinations(addresses, 2):
        same = canonical(one) == canonical(other)
        assert (canonical(veil.address(one)) == canonical(veil.address(other))) is same


@given(st.lists(ADDRESSES, min_size=1, max_size=12))
def test_a_pseudonym_is_always_the_same(addresses: list[str]) -> None:
    veil = Veil(LAN)
    first = [veil.address(one) for one in addresses]
    assert [veil.address(one) for one in addresses] == first


HIDDEN = {
    "8.8.8.8": "203.0.113.1",
    "192.168.1.7": "10.0.0.1",
    "169.254.9.9": "169.254.1.1",
    "2606:4700::1": "2001:db8::1",
    "fd12::9": "fd00::1",
    "fe80::99": "fe80::1",
    "::ffff:8.8.8.8": "::ffff:203.0.113.1",
    "[2606:4700::1]": "[2001:db8::1]",
    "tom.local": "host-1.invalid",
    "0f3c7a7e-11d2-4f0a-9e3f-6d2b1f6c0001.local": "00000000-0000-4000-8000-000000000001.local",
    "fe80::1%eth0": "1%",
}


@pytest.mark.parametrize(("address", "pseudonym"), HIDDEN.items())
def test_what_tells_where_somebody_is_has_a_pseudonym(address: str, pseudonym: str) -> None:
    assert Veil(LAN).address(address) == pseudonym


@pytest.mark.parametrize("address", ["0.0.0.0", "127.0.0.1", "::1", "169.254.169.254", "*", "-"])
def test_what_says_nothing_stays(address: str) -> None:
    assert Veil(LAN).address(address) == address


def test_an_address_that_the_policy_names_stays() -> None:
    veil = Veil(evolve(PUBLIC, classes=frozenset(), allow=["8.8.8.8/32"]))
    assert veil.address("8.8.8.8") == "8.8.8.8"
    assert veil.address("8.8.4.4") != "8.8.4.4"


def test_two_spellings_of_one_address_stay_two() -> None:
    veil = Veil(LAN)
    short, long = veil.address("2606:4700::1"), veil.address("2606:4700:0::1")
    assert short != long
    assert ip_address(short) == ip_address(long)


def test_a_policy_without_transports_is_asked_too() -> None:
    assert Veil(evolve(LAN, transports=frozenset())).address("8.8.8.8") == "203.0.113.1"


# --- secrets


@pytest.mark.parametrize(
    ("secret", "pseudonym"),
    [
        ("P2uYro0UCOQ4zxjKXaWCBui1", "000000000000000000000001"),
        ("ab+cd/ef", "00+00/01"),
        ("+/", "+/"),
        ("", ""),
    ],
)
def test_a_secret_keeps_its_length_and_punctuation(secret: str, pseudonym: str) -> None:
    assert Veil(LAN).secret(secret) == pseudonym


def test_secrets_are_numbered() -> None:
    veil = Veil(LAN)
    assert [veil.secret(one) for one in ("abcd", "efgh", "abcd")] == ["0001", "0002", "0001"]
    assert veil.text("efgh") == "0002"
    assert veil.text("ijkl") == "ijkl"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a=ice-pwd:asd88fgpdd777uzjYhagZg", "a=ice-pwd:0000000000000000000001"),
        ("a=ice-ufrag:EsAw", "a=ice-ufrag:EsAw"),
        ("c=IN IP4 224.2.36.42/127", "c=IN IP4 224.2.36.42/127"),
        ("c=IN IP4 8.8.8.8/127", "c=IN IP4 203.0.113.1/127"),
        ("c=IN IP4 media.example", "c=IN IP4 host-1.invalid"),
        ("o=jane 1 1 IN IP6 2606:4700::1", "o=jane 1 1 IN IP6 2001:db8::1"),
        ("a=rtcp:9 IN IP4 8.8.8.8", "a=rtcp:9 IN IP4 203.0.113.1"),
        (
            "a=candidate:1/2 1 udp 1 a.local 5 typ srflx raddr 10.9.9.9 rport 9",
            "a=candidate:1/2 1 udp 1 host-1.invalid 5 typ srflx raddr 10.0.0.1 rport 9",
        ),
        (
            "a=candidate:1 1 udp 1 a.local 5 typ host ice-pwd abcd generation 0",
            "a=candidate:1 1 udp 1 host-1.invalid 5 typ host ice-pwd 0001 generation 0",
        ),
        ("a=candidate:a=ice-pwd:abcd 1", "a=candidate:a=ice-pwd:0000 1"),
        (
            "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1j+A==|2^20|1:4",
            "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:000000000000+1==|2^20|1:4",
        ),
        ("k=base64:c2VjcmV0", "k=base64:00000001"),
        ("a=fingerprint:sha-256 AB:CD", "a=fingerprint:sha-256 AB:CD"),
        ("s=8.8.8.8", "s=8.8.8.8"),
        ("a=candidate:", "a=candidate:"),
        ("c=IN IP4", "c=IN IP4"),
    ],
)
def test_lines_without_their_secrets(before: str, after: str) -> None:
    assert Veil(LAN).description(before + "\r\n") == after + "\r\n"


def test_a_trickled_candidate_is_a_line_too() -> None:
    veil = Veil(LAN)
    assert veil.text(line(address="8.8.8.8")) == line(address="203.0.113.1")
    assert veil.text("Candidate:nonsense") == "Candidate:nonsense"


@pytest.mark.parametrize("word", ["IcePwd", "inline", "identity", "crypto", "key-mgmt", "ip4"])
def test_no_word_of_a_candidate_makes_another_one_of_it(word: str) -> None:
    foundation = word.replace("-", "/")
    before = f"candidate:{foundation} 1 {word} 1 192.168.0.9 5 typ {word} generation 0"
    veiled = Veil(LAN).text(before)
    assert veiled == before.replace("192.168.0.9", "10.0.0.1")
    told = parse_candidate(before)
    assert told is not None
    assert parse_candidate(veiled) == evolve(told, address="10.0.0.1")


@pytest.mark.parametrize("name", OFFERS)
def test_a_veiled_description_is_one_of_the_same_shape(name: str) -> None:
    veil = Veil(LAN)
    veiled = veil.description(OFFERS[name])
    assert veil.description(OFFERS[name]) == veiled
    before, after = parse(OFFERS[name]), parse(veiled)
    assert serialize(after) == veiled
    assert len(after.warnings) == len(before.warnings)
    kinds = [[type(one) for one in media.lines] for media in before.media]
    assert [[type(one) for one in media.lines] for media in after.media] == kinds


def test_many_descriptions_are_not_all_remembered() -> None:
    veil = Veil(LAN)
    for number in range(100):
        assert veil.description(f"s={number}") == f"s={number}"
    assert len(veil._texts) <= 32


@pytest.mark.parametrize("name", ["IcePwd123", "10.0.0.1", "inline"])
def test_a_name_is_the_same_in_its_line_and_everywhere_else(name: str) -> None:
    veil = Veil(LAN)
    for start in ("a=ice-ufrag:", "a=mid:", "a=group:BUNDLE ", "a=msid:stream ", "a=rid:"):
        assert veil.description(f"{start}{name}\r\n") == f"{start}{name}\r\n"
    assert veil.text(name) == name


def test_what_is_no_name_is_hidden_wherever_it_stands() -> None:
    assert "secret" not in Veil(LAN).description("a=ice-pwd:secret\r\na=mid:0 a=ice-pwd:secret\r\n")
