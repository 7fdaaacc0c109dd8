"""Facts that the larger collection states about single lines, and where we say them.

A function takes a line and gives what the fact is compared with.
"""

from collections.abc import Callable, Mapping
from typing import Any, cast

from sdpsig.sdp import attributes

__all__ = ["FACTS", "agrees"]


def _streams(found: tuple[tuple[attributes.SimulcastStream, ...], ...]) -> list[list[str]]:
    return [[one.id for one in alternatives] for alternatives in found]


def _simulcast(line: Any) -> dict[str, Any]:
    both = {"send": _streams(line.sent), "recv": _streams(line.received)}
    return {direction: streams for direction, streams in both.items() if streams}


def _rid(line: Any) -> dict[str, Any]:
    restrictions = attributes.Fmtp("0", line.restrictions or "x").parameters()
    found: dict[str, Any] = {"id": line.rid, "direction": line.direction, **restrictions}
    found.pop("x", None)
    if "pt" in found:
        found["pt"] = [int(number) for number in found["pt"].split(",")]
    return found


def _rtpmap(line: Any) -> dict[str, Any]:
    return {
        "pt": line.payload_type,
        "name": line.encoding,
        "clock": line.clock_rate,
        "channels": line.channels or 1,
    }


def _extmap(line: Any) -> dict[str, Any]:
    return {
        "id": line.id,
        "uri": line.uri,
        "direction": line.direction and line.direction.value,
        "direction_present": line.direction is not None,
        "attributes": line.parameters,
    }


def _ssrc(line: Any) -> list[Any]:
    return [line.ssrc, line.attribute, line.value]


def _crypto(line: Any) -> dict[str, Any]:
    key, *session = line.key_parameters.split(" ")
    return {"tag": line.tag, "suite": line.suite, "key_params": key, "session_params": session}


def _origin(line: Any) -> dict[str, Any]:
    return {
        "username": line.username,
        "sess_id": line.session_id,
        "sess_version": line.version,
        "addrtype": line.address_type,
        "address": line.address,
    }


def _number(line: Any) -> int | None:
    names = ("clock_rate", "port", "ssrc")
    number = next(int(getattr(line, name)) for name in names if hasattr(line, name))
    return number if number < 2**32 else None


def _msid(line: Any) -> list[Any]:
    if isinstance(line, attributes.Ssrc):
        return (line.value or "").split(" ")
    return [line.stream, line.track]


FACTS: Mapping[str, Callable[[Any], Any]] = {
    "address": lambda line: line.address,
    "bandwidth": lambda line: [line.type, line.bandwidth],
    "component": lambda line: line.component,
    "crypto": _crypto,
    "extensions": lambda line: dict(line.extensions),
    "extmap": _extmap,
    "fmtp_params": lambda line: line.parameters(),
    "formats": lambda line: list(line.formats),
    "foundation": lambda line: line.foundation,
    "group": lambda line: [line.semantics, list(line.mids)],
    "hash": lambda line: line.hash_function,
    "ice_options": lambda line: list(line.options),
    "media": lambda line: line.kind,
    "mids": lambda line: list(line.mids),
    "msid": _msid,
    "origin": _origin,
    "port": lambda line: line.port,
    "port_count": lambda line: line.port_count,
    "priority": lambda line: line.priority,
    "profile_level_id": lambda line: line.parameters()["profile-level-id"],
    "proto": lambda line: line.proto,
    "protocol": lambda line: line.transport,
    "raddr": lambda line: line.raddr,
    "rid": _rid,
    "rport": lambda line: line.rport,
    "rtcp_fb": lambda line: [line.payload_type, line.feedback],
    "rtpmap": _rtpmap,
    "semantics": lambda line: line.semantics,
    "simulcast": _simulcast,
    "ssrc": _ssrc,
    "ssrc_group": lambda line: [line.semantics, list(line.ssrcs)],
    "suite": lambda line: line.suite,
    "tag": lambda line: line.tag,
    "tcptype": lambda line: line.tcp_type,
    "type": lambda line: line.type,
    "value_number": _number,
}
"""What is stated of a line, from the line that we read."""


def agrees(stated: Any, found: Any) -> bool:
    """Whether what others read is what we read; they may leave out parts."""
    if isinstance(stated, dict):
        parts = cast("dict[str, Any]", stated)
        return all(agrees(value, found.get(name)) for name, value in parts.items())
    if stated is None:
        return not found  # without a value is without one
    if isinstance(stated, str):
        return stated.lower() == str(found).lower()
    if not isinstance(stated, list) and isinstance(found, list):
        return agrees(stated, cast("tuple[Any]", found)[0])  # the first of several
    return bool(stated == found)
