"""Answers and what they say, line by line."""

import pytest

from sdpsig import sdp
from sdpsig.jsep import (
    INTEROP,
    STRICT,
    AnswerPlan,
    AnswerPolicy,
    Capabilities,
    Profile,
    Rejection,
)
from sdpsig.sdp.attributes import (
    Candidate,
)
from tests.jsep._offers import (
    CAPS,
    OPUS,
    answer,
    lines_of,
)

PROFILES = pytest.mark.parametrize("profile", [INTEROP, STRICT], ids=lambda profile: profile.name)
HOST = Candidate.parse("1 1 udp 2122260223 192.0.2.1 50000 typ host")
SRFLX = Candidate.parse(
    "2 1 udp 1686052607 198.51.100.2 50002 typ srflx raddr 192.0.2.1 rport 50000"
)
RELAY = Candidate.parse(
    "3 1 udp 41885439 203.0.113.3 50003 typ relay raddr 198.51.100.2 rport 50002"
)
AUDIO_CAPS = Capabilities(audio=(OPUS,))
NO_VIDEO = Capabilities(audio=CAPS.audio, data=CAPS.data)


def said(description: sdp.SessionDescription, at: int) -> list[str]:
    """The lines of a section, its m= line first."""
    media = description.media[at]
    return [media.media_line.text, *lines_of(media.lines)]


def head(offer: str, capabilities: Capabilities = CAPS, profile: Profile = INTEROP) -> list[str]:
    return lines_of(answer(offer, capabilities, profile=profile).description.lines)


def section(
    offer: str,
    at: int = 0,
    capabilities: Capabilities = CAPS,
    *,
    profile: Profile = INTEROP,
    policy: AnswerPolicy | None = None,
) -> list[str]:
    return said(answer(offer, capabilities, profile=profile, policy=policy).description, at)


def rejections(planned: AnswerPlan) -> list[Rejection | None]:
    return [item.rejected for item in planned.sections]
