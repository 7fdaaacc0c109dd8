"""How the peers reach each other, in words: ICE, DTLS, RTCP, SCTP, bundling."""

from collections.abc import Callable, Mapping
from typing import Any

from .. import attributes as a
from .._attribute import Attribute
from ..attributes.ice import CREDENTIAL_LENGTHS
from ._names import GROUPS, ICE_OPTIONS
from ._place import Place, amount, listed

__all__ = ["TRANSPORT"]

COMPONENTS = {1: "", 2: " for RTCP"}
KINDS = {
    "host": "host candidate",
    "srflx": "server-reflexive candidate (the address that a STUN server sees)",
    "prflx": "peer-reflexive candidate (the address that the peer saw)",
    "relay": "relayed candidate (an address at a TURN server)",
}
TCP_TYPES = {
    "active": ", which only opens connections",
    "passive": ", which waits for connections",
    "so": ", opened from both ends at once",
}
ROLES = {
    a.SetupRole.ACTPASS: "Either side may start DTLS: the answer chooses",
    a.SetupRole.ACTIVE: "The speaker starts DTLS: it is the client",
    a.SetupRole.PASSIVE: "The speaker waits for DTLS: it is the server",
    a.SetupRole.HOLDCONN: "Nobody starts a connection for now; not for DTLS",
}
WEAK = frozenset({"md2", "md5", "sha-1"})


def _candidate(line: a.Candidate, _: Place) -> str:
    kind = KINDS.get(line.type.lower(), f"candidate of the unknown type {line.type}")
    part = COMPONENTS.get(line.component, f" for component {line.component}")
    host = f"[{line.address}]" if ":" in line.address else line.address
    tcp = TCP_TYPES.get(line.tcp_type or "", "")
    hidden = ", a name that hides the address (mDNS)" if line.address.endswith(".local") else ""
    words = f"{kind} {host}:{line.port}{part} over {line.transport.upper()}{tcp}{hidden}"
    base = "" if line.raddr is None else f", from {line.raddr} port {line.rport}"
    return f"{words[0].upper()}{words[1:]}{base}; priority {line.priority}"


def _ufrag(line: a.IceUfrag, _: Place) -> str:
    return f"The ICE user name fragment {line.ufrag}, which names this ICE generation"


def _pwd(line: a.IcePwd, _: Place) -> str:
    least = CREDENTIAL_LENGTHS[line.spec.name][0]
    size = amount(len(line.pwd), "character")
    return f"The ICE password, {size} long (at least {least}); whoever knows it can join checks"


def _options(line: a.IceOptions, _: Place) -> str:
    said = [f"{name}: {ICE_OPTIONS.get(name, 'an option of its own')}" for name in line.options]
    return f"What the ICE agent can do. {'; '.join(said)}"


def _remote(line: a.RemoteCandidates, _: Place) -> str:
    words = line.candidates.split(" ")
    said = [f"{host}:{port}" for host, port in zip(words[1::3], words[2::3], strict=False)]
    return f"The pair is chosen: the peer is reached at {listed(said)}"


def _fingerprint(line: a.Fingerprint, _: Place) -> str:
    weak = ", which is too weak to be trusted" if line.hash_function.lower() in WEAK else ""
    size = line.digest.count(":") + 1
    return (
        f"The certificate in the DTLS handshake must have this {line.hash_function} hash"
        f" of {amount(size, 'byte')}{weak}"
    )


def _setup(line: a.Setup, _: Place) -> str:
    return ROLES[line.role]


def _connection(line: a.ConnectionSetup, _: Place) -> str:
    return f"Wants {'a new connection' if line.connection == 'new' else 'the old connection kept'}"


def _tls_id(line: a.TlsId, _: Place) -> str:
    return f"The DTLS association is called {line.tls_id}; another name asks for another one"


def _crypto(line: a.Crypto, _: Place) -> str:
    return f"SRTP keys in clear text for {line.suite}; WebRTC never uses them"


def _rtcp(line: a.Rtcp, _: Place) -> str:
    if line.port == 9:  # discard
        return "No port for RTCP yet: ICE says where it goes"
    where = "" if line.address is None else f" at {line.address}"
    return f"RTCP goes to port {line.port}{where} where it has a port of its own"


def _group(line: a.Group, place: Place) -> str:
    does = GROUPS.get(line.semantics, f"belong together as {line.semantics}")
    if not line.mids:
        return f"A group without sections ({line.semantics})"
    kinds = {mid.mid: media.kind for media in place.description.media if (mid := media.get(a.Mid))}
    said = [f"{mid} ({kinds[mid]})" if mid in kinds else f"{mid} (missing)" for mid in line.mids]
    return f"The sections {listed(said)} {does}" if len(said) > 1 else _alone(said[0], line)


def _alone(name: str, line: a.Group) -> str:
    return f"The section {name} is alone in its group ({line.semantics})"


def _mid(line: a.Mid, _: Place) -> str:
    return f"This section is called {line.mid}: its mid, which stays as long as the session"


def _sctp_port(line: a.SctpPort, _: Place) -> str:
    closed = line.port == 0
    return "SCTP is closed" if closed else f"SCTP uses port {line.port} within DTLS"


def _message_size(line: a.MaxMessageSize, _: Place) -> str:
    if line.size == 0:
        return "The speaker receives data channel messages of any size"
    return f"The speaker receives data channel messages of up to {amount(line.size, 'byte')}"


def _sctpmap(line: a.Sctpmap, _: Place) -> str:
    streams = "" if line.streams is None else f" with {amount(line.streams, 'stream')}"
    return f"SCTP port {line.port} carries {line.application}{streams}, in the older spelling"


def _pacing(line: a.IcePacing, _: Place) -> str:
    return f"{line.milliseconds} ms between two ICE checks"


def _data_channel(line: a.DataChannelMap, _: Place) -> str:
    options = "" if line.options is None else f": {line.options}"
    return f"The data channel of SCTP stream {line.stream}{options}"


TRANSPORT: Mapping[type[Attribute], Callable[[Any, Place], str]] = {
    a.Candidate: _candidate,
    a.ConnectionSetup: _connection,
    a.Crypto: _crypto,
    a.DataChannelMap: _data_channel,
    a.Fingerprint: _fingerprint,
    a.Group: _group,
    a.IceOptions: _options,
    a.IcePacing: _pacing,
    a.IcePwd: _pwd,
    a.IceUfrag: _ufrag,
    a.MaxMessageSize: _message_size,
    a.Mid: _mid,
    a.RemoteCandidates: _remote,
    a.Rtcp: _rtcp,
    a.SctpPort: _sctp_port,
    a.Sctpmap: _sctpmap,
    a.Setup: _setup,
    a.TlsId: _tls_id,
}
"""Words for the attributes of a transport."""
