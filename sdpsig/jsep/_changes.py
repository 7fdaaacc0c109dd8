"""What the application does to a negotiation between descriptions, as values.

They are messages like the descriptions themselves, so that they can be recorded and replayed.
None of them reaches the peer before the next offer or answer.
"""

from collections.abc import Callable, Mapping
from typing import Any

from .._frozen import evolve, frozen
from ..errors import Fault, FaultCode, LocalProtocolError
from ..sdp.attributes import MediaDirection
from ._capabilities import CodecCapability
from ._encodings import Encoding, prepare_encodings
from ._negotiation import Negotiation, closed
from ._sections import Sections
from ._signaling import Side
from ._transceivers import MediaKind, Transceiver

__all__ = [
    "AddDataChannels",
    "AddTrack",
    "AddTransceiver",
    "Change",
    "Close",
    "RemoveTrack",
    "RestartIce",
    "SetCodecPreferences",
    "SetDirection",
    "SetStreams",
    "StopTransceiver",
    "change",
]


@frozen
class AddTransceiver:
    """Wants one more RTP section (W3C addTransceiver); it is never matched with an offered one."""

    kind: MediaKind
    direction: MediaDirection = MediaDirection.SENDRECV
    streams: tuple[str, ...] = ()
    """Ids of the streams that its track belongs to."""
    track: str | None = None
    """The id of its track; None: named after the section."""
    encodings: tuple[Encoding, ...] = ()
    """The layers to send, where there are several (RFC 8853)."""
    preferences: tuple[CodecCapability, ...] | None = None
    """The codecs wanted, best first; None: all."""
    ssrcs: tuple[int, ...] = ()
    """Its synchronisation sources, where they are known."""


@frozen
class AddTrack:
    """Wants to send a track (W3C addTrack): on a transceiver that has none, else on a new one."""

    kind: MediaKind
    track: str | None = None
    streams: tuple[str, ...] = ()


@frozen
class RemoveTrack:
    """No longer sends a track (W3C removeTrack); the section stays."""

    number: int


@frozen
class StopTransceiver:
    """Gives a section up for good (W3C stop): the next offer or answer rejects it."""

    number: int


@frozen
class SetDirection:
    """Wants media to flow this way (W3C RTCRtpTransceiver.direction)."""

    number: int
    direction: MediaDirection


@frozen
class SetStreams:
    """Puts a track into other streams (W3C setStreams)."""

    number: int
    streams: tuple[str, ...]


@frozen
class SetCodecPreferences:
    """Wants these codecs, best first; None: all that we can do (W3C setCodecPreferences)."""

    number: int
    preferences: tuple[CodecCapability, ...] | None


@frozen
class AddDataChannels:
    """Wants data channels, however many; there is one section for all (RFC 8841)."""


@frozen
class RestartIce:
    """Wants new ICE credentials on every transport (W3C restartIce)."""


@frozen
class Close:
    """Ends the negotiation (W3C close). Again: nothing happens."""


Change = (
    AddTransceiver
    | AddTrack
    | RemoveTrack
    | StopTransceiver
    | SetDirection
    | SetStreams
    | SetCodecPreferences
    | AddDataChannels
    | RestartIce
    | Close
)
"""What an application may say about a negotiation."""


def change(before: Negotiation, message: Change) -> Negotiation:
    """The negotiation after the application has spoken; the peer hears of it later.

    Raises LocalProtocolError where there is no such transceiver, where it is stopped, and where
    the negotiation is closed (SM-13).
    """
    if before.closed:
        if isinstance(message, Close):
            return before
        raise closed(Side.LOCAL)
    handler: Callable[[Negotiation, Any], Negotiation] = _HANDLERS[type(message)]
    return handler(before, message)


def _add_transceiver(before: Negotiation, wish: AddTransceiver) -> Negotiation:
    return _made(
        before,
        Transceiver(
            number=before.transceivers_made,
            kind=wish.kind,
            direction=wish.direction,
            streams=wish.streams,
            track=wish.track,
            encodings=prepare_encodings(wish.encodings, most=before.config.capabilities.simulcast),
            preferences=wish.preferences,
            ssrcs=wish.ssrcs,
        ),
    )


def _made(before: Negotiation, transceiver: Transceiver) -> Negotiation:
    return evolve(
        before,
        transceivers=(*before.transceivers, transceiver),
        transceivers_made=before.transceivers_made + 1,
    )


def _add_track(before: Negotiation, wish: AddTrack) -> Negotiation:
    idle = (
        one
        for one in before.transceivers
        if one.kind == wish.kind
        and not (one.stopping or one.has_track or one.direction.sends or one.msids)
    )
    found = next(idle, None)
    if found is None:
        return _made(
            before,
            Transceiver(
                number=before.transceivers_made,
                kind=wish.kind,
                track=wish.track,
                streams=wish.streams,
                has_track=True,
                made_by_track=True,
            ),
        )
    direction = MediaDirection.of(sends=True, receives=found.direction.receives)
    sending = evolve(
        found, direction=direction, track=wish.track, streams=wish.streams, has_track=True
    )
    return _replaced(before, sending)


def _remove_track(before: Negotiation, wish: RemoveTrack) -> Negotiation:
    one = _living(before, wish.number)
    direction = MediaDirection.of(sends=False, receives=one.direction.receives)
    return _replaced(before, evolve(one, direction=direction, has_track=False))


def _stop(before: Negotiation, wish: StopTransceiver) -> Negotiation:
    one = _numbered(before, wish.number)
    if one.mid is None:  # no section knows of it
        rest = tuple(other for other in before.transceivers if other is not one)
        return evolve(before, transceivers=rest)
    return _replaced(before, evolve(one, stop=True))


def _set_direction(before: Negotiation, wish: SetDirection) -> Negotiation:
    one = _living(before, wish.number)
    return _replaced(before, evolve(one, direction=wish.direction))


def _set_streams(before: Negotiation, wish: SetStreams) -> Negotiation:
    one = _living(before, wish.number)
    return _replaced(before, evolve(one, streams=wish.streams))


def _set_preferences(before: Negotiation, wish: SetCodecPreferences) -> Negotiation:
    one = _living(before, wish.number)
    return _replaced(before, evolve(one, preferences=wish.preferences))


def _add_data_channels(before: Negotiation, wish: AddDataChannels) -> Negotiation:
    del wish
    return evolve(before, data_channels=True)


def _restart_ice(before: Negotiation, wish: RestartIce) -> Negotiation:
    del wish
    ours = (before.current_local, before.pending_local)
    said = (
        view.transport
        for description in ours
        if description is not None
        for view in Sections.of(description.description).views
        if view.live
    )
    known = {(one.ufrag, one.pwd) for one in said if one.ufrag is not None and one.pwd is not None}
    in_use = {one.local.credentials for one in before.transports}  # others than said last: D-20
    return evolve(before, restarting=before.restarting | known | in_use)


def _close(before: Negotiation, wish: Close) -> Negotiation:
    del wish
    return evolve(before, closed=True, last_offer=None, last_answer=None, before=None)


_HANDLERS: Mapping[type[Any], Callable[[Negotiation, Any], Negotiation]] = {
    AddTransceiver: _add_transceiver,
    AddTrack: _add_track,
    RemoveTrack: _remove_track,
    StopTransceiver: _stop,
    SetDirection: _set_direction,
    SetStreams: _set_streams,
    SetCodecPreferences: _set_preferences,
    AddDataChannels: _add_data_channels,
    RestartIce: _restart_ice,
    Close: _close,
}


def _replaced(before: Negotiation, changed: Transceiver) -> Negotiation:
    return evolve(
        before,
        transceivers=tuple(
            changed if one.number == changed.number else one for one in before.transceivers
        ),
    )


def _numbered(before: Negotiation, number: int) -> Transceiver:
    for one in before.transceivers:
        if one.number == number:
            return one
    raise LocalProtocolError(Fault(FaultCode.JSEP_NO_TRANSCEIVER, f"no transceiver {number}"))


def _living(before: Negotiation, number: int) -> Transceiver:
    one = _numbered(before, number)
    if one.stopping:
        detail = f"transceiver {number} is stopped"
        raise LocalProtocolError(Fault(FaultCode.JSEP_NO_TRANSCEIVER, detail, "SM-13"))
    return one
