from collections.abc import Callable
from typing import Any, Literal

import attrs
import pytest

from sdpsig.adapters import echo
from sdpsig.adapters.metrics import Metrics
from sdpsig.adapters.server import ServerConfig
from sdpsig.cli._server_config import pages, server_config
from sdpsig.cli._settings import IceServerSettings, ServeSettings
from sdpsig.endpoint import EndpointConfig
from sdpsig.http import BearerTokens, Cors, IceServers, JsonApi, RateLimits, TurnRest, Whep, Whip
from sdpsig.limits import Limits
from sdpsig.session import SessionConfig
from sdpsig.trickle import LAN, LOOPBACK, PUBLIC, CandidatePolicy
from sdpsig.web import CONTENT_SECURITY_POLICY, assets
from sdpsig.wire import IceServer
from tests._extras import require_modules

DEFAULT = server_config(ServeSettings())

Place = Callable[[ServerConfig], object]

TURN = IceServerSettings(urls=("stun:a:1", "turn:b"), username="u", credential="c")

# setting, a value that is not its default, where it goes, and what stands there then
ROWS: list[tuple[str, object, Place, object]] = [
    ("host", "::1", lambda c: c.host, "::1"),
    ("port", 0, lambda c: c.port, 0),
    (
        "ice_servers",
        (TURN,),
        lambda c: c.api.ice_servers,
        IceServers(static=(IceServer(("stun:a:1", "turn:b"), "u", "c"),)),
    ),
    (
        "ice_servers",
        (IceServerSettings(urls=("turn:b",), secret="s"),),
        lambda c: c.api.ice_servers,
        IceServers(turn=(TurnRest(urls=("turn:b",), secret="s", lifetime=86_400.0),)),
    ),
    ("ice_servers", (TURN,), lambda c: c.echo.stun_server, ("a", 1)),
    ("loopback", True, lambda c: c.echo.loopback, True),
    ("loopback", True, lambda c: c.echo.candidates, LOOPBACK),
    ("loopback", True, lambda c: c.endpoint.session.candidates, LOOPBACK),
    ("custom_session_ids", "off", lambda c: c.api.custom_session_ids, "off"),
    ("bearer_token", "x" * 16, lambda c: c.access.authenticate, BearerTokens({"client": "x" * 16})),
    ("bearer_token", "x" * 16, lambda c: c.api.auth_scheme, "bearer"),
    (
        "cors_origins",
        ("https://a", "http://b:1"),
        lambda c: c.access.cors,
        Cors(["https://a", "http://b:1"]),
    ),
    ("rate_limits", "on", lambda c: c.access.rates, RateLimits()),
    ("max_sessions", 7, lambda c: c.endpoint.session.limits.sessions, 7),
    (
        "max_unconnected_sessions",
        7,
        lambda c: c.endpoint.session.limits.unconnected_sessions,
        7,
    ),
    ("answer_timeout", 7.5, lambda c: c.endpoint.session.answer_timeout, 7.5),
    ("connect_timeout", 7.5, lambda c: c.endpoint.session.connect_timeout, 7.5),
    ("disconnected_grace", 7.5, lambda c: c.endpoint.session.disconnected_grace, 7.5),
    ("disconnected_timeout", 7.5, lambda c: c.endpoint.session.disconnected_timeout, 7.5),
    ("failed_timeout", 7.5, lambda c: c.endpoint.session.failed_timeout, 7.5),
    ("idle_timeout", 7.5, lambda c: c.endpoint.session.idle_timeout, 7.5),
    ("max_lifetime", 7.5, lambda c: c.endpoint.session.max_lifetime, 7.5),
    ("closed_retention", 7.5, lambda c: c.endpoint.closed_retention, 7.5),
    ("max_body_bytes", 2_000, lambda c: c.api.limits.json_bytes, 2_000),
    ("max_body_bytes", 2_000, lambda c: c.api.limits.sdp_bytes, 2_000),
    ("max_body_bytes", 16_000_000, lambda c: c.api.max_body, 16_000_000),
    ("body_timeout", 7.5, lambda c: c.endpoint.session.limits.body_seconds, 7.5),
    ("streams", "off", lambda c: c.streams, ()),
    ("log_level", "debug", lambda c: c.log_level, "debug"),
    ("log_addresses", True, lambda c: c.log_addresses, True),
    ("metrics", True, lambda c: c.metrics, Metrics),
    ("drain_timeout", 7.5, lambda c: c.drain_timeout, 7.5),
]


def test_every_setting_has_a_row() -> None:
    assert {name for name, *_ in ROWS} == {field.name for field in attrs.fields(ServeSettings)}


@pytest.mark.parametrize(("name", "value", "place", "expected"), ROWS)
def test_a_setting_reaches_its_place(name: str, value: Any, place: Place, expected: object) -> None:
    changed = server_config(ServeSettings(**{name: value}))
    assert place(DEFAULT) != expected
    assert place(changed) == expected


def test_streams_are_served_with_the_ice_servers_and_limits_of_the_api() -> None:
    require_modules("aiortc")
    changed = server_config(ServeSettings(ice_servers=(TURN,), max_body_bytes=2_000))
    whip, whep = changed.streams
    for dialect in (whip, whep):
        assert isinstance(dialect, Whip | Whep)
        assert dialect.ice_servers == changed.api.ice_servers
        assert dialect.max_body == 2_000
        assert dialect.restart
    assert (whip.prefix, whep.prefix) == ("/whip", "/whep")


def test_streams_may_be_held_to_the_letter() -> None:
    require_modules("aiortc")
    for dialect in server_config(ServeSettings(streams="strict")).streams:
        assert isinstance(dialect, Whip | Whep)
        assert dialect.profile.strict


def test_without_aiortc_there_are_no_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sdpsig.cli._server_config.aiortc_installed", lambda: False)
    assert server_config(ServeSettings()).streams == ()


def test_nothing_said_is_the_defaults_of_the_library_but_for_what_a_server_needs() -> None:
    session = DEFAULT.endpoint.session
    assert attrs.evolve(session, max_lifetime=None, wait_for_dtls=True) == SessionConfig()
    assert session.max_lifetime == 86_400
    assert attrs.evolve(DEFAULT.endpoint, session=SessionConfig()) == EndpointConfig()
    assert DEFAULT.api == JsonApi()
    plain = attrs.evolve(DEFAULT, endpoint=EndpointConfig(), streams=(), pages={}, candidates=None)
    assert plain == ServerConfig()


def test_the_api_and_the_sessions_have_the_same_limits() -> None:
    config = server_config(ServeSettings(max_body_bytes=2_000, max_sessions=3, body_timeout=1))
    assert config.api.limits == config.endpoint.session.limits


@pytest.mark.parametrize("size", [1_024, 262_144, 16_777_216])
def test_a_larger_body_makes_no_larger_descriptions(size: int) -> None:
    limits = server_config(ServeSettings(max_body_bytes=size)).api.limits
    assert limits.json_bytes == size
    assert limits.sdp_bytes == min(size, Limits().sdp_bytes)


@pytest.mark.parametrize(
    ("host", "policy", "ids"),
    [
        ("127.0.0.1", "auto", "any"),
        ("localhost", "auto", "any"),
        ("0.0.0.0", "auto", "authenticated"),
        ("0.0.0.0", "any", "any"),
        ("127.0.0.1", "off", "off"),
    ],
)
def test_clients_choose_session_ids_where_the_settings_say_so(
    host: str, policy: Literal["auto", "any", "off"], ids: str
) -> None:
    settings = ServeSettings(host=host, custom_session_ids=policy)
    assert server_config(settings).api.custom_session_ids == ids


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "0.0.0.0"])
def test_listening_on_loopback_is_no_reason_to_take_loopback_candidates(host: str) -> None:
    config = server_config(ServeSettings(host=host))
    assert (config.echo.loopback, config.echo.candidates) == (False, LAN)


@pytest.mark.parametrize(
    ("client", "policy"),
    [
        ("203.0.113.9", PUBLIC),
        ("2001:db8::9", PUBLIC),
        (None, PUBLIC),
        ("192.168.1.9", LAN),
        ("127.0.0.1", LAN),
    ],
)
def test_strangers_may_name_public_addresses_only(
    client: str | None, policy: CandidatePolicy
) -> None:
    assert DEFAULT.candidates is not None
    assert DEFAULT.candidates(client) is policy


def test_for_a_browser_on_this_machine_there_is_one_policy_for_all() -> None:
    config = server_config(ServeSettings(loopback=True))
    assert (config.candidates, config.endpoint.session.candidates) == (None, LOOPBACK)


@pytest.mark.parametrize(
    ("urls", "place"),
    [
        (["stun:example.org"], ("example.org", 3478)),
        (["stun:example.org:1"], ("example.org", 1)),
        (["stun:192.0.2.1"], ("192.0.2.1", 3478)),
        (["stun:192.0.2.1:65535"], ("192.0.2.1", 65_535)),
        (["stun:[2001:db8::1]"], ("2001:db8::1", 3478)),
        (["stun:[2001:db8::1]:1"], ("2001:db8::1", 1)),
        (["stun:[::1]:1"], ("::1", 1)),
        (["stun:a", "stun:b"], ("a", 3478)),
        (["turn:t:5", "turns:t", "stuns:s", "stun:a:1"], ("a", 1)),
        (["turn:t", "turns:t", "stuns:s"], None),
        ([], None),
    ],
)
def test_our_own_side_uses_the_first_stun_server(
    urls: list[str], place: tuple[str, int] | None
) -> None:
    servers = tuple(IceServerSettings(urls=(url,), username="u", credential="c") for url in urls)
    assert server_config(ServeSettings(ice_servers=servers)).echo.stun_server == place
    if urls:
        together = IceServerSettings(urls=tuple(urls), username="u", credential="c")
        assert server_config(ServeSettings(ice_servers=(together,))).echo.stun_server == place


@pytest.mark.parametrize("installed", [True, False])
def test_connected_means_dtls_where_there_is_dtls(
    installed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(echo, "find_spec", lambda _name: object() if installed else None)
    assert server_config(ServeSettings()).endpoint.session.wait_for_dtls is installed


@pytest.mark.parametrize(("life", "good"), [(600.0, 600.0), (0.0, 86_400.0)])
def test_turn_credentials_are_good_for_as_long_as_a_session_may_live(
    life: float, good: float
) -> None:
    server = IceServerSettings(urls=("turn:b",), secret="s")
    config = server_config(ServeSettings(ice_servers=(server,), max_lifetime=life))
    assert [turn.lifetime for turn in config.api.ice_servers.turn] == [good]


def test_a_credential_is_not_shown() -> None:
    server = IceServerSettings(urls=("turn:a",), username="u", credential="hunter2")
    assert "hunter2" not in repr(server_config(ServeSettings(ice_servers=(server,))))


def test_the_page_and_the_client_are_served() -> None:
    found = pages()
    assert found.keys() == assets().keys() >= {"/", "/webrtc-client.js"}
    assert dict(found["/"].headers)["content-type"] == "text/html; charset=utf-8"
    script = dict(found["/webrtc-client.js"].headers)["content-type"]
    assert script == "text/javascript; charset=utf-8"
    assert b"<html" in found["/"].body
    assert b"WebRTCSDPClient" in found["/webrtc-client.js"].body
    assert DEFAULT.pages == found


@pytest.mark.parametrize("path", sorted(assets()))
def test_every_file_comes_whole_and_with_the_headers_that_keep_it_in_bounds(path: str) -> None:
    media_type, body = assets()[path]
    page = pages()[path]
    assert (page.status, page.body) == (200, body)
    assert dict(page.headers) == {
        "content-type": media_type,
        "cache-control": "no-cache",
        "content-security-policy": CONTENT_SECURITY_POLICY,
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }
