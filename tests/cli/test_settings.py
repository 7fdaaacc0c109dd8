import re
from pathlib import Path
from typing import Any

import attrs
import pytest

from sdpsig._converter import JsonError, structure
from sdpsig.cli._settings import YEAR, IceServerSettings, ServeSettings
from sdpsig.limits import Limits

FIELDS = {field.name: field for field in attrs.fields(ServeSettings)}


def refusal(**settings: Any) -> str:
    with pytest.raises(JsonError) as caught:
        structure(settings, ServeSettings, forbid_unknown=True)
    (issue,) = caught.value.issues
    return f"{issue.pointer} {issue.detail}"


def accepted(**settings: Any) -> ServeSettings:
    return structure(settings, ServeSettings, forbid_unknown=True)


def test_the_defaults_are_within_their_own_ranges() -> None:
    plain = {name: field.default for name, field in FIELDS.items() if field.default != ()}
    assert accepted(**plain) == ServeSettings()


def test_the_defaults_are_those_of_the_library() -> None:
    settings, limits = ServeSettings(), Limits()
    assert settings.max_sessions == limits.sessions
    assert settings.max_unconnected_sessions == limits.unconnected_sessions
    assert settings.max_body_bytes == limits.json_bytes
    assert settings.body_timeout == limits.body_seconds


@pytest.mark.parametrize("name", FIELDS)
def test_every_setting_has_a_sentence_of_help_and_a_group(name: str) -> None:
    about = FIELDS[name].metadata
    assert 10 < len(about["help"]) < 100
    assert not about["help"].endswith(".")
    assert about["group"]


RANGES = {
    "port": (0, 65_535),
    "max_sessions": (1, 1_000_000),
    "max_unconnected_sessions": (1, 1_000_000),
    "max_body_bytes": (1_024, 16_777_216),
    "answer_timeout": (0, YEAR),
    "connect_timeout": (0, YEAR),
    "disconnected_grace": (0, YEAR),
    "disconnected_timeout": (0, YEAR),
    "failed_timeout": (0, YEAR),
    "idle_timeout": (0, YEAR),
    "max_lifetime": (0, YEAR),
    "closed_retention": (0, YEAR),
    "body_timeout": (0.1, YEAR),
    "drain_timeout": (0, YEAR),
}


def test_every_number_has_a_range() -> None:
    assert {name for name, field in FIELDS.items() if field.type in (int, float)} == set(RANGES)


@pytest.mark.parametrize("name", RANGES)
def test_a_number_is_taken_at_both_ends_of_its_range_and_not_beyond(name: str) -> None:
    least, most = RANGES[name]
    step = 1 if FIELDS[name].type is int else 0.01
    for value in (least, most):
        assert getattr(accepted(**{name: value}), name) == value
    for value in (least - step, most + step):
        assert refusal(**{name: value}).startswith(f"/{name} must be {least} to {most:.0f}")


@pytest.mark.parametrize(
    "host", ["localhost", "0.0.0.0", "::", "::1", "fe80::1%eth0", "sdp_sig.example-1.org"]
)
def test_a_host_is_a_name_or_an_address(host: str) -> None:
    assert accepted(host=host).host == host


@pytest.mark.parametrize("host", ["", "[::1]", "a:80", "1:2", "http://a", "a b", "a/b", "ä", "a\n"])
def test_anything_else_is_no_host(host: str) -> None:
    assert refusal(host=host) == (
        "/host must be a host name or an IP address, without port and brackets"
    )


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("LOCALHOST", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.0.2.1", False),
        ("localhost.example.org", False),
    ],
)
def test_clients_choose_session_ids_on_loopback_only_unless_told(host: str, loopback: bool) -> None:
    assert ServeSettings(host=host).listens_on_loopback is loopback
    assert ServeSettings(host=host).who_chooses_ids == ("any" if loopback else "authenticated")
    assert ServeSettings(host=host, custom_session_ids="any").who_chooses_ids == "any"
    assert ServeSettings(host=host, custom_session_ids="off").who_chooses_ids == "off"
    assert ServeSettings(host=host).limits_rates is not loopback
    assert ServeSettings(host=host, rate_limits="on").limits_rates
    assert not ServeSettings(host=host, rate_limits="off").limits_rates


GOOD_URLS = [
    "stun:example.org",
    "stun:192.0.2.1:3478",
    "stuns:example.org:5349",
    "stun:[2001:db8::1]:65535",
    "turn:example.org",
    "turn:example.org:1?transport=udp",
    "turns:[::1]?transport=tcp",
]
BAD_URLS = [
    "",
    "stun:",
    "stun://example.org",
    "http://example.org",
    "example.org:3478",
    "stun:example.org:0",
    "stun:example.org:65536",
    "stun:example.org:",
    "stun:2001:db8::1",
    "stun:[1:2]",
    "stun:[example.org]",
    "stun:example.org?transport=udp",
    "turn:example.org?transport=sctp",
    "turn:user@example.org",
    "stun:example.org/path",
    " stun:example.org",
    "stun:example.org\n",
    "stun:exämple.org",
]


@pytest.mark.parametrize("url", GOOD_URLS)
def test_urls_of_stun_and_turn_servers_are_taken(url: str) -> None:
    server = {"urls": [url], "username": "u", "credential": "c"}
    assert accepted(ice_servers=[server]).ice_servers == (
        IceServerSettings(urls=(url,), username="u", credential="c"),
    )


@pytest.mark.parametrize("url", BAD_URLS)
def test_other_urls_are_not(url: str) -> None:
    told = refusal(ice_servers=[{"urls": ["stun:a", url]}])
    assert told.startswith("/ice_servers/0/urls must be stun:, stuns:, turn: or turns: URLs")


def test_an_ice_server_has_a_url() -> None:
    assert "must be stun:" in refusal(ice_servers=[{"urls": []}])
    assert refusal(ice_servers=[{}]) == "/ice_servers/0/urls is required"


@pytest.mark.parametrize("scheme", ["turn", "turns"])
@pytest.mark.parametrize("given", [{}, {"username": "u"}, {"credential": "c"}])
def test_turn_needs_what_browsers_insist_on(scheme: str, given: dict[str, str]) -> None:
    told = refusal(ice_servers=[{"urls": ["stun:a", f"{scheme}:a"], **given}])
    assert (
        told == "/ice_servers/0 has a turn: URL and so needs username and credential, or a secret"
    )


@pytest.mark.parametrize(
    "given",
    [
        {"urls": ["turn:a"], "username": "u", "secret": "s"},
        {"urls": ["turn:a"], "credential": "c", "secret": "s"},
        {"urls": ["stun:a", "turn:a"], "secret": "s"},
    ],
)
def test_a_secret_stands_in_place_of_what_is_made_with_it(given: dict[str, object]) -> None:
    told = refusal(ice_servers=[given])
    assert told.startswith("/ice_servers/0 has a secret and so needs turn: URLs alone")
    IceServerSettings(urls=("turn:a", "turns:a"), secret="s")


def test_a_credential_is_not_shown() -> None:
    server = IceServerSettings(urls=("turn:a",), username="u", credential="hush")
    other = IceServerSettings(urls=("turn:a",), secret="hush")
    assert "hush" not in repr(ServeSettings(ice_servers=(server, other)))


@pytest.mark.parametrize(
    "token", ["x" * 15, "x" * 257, "x" * 16 + " ", "=" * 16, "x" * 16 + "\n", "é" * 16]
)
def test_a_token_that_could_be_guessed_or_not_be_sent_is_refused(token: str) -> None:
    assert "must be 16 to 256 characters" in refusal(bearer_token=token)
    assert "x" * 15 not in refusal(bearer_token=token)


def test_a_token_is_not_shown() -> None:
    assert "hush" not in repr(ServeSettings(bearer_token="hush" * 4))


@pytest.mark.parametrize(
    "origins",
    ["https://a/", "a", "https://A", "https://a,https://b", "https:/a", "ftp://a", "null", ""],
)
def test_what_no_browser_writes_is_no_origin(origins: str) -> None:
    assert "must be origins" in refusal(cors_origins=["https://b", origins])


@pytest.mark.parametrize(
    "origins", [(), ("*",), ("https://a",), ("http://[::1]:80", "https://b:443")]
)
def test_origins_are_as_browsers_write_them(origins: tuple[str, ...]) -> None:
    assert ServeSettings(cors_origins=origins).cors_origins == origins


def test_the_table_is_the_only_list_of_settings() -> None:
    package = Path(__file__).parents[2] / "sdpsig" / "cli"
    for name in ("_flags.py", "_sources.py"):
        text = (package / name).read_text()
        assert [setting for setting in FIELDS if re.search(rf"\b{setting}\b", text)] == []
