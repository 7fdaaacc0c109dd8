"""Peers with settings of their own, and what descriptions say, line by line."""

from typing import Any, TypeVar

from attrs import evolve

from sdpsig import sdp
from sdpsig.jsep import Answer, Description, Offer, Pranswer
from tests.jsep._pair import Peer

D = TypeVar("D", Offer, Answer, Pranswer)


def configured(peer: Peer, **settings: Any) -> Peer:
    """The peer, with other settings."""
    peer.state = evolve(peer.state, config=evolve(peer.state.config, **settings))
    return peer


def section(description: Description, at: int = 0) -> list[str]:
    """The lines of a section, its m= line first."""
    media = description.description.media[at]
    return [media.media_line.text, *(line.text for line in media.lines)]


def head(description: Description) -> list[str]:
    """The lines of the session part."""
    return [line.text for line in description.description.lines]


def starting(lines: list[str], *names: str) -> list[str]:
    """The lines that begin so."""
    return [line for line in lines if line.startswith(names)]


def provisional(answer: Answer) -> Pranswer:
    """The same, but not the last word."""
    return Pranswer(answer.description)


def reworded(description: D, *changes: tuple[str, str]) -> D:
    """The same with every occurrence of each first string replaced by the second."""
    text = sdp.serialize(description.description)
    for old, new in changes:
        assert old in text, f"{old!r} is not in the text"
        text = text.replace(old, new)
    return type(description)(sdp.parse(text))
