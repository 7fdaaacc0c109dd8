"""What a section says of its direction, bandwidth, candidates and header extensions."""

from collections.abc import Callable
from typing import TypeVar

from ..._frozen import evolve
from .._description import MediaDescription, Section
from .._fields import Bandwidth
from ..attributes import Candidate, Direction, Extmap, MediaDirection
from ._lines import filter_lines, put

__all__ = [
    "filter_candidates",
    "remove_extensions",
    "set_bandwidth",
    "set_direction",
    "set_port",
]

S = TypeVar("S", bound=Section)


def set_direction(section: S, direction: MediaDirection | str) -> S:
    """Say which way media flows: ``sendrecv``, ``sendonly``, ``recvonly`` or ``inactive``."""
    return put(section, Direction(MediaDirection(direction)))


def set_bandwidth(section: S, type: str, bandwidth: int | None) -> S:  # noqa: A002  # RFC 8866 §5.8
    """Limit the bandwidth: ``AS`` in kbit/s, ``TIAS`` in bit/s. None takes the limit away."""
    if bandwidth is not None:
        return put(section, Bandwidth(type, bandwidth))
    return filter_lines(section, lambda line: not isinstance(line, Bandwidth) or line.type != type)


def set_port(media: MediaDescription, port: int) -> MediaDescription:
    """Say another port, 0-65535. To reject a section takes more: see :func:`reject`."""
    return media.with_media_line(evolve(media.media_line, port=port))


def filter_candidates(section: S, keep: Callable[[Candidate], bool]) -> S:
    """Keep the candidates for which this is true; malformed ones stay, as all lines do.

    The address in ``c=`` and the port are no candidates, and stay too.
    """
    return filter_lines(section, lambda line: not isinstance(line, Candidate) or keep(line))


def remove_extensions(section: S, *uris: str) -> S:
    """Take the header extensions of these URIs away. One that is not there is no fault."""
    return filter_lines(section, lambda line: not isinstance(line, Extmap) or line.uri not in uris)
