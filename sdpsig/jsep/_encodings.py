"""Layers that we send: what an application asks for, offers, and what answers leave of them.

Our own offers list what we send, without restrictions (O-12), and keep it until an answer drops
some of it (O-28).
"""

import re
from collections.abc import Sequence

from .._frozen import evolve, frozen
from ..errors import Fault, FaultCode, LocalProtocolError
from ..sdp import MediaDescription
from ..sdp.attributes import Rid, Simulcast, SimulcastStream
from ._rid_lines import (
    RECV,
    SEND,
    Meanings,
    fits,
    ids_of,
    repeated_rids,
    rid_line,
    simulcast_line,
    streams_of,
)

__all__ = ["Encoding", "after_answer", "offer_rids", "prepare_encodings"]

_OWN_RID = re.compile("[A-Za-z0-9]{1,16}")
"""Rids of ours: what fits a header extension of every peer (RFC 8852 §3.1, A-100)."""


@frozen
class Encoding:
    """One layer that we send (W3C RTCRtpEncodingParameters)."""

    rid: str | None = None
    """Its rid: 1-16 letters and digits; None where there is but one layer, or to be given one."""
    active: bool = True
    """Whether it is sent from the start."""


def prepare_encodings(
    encodings: Sequence[Encoding], *, most: int | None = None
) -> tuple[Encoding, ...]:
    """The layers that an application gets of those it wants: ``most`` at most, named if several.

    Raises LocalProtocolError for rids that are malformed, there twice, or not there for all.
    """
    rids = [encoding.rid for encoding in encodings if encoding.rid is not None]
    if not all(map(_OWN_RID.fullmatch, rids)):
        raise _refused("a rid that is not 1-16 letters and digits")
    if len(set(rids)) < len(rids):
        raise _refused("two layers with the same rid")
    if rids and len(rids) < len(encodings):
        raise _refused("a layer without a rid beside one with a rid")
    return _named(encodings[:most])


def offer_rids(
    encodings: Sequence[Encoding],
    *,
    sends: bool = True,
    rid_extension: bool = True,
    pausing: bool = False,
    receiving: Sequence[Rid] = (),
) -> tuple[tuple[Rid, ...], Simulcast | None]:
    """The a=rid lines and the a=simulcast of a section that we offer (O-12, O-28).

    ``rid_extension`` is whether the section offers the header extension for rids, ``pausing``
    whether layers that are not active are listed as paused. ``receiving`` are the lines of the
    layers that an earlier answer of ours took: they stay the same (RFC 9429 §5.2.2).
    """
    if not rid_extension:
        return (), None
    layers = _named(encodings) if sends else ()
    streams = [SimulcastStream(one.rid, not one.active) for one in layers if one.rid is not None]
    listed = {
        SEND: streams if len(streams) > 1 else [],
        RECV: [SimulcastStream(line.rid) for line in receiving],
    }
    return (
        (*(rid_line(one.id, SEND, "") for one in streams), *receiving),
        simulcast_line(listed, pausing=pausing),
    )


def after_answer(
    encodings: Sequence[Encoding], answered: MediaDescription, *, rid_extension: bool = True
) -> tuple[Encoding, ...]:
    """The layers that are left when ``offer_rids(encodings)`` has been answered (O-28).

    Only the first where the answer takes none (W3C); what is dropped does not come back.
    ``rid_extension`` is whether the answer has the header extension for rids (V-79).
    """
    layers = _named(encodings)
    if len(layers) < 2:
        return layers
    offered = {line.rid: line for line in offer_rids(layers)[0]}
    taken = {
        line.rid
        for line in answered.all(Rid)
        if rid_extension and fits(offered.get(line.rid), line, Meanings())
    }
    taken -= repeated_rids(answered)
    taken &= {*ids_of(streams_of(answered)[RECV])}
    return tuple(one for one in layers if one.rid in taken) or layers[:1]


def _named(encodings: Sequence[Encoding]) -> tuple[Encoding, ...]:
    """The same, numbered where there are several without rids."""
    if len(encodings) < 2 or any(encoding.rid is not None for encoding in encodings):
        return tuple(encodings)
    return tuple(evolve(encoding, rid=str(at)) for at, encoding in enumerate(encodings))


def _refused(detail: str) -> LocalProtocolError:
    return LocalProtocolError(Fault(FaultCode.RTP_SIMULCAST, detail, "O-12"))
