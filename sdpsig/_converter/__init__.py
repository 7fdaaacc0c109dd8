"""Strict JSON to attrs values and back: no coercion, no surprise, a place for every mistake.

Two halves. ``loads`` turns bytes into plain Python values and takes nothing that RFC 8259
leaves open: one encoding, no repeated member, no number that cannot be kept, no half of a
surrogate pair, and every bound of :class:`~sdpsig.limits.Limits` before any work.
``structure`` turns plain values into frozen attrs values and says of every mistake where it
is, as a JSON Pointer (RFC 6901) with the names of the wire. ``decode`` is the two in a row;
``unstructure`` and ``encode`` are the way back. ``taken`` and ``written`` tell in JSON Schema what
goes in and what comes out.

Who is to blame for bad JSON is not known here: the caller turns a :class:`JsonError` into
what fits its side. This package knows no message of its own, no I/O and no time.

What travels: ``str``, ``int``, ``float`` (finite), ``bool``, ``Literal``, ``StrEnum``,
attrs classes, ``tuple[X, ...]``, ``X | None`` and, untouched, ``object``. Any other
annotation is a mistake of ours and raises ``TypeError`` at the first use of its class.

A field may say three things to the converter: a ``validator`` judges its value alone (it is
called with ``None`` for the instance; rules between fields belong into
``__attrs_post_init__``), ``metadata={"allowed": "a port"}`` is what a refusal says it must
be, and ``metadata={"emit": "always"}`` writes a ``None`` that would else be left out. Both
judges refuse with a ``ValueError``, whose text is not told because it may hold the value, or
with an :class:`~sdpsig.errors.SdpsigError`, whose detail is.
"""

from sdpsig._converter._issue import Issue, JsonError
from sdpsig._converter._names import WIRE_NAMES
from sdpsig._converter._schema import Schema, taken, written
from sdpsig._converter._structure import decode, structure
from sdpsig._converter._text import INTEGER_LENGTH, loads
from sdpsig._converter._unstructure import encode, unstructure

__all__ = [
    "INTEGER_LENGTH",
    "WIRE_NAMES",
    "Issue",
    "JsonError",
    "Schema",
    "decode",
    "encode",
    "loads",
    "structure",
    "taken",
    "unstructure",
    "written",
]
