"""Every edit once, with the lines that it may touch; and texts whose lines end in every way."""

import re
from collections.abc import Callable, Mapping
from itertools import cycle

from attrs import evolve, frozen

from sdpsig.sdp import Bandwidth, MediaDescription, SessionDescription, codecs, edit, typed
from sdpsig.sdp.attributes import Extmap, RtcpFb, Tool
from sdpsig.sdp.formats import Opus

Edit = Callable[[SessionDescription], SessionDescription]


@frozen
class Case:
    """An edit of a whole description."""

    edit: Edit
    touches: "re.Pattern[str]"
    """Matches, from its start, every line that may come, go or change."""


def sections(change: Callable[[MediaDescription], MediaDescription]) -> Edit:
    return lambda description: edit.each_section(description, change)


def where(
    kind: str, change: Callable[[MediaDescription], MediaDescription]
) -> Callable[[MediaDescription], MediaDescription]:
    return lambda media: change(media) if media.kind == kind else media


def _stereo(media: MediaDescription) -> MediaDescription:
    for codec in codecs(media):
        if isinstance(found := typed(codec), Opus):
            media = edit.set_fmtp(media, codec, evolve(found, stereo=True))
    return media


def _mid(description: SessionDescription) -> SessionDescription:
    return edit.rename_mid(description, 0, "renamed") if description.media else description


def _refused(description: SessionDescription) -> SessionDescription:
    return edit.reject(description, 0) if description.media else description


ROWS: tuple[tuple[str, Edit, str], ...] = (
        ("add a line to a section", sections(lambda media: edit.add(media, Tool("x"))), "a=tool:"),
        ("add a line in front", lambda whole: edit.add(whole, Tool("x")), "a=tool:"),
        ("put a line", sections(lambda media: edit.put(media, Bandwidth("AS", 7))), "b=AS:7"),
        ("put a direction", sections(lambda media: edit.set_direction(media, "inactive")),
         "a=(sendrecv|sendonly|recvonly|inactive)\\s"),
        ("limit", sections(lambda media: edit.set_bandwidth(media, "TIAS", 9000)), "b=TIAS:"),
        ("limit no more", sections(lambda media: edit.set_bandwidth(media, "TIAS", None)),
         "b=TIAS:"),
        ("another port", sections(lambda media: edit.set_port(media, 7)), "m="),
        ("drop", sections(lambda media: edit.drop(media, Extmap, RtcpFb, "ssrc")),
         "a=(extmap|rtcp-fb|ssrc):"),
        ("drop in front", lambda whole: edit.drop(whole, "msid-semantic"), "a=msid-semantic"),
        ("filter candidates", sections(
            lambda media: edit.filter_candidates(media, lambda one: one.type == "relay")),
         "a=candidate:"),
        ("no extension", sections(
            lambda media: edit.remove_extensions(media, "urn:ietf:params:rtp-hdrext:sdes:mid")),
         "a=extmap:[0-9]+ urn:ietf:params:rtp-hdrext:sdes:mid"),
        ("prefer by name", sections(where("video", lambda media: edit.prefer_codecs(
            media, lambda codec: codec.name == "vp9"))), "m=video"),
        ("prefer by payload type", sections(where("audio", lambda media: edit.prefer_codecs(
            media, *[codec.payload_type for codec in codecs(media)][::-1]))), "m=audio"),
        ("keep one", sections(where("video", lambda media: edit.keep_codecs(
            media, codecs(media)[0]))), "m=video|a=(rtpmap|fmtp|rtcp-fb|rid):"),
        ("remove one", sections(where("audio", lambda media: edit.remove_codecs(
            media, lambda codec: codec.name in {"opus", "cn"}) if media.formats[1:] else media)),
         "m=audio|a=(rtpmap|fmtp|rtcp-fb|rid):"),
        ("another codec", sections(where("video", lambda media: edit.add_codec(
            media, "theora", 90000, fmtp="a=b", feedback=["nack", "nack pli"], payload_type=35)
            if 35 not in map(int, media.formats) else media)),
         "m=video|a=rtpmap:35|a=fmtp:35|a=rtcp-fb:35"),
        ("parameters", sections(where("audio", lambda media: edit.set_parameters(
            media, lambda codec: codec.name == "opus", {"stereo": 1, "minptime": None}))),
         "a=fmtp:(111|109) "),
        ("one value for all parameters", sections(where("audio", _stereo)), "a=fmtp:(111|109) "),
        ("another mid", _mid, "a=(mid|group):"),
        ("refuse", _refused, "m=|a=group:|a=bundle-only"),
        ("replace", sections(lambda media: edit.replace(media, media.lines[-1], media.lines[-1])),
         "(?!)"),
)  # fmt: skip
CASES: Mapping[str, Case] = {
    name: Case(change, re.compile(touches)) for name, change, touches in ROWS
}
"""By what they do."""


def _mixed(text: str) -> str:
    ends = cycle(("\n", "\r\n", "\r\n"))
    return "".join(line + next(ends) for line in text.split("\r\n")[:-1])


VARIANTS: Mapping[str, Callable[[str], str]] = {
    "CRLF": str,
    "LF": lambda text: text.replace("\r\n", "\n"),
    "mixed": _mixed,
    "with a byte order mark": lambda text: "\ufeff" + text,
    "not ended": lambda text: text.removesuffix("\r\n"),
    "mixed and not ended": lambda text: _mixed(text).removesuffix("\n").removesuffix("\r"),
    "blank at the end": lambda text: text + "\r\n\r\n",
    "mixed and blank at the end": lambda text: _mixed(text) + "\n\r\n",
}
"""How the lines of a text may end."""
