"""Values as they stand by themselves: texts whole, numbers as they are."""

from math import inf

from ..jsep import NegotiationConfig, Sections
from ..limits import Limits
from ..sdp import (
    STANDARD,
    Attribute,
    Registry,
    SessionDescription,
    parse,
    parse_attribute,
    serialize,
)
from ._forms import Misfit, form, refused
from ._veil import Veil

__all__ = ["MOST", "PlainReading", "PlainWriting", "finite"]

ENDLESS = {"inf": inf, "-inf": -inf}
"""Numbers that JSON does not have."""
MOST = 1e12
"""Seconds: no time is further away than that."""
SAID = tuple[SessionDescription, tuple[str, ...]]
"""What sections are read from: a description, and the mids that its places have."""


class PlainWriting:
    """Writes values, what is secret in them behind a veil where there is one."""

    def __init__(self, veil: Veil | None = None) -> None:
        self.veil = veil

    def text(self, value: str) -> str:
        return value if self.veil is None else self.veil.text(value)

    def secret(self, value: str) -> str:
        return value if self.veil is None else self.veil.secret(value)

    def number(self, value: float) -> object:
        return next((name for name, endless in ENDLESS.items() if value == endless), value)

    def description(self, value: SessionDescription) -> object:
        text = serialize(value)
        return text if self.veil is None else self.veil.description(text)

    def sections(self, value: Sections) -> object:
        mids = tuple(view.mid for view in value.views)
        return form(SAID).write((value.description, mids), self)


class PlainReading:
    """Reads values as they were written."""

    def __init__(
        self,
        limits: Limits,
        registry: Registry = STANDARD,
        negotiation: NegotiationConfig | None = None,
    ) -> None:
        self.limits = limits
        self.registry = registry
        self.negotiation = negotiation or NegotiationConfig()

    def line(self, text: str) -> Attribute:
        return parse_attribute(text, registry=self.registry, limits=self.limits)

    def number(self, plain: object) -> float:
        if isinstance(plain, str) and plain in ENDLESS:
            return ENDLESS[plain]
        return finite(plain)

    def description(self, plain: object) -> SessionDescription:
        if not isinstance(plain, str):
            raise Misfit("must be a description")
        told: SessionDescription = refused(parse, plain, registry=self.registry, limits=self.limits)
        return told

    def sections(self, plain: object) -> Sections:
        description, mids = form(SAID).read(plain, self)
        sections = Sections.of(description, mids, port0_live=self.negotiation.port0_live)
        if tuple(view.mid for view in sections.views) != mids:
            raise Misfit("must name the sections of its description")
        return sections


def finite(plain: object) -> float:
    """A number that can be reckoned with."""
    if type(plain) not in (int, float) or not -MOST <= plain <= MOST:  # type: ignore[operator]  # a number
        raise Misfit("must be a number of seconds")
    return float(plain)  # type: ignore[arg-type]  # a number
