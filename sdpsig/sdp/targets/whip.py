"""What a WHIP endpoint does with an offer, as far as RFC 9725 says so.

The RFC makes it refuse malformed SDP (§4.2). Much else it forbids the client without telling
the endpoint what to do: that is told as unknown, with its section. Endpoints differ in codecs,
so that nothing is ever known to be accepted.
"""

from collections.abc import Iterator, Mapping

from ...errors import SdpError
from .._description import MediaDescription, SessionDescription
from .._text import parse
from ..attributes import (
    Direction,
    Group,
    MediaDirection,
    Mid,
    Msid,
    RtcpMux,
    RtcpMuxOnly,
    Setup,
    SetupRole,
)
from ._rule import Effect, Evidence, Finding, Rule, Stage, Target

__all__ = ["TARGET"]

ROLES = frozenset({SetupRole.ACTPASS, SetupRole.ACTIVE})


def _forbidden(detail: str) -> Rule:
    return Rule(detail, "", Stage.APPLY, Effect.UNKNOWN, Evidence.SOURCE)


RULES: Mapping[str, Rule] = {
    "malformed": Rule("malformed SDP (RFC 9725, section 4.2)", "4xx", evidence=Evidence.SOURCE),
    "direction": _forbidden("recvonly or inactive, which a client must not use (section 4.2)"),
    "bundle": _forbidden("sections that are not all in one BUNDLE group (section 4.4.1)"),
    "mux": _forbidden("a section without rtcp-mux, which all have to use (section 4.4.1)"),
    "mux-only": _forbidden(
        "a section without rtcp-mux-only, which all must include (section 4.4.1)"
    ),
    "msid": _forbidden("sections without the msid of one and the same stream (section 4.4.2)"),
    "tracks": _forbidden(
        "two tracks of one kind; who cannot take them has to refuse (section 4.4.2)"
    ),
    "setup": _forbidden("a setup other than actpass and active (section 4.4.4)"),
    "rest": _forbidden("it for codecs, or for reasons of its own"),
}


def read(text: str) -> Iterator[Finding]:
    """What RFC 9725 says of a text."""
    try:
        description = parse(text)
    except SdpError as error:
        yield Finding("malformed", error.fault.line)
        return
    live = [
        (index, media)
        for index, media in enumerate(description.media)
        if media.kind in {"audio", "video"}
    ]
    mids = {mid.mid for media in description.media if (mid := media.get(Mid)) is not None}
    groups = [group for group in description.all(Group) if group.semantics == "BUNDLE"]
    if len(description.media) > 1 and not (
        len(groups) == 1 and mids == set(groups[0].mids) and len(mids) == len(description.media)
    ):
        yield Finding("bundle")
    for index, media in live:
        for rule in _forbidden_in(description, media):
            yield Finding(rule, description.line_number(index), index)
    streams = {msid.stream for _, media in live for msid in media.all(Msid)}
    if len(streams) > 1 or not all(media.all(Msid) for _, media in live):
        yield Finding("msid")
    kinds = [media.kind for _, media in live]
    if len(set(kinds)) < len(kinds):
        yield Finding("tracks")
    yield Finding("rest")


def _forbidden_in(description: SessionDescription, media: MediaDescription) -> Iterator[str]:
    direction = description.effective(media, Direction)
    if direction and direction.direction in {MediaDirection.RECVONLY, MediaDirection.INACTIVE}:
        yield "direction"
    if media.get(RtcpMux) is None:
        yield "mux"
    if media.get(RtcpMuxOnly) is None:
        yield "mux-only"
    setup = description.stated(media, Setup)
    if setup is not None and setup.role not in ROLES:
        yield "setup"


TARGET = Target("whip", "RFC 9725", RULES, read, "read in the RFC; endpoints differ")
