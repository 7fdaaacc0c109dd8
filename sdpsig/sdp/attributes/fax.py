"""Fax in real time (ITU-T T.38 Annex D)."""

from typing import ClassVar

from ..._frozen import frozen
from .._attribute import Level, Mux, Spec
from ._shapes import BareOrText, Number, Text, Word

__all__ = [
    "ALL",
    "FaxErrorCorrection",
    "FaxErrorCorrectionDepth",
    "FaxErrorCorrectionSpan",
    "FaxFillBitRemoval",
    "FaxMaxBitRate",
    "FaxMaxBuffer",
    "FaxMaxDatagram",
    "FaxMaxInternetFaxPacket",
    "FaxModemType",
    "FaxRateManagement",
    "FaxTranscodingJbig",
    "FaxTranscodingMmr",
    "FaxVendorInfo",
    "FaxVersion",
]


@frozen
class FaxVersion(Number):
    """The version of T.38 that the speaker uses."""

    spec: ClassVar[Spec] = Spec(
        "T38FaxVersion", level=Level.MEDIA, mux=Mux.TBD, rfc="ITU-T T.38 §D.2.3"
    )


@frozen
class FaxMaxBitRate(Number):
    """The largest rate of the fax image, in bit/s."""

    spec: ClassVar[Spec] = Spec(
        "T38MaxBitRate", level=Level.MEDIA, mux=Mux.TBD, rfc="ITU-T T.38 §D.2.3"
    )


@frozen
class FaxFillBitRemoval(BareOrText):
    """Fill bits may be left out; some write 0 or 1 after it."""

    spec: ClassVar[Spec] = Spec(
        "T38FaxFillBitRemoval", level=Level.MEDIA, mux=Mux.TBD, rfc="ITU-T T.38 §D.2.3"
    )


@frozen
class FaxTranscodingMmr(BareOrText):
    """The image may be converted to MMR; some write 0 or 1 after it."""

    spec: ClassVar[Spec] = Spec(
        "T38FaxTranscodingMMR", level=Level.MEDIA, mux=Mux.TBD, rfc="ITU-T T.38 §D.2.3"
    )


@frozen
class FaxTranscodingJbig(BareOrText):
    """The image may be converted to JBIG; some write 0 or 1 after it."""

    spec: ClassVar[Spec] = Spec(
        "T38FaxTranscodingJBIG", level=Level.MEDIA, mux=Mux.TBD, rfc="ITU-T T.38 §D.2.3"
    )


@frozen
class FaxRateManagement(Word):
    """Where the training signal is checked: ``localTCF`` or ``transferredTCF``."""

    spec: ClassVar[Spec] = Spec(
        "T38FaxRateManagement", level=Level.MEDIA, mux=Mux.TBD, rfc="ITU-T T.38 §D.2.3"
    )


@frozen
class FaxMaxBuffer(Number):
    """How many bytes the receiver can hold before they overflow."""

    spec: ClassVar[Spec] = Spec(
        "T38FaxMaxBuffer", level=Level.MEDIA, mux=Mux.TBD, rfc="ITU-T T.38 §D.2.3"
    )


@frozen
class FaxMaxDatagram(Number):
    """The largest UDPTL datagram that the receiver takes, in bytes."""

    spec: ClassVar[Spec] = Spec(
        "T38FaxMaxDatagram", level=Level.MEDIA, mux=Mux.TBD, rfc="ITU-T T.38 §D.2.3"
    )


@frozen
class FaxMaxInternetFaxPacket(Number):
    """The largest fax packet that the receiver takes, in bytes."""

    spec: ClassVar[Spec] = Spec(
        "T38FaxMaxIFP", level=Level.MEDIA, mux=Mux.TBD, rfc="ITU-T T.38 §D.2.3"
    )


@frozen
class FaxErrorCorrection(Word):
    """How lost packets are made up for: ``t38UDPRedundancy``, ``t38UDPFEC`` …"""

    spec: ClassVar[Spec] = Spec(
        "T38FaxUdpEC", level=Level.MEDIA, mux=Mux.TBD, rfc="ITU-T T.38 §D.2.3"
    )


@frozen
class FaxErrorCorrectionDepth(Text):
    """How many packets of redundancy the receiver wants, at least and at most."""

    spec: ClassVar[Spec] = Spec(
        "T38FaxUdpECDepth", level=Level.MEDIA, mux=Mux.TBD, rfc="ITU-T T.38 §D.2.3"
    )


@frozen
class FaxErrorCorrectionSpan(Number):
    """How many packets one packet of error correction may span."""

    spec: ClassVar[Spec] = Spec(
        "T38FaxUdpFECMaxSpan", level=Level.MEDIA, mux=Mux.TBD, rfc="ITU-T T.38 §D.2.3"
    )


@frozen
class FaxModemType(Word):
    """The kind of fax modem: ``t38G3FaxOnly`` or ``t38G3AndV34G3``."""

    spec: ClassVar[Spec] = Spec(
        "T38ModemType", level=Level.MEDIA, mux=Mux.TBD, rfc="ITU-T T.38 §D.2.3"
    )


@frozen
class FaxVendorInfo(Text):
    """The maker of the fax gateway."""

    spec: ClassVar[Spec] = Spec(
        "T38VendorInfo", level=Level.MEDIA, mux=Mux.TBD, rfc="ITU-T T.38 §D.2.3"
    )


ALL = (
    FaxVersion,
    FaxMaxBitRate,
    FaxFillBitRemoval,
    FaxTranscodingMmr,
    FaxTranscodingJbig,
    FaxRateManagement,
    FaxMaxBuffer,
    FaxMaxDatagram,
    FaxMaxInternetFaxPacket,
    FaxErrorCorrection,
    FaxErrorCorrectionDepth,
    FaxErrorCorrectionSpan,
    FaxModemType,
    FaxVendorInfo,
)
