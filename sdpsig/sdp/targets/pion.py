"""What Pion does with a remote offer, as far as its source says so plainly.

Read in the source of pion/webrtc v4 (peerconnection.go: SetRemoteDescription; sdp.go:
extractICEDetails, extractFingerprint). It was not tried: what no rule refuses stays unknown.
"""

from collections.abc import Iterator, Mapping

from ...errors import SdpError
from .._description import MediaDescription, Section, SessionDescription
from .._text import parse
from ._rule import Effect, Evidence, Finding, Rule, Stage, Target

__all__ = ["TARGET"]

PLAN_B = frozenset({"audio", "video", "data"})
"""Mids that make it take the description for Plan B."""


def _source(detail: str, said: str = "", effect: Effect = Effect.REFUSES) -> Rule:
    return Rule(detail, said, Stage.APPLY, effect, Evidence.SOURCE)


RULES: Mapping[str, Rule] = {
    "no-mid": _source(
        "a section without a mid, where no mid is audio, video or data",
        "errPeerConnRemoteDescriptionWithoutMidValue",
    ),
    "no-ufrag": _source(
        "no ice-ufrag before the sections, nor in the one that stands first in the first group",
        "ErrSessionDescriptionMissingIceUfrag",
    ),
    "no-password": _source(
        "no ice-pwd where the ice-ufrag is", "ErrSessionDescriptionMissingIcePwd"
    ),
    "no-fingerprint": _source(
        "no fingerprint before the sections, nor in the one that stands first in the first group",
        "ErrSessionDescriptionNoFingerprint",
    ),
    "fingerprint": _source(
        "a fingerprint of other than two words", "ErrSessionDescriptionInvalidFingerprint"
    ),
    "rest": _source(
        "it for other reasons: its reading of lines and codecs was not tried",
        effect=Effect.UNKNOWN,
    ),
}


def read(text: str) -> Iterator[Finding]:
    """What Pion is known to run into."""
    try:
        description = parse(text)
    except SdpError:
        yield Finding("rest")
        return
    yield from _mids(description)
    chosen = _chosen(description)
    yield from _credentials(description, chosen)
    fingerprint = _first(description, "fingerprint") or _fingerprint(description, chosen)
    if not fingerprint:
        yield Finding("no-fingerprint")
    elif fingerprint.count(" ") != 1:
        yield Finding("fingerprint")
    yield Finding("rest")


def _first(section: Section, name: str) -> str:
    """The value of the first attribute of this name; empty where there is none."""
    texts = (line.text for line in section.lines)
    return next((text[len(name) + 3 :] for text in texts if text.startswith(f"a={name}:")), "")


def _mids(description: SessionDescription) -> Iterator[Finding]:
    mids = [_first(media, "mid") for media in description.media]
    if PLAN_B.isdisjoint(mid.lower() for mid in mids):
        for index, mid in enumerate(mids):
            if not mid:
                yield Finding("no-mid", description.line_number(index), index)


def _bundled(description: SessionDescription) -> str:
    """The first mid of the first group, if that is a BUNDLE."""
    words = _first(description, "group").split(" ")
    return words[1] if len(words) > 1 and "BUNDLE" in " ".join(words) else ""


def _chosen(description: SessionDescription) -> MediaDescription | None:
    """The section whose transport counts: the bundled one, else the first."""
    mid = _bundled(description)
    sections = (media for media in description.media if mid in {"", _first(media, "mid")})
    return next(sections, None)


def _credentials(
    description: SessionDescription, chosen: MediaDescription | None
) -> Iterator[Finding]:
    ufrag, password = (_first(description, name) for name in ("ice-ufrag", "ice-pwd"))
    if not ufrag and chosen is not None:
        ufrag, own = (_first(chosen, name) for name in ("ice-ufrag", "ice-pwd"))
        password = own if ufrag else password
    if not ufrag:
        yield Finding("no-ufrag")
    elif not password:
        yield Finding("no-password")


def _fingerprint(description: SessionDescription, chosen: MediaDescription | None) -> str:
    if _bundled(description):
        return "" if chosen is None else _first(chosen, "fingerprint")
    found = (_first(media, "fingerprint") for media in description.media)
    return next(filter(None, found), "")


TARGET = Target("pion", "4", RULES, read, "read in its source, of August 2026; not tried")
