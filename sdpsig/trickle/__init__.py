"""Trickle ICE over values: candidates per generation, and which of them may be used."""

from ._gathering import Candidates
from ._policy import LAN, LOOPBACK, PUBLIC, AddressClass, CandidatePolicy, Drop, classify

__all__ = [
    "LAN",
    "LOOPBACK",
    "PUBLIC",
    "AddressClass",
    "CandidatePolicy",
    "Candidates",
    "Drop",
    "classify",
]
