"""What can go wrong, as values; exceptions only say whose fault it is.

A :class:`Fault` tells what, where and which rule. The three exceptions tell who: nobody
knows yet (:class:`SdpError`), we (:class:`LocalProtocolError`) or the peer
(:class:`RemoteProtocolError`). Nothing else leaves a public function of this library.
"""

import re
from enum import StrEnum, unique

from attrs import field

from ._frozen import frozen

__all__ = [
    "W3C",
    "Fault",
    "FaultCode",
    "LocalProtocolError",
    "RemoteProtocolError",
    "SdpError",
    "SdpsigError",
    "Severity",
]


@unique
class Severity(StrEnum):
    """How much a fault matters."""

    ERROR = "error"
    """The message is refused; nothing has changed."""
    WARNING = "warning"
    """The message is taken; somebody should know."""


@unique
class FaultCode(StrEnum):
    """The stable name of every fault. Codes are public API: they never change meaning."""

    # --- the text of a description (RFC 8866)
    SDP_EMPTY = "sdp.empty"
    """There is no text at all."""
    SDP_BAD_ENCODING = "sdp.bad-encoding"
    """The text is not UTF-8, or holds a lone surrogate."""
    SDP_BAD_CHARACTER = "sdp.bad-character"
    """A NUL, another control character or a bare CR stands in a line."""
    SDP_LINE_SYNTAX = "sdp.line-syntax"
    """A line is not ``<type>=<value>``, or its value breaks the grammar of its type."""
    SDP_LINE_ORDER = "sdp.line-order"
    """A line stands where RFC 8866 §5 does not allow it."""
    SDP_MISSING_LINE = "sdp.missing-line"
    """A line that every description needs is not there."""
    SDP_LINE_ENDING = "sdp.line-ending"
    """Lines do not end with CRLF, the last one does not end, or a BOM stands in front."""
    SDP_ATTRIBUTE_SYNTAX = "sdp.attribute-syntax"
    """A known attribute breaks its grammar."""
    SDP_BAD_NUMBER = "sdp.bad-number"
    """A number is outside its range."""
    SDP_BAD_VALUE = "sdp.bad-value"
    """A value given to us cannot be written as SDP."""
    SDP_TOO_LARGE = "sdp.too-large"
    """More bytes than ``Limits.sdp_bytes``."""
    SDP_LINE_TOO_LONG = "sdp.line-too-long"
    """A line has more bytes than ``Limits.line_bytes``."""
    SDP_TOO_MANY_LINES = "sdp.too-many-lines"
    """More lines than ``Limits.lines``."""
    SDP_TOO_MANY_SECTIONS = "sdp.too-many-sections"
    """More m= sections than ``Limits.sections``."""
    SDP_TOO_MANY_ATTRIBUTES = "sdp.too-many-attributes"
    """More attributes in one section than ``Limits.section_attributes`` and its kin allow."""
    SDP_TOO_MANY_FORMATS = "sdp.too-many-formats"
    """More formats on one m= line than ``Limits.formats``."""
    SDP_TYPE = "sdp.type"
    """The description is not of the type that is wanted here."""

    # --- what is wrong between the lines of a description
    SDP_WRONG_LEVEL = "sdp.wrong-level"
    """An attribute stands in an m= section and belongs before the first, or the other way round."""
    SDP_REPEATED = "sdp.repeated"
    """A line or an attribute stands twice where one may stand."""
    SDP_BAD_ADDRESS = "sdp.bad-address"
    """An address is not one of the type that it claims to be."""
    SDP_BAD_TIME = "sdp.bad-time"
    """A session ends before it starts."""
    SDP_BANDWIDTH_TYPE = "sdp.bandwidth-type"
    """A b= line limits something that nobody knows."""
    SDP_UNKNOWN_FORMAT = "sdp.unknown-format"
    """A line speaks of a format that its m= line does not list, or that has no meaning."""
    SDP_DANGLING_REFERENCE = "sdp.dangling-reference"
    """A line refers to another one that is not there."""
    SDP_BAD_PARAMETER = "sdp.bad-parameter"
    """A parameter of a format has a value that the format does not have."""
    SDP_SIMULCAST = "sdp.simulcast"
    """Layers of simulcast and the rest of their section do not go together."""
    SDP_SSRC = "sdp.ssrc"
    """Synchronisation sources, or groups of them, contradict each other."""
    SDP_MSID = "sdp.msid"
    """Two lines name different tracks for one section, or one track for two."""
    SDP_BAD_KEY = "sdp.bad-key"
    """SRTP keys in clear text are malformed, named twice, or out of place."""
    SDP_BUNDLE_ONLY = "sdp.bundle-only"
    """A section is only wanted in a bundle, and is in none."""
    SDP_BUNDLE_CONFLICT = "sdp.bundle-conflict"
    """Sections that share a transport contradict each other about it."""

    # --- changing a description
    EDIT_NO_SECTION = "edit.no-section"
    """An edit names a section that the description does not have."""
    EDIT_NO_LINE = "edit.no-line"
    """An edit names a line that does not stand in the section."""
    EDIT_NO_CODEC = "edit.no-codec"
    """An edit names a codec that the section does not have."""
    EDIT_LAST_FORMAT = "edit.last-format"
    """An edit would leave a section without a format that carries media."""

    # --- what other programs do with a description
    TARGET_REFUSES = "target.refuses"
    """The peer raises an error for this."""
    TARGET_IGNORES = "target.ignores"
    """The peer passes over this without a word."""
    TARGET_UNKNOWN = "target.unknown"
    """What the peer does with this is not known, or the peer itself is not."""

    # --- offer and answer (RFC 3264, 9429, 9143)
    JSEP_SIGNALING_STATE = "jsep.signaling-state"
    """This description is not allowed in this signaling state."""
    JSEP_DUPLICATE_MID = "jsep.duplicate-mid"
    """Two m= sections have the same mid."""
    JSEP_BAD_MID = "jsep.bad-mid"
    """A mid is longer than 16 characters."""
    JSEP_SECTION_COUNT = "jsep.section-count"
    """An answer has other m= sections in number than its offer, or an offer fewer than before."""
    JSEP_SECTION_MISMATCH = "jsep.section-mismatch"
    """A section is another than the one offered, or the one before: mid, media, proto, formats."""
    JSEP_REJECTED_SECTION = "jsep.rejected-section"
    """An answer accepts a section that the offer had rejected."""
    JSEP_DIRECTION = "jsep.direction"
    """A direction does not fit the offered one, or what offers are for here, or there are two."""
    JSEP_PARTIAL_ANSWER = "jsep.partial-answer"
    """A section cannot be accepted, where an offer is accepted as a whole or not at all."""
    JSEP_SCTP_PORT = "jsep.sctp-port"
    """A data section does not say its SCTP port, or says it in a wrong way."""
    JSEP_SECOND_DATA = "jsep.second-data"
    """An offer has two live data sections, of which only the first can be accepted."""
    JSEP_MODIFIED_DESCRIPTION = "jsep.modified-description"
    """A description of ours is not what was created last, or has gone stale."""
    JSEP_CONFIGURATION = "jsep.configuration"
    """A configuration that changes what is fixed for the life of a negotiation."""
    JSEP_STALE_ANSWER = "jsep.stale-answer"
    """An answer to an offer of ours that is no longer on the table."""
    JSEP_NO_TRANSCEIVER = "jsep.no-transceiver"
    """There is no such transceiver, or it is stopped."""
    JSEP_NO_CODEC = "jsep.no-codec"
    """We have no codec for a section that we are to offer."""
    JSEP_MISSING_TRANSPORT = "jsep.missing-transport"
    """Transport parameters for a section of the answer were not given."""
    BUNDLE_REPEATED_MID = "bundle.repeated-mid"
    """A mid stands twice in a BUNDLE group or in two of them."""
    BUNDLE_UNKNOWN_MID = "bundle.unknown-mid"
    """A group names a mid that no section has."""
    BUNDLE_REJECTED_MID = "bundle.rejected-mid"
    """A group names a section whose port is 0."""
    BUNDLE_NOT_OFFERED = "bundle.not-offered"
    """An answer bundles what the offer did not."""
    BUNDLE_REQUIRED = "bundle.required"
    """A section that can only live in a bundle is in none, or in another than the first."""
    BUNDLE_CHANGED = "bundle.changed"
    """A group that was agreed on is merged, split, or loses a live section in an answer."""
    BUNDLE_CONFLICT = "bundle.conflict"
    """Sections that share a transport use one number for two things, or cannot be told apart."""
    ICE_MISSING_CREDENTIALS = "ice.missing-credentials"
    """A live transport has no ice-ufrag or no ice-pwd."""
    ICE_BAD_CREDENTIALS = "ice.bad-credentials"
    """An ice-ufrag or ice-pwd has a wrong length or a forbidden character, or is our own."""
    ICE_RESTART = "ice.restart"
    """ICE credentials change where no restart was offered, or do not where one was."""
    DTLS_MISSING_FINGERPRINT = "dtls.missing-fingerprint"
    """A live transport has no fingerprint with a hash that may be used."""
    DTLS_BAD_FINGERPRINT = "dtls.bad-fingerprint"
    """A fingerprint has the wrong length for its hash."""
    DTLS_CHANGED_FINGERPRINT = "dtls.changed-fingerprint"
    """Certificates or the tls-id of a transport change without a restart of ICE."""
    DTLS_CLEAR_KEYS = "dtls.clear-keys"
    """SRTP keys of SDES or MIKEY stand beside DTLS, which does not need them."""
    DTLS_SETUP = "dtls.setup"
    """The DTLS role cannot be used here."""
    RTP_MUX_REQUIRED = "rtp.mux-required"
    """An RTP section lacks a=rtcp-mux, which is required, or has it out of place."""
    RTP_PAYLOAD_TYPE = "rtp.payload-type"
    """A payload type is listed that collides with RTCP, or is bound to two codecs."""
    RTP_UNKNOWN_FORMAT = "rtp.unknown-format"
    """A line speaks of a payload type that its section does not list, or that means nothing."""
    RTP_FEEDBACK = "rtp.feedback"
    """An answer wants RTCP feedback that was not offered."""
    RTP_CLOCK_RATE = "rtp.clock-rate"
    """A format has another clock rate than its codec, or than the one it repairs."""
    RTP_EXTENSION_ID = "rtp.extension-id"
    """A header extension id is bound to two URIs, cannot be used, or was not offered."""
    RTP_SIMULCAST = "rtp.simulcast"
    """Layers of simulcast are not those that were agreed on."""
    RTP_PLAN_B = "rtp.plan-b"
    """One section carries several tracks."""
    RTP_TRACK = "rtp.track"
    """Two msid lines name different tracks for one section, or one track for two."""
    RTP_TRACK_COUNT = "rtp.track-count"
    """No track, or more streams or tracks of one kind than may be."""
    RTP_SOURCE = "rtp.source"
    """Synchronisation sources, or groups of them, contradict each other."""

    # --- trickled candidates (RFC 8838, 8839, 8840)
    ICE_BAD_CANDIDATE = "ice.bad-candidate"
    """A candidate line breaks its grammar or its ranges."""
    ICE_UNKNOWN_MID = "ice.unknown-mid"
    """A candidate names a mid that the offer does not have."""
    ICE_UNKNOWN_INDEX = "ice.unknown-index"
    """A candidate names an m-line index that the offer does not have."""
    ICE_UNKNOWN_GENERATION = "ice.unknown-generation"
    """A candidate names a ufrag that nobody knows."""
    ICE_AFTER_END = "ice.after-end"
    """A candidate of ours after we said that there are no more."""
    ICE_NO_SECTION = "ice.no-section"
    """A candidate names neither mid nor index."""
    ICE_RESTART_FAILED = "ice.restart-failed"
    """ICE could not be restarted here; what there was goes on."""

    # --- sessions and the endpoint that holds them
    SESSION_NOT_FOUND = "session.not-found"
    """There is no such session: never was, ended, or somebody else's."""
    SESSION_BAD_ID = "session.bad-id"
    """The session id breaks the rule for ids, or ids may not be chosen here."""
    SESSION_CONFLICT = "session.conflict"
    """The session id, or the key of the request, is in use, or another offer is being answered."""
    SESSION_CLOSED = "session.closed"
    """The session has ended."""
    SESSION_ANSWER_TIMEOUT = "session.answer-timeout"
    """The application did not answer the offer in time."""
    SESSION_NO_STREAM = "session.no-stream"
    """Nobody publishes what is to be played."""
    SESSION_METADATA_TOO_LARGE = "session.metadata-too-large"
    """The metadata is larger than ``Limits.metadata_bytes`` and its fellows allow."""
    ENDPOINT_FULL = "endpoint.full"
    """As many sessions as may be, in all or of one owner, are live."""
    ENDPOINT_DRAINING = "endpoint.draining"
    """The server takes no new sessions because it is stopping."""
    APP_FAILED = "app.failed"
    """The application's media side raised an error."""

    # --- who asks
    AUTH_REQUIRED = "auth.required"
    """There is no credential, or one that nobody knows."""
    AUTH_FORBIDDEN = "auth.forbidden"
    """Who asks is known, and may not."""
    RATE_LIMITED = "rate.limited"
    """Who asks does so too often."""

    # --- JSON (RFC 8259) and HTTP (RFC 9110)
    JSON_SYNTAX = "json.syntax"
    """The body is not JSON."""
    JSON_BAD_ENCODING = "json.bad-encoding"
    """The body is not UTF-8, or a string holds a lone surrogate."""
    JSON_BAD_NUMBER = "json.bad-number"
    """A number is not finite or has too many digits."""
    JSON_DUPLICATE_KEY = "json.duplicate-key"
    """An object has the same key twice."""
    JSON_TOO_LARGE = "json.too-large"
    """More bytes than ``Limits.json_bytes``."""
    JSON_TOO_DEEP = "json.too-deep"
    """Arrays and objects nest deeper than ``Limits.json_depth``."""
    JSON_TOO_MANY = "json.too-many"
    """More values than ``Limits.json_values``, or a too long array."""
    JSON_WRONG_TYPE = "json.wrong-type"
    """A member is missing, has the wrong type or a forbidden value."""
    HTTP_NOT_FOUND = "http.not-found"
    """There is nothing at this path."""
    HTTP_METHOD = "http.method"
    """The method is not allowed at this path."""
    HTTP_MEDIA_TYPE = "http.media-type"
    """The content type or a content coding is not understood."""
    HTTP_BAD_LENGTH = "http.bad-length"
    """The Content-Length is not a number."""
    HTTP_BAD_QUERY = "http.bad-query"
    """The query lacks a parameter, has one twice, or has a value that it cannot have."""
    HTTP_BAD_KEY = "http.bad-key"
    """The Idempotency-Key is not one."""
    HTTP_TOO_LARGE = "http.too-large"
    """The body is larger than ``Limits.json_bytes``, ``sdp_bytes`` or ``fragment_bytes`` allow."""
    HTTP_TIMEOUT = "http.timeout"
    """The body did not arrive in time."""
    HTTP_BAD_PRECONDITION = "http.bad-precondition"
    """The If-Match is neither ``*`` nor a list of entity tags."""
    HTTP_PRECONDITION_REQUIRED = "http.precondition-required"
    """The request must name the ICE session that it means, with an If-Match."""
    HTTP_PRECONDITION_FAILED = "http.precondition-failed"
    """The ICE session is not, or no more, the one that the request means."""
    HTTP_UNSUPPORTED_PATCH = "http.unsupported-patch"
    """The session cannot do what the PATCH asks for."""

    # --- our own calls to another server
    CLIENT_NETWORK = "client.network"
    """There was no connection, or it broke before the response was complete."""
    CLIENT_TIMEOUT = "client.timeout"
    """The call as a whole took longer than it may."""
    CLIENT_BAD_RESPONSE = "client.bad-response"
    """Whoever answered does not speak this protocol."""
    CLIENT_RESPONSE_TOO_LARGE = "client.response-too-large"
    """A response has more bytes than ``Limits.response_bytes``."""
    CLIENT_REDIRECT = "client.redirect"
    """A redirect that is not followed: its status, the number of hops, or where it leads."""
    CLIENT_BAD_LOCATION = "client.bad-location"
    """The URL of a session is missing, is none, or has an origin that was not agreed on."""
    CLIENT_REFUSED = "client.refused"
    """The server refused a call and gave no reason that we know."""

    # --- ourselves
    INTERNAL = "internal"
    """A call that the library does not allow: the caller's mistake."""


SYNTAX = "RTCError"
STATE = "InvalidStateError"
ACCESS = "InvalidAccessError"
MODIFICATION = "InvalidModificationError"
OPERATION = "OperationError"

_W3C_BY_AREA = {
    "sdp": SYNTAX,
    "jsep": ACCESS,
    "bundle": ACCESS,
    "dtls": ACCESS,
    "rtp": ACCESS,
    "ice": OPERATION,
}
W3C: dict[FaultCode, str] = {
    code: _W3C_BY_AREA[area] for code in FaultCode if (area := code.split(".")[0]) in _W3C_BY_AREA
} | {
    FaultCode.JSEP_SIGNALING_STATE: STATE,
    FaultCode.SESSION_CLOSED: STATE,
    FaultCode.JSEP_STALE_ANSWER: STATE,
    FaultCode.ICE_NO_SECTION: "TypeError",
    FaultCode.SDP_TYPE: "TypeError",
    FaultCode.ICE_MISSING_CREDENTIALS: ACCESS,
    FaultCode.ICE_BAD_CREDENTIALS: ACCESS,
    FaultCode.ICE_RESTART: ACCESS,
    FaultCode.JSEP_CONFIGURATION: MODIFICATION,
    FaultCode.JSEP_MODIFIED_DESCRIPTION: MODIFICATION,
}
"""The DOM error name of webrtc-pc for a fault, where one applies."""

MAX_DETAIL = 300
_UNPRINTABLE = re.compile("[^ -~]")


def _one_line(detail: str) -> str:
    """Bounded, printable ASCII, whatever was put in."""
    return _UNPRINTABLE.sub("?", detail[:MAX_DETAIL])


@frozen
class Fault:
    """One thing wrong: what, where, and which rule says so. Never holds raw input or a secret."""

    code: FaultCode
    """The stable name."""
    detail: str = field(converter=_one_line)
    """One readable sentence: at most 300 printable ASCII characters."""
    rule: str = ""
    """The rule that is broken, as ``RFC 8839 §5.4`` or ``V-20``; empty where none applies."""
    line: int | None = None
    """The line of the SDP text, from 1."""
    section: int | None = None
    """The index of the m= section, from 0."""
    severity: Severity = Severity.ERROR
    """Whether it refuses or only tells."""
    retry_after: int | None = None
    """After how many seconds the same request may succeed."""

    @property
    def w3c(self) -> str | None:
        """The DOM error name that webrtc-pc gives to this, where it gives one."""
        return W3C.get(self.code)

    def __str__(self) -> str:
        where = "" if self.line is None else f"line {self.line}: "
        rule = f" ({self.rule})" if self.rule else ""
        return f"{where}{self.detail} [{self.code}]{rule}"


class SdpsigError(Exception):
    """The base of everything that this library raises; ``fault`` says what is wrong."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault

    def __str__(self) -> str:
        return str(self.fault)


class SdpError(SdpsigError, ValueError):
    """Text that is not SDP, or values that cannot be; who wrote them is not known here."""


class LocalProtocolError(SdpsigError):
    """We did what the protocol does not allow: a bug on this side."""


class RemoteProtocolError(SdpsigError):
    """The peer sent what the protocol does not allow; nothing has changed here."""
