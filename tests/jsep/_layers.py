"""Sections with layers, and what an answer says to them."""

from collections.abc import Iterable

import pytest

from sdpsig import sdp
from sdpsig.jsep import INTEROP, STRICT, DroppedRid, Profile, RidAnswer
from sdpsig.jsep._rids import answer_rids
from sdpsig.sdp.attributes import Rid

HEAD = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
VIDEO = (
    "m=video 9 UDP/TLS/RTP/SAVPF 96 97 98",
    "a=rtpmap:96 VP8/90000",
    "a=rtpmap:97 VP9/90000",
    "a=rtpmap:98 rtx/90000",
    "a=fmtp:98 apt=96",
)
EXTENSION = "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
THREE = ("a=rid:l send", "a=rid:m send", "a=rid:h send", "a=simulcast:send h;m;l")
ASKED = ("a=rid:l recv", "a=rid:m recv", "a=rid:h recv", "a=simulcast:recv h;m;l")
BOTH = pytest.mark.parametrize("profile", [INTEROP, STRICT], ids=lambda profile: profile.name)


def description(*lines: str) -> sdp.SessionDescription:
    return sdp.parse(HEAD + "".join(f"{line}\r\n" for line in (*VIDEO, *lines)))


def section(*lines: str) -> sdp.MediaDescription:
    return description(*lines).media[0]


def answered(
    *lines: str,
    receives: bool = True,
    sends: bool = True,
    accepted: Iterable[int | str] = (96, 97, 98),
    rid_extension: bool = True,
    most: int = 3,
    profile: Profile = INTEROP,
    pausing: bool = False,
) -> RidAnswer:
    return answer_rids(
        section(*lines),
        receives=receives,
        sends=sends,
        accepted_formats=[*accepted],
        rid_extension=rid_extension,
        most=most,
        profile=profile,
        pausing=pausing,
    )


def said(answer: RidAnswer) -> list[str]:
    simulcast = () if answer.simulcast is None else (answer.simulcast,)
    return [line.text.removeprefix("a=") for line in (*answer.rids, *simulcast)]


def dropped(answer: RidAnswer) -> list[tuple[str, str]]:
    return [(one.reason.value, _name(one)) for one in answer.warnings]


def _name(one: DroppedRid) -> str:
    return one.line.rid if isinstance(one.line, Rid) else "-"
