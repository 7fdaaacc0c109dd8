"""Clauses about OPTIONS, methods, ICE servers, extensions and errors (RFC 9725 §4.1 to §4.9)."""

import re
from functools import partial
from typing import cast

import httpx

from ._clause import Clause, Failed, Inapplicable, Level, expect
from ._clauses_setup import is_4xx
from ._offers import Offered
from ._peer import SDP_TYPE, Peer

__all__ = ["HTTP"]

MUST, SHOULD = Level.MUST, Level.SHOULD
LINK = re.compile(
    r'\s*<([^<>]*)>\s*((?:;\s*[^\s=;,]+\s*(?:=\s*(?:"(?:[^"\\]|\\.)*"|[^\s";,]+))?\s*)*)'
)
RELATION = re.compile(r';\s*rel\s*=\s*"?([^";,]+)"?')
ICE_URL = re.compile(r"(?:stuns?|turns?):[^\s/]+")
EXTENSION = "urn:ietf:params:whip:ext"


def _links(response: httpx.Response) -> list[tuple[str, str, str]]:
    """Target, relation and all parameters of each Link."""
    found: list[tuple[str, str, str]] = []
    for line in response.headers.get_list("link"):
        for target, parameters in LINK.findall(line):
            relation = RELATION.search(parameters)
            found.append((target, "" if relation is None else relation[1], parameters))
    return found


async def _options(peer: Peer, *, session: bool) -> None:
    url = (await peer.open()).place if session else peer.url
    response = await peer.options(url)
    expect(response.is_success, f"got {response.status_code}")


async def _accept_post(peer: Peer, *, session: bool) -> None:
    url = (await peer.open()).place if session else peer.url
    said = (await peer.options(url)).headers.get("accept-post", "")
    expect(SDP_TYPE in said.lower(), f"Accept-Post is {said or 'not there'}")


async def _no_links_in_preflight(peer: Peer) -> None:
    response = await peer.options(
        origin="https://example.org", access_control_request_method="POST"
    )
    servers = [one for one in _links(response) if one[1] == "ice-server"]
    expect(not servers, "ICE servers are told in a preflight")


async def _wrong_method(peer: Peer, method: str, *, session: bool) -> None:
    url = (await peer.open()).place if session else peer.url
    is_4xx(await peer.send(method, url, Offered().text, SDP_TYPE))


async def _allowed(peer: Peer) -> None:
    response = await peer.send("PUT", peer.url, Offered().text, SDP_TYPE)
    if response.status_code != 405:
        raise Inapplicable(f"the status is {response.status_code}")
    expect("allow" in response.headers, "there is no Allow")


async def _ice_servers(peer: Peer) -> list[tuple[str, str, str]]:
    found = [one for one in _links((await peer.open()).response) if one[1] == "ice-server"]
    if not found:
        raise Inapplicable("no ICE servers are told")
    return found


async def _server_urls(peer: Peer) -> None:
    for target, _, _ in await _ice_servers(peer):
        expect(ICE_URL.fullmatch(target), f"<{target}> is no URL of a STUN or TURN server")


async def _server_names(peer: Peer) -> None:
    for target, _, parameters in await _ice_servers(peer):
        if target.startswith("turn"):
            expect("username" in parameters and "credential" in parameters, f"<{target}> has none")


async def _extensions(peer: Peer) -> None:
    told = [one[1] for one in _links((await peer.open()).response)]
    found = [relation for relation in told if relation.startswith("urn:ietf:params:whip")]
    if not found:
        raise Inapplicable("no extensions are told")
    for relation in found:
        expect(relation.startswith(EXTENSION), f"{relation} is no extension")


async def _needs_no_extension(peer: Peer) -> None:
    session = await peer.open()
    response = await peer.send("DELETE", session.place)
    expect(response.is_success, f"got {response.status_code}")


async def _problem(peer: Peer) -> None:
    response = await peer.post("hello")
    if not response.headers.get("content-type", "").startswith("application/problem+json"):
        raise Inapplicable("errors are told otherwise")
    try:
        said = response.json()
    except ValueError:
        raise Failed("the body is no JSON") from None
    if not isinstance(said, dict):
        raise Failed("the body is no JSON object")
    members = cast(dict[str, object], said)
    status = members.get("status", response.status_code)
    expect(
        status == response.status_code, f"the status is {response.status_code}, it says {status}"
    )
    for name in ("type", "title", "detail", "instance"):
        expect(isinstance(members.get(name, ""), str), f"{name} is no string")


async def _unknown_session(peer: Peer, method: str) -> None:
    session = await peer.open()
    is_4xx(await peer.send(method, session.place[:-4] + "none"))


async def _retry_after(peer: Peer) -> None:
    response = await peer.post(Offered().text)
    if response.status_code != 503:
        raise Inapplicable("the server is not overloaded")
    said = response.headers.get("retry-after")
    expect(said is None or re.fullmatch(r"\d+|\w{3}, .* GMT", said), f"Retry-After is {said}")


async def _challenge(peer: Peer) -> None:
    headers = {"content-type": SDP_TYPE}
    request = peer.client.build_request("POST", peer.url, content=Offered().text, headers=headers)
    if request.headers.pop("authorization", None) is None:
        raise Inapplicable("no token was given")
    response = await peer.client.send(request)
    if response.status_code == 201:
        raise Inapplicable("no token is needed")
    expect(response.status_code in (401, 403), f"got {response.status_code}")
    expect(response.status_code == 403 or "www-authenticate" in response.headers, "no challenge")


HTTP: tuple[Clause, ...] = (
    Clause(
        "RFC 9725 §4.2", MUST, "OPTIONS of the endpoint is 2xx", partial(_options, session=False)
    ),
    Clause("RFC 9725 §4.2", MUST, "OPTIONS of a session is 2xx", partial(_options, session=True)),
    Clause(
        "RFC 9725 §4.2",
        SHOULD,
        "OPTIONS of the endpoint says Accept-Post: application/sdp",
        partial(_accept_post, session=False),
    ),
    Clause(
        "RFC 9725 §4.2",
        SHOULD,
        "OPTIONS of a session says Accept-Post: application/sdp",
        partial(_accept_post, session=True),
    ),
    Clause("RFC 9725 §4.6", SHOULD, "a preflight names no ICE servers", _no_links_in_preflight),
    *(
        Clause(
            "RFC 9110 §15.5.6",
            MUST,
            f"{method} of {'a session' if session else 'the endpoint'} is refused with 4xx",
            partial(_wrong_method, method=method, session=session),
        )
        for method, session in (("PUT", False), ("PATCH", False), ("PUT", True), ("POST", True))
    ),
    Clause("RFC 9110 §15.5.6", MUST, "405 says what is allowed", _allowed),
    Clause("RFC 9725 §4.6", MUST, "a link of an ICE server has the URL of one", _server_urls),
    Clause("RFC 9725 §4.6", MUST, "a TURN server comes with name and password", _server_names),
    Clause(
        "RFC 9725 §4.9", MUST, "an extension is named by a URN of WHIP's extensions", _extensions
    ),
    Clause("RFC 9725 §4.9", MUST, "no extension is needed", _needs_no_extension),
    Clause("RFC 9457 §3.1", MUST, "problem details have the members of the RFC", _problem),
    *(
        Clause(
            "RFC 9110 §15.5.5",
            SHOULD,
            f"{method} of a session that is not there is refused with 4xx",
            partial(_unknown_session, method=method),
        )
        for method in ("PATCH", "DELETE")
    ),
    Clause(
        "RFC 9725 §4.5", MUST, "where there is no place, Retry-After is well-formed", _retry_after
    ),
    Clause("RFC 9725 §4.7.1", MUST, "without its token a client is refused", _challenge),
)
"""What holds for all of HTTP."""
