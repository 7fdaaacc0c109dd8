"""Every bound of the library in one frozen value; each field says what it protects.

At the limit a message is taken, one more and it is refused. Bytes are UTF-8 bytes.
"""

from attrs import field

from ._configuration import POSITIVE, judge
from ._frozen import frozen

__all__ = ["Limits"]


@frozen(kw_only=True)
class Limits:
    """The bounds of what a peer may send and hold. The defaults fit every real browser."""

    sdp_bytes: int = 262_144
    """Bytes of one description: the largest real one seen has 135,192."""
    line_bytes: int = 8_192
    """Bytes of one line of a description: real ones have at most 155; room for a=identity."""
    lines: int = 10_000
    """Lines of one description: bounds time and memory before anything is parsed."""
    sections: int = 128
    """m= sections of one description: the largest real one has 50."""
    section_attributes: int = 1_024
    """Attributes of one section: real ones have at most 170."""
    section_extmaps: int = 256
    """a=extmap lines of one section: there are 255 ids."""
    section_ssrcs: int = 256
    """a=ssrc lines of one section."""
    section_rids: int = 16
    """a=rid lines of one section: browsers send at most three layers."""
    section_fingerprints: int = 8
    """a=fingerprint lines of one section: real ones have at most three."""
    formats: int = 128
    """Formats on one m= line: there are 128 payload types."""
    fragment_bytes: int = 32_768
    """Bytes of one trickled fragment (RFC 8840): 28 candidates are 4.3 KB."""
    candidate_bytes: int = 1_024
    """Bytes of one candidate line: real ones have at most 155."""
    candidate_extensions: int = 16
    """Name-value pairs at the end of one candidate."""
    remote_candidates: int = 100
    """Candidates kept for one session (RFC 8445 §6.1.2.5): bounds the pairs ICE would check."""
    transport_candidates: int = 50
    """Candidates kept for one transport of a session."""
    address_candidates: int = 8
    """Candidates with the same address on one transport: no hammer on one victim (§19.5.1)."""
    candidate_names: int = 4
    """Different names among the candidates kept for one session, where names are taken at all:
    each may be a question to a name server."""
    pending_candidates: int = 64
    """Candidates kept for one session before its answer is made."""
    warnings: int = 100
    """Tolerations and drops reported for one message."""
    json_bytes: int = 393_216
    """Bytes of one JSON body: a full-size description plus JSON escapes."""
    json_depth: int = 16
    """How deep arrays and objects may nest."""
    json_values: int = 10_000
    """Values in one JSON body: one object costs up to 24 times its text."""
    json_items: int = 100
    """Items of one array that we decode, such as a batch of candidates."""
    json_issues: int = 32
    """Mistakes reported for one JSON body."""
    metadata_bytes: int = 4_096
    """Bytes of a session's metadata as compact JSON."""
    metadata_depth: int = 4
    """How deep a session's metadata may nest."""
    metadata_keys: int = 64
    """Keys in the objects of a session's metadata, all together."""
    metadata_key_bytes: int = 64
    """Bytes of one key in a session's metadata."""
    reason_bytes: int = 256
    """Bytes of the free-text reason that a client gives for closing."""
    notices: int = 256
    """What is kept of a session for a peer that comes to ask: candidates, states, offers."""
    listeners: int = 4
    """Requests that wait for news of one session: of more the oldest are let go."""
    sessions: int = 10_000
    """Live sessions of one endpoint: bounds its memory."""
    unconnected_sessions: int = 1_000
    """Live sessions that never were connected: bounds what a flood of offers can hold."""
    response_bytes: int = 262_144
    """Bytes of one response to a client of ours: the largest real answer with its JSON escapes."""
    body_seconds: float = field(default=10.0, metadata=POSITIVE)
    """How long the body of one request may take in all."""
    body_idle_seconds: float = field(default=5.0, metadata=POSITIVE)
    """How long the next part of a body may take."""

    def __attrs_post_init__(self) -> None:
        """Raises TypeError or ValueError, and names the field."""
        judge(self)
