"""Trickle ICE over values: candidates per generation, and which of them may be used."""

from ._address import AddressClass, classify
from ._gathering import Candidates
from ._policy import CandidatePolicy, Drop
from ._presets import LAN, LOOPBACK, PUBLIC, auto

__all__ = [
    "LAN",
    "LOOPBACK",
    "PUBLIC",
    "AddressClass",
    "CandidatePolicy",
    "Candidates",
    "Drop",
    "auto",
    "classify",
]
