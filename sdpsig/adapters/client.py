"""The clients over httpx, with await and without, one core below both; here that of the JSON API.

A client keeps nothing of any session, so that one serves as many as there are.
"""

import logging
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Literal, Unpack

from ..client import (
    BadResponseError,
    CandidateLike,
    IceMismatchError,
    JsonCalls,
    NotFoundError,
    Operation,
    RefusedError,
    ServerEvent,
    SetUp,
    SignalingError,
    SignalingTimeoutError,
    TransportError,
    UnauthorizedError,
    UnavailableError,
    candidates,
    events,
)
from ..wire import IceCandidate, IceServer, SdpAnswerResponse, SdpSessionDescription
from ._carry import Carrier
from ._carry_async import AsyncCarrier
from ._client_options import ClientOptions, fresh_key, site_for, timeout_of
from ._closing import AsyncClosing, Closing
from ._log import public_id
from ._whip_client import (
    AsyncWhepClient,
    AsyncWhipClient,
    AsyncWhipSession,
    WhepClient,
    WhipClient,
    WhipSession,
)

__all__ = [
    "AsyncSignalingClient",
    "AsyncWhepClient",
    "AsyncWhipClient",
    "AsyncWhipSession",
    "BadResponseError",
    "ClientOptions",
    "IceCandidate",
    "IceMismatchError",
    "IceServer",
    "NotFoundError",
    "RefusedError",
    "SdpAnswerResponse",
    "SdpSessionDescription",
    "ServerEvent",
    "SignalingClient",
    "SignalingError",
    "SignalingTimeoutError",
    "TransportError",
    "UnauthorizedError",
    "UnavailableError",
    "WhepClient",
    "WhipClient",
    "WhipSession",
]

logger = logging.getLogger("sdpsig.client")


def _offer(
    calls: JsonCalls,
    sdp: str,
    session_id: str | None = None,
    metadata: object = None,
    key: str | None = None,
) -> Operation[SdpAnswerResponse]:
    """An offer. It is repeated where it has an id or a key, so that it cannot make two sessions."""
    repeatable = session_id is not None or key is not None
    return calls.offer(sdp, session_id, metadata, key or fresh_key(), repeatable=repeatable)


def _noted(set_up: SetUp) -> tuple[str, str]:
    """The id and the answer; what became of the candidates goes into the log."""
    for failure in set_up.failures:
        logger.warning("%s a candidate failed: %s", public_id(set_up.answer.session_id), failure)
    return set_up.answer.session_id, set_up.answer.sdp.sdp


class SignalingClient(Closing):
    """Calls a server of the JSON API; may be used from several threads at once.

    Every call raises a SignalingError where it fails, and has changed nothing here.
    """

    def __init__(self, url: str, **options: Unpack[ClientOptions]) -> None:
        """``url``: where the API is mounted. Raises TypeError or ValueError for what cannot be."""
        self._calls = JsonCalls.at(site_for(url, options))
        self._carrier = Carrier(options.get("http_client"), timeout_of(options))

    def close(self) -> None:
        """Close the connections. Sessions live on."""
        self._carrier.close()

    def send_offer(
        self,
        sdp: str,
        session_id: str | None = None,
        metadata: object = None,
        *,
        idempotency_key: str | None = None,
    ) -> SdpAnswerResponse:
        """Open a session, or renegotiate the one with this id.

        An offer with an id or a key is sent again when a connection breaks.
        """
        return self._carrier.run(_offer(self._calls, sdp, session_id, metadata, idempotency_key))

    def exchange_sdp(self, sdp: str) -> tuple[str, str]:
        """Open a session: its id, and the SDP of the answer."""
        answer = self.send_offer(sdp)
        return answer.session_id, answer.sdp.sdp

    def exchange_sdp_with_session(self, sdp: str, session_id: str) -> str:
        """Open the session with this id: the SDP of the answer."""
        return self.send_offer(sdp, session_id).sdp.sdp

    def setup_session(
        self,
        sdp: str,
        candidates: Iterable[CandidateLike | None] = (),
        *,
        session_id: str | None = None,
        metadata: object = None,
    ) -> tuple[str, str]:
        """Open a session and send the candidates that there are: its id, and the SDP of the answer.

        A candidate that fails is logged as a warning, and fails nothing else.
        """
        offer = _offer(self._calls, sdp, session_id, metadata)
        return _noted(self._carrier.run(self._calls.set_up(offer, candidates)))

    def send_ice_candidate(self, session_id: str, candidate: CandidateLike | None) -> None:
        """Send one candidate; None says that there are no more."""
        self._carrier.run(self._calls.trickle(session_id, candidate))

    def send_ice_candidates(
        self, session_id: str, candidates: Iterable[CandidateLike | None]
    ) -> None:
        """Send several in one request: all are taken, or, where one is malformed, none."""
        self._carrier.run(self._calls.trickle_all(session_id, candidates))

    def send_answer(
        self,
        session_id: str,
        sdp: str,
        type: Literal["answer", "pranswer"] = "answer",  # noqa: A002
    ) -> None:
        """Answer an offer that the server has made, and told of as an event."""
        self._carrier.run(self._calls.answer(session_id, sdp, type))

    def close_session(self, session_id: str, reason: str | None = None) -> None:
        """End a session. ``reason`` is for the server's log."""
        self._carrier.run(self._calls.close(session_id, reason))

    def get_ice_servers(self) -> tuple[IceServer, ...]:
        """The STUN and TURN servers to construct a peer connection with."""
        return self._carrier.run(self._calls.ice_servers())

    def candidates(self, session_id: str) -> Iterator[IceCandidate]:
        """The server's own candidates as they come, until there are no more."""
        return self._carrier.stream(candidates(self._calls, session_id))

    def events(self, session_id: str, last_id: str = "") -> Iterator[ServerEvent]:
        """The events of a session as they come, until it ends. A stream that breaks is resumed."""
        return self._carrier.stream(events(self._calls, session_id, last_id))


class AsyncSignalingClient(AsyncClosing):
    """Calls a server of the JSON API under asyncio; may be used by several tasks at once.

    Every call raises a SignalingError where it fails, and has changed nothing here.
    """

    def __init__(self, url: str, **options: Unpack[ClientOptions]) -> None:
        """``url``: where the API is mounted. Raises TypeError or ValueError for what cannot be."""
        self._calls = JsonCalls.at(site_for(url, options))
        self._carrier = AsyncCarrier(options.get("http_client"), timeout_of(options))

    async def aclose(self) -> None:
        """Close the connections. Sessions live on."""
        await self._carrier.aclose()

    async def send_offer(
        self,
        sdp: str,
        session_id: str | None = None,
        metadata: object = None,
        *,
        idempotency_key: str | None = None,
    ) -> SdpAnswerResponse:
        """Open a session, or renegotiate the one with this id.

        An offer with an id or a key is sent again when a connection breaks.
        """
        return await self._carrier.run(
            _offer(self._calls, sdp, session_id, metadata, idempotency_key)
        )

    async def exchange_sdp(self, sdp: str) -> tuple[str, str]:
        """Open a session: its id, and the SDP of the answer."""
        answer = await self.send_offer(sdp)
        return answer.session_id, answer.sdp.sdp

    async def exchange_sdp_with_session(self, sdp: str, session_id: str) -> str:
        """Open the session with this id: the SDP of the answer."""
        return (await self.send_offer(sdp, session_id)).sdp.sdp

    async def setup_session(
        self,
        sdp: str,
        candidates: Iterable[CandidateLike | None] = (),
        *,
        session_id: str | None = None,
        metadata: object = None,
    ) -> tuple[str, str]:
        """Open a session and send the candidates that there are: its id, and the SDP of the answer.

        A candidate that fails is logged as a warning, and fails nothing else.
        """
        offer = _offer(self._calls, sdp, session_id, metadata)
        return _noted(await self._carrier.run(self._calls.set_up(offer, candidates)))

    async def send_ice_candidate(self, session_id: str, candidate: CandidateLike | None) -> None:
        """Send one candidate; None says that there are no more."""
        await self._carrier.run(self._calls.trickle(session_id, candidate))

    async def send_ice_candidates(
        self, session_id: str, candidates: Iterable[CandidateLike | None]
    ) -> None:
        """Send several in one request: all are taken, or, where one is malformed, none."""
        await self._carrier.run(self._calls.trickle_all(session_id, candidates))

    async def send_answer(
        self,
        session_id: str,
        sdp: str,
        type: Literal["answer", "pranswer"] = "answer",  # noqa: A002
    ) -> None:
        """Answer an offer that the server has made, and told of as an event."""
        await self._carrier.run(self._calls.answer(session_id, sdp, type))

    async def close_session(self, session_id: str, reason: str | None = None) -> None:
        """End a session. ``reason`` is for the server's log."""
        await self._carrier.run(self._calls.close(session_id, reason))

    async def get_ice_servers(self) -> tuple[IceServer, ...]:
        """The STUN and TURN servers to construct a peer connection with."""
        return await self._carrier.run(self._calls.ice_servers())

    def candidates(self, session_id: str) -> AsyncIterator[IceCandidate]:
        """The server's own candidates as they come, until there are no more."""
        return self._carrier.stream(candidates(self._calls, session_id))

    def events(self, session_id: str, last_id: str = "") -> AsyncIterator[ServerEvent]:
        """The events of a session as they come, until it ends. A stream that breaks is resumed."""
        return self._carrier.stream(events(self._calls, session_id, last_id))
