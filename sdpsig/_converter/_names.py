"""How the fields of our classes are spelt in JSON."""

from typing import Any, Final

from attrs import Attribute

WIRE_NAMES: Final = {
    "mid": "sdpMid",
    "mline_index": "sdpMLineIndex",
    "ufrag": "usernameFragment",
}
"""The fields that JSON spells differently, after W3C's RTCIceCandidateInit; all others keep
their names."""


def wire_name(field: "Attribute[Any]") -> str:
    """The name of this field's member."""
    return WIRE_NAMES.get(field.name, field.name)
