"""A WHIP client that does what it is told, right or wrong."""

from typing import Any

import httpx
from attrs import define, field

from ..._frozen import frozen
from ...errors import SdpsigError
from ...sdp import Fragment, SessionDescription, parse, parse_fragment
from ._offers import Offered, fragment

__all__ = ["FRAGMENT_TYPE", "SDP_TYPE", "Peer", "Refused", "Session", "read_fragment"]

SDP_TYPE, FRAGMENT_TYPE = "application/sdp", "application/trickle-ice-sdpfrag"


class Refused(Exception):  # noqa: N818  # it is a verdict
    """What a clause needs to begin with was not given."""


@frozen
class Session:
    """A session that the server has made."""

    place: str
    """Its URL."""
    offered: Offered
    response: httpx.Response

    @property
    def etag(self) -> str | None:
        """The entity tag, as it was sent."""
        said: str | None = self.response.headers.get("etag")
        return said

    @property
    def answer(self) -> SessionDescription:
        """The answer. Raises Refused where it is no SDP."""
        try:
            return parse(self.response.content)
        except SdpsigError as error:
            raise Refused(f"the answer is no SDP: {error}") from None


@define
class Peer:
    """A client of one WHIP endpoint."""

    client: httpx.AsyncClient
    """It follows no redirects; what authenticates it is in its headers."""
    url: str
    """The endpoint."""
    live: list[str] = field(factory=list[str])
    """The sessions that were made and not ended."""
    traits: dict[str, bool] = field(factory=dict[str, bool])
    """What the server was found to do of what it need not."""

    async def send(
        self, method: str, url: str, body: str | bytes = b"", kind: str | None = None, **more: str
    ) -> httpx.Response:
        """Any request; ``more`` are headers."""
        content = body.encode() if isinstance(body, str) else body
        headers = {name.replace("_", "-"): value for name, value in more.items()}
        if kind is not None:
            headers["content-type"] = kind
        return await self.client.request(method, url, content=content, headers=headers)

    async def post(
        self, body: str | bytes, kind: str | None = SDP_TYPE, **more: str
    ) -> httpx.Response:
        """An offer, or what is none."""
        response = await self.send("POST", self.url, body, kind, **more)
        location = response.headers.get("location")
        if response.status_code in (200, 201) and location:
            self.live.append(str(httpx.URL(self.url).join(location)))
        return response

    async def open(self, offered: Offered | None = None) -> Session:
        """A new session. Raises Refused."""
        offered = offered or Offered()
        response = await self.post(offered.text)
        if response.status_code != 201 or not response.headers.get("location"):
            raise Refused(f"a good offer got {response.status_code}")
        return Session(self.live[-1], offered, response)

    async def patch(
        self,
        session: Session,
        body: str | bytes | None = None,
        if_match: str | None = "",
        **more: Any,
    ) -> httpx.Response:
        """A PATCH; ``if_match`` is the tag of the session unless it is said, and None is none."""
        content = fragment(session.offered) if body is None else body
        tag = (session.etag or "*") if if_match == "" else if_match
        headers = {} if tag is None else {"if_match": tag}
        kind = more.pop("kind", FRAGMENT_TYPE)
        return await self.send("PATCH", session.place, content, kind, **headers, **more)

    async def options(self, url: str | None = None, **more: str) -> httpx.Response:
        """OPTIONS of the endpoint, or of another URL."""
        return await self.send("OPTIONS", url or self.url, **more)

    async def end_all(self) -> None:
        """End every session that is left."""
        while self.live:
            try:
                await self.send("DELETE", self.live.pop())
            except (httpx.HTTPError, httpx.InvalidURL):
                continue

    async def trickles(self) -> bool:
        """Whether the server takes candidates that follow the offer."""
        if "trickle" not in self.traits:
            response = await self.patch(await self.open())
            self.traits["trickle"] = response.status_code not in (405, 422, 501)
        return self.traits["trickle"]

    async def restarts(self) -> bool:
        """Whether the server can restart ICE."""
        if "restart" not in self.traits:
            session = await self.open()
            response = await self.patch(session, fragment(Offered()), "*")
            self.traits["restart"] = response.status_code not in (405, 422, 501)
        return self.traits["restart"]


def read_fragment(response: httpx.Response) -> Fragment:
    """The fragment in a response. Raises Refused where it is none."""
    try:
        return parse_fragment(response.content)
    except SdpsigError as error:
        raise Refused(f"the body is no fragment: {error}") from None
