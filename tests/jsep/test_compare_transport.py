import pytest

from tests.jsep.test_compare import data, outcome, section

CANDIDATE = "a=candidate:1 1 udp 2122 192.0.2.1 5000 typ host\r\n"


def facts(offer: str, answer: str) -> dict[str, str]:
    return {fact.topic: fact.words for fact in outcome(offer, answer).settled}


@pytest.mark.parametrize(
    ("offered", "answered", "words"),
    [
        ("sendrecv", "sendrecv", "both sides send"),
        ("sendrecv", "recvonly", "only the offerer sends"),
        ("recvonly", "sendonly", "only the answerer sends"),
        ("sendonly", "inactive", "nothing flows"),
    ],
)
def test_who_sends_is_said_with_both_directions(offered: str, answered: str, words: str) -> None:
    found = facts(section(f"a={offered}\r\n"), section(f"a={answered}\r\n", setup="active"))
    assert found["direction"] == f"{words} (offered {offered}, answered {answered})"


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("active", "the answerer is the DTLS client (offered actpass, answered active)"),
        ("passive", "the offerer is the DTLS client (offered actpass, answered passive)"),
        ("actpass", "nobody starts DTLS (offered actpass, answered actpass)"),
    ],
)
def test_who_starts_dtls_is_said(role: str, words: str) -> None:
    assert facts(section(), section(setup=role))["dtls"] == words


def test_an_answer_without_a_role_is_active() -> None:
    answer = section().replace("a=setup:actpass\r\n", "")
    assert facts(section(), answer)["dtls"] == (
        "the answerer is the DTLS client (offered actpass, answered nothing)"
    )


LAYERS = "a=rid:h send\r\na=rid:l send\r\na=simulcast:send h;l\r\n"


@pytest.mark.parametrize(
    ("answered", "words"),
    [
        ("a=rid:h recv\r\na=rid:l recv\r\na=simulcast:recv h;l\r\n", "the layers h, l are sent"),
        ("a=rid:h recv\r\na=simulcast:recv h\r\n", "the layers h are sent, without l"),
        ("", "refused: one stream is sent instead of the layers h, l"),
    ],
)
def test_layers_of_simulcast_are_kept_or_dropped(answered: str, words: str) -> None:
    assert facts(section(LAYERS), section(answered, setup="active"))["simulcast"] == words


def test_data_channels_tell_their_ports_and_sizes() -> None:
    found = facts(data() + "a=max-message-size:0\r\n", data(setup="active"))
    assert found["data"] == (
        "SCTP port 5000 offered, 5000 answered;"
        " the offerer receives messages of any size, the answerer up to 65536 bytes"
    )
    assert "direction" not in found


def test_a_transport_is_shared_or_not() -> None:
    two = section() + section(mid="1")
    answered = section(setup="active") + section(mid="1", setup="active")
    group = "a=group:BUNDLE 0 1\r\n"
    assert facts(group + two, group + answered)["bundle"] == "uses the transport of mid 0"
    assert "ice" not in facts(group + two, group + answered)
    apart = facts(group + two, answered)["bundle"]
    assert apart == "has a transport of its own, though a bundle was offered"
    assert facts(two, answered)["bundle"] == "has a transport of its own"
    backwards = facts(group + two, "a=group:BUNDLE 1 0\r\n" + answered)["bundle"]
    assert backwards == "its transport also carries mid 0"


def test_rtcp_on_a_port_of_its_own_is_told() -> None:
    answer = section(setup="active").replace("a=rtcp-mux\r\n", "")
    assert facts(section(), answer)["rtcp"] == "RTCP has a port of its own"
    assert "rtcp" not in facts(section(), section(setup="active"))


def test_ice_tells_candidates_and_who_controls() -> None:
    found = facts(section("a=ice-options:trickle\r\n"), section(CANDIDATE, setup="active"))
    assert found["ice"] == (
        "the offerer controls; the offerer has no candidates and may trickle more,"
        " the answerer 1 candidate"
    )
    lite = facts("a=ice-lite\r\n" + section(), section(setup="active"))["ice"]
    assert lite.startswith("the answerer controls; the offerer has a lite agent with no candidates")
