"""Link headers (RFC 8288 §3), and the ICE servers in them (RFC 9725 §4.6)."""

import re
from collections.abc import Iterable, Iterator

from attrs import field

from .._frozen import frozen
from ..wire import IceServer

__all__ = ["Link", "ice_servers", "links"]

# Link = #link-value ; link-value = "<" URI-Reference ">" *( OWS ";" OWS link-param )
# link-param = token BWS [ "=" BWS ( token / quoted-string ) ]
NAME = r"[A-Za-z0-9!#$%&'*+.^_`|~-]+"
PARAM = re.compile(
    rf"""
    [ \t]* ; [ \t]*
    (?P<name> {NAME} ) [ \t]*
    (?: = [ \t]* (?: " (?P<quoted> (?: [^"\\] | \\. )* ) " | (?P<plain> [^\s";,]* ) ) )?
    """,
    re.VERBOSE | re.DOTALL,
)
TARGET = re.compile(r"[ \t,]*<(?P<target>[^<>\s]{0,2048})>")
LINKS = 64
"""Links of one response that are looked at."""
STUN_AND_TURN = re.compile(r"(?:stun|turn)s?:[!-~]+", re.IGNORECASE)


@frozen
class Link:
    """One link of a response."""

    target: str
    """A URI, or a reference that is relative to the URL of the response."""
    rel: tuple[str, ...]
    """What it is good for."""
    parameters: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """All others, names in lower case; credentials may be among them."""

    def get(self, name: str) -> str | None:
        """The first parameter of this name."""
        return next((value for key, value in self.parameters if key == name), None)


def links(headers: Iterable[str]) -> tuple[Link, ...]:
    """The links of all Link headers of a response; what is malformed ends its header."""
    found: list[Link] = []
    for header in headers:
        at = 0
        while len(found) < LINKS and (target := TARGET.match(header, at)):
            parameters, at = _parameters(header, target.end())
            rel = next((value for name, value in parameters if name == "rel"), "")
            others = tuple(each for each in parameters if each[0] != "rel")
            found.append(Link(target["target"], tuple(rel.lower().split()), others))
            if header[at:].lstrip(" \t")[:1] not in ("", ","):
                break
    return tuple(found)


def _parameters(header: str, at: int) -> tuple[tuple[tuple[str, str], ...], int]:
    """The parameters from here on, and where they end."""
    found: list[tuple[str, str]] = []
    while match := PARAM.match(header, at):
        quoted, plain = match["quoted"], match["plain"] or ""
        value = plain if quoted is None else re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL)
        found.append((match["name"].lower(), value))
        at = match.end()
    return tuple(found), at


def ice_servers(found: Iterable[Link]) -> tuple[IceServer, ...]:
    """The STUN and TURN servers among them, one for each link."""
    return tuple(_servers(found))


def _servers(found: Iterable[Link]) -> Iterator[IceServer]:
    for link in found:
        if "ice-server" in link.rel and STUN_AND_TURN.fullmatch(link.target):
            yield IceServer((link.target,), link.get("username"), link.get("credential"))
