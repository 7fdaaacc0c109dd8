"""How the fields of our classes are spelt in JSON, and which are left out."""

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


def is_left_out(field: "Attribute[Any]") -> bool:
    """Is this field's member not written where its value is None?"""
    return field.default is None and field.metadata.get("emit") != "always"
