"""How strict to be, as a value: interop keeps going, strict holds to the RFCs."""

from collections.abc import Mapping

from attrs import field

from .._frozen import frozen
from ._attribute import Attribute, InAnswer

__all__ = ["INTEROP", "STRICT", "Profile"]


@frozen
class Profile:
    """What is tolerated of a peer, and which answer rules a dialect overrides by name."""

    name: str
    strict: bool
    """True: everything the RFCs call an error is one. False: tolerate what is unambiguous."""
    in_answer: Mapping[type[Attribute], InAnswer] = field(
        factory=dict[type[Attribute], InAnswer], hash=False
    )
    """Overrides of the registered answer rules, each with its reason in ``why``."""
    why: str = ""

    def rule(self, kind: type[Attribute]) -> InAnswer:
        """What an answer made in this profile does with an offered attribute."""
        return self.in_answer.get(kind, kind.spec.in_answer)


INTEROP = Profile("interop", strict=False)
"""What every known engine accepts and sends: tolerate with a warning. The default."""
STRICT = Profile("strict", strict=True)
"""The letter of the RFCs."""
