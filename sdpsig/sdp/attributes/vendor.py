"""Names that no registry knows and that real programs write: each with whose it is."""

from typing import ClassVar

from attrs import field

from ..._frozen import frozen
from .._abnf import INTEGER, TOKEN, payload_type
from .._attribute import Attribute, Level, Mux, Spec
from ._shapes import Text, Word

__all__ = [
    "ALL",
    "AirTunesKey",
    "AirTunesVector",
    "AppVersion",
    "ClipRect",
    "GoogleFlag",
    "MediaHeader",
    "NoRtpProxy",
    "Packetization",
    "PacketizationSupported",
    "QuickTimeInformation",
    "QuickTimeName",
    "RtpPayloadSupported",
    "XActiveSpeaker",
    "XApp",
    "XCollabStatus",
    "XDimensions",
    "XFrameRate",
    "XGuid",
    "XNat",
    "XRtpSessionId",
]


@frozen
class GoogleFlag(Word):
    """Chromium's conference mode, for simulcast before there were rids: ``conference``."""

    spec: ClassVar[Spec] = Spec(
        "x-google-flag", level=Level.BOTH, mux=Mux.TBD, rfc="vendor: Chromium"
    )


@frozen
class XDimensions(Text):
    """The size of the video in pixels, width, comma, height."""

    spec: ClassVar[Spec] = Spec(
        "x-dimensions", level=Level.MEDIA, mux=Mux.TBD, rfc="vendor: IP cameras"
    )


@frozen
class XFrameRate(Text):
    """Frames per second of the video."""

    spec: ClassVar[Spec] = Spec(
        "x-framerate", level=Level.MEDIA, mux=Mux.TBD, rfc="vendor: IP cameras"
    )


@frozen
class ClipRect(Text):
    """The rectangle of the video that is shown: top, left, bottom, right."""

    spec: ClassVar[Spec] = Spec("cliprect", level=Level.MEDIA, mux=Mux.TBD, rfc="vendor: QuickTime")


@frozen
class QuickTimeName(Text):
    """The title of a QuickTime stream."""

    spec: ClassVar[Spec] = Spec(
        "x-qt-text-nam", level=Level.BOTH, mux=Mux.TBD, rfc="vendor: QuickTime", volatile=True
    )


@frozen
class QuickTimeInformation(Text):
    """What a QuickTime stream is about."""

    spec: ClassVar[Spec] = Spec(
        "x-qt-text-inf", level=Level.BOTH, mux=Mux.TBD, rfc="vendor: QuickTime", volatile=True
    )


@frozen
class MediaHeader(Text):
    """The header that a camera's recorder puts before the stream."""

    spec: ClassVar[Spec] = Spec(
        "Media_header", level=Level.MEDIA, mux=Mux.TBD, rfc="vendor: Hikvision", volatile=True
    )


@frozen
class AppVersion(Text):
    """The version of a camera's program."""

    spec: ClassVar[Spec] = Spec(
        "appversion", level=Level.BOTH, mux=Mux.TBD, rfc="vendor: Hikvision"
    )


@frozen
class Packetization(Attribute):
    """How the packets of a payload type are filled; ``raw`` is whatever the codec gave."""

    spec: ClassVar[Spec] = Spec(
        "packetization", level=Level.MEDIA, mux=Mux.TBD, rfc="vendor: Chromium", repeats=True
    )
    grammar: ClassVar[str] = rf"(?P<payload_type>{INTEGER}) (?P<format>{TOKEN})"
    payload_type: int = field(converter=payload_type)
    format: str

    def serialize(self) -> str:
        return f"{self.payload_type} {self.format}"


@frozen
class PacketizationSupported(Text):
    """Which packetizations a camera knows besides the standard."""

    spec: ClassVar[Spec] = Spec(
        "packetization-supported", level=Level.BOTH, mux=Mux.TBD, rfc="vendor: Dahua"
    )


@frozen
class RtpPayloadSupported(Text):
    """Which payloads a camera knows besides the standard."""

    spec: ClassVar[Spec] = Spec(
        "rtppayload-supported", level=Level.BOTH, mux=Mux.TBD, rfc="vendor: Dahua"
    )


@frozen
class AirTunesKey(Text):
    """The encrypted AES key of an AirTunes stream."""

    spec: ClassVar[Spec] = Spec(
        "fpaeskey", level=Level.MEDIA, mux=Mux.TBD, rfc="vendor: Apple AirTunes", volatile=True
    )


@frozen
class AirTunesVector(Text):
    """The AES initialization vector of an AirTunes stream."""

    spec: ClassVar[Spec] = Spec(
        "aesiv", level=Level.MEDIA, mux=Mux.TBD, rfc="vendor: Apple AirTunes", volatile=True
    )


@frozen
class XNat(Text):
    """The kind of NAT that the speaker is behind, as a number."""

    spec: ClassVar[Spec] = Spec("X-nat", level=Level.BOTH, mux=Mux.TBD, rfc="vendor: PJSIP")


@frozen
class NoRtpProxy(Text):
    """A relay is already in the path, and no second one is needed."""

    spec: ClassVar[Spec] = Spec("nortpproxy", level=Level.BOTH, mux=Mux.TBD, rfc="vendor: rtpproxy")


@frozen
class XRtpSessionId(Text):
    """The id that a soft phone gives to an RTP session."""

    spec: ClassVar[Spec] = Spec(
        "x-rtp-session-id",
        level=Level.MEDIA,
        mux=Mux.TBD,
        rfc="vendor: CounterPath eyeBeam",
        volatile=True,
    )


@frozen
class XApp(Text):
    """The program of a ViPr terminal and its version."""

    spec: ClassVar[Spec] = Spec(
        "X-app", level=Level.BOTH, mux=Mux.TBD, rfc="vendor: ViPr", volatile=True
    )


@frozen
class XGuid(Text):
    """The id of a ViPr call."""

    spec: ClassVar[Spec] = Spec(
        "X-GUID", level=Level.BOTH, mux=Mux.TBD, rfc="vendor: ViPr", volatile=True
    )


@frozen
class XCollabStatus(Text):
    """Whether a ViPr terminal shares documents."""

    spec: ClassVar[Spec] = Spec("X-CollabStatus", level=Level.BOTH, mux=Mux.TBD, rfc="vendor: ViPr")


@frozen
class XActiveSpeaker(Text):
    """Whether a ViPr gateway follows who speaks."""

    spec: ClassVar[Spec] = Spec(
        "x-ActiveSpeaker", level=Level.BOTH, mux=Mux.TBD, rfc="vendor: ViPr gateway"
    )


ALL = (
    GoogleFlag,
    XDimensions,
    XFrameRate,
    ClipRect,
    QuickTimeName,
    QuickTimeInformation,
    MediaHeader,
    AppVersion,
    Packetization,
    PacketizationSupported,
    RtpPayloadSupported,
    AirTunesKey,
    AirTunesVector,
    XNat,
    NoRtpProxy,
    XRtpSessionId,
    XApp,
    XGuid,
    XCollabStatus,
    XActiveSpeaker,
)
