"""The little that a driver has to know of a description, read without the library under test."""

import re

from attrs import frozen

__all__ = ["Section", "sections", "without_bundle"]


@frozen
class Section:
    """One section of a description."""

    kind: str
    mid: str
    rejected: bool
    """Port 0, and not because it is bundled."""
    direction: str
    ufrag: str
    """Of its ICE generation."""

    @property
    def is_rtp(self) -> bool:
        return self.kind in ("audio", "video")


def sections(text: str) -> tuple[Section, ...]:
    """The sections of a description, in order."""
    head, *media = re.split(r"^(?=m=)", text, flags=re.MULTILINE)
    return tuple(_section(section, head) for section in media)


def _section(text: str, head: str) -> Section:
    kind, port = text.removeprefix("m=").split(maxsplit=2)[:2]
    names = r"^a=(sendrecv|sendonly|recvonly|inactive)\r?$"
    direction = re.search(names, text, re.MULTILINE) or re.search(names, head, re.MULTILINE)
    mid = re.search(r"^a=mid:(\S+)", text, re.MULTILINE)
    ufrag = re.search(r"^a=ice-ufrag:(\S+)", text, re.MULTILINE) or re.search(
        r"^a=ice-ufrag:(\S+)", head, re.MULTILINE
    )
    bundled = re.search(r"^a=bundle-only\r?$", text, re.MULTILINE)
    return Section(
        kind=kind,
        mid=mid[1] if mid else "",
        rejected=port == "0" and not bundled,
        direction=direction[1] if direction else "sendrecv",
        ufrag=ufrag[1] if ufrag else "",
    )


def without_bundle(text: str) -> str:
    """The same description from a peer that knows nothing of BUNDLE (RFC 9143)."""
    return re.sub(r"^a=group:BUNDLE[^\n]*\n", "", text, flags=re.MULTILINE)
