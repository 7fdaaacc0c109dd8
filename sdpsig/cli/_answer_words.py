"""Why sections are rejected, and codecs and layers dropped, in words."""

from collections.abc import Mapping

from sdpsig.jsep import CodecDrop, Rejection, RidDrop

__all__ = ["DROPPED", "LAYERS", "REJECTED"]

REJECTED: Mapping[Rejection, str] = {
    Rejection.OFFERED_REJECTED: "the offer itself has rejected it",
    Rejection.UNSUPPORTED: "its media, protocol or format is not among the capabilities",
    Rejection.NO_SCTP_PORT: "it is data channels without a=sctp-port, which strict wants",
    Rejection.STOPPED: "its transceiver is stopped",
    Rejection.POLICY: "it is not wanted (--reject)",
    Rejection.NO_CODEC: "no media codec is common to both sides",
    Rejection.BUNDLE_POLICY: "it is outside the bundles that the bundle policy allows",
    Rejection.NOT_BUNDLED: "it is wanted only in a bundle, and there is none for it",
    Rejection.SECOND_DATA: "an earlier section has the one SCTP association that there is",
    Rejection.BUNDLE_REJECTED: "the section that carries its bundle is rejected",
}
"""Behind "rejected:"."""
DROPPED: Mapping[CodecDrop, str] = {
    CodecDrop.NO_SUCH_CODEC: "not among the capabilities",
    CodecDrop.OTHER_CLOCK_RATE: "another clock rate than ours, or than what it repairs",
    CodecDrop.OTHER_CHANNELS: "another number of channels than ours",
    CodecDrop.OTHER_PROFILE: "another profile or tier than ours",
    CodecDrop.OTHER_PACKETIZATION_MODE: "another packetization mode than ours",
    CodecDrop.MALFORMED_PARAMETERS: "a parameter that decides cannot be read",
    CodecDrop.NOT_WANTED: "not wanted; comfort noise has to be asked for",
    CodecDrop.DIRECTION: "not possible in the direction of the section",
    CodecDrop.NOT_PREFERRED: "not among those of --codec",
    CodecDrop.DUPLICATE: "an earlier format is the same, or repairs the same",
    CodecDrop.NOTHING_TO_REPAIR: "what it repairs, carries or is carried by is not in the answer",
    CodecDrop.NO_MEDIA_OF_ITS_CLOCK: "no accepted codec has its clock rate",
    CodecDrop.NO_MEANING: "a dynamic payload type without a=rtpmap",
}
"""Behind the name and number of a codec."""
LAYERS: Mapping[RidDrop, str] = {
    RidDrop.MALFORMED: "a line of it breaks the grammar",
    RidDrop.DUPLICATE: "another line has the same rid",
    RidDrop.NO_FORMAT: "none of its payload types is accepted",
    RidDrop.RESTRICTION: "a restriction that is not known",
    RidDrop.DEPENDENCY: "it depends on a layer that is not there",
    RidDrop.SEVERAL: "the section has several a=simulcast lines",
    RidDrop.OLD_DRAFT: "a=simulcast names payload types, as it once did",
    RidDrop.NO_EXTENSION: "no header extension says which layer a packet belongs to",
    RidDrop.UNDEFINED: "a=simulcast lists a rid that no line defines",
    RidDrop.DIRECTION: "a=simulcast lists it for the other direction",
    RidDrop.REPEATED: "a=simulcast lists it twice",
    RidDrop.UNLISTED: "no a=simulcast lists it",
    RidDrop.NO_FLOW: "nothing flows its way in the answer",
    RidDrop.ALTERNATIVE: "another alternative of the same layer is taken",
    RidDrop.TOO_MANY: "more layers than the capabilities allow",
}
"""Behind the name of a layer."""
