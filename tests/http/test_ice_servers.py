import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.errors import FaultCode, LocalProtocolError
from sdpsig.http import IceServers, JsonApi, Request, TurnRest, link_headers
from sdpsig.wire import IceServer

STUN = IceServer(("stun:stun.example.org:3478",))
TURN = TurnRest(urls=("turn:turn.example.org?transport=udp",), secret="north")
WALL = 1_433_895_918.506


def test_credentials_are_those_that_a_turn_server_makes_of_the_same_secret() -> None:
    """``printf %s 1433982318:ann | openssl dgst -sha1 -hmac north -binary | base64``"""
    server = TURN.issue("ann", WALL)
    assert server.urls == TURN.urls
    assert server.username == "1433982318:ann"
    assert server.credential == "rmFIzIVFPZsm1XICglSAiDnFlB0="


def test_without_a_name_the_expiry_is_the_name() -> None:
    assert TURN.issue(None, WALL).username == "1433982318"


@pytest.mark.parametrize("owner", ["a:b", "", "é", "x" * 65, "a b", "a\n"])
def test_a_name_that_would_break_the_user_name_is_veiled(owner: str) -> None:
    username = TURN.issue(owner, WALL).username
    assert username is not None
    expiry, _, name = username.partition(":")
    assert (expiry, len(name)) == ("1433982318", 32)
    assert set(name) <= set("0123456789abcdef")


def test_credentials_live_as_long_as_a_session_may() -> None:
    short = TurnRest(urls=TURN.urls, secret="north", lifetime=600)
    assert short.issue(None, 1000.9).username == "1600"


def test_all_servers_are_told_those_that_never_change_first() -> None:
    asked = []

    def provider(owner: str | None, wall: float) -> list[IceServer]:
        asked.append((owner, wall))
        return [IceServer(("turns:hosted.example.org",), "u", "c")]

    servers = IceServers(static=(STUN,), turn=(TURN,), provider=provider)
    told = servers.told("ann", WALL)
    assert [server.urls[0].partition(":")[0] for server in told] == ["stun", "turn", "turns"]
    assert asked == [("ann", WALL)]
    assert IceServers().told(None, WALL) == ()


def test_who_asks_over_http_gets_credentials_of_its_own() -> None:
    api = JsonApi(ice_servers=IceServers(turn=(TURN,)))
    response = api.screen(Request("GET", "/iceservers", owner="ann", wall=WALL))
    assert response is not None
    (server,) = json.loads(response.body)
    assert server["username"] == "1433982318:ann"
    assert dict(response.headers)["cache-control"] == "no-store"


def test_secrets_are_not_shown() -> None:
    servers = IceServers(static=(IceServer(("turn:a",), "u", "hush"),), turn=(TURN,))
    assert "north" not in repr((servers, JsonApi(ice_servers=servers), TURN.issue("a", WALL)))
    assert "hush" not in repr(servers)


def test_every_url_has_a_line_with_its_parameters_in_order() -> None:
    both = IceServer(("turn:a?transport=udp", "turns:a:443?transport=tcp"), "u", 'p"\\')
    end = '; rel="ice-server"; username="u"; credential="p\\"\\\\"; credential-type="password"'
    assert link_headers((STUN, both)) == (
        ("link", '<stun:stun.example.org:3478>; rel="ice-server"'),
        ("link", f"<turn:a?transport=udp>{end}"),
        ("link", f"<turns:a:443?transport=tcp>{end}"),
    )
    assert link_headers(()) == ()


@pytest.mark.parametrize(
    "server",
    [
        IceServer(("stun:a\r\nset-cookie: x",)),
        IceServer(("stun:a>",)),
        IceServer(("",)),
        IceServer(("turn:a",), "u\n", "c"),
        IceServer(("turn:a",), "u", "é"),
    ],
)
def test_what_cannot_stand_in_a_header_is_our_mistake(server: IceServer) -> None:
    with pytest.raises(LocalProtocolError) as caught:
        link_headers((server,))
    assert caught.value.fault.code is FaultCode.INTERNAL


@given(st.text(max_size=9), st.text(max_size=9), st.text(max_size=9))
def test_no_line_is_ever_broken(url: str, username: str, credential: str) -> None:
    try:
        lines = link_headers((IceServer((url,), username, credential),))
    except LocalProtocolError:
        return
    assert all(line.isascii() and line.isprintable() for _, line in lines)
