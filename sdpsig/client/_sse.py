"""Server-sent events: bytes to events (HTML Living Standard §9.2)."""

import re

from attrs import field

from .._frozen import frozen

__all__ = ["EventReader", "EventTooLargeError", "ServerEvent"]

LINE_END = re.compile(rb"\r\n|\n|\r(?=.)", re.DOTALL)
"""A CR at the very end of what has come may be half of a CRLF."""
DIGITS = re.compile("[0-9]{1,9}")


@frozen
class ServerEvent:
    """One event of a stream."""

    type: str
    """Its name; ``message`` where the server gives none."""
    data: str = field(repr=False)
    """Its lines, joined by LF; what is in them, the type says."""
    id: str = ""
    """What a later stream may start after."""


class EventTooLargeError(ValueError):
    """An event of more bytes than may be."""


class EventReader:
    """Takes a stream in parts of any size and gives its events. Keeps at most ``max_bytes``."""

    def __init__(self, last_id: str = "", max_bytes: int = 262_144) -> None:
        self.last_id = last_id
        """What the newest event was called; a stream may be resumed after it."""
        self.retry: float | None = None
        """Seconds that the server wants a client to wait before it comes back."""
        self._max_bytes = max_bytes
        self._rest = b""
        self._first = True
        self._id = last_id
        self._type = ""
        self._data: list[str] = []
        self._size = 0

    def feed(self, part: bytes) -> tuple[ServerEvent, ...]:
        """The events that this part completes. Raises EventTooLargeError."""
        events: list[ServerEvent] = []
        buffer, start = self._rest + part, 0
        for end in LINE_END.finditer(buffer, max(0, len(self._rest) - 1)):
            event = self._line(buffer[start : end.start()])
            start = end.end()
            if event is not None:
                events.append(event)
        self._rest = buffer[start:]
        if self._size + len(self._rest) > self._max_bytes:
            raise EventTooLargeError
        return tuple(events)

    def _line(self, raw: bytes) -> ServerEvent | None:
        """One line; an empty one ends an event."""
        if self._first:
            raw, self._first = raw.removeprefix(b"\xef\xbb\xbf"), False
        if not raw:
            return self._complete()
        self._size += len(raw) + 1
        if self._size > self._max_bytes:
            raise EventTooLargeError
        name, _, value = raw.decode("utf-8", "replace").partition(":")
        value = value.removeprefix(" ")
        match name:
            case "data":
                self._data.append(value)
            case "event":
                self._type = value
            case "id" if "\0" not in value:
                self._id = value
            case "retry" if DIGITS.fullmatch(value):
                self.retry = int(value) / 1000
            case _:
                pass  # a comment, or nothing that we know
        return None

    def _complete(self) -> ServerEvent | None:
        self.last_id = self._id
        event = ServerEvent(self._type or "message", "\n".join(self._data), self._id)
        complete = bool(self._data)
        self._type, self._data, self._size = "", [], 0
        return event if complete else None
