"""Which offered codecs an answer accepts, with which parameters, and why not the others.

Most offers come from a few programs, so that what was found for a section is remembered by
what it says and what was asked.
"""

from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter

from attrs import field

from .._frozen import frozen
from ..sdp import MediaDescription, Profile
from ..sdp.attributes import Fmtp, MediaDirection, RtcpFb, Rtpmap
from ._capabilities import CodecCapability
from ._codec_draft import Question, match_codecs
from ._codec_outcome import CodecMatch

__all__ = ["accept_codecs"]

MOST_LINES = 256
"""Formats and lines of a section that is remembered; Chromium's largest has some 170."""
MOST_CHARACTERS = 8_192
"""Characters of these lines."""
MOST_REMEMBERED = 128
"""Sections with what was asked of them."""


def accept_codecs(
    media: MediaDescription,
    capabilities: Sequence[CodecCapability],
    direction: MediaDirection,
    profile: Profile,
    *,
    preferences: Sequence[CodecCapability] | None = None,
    voice_activity_detection: bool = False,
    allow_asymmetry: bool = False,
    wanted: Sequence[CodecCapability] | None = None,
) -> CodecMatch:
    """The formats of an answer that has this direction, and why it lacks the others (A-70).

    With preferences only those are accepted, in their order, and retransmission, where the
    preferred codec has it, stands behind what it repairs. Without, the order is that of the
    offer. ``wanted`` is the part of the capabilities that the application wants here; None: all.
    Where asymmetry is allowed and nothing can flow both ways, what we can receive will do.
    """
    lines = (*media.all(Rtpmap), *media.all(Fmtp), *media.all(RtcpFb))
    section = _Section(
        media.formats,
        tuple(map(_text, lines)),
        MediaDescription(lines, media_line=media.media_line),
    )
    question = Question(
        media.kind == "video",
        profile.strict,
        tuple(capabilities),
        MediaDirection.SENDRECV if direction is MediaDirection.INACTIVE else direction,
        tuple(preferences or ()),
        voice_activity_detection,
        allow_asymmetry,
        None if wanted is None else tuple(wanted),
    )
    return (_remembered if section.is_small else _matched)(section, question)


_text = attrgetter("text")


@frozen
class _Section:
    """All that a section says of its formats: two are the same where their texts are."""

    formats: tuple[str, ...]
    texts: tuple[str, ...]
    media: MediaDescription = field(eq=False)
    """These lines and no others: nothing that is remembered may hold a secret."""

    @property
    def is_small(self) -> bool:
        """Whether what is found may be remembered."""
        return (
            len(self.formats) + len(self.texts) <= MOST_LINES
            and sum(map(len, self.texts)) <= MOST_CHARACTERS
        )


def _matched(section: _Section, question: Question) -> CodecMatch:
    return match_codecs(section.media, question)


_remembered = lru_cache(MOST_REMEMBERED)(_matched)
